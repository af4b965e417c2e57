//! What a result as good is worth, given how it was found; and what the laboratory could not say.

use assay_spec::OverfittingReport;

use super::figures;
use crate::Contents;
use crate::html::Html;
use crate::number::{count_u64, counted, figure, float, sentence, significant};
use crate::plot::{Plot, Scale};
use crate::section::charts::caption;

/// The figures of this section.
const FIGURES: &[&str] = &[
    "trials",
    "dsr",
    "pbo",
    "track_record_ratio",
    "cross_validation_sharpe_ratio",
    "cross_validation_loss_probability",
    "reality_check_p_value",
    "spa_p_value",
    "rule_p_value",
    "noise_p_value",
];

/// More columns than this are no picture.
const PATHS_MAX: usize = 200;

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let Some(laboratory) = &contents.report.laboratory else { return };
    lead(html, &laboratory.overfitting);
    figures::list(html, contents.report, FIGURES);
    paths(html, &laboratory.overfitting);
    if !laboratory.absent.is_empty() {
        html.markup("<h3>What is not here</h3>");
        html.element("ul", &[("class", "remarks")], |html| {
            for absent in &laboratory.absent {
                html.element("li", &[], |html| html.prose(&sentence(absent)));
            }
        });
    }
}

fn lead(html: &mut Html, report: &OverfittingReport) {
    let year = report.periods_per_year.sqrt();
    let annual = |value: Option<f64>| figure("sharpe_ratio", value.map(|value| value * year));
    html.element("p", &[("class", "lead")], |html| {
        html.text(&format!(
            "Over {} the Sharpe ratio is {} a year. The best of as many trials without merit is expected to have {}.",
            counted(usize::try_from(report.observations).unwrap_or(usize::MAX), "return", "returns"),
            annual(report.sharpe_ratio),
            annual(report.expected_maximum)
        ));
        if let Some(needed) = report.minimum_track_record {
            html.text(&format!(
                " To tell it from 0 with 95 % confidence takes {} returns; there are {}.",
                significant(needed.ceil(), 12),
                count_u64(report.observations)
            ));
        }
    });
}

fn paths(html: &mut Html, report: &OverfittingReport) {
    let paths = &report.cross_validation;
    if paths.len() < 2 || paths.len() > PATHS_MAX {
        return;
    }
    let mut sorted = paths.clone();
    sorted.sort_by(f64::total_cmp);
    let year = report.periods_per_year.sqrt();
    let columns: Vec<(&'static str, f64)> = sorted
        .iter()
        .map(|path| path * year)
        .map(|sharpe| (if sharpe > 0.0 { "bin up" } else { "bin down" }, sharpe))
        .collect();
    let mut plot = Plot::new(Scale::of(columns.iter().map(|column| column.1).chain([0.0])), "middle");
    plot.columns(&columns);
    caption(html, "Sharpe ratio of each path of cross-validation, in order", &[]);
    let losing = sorted.iter().filter(|&&path| path <= 0.0).count();
    let told = format!(
        "{} of {} paths earned nothing ({})",
        losing,
        sorted.len(),
        figure("win_rate_pct", Some(float(losing) / float(sorted.len()) * 100.0))
    );
    plot.put(html, &told, "", &[]);
    html.line("p", "hint", &format!("{told}."));
}
