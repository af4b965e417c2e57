//! The only crate that holds the engine against its peer, backtesting.py 0.6.6: the same cases through both,
//! every statistic and every trade compared.
//!
//! `peers/parity` writes the cases and the peer's records; `cargo xtask parity` runs both sides over the full
//! matrix, this crate's tests over a checked-in subset.

pub mod case;
pub mod compare;
pub mod python;
pub mod record;
pub mod run;
pub mod script;
