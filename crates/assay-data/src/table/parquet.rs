//! Tables as Parquet.

use std::io::{self, Write};
use std::sync::Arc;

use assay_types::Timestamp;
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::{Table, Values};

/// Rows in one row group: what a reader decodes at a time.
const ROW_GROUP_ROWS: usize = 1 << 20;

pub(super) fn write(table: &Table<'_>, output: &mut (impl Write + Send)) -> io::Result<()> {
    write_parquet(table, output).map_err(io::Error::other)
}

fn write_parquet(table: &Table<'_>, output: &mut (impl Write + Send)) -> Result<(), ParquetError> {
    let fields = table.columns.iter().map(|(name, values)| field(name, values).map(Arc::new));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    let schema = Type::group_type_builder("table").with_fields(fields).build()?;
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_created_by(concat!("assay-data version ", env!("CARGO_PKG_VERSION")).to_owned());
    for (name, values) in &table.columns {
        if matches!(values, Values::Timestamp(_)) {
            let path = ColumnPath::from(name.as_str());
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
        }
    }
    let mut writer = SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties.build()))?;
    let mut start = 0;
    while start < table.rows() {
        let end = table.rows().min(start + ROW_GROUP_ROWS);
        let mut group = writer.next_row_group()?;
        for (_, values) in &table.columns {
            if let Some(mut column) = group.next_column()? {
                write_column(&mut column, values, start..end)?;
                column.close()?;
            }
        }
        group.close()?;
        start = end;
    }
    writer.close()?;
    Ok(())
}

fn field(name: &str, values: &Values<'_>) -> Result<Type, ParquetError> {
    let (physical, logical, repetition) = match values {
        Values::Timestamp(_) => {
            (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::NANOS)), Repetition::REQUIRED)
        }
        Values::F64(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        Values::I64(_) => (Physical::INT64, Some(LogicalType::integer(64, true)), Repetition::REQUIRED),
        Values::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
    };
    Type::primitive_type_builder(name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

fn write_column(
    column: &mut SerializedColumnWriter<'_>,
    values: &Values<'_>,
    range: std::ops::Range<usize>,
) -> Result<(), ParquetError> {
    match values {
        Values::Timestamp(values) => {
            let nanos: Vec<i64> =
                values.get(range).unwrap_or_default().iter().copied().map(Timestamp::unix_nanos).collect();
            column.typed::<Int64Type>().write_batch(&nanos, None, None)?;
        }
        Values::F64(values) => {
            let slice = values.get(range).unwrap_or_default();
            let levels: Vec<i16> = slice.iter().map(|value| i16::from(!value.is_nan())).collect();
            let present: Vec<f64> = slice.iter().copied().filter(|value| !value.is_nan()).collect();
            column.typed::<DoubleType>().write_batch(&present, Some(&levels), None)?;
        }
        Values::I64(values) => {
            column.typed::<Int64Type>().write_batch(values.get(range).unwrap_or_default(), None, None)?;
        }
        Values::Text(values) => {
            let text: Vec<ByteArray> = values
                .get(range)
                .unwrap_or_default()
                .iter()
                .map(|text| ByteArray::from(text.as_str()))
                .collect();
            column.typed::<ByteArrayType>().write_batch(&text, None, None)?;
        }
    }
    Ok(())
}
