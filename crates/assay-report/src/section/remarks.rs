//! What happened beside trades, and what makes figures say less than they seem to.

use assay_spec::{BacktestConfig, RunReport};

use crate::Contents;
use crate::html::Html;
use crate::number::count_u64;

/// That it ended for want of money needs no count.
const OUT_OF_MONEY: &str = "out_of_money";

/// Events in the order of the page: key, subject of one, subject of many, and what they mean.
const EVENTS: &[(&str, &str, &str, &str)] = &[
    (
        "orders_cancelled_for_margin",
        "order was",
        "orders were",
        "cancelled, because the account could not carry the position. Size smaller, or give it more `--cash` or a lower \
         `--margin`; `--fractional` trades parts of a unit.",
    ),
    (
        "entries_refused_size",
        "entry was",
        "entries were",
        "refused, because the size came to less than one unit. Trade fractions with `--fractional`, or give the account \
         more `--cash`.",
    ),
    (
        "entries_refused_bracket",
        "entry was",
        "entries were",
        "refused, because stop-loss and take-profit did not enclose the price. Look at the distances in `risk`.",
    ),
    (
        "ambiguous_contingents",
        "stop or target",
        "stops and targets",
        "lay inside the bar that opened the trade, where the order of prices is unknown, and had to wait a bar. Finer \
         bars would tell.",
    ),
    (
        "open_trades",
        "trade was",
        "trades were",
        "open after the last bar: counted in the equity, not among the trades. `--finalize-trades` closes and counts \
         them.",
    ),
    (
        "pending_orders",
        "order was",
        "orders were",
        "still waiting after the last bar, and would be tried on the next.",
    ),
    (
        "data_repairs",
        "repair was",
        "repairs were",
        "made to the data: this is not the market as it was recorded.",
    ),
];

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let told = told(contents);
    if told.is_empty() {
        return;
    }
    html.element("ul", &[("class", "remarks")], |html| {
        for text in told {
            html.element("li", &[], |html| html.prose(&text));
        }
    });
}

fn told(contents: &Contents<'_>) -> Vec<String> {
    let report = contents.report;
    let count = |key: &str| report.events.get(key).copied().filter(|&count| count > 0);
    let mut told = Vec::new();
    if count(OUT_OF_MONEY).is_some() {
        told.push(
            "The account lost all of its equity, and the run ended there. Size smaller, or set a stop-loss."
                .to_owned(),
        );
    }
    told.extend(EVENTS.iter().filter_map(|&(key, one, many, what)| {
        let count = count(key)?;
        Some(format!("{} {} {what}", count_u64(count), if count == 1 { one } else { many }))
    }));
    // What a later version counts is told by its key.
    told.extend(
        report
            .events
            .iter()
            .filter(|&(key, &count)| {
                count > 0 && key != OUT_OF_MONEY && EVENTS.iter().all(|(known, ..)| known != key)
            })
            .map(|(key, &count)| format!("{}: {}", key.replace('_', " "), count_u64(count))),
    );
    if report.statistics.is_some() && contents.account.is_some() {
        if report.statistics.as_ref().is_some_and(|statistics| statistics.trades == 0) {
            told.push("No trade was settled: figures of trades are undefined.".to_owned());
        } else if is_free(&report.config) {
            told.push(
                "No costs were charged: real fills pay commission and spread (`--commission 0.001 --spread 0.0002`)."
                    .to_owned(),
            );
        } else if report.config.commission.relative < 0.0 {
            told.push("The commission is a rebate: fills were paid for.".to_owned());
        }
    }
    told
}

fn is_free(config: &BacktestConfig) -> bool {
    config.commission.fixed.is_zero()
        && config.commission.relative.abs() < 1e-12
        && config.spread.abs() < 1e-12
}

/// Parameters, and what of the account is not the default.
pub(crate) fn about(report: &RunReport) -> String {
    let config = &report.config;
    let default = BacktestConfig::default();
    let mut parts: Vec<String> =
        report.parameters.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let cash: f64 = config.cash.to_string().parse().unwrap_or(f64::NAN);
    parts.push(format!(
        "cash {}",
        assay_lab::grouped(cash, if config.cash.fract().is_zero() { 0 } else { 2 })
    ));
    let commission = &config.commission;
    match (commission.fixed.is_zero(), percent(commission.relative)) {
        (true, None) => {}
        (true, Some(relative)) => parts.push(format!("commission {relative}")),
        (false, None) => parts.push(format!("commission {} a fill", commission.fixed)),
        (false, Some(relative)) => {
            parts.push(format!("commission {} + {relative} a fill", commission.fixed));
        }
    }
    parts.extend(percent(config.spread).map(|spread| format!("spread {spread}")));
    if config.margin < default.margin {
        parts.extend(percent(config.margin).map(|margin| format!("margin {margin}")));
    }
    let switches = [
        (config.trade_on_close, "trades on the close"),
        (config.hedging, "hedging"),
        (config.exclusive_orders, "exclusive orders"),
        (config.finalize_trades, "finalizes trades"),
    ];
    parts.extend(switches.into_iter().filter(|(on, _)| *on).map(|(_, words)| words.to_owned()));
    parts.extend(config.fractional.map(|unit| format!("fractions of {unit:e}")));
    if config.seed != default.seed {
        parts.push(format!("seed {}", config.seed));
    }
    parts.join(", ")
}

/// A share in per cent, in as many digits as it was given; nothing for none.
fn percent(share: f64) -> Option<String> {
    let text = format!("{:.9}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    (text != "0" && text != "-0").then(|| format!("{} %", crate::number::typeset(text)))
}
