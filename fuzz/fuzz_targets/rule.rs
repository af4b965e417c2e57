//! Rules: no panic, problems lie inside the text, and both evaluators agree on every bar.
#![no_main]

use assay_engine::rules::{Frame, Names, ParameterValue, Rule, Truth, constraint_holds};
use assay_types::Timestamp;
use libfuzzer_sys::fuzz_target;

const BARS: usize = 24;
const HOUR_NANOS: i64 = 3_600_000_000_000;

fn names() -> Names {
    let mut names = Names::with_columns();
    names.parameter("fast", ParameterValue::Integer(3)).expect("a free name");
    names.parameter("level", ParameterValue::Number(0.5)).expect("a free name");
    names.parameter("enabled", ParameterValue::Boolean(true)).expect("a free name");
    names.indicator("ma", [("real", 5)]).expect("a free name");
    names.indicator("bands", [("upperband", 6), ("middleband", 5), ("lowerband", 7)]).expect("a free name");
    names
}

/// Eight series with unknown values, equal neighbours, zeros and large numbers in them.
fn series() -> Vec<Vec<f64>> {
    (0..8_u32)
        .map(|slot| {
            (0..BARS)
                .map(|bar| match (bar * 7 + slot as usize * 5) % 11 {
                    0 if slot > 4 => f64::NAN,
                    1 => 0.0,
                    2 => 1e12,
                    step => f64::from(slot) + (step / 2) as f64,
                })
                .collect()
        })
        .collect()
}

fuzz_target!(|text: &str| {
    let names = names();
    let _ = constraint_holds(text, &names);
    let rule = match Rule::parse(text, &names) {
        Ok(rule) => rule,
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems {
                let _ = problem.to_string();
            }
            return;
        }
    };
    let columns = series();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let time: Vec<Timestamp> =
        (0..BARS as i64).map(|bar| Timestamp::from_unix_nanos(bar * 5 * HOUR_NANOS)).collect();
    let frame = Frame::new(&columns, &time).expect("series of one length");
    let fast = rule.evaluate(&frame);
    for (bar, holds) in fast.into_iter().enumerate() {
        assert_eq!(holds, rule.evaluate_at(&frame, bar) == Truth::True, "bar {bar} of {text:?}");
    }
});
