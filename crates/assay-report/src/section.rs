//! The sections of a page: each is a function from contents to HTML, and nothing where it has nothing to say.

mod charts;
mod figures;
mod months;
mod origin;
mod python;
mod remarks;
mod stages;
mod trades;
mod verdict;

use assay_spec::{Outcome, RunReport};

use crate::Contents;
use crate::html::Html;

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
    ("python", "Python", python::write),
    ("remarks", "To look at", remarks::write),
    ("charts", "Charts", charts::write),
    ("months", "Months", months::write),
    ("trades", "Trades", trades::write),
    ("figures", "Figures", figures::write),
    ("origin", "Origin", origin::write),
];

/// The sections that have something to say.
pub(crate) fn all(contents: &Contents<'_>) -> Vec<Section> {
    let written = SECTIONS.iter().map(|&(id, title, write)| {
        let mut body = Html::new();
        write(&mut body, contents);
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
    own.or_else(|| report.extended.as_ref().and_then(|extended| extended.get(key))).flatten()
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
