//! The stages of a Python strategy before the backtest, told from its report. The first reason of each is a summary.

use assay_sandbox::Limit;
use assay_spec::{
    CausalityReport, CodeFinding, CodeSeverity, ControlState, LookAhead, LookAheadKind, Outcome,
    PythonFailure, PythonReport, SandboxReport, Stage, StageReport,
};

use super::super::stages::counted;

/// How many findings, controls or look aheads are told as reasons; the report has them all.
const TOLD_MAX: usize = 20;

/// The stages, up to the first that fails.
pub(super) fn stages(report: &PythonReport, verifies: bool) -> Vec<StageReport> {
    let mut stages = vec![checked(&report.findings)];
    if let Some(sandbox) = &report.sandbox {
        stages.push(sandboxed(sandbox, report));
        stages.push(causal(report.causality.as_ref(), verifies));
    }
    let failed = stages.iter().position(|stage| stage.outcome == Outcome::Fail);
    stages.truncate(failed.map_or(stages.len(), |failed| failed + 1));
    stages
}

fn checked(findings: &[CodeFinding]) -> StageReport {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counts = [
        (count(CodeSeverity::Error), "error"),
        (count(CodeSeverity::Warning), "warning"),
        (count(CodeSeverity::Note), "note"),
    ];
    let outcome = match counts {
        [(0, _), (0, _), _] => Outcome::Pass,
        [(0, _), ..] => Outcome::Warn,
        _ => Outcome::Fail,
    };
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(*count, what)).collect();
    let summary = if told.is_empty() { "no findings".to_owned() } else { told.join(", ") };
    let of_weight = findings.iter().filter(|finding| finding.severity >= CodeSeverity::Warning);
    let findings = of_weight
        .take(TOLD_MAX)
        .map(|finding| format!("{} in line {}: {}", finding.code, finding.line, finding.message));
    StageReport {
        stage: Stage::Checked,
        outcome,
        reasons: std::iter::once(summary).chain(findings).collect(),
    }
}

fn sandboxed(sandbox: &SandboxReport, report: &PythonReport) -> StageReport {
    let needs_future = |causality: &CausalityReport| {
        causality.findings.iter().any(|finding| finding.kind == LookAheadKind::NeedsFuture)
    };
    let missing =
        sandbox.controls.iter().any(|control| control.mandatory && control.state == ControlState::Absent);
    let mut reasons = Vec::new();
    let outcome = match &report.failure {
        // What it fails of is what the next stage is about.
        Some(failure) if report.causality.as_ref().is_some_and(needs_future) => {
            reasons.extend(failed(failure));
            Outcome::Warn
        }
        Some(failure) => {
            reasons.extend(failed(failure));
            Outcome::Fail
        }
        // Output is cut, and nothing else comes of it.
        None if sandbox.limit_hit.as_ref().is_some_and(|limit| *limit != Limit::Output.to_string()) => {
            Outcome::Fail
        }
        None if missing || sandbox.limit_hit.is_some() => Outcome::Warn,
        None => Outcome::Pass,
    };
    reasons.push(confined(sandbox));
    let weaker = sandbox.controls.iter().filter_map(|control| match control.state {
        ControlState::Enforced => None,
        ControlState::Emulated => Some(format!("{} is emulated: {}", control.name, control.reason)),
        ControlState::Absent => Some(format!("{} is absent: {}", control.name, control.reason)),
    });
    reasons.extend(weaker.take(TOLD_MAX));
    if report.failure.is_none() {
        reasons.extend(sandbox.limit_hit.iter().map(|limit| format!("it met the limit of {limit}")));
    }
    let runtime = &sandbox.runtime;
    reasons.push(format!("Python {}, {}", runtime.python, runtime.packages.join(", ")));
    StageReport { stage: Stage::Sandboxed, outcome, reasons }
}

/// `namespaces, controls: 17 enforced, 2 emulated`
fn confined(sandbox: &SandboxReport) -> String {
    let count = |state| sandbox.controls.iter().filter(|control| control.state == state).count();
    let counts = [
        (count(ControlState::Enforced), "enforced"),
        (count(ControlState::Emulated), "emulated"),
        (count(ControlState::Absent), "absent"),
    ];
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, state)| format!("{count} {state}"))
        .collect();
    format!("{}, controls: {}", sandbox.backend, told.join(", "))
}

/// Where it failed, with the line and the bar, then of what.
fn failed(failure: &PythonFailure) -> Vec<String> {
    let PythonFailure { stage, kind, message, .. } = failure;
    let line = failure.frames.last().map(|frame| format!(" in line {}", frame.line)).unwrap_or_default();
    let bar = match (failure.time, failure.bar) {
        (Some(time), _) => format!(", on the bar of {time}"),
        (None, Some(bar)) => format!(", on bar {bar}"),
        (None, None) => String::new(),
    };
    match kind {
        Some(kind) => vec![format!("`{stage}` failed{line}{bar}"), format!("{kind}: {message}")],
        None => vec![format!("`{stage}`: {message}{bar}")],
    }
}

fn causal(causality: Option<&CausalityReport>, verifies: bool) -> StageReport {
    let (outcome, reasons) = match causality {
        None if verifies => (Outcome::Warn, vec!["not verified: the strategy did not run".to_owned()]),
        None => (Outcome::Warn, vec!["not verified: `--causality off`".to_owned()]),
        Some(causality) if causality.findings.is_empty() => compared(causality),
        Some(causality) => {
            let summary = counted(causality.findings.len(), "look ahead");
            let findings = causality.findings.iter().take(TOLD_MAX).map(look_ahead);
            (Outcome::Fail, std::iter::once(summary).chain(findings).collect())
        }
    };
    StageReport { stage: Stage::Causal, outcome, reasons }
}

/// How much was looked at without finding anything.
fn compared(causality: &CausalityReport) -> (Outcome, Vec<String>) {
    let count = |count: u64, what: &str| counted(usize::try_from(count).unwrap_or(usize::MAX), what);
    let mut told = Vec::new();
    let mut outcome = Outcome::Pass;
    if causality.cuts.is_empty() {
        outcome = Outcome::Warn;
        told.push("too few bars to verify it over prefixes".to_owned());
    } else if causality.indicators == 0 {
        told.push(format!("what `init` leaves agrees at {}", counted(causality.cuts.len(), "cut")));
    } else {
        let cuts = counted(causality.cuts.len(), "cut");
        let agree = if causality.indicators == 1 { "agrees" } else { "agree" };
        told.push(format!("{} {agree} at {cuts}", count(causality.indicators, "indicator")));
    }
    if causality.decision_bars > 0 {
        told.push(format!(
            "decisions over {} agree with the future in reach",
            count(causality.decision_bars, "bar")
        ));
    }
    let mut reasons = vec![told.join("; ")];
    reasons.extend(causality.notes.iter().take(TOLD_MAX).cloned());
    (outcome, reasons)
}

/// A look ahead in one sentence: what, where, when.
fn look_ahead(finding: &LookAhead) -> String {
    let line = finding.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    let time = finding.time.map(|time| format!(" on the bar of {time}")).unwrap_or_default();
    format!("`{}`{line}{time} {}", finding.subject, finding.detail)
}

#[cfg(test)]
mod tests {
    use assay_spec::{RuntimeReference, SandboxLimits};
    use assay_types::ContentHash;

    use super::*;

    /// How the stage ends of a strategy that came to its end, and met a limit on the way.
    fn check(limit_hit: Option<Limit>, expected: Outcome) {
        let runtime = RuntimeReference {
            id: "cpython".to_owned(),
            python: "3.13".to_owned(),
            packages: Vec::new(),
            content_hash: ContentHash::of(b""),
        };
        let limits = SandboxLimits { cores: 0.5, memory_bytes: 1, wall_ms: 1, output_bytes: 1 };
        let sandbox = SandboxReport {
            backend: "namespaces".to_owned(),
            runtime,
            limits,
            limit_hit: limit_hit.map(|limit| limit.to_string()),
            controls: Vec::new(),
        };
        let report = PythonReport {
            class: None,
            findings: Vec::new(),
            sandbox: None,
            indicators: Vec::new(),
            failure: None,
            causality: None,
            output: None,
        };
        assert_eq!(sandboxed(&sandbox, &report).outcome, expected, "{limit_hit:?}");
    }

    #[test]
    fn a_limit_fails_a_strategy_even_after_its_last_bar_unless_it_only_printed_too_much() {
        check(None, Outcome::Pass);
        check(Some(Limit::Output), Outcome::Warn);
        for limit in [Limit::Memory, Limit::Wall, Limit::Cpu, Limit::Work] {
            check(Some(limit), Outcome::Fail);
        }
    }
}
