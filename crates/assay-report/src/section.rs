//! The sections of a page: each is a function from contents to HTML, and nothing where it has nothing to say.

mod charts;
mod figures;
mod monte_carlo;
mod months;
mod origin;
mod overfitting;
mod parameters;
mod python;
mod regimes;
mod remarks;
mod stages;
mod trades;
mod verdict;
mod walk_forward;

use assay_spec::{Outcome, RunReport};

use crate::Contents;
use crate::html::Html;
use crate::number::{figure, tone};

pub(crate) use remarks::about;

/// A part of the page.
#[derive(Debug)]
pub(crate) struct Section {
    /// What links name it by.
    pub(crate) id: &'static str,
    /// Its title.
    pub(crate) title: &'static str,
    /// What it says.
    pub(crate) body: Html,
}

/// The section that needs no title, as it stands below the page's.
pub(crate) const FIRST: &str = "verdict";

/// What writes the body of a section.
type Write = fn(&mut Html, &Contents<'_>);

/// The sections in their order.
const SECTIONS: &[(&str, &str, Write)] = &[
    (FIRST, "Verdict", verdict::write),
    ("stages", "Stages", stages::write),
    ("remarks", "To look at", remarks::write),
    ("charts", "Charts", charts::write),
    ("months", "Months", months::write),
    ("trades", "Trades", trades::write),
    ("walk-forward", "Walk-forward", walk_forward::write),
    ("parameters", "Parameters", parameters::write),
    ("monte-carlo", "Monte Carlo", monte_carlo::write),
    ("overfitting", "Overfitting", overfitting::write),
    ("regimes", "Regimes", regimes::write),
    ("python", "Python", python::write),
    ("figures", "Figures", figures::write),
    ("origin", "Origin", origin::write),
];

/// The sections that have something to say.
pub(crate) fn all(contents: &Contents<'_>) -> Vec<Section> {
    let written = SECTIONS.iter().map(|&(id, title, write)| {
        let mut body = Html::new();
        write(&mut body, contents);
        // What nobody judged has figures to begin with.
        let title = if id == FIRST && outcome(contents.report).is_none() { "Summary" } else { title };
        Section { id, title, body }
    });
    written.filter(|section| !section.body.is_empty()).collect()
}

/// How a run ended: a failure of any stage, or else what the policy says; none where there is nothing to say.
pub(crate) fn outcome(report: &RunReport) -> Option<Outcome> {
    if report.stages.iter().any(|stage| stage.outcome == Outcome::Fail) {
        return Some(Outcome::Fail);
    }
    report.verdict.as_ref().map(|verdict| verdict.outcome)
}

/// The value of a figure, from whichever group has it.
fn look_up(report: &RunReport, key: &str) -> Option<f64> {
    let own = report.statistics.as_ref().and_then(|statistics| statistics.get(key));
    let extended = || report.extended.as_ref().and_then(|extended| extended.get(key));
    let laboratory = || report.laboratory.as_ref().and_then(|laboratory| laboratory.figures.get(key));
    own.or_else(extended).or_else(laboratory).flatten()
}

/// A cell with a figure, coloured by its sign if it has a meaning.
fn figure_cell(html: &mut Html, class: &str, key: &str, value: Option<f64>) {
    html.line("td", &format!("number {class}"), &figure(key, value));
}

/// A cell with a return in per cent.
fn return_cell(html: &mut Html, value: Option<f64>) {
    figure_cell(html, value.map_or("flat", tone), "return_pct", value);
}

/// A cell with a share, as per cent.
fn share_cell(html: &mut Html, share: f64) {
    figure_cell(html, "", "win_rate_pct", Some(share * 100.0));
}

/// The head of a table: a name for each column, numbers to the right.
fn table_head(html: &mut Html, columns: &[(&'static str, &str)]) {
    html.element("thead", &[], |html| {
        html.element("tr", &[], |html| {
            for &(class, name) in columns {
                let attributes = [("scope", "col"), ("class", class)];
                let attributes =
                    if class.is_empty() { attributes.get(..1) } else { Some(attributes.as_slice()) };
                html.element("th", attributes.unwrap_or_default(), |html| html.text(name));
            }
        });
    });
}
