//! What else could have come of the strategy.

use assay_spec::{
    FanStep, MonteCarloReport, PathsReport, Percentiles, Resampled, RuinChance, SeriesReport, StressReport,
};

use super::{charts::caption, figure_cell, figures, return_cell, share_cell, table_head};
use crate::Contents;
use crate::html::Html;
use crate::number::{count_u64, significant};
use crate::plot::{Plot, Scale};

/// The figures of this section.
const FIGURES: &[&str] = &[
    "bootstrap_return_p5_pct",
    "bootstrap_drawdown_p95_pct",
    "probability_of_profit",
    "probability_of_ruin",
    "probability_of_drawdown",
    "position_scale",
    "stressed_return_pct",
    "break_even_cost_pct",
    "redrawn_profit_probability",
];

/// More rows than this say nothing more.
const ROWS_MAX: usize = 100;

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let Some(laboratory) = &contents.report.laboratory else { return };
    let Some(report) = &laboratory.monte_carlo else { return };
    html.element("p", &[("class", "lead")], |html| {
        html.text(&format!(
            "The history is one of many that could have been. {} of each kind were drawn from its trades and returns.",
            count_u64(laboratory.config.paths)
        ));
    });
    figures::list(html, contents.report, FIGURES);
    fan(html, &report.fan);
    paths(html, &report.paths, laboratory.config.ruin_pct, laboratory.config.drawdown_pct);
    ruin(html, &report.ruin);
    stress(html, &report.stress);
    prices(html, report);
}

fn fan(html: &mut Html, steps: &[FanStep]) {
    if steps.len() < 2 {
        return;
    }
    let of = |percentile: fn(&Percentiles) -> Option<f64>| -> Vec<f64> {
        steps.iter().map(|step| percentile(&step.equity).unwrap_or(f64::NAN)).collect()
    };
    let (p5, p25, p50) = (of(|p| p.p5), of(|p| p.p25), of(|p| p.p50));
    let (p75, p95) = (of(|p| p.p75), of(|p| p.p95));
    let mut plot = Plot::new(Scale::of(p5.iter().chain(&p95).copied().chain([1.0])), "tall");
    plot.band("outer", &p5, &p95);
    plot.band("inner", &p25, &p75);
    plot.line("median", &p50);
    let legend = [
        ("median", "half are above this line"),
        ("inner", "half of all histories"),
        ("outer", "nine in ten"),
    ];
    caption(html, "Equity, as a multiple of the cash at the start", &legend);
    let last = steps.len() - 1;
    let below: Vec<String> = (0..5)
        .filter_map(|label| steps.get(last * label / 4))
        .map(|step| format!("{} trades", count_u64(step.trades)))
        .collect();
    plot.put(html, "How equity spreads over drawn histories, trade by trade", "", &below);
}

fn drawn(kind: Resampled) -> &'static str {
    match kind {
        Resampled::TradeBootstrap => "trades, each any of them",
        Resampled::TradePermutation => "trades, in another order",
        Resampled::TradeSkipping => "trades, one in ten left out",
        Resampled::TradeCosts => "trades, each with a further cost up to 0.2 %",
        Resampled::ReturnBlocks => "returns, in blocks of neighbours",
    }
}

fn paths(html: &mut Html, paths: &[PathsReport], ruin_pct: f64, drawdown_pct: f64) {
    if paths.is_empty() {
        return;
    }
    html.markup("<h3>Drawn histories</h3><div class=\"wide\">");
    html.element("table", &[], |html| {
        let drawdown = format!("Falls by {}\u{a0}%", significant(drawdown_pct.abs(), 4));
        let columns = [
            ("", "Drawn from"),
            ("number", "Return 5 %"),
            ("number", "50 %"),
            ("number", "95 %"),
            ("number", "Drawdown 5 %"),
            ("number", "50 %"),
            ("number", "Earns"),
            ("number", "Is ruined"),
            ("number", drawdown.as_str()),
        ];
        table_head(html, &columns);
        html.element("tbody", &[], |html| {
            for path in paths {
                html.element("tr", &[], |html| {
                    html.element("th", &[("scope", "row")], |html| html.text(drawn(path.drawn)));
                    return_cell(html, path.return_pct.p5);
                    return_cell(html, path.return_pct.p50);
                    return_cell(html, path.return_pct.p95);
                    figure_cell(html, "", "max_drawdown_pct", path.max_drawdown_pct.p5);
                    figure_cell(html, "", "max_drawdown_pct", path.max_drawdown_pct.p50);
                    share_cell(html, path.probability_of_profit);
                    share_cell(html, path.probability_of_ruin);
                    share_cell(html, path.probability_of_drawdown);
                });
            }
        });
    });
    html.markup("</div>");
    html.line(
        "p",
        "hint",
        &format!(
            "Of a hundred histories five are below the 5 % column. Ruin: equity falls to {} % of the cash at the start.",
            significant(ruin_pct, 4)
        ),
    );
}

fn ruin(html: &mut Html, chances: &[RuinChance]) {
    if chances.is_empty() {
        return;
    }
    html.markup("<h3>How far it may fall</h3><div class=\"wide\">");
    html.element("table", &[("class", "kinds")], |html| {
        table_head(html, &[("number", "Equity falls to"), ("number", "Share of histories")]);
        html.element("tbody", &[], |html| {
            for RuinChance { level_pct, probability } in chances.iter().take(ROWS_MAX) {
                html.element("tr", &[], |html| {
                    html.line("td", "number", &format!("{} % of the cash", significant(*level_pct, 4)));
                    share_cell(html, *probability);
                });
            }
        });
    });
    html.markup("</div>");
}

fn stress(html: &mut Html, stress: &[StressReport]) {
    if stress.is_empty() {
        return;
    }
    html.markup("<h3>If every fill cost more</h3><div class=\"wide\">");
    html.element("table", &[("class", "kinds")], |html| {
        table_head(html, &[("number", "Further cost"), ("number", "Return"), ("number", "Sharpe ratio")]);
        html.element("tbody", &[], |html| {
            for StressReport { cost_pct, return_pct, sharpe_ratio } in stress.iter().take(ROWS_MAX) {
                html.element("tr", &[], |html| {
                    figure_cell(html, "", "win_rate_pct", Some(*cost_pct));
                    return_cell(html, *return_pct);
                    figure_cell(html, "", "sharpe_ratio", *sharpe_ratio);
                });
            }
        });
    });
    html.markup("</div>");
}

fn prices(html: &mut Html, report: &MonteCarloReport) {
    let series: Vec<(&str, &SeriesReport)> = [
        ("redrawn in blocks: prices that might have been", report.redrawn.as_ref()),
        ("shuffled: nothing in them to find", report.shuffled.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, series)| Some((name, series?)))
    .collect();
    if series.is_empty() {
        return;
    }
    html.markup("<h3>Over other prices</h3><div class=\"wide\">");
    html.element("table", &[], |html| {
        let columns = [
            ("", "Prices"),
            ("number", "Series"),
            ("number", "Without trades"),
            ("number", "Return 5 %"),
            ("number", "50 %"),
            ("number", "95 %"),
            ("number", "Sharpe 5 %"),
            ("number", "50 %"),
            ("number", "95 %"),
        ];
        table_head(html, &columns);
        html.element("tbody", &[], |html| {
            for (name, series) in series {
                html.element("tr", &[], |html| {
                    html.element("th", &[("scope", "row")], |html| html.text(name));
                    html.line("td", "number", &count_u64(series.series));
                    html.line("td", "number", &count_u64(series.without_trades));
                    return_cell(html, series.return_pct.p5);
                    return_cell(html, series.return_pct.p50);
                    return_cell(html, series.return_pct.p95);
                    figure_cell(html, "", "sharpe_ratio", series.sharpe_ratio.p5);
                    figure_cell(html, "", "sharpe_ratio", series.sharpe_ratio.p50);
                    figure_cell(html, "", "sharpe_ratio", series.sharpe_ratio.p95);
                });
            }
        });
    });
    html.markup("</div>");
}
