//! Every statistic with its value and its convention, which is the one in the schema of the run report.

use assay_lab::describe;
use assay_spec::{DocumentKind, ExtendedStatistics, RunReport, Statistics};
use serde_json::Value as Json;

use super::look_up;
use crate::Contents;
use crate::html::Html;
use crate::number::{capitalized, figure};

/// Statistics that belong together.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "Return",
        &["return_pct", "buy_and_hold_return_pct", "cagr_pct", "return_annualized_pct", "alpha_pct", "beta"],
    ),
    (
        "Risk",
        &[
            "volatility_annualized_pct",
            "max_drawdown_pct",
            "avg_drawdown_pct",
            "max_drawdown_duration_days",
            "avg_drawdown_duration_days",
            "ulcer_index_pct",
        ],
    ),
    ("Reward for risk", &["sharpe_ratio", "psr", "sortino_ratio", "calmar_ratio"]),
    (
        "Daily returns",
        &["value_at_risk_95_pct", "conditional_value_at_risk_95_pct", "skew", "kurtosis", "tail_ratio"],
    ),
    (
        "Trades",
        &["trades", "win_rate_pct", "avg_trade_pct", "expectancy_pct", "best_trade_pct", "worst_trade_pct"],
    ),
    (
        "Their quality",
        &["profit_factor", "sqn", "kelly_criterion", "avg_trade_duration_days", "max_trade_duration_days"],
    ),
    ("Account", &["equity_final", "equity_peak", "commissions", "turnover_annualized"]),
    ("Time", &["duration_days", "exposure_time_pct", "time_in_market_long_pct", "time_in_market_short_pct"]),
];

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let report = contents.report;
    if report.statistics.is_none() {
        return;
    }
    let schema = DocumentKind::RunReport.schema();
    html.markup("<p class=\"lead\">Open a figure to read how it is computed.</p>");
    html.element("div", &[("class", "groups")], |html| {
        let grouped = |key: &&str| GROUPS.iter().any(|(_, keys)| keys.contains(key));
        let all = Statistics::KEYS.iter().chain(ExtendedStatistics::KEYS).copied();
        let others: Vec<&str> = all.filter(|key| !grouped(key)).collect();
        let others = Some(("More", others.as_slice())).filter(|(_, keys)| !keys.is_empty());
        for &(title, keys) in GROUPS.iter().chain(others.as_ref()) {
            html.element("div", &[("class", "group")], |html| {
                html.line("h3", "", title);
                for key in keys {
                    statistic(html, report, schema, key);
                }
            });
        }
    });
    html.markup("<h3>Conventions</h3>");
    let laboratory = report.laboratory.as_ref().map(|_| "LaboratoryFigures");
    for definition in ["Statistics", "ExtendedStatistics"].into_iter().chain(laboratory) {
        html.element("p", &[("class", "hint")], |html| {
            let described = schema.get("$defs").and_then(|groups| groups.get(definition));
            prose(html, &described.map(description).unwrap_or_default());
        });
    }
}

/// Figures with their definitions, in columns.
pub(super) fn list(html: &mut Html, report: &RunReport, keys: &[&str]) {
    let schema = DocumentKind::RunReport.schema();
    html.element("div", &[("class", "groups list")], |html| {
        for key in keys {
            statistic(html, report, schema, key);
        }
    });
}

fn statistic(html: &mut Html, report: &RunReport, schema: &Json, key: &str) {
    let name = describe(key).map_or(key, |figure| figure.name);
    let value = look_up(report, key);
    html.element("details", &[("class", "figure")], |html| {
        html.element("summary", &[], |html| {
            html.line("span", "name", &capitalized(name));
            html.line("span", "value", &figure(key, value));
        });
        let own = |group: &str| schema.get("$defs")?.get(group)?.get("properties")?.get(key);
        let groups = ["Statistics", "ExtendedStatistics", "LaboratoryFigures"];
        if let Some(field) = groups.into_iter().find_map(own) {
            html.element("p", &[], |html| prose(html, &description(field)));
        }
        if value.is_none()
            && let Some(figure) = describe(key)
        {
            html.line("p", "", &format!("It is undefined: {}.", figure.undefined));
        }
        html.line("code", "key", key);
    });
}

/// The documentation of a field or a type.
fn description(schema: &Json) -> String {
    schema.get("description").and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// Documentation as text: its paragraphs are one, and what it names is code without brackets.
fn prose(html: &mut Html, text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("[`", "`").replace("`]", "`");
    // Emphasis is of no use here.
    html.prose(&text.replace(" *", " ").replace("* ", " "));
}
