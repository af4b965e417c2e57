//! The settings that variables and flags can give: each with its key, its text form, and where it goes.

use assay_spec::{BacktestConfig, ParameterValue};
use assay_types::{Amount, Identifier};

use crate::cli::SettingsArgs;

/// One setting.
pub(crate) struct Key {
    /// Its key in `config show`, with a dot between levels.
    pub(crate) name: &'static str,
    /// The name of the option that gives it, with `_` between its words.
    option: &'static str,
    /// What it does, for people.
    pub(crate) meaning: &'static str,
    /// Puts a text into the configuration; returns the keys that it sets, or what is right.
    pub(super) set: fn(&mut BacktestConfig, &str) -> Result<&'static [&'static str], &'static str>,
    /// The value as it would be written.
    pub(crate) show: fn(&BacktestConfig) -> String,
}

/// Every setting but the parameters, in the order of the document. Two keys may share an option.
pub(crate) const KEYS: &[Key] = &[
    Key {
        name: "cash",
        option: "cash",
        meaning: "starting cash",
        set: |config, text| {
            config.cash = amount(text).ok_or("an amount above 0 of at most 18 digits, like `10000`")?;
            Ok(&["cash"])
        },
        show: |config| config.cash.to_string(),
    },
    Key {
        name: "commission.fixed",
        option: "commission",
        meaning: "cash that every fill pays",
        set: commission,
        show: |config| config.commission.fixed.to_string(),
    },
    Key {
        name: "commission.relative",
        option: "commission",
        meaning: "share of its value that every fill pays",
        set: commission,
        show: |config| config.commission.relative.to_string(),
    },
    Key {
        name: "spread",
        option: "spread",
        meaning: "share of the price that entries pay",
        set: |config, text| {
            config.spread = number(text).ok_or("a share of the price, like `0.0002`")?;
            Ok(&["spread"])
        },
        show: |config| config.spread.to_string(),
    },
    Key {
        name: "margin",
        option: "margin",
        meaning: "required margin; leverage is its inverse",
        set: |config, text| {
            config.margin = number(text).ok_or("a share of the position's value, like `0.02`")?;
            Ok(&["margin"])
        },
        show: |config| config.margin.to_string(),
    },
    Key {
        name: "trade_on_close",
        option: "trade_on_close",
        meaning: "market orders fill at the close that placed them",
        set: |config, text| {
            config.trade_on_close = boolean(text)?;
            Ok(&["trade_on_close"])
        },
        show: |config| config.trade_on_close.to_string(),
    },
    Key {
        name: "hedging",
        option: "hedging",
        meaning: "long and short trades at the same time",
        set: |config, text| {
            config.hedging = boolean(text)?;
            Ok(&["hedging"])
        },
        show: |config| config.hedging.to_string(),
    },
    Key {
        name: "exclusive_orders",
        option: "exclusive_orders",
        meaning: "a new order closes what is open",
        set: |config, text| {
            config.exclusive_orders = boolean(text)?;
            Ok(&["exclusive_orders"])
        },
        show: |config| config.exclusive_orders.to_string(),
    },
    Key {
        name: "finalize_trades",
        option: "finalize_trades",
        meaning: "trades open at the end are closed and counted",
        set: |config, text| {
            config.finalize_trades = boolean(text)?;
            Ok(&["finalize_trades"])
        },
        show: |config| config.finalize_trades.to_string(),
    },
    Key {
        name: "fractional",
        option: "fractional",
        meaning: "smallest fraction of a unit; `none` trades whole units",
        set: |config, text| {
            config.fractional = match text {
                "none" => None,
                text => Some(number(text).ok_or("the smallest fraction, like `1e-8`, or `none`")?),
            };
            Ok(&["fractional"])
        },
        show: |config| config.fractional.map_or("none".to_owned(), |unit| format!("{unit:e}")),
    },
    Key {
        name: "seed",
        option: "seed",
        meaning: "seed of everything random",
        set: |config, text| {
            config.seed = text.parse().ok().ok_or("a whole number, 0 or above")?;
            Ok(&["seed"])
        },
        show: |config| config.seed.to_string(),
    },
];

impl Key {
    /// Its variable: `ASSAY_TRADE_ON_CLOSE`.
    pub(crate) fn variable(&self) -> String {
        format!("ASSAY_{}", self.option.to_ascii_uppercase())
    }

    /// Its option: `--trade-on-close`.
    pub(crate) fn flag(&self) -> String {
        format!("--{}", self.option.replace('_', "-"))
    }

    /// Where it stands in the document: `/commission/fixed`.
    pub(super) fn pointer(&self) -> String {
        format!("/{}", self.name.replace('.', "/"))
    }
}

/// The settings that the command line gives, as text.
pub(super) fn given(args: &SettingsArgs) -> Vec<(&'static Key, String)> {
    let SettingsArgs {
        config: _,
        cash,
        commission,
        spread,
        margin,
        trade_on_close,
        hedging,
        exclusive_orders,
        finalize_trades,
        fractional,
        parameters: _,
        seed,
    } = args;
    let switch = |switch: &Option<bool>| switch.map(|switch| switch.to_string());
    let texts = [
        ("cash", cash.clone()),
        ("commission", commission.clone()),
        ("spread", spread.clone()),
        ("margin", margin.clone()),
        ("trade_on_close", switch(trade_on_close)),
        ("hedging", switch(hedging)),
        ("exclusive_orders", switch(exclusive_orders)),
        ("finalize_trades", switch(finalize_trades)),
        ("fractional", fractional.clone()),
        ("seed", seed.clone()),
    ];
    texts
        .into_iter()
        .filter_map(|(option, text)| Some((KEYS.iter().find(|key| key.option == option)?, text?)))
        .collect()
}

/// The name and value of a parameter written `fast=12`.
pub(super) fn parameter(assignment: &str) -> Result<(Identifier, ParameterValue), &'static str> {
    const EXPECTED: &str = "a parameter's name, `=` and its value, like `fast=12`";
    let (name, value) = assignment.split_once('=').ok_or(EXPECTED)?;
    let name: Identifier = name.trim().parse().ok().ok_or(EXPECTED)?;
    let value = value.trim();
    let value = match value {
        "" => return Err(EXPECTED),
        "true" => ParameterValue::Boolean(true),
        "false" => ParameterValue::Boolean(false),
        text => number(text).map_or_else(|| ParameterValue::Text(text.to_owned()), ParameterValue::number),
    };
    Ok((name, value))
}

/// `0.002` or `5+0.001`: the fixed part first. No comma: `1,000` would be cash of 1.
fn commission(config: &mut BacktestConfig, text: &str) -> Result<&'static [&'static str], &'static str> {
    const EXPECTED: &str =
        "a share of the traded value, like `0.002`, or cash of at most 18 digits and a share, like `5+0.001`";
    let (fixed, relative) = match text.split_once('+') {
        Some((fixed, relative)) => (amount(fixed).ok_or(EXPECTED)?, relative),
        None => (Amount::ZERO.decimal(), text),
    };
    config.commission = assay_spec::Commission { fixed, relative: number(relative).ok_or(EXPECTED)? };
    Ok(&["commission.fixed", "commission.relative"])
}

fn amount(text: &str) -> Option<rust_decimal::Decimal> {
    text.trim().parse::<Amount>().ok().map(Amount::decimal)
}

/// A finite number in the digits that documents use: no `inf`, `nan`, `_` or hexadecimal.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'e' | b'E' | b'+'));
    text.parse::<f64>().ok().filter(|number| plain && number.is_finite())
}

fn boolean(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("`true` or `false`"),
    }
}
