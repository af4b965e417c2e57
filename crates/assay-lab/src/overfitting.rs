//! How much of a result is the luck of having tried often.
//!
//! Sharpe ratios here are those of a period and not annualised; kurtosis is not excess.

mod cross_validation;
mod cscv;
mod deflated;
mod snooping;

pub use cross_validation::{CrossScheme, CrossValidation, cross_validate};
pub use cscv::{BlockSums, Overfitting, probability_of_overfitting};
pub use deflated::{
    Deflated, deflated_against, deflated_sharpe_ratio, expected_maximum, minimum_track_record,
};
pub use snooping::{Resampling, Snooping, rule_significance, snooping};
