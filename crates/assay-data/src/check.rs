//! Judges rows against the invariants of a series of bars.

use assay_types::Timestamp;

use crate::header::Mapping;
use crate::problem::{Problem, ProblemKind, Problems};
use crate::rows::Rows;

/// Counts everything that keeps the rows from being a series of bars, except what the reader has counted:
/// cells that hold no number.
pub(crate) fn check(rows: &Rows, mapping: &Mapping, problems: &mut Problems) {
    check_order(rows, mapping, problems);
    for row in 0..rows.len() {
        let prices = rows.prices(row);
        let [open, high, low, close] = prices;
        // Written so that a row with `NaN` takes the slow path.
        if !(low > 0.0 && open >= low && close >= low && open <= high && close <= high) {
            check_prices(rows, row, prices, mapping, problems);
        }
    }
    if let Some(volume) = &rows.volume {
        check_volume(rows, volume, mapping, problems);
    }
}

#[cold]
fn check_prices(rows: &Rows, row: usize, prices: [f64; 4], mapping: &Mapping, problems: &mut Problems) {
    let [open, high, low, close] = prices;
    let names = [&mapping.open, &mapping.high, &mapping.low, &mapping.close];
    let mut add = |kind, column: &str, value: f64, reason: String| {
        problems.add(kind, || Problem {
            kind,
            place: rows.places.of(row),
            column: column.to_owned(),
            value: value.to_string(),
            reason,
        });
    };
    let mut positive = true;
    for (price, name) in prices.into_iter().zip(names) {
        if price <= 0.0 {
            positive = false;
            add(ProblemKind::PriceNotPositive, name, price, "a price is above 0".to_owned());
        }
    }
    if !positive || prices.iter().any(|price| price.is_nan()) {
        return;
    }
    if high < low {
        add(
            ProblemKind::HighBelowLow,
            names[1],
            high,
            format!("the high is not below the low, here `{low}`"),
        );
        return;
    }
    for (price, name) in [(open, names[0]), (close, names[3])] {
        if price > high {
            let reason = format!("it is not above the high, here `{high}`");
            add(ProblemKind::OutsideRange, name, price, reason);
        } else if price < low {
            let reason = format!("it is not below the low, here `{low}`");
            add(ProblemKind::OutsideRange, name, price, reason);
        }
    }
}

fn check_order(rows: &Rows, mapping: &Mapping, problems: &mut Problems) {
    let pairs =
        || (1..).zip(rows.time.windows(2)).filter_map(|(row, pair)| Some((row, pair.first()?, pair.last()?)));
    let older = pairs().filter(|(_, before, time)| time < before).count();
    let column = || mapping.time.join(" ");
    let shown = |nanos: i64| Timestamp::from_unix_nanos(nanos).to_string();
    if older > 0 && is_newest_first(rows) {
        let (first, last) = (rows.time.first().copied(), rows.time.last().copied());
        problems.add(ProblemKind::NewestFirst, || Problem {
            kind: ProblemKind::NewestFirst,
            place: rows.places.of(0),
            column: column(),
            value: shown(first.unwrap_or_default()),
            reason: format!(
                "the rows run from newest to oldest, to {}; write the oldest first",
                shown(last.unwrap_or_default())
            ),
        });
    }
    let newest_first = problems.counts.contains_key(&ProblemKind::NewestFirst);
    for (row, &before, &time) in pairs() {
        if time > before || (newest_first && time < before) {
            continue;
        }
        let (kind, reason) = if time == before {
            (ProblemKind::DuplicateTime, format!("{} has the same time", rows.places.of(row - 1)))
        } else {
            let reason = format!("it is before {} of {}", shown(before), rows.places.of(row - 1));
            (ProblemKind::OutOfOrder, format!("{reason}; write the oldest first"))
        };
        problems.add(kind, || Problem {
            kind,
            place: rows.places.of(row),
            column: column(),
            value: shown(time),
            reason,
        });
    }
}

/// Whether no row is newer than the one before it, in a file of at least three rows.
pub(crate) fn is_newest_first(rows: &Rows) -> bool {
    rows.len() > 2
        && rows.time.is_sorted_by(|before, time| time <= before)
        && rows.time.first() > rows.time.last()
}

fn check_volume(rows: &Rows, volume: &[f64], mapping: &Mapping, problems: &mut Problems) {
    let column = mapping.volume.as_deref().unwrap_or("volume");
    for (row, &value) in volume.iter().enumerate() {
        let (kind, value, reason) = if value.is_nan() {
            (ProblemKind::MissingVolume, String::new(), "other rows have a volume; write it, or 0")
        } else if value < 0.0 {
            (ProblemKind::VolumeNegative, value.to_string(), "a volume is 0 or above")
        } else {
            continue;
        };
        problems.add(kind, || Problem {
            kind,
            place: rows.places.of(row),
            column: column.to_owned(),
            value,
            reason: reason.to_owned(),
        });
    }
}
