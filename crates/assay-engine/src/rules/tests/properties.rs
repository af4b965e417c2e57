//! Random expressions and texts.

use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;

use super::*;

/// A number that varies from bar to bar.
fn series(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop::sample::select(vec![
        "open",
        "high",
        "low",
        "close",
        "volume",
        "ma",
        "bands.upper",
        "hour",
        "weekday",
    ])
    .prop_map(str::to_owned);
    if depth == 0 {
        return leaf.boxed();
    }
    let below = depth - 1;
    prop_oneof![
        3 => leaf,
        1 => (series(below), 0..6_u32).prop_map(|(x, n)| format!("({x})[{n}]")),
        2 => (series(below), number(below), prop::sample::select(vec!["+", "-", "*", "/", "%", "**"]))
            .prop_map(|(a, b, operator)| format!("({a} {operator} {b})")),
        1 => (number(below), series(below)).prop_map(|(a, b)| format!("{a} - ({b})")).prop_map(|x| format!("({x})")),
        1 => series(below).prop_map(|x| format!("(-{x})")),
        1 => series(below).prop_map(|x| format!("abs({x})")),
        1 => (series(below), number(below), prop::sample::select(vec!["min", "max"]))
            .prop_map(|(a, b, function)| format!("{function}({a}, {b}, 1)")),
        2 => (series(below), 1..7_u32, prop::sample::select(vec!["highest", "lowest"]))
            .prop_map(|(x, n, function)| format!("{function}({x}, {n})")),
        1 => condition(below).prop_map(|x| format!("bars_since({x})")),
    ]
    .boxed()
}

fn number(depth: u32) -> BoxedStrategy<String> {
    prop_oneof![
        2 => prop::sample::select(vec!["0", "1", "2", "-3", "fast", "ratio", "(1 / 0)", "2.5"]).prop_map(str::to_owned),
        3 => series(depth),
    ]
    .boxed()
}

/// A condition that varies from bar to bar.
fn condition(depth: u32) -> BoxedStrategy<String> {
    let comparison = || prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let simple = (series(depth.saturating_sub(1)), comparison(), number(depth.saturating_sub(1)))
        .prop_map(|(a, operator, b)| format!("{a} {operator} {b}"));
    if depth == 0 {
        return simple.boxed();
    }
    let below = depth - 1;
    prop_oneof![
        3 => simple,
        1 => (number(below), comparison(), series(below), comparison(), number(below))
            .prop_map(|(a, first, b, second, c)| format!("{a} {first} {b} {second} {c}")),
        1 => condition(below).prop_map(|x| format!("not ({x})")),
        2 => (condition(below), condition(below)).prop_map(|(a, b)| format!("(({a}) and ({b}))")),
        2 => (condition(below), condition(below)).prop_map(|(a, b)| format!("({a} or {b})")),
        1 => (condition(below), prop::sample::select(vec!["2 > 1", "2 < 1", "long_only", "1 / 0 > 1"]), any::<bool>())
            .prop_map(|(x, constant, all)| format!("({x} {} {constant})", if all { "and" } else { "or" })),
        2 => (condition(below), 0..6_u32).prop_map(|(x, n)| format!("({x})[{n}]")),
        2 => (series(below), number(below), prop::sample::select(vec!["crosses_above", "crosses_below", "crosses"]))
            .prop_map(|(a, b, function)| format!("{function}({a}, {b})")),
        1 => (number(below), series(below)).prop_map(|(a, b)| format!("crosses_above({a}, {b})")),
        1 => (series(below), 1..5_u32, prop::sample::select(vec!["rising", "falling"]))
            .prop_map(|(x, n, function)| format!("{function}({x}, {n})")),
    ]
    .boxed()
}

/// Small numbers, so that values meet and cross, with holes.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        1 => Just(f64::NAN),
        1 => prop::sample::select(vec![0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY]),
        12 => (-3..8_i32).prop_map(f64::from),
        2 => -5.0..5.0_f64,
    ]
}

fn data() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (0..100_usize).prop_flat_map(|bars| prop::collection::vec(prop::collection::vec(value(), bars), 8))
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn rule(text: &str) -> Rule {
    Rule::parse(text, &names()).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"))
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn whole_series_equal_one_bar_at_a_time(text in condition(3), data in data()) {
        let series: Vec<&[f64]> = data.iter().map(Vec::as_slice).collect();
        let time = hours(series[0].len());
        let frame = Frame::new(&series, &time).unwrap();
        let rule = rule(&text);
        let holds = rule.evaluate(&frame);
        prop_assert_eq!(holds.len(), frame.bars());
        for (bar, found) in holds.iter().enumerate() {
            prop_assert_eq!(*found, rule.evaluate_at(&frame, bar) == Truth::True, "bar {} of {}", bar, text);
        }
    }

    #[test]
    fn rules_that_are_evaluated_together_hold_as_alone(texts in prop::collection::vec(condition(2), 1..5), data in data()) {
        let series: Vec<&[f64]> = data.iter().map(Vec::as_slice).collect();
        let time = hours(series[0].len());
        let frame = Frame::new(&series, &time).unwrap();
        let rules: Vec<Rule> = texts.iter().map(|text| rule(text)).collect();
        let mut together = Vec::new();
        RuleSet::new(&rules).evaluate(&frame, &mut Scratch::default(), &mut together);
        let alone: Vec<Holds> = rules.iter().map(|rule| rule.evaluate(&frame).into_iter().collect()).collect();
        prop_assert_eq!(together, alone, "{:?}", texts);
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn later_bars_change_nothing(text in condition(3), data in data(), cut in 0..100_usize, other in value()) {
        let bars = data[0].len();
        let cut = cut.min(bars);
        let time = hours(bars);
        let rule = rule(&text);
        let holds = |data: &[Vec<f64>], bars: usize| {
            let series: Vec<&[f64]> = data.iter().map(|values| &values[..bars]).collect();
            rule.evaluate(&Frame::new(&series, &time[..bars]).unwrap())
        };
        let whole = holds(&data, bars);
        prop_assert_eq!(&whole[..cut], holds(&data, cut), "cut at {}: {}", cut, text);
        let mut changed = data.clone();
        for values in &mut changed {
            values[cut..].fill(other);
        }
        prop_assert_eq!(&whole[..cut], &holds(&changed, bars)[..cut], "changed from {}: {}", cut, text);
    }

    #[test]
    fn bars_before_the_lookback_do_not_matter(text in condition(2), data in data()) {
        // `bars_since` is the one function without a bound.
        prop_assume!(!text.contains("bars_since"));
        let bars = data[0].len();
        let rule = rule(&text);
        let keep = rule.lookback() + 1;
        prop_assume!(keep < bars);
        let time = hours(bars);
        let last = |from: usize| {
            let series: Vec<&[f64]> = data.iter().map(|values| &values[from..]).collect();
            rule.evaluate_at(&Frame::new(&series, &time[from..]).unwrap(), bars - from - 1)
        };
        prop_assert_eq!(last(0), last(bars - keep), "{}", text);
    }
}

/// Any text, and texts made of the language's own pieces, which get further.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "close",
        "ma",
        "bands",
        ".",
        "upper",
        "fast",
        "(",
        ")",
        "[",
        "]",
        ",",
        "and",
        "or",
        "not",
        "<",
        "==",
        "+",
        "-",
        "**",
        "%",
        "1",
        "2.5",
        "1e9",
        "highest",
        "crosses_above",
        "bars_since",
        "hour",
        "&&",
        "!",
        "=",
        "if",
        "else",
        "lambda",
        "True",
        "$",
        "≤",
        "é",
        "\"",
        ":",
        "?",
        "shift",
        "_",
        "0x1",
        "close[1]",
        "((",
        "))",
        "-1",
        "iloc",
        "ta",
        "RSI",
        "0_",
        "1__2",
        "\u{202e}",
        "\u{0}",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" ")),
        prop::collection::vec(
            prop::sample::select(vec!["(", "-", "not ", "close[", "abs(", "1**", "a.b", "1<", "close+"]),
            0..900
        )
        .prop_map(|pieces| pieces.concat()),
    ]
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn no_text_panics(text in text()) {
        for names in [names(), Names::new()] {
            let found = Rule::parse(&text, &names).map(|_| ()).and(constraint_holds(&text, &names).map(|_| ()));
            if let Err(problems) = found {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(text.get(problem.span.clone()).is_some(), "{:?} in {:?}", problem, text);
                    prop_assert!(!problem.message.is_empty());
                }
            }
        }
    }
}

#[test]
fn long_and_deep_texts_are_refused_or_read_quickly() {
    let code = |text: &str| Rule::parse(text, &names()).map_err(|problems| problems[0].code).err();
    assert_eq!(code(&"(".repeat(4096)), Some(RuleCode::TooComplex));
    assert_eq!(code(&"-".repeat(4096)), Some(RuleCode::TooComplex));
    assert_eq!(code(&format!("close > {}1", "1 + ".repeat(200))), Some(RuleCode::TooComplex));
    assert_eq!(code(&format!("close > 1{}", " ".repeat(4096))), Some(RuleCode::TooComplex));
    // Runs of the same connective are flat.
    assert_eq!(code(&vec!["close > 1"; 280].join(" and ")), None);
    assert_eq!(code(&vec!["close"; 300].join(" < ")), None);
    assert_eq!(code(&format!("{}close > 1{}", "(".repeat(60), ")".repeat(60))), None);
    // Every level doubles what a naive compiler would copy.
    let mut nested = "close".to_owned();
    for _ in 0..15 {
        nested = format!("bars_since(0 < {nested} < 9)");
    }
    assert_eq!(code(&format!("{nested} > 1")), None);
}
