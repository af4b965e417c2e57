//! The verdict: what was demanded, what there is, and what would change it.

use assay_lab::{Figure, Unit, describe, in_words};
use assay_spec::{CriterionResult, Level, Outcome, RunReport, Verdict};

use super::{look_up, outcome};
use crate::Contents;
use crate::html::Html;
use crate::number::{capitalized, figure, sentence, tone, typeset};

/// What one asks for first.
const FIRST_FIGURES: &[(&str, &str)] = &[
    ("return_pct", "Return"),
    ("cagr_pct", "A year (CAGR)"),
    ("sharpe_ratio", "Sharpe ratio"),
    ("max_drawdown_pct", "Deepest drawdown"),
    ("profit_factor", "Profit factor"),
    ("trades", "Trades"),
];

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let report = contents.report;
    refusal(html, report);
    if report.statistics.is_some() {
        first_figures(html, report);
    }
    if let Some(verdict) = &report.verdict {
        html.line("h2", "", &summary(verdict));
        criteria(html, verdict);
        misses(html, verdict, contents);
    }
}

/// The stage that was not passed, where that is not the verdict.
fn refusal(html: &mut Html, report: &RunReport) {
    if report.verdict.is_some() || outcome(report) != Some(Outcome::Fail) {
        return;
    }
    for stage in report.stages.iter().filter(|stage| stage.outcome == Outcome::Fail) {
        html.element("div", &[("class", "miss must")], |html| {
            html.line("h3", "", &format!("Not {}", super::stages::word(stage.stage)));
            for reason in &stage.reasons {
                html.element("p", &[], |html| html.prose(&sentence(reason)));
            }
        });
    }
}

fn first_figures(html: &mut Html, report: &RunReport) {
    html.element("dl", &[("class", "tiles")], |html| {
        for &(key, name) in FIRST_FIGURES {
            let value = look_up(report, key);
            let signed = matches!(key, "return_pct" | "cagr_pct" | "sharpe_ratio");
            let tone = if signed { value.map_or("flat", tone) } else { "flat" };
            html.element("div", &[], |html| {
                html.line("dt", "", name);
                html.line("dd", tone, &figure(key, value));
            });
        }
    });
}

/// `5 of 5 demands are met, 3 of 5 recommendations`
fn summary(verdict: &Verdict) -> String {
    let count = |level| {
        let of_level = || verdict.criteria.iter().filter(move |result| result.level == level);
        (of_level().filter(|result| result.passed).count(), of_level().count())
    };
    let mut told = Vec::new();
    let ((met, demands), (heeded, advised)) = (count(Level::Must), count(Level::Should));
    if demands > 0 {
        told.push(format!("{met} of {demands} demands are met"));
    }
    if advised > 0 {
        told.push(format!("{heeded} of {advised} recommendations"));
    }
    told.join(", ")
}

fn criteria(html: &mut Html, verdict: &Verdict) {
    html.element("p", &[("class", "lead")], |html| {
        html.markup("Judged by the policy ");
        html.line("code", "", verdict.policy.as_str());
        html.markup(
            ". A demand that is missed fails the strategy; a recommendation that is missed is a warning.",
        );
    });
    html.element("div", &[("class", "wide")], |html| {
        html.element("table", &[("class", "criteria")], |html| {
            let columns = [
                ("", ""),
                ("", "Level"),
                ("", "Figure"),
                ("number", "Value"),
                ("", "Demanded"),
                ("result", "Result"),
            ];
            super::table_head(html, &columns);
            html.element("tbody", &[], |html| {
                let mut before = None;
                for result in &verdict.criteria {
                    let part = describe(&result.statistic).map(Figure::part);
                    if let Some(now) = part.filter(|now| before != Some(*now)) {
                        html.element("tr", &[("class", "part")], |html| {
                            html.element("th", &[("colspan", "6"), ("scope", "colgroup")], |html| {
                                html.text(now.name());
                            });
                        });
                        before = Some(now);
                    }
                    criterion(html, result);
                }
            });
        });
    });
}

/// How a result is marked: a class, a sign, and a word for those who see neither.
fn mark(result: &CriterionResult) -> (&'static str, &'static str, &'static str) {
    match (result.passed, result.level) {
        (true, _) => ("met", "✓", "met"),
        (false, Level::Must) => ("must", "✗", "missed"),
        (false, Level::Should) => ("should", "!", "missed"),
    }
}

fn criterion(html: &mut Html, result: &CriterionResult) {
    let (class, sign, word) = mark(result);
    let (value, limit) = values(result);
    html.element("tr", &[("class", class)], |html| {
        html.element("td", &[("class", "mark"), ("aria-hidden", "true")], |html| html.text(sign));
        html.line("td", "level", level(result));
        html.element("th", &[("scope", "row")], |html| html.text(&capitalized(name(result))));
        html.line("td", "number", &value);
        html.line("td", "demand", &format!("{} {limit}", in_words(result.op)));
        html.line("td", "result", word);
    });
}

fn level(result: &CriterionResult) -> &'static str {
    match result.level {
        Level::Must => "must",
        Level::Should => "should",
    }
}

fn name(result: &CriterionResult) -> &str {
    describe(&result.statistic).map_or(result.statistic.as_str(), |figure| figure.name)
}

/// The value, and the threshold in digits that tell both apart.
fn values(result: &CriterionResult) -> (String, String) {
    let unit = describe(&result.statistic).map_or(Unit::Number, |figure| figure.unit);
    match result.value {
        Some(value) => {
            let (value, limit) = unit.show_against(value, result.threshold);
            (typeset(&value), typeset(&limit))
        }
        None => ("undefined".to_owned(), typeset(&unit.show_against(0.0, result.threshold).1)),
    }
}

/// What was missed, why it is demanded and what would change it; then why the rest is demanded.
fn misses(html: &mut Html, verdict: &Verdict, contents: &Contents<'_>) {
    let reasons = |index: usize, result: &CriterionResult| -> String {
        let told = contents.policy.and_then(|policy| policy.criteria.get(index));
        let told =
            told.filter(|criterion| criterion.statistic == result.statistic && !criterion.reason.is_empty());
        match (told, result.value) {
            // A figure that is undefined says first why it is.
            (Some(criterion), Some(_)) => criterion.reason.clone(),
            (Some(_), None) | (None, _) => result.reason.clone(),
        }
    };
    // A recommendation for what fails a demand already would only repeat it.
    let fails = |result: &CriterionResult| !result.passed && result.level == Level::Must;
    let repeats = |result: &CriterionResult| {
        result.level == Level::Should
            && verdict.criteria.iter().any(|other| fails(other) && other.statistic == result.statistic)
    };
    let missed: Vec<_> = verdict
        .criteria
        .iter()
        .enumerate()
        .filter(|(_, result)| !result.passed && !repeats(result))
        .collect();
    if !missed.is_empty() {
        html.markup("<h3>What is missing</h3>");
    }
    for (index, result) in missed {
        let (class, sign, _) = mark(result);
        html.element("div", &[("class", &format!("miss {class}"))], |html| {
            html.element("h4", &[], |html| {
                html.element("span", &[("class", "mark"), ("aria-hidden", "true")], |html| html.text(sign));
                html.text(" ");
                html.text(&capitalized(name(result)));
                html.text(" ");
                html.line("span", "level", level(result));
            });
            html.element("p", &[], |html| html.prose(&sentence(&reasons(index, result))));
            if let Some(change) = &result.change {
                html.element("p", &[("class", "change")], |html| html.prose(&sentence(change)));
            }
        });
    }
    let met: Vec<_> = verdict.criteria.iter().enumerate().filter(|(_, result)| result.passed).collect();
    if met.is_empty() {
        return;
    }
    html.element("details", &[], |html| {
        html.line("summary", "", "Why the others are demanded");
        html.element("dl", &[("class", "reasons")], |html| {
            for (index, result) in met {
                html.line("dt", "", &capitalized(name(result)));
                html.element("dd", &[], |html| html.prose(&sentence(&reasons(index, result))));
            }
        });
    });
}
