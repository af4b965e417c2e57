//! The only crate that defines symbols, prices, quantities, money, timestamps, timeframes, bars, sides and
//! IDs, and that parses them from untrusted text.

mod bar;
mod timestamp;

pub use bar::{Bar, BarColumns, Bars, BarsError};
pub use timestamp::{NANOS_PER_DAY, NANOS_PER_SECOND, Timestamp, TimestampError};
