use std::fs;

use assay_types::Identifier;

use super::{KEYS, Settings};
use crate::cli::SettingsArgs;
use crate::environment::Environment;

/// Resolves with a configuration file of this text; the key's value and where it comes from.
fn resolve(
    file: Option<&str>,
    environment: &Environment,
    change: impl FnOnce(&mut SettingsArgs),
) -> Result<Settings, String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("backtest.toml");
    let mut args = SettingsArgs::default();
    if let Some(text) = file {
        fs::write(&path, text).unwrap();
        args.config = Some(path);
    }
    change(&mut args);
    let told = |error: anyhow::Error| {
        let text = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
        text.replace(&format!("{}/", directory.path().display()), "")
    };
    let mut settings = Settings::resolve(&args, environment).map_err(told)?;
    for origin in settings.origins.values_mut() {
        if let super::Origin::File { name, .. } = origin {
            *name = name.rsplit('/').next().unwrap_or_default().to_owned();
        }
    }
    Ok(settings)
}

#[track_caller]
fn check(settings: &Settings, key: &str, value: &str, origin: &str) {
    let shown = match key.strip_prefix("parameters.") {
        Some(name) => settings.config.parameters[&name.parse::<Identifier>().unwrap()].to_string(),
        None => (KEYS.iter().find(|known| known.name == key).unwrap().show)(&settings.config),
    };
    assert_eq!((shown.as_str(), settings.origins[key].to_string().as_str()), (value, origin), "{key}");
}

#[test]
fn each_layer_goes_over_those_before_it() {
    let file = "cash = \"5000\"\nmargin = 0.5\nspread = 0.001\n\n[commission]\nrelative = 0.002\n\n[parameters]\nfast = 12\nslow = 40\n";
    let environment = Environment::of([
        ("ASSAY_MARGIN", "0.25"),
        ("ASSAY_SEED", "7"),
        ("ASSAY_HEDGING", "true"),
        ("ASSAY_CASH", ""),
        ("ASSAY_PARAMETERS", "slow=50, kind=EMA"),
    ]);
    let settings = resolve(Some(file), &environment, |args| {
        args.seed = Some("9".to_owned());
        args.fractional = Some("1e-8".to_owned());
        args.parameters = vec!["slow=60".to_owned(), "wide=true".to_owned()];
    })
    .unwrap();
    check(&settings, "cash", "5000", "backtest.toml, line 1");
    check(&settings, "margin", "0.25", "ASSAY_MARGIN");
    check(&settings, "spread", "0.001", "backtest.toml, line 3");
    check(&settings, "commission.relative", "0.002", "backtest.toml, line 6");
    check(&settings, "commission.fixed", "0", "default");
    check(&settings, "seed", "9", "--seed");
    check(&settings, "hedging", "true", "ASSAY_HEDGING");
    check(&settings, "trade_on_close", "false", "default");
    check(&settings, "fractional", "1e-8", "--fractional");
    check(&settings, "parameters.fast", "12", "backtest.toml, line 9");
    check(&settings, "parameters.slow", "60", "--param");
    check(&settings, "parameters.kind", "EMA", "ASSAY_PARAMETERS");
    check(&settings, "parameters.wide", "true", "--param");
    assert_eq!(settings.origins.len(), KEYS.len() + 4);
}

#[test]
fn commissions_are_a_share_or_cash_and_a_share() {
    for (text, fixed, relative) in [
        ("0.002", "0", "0.002"),
        ("5+0.001", "5", "0.001"),
        ("1.50 + 0", "1.5", "0"),
        ("-0.0001", "0", "-0.0001"),
        ("0+-0.0001", "0", "-0.0001"),
    ] {
        let settings =
            resolve(None, &Environment::default(), |args| args.commission = Some(text.to_owned())).unwrap();
        check(&settings, "commission.fixed", fixed, "--commission");
        check(&settings, "commission.relative", relative, "--commission");
    }
}

#[test]
fn a_fraction_can_be_taken_back() {
    let settings = resolve(Some("fractional = 1e-6"), &Environment::default(), |args| {
        args.fractional = Some("none".to_owned());
    })
    .unwrap();
    check(&settings, "fractional", "none", "--fractional");
}

#[test]
fn what_is_wrong_is_named_by_its_origin() {
    let refuse = |file, environment: &Environment, change: fn(&mut SettingsArgs)| {
        resolve(file, environment, change).unwrap_err()
    };
    let none = Environment::default();
    let flag = |change: fn(&mut SettingsArgs)| refuse(None, &none, change);
    let text = [
        flag(|args| args.cash = Some("lots".to_owned())),
        flag(|args| args.cash = Some("1_000".to_owned())),
        flag(|args| args.cash = Some("0".to_owned())),
        flag(|args| args.cash = Some("-5".to_owned())),
        flag(|args| args.margin = Some("2".to_owned())),
        flag(|args| args.spread = Some("nan".to_owned())),
        flag(|args| args.spread = Some("1e999".to_owned())),
        flag(|args| args.commission = Some("5+".to_owned())),
        flag(|args| args.commission = Some("0.5".to_owned())),
        flag(|args| args.commission = Some("1,000".to_owned())),
        flag(|args| args.commission = Some("5,0.001".to_owned())),
        flag(|args| args.seed = Some("-1".to_owned())),
        flag(|args| args.fractional = Some("0".to_owned())),
        flag(|args| args.parameters = vec!["fast".to_owned()]),
        flag(|args| args.parameters = vec!["9x=1".to_owned()]),
        flag(|args| args.parameters = vec!["fast=".to_owned()]),
        flag(|args| args.parameters = vec!["fast=1".to_owned(), "slow=3".to_owned(), "fast=1".to_owned()]),
        refuse(None, &Environment::of([("ASSAY_PARAMETERS", "fast=1,fast=2")]), |_| {}),
        refuse(None, &Environment::of([("ASSAY_MARGIN", "all")]), |_| {}),
        refuse(None, &Environment::of([("ASSAY_TRADE_ON_CLOSE", "yes")]), |_| {}),
        refuse(None, &Environment::of([("ASSAY_MARGN", "1")]), |_| {}),
        refuse(None, &Environment::of([("ASSAY_WEATHER", "1")]), |_| {}),
        refuse(Some("cahs = 1"), &none, |_| {}),
        refuse(Some("margin = 3"), &none, |_| {}),
        refuse(None, &none, |args| args.config = Some("absent.toml".into())),
        refuse(None, &none, |args| args.config = Some("backtest.ini".into())),
    ]
    .join("\n");
    insta::assert_snapshot!(text);
}

#[test]
fn the_options_of_the_simulator_are_those_of_the_configuration() {
    let settings = resolve(None, &Environment::default(), |args| {
        args.cash = Some("1234.56".to_owned());
        args.commission = Some("5+0.001".to_owned());
        args.exclusive_orders = Some(true);
    })
    .unwrap();
    let options = settings.options().unwrap();
    assert_eq!(options.cash.to_bits(), 1234.56_f64.to_bits());
    assert_eq!((options.commission.fixed, options.commission.relative), (5.0, 0.001));
    assert!(options.exclusive_orders && !options.hedging);
}
