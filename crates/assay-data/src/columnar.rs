//! Reads rows of bars from Parquet.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use crate::column::{Candidate, Candidates};
use crate::columnar::cells::{CellError, Visit, visit};
use crate::header::{ColumnMap, Mapping, Names, TimeColumns};
use crate::layout::LayoutError;
use crate::load::{LimitError, LoadOptions, Progress, ReadError};
use crate::moment::{self, EpochUnit, Form, Moment, MomentColumn, nanos_of};
use crate::number::{self, Cell};
use crate::problem::{Place, Problem, ProblemKind, Problems, excerpt};
use crate::rows::{Places, Rows};

mod cells;
mod chunks;
mod table;

pub use table::read_table;

/// The most columns a table may have.
const COLUMNS_MAX: usize = 4096;

/// What a Parquet file holds.
pub(crate) struct Columnar {
    pub(crate) rows: Rows,
    pub(crate) problems: Problems,
    pub(crate) mapping: Mapping,
    /// What the times are, in words.
    pub(crate) times: String,
    /// Whether the times are known to be in UTC.
    pub(crate) zoned: bool,
    pub(crate) notes: Vec<String>,
}

/// Reads all rows. Rows without a time are counted as problems and left out.
pub(crate) fn read(
    file: File,
    size: u64,
    options: &LoadOptions,
    kept_max: Option<usize>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Columnar, ReadError> {
    // The decoder asserts what it assumes of a page, and a foreign file may break any assumption.
    catch_unwind(AssertUnwindSafe(|| read_columns(file, size, options, kept_max, progress)))
        .unwrap_or_else(|_| Err(damaged("a page contradicts its header")))
}

fn damaged(reason: &str) -> ReadError {
    LayoutError::Parquet { reason: format!("the file is damaged: {reason}; write it again") }.into()
}

impl From<ParquetError> for ReadError {
    fn from(error: ParquetError) -> Self {
        let text = error.to_string();
        // The decoder tells a compression it was built without from damage by its words only.
        if matches!(error, ParquetError::NYI(_)) || text.contains("Disabled feature") {
            let reason =
                "its compression or encoding is not read here; write it with Snappy, Zstandard or gzip";
            return LayoutError::Parquet { reason: reason.to_owned() }.into();
        }
        damaged(&excerpt(text.as_bytes()))
    }
}

fn read_columns(
    file: File,
    size: u64,
    options: &LoadOptions,
    kept_max: Option<usize>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Columnar, ReadError> {
    let reader = SerializedFileReader::new(chunks::Bounded::new(file, size))?;
    let metadata = reader.metadata();
    let schema = metadata.file_metadata().schema_descr();
    let row_count = metadata.row_groups().iter().try_fold(0_usize, |sum, group| {
        usize::try_from(group.num_rows()).ok().and_then(|rows| sum.checked_add(rows))
    });
    let row_count = row_count.ok_or_else(|| damaged("it counts fewer than no rows"))?;
    if row_count > options.rows_max {
        return Err(LimitError::Rows { rows_max: options.rows_max }.into());
    }
    if schema.num_columns() > COLUMNS_MAX {
        let reason = format!("{} columns; at most {COLUMNS_MAX} are read", schema.num_columns());
        return Err(LayoutError::Parquet { reason }.into());
    }
    let leaves: Vec<String> = schema.columns().iter().map(|column| column.path().parts().join(".")).collect();
    let names = Names::new(leaves.iter().map(String::as_bytes));
    let is_clock = |column: usize| {
        schema.columns().get(column).is_some_and(|column| {
            matches!(column.logical_type_ref(), Some(LogicalType::Time(_) | LogicalType::String))
        })
    };
    let map = names.map(is_clock).map_err(|error| LayoutError::Parquet { reason: error.to_string() })?;
    let mut candidates = Candidates::new(&names, &map, options);
    let mut pass = Pass {
        reader: &reader,
        names: &names,
        problems: Problems::keeping(kept_max),
        size,
        columns: 5 + u64::from(map.volume.is_some()) + u64::try_from(candidates.len()).unwrap_or(0),
        columns_done: 0,
        progress,
    };
    let mut rows = Rows { places: Places::of_table(), ..Rows::default() };
    let times = pass.times(&map, row_count, options, &mut rows)?;
    for (target, column) in [
        (&mut rows.open, map.open),
        (&mut rows.high, map.high),
        (&mut rows.low, map.low),
        (&mut rows.close, map.close),
    ] {
        pass.numbers(column, row_count, true, target)?;
    }
    if let Some(column) = map.volume {
        let mut volume = Vec::new();
        pass.numbers(column, row_count, false, &mut volume)?;
        rows.volume = Some(volume);
    }
    for position in 0..candidates.len() {
        if let Some(candidate) = candidates.get_mut(position) {
            pass.candidate(candidate, row_count)?;
        }
        candidates.check()?;
    }
    let mut notes = Vec::new();
    let (columns, mapping) = candidates.finish(&names, &map, &mut notes).map_err(LayoutError::from)?;
    rows.columns = columns;
    let singles = [map.open, map.high, map.low, map.close].iter().any(|&column| {
        schema.columns().get(column).is_some_and(|column| column.physical_type() == Physical::FLOAT)
    });
    if singles {
        notes.push("prices are floats of 32 bits: about 7 digits are theirs, the rest is not".to_owned());
    }
    let problems = pass.problems;
    leave_out(&mut rows, &times.without);
    let decided = times.column.decide(&mut rows.time).map_err(|error| ReadError::Times {
        place: rows.places.of(error.row),
        column: names.shown(times.index).to_owned(),
        reason: error.reason,
    })?;
    let words = times.words.unwrap_or_else(|| decided.words());
    Ok(Columnar {
        rows,
        problems,
        mapping,
        times: words.to_owned(),
        zoned: matches!(decided, moment::Decided::Zoned | moment::Decided::Epoch(_)),
        notes,
    })
}

/// Takes out the rows that have no time.
fn leave_out(rows: &mut Rows, without: &[usize]) {
    if without.is_empty() {
        return;
    }
    let kept: Vec<usize> = (0..rows.len()).filter(|row| without.binary_search(row).is_err()).collect();
    rows.select(&kept);
}

struct Times {
    column: MomentColumn,
    /// Where the times are among the columns.
    index: usize,
    /// The rows that have none, ascending.
    without: Vec<usize>,
    /// What the type of the column says about the times.
    words: Option<&'static str>,
}

struct Pass<'a> {
    reader: &'a SerializedFileReader<chunks::Bounded>,
    names: &'a Names,
    problems: Problems,
    size: u64,
    columns: u64,
    columns_done: u64,
    progress: &'a mut dyn FnMut(Progress),
}

impl Pass<'_> {
    fn times(
        &mut self,
        map: &ColumnMap,
        row_count: usize,
        options: &LoadOptions,
        rows: &mut Rows,
    ) -> Result<Times, ReadError> {
        let index = match map.time {
            TimeColumns::One(index) => index,
            TimeColumns::Two { date, .. } => {
                let reason = format!(
                    "date and time of day are apart (`{}`, …); write them as one timestamp",
                    self.names.shown(date)
                );
                return Err(LayoutError::Parquet { reason }.into());
            }
        };
        let mut column = MomentColumn::new(options.epoch_unit, options.date_order);
        let mut without = Vec::new();
        let mut words = None;
        let mut time = Vec::new();
        let problems = &mut self.problems;
        let name = self.names.shown(index);
        each(self.reader, index, row_count, |descriptor, value| {
            if words.is_none() {
                words = typed_words(descriptor);
            }
            let moment = value.map_err(reason_of).and_then(|value| moment_of(descriptor, value));
            match moment.and_then(|moment| column.push(moment)) {
                Ok(raw) => time.push(raw),
                Err(reason) => {
                    let row = time.len();
                    without.push(row);
                    time.push(0);
                    problems.add(ProblemKind::UnreadableTime, || Problem {
                        kind: ProblemKind::UnreadableTime,
                        place: Place::Row(u64::try_from(row + 1).unwrap_or(u64::MAX)),
                        column: name.to_owned(),
                        value: value.map(shown).unwrap_or_default(),
                        reason: reason.to_owned(),
                    });
                }
            }
        })?;
        rows.time = time;
        self.done(rows.len());
        Ok(Times { column, index, without, words })
    }

    fn numbers(
        &mut self,
        index: usize,
        row_count: usize,
        is_price: bool,
        target: &mut Vec<f64>,
    ) -> Result<(), ReadError> {
        target.reserve_exact(row_count);
        let problems = &mut self.problems;
        let name = self.names.shown(index);
        each(self.reader, index, row_count, |descriptor, value| {
            let cell = match value {
                Ok(value) => number_of(descriptor, value),
                Err(CellError::Null) => Cell::Missing,
                Err(error) => Cell::Wrong(reason_of(error)),
            };
            let row = target.len();
            let (kind, reason, stand_in) = match cell {
                Cell::Number(number) => return target.push(number),
                Cell::Missing if is_price => (
                    ProblemKind::MissingPrice,
                    "a price is missing; write it, or leave the row out",
                    f64::NAN,
                ),
                Cell::Missing => return target.push(f64::NAN),
                Cell::Wrong(reason) => {
                    let stand_in = if is_price { f64::NAN } else { f64::INFINITY };
                    (ProblemKind::UnreadableNumber, reason, stand_in)
                }
            };
            target.push(stand_in);
            problems.add(kind, || Problem {
                kind,
                place: Place::Row(u64::try_from(row + 1).unwrap_or(u64::MAX)),
                column: name.to_owned(),
                value: value.map(shown).unwrap_or_default(),
                reason: reason.to_owned(),
            });
        })?;
        self.done(row_count);
        Ok(())
    }

    fn candidate(&mut self, candidate: &mut Candidate, row_count: usize) -> Result<(), ReadError> {
        let lists =
            self.reader.metadata().file_metadata().schema_descr().column(candidate.index).max_rep_level();
        if lists > 0 {
            candidate.close("lists".to_owned());
        } else {
            each(self.reader, candidate.index, row_count, |descriptor, value| {
                if !candidate.is_open() {
                    return;
                }
                let cell = match value {
                    Ok(value) => number_of(descriptor, value),
                    Err(CellError::Null) => Cell::Missing,
                    Err(CellError::Type(reason)) => Cell::Wrong(reason),
                };
                let row = candidate.rows() + 1;
                candidate.push(cell, || {
                    let held =
                        value.map_or_else(|_| "no number".to_owned(), |value| format!("`{}`", shown(value)));
                    format!("{held} on row {row}")
                });
            })?;
        }
        self.done(row_count);
        Ok(())
    }

    fn done(&mut self, rows: usize) {
        self.columns_done += 1;
        let bytes_read = self.size / self.columns * self.columns_done.min(self.columns);
        let bytes_read = if self.columns_done >= self.columns { self.size } else { bytes_read };
        (self.progress)(Progress { bytes_read, bytes_total: self.size, rows });
    }
}

/// Visits every value of one column, in order; a file that holds more or fewer than it counts is damaged.
fn each(
    reader: &SerializedFileReader<chunks::Bounded>,
    index: usize,
    row_count: usize,
    mut visitor: impl FnMut(&ColumnDescriptor, Result<Visit<'_>, CellError>),
) -> Result<(), ReadError> {
    let mut visited = 0;
    for group_index in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group_index)?;
        let group_metadata = group.metadata();
        let descriptor = group_metadata.schema_descr().column(index);
        if descriptor.max_rep_level() > 0 {
            let reason = format!("column `{}` holds lists; write one number in each row", descriptor.name());
            return Err(LayoutError::Parquet { reason }.into());
        }
        let rows = usize::try_from(group_metadata.num_rows()).unwrap_or(0);
        visited += visit(group.get_column_reader(index)?, &descriptor, rows, &mut |value| {
            visitor(&descriptor, value);
        })?;
    }
    if visited != row_count {
        return Err(damaged(&format!(
            "column {} holds {visited} values, the file counts {row_count}",
            index + 1
        )));
    }
    Ok(())
}

fn reason_of(error: CellError) -> &'static str {
    match error {
        CellError::Null => "write a time; this one is missing",
        CellError::Type(reason) => reason,
    }
}

/// What a value is, for the one who has to find it.
fn shown(value: Visit<'_>) -> String {
    match value {
        Visit::Integer(value) => value.to_string(),
        Visit::Float(value) => value.to_string(),
        Visit::Nanos(value) => value.to_string(),
        Visit::Bytes(value) => excerpt(value.data()),
    }
}

/// What the type of a column of times says in words; `None` where its values decide.
fn typed_words(descriptor: &ColumnDescriptor) -> Option<&'static str> {
    match (epoch_unit(descriptor), descriptor.physical_type()) {
        (Some(EpochUnit::Milliseconds), _) => Some("timestamps in milliseconds"),
        (Some(EpochUnit::Microseconds), _) => Some("timestamps in microseconds"),
        (Some(EpochUnit::Nanoseconds | EpochUnit::Seconds), _) => Some("timestamps in nanoseconds"),
        (None, Physical::INT96) => Some("timestamps in 96 bits"),
        (None, _) if is_date(descriptor) => Some("days"),
        (None, _) => None,
    }
}

fn epoch_unit(descriptor: &ColumnDescriptor) -> Option<EpochUnit> {
    match (descriptor.logical_type_ref(), descriptor.converted_type()) {
        (Some(LogicalType::Timestamp(timestamp)), _) => Some(match timestamp.unit {
            TimeUnit::MILLIS => EpochUnit::Milliseconds,
            TimeUnit::MICROS => EpochUnit::Microseconds,
            TimeUnit::NANOS => EpochUnit::Nanoseconds,
        }),
        (None, ConvertedType::TIMESTAMP_MILLIS) => Some(EpochUnit::Milliseconds),
        (None, ConvertedType::TIMESTAMP_MICROS) => Some(EpochUnit::Microseconds),
        _ => None,
    }
}

fn is_date(descriptor: &ColumnDescriptor) -> bool {
    matches!(descriptor.logical_type_ref(), Some(LogicalType::Date))
        || descriptor.converted_type() == ConvertedType::DATE
}

fn moment_of(descriptor: &ColumnDescriptor, value: Visit<'_>) -> Result<Moment, &'static str> {
    const RANGE: &str = "write a time between 1677-09-22 and 2262-04-11";
    // A timestamp that its writer adjusted to UTC is as good as one with an offset.
    let form = match descriptor.logical_type_ref() {
        Some(LogicalType::Timestamp(timestamp)) if timestamp.is_adjusted_to_u_t_c => Form::Zoned,
        _ => Form::Local,
    };
    match value {
        Visit::Integer(value) => {
            let value = i64::try_from(value).ok().ok_or(RANGE)?;
            if let Some(unit) = epoch_unit(descriptor) {
                let raw = value.checked_mul(unit.nanos()).ok_or(RANGE)?;
                return Ok(Moment { form, raw });
            }
            if is_date(descriptor) {
                return Ok(Moment { form, raw: nanos_of(value, 0).ok_or(RANGE)? });
            }
            if matches!(descriptor.logical_type_ref(), Some(LogicalType::Time(_) | LogicalType::Decimal(_))) {
                return Err("write a timestamp, a date or a whole number");
            }
            Ok(Moment { form: Form::Number, raw: value })
        }
        Visit::Nanos(raw) => Ok(Moment { form: Form::Local, raw }),
        Visit::Float(value) => moment::read(format!("{value}").as_bytes()),
        Visit::Bytes(bytes) => moment::read(bytes.data().trim_ascii()),
    }
}

fn number_of(descriptor: &ColumnDescriptor, value: Visit<'_>) -> Cell {
    const NUMBER: &str = "write prices as numbers";
    let scale = match (descriptor.logical_type_ref(), descriptor.converted_type()) {
        (Some(LogicalType::Decimal(decimal)), _) => Some(decimal.scale),
        (None, ConvertedType::DECIMAL) => Some(descriptor.type_scale()),
        (Some(LogicalType::Date | LogicalType::Time(_) | LogicalType::Timestamp(_)), _) => {
            return Cell::Wrong(NUMBER);
        }
        _ => None,
    };
    let decimal = |unscaled: i128| {
        u32::try_from(scale.unwrap_or(0))
            .ok()
            .and_then(|scale| number::from_decimal(unscaled, scale))
            .map_or(Cell::Wrong(NUMBER), Cell::Number)
    };
    match value {
        Visit::Float(value) if value.is_nan() => Cell::Missing,
        Visit::Float(value) if value.is_infinite() => Cell::Wrong("write a finite number"),
        Visit::Float(value) => Cell::Number(value),
        Visit::Integer(value) => decimal(value),
        Visit::Bytes(bytes) if scale.is_some() => big_endian(bytes).map_or(Cell::Wrong(NUMBER), decimal),
        Visit::Bytes(bytes) if descriptor.physical_type() == Physical::BYTE_ARRAY => {
            number::parse(bytes.data().trim_ascii(), false)
        }
        Visit::Bytes(_) | Visit::Nanos(_) => Cell::Wrong(NUMBER),
    }
}

/// A two's complement integer of at most 16 bytes, its most significant byte first.
fn big_endian(bytes: &ByteArray) -> Option<i128> {
    let bytes = bytes.data();
    let sign = if bytes.first()? & 0x80 == 0 { 0 } else { 0xff };
    let mut wide = [sign; 16];
    let start = wide.len().checked_sub(bytes.len())?;
    wide.get_mut(start..)?.copy_from_slice(bytes);
    Some(i128::from_be_bytes(wide))
}
