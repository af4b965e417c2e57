//! `assay report`, and `--report` of `prove` and `backtest`.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use assay_sandbox::runtime::testing;

use crate::terminal::Terminal;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// Buys whatever happens, and sells.
const ALWAYS: &str = r#"{
  "schema_version": "2.0",
  "name": "always",
  "parameters": {"length": {"type": "integer", "default": 2, "min": 2, "max": 50}},
  "indicators": {"average": {"function": "SMA", "inputs": ["close"], "args": {"timeperiod": "$length"}}},
  "entry_rules": [{"side": "long", "when": "close > 0"}],
  "exit_rules": [{"side": "any", "when": "close > average"}]
}
"#;

const SIX_DAYS: &str = "Date,Open,High,Low,Close\n\
    2024-01-02,10,11,9,10.5\n\
    2024-01-03,10.5,12,10,11.5\n\
    2024-01-04,11.5,11.75,10,10.25\n\
    2024-01-05,10.25,10.5,9.5,10\n\
    2024-01-08,10,12.5,10,12\n\
    2024-01-09,12,12.5,11,11\n";

fn terminal() -> Terminal {
    let mut terminal = Terminal::new();
    terminal.keep_at_home();
    for (folder, file) in [("strategies", "sma_cross.json"), ("data", "GOOG.csv")] {
        terminal.write(file, fs::read(format!("{EXAMPLES}/{folder}/{file}")).unwrap());
    }
    terminal.write("always.json", ALWAYS);
    terminal.write("six.csv", SIX_DAYS);
    terminal
}

fn assay(terminal: &Terminal, words: &[&str]) -> Output {
    terminal.run_silently(words, "")
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The directories of runs, as they are named on a command line.
fn runs(terminal: &Terminal) -> Vec<String> {
    let entries = fs::read_dir(terminal.path("runs")).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| format!("runs/{}", entry.unwrap().file_name().into_string().unwrap())).collect();
    names.sort();
    names
}

/// The only run, as it is named on a command line.
fn run(terminal: &Terminal) -> String {
    let [run] = &runs(terminal)[..] else { panic!("one run and nothing else") };
    run.clone()
}

#[test]
fn a_report_of_a_run_is_the_one_that_the_run_wrote() {
    for (name, words) in [
        (
            "a document that is proven",
            &[
                "prove",
                "sma_cross.json",
                "--data",
                "GOOG.csv",
                "--trials",
                "20",
                "--paths",
                "100",
                "--series",
                "3",
            ][..],
        ),
        ("a backtest", &["backtest", "always.json", "--data", "six.csv", "--commission", "0.001"]),
        ("a run without a trade", &["prove", "always.json", "--data", "six.csv", "--cash", "1"]),
    ] {
        let terminal = terminal();
        let made = assay(&terminal, &[words, &["--report", "made.html"]].concat());
        assert_ne!(made.status.code(), Some(2), "{name}: {}", told(&made));
        assert!(told(&made).contains("Report in made.html"), "{name}: {}", told(&made));
        let again = ["report", &run(&terminal), "--data", words[3], "--out", "again.html"];
        assert_eq!(assay(&terminal, &again).status.code(), Some(0), "{name}");
        let (made, again) = (terminal.read("made.html"), terminal.read("again.html"));
        assert!(made == again, "{name}");
        assert!(made.starts_with("<!doctype html>") && made.contains("Content-Security-Policy"), "{name}");
        assert!(made.contains("The price: closes from"), "{name}: it has the price");
    }
}

#[test]
fn a_report_without_the_bars_says_so() {
    let terminal = terminal();
    assay(&terminal, &["prove", "always.json", "--data", "six.csv"]);
    let run = run(&terminal);
    let output = assay(&terminal, &["report", &run]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).contains("without `--data` the report has no price"), "{}", told(&output));
    let page = terminal.read(format!("{run}.html"));
    assert!(!page.contains("The price: closes from"));
    assert!(page.contains("The price is not in this report") && page.contains("--data FILE"));
    assert!(page.contains("Equity from 10,000.00 to 11,706.25"), "the rest is there");

    // It lies beside what the run has left, and is none of it.
    assert!(!terminal.path(format!("{run}/report.html")).exists());
    let again = assay(&terminal, &["prove", "always.json", "--data", "six.csv"]);
    assert!(told(&again).contains("identical to the one that was there"), "{}", told(&again));
}

#[test]
fn a_directory_that_was_changed_and_other_bars_are_refused() {
    let mut terminal = terminal();
    assay(&terminal, &["prove", "always.json", "--data", "six.csv", "--out", "kept"]);
    let run = fs::read_dir(terminal.path("kept")).unwrap().next().unwrap().unwrap().path();
    fs::rename(&run, terminal.path("run")).unwrap();
    terminal.write("other.csv", SIX_DAYS.replace("12.5,11,11", "12.5,11,11.5"));
    terminal.write("broken.csv", "Date,Open\n");
    fs::create_dir(terminal.path("empty")).unwrap();
    fs::create_dir(terminal.path("folder")).unwrap();
    assay(
        &terminal,
        &["optimize", "always.json", "--data", "six.csv", "--grid", "length=2:3:1", "--out", "found"],
    );
    let search = fs::read_dir(terminal.path("found")).unwrap().next().unwrap().unwrap().path();
    fs::rename(search, terminal.path("search")).unwrap();
    for line in [
        "report run --data other.csv --out x.html",
        "report run --data absent.csv --out x.html",
        "report run --data broken.csv --out x.html",
        "report run --out folder",
        "report run --out absent/x.html",
        "report empty",
        "report absent",
        "report search",
        "report always.json",
        "prove always.json --data six.csv --report folder --out not-run",
        "prove always.json --data six.csv --report absent/x.html --out not-run",
    ] {
        assert_eq!(terminal.run(line).status.code(), Some(2), "{line}");
    }
    assert!(!terminal.path("not-run").exists(), "what cannot be written is told before the run");
    terminal.write("run/trades.csv", "number\n");
    fs::remove_file(terminal.path("run/equity.parquet")).unwrap();
    assert_eq!(terminal.run("report run --data six.csv --out x.html").status.code(), Some(2));
    terminal.write("run/manifest.json", "{}");
    assert_eq!(terminal.run("report run --data six.csv --out x.html").status.code(), Some(2));
    assert!(!terminal.path("x.html").exists());
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let terminal = terminal();
    assay(&terminal, &["prove", "always.json", "--data", "six.csv"]);
    let run = run(&terminal);
    for name in ["report.json", "manifest.json"] {
        let path = terminal.path(format!("{run}/{name}"));
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let output = assay(&terminal, &["report", &run]);
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        assert!(told(&output).contains(name), "{}", told(&output));
    }
}

#[test]
fn a_report_that_is_there_is_replaced_and_no_other_file() {
    let terminal = terminal();
    terminal.write("report.html", "<!doctype html>old");
    let backtest = |to: &str| {
        assay(&terminal, &["backtest", "always.json", "--data", "six.csv", "--no-out", "--report", to])
    };
    backtest("report.html");
    assert!(terminal.read("report.html").len() > 1000);
    for input in ["six.csv", "always.json"] {
        let before = terminal.read(input);
        let output = backtest(input);
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        assert!(told(&output).contains("is there and is no report"), "{}", told(&output));
        assert_eq!(terminal.read(input), before);
    }
    let left: Vec<_> =
        fs::read_dir(terminal.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn the_answer_of_json_is_one_document() {
    let terminal = terminal();
    let words = ["prove", "always.json", "--data", "six.csv", "--report", "r.html", "--format", "json"];
    let output = assay(&terminal, &words);
    serde_json::from_slice::<assay_spec::RunReport>(&output.stdout).unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("the report is `r.html`"));
    let output = assay(&terminal, &["report", &run(&terminal), "--out", "r.html", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer, serde_json::json!({"report": "r.html", "price": false}));
}

/// The command as the page has it, unescaped.
fn command(page: &str) -> String {
    let command = page.split_once("<code id=\"command\">").unwrap().1.split_once("</code>").unwrap().0;
    command
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn the_command_of_a_report_makes_the_same_run() {
    let terminal = terminal();
    let data = "it's $(touch hacked) & \"six\" <b>.csv";
    terminal.write(data, SIX_DAYS);
    terminal.write(
        "mine.yaml",
        "name: mine\ncriteria:\n  - {statistic: trades, op: '>=', threshold: 1, level: must}\n",
    );
    let words = [
        "prove",
        "always.json",
        "--data",
        data,
        "--policy",
        "mine.yaml",
        "--cash",
        "2500.50",
        "--commission",
        "5+0.001",
        "--grid",
        "length=2:6:2",
        "--require",
        "trades >= 1",
        "--objective",
        "return_pct - 1",
        "--in-sample",
        "3",
        "--tried",
        "5",
        "--paths",
        "50",
        "--series",
        "3",
        "--spread",
        "0.0002",
        "--fractional",
        "--finalize-trades",
        "--param",
        "length=3",
        "--seed",
        "9",
        "--report",
        "r.html",
    ];
    let output = assay(&terminal, &words);
    assert_ne!(output.status.code(), Some(2), "{}", told(&output));
    let page = terminal.read("r.html");
    let run = run(&terminal);
    fs::copy(terminal.path(data), terminal.path(format!("{run}/{data}"))).unwrap();
    let assay = PathBuf::from(env!("CARGO_BIN_EXE_assay"));
    let output = Command::new("/bin/sh")
        .args(["-c", &command(&page)])
        .current_dir(terminal.path(&run))
        .env_clear()
        .env("PATH", assay.parent().unwrap())
        .env("ASSAY_DATA_DIR", terminal.path("home"))
        .output()
        .unwrap();
    assert_ne!(output.status.code(), Some(2), "{}", told(&output));
    let name = run.strip_prefix("runs/").unwrap();
    assert!(terminal.path(format!("{run}/runs/{name}")).exists(), "{}\n{}", command(&page), told(&output));
    assert!(!terminal.path(format!("{run}/hacked")).exists());
}

#[test]
fn the_command_of_an_ordinary_run_makes_it_again() {
    let terminal = terminal();
    for (strategy, data) in [("always.json", "six.csv"), ("sma_cross.json", "GOOG.csv")] {
        assay(
            &terminal,
            &[
                "prove",
                strategy,
                "--data",
                data,
                "--report",
                "r.html",
                "--out",
                strategy.trim_end_matches(".json"),
            ],
        );
        let kept = fs::read_dir(terminal.path(strategy.trim_end_matches(".json")))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        fs::copy(terminal.path(data), kept.join(data)).unwrap();
        let command = command(&terminal.read("r.html"));
        let binary = PathBuf::from(env!("CARGO_BIN_EXE_assay"));
        let output = Command::new("/bin/sh")
            .args(["-c", &command])
            .current_dir(&kept)
            .env_clear()
            .env("PATH", binary.parent().unwrap())
            .env("ASSAY_DATA_DIR", terminal.path("home"))
            .output()
            .unwrap();
        assert!(kept.join("runs").join(kept.file_name().unwrap()).exists(), "{command}\n{}", told(&output));
    }
}

#[test]
fn a_report_is_opened_by_what_the_system_opens_files_with() {
    use std::os::unix::fs::PermissionsExt as _;

    let mut terminal = terminal();
    assay(&terminal, &["prove", "always.json", "--data", "six.csv"]);
    let run = run(&terminal);
    let page = terminal.path("a report; $(x).html");
    terminal.set("PATH", terminal.path("bin"));
    let words = ["report", &run, "--out", "a report; $(x).html", "--open"];
    let output = assay(&terminal, &words);
    assert_eq!(output.status.code(), Some(0), "that it is not opened is a warning");
    assert!(told(&output).contains("warning: `a report; $(x).html` is not opened"), "{}", told(&output));

    fs::create_dir(terminal.path("bin")).unwrap();
    for (name, script, warns) in [
        ("it works", "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$1\" > \"${0%/*}/opened\"\n", false),
        ("it fails", "#!/bin/sh\nexit 3\n", true),
    ] {
        for opener in ["xdg-open", "open"] {
            let path = format!("bin/{opener}");
            terminal.write(&path, script);
            fs::set_permissions(terminal.path(&path), fs::Permissions::from_mode(0o755)).unwrap();
        }
        let output = assay(&terminal, &words);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", told(&output));
        assert_eq!(told(&output).contains("is not opened"), warns, "{name}: {}", told(&output));
    }
    let opened = terminal.read("bin/opened");
    assert_eq!(opened, format!("1\n{}\n", page.canonicalize().unwrap().display()), "one argument, no shell");
}

/// Two strategies in one file, so that one must be named.
const TWO_CLASSES: &str = "\
from backtesting import Strategy


class Metronome(Strategy):
    beat = 2

    def init(self):
        pass

    def next(self):
        if len(self.data) % self.beat == 0:
            self.position.close() if self.position else self.buy(size=1, tag='</script><b>')


class Sleeper(Strategy):
    def init(self):
        pass

    def next(self):
        pass
";

#[test]
fn a_python_strategy_has_the_same_report_of_its_directory() {
    let mut terminal = terminal();
    terminal.set("ASSAY_DATA_DIR", testing::runtime().folder().ancestors().nth(2).unwrap());
    terminal.write("two.py", TWO_CLASSES);
    let words = [
        "prove",
        "two.py",
        "--data",
        "six.csv",
        "--class",
        "Metronome",
        "--param",
        "beat=1",
        "--causality",
        "full",
        "--wall",
        "30s",
        "--report",
        "made.html",
    ];
    let made = assay(&terminal, &words);
    assert_eq!(made.status.code(), Some(1), "{}", told(&made));
    let again = assay(&terminal, &["report", &run(&terminal), "--data", "six.csv", "--out", "again.html"]);
    assert_eq!(again.status.code(), Some(0), "{}", told(&again));
    let page = terminal.read("made.html");
    assert!(page == terminal.read("again.html"));
    assert_eq!(
        command(&page).replace(" \\\n  ", " "),
        "assay prove strategy.py --data six.csv --param beat=1 --class Metronome --causality full --wall 30000ms"
    );
    assert!(page.contains("&lt;/script&gt;&lt;b&gt;"), "the mark is text");
}
