//! The deflated Sharpe ratio, and how long a track record must be.

use assay_engine::statistics::Moments;

use crate::numbers::{count, normal_quantile};

/// Euler's constant.
const GAMMA: f64 = 0.577_215_664_901_532_9;

/// The Sharpe ratio of the best of many trials, against what luck alone would have given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deflated {
    /// The variance of the trials' Sharpe ratios (denominator `n - 1`).
    pub variance: f64,
    /// The expected Sharpe ratio of the best of as many trials without merit.
    pub expected_maximum: f64,
    /// The probability that the true Sharpe ratio is above that.
    pub probability: f64,
}

/// The deflated Sharpe ratio of the best of some trials: the probability that its true Sharpe ratio is above what the best
/// of as many trials without merit is expected to have (Bailey, D. H. and López de Prado, M. 2014, "The Deflated Sharpe
/// Ratio", Journal of Portfolio Management 40(5), p. 94).
///
/// `sharpes` are the Sharpe ratios of all trials; those that are not finite count as trials, and not for the variance. Trials
/// that are alike count in full, which makes the result too strict rather than too mild. `None` if fewer than two trials
/// have a Sharpe ratio, or the best has no probability.
pub fn deflated_sharpe_ratio(best: Moments, sharpes: &[f64]) -> Option<Deflated> {
    let known: Vec<f64> = sharpes.iter().copied().filter(|sharpe| sharpe.is_finite()).collect();
    if known.len() < 2 {
        return None;
    }
    let mean = known.iter().sum::<f64>() / count(known.len());
    let squares: f64 = known.iter().map(|sharpe| (sharpe - mean) * (sharpe - mean)).sum();
    deflated_against(best, sharpes.len(), squares / count(known.len().saturating_sub(1)))
}

/// The same where the variance of the trials' Sharpe ratios is known otherwise. `None` if the best has no probability.
pub fn deflated_against(best: Moments, trials: usize, variance: f64) -> Option<Deflated> {
    let expected_maximum = expected_maximum(trials, variance);
    let probability = best.probabilistic_sharpe_ratio(expected_maximum);
    probability.is_finite().then_some(Deflated { variance, expected_maximum, probability })
}

/// The expected largest of `trials` independent normal values with mean 0 and that variance, to the accuracy of
/// `√V ((1 - γ) Φ⁻¹(1 - 1/N) + γ Φ⁻¹(1 - 1/(N e)))` (Bailey and López de Prado 2014, equation 1). 0 for one trial.
pub fn expected_maximum(trials: usize, variance: f64) -> f64 {
    if trials < 2 {
        return 0.0;
    }
    let trials = count(trials);
    let quantile = |tail: f64| normal_quantile(1.0 - tail).unwrap_or(f64::NAN);
    variance.sqrt()
        * ((1.0 - GAMMA) * quantile(1.0 / trials) + GAMMA * quantile(1.0 / (trials * std::f64::consts::E)))
}

/// How many returns a track record needs so that its Sharpe ratio is above a benchmark with that confidence, given its
/// skewness and kurtosis (Bailey, D. H. and López de Prado, M. 2012, "The Sharpe Ratio Efficient Frontier", Journal of Risk
/// 15(2), equation 11). Infinite if it is not above the benchmark at all; NaN where its moments are undefined.
pub fn minimum_track_record(moments: Moments, benchmark: f64, confidence: f64) -> f64 {
    if moments.sharpe <= benchmark {
        return f64::INFINITY;
    }
    let distance = normal_quantile(confidence).unwrap_or(f64::NAN) / (moments.sharpe - benchmark);
    1.0 + moments.sharpe_variance() * distance * distance
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the paper (p. 101): five years of days, 250 a year, with an annual Sharpe ratio of 2.5.
    const PAPER: Moments =
        Moments { observations: 1250, sharpe: 0.158_113_883_008_418_98, skewness: -3.0, kurtosis: 10.0 };

    /// As many trials whose Sharpe ratios have an annual variance of one half.
    fn trials(count: usize) -> Vec<f64> {
        let half = f64::from(u32::try_from(count / 2).unwrap());
        // Half above and half below the mean: the variance is d² n / (n - 1).
        let deviation = (0.5 / 250.0 * (2.0 * half - 1.0) / (2.0 * half)).sqrt();
        (0..count).map(|index| if index % 2 == 0 { deviation } else { -deviation }).collect()
    }

    #[test]
    fn the_example_of_the_paper() {
        let check = |count: usize, expected: f64| {
            let found = deflated_sharpe_ratio(PAPER, &trials(count)).unwrap();
            assert!((found.variance - 0.5 / 250.0).abs() < 1e-15, "{found:?}");
            assert!((found.probability - expected).abs() < 5e-5, "{count} trials: {found:?}");
            let told = deflated_against(PAPER, count, 0.5 / 250.0).unwrap();
            assert!((told.probability - found.probability).abs() < 1e-12);
        };
        check(100, 0.9004);
        check(46, 0.9505);
    }

    #[test]
    fn more_trials_promise_more_luck() {
        let check = |trials: usize, expected: f64| {
            let found = expected_maximum(trials, 1.0);
            assert!((found - expected).abs() < 0.04, "{trials}: {found}");
        };
        check(1, 0.0);
        // Expected maxima of normal samples (Harter, H. L. 1961, "Expected Values of Normal Order Statistics", Biometrika 48).
        check(10, 1.5388);
        check(100, 2.5076);
        check(1000, 3.2414);
    }

    #[test]
    fn what_was_not_compared_is_not_deflated() {
        assert_eq!(deflated_sharpe_ratio(PAPER, &[]), None);
        assert_eq!(deflated_sharpe_ratio(PAPER, &[0.1, f64::NAN]), None);
        assert_eq!(deflated_sharpe_ratio(Moments { observations: 1, ..PAPER }, &[0.1, 0.2]), None);
        // A trial without a Sharpe ratio was a chance all the same.
        let (two, three) = (
            deflated_sharpe_ratio(PAPER, &[0.1, 0.2]).unwrap(),
            deflated_sharpe_ratio(PAPER, &[0.1, 0.2, f64::NAN]).unwrap(),
        );
        assert!(two.probability > three.probability);
    }

    #[test]
    fn a_track_record_is_long_enough_where_the_probability_reaches_the_confidence() {
        let needs = minimum_track_record(PAPER, 0.1, 0.95);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousands")]
        let enough = needs.ceil() as usize;
        let probability = |observations| Moments { observations, ..PAPER }.probabilistic_sharpe_ratio(0.1);
        assert!(probability(enough) >= 0.95 && probability(enough - 1) < 0.95, "{needs}");
        assert!(minimum_track_record(PAPER, 0.2, 0.95).is_infinite());
    }
}
