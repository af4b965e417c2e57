//! Parameters chosen on one part of the history and judged on the next.

use assay_spec::{ParameterStability, ParameterValue, PartReport, WindowReport};
use assay_types::Timestamp;

use super::{
    charts::{caption, dates},
    figure_cell, figures, return_cell, table_head,
};
use crate::Contents;
use crate::html::Html;
use crate::number::{count, count_u64, significant};
use crate::plot::{Plot, Scale};
use crate::time;

/// The figures of this section.
const FIGURES: &[&str] = &[
    "walk_forward_return_pct",
    "walk_forward_sharpe_ratio",
    "walk_forward_max_drawdown_pct",
    "walk_forward_trades",
    "walk_forward_efficiency",
    "walk_forward_degradation_pct",
    "walk_forward_consistency_pct",
    "parameter_stability",
];

/// More windows than this are not told apart in a drawing.
const DRAWN_MAX: usize = 60;

/// More windows than this are counted.
const ROWS_MAX: usize = 200;

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let Some(laboratory) = &contents.report.laboratory else { return };
    let Some(report) = &laboratory.walk_forward else { return };
    let config = &laboratory.config.walk_forward;
    html.element("p", &[("class", "lead")], |html| {
        html.text(&format!(
            "Parameters were chosen on {} and judged on the {} after it, in {} windows. Only what was earned out of \
             sample could have been earned.",
            length(&config.in_sample),
            length(&config.out_of_sample),
            count(report.windows.len())
        ));
    });
    figures::list(html, contents.report, FIGURES);
    equity(html, contents);
    drawing(html, &report.windows);
    windows(html, &report.windows);
    stability(html, &report.parameters);
}

/// `500` as bars, `730d` as days.
fn length(text: &str) -> String {
    match text.strip_suffix('d') {
        Some(days) => format!("{days} days"),
        None => format!("{text} bars"),
    }
}

fn equity(html: &mut Html, contents: &Contents<'_>) {
    let Some(account) = contents.out_of_sample.filter(|account| account.equity.len() > 1) else { return };
    let mut plot = Plot::new(Scale::of(account.equity.iter().copied().chain([1.0])), "middle");
    plot.line("equity", account.equity);
    caption(html, "Equity of the parts out of sample, one after another, as a multiple of its start", &[]);
    plot.put(html, "Equity out of sample", "", &dates(account.time));
}

fn drawing(html: &mut Html, windows: &[WindowReport]) {
    if windows.len() < 2 || windows.len() > DRAWN_MAX {
        return;
    }
    let sharpe = |part: &PartReport| part.sharpe_ratio.unwrap_or_default();
    let columns: Vec<(&'static str, f64)> = windows
        .iter()
        .flat_map(|window| {
            [("bin in", sharpe(&window.in_sample)), ("bin out", sharpe(&window.out_of_sample)), ("", 0.0)]
        })
        .collect();
    let mut plot = Plot::new(Scale::of(columns.iter().map(|column| column.1).chain([0.0])), "middle");
    plot.columns(&columns);
    caption(html, "Sharpe ratio of each window", &[("in", "in sample"), ("out", "out of sample")]);
    let first = |window: Option<&WindowReport>| window.map(|window| time::day(window.out_of_sample.first));
    let below: Vec<String> = [windows.first(), windows.get(windows.len() / 2), windows.last()]
        .into_iter()
        .filter_map(first)
        .collect();
    plot.put(html, "Sharpe ratios in and out of sample", "", &below);
}

fn windows(html: &mut Html, windows: &[WindowReport]) {
    html.markup("<h3>Windows</h3><div class=\"wide\">");
    html.element("table", &[("class", "windows")], |html| {
        let columns = [
            ("", "Chosen on"),
            ("", "Judged on"),
            ("", "Parameters"),
            ("number", "Return in"),
            ("number", "out"),
            ("number", "Sharpe in"),
            ("number", "out"),
            ("number", "Drawdown out"),
            ("number", "Trades out"),
        ];
        table_head(html, &columns);
        html.element("tbody", &[], |html| {
            for WindowReport { parameters, in_sample, out_of_sample } in windows.iter().take(ROWS_MAX) {
                html.element("tr", &[], |html| {
                    html.line("td", "when", &span(in_sample.first, in_sample.last));
                    html.line("td", "when", &span(out_of_sample.first, out_of_sample.last));
                    let chosen: Vec<String> = parameters
                        .iter()
                        .map(|(name, value)| format!("{name}\u{a0}=\u{a0}{value}"))
                        .collect();
                    html.line("td", "", &chosen.join(", "));
                    return_cell(html, in_sample.return_pct);
                    return_cell(html, out_of_sample.return_pct);
                    figure_cell(html, "", "sharpe_ratio", in_sample.sharpe_ratio);
                    figure_cell(html, "", "sharpe_ratio", out_of_sample.sharpe_ratio);
                    figure_cell(html, "", "max_drawdown_pct", out_of_sample.max_drawdown_pct);
                    html.line("td", "number", &count_u64(out_of_sample.trades));
                });
            }
        });
    });
    html.markup("</div>");
    if windows.len() > ROWS_MAX {
        html.line("p", "hint", &format!("The first {ROWS_MAX} windows; report.json has all."));
    }
}

fn span(first: Timestamp, last: Timestamp) -> String {
    format!("{} – {}", time::day(first), time::day(last))
}

fn stability(html: &mut Html, parameters: &[ParameterStability]) {
    if parameters.is_empty() {
        return;
    }
    html.markup("<h3>How steady the choice is</h3><div class=\"wide\">");
    html.element("table", &[], |html| {
        let columns = [
            ("", "Parameter"),
            ("", "Chosen, window by window"),
            ("number", "Dispersion"),
            ("number", "Drift"),
        ];
        table_head(html, &columns);
        html.element("tbody", &[], |html| {
            for ParameterStability { parameter, values, dispersion, drift } in parameters {
                html.element("tr", &[], |html| {
                    html.line("th", "", parameter.as_str());
                    html.line("td", "", &told(values));
                    figure_cell(html, "", "win_rate_pct", Some(dispersion * 100.0));
                    figure_cell(html, "", "win_rate_pct", Some(drift * 100.0));
                });
            }
        });
    });
    html.markup(
        "</div><p class=\"hint\">As shares of each parameter's range: the standard deviation of what was chosen, and how far a \
         straight line through it goes from the first window to the last.</p>",
    );
}

fn told(values: &[ParameterValue]) -> String {
    const TOLD_MAX: usize = 40;
    let mut told: Vec<String> = values
        .iter()
        .take(TOLD_MAX)
        .map(|value| value.as_f64().map_or_else(|| value.to_string(), |number| significant(number, 6)))
        .collect();
    if values.len() > TOLD_MAX {
        told.push(format!("and {} more", values.len() - TOLD_MAX));
    }
    told.join(", ")
}
