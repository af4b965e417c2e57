//! Price with trades, equity, and how far it fell: drawings, which a script replaces by charts that move.

use assay_types::Timestamp;

use crate::data::bars_in_one;
use crate::html::Html;
use crate::number::{count, figure, float};
use crate::plot::{Plot, Scale};
use crate::{Account, Contents, Trade, time};

/// More strokes than this would cover the price.
const STROKES_MAX: usize = 600;

/// What the strokes of the charts mean that move.
const MOVING_LEGEND: &[(&str, &str)] = &[
    ("won", "trade that won (▲ long, ▼ short)"),
    ("lost", "trade that lost"),
    ("equity", "equity"),
    ("held", "the price from the same start"),
    ("under", "drawdown"),
];

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let Some(account) = contents.account.filter(|account| !account.equity.is_empty()) else { return };
    let below = dates(account.time);
    // A script shows these, and hides the drawings.
    html.markup(concat!(
        "<div id=\"chart-bar\" hidden>",
        "<p id=\"chart-values\" aria-live=\"off\"></p>",
        "<div class=\"buttons\">",
        "<button type=\"button\" id=\"chart-log\" aria-pressed=\"false\">Log scale</button>",
        "<button type=\"button\" id=\"chart-all\">Whole history</button>",
        "</div></div><div id=\"chart\" hidden></div>",
    ));
    html.element("div", &[("id", "chart-key"), ("class", "caption"), ("hidden", "")], |html| {
        for (class, name) in MOVING_LEGEND {
            // Without bars there are no candles to mark trades on.
            if contents.bars.is_some() || matches!(*class, "equity" | "under") {
                html.element("span", &[("class", &format!("key {class}"))], |html| html.text(name));
            }
        }
        html.markup(
            "<span class=\"key note\">Drag to move; pinch, or click and turn the wheel, to zoom.</span>",
        );
    });
    html.element("div", &[("id", "still")], |html| {
        price(html, contents, &account, &below);
        equity(html, contents, &account, &below);
        drawdown(html, contents, &account, &below);
    });
    let step = bars_in_one(account.time.len());
    if step > 1 {
        html.line(
            "p",
            "hint",
            &format!(
                "The history is long: charts draw {} bars as one. Figures and tables are of every bar.",
                count(step)
            ),
        );
    }
    if contents.bars.is_none() {
        html.element("p", &[("class", "hint")], |html| {
            html.prose(
                "The price is not in this report, because the run's directory does not hold the bars. `assay report \
                 RUN_DIR --data FILE` draws it.",
            );
        });
    }
}

fn price(html: &mut Html, contents: &Contents<'_>, account: &Account<'_>, below: &[String]) {
    let Some(bars) = contents.bars else { return };
    let mut plot = Plot::new(Scale::of(bars.low().iter().chain(bars.high()).copied()), "tall");
    plot.ranges("range", bars.low(), bars.high());
    plot.line("price", bars.close());
    let right = float(account.time.len().saturating_sub(1).max(1));
    let few = contents.trades.len() <= STROKES_MAX;
    if few {
        let stroke = |trade: &Trade| {
            [
                float(trade.entry_bar) / right,
                trade.entry_price,
                float(trade.exit_bar) / right,
                trade.exit_price,
            ]
        };
        let of = |won: bool| {
            let trades = contents.trades.iter().filter(|trade| (trade.pnl > 0.0) == won);
            trades.map(stroke).collect::<Vec<_>>()
        };
        plot.strokes("lost", &of(false));
        plot.strokes("won", &of(true));
    }
    let marked = few && !contents.trades.is_empty();
    let legend: &[(&str, &str)] =
        if marked { &[("won", "trade that won"), ("lost", "trade that lost")] } else { &[] };
    caption(html, "Price", legend);
    let (low, high) = range(bars.close());
    plot.put(html, &format!("The price: closes from {low} to {high}"), "", below);
}

fn equity(html: &mut Html, contents: &Contents<'_>, account: &Account<'_>, below: &[String]) {
    let start = account.equity.first().copied().unwrap_or(f64::NAN);
    let first = contents.bars.and_then(|bars| bars.close().first().copied());
    let held: Vec<f64> = match (contents.bars, first) {
        (Some(bars), Some(first)) => bars.close().iter().map(|close| start * close / first).collect(),
        (None | Some(_), _) => Vec::new(),
    };
    let mut plot = Plot::new(Scale::of(account.equity.iter().chain(&held).copied()), "middle");
    plot.line("held", &held);
    plot.line("equity", account.equity);
    let legend: &[(&str, &str)] = if held.is_empty() {
        &[]
    } else {
        &[("equity", "equity"), ("held", "the price from the same start")]
    };
    caption(html, "Equity", legend);
    let told = |value: Option<&f64>| figure("equity_final", value.copied());
    let told = format!("Equity from {} to {}", told(account.equity.first()), told(account.equity.last()));
    plot.put(html, &told, "", below);
}

fn drawdown(html: &mut Html, contents: &Contents<'_>, account: &Account<'_>, below: &[String]) {
    let deepest = super::look_up(contents.report, "max_drawdown_pct");
    let mut plot = Plot::new(Scale::of(account.drawdown_pct.iter().copied().chain([0.0])), "low");
    plot.area("under", account.drawdown_pct, 0.0);
    caption(html, "Drawdown", &[]);
    plot.put(html, &format!("Drawdown, deepest {}", figure("max_drawdown_pct", deepest)), " %", below);
}

/// What a drawing shows, and by which strokes.
pub(super) fn caption(html: &mut Html, title: &str, legend: &[(&str, &str)]) {
    html.element("p", &[("class", "caption")], |html| {
        html.line("b", "", title);
        for (class, name) in legend {
            html.element("span", &[("class", &format!("key {class}"))], |html| html.text(name));
        }
    });
}

/// The lowest and the highest.
fn range(values: &[f64]) -> (String, String) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (crate::number::price(low), crate::number::price(high))
}

/// Five times of a history, evenly by its bars.
pub(super) fn dates(times: &[Timestamp]) -> Vec<String> {
    const LABELS: usize = 5;
    let last = times.len().saturating_sub(1);
    let mut labels: Vec<String> = (0..LABELS)
        .filter_map(|label| times.get(last * label / (LABELS - 1)))
        .map(|&time| time::day(time))
        .collect();
    labels.dedup();
    labels
}
