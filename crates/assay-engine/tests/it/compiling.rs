//! What is wrong with documents, and with documents over some data.

use std::fmt::Write as _;

use assay_engine::document::{compile, parameter_values};
use assay_spec::{ParameterValue, ParameterValues};
use serde_json::{Value, json};

use crate::support::{bars, compiled, document};

/// The problems of a document, one a line: code, pointer, message, help.
fn problems(more: &Value) -> String {
    let mut told = String::new();
    for problem in compiled(&document(more)).expect_err("the document has problems") {
        write!(told, "{} {}: {}", problem.code(), problem.pointer(), problem.message()).unwrap();
        if let Some(help) = problem.suggestion() {
            write!(told, " ({help})").unwrap();
        }
        told.push('\n');
    }
    told
}

#[test]
fn functions_arguments_and_inputs_are_checked() {
    insta::assert_snapshot!(problems(&json!({
        "indicators": {
            "a": { "function": "SMMA", "inputs": ["close"] },
            "b": { "function": "SMA", "inputs": ["close"], "args": { "period": 10 } },
            "c": { "function": "SMA", "inputs": ["close"], "args": { "timeperiod": 0 } },
            "d": { "function": "ADD", "inputs": ["close"] },
            "e": { "function": "SMA", "inputs": ["bands.upper"] },
            "f": { "function": "SMA", "inputs": ["clsoe"] },
            "bands": { "function": "BBANDS" },
        },
        "entry_rules": [{ "side": "long", "when": "close > a" }],
    })));
}

#[test]
fn indicators_may_not_feed_themselves() {
    insta::assert_snapshot!(problems(&json!({
        "indicators": {
            "a": { "function": "SMA", "inputs": ["b"] },
            "b": { "function": "SMA", "inputs": ["a"] },
            "c": { "function": "SMA", "inputs": ["close"] },
        },
    })));
}

#[test]
fn rules_are_checked_where_they_stand() {
    insta::assert_snapshot!(problems(&json!({
        "entry_rules": [
            { "side": "long", "when": "close > fast" },
            { "side": "long", "when": "close and open" },
            { "side": "long", "when": "close > close[-1]" },
        ],
        "exit_rules": [{ "side": "any", "when": "close >" }],
        "constraints": ["close > 3"],
    })));
}

#[test]
fn sizing_by_risk_needs_a_stop() {
    insta::assert_snapshot!(problems(&json!({ "sizing": { "kind": "risk_per_trade", "value": 0.01 } })));
}

fn with_parameters() -> assay_spec::Strategy {
    document(&json!({
        "parameters": {
            "fast": { "type": "integer", "default": 5, "min": 2, "max": 50 },
            "slow": { "type": "integer", "default": 20 },
            "level": { "type": "number", "default": 1.5, "min": 1 },
            "kind": { "type": "choice", "default": "SMA", "choices": ["SMA", "EMA"] },
            "on": { "type": "boolean", "default": true },
        },
        "constraints": ["fast < slow"],
    }))
}

fn overrides(values: &[(&str, ParameterValue)]) -> ParameterValues {
    values.iter().map(|(name, value)| (name.parse().unwrap(), value.clone())).collect()
}

#[test]
fn overrides_must_suit_their_parameter() {
    let check = |name: &str, value: ParameterValue, expected: &str| {
        let found = parameter_values(&with_parameters(), &overrides(&[(name, value)]));
        let told = found.err().map_or_else(String::new, |errors| errors[0].to_string());
        assert_eq!(told, expected);
    };
    let (integer, number) = (ParameterValue::Integer, ParameterValue::Number);
    let text = |value: &str| ParameterValue::Text(value.to_owned());
    check("fast", integer(7), "");
    check("fast", integer(1), "parameter `fast` cannot be `1`; it is a whole number from 2 to 50");
    check("fast", number(7.5), "parameter `fast` cannot be `7.5`; it is a whole number from 2 to 50");
    check("level", integer(2), "");
    check("level", number(0.5), "parameter `level` cannot be `0.5`; it is a number of 1 or more");
    check("level", number(f64::NAN), "parameter `level` cannot be `NaN`; it is a number of 1 or more");
    check("kind", text("EMA"), "");
    check("kind", text("HMA"), "parameter `kind` cannot be `HMA`; it is one of SMA, EMA");
    check("on", ParameterValue::Boolean(false), "");
    check("on", integer(1), "parameter `on` cannot be `1`; it is `true` or `false`");
    check("fats", integer(7), "strategy `test` has no parameter `fats`; did you mean `fast`?");
    check("x", integer(7), "strategy `test` has no parameter `x`; it has fast, kind, level, on, slow");
}

#[test]
fn constraints_hold_for_the_values_of_the_run() {
    let strategy = with_parameters();
    let check = |fast, holds| {
        let values =
            parameter_values(&strategy, &overrides(&[("fast", ParameterValue::Integer(fast))])).unwrap();
        let found = compile(&strategy, &values);
        assert_eq!(found.is_ok(), holds, "{fast}");
        if let Err(problems) = found {
            assert_eq!(
                problems[0].message(),
                "the constraint does not hold with fast = 20, kind = SMA, level = 1.5, on = true, slow = 20"
            );
        }
    };
    check(19, true);
    check(20, false);
}

#[test]
fn data_must_have_what_the_document_uses() {
    let still = bars(&[[1.0, 1.0, 1.0, 1.0]; 12]);
    let check = |more: Value, expected: &str| {
        let found = compiled(&document(&more)).unwrap().prepare(&still);
        assert_eq!(found.err().map_or_else(String::new, |error| error.to_string()), expected);
    };
    check(json!({}), "");
    check(
        json!({ "indicators": { "flow": { "function": "OBV" } } }),
        "indicator `flow` uses `volume`, but the data has no volume column",
    );
    check(
        json!({ "exit_rules": [{ "side": "any", "when": "volume > 5" }] }),
        "exit rule 1 uses `volume`, but the data has no volume column",
    );
    check(
        json!({ "indicators": { "slow": { "function": "SMA", "args": { "timeperiod": 13 } } } }),
        "indicator `slow` has no value on any of the 12 bars: it needs 12 before its first one",
    );
    check(
        json!({ "risk": { "stop_loss": { "kind": "atr", "multiple": 2, "timeperiod": 14 } } }),
        "the average true range over 14 bars has no value on any of the 12 bars: it needs 14 before its first one",
    );
    check(
        json!({ "sizing": { "kind": "volatility_target", "value": 0.2, "timeperiod": 12 } }),
        "the volatility of `sizing` has no value on any of the 12 bars: it needs 12 before its first one",
    );
}
