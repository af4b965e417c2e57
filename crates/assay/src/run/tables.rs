//! The tables of a run: its trades, and its equity.

use assay_data::{Table, TableError};
use assay_engine::simulator::{ExitReason, Outcome, Trade};
use assay_types::{Bars, Direction};

use super::laboratory::Stitched;
use crate::diagnostics::shown;

/// What ended a trade, as documents write it.
fn exit_reason(reason: ExitReason) -> &'static str {
    match reason {
        ExitReason::Closed => "closed",
        ExitReason::StopLoss => "stop_loss",
        ExitReason::TakeProfit => "take_profit",
        ExitReason::Opposite => "opposite",
        ExitReason::OutOfMoney => "out_of_money",
        ExitReason::EndOfData => "end_of_data",
    }
}

/// Settled trades in the order of settling, with the columns of the trade document.
pub(crate) fn trades<'a>(outcome: &'a Outcome, bars: &'a Bars) -> Result<Table<'a>, TableError> {
    let trades = outcome.trades.as_slice();
    let time = bars.time();
    let numbers = |figure: fn(&Trade) -> f64| trades.iter().map(figure).collect::<Vec<f64>>();
    let texts = |text: fn(&Trade) -> String| trades.iter().map(text).collect::<Vec<String>>();
    let counts = |count: fn(&Trade) -> usize| {
        trades.iter().map(|trade| i64::try_from(count(trade)).unwrap_or(i64::MAX)).collect::<Vec<i64>>()
    };
    let times = |bar: fn(&Trade) -> usize| trades.iter().map(|trade| time[bar(trade)]).collect::<Vec<_>>();
    Table::new()
        .with("number", trades.iter().map(number).collect::<Vec<i64>>())?
        .with(
            "side",
            texts(|trade| {
                let side = if trade.is_long() { Direction::Long } else { Direction::Short };
                side.as_str().to_owned()
            }),
        )?
        .with("size", numbers(|trade| trade.size.abs()))?
        .with("entry_time", times(|trade| trade.entry_bar))?
        .with("exit_time", times(|trade| trade.exit_bar))?
        .with("entry_bar", counts(|trade| trade.entry_bar))?
        .with("exit_bar", counts(|trade| trade.exit_bar))?
        .with("entry_price", numbers(|trade| trade.entry_price))?
        .with("exit_price", numbers(|trade| trade.exit_price))?
        .with("stop_loss", numbers(|trade| trade.stop_loss.unwrap_or(f64::NAN)))?
        .with("take_profit", numbers(|trade| trade.take_profit.unwrap_or(f64::NAN)))?
        .with("pnl", numbers(|trade| trade.pnl))?
        .with("return_pct", numbers(|trade| trade.return_ratio * 100.0))?
        .with("commission", numbers(|trade| trade.commission))?
        .with("exit_reason", texts(|trade| exit_reason(trade.exit_reason).to_owned()))?
        .with("tag", texts(|trade| shown(trade.tag.as_deref().unwrap_or_default())))
}

/// Numbers are shown through their text: the simulator hands out no integers.
fn number(trade: &Trade) -> i64 {
    trade.number.to_string().parse().unwrap_or(i64::MAX)
}

/// Equity at each bar's close, and how far it is below its highest until then.
pub(crate) fn equity<'a>(outcome: &'a Outcome, bars: &'a Bars) -> Result<Table<'a>, TableError> {
    Table::new()
        .with("time", bars.time())?
        .with("equity", outcome.equity.as_slice())?
        .with("drawdown_pct", drawdown_pct(&outcome.equity))
}

/// Equity of the out-of-sample parts at each bar's close, relative to its start.
pub(crate) fn stitched(stitched: &Stitched) -> Result<Table<'_>, TableError> {
    Table::new()
        .with("time", stitched.time.as_slice())?
        .with("equity", stitched.equity.as_slice())?
        .with("drawdown_pct", drawdown_pct(&stitched.equity))
}

/// How far each value is below the highest until then, in per cent: 0 or below.
pub(crate) fn drawdown_pct(equity: &[f64]) -> Vec<f64> {
    let mut peak = f64::NEG_INFINITY;
    equity
        .iter()
        .map(|&value| {
            peak = peak.max(value);
            (value - peak) / peak * 100.0
        })
        .collect()
}
