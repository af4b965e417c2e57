//! The only crate that defines symbols, prices, quantities, money, timestamps, timeframes, bars, sides and
//! IDs, and that parses them from untrusted text.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::wildcard_enum_match_arm
)]

mod amount;
mod ascii;
mod bar;
mod excerpt;
mod grammar;
mod hash;
mod id;
mod identifier;
mod money;
mod price;
mod quantity;
mod rounding;
mod side;
mod symbol;
mod timeframe;
mod timestamp;

pub use amount::Amount;
pub use bar::{Bar, BarColumns, Bars, BarsError};
pub use excerpt::Excerpt;
pub use grammar::{ParseError, Problem};
pub use hash::{ContentHash, ContentHasher};
pub use id::{FillId, OrderId, RunId, SignalId, StrategyId, TradeId};
pub use identifier::Identifier;
pub use money::{Currency, Money};
pub use price::{Price, TickSize};
pub use quantity::{LotSize, Quantity};
pub use rounding::{ArithmeticError, Rounding};
pub use side::{Direction, Side};
pub use symbol::Symbol;
pub use timeframe::{TimeUnit, Timeframe};
pub use timestamp::{NANOS_PER_DAY, NANOS_PER_SECOND, Timestamp, TimestampError};
