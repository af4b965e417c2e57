//! What is told of a Python strategy: findings, failure, look-ahead, what confined it.

use assay_spec::{
    CausalityReport, CodeFinding, CodeSeverity, ControlState, LookAhead, LookAheadKind, PythonFailure,
    PythonReport, SandboxReport,
};
use assay_types::Timestamp;

use super::table_head;
use crate::Contents;
use crate::html::Html;
use crate::number::{capitalized, count_u64, counted, sentence, significant};
use crate::time;

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let Some(python) = &contents.report.python else { return };
    if let Some(failure) = &python.failure {
        failed(html, failure);
    }
    if let Some(causality) = &python.causality {
        causal(html, causality);
    }
    findings(html, &python.findings);
    indicators(html, python);
    if let Some(sandbox) = &python.sandbox {
        confined(html, sandbox);
    }
}

fn when(bar: Option<u64>, at: Option<Timestamp>) -> Option<String> {
    let bar = bar.map(|bar| format!("bar {}", count_u64(bar)))?;
    Some(match at {
        Some(at) => format!("{bar}, {}", time::moment(at, time::has_clock([at]))),
        None => bar,
    })
}

fn failed(html: &mut Html, failure: &PythonFailure) {
    html.element("div", &[("class", "miss must")], |html| {
        html.element("h3", &[], |html| {
            html.text(&format!("It did not come to its end: `{}`", failure.stage));
        });
        html.element("p", &[], |html| {
            if let Some(kind) = &failure.kind {
                html.line("b", "", kind);
                html.text(": ");
            }
            html.text(&failure.message);
        });
        if let Some(within) = &failure.within {
            html.line("p", "", &sentence(within));
        }
        if let Some(when) = when(failure.bar, failure.time) {
            html.line("p", "hint", &format!("On {when}."));
        }
        if !failure.frames.is_empty() {
            html.element("pre", &[], |html| {
                for frame in &failure.frames {
                    html.text(&format!("line {}, in {}\n    {}\n", frame.line, frame.function, frame.text));
                }
            });
        }
    });
}

fn causal(html: &mut Html, causality: &CausalityReport) {
    for look in &causality.findings {
        html.element("div", &[("class", "miss must")], |html| looks(html, look));
    }
    html.markup("<h3>Look-ahead</h3>");
    let found = match causality.findings.len() {
        0 => "none was found".to_owned(),
        many => counted(many, "was found", "were found"),
    };
    let cuts = causality.cuts.len();
    html.element("p", &[], |html| {
        html.text(&format!(
            "{}. Compared were {}, over {} of the data, and the decisions on {}.",
            capitalized(&found),
            counted(usize::try_from(causality.indicators).unwrap_or(usize::MAX), "indicator", "indicators"),
            counted(cuts, "beginning", "beginnings"),
            counted(usize::try_from(causality.decision_bars).unwrap_or(usize::MAX), "bar", "bars"),
        ));
    });
    if !causality.notes.is_empty() {
        html.element("ul", &[("class", "remarks")], |html| {
            for note in &causality.notes {
                html.element("li", &[], |html| html.prose(&sentence(note)));
            }
        });
    }
}

fn looks(html: &mut Html, look: &LookAhead) {
    let what = match look.kind {
        LookAheadKind::Indicator => "An indicator looks ahead",
        LookAheadKind::State => "What `init` leaves behind depends on later bars",
        LookAheadKind::Decision => "A decision depends on later bars",
        LookAheadKind::NeedsFuture => "`next` fails without later bars",
        LookAheadKind::Init => "`init` depends on how many bars there are",
        LookAheadKind::NotRepeatable => "Two runs decide differently",
    };
    html.element("h3", &[], |html| html.prose(what));
    html.element("p", &[], |html| {
        html.line("code", "", &look.subject);
        html.text(": ");
        html.prose(&sentence(&look.detail));
    });
    let line = look.line.map(|line| format!("line {line}"));
    let cut = look.cut.map(|cut| format!("with {} bars known", count_u64(cut)));
    let told: Vec<String> = [line, when(look.bar, look.time), cut].into_iter().flatten().collect();
    if !told.is_empty() {
        html.line("p", "hint", &sentence(&told.join(", ")));
    }
}

/// More findings than this are counted.
const FINDINGS_MAX: usize = 100;

fn findings(html: &mut Html, findings: &[CodeFinding]) {
    html.markup("<h3>The check of the code</h3>");
    if findings.is_empty() {
        html.markup("<p>No findings.</p>");
        return;
    }
    html.element("div", &[("class", "wide")], |html| {
        html.element("table", &[("class", "findings")], |html| {
            table_head(html, &[("", "Line"), ("", "Code"), ("", ""), ("", "Finding")]);
            html.element("tbody", &[], |html| {
                for finding in findings.iter().take(FINDINGS_MAX) {
                    let (class, word) = match finding.severity {
                        CodeSeverity::Note => ("out", "note"),
                        CodeSeverity::Warning => ("should", "warning"),
                        CodeSeverity::Error => ("must", "error"),
                    };
                    html.element("tr", &[("class", class)], |html| {
                        html.line("td", "", &format!("{}:{}", finding.line, finding.column));
                        html.line("td", "", &finding.code);
                        html.line("td", "level", word);
                        html.element("td", &[], |html| {
                            html.prose(&sentence(&finding.message));
                            if let Some(help) = &finding.help {
                                html.text(" ");
                                html.prose(&sentence(help));
                            }
                        });
                    });
                }
            });
        });
    });
    if findings.len() > FINDINGS_MAX {
        html.line("p", "hint", &format!("And {} more.", findings.len() - FINDINGS_MAX));
    }
}

fn indicators(html: &mut Html, python: &PythonReport) {
    if python.indicators.is_empty() {
        return;
    }
    html.markup("<h3>Indicators</h3>");
    let settles = |name: &str| {
        let causality = python.causality.as_ref()?;
        causality.settling.iter().find(|settling| settling.indicator == name)
    };
    html.element("div", &[("class", "wide")], |html| {
        html.element("table", &[], |html| {
            table_head(
                html,
                &[("", "Indicator"), ("number", "First value on bar"), ("number", "Settles after")],
            );
            html.element("tbody", &[], |html| {
                for indicator in &python.indicators {
                    html.element("tr", &[], |html| {
                        html.element("th", &[("scope", "row")], |html| html.text(&indicator.name));
                        html.line("td", "number", &count_u64(indicator.first_value));
                        let settled = match settles(&indicator.name).map(|settling| settling.bars) {
                            None => "–".to_owned(),
                            Some(None) => "never".to_owned(),
                            Some(Some(bars)) => {
                                counted(usize::try_from(bars).unwrap_or(usize::MAX), "bar", "bars")
                            }
                        };
                        html.line("td", "number", &settled);
                    });
                }
            });
        });
    });
}

fn confined(html: &mut Html, sandbox: &SandboxReport) {
    html.markup("<h3>The sandbox</h3>");
    let limits = &sandbox.limits;
    let mebibytes = |bytes: u64| count_u64(bytes >> 20);
    html.element("p", &[], |html| {
        html.text(&format!(
            "By {}, with Python {}: {} cores, {} MiB of memory, {} s for each pass.",
            sandbox.backend,
            sandbox.runtime.python,
            significant(limits.cores, 4),
            mebibytes(limits.memory_bytes),
            count_u64(limits.wall_ms / 1000)
        ));
        if let Some(limit) = &sandbox.limit_hit {
            html.text(&format!(" It met its limit of {limit}."));
        }
    });
    html.element("details", &[], |html| {
        let enforced =
            sandbox.controls.iter().filter(|control| control.state == ControlState::Enforced).count();
        html.line(
            "summary",
            "",
            &format!("{} of {} controls are enforced", enforced, sandbox.controls.len()),
        );
        html.element("div", &[("class", "wide")], |html| {
            html.element("table", &[], |html| {
                table_head(html, &[("", "Control"), ("", "State"), ("", "How")]);
                html.element("tbody", &[], |html| {
                    for control in &sandbox.controls {
                        let (class, state) = match control.state {
                            ControlState::Enforced => ("met", "enforced"),
                            ControlState::Emulated => ("should", "emulated"),
                            ControlState::Absent => ("must", "absent"),
                        };
                        html.element("tr", &[("class", class)], |html| {
                            html.element("th", &[("scope", "row")], |html| html.text(&control.name));
                            html.line("td", "level", state);
                            html.line("td", "", &control.reason);
                        });
                    }
                });
            });
        });
        html.line("p", "hint", &format!("Packages: {}.", sandbox.runtime.packages.join(", ")));
    });
}
