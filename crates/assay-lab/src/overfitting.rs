//! How much of a result is the luck of having tried often.
//!
//! Sharpe ratios here are those of a period and not annualised; kurtosis is not excess.

mod cscv;
mod deflated;

pub use cscv::{BlockSums, Overfitting, probability_of_overfitting};
pub use deflated::{Deflated, deflated_sharpe_ratio, expected_maximum, minimum_track_record};
