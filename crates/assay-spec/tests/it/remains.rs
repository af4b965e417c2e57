//! What is left of documents that are wrong.

use assay_spec::{Code, DocumentKind, Format, Problem, Strategy, Unread, examine};
use serde_json::{Value, json};

fn unread(document: &Value) -> Option<Unread<Strategy>> {
    examine::<Strategy>(document.to_string().as_bytes(), Format::Json, "s.json").err()
}

fn strategy() -> Value {
    json!({
        "schema_version": "2.0",
        "name": "s",
        "parameters": { "n": { "type": "integer", "default": 5, "min": 2 } },
        "indicators": { "ma": { "function": "SMA", "inputs": ["close"], "args": { "timeperiod": "$n" } } },
        "constraints": ["n > 1"],
        "entry_rules": [{ "side": "long", "when": "close > ma" }, { "side": "short", "when": "close < ma" }],
        "sizing": { "kind": "fraction_of_equity", "value": 0.5 },
        "risk": { "stop_loss": { "kind": "percent", "value": 3 } },
    })
}

/// What remains of the strategy when the value under the pointer is replaced, of which `part` is looked at.
fn check(pointer: &str, value: Value, part: &str, expected: impl Into<Value>) {
    let mut document = strategy();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        object => object[key] = value,
    }
    let unread = unread(&document).unwrap_or_else(|| panic!("{pointer} is not wrong"));
    let remains = serde_json::to_value(unread.remains().unwrap()).unwrap();
    assert_eq!(remains.pointer(part).cloned().unwrap_or_default(), expected.into(), "{pointer}");
}

#[test]
fn wrong_parts_are_left_out_or_replaced_where_they_must_be() {
    check("/riks", json!({}), "/risk/stop_loss/value", json!(3));
    check("/sizing/value", json!(95), "/sizing", json!({ "kind": "fraction_of_equity", "value": 1 }));
    check("/sizing/kind", json!("all"), "/sizing/value", json!(0.9999));
    check("/sizing", json!({ "kind": "fixed_cash", "value": 5 }), "/sizing/value", json!("1"));
    check("/risk/stop_loss", json!("3 %"), "/risk/stop_loss", json!(null));
    check("/parameters/n/min", json!("2"), "/parameters/n", json!({ "type": "integer", "default": 5 }));
    check("/parameters/n/default", json!("5"), "/parameters", json!({}));
    check("/indicators/ma/args", json!([14]), "/indicators/ma/args", json!({}));
    check("/indicators/ma/inputs/0", json!(3), "/indicators/ma/inputs", json!(["close"]));
    check("/indicators/ma/function", json!(3), "/indicators", json!({}));
    check("/entry_rules/0", json!("close > ma"), "/entry_rules/1/when", json!("close < ma"));
    check("/entry_rules/0/side", json!("lnog"), "/entry_rules/0/when", json!("close > ma"));
    check("/name", json!("no name"), "/entry_rules/0/when", json!("close > ma"));
}

#[test]
fn nothing_remains_where_nothing_is_known() {
    let text = |text: &str| examine::<Strategy>(text.as_bytes(), Format::Json, "s").unwrap_err();
    assert!(text("{").remains().is_none());
    assert!(text("[]").remains().is_none());
    let mut newer = strategy();
    newer["schema_version"] = json!("3.0");
    assert!(unread(&newer).unwrap().remains().is_none());
}

/// Every value of the example replaced by every odd value: whatever is refused leaves something to check, so
/// that one slip never hides the rest.
#[test]
fn one_slip_anywhere_leaves_the_rest_to_check() {
    let example = DocumentKind::Strategy.schema()["examples"][0].clone();
    let odd = [json!(null), json!(true), json!(-1), json!(""), json!("a b"), json!([1]), json!({ "a": 1 })];
    let mut count = 0;
    for pointer in crate::agreement::pointers(&example) {
        if pointer == "/schema_version" {
            continue;
        }
        for value in &odd {
            let mut changed = example.clone();
            *changed.pointer_mut(&pointer).unwrap() = value.clone();
            if let Some(unread) = unread(&changed) {
                assert!(unread.remains().is_some(), "{pointer}: {value}");
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count}");
}

#[test]
fn what_is_added_is_sorted_in_and_neither_repeats_nor_follows() {
    let mut document = strategy();
    document["indicators"]["ma"] = json!("SMA");
    document["sizing"]["value"] = json!(95);
    let at = |code, pointer: &str| Problem::new(code, pointer, "found");
    let found = vec![
        at(Code::RuleName, "/entry_rules/0/when").range(8..10),
        at(Code::RuleType, "/entry_rules/1/when"),
        at(Code::OutOfRange, "/sizing/value"),
        at(Code::UnknownFunction, "/indicators/ma/function"),
        at(Code::RuleSyntax, "/constraints/0"),
    ];
    let report = unread(&document).unwrap().with(found);
    let codes: Vec<_> = report.problems().iter().map(|it| (it.code(), it.pointer())).collect();
    let expected = [
        (Code::RuleSyntax, "/constraints/0"),
        (Code::RuleType, "/entry_rules/1/when"),
        (Code::WrongType, "/indicators/ma"),
        (Code::OutOfRange, "/sizing/value"),
    ];
    assert_eq!(codes, expected);
}
