//! The only crate that reads and writes market data.
//!
//! [`load()`] turns a file into [`Bars`](assay_types::Bars) or into a reason; [`inspect()`] tells what a file
//! holds, right or wrong; [`write_bars`] and [`Table`] write CSV and Parquet, and [`read_table`] reads a table back;
//! [`synthesise`] makes series from a seed.
//!
//! What holds here:
//! - What a file is, its bytes tell: CSV (comma, semicolon, tab, bar; with a header or in a known order),
//!   the same in gzip, or Parquet.
//! - Wrong data is refused with its line, column and value. [`Repair`] mends what it is allowed to, names every
//!   change, and never makes up a price.
//! - No foreign byte panics. Records, rows, unpacked sizes and lists of problems are bounded.
//! - Memory is the columns and a constant: rows are parsed in place, one buffer for all.
//! - The same bars give the same bytes and the same [`content_hash`], whatever file they came from.
//!
//! What it does not do: fetch data, keep a catalogue, resample, adjust for splits and dividends, or know of
//! time zones other than offsets from UTC.
//!
//! ```
//! use assay_data::{LoadOptions, SynthOptions, load, synthesise, write_bars};
//!
//! let bars = synthesise(&SynthOptions { bars: 100, seed: 7, ..SynthOptions::default() })?;
//! let directory = tempfile::tempdir()?;
//! let path = directory.path().join("bars.csv.gz");
//! write_bars(&path, &bars)?;
//! let loaded = load(&path, &LoadOptions::default(), &mut |_| {})?;
//! assert_eq!(loaded.bars, bars);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod atomic;
mod check;
mod column;
mod columnar;
mod content;
mod delimited;
mod header;
mod inspect;
mod layout;
mod load;
mod moment;
mod number;
mod problem;
mod records;
mod repair;
mod rows;
mod source;
mod synth;
mod table;

pub use column::Column;
pub use columnar::read_table;
pub use content::{columns_hash, content_hash};
pub use header::Mapping;
pub use inspect::{Gap, GapKind, Gaps, Inspection, OUTLIER_DEVIATIONS, Outlier, Outliers, inspect};
pub use layout::LayoutKind;
pub use load::{Format, LoadError, LoadOptions, Loaded, Origin, Progress, load};
pub use moment::{DateOrder, EpochUnit};
pub use problem::{PROBLEMS_SHOWN_MAX, Place, Problem, ProblemKind, Problems};
pub use repair::{ACTIONS_KEPT_MAX, Action, Fix, Repair, RepairLog};
pub use synth::{Calendar, Model, SYNTH_BARS_MAX, SynthError, SynthOptions, synthesise};
pub use table::{FileFormat, Table, TableError, Values, WriteError, write_bars};
