//! Reads the tables of a run back, as they were written.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use assay_types::Timestamp;
use parquet::basic::{LogicalType, TimeUnit, Type as Physical};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::cells::Visit;
use super::{COLUMNS_MAX, chunks, damaged, each};
use crate::layout::LayoutError;
use crate::load::{LimitError, LoadError, LoadOptions, ReadError};
use crate::table::{Table, Values};

/// Reads a table that [`Table::to_parquet`] wrote: the same columns with the same values, to the last bit.
///
/// # Errors
/// [`LoadError`]: the file cannot be read, is damaged, or holds another kind of column.
pub fn read_table(path: &Path) -> Result<Table<'static>, LoadError> {
    let rows_max = LoadOptions::default().rows_max;
    // The decoder asserts what it assumes of a page, and a foreign file may break any assumption.
    catch_unwind(AssertUnwindSafe(|| read(path, rows_max)))
        .unwrap_or_else(|_| Err(damaged("a page contradicts its header")))
        .map_err(|error| error.at(path))
}

fn read(path: &Path, rows_max: usize) -> Result<Table<'static>, ReadError> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let reader = SerializedFileReader::new(chunks::Bounded::new(file, size))?;
    let metadata = reader.metadata();
    let row_count = metadata.row_groups().iter().try_fold(0_usize, |sum, group| {
        usize::try_from(group.num_rows()).ok().and_then(|rows| sum.checked_add(rows))
    });
    let row_count = row_count.ok_or_else(|| damaged("it counts fewer than no rows"))?;
    let columns = metadata.file_metadata().schema_descr().columns();
    if row_count > rows_max {
        return Err(LimitError::Rows { rows_max }.into());
    }
    if columns.len() > COLUMNS_MAX {
        return Err(damaged(&format!("it counts {} columns", columns.len())));
    }
    let mut table = Table::new();
    for (index, column) in columns.iter().enumerate() {
        let mut values = Kind::of(column)
            .map(Kind::empty)
            .ok_or_else(|| other(column, "is of a kind that no table of ours has"))?;
        let mut wrong = false;
        each(&reader, index, row_count, |_, value| wrong |= !push(&mut values, value.ok()))?;
        if wrong {
            return Err(other(column, "holds a value that no table of ours has"));
        }
        table = table.with(column.name(), values).map_err(|error| damaged(&error.to_string()))?;
    }
    Ok(table)
}

fn other(column: &ColumnDescriptor, what: &str) -> ReadError {
    let name = crate::problem::excerpt(column.name().as_bytes());
    LayoutError::Parquet { reason: format!("column `{name}` {what}") }.into()
}

/// What the columns of our tables hold.
#[derive(Clone, Copy)]
enum Kind {
    Timestamp,
    F64,
    I64,
    Text,
}

impl Kind {
    fn of(column: &ColumnDescriptor) -> Option<Self> {
        match (column.physical_type(), column.logical_type_ref()) {
            (Physical::INT64, Some(LogicalType::Timestamp(timestamp)))
                if timestamp.unit == TimeUnit::NANOS =>
            {
                Some(Self::Timestamp)
            }
            (Physical::INT64, None | Some(LogicalType::Integer(_))) => Some(Self::I64),
            (Physical::DOUBLE, None) => Some(Self::F64),
            (Physical::BYTE_ARRAY, Some(LogicalType::String)) => Some(Self::Text),
            _ => None,
        }
    }

    fn empty(self) -> Values<'static> {
        match self {
            Self::Timestamp => Values::from(Vec::<Timestamp>::new()),
            Self::F64 => Values::from(Vec::<f64>::new()),
            Self::I64 => Values::from(Vec::<i64>::new()),
            Self::Text => Values::from(Vec::<String>::new()),
        }
    }
}

/// Adds a value, if it is of the column's kind; a number that is missing is `NaN`.
fn push(values: &mut Values<'static>, value: Option<Visit<'_>>) -> bool {
    match (values, value) {
        (Values::F64(values), None) => values.to_mut().push(f64::NAN),
        (Values::F64(values), Some(Visit::Float(value))) => values.to_mut().push(value),
        (Values::I64(values), Some(Visit::Integer(value))) => match i64::try_from(value) {
            Ok(value) => values.to_mut().push(value),
            Err(_) => return false,
        },
        (Values::Timestamp(values), Some(Visit::Integer(value))) => match i64::try_from(value) {
            Ok(nanos) => values.to_mut().push(Timestamp::from_unix_nanos(nanos)),
            Err(_) => return false,
        },
        (Values::Text(values), Some(Visit::Bytes(value))) => match std::str::from_utf8(value.data()) {
            Ok(text) => values.to_mut().push(text.to_owned()),
            Err(_) => return false,
        },
        _ => return false,
    }
    true
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::table::FileFormat;

    fn table() -> Table<'static> {
        let times: Vec<_> = [0, 1, i64::MAX].map(Timestamp::from_unix_nanos).to_vec();
        Table::new()
            .with("time", times)
            .unwrap()
            .with("equity", vec![1.5, f64::MIN_POSITIVE, -0.0])
            .unwrap()
            .with("count", vec![i64::MIN, 0, 7])
            .unwrap()
            .with("tag", ["=1+1", "", "</script>"].map(str::to_owned).to_vec())
            .unwrap()
    }

    #[test]
    fn what_was_written_is_what_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        assert_eq!(FileFormat::of_path(&path), Some(FileFormat::Parquet));
        table().write(&path).unwrap();
        assert_eq!(read_table(&path).unwrap(), table());

        let missing = Table::new().with("stop", vec![1.0, f64::NAN]).unwrap();
        missing.write(&path).unwrap();
        let read = read_table(&path).unwrap();
        let Some(Values::F64(values)) = read.column("stop") else { panic!("{read:?}") };
        assert!((values[0] - 1.0).abs() < 1e-12 && values[1].is_nan());
        assert_eq!(read.column("other"), None);

        Table::new().with("time", Vec::<Timestamp>::new()).unwrap().write(&path).unwrap();
        assert_eq!(read_table(&path).unwrap().rows(), 0);
    }

    #[test]
    fn damage_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.parquet");
        assert!(matches!(read_table(&path), Err(LoadError::Io { .. })), "there is none");
        let mut bytes = Vec::new();
        table().to_parquet(&mut bytes).unwrap();
        for cut in 0..bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            assert!(read_table(&path).is_err(), "cut at {cut}");
        }
        for place in 0..bytes.len() {
            let mut bent = bytes.clone();
            bent[place] ^= 0x55;
            fs::write(&path, &bent).unwrap();
            // Not every byte matters, and none may panic.
            drop(read_table(&path));
        }
    }
}
