//! The trades: how their returns are distributed, how they ended, and a list.

use std::collections::BTreeMap;

use crate::data::TRADES_MAX;
use crate::html::Html;
use crate::number::{count, counted, figure, float, price, signed_cash, signed_percent, significant, tone};
use crate::plot::{Plot, Scale};
use crate::{Contents, Trade, time};

use super::{charts::caption, table_head};

/// How many trades stand on the page; a script lists the others.
const ROWS: usize = 25;

/// The most columns of a histogram.
const BINS_MAX: usize = 48;

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let trades = contents.trades;
    if contents.account.is_none() {
        return;
    }
    if trades.is_empty() {
        html.markup("<p class=\"lead\">No trade was settled.</p>");
        return;
    }
    let won = trades.iter().filter(|trade| trade.pnl > 0.0).count();
    let profit: f64 = trades.iter().map(|trade| trade.pnl).sum();
    html.element("p", &[("class", "lead")], |html| {
        html.text(&format!(
            "{}: {} won, {} did not. Together they earned {}, after commissions.",
            counted(trades.len(), "trade was settled", "trades were settled"),
            count(won),
            count(trades.len() - won),
            signed_cash(profit)
        ));
    });
    histogram(html, trades);
    groups(html, trades);
    list(html, trades);
}

/// Returns in bins of a round width.
#[derive(Debug, PartialEq)]
struct Histogram {
    /// Where the first bin begins, in widths.
    first: f64,
    width: f64,
    counts: Vec<usize>,
    /// Whether the first and the last bin hold what lies beyond them too.
    beyond: (bool, bool),
}

impl Histogram {
    fn of(returns: &[f64]) -> Option<Self> {
        let mut sorted: Vec<f64> = returns.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (lowest, highest) = (*sorted.first()?, *sorted.last()?);
        // A few far out would squeeze all others into one column.
        let tail = sorted.len() / 100;
        let low = sorted.get(tail)?.min(0.0);
        let high = sorted.get(sorted.len() - 1 - tail)?.max(0.0);
        let wanted = (float(sorted.len()).sqrt() * 2.0).clamp(8.0, float(BINS_MAX - 2));
        let mut width = 1e-6;
        'wide: while width < 1e9 {
            for factor in [1.0, 2.0, 5.0] {
                if (high - low) / (width * factor) <= wanted {
                    width *= factor;
                    break 'wide;
                }
            }
            width *= 10.0;
        }
        let first = (low / width).floor();
        let last = (high / width).floor();
        let mut counts = Vec::new();
        let mut index = first;
        while index <= last && counts.len() < BINS_MAX {
            let bin = sorted
                .iter()
                .filter(|&&value| (value / width).floor().clamp(first, last).total_cmp(&index).is_eq());
            counts.push(bin.count());
            index += 1.0;
        }
        let beyond = ((lowest / width).floor() < first, (highest / width).floor() > last);
        Some(Self { first, width, counts, beyond })
    }

    /// The edges under the first column, the middle and the last.
    fn labels(&self) -> Vec<String> {
        let edge =
            |bins: usize| signed_percent((self.first + float(bins)) * self.width, self.decimals()) + " %";
        let bins = self.counts.len();
        let (below, above) =
            (if self.beyond.0 { "below " } else { "" }, if self.beyond.1 { "above " } else { "" });
        vec![format!("{below}{}", edge(0)), edge(bins / 2), format!("{above}{}", edge(bins))]
    }

    fn decimals(&self) -> usize {
        let mut decimals = 0;
        let mut width = self.width;
        while width < 0.999 && decimals < 6 {
            width *= 10.0;
            decimals += 1;
        }
        decimals
    }
}

fn histogram(html: &mut Html, trades: &[Trade]) {
    let returns: Vec<f64> = trades.iter().map(|trade| trade.return_pct).collect();
    let Some(histogram) = Histogram::of(&returns) else { return };
    let columns: Vec<(&'static str, f64)> = histogram
        .counts
        .iter()
        .enumerate()
        .map(|(index, &count)| {
            let class = if histogram.first + float(index) < 0.0 { "bin down" } else { "bin up" };
            (class, float(count))
        })
        .collect();
    let highest = columns.iter().map(|column| column.1).fold(1.0, f64::max);
    let mut plot = Plot::new(Scale::of_counts(highest), "middle histogram");
    plot.columns(&columns);
    caption(html, "Returns of trades", &[]);
    let told = format!(
        "How many trades returned how much, in steps of {} %",
        signed_percent(histogram.width, histogram.decimals()).trim_start_matches('+')
    );
    plot.put(html, &told, "", &histogram.labels());
    html.element("p", &[("class", "hint")], |html| html.text(&format!("{told}.")));
}

/// What the trades of one kind came to.
#[derive(Debug, Default)]
struct Group {
    trades: usize,
    won: usize,
    returns: f64,
    pnl: f64,
}

impl Group {
    fn add(&mut self, trade: &Trade) {
        self.trades += 1;
        self.won += usize::from(trade.pnl > 0.0);
        self.returns += trade.return_pct;
        self.pnl += trade.pnl;
    }
}

/// The most kinds that a table lists.
const KINDS_MAX: usize = 20;

fn groups(html: &mut Html, trades: &[Trade]) {
    let mut sides: BTreeMap<&str, Group> = BTreeMap::new();
    let mut endings: BTreeMap<&str, Group> = BTreeMap::new();
    let mut tags: BTreeMap<&str, Group> = BTreeMap::new();
    for trade in trades {
        sides.entry(side(trade)).or_default().add(trade);
        endings.entry(&trade.exit_reason).or_default().add(trade);
        tags.entry(&trade.tag).or_default().add(trade);
    }
    let tagged = tags.keys().any(|tag| !tag.is_empty());
    html.element("div", &[("class", "wide")], |html| {
        html.element("table", &[("class", "kinds")], |html| {
            let columns = [
                ("", "Trades by"),
                ("number", "Count"),
                ("number", "Won"),
                ("number", "Mean return"),
                ("number", "Profit"),
            ];
            table_head(html, &columns);
            kinds(html, "Side", &sides);
            kinds(html, "What ended them", &endings);
            if tagged {
                kinds(html, "What opened them", &tags);
            }
        });
    });
}

fn kinds(html: &mut Html, title: &str, groups: &BTreeMap<&str, Group>) {
    html.element("tbody", &[], |html| {
        html.element("tr", &[("class", "kind")], |html| {
            html.element("th", &[("scope", "rowgroup"), ("colspan", "5")], |html| html.text(title));
        });
        let mut sorted: Vec<_> = groups.iter().collect();
        sorted.sort_by(|a, b| b.1.trades.cmp(&a.1.trades).then(a.0.cmp(b.0)));
        for (name, group) in sorted.iter().take(KINDS_MAX) {
            let of = float(group.trades);
            html.element("tr", &[], |html| {
                html.element("th", &[("scope", "row")], |html| html.text(&told(name)));
                html.line("td", "number", &count(group.trades));
                html.line("td", "number", &figure("win_rate_pct", Some(float(group.won) / of * 100.0)));
                let mean = group.returns / of;
                html.line("td", &format!("number {}", tone(mean)), &format!("{} %", signed_percent(mean, 2)));
                html.line("td", &format!("number {}", tone(group.pnl)), &signed_cash(group.pnl));
            });
        }
        if sorted.len() > KINDS_MAX {
            let rest = counted(sorted.len() - KINDS_MAX, "kind more", "kinds more");
            html.element("tr", &[], |html| {
                html.element("td", &[("colspan", "5"), ("class", "rest")], |html| html.text(&rest));
            });
        }
    });
}

/// A key as words; one of ours has underscores, another's is told as it is.
fn told(key: &str) -> String {
    match key {
        "" => "without a mark".to_owned(),
        key if key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') => key.replace('_', " "),
        key => key.to_owned(),
    }
}

fn side(trade: &Trade) -> &'static str {
    if trade.long { "long" } else { "short" }
}

fn list(html: &mut Html, trades: &[Trade]) {
    let columns = [
        ("number", "No."),
        ("", "Side"),
        ("number", "Size"),
        ("", "Entry"),
        ("", "Exit"),
        ("number", "In at"),
        ("number", "Out at"),
        ("number", "Return %"),
        ("number", "Profit"),
        ("", "Ended by"),
        ("", "Opened by"),
    ];
    let clock = time::has_clock(trades.iter().flat_map(|trade| [trade.entry_time, trade.exit_time]));
    html.markup("<h3>Every trade</h3><div class=\"wide\">");
    html.element("table", &[("class", "trades"), ("id", "trade-list")], |html| {
        table_head(html, &columns);
        html.element("tbody", &[], |html| {
            for trade in trades.iter().take(ROWS) {
                html.element("tr", &[], |html| {
                    html.line("td", "number", &trade.number.to_string());
                    html.line("td", "", side(trade));
                    html.line("td", "number", &significant(trade.size, 10));
                    html.line("td", "when", &time::moment(trade.entry_time, clock));
                    html.line("td", "when", &time::moment(trade.exit_time, clock));
                    html.line("td", "number", &price(trade.entry_price));
                    html.line("td", "number", &price(trade.exit_price));
                    html.line(
                        "td",
                        &format!("number {}", tone(trade.return_pct)),
                        &signed_percent(trade.return_pct, 2),
                    );
                    html.line("td", &format!("number {}", tone(trade.pnl)), &signed_cash(trade.pnl));
                    html.line("td", "", &trade.exit_reason.replace('_', " "));
                    html.line("td", "tag", &trade.tag);
                });
            }
        });
    });
    html.markup("</div><p id=\"trade-pages\" class=\"pages\" hidden></p>");
    if trades.len() > ROWS {
        html.element("p", &[("class", "hint"), ("id", "trade-rest")], |html| {
            html.text(&format!(
                "The first {ROWS} of {}. All are in trades.csv of the run's directory.",
                count(trades.len())
            ));
        });
    }
    if trades.len() > TRADES_MAX {
        html.line(
            "p",
            "hint",
            &format!(
                "The list and the chart have the first {} trades; trades.csv has all.",
                count(TRADES_MAX)
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histograms_have_round_bins_and_count_everything() {
        let check = |returns: &[f64], expected: (f64, f64, &[usize])| {
            let histogram = Histogram::of(returns).unwrap();
            assert_eq!((histogram.first, histogram.width, histogram.counts.as_slice()), expected);
        };
        check(&[-3.0, -1.0, 0.0, 2.5, 4.0], (-3.0, 1.0, &[1, 0, 1, 1, 0, 1, 0, 1]));
        check(&[0.0], (0.0, 1e-6, &[1]));
        assert_eq!(Histogram::of(&[]), None);
        let many: Vec<f64> = (0..1000).map(|index| float(index) / 100.0).chain([500.0, -80.0]).collect();
        let histogram = Histogram::of(&many).unwrap();
        assert_eq!(histogram.counts.iter().sum::<usize>(), many.len());
        assert_eq!(histogram.beyond, (true, true));
        assert!(histogram.counts.len() <= BINS_MAX, "{histogram:?}");
    }
}
