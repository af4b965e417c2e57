//! A sweep gives for every combination what a run with its values gives, however its work is cut.

use std::collections::BTreeMap;

use assay_engine::document::{Compiled, Prepared, Sweep, Trial, TrialError, compile, parameter_values};
use assay_engine::simulator::{Broker, Options, Outcome, Strategy, simulate};
use assay_engine::statistics::{Choice, Measure, statistics};
use assay_spec::{ExtendedStatistics, ParameterValue, ParameterValues, Statistics};
use assay_types::Bars;
use proptest::prelude::*;
use serde_json::json;

use crate::random::{random_bars, random_document, random_options};
use crate::support::{bars, document};

/// A document that is run from a bar on and has seen those before.
struct Late<'b> {
    document: Prepared<'b>,
    first: usize,
}

impl Strategy for Late<'_> {
    fn warmup(&self) -> usize {
        self.document.warmup()
    }

    fn next(&mut self, broker: &mut Broker<'_>) {
        if broker.bar() >= self.first {
            self.document.next(broker);
        }
    }
}

/// Every statistic, each from figures of its own.
fn chosen_one_by_one(measure: &Measure<'_>, trial: &Trial<'_>) -> Vec<Option<f64>> {
    let keys = Statistics::KEYS.iter().chain(ExtendedStatistics::KEYS);
    keys.map(|key| measure.figures(trial.outcome).choose(&Choice::of([*key]))[0]).collect()
}

/// The outcome without what tells its rules apart: a sweep gives no tags.
fn untagged(mut outcome: Outcome) -> Outcome {
    for trade in &mut outcome.trades {
        trade.tag = None;
    }
    for trade in &mut outcome.open_trades {
        trade.tag = None;
    }
    outcome
}

/// The random document with two of its indicators' arguments as parameters, and one that a rule names.
fn swept(document: &assay_spec::Strategy) -> assay_spec::Strategy {
    let mut document = serde_json::to_value(document).unwrap();
    document["parameters"] = json!({
        "fast_bars": { "type": "integer", "default": 3 },
        "rsi_bars": { "type": "integer", "default": 7 },
        "level": { "type": "integer", "default": 60 },
    });
    let mut exits = document["exit_rules"].as_array().cloned().unwrap_or_default();
    exits.push(json!({ "side": "any", "when": "rsi > level" }));
    document["exit_rules"] = json!(exits);
    document["constraints"] = json!(["fast_bars < 2 * rsi_bars"]);
    document["indicators"]["fast"]["args"]["timeperiod"] = json!("$fast_bars");
    document["indicators"]["rsi"]["args"]["timeperiod"] = json!("$rsi_bars");
    serde_json::from_value(document).unwrap()
}

fn combinations() -> Vec<ParameterValues> {
    let values = |fast: i64, rsi: i64, level: i64| {
        [("fast_bars", fast), ("rsi_bars", rsi), ("level", level)]
            .map(|(name, value)| (name.parse().unwrap(), ParameterValue::Integer(value)))
            .into()
    };
    [2, 5, 3]
        .into_iter()
        .flat_map(|fast| [(7, 60), (2, 60), (4, 75)].map(|(rsi, level)| values(fast, rsi, level)))
        .collect()
}

fn run_alone(
    document: &assay_spec::Strategy,
    values: &ParameterValues,
    bars: &Bars,
    options: &Options,
) -> Option<Outcome> {
    let values = parameter_values(document, values).unwrap();
    compile(document, &values).ok()?.run(bars, options).ok().map(|(outcome, _)| untagged(outcome))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_combination_is_as_if_run_alone(
        bars in random_bars(),
        document in random_document(),
        options in random_options(),
        cores in 1_usize..4,
        series_bytes in prop_oneof![Just(0), Just(10_000), Just(1 << 20)],
    ) {
        let document = swept(&document);
        let combinations = combinations();
        let measure = Measure::new(&bars, 0..bars.len());
        let mut sweep = Sweep::new(&bars, &options).with_cores(cores).with_series_bytes(series_bytes);
        for _ in 0..2 {
            let found = sweep.run(&document, &combinations, 0..bars.len(), |index, trial| {
                (index, trial.outcome.clone(), chosen_one_by_one(&measure, trial), trial.figures.statistics(), trial.figures.extended())
            });
            for (position, (values, found)) in combinations.iter().zip(found).enumerate() {
                let alone = run_alone(&document, values, &bars, &options);
                prop_assert_eq!(alone.is_some(), found.is_ok());
                let (Some(alone), Ok((index, outcome, chosen, usual, extended))) = (alone, found) else { continue };
                let keys = || Statistics::KEYS.iter().chain(ExtendedStatistics::KEYS);
                let whole: Vec<_> = keys().map(|key| usual.get(key).or_else(|| extended.get(key)).unwrap()).collect();
                prop_assert_eq!(chosen, whole);
                prop_assert_eq!(index, position);
                prop_assert_eq!((usual, extended), statistics(&bars, &alone));
                prop_assert_eq!(&outcome, &alone);
            }
        }
    }

    #[test]
    fn a_span_is_a_run_that_begins_late_and_has_seen_what_was_before(
        bars in random_bars(),
        document in random_document(),
        options in random_options(),
        start in 0_usize..50,
        length in 2_usize..150,
    ) {
        let end = (start + length).min(bars.len());
        let found = Sweep::new(&bars, &options).run(&document, &[ParameterValues::new()], start..end, |_, trial| {
            trial.outcome.clone()
        });
        let Ok(found) = &found[0] else { return Ok(()) };

        let compiled: Compiled = compile(&document, &ParameterValues::new()).unwrap();
        let mut columns = bars.clone().into_columns();
        columns.time.truncate(end);
        for column in [&mut columns.open, &mut columns.high, &mut columns.low, &mut columns.close] {
            column.truncate(end);
        }
        let history = Bars::new(columns).unwrap();
        let Ok(prepared) = compiled.prepare(&history) else { return Ok(()) };
        let whole = simulate(&history, &options, &mut Late { document: prepared, first: start });
        prop_assert_eq!(&found.equity[..], &whole.equity[start..]);
        prop_assert_eq!(found.trades.len(), whole.trades.len());
        for (found, whole) in found.trades.iter().zip(&whole.trades) {
            prop_assert_eq!(found.entry_bar + start, whole.entry_bar);
            prop_assert_eq!(found.exit_bar + start, whole.exit_bar);
            prop_assert_eq!(found.pnl.to_bits(), whole.pnl.to_bits());
        }
    }
}

#[test]
fn values_that_a_document_does_not_take_are_told_one_by_one() {
    let document = swept(&document(&json!({
        "indicators": {
            "fast": { "function": "SMA", "args": { "timeperiod": 3 } },
            "rsi": { "function": "RSI", "args": { "timeperiod": 7 } },
        },
    })));
    let bars = bars(&[[10.0, 11.0, 9.0, 10.5]; 40]);
    let options = Options::default();
    let values = |fast: i64, rsi: i64| -> ParameterValues {
        BTreeMap::from([
            ("fast_bars".parse().unwrap(), ParameterValue::Integer(fast)),
            ("rsi_bars".parse().unwrap(), ParameterValue::Integer(rsi)),
            ("level".parse().unwrap(), ParameterValue::Integer(60)),
        ])
    };
    let found = Sweep::new(&bars, &options).run(
        &document,
        &[values(3, 7), values(9, 3), values(3, 60)],
        0..40,
        |_, trial| trial.outcome.trades.len(),
    );
    assert!(found[0].is_ok(), "{found:?}");
    assert!(matches!(found[1], Err(TrialError::Values(_))), "{found:?}");
    assert!(matches!(found[2], Err(TrialError::Prepare(_))), "{found:?}");
}
