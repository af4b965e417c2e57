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
pub(crate) use keyed;

/// What look-up by key returns of a field.
pub(crate) trait Figure {
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
    /// Bars on which a trade was open, entry and exit bars included, per cent of all bars.
    pub exposure_time_pct: Option<f64>,
    /// Equity at the last bar: cash plus units × (close − entry price) of the open trades.
    pub equity_final: Option<f64>,
    /// The highest equity of any bar.
    pub equity_peak: Option<f64>,
    /// Commissions paid by all settled trades, at entry and at exit, in cash.
    pub commissions: Option<f64>,
    /// `(e_n / e_1 − 1) × 100`, `e` being the equity at the first and at the last bar.
    pub return_pct: Option<f64>,
    /// `(c_n / c_w − 1) × 100`: the last close over the close of the first bar on which every indicator has a
    /// value.
    pub buy_and_hold_return_pct: Option<f64>,
    /// `((1 + g)^N − 1) × 100`, `g` being the geometric mean of the day returns, `exp(mean(ln(1 + r))) − 1`, and
    /// `N` the days in a year. 0 if a day lost everything.
    pub return_annualized_pct: Option<f64>,
    /// `sqrt((v + (1 + g)²)^N − (1 + g)^(2N)) × 100`, `v` being the sample variance (n − 1) of the day returns:
    /// the standard deviation of a product of `N` independent returns (Goodman 1960, On the Exact Variance of
    /// Products, Journal of the American Statistical Association 55(292), p. 708).
    pub volatility_annualized_pct: Option<f64>,
    /// Compound annual growth rate: `((e_n / e_1)^(1 / y) − 1) × 100`, `y` being the duration in years of 365.25
    /// days.
    pub cagr_pct: Option<f64>,
    /// Annualized return over annualized volatility, both as above and so geometric, risk-free rate 0 (after
    /// Sharpe 1966, Mutual Fund Performance, Journal of Business 39(1), p. 119, whose ratio is of arithmetic
    /// means).
    pub sharpe_ratio: Option<f64>,
    /// Annualized return over `sqrt(mean(min(r, 0)²)) × sqrt(N)`: downside deviation below a target of 0 (Sortino
    /// and Price 1994, Performance Measurement in a Downside Risk Framework, Journal of Investing 3(3), p. 59).
    pub sortino_ratio: Option<f64>,
    /// Annualized return over the magnitude of the maximum drawdown, of the whole series and not of 36 months
    /// (after Young 1991, Calmar Ratio: A Smoother Tool, Futures 20(1), p. 40).
    pub calmar_ratio: Option<f64>,
    /// `return_pct − beta × buy_and_hold_return_pct`, over the whole series and not annualized, risk-free rate 0
    /// (after Jensen 1968, The Performance of Mutual Funds, Journal of Finance 23(2), p. 389).
    pub alpha_pct: Option<f64>,
    /// `cov(e, m) / var(m)` of the logarithmic bar returns of equity and close (Sharpe 1964, Capital Asset Prices,
    /// Journal of Finance 19(3), p. 425).
    pub beta: Option<f64>,
    /// `−max(1 − e_t / max(e_1 … e_t)) × 100`: the deepest fall of equity from a peak, 0 or below.
    pub max_drawdown_pct: Option<f64>,
    /// The mean, over the periods from a peak to the next bar at or above it that last more than one bar, of the
    /// period's deepest fall, in per cent, 0 or below.
    pub avg_drawdown_pct: Option<f64>,
    /// The longest of those periods, in days, rounded up to the data's resolution.
    pub max_drawdown_duration_days: Option<f64>,
    /// The mean length of those periods, in days, rounded up to the data's resolution.
    pub avg_drawdown_duration_days: Option<f64>,
    /// How many trades were settled.
    pub trades: u64,
    /// Settled trades with a profit above 0 after commissions, per cent of all settled trades.
    pub win_rate_pct: Option<f64>,
    /// The return of the best trade: `(exit / entry − 1) − commission / (units × entry)`, with the sign of the
    /// trade's side, in per cent.
    pub best_trade_pct: Option<f64>,
    /// The return of the worst trade, likewise, in per cent.
    pub worst_trade_pct: Option<f64>,
    /// The geometric mean of the trades' returns, `(exp(mean(ln(1 + r))) − 1) × 100`; 0 if a trade lost
    /// everything.
    pub avg_trade_pct: Option<f64>,
    /// The longest time from a trade's entry bar to its exit bar, in days, rounded up to the data's resolution.
    pub max_trade_duration_days: Option<f64>,
    /// The mean time from a trade's entry bar to its exit bar, in days, rounded up to the data's resolution.
    pub avg_trade_duration_days: Option<f64>,
    /// The sum of the winning trades' returns over the magnitude of the sum of the losing trades'; of returns and
    /// not of cash.
    pub profit_factor: Option<f64>,
    /// The arithmetic mean of the trades' returns, in per cent.
    pub expectancy_pct: Option<f64>,
    /// System quality number: `sqrt(n) × mean(profit) / s(profit)`, `s` being the sample standard deviation
    /// (n − 1) of the trades' profits in cash (Tharp 2008, The Definitive Guide to Position Sizing).
    pub sqn: Option<f64>,
    /// The share of equity that Kelly's formula would risk: `p − (1 − p) / (mean win / mean loss)`, `p` being the
    /// share of winning trades, wins and losses in cash (Kelly 1956, A New Interpretation of Information Rate,
    /// Bell System Technical Journal 35(4), p. 917).
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
    /// Probabilistic Sharpe ratio: the probability, 0 to 1, that the true Sharpe ratio of the day returns is above
    /// 0: `Φ(s × sqrt(n − 1) / sqrt(1 − γ₃ s + (γ₄ − 1) / 4 × s²))`, `s` being their arithmetic mean over their
    /// sample standard deviation, `γ₃` and `γ₄` skew and kurtosis (Bailey and López de Prado 2012, The Sharpe
    /// Ratio Efficient Frontier, Journal of Risk 15(2), p. 3).
    pub psr: Option<f64>,
    /// Skewness of the day returns: the third standardised moment; 0 for a normal distribution.
    pub skew: Option<f64>,
    /// Kurtosis of the day returns: the fourth standardised moment, not the excess; 3 for a normal
    /// distribution.
    pub kurtosis: Option<f64>,
    /// Ulcer index: the root mean square of the bars' drawdowns, in per cent (Martin 1987; in Martin and others
    /// 1989, The Investor's Guide to Fidelity Funds).
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
