use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// A small, portable stream of numbers in 0..1.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / 4_294_967_296.0
    }
}

/// Plausible bars: open, high, low, close, volume; the same arithmetic made the expected values.
fn bars(seed: u64, count: u32) -> [Vec<f64>; 5] {
    let mut noise = Noise(seed.wrapping_mul(2).wrapping_add(1));
    let mut columns = [const { Vec::new() }; 5];
    let mut price: f64 = 100.0;
    for bar in 0..count {
        let up = (f64::from(bar % 40) - 19.5) * 0.05;
        let wave = if (bar / 40) % 2 == 1 { -up } else { up };
        let open = price * (1.0 + (noise.next() - 0.5) * 0.01);
        let close = (open + (noise.next() - 0.5) * 4.0 + wave).max(1.0);
        let high = open.max(close) + noise.next() * 1.5;
        let low = (open.min(close) - noise.next() * 1.5).max(0.5);
        let volume = (noise.next() * 1e6).floor() + 1.0;
        for (column, value) in columns.iter_mut().zip([open, high, low, close, volume]) {
            column.push(value);
        }
        price = close;
    }
    columns
}

/// The series that a function is tried on: its columns, and close and open for free inputs.
fn series_for<'a>(function: &Function, bars: &'a [Vec<f64>; 5], periods: &'a [f64]) -> Vec<&'a [f64]> {
    let mut free = [&bars[3], &bars[0]].into_iter();
    let column = |name: &str| crate::rules::COLUMNS.iter().position(|column| *column == name).unwrap();
    let one = |input: &Input| match (input.is_column(), input.name()) {
        (true, name) => bars[column(name)].as_slice(),
        (false, "periods") => periods,
        (false, _) => free.next().unwrap().as_slice(),
    };
    function.inputs().iter().map(one).collect()
}

fn periods(count: u32) -> Vec<f64> {
    (0..count).map(|bar| f64::from(bar % 12) + 2.0).collect()
}

/// The first bar whose value on all the data is not the one on the data up to that bar.
fn first_look_ahead(
    inputs: &[&[f64]],
    values: impl Fn(&[&[f64]]) -> Vec<Vec<f64>>,
    bars: impl IntoIterator<Item = usize>,
) -> Option<usize> {
    let whole = values(inputs);
    bars.into_iter().find(|bar| {
        let prefix: Vec<&[f64]> = inputs.iter().map(|series| &series[..=*bar]).collect();
        let known = values(&prefix);
        whole.iter().zip(&known).any(|(whole, known)| whole[*bar].to_bits() != known[*bar].to_bits())
    })
}

/// Random arguments in range, small enough to give values on short data.
fn some_arguments(function: &Function, noise: &mut Noise) -> Arguments {
    let whole = |text: String| ArgumentValue::Integer(text.parse().unwrap());
    let given = function.arguments().iter().map(|argument| {
        let value = match argument.kind() {
            ArgumentKind::Integer { min, max, .. } => {
                let span = f64::from(max.min(40) - min.min(40));
                whole(format!("{:.0}", (f64::from(min) + noise.next() * span).floor()))
            }
            ArgumentKind::Real { min, max, .. } => {
                let (min, max) = (min.max(-5.0), max.min(5.0));
                ArgumentValue::Number(min + noise.next() * (max - min))
            }
            ArgumentKind::MovingAverage { .. } => whole(format!("{:.0}", (noise.next() * 15.99).floor())),
        };
        (argument.name().to_owned(), value)
    });
    function.bind(&given.collect()).unwrap()
}

/// Arguments at the ends of their ranges.
fn extreme_arguments(function: &Function, noise: &mut Noise) -> Arguments {
    let given = function.arguments().iter().map(|argument| {
        let low = noise.next() < 0.5;
        let value = match argument.kind() {
            ArgumentKind::Integer { min, max, .. } => {
                ArgumentValue::Integer(i64::from(if low { min } else { max }))
            }
            ArgumentKind::Real { min, max, .. } => ArgumentValue::Number(if low { min } else { max }),
            ArgumentKind::MovingAverage { .. } => {
                ArgumentValue::Text(if low { "MAMA" } else { "DISABLED" }.to_owned())
            }
        };
        (argument.name().to_owned(), value)
    });
    function.bind(&given.collect()).unwrap()
}

#[test]
fn exactly_the_refused_functions_look_ahead() {
    const BARS: u32 = 260;
    let periods = periods(BARS);
    let looks_ahead = |function: &&Function| {
        (0..3).any(|seed| {
            let bars = bars(seed, BARS);
            let inputs = series_for(function, &bars, &periods);
            let mut noise = Noise(seed);
            let arguments =
                if seed == 0 { function.defaults() } else { some_arguments(function, &mut noise) };
            // What TA-Lib refuses as a combination has no values to judge.
            function.lookback(&arguments).is_ok()
                && first_look_ahead(&inputs, |inputs| compute(function, inputs, &arguments).unwrap(), 0..260)
                    .is_some()
        })
    };
    let found: BTreeSet<_> = all().iter().filter(looks_ahead).map(Function::name).collect();
    let refused: BTreeSet<_> =
        all().iter().filter(|function| !function.causal()).map(Function::name).collect();
    assert_eq!(found, refused);
}

#[test]
fn the_look_ahead_test_sees_one_bar_of_future() {
    let close = &bars(1, 60)[3];
    let peeks = |inputs: &[&[f64]]| {
        let next = |bar: usize| *inputs[0].get(bar + 1).unwrap_or(&f64::NAN);
        vec![(0..inputs[0].len()).map(next).collect()]
    };
    assert_eq!(first_look_ahead(&[close], peeks, 0..60), Some(0));
}

#[test]
fn every_function_has_values_after_its_warm_up() {
    let (bars, periods) = (bars(3, 400), periods(400));
    for function in all() {
        let arguments = function.defaults();
        let lookback = function.lookback(&arguments).unwrap();
        assert!(lookback < 400, "{}", function.name());
        let outputs = compute(function, &series_for(function, &bars, &periods), &arguments).unwrap();
        assert_eq!(outputs.len(), function.outputs().len());
        for (output, values) in function.outputs().iter().zip(&outputs) {
            let name = format!("{}.{}", function.name(), output.name());
            assert_eq!(values.len(), 400, "{name}");
            assert!(values[..lookback].iter().all(|value| value.is_nan()), "{name}");
            if !function.may_give_non_finite() {
                assert!(values[lookback..].iter().all(|value| value.is_finite()), "{name}");
            }
        }
    }
}

#[test]
fn names_are_those_of_the_python_interface() {
    // Function, arguments and outputs as TA-Lib's Python package 0.8.2 names them.
    for line in include_str!("tests/names.tsv").lines() {
        let mut fields = line.split('\t');
        let function = find(fields.next().unwrap()).unwrap();
        let arguments: Vec<_> = function.arguments().iter().map(Argument::name).collect();
        let outputs: Vec<_> = function.outputs().iter().map(Output::name).collect();
        assert_eq!(arguments.join(","), fields.next().unwrap(), "{}", function.name());
        assert_eq!(outputs.join(","), fields.next().unwrap(), "{}", function.name());
    }
}

#[test]
fn values_are_those_of_the_python_interface() {
    let (bars, periods) = (bars(7, 160), periods(160));
    let near = |found: f64, expected: f64| {
        (found.is_nan() && expected.is_nan()) || (found - expected).abs() <= 1e-11 * expected.abs().max(1.0)
    };
    for line in include_str!("tests/values.tsv").lines() {
        let fields: Vec<_> = line.split('\t').collect();
        let function = find(fields[0]).unwrap();
        let given = fields[1].split(',').filter_map(|pair| pair.split_once('='));
        let given =
            given.map(|(name, value)| (name.to_owned(), ArgumentValue::Number(value.parse().unwrap())));
        let arguments = function.bind(&given.collect()).unwrap();
        let outputs = compute(function, &series_for(function, &bars, &periods), &arguments).unwrap();
        let index = function.outputs().iter().position(|output| output.name() == fields[2]).unwrap();
        for (at, expected) in fields[3..].iter().filter_map(|pair| pair.split_once(':')) {
            let found = match at.parse::<usize>() {
                Ok(bar) => outputs[index][bar],
                Err(_) => outputs[index].iter().filter(|value| !value.is_nan()).sum(),
            };
            assert!(near(found, expected.parse().unwrap()), "{line}\nat {at}: {found}");
        }
    }
}

#[test]
fn the_only_lists_are_the_kinds_of_moving_average() {
    use ta_lib::abstract_api::OptInputType;
    for argument in all().iter().flat_map(|function| function.info().opt_inputs) {
        match argument.kind {
            OptInputType::IntegerList { values, .. } => {
                let known: Vec<_> =
                    MOVING_AVERAGES.iter().map(|(number, name)| (i64::from(*number), *name)).collect();
                assert_eq!(values, known);
            }
            OptInputType::RealList { .. } => panic!("{}", argument.param_name),
            OptInputType::IntegerRange { .. } | OptInputType::RealRange { .. } => {}
        }
    }
}

#[test]
fn every_run_of_finite_bars_is_computed_by_itself() {
    let sma = find("SMA").unwrap();
    let arguments =
        sma.bind(&BTreeMap::from([("timeperiod".to_owned(), ArgumentValue::Integer(2))])).unwrap();
    let input = [f64::NAN, f64::NAN, 1.0, 2.0, 4.0, f64::INFINITY, 8.0, f64::NAN, 1.0, 3.0];
    let found = compute(sma, &[&input], &arguments).unwrap();
    let shown: Vec<_> = found[0].iter().map(ToString::to_string).collect();
    assert_eq!(shown.join(" "), "NaN NaN NaN 1.5 3 NaN NaN NaN NaN 2");
}

#[test]
fn buffers_are_reused_between_functions_and_lengths() {
    let mut buffers = Vec::new();
    for (name, count) in [("BBANDS", 60), ("SMA", 60), ("MACD", 40), ("CDLDOJI", 40), ("STOCH", 3)] {
        let (function, bars) = (find(name).unwrap(), bars(5, count));
        let inputs = series_for(function, &bars, &[]);
        let arguments = function.defaults();
        compute_into(function, &inputs, &arguments, &mut buffers).unwrap();
        assert_eq!(
            format!("{buffers:?}"),
            format!("{:?}", compute(function, &inputs, &arguments).unwrap()),
            "{name}"
        );
    }
}

#[test]
fn positions_of_extremes_count_from_the_first_bar() {
    let input = [f64::NAN, f64::NAN, 5.0, 2.0, 9.0, 1.0];
    let function = find("MAXINDEX").unwrap();
    let arguments =
        function.bind(&BTreeMap::from([("timeperiod".to_owned(), ArgumentValue::Integer(2))])).unwrap();
    let found = compute(function, &[&input], &arguments).unwrap();
    assert_eq!(found[0][3..], [2.0, 4.0, 4.0]);
}

#[test]
fn a_period_longer_than_the_data_gives_nothing() {
    let sma = find("SMA").unwrap();
    let found = compute(sma, &[&[1.0, 2.0]], &sma.defaults()).unwrap();
    assert!(found[0].iter().all(|value| value.is_nan()));
    assert_eq!(compute(sma, &[&[]], &sma.defaults()).unwrap(), vec![Vec::<f64>::new()]);
}

#[test]
fn errors_name_what_would_be_right() {
    let check = |function: &str, argument: &str, value: ArgumentValue, expected: &str| {
        let found = find(function).unwrap().bind(&BTreeMap::from([(argument.to_owned(), value)]));
        assert_eq!(found.unwrap_err().to_string(), expected);
    };
    let whole = ArgumentValue::Integer;
    check("SMA", "period", whole(5), "`SMA` has no argument `period`; did you mean `timeperiod`?");
    check(
        "SMA",
        "optInTimePeriod",
        whole(5),
        "`SMA` has no argument `optInTimePeriod`; did you mean `timeperiod`?",
    );
    check(
        "MACD",
        "length",
        whole(5),
        "`MACD` has no argument `length`; it takes `fastperiod`, `slowperiod`, `signalperiod`",
    );
    check("OBV", "length", whole(5), "`OBV` has no argument `length`; it takes none");
    check("BBANDS", "std", whole(2), "`BBANDS` has no argument `std`; did you mean `nbdevup` and `nbdevdn`?");
    check(
        "SMA",
        "timeperiod",
        whole(0),
        "`0` is no `timeperiod` of `SMA`; expected a whole number from 1 to 100000",
    );
    check(
        "SMA",
        "timeperiod",
        ArgumentValue::Number(2.5),
        "`2.5` is no `timeperiod` of `SMA`; expected a whole number from 1 to 100000",
    );
    check(
        "SMA",
        "timeperiod",
        ArgumentValue::Text("ten".to_owned()),
        "`ten` is no `timeperiod` of `SMA`; expected a whole number from 1 to 100000",
    );
    let unknown = |name: &str| find(name).unwrap_err().to_string();
    assert_eq!(unknown("SMMA"), "`SMMA` is not a TA-Lib function; did you mean `RMA`?");
    assert_eq!(unknown("BBAND"), "`BBAND` is not a TA-Lib function; did you mean `BBANDS`?");
    assert_eq!(
        unknown("whatever_it_is"),
        "`whatever_it_is` is not a TA-Lib function; `assay indicators` lists them"
    );
}

#[test]
fn moving_averages_go_by_name_or_number() {
    let bind = |value| find("BBANDS").unwrap().bind(&BTreeMap::from([("matype".to_owned(), value)]));
    assert_eq!(
        bind(ArgumentValue::Text("ema".to_owned())).unwrap(),
        bind(ArgumentValue::Integer(1)).unwrap()
    );
    insta::assert_snapshot!(bind(ArgumentValue::Integer(16)).unwrap_err(), @"`16` is no `matype` of `BBANDS`; expected a kind of moving average: SMA (0), EMA (1), WMA (2), DEMA (3), TEMA (4), TRIMA (5), KAMA (6), MAMA (7), T3 (8), HMA (9), DISABLED (10), DEFAULT (11), ZLEMA (12), RMA (13), VIDYA (14), ALMA (15)");
}

#[test]
fn inputs_are_resolved_or_refused() {
    let check = |function: &str, given: &[&str], expected: &str| {
        let given: Vec<String> = given.iter().map(|name| (*name).to_owned()).collect();
        let found = find(function).unwrap().resolve_inputs((!given.is_empty()).then_some(&given));
        assert_eq!(found.map_or_else(|error| error.to_string(), |names| names.join(" ")), expected);
    };
    check("SMA", &[], "close");
    check("SMA", &["rsi"], "rsi");
    check("SMA", &["bands.upperband"], "bands.upperband");
    check("ATR", &[], "high low close");
    check("OBV", &[], "close volume");
    check("ATR", &["high", "low", "close"], "high low close");
    check("ATR", &["ha.high", "ha.low", "ha.close"], "ha.high ha.low ha.close");
    check("ATR", &["close"], "`ATR` takes `high`, `low` and `close`, not 1 inputs");
    check("ATR", &["close", "high", "low"], "`ATR` takes `high`, `low` and `close`; input 1 is `close`");
    check("CORREL", &[], "`CORREL` takes a series (real0) and a series (real1); name them in `inputs`");
    check("MAVP", &[], "`MAVP` takes a series (real) and a series (periods); name them in `inputs`");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_never_change_when_bars_are_added(index in 0..237_usize, seed: u64, cut in 1..150_usize) {
        let function = &all()[index];
        let (mut bars, periods) = (bars(seed, 150), periods(150));
        let mut noise = Noise(seed);
        // A hole in the data, so that restarting is tried as well.
        let hole = cut / 2;
        for column in &mut bars {
            column[hole] = f64::NAN;
        }
        let arguments = some_arguments(function, &mut noise);
        let inputs = series_for(function, &bars, &periods);
        if function.lookback(&arguments).is_ok() {
            let found = first_look_ahead(&inputs, |inputs| compute(function, inputs, &arguments).unwrap(), [cut - 1, cut, 149]);
            prop_assert_eq!(found.is_some() && function.causal(), false, "{}", function.name());
        }
    }

    #[test]
    fn no_arguments_and_no_data_panic(index in 0..237_usize, seed: u64, count in 0..90_u32, scale in -300..300_i32) {
        let function = &all()[index];
        let mut noise = Noise(seed);
        let factor = 10.0_f64.powi(scale);
        let wild = bars(seed, count).map(|column| column.iter().map(|value| value * factor).collect::<Vec<_>>());
        let inputs = series_for(function, &wild, &wild[4]);
        for arguments in [function.defaults(), some_arguments(function, &mut noise), extreme_arguments(function, &mut noise)] {
            if let Ok(outputs) = compute(function, &inputs, &arguments) {
                prop_assert!(outputs.iter().all(|output| output.len() == inputs[0].len()));
            }
        }
    }
}

#[test]
fn the_reference_page_is_up_to_date() {
    let page = include_str!("../../../../docs/reference/indicators.md");
    assert_eq!(
        reference_markdown(),
        page,
        "docs/reference/indicators.md is stale; run `cargo xtask generate`"
    );
}
