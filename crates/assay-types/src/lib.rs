//! The only crate that defines symbols, prices, quantities, money, timestamps, timeframes, bars, sides and
//! IDs, and that parses them from untrusted text.
//!
//! # Purpose
//!
//! Everything else in Assay receives these types and need not look at them again: that a value exists means
//! that it was checked. A model, a file, a venue or a person wrote the text; a type of this crate is where
//! that stops mattering.
//!
//! ```
//! use assay_types::{LotSize, Price, Quantity, Rounding, Symbol, TickSize};
//!
//! let symbol: Symbol = "BTC/USD".parse()?;
//! let (tick, lot): (TickSize, LotSize) = ("0.10".parse()?, "0.001".parse()?);
//!
//! // A strategy computed these in floats. They become money here, by named modes.
//! let price: Price = tick.round_float(61_234.567, Rounding::HalfEven)?;
//! let quantity: Quantity = lot.round_float(0.123_987, Rounding::Floor)?;
//! assert_eq!((price.to_string(), quantity.to_string()), ("61234.60".into(), "0.123".into()));
//! assert_eq!(price.notional(quantity, 2, Rounding::HalfEven)?.to_string(), "7531.86");
//!
//! // What is refused is refused with the value, the place and the remedy, and is safe to print.
//! let error = "1,000.5\u{1b}[31m".parse::<Price>().unwrap_err();
//! assert_eq!(error.text().as_str(), "1,000.5\\u{1b}[31m");
//! assert_eq!(error.problem().to_string(), "character 2 is `,`");
//! assert!(error.how_to_write().ends_with("like `101.25`"));
//! assert_eq!(symbol.pair(), Some(("BTC", "USD")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Invariants
//!
//! - **One way in.** Text becomes a value through `FromStr`, and serde goes through it. Constructors from
//!   numbers hold them to the same ranges.
//! - **Bounded.** A text longer than any value of its kind is refused unread. Values of fixed size are `Copy`.
//! - **ASCII.** No value contains anything else, so look-alikes, bidirectional marks and full-width digits
//!   have nowhere to hide. Nothing is trimmed, folded or guessed.
//! - **Round trip.** A value's text reads back as the value. JSON holds that text: decimals are strings.
//! - **Exact or named.** Decimal arithmetic is exact, rounded by a named [`Rounding`], or an error. There are
//!   no operators to forget this with, and no float becomes money but through a [`TickSize`] or [`LotSize`].
//! - **Harmless errors.** An error shows foreign text as an [`Excerpt`].
//! - **Pure.** No clock, no file, no variable, no random number; no panic on any input.
//!
//! # Non-goals
//!
//! - Whether a symbol or currency exists: the venue knows. Names of a venue that need more than the grammar
//!   of [`Symbol`] are mapped by its adapter.
//! - The spellings of dates in data files (`assay-data`), and civil time in other zones: all times are UTC.
//! - Prices of zero or below, and statistics, which are `f64` in the engine.
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
