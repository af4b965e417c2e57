//! The indicator pass: what `init` makes of the bars.

use std::collections::BTreeMap;

use assay_cell::board;
use assay_sandbox::Memory;
use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Gone};
use crate::program::{Cause, Failure};

/// Columns of series that a pass may return.
pub(crate) const COLUMNS_MAX: usize = 256;

/// An indicator, as the cell describes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Described {
    /// The how-manieth `self.I(...)` made it; none for what was derived from one.
    pub(crate) position: Option<usize>,
    /// Attributes of the strategy that hold it.
    pub(crate) attributes: Vec<String>,
    /// Its name, or one for each of its rows.
    pub(crate) name: Names,
    /// Whether it is left out of the warm-up.
    pub(crate) scatter: bool,
    /// 0 for one dimension, else how many rows.
    pub(crate) rows: usize,
    /// Its first column.
    pub(crate) column: usize,
    /// NumPy's name of the type of its values.
    pub(crate) dtype: String,
}

/// Where the decision pass finds an indicator. It makes names by itself: those that were made with all bars in sight could
/// tell of them.
#[derive(Debug, Serialize)]
pub(crate) struct Placed<'s> {
    position: Option<usize>,
    attributes: &'s [String],
    rows: usize,
    /// Its first column on the tape.
    column: usize,
    dtype: &'s str,
}

/// One name or several.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Names {
    One(String),
    Several(Vec<String>),
}

/// A series that `init` left in an attribute or a variable.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Kept {
    path: String,
    column: usize,
    dtype: String,
}

/// What the cell says at the end of the pass.
#[derive(Debug, Deserialize)]
struct Told {
    class: String,
    series: Vec<Described>,
    columns: usize,
    kept: Vec<Kept>,
    /// Path, then a digest and a short text.
    values: BTreeMap<String, (String, String)>,
}

impl Told {
    /// The kind of each column; none if the description contradicts itself. Columns follow one another: none is told
    /// twice, so that what a description asks for is bounded by [`COLUMNS_MAX`].
    fn kinds(&self) -> Option<Vec<Kind>> {
        let series = self.series.iter().map(|series| (series.column, series.rows.max(1), &series.dtype));
        let kept = self.kept.iter().map(|kept| (kept.column, 1, &kept.dtype));
        let mut kinds = Vec::new();
        for (column, rows, dtype) in series.chain(kept) {
            if column != kinds.len() || rows > COLUMNS_MAX - kinds.len() {
                return None;
            }
            kinds.resize(column + rows, Kind::of(dtype)?);
        }
        (kinds.len() == self.columns).then_some(kinds)
    }
}

/// The result of an indicator pass over some bars.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    pub(crate) class: String,
    pub(crate) bars: usize,
    pub(crate) described: Vec<Described>,
    kept: Vec<Kept>,
    pub(crate) values: BTreeMap<String, (String, String)>,
    /// The eight bytes of each value, column after column; those of indicators come first.
    columns: Vec<Vec<u64>>,
}

impl Series {
    /// Hears what the pass has to say, and takes its series from the board. The cell still waits for an answer.
    pub(crate) fn listen(
        conversation: &mut Conversation<'_>,
        memory: &Memory,
        stride: usize,
        bars: usize,
    ) -> Result<Result<Self, Box<Failure>>, Gone> {
        let command = conversation.listen()?;
        let broken = |message: String| Ok(Err(Box::new(Failure::outside("init", Cause::Protocol, message))));
        if command == board::FAILED {
            return match conversation.message::<Failure>() {
                Ok(failure) => Ok(Err(Box::new(failure))),
                Err(error) => broken(format!("the cell's last words are not understood: {error}")),
            };
        }
        if command != board::READY {
            return broken(format!("the cell gave the command {command} before `init` was done"));
        }
        let told = match conversation.message::<Told>() {
            Ok(told) => told,
            Err(error) => {
                return broken(format!("the description of the indicators is not understood: {error}"));
            }
        };
        let Some(kinds) = told.kinds() else {
            return broken("the description of the indicators contradicts itself".to_owned());
        };
        let mut columns = Vec::with_capacity(told.columns);
        let mut bytes = vec![0; bars * 8];
        for (column, kind) in kinds.into_iter().enumerate() {
            let offset = board::SERIES + column * stride * 8;
            if memory.read_at(&mut bytes, offset as u64).is_err() {
                return broken("the series of the indicators cannot be read".to_owned());
            }
            let (values, _) = bytes.as_chunks();
            columns.push(values.iter().map(|value| kind.canonical(u64::from_ne_bytes(*value))).collect());
        }
        let Told { class, series, kept, values, columns: _ } = told;
        Ok(Ok(Self { class, bars, described: series, kept, values, columns }))
    }

    /// The columns that the decision pass sees, in the order in which they lie on the tape after those of the market.
    pub(crate) fn tape_columns(&self) -> impl Iterator<Item = &[u64]> {
        let rows =
            self.described.iter().flat_map(|series| (0..series.rows.max(1)).map(|row| series.column + row));
        rows.map(|column| self.columns[column].as_slice())
    }

    /// How the decision pass finds them, if those of the market are `market_columns`.
    pub(crate) fn on_tape(&self, market_columns: usize) -> Vec<Placed<'_>> {
        let mut column = market_columns;
        let placed = self.described.iter().map(|series| {
            let Described { position, attributes, rows, dtype, .. } = series;
            let placed = Placed { position: *position, attributes, rows: *rows, column, dtype };
            column += series.rows.max(1);
            placed
        });
        placed.collect()
    }

    /// Bars before the first one on which every indicator has a value: as in backtesting.py, those count that an
    /// attribute of the strategy holds, and one without any value does not.
    pub(crate) fn warmup(&self) -> usize {
        let counted = self.described.iter().filter(|series| !series.attributes.is_empty() && !series.scatter);
        let rows = counted.flat_map(|series| {
            let kind = Kind::of(&series.dtype);
            (0..series.rows.max(1)).map(move |row| (kind, &self.columns[series.column + row]))
        });
        rows.map(|(kind, column)| first_value(kind, column)).max().unwrap_or(0)
    }

    /// Every row of every indicator and every series that was kept, by a name for people.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let indicators = self.described.iter().flat_map(|series| {
            (0..series.rows.max(1)).map(|row| Row {
                name: series.row_name(row),
                attribute: series.attributes.first().map(String::as_str),
                indicator: true,
                kind: Kind::of(&series.dtype),
                values: &self.columns[series.column + row],
            })
        });
        let kept = self.kept.iter().map(|kept| Row {
            name: kept.path.clone(),
            attribute: attribute_of(&kept.path),
            indicator: false,
            kind: Kind::of(&kept.dtype),
            values: &self.columns[kept.column],
        });
        indicators.chain(kept)
    }
}

/// The attribute of the strategy that a path begins with.
pub(crate) fn attribute_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("self.")?;
    Some(&rest[..rest.find(['.', '[']).unwrap_or(rest.len())])
}

impl Described {
    fn row_name(&self, row: usize) -> String {
        let attribute = self.attributes.first();
        let own = match &self.name {
            Names::One(name) => Some(name),
            Names::Several(names) => names.get(row).or_else(|| names.first()),
        };
        let own = own.filter(|name| !name.is_empty());
        let mut name = match (attribute, own) {
            (Some(attribute), Some(own)) => format!("self.{attribute} = {own}"),
            (Some(attribute), None) => format!("self.{attribute}"),
            (None, Some(own)) => own.clone(),
            (None, None) => "an indicator".to_owned(),
        };
        if self.rows > 1 && !matches!(self.name, Names::Several(_)) {
            name = format!("{name} [{row}]");
        }
        name
    }
}

/// One row of one series.
#[derive(Debug)]
pub(crate) struct Row<'s> {
    pub(crate) name: String,
    pub(crate) attribute: Option<&'s str>,
    pub(crate) indicator: bool,
    kind: Option<Kind>,
    values: &'s [u64],
}

/// How the eight bytes of a value are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Double,
    Single,
    Half,
    Signed(u32),
    Unsigned(u32),
}

impl Kind {
    fn of(dtype: &str) -> Option<Self> {
        let little = dtype.strip_prefix(['<', '|', '='])?;
        let (kind, size) = little.split_at_checked(1)?;
        let bytes: u32 = size.split('[').next()?.parse().ok()?;
        Some(match (kind, bytes) {
            ("f", 8) => Self::Double,
            ("f", 4) => Self::Single,
            ("f", 2) => Self::Half,
            ("i" | "m" | "M", 1 | 2 | 4 | 8) => Self::Signed(bytes),
            ("u" | "b", 1 | 2 | 4 | 8) => Self::Unsigned(bytes),
            _ => return None,
        })
    }

    /// The bits of a value with nothing in them but the value: what lies beyond its width, or in the fraction of a value
    /// that is none, could tell of later bars.
    fn canonical(self, bits: u64) -> u64 {
        let bytes = match self {
            Self::Double => 8,
            Self::Single => 4,
            Self::Half => 2,
            Self::Signed(bytes) | Self::Unsigned(bytes) => bytes,
        };
        let bits = bits & (u64::MAX >> (64 - 8 * bytes));
        match self {
            Self::Double if f64::from_bits(bits).is_nan() => f64::NAN.to_bits(),
            Self::Single if self.value(bits).is_nan() => u64::from(f32::NAN.to_bits()),
            Self::Half if self.value(bits).is_nan() => 0x7e00,
            _ => bits,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "integers are shown as floats")]
    fn value(self, bits: u64) -> f64 {
        match self {
            Self::Double => f64::from_bits(bits),
            Self::Single => f64::from(f32::from_bits((bits & 0xffff_ffff) as u32)),
            Self::Half => half(bits),
            Self::Signed(bytes) => {
                let shift = 64 - 8 * bytes;
                (((bits << shift).cast_signed()) >> shift) as f64
            }
            Self::Unsigned(bytes) => {
                let shift = 64 - 8 * bytes;
                ((bits << shift) >> shift) as f64
            }
        }
    }
}

/// IEEE 754 binary16.
#[expect(clippy::cast_precision_loss, reason = "ten bits")]
fn half(bits: u64) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = (bits >> 10) & 0x1f;
    let fraction = (bits & 0x3ff) as f64 / 1024.0;
    sign * match exponent {
        0 => fraction * 2_f64.powi(-14),
        0x1f => return if fraction > 0.0 { f64::NAN } else { sign * f64::INFINITY },
        exponent => (1.0 + fraction) * 2_f64.powi(i32::try_from(exponent).unwrap_or(0) - 15),
    }
}

impl Row<'_> {
    /// Whether another row has the very same value on a bar.
    pub(crate) fn agrees(&self, other: &Self, bar: usize) -> bool {
        self.kind == other.kind && self.values[bar] == other.values[bar]
    }

    pub(crate) fn value(&self, bar: usize) -> f64 {
        let bits = self.values[bar];
        self.kind.map_or(f64::NAN, |kind| kind.value(bits))
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The first bar with a value.
    pub(crate) fn first_value(&self) -> usize {
        first_value(self.kind, self.values)
    }
}

fn first_value(kind: Option<Kind>, column: &[u64]) -> usize {
    match kind {
        Some(kind @ (Kind::Double | Kind::Single | Kind::Half)) => {
            column.iter().position(|bits| !kind.value(*bits).is_nan()).unwrap_or(0)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
