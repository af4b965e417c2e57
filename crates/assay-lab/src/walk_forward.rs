//! Walk-forward analysis: parameters are chosen on one part of the history and judged on the part that follows (Pardo, R.
//! 2008, *The Evaluation and Optimization of Trading Strategies*, chapter 11).
//!
//! ```
//! use assay_lab::walk_forward::{Judged, Part, Scheme, consistency, efficiency};
//! use assay_types::Timestamp;
//!
//! let time: Vec<_> = (0..80).map(|day| Timestamp::from_unix_nanos(day * 86_400_000_000_000)).collect();
//! let windows = Scheme::for_bars(time.len()).windows(&time)?;
//! assert_eq!(windows.len(), 5);
//! assert_eq!((windows[0].in_sample.clone(), windows[0].out_of_sample.clone()), (0..30, 30..40));
//!
//! let part = |growth| Part { years: 1.0, growth, sharpe_ratio: None };
//! let judged = [Judged { in_sample: part(1.2), out_of_sample: part(1.1) }];
//! assert!((efficiency(&judged).unwrap() - 0.5).abs() < 1e-9);
//! assert_eq!(consistency(&judged), Some(1.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod parameters;
mod windows;

pub use self::parameters::{Drawn, neighbours, stability, steadiness};
pub use self::windows::{Anchor, Length, LengthError, Scheme, SchemeError, Window};
use crate::numbers::count;

/// What a run over one part of a window came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// How long the part is, in years.
    pub years: f64,
    /// The equity at its end over that at its start; 0 for an account that was lost.
    pub growth: f64,
    /// The annualised Sharpe ratio, where it is defined.
    pub sharpe_ratio: Option<f64>,
}

/// A window that was run on both sides, with what was chosen on the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The part that parameters were chosen on.
    pub in_sample: Part,
    /// The part that follows.
    pub out_of_sample: Part,
}

/// The compound annual return of parts one after another, as a ratio; `None` if they last no time, or it is no number.
fn annual_return<'p>(parts: impl Iterator<Item = &'p Part>) -> Option<f64> {
    let (years, growth) = parts.fold((0.0, 0.0), |(years, growth), part| {
        // Of logarithms: the product of a thousand windows would leave the numbers.
        (years + part.years, growth + libm::log(part.growth))
    });
    let annual = libm::exp(growth / years) - 1.0;
    (years > 0.0 && annual.is_finite()).then_some(annual)
}

/// Walk-forward efficiency: the annual return out of sample over that in sample, both compounded over all windows (Pardo 2008,
/// p. 238). 1 where nothing is lost by not knowing the future; `None` where the in-sample return is not above 0.
pub fn efficiency(windows: &[Judged]) -> Option<f64> {
    let inside = annual_return(windows.iter().map(|window| &window.in_sample))?;
    let outside = annual_return(windows.iter().map(|window| &window.out_of_sample))?;
    (inside > 0.0).then(|| outside / inside)
}

/// How much of the Sharpe ratio is lost out of sample: 1 less the mean out of sample over the mean in sample, over the windows
/// that have both. `None` where the mean in sample is not above 0.
pub fn degradation(windows: &[Judged]) -> Option<f64> {
    let both: Vec<(f64, f64)> = windows
        .iter()
        .filter_map(|window| Some((window.in_sample.sharpe_ratio?, window.out_of_sample.sharpe_ratio?)))
        .collect();
    let inside: f64 = both.iter().map(|(inside, _)| inside).sum();
    let outside: f64 = both.iter().map(|(_, outside)| outside).sum();
    (inside > 0.0).then(|| 1.0 - outside / inside)
}

/// The share of windows that earned out of sample; one without a trade did not. `None` without windows.
pub fn consistency(windows: &[Judged]) -> Option<f64> {
    let earned = windows.iter().filter(|window| window.out_of_sample.growth > 1.0).count();
    (!windows.is_empty()).then(|| count(earned) / count(windows.len()))
}

/// The parts of a robustness score, each 1 at its best; `None` where it is not defined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Robustness {
    /// [`consistency`].
    pub consistency: Option<f64>,
    /// [`efficiency`]; what is above 1 counts as 1.
    pub efficiency: Option<f64>,
    /// [`steadiness`] of the chosen parameters.
    pub steadiness: Option<f64>,
    /// What the neighbours of the parameters have of their Sharpe ratio; what is above 1 counts as 1.
    pub plateau: Option<f64>,
}

impl Robustness {
    /// The score, from 0 to 100: the weighted mean of the parts, each cut to between 0 and 1, with weights 3 (consistency), 3
    /// (efficiency), 2 (steadiness) and 2 (plateau). Parts that are not defined are left out, as for a strategy without
    /// parameters; without both consistency and efficiency there is no score.
    pub fn score(self) -> Option<f64> {
        let Self { consistency, efficiency, steadiness, plateau } = self;
        // An account that earned nothing in sample has nothing to keep.
        let efficiency = efficiency.or_else(|| consistency.map(|_| 0.0));
        consistency?;
        let parts = [(consistency, 3.0), (efficiency, 3.0), (steadiness, 2.0), (plateau, 2.0)];
        let (sum, weights) = parts.iter().fold((0.0, 0.0), |(sum, weights), (part, weight)| match part {
            Some(part) => (sum + part.clamp(0.0, 1.0) * weight, weights + weight),
            None => (sum, weights),
        });
        Some(100.0 * sum / weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(windows: &[(f64, f64)]) -> Vec<Judged> {
        let part = |years: f64, annual: f64| Part {
            years,
            growth: (1.0 + annual).powf(years),
            sharpe_ratio: Some(annual * 10.0),
        };
        let window = |(inside, outside): &(f64, f64)| Judged {
            in_sample: part(3.0, *inside),
            out_of_sample: part(1.0, *outside),
        };
        windows.iter().map(window).collect()
    }

    #[test]
    fn efficiency_is_annual_return_out_over_in() {
        let check = |windows: &[(f64, f64)], expected: Option<f64>| {
            let found = efficiency(&judged(windows));
            assert!(
                found
                    .zip(expected)
                    .map_or(found == expected, |(found, expected)| (found - expected).abs() < 1e-9),
                "{windows:?}: {found:?}"
            );
        };
        check(&[(0.2, 0.1)], Some(0.5));
        check(&[(0.1, 0.2), (0.1, 0.2)], Some(2.0));
        check(&[(0.1, -0.05)], Some(-0.5));
        check(&[(-0.1, 0.1)], None);
        check(&[], None);
        // The account was lost: everything, a year.
        let mut lost = judged(&[(0.2, 0.1)]);
        lost[0].out_of_sample.growth = 0.0;
        assert!((efficiency(&lost).unwrap() + 5.0).abs() < 1e-9);
    }

    #[test]
    fn degradation_is_the_share_of_the_sharpe_ratio_that_is_lost() {
        let check = |windows: &[(f64, f64)], expected: Option<f64>| {
            assert_eq!(degradation(&judged(windows)), expected, "{windows:?}");
        };
        check(&[(0.2, 0.1)], Some(0.5));
        check(&[(0.2, 0.3), (0.2, -0.1)], Some(0.5));
        check(&[(-0.2, 0.1)], None);
        check(&[], None);
    }

    #[test]
    fn consistency_counts_windows_that_earned() {
        let check = |windows: &[(f64, f64)], expected: Option<f64>| {
            assert_eq!(consistency(&judged(windows)), expected, "{windows:?}");
        };
        check(&[(0.2, 0.1), (0.2, 0.0), (0.2, -0.1), (0.2, 0.4)], Some(0.5));
        check(&[], None);
    }

    #[test]
    fn a_robustness_score_weighs_what_is_defined() {
        let check = |parts: [Option<f64>; 4], expected: Option<f64>| {
            let [consistency, efficiency, steadiness, plateau] = parts;
            let found = Robustness { consistency, efficiency, steadiness, plateau }.score();
            assert_eq!(found, expected, "{parts:?}");
        };
        check([Some(1.0), Some(1.0), Some(1.0), Some(1.0)], Some(100.0));
        check([Some(0.5), Some(0.5), Some(1.0), Some(0.0)], Some(50.0));
        check([Some(1.0), Some(3.0), None, None], Some(100.0));
        check([Some(0.5), None, None, None], Some(25.0));
        check([Some(0.0), Some(-2.0), Some(0.5), Some(0.5)], Some(20.0));
        check([None, None, Some(1.0), Some(1.0)], None);
    }
}
