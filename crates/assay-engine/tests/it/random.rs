//! Random bars, documents and accounts.

use assay_engine::simulator::{Commission, Options};
use assay_types::Bars;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::support::{bars, document};

/// A random walk with gaps, quiet stretches and wide bars.
pub(crate) fn random_bars() -> impl Strategy<Value = Bars> {
    let step = (-0.08..0.08_f64, -0.03..0.03_f64, 0.0..0.05_f64, 0.0..0.05_f64);
    proptest::collection::vec((step, any::<bool>()), 60..260).prop_map(|steps| {
        let mut close = 100.0;
        let rows: Vec<[f64; 4]> = steps
            .into_iter()
            .map(|((change, gap, up, down), quiet)| {
                let scale = if quiet { 0.05 } else { 1.0 };
                let open = close * (1.0 + gap * scale);
                close = open * (1.0 + change * scale);
                let (top, bottom) = (open.max(close), open.min(close));
                [open, top * (1.0 + up * scale), bottom * (1.0 - down * scale), close]
            })
            .collect();
        bars(&rows)
    })
}

fn condition() -> impl Strategy<Value = &'static str> {
    select(vec![
        "crosses_above(fast, slow)",
        "crosses_below(fast, slow)",
        "close > bands.upperband",
        "close < bands.lowerband and fast > fast[3]",
        "rsi < 30 or crosses_above(rsi, 50)",
        "not (rsi > 40)",
        "close == highest(close, 15)",
        "falling(close, 3)",
        "bars_since(close > slow) == 4",
        "weekday == 2",
        "high - low > 2 * (high[1] - low[1])",
        "close > 0",
    ])
}

fn distance() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(Value::Null),
        1 => (0.5..9.0_f64).prop_map(|value| json!({ "kind": "percent", "value": value })),
        1 => (0.5..4.0_f64, 2..14_u32).prop_map(
            |(multiple, timeperiod)| json!({ "kind": "atr", "multiple": multiple, "timeperiod": timeperiod })
        ),
        1 => (0.5..9.0_f64).prop_map(|value| json!({ "kind": "price", "value": value })),
    ]
}

fn sizing() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0.05..=1.0_f64).prop_map(|value| json!({ "kind": "fraction_of_equity", "value": value })),
        (1..200_u32).prop_map(|value| json!({ "kind": "fixed_units", "value": value })),
        (100..20_000_u32).prop_map(|value| json!({ "kind": "fixed_cash", "value": value.to_string() })),
        (0.05..1.0_f64)
            .prop_map(|value| json!({ "kind": "volatility_target", "value": value, "timeperiod": 10 })),
    ]
}

pub(crate) fn random_document() -> impl Strategy<Value = assay_spec::Strategy> {
    let side = || select(vec!["long", "short"]);
    let rule = |side: BoxedStrategy<&'static str>| {
        (side, condition()).prop_map(|(side, when)| json!({ "side": side, "when": when }))
    };
    let entries = proptest::collection::vec(rule(side().boxed()), 1..4);
    let exits = proptest::collection::vec(rule(select(vec!["long", "short", "any"]).boxed()), 0..3);
    let opposite = select(vec!["reverse", "close", "ignore"]);
    let hold = prop_oneof![Just(Value::Null), (1..12_u32).prop_map(|bars| json!(bars))];
    let risk = prop_oneof![
        1 => Just((Value::Null, Value::Null, Value::Null, Value::Null)),
        2 => (distance(), distance(), distance(), hold),
    ];
    let share = proptest::option::of(0.001..0.5_f64);
    (entries, exits, opposite, sizing(), share, risk).prop_map(
        |(entries, exits, opposite, sizing, share, (stop, profit, trailing, hold))| {
            let sizing = match share {
                Some(share) if !(stop.is_null() && trailing.is_null()) => {
                    json!({ "kind": "risk_per_trade", "value": share })
                }
                _ => sizing,
            };
            document(&json!({
                "indicators": {
                    "fast": { "function": "SMA", "inputs": ["close"], "args": { "timeperiod": 3 } },
                    "slow": { "function": "EMA", "inputs": ["close"], "args": { "timeperiod": 12 } },
                    "bands": { "function": "BBANDS", "inputs": ["close"], "args": { "timeperiod": 8 } },
                    "rsi": { "function": "RSI", "inputs": ["fast"], "args": { "timeperiod": 7 } },
                },
                "entry_rules": entries,
                "exit_rules": exits,
                "on_opposite_entry": opposite,
                "sizing": sizing,
                "risk": {
                    "stop_loss": stop,
                    "take_profit": profit,
                    "trailing_stop": trailing,
                    "max_holding_bars": hold,
                },
            }))
        },
    )
}

pub(crate) fn random_options() -> impl Strategy<Value = Options> {
    let costs = (select(vec![0.0, 0.002, -0.001]), select(vec![0.0, 1.5]), select(vec![0.0, 0.001]));
    let switches = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let account =
        (select(vec![10_000.0, 500.0]), select(vec![1.0, 0.2, 0.02]), select(vec![None, Some(1e-3)]));
    (costs, switches, account).prop_map(
        |((relative, fixed, spread), (on_close, hedging, exclusive, finalize), (cash, margin, unit))| {
            Options {
                cash,
                commission: Commission { fixed, relative },
                spread,
                margin,
                trade_on_close: on_close,
                hedging,
                exclusive_orders: exclusive,
                finalize_trades: finalize,
                fractional_unit: unit,
            }
        },
    )
}
