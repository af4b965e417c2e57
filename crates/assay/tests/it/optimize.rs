//! `assay optimize`.

use std::fs;
use std::io::Read as _;
use std::process::{Command, Stdio};

use assay_sandbox::runtime::testing;
use assay_spec::SearchReport;

use crate::terminal::{Terminal, files_of_runs, without_ids};

fn terminal() -> Terminal {
    let terminal = Terminal::new();
    for (folder, file) in
        [("strategies", "sma_cross.json"), ("strategies", "trend_with_stop.py"), ("data", "GOOG.csv")]
    {
        terminal.example(folder, file);
    }
    terminal
}

const GRID: &str =
    "optimize sma_cross.json --data GOOG.csv --grid fast=5:25:5 --grid slow=10:60:10 --commission 0.001";

#[test]
fn a_grid_is_searched_and_kept() {
    let mut terminal = terminal();
    terminal.run(&format!("{GRID} --top 3"));
    terminal.run(&format!("{GRID} --objective calmar_ratio --require trades>=1000"));
    insta::assert_snapshot!(without_ids(&terminal.transcript()));
    let names: Vec<String> = files_of_runs(&terminal.path("runs"))
        .into_keys()
        .filter_map(|name| Some(name.split_once('/')?.1.to_owned()))
        .collect();
    let expected =
        ["config.json", "manifest.json", "report.json", "strategy.json", "trials.csv", "trials.parquet"];
    assert_eq!(names, expected.repeat(2));
}

#[test]
fn what_cannot_be_searched_is_explained() {
    let mut terminal = terminal();
    for options in [
        "--grid fast=0:5",
        "--grid fst=1:5",
        "--grid fast",
        "--grid fast=5:10:0.5",
        "--top 0",
        "--grid fast=9:5",
        "--grid fast=3:5 --grid fast=7",
        "--grid fast=3:5 --param fast=5",
        "--objective sharp_ratio",
        "--objective close",
        "--require trades",
        "--grid fast=50:60 --grid slow=3:9",
        "--method tpe --trials 0",
        "--causality full",
    ] {
        terminal.run(&format!("optimize sma_cross.json --data GOOG.csv --no-out {options}"));
    }
    terminal.run("optimize trend_with_stop.py --data GOOG.csv --grid fast=5:10 --causality full");
    insta::assert_snapshot!(without_ids(&terminal.transcript()));
}

#[test]
fn the_same_search_leaves_the_same_bytes() {
    let terminal = terminal();
    for method in ["grid", "random --trials 20", "tpe --trials 20", "cma-es --trials 20"] {
        let search = |out: &str| {
            let line = format!("{GRID} --method {method} --out {out}");
            let output = terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
            assert_eq!(output.status.code(), Some(0), "{line}");
            let found = files_of_runs(&terminal.path(out));
            fs::remove_dir_all(terminal.path(out)).unwrap();
            found
        };
        assert_eq!(search("one"), search("two"), "{method}");
    }
}

/// Cut off in the middle of a line, the journal of an interrupted search is taken up where it is whole.
#[test]
fn an_interrupted_search_goes_on_and_leaves_what_a_whole_one_leaves() {
    let terminal = terminal();
    let run = |line: &str| terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
    assert_eq!(run("data synth bars.csv --bars 40000 --seed 1").status.code(), Some(0));
    let line = "optimize sma_cross.json --data bars.csv --method random --trials 4000";
    let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(line.split(' '))
        .current_dir(terminal.path(""))
        .env_clear()
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let journal = loop {
        let found = fs::read_dir(terminal.path("runs")).into_iter().flatten().find_map(|entry| {
            let entry = entry.unwrap();
            (entry.metadata().unwrap().len() > 0 && entry.file_type().unwrap().is_file())
                .then(|| entry.path())
        });
        match found {
            Some(journal) => break journal,
            None => assert_eq!(child.try_wait().unwrap(), None, "it ended before anything was found"),
        }
    };
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{told}");
    assert!(told.contains("interrupted; what was found so far is kept in `runs/.search_"), "{told}");

    let mut lines = fs::read(&journal).unwrap();
    lines.truncate(lines.len() - 7);
    fs::write(&journal, lines).unwrap();
    let resumed = run(line);
    let told = String::from_utf8(resumed.stderr).unwrap();
    assert!(told.contains("combinations are known from a search that was interrupted"), "{told}");
    assert_eq!(run(&format!("{line} --out whole")).status.code(), Some(0));
    assert_eq!(files_of_runs(&terminal.path("runs")), files_of_runs(&terminal.path("whole")));
}

#[test]
fn a_journal_that_was_changed_does_not_decide() {
    let terminal = terminal();
    let run = || terminal.run_silently(&GRID.split(' ').collect::<Vec<_>>(), "");
    assert_eq!(run().status.code(), Some(0));
    let kept = fs::read_dir(terminal.path("runs")).unwrap().next().unwrap().unwrap();
    let id = kept.file_name().into_string().unwrap().replace("run_", "");
    fs::remove_dir_all(kept.path()).unwrap();
    let marks = r#"{"score":99.0,"kept":[1.0,2.0,3.0,4.0],"sharpe":0.1,"blocks":[]}"#;
    let journal = format!("\u{fffd}garbage\n{{\"values\":{{\"fast\":5,\"slow\":10}},\"marks\":{marks}}}\n");
    fs::write(terminal.path(format!("runs/.search_{id}.jsonl")), journal).unwrap();
    let refused = run();
    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{told}");
    assert!(told.starts_with("note: 1 combination is known"), "{told}");
    assert!(told.contains("the best combination scored 99, and scores 0.1"), "{told}");
}

#[test]
fn python_is_searched_in_the_sandbox() {
    let mut terminal = terminal();
    terminal.set("ASSAY_DATA_DIR", testing::runtime().folder().ancestors().nth(2).unwrap());
    let line = "optimize trend_with_stop.py --data GOOG.csv --grid fast=10:20:5 --grid slow=40,60 --no-out";
    let found = terminal.answer::<SearchReport>(line);
    assert_eq!((found.trials, found.without_score, found.top.len()), (6, 0, 6));
    let best = found.best.unwrap();
    let alone = format!(
        "backtest trend_with_stop.py --data GOOG.csv --no-out --param fast={} --param slow={} --format json",
        best.parameters["fast"], best.parameters["slow"]
    );
    let output = terminal.run_silently(&alone.split(' ').collect::<Vec<_>>(), "");
    let alone: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(alone["statistics"], serde_json::to_value(best.statistics).unwrap());
}
