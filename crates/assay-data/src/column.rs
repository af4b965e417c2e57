//! Columns of numbers beside those of bars.

use crate::header::{ColumnMap, HeaderError, Mapping, Names};
use crate::load::{LimitError, LoadOptions};
use crate::number::Cell;
use crate::problem::excerpt;

/// How many values columns beside those of bars may hold for each row that [`LoadOptions::rows_max`] allows.
const VALUES_PER_ROW: usize = 4;

/// The most columns that a note tells the fate of.
const TOLD_MAX: usize = 20;

/// A column of numbers beside those of bars, with one value for each bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The name in the file, in its own case: 1 to 64 letters, digits and printable ASCII characters. Others
    /// are taken for blanks; blanks are single and inside. No two columns of a file have the same.
    pub name: String,
    /// The values; `NaN` where the file has none.
    pub values: Vec<f64>,
}

/// The columns beside those of bars while they are read: each may turn out to hold something else.
#[derive(Default)]
pub(crate) struct Candidates {
    candidates: Vec<Candidate>,
    values_max: usize,
}

/// A column that holds numbers as far as it was read.
pub(crate) struct Candidate {
    /// Where it is in the file, from 0.
    pub(crate) index: usize,
    column: Column,
    /// What it holds that is no number, in words.
    other: Option<String>,
}

impl Candidates {
    /// The columns that may be read: none unless they are asked for, none without a name.
    pub(crate) fn new(names: &Names, map: &ColumnMap, options: &LoadOptions) -> Self {
        if !options.extra_columns {
            return Self::default();
        }
        let unused = (0..names.len()).filter(|&index| !map.uses(index) && map.symbol != Some(index));
        let candidates = unused
            .filter_map(|index| {
                let column = Column { name: names.cleaned(index)?, values: Vec::new() };
                Some(Candidate { index, column, other: None })
            })
            .collect();
        Self { candidates, values_max: options.rows_max.saturating_mul(VALUES_PER_ROW) }
    }

    pub(crate) fn len(&self) -> usize {
        self.candidates.len()
    }

    pub(crate) fn get_mut(&mut self, position: usize) -> Option<&mut Candidate> {
        self.candidates.get_mut(position)
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Candidate> {
        self.candidates.iter_mut()
    }

    pub(crate) fn reserve(&mut self, rows: usize) {
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.is_open()) {
            candidate.column.values.reserve(rows);
        }
    }

    /// Refuses more values than the options allow.
    pub(crate) fn check(&self) -> Result<(), LimitError> {
        let values: usize = self.candidates.iter().map(|candidate| candidate.column.values.len()).sum();
        if values > self.values_max {
            return Err(LimitError::Values { values_max: self.values_max });
        }
        Ok(())
    }

    /// The columns that hold numbers, with the mapping that names the rest; what is wrong with the rest goes
    /// into `notes`.
    pub(crate) fn finish(
        self,
        names: &Names,
        map: &ColumnMap,
        notes: &mut Vec<String>,
    ) -> Result<(Vec<Column>, Mapping), HeaderError> {
        let mut read = Vec::new();
        let mut columns: Vec<Column> = Vec::new();
        let mut told = Vec::new();
        for Candidate { index, column, other } in self.candidates {
            let name = || excerpt(column.name.as_bytes());
            if let Some(other) = other {
                told.push(format!("`{}` ({other})", name()));
            } else if column.values.iter().all(|value| value.is_nan()) {
                told.push(format!("`{}` (empty)", name()));
            } else if let Some(first) = columns.iter().position(|other| other.name == column.name) {
                let first = read.get(first).map_or(0, |index| index + 1);
                return Err(HeaderError::Twice { name: name(), first, second: index + 1 });
            } else {
                read.push(index);
                columns.push(column);
            }
        }
        if !told.is_empty() {
            let rest = told.len().saturating_sub(TOLD_MAX);
            told.truncate(TOLD_MAX);
            let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
            notes.push(format!("columns that hold no numbers: {}{more}", told.join(", ")));
        }
        Ok((columns, names.mapping(map, &read)))
    }
}

impl Candidate {
    /// Whether all it held so far were numbers.
    pub(crate) fn is_open(&self) -> bool {
        self.other.is_none()
    }

    /// Adds what the next row holds; `other` tells in words what a cell holds that is no number.
    #[inline]
    pub(crate) fn push(&mut self, cell: Cell, other: impl FnOnce() -> String) {
        match cell {
            Cell::Number(value) => self.column.values.push(value),
            Cell::Missing => self.column.values.push(f64::NAN),
            Cell::Wrong(_) => self.close(other()),
        }
    }

    /// Gives the column up: it holds something else than numbers.
    #[cold]
    pub(crate) fn close(&mut self, other: String) {
        self.other = Some(other);
        self.column.values = Vec::new();
    }

    /// How many values it holds so far.
    pub(crate) fn rows(&self) -> usize {
        self.column.values.len()
    }
}
