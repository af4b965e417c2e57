//! The stages of a run, told.

use std::collections::BTreeMap;

use assay_engine::simulator::Outcome;
use assay_spec::{Document, Outcome as StageOutcome, Stage, StageReport, Strategy, Verdict};

use super::event;

/// A number of things.
pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// What a document goes through before the backtest: there is no code to run, and no way to name a later bar.
pub(super) fn of_document(document: &Document<Strategy>) -> Vec<StageReport> {
    let strategy = &document.value;
    let mut checked = vec![format!(
        "the document is valid and compiles: {}, {}, {}",
        counted(strategy.indicators.len(), "indicator"),
        counted(strategy.entry_rules.len(), "entry rule"),
        counted(strategy.exit_rules.len(), "exit rule"),
    )];
    checked.extend(document.notes.iter().map(|note| format!("upgraded from version 1: {}", note.message)));
    let sandboxed = vec!["not needed: a document has no code to run".to_owned()];
    let causal = vec!["by construction: rules and indicators cannot name a later bar".to_owned()];
    let passed = |stage, reasons| StageReport { stage, outcome: StageOutcome::Pass, reasons };
    vec![passed(Stage::Checked, checked), passed(Stage::Sandboxed, sandboxed), passed(Stage::Causal, causal)]
}

/// What the simulator did with the orders.
pub(super) fn backtested(outcome: &Outcome, events: &BTreeMap<String, u64>) -> StageReport {
    let count = |event: &str| events.get(event).copied().unwrap_or_default();
    let troubles: Vec<String> =
        [event::CANCELLED_FOR_MARGIN, event::REFUSED_BRACKET, event::REFUSED_SIZE, event::OUT_OF_MONEY]
            .into_iter()
            .filter(|event| count(event) > 0)
            .map(|event| format!("{event}: {}", count(event)))
            .collect();
    let troubled = if troubles.is_empty() { StageOutcome::Pass } else { StageOutcome::Warn };
    let ran = format!(
        "{} over {}",
        counted(outcome.trades.len(), "settled trade"),
        counted(outcome.equity.len(), "bar"),
    );
    let reasons = std::iter::once(ran).chain(troubles).collect();
    StageReport { stage: Stage::Backtested, outcome: troubled, reasons }
}

/// What the policy made of the figures.
pub(super) fn proven(verdict: &Verdict) -> StageReport {
    let missed = verdict.criteria.iter().filter(|result| !result.passed);
    StageReport {
        stage: Stage::Proven,
        outcome: verdict.outcome,
        reasons: missed.map(|result| result.reason.clone()).collect(),
    }
}
