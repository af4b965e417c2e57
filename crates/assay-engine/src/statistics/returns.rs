//! Statistics of the equity's returns from calendar period to calendar period.

use super::{count, mean, sum_of, variance};

/// Simple returns of the equity between the last bars of successive periods.
pub(super) fn period_returns(equity: &[f64], period_ends: &[usize]) -> Vec<f64> {
    let mut returns: Vec<f64> = if period_ends.len() == equity.len() {
        // Every bar ends a period: a walk over neighbours needs no indices.
        equity.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect()
    } else {
        period_ends.windows(2).map(|ends| equity[ends[1] - 1] / equity[ends[0] - 1] - 1.0).collect()
    };
    // 0/0: an account that stays at nothing has no return.
    returns.retain(|ratio| !ratio.is_nan());
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

/// `growth` is what the equity at the end of the last period is of that at the end of the first: the product of
/// `1 + r` over the returns.
pub(super) fn annualized(returns: &[f64], growth: f64, periods_per_year: f64) -> Annualized {
    let growth = if returns.is_empty() {
        f64::NAN
    } else if returns.iter().any(|ratio| 1.0 + ratio <= 0.0) {
        1.0
    } else {
        libm::exp(libm::log(growth) / count(returns.len()))
    };
    let spread = variance(returns) + growth * growth;
    let below = sum_of(returns, |ratio| ratio.min(0.0) * ratio.min(0.0)) / count(returns.len());
    Annualized {
        return_ratio: libm::pow(growth, periods_per_year) - 1.0,
        volatility: (libm::pow(spread, periods_per_year) - libm::pow(growth, 2.0 * periods_per_year)).sqrt(),
        downside_deviation: below.sqrt() * periods_per_year.sqrt(),
    }
}

/// Shape and tails of period returns. Not finite where undefined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) moments: Moments,
    /// 5th percentile, interpolated linearly.
    pub(super) percentile_5: f64,
    /// 95th percentile, interpolated linearly.
    pub(super) percentile_95: f64,
    /// Mean of the returns at or below the 5th percentile.
    pub(super) tail_mean: f64,
}

pub(super) fn shape(returns: &[f64]) -> Shape {
    let mut ordered = returns.to_vec();
    let percentile_5 = percentile(&mut ordered, 0.05);
    let percentile_95 = percentile(&mut ordered, 0.95);
    let tail: Vec<f64> = returns.iter().copied().filter(|ratio| *ratio <= percentile_5).collect();
    Shape { moments: moments(returns), percentile_5, percentile_95, tail_mean: mean(&tail) }
}

/// What a run's returns say of its Sharpe ratio. Figures are not finite where they are undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// How many returns there are.
    pub observations: usize,
    /// Arithmetic mean over sample standard deviation, of a period and not annualised.
    pub sharpe: f64,
    /// Third standardised moment, population convention (`g1`).
    pub skewness: f64,
    /// Fourth standardised moment, population convention, **not** excess: 3 for a normal distribution.
    pub kurtosis: f64,
}

/// Arithmetic mean over sample standard deviation.
pub(super) fn sharpe(returns: &[f64]) -> f64 {
    mean(returns) / variance(returns).sqrt()
}

pub(super) fn moments(returns: &[f64]) -> Moments {
    let average = mean(returns);
    let moment =
        |power: fn(f64) -> f64| sum_of(returns, |ratio| power(ratio - average)) / count(returns.len());
    let second = moment(|x| x * x);
    Moments {
        observations: returns.len(),
        sharpe: sharpe(returns),
        skewness: moment(|x| x * x * x) / (second * second.sqrt()),
        kurtosis: moment(|x| x * x * (x * x)) / (second * second),
    }
}

impl Moments {
    /// The probability that the true Sharpe ratio of a period is above a benchmark, given the track record's length,
    /// skewness and kurtosis (Bailey, D. H. and López de Prado, M. 2012, "The Sharpe Ratio Efficient Frontier", Journal of
    /// Risk 15(2), p. 3). NaN for fewer than two returns.
    pub fn probabilistic_sharpe_ratio(self, benchmark: f64) -> f64 {
        if self.observations < 2 {
            return f64::NAN;
        }
        let distance = self.sharpe - benchmark;
        normal_cdf(distance * count(self.observations - 1).sqrt() / self.sharpe_variance().sqrt())
    }

    /// The variance of the estimated Sharpe ratio, times the number of returns less one: 1 for a Sharpe ratio of 0.
    pub fn sharpe_variance(self) -> f64 {
        let Self { sharpe, skewness, kurtosis, .. } = self;
        1.0 - skewness * sharpe + (kurtosis - 1.0) / 4.0 * sharpe * sharpe
    }
}

/// Distribution function of the standard normal distribution.
fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// The quantile `q`, from 0 to 1, by linear interpolation (Hyndman and Fan 1996, type 7); orders the values as far as it
/// must. NaN for none.
pub fn percentile(values: &mut [f64], q: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
    let position = q * count(last);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies within the values")]
    let index = (position as usize).min(last);
    let (_, &mut low, above) = values.select_nth_unstable_by(index, f64::total_cmp);
    let high = above.iter().copied().reduce(f64::min).unwrap_or(low);
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
        let check = |values: &[f64], q, expected: f64| {
            assert!(close(percentile(&mut values.to_vec(), q), expected), "{values:?} {q}");
        };
        check(&[7.0], 0.05, 7.0);
        check(&[1.0, 2.0], 0.5, 1.5);
        check(&[5.0, 2.0, 3.0, 4.0, 1.0], 0.05, 1.2);
        check(&[5.0, 2.0, 3.0, 4.0, 1.0], 0.95, 4.8);
        check(&[1.0, 2.0, 3.0], 1.0, 3.0);
        assert!(percentile(&mut [], 0.5).is_nan());
    }

    #[test]
    fn moments_follow_the_population_convention() {
        // Values 1, 2, 3, 10: mean 4, second moment 12.5, third 45, fourth 348.5.
        let shape = shape(&[1.0, 2.0, 3.0, 10.0]);
        assert!(close(shape.moments.skewness, 45.0 / 12.5_f64.powf(1.5)));
        assert!(close(shape.moments.kurtosis, 348.5 / 156.25));
    }

    #[test]
    fn probabilistic_sharpe_of_normal_returns_is_the_t_like_probability() {
        // With skewness 0 and kurtosis 3 the spread is 1 + SR²/2.
        let moments = Moments { observations: 101, sharpe: 0.1, skewness: 0.0, kurtosis: 3.0 };
        let expected = normal_cdf(1.0 / (1.0 + 0.005_f64).sqrt());
        assert!(close(moments.probabilistic_sharpe_ratio(0.0), expected));
        assert!((normal_cdf(1.96) - 0.975_002_104_851_780).abs() < 1e-12);
    }
}
