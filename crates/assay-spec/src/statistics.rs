//! The statistics of a backtest.

use assay_types::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names the numeric fields of a statistics struct once, for look-up by key.
macro_rules! keyed {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $type {
            /// The keys of the figures, in the order of the document.
            pub const KEYS: &[&str] = &[$(stringify!($field)),*];

            /// The figure under that key: `None` if there is no such key, `Some(None)` if it is undefined.
            pub fn get(&self, key: &str) -> Option<Option<f64>> {
                match key {
                    $(stringify!($field) => Some(Figure::figure(self.$field)),)*
                    _ => None,
                }
            }
        }
    };
}

/// What look-up by key returns of a field.
trait Figure {
    fn figure(self) -> Option<f64>;
}

impl Figure for Option<f64> {
    fn figure(self) -> Option<f64> {
        self.filter(|value| value.is_finite())
    }
}

impl Figure for u64 {
    #[expect(clippy::cast_precision_loss, reason = "a count of trades is far below 2^53")]
    fn figure(self) -> Option<f64> {
        Some(self as f64)
    }
}

/// The statistics of a backtest, by the definitions of backtesting.py 0.6.6. `null` where undefined.
///
/// *Equity* is cash and the value of open trades at each bar's close. *Day returns* are the relative changes
/// of equity between the last closes of successive UTC days (of bars, where bars are a day or longer). *Years* are of
/// 252 trading days, or of 365 days where the data has weekends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// The time of the first bar.
    pub start: Timestamp,
    /// The time of the last bar.
    pub end: Timestamp,
    /// From the first bar to the last, in days of 24 hours.
    pub duration_days: Option<f64>,
    /// Bars on which a trade was open, per cent of all bars.
    pub exposure_time_pct: Option<f64>,
    /// Equity at the last bar.
    pub equity_final: Option<f64>,
    /// The highest equity.
    pub equity_peak: Option<f64>,
    /// Commissions paid by all trades, in cash.
    pub commissions: Option<f64>,
    /// Final equity over starting cash, less one, in per cent.
    pub return_pct: Option<f64>,
    /// Last close over the first close the strategy could trade at, less one, in per cent.
    pub buy_and_hold_return_pct: Option<f64>,
    /// Geometric mean of the day returns, compounded to a year, in per cent.
    pub return_annualized_pct: Option<f64>,
    /// Standard deviation of the compounded day returns over a year, in per cent.
    pub volatility_annualized_pct: Option<f64>,
    /// Compound annual growth rate over the calendar duration, in per cent.
    pub cagr_pct: Option<f64>,
    /// Annualized return over annualized volatility, risk-free rate zero.
    pub sharpe_ratio: Option<f64>,
    /// Annualized return over the annualized downside deviation of the day returns, target zero.
    pub sortino_ratio: Option<f64>,
    /// Annualized return over the magnitude of the maximum drawdown.
    pub calmar_ratio: Option<f64>,
    /// Return less beta times the buy-and-hold return (Jensen's alpha), in per cent.
    pub alpha_pct: Option<f64>,
    /// Covariance of the logarithmic bar returns of equity and price over the variance of the price's.
    pub beta: Option<f64>,
    /// The deepest fall of equity from a peak, in per cent, 0 or below.
    pub max_drawdown_pct: Option<f64>,
    /// The mean depth of the drawdowns, in per cent, 0 or below.
    pub avg_drawdown_pct: Option<f64>,
    /// The longest time from a peak of equity to its recovery, in days.
    pub max_drawdown_duration_days: Option<f64>,
    /// The mean time from a peak of equity to its recovery, in days.
    pub avg_drawdown_duration_days: Option<f64>,
    /// How many trades were settled.
    pub trades: u64,
    /// Trades with a profit, per cent of all trades.
    pub win_rate_pct: Option<f64>,
    /// The return of the best trade, in per cent.
    pub best_trade_pct: Option<f64>,
    /// The return of the worst trade, in per cent.
    pub worst_trade_pct: Option<f64>,
    /// The geometric mean of the trades' returns, in per cent.
    pub avg_trade_pct: Option<f64>,
    /// The longest time a trade was open, in days.
    pub max_trade_duration_days: Option<f64>,
    /// The mean time a trade was open, in days.
    pub avg_trade_duration_days: Option<f64>,
    /// The sum of the winning trades' returns over the magnitude of the sum of the losing trades'.
    pub profit_factor: Option<f64>,
    /// The arithmetic mean of the trades' returns, in per cent.
    pub expectancy_pct: Option<f64>,
    /// System quality number: the mean profit of a trade over its standard deviation, times the square root
    /// of the number of trades.
    pub sqn: Option<f64>,
    /// The share of equity that Kelly's formula would risk: `p - (1 - p) / (mean win / mean loss)`, with
    /// `p` the share of winning trades.
    pub kelly_criterion: Option<f64>,
}

keyed!(Statistics {
    duration_days,
    exposure_time_pct,
    equity_final,
    equity_peak,
    commissions,
    return_pct,
    buy_and_hold_return_pct,
    return_annualized_pct,
    volatility_annualized_pct,
    cagr_pct,
    sharpe_ratio,
    sortino_ratio,
    calmar_ratio,
    alpha_pct,
    beta,
    max_drawdown_pct,
    avg_drawdown_pct,
    max_drawdown_duration_days,
    avg_drawdown_duration_days,
    trades,
    win_rate_pct,
    best_trade_pct,
    worst_trade_pct,
    avg_trade_pct,
    max_trade_duration_days,
    avg_trade_duration_days,
    profit_factor,
    expectancy_pct,
    sqn,
    kelly_criterion,
});

/// Statistics beyond those of backtesting.py, each with its convention. `null` where undefined.
///
/// *Day returns* are those of [`Statistics`]; moments are of the population (divided by n); percentiles
/// interpolate linearly between order statistics.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendedStatistics {
    /// Probabilistic Sharpe ratio (Bailey and López de Prado 2012): the probability, 0 to 1, that the true
    /// Sharpe ratio of the day returns is above 0, given their skew and kurtosis.
    pub psr: Option<f64>,
    /// Skewness of the day returns: the third standardised moment; 0 for a normal distribution.
    pub skew: Option<f64>,
    /// Kurtosis of the day returns: the fourth standardised moment, not the excess; 3 for a normal
    /// distribution.
    pub kurtosis: Option<f64>,
    /// Ulcer index (Martin 1987): the root mean square of the bars' drawdowns, in per cent.
    pub ulcer_index_pct: Option<f64>,
    /// The 95th percentile of the day returns over the magnitude of the 5th.
    pub tail_ratio: Option<f64>,
    /// Value at risk: the loss that 95 % of the days stay below, from history (the 5th percentile of the
    /// day returns), in per cent; a loss is positive.
    pub value_at_risk_95_pct: Option<f64>,
    /// Conditional value at risk: the mean loss of the days at or beyond the value at risk, in per cent; a
    /// loss is positive.
    pub conditional_value_at_risk_95_pct: Option<f64>,
    /// Value traded (entries and exits) per year over the mean equity; 2 replaces the portfolio once.
    pub turnover_annualized: Option<f64>,
    /// Bars on which a long trade was open, per cent of all bars.
    pub time_in_market_long_pct: Option<f64>,
    /// Bars on which a short trade was open, per cent of all bars.
    pub time_in_market_short_pct: Option<f64>,
}

keyed!(ExtendedStatistics {
    psr,
    skew,
    kurtosis,
    ulcer_index_pct,
    tail_ratio,
    value_at_risk_95_pct,
    conditional_value_at_risk_95_pct,
    turnover_annualized,
    time_in_market_long_pct,
    time_in_market_short_pct,
});
