//! Statistics of the equity's returns from calendar period to calendar period.

use super::calendar::{Spacing, period_end};
use super::{count, geometric_mean, mean, variance};
use assay_types::Timestamp;

/// Simple returns of the equity between the last bars of successive periods.
pub(super) fn period_returns(equity: &[f64], time: &[Timestamp], spacing: Spacing) -> Vec<f64> {
    let mut returns = Vec::new();
    let mut before = None;
    let mut start = 0;
    while start < time.len() {
        start = period_end(time, start, spacing.period);
        let value = equity[start - 1];
        if let Some(before) = before {
            returns.push(value / before - 1.0);
        }
        before = Some(value);
    }
    // 0/0: an account that stays at nothing has no return.
    returns.retain(|ratio: &f64| !ratio.is_nan());
    returns
}

/// Annualised figures of period returns. Ratios, not per cent; not finite where undefined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Annualized {
    /// Compounded geometric mean return.
    pub(super) return_ratio: f64,
    /// Volatility of a compounded return: for `n` independent returns a year with mean `g` and variance `v`,
    /// `sqrt((v + (1 + g)²)ⁿ - (1 + g)²ⁿ)` (variance of a product of independent factors; Goodman, L. A.
    /// 1960, "On the Exact Variance of Products", JASA 55(292), p. 708).
    pub(super) volatility: f64,
    /// Downside deviation below 0 times the square root of periods a year.
    pub(super) downside_deviation: f64,
}

pub(super) fn annualized(returns: &[f64], periods_per_year: f64) -> Annualized {
    let mean_return = if returns.is_empty() { f64::NAN } else { geometric_mean(returns) };
    let growth = 1.0 + mean_return;
    let spread = variance(returns) + growth * growth;
    let below: Vec<f64> = returns.iter().map(|ratio| ratio.min(0.0) * ratio.min(0.0)).collect();
    Annualized {
        return_ratio: libm::pow(growth, periods_per_year) - 1.0,
        volatility: (libm::pow(spread, periods_per_year) - libm::pow(growth, 2.0 * periods_per_year)).sqrt(),
        downside_deviation: mean(&below).sqrt() * periods_per_year.sqrt(),
    }
}

/// Shape and tails of period returns. Not finite where undefined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Third standardised moment, population convention (`g1`).
    pub(super) skewness: f64,
    /// Fourth standardised moment, population convention, **not** excess: 3 for a normal distribution.
    pub(super) kurtosis: f64,
    /// 5th percentile, interpolated linearly.
    pub(super) percentile_5: f64,
    /// 95th percentile, interpolated linearly.
    pub(super) percentile_95: f64,
    /// Mean of the returns at or below the 5th percentile.
    pub(super) tail_mean: f64,
    /// Arithmetic mean over sample standard deviation, per period.
    pub(super) sharpe_per_period: f64,
    /// How many returns.
    pub(super) observations: usize,
}

pub(super) fn shape(returns: &[f64]) -> Shape {
    let average = mean(returns);
    let moment = |power: usize| {
        let powers: Vec<f64> =
            returns.iter().map(|ratio| std::iter::repeat_n(ratio - average, power).product()).collect();
        mean(&powers)
    };
    let second = moment(2);
    let mut sorted = returns.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let percentile_5 = percentile(&sorted, 0.05);
    let tail: Vec<f64> = sorted.iter().copied().take_while(|ratio| *ratio <= percentile_5).collect();
    Shape {
        skewness: moment(3) / (second * second.sqrt()),
        kurtosis: moment(4) / (second * second),
        percentile_5,
        percentile_95: percentile(&sorted, 0.95),
        tail_mean: mean(&tail),
        sharpe_per_period: average / variance(returns).sqrt(),
        observations: returns.len(),
    }
}

impl Shape {
    /// Probabilistic Sharpe ratio against a benchmark of 0: the probability that the true Sharpe ratio per
    /// period is above 0, given the track record's length, skewness and kurtosis (Bailey, D. H. and López de
    /// Prado, M. 2012, "The Sharpe Ratio Efficient Frontier", Journal of Risk 15(2), p. 3).
    pub(super) fn probabilistic_sharpe_ratio(self) -> f64 {
        let sharpe = self.sharpe_per_period;
        let spread = 1.0 - self.skewness * sharpe + (self.kurtosis - 1.0) / 4.0 * sharpe * sharpe;
        if self.observations < 2 {
            return f64::NAN;
        }
        normal_cdf(sharpe * count(self.observations - 1).sqrt() / spread.sqrt())
    }
}

/// Distribution function of the standard normal distribution.
fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// Quantile `q` of sorted values by linear interpolation (Hyndman and Fan 1996, type 7). NaN for none.
fn percentile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = q * count(last);
    let below = sorted.iter().enumerate().take_while(|(index, _)| count(*index) <= position).last();
    let Some((index, &low)) = below else { return f64::NAN };
    let high = sorted[(index + 1).min(last)];
    low + (high - low) * (position - count(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn percentiles_interpolate_linearly() {
        let check = |sorted: &[f64], q, expected: f64| {
            assert!(close(percentile(sorted, q), expected), "{sorted:?} {q}");
        };
        check(&[7.0], 0.05, 7.0);
        check(&[1.0, 2.0], 0.5, 1.5);
        check(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.05, 1.2);
        check(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95, 4.8);
        check(&[1.0, 2.0, 3.0], 1.0, 3.0);
        assert!(percentile(&[], 0.5).is_nan());
    }

    #[test]
    fn moments_follow_the_population_convention() {
        // Values 1, 2, 3, 10: mean 4, second moment 12.5, third 45, fourth 348.5.
        let shape = shape(&[1.0, 2.0, 3.0, 10.0]);
        assert!(close(shape.skewness, 45.0 / 12.5_f64.powf(1.5)));
        assert!(close(shape.kurtosis, 348.5 / 156.25));
    }

    #[test]
    fn probabilistic_sharpe_of_normal_returns_is_the_t_like_probability() {
        // With skewness 0 and kurtosis 3 the spread is 1 + SR²/2.
        let shape = Shape {
            skewness: 0.0,
            kurtosis: 3.0,
            percentile_5: 0.0,
            percentile_95: 0.0,
            tail_mean: 0.0,
            sharpe_per_period: 0.1,
            observations: 101,
        };
        let expected = normal_cdf(1.0 / (1.0 + 0.005_f64).sqrt());
        assert!(close(shape.probabilistic_sharpe_ratio(), expected));
        assert!((normal_cdf(1.96) - 0.975_002_104_851_780).abs() < 1e-12);
    }
}
