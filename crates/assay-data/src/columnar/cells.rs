//! Values of one column, of whatever type it stores.

use parquet::basic::LogicalType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{AsBytes, ByteArray, DataType, Int96};
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescriptor;

/// Values decoded at a time.
const BATCH: usize = 16 * 1024;

/// One value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Visit<'a> {
    Integer(i128),
    Float(f64),
    /// Nanoseconds since 1970, from a 96-bit timestamp.
    Nanos(i64),
    Bytes(&'a ByteArray),
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellError {
    Null,
    Type(&'static str),
}

/// Visits the values of a column in one row group; how many there were.
pub(super) fn visit(
    reader: ColumnReader,
    descriptor: &ColumnDescriptor,
    rows: usize,
    visitor: &mut dyn FnMut(Result<Visit<'_>, CellError>),
) -> Result<usize, ParquetError> {
    let unsigned =
        matches!(descriptor.logical_type_ref(), Some(LogicalType::Integer(integer)) if !integer.is_signed);
    let nullable = descriptor.max_def_level();
    match reader {
        ColumnReader::Int32ColumnReader(reader) => batches(reader, nullable, rows, visitor, |&value| {
            Ok(Visit::Integer(if unsigned { i128::from(value.cast_unsigned()) } else { i128::from(value) }))
        }),
        ColumnReader::Int64ColumnReader(reader) => batches(reader, nullable, rows, visitor, |&value| {
            Ok(Visit::Integer(if unsigned { i128::from(value.cast_unsigned()) } else { i128::from(value) }))
        }),
        ColumnReader::Int96ColumnReader(reader) => batches(reader, nullable, rows, visitor, int96),
        ColumnReader::FloatColumnReader(reader) => {
            batches(reader, nullable, rows, visitor, |&value| Ok(Visit::Float(f64::from(value))))
        }
        ColumnReader::DoubleColumnReader(reader) => {
            batches(reader, nullable, rows, visitor, |&value| Ok(Visit::Float(value)))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            batches(reader, nullable, rows, visitor, |value| Ok(Visit::Bytes(value)))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            let mut whole = ByteArray::new();
            let mut seen = 0;
            let mut read = Batches::new(reader, nullable);
            while let Some(count) = read.next(rows - seen)? {
                seen += count;
                read.each(&mut |value| match value {
                    Some(value) => {
                        whole = ByteArray::from(value.as_bytes());
                        visitor(Ok(Visit::Bytes(&whole)));
                    }
                    None => visitor(Err(CellError::Null)),
                });
            }
            Ok(seen)
        }
        ColumnReader::BoolColumnReader(reader) => batches(reader, nullable, rows, visitor, |_| {
            Err(CellError::Type("write a number, not true or false"))
        }),
    }
}

fn batches<T: DataType>(
    reader: ColumnReaderImpl<T>,
    nullable: i16,
    rows: usize,
    visitor: &mut dyn FnMut(Result<Visit<'_>, CellError>),
    value_of: impl Fn(&T::T) -> Result<Visit<'_>, CellError>,
) -> Result<usize, ParquetError> {
    let mut batches = Batches::new(reader, nullable);
    let mut seen = 0;
    while let Some(count) = batches.next(rows - seen)? {
        seen += count;
        batches.each(&mut |value| visitor(value.map_or(Err(CellError::Null), &value_of)));
    }
    Ok(seen)
}

/// A column reader with the buffers it fills.
struct Batches<T: DataType> {
    reader: ColumnReaderImpl<T>,
    /// The definition level of a value that is there; 0 where all are.
    present: i16,
    levels: Vec<i16>,
    values: Vec<T::T>,
    count: usize,
}

impl<T: DataType> Batches<T> {
    fn new(reader: ColumnReaderImpl<T>, present: i16) -> Self {
        Self { reader, present, levels: Vec::new(), values: Vec::new(), count: 0 }
    }

    /// Reads the next values, at most `left`; how many, or `None` at the end.
    fn next(&mut self, left: usize) -> Result<Option<usize>, ParquetError> {
        self.levels.clear();
        self.values.clear();
        if left == 0 {
            return Ok(None);
        }
        let levels = (self.present > 0).then_some(&mut self.levels);
        let (count, _, _) = self.reader.read_records(left.min(BATCH), levels, None, &mut self.values)?;
        self.count = count;
        Ok((count > 0).then_some(count))
    }

    fn each(&self, visitor: &mut dyn FnMut(Option<&T::T>)) {
        let mut values = self.values.iter();
        for index in 0..self.count {
            let present = self.present == 0 || self.levels.get(index) == Some(&self.present);
            visitor(if present { values.next() } else { None });
        }
    }
}

/// Days since the Julian epoch and nanoseconds of the day, as Spark and older pandas write times.
fn int96(value: &Int96) -> Result<Visit<'_>, CellError> {
    const JULIAN_DAY_OF_1970: i64 = 2_440_588;
    let &[low, high, day] = value.data() else {
        return Err(CellError::Type("write a timestamp of 64 bits"));
    };
    let nanos_of_day = i64::try_from(u64::from(high) << 32 | u64::from(low)).ok();
    nanos_of_day
        .and_then(|nanos| crate::moment::nanos_of(i64::from(day) - JULIAN_DAY_OF_1970, nanos))
        .map(Visit::Nanos)
        .ok_or(CellError::Type("write a time between 1677-09-22 and 2262-04-11"))
}
