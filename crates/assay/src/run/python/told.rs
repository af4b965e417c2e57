//! What came of a Python strategy, for the report: its own words made safe to show.

use std::fmt::Write as _;

use assay_check::{Finding, Metadata, Severity};
use assay_python::{Cause, Failure, FindingKind};
use assay_sandbox::runtime::Runtime;
use assay_sandbox::{Limit, State};
use assay_spec::{
    CausalityEffort, CausalityReport, CodeFinding, CodeFrame, CodeSeverity, ControlState, DeclaredIndicator,
    FailureCause, LookAhead, LookAheadKind, PrintedOutput, PythonFailure, RuntimeReference, SandboxControl,
    SandboxLimits, SandboxReport, Settling,
};
use assay_types::{Bars, Timestamp};

use crate::diagnostics::shown;

/// The most characters of a name or a line that are told: a strategy may choose them.
const NAME_MAX: usize = 200;
/// The most characters of a message.
const MESSAGE_MAX: usize = 2000;
/// The most lines of a traceback, the innermost.
const FRAMES_MAX: usize = 20;

/// A strategy's own words: bounded, and safe to show.
pub(in crate::run) fn brief(text: &str, characters_max: usize) -> String {
    match text.char_indices().nth(characters_max) {
        Some((end, _)) => format!("{}…", shown(&text[..end])),
        None => shown(text),
    }
}

/// A strategy's name for its class.
pub(super) fn class(run: &assay_python::Run) -> Option<String> {
    Some(brief(&run.class, NAME_MAX)).filter(|class| !class.is_empty())
}

/// What the check found.
pub(super) fn findings(findings: &[Finding]) -> Vec<CodeFinding> {
    let told = findings.iter().map(|finding| CodeFinding {
        code: finding.rule.code.to_owned(),
        severity: match finding.severity {
            Severity::Note => CodeSeverity::Note,
            Severity::Warning => CodeSeverity::Warning,
            Severity::Error => CodeSeverity::Error,
        },
        message: shown(&finding.message),
        line: finding.start.line as u64,
        column: finding.start.column as u64,
        help: Some(shown(finding.help.as_deref().unwrap_or(finding.rule.instead))),
    });
    told.collect()
}

/// What it ran in.
pub(super) fn sandbox(run: &assay_python::Run, runtime: &Runtime) -> Option<SandboxReport> {
    let (_, first) = run.reports.first()?;
    let record = runtime.record();
    let limits = &first.limits;
    Some(SandboxReport {
        backend: match first.backend {
            assay_sandbox::BackendName::Namespaces => "namespaces",
            assay_sandbox::BackendName::Docker => "docker",
            assay_sandbox::BackendName::Bare => "bare",
        }
        .to_owned(),
        runtime: RuntimeReference {
            id: record.id.clone(),
            python: record.python.version.clone(),
            packages: record
                .packages
                .iter()
                .map(|package| format!("{} {}", package.name, package.version))
                .collect(),
            content_hash: record.content,
        },
        limits: SandboxLimits {
            cores: f64::from(limits.millicores()) / 1000.0,
            memory_bytes: limits.memory_bytes(),
            wall_ms: u64::try_from(limits.wall().as_millis()).unwrap_or(u64::MAX),
            output_bytes: limits.output_bytes(),
        },
        limit_hit: limit_hit(run).map(|limit| limit.to_string()),
        controls: first
            .controls
            .iter()
            .map(|control| SandboxControl {
                name: control.name.to_owned(),
                state: match control.state {
                    State::Enforced => ControlState::Enforced,
                    State::Emulated => ControlState::Emulated,
                    State::Absent => ControlState::Absent,
                },
                reason: control.reason.clone(),
                mandatory: control.mandatory,
            })
            .collect(),
    })
}

/// The limit that was met: one that ended a pass before one that cut its output.
fn limit_hit(run: &assay_python::Run) -> Option<Limit> {
    let hit = || run.reports.iter().filter_map(|(_, report)| report.limit_hit);
    hit().find(|limit| *limit != Limit::Output).or_else(|| hit().next())
}

/// What was printed, and the text of it by pass.
pub(super) fn output(run: &assay_python::Run) -> (Option<PrintedOutput>, Option<String>) {
    let mut text = String::new();
    let mut told = PrintedOutput { bytes: 0, cut: false };
    for (step, report) in &run.reports {
        for (stream, output) in [("standard output", &report.stdout), ("standard error", &report.stderr)] {
            if output.bytes == 0 {
                continue;
            }
            let pass = match step {
                assay_python::Step::Indicators => "indicators",
                assay_python::Step::Decisions => "decisions",
                assay_python::Step::Causality => "causality",
            };
            let _infallible = write!(text, "--- {pass}, {stream}: {} bytes\n{}", output.bytes, output.text);
            if !text.ends_with('\n') {
                text.push('\n');
            }
            if let Some(cut_at) = output.cut_at {
                let _infallible = writeln!(text, "--- cut at {cut_at} bytes");
            }
            told.bytes += output.bytes;
            told.cut |= output.cut_at.is_some();
        }
    }
    if told.bytes == 0 { (None, None) } else { (Some(told), Some(text)) }
}

/// The indicators that it declared.
pub(super) fn indicators(run: &assay_python::Run) -> Vec<DeclaredIndicator> {
    let told = run.indicators.iter().map(|indicator| DeclaredIndicator {
        name: brief(&indicator.name, NAME_MAX),
        first_value: indicator.first_value as u64,
    });
    told.collect()
}

/// Why it did not come to its end.
pub(super) fn failure(failure: &Failure, bars: &Bars) -> PythonFailure {
    let frames = failure.frames.split_at(failure.frames.len().saturating_sub(FRAMES_MAX)).1;
    PythonFailure {
        stage: brief(&failure.stage, NAME_MAX),
        cause: match failure.cause {
            Cause::Exception => FailureCause::Exception,
            Cause::Ended => FailureCause::Ended,
            Cause::Excess => FailureCause::Excess,
            Cause::Protocol => FailureCause::Protocol,
        },
        kind: Some(brief(&failure.kind, NAME_MAX)).filter(|kind| !kind.is_empty()),
        message: brief(&failure.message, MESSAGE_MAX),
        within: failure.within.as_deref().map(|within| brief(within, MESSAGE_MAX)),
        frames: frames
            .iter()
            .map(|frame| CodeFrame {
                line: frame.line.into(),
                function: brief(&frame.function, NAME_MAX),
                text: brief(&frame.text, NAME_MAX),
            })
            .collect(),
        bar: failure.bar.map(|bar| bar as u64),
        time: failure.bar.and_then(|bar| time_of(bar, bars)),
    }
}

/// Whether it looks ahead.
pub(super) fn causality(
    causality: &assay_python::Causality,
    effort: CausalityEffort,
    bars: &Bars,
    lines: &Lines<'_>,
) -> CausalityReport {
    let findings = causality.findings.iter().map(|finding| LookAhead {
        kind: match finding.kind {
            FindingKind::Indicator => LookAheadKind::Indicator,
            FindingKind::State => LookAheadKind::State,
            FindingKind::Decision => LookAheadKind::Decision,
            FindingKind::NeedsFuture => LookAheadKind::NeedsFuture,
            FindingKind::Init => LookAheadKind::Init,
            FindingKind::NotRepeatable => LookAheadKind::NotRepeatable,
        },
        subject: brief(&finding.subject, NAME_MAX),
        line: finding.line.map(u64::from).or_else(|| lines.of_attribute(finding.attribute.as_deref()?)),
        bar: finding.bar.map(|bar| bar as u64),
        time: finding.bar.and_then(|bar| time_of(bar, bars)),
        cut: finding.cut.map(|cut| cut as u64),
        detail: brief(&finding.detail, MESSAGE_MAX),
    });
    CausalityReport {
        effort,
        findings: findings.collect(),
        notes: causality.notes.iter().map(|note| brief(note, MESSAGE_MAX)).collect(),
        indicators: causality.indicators as u64,
        cuts: causality.cuts.iter().map(|cut| *cut as u64).collect(),
        decision_bars: causality.sighted_bars as u64,
        settling: causality
            .settling
            .iter()
            .map(|settling| Settling {
                indicator: brief(&settling.indicator, NAME_MAX),
                bars: settling.bars.map(|bars| bars as u64),
            })
            .collect(),
    }
}

fn time_of(bar: usize, bars: &Bars) -> Option<Timestamp> {
    bars.time().get(bar).copied()
}

/// Where the text assigns the attributes of the class that was run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'m> {
    pub(super) metadata: Option<&'m Metadata>,
    pub(super) class: &'m str,
}

impl Lines<'_> {
    fn of_attribute(&self, attribute: &str) -> Option<u64> {
        let class = self.metadata?.strategies.iter().find(|class| class.name == self.class)?;
        let holds = |names: &[String]| names.iter().any(|name| name == attribute);
        let indicator = class.indicators.iter().find(|indicator| holds(&indicator.attributes));
        let assigned = || class.attributes.iter().find(|assigned| assigned.name == attribute);
        indicator
            .map(|indicator| indicator.line)
            .or_else(|| assigned().map(|assigned| assigned.line))
            .map(|line| line as u64)
    }
}
