//! The only crate that judges: it holds a backtest's statistics against a verdict policy.
//!
//! A verdict is data. Every criterion keeps its value, its threshold, the reason in words and, where it was
//! missed, what would change the result, so that a person can argue with it and a program can act on it.
//!
//! ```
//! use assay_lab::{default_policy, describe};
//!
//! let policy = default_policy();
//! assert_eq!(policy.criteria[0].statistic, "trades");
//! assert_eq!(describe("psr").map(|figure| figure.name), Some("probabilistic Sharpe ratio"));
//! ```
//!
//! # Invariants
//!
//! - **Undefined is not met.** A statistic that is `null` misses its criterion, whatever the comparison.
//! - **A policy is wholly understood or refused.** A key that names no statistic is an error, not a criterion
//!   that is always met.
//! - **Pure.** No clock, no file, no random number: the same policy and statistics give the same verdict.
//!
//! # Non-goals
//!
//! - Reading policies: `assay-spec` does, with the place of every mistake.
//! - A verdict on one backtest says nothing of how many others were tried. Selection bias is judged elsewhere.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::wildcard_enum_match_arm
)]

mod change;
mod figure;
mod judge;
pub mod monte_carlo;
mod numbers;
pub mod overfitting;
mod policy;
pub mod regime;
pub mod search;
pub mod walk_forward;

pub use figure::{Evidence, Figure, Part, Unit, describe, figures, grouped};
pub use judge::{JudgeError, in_words, judge};
pub use policy::default_policy;
