//! What scripts draw and list: columns of numbers in little-endian order, in base 64.

use std::collections::BTreeMap;

use assay_types::Timestamp;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value as Json, json};

use crate::html::shown;
use crate::number::float;
use crate::{Account, Contents, Trade, time};

/// How many points a chart is given: more than any screen has columns, and enough to look closely at.
const POINTS_MAX: usize = 200_000;

/// How many trades a list and a chart are given.
pub(crate) const TRADES_MAX: usize = 50_000;

/// How many bars are drawn as one.
pub(crate) fn bars_in_one(bars: usize) -> usize {
    bars.div_ceil(POINTS_MAX).max(1)
}

/// The data of a page: an object for its scripts; nothing if there was no backtest. Only charts need what they draw.
pub(crate) fn of(contents: &Contents<'_>, charts: bool) -> Option<Json> {
    let account = contents.account?;
    let mut data = Map::new();
    if charts {
        drawn(contents, &account, &mut data);
    }
    if !contents.trades.is_empty() {
        data.insert("trades".to_owned(), trades(contents.trades, &account));
    }
    Some(Json::Object(data))
}

fn drawn(contents: &Contents<'_>, account: &Account<'_>, data: &mut Map<String, Json>) {
    let step = bars_in_one(account.time.len());
    let chunked = |values: &[f64], fold: fn(&[f64]) -> f64| singles(values.chunks(step).map(fold));
    let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
    let first = |values: &[f64]| values.first().copied().unwrap_or(f64::NAN);
    let lowest = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = |values: &[f64]| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut add = |name: &str, value: Json| drop(data.insert(name.to_owned(), value));
    add("step", json!(step));
    add("clock", json!(time::has_clock(account.time.iter().copied())));
    add("time", doubles(account.time.chunks(step).filter_map(|times| times.first().copied()).map(seconds)));
    add("equity", chunked(account.equity, last));
    add("drawdown", chunked(account.drawdown_pct, lowest));
    if let Some(bars) = contents.bars {
        add("open", chunked(bars.open(), first));
        add("high", chunked(bars.high(), highest));
        add("low", chunked(bars.low(), lowest));
        add("close", chunked(bars.close(), last));
    }
}

fn trades(trades: &[Trade], account: &Account<'_>) -> Json {
    let kept = trades.get(..TRADES_MAX).unwrap_or(trades);
    let mut texts = Texts::default();
    let reasons: Vec<u32> = kept.iter().map(|trade| texts.index(&trade.exit_reason)).collect();
    let tags: Vec<u32> = kept.iter().map(|trade| texts.index(&trade.tag)).collect();
    let column = |of: fn(&Trade) -> f64| doubles(kept.iter().map(of));
    let bars = |of: fn(&Trade) -> usize| {
        // A bar beyond the account's is not in the data.
        let last = account.time.len().saturating_sub(1);
        wholes(kept.iter().map(|trade| u32::try_from(of(trade).min(last)).unwrap_or(u32::MAX)))
    };
    json!({
        "number": doubles(kept.iter().map(|trade| whole(trade.number))),
        "long": BASE64_STANDARD.encode(kept.iter().map(|trade| u8::from(trade.long)).collect::<Vec<u8>>()),
        "size": column(|trade| trade.size),
        "entryTime": doubles(kept.iter().map(|trade| seconds(trade.entry_time))),
        "exitTime": doubles(kept.iter().map(|trade| seconds(trade.exit_time))),
        "entryBar": bars(|trade| trade.entry_bar),
        "exitBar": bars(|trade| trade.exit_bar),
        "entryPrice": column(|trade| trade.entry_price),
        "exitPrice": column(|trade| trade.exit_price),
        "pnl": column(|trade| trade.pnl),
        "return": column(|trade| trade.return_pct),
        "reason": wholes(reasons.into_iter()),
        "tag": wholes(tags.into_iter()),
        "texts": texts.texts,
    })
}

/// Texts that are told once.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    places: BTreeMap<String, u32>,
}

impl Texts {
    fn index(&mut self, text: &str) -> u32 {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.places.insert(text.to_owned(), place);
        self.texts.push(shown(text));
        place
    }
}

/// Seconds since 1970, with what is below a second in the fraction.
#[expect(clippy::cast_precision_loss, reason = "what is below a microsecond is not drawn")]
fn seconds(time: Timestamp) -> f64 {
    time.unix_nanos() as f64 / 1e9
}

fn whole(number: i64) -> f64 {
    usize::try_from(number).map_or(f64::NAN, float)
}

fn doubles(values: impl Iterator<Item = f64>) -> Json {
    Json::String(BASE64_STANDARD.encode(values.flat_map(f64::to_le_bytes).collect::<Vec<u8>>()))
}

/// What is drawn needs no more than seven digits.
fn singles(values: impl Iterator<Item = f64>) -> Json {
    #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough to draw")]
    let bytes: Vec<u8> = values.flat_map(|value| (value as f32).to_le_bytes()).collect();
    Json::String(BASE64_STANDARD.encode(bytes))
}

fn wholes(values: impl Iterator<Item = u32>) -> Json {
    Json::String(BASE64_STANDARD.encode(values.flat_map(u32::to_le_bytes).collect::<Vec<u8>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_histories_are_drawn_in_fewer_points() {
        for (bars, expected) in [(0, 1), (1, 1), (POINTS_MAX, 1), (POINTS_MAX + 1, 2), (10 * POINTS_MAX, 10)]
        {
            assert_eq!(bars_in_one(bars), expected, "{bars}");
        }
    }

    #[test]
    fn columns_are_little_endian() {
        assert_eq!(doubles([1.0].into_iter()), json!("AAAAAAAA8D8="));
        assert_eq!(singles([1.0, -2.0].into_iter()), json!("AACAPwAAAMA="));
        assert_eq!(wholes([1, 256].into_iter()), json!("AQAAAAABAAA="));
    }
}
