//! What a page tells of a Python strategy: its stages, and why it is refused.

use assay_check::{Finding, Severity};
use assay_spec::{
    CodeSeverity, ControlState, FailureCause, LookAhead, Outcome, PythonFailure, PythonReport, Stage,
    StageReport,
};

use super::{Page, grouped_count, text};
use crate::commands::check::frames_of;
use crate::diagnostics::{FRAMES_MAX, Remark, RemarkPlace, Weight};
use crate::output::style;
use crate::run::{Python, Run};

/// How many look aheads, and how many callers of a line, are shown.
const SHOWN_MAX: usize = 10;

const STAGES: [(Stage, &str); 5] = [
    (Stage::Checked, "checked"),
    (Stage::Sandboxed, "sandboxed"),
    (Stage::Causal, "causal"),
    (Stage::Backtested, "backtested"),
    (Stage::Proven, "proven"),
];

impl Page<'_> {
    /// Every stage with its summary, and those that were not reached.
    pub(super) fn stages(&mut self, run: &Run) {
        self.gap();
        for (stage, name) in STAGES {
            let report = run.report.stages.iter().find(|report| report.stage == stage);
            // What a policy says of it follows, criterion by criterion.
            if stage == Stage::Proven && (run.report.verdict.is_some() || run.policy.is_none()) {
                continue;
            }
            let (mark, told) = match report {
                Some(StageReport { outcome, reasons, .. }) => {
                    let mark = match outcome {
                        Outcome::Pass => self.paint(style::GOOD, self.glyph("✓", "+")),
                        Outcome::Warn => self.paint(style::CAUTION, "!"),
                        Outcome::Fail => self.paint(style::BAD, self.glyph("✗", "x")),
                    };
                    (mark, reasons.first().cloned().unwrap_or_default())
                }
                None => (self.paint(style::FAINT, "-"), "not reached".to_owned()),
            };
            let first = format!("{mark} {name:<10}  ");
            self.hanging(&first, 14, &told);
        }
    }

    /// Why a stage failed, at its place in the code.
    pub(super) fn refusal(&mut self, run: &Run, python: &Python) {
        let Some(report) = &run.report.python else { return };
        let Some(failed) = run.report.stages.iter().find(|stage| stage.outcome == Outcome::Fail) else {
            return;
        };
        match failed.stage {
            Stage::Checked => {
                let refusing = |finding: &&Finding| finding.severity == Severity::Error;
                let errors: Vec<Finding> = python.file.findings.iter().filter(refusing).cloned().collect();
                let frames = frames_of(&python.file.name, &python.file.source, &errors, self.stream);
                self.block(&frames);
                if errors.len() > FRAMES_MAX || errors.len() < python.file.findings.len() {
                    self.gap();
                    self.line("`--format json` lists every finding");
                }
            }
            Stage::Sandboxed => self.failure(report.failure.as_ref(), python),
            Stage::Causal => {
                // An exception that only a run without the future meets, with its lines.
                self.failure(report.failure.as_ref(), python);
                let findings = report.causality.as_ref().map(|causality| causality.findings.as_slice());
                self.look_aheads(findings.unwrap_or_default(), python);
            }
            Stage::Backtested | Stage::Proven => {}
        }
    }

    fn failure(&mut self, failure: Option<&PythonFailure>, python: &Python) {
        let Some(PythonFailure { stage, cause, kind, message, within, frames, bar, time }) = failure else {
            return;
        };
        let source = String::from_utf8_lossy(&python.file.source);
        let line = frames.last().map(|frame| frame.line);
        let bar = match (time, bar) {
            (Some(time), Some(bar)) => format!(" on the bar of {time}, number {bar}"),
            _ => String::new(),
        };
        let help = format!("in `{stage}`{bar}");
        let code = match (kind, cause) {
            (Some(kind), _) => kind,
            (None, FailureCause::Exception) => "exception",
            (None, FailureCause::Ended) => "ended",
            (None, FailureCause::Excess) => "excess",
            (None, FailureCause::Protocol) => "protocol",
        };
        self.remark(python, &source, code, message, Some(&help), line);
        let callers = frames.iter().rev().skip(1).take(SHOWN_MAX);
        for frame in callers {
            let told = format!("called from line {}, in `{}`: {}", frame.line, frame.function, frame.text);
            self.bullet(&told);
        }
        if let Some(within) = within {
            self.bullet(within);
        }
    }

    fn look_aheads(&mut self, findings: &[LookAhead], python: &Python) {
        let source = String::from_utf8_lossy(&python.file.source);
        for finding in findings.iter().take(SHOWN_MAX) {
            let time = finding.time.map(|time| format!("on the bar of {time}")).unwrap_or_default();
            let known = finding.cut.map(|cut| format!("the first {} bars known", grouped_count(cut)));
            let help = [Some(time).filter(|time| !time.is_empty()), known];
            let help = help.into_iter().flatten().collect::<Vec<_>>().join(", with ");
            let message = format!("`{}` {}", finding.subject, finding.detail);
            let help = Some(help.as_str()).filter(|help| !help.is_empty());
            self.remark(python, &source, "look-ahead", &message, help, finding.line);
        }
        let rest = findings.len().saturating_sub(SHOWN_MAX);
        if rest > 0 {
            self.gap();
            self.line(&format!("and {rest} more, which `--format json` lists"));
        }
    }

    /// A remark about a line of the code.
    fn remark(
        &mut self,
        python: &Python,
        source: &str,
        code: &str,
        message: &str,
        help: Option<&str>,
        line: Option<u64>,
    ) {
        let place = line.and_then(|line| place(source, usize::try_from(line).ok()?));
        let remark = Remark { weight: Weight::Error, code, message, help, name: &python.file.name, place };
        let frame = remark.frame(self.stream.color);
        self.block(&frame);
    }

    /// Lines that are laid out already, below an empty one.
    fn block(&mut self, block: &str) {
        self.gap();
        for line in block.trim_end().lines() {
            self.line(line);
        }
    }

    /// The indicators: when they begin, and how they depend on where the data start.
    pub(super) fn indicators(&mut self, run: &Run) {
        let Some(report) = run.report.python.as_ref().filter(|report| !report.indicators.is_empty()) else {
            return;
        };
        if run.simulated.is_none() {
            return;
        }
        let settling = report.causality.as_ref().map(|causality| causality.settling.as_slice());
        let settling = settling.unwrap_or_default();
        self.title("Indicators");
        let names = report.indicators.iter().map(|indicator| indicator.name.chars().count()).max();
        let width = names.unwrap_or(0).min(self.stream.width / 2);
        for (index, indicator) in report.indicators.iter().take(SHOWN_MAX * 2).enumerate() {
            let settles = match settling.get(index) {
                None => String::new(),
                Some(settling) => match settling.bars {
                    Some(0) => ", whatever the data start with".to_owned(),
                    Some(bars) => format!(", settled {} bars after a later start", grouped_count(bars)),
                    None => ", not settled after a later start".to_owned(),
                },
            };
            let told = format!("from bar {} on{settles}", grouped_count(indicator.first_value));
            let name = format!("{:<width$}  ", indicator.name);
            self.hanging(&name, width + 2, &told);
        }
    }
}

/// What to look at although nothing failed.
pub(super) fn told(run: &Run, kept: bool) -> Vec<String> {
    let Some(report) = &run.report.python else { return Vec::new() };
    let mut told = Vec::new();
    // Where the check refused the file, its findings are shown with their lines.
    if report.sandbox.is_some() {
        let findings = report.findings.iter().filter(|finding| finding.severity == CodeSeverity::Warning);
        told.extend(findings.map(|finding| {
            let help = finding.help.as_ref().map(|help| format!(" {}", text::sentence(help)));
            format!(
                "Line {}: {}{} ({})",
                finding.line,
                text::sentence(&finding.message),
                help.unwrap_or_default(),
                finding.code
            )
        }));
    }
    told.extend(confinement(report));
    if let Some(causality) = &report.causality {
        told.extend(causality.notes.iter().map(|note| text::sentence(note)));
    }
    if let Some(output) = &report.output {
        let cut = if output.cut { ", and more than is kept" } else { "" };
        let bytes = grouped_count(output.bytes);
        let place = if kept { ", kept in `output.txt`" } else { "" };
        told.push(format!("It printed {bytes} bytes{cut}{place}."));
    }
    told
}

/// What confines it less than it should.
fn confinement(report: &PythonReport) -> Vec<String> {
    let controls = report.sandbox.iter().flat_map(|sandbox| &sandbox.controls);
    let absent = controls.filter(|control| control.mandatory && control.state == ControlState::Absent);
    absent.map(|control| format!("The sandbox has no {}: {}.", control.name, control.reason)).collect()
}

/// The place of a line, without the blanks around its text.
fn place(source: &str, line: usize) -> Option<RemarkPlace<'_>> {
    let start = match line.checked_sub(1)? {
        0 => 0,
        before => source.match_indices('\n').nth(before - 1)?.0 + 1,
    };
    let text = source.get(start..)?.split('\n').next()?;
    let blanks = text.len() - text.trim_start().len();
    let span = start + blanks..start + text.trim_end().len().max(blanks);
    let column = text.get(..blanks)?.chars().count() + 1;
    Some(RemarkPlace { text: source, span, line, column })
}
