//! Reports in a real browser, where `ASSAY_TEST_CHROMIUM` names one: nothing is complained of, nothing is asked of the
//! network, and what is to be seen is there.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::terminal::Terminal;

const BROWSER: &str = "ASSAY_TEST_CHROMIUM";
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// A laboratory that is small.
const QUICK: &[&str] = &["--trials", "20", "--paths", "100", "--series", "3"];

/// The browser, if there is one.
#[expect(clippy::disallowed_methods, reason = "tests are told by variables")]
fn browser() -> Option<PathBuf> {
    let named = std::env::var_os(BROWSER).map(PathBuf::from);
    if named.is_none() {
        eprintln!("skipped: {BROWSER} is not set");
    }
    named
}

/// What a browser made of a page.
struct Visit {
    /// The page after its scripts have run.
    page: String,
    /// What was written to the console.
    console: Vec<String>,
    /// What the page asked of the network.
    requests: Vec<String>,
}

/// Runs the browser, headless, with a profile of its own and without a way to any host.
fn run(browser: &Path, options: &[&str], page: &Path) -> (String, String) {
    let profile = TempDir::new().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args([
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(options)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

fn visit(browser: &Path, page: &Path) -> Visit {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("net.json");
    let (dom, said) = run(browser, &["--dump-dom", &format!("--log-net-log={}", log.display())], page);
    let console = said.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    Visit { page: dom, console, requests: requests(&fs::read(&log).unwrap()) }
}

/// The addresses that a page of a file has asked for; what the browser asks for by itself has another origin.
fn requests(log: &[u8]) -> Vec<String> {
    let log: Json = serde_json::from_slice(log).unwrap();
    let started = &log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"];
    assert!(started.is_u64(), "the log has another form");
    let events = log["events"].as_array().unwrap().iter();
    events
        .filter(|event| event["type"] == *started)
        .map(|event| &event["params"])
        .filter(|asked| asked["site_for_cookies"].as_str().is_some_and(|site| site.contains("site=file://")))
        .filter_map(|asked| Some(asked["url"].as_str()?.to_owned()))
        .collect()
}

/// A report of Google's prices.
fn report() -> (Terminal, PathBuf) {
    let mut terminal = Terminal::new();
    terminal.keep_at_home();
    for (folder, file) in [("strategies", "sma_cross.json"), ("data", "GOOG.csv")] {
        terminal.write(file, fs::read(format!("{EXAMPLES}/{folder}/{file}")).unwrap());
    }
    let words = ["prove", "sma_cross.json", "--data", "GOOG.csv", "--no-out", "--report", "report.html"];
    terminal.run_silently(&[&words[..], QUICK].concat(), "");
    let page = terminal.path("report.html").canonicalize().unwrap();
    (terminal, page)
}

/// Whether this build has the charts that move.
fn moves(page: &Path) -> bool {
    fs::read_to_string(page).unwrap().contains("Lightweight Charts")
}

#[test]
fn a_report_asks_for_nothing_and_draws_everything() {
    let Some(browser) = browser() else { return };
    let (_terminal, page) = report();
    let visit = visit(&browser, &page);
    assert_eq!(visit.console, Vec::<String>::new());
    assert_eq!(visit.requests, Vec::<String>::new());
    let dom = &visit.page;
    assert_eq!(dom.matches("data-trade=").count(), 25, "the script lists the trades");
    assert!(dom.contains("1 to 25 of 65"));
    assert!(dom.matches("<svg viewBox").count() >= 4, "the drawings that stand still are there for paper");
    if moves(&page) {
        assert!(dom.contains("data-drawn=\"true\""), "the charts are drawn");
        assert!(dom.matches("<canvas").count() >= 6, "three panes and their scales");
        assert!(dom.contains("id=\"tv-attr-logo\""), "with the link that their licence asks for");
        assert!(dom.contains("<div id=\"still\" hidden=\"\">"));
    } else {
        eprintln!("this build has no charts that move; `cargo xtask web` makes them");
        assert!(dom.contains("<div id=\"still\">"));
    }
}

/// What the tests above would notice.
#[test]
fn a_page_that_asks_and_complains_is_noticed() {
    let Some(browser) = browser() else { return };
    let terminal = Terminal::new();
    terminal.write(
        "bad.html",
        "<!doctype html><script>fetch('http://example.com/x'); undefinedName();</script>\
         <img src='https://example.org/y.png'>",
    );
    let visit = visit(&browser, &terminal.path("bad.html").canonicalize().unwrap());
    assert!(visit.console.iter().any(|line| line.contains("undefinedName")), "{:?}", visit.console);
    for address in ["http://example.com/x", "https://example.org/y.png"] {
        assert!(visit.requests.iter().any(|asked| asked == address), "{:?}", visit.requests);
    }
}

#[test]
fn hostile_names_and_marks_do_nothing() {
    let Some(browser) = browser() else { return };
    let (terminal, _) = report();
    let file = "</script><img src=x onerror=alert(1)>\"'.csv";
    // A name of a file has no slash.
    let file = file.replace('/', "");
    terminal.write(&file, fs::read(format!("{EXAMPLES}/data/GOOG.csv")).unwrap());
    terminal.write(
        "policy.json",
        r#"{"name": "mine", "criteria": [{"statistic": "trades", "op": ">", "threshold": 1e9, "level": "must",
            "reason": "</script><img src=x onerror=alert(1)><style>*{display:none}</style>"}]}"#,
    );
    let words = [
        "prove",
        "sma_cross.json",
        "--data",
        &file,
        "--policy",
        "policy.json",
        "--no-out",
        "--report",
        "r.html",
    ];
    terminal.run_silently(&words, "");
    let visit = visit(&browser, &terminal.path("r.html").canonicalize().unwrap());
    assert_eq!((visit.console, visit.requests), (Vec::new(), Vec::new()));
    assert!(!visit.page.contains("<img"), "a text became an element");
    assert!(visit.page.contains("&lt;img src=x onerror=alert(1)&gt;"), "it is told as text");
}

#[test]
fn pictures_are_made_by_day_by_night_and_on_a_phone() {
    let Some(browser) = browser() else { return };
    let (_terminal, page) = report();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut pictures = Vec::new();
    for (name, options) in [
        ("report-light.png", &["--window-size=1200,2400"][..]),
        ("report-dark.png", &["--window-size=1200,2400", "--force-dark-mode"]),
        ("report-phone.png", &["--window-size=500,2400"]),
    ] {
        let picture = folder.join(name);
        drop(fs::remove_file(&picture));
        let option = format!("--screenshot={}", picture.display());
        let (_, said) = run(&browser, &[options, &[&option]].concat(), &page);
        assert!(!said.contains(":CONSOLE"), "{said}");
        pictures.push(fs::read(&picture).unwrap());
    }
    for picture in &pictures {
        assert!(picture.starts_with(b"\x89PNG") && picture.len() > 20_000, "{} bytes", picture.len());
    }
    assert!(pictures[0] != pictures[1], "dark is another page than light");
}
