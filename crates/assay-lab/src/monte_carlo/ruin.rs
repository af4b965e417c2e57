//! How much may be risked.

use super::{Draw, Plan, resample};

/// What ruin is, and how likely it may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuinLimit {
    /// The share of the start at which an account is ruined, in `(0, 1)`.
    pub level: f64,
    /// The highest probability of ruin that is accepted, in `[0, 1)`.
    pub probability: f64,
}

/// How many halvings find the scale: to less than a thousandth of the range.
const HALVINGS: u32 = 12;

/// The largest factor up to `most` by which every return may be multiplied, as by trading larger, so that ruin stays within
/// the limit; 0 if none. All factors are tried on the same draws.
///
/// # Panics
/// If there are no returns or no paths.
pub fn largest_scale(returns: &[f64], draw: Draw, plan: &Plan, limit: RuinLimit, most: f64) -> f64 {
    let within = |scale: f64| {
        let scaled: Vec<f64> = returns.iter().map(|ratio| ratio * scale).collect();
        resample(&scaled, draw, plan).probability_of_ruin(limit.level) <= limit.probability
    };
    if within(most) {
        return most;
    }
    let (mut good, mut bad) = (0.0, most);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(good, bad);
        if within(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}
