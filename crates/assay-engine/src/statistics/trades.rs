//! Statistics of settled trades.

use assay_types::Timestamp;

use super::{count, drawdown, finite, geometric_mean, mean, standard_deviation};
use crate::simulator::Trade;

/// Statistics of a list of trades; `None` where undefined.
#[derive(Debug, Default)]
pub(super) struct TradeStatistics {
    pub(super) commissions: f64,
    pub(super) exposure_time_pct: f64,
    pub(super) win_rate: Option<f64>,
    pub(super) best_pct: Option<f64>,
    pub(super) worst_pct: Option<f64>,
    pub(super) avg_pct: Option<f64>,
    pub(super) longest_nanos: Option<i64>,
    pub(super) mean_nanos: Option<i64>,
    pub(super) profit_factor: Option<f64>,
    pub(super) expectancy_pct: Option<f64>,
    pub(super) sqn: Option<f64>,
    pub(super) kelly_criterion: Option<f64>,
    pub(super) time_long_pct: f64,
    pub(super) time_short_pct: f64,
}

pub(super) fn trade_statistics(trades: &[Trade], time: &[Timestamp]) -> TradeStatistics {
    let bars = time.len();
    let share = |covered: usize| count(covered) / count(bars) * 100.0;
    let spans = |long: Option<bool>| {
        let chosen = trades.iter().filter(|trade| long.is_none_or(|long| trade.is_long() == long));
        covered_bars(chosen.map(|trade| (trade.entry_bar, trade.exit_bar)).collect())
    };
    let pnl: Vec<f64> = trades.iter().map(|trade| trade.pnl).collect();
    let returns: Vec<f64> = trades.iter().map(|trade| trade.return_ratio).collect();
    let wins: Vec<f64> = pnl.iter().copied().filter(|pnl| *pnl > 0.0).collect();
    let losses: Vec<f64> = pnl.iter().copied().filter(|pnl| *pnl < 0.0).collect();
    let win_rate = if trades.is_empty() { f64::NAN } else { count(wins.len()) / count(trades.len()) };
    let payoff_ratio = mean(&wins) / -mean(&losses);
    let (mut longest_nanos, mut total_nanos) = (None, 0_i128);
    for trade in trades {
        let nanos = time[trade.exit_bar].unix_nanos().saturating_sub(time[trade.entry_bar].unix_nanos());
        longest_nanos = longest_nanos.max(Some(nanos));
        total_nanos += i128::from(nanos);
    }
    let gains: f64 = returns.iter().filter(|ratio| **ratio > 0.0).sum();
    let pains: f64 = returns.iter().filter(|ratio| **ratio < 0.0).sum();
    TradeStatistics {
        commissions: trades.iter().map(|trade| trade.commission).sum(),
        exposure_time_pct: share(spans(None)),
        win_rate: finite(win_rate),
        best_pct: returns.iter().copied().reduce(f64::max).map(|ratio| ratio * 100.0),
        worst_pct: returns.iter().copied().reduce(f64::min).map(|ratio| ratio * 100.0),
        avg_pct: finite(geometric_mean(&returns) * 100.0),
        longest_nanos,
        mean_nanos: drawdown::mean_nanos(total_nanos, trades.len()),
        profit_factor: finite(gains / pains.abs()).filter(|_| pains < 0.0),
        expectancy_pct: finite(mean(&returns) * 100.0),
        sqn: finite(count(trades.len()).sqrt() * mean(&pnl) / standard_deviation(&pnl)),
        kelly_criterion: finite(win_rate - (1.0 - win_rate) / payoff_ratio),
        time_long_pct: share(spans(Some(true))),
        time_short_pct: share(spans(Some(false))),
    }
}

/// How many bars lie inside at least one of the spans, ends included.
fn covered_bars(mut spans: Vec<(usize, usize)>) -> usize {
    spans.sort_unstable();
    let mut covered = 0;
    let mut next = 0;
    for (entry, exit) in spans {
        let from = entry.max(next);
        if exit >= from {
            covered += exit - from + 1;
            next = exit + 1;
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_covered_once() {
        let check = |spans: &[(usize, usize)], expected| {
            assert_eq!(covered_bars(spans.to_vec()), expected, "{spans:?}");
        };
        check(&[], 0);
        check(&[(3, 3)], 1);
        check(&[(0, 4), (5, 9)], 10);
        check(&[(0, 9), (2, 3), (9, 12)], 13);
        check(&[(7, 8), (0, 1)], 4);
        // With trade-on-close a trade may leave before the bar it entered on.
        check(&[(5, 4)], 0);
    }
}
