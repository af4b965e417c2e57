//! Values inside JSON documents, and their schemas.

use assay_types::{Bar, BarColumns, Bars, Price, Side, Symbol};
use serde_json::{Value, json};

fn bars_json() -> Value {
    json!({
        "time": ["2024-03-01", "2024-03-04T00:00:00Z"],
        "open": [10.0, 11.0], "high": [12.0, 11.5], "low": [9.5, 10.0], "close": [11.0, 10.5],
        "volume": [100.0, 0.0],
    })
}

#[track_caller]
fn check_bars(change: impl FnOnce(&mut Value), expected: &str) {
    let mut document = bars_json();
    change(&mut document);
    let error = serde_json::from_value::<Bars>(document).expect_err("the bars are wrong");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn bars_are_checked_on_the_way_in() {
    check_bars(|bars| bars["time"] = json!([]), "there are no bars");
    check_bars(|bars| bars["open"] = json!([10.0]), "column `open` has 1 values, the times are 2");
    check_bars(
        |bars| bars["time"][1] = json!("2024-03-01"),
        "bar 1 at 2024-03-01T00:00:00Z is not after the bar before it",
    );
    check_bars(|bars| bars["low"][0] = json!(0), "bar 0 has low `0`; a price is a finite number above 0");
    check_bars(
        |bars| bars["close"][1] = json!(-1),
        "bar 1 has close `-1`; a price is a finite number above 0",
    );
    check_bars(|bars| bars["close"][1] = json!(13), "bar 1 has close `13` outside low `10` .. high `11.5`");
    check_bars(
        |bars| bars["volume"][1] = json!(-5),
        "bar 1 has volume `-5`; a volume is a finite number, 0 or above",
    );
    check_bars(
        |bars| bars["vwap"] = json!([]),
        "unknown field `vwap`, expected one of `time`, `open`, `high`, `low`, `close`, `volume`",
    );
}

#[test]
fn one_bar_is_checked_on_the_way_in() {
    let good = json!({"time": "2024-03-01", "open": 1.0, "high": 2.0, "low": 1.0, "close": 1.5});
    let bar: Bar = serde_json::from_value(good.clone()).expect("a bar");
    assert_eq!(bar.volume, None);
    let mut bad = good;
    bad["high"] = json!(1.25);
    let error = serde_json::from_value::<Bar>(bad).expect_err("the close is above the high");
    assert_eq!(error.to_string(), "bar 0 has close `1.5` outside low `1` .. high `1.25`");
}

#[test]
fn bars_survive_a_document() {
    let bars: Bars = serde_json::from_value(bars_json()).expect("bars");
    let text = serde_json::to_string(&bars).expect("bars serialise");
    assert_eq!(serde_json::from_str::<Bars>(&text).expect("bars read back"), bars);
}

#[test]
fn the_content_hash_is_of_the_values() {
    let hash = |change: fn(&mut BarColumns)| {
        let mut columns = serde_json::from_value::<Bars>(bars_json()).expect("bars").into_columns();
        change(&mut columns);
        Bars::new(columns).expect("bars").content_hash()
    };
    let unchanged = hash(|_| ());
    assert_eq!(
        unchanged.to_string(),
        "sha256:16ccce3d2778db4a50a604d5ffc306e81fdbf161d81cc4d47bce325341e8262c",
        "stored runs name their data by this hash: it must never change"
    );
    assert_eq!(hash(|columns| columns.volume = Some(vec![100.0, -0.0])), unchanged);
    assert_ne!(hash(|columns| columns.volume = None), unchanged);
    assert_ne!(hash(|columns| columns.close = vec![11.0, 10.500_000_000_000_002]), unchanged);
}

#[test]
fn schemas_say_what_the_errors_say() {
    assert_eq!(
        schemars::schema_for!(Price).to_value(),
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Price",
            "type": "string",
            "description": "a price: write plain digits with `.` before the decimals, above 0, at most 19 digits and 18 decimals, no separators, exponent or sign, like `101.25`",
            "pattern": "^(0|[1-9][0-9]*)(\\.[0-9]{1,18})?$",
            "maxLength": 20,
            "examples": ["101.25", "0.00001234"],
        })
    );
    let schema = schemars::schema_for!(Vec<(Symbol, Side)>).to_value();
    assert_eq!(schema["items"]["prefixItems"][0]["$ref"], "#/$defs/Symbol");
    let error =
        serde_json::from_str::<Vec<(Symbol, Side)>>(r#"[["AAPL", "buy"], ["A B", "buy"]]"#).unwrap_err();
    assert!(error.to_string().starts_with("`A B` is not a symbol: character 2 is ` `; write"), "{error}");
}
