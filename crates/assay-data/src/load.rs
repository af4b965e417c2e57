//! From a file to bars.

use std::io;
use std::path::{Path, PathBuf};

use assay_types::{BarColumns, Bars, BarsError, ContentHash, Timestamp};
use serde::Serialize;

use crate::check::check;
use crate::column::Column;
use crate::content::{columns_hash, content_hash};
use crate::header::Mapping;
use crate::layout::{LayoutError, LayoutKind};
use crate::moment::{DateOrder, Decided, EpochUnit};
use crate::problem::{Place, Problems};
use crate::records::RecordError;
use crate::repair::{ACTIONS_KEPT_MAX, Repair, RepairLog, repair};
use crate::rows::Rows;
use crate::source::{Container, Source, hash_file};
use crate::{columnar, delimited};

/// How to read a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOptions {
    /// What may be mended; nothing by default.
    pub repair: Repair,
    /// The unit of times that are numbers; found from the whole column where `None`.
    pub epoch_unit: Option<EpochUnit>,
    /// The order of day and month in dates like `01/02/2024`; found from the whole column where `None`.
    pub date_order: Option<DateOrder>,
    /// Whether columns of numbers beside those of bars are read too, into [`Loaded::columns`]; not by default.
    pub extra_columns: bool,
    /// The most rows; 100 million by default, which take 4.8 GB.
    ///
    /// Columns beside those of bars may hold four times as many values in all.
    pub rows_max: usize,
    /// The most bytes that a packed file may unpack to; 64 GiB by default.
    pub unpacked_bytes_max: u64,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            repair: Repair::none(),
            epoch_unit: None,
            date_order: None,
            extra_columns: false,
            rows_max: 100_000_000,
            unpacked_bytes_max: 64 << 30,
        }
    }
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file read so far, packed where it is packed.
    pub bytes_read: u64,
    /// The size of the file.
    pub bytes_total: u64,
    /// Rows read so far.
    pub rows: usize,
}

/// How a file writes its bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Format {
    /// The sort of layout.
    pub layout: LayoutKind,
    /// Whether the file is packed with gzip.
    pub gzip: bool,
    /// The separator of a text file: `comma`, `semicolon`, `tab` or `bar`.
    pub separator: Option<&'static str>,
    /// Whether numbers are written like `1,5`.
    pub decimal_comma: bool,
    /// What the times turned out to be, in words.
    pub times: String,
}

/// Where bars came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The file, as it was named.
    pub path: PathBuf,
    /// The hash of the file's bytes.
    pub file_hash: ContentHash,
    /// The size of the file in bytes.
    pub file_bytes: u64,
    /// How the file writes its bars.
    pub format: Format,
    /// Which of its columns became which.
    pub columns: Mapping,
    /// What a reader of the file should know: columns that were not read, times without a zone.
    pub notes: Vec<String>,
}

/// Bars and where they came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The bars.
    pub bars: Bars,
    /// The hash of the bars: see [`content_hash`].
    pub content_hash: ContentHash,
    /// The columns of numbers beside those of bars, in the order of the file; empty unless
    /// [`LoadOptions::extra_columns`] asks for them. Nothing is assumed of their values.
    pub columns: Vec<Column>,
    /// The hash of these columns; `None` where there are none: see [`columns_hash`].
    pub columns_hash: Option<ContentHash>,
    /// Where they came from.
    pub origin: Origin,
    /// What was mended; empty unless [`LoadOptions::repair`] allows it.
    pub repairs: RepairLog,
}

/// Why a file gave no bars.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be opened or read.
    #[error("`{path}` cannot be read")]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is of a known kind that is not read here.
    #[error("`{path}` is {what}")]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The kind, and what to do.
        what: &'static str,
    },
    /// The file is no table of bars.
    #[error("`{path}`: {reason}")]
    Layout {
        /// The file.
        path: PathBuf,
        /// Why, and what would be right.
        reason: String,
    },
    /// The column of times can be read in two ways, or in none.
    #[error("`{path}`, {place}, column `{column}`: {reason}")]
    Times {
        /// The file.
        path: PathBuf,
        /// Where it shows.
        place: Place,
        /// The column by the file's name.
        column: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// Rows are wrong.
    #[error("`{path}` has {problems}")]
    Wrong {
        /// The file.
        path: PathBuf,
        /// All that is wrong.
        problems: Box<Problems>,
    },
    /// The file is larger than the options allow.
    #[error("`{path}`: {reason}")]
    Limit {
        /// The file.
        path: PathBuf,
        /// Which limit.
        reason: String,
    },
    /// No row is left.
    #[error("`{path}` has no rows that can be read")]
    NoBars {
        /// The file.
        path: PathBuf,
    },
    /// The rows passed every check of this crate and are refused all the same.
    #[error("`{path}` is not a series of bars")]
    Bars {
        /// The file.
        path: PathBuf,
        /// The invariant that does not hold.
        source: BarsError,
    },
}

/// Too much to read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LimitError {
    #[error("more than {rows_max} rows; split the file")]
    Rows { rows_max: usize },
    #[error("more than {values_max} values in the columns beside those of bars; leave some of them out")]
    Values { values_max: usize },
}

/// Why rows could not be read, before the file's name is known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Layout(#[from] LayoutError),
    #[error("{what}")]
    Unsupported { what: &'static str },
    #[error("{place}, column `{column}`: {reason}")]
    Times { place: Place, column: String, reason: String },
    #[error(transparent)]
    Limit(#[from] LimitError),
}

impl ReadError {
    pub(crate) fn at(self, path: &Path) -> LoadError {
        let path = path.to_owned();
        match self {
            Self::Io(source) | Self::Layout(LayoutError::Record(RecordError::Io(source))) => {
                LoadError::Io { path, source }
            }
            Self::Layout(error) => LoadError::Layout { path, reason: error.to_string() },
            Self::Unsupported { what } => LoadError::Unsupported { path, what },
            Self::Times { place, column, reason } => LoadError::Times { path, place, column, reason },
            Self::Limit(error) => LoadError::Limit { path, reason: error.to_string() },
        }
    }
}

/// Rows and all that is known about them before they are judged.
pub(crate) struct ReadRows {
    pub(crate) rows: Rows,
    pub(crate) problems: Problems,
    pub(crate) origin: Origin,
}

/// Reads bars from CSV (plain or gzip) or Parquet; what a file is, its bytes tell and not its name.
///
/// Memory is the columns (8 bytes per value) and a constant; repairing takes an index more.
/// `progress` is called now and then, and once at the end.
///
/// # Errors
/// [`LoadError`]: the file cannot be read, is not a table of bars, or its rows are wrong in ways that
/// [`LoadOptions::repair`] does not allow to mend.
pub fn load(
    path: &Path,
    options: &LoadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Loaded, LoadError> {
    let ReadRows { mut rows, mut problems, origin } = read(path, options, progress)?;
    let mut repairs = RepairLog::default();
    if !options.repair.is_none() {
        repairs = repair(&mut rows, &mut problems, &options.repair);
    }
    check(&rows, &origin.columns, &mut problems);
    if !problems.is_empty() {
        return Err(LoadError::Wrong { path: path.to_owned(), problems: Box::new(problems) });
    }
    if rows.len() == 0 {
        return Err(LoadError::NoBars { path: path.to_owned() });
    }
    let columns = std::mem::take(&mut rows.columns);
    let bars = into_bars(rows).map_err(|source| LoadError::Bars { path: path.to_owned(), source })?;
    let columns_hash = (!columns.is_empty()).then(|| columns_hash(&columns));
    Ok(Loaded { content_hash: content_hash(&bars), bars, columns, columns_hash, origin, repairs })
}

/// Reads rows without judging them.
pub(crate) fn read(
    path: &Path,
    options: &LoadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ReadRows, LoadError> {
    read_rows(path, options, progress).map_err(|error| error.at(path))
}

fn read_rows(
    path: &Path,
    options: &LoadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ReadRows, ReadError> {
    let source = Source::open(path)?;
    let file_bytes = source.size;
    let kept_max = if options.repair.is_none() { None } else { Some(ACTIONS_KEPT_MAX) };
    let path = path.to_owned();
    match source.container {
        Container::Text | Container::Gzip => {
            let gzip = source.container == Container::Gzip;
            let (mut text, tally) = source.into_text(options.unpacked_bytes_max);
            let read = delimited::read(&mut text, file_bytes, gzip, &tally, options, kept_max, progress)?;
            let file_hash = text.finish(&tally)?;
            let format = Format {
                layout: read.layout.kind,
                gzip,
                separator: Some(read.layout.separator()),
                decimal_comma: read.layout.decimal_comma,
                times: read.times.words().to_owned(),
            };
            let zoned = matches!(read.times, Decided::Zoned | Decided::Epoch(_));
            let (columns, notes) = (read.mapping, read.layout.notes);
            let origin = Origin { path, file_hash, file_bytes, format, columns, notes };
            Ok(with_notes(ReadRows { rows: read.rows, problems: read.problems, origin }, zoned))
        }
        Container::Parquet => {
            let mut file = source.into_file();
            let file_hash = hash_file(&mut file)?;
            let read = columnar::read(file, file_bytes, options, kept_max, progress)?;
            let format = Format {
                layout: LayoutKind::Parquet,
                gzip: false,
                separator: None,
                decimal_comma: false,
                times: read.times,
            };
            let origin =
                Origin { path, file_hash, file_bytes, format, columns: read.mapping, notes: read.notes };
            Ok(with_notes(ReadRows { rows: read.rows, problems: read.problems, origin }, read.zoned))
        }
        Container::Other(what) => Err(ReadError::Unsupported { what }),
    }
}

/// Notes what holds for files of every kind: an empty volume, adjusted closes, columns that were not read, the zone.
fn with_notes(mut read: ReadRows, zoned: bool) -> ReadRows {
    let ReadRows { rows, origin: Origin { columns, notes, .. }, .. } = &mut read;
    if rows.volume.as_ref().is_some_and(|volume| volume.iter().all(|volume| volume.is_nan())) {
        rows.volume = None;
        notes.push("the volume column is empty and not read".to_owned());
    }
    if columns.ignores_adjusted_close() {
        notes.push("adjusted closes are not read: open, high and low are not adjusted either".to_owned());
    }
    if !columns.ignored.is_empty() {
        notes.push(format!("columns not read: {}", quoted(&columns.ignored)));
    }
    if !zoned {
        notes.push("times without an offset are read as UTC".to_owned());
    }
    read
}

fn quoted(names: &[String]) -> String {
    const LISTED_MAX: usize = 20;
    let mut listed: Vec<String> = names.iter().take(LISTED_MAX).map(|name| format!("`{name}`")).collect();
    if names.len() > LISTED_MAX {
        listed.push(format!("and {} more", names.len() - LISTED_MAX));
    }
    listed.join(", ")
}

pub(crate) fn into_bars(rows: Rows) -> Result<Bars, BarsError> {
    Bars::new(BarColumns {
        time: rows.time.into_iter().map(Timestamp::from_unix_nanos).collect(),
        open: rows.open,
        high: rows.high,
        low: rows.low,
        close: rows.close,
        volume: rows.volume,
    })
}
