//! Ordinary strategies raise nothing: a false alarm is a defect.

use assay_check::Severity;

use crate::corpus::{files, findings};

#[test]
fn ordinary_strategies_are_clean() {
    let files = files("clean");
    assert!(files.len() >= 60, "{} files", files.len());
    let mut alarms = Vec::new();
    for (name, text) in &files {
        for finding in findings(name, text.as_bytes()) {
            // A note about a block that only runs when the file is started by hand is no alarm.
            if finding.severity > Severity::Note {
                alarms.push(format!(
                    "{name}:{}: {} {}",
                    finding.start.line, finding.rule.code, finding.message
                ));
            }
        }
    }
    assert!(alarms.is_empty(), "false alarms:\n{}", alarms.join("\n"));
}

#[test]
fn blocks_that_run_by_hand_are_noted() {
    let files = files("clean");
    let (name, text) =
        files.iter().find(|(name, _)| name == "main_with_yfinance.py").expect("the file is there");
    let codes: Vec<_> = findings(name, text.as_bytes()).iter().map(|finding| finding.rule.code).collect();
    assert_eq!(codes, ["AS101", "AS101", "AS110"]);
}
