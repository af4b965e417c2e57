//! Price bars (candles) and columnar series of them.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ContentHash, ContentHasher, Timestamp};

/// One price bar: the trading of one interval. Read from a document it is held to the invariants of [`Bars`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "UncheckedBar", deny_unknown_fields)]
#[schemars(!try_from)]
pub struct Bar {
    /// When the interval begins.
    pub time: Timestamp,
    /// First traded price.
    pub open: f64,
    /// Highest traded price.
    pub high: f64,
    /// Lowest traded price.
    pub low: f64,
    /// Last traded price.
    pub close: f64,
    /// Units traded; `None` where the source has no volume.
    #[serde(default)]
    pub volume: Option<f64>,
}

/// A [`Bar`] as a document has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UncheckedBar {
    time: Timestamp,
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    #[serde(default)]
    volume: Option<f64>,
}

impl TryFrom<UncheckedBar> for Bar {
    type Error = BarsError;

    fn try_from(bar: UncheckedBar) -> Result<Self, BarsError> {
        let UncheckedBar { time, open, high, low, close, volume } = bar;
        let bars = Bars::new(BarColumns {
            time: vec![time],
            open: vec![open],
            high: vec![high],
            low: vec![low],
            close: vec![close],
            volume: volume.map(|volume| vec![volume]),
        });
        bars.map(|_| Self { time, open, high, low, close, volume })
    }
}

/// The columns of [`Bars`] before they are checked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BarColumns {
    /// When each interval begins.
    pub time: Vec<Timestamp>,
    /// First traded prices.
    pub open: Vec<f64>,
    /// Highest traded prices.
    pub high: Vec<f64>,
    /// Lowest traded prices.
    pub low: Vec<f64>,
    /// Last traded prices.
    pub close: Vec<f64>,
    /// Units traded; `None` where the source has no volume column.
    #[serde(default)]
    pub volume: Option<Vec<f64>>,
}

/// A series of bars, column by column.
///
/// Invariants, checked once on construction: at least one bar; columns of equal length; times strictly
/// increasing; prices finite and above zero; `low <= open, close <= high`; volumes finite and not negative.
///
/// As a document, an object of its columns. (Files of bars are `assay-data`'s work; this is for small ones.)
///
/// ```
/// use assay_types::Bars;
///
/// let bars: Bars = serde_json::from_str(
///     r#"{"time": ["2024-03-01", "2024-03-04"], "open": [10.0, 11.0], "high": [12.0, 11.5],
///         "low": [9.5, 10.0], "close": [11.0, 10.5]}"#,
/// )?;
/// assert_eq!(bars.close(), [11.0, 10.5]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "BarColumns", into = "BarColumns")]
#[schemars(with = "BarColumns")]
pub struct Bars {
    columns: BarColumns,
}

impl TryFrom<BarColumns> for Bars {
    type Error = BarsError;

    fn try_from(columns: BarColumns) -> Result<Self, BarsError> {
        Self::new(columns)
    }
}

impl From<Bars> for BarColumns {
    fn from(bars: Bars) -> Self {
        bars.columns
    }
}

/// Why columns are not a series of bars. `index` counts bars from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BarsError {
    /// There is no bar at all.
    #[error("there are no bars")]
    Empty,
    /// A column is longer or shorter than the times.
    #[error("column `{column}` has {actual} values, the times are {expected}")]
    Length {
        /// The column.
        column: &'static str,
        /// Its length.
        actual: usize,
        /// The number of times.
        expected: usize,
    },
    /// A time is not after the one before.
    #[error("bar {index} at {time} is not after the bar before it")]
    Order {
        /// Which bar.
        index: usize,
        /// Its time.
        time: Timestamp,
    },
    /// A price is zero, negative, infinite or not a number.
    #[error("bar {index} has {column} `{value}`; a price is a finite number above 0")]
    Price {
        /// Which bar.
        index: usize,
        /// The column.
        column: &'static str,
        /// The value found.
        value: f64,
    },
    /// Open, high, low and close contradict each other.
    #[error("bar {index} has {column} `{value}` outside low `{low}` .. high `{high}`")]
    Range {
        /// Which bar.
        index: usize,
        /// The column outside the range.
        column: &'static str,
        /// Its value.
        value: f64,
        /// The bar's low.
        low: f64,
        /// The bar's high.
        high: f64,
    },
    /// A volume is negative, infinite or not a number.
    #[error("bar {index} has volume `{value}`; a volume is a finite number, 0 or above")]
    Volume {
        /// Which bar.
        index: usize,
        /// The value found.
        value: f64,
    },
}

impl Bars {
    /// Checks the columns.
    ///
    /// # Errors
    /// The first violated invariant, with its bar.
    pub fn new(columns: BarColumns) -> Result<Self, BarsError> {
        let len = columns.time.len();
        if len == 0 {
            return Err(BarsError::Empty);
        }
        let prices = [
            ("open", &columns.open),
            ("high", &columns.high),
            ("low", &columns.low),
            ("close", &columns.close),
        ];
        for (column, values) in prices.into_iter().chain(columns.volume.as_ref().map(|v| ("volume", v))) {
            if values.len() != len {
                return Err(BarsError::Length { column, actual: values.len(), expected: len });
            }
        }
        for (index, pair) in (1..).zip(columns.time.windows(2)) {
            if let [before, time] = *pair
                && time <= before
            {
                return Err(BarsError::Order { index, time });
            }
        }
        for (column, values) in prices {
            if let Some((index, &value)) =
                values.iter().enumerate().find(|(_, value)| !(value.is_finite() && **value > 0.0))
            {
                return Err(BarsError::Price { index, column, value });
            }
        }
        let ranges = columns.high.iter().zip(&columns.low).enumerate();
        for ((index, (&high, &low)), (&open, &close)) in ranges.zip(columns.open.iter().zip(&columns.close)) {
            for (column, value) in [("high", high), ("open", open), ("close", close)] {
                if !(low..=high).contains(&value) {
                    return Err(BarsError::Range { index, column, value, low, high });
                }
            }
        }
        if let Some((index, &value)) = columns
            .volume
            .iter()
            .flatten()
            .enumerate()
            .find(|(_, value)| !(value.is_finite() && **value >= 0.0))
        {
            return Err(BarsError::Volume { index, value });
        }
        Ok(Self { columns })
    }

    /// How many bars there are; at least 1.
    pub fn len(&self) -> usize {
        self.columns.time.len()
    }

    /// Always `false`: an empty series cannot be made.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// When each interval begins, strictly increasing.
    pub fn time(&self) -> &[Timestamp] {
        &self.columns.time
    }

    /// First traded prices.
    pub fn open(&self) -> &[f64] {
        &self.columns.open
    }

    /// Highest traded prices.
    pub fn high(&self) -> &[f64] {
        &self.columns.high
    }

    /// Lowest traded prices.
    pub fn low(&self) -> &[f64] {
        &self.columns.low
    }

    /// Last traded prices.
    pub fn close(&self) -> &[f64] {
        &self.columns.close
    }

    /// Units traded; `None` where the source has no volume column.
    pub fn volume(&self) -> Option<&[f64]> {
        self.columns.volume.as_deref()
    }

    /// The bars of a range.
    ///
    /// # Panics
    /// If the range is empty or reaches beyond the bars.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "what lies beyond the bars panics, as it is documented")]
    pub fn slice(&self, range: Range<usize>) -> Self {
        assert!(!range.is_empty(), "a part of bars has bars");
        let part = |column: &[f64]| column[range.clone()].to_vec();
        Self {
            columns: BarColumns {
                time: self.columns.time[range.clone()].to_vec(),
                open: part(&self.columns.open),
                high: part(&self.columns.high),
                low: part(&self.columns.low),
                close: part(&self.columns.close),
                volume: self.columns.volume.as_deref().map(part),
            },
        }
    }

    /// The bar at `index`, or `None` past the end.
    pub fn get(&self, index: usize) -> Option<Bar> {
        Some(Bar {
            time: *self.columns.time.get(index)?,
            open: *self.columns.open.get(index)?,
            high: *self.columns.high.get(index)?,
            low: *self.columns.low.get(index)?,
            close: *self.columns.close.get(index)?,
            volume: self.columns.volume.as_ref().and_then(|volume| volume.get(index).copied()),
        })
    }

    /// The hash of the values: equal for equal series, wherever they came from and however they were stored.
    ///
    /// SHA-256 of the bytes `bars1` and the fields (see [`ContentHasher::update_field`]) time, open, high,
    /// low, close and, if there is one, volume; each column little-endian, times as nanoseconds. A volume of
    /// minus zero counts as zero, which it equals.
    pub fn content_hash(&self) -> ContentHash {
        let BarColumns { time, open, high, low, close, volume } = &self.columns;
        let mut hasher = ContentHasher::new();
        hasher.update(b"bars1");
        hash_column(&mut hasher, time, |time| time.unix_nanos().to_le_bytes());
        for column in [open, high, low, close].into_iter().chain(volume) {
            hash_column(&mut hasher, column, |value| (value + 0.0).to_le_bytes());
        }
        hasher.finish()
    }

    /// The columns, for a caller that wants to change them and check them again.
    pub fn into_columns(self) -> BarColumns {
        self.columns
    }
}

/// Appends a column as one field, in pieces, so that hashing needs no copy of it.
fn hash_column<T>(hasher: &mut ContentHasher, column: &[T], bytes_of: impl Fn(&T) -> [u8; 8]) {
    let mut piece = Vec::with_capacity(8 * PIECE_VALUES);
    hasher.begin_field(column.len().saturating_mul(8));
    for values in column.chunks(PIECE_VALUES) {
        piece.clear();
        piece.extend(values.iter().flat_map(&bytes_of));
        hasher.update(&piece);
    }
}

/// How many values are hashed at once: 8 KiB, which stays in the fastest cache.
const PIECE_VALUES: usize = 1024;
