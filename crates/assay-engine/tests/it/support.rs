//! Bars and documents for tests.

use assay_engine::document::{Compiled, compile, parameter_values};
use assay_spec::{Problem, Strategy};
use assay_types::{BarColumns, Bars, NANOS_PER_DAY, Timestamp};
use serde_json::{Value, json};

/// Daily bars from rows of open, high, low, close.
pub(crate) fn bars(rows: &[[f64; 4]]) -> Bars {
    let column = |index: usize| rows.iter().map(|row| row[index]).collect::<Vec<_>>();
    let time = (0..).take(rows.len()).map(|day| Timestamp::from_unix_nanos(day * NANOS_PER_DAY)).collect();
    Bars::new(BarColumns {
        time,
        open: column(0),
        high: column(1),
        low: column(2),
        close: column(3),
        volume: None,
    })
    .unwrap()
}

/// A document with one long and one short entry rule; `more` replaces or adds fields.
pub(crate) fn document(more: &Value) -> Strategy {
    let mut document = json!({
        "schema_version": "2.0",
        "name": "test",
        "entry_rules": [
            { "side": "long", "when": "close > open" },
            { "side": "short", "when": "close < open" }
        ],
    });
    for (key, value) in more.as_object().unwrap() {
        document[key] = value.clone();
    }
    serde_json::from_value(document).unwrap()
}

/// Compiles with default parameters.
pub(crate) fn compiled(strategy: &Strategy) -> Result<Compiled, Vec<Problem>> {
    compile(strategy, &parameter_values(strategy, &[].into()).unwrap())
}
