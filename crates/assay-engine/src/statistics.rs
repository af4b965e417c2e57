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

use assay_spec::{ExtendedStatistics, Statistics};
use assay_types::{Bars, NANOS_PER_DAY};

use crate::parallel;
use crate::simulator::Outcome;

/// Computes every statistic of an outcome over the bars it came from.
///
/// # Panics
/// If the outcome belongs to bars of another length.
pub fn statistics(bars: &Bars, outcome: &Outcome) -> (Statistics, ExtendedStatistics) {
    let (time, close, equity) = (bars.time(), bars.close(), outcome.equity.as_slice());
    assert_eq!(equity.len(), time.len(), "an outcome belongs to its own bars");
    let last = time.len() - 1;
    let (start, end) = (time[0], time[last]);
    let duration_nanos = end.unix_nanos().saturating_sub(start.unix_nanos());
    let spacing = calendar::Spacing::of(time);
    let days_rounded_up = |nanos: i64| {
        let unit = spacing.resolution_nanos();
        days(nanos.div_euclid(unit).saturating_add(i64::from(nanos % unit != 0)).saturating_mul(unit))
    };

    let (beta, (drawdowns, trades, period_returns)) = parallel::join(
        time.len(),
        || beta::beta(equity, close),
        || {
            (
                drawdown::drawdowns(equity, time),
                trades::trade_statistics(&outcome.trades, time),
                returns::period_returns(equity, time, spacing),
            )
        },
    );
    let annual = returns::annualized(&period_returns, spacing.periods_per_year);
    let return_pct = (equity[last] - equity[0]) / equity[0] * 100.0;
    let first_close = close[outcome.warmup.min(last)];
    let buy_and_hold_return_pct = (close[last] - first_close) / first_close * 100.0;
    // The peer counts whole seconds here.
    let years = days(duration_nanos.div_euclid(1_000_000_000).saturating_mul(1_000_000_000)) / 365.25;
    let cagr_pct = (libm::pow(equity[last] / equity[0], 1.0 / years) - 1.0) * 100.0;

    let statistics = Statistics {
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
    };

    let shape = returns::shape(&period_returns);
    let traded: f64 = outcome.fills.iter().map(|fill| fill.size.abs() * fill.price).sum();
    let extended = ExtendedStatistics {
        psr: finite(shape.probabilistic_sharpe_ratio()),
        skew: finite(shape.skewness),
        kurtosis: finite(shape.kurtosis),
        ulcer_index_pct: finite(drawdowns.root_mean_square * 100.0),
        tail_ratio: finite(shape.percentile_95 / shape.percentile_5.abs()),
        value_at_risk_95_pct: finite(-shape.percentile_5 * 100.0),
        conditional_value_at_risk_95_pct: finite(-shape.tail_mean * 100.0),
        turnover_annualized: finite(traded / mean(equity) / years),
        time_in_market_long_pct: Some(trades.time_long_pct),
        time_in_market_short_pct: Some(trades.time_short_pct),
    };
    (statistics, extended)
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
    sum(values) / count(values.len())
}

/// Sum by independent partial sums, so that additions need not wait for each other.
fn sum(values: &[f64]) -> f64 {
    let (chunks, rest) = values.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    lanes.iter().chain(rest).sum()
}

/// Sample variance (denominator `n - 1`); NaN for fewer than two values.
fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let average = mean(values);
    let squares: f64 = values.iter().map(|value| (value - average) * (value - average)).sum();
    squares / count(values.len() - 1)
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
