//! Statistics of a simulation, by backtesting.py's definitions; further ones in their own group.
//!
//! Logarithms and powers are those of `libm`, so that figures have the same bits on every machine.
//!
//! A statistic that is not defined (no trades, a zero denominator, an infinite ratio) is `None`, never a
//! stand-in number. Every convention is named on the field of [`assay_spec::Statistics`] and
//! [`assay_spec::ExtendedStatistics`] that carries it.

mod beta;
mod calendar;
mod drawdown;
mod returns;
mod trades;

use std::cell::OnceCell;
use std::ops::Range;

use assay_spec::{ExtendedStatistics, Statistics};
use assay_types::{Bars, NANOS_PER_DAY, Timestamp};

use self::beta::Market;
pub use self::returns::{Moments, percentile};
use crate::parallel;
use crate::simulator::Outcome;
use crate::vector::wide;

/// Computes every statistic of an outcome over the bars it came from.
///
/// # Panics
/// If the outcome belongs to bars of another length.
pub fn statistics(bars: &Bars, outcome: &Outcome) -> (Statistics, ExtendedStatistics) {
    let measure = Measure::against(Market::unread, bars, 0..bars.len());
    let (beta, figures) = parallel::join(
        bars.len(),
        || measure.market.beta(&outcome.equity),
        || {
            let figures = measure.figures(outcome);
            figures.drawdowns();
            figures.trades();
            figures.period_returns();
            figures
        },
    );
    let figures = Figures { beta: beta.into(), ..figures };
    (figures.statistics(), figures.extended())
}

/// A span of bars and what the statistics of all runs over it share.
///
/// ```
/// use assay_engine::simulator::{Broker, Options, Strategy, simulate};
/// use assay_engine::statistics::{Measure, statistics};
/// # use assay_types::{BarColumns, Bars, Timestamp};
///
/// struct Idle;
/// impl Strategy for Idle {
///     fn warmup(&self) -> usize {
///         0
///     }
///     fn next(&mut self, _: &mut Broker<'_>) {}
/// }
///
/// # let time: Vec<_> = (0..3).map(|day| Timestamp::from_unix_nanos(day * 86_400_000_000_000)).collect();
/// # let price = vec![10.0, 11.0, 12.0];
/// # let columns = BarColumns { time, open: price.clone(), high: price.clone(), low: price.clone(), close: price, volume: None };
/// # let bars = Bars::new(columns)?;
/// let outcome = simulate(&bars, &Options::default(), &mut Idle);
/// let measure = Measure::new(&bars, 0..bars.len());
/// let figures = measure.figures(&outcome);
/// assert_eq!((figures.statistics(), figures.extended()), statistics(&bars, &outcome));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Measure<'b> {
    time: &'b [Timestamp],
    close: &'b [f64],
    spacing: calendar::Spacing,
    /// One past the last bar of each period.
    period_ends: Vec<usize>,
    market: Market<'b>,
}

/// What one run comes to. Each part is computed when it is first asked for.
#[derive(Debug)]
pub struct Figures<'m> {
    measure: &'m Measure<'m>,
    outcome: &'m Outcome,
    beta: OnceCell<f64>,
    drawdowns: OnceCell<drawdown::Drawdowns>,
    trades: OnceCell<trades::TradeStatistics>,
    period_returns: OnceCell<Vec<f64>>,
}

impl<'b> Measure<'b> {
    /// For runs over the bars of a span.
    ///
    /// # Panics
    /// If the span is empty or reaches beyond the bars.
    pub fn new(bars: &'b Bars, span: Range<usize>) -> Self {
        Self::against(Market::read, bars, span)
    }

    fn against(market: impl FnOnce(&'b [f64]) -> Market<'b>, bars: &'b Bars, span: Range<usize>) -> Self {
        let (time, close) = (&bars.time()[span.clone()], &bars.close()[span]);
        assert!(!time.is_empty(), "a span has bars");
        let spacing = calendar::Spacing::of(time);
        let period_ends = calendar::period_ends(time, spacing.period);
        Self { time, close, spacing, period_ends, market: market(close) }
    }

    /// Measures a run over the span.
    ///
    /// # Panics
    /// If the outcome belongs to bars of another length.
    pub fn figures<'m>(&'m self, outcome: &'m Outcome) -> Figures<'m> {
        assert_eq!(outcome.equity.len(), self.time.len(), "an outcome belongs to its own bars");
        Figures {
            measure: self,
            outcome,
            beta: OnceCell::new(),
            drawdowns: OnceCell::new(),
            trades: OnceCell::new(),
            period_returns: OnceCell::new(),
        }
    }

    /// How many returns from period to period there are.
    pub fn period_count(&self) -> usize {
        self.period_ends.len() - 1
    }

    /// The last close of each period: one more than there are returns.
    pub fn period_closes(&self) -> Vec<f64> {
        self.period_ends.iter().map(|end| self.close[end - 1]).collect()
    }

    /// How many periods, over which returns are taken, make a year.
    pub fn periods_per_year(&self) -> f64 {
        self.spacing.periods_per_year
    }
}

/// A choice of statistics, with what must be computed for them.
#[derive(Debug, Clone)]
pub struct Choice {
    keys: Vec<String>,
    parts: Parts,
    extended: bool,
}

/// Which parts of the figures some statistics follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each part is wanted or not")]
struct Parts {
    beta: bool,
    drawdowns: bool,
    trades: bool,
    returns: bool,
}

impl Parts {
    const ALL: Self = Self { beta: true, drawdowns: true, trades: true, returns: true };
}

impl Choice {
    /// The statistics with these keys: fields of [`Statistics`] or [`ExtendedStatistics`]. There is no value for any other
    /// key.
    pub fn of<'k>(keys: impl IntoIterator<Item = &'k str>) -> Self {
        let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        let any = |known: &[&str]| keys.iter().any(|key| known.contains(&key.as_str()));
        let drawdowns =
            any(&["equity_peak", "calmar_ratio"]) || keys.iter().any(|key| key.contains("drawdown"));
        let parts = Parts {
            beta: any(&["beta", "alpha_pct"]),
            drawdowns,
            trades: any(&[
                "exposure_time_pct",
                "commissions",
                "win_rate_pct",
                "best_trade_pct",
                "worst_trade_pct",
                "avg_trade_pct",
                "max_trade_duration_days",
                "avg_trade_duration_days",
                "profit_factor",
                "expectancy_pct",
                "sqn",
                "kelly_criterion",
            ]),
            returns: any(&[
                "return_annualized_pct",
                "volatility_annualized_pct",
                "sharpe_ratio",
                "sortino_ratio",
                "calmar_ratio",
            ]),
        };
        let extended = any(ExtendedStatistics::KEYS);
        Self { keys, parts, extended }
    }
}

impl Figures<'_> {
    /// Simple returns of the equity from the end of each period to that of the next. Periods are days, or the distance
    /// of the bars if that is a week, a month or a year.
    pub fn period_returns(&self) -> &[f64] {
        let compute = || returns::period_returns(&self.outcome.equity, &self.measure.period_ends);
        self.period_returns.get_or_init(compute)
    }

    fn beta(&self) -> f64 {
        *self.beta.get_or_init(|| self.measure.market.beta(&self.outcome.equity))
    }

    fn drawdowns(&self) -> &drawdown::Drawdowns {
        self.drawdowns.get_or_init(|| drawdown::drawdowns(&self.outcome.equity, self.measure.time))
    }

    fn trades(&self) -> &trades::TradeStatistics {
        self.trades.get_or_init(|| trades::trade_statistics(&self.outcome.trades, self.measure.time))
    }

    /// What the returns say of the Sharpe ratio.
    pub fn moments(&self) -> Moments {
        returns::moments(self.period_returns())
    }

    /// The Sharpe ratio of a period: mean over sample standard deviation of the period returns, not annualised. Not
    /// finite where it is undefined.
    pub fn sharpe_per_period(&self) -> f64 {
        returns::sharpe(self.period_returns())
    }

    /// The chosen statistics, in the order of the choice; `None` where one is not defined.
    pub fn choose(&self, choice: &Choice) -> Vec<Option<f64>> {
        let usual = self.with(choice.parts);
        let extended = choice.extended.then(|| self.extended());
        let value = |key: &String| {
            let further = || extended.as_ref().and_then(|extended| extended.get(key));
            usual.get(key).or_else(further).flatten()
        };
        choice.keys.iter().map(value).collect()
    }

    /// The statistics of backtesting.py.
    pub fn statistics(&self) -> Statistics {
        self.with(Parts::ALL)
    }

    /// The statistics that need these parts and no others; the rest is not to be looked at.
    fn with(&self, parts: Parts) -> Statistics {
        let Self { measure: Measure { time, close, spacing, period_ends, .. }, outcome, .. } = self;
        let beta = if parts.beta { self.beta() } else { f64::NAN };
        let drawdowns = if parts.drawdowns { self.drawdowns() } else { &drawdown::Drawdowns::default() };
        let trades = if parts.trades { self.trades() } else { &trades::TradeStatistics::default() };
        let period_returns = if parts.returns { self.period_returns() } else { &[] };
        let equity = outcome.equity.as_slice();
        let last = time.len() - 1;
        let (start, end) = (time[0], time[last]);
        let duration_nanos = end.unix_nanos().saturating_sub(start.unix_nanos());
        let days_rounded_up = |nanos: i64| {
            let unit = spacing.resolution_nanos();
            days(nanos.div_euclid(unit).saturating_add(i64::from(nanos % unit != 0)).saturating_mul(unit))
        };
        let at_end = |period: Option<&usize>| period.map_or(f64::NAN, |end| equity[end - 1]);
        let growth = at_end(period_ends.last()) / at_end(period_ends.first());
        let annual = returns::annualized(period_returns, growth, spacing.periods_per_year);
        let return_pct = (equity[last] - equity[0]) / equity[0] * 100.0;
        let first_close = close[outcome.warmup.min(last)];
        let buy_and_hold_return_pct = (close[last] - first_close) / first_close * 100.0;
        let years = self.years();
        let cagr_pct = (libm::pow(equity[last] / equity[0], 1.0 / years) - 1.0) * 100.0;
        Statistics {
            start,
            end,
            duration_days: finite(days(duration_nanos)),
            exposure_time_pct: finite(trades.exposure_time_pct),
            equity_final: finite(equity[last]),
            equity_peak: finite(drawdowns.peak),
            commissions: finite(trades.commissions),
            return_pct: finite(return_pct),
            buy_and_hold_return_pct: finite(buy_and_hold_return_pct),
            return_annualized_pct: finite(annual.return_ratio * 100.0),
            volatility_annualized_pct: finite(annual.volatility * 100.0),
            cagr_pct: finite(cagr_pct).filter(|_| years > 0.0),
            sharpe_ratio: finite(annual.return_ratio / annual.volatility),
            sortino_ratio: finite(annual.return_ratio / annual.downside_deviation),
            calmar_ratio: finite(annual.return_ratio / drawdowns.max),
            alpha_pct: finite(return_pct - beta * buy_and_hold_return_pct),
            beta: finite(beta),
            max_drawdown_pct: finite(-drawdowns.max * 100.0),
            avg_drawdown_pct: drawdowns.mean_of_periods.and_then(|mean| finite(-mean * 100.0)),
            max_drawdown_duration_days: drawdowns.longest_nanos.map(days_rounded_up),
            avg_drawdown_duration_days: drawdowns.mean_nanos.map(days_rounded_up),
            trades: outcome.trades.len() as u64,
            win_rate_pct: trades.win_rate.map(|rate| rate * 100.0),
            best_trade_pct: trades.best_pct,
            worst_trade_pct: trades.worst_pct,
            avg_trade_pct: trades.avg_pct,
            max_trade_duration_days: trades.longest_nanos.map(days_rounded_up),
            avg_trade_duration_days: trades.mean_nanos.map(days_rounded_up),
            profit_factor: trades.profit_factor,
            expectancy_pct: trades.expectancy_pct,
            sqn: trades.sqn,
            kelly_criterion: trades.kelly_criterion,
        }
    }

    /// Those that backtesting.py does not have.
    pub fn extended(&self) -> ExtendedStatistics {
        let outcome = self.outcome;
        let (drawdowns, trades) = (self.drawdowns(), self.trades());
        let shape = returns::shape(self.period_returns());
        let traded: f64 = outcome.fills.iter().map(|fill| fill.size.abs() * fill.price).sum();
        ExtendedStatistics {
            psr: finite(shape.moments.probabilistic_sharpe_ratio(0.0)),
            skew: finite(shape.moments.skewness),
            kurtosis: finite(shape.moments.kurtosis),
            ulcer_index_pct: finite(drawdowns.root_mean_square * 100.0),
            tail_ratio: finite(shape.percentile_95 / shape.percentile_5.abs()),
            value_at_risk_95_pct: finite(-shape.percentile_5 * 100.0),
            conditional_value_at_risk_95_pct: finite(-shape.tail_mean * 100.0),
            turnover_annualized: finite(traded / mean(&outcome.equity) / self.years()),
            time_in_market_long_pct: Some(trades.time_long_pct),
            time_in_market_short_pct: Some(trades.time_short_pct),
        }
    }

    /// Years from the first bar to the last. The peer counts whole seconds here.
    fn years(&self) -> f64 {
        let time = self.measure.time;
        let nanos = time[time.len() - 1].unix_nanos().saturating_sub(time[0].unix_nanos());
        days(nanos.div_euclid(1_000_000_000).saturating_mul(1_000_000_000)) / 365.25
    }
}

/// The value if it is a finite number; never a negative zero.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value + 0.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of bars and trades stay far below 2^53")]
pub(crate) fn count(count: usize) -> f64 {
    count as f64
}

/// Nanoseconds in days.
#[expect(clippy::cast_precision_loss, reason = "a rounding of 2^-53 of a duration")]
fn days(nanos: i64) -> f64 {
    nanos as f64 / NANOS_PER_DAY as f64
}

/// Arithmetic mean; NaN for none.
fn mean(values: &[f64]) -> f64 {
    sum_of(values, |value| value) / count(values.len())
}

/// Sum of what `term` makes of each value, by independent partial sums, so that additions need not wait for each other.
fn sum_of(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let (chunks, rest) = values.as_chunks::<8>();
    let lanes = wide(
        #[inline(always)]
        || {
            let mut lanes = [0.0; 8];
            for chunk in chunks {
                for (lane, value) in lanes.iter_mut().zip(chunk) {
                    *lane += term(*value);
                }
            }
            lanes
        },
    );
    rest.iter().fold(lanes.iter().sum(), |sum, value| sum + term(*value))
}

/// Sample variance (denominator `n - 1`); NaN for fewer than two values.
fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let average = mean(values);
    sum_of(values, |value| (value - average) * (value - average)) / count(values.len() - 1)
}

/// Sample standard deviation (denominator `n - 1`); NaN for fewer than two values.
pub(crate) fn standard_deviation(values: &[f64]) -> f64 {
    variance(values).sqrt()
}

/// Geometric mean of returns: `exp(mean(ln(1 + r))) - 1`; 0 if any return loses everything; NaN for none.
fn geometric_mean(returns: &[f64]) -> f64 {
    if returns.iter().any(|ratio| 1.0 + ratio <= 0.0) {
        return 0.0;
    }
    let logs: f64 = returns.iter().map(|ratio| libm::log(1.0 + ratio)).sum();
    libm::exp(logs / count(returns.len())) - 1.0
}
