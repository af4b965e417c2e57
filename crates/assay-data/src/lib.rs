//! The only crate that reads and writes market data.

mod atomic;
mod check;
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

pub use content::content_hash;
pub use header::Mapping;
pub use inspect::{Gap, GapKind, Gaps, Inspection, OUTLIER_DEVIATIONS, Outlier, Outliers, inspect};
pub use layout::LayoutKind;
pub use load::{Format, LoadError, LoadOptions, Loaded, Origin, Progress, load};
pub use moment::{DateOrder, EpochUnit};
pub use problem::{PROBLEMS_SHOWN_MAX, Place, Problem, ProblemKind, Problems};
pub use repair::{ACTIONS_KEPT_MAX, Action, Fix, Repair, RepairLog};
pub use synth::{Calendar, Model, SYNTH_BARS_MAX, SynthError, SynthOptions, synthesise};
pub use table::{FileFormat, Table, TableError, Values, WriteError, write_bars};
