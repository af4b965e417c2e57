//! `assay prove`, `assay backtest` and `assay config show`.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value as Json;

use crate::terminal::{Terminal, without_ids};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// Buys whatever happens, with an indicator of some length.
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

/// Days whose month nobody can tell.
const SLASHED_DAYS: &str = "Date,Open,High,Low,Close\n\
    01/02/2024,10,11,9,10.5\n\
    02/02/2024,10.5,12,10,11.5\n\
    03/02/2024,11.5,11.75,10,10.25\n";

/// A directory with the example strategies and data, and with a small strategy over six days.
fn terminal() -> Terminal {
    let mut terminal = Terminal::new();
    terminal.keep_at_home();
    for (folder, file) in [
        ("strategies", "sma_cross.json"),
        ("strategies", "rsi_mean_reversion.json"),
        ("strategies", "time_of_day.yaml"),
        ("data", "GOOG.csv"),
        ("data", "BTCUSD.csv"),
    ] {
        terminal.example(folder, file);
    }
    terminal.example("strategies", "volatility_target.json");
    let passing = terminal.read("volatility_target.json").replace("\"default\": 150", "\"default\": 100");
    terminal.write("passing.json", passing);
    terminal.write("always.json", ALWAYS);
    terminal.write("six.csv", SIX_DAYS);
    terminal
}

/// The transcript with every run called `RUN`: its ID holds the version of the program.
fn transcript(terminal: &Terminal) -> String {
    without_ids(&terminal.transcript())
}

/// The document with numbers of nine digits: the last bits of logarithms are the platform's.
fn rounded(document: Json) -> Json {
    match document {
        Json::Number(number) if number.is_f64() => {
            let text = format!("{:.8e}", number.as_f64().unwrap());
            Json::from(text.parse::<f64>().unwrap())
        }
        Json::Array(items) => items.into_iter().map(rounded).collect(),
        Json::Object(members) => members.into_iter().map(|(key, value)| (key, rounded(value))).collect(),
        other => other,
    }
}

/// The files of the only run below a directory, by name.
fn run_files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let runs: Vec<_> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [run] = runs.as_slice() else { panic!("one run and nothing else: {runs:?}") };
    fs::read_dir(run)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// Runs with these variables; stdout and stderr.
fn run_with(terminal: &Terminal, variables: &[(&str, &str)], line: &str) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(line.split(' '))
        .current_dir(terminal.path(""))
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_strategy_that_passes_is_told_with_its_warnings() {
    let mut terminal = terminal();
    let output = terminal.run("prove passing.json --data GOOG.csv");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn a_strategy_that_fails_is_told_why_and_what_would_help() {
    let mut terminal = terminal();
    let output =
        terminal.run("prove sma_cross.json --data GOOG.csv --commission 5+0.002 --param fast=5 --margin 0.5");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn a_backtest_is_short_and_has_no_verdict() {
    let mut terminal = terminal();
    terminal.run("backtest sma_cross.json --data GOOG.csv --finalize-trades --no-out");
    terminal.run("backtest always.json --data six.csv --no-out -v");
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn events_say_what_to_do_about_them() {
    let mut terminal = terminal();
    terminal.write("six_and_one.csv", format!("{SIX_DAYS}2024-01-09,12,12.5,11,11\n"));
    terminal.write("never.json", ALWAYS.replace("close > 0", "close < 0"));
    terminal.run("backtest always.json --data six.csv --no-out --cash 5");
    terminal.run("backtest never.json --data six.csv --no-out");
    terminal.run("backtest sma_cross.json --data GOOG.csv --no-out --margin 0.02");
    terminal.run("backtest always.json --data six_and_one.csv --no-out --repair");
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn settings_that_say_another_thing_than_they_seem_are_doubted() {
    let terminal = terminal();
    let risky = r#"  "risk": {"stop_loss": {"kind": "percent", "value": "$stop"}, "trailing_stop": {"kind": "percent", "value": 0.25}},
  "sizing": {"kind": "risk_per_trade", "value": 0.5},
  "entry_rules""#;
    let parameters = r#""parameters": {"stop": {"type": "number", "default": 5.0, "min": 0.01, "max": 50},"#;
    let risky = ALWAYS.replace(r#"  "entry_rules""#, risky).replace(r#""parameters": {"#, parameters);
    terminal.write("risky.json", risky);
    let doubts = |line: &str| {
        let output = terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
        let page = String::from_utf8(output.stdout).unwrap();
        let told = page.split_once("To look at\n").map_or("", |(_, told)| told);
        told.split("\n\n").next().unwrap().to_owned()
    };
    insta::assert_snapshot!(doubts("backtest risky.json --data six.csv --no-out --param stop=0.05"));
    insta::assert_snapshot!(doubts("backtest always.json --data six.csv --no-out --commission -0.0001"));
    let told = doubts("backtest always.json --data six.csv --no-out --spread 0.0002");
    assert!(!told.contains("costs"), "{told}");
}

#[test]
fn an_account_that_is_too_small_is_told_before_the_advice() {
    let mut terminal = terminal();
    terminal.run("prove always.json --data six.csv --no-out --cash 5");
    let page = transcript(&terminal);
    let place = |text: &str| page.find(text).unwrap();
    assert!(place("3 orders were cancelled") < place("What is missing"), "{page}");
    assert_eq!(page.matches("orders were cancelled").count(), 1, "{page}");
    assert!(page.contains("trade fractions"), "{page}");
}

#[test]
fn the_order_of_day_and_month_and_the_unit_of_an_epoch_can_be_told() {
    let terminal = terminal();
    terminal.write("months.csv", SLASHED_DAYS);
    terminal
        .write("seconds.csv", "Date,Open,High,Low,Close\n86400,1,2,1,2\n172800,2,3,2,3\n259200,3,4,3,4\n");
    for (options, span) in [
        ("months.csv --date-order day-first", "2024-02-01 to 2024-02-03"),
        ("months.csv --date-order month-first", "2024-01-02 to 2024-03-02"),
        ("seconds.csv --epoch-unit seconds", "1970-01-02 to 1970-01-04"),
    ] {
        let line = format!("backtest always.json --no-out --data {options}");
        let output = terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains(span), "{options}: {page}");
    }
}

#[test]
fn a_strategy_that_never_trades_fails_with_the_reason() {
    let mut terminal = terminal();
    terminal.write("never.json", ALWAYS.replace("close > 0", "close < 0"));
    let output = terminal.run("prove never.json --data six.csv --no-out");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn a_narrow_page_and_ascii_are_enough() {
    let terminal = terminal();
    let narrow = [("COLUMNS", "48"), ("LANG", "C")];
    let (page, _) = run_with(&terminal, &narrow, "prove sma_cross.json --data GOOG.csv --no-out");
    assert!(page.is_ascii(), "{page}");
    let widest = page.lines().map(str::len).max();
    assert!(widest <= Some(48), "{widest:?}");
    insta::assert_snapshot!(without_ids(&page));
}

#[test]
fn wrong_use_and_wrong_input_are_explained() {
    let mut terminal = terminal();
    terminal.write("broken.json", ALWAYS.replace("close > 0", "clos > 0").replace("SMA", "SMAA"));
    terminal.write("typo.toml", "cahs = \"5\"\n");
    terminal.write("policy.json", r#"{"name": "mine", "criteria": [{"statistic": "sharp_ratio", "op": ">", "threshold": 1, "level": "must"}]}"#);
    terminal.write("months.csv", SLASHED_DAYS);
    terminal.write("wrong.csv", SIX_DAYS.replace("12.5,10,12", "2.5,10,12"));
    for line in [
        "prove",
        "prove always.json",
        "backtest always.json --data six.csv --policy policy.json",
        "backtest always.json --data six.csv --out runs --no-out",
        "prove absent.json --data six.csv",
        "prove always.json --data absent.csv",
        "prove always.txt --data six.csv",
        "prove always.json --data wrong.csv",
        "prove broken.json --data six.csv",
        "prove always.json --data six.csv --policy policy.json",
        "prove always.json --data six.csv --config typo.toml",
        "prove always.json --data six.csv --param lenght=3",
        "prove always.json --data six.csv --param length=1",
        "prove always.json --data six.csv --param length=1 --param size=2",
        "prove always.json --data six.csv --param length=40",
        "prove always.json --data six.csv --margin 0",
        "prove always.json --data six.csv --cash -5",
        "prove always.json --data six.csv --cash 1000000000000000000",
        "prove always.json --data six.csv --cash 100000000000000000000000000000",
        "prove always.json --data six.csv --spread -0.1 --seed -1",
        "prove always.json --data months.csv",
        "prove rsi_mean_reversion.json --data BTCUSD.csv",
    ] {
        let output = terminal.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}");
    }
    assert!(!terminal.path("runs").exists(), "what did not run left files");
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn data_without_volume_is_no_match_for_a_strategy_that_needs_it() {
    let mut terminal = terminal();
    terminal.write(
        "flow.json",
        ALWAYS.replace(r#""SMA", "inputs": ["close"]"#, r#""SMA", "inputs": ["volume"]"#),
    );
    let output = terminal.run("prove flow.json --data six.csv");
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(transcript(&terminal), @r"
    $ assay prove flow.json --data six.csv
    --- stderr
    error: strategy `always` cannot run over `six.csv`
      because: indicator `average` uses `volume`, but the data has no volume column
    --- exit 2
    ");
}

#[test]
fn the_answer_is_one_document() {
    let mut terminal = terminal();
    let line = "prove sma_cross.json --data GOOG.csv --grid fast=10:30:10 --grid slow=40:60:20 --paths 50 --series 3 \
                --format json";
    let output = terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let read = assay_spec::read::<assay_spec::RunReport>(&text, assay_spec::Format::Json, "stdout").unwrap();
    assert_eq!(read.value.stages.len(), 5);
    let kept = run_files(&terminal.path("runs"));
    assert_eq!(kept["report.json"], text.as_bytes(), "what is said is what is kept");
    let mut report: Json = serde_json::from_str(&text).unwrap();
    let fan = report["laboratory"]["monte_carlo"]["fan"].take();
    assert_eq!(fan.as_array().map(Vec::len), Some(51));
    insta::assert_snapshot!(without_ids(&format!("{:#}", rounded(report))));

    terminal.run("backtest --format json");
    terminal.run("backtest six.csv --data six.csv --format=json");
    terminal.run("prove always.json --data six.csv --param lenght=3 --format json");
    insta::assert_snapshot!("failures_are_documents_too", transcript(&terminal));
}

#[test]
fn the_same_inputs_leave_the_same_bytes() {
    let terminal = terminal();
    for out in ["one", "two"] {
        terminal
            .run_silently(&["prove", "passing.json", "--data", "GOOG.csv", "--seed", "7", "--out", out], "");
    }
    let (one, two) = (run_files(&terminal.path("one")), run_files(&terminal.path("two")));
    assert_eq!(one, two);
    let names: Vec<_> = one.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "config.json",
            "equity.csv",
            "equity.parquet",
            "hallmark.json",
            "manifest.json",
            "policy.json",
            "report.json",
            "strategy.json",
            "trades.csv",
            "trades.parquet",
            "walk_forward.csv",
            "walk_forward.parquet",
        ],
    );
    let again = terminal
        .run_silently(&["prove", "passing.json", "--data", "GOOG.csv", "--seed", "7", "--out", "one"], "");
    assert!(String::from_utf8_lossy(&again.stdout).contains("identical to the one that was there"));
    assert_eq!(run_files(&terminal.path("one")), one);

    // A way of writing, a default written out and another directory change nothing.
    fs::create_dir(terminal.path("elsewhere")).unwrap();
    terminal.write("elsewhere/GOOG.csv", terminal.read("GOOG.csv"));
    terminal.write("backtest.yaml", "seed: 7\nmargin: 1\n");
    terminal.run_silently(
        &[
            "prove",
            "passing.json",
            "--data",
            "elsewhere/GOOG.csv",
            "--config",
            "backtest.yaml",
            "--param",
            "period=100",
            "--out",
            "three",
        ],
        "",
    );
    assert_eq!(run_files(&terminal.path("three")), one);
}

#[test]
fn other_inputs_leave_another_run() {
    let terminal = terminal();
    terminal.write(
        "mine.json",
        fs::read_to_string(format!("{EXAMPLES}/policies/default.json")).unwrap().replace("30.0", "31.0"),
    );
    terminal.write("six_more.csv", SIX_DAYS.replace("12.5,11,11", "12.5,11,11.5"));
    for line in [
        "prove always.json --data six.csv",
        "backtest always.json --data six.csv",
        "prove always.json --data six.csv --policy mine.json",
        "prove always.json --data six.csv --seed 1",
        "prove always.json --data six.csv --param length=3",
        "prove always.json --data six_more.csv",
    ] {
        terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
    }
    assert_eq!(fs::read_dir(terminal.path("runs")).unwrap().count(), 6);
}

#[test]
fn the_manifest_tells_of_every_byte() {
    let terminal = terminal();
    terminal.run_silently(&["prove", "always.json", "--data", "six.csv"], "");
    let files = run_files(&terminal.path("runs"));
    let manifest: Json = serde_json::from_slice(&files["manifest.json"]).unwrap();
    for (name, bytes) in files.iter().filter(|(name, _)| *name != "manifest.json") {
        let hash = assay_types::ContentHash::of(bytes).to_string();
        assert_eq!(manifest["files"][name]["hash"], Json::String(hash), "{name}");
        assert_eq!(manifest["files"][name]["bytes"].as_u64(), Some(bytes.len() as u64), "{name}");
    }
    let file_hash = assay_types::ContentHash::of(SIX_DAYS.as_bytes()).to_string();
    assert_eq!(manifest["inputs"]["data_file"], Json::String(file_hash));
    insta::assert_snapshot!(String::from_utf8_lossy(&files["trades.csv"]));
    insta::assert_snapshot!(String::from_utf8_lossy(&files["equity.csv"]));
    insta::assert_snapshot!(String::from_utf8_lossy(&files["config.json"]));
}

#[test]
fn a_run_that_was_changed_is_replaced_and_said_so() {
    let mut terminal = terminal();
    terminal.run_silently(&["backtest", "always.json", "--data", "six.csv"], "");
    let before = run_files(&terminal.path("runs"));
    let run = fs::read_dir(terminal.path("runs")).unwrap().next().unwrap().unwrap().path();
    fs::write(run.join("trades.csv"), "number\n").unwrap();
    fs::remove_file(run.join("equity.parquet")).unwrap();
    fs::write(run.join("notes.txt"), "mine").unwrap();
    let output = terminal.run("backtest always.json --data six.csv --format json");
    let said = without_ids(&String::from_utf8(output.stderr).unwrap());
    insta::assert_snapshot!(said);
    assert_eq!(fs::read_to_string(run.join("notes.txt")).unwrap(), "mine", "notes are the user's");
    fs::remove_file(run.join("notes.txt")).unwrap();
    assert_eq!(run_files(&terminal.path("runs")), before);

    fs::remove_dir_all(&run).unwrap();
    fs::write(&run, "a file").unwrap();
    terminal.run_silently(&["backtest", "always.json", "--data", "six.csv"], "");
    assert_eq!(run_files(&terminal.path("runs")), before, "what was no run is replaced as well");
}

#[test]
fn a_run_that_cannot_be_kept_is_an_error_and_leaves_nothing() {
    let mut terminal = terminal();
    terminal.write("runs", "a file");
    let output = terminal.run("backtest always.json --data six.csv");
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let terminal = terminal();
    let line = "prove always.json --data six.csv --no-out";
    let colored =
        |variables: &[(&str, &str)], line: &str| run_with(&terminal, variables, line).0.contains('\u{1b}');
    assert!(!colored(&[], line), "a pipe is no terminal");
    assert!(!colored(&[("NO_COLOR", "1")], line));
    assert!(colored(&[], &format!("{line} --color always")));
    assert!(colored(&[("NO_COLOR", "1")], &format!("{line} --color always")), "a flag is above a variable");
    assert!(!colored(&[], &format!("{line} --color always --format json")), "JSON has no colours");
}

#[test]
fn a_closed_pipe_is_a_clean_exit() {
    let terminal = terminal();
    for format in ["human", "json"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["prove", "always.json", "--data", "six.csv", "--no-out", "--format", format])
            .current_dir(terminal.path(""))
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap();
        assert_eq!((status.code(), said.as_str()), (Some(1), ""), "the verdict stands, and nobody panics");
    }
}

/// Linux has a device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_is_lost_is_an_error() {
    let terminal = terminal();
    for line in ["prove always.json --data six.csv --no-out --format json", "indicators", "--help"] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(line.split(' '))
            .current_dir(terminal.path(""))
            .env_clear()
            .stdout(full)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
        assert!(said.starts_with("error: stdout cannot be written: "), "{line}: {said}");
    }
}

#[test]
fn an_account_beyond_all_numbers_is_refused() {
    let terminal = terminal();
    let words = ["backtest", "always.json", "--data", "six.csv", "--no-out", "--margin", "1e-320"];
    let output = terminal.run_silently(&words, "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("is not a finite number"), "{said}");
}

#[test]
fn configuration_is_shown_with_its_origins() {
    let mut terminal = terminal();
    terminal.run("config show");
    terminal.write("assay.toml", "cash = \"50000\"\nmargin = 0.5\n\n[commission]\nrelative = 0.001\n");
    terminal.write("other.json", "{\n  \"spread\": 0.0002,\n  \"parameters\": {\"fast\": 12}\n}\n");
    terminal.run("config show --margin 0.1 --hedging --fractional --param slow=40");
    terminal.run("config show --config other.json --commission 5+0.001 --trade-on-close=false");
    terminal.run("config show --seed 5 --format json");
    terminal.run("config show --cash nothing");
    insta::assert_snapshot!(transcript(&terminal));
    let (shown, _) =
        run_with(&terminal, &[("ASSAY_MARGIN", "0.25"), ("ASSAY_SEED", "3")], "config show --seed 4");
    insta::assert_snapshot!("variables_go_over_the_file_and_under_flags", shown);
    let (_, said) = run_with(&terminal, &[("ASSAY_MARGN", "0.25")], "config show");
    insta::assert_snapshot!(said, @"error: there is no variable `ASSAY_MARGN`; did you mean `ASSAY_MARGIN`?");
}

#[test]
fn a_configuration_in_the_directory_is_used_by_runs() {
    let terminal = terminal();
    terminal.write("assay.toml", "cash = \"50000\"\n");
    terminal.run_silently(&["backtest", "always.json", "--data", "six.csv"], "");
    let report: Json = serde_json::from_slice(&run_files(&terminal.path("runs"))["report.json"]).unwrap();
    assert_eq!(report["config"]["cash"], "50000");
}

#[test]
fn usage_is_help() {
    let mut terminal = terminal();
    for line in ["-h", "prove -h", "prvoe", "prove --no-such-option", "prove --format json"] {
        terminal.run(line);
    }
    insta::assert_snapshot!(transcript(&terminal));
}
