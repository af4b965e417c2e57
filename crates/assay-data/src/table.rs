//! Tables of named columns, written to CSV and Parquet.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use assay_types::{Bars, Timestamp};

use crate::atomic::write_atomically;

mod csv;
mod parquet;

/// A file format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFormat {
    /// Comma-separated text.
    Csv,
    /// Comma-separated text packed with gzip.
    CsvGzip,
    /// Tab-separated text.
    Tsv,
    /// Parquet, packed with Zstandard.
    Parquet,
}

impl FileFormat {
    /// The format that a file's name asks for: `.csv`, `.csv.gz`, `.tsv` (`.txt` too) or `.parquet`
    /// (`.pq` too), in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let ends = |ending: &str| name.len() > ending.len() && name.ends_with(ending);
        if ends(".csv") {
            Some(Self::Csv)
        } else if ends(".csv.gz") {
            Some(Self::CsvGzip)
        } else if ends(".tsv") || ends(".txt") {
            Some(Self::Tsv)
        } else if ends(".parquet") || ends(".pq") {
            Some(Self::Parquet)
        } else {
            None
        }
    }
}

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values<'a> {
    /// Instants: RFC 3339 in CSV, nanoseconds in UTC in Parquet.
    Timestamp(Cow<'a, [Timestamp]>),
    /// Numbers; `NaN` is written as an empty cell, and as null in Parquet.
    F64(Cow<'a, [f64]>),
    /// Whole numbers.
    I64(Cow<'a, [i64]>),
    /// Text. In CSV a text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a
    /// tab or a carriage return) gets a `'` in front.
    Text(Cow<'a, [String]>),
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Timestamp(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::I64(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }
}

impl<'a> From<&'a [Timestamp]> for Values<'a> {
    fn from(values: &'a [Timestamp]) -> Self {
        Self::Timestamp(Cow::Borrowed(values))
    }
}

impl From<Vec<Timestamp>> for Values<'_> {
    fn from(values: Vec<Timestamp>) -> Self {
        Self::Timestamp(Cow::Owned(values))
    }
}

impl<'a> From<&'a [f64]> for Values<'a> {
    fn from(values: &'a [f64]) -> Self {
        Self::F64(Cow::Borrowed(values))
    }
}

impl From<Vec<f64>> for Values<'_> {
    fn from(values: Vec<f64>) -> Self {
        Self::F64(Cow::Owned(values))
    }
}

impl<'a> From<&'a [i64]> for Values<'a> {
    fn from(values: &'a [i64]) -> Self {
        Self::I64(Cow::Borrowed(values))
    }
}

impl From<Vec<i64>> for Values<'_> {
    fn from(values: Vec<i64>) -> Self {
        Self::I64(Cow::Owned(values))
    }
}

impl<'a> From<&'a [String]> for Values<'a> {
    fn from(values: &'a [String]) -> Self {
        Self::Text(Cow::Borrowed(values))
    }
}

impl From<Vec<String>> for Values<'_> {
    fn from(values: Vec<String>) -> Self {
        Self::Text(Cow::Owned(values))
    }
}

/// Named columns of equal length, for the tables of a run: bars, trades, equity.
///
/// ```
/// use assay_data::Table;
///
/// let table = Table::new().with("bar", vec![1_i64, 2])?.with("equity", vec![1000.0, f64::NAN])?;
/// let mut csv = Vec::new();
/// table.to_csv(&mut csv)?;
/// assert_eq!(csv, b"bar,equity\n1,1000\n2,\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table<'a> {
    columns: Vec<(String, Values<'a>)>,
}

/// A column that does not fit its table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The column is longer or shorter than those before it.
    #[error("column `{column}` has {actual} values, the columns before it have {expected}")]
    Length {
        /// The column.
        column: String,
        /// Its length.
        actual: usize,
        /// The length of the others.
        expected: usize,
    },
    /// There is a column of that name.
    #[error("column `{column}` is there already")]
    Twice {
        /// The name.
        column: String,
    },
}

/// Why a table was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file system refused.
    #[error("`{path}` cannot be written")]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The name of the file tells no format.
    #[error("`{path}` names no format; end it in `.csv`, `.csv.gz`, `.tsv` or `.parquet`")]
    Format {
        /// The file.
        path: PathBuf,
    },
}

impl<'a> Table<'a> {
    /// A table without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bars as `time,open,high,low,close` and, where they have it, `volume`.
    pub fn of_bars(bars: &'a Bars) -> Self {
        let mut columns = vec![
            ("time".to_owned(), Values::from(bars.time())),
            ("open".to_owned(), Values::from(bars.open())),
            ("high".to_owned(), Values::from(bars.high())),
            ("low".to_owned(), Values::from(bars.low())),
            ("close".to_owned(), Values::from(bars.close())),
        ];
        if let Some(volume) = bars.volume() {
            columns.push(("volume".to_owned(), Values::from(volume)));
        }
        Self { columns }
    }

    /// The table with one more column at its end.
    ///
    /// # Errors
    /// [`TableError`]: its length differs from the others', or its name is taken.
    pub fn with(mut self, name: &str, values: impl Into<Values<'a>>) -> Result<Self, TableError> {
        let values = values.into();
        if self.columns.iter().any(|(column, _)| column == name) {
            return Err(TableError::Twice { column: name.to_owned() });
        }
        if !self.columns.is_empty() && values.len() != self.rows() {
            return Err(TableError::Length {
                column: name.to_owned(),
                actual: values.len(),
                expected: self.rows(),
            });
        }
        self.columns.push((name.to_owned(), values));
        Ok(self)
    }

    /// The values of the column of that name.
    pub fn column(&self, name: &str) -> Option<&Values<'a>> {
        self.columns.iter().find(|(column, _)| column == name).map(|(_, values)| values)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// Writes comma-separated text with a header. The same table gives the same bytes.
    ///
    /// # Errors
    /// Whatever `output` answers.
    pub fn to_csv(&self, output: &mut impl io::Write) -> io::Result<()> {
        csv::write(self, b',', output)
    }

    /// Writes a Parquet file. The same table gives the same bytes.
    ///
    /// # Errors
    /// Whatever `output` answers.
    pub fn to_parquet(&self, output: &mut (impl io::Write + Send)) -> io::Result<()> {
        parquet::write(self, output)
    }

    /// Writes a file that appears whole or not at all, in the format that its name asks for.
    ///
    /// # Errors
    /// [`WriteError`]: the name asks for no format, or the file system refuses.
    pub fn write(&self, path: &Path) -> Result<(), WriteError> {
        let format = FileFormat::of_path(path).ok_or_else(|| WriteError::Format { path: path.to_owned() })?;
        write_atomically(path, |output| match format {
            FileFormat::Csv => csv::write(self, b',', output),
            FileFormat::Tsv => csv::write(self, b'\t', output),
            FileFormat::CsvGzip => csv::write_gzip(self, output),
            FileFormat::Parquet => parquet::write(self, output),
        })
        .map_err(|source| WriteError::Io { path: path.to_owned(), source })
    }
}

/// Writes bars to a file that appears whole or not at all, in the format that its name asks for. What is
/// written reads back as the same bars, to the last bit.
///
/// # Errors
/// [`WriteError`]: the name asks for no format, or the file system refuses.
pub fn write_bars(path: &Path, bars: &Bars) -> Result<(), WriteError> {
    Table::of_bars(bars).write(path)
}
