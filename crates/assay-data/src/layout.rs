//! Tells from the beginning of a text file how it is written.

use serde::Serialize;

use crate::header::{ColumnMap, HeaderError, Names, TimeColumns};
use crate::moment;
use crate::number::{self, Cell};
use crate::problem::excerpt;
use crate::records::{RECORD_BYTES_MAX, RecordError, Records};

/// The fewest columns of a table of bars: a time and four prices.
const COLUMNS_MIN: usize = 5;
/// The most columns a table may have.
const COLUMNS_MAX: usize = 1024;
/// How many rows detection looks at.
const ROWS_SAMPLED: usize = 500;

/// How a text file writes its bars.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
    pub(crate) decimal_comma: bool,
    /// How many cells a row has.
    pub(crate) width: usize,
    /// The line that holds the first row.
    pub(crate) first_line: u64,
    pub(crate) names: Names,
    pub(crate) map: ColumnMap,
    pub(crate) kind: LayoutKind,
    pub(crate) notes: Vec<String>,
}

/// The sort of text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LayoutKind {
    /// A header names the columns.
    Header,
    /// Three header lines, as yfinance writes them: `Price`, `Ticker`, `Date`.
    YfinanceHeader,
    /// Binance klines: twelve columns without names.
    BinanceKlines,
    /// Time, open, high, low, close and perhaps volume, without names.
    Bare,
    /// A table that names and types its columns.
    Parquet,
}

/// Why a text file is not a table of bars.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LayoutError {
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("the file is empty; it needs a header and rows of time, open, high, low, close")]
    Empty,
    #[error("the file has a header and no rows")]
    NoRows,
    #[error("line 1 holds a zero byte: this is not a text file")]
    Binary,
    #[error(
        "line {line} `{text}` does not split into at least {COLUMNS_MIN} columns (time, open, high, low, close) \
         at comma, semicolon, tab or `|`"
    )]
    NoSeparator { line: u64, text: String },
    #[error("line {line} has {count} columns; at most {COLUMNS_MAX} are read")]
    TooWide { line: u64, count: usize },
    #[error("line {line}: {source}")]
    Header { line: u64, source: HeaderError },
    #[error(transparent)]
    Columns(#[from] HeaderError),
    #[error("{reason}")]
    Parquet { reason: String },
    #[error(
        "line {line} is no header, and without one {reason}; add a header like `time,open,high,low,close,volume`"
    )]
    Bare { line: u64, reason: String },
}

/// One sampled record, owned.
struct Sampled {
    line: u64,
    cells: Vec<Vec<u8>>,
}

impl Sampled {
    fn cell(&self, index: usize) -> &[u8] {
        self.cells.get(index).map_or(&[], Vec::as_slice)
    }
}

/// Looks at the beginning of a file without its byte order mark.
pub(crate) fn detect(beginning: &[u8], is_all: bool) -> Result<Layout, LayoutError> {
    let whole = match memchr::memrchr(b'\n', beginning) {
        Some(last) if !is_all => beginning.get(..=last).unwrap_or(beginning),
        _ => beginning,
    };
    // The sample ends before its last record does, which is then too long to be one.
    if beginning.len() - whole.len() > RECORD_BYTES_MAX {
        let line = u64::try_from(memchr::memchr_iter(b'\n', whole).count()).unwrap_or(u64::MAX);
        return Err(RecordError::TooLong { line: line.saturating_add(1) }.into());
    }
    if whole.get(..whole.len().min(4096)).is_some_and(|head| memchr::memchr(0, head).is_some()) {
        return Err(LayoutError::Binary);
    }
    let mut best: Option<(u8, Vec<Sampled>)> = None;
    let mut open_quote = None;
    let mut first_line: Option<(u64, String)> = None;
    // A comma last: it may be a decimal comma between other separators.
    for delimiter in [b'\t', b';', b'|', b','] {
        let (sampled, unfinished) = sample(whole, delimiter)?;
        // In a longer file the sample's end may lie within quotes.
        open_quote = unfinished.filter(|_| is_all);
        if let (None, Some(first)) = (&first_line, sampled.first()) {
            first_line = Some((first.line, excerpt(first.cell(0))));
        }
        let wide = sampled.iter().filter(|record| record.cells.len() >= COLUMNS_MIN).count();
        if wide > 0 && wide * 2 >= sampled.len() {
            best = Some((delimiter, sampled));
            break;
        }
    }
    if let Some(open_quote) = open_quote {
        return Err(open_quote.into());
    }
    let Some((delimiter, sampled)) = best else {
        let (line, text) = first_line.ok_or(LayoutError::Empty)?;
        return Err(LayoutError::NoSeparator { line, text });
    };
    layout(delimiter, sampled)
}

/// The first records, and the quote that never closes behind them, if there is one.
fn sample(bytes: &[u8], delimiter: u8) -> Result<(Vec<Sampled>, Option<RecordError>), LayoutError> {
    let mut records = Records::new(bytes, delimiter);
    let mut sampled = Vec::new();
    while sampled.len() < ROWS_SAMPLED {
        let record = match records.next() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error @ RecordError::OpenQuote { .. }) => return Ok((sampled, Some(error))),
            Err(error) => return Err(error.into()),
        };
        if record.is_blank() || is_comment(record.get(0)) {
            continue;
        }
        if record.len() > COLUMNS_MAX {
            return Err(LayoutError::TooWide { line: record.line, count: record.len() });
        }
        sampled.push(Sampled { line: record.line, cells: record.fields().map(<[u8]>::to_vec).collect() });
    }
    Ok((sampled, None))
}

/// A line that begins with `#`, unless it is a spreadsheet's error.
pub(crate) fn is_comment(first: Option<&[u8]>) -> bool {
    first.is_some_and(|cell| cell.first() == Some(&b'#') && !cell.starts_with(b"#N/A"))
}

fn layout(delimiter: u8, sampled: Vec<Sampled>) -> Result<Layout, LayoutError> {
    let mut notes = Vec::new();
    let mut records = sampled.into_iter().peekable();
    while let Some(preamble) = records.next_if(|record| record.cells.len() < COLUMNS_MIN) {
        notes.push(format!("line {} `{}` skipped: not a row", preamble.line, excerpt(preamble.cell(0))));
    }
    let first = records.next().ok_or(LayoutError::Empty)?;
    let names = Names::new(first.cells.iter().map(Vec::as_slice));
    if first.cell(0).eq_ignore_ascii_case(b"price")
        && let Some(ticker) = records.next_if(|record| record.cell(0).eq_ignore_ascii_case(b"ticker"))
    {
        return yfinance(delimiter, &first, &ticker, records.collect(), notes);
    }
    if !names.name_a_price() && is_row(&first) {
        let rows: Vec<Sampled> = std::iter::once(first).chain(records).collect();
        return bare(delimiter, &rows, notes);
    }
    let rows: Vec<Sampled> = records.collect();
    let map = names
        .map(|column| is_clock_column(&rows, column))
        .map_err(|source| LayoutError::Header { line: first.line, source })?;
    let first_row = rows.first().ok_or(LayoutError::NoRows)?;
    Ok(Layout {
        delimiter,
        decimal_comma: has_decimal_comma(delimiter, &rows, &map),
        width: names.len(),
        first_line: first_row.line,
        names,
        map,
        kind: LayoutKind::Header,
        notes,
    })
}

/// The header that `yfinance.download(...).to_csv()` writes: the second line names the instrument of every
/// column, the third the index.
fn yfinance(
    delimiter: u8,
    first: &Sampled,
    ticker: &Sampled,
    rest: Vec<Sampled>,
    mut notes: Vec<String>,
) -> Result<Layout, LayoutError> {
    let mut rest = rest.into_iter().peekable();
    let index = rest.next_if(|record| record.cells.iter().skip(1).all(Vec::is_empty));
    let mut names: Vec<&[u8]> = first.cells.iter().map(Vec::as_slice).collect();
    if let Some(time) = names.first_mut() {
        *time = index.as_ref().map_or(b"Date", |record| record.cell(0));
    }
    let names = Names::new(names);
    let rows: Vec<Sampled> = rest.collect();
    let map = names
        .map(|column| is_clock_column(&rows, column))
        .map_err(|source| LayoutError::Header { line: first.line, source })?;
    notes.push(format!("instrument `{}` by the second header line", excerpt(ticker.cell(map.close))));
    let first_row = rows.first().ok_or(LayoutError::NoRows)?;
    Ok(Layout {
        delimiter,
        decimal_comma: false,
        width: names.len(),
        first_line: first_row.line,
        names,
        map,
        kind: LayoutKind::YfinanceHeader,
        notes,
    })
}

/// Whether a record is a row of values rather than of names.
fn is_row(record: &Sampled) -> bool {
    let is_value = |cell: &Vec<u8>| {
        matches!(number::parse(cell, false), Cell::Number(_))
            || matches!(number::parse(cell, true), Cell::Number(_))
            || is_clock(cell)
    };
    record.cells.iter().skip(1).take(4).all(is_value)
}

fn bare(delimiter: u8, rows: &[Sampled], mut notes: Vec<String>) -> Result<Layout, LayoutError> {
    let Some(first) = rows.first() else {
        return Err(LayoutError::Empty);
    };
    let refuse = |reason: String| LayoutError::Bare { line: first.line, reason };
    let mut width = first.cells.len();
    // A separator at the end of every line makes one empty cell more.
    while width > COLUMNS_MIN && rows.iter().all(|row| row.cell(width - 1).is_empty()) {
        width -= 1;
    }
    let klines = width == 12 && is_later(first.cell(6), first.cell(0));
    let split = is_clock(first.cell(1));
    let price = if split { 2 } else { 1 };
    let map = ColumnMap {
        time: if split { TimeColumns::Two { date: 0, clock: 1 } } else { TimeColumns::One(0) },
        open: price,
        high: price + 1,
        low: price + 2,
        close: price + 3,
        volume: (width > price + 4).then_some(price + 4),
        symbol: None,
    };
    if !klines && !(price + 4..=price + 6).contains(&width) {
        return Err(refuse(format!(
            "{width} columns are not known to be time, open, high, low, close, volume"
        )));
    }
    if !split && moment::read(first.cell(0)).is_err() {
        return Err(refuse(format!("column 1 is not a time (`{}`)", excerpt(first.cell(0)))));
    }
    let decimal_comma = has_decimal_comma(delimiter, rows, &map);
    let number = |row: &Sampled, column| match number::parse(row.cell(column), decimal_comma) {
        Cell::Number(value) => value,
        Cell::Missing | Cell::Wrong(_) => f64::NAN,
    };
    let contradicting = rows
        .iter()
        .filter(|row| {
            let [open, high, low, close] =
                [map.open, map.high, map.low, map.close].map(|column| number(row, column));
            open.max(close).max(low) > high || open.min(close) < low
        })
        .count();
    if contradicting * 2 > rows.len() {
        return Err(refuse(format!(
            "columns {} to {} are not open, high, low, close: in most rows the second is not the highest or the \
             third not the lowest",
            price + 1,
            price + 4
        )));
    }
    let kind = if klines { LayoutKind::BinanceKlines } else { LayoutKind::Bare };
    notes.push(if klines {
        "no header: read as Binance klines (open time, open, high, low, close, volume, close time, …)"
            .to_owned()
    } else {
        let volume = if map.volume.is_some() { ", volume" } else { "" };
        format!("no header: read as time, open, high, low, close{volume}")
    });
    Ok(Layout {
        delimiter,
        decimal_comma,
        width: first.cells.len(),
        first_line: first.line,
        names: Names::numbered(first.cells.len()),
        map,
        kind,
        notes,
    })
}

fn is_later(left: &[u8], right: &[u8]) -> bool {
    match (moment::read(left), moment::read(right)) {
        (Ok(left), Ok(right)) => left.form == right.form && left.raw >= right.raw,
        _ => false,
    }
}

/// A time of day and nothing else: `09:30`, `09:30:00`, `09:30:00.000`.
fn is_clock(cell: &[u8]) -> bool {
    cell.len() <= 18 && matches!(cell, [b'0'..=b'9', b':', ..] | [b'0'..=b'9', b'0'..=b'9', b':', ..])
}

fn is_clock_column(rows: &[Sampled], column: usize) -> bool {
    rows.first().is_some_and(|row| {
        is_clock(row.cell(column)) || {
            // `93000` and `0930` beside a date column are times of day too.
            let cell = row.cell(column);
            (3..=6).contains(&cell.len()) && cell.iter().all(u8::is_ascii_digit)
        }
    })
}

/// Whether prices are written like `1,5`: where commas do not separate columns, the last comma or point of a
/// price is its decimal separator, and more prices have a comma there.
fn has_decimal_comma(delimiter: u8, rows: &[Sampled], map: &ColumnMap) -> bool {
    let prices =
        rows.iter().flat_map(|row| [map.open, map.high, map.low, map.close].map(|column| row.cell(column)));
    let (mut commas, mut points) = (0, 0);
    for price in prices {
        match price.iter().rev().find(|byte| matches!(byte, b',' | b'.')) {
            Some(b',') => commas += 1,
            Some(_) => points += 1,
            None => {}
        }
    }
    delimiter != b',' && commas > points
}

impl Layout {
    /// The separator in words.
    pub(crate) fn separator(&self) -> &'static str {
        match self.delimiter {
            b'\t' => "tab",
            b';' => "semicolon",
            b'|' => "bar",
            _ => "comma",
        }
    }
}
