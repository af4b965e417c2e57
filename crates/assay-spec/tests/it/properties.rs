//! Laws that hold for every document.

use std::collections::BTreeMap;

use assay_spec::{
    ArgValue, Count, Distance, DocumentKind, EntryRule, ExitRule, ExitSide, Format, Indicator, Number,
    OppositeEntry, Parameter, Risk, SchemaVersion, Sizing, Strategy, canonical, check, content_hash, read,
    read_bytes, upgrade, validate_text,
};
use assay_types::{Direction, Identifier};
use proptest::prelude::{
    Just, Strategy as Generator, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::{collection, option, sample};

fn text() -> impl Generator<Value = String> {
    // What is hard to quote, without what documents refuse.
    "[ -~éß日\n\t\"'\\\\#:{}$|>-]{0,40}"
}

fn condition() -> impl Generator<Value = String> {
    "[a-z<>=\"'\\\\ #:.\n(),0-9]{0,20}[a-z]"
}

fn value() -> impl Generator<Value = f64> {
    prop_oneof![0.001..1.0_f64, Just(1.0), Just(0.1 + 0.2), Just(f64::MIN_POSITIVE)]
}

fn number() -> impl Generator<Value = Number> {
    prop_oneof![value().prop_map(Number::Literal), Just(Number::Parameter(name("p_real")))]
}

fn count() -> impl Generator<Value = Count> {
    prop_oneof![(2..=u32::MAX).prop_map(Count::Literal), Just(Count::Parameter(name("p_whole")))]
}

fn name(text: &str) -> Identifier {
    text.parse().unwrap()
}

fn parameters() -> impl Generator<Value = BTreeMap<Identifier, Parameter>> {
    (any::<bool>(), -1000..1000_i64, text()).prop_map(|(default, whole, description)| {
        BTreeMap::from([
            (name("p_switch"), Parameter::Boolean { default, description: description.clone() }),
            (
                name("p_real"),
                Parameter::Number { default: 0.5, min: Some(0.25), max: None, step: None, description },
            ),
            (
                name("p_whole"),
                Parameter::Integer {
                    default: 5,
                    min: Some(2),
                    max: Some(100),
                    step: Some(1),
                    description: String::new(),
                },
            ),
            (
                name("p_free"),
                Parameter::Integer {
                    default: whole,
                    min: None,
                    max: None,
                    step: None,
                    description: String::new(),
                },
            ),
            (
                name("p_choice"),
                Parameter::Choice {
                    default: "EMA".to_owned(),
                    choices: vec!["SMA".to_owned(), "EMA".to_owned()],
                    description: String::new(),
                },
            ),
        ])
    })
}

fn argument() -> impl Generator<Value = ArgValue> {
    prop_oneof![
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(|number| {
            // There is no negative zero in a document.
            ArgValue::Number(if number == 0.0 { 0.0 } else { number })
        }),
        sample::select(vec!["p_real", "p_whole", "p_choice"]).prop_map(|it| ArgValue::Parameter(name(it))),
        Just(ArgValue::Text("EMA".to_owned())),
    ]
}

fn indicators() -> impl Generator<Value = BTreeMap<Identifier, Indicator>> {
    // Each feeds from columns or from one before it, so there is no circle.
    let one = (
        sample::select(vec!["SMA", "BBANDS", "x_1"]),
        any::<u8>(),
        collection::btree_map("[a-z]{1,8}_x".prop_map(|it| name(&it)), argument(), 0..4),
    );
    collection::vec(one, 0..6).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(index, (function, input, args))| {
                let input = match input.checked_rem(u8::try_from(index).unwrap()) {
                    Some(earlier) if input % 3 == 0 => format!("i_{earlier}"),
                    Some(earlier) if input % 3 == 1 => format!("i_{earlier}.upperband"),
                    _ => "close".to_owned(),
                };
                (
                    name(&format!("i_{index}")),
                    Indicator { function: function.to_owned(), inputs: vec![input], args },
                )
            })
            .collect()
    })
}

fn distance() -> impl Generator<Value = Distance> {
    prop_oneof![
        number().prop_map(|value| Distance::Percent { value }),
        (number(), count()).prop_map(|(multiple, timeperiod)| Distance::Atr { multiple, timeperiod }),
        number().prop_map(|value| Distance::Price { value }),
    ]
}

fn sizing() -> impl Generator<Value = Sizing> {
    prop_oneof![
        value().prop_map(|value| Sizing::FractionOfEquity { value: Number::Literal(value) }),
        number().prop_map(|value| Sizing::FixedUnits { value }),
        (0..u64::MAX / 1000, 0..10_u32).prop_map(|(digits, scale)| Sizing::FixedCash {
            value: rust_decimal::Decimal::from_i128_with_scale(i128::from(digits >> 8), scale),
        }),
        (value(), count()).prop_map(|(value, timeperiod)| Sizing::VolatilityTarget {
            value: Number::Literal(value),
            timeperiod
        }),
    ]
}

fn risk() -> impl Generator<Value = Risk> {
    (option::of(distance()), option::of(distance()), option::of(distance()), option::of(count())).prop_map(
        |(stop_loss, take_profit, trailing_stop, max_holding_bars)| Risk {
            stop_loss,
            take_profit,
            trailing_stop,
            max_holding_bars,
        },
    )
}

fn strategy() -> impl Generator<Value = Strategy> {
    let direction = sample::select(vec![Direction::Long, Direction::Short]);
    let entry = (direction, condition()).prop_map(|(side, when)| EntryRule { side, when });
    let side = sample::select(vec![ExitSide::Long, ExitSide::Short, ExitSide::Any]);
    let exit = (side, condition()).prop_map(|(side, when)| ExitRule { side, when });
    let opposite = sample::select(vec![OppositeEntry::Reverse, OppositeEntry::Close, OppositeEntry::Ignore]);
    (
        (text(), parameters(), collection::vec(condition(), 0..3), indicators()),
        (collection::vec(entry, 1..4), collection::vec(exit, 0..4), opposite, sizing(), risk()),
    )
        .prop_map(
            |(
                (description, parameters, constraints, indicators),
                (entry_rules, exit_rules, on_opposite_entry, sizing, risk),
            )| Strategy {
                schema_version: SchemaVersion::V2_0,
                name: name("generated"),
                description,
                parameters,
                constraints,
                indicators,
                entry_rules,
                exit_rules,
                on_opposite_entry,
                sizing,
                risk,
            },
        )
}

/// Block style, with plain scalars where they are safe.
fn yaml(value: &serde_json::Value, indent: usize) -> String {
    let pad = "  ".repeat(indent);
    match value {
        serde_json::Value::Object(members) if !members.is_empty() => {
            let lines =
                members.iter().map(|(key, value)| format!("\n{pad}{key}: {}", yaml(value, indent + 1)));
            lines.collect::<Vec<_>>().concat()
        }
        serde_json::Value::Array(items) if !items.is_empty() => {
            let lines = items.iter().map(|item| format!("\n{pad}- {}", yaml(item, indent + 1)));
            lines.collect::<Vec<_>>().concat()
        }
        scalar => scalar.to_string(),
    }
}

proptest! {
    #[test]
    fn a_strategy_is_the_same_from_json_yaml_and_toml(strategy in strategy()) {
        prop_assert_eq!(check(&strategy), Vec::new());
        let json = serde_json::to_value(&strategy).unwrap();
        let texts = [
            (Format::Json, json.to_string()),
            (Format::Json, canonical(&strategy)),
            (Format::Yaml, format!("{json:#}")),
            (Format::Yaml, yaml(&json, 0)),
            (Format::Toml, toml::to_string(&strategy).unwrap()),
            (Format::Toml, toml::to_string_pretty(&strategy).unwrap()),
        ];
        for (format, text) in texts {
            let document = match read::<Strategy>(&text, format, "generated") {
                Ok(document) => document,
                Err(report) => panic!("{report}\n{text}"),
            };
            prop_assert_eq!(&document.value, &strategy, "{}", text);
            prop_assert_eq!(content_hash(&document.value), content_hash(&strategy));
        }
    }

    #[test]
    fn arbitrary_bytes_are_refused_or_read_but_never_panic(bytes in collection::vec(any::<u8>(), 0..300)) {
        for format in [Format::Json, Format::Yaml, Format::Toml] {
            if let Err(report) = read_bytes::<Strategy>(&bytes, format, "bytes") {
                prop_assert!(!report.problems().is_empty());
            }
        }
    }

    #[test]
    fn arbitrary_documents_never_panic_and_every_problem_has_its_place(
        text in "[\\[\\]{}:,\"'\n \\-|>#&*!a-z0-9.$\\\\]{0,120}",
    ) {
        for format in [Format::Json, Format::Yaml, Format::Toml] {
            for kind in DocumentKind::ALL {
                if let Err(report) = validate_text(*kind, &text, format, "text") {
                    for problem in report.problems() {
                        let location = problem.location().expect("reports locate their problems");
                        prop_assert!(text.get(location.span.clone()).is_some());
                        prop_assert!(location.line >= 1 && location.column >= 1);
                    }
                }
            }
        }
    }

    #[test]
    fn a_damaged_strategy_is_refused_or_read_but_never_panics(
        strategy in strategy(),
        at in any::<sample::Index>(),
        damage in "[\\[\\]{}:,\"'\n$0-9a-z]{0,3}",
    ) {
        let json = serde_json::to_string(&strategy).unwrap();
        for (format, text) in [(Format::Json, json.clone()), (Format::Yaml, json), (Format::Toml, toml::to_string(&strategy).unwrap())] {
            let mut at = at.index(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let damaged = format!("{}{damage}{}", &text[..at], text[at..].chars().skip(1).collect::<String>());
            drop(read::<Strategy>(&damaged, format, "damaged"));
        }
    }

    #[test]
    fn what_an_upgrade_gives_is_valid_or_has_known_problems(
        rules in collection::vec("(rsi|ma|close|price|10|0.5|[(]|[)]| crosses above | and |&&| OR |not | < |>=|,|SMA[(]5[)]|[+-]|[\\[]1[\\]]| ){1,12}", 1..3),
    ) {
        let old = serde_json::json!({
            "name": "s", "indicators": { "rsi": "RSI(14)", "ma": { "type": "SMA", "period": 5 } }, "entry_rules": rules,
        });
        match upgrade(&old) {
            Ok((strategy, _)) => prop_assert_eq!(check(&strategy), Vec::new()),
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }
}
