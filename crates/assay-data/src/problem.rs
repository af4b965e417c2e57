//! What is wrong with a file of bars, as data.

use std::collections::BTreeMap;
use std::fmt;

use assay_types::Excerpt;
use serde::{Serialize, Serializer};

/// How many problems are kept with their place; all are counted.
pub const PROBLEMS_SHOWN_MAX: usize = 20;

/// What can be wrong with a row, a column or the series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// A row has more or fewer cells than the header.
    ColumnCount,
    /// A time cannot be read.
    UnreadableTime,
    /// A price or volume is not a number.
    UnreadableNumber,
    /// A price is empty.
    MissingPrice,
    /// A volume is empty while others are not.
    MissingVolume,
    /// A price is zero or negative.
    PriceNotPositive,
    /// A volume is negative.
    VolumeNegative,
    /// The high is below the low.
    HighBelowLow,
    /// Open or close lies outside low to high.
    OutsideRange,
    /// Two rows have the same time.
    DuplicateTime,
    /// A row is older than the one before it.
    OutOfOrder,
    /// The whole file runs from newest to oldest.
    NewestFirst,
    /// The rows belong to more than one instrument.
    SeveralSymbols,
}

impl ProblemKind {
    /// The kind in words, as in "3 × high below low".
    pub const fn words(self) -> &'static str {
        match self {
            Self::ColumnCount => "wrong number of columns",
            Self::UnreadableTime => "unreadable time",
            Self::UnreadableNumber => "not a number",
            Self::MissingPrice => "missing price",
            Self::MissingVolume => "missing volume",
            Self::PriceNotPositive => "zero or negative price",
            Self::VolumeNegative => "negative volume",
            Self::HighBelowLow => "high below low",
            Self::OutsideRange => "open or close outside low to high",
            Self::DuplicateTime => "duplicate time",
            Self::OutOfOrder => "out of order",
            Self::NewestFirst => "newest first",
            Self::SeveralSymbols => "several symbols",
        }
    }
}

/// Where in a file something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A line of a text file, from 1; the header counts.
    Line(u64),
    /// A row of a table, from 1.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(formatter, "line {line}"),
            Self::Row(row) => write!(formatter, "row {row}"),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What sort of thing.
    pub kind: ProblemKind,
    /// Where.
    pub place: Place,
    /// The column by the name the file gives it, or by its number where it has no name.
    pub column: String,
    /// The value found, cut to a safe excerpt.
    pub value: String,
    /// What is wrong with it, and what would be right.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, column, value, reason, .. } = self;
        if value.is_empty() {
            return write!(formatter, "{place}, column `{column}`, empty: {reason}");
        }
        write!(formatter, "{place}, column `{column}`, `{value}`: {reason}")
    }
}

/// All that is wrong with a file: every problem counted by its kind, the first of them kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// How many of each kind.
    pub counts: BTreeMap<ProblemKind, u64>,
    /// The first of each kind, at most [`PROBLEMS_SHOWN_MAX`] per kind, in the order of their kinds.
    pub first: BTreeMap<ProblemKind, Vec<Problem>>,
    /// How many of each kind are kept where that is not [`PROBLEMS_SHOWN_MAX`]: repairs list every row.
    #[serde(skip)]
    kept_max: Option<usize>,
}

impl Problems {
    /// No problems yet; of each kind the first `kept_max` will be kept.
    pub(crate) fn keeping(kept_max: Option<usize>) -> Self {
        Self { kept_max, ..Self::default() }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many problems there are.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Counts a problem; `problem` is asked for its text only where it will be kept.
    #[cold]
    pub(crate) fn add(&mut self, kind: ProblemKind, problem: impl FnOnce() -> Problem) {
        *self.counts.entry(kind).or_default() += 1;
        let kept = self.first.entry(kind).or_default();
        if kept.len() < self.kept_max.unwrap_or(PROBLEMS_SHOWN_MAX) {
            kept.push(problem());
        }
    }

    /// The problems to show: the first of every kind, at most [`PROBLEMS_SHOWN_MAX`] in all, by place.
    pub fn shown(&self) -> Vec<&Problem> {
        let each_max = PROBLEMS_SHOWN_MAX / self.first.len().max(1);
        let mut shown: Vec<&Problem> =
            self.first.values().flat_map(|problems| problems.iter().take(each_max.max(1))).collect();
        shown.sort_by_key(|problem| (problem.place, problem.kind));
        shown
    }
}

impl fmt::Display for Problems {
    /// Counts by kind on the first line, then one line for each problem shown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.total();
        write!(formatter, "{total} problem{}: ", if total == 1 { "" } else { "s" })?;
        for (index, (kind, count)) in self.counts.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(formatter, "{separator}{count} × {}", kind.words())?;
        }
        let shown = self.shown();
        for problem in &shown {
            write!(formatter, "\n  {problem}")?;
        }
        let rest = total - u64::try_from(shown.len()).unwrap_or(u64::MAX).min(total);
        if rest > 0 {
            write!(formatter, "\n  and {rest} more")?;
        }
        Ok(())
    }
}

/// Foreign bytes as text that is safe to print.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    const COLUMNS_MAX: usize = 40;
    // A character takes at most 4 bytes, so the rest could not be shown.
    let head = bytes.get(..bytes.len().min(COLUMNS_MAX * 4 + 4)).unwrap_or_default();
    Excerpt::with_columns(&String::from_utf8_lossy(head), COLUMNS_MAX).to_string()
}
