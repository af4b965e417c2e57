//! `assay data`.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::terminal::Terminal;

/// Four good days.
const GOOD: &str = "Date,Open,High,Low,Close,Volume\n\
    2024-01-02,10,11,9,10.5,500\n\
    2024-01-03,10.5,12,10,11.5,700\n\
    2024-01-04,11.5,11.75,10,10.25,0\n\
    2024-01-05,10.25,10.5,9.5,10,300\n";

/// Something wrong on most rows.
const BAD: &str = "Date,Open,High,Low,Close,Volume\n\
    2024-01-02,10,11,9,10,5\n\
    2024-01-01,10,9,11,10,5\n\
    2024-01-03,10,11,9,abc,5\n\
    2024-01-03,10,11,9,10,-5\n\
    2024-01-04,0,11,9,10.5,5\n\
    2024-01-04,10,11,9,12,5\n";

fn terminal() -> Terminal {
    let terminal = Terminal::new();
    terminal.write("good.csv", GOOD);
    terminal.write("bad.csv", BAD);
    terminal
}

#[test]
fn inspection_is_a_page() {
    let mut terminal = terminal();
    terminal.run("data inspect good.csv");
    terminal.run("data inspect bad.csv");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn inspection_is_a_document() {
    let mut terminal = terminal();
    let output = terminal.run("data inspect bad.csv --format json");
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["usable"], false);
    assert_eq!(json["inspection"]["rows"], 6);
    assert_eq!(json["inspection"]["problems"]["counts"]["high_below_low"], 1);
    assert!(output.stderr.is_empty());
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn sample_data_are_usable() {
    let terminal = terminal();
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data");
    for name in ["GOOG", "EURUSD", "BTCUSD"] {
        let output = terminal.run_silently(&["data", "inspect", &format!("{samples}/{name}.csv")], "");
        assert_eq!(output.status.code(), Some(0), "{name}: {output:?}");
    }
}

#[test]
fn conversion_is_exact_and_refuses_wrong_data() {
    let mut terminal = terminal();
    terminal.run("data convert good.csv good.parquet");
    terminal.run("data convert good.parquet again.csv.gz");
    terminal.run("data convert bad.csv mended.csv");
    assert!(!terminal.path("mended.csv").exists());
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn repair_says_what_it_did() {
    let mut terminal = terminal();
    terminal.run("data convert bad.csv mended.csv --repair");
    terminal.run("data convert bad.csv sorted.csv --repair=sort,swap-high-low");
    terminal.run("data convert good.csv same.csv --repair");
    insta::assert_snapshot!(terminal.transcript());
    insta::assert_snapshot!(terminal.read("mended.csv"), @r"
    time,open,high,low,close,volume
    2024-01-01T00:00:00Z,10,11,9,10,5
    2024-01-02T00:00:00Z,10,11,9,10,5
    2024-01-03T00:00:00Z,10,11,9,10,0
    2024-01-04T00:00:00Z,10,12,9,12,5
    ");
}

#[test]
fn repairs_are_listed_in_full_in_json_and_bounded_on_the_page() {
    let mut text = "time,open,high,low,close\n".to_owned();
    for row in 0..300 {
        let _infallible = writeln!(text, "{},1,0.5,2,1", 1_700_000_000 + row * 60);
    }
    let mut terminal = Terminal::new();
    terminal.write("b.csv", text);
    let page = terminal.run("data convert b.csv c.csv --repair");
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("repaired 300 × high and low exchanged"), "{page}");
    assert!(page.contains("and 250 more; `--format json` lists them"), "{page}");
    let output =
        terminal.run_silently(&["data", "convert", "b.csv", "d.csv", "--repair", "--format", "json"], "");
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["repairs"]["actions"].as_array().unwrap().len(), 300);
}

#[test]
fn output_is_not_replaced_unasked() {
    let mut terminal = terminal();
    terminal.write("there.csv", "mine");
    terminal.run("data convert good.csv there.csv");
    terminal.run("data synth there.csv");
    assert_eq!(terminal.read("there.csv"), "mine");
    terminal.run("data convert good.csv there.csv --force");
    assert!(terminal.read("there.csv").starts_with("time,open"));
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn synthetic_series_depend_on_their_options_alone() {
    let mut terminal = Terminal::new();
    for model in ["gbm", "mean-reversion", "regime", "jumps"] {
        terminal.run(&format!("data synth {model}.csv --model {model} --bars 30 --timeframe 1h --seed 7"));
        terminal.run_silently(
            &[
                "data",
                "synth",
                "again.csv",
                "--model",
                model,
                "--bars=30",
                "--timeframe=60m",
                "--seed=7",
                "--force",
            ],
            "",
        );
        assert_eq!(terminal.read(format!("{model}.csv")), terminal.read("again.csv"), "{model}");
    }
    terminal.run(
        "data synth days.csv --calendar weekdays --bars 5 --start 2024-01-05 --start-price 1.1 --seed 2",
    );
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn misuse_of_synth_is_explained() {
    let mut terminal = Terminal::new();
    terminal.run("data synth a.csv --bars 0");
    terminal.run("data synth a.csv --bars many");
    terminal.run("data synth a.csv --timeframe 1M");
    terminal.run("data synth a.csv --start yesterday");
    terminal.run("data synth a.csv --volatility 20");
    terminal.run("data synth a.csv --drift NaN");
    terminal.run("data synth a.csv --jump-mean -0.1");
    terminal.run("data synth a.csv --model brownian");
    terminal.run("data synth a.txt.bak");
    terminal.run("data synth missing/a.csv --bars 5");
    assert!(!terminal.path("a.csv").exists());
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn files_that_are_no_bars_are_explained() {
    let mut terminal = terminal();
    std::fs::create_dir(terminal.path("folder")).unwrap();
    terminal.write("empty.csv", "");
    terminal.write("header.csv", "Date,Open,High,Low,Close\n");
    terminal.write("prose.csv", "Dear reader,\nthese are no bars.\n");
    terminal.write("binary.csv", [0_u8, 159, 146, 150]);
    terminal.write("months.csv", "Date,Open,High,Low,Close\n01/02/2024,1,1,1,1\n02/02/2024,1,1,1,1\n");
    terminal.write("book.xlsx", b"PK\x03\x04xxxxxxxxxxxxxxxxxxxx");
    for file in [
        "missing.csv",
        "folder",
        "empty.csv",
        "header.csv",
        "prose.csv",
        "binary.csv",
        "months.csv",
        "book.xlsx",
    ] {
        terminal.run(&format!("data inspect {file}"));
    }
    terminal.run("data inspect months.csv --date-order day-first --format json -q");
    terminal.run("data convert good.csv good.xlsx");
    terminal.run("data convert good.csv");
    terminal.run("data");
    insta::assert_snapshot!(terminal.transcript());
}

#[cfg(unix)]
#[test]
fn hostile_names_and_values_are_escaped() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let mut terminal = Terminal::new();
    let names = [OsStr::new("a\u{1b}[2J\u{202e}.csv"), OsStr::from_bytes(b"b\xff.csv"), OsStr::new("-c.csv")];
    for name in names {
        terminal.write(
            name,
            "Date,Open,High,Low,Close,\u{1b}]0;x\u{7}\n2024-01-02,1,2,1,\u{1b}[31m\u{202e}9,x\n",
        );
        terminal.run_words(&[OsStr::new("data"), OsStr::new("inspect"), OsStr::new("--"), name], "");
        let inspect = ["data", "inspect", "--format", "json", "--"].map(OsStr::new);
        let output = terminal.run_silently(&[inspect.as_slice(), &[name]].concat(), "");
        let json: Json = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["usable"], false);
        let convert = ["data", "convert", "--"].map(OsStr::new);
        terminal.run_words(&[convert[0], convert[1], convert[2], name, OsStr::new("out.csv")], "");
    }
    insta::assert_snapshot!(terminal.transcript());
}
