//! The only crate that turns bars and orders into fills, equity, trades and statistics.
//!
//! It is a machine: no clock, no file, no network, no randomness of its own.

// Not `arithmetic_side_effects`: integers here are bar indices and counts, bounded by the length of the data.
#![warn(clippy::wildcard_enum_match_arm)]
#![allow(
    clippy::inline_always,
    reason = "a loop is compiled for wider vectors if it is part of `vector::wide`'s closure"
)]

pub mod document;
pub mod indicators;
pub mod parallel;
pub mod rules;
pub mod simulator;
pub mod statistics;
mod vector;
