//! Covariance of the equity's log returns with the market's.

use crate::vector::wide;

/// The prices that equity curves are compared with.
#[derive(Debug)]
pub(super) struct Market<'b> {
    close: &'b [f64],
    /// Mean log return of a bar.
    mean: f64,
    /// Log returns of the bars, if they are kept for many curves.
    returns: Option<Vec<f64>>,
}

impl<'b> Market<'b> {
    /// For one curve.
    pub(super) fn unread(close: &'b [f64]) -> Self {
        Self { close, mean: mean_log_return(close), returns: None }
    }

    /// For many curves.
    pub(super) fn read(close: &'b [f64]) -> Self {
        let mut returns = vec![0.0; close.len().saturating_sub(1)];
        for (block, out) in returns.chunks_mut(BLOCK).enumerate() {
            log_returns(&close[block * BLOCK..=block * BLOCK + out.len()], out);
        }
        Self { returns: Some(returns), ..Self::unread(close) }
    }

    /// Beta of an equity curve: `cov(e, m) / var(m)` of the bars' log returns
    /// (Sharpe, W. F. 1964, "Capital Asset Prices", Journal of Finance 19(3), p. 425).
    ///
    /// `NaN` for fewer than three bars, for constant prices, and when the equity reaches zero.
    pub(super) fn beta(&self, equity: &[f64]) -> f64 {
        let Self { close, mean: mean_market, returns: known } = self;
        let returns = close.len().saturating_sub(1);
        if returns < 2 {
            return f64::NAN;
        }
        let mean_equity = mean_log_return(equity);
        let sums = wide(
            #[inline(always)]
            || {
                let mut sums = Sums::default();
                let mut from = 0;
                while from < returns {
                    let to = (from + BLOCK).min(returns);
                    let mut equity_returns = [0.0; BLOCK];
                    log_returns(&equity[from..=to], &mut equity_returns[..to - from]);
                    let mut market_returns = [0.0; BLOCK];
                    let market_returns = if let Some(known) = known {
                        &known[from..to]
                    } else {
                        log_returns(&close[from..=to], &mut market_returns[..to - from]);
                        &market_returns[..to - from]
                    };
                    sums.add(&equity_returns[..to - from], mean_equity, market_returns, *mean_market);
                    from = to;
                }
                sums
            },
        );
        let (covariance, variance) = sums.totals();
        covariance / variance
    }
}

/// Log returns add up, so their mean is known without them.
fn mean_log_return(values: &[f64]) -> f64 {
    match values {
        [first, .., last] => libm::log(last / first) / super::count(values.len() - 1),
        [_] | [] => f64::NAN,
    }
}

/// Returns per block: small enough to stay in the innermost cache.
const BLOCK: usize = 512;
/// Independent partial sums, so that additions need not wait for each other.
const LANES: usize = 8;

#[derive(Clone, Copy, Default)]
struct Sums {
    covariance: [f64; LANES],
    variance: [f64; LANES],
}

impl Sums {
    #[inline(always)]
    fn add(&mut self, equity: &[f64], mean_equity: f64, market: &[f64], mean_market: f64) {
        let (equity_chunks, equity_rest) = equity.as_chunks::<LANES>();
        let (market_chunks, market_rest) = market.as_chunks::<LANES>();
        let Self { mut covariance, mut variance } = *self;
        for (equity, market) in equity_chunks.iter().zip(market_chunks) {
            for lane in 0..LANES {
                let deviation = market[lane] - mean_market;
                covariance[lane] += (equity[lane] - mean_equity) * deviation;
                variance[lane] += deviation * deviation;
            }
        }
        for (equity, market) in equity_rest.iter().zip(market_rest) {
            let deviation = market - mean_market;
            covariance[0] += (equity - mean_equity) * deviation;
            variance[0] += deviation * deviation;
        }
        *self = Self { covariance, variance };
    }

    fn totals(&self) -> (f64, f64) {
        (self.covariance.iter().sum(), self.variance.iter().sum())
    }
}

/// Writes `ln(values[i + 1] / values[i])` to `returns[i]`.
///
/// The logarithm of a ratio `a / b` is `2 artanh(s)` with `s = (a - b) / (a + b)`. For ratios within 1/16 of 1,
/// the usual case, `|s| < 1/31`, and six terms of its series leave a relative error below 1e-18; the loop has
/// one division, no call and no branch. Any other ratio in the block sends the block to the general logarithm.
#[inline(always)]
fn log_returns(values: &[f64], returns: &mut [f64]) {
    let mut wide = false;
    for (out, pair) in returns.iter_mut().zip(values.windows(2)) {
        let s = (pair[1] - pair[0]) / (pair[1] + pair[0]);
        let q = s * s;
        let series = 1.0 / 3.0
            + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q * (1.0 / 13.0)))));
        *out = 2.0 * (s + s * q * series);
        wide |= q > 1.0 / 961.0;
    }
    if wide {
        for (out, pair) in returns.iter_mut().zip(values.windows(2)) {
            *out = libm::log(pair[1] / pair[0]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(equity: &[f64], close: &[f64]) -> f64 {
        let logs = |v: &[f64]| v.windows(2).map(|p| (p[1] / p[0]).ln()).collect::<Vec<_>>();
        let (e, m) = (logs(equity), logs(close));
        let mean = |v: &[f64]| v.iter().sum::<f64>() / super::super::count(v.len());
        let (me, mm) = (mean(&e), mean(&m));
        let covariance: f64 = e.iter().zip(&m).map(|(a, b)| (a - me) * (b - mm)).sum();
        covariance / m.iter().map(|b| (b - mm) * (b - mm)).sum::<f64>()
    }

    #[test]
    fn agrees_with_the_definition() {
        let check = |equity: Vec<f64>, close: Vec<f64>| {
            let fast = Market::unread(&close).beta(&equity);
            let slow = naive(&equity, &close);
            assert_eq!(fast.to_bits(), Market::read(&close).beta(&equity).to_bits());
            assert!((fast - slow).abs() <= 1e-12 * slow.abs().max(1e-3), "{fast} {slow}");
        };
        let wave = |len: u32, step: f64, phase: f64| -> Vec<f64> {
            (0..len).map(|i| 100.0 * (step * (f64::from(i) * 0.7 + phase).sin()).exp()).collect()
        };
        check(wave(3, 0.01, 0.0), wave(3, 0.02, 1.0));
        check(wave(2000, 0.01, 0.0), wave(2000, 0.02, 1.0));
        // Steps beyond 1/16 take the general logarithm.
        check(wave(2000, 0.8, 0.0), wave(2000, 0.02, 1.0));
        check(wave(700, 0.0001, 0.3), wave(700, 0.9, 1.0));
    }

    #[test]
    fn is_undefined_where_the_definition_is() {
        let beta = |equity: &[f64], close: &[f64]| Market::unread(close).beta(equity);
        assert!(beta(&[1.0, 2.0], &[1.0, 2.0]).is_nan());
        assert!(beta(&[1.0, 2.0, 3.0], &[5.0, 5.0, 5.0]).is_nan());
        assert!(!beta(&[1.0, 2.0, 0.0, 0.0], &[5.0, 6.0, 5.0, 7.0]).is_finite());
    }
}
