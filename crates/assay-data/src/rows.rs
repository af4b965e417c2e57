//! Rows read and not yet judged.

use crate::column::Column;
use crate::problem::Place;

/// Columns as a file has them: times in any order, `NaN` for a price that is missing or unreadable.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Nanoseconds since 1970, once the reader has decided what the column means.
    pub(crate) time: Vec<i64>,
    pub(crate) open: Vec<f64>,
    pub(crate) high: Vec<f64>,
    pub(crate) low: Vec<f64>,
    pub(crate) close: Vec<f64>,
    /// `NaN` for a missing volume, infinity for an unreadable one.
    pub(crate) volume: Option<Vec<f64>>,
    /// The columns beside those of bars.
    pub(crate) columns: Vec<Column>,
    pub(crate) places: Places,
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        self.time.len()
    }

    pub(crate) fn reserve(&mut self, rows: usize) {
        self.time.reserve(rows);
        for column in [&mut self.open, &mut self.high, &mut self.low, &mut self.close] {
            column.reserve(rows);
        }
        if let Some(volume) = &mut self.volume {
            volume.reserve(rows);
        }
    }

    /// The prices of one row: open, high, low, close.
    pub(crate) fn prices(&self, row: usize) -> [f64; 4] {
        [&self.open, &self.high, &self.low, &self.close]
            .map(|column| column.get(row).copied().unwrap_or(f64::NAN))
    }

    /// Keeps the rows at `order`, in that order.
    pub(crate) fn select(&mut self, order: &[usize]) {
        fn pick<T: Copy + Default>(column: &mut Vec<T>, order: &[usize]) {
            *column = order.iter().map(|&row| column.get(row).copied().unwrap_or_default()).collect();
        }
        let mut places = Places { of_lines: self.places.of_lines, ..Places::default() };
        for (row, &was) in order.iter().enumerate() {
            let (Place::Line(number) | Place::Row(number)) = self.places.of(was);
            places.push(row, number);
        }
        self.places = places;
        pick(&mut self.time, order);
        for column in [&mut self.open, &mut self.high, &mut self.low, &mut self.close] {
            pick(column, order);
        }
        if let Some(volume) = &mut self.volume {
            pick(volume, order);
        }
        for column in &mut self.columns {
            pick(&mut column.values, order);
        }
    }
}

/// Which line (or table row) each row came from.
///
/// Lines mostly follow each other, so only the rows after a jump are stored.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    jumps: Vec<(usize, u64)>,
    next: u64,
    of_lines: bool,
}

impl Default for Places {
    fn default() -> Self {
        Self { jumps: Vec::new(), next: 0, of_lines: true }
    }
}

impl Places {
    /// Places of a table: rows from 1, none skipped.
    pub(crate) fn of_table() -> Self {
        Self { jumps: vec![(0, 1)], next: 1, of_lines: false }
    }

    /// Notes that row `row` came from `line`; rows come in order.
    #[inline]
    pub(crate) fn push(&mut self, row: usize, line: u64) {
        if line != self.next {
            self.jumps.push((row, line));
        }
        self.next = line + 1;
    }

    pub(crate) fn of(&self, row: usize) -> Place {
        let after = self.jumps.partition_point(|&(first, _)| first <= row);
        let (first, line) =
            after.checked_sub(1).and_then(|index| self.jumps.get(index)).copied().unwrap_or((0, 1));
        let number = line + u64::try_from(row - first).unwrap_or(u64::MAX);
        if self.of_lines { Place::Line(number) } else { Place::Row(number) }
    }
}
