//! Reads rows of bars from delimited text.

use std::cell::RefCell;
use std::io::Read;

use crate::column::Candidates;
use crate::header::{Mapping, TimeColumns};
use crate::layout::{self, Layout, LayoutError};
use crate::load::{LimitError, LoadOptions, Progress, ReadError};
use crate::moment::{self, MomentColumn};
use crate::number::{self, Cell};
use crate::problem::{Place, Problem, ProblemKind, Problems, excerpt};
use crate::records::{Record, Records};
use crate::rows::Rows;
use crate::source::Tally;

/// How many rows pass between two reports of progress.
const PROGRESS_ROWS: usize = 1 << 17;

/// What a text file holds.
pub(crate) struct Delimited {
    pub(crate) rows: Rows,
    pub(crate) problems: Problems,
    pub(crate) layout: Layout,
    pub(crate) mapping: Mapping,
    pub(crate) times: moment::Decided,
}

/// Reads all rows of a file of `size` bytes, packed or plain. Rows whose time cannot be read are counted as
/// problems and left out.
pub(crate) fn read<R: Read>(
    input: &mut R,
    size: u64,
    packed: bool,
    tally: &RefCell<Tally>,
    options: &LoadOptions,
    kept_max: Option<usize>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Delimited, ReadError> {
    let mut records = Records::new(input, b',');
    let (beginning, is_all) = records.peek().map_err(LayoutError::from)?;
    let mark_len = if beginning.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let sample = beginning.get(mark_len..).unwrap_or_default();
    let mut layout = layout::detect(sample, is_all)?;
    // What is buffered of a packed file is no measure of its bytes.
    let ahead = if packed { 0 } else { sample.len() };
    records.skip(mark_len);
    records.set_delimiter(layout.delimiter);

    let mut reader = RowReader::new(&layout, options, kept_max);
    let mut reserved = false;
    while let Some(record) = records.next().map_err(LayoutError::from)? {
        if record.line < layout.first_line {
            continue;
        }
        reader.row(&record);
        let count = reader.rows.len();
        if count.is_multiple_of(PROGRESS_ROWS) && count > 0 {
            if count > options.rows_max {
                return Err(LimitError::Rows { rows_max: options.rows_max }.into());
            }
            reader.candidates.check()?;
            let bytes = tally.borrow().bytes;
            progress(Progress { bytes_read: bytes, bytes_total: size, rows: count });
            if !reserved {
                reserved = true;
                let to_come = rows_to_come(count, bytes, ahead, size, options.rows_max);
                reader.rows.reserve(to_come);
                reader.candidates.reserve(to_come);
            }
        }
    }
    if reader.rows.len() > options.rows_max {
        return Err(LimitError::Rows { rows_max: options.rows_max }.into());
    }
    reader.candidates.check()?;
    let (mut rows, candidates, problems, times) = reader.finish()?;
    let (columns, mapping) =
        candidates.finish(&layout.names, &layout.map, &mut layout.notes).map_err(LayoutError::from)?;
    rows.columns = columns;
    progress(Progress { bytes_read: tally.borrow().bytes, bytes_total: size, rows: rows.len() });
    Ok(Delimited { rows, problems, layout, mapping, times })
}

/// How many rows are likely still to come, by the bytes that those so far took.
fn rows_to_come(count: usize, bytes: u64, ahead: usize, size: u64, rows_max: usize) -> usize {
    let taken = usize::try_from(bytes).unwrap_or(usize::MAX).saturating_sub(ahead).max(1);
    let left = usize::try_from(size.saturating_sub(bytes)).unwrap_or(0).saturating_add(ahead);
    let likely =
        count.saturating_mul(left.div_ceil(taken).min(1 << 16)).min(count.saturating_mul(left) / taken);
    (likely + likely / 64).min(rows_max)
}

struct RowReader<'a> {
    layout: &'a Layout,
    rows: Rows,
    candidates: Candidates,
    problems: Problems,
    times: MomentColumn,
    /// `date time` of a row that has them apart.
    joined: Vec<u8>,
    symbol: Option<Vec<u8>>,
}

impl<'a> RowReader<'a> {
    fn new(layout: &'a Layout, options: &LoadOptions, kept_max: Option<usize>) -> Self {
        let volume = layout.map.volume.map(|_| Vec::new());
        Self {
            layout,
            rows: Rows { volume, ..Rows::default() },
            candidates: Candidates::new(&layout.names, &layout.map, options),
            problems: Problems::keeping(kept_max),
            times: MomentColumn::new(options.epoch_unit, options.date_order),
            joined: Vec::new(),
            symbol: None,
        }
    }

    #[inline]
    fn row(&mut self, record: &Record<'_>) {
        let map = self.layout.map;
        if record.len() != self.layout.width && !self.accept_width(record) {
            return;
        }
        let time = match map.time {
            TimeColumns::One(column) => moment::read(record.get(column).unwrap_or_default()),
            TimeColumns::Two { date, clock } => {
                self.join(record.get(date).unwrap_or_default(), record.get(clock).unwrap_or_default());
                moment::read(&self.joined)
            }
        };
        let raw = match time.and_then(|moment| self.times.push(moment)) {
            Ok(raw) => raw,
            Err(reason) => return self.unreadable_time(record, reason),
        };
        self.rows.places.push(self.rows.time.len(), record.line);
        self.rows.time.push(raw);
        let comma = self.layout.decimal_comma;
        for (target, column) in [
            (&mut self.rows.open, map.open),
            (&mut self.rows.high, map.high),
            (&mut self.rows.low, map.low),
            (&mut self.rows.close, map.close),
        ] {
            let cell = record.get(column).unwrap_or_default();
            target.push(match number::parse(cell, comma) {
                Cell::Number(value) => value,
                other => wrong_number(&mut self.problems, self.layout, record, column, other),
            });
        }
        if let (Some(target), Some(column)) = (&mut self.rows.volume, map.volume) {
            target.push(match number::parse(record.get(column).unwrap_or_default(), comma) {
                Cell::Number(value) => value,
                // Whether a missing volume is a problem depends on whether all are missing.
                Cell::Missing => f64::NAN,
                other @ Cell::Wrong(_) => {
                    wrong_number(&mut self.problems, self.layout, record, column, other);
                    f64::INFINITY
                }
            });
        }
        if let Some(column) = map.symbol {
            self.check_symbol(record, column);
        }
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.is_open()) {
            let cell = record.get(candidate.index).unwrap_or_default();
            candidate
                .push(number::parse(cell, comma), || format!("`{}` on line {}", excerpt(cell), record.line));
        }
    }

    fn join(&mut self, date: &[u8], clock: &[u8]) {
        self.joined.clear();
        self.joined.extend_from_slice(date);
        self.joined.push(b' ');
        // `93000` and `930` have lost their leading zero on the way through a spreadsheet.
        if matches!(clock.len(), 3 | 5) && clock.iter().all(u8::is_ascii_digit) {
            self.joined.push(b'0');
        }
        self.joined.extend_from_slice(clock);
    }

    /// Whether a row of another width is harmless: blank, a comment, or with empty cells at its end.
    #[cold]
    fn accept_width(&mut self, record: &Record<'_>) -> bool {
        if record.is_blank() || layout::is_comment(record.get(0)) {
            return false;
        }
        let width = self.layout.width;
        if record.len() > width && (width..record.len()).all(|column| record.get(column) == Some(b"")) {
            return true;
        }
        let found = record.len();
        self.problems.add(ProblemKind::ColumnCount, || Problem {
            kind: ProblemKind::ColumnCount,
            place: Place::Line(record.line),
            column: format!("#{}", found.min(width)),
            value: excerpt(record.get(found - 1).unwrap_or_default()),
            reason: format!(
                "the row has {found} cell{}; write {width}, as the first row has",
                if found == 1 { "" } else { "s" }
            ),
        });
        false
    }

    #[cold]
    fn unreadable_time(&mut self, record: &Record<'_>, reason: &'static str) {
        let layout = self.layout;
        if layout::is_comment(record.get(0)) {
            return;
        }
        let (column, cell) = match layout.map.time {
            TimeColumns::One(column) => (column, record.get(column).unwrap_or_default()),
            TimeColumns::Two { date, .. } => (date, self.joined.as_slice()),
        };
        self.problems.add(ProblemKind::UnreadableTime, || Problem {
            kind: ProblemKind::UnreadableTime,
            place: Place::Line(record.line),
            column: layout.names.shown(column).to_owned(),
            value: excerpt(cell),
            reason: reason.to_owned(),
        });
    }

    #[inline]
    fn check_symbol(&mut self, record: &Record<'_>, column: usize) {
        let cell = record.get(column).unwrap_or_default();
        match &self.symbol {
            Some(symbol) if symbol == cell => {}
            Some(symbol) => {
                let (layout, symbol) = (self.layout, excerpt(symbol));
                self.problems.add(ProblemKind::SeveralSymbols, || Problem {
                    kind: ProblemKind::SeveralSymbols,
                    place: Place::Line(record.line),
                    column: layout.names.shown(column).to_owned(),
                    value: excerpt(cell),
                    reason: format!("the first row is of `{symbol}`; write one file for each symbol"),
                });
            }
            None => self.symbol = Some(cell.to_vec()),
        }
    }

    fn finish(mut self) -> Result<(Rows, Candidates, Problems, moment::Decided), ReadError> {
        let decided = self.times.decide(&mut self.rows.time);
        match decided {
            Ok(times) => Ok((self.rows, self.candidates, self.problems, times)),
            Err(error) => {
                let column = match self.layout.map.time {
                    TimeColumns::One(column) | TimeColumns::Two { date: column, .. } => column,
                };
                Err(ReadError::Times {
                    place: self.rows.places.of(error.row),
                    column: self.layout.names.shown(column).to_owned(),
                    reason: error.reason,
                })
            }
        }
    }
}

#[cold]
fn wrong_number(
    problems: &mut Problems,
    layout: &Layout,
    record: &Record<'_>,
    column: usize,
    cell: Cell,
) -> f64 {
    let (kind, reason) = match cell {
        Cell::Number(value) => return value,
        Cell::Missing => (ProblemKind::MissingPrice, "a price is missing; write it, or leave the row out"),
        Cell::Wrong(reason) => (ProblemKind::UnreadableNumber, reason),
    };
    problems.add(kind, || Problem {
        kind,
        place: Place::Line(record.line),
        column: layout.names.shown(column).to_owned(),
        value: excerpt(record.get(column).unwrap_or_default()),
        reason: reason.to_owned(),
    });
    f64::NAN
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;
    use crate::source::Source;

    /// The rows that a file has room for after it was read.
    fn room(rows: usize, packed: bool) -> (usize, usize) {
        let row = "2024-01-02,100.25,103.5,98.75,101.5,1000\n";
        let text = format!("date,open,high,low,close,volume\n{}", row.repeat(rows));
        let bytes = if packed {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(text.as_bytes()).unwrap();
            encoder.finish().unwrap()
        } else {
            text.into_bytes()
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bars");
        std::fs::write(&path, &bytes).unwrap();
        let source = Source::open(&path).unwrap();
        let size = source.size;
        let (mut input, tally) = source.into_text(u64::MAX);
        let read =
            read(&mut input, size, packed, &tally, &LoadOptions::default(), None, &mut |_| {}).unwrap();
        assert_eq!(read.rows.len(), rows);
        (read.rows.time.capacity(), rows)
    }

    #[test]
    fn room_is_made_for_the_rows_that_are_likely() {
        for packed in [false, true] {
            let (room, rows) = room(PROGRESS_ROWS * 2, packed);
            assert!(room < rows * 2, "room for {room} rows of {rows}, packed: {packed}");
        }
    }

    #[test]
    fn a_first_row_beyond_the_sample_is_too_long() {
        let text = format!("date,open,high,low,close\n2024-01-02,{}", "1".repeat(1 << 20));
        let tally = RefCell::default();
        let options = LoadOptions::default();
        let size = text.len() as u64;
        let refused =
            read(&mut Cursor::new(text), size, false, &tally, &options, None, &mut |_| {}).err().unwrap();
        assert!(refused.to_string().starts_with("line 2 is longer than"), "{refused}");
    }
}
