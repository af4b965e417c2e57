//! What other parameters would have come to: a map of scores, and the nearest neighbours.

use std::ops::Range;

use assay_spec::{HeatMap, LaboratorySearch, Neighbour, ParameterValue, RunReport, SearchMethod};

use super::{figure_cell, figures, return_cell, table_head};
use crate::Contents;
use crate::html::Html;
use crate::number::{count_u64, counted, significant};

/// The most rows and columns of a map: of more values, neighbours are one.
const CELLS_MAX: usize = 14;

/// How many shades there are.
const SHADES: f64 = 8.0;

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let report = contents.report;
    let Some(laboratory) = &report.laboratory else { return };
    if laboratory.search.is_none() && laboratory.neighbours.is_empty() {
        return;
    }
    if let Some(search) = &laboratory.search {
        lead(html, search, report);
    }
    figures::list(html, report, &["plateau", "robustness_score"]);
    if let Some(map) = laboratory.search.as_ref().and_then(|search| search.heat_map.as_ref()) {
        heat_map(html, map, report, &laboratory.config.search.objective);
    }
    neighbours(html, &laboratory.neighbours);
}

fn lead(html: &mut Html, search: &LaboratorySearch, report: &RunReport) {
    let Some(laboratory) = &report.laboratory else { return };
    let config = &laboratory.config.search;
    let method = match config.method {
        SearchMethod::Grid => "all of a grid",
        SearchMethod::Even => "evenly spread",
        SearchMethod::Random => "chosen at random",
        SearchMethod::Tpe => "proposed by TPE",
        SearchMethod::CmaEs => "proposed by CMA-ES",
    };
    html.element("p", &[("class", "lead")], |html| {
        html.text(&format!(
            "{} were run over the whole history, {method}, and scored by ",
            counted(usize::try_from(search.trials).unwrap_or(usize::MAX), "combination", "combinations")
        ));
        html.line("code", "", &config.objective);
        html.text(".");
        if search.without_score > 0 {
            html.text(&format!(" {} have no score.", count_u64(search.without_score)));
        }
        if let Some(best) = &search.best {
            let values: Vec<String> =
                best.parameters.iter().map(|(name, value)| format!("{name}\u{a0}=\u{a0}{value}")).collect();
            html.text(&format!(
                " The best scored {} with {}. It was chosen because it did well here.",
                significant(best.score, 4),
                values.join(", ")
            ));
        }
    });
}

/// Neighbouring values of a parameter, as one row or column of the map.
struct Groups<'m> {
    values: &'m [ParameterValue],
    /// How many values are in one.
    size: usize,
}

impl<'m> Groups<'m> {
    fn of(values: &'m [ParameterValue]) -> Self {
        Self { values, size: values.len().div_ceil(CELLS_MAX).max(1) }
    }

    fn len(&self) -> usize {
        self.values.len().div_ceil(self.size)
    }

    fn range(&self, group: usize) -> Range<usize> {
        group * self.size..((group + 1) * self.size).min(self.values.len())
    }

    /// The first of its values: the others lie between it and the next.
    fn label(&self, group: usize) -> String {
        self.values.get(group * self.size).map(shown).unwrap_or_default()
    }

    /// The one that a value lies in.
    fn position(&self, value: Option<&ParameterValue>) -> Option<usize> {
        let value = value?;
        let position = match value.as_f64() {
            Some(number) => {
                self.values.iter().rposition(|other| other.as_f64().is_some_and(|other| other <= number))
            }
            None => self.values.iter().position(|other| other == value),
        };
        Some(position? / self.size)
    }
}

fn heat_map(html: &mut Html, map: &HeatMap, report: &RunReport, objective: &str) {
    let (rows, columns) = (Groups::of(&map.rows), Groups::of(&map.columns));
    // The best score of each cell.
    let cell = |row: usize, column: usize| -> Option<f64> {
        let scores = map.scores.get(rows.range(row)).unwrap_or_default().iter();
        let scores = scores.flat_map(|scores| scores.get(columns.range(column)).unwrap_or_default());
        scores.copied().flatten().filter(|score| score.is_finite()).max_by(f64::total_cmp)
    };
    let cells: Vec<Vec<Option<f64>>> =
        (0..rows.len()).map(|row| (0..columns.len()).map(|column| cell(row, column)).collect()).collect();
    let scores = || cells.iter().flatten().copied().flatten();
    let (low, high) = (scores().fold(f64::INFINITY, f64::min), scores().fold(f64::NEG_INFINITY, f64::max));
    let own = (
        rows.position(report.parameters.get(&map.down)),
        columns.position(report.parameters.get(&map.across)),
    );
    html.element("h3", &[], |html| {
        html.line("code", "", objective);
        html.text(" over ");
        html.line("code", "", map.down.as_str());
        html.text(" (down) and ");
        html.line("code", "", map.across.as_str());
        html.text(" (across)");
    });
    html.markup("<div class=\"wide\">");
    html.element("table", &[("class", "heat")], |html| {
        html.element("thead", &[], |html| {
            html.element("tr", &[], |html| {
                html.line("td", "corner", "");
                for column in 0..columns.len() {
                    html.element("th", &[("scope", "col")], |html| html.text(&columns.label(column)));
                }
            });
        });
        html.element("tbody", &[], |html| {
            for (row, scores) in cells.iter().enumerate() {
                html.element("tr", &[], |html| {
                    html.element("th", &[("scope", "row")], |html| html.text(&rows.label(row)));
                    for (column, score) in scores.iter().enumerate() {
                        let mark = if own == (Some(row), Some(column)) { " own" } else { "" };
                        match score {
                            Some(score) => {
                                let class = format!("heat{}{mark}", shade(*score, low, high));
                                html.line("td", &class, &significant(*score, 2));
                            }
                            None => html.line("td", &format!("none{mark}"), ""),
                        }
                    }
                });
            }
        });
    });
    html.markup("</div>");
    let folded = if rows.size > 1 || columns.size > 1 {
        " A row or a column begins with the value that it is named by, and goes on to the next."
    } else {
        ""
    };
    html.line(
        "p",
        "hint",
        &format!(
            "The best score of each cell; the stronger its colour, the better. The strategy's own values are in the cell \
             with the frame, if they are on the map.{folded}"
        ),
    );
}

/// From 0 for the lowest to 8 for the highest.
fn shade(score: f64, low: f64, high: f64) -> u8 {
    let share = if high > low { (score - low) / (high - low) } else { 0.5 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 8")]
    let shade = (share * SHADES).round().clamp(0.0, SHADES) as u8;
    shade
}

fn shown(value: &ParameterValue) -> String {
    value.as_f64().map_or_else(|| value.to_string(), |number| significant(number, 6))
}

fn neighbours(html: &mut Html, neighbours: &[Neighbour]) {
    const ROWS_MAX: usize = 200;
    if neighbours.is_empty() {
        return;
    }
    html.markup("<h3>Neighbours</h3><div class=\"wide\">");
    html.element("table", &[("class", "kinds")], |html| {
        table_head(
            html,
            &[("", "Parameter"), ("number", "Value"), ("number", "Return"), ("number", "Sharpe ratio")],
        );
        html.element("tbody", &[], |html| {
            for Neighbour { parameter, value, return_pct, sharpe_ratio } in neighbours.iter().take(ROWS_MAX) {
                html.element("tr", &[], |html| {
                    html.element("th", &[("scope", "row")], |html| html.text(parameter.as_str()));
                    html.line("td", "number", &shown(value));
                    return_cell(html, *return_pct);
                    figure_cell(html, "", "sharpe_ratio", *sharpe_ratio);
                });
            }
        });
    });
    html.markup(
        "</div><p class=\"hint\">One parameter at a time differs from the strategy's own. A plateau is worth more than a \
         peak.</p>",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_span_the_scores() {
        let check = |score, low, high, expected| assert_eq!(shade(score, low, high), expected);
        check(1.0, 1.0, 3.0, 0);
        check(2.0, 1.0, 3.0, 4);
        check(3.0, 1.0, 3.0, 8);
        check(3.0, 3.0, 3.0, 4);
        check(9.0, 1.0, 3.0, 8);
    }
}
