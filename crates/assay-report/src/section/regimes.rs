//! In which kinds of market it earned.

use assay_spec::RegimeReport;

use super::{figure_cell, return_cell, table_head};
use crate::Contents;
use crate::html::Html;
use crate::number::{capitalized, count_u64};

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let Some(laboratory) = &contents.report.laboratory else { return };
    if laboratory.regimes.is_empty() {
        return;
    }
    html.markup(
        "<p class=\"lead\">Each day (or bar, where bars are longer) belongs to one kind of market, by what was known before it.</p>",
    );
    html.element("div", &[("class", "wide")], |html| {
        html.element("table", &[("class", "kinds")], |html| {
            let columns =
                [("", "Market"), ("number", "Returns"), ("number", "Earned"), ("number", "Sharpe ratio")];
            table_head(html, &columns);
            html.element("tbody", &[], |html| {
                for RegimeReport { regime, periods, return_pct, sharpe_ratio } in &laboratory.regimes {
                    html.element("tr", &[], |html| {
                        html.element("th", &[("scope", "row")], |html| html.text(&capitalized(regime)));
                        html.line("td", "number", &count_u64(*periods));
                        return_cell(html, Some(*return_pct));
                        figure_cell(html, "", "sharpe_ratio", *sharpe_ratio);
                    });
                }
            });
        });
    });
}
