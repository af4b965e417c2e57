//! In which kinds of market a strategy earned.

use std::fmt;

use assay_engine::statistics::percentile;

use crate::numbers::count;

/// Where prices were going.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trend {
    /// Not below where they were [`LOOKED_BACK`] periods before.
    Up,
    /// Below.
    Down,
}

/// How much prices moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    /// No more than in half of all periods.
    Low,
    /// More.
    High,
}

/// The kind of market before a period: nothing of the period itself decides it, but the median of all does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Regime {
    /// Where prices were going.
    pub trend: Trend,
    /// How much they moved.
    pub volatility: Volatility,
}

impl Regime {
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self { trend: Trend::Up, volatility: Volatility::Low },
        Self { trend: Trend::Up, volatility: Volatility::High },
        Self { trend: Trend::Down, volatility: Volatility::Low },
        Self { trend: Trend::Down, volatility: Volatility::High },
    ];
}

impl fmt::Display for Regime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trend = match self.trend {
            Trend::Up => "rising",
            Trend::Down => "falling",
        };
        let volatility = match self.volatility {
            Volatility::Low => "calm",
            Volatility::High => "volatile",
        };
        write!(formatter, "{trend}, {volatility}")
    }
}

/// How far back a trend is looked for, in periods: with days, about a quarter.
pub const LOOKED_BACK: usize = 63;
/// Over how many returns volatility is taken: with days, about a month.
pub const VOLATILITY_OVER: usize = 21;

/// The regime before each return, given the closes of all periods (one more than returns): the trend over the 63 periods before,
/// and the standard deviation of the 21 returns before against its median over the history. `None` where there are too few before.
pub fn regimes(closes: &[f64]) -> Vec<Option<Regime>> {
    let returns: Vec<f64> =
        closes.iter().zip(closes.iter().skip(1)).map(|(before, after)| after / before - 1.0).collect();
    let deviation = |at: usize| {
        let before = returns.get(at.checked_sub(VOLATILITY_OVER)?..at)?;
        let mean = before.iter().sum::<f64>() / count(before.len());
        let squares: f64 = before.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum();
        Some((squares / (count(before.len()) - 1.0)).sqrt())
    };
    let deviations: Vec<Option<f64>> = (0..returns.len()).map(deviation).collect();
    let mut known: Vec<f64> = deviations.iter().copied().flatten().collect();
    if known.is_empty() {
        return vec![None; returns.len()];
    }
    let median = percentile(&mut known, 0.5);
    let regime = |(at, deviation): (usize, &Option<f64>)| {
        let (now, then) = (closes.get(at)?, closes.get(at.checked_sub(LOOKED_BACK)?)?);
        Some(Regime {
            trend: if now >= then { Trend::Up } else { Trend::Down },
            volatility: if (*deviation)? > median { Volatility::High } else { Volatility::Low },
        })
    };
    deviations.iter().enumerate().map(regime).collect()
}

/// What a strategy earned in one regime.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earned {
    /// The regime.
    pub regime: Regime,
    /// How many returns fell into it.
    pub periods: usize,
    /// The returns compounded, less 1.
    pub return_ratio: f64,
    /// Mean over sample standard deviation of the returns, not annualised; NaN where undefined.
    pub sharpe: f64,
}

/// What a strategy's returns come to in each regime that occurred.
pub fn earned(returns: &[f64], regimes: &[Option<Regime>]) -> Vec<Earned> {
    let of = |wanted: Regime| {
        let within: Vec<f64> = returns
            .iter()
            .zip(regimes)
            .filter(|(_, regime)| **regime == Some(wanted))
            .map(|(ratio, _)| *ratio)
            .collect();
        let mean = within.iter().sum::<f64>() / count(within.len());
        let squares: f64 = within.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum();
        (!within.is_empty()).then(|| Earned {
            regime: wanted,
            periods: within.len(),
            return_ratio: within.iter().map(|ratio| 1.0 + ratio).product::<f64>() - 1.0,
            sharpe: mean / (squares / (count(within.len()) - 1.0)).sqrt(),
        })
    };
    Regime::ALL.into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rises calmly for 200 periods, then falls in leaps.
    fn closes() -> Vec<f64> {
        let mut close = 100.0;
        (0..400)
            .map(|at| {
                let wave = if at % 2 == 0 { 1.0 } else { -1.0 };
                close *= if at < 200 { 1.0 + 0.001 + 0.001 * wave } else { 1.0 - 0.002 + 0.02 * wave };
                close
            })
            .collect()
    }

    #[test]
    fn markets_are_told_by_what_came_before() {
        let regimes = regimes(&closes());
        assert_eq!(regimes.len(), 399);
        let check = |at: usize, expected: &str| {
            assert_eq!(regimes[at].map_or("none".to_owned(), |regime| regime.to_string()), expected, "{at}");
        };
        check(0, "none");
        check(62, "none");
        check(100, "rising, calm");
        // The fall has begun; the return to be told is not looked at.
        check(199, "rising, calm");
        check(215, "rising, volatile");
        check(350, "falling, volatile");
    }

    #[test]
    fn returns_go_to_their_regime() {
        let regimes = regimes(&closes());
        let returns: Vec<f64> = (0..399).map(|at| if at % 2 == 0 { 0.02 } else { -0.01 }).collect();
        let earned = earned(&returns, &regimes);
        let told: usize = earned.iter().map(|earned| earned.periods).sum();
        assert_eq!(told, regimes.iter().flatten().count());
        assert!(earned.iter().all(|earned| earned.return_ratio > 0.0 && earned.sharpe > 0.0), "{earned:?}");
        assert!(super::earned(&[0.1], &[None]).is_empty());
        assert_eq!(super::regimes(&[1.0, 2.0]), [None]);
    }
}
