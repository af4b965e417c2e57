//! What a file of bars holds, and what is wrong or strange about it.

use std::path::Path;

use assay_types::{ContentHash, Timeframe, Timestamp};
use serde::Serialize;

use crate::check::check;
use crate::content::content_hash;
use crate::inspect::gaps::find_gaps;
use crate::inspect::outliers::find_outliers;
use crate::load::{LoadError, LoadOptions, Origin, Progress, into_bars, read};
use crate::problem::{ProblemKind, Problems};
use crate::repair::{Fix, Repair, repair};

mod gaps;
mod outliers;

pub use gaps::{Gap, GapKind, Gaps};
pub use outliers::{OUTLIER_DEVIATIONS, Outlier, Outliers};

/// The most gaps and outliers that are listed; all are counted.
pub(crate) const LISTED_MAX: usize = 10;

/// A file of bars, looked through.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspection {
    /// Where the rows came from: format, columns, notes, file hash.
    pub origin: Origin,
    /// How many rows could be read.
    pub rows: usize,
    /// The oldest time.
    pub first: Option<Timestamp>,
    /// The newest time.
    pub last: Option<Timestamp>,
    /// The interval of the bars: the most frequent step from one time to the next.
    pub timeframe: Option<Timeframe>,
    /// Where bars are missing.
    pub gaps: Gaps,
    /// All that keeps the rows from being bars; empty where they load without repair.
    pub problems: Problems,
    /// Rows that share their time with another, wherever in the file they are.
    pub duplicates: u64,
    /// Closes that differ too much from the one before; strange, not wrong.
    pub outliers: Outliers,
    /// Bars in which nothing was traded; 0 where the file has no volume.
    pub zero_volume_bars: u64,
    /// Bars whose four prices are the same.
    pub flat_bars: u64,
    /// The hash of the bars, where the rows are bars: see [`content_hash`].
    pub content_hash: Option<ContentHash>,
}

/// Looks through a file. Wrong rows are counted and listed, not refused.
///
/// # Errors
/// [`LoadError`], where no row can be read: no such file, no table of bars, times that can mean two things.
pub fn inspect(
    path: &Path,
    options: &LoadOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<Inspection, LoadError> {
    let unrepaired = LoadOptions { repair: Repair::none(), ..options.clone() };
    let read = read(path, &unrepaired, progress)?;
    let (mut rows, mut problems, origin) = (read.rows, read.problems, read.origin);
    check(&rows, &origin.columns, &mut problems);
    let row_count = rows.len();
    let count_where = |holds: &dyn Fn(usize) -> bool| {
        u64::try_from((0..row_count).filter(|&row| holds(row)).count()).unwrap_or(u64::MAX)
    };
    let zero_volume_bars = count_where(&|row| {
        rows.volume.as_ref().and_then(|volume| volume.get(row)).is_some_and(|&volume| volume == 0.0)
    });
    let flat_bars = count_where(&|row| {
        let [open, high, low, close] = rows.prices(row).map(f64::to_bits);
        open == high && high == low && low == close
    });
    let disordered = [ProblemKind::OutOfOrder, ProblemKind::NewestFirst, ProblemKind::DuplicateTime]
        .iter()
        .any(|kind| problems.counts.contains_key(kind));
    let mut duplicates = 0;
    if disordered {
        let order = Repair::only([Fix::Sort, Fix::DropDuplicate]);
        let log = repair(&mut rows, &mut Problems::default(), &order);
        duplicates = log.counts.get(&Fix::DropDuplicate).copied().unwrap_or(0);
    }
    let (timeframe, gaps) = find_gaps(&rows.time);
    let outliers = find_outliers(&rows);
    let instant = |nanos: Option<&i64>| nanos.copied().map(Timestamp::from_unix_nanos);
    let (first, last) = (instant(rows.time.first()), instant(rows.time.last()));
    let bars = if problems.is_empty() { into_bars(rows).ok() } else { None };
    Ok(Inspection {
        origin,
        rows: row_count,
        first,
        last,
        timeframe,
        gaps,
        problems,
        duplicates,
        outliers,
        zero_volume_bars,
        flat_bars,
        content_hash: bars.as_ref().map(content_hash),
    })
}
