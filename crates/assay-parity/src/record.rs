//! A finished run as the JSON object that both sides write (`peers/parity/README.md`).

use assay_engine::simulator::Outcome;
use assay_engine::statistics::statistics;
use assay_types::Bars;
use serde_json::{Value, json};

/// Samples of the equity curve per run.
const EQUITY_SAMPLES: usize = 64;

/// The record of a case: `outcomes` are those of a script's actions.
///
/// # Errors
/// If the statistics cannot be written as JSON.
pub fn record(name: &str, bars: &Bars, outcome: &Outcome, outcomes: Option<String>) -> anyhow::Result<Value> {
    let (figures, _) = statistics(bars, outcome);
    let trades: Vec<Value> = outcome
        .trades
        .iter()
        .map(|trade| {
            json!({
                "entry_bar": trade.entry_bar,
                "exit_bar": trade.exit_bar,
                "size": trade.size,
                "entry_price": trade.entry_price,
                "exit_price": trade.exit_price,
                "sl": trade.stop_loss,
                "tp": trade.take_profit,
                "pnl": trade.pnl,
                "commission": trade.commission,
                "return_pct": trade.return_ratio * 100.0,
                "tag": trade.tag.as_deref(),
            })
        })
        .collect();
    let open_trades: Vec<Value> = outcome
        .open_trades
        .iter()
        .map(|trade| {
            json!({
                "entry_bar": trade.entry_bar,
                "size": trade.size,
                "entry_price": trade.entry_price,
                "sl": trade.stop_loss.map(|contingent| contingent.price),
                "tp": trade.take_profit.map(|contingent| contingent.price),
                "tag": trade.tag.as_deref(),
            })
        })
        .collect();
    let last = outcome.equity.len() - 1;
    let mut sampled: Vec<usize> = (0..=EQUITY_SAMPLES).map(|k| k * last / EQUITY_SAMPLES).collect();
    sampled.dedup();
    let samples: Vec<Value> = sampled.into_iter().map(|bar| json!([bar, outcome.equity[bar]])).collect();
    let mut record = json!({
        "name": name,
        "statistics": serde_json::to_value(&figures)?,
        "trades": trades,
        "open_trades": open_trades,
        "pending_orders": outcome.pending_orders,
        "equity": { "bars": outcome.equity.len(), "sum": outcome.equity.iter().sum::<f64>(), "samples": samples },
    });
    if let Some(outcomes) = outcomes {
        record["outcomes"] = outcomes.into();
    }
    Ok(record)
}
