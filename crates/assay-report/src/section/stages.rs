//! The stages that the strategy went through.

use assay_spec::{Outcome, Stage};

use crate::Contents;
use crate::html::Html;
use crate::number::sentence;

const ALL: [Stage; 5] = [Stage::Checked, Stage::Sandboxed, Stage::Causal, Stage::Backtested, Stage::Proven];

/// What a strategy is after a stage.
pub(super) fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Checked => "checked",
        Stage::Sandboxed => "sandboxed",
        Stage::Causal => "causal",
        Stage::Backtested => "backtested",
        Stage::Proven => "proven",
    }
}

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let report = contents.report;
    let judged = report.verdict.is_some() || contents.policy.is_some();
    html.element("ol", &[("class", "stages")], |html| {
        for stage in ALL {
            let reached = report.stages.iter().find(|reached| reached.stage == stage);
            if reached.is_none() && stage == Stage::Proven && !judged {
                continue;
            }
            let (class, sign) = match reached.map(|reached| reached.outcome) {
                Some(Outcome::Pass) => ("met", "✓"),
                Some(Outcome::Warn) => ("should", "!"),
                Some(Outcome::Fail) => ("must", "✗"),
                None => ("out", "–"),
            };
            html.element("li", &[("class", class)], |html| {
                html.element("p", &[("class", "stage")], |html| {
                    html.element("span", &[("class", "mark"), ("aria-hidden", "true")], |html| {
                        html.text(sign);
                    });
                    html.text(" ");
                    html.line("b", "", &crate::number::capitalized(word(stage)));
                });
                match reached {
                    // Their reasons stand above.
                    Some(_) if stage == Stage::Proven && report.verdict.is_some() => {
                        html.markup("<p>The verdict above.</p>");
                    }
                    Some(reached) if reached.outcome == Outcome::Fail => {
                        html.markup("<p>The reasons above.</p>");
                    }
                    Some(reached) => {
                        for reason in &reached.reasons {
                            html.element("p", &[], |html| html.prose(&sentence(reason)));
                        }
                    }
                    None => html.markup("<p>Not reached.</p>"),
                }
            });
        }
    });
}
