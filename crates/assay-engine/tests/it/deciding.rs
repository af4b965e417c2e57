//! What documents decide, one situation each. Bars are written by their close; a bar opens at the close before
//! it, and its range is half a unit around both.

use assay_engine::simulator::Options;
use serde_json::{Value, json};

use crate::support::{bars, compiled, document};

/// Runs a document over closes and compares its trades, written as `size entry_bar-exit_bar reason` (`open`
/// for those that are not settled), then refusals.
fn check(more: &Value, closes: &[f64], expected: &str) {
    check_with(&Options::default(), more, closes, expected);
}

fn check_with(options: &Options, more: &Value, closes: &[f64], expected: &str) {
    let rows: Vec<[f64; 4]> = std::iter::once(&closes[0])
        .chain(closes)
        .zip(closes)
        .map(|(&open, &close)| [open, open.max(close) + 0.5, open.min(close) - 0.5, close])
        .collect();
    let (outcome, refusals) = compiled(&document(more)).unwrap().run(&bars(&rows), options).unwrap();
    let mut told: Vec<String> = outcome
        .trades
        .iter()
        .map(|trade| {
            format!("{:+} {}-{} {:?}", trade.size, trade.entry_bar, trade.exit_bar, trade.exit_reason)
        })
        .collect();
    told.extend(
        outcome.open_trades.iter().map(|trade| format!("{:+} {}- open", trade.size, trade.entry_bar)),
    );
    if refusals.bracket + refusals.size > 0 {
        told.push(format!("refused {} {}", refusals.bracket, refusals.size));
    }
    assert_eq!(told.join(", "), expected, "{more}");
}

/// Ten units, long when the close rises above 100, short when it falls below 90.
fn rules(more: &Value) -> Value {
    let mut rules = json!({
        "entry_rules": [
            { "side": "long", "when": "close > 100" },
            { "side": "short", "when": "close < 90" }
        ],
        "sizing": { "kind": "fixed_units", "value": 10 },
    });
    for (key, value) in more.as_object().unwrap() {
        rules[key] = value.clone();
    }
    rules
}

#[test]
fn an_entry_fills_on_the_next_bar_and_is_not_repeated() {
    check(&rules(&json!({})), &[95.0, 95.0, 101.0, 102.0, 103.0], "+10 3- open");
}

#[test]
fn an_opposite_entry_reverses_closes_or_is_ignored() {
    let closes = [95.0, 95.0, 101.0, 95.0, 85.0, 86.0, 86.0];
    let with = |opposite: &str| rules(&json!({ "on_opposite_entry": opposite }));
    check(&with("reverse"), &closes, "+10 3-5 Closed, -10 5- open");
    check(&with("ignore"), &closes, "+10 3- open");
    // Closed on bar 5; the signal still holds on the flat account and enters then.
    check(&with("close"), &closes, "+10 3-5 Closed, -10 6- open");
}

#[test]
fn an_exit_rule_bars_an_entry_on_the_same_side_on_its_bar() {
    let more = rules(&json!({ "exit_rules": [{ "side": "long", "when": "close == 105" }] }));
    check(&more, &[95.0, 95.0, 101.0, 105.0, 106.0, 106.0], "+10 3-4 Closed, +10 5- open");
}

#[test]
fn an_exit_rule_of_the_other_side_is_not_heard() {
    let more = rules(&json!({ "exit_rules": [{ "side": "short", "when": "close == 105" }] }));
    check(&more, &[95.0, 95.0, 101.0, 105.0, 106.0], "+10 3- open");
    let more = rules(&json!({ "exit_rules": [{ "side": "any", "when": "close == 105" }] }));
    check(&more, &[95.0, 95.0, 101.0, 105.0, 95.0], "+10 3-4 Closed");
}

#[test]
fn an_exit_with_an_opposite_entry_reverses_whatever_the_setting() {
    let more = rules(&json!({
        "exit_rules": [{ "side": "long", "when": "close < 90" }],
        "on_opposite_entry": "ignore",
    }));
    check(&more, &[95.0, 95.0, 101.0, 85.0, 86.0], "+10 3-4 Closed, -10 4- open");
}

#[test]
fn the_first_entry_rule_that_holds_decides() {
    let more = rules(&json!({ "entry_rules": [
        { "side": "short", "when": "close > 100" },
        { "side": "long", "when": "close > 90" },
    ] }));
    check(&more, &[80.0, 80.0, 101.0, 101.0], "-10 3- open");
}

#[test]
fn a_trade_is_left_after_its_holding_time() {
    let more = rules(&json!({ "risk": { "max_holding_bars": 2 } }));
    check(&more, &[95.0, 95.0, 101.0, 95.0, 95.0, 95.0, 95.0], "+10 3-6 Closed");
}

#[test]
fn stops_and_targets_are_measured_from_the_signals_close() {
    let stop = |kind: Value| rules(&json!({ "risk": { "stop_loss": kind } }));
    // The signal's close is 110: 5 % below it is 104.5.
    let closes = [95.0, 95.0, 110.0, 108.0, 105.5, 99.0, 95.0];
    check(&stop(json!({ "kind": "percent", "value": 5 })), &closes, "+10 3-5 StopLoss");
    check(&stop(json!({ "kind": "price", "value": 5.5 })), &closes, "+10 3-5 StopLoss");
    let target = rules(&json!({ "risk": { "take_profit": { "kind": "percent", "value": 10 } } }));
    check(&target, &[95.0, 95.0, 110.0, 115.0, 122.0, 95.0], "+10 3-4 TakeProfit, +10 5- open");
}

#[test]
fn a_trailing_stop_protects_from_the_entry_bar_and_only_tightens() {
    let more = rules(&json!({ "risk": { "trailing_stop": { "kind": "price", "value": 8 } } }));
    // 110 - 8 = 102 at entry, 120 - 8 = 112 after the rise.
    check(&more, &[95.0, 95.0, 110.0, 99.0, 95.0], "+10 3-3 StopLoss");
    check(&more, &[95.0, 95.0, 110.0, 120.0, 115.0, 99.0, 95.0], "+10 3-5 StopLoss");
}

#[test]
fn sizes_follow_their_kind() {
    let sized = |sizing: Value| {
        let mut more = rules(&json!({ "risk": { "stop_loss": { "kind": "price", "value": 20 } } }));
        more["sizing"] = sizing;
        more
    };
    let closes = [95.0, 96.0, 101.0, 101.0, 101.0];
    check(&sized(json!({ "kind": "fixed_cash", "value": "1000" })), &closes, "+9 3- open");
    check(&sized(json!({ "kind": "fraction_of_equity", "value": 0.5 })), &closes, "+49 3- open");
    check(&sized(json!({ "kind": "fraction_of_equity", "value": 1 })), &closes, "+99 3- open");
    // 4 % of 10,000 over a risk of 20 a unit.
    check(&sized(json!({ "kind": "risk_per_trade", "value": 0.04 })), &closes, "+20 3- open");
    // More than the account can carry becomes all it can carry.
    check(&sized(json!({ "kind": "risk_per_trade", "value": 0.9 })), &closes, "+99 3- open");
    check(&sized(json!({ "kind": "fixed_cash", "value": "50" })), &closes, "refused 0 3");
    let fractional = Options { fractional_unit: Some(0.25), ..Options::default() };
    check_with(&fractional, &sized(json!({ "kind": "fixed_units", "value": 2.5 })), &closes, "+2.5 3- open");
    check_with(&fractional, &sized(json!({ "kind": "fixed_cash", "value": "50" })), &closes, "+0.25 3- open");
}

#[test]
fn the_volatility_target_scales_with_the_volatility() {
    let more = |target: f64| {
        let sizing = json!({ "kind": "volatility_target", "value": target, "timeperiod": 4 });
        rules(&json!({ "sizing": sizing }))
    };
    let closes = [95.0, 96.0, 95.0, 96.0, 95.0, 101.0, 101.0];
    // Log returns ±0.0105 and then 0.0612: a volatility of about 0.0345 a day, 0.66 a year of 365.25 days.
    check(&more(0.1), &closes, "+15 6- open");
    check(&more(0.2), &closes, "+30 6- open");
    check(&more(10.0), &closes, "+99 6- open");
}

#[test]
fn a_bracket_that_does_not_enclose_the_entry_is_refused() {
    let more = rules(&json!({ "risk": { "stop_loss": { "kind": "price", "value": 200 } } }));
    check(&more, &[95.0, 95.0, 101.0, 95.0], "refused 1 0");
    let more = rules(&json!({ "risk": { "take_profit": { "kind": "percent", "value": 1 } } }));
    let wide = Options { spread: 0.02, ..Options::default() };
    check_with(&wide, &more, &[95.0, 95.0, 101.0, 95.0], "refused 1 0");
}
