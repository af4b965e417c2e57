//! Indicators of version 1: dictionaries with a type, and calls such as `SMA(close, 10)`.

use std::collections::BTreeMap;

use assay_types::{Excerpt, Identifier};

use super::Upgrader;
use crate::semantics::COLUMNS;
use crate::setting::ArgValue;
use crate::strategy::Indicator;
use crate::tree::{Node, Value};

/// What functions are called elsewhere, and what TA-Lib calls them.
const FUNCTIONS: &[(&str, &str)] = &[
    ("BB", "BBANDS"),
    ("BOLLINGER", "BBANDS"),
    ("BOLLINGERBANDS", "BBANDS"),
    ("EXPONENTIALMOVINGAVERAGE", "EMA"),
    ("HIGHEST", "MAX"),
    ("LOWEST", "MIN"),
    ("MOMENTUM", "MOM"),
    ("RELATIVESTRENGTHINDEX", "RSI"),
    ("SIMPLEMOVINGAVERAGE", "SMA"),
    ("STDEV", "STDDEV"),
    ("STOCHASTIC", "STOCH"),
    ("WILLIAMSR", "WILLR"),
];

/// Functions of one series: without a word on it, the series is the close.
const OF_CLOSE: &[&str] = &[
    "BBANDS",
    "CMO",
    "DEMA",
    "EMA",
    "KAMA",
    "LINEARREG",
    "MA",
    "MACD",
    "MAX",
    "MIN",
    "MOM",
    "PPO",
    "ROC",
    "ROCP",
    "RSI",
    "SMA",
    "STDDEV",
    "STOCHRSI",
    "TEMA",
    "TRIMA",
    "TRIX",
    "VAR",
    "WMA",
];

/// The function by its name in TA-Lib.
pub(super) fn function(name: &str) -> String {
    let bare: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let known = FUNCTIONS.iter().find(|(from, _)| *from == bare).map(|(_, to)| (*to).to_owned());
    known.unwrap_or_else(|| name.trim().replace(' ', "_").to_ascii_uppercase())
}

/// The arguments of a function that a word of version 1 sets; none if the word means nothing.
fn arguments(function: &str, word: &str) -> &'static [&'static str] {
    let word = word.to_ascii_lowercase();
    match (function, word.as_str()) {
        ("MACD" | "PPO" | "APO" | "MACDEXT", "fast" | "fast_period" | "fastperiod" | "fast_length") => {
            &["fastperiod"]
        }
        ("MACD" | "PPO" | "APO" | "MACDEXT", "slow" | "slow_period" | "slowperiod" | "slow_length") => {
            &["slowperiod"]
        }
        ("MACD" | "MACDEXT", "signal" | "signal_period" | "signalperiod" | "signal_length") => {
            &["signalperiod"]
        }
        (
            "BBANDS",
            "std" | "stddev" | "std_dev" | "num_std" | "nbdev" | "deviation" | "deviations" | "multiplier",
        ) => &["nbdevup", "nbdevdn"],
        ("BBANDS", "nbdevup") => &["nbdevup"],
        ("BBANDS", "nbdevdn") => &["nbdevdn"],
        ("STDDEV" | "VAR", "nbdev" | "std") => &["nbdev"],
        ("STOCH", "k" | "k_period" | "fastk" | "fastk_period") => &["fastk_period"],
        ("STOCH", "smooth" | "smooth_k" | "slowk_period") => &["slowk_period"],
        ("STOCH", "d" | "d_period" | "slowd_period") => &["slowd_period"],
        ("MACD" | "PPO" | "APO" | "MACDEXT" | "STOCH", _) => &[],
        (_, "period" | "length" | "window" | "n" | "lookback" | "timeperiod" | "time_period") => {
            &["timeperiod"]
        }
        _ => &[],
    }
}

/// The words of a function's arguments in the order in which calls give them.
fn positions(function: &str) -> &'static [&'static str] {
    match function {
        "MACD" => &["fast", "slow", "signal"],
        "PPO" | "APO" => &["fast", "slow"],
        "BBANDS" => &["period", "std"],
        "STOCH" => &["k", "smooth", "d"],
        _ => &["period"],
    }
}

/// The output that a word means, of functions with several.
pub(super) fn output(function: &str, word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    match (function, word.as_str()) {
        ("BBANDS", "upper" | "upperband" | "upper_band" | "high" | "top") => Some("upperband"),
        ("BBANDS", "middle" | "mid" | "middleband" | "middle_band" | "basis") => Some("middleband"),
        ("BBANDS", "lower" | "lowerband" | "lower_band" | "low" | "bottom") => Some("lowerband"),
        ("MACD", "" | "macd" | "line" | "macd_line") => Some("macd"),
        ("MACD", "signal" | "macdsignal" | "macd_signal" | "signal_line") => Some("macdsignal"),
        ("MACD", "hist" | "histogram" | "macdhist" | "macd_hist" | "macd_histogram") => Some("macdhist"),
        ("STOCH", "k" | "slowk" | "slow_k") => Some("slowk"),
        ("STOCH", "d" | "slowd" | "slow_d") => Some("slowd"),
        _ => None,
    }
}

/// Whether a function has several outputs that version 1 had no names for.
pub(super) fn has_outputs(function: &str) -> bool {
    matches!(function, "BBANDS" | "MACD" | "STOCH")
}

/// A call such as `SMA(close, 10)`.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) function: &'a str,
    /// Name, if it has one, and text of each argument.
    pub(super) arguments: Vec<(Option<&'a str>, &'a str)>,
}

impl<'a> Call<'a> {
    /// Reads the call, or says why it is none.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (function, rest) = text.trim().split_once('(')?;
        let inside = rest.strip_suffix(')')?;
        if inside.contains(['(', ')']) || !is_word(function.trim()) {
            return None;
        }
        let arguments = inside
            .split(',')
            .map(str::trim)
            .filter(|argument| !argument.is_empty())
            .map(|argument| match argument.split_once('=') {
                Some((name, value)) => (Some(name.trim()), value.trim()),
                None => (None, argument),
            })
            .collect();
        Some(Self { function: function.trim(), arguments })
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Upgrader {
    pub(super) fn indicators(&mut self, node: Option<&Node>) {
        let entries = self.entries("indicators", node);
        let names: Vec<String> = entries.iter().map(|(name, ..)| name.clone()).collect();
        for (name, pointer, node) in entries {
            let Some(identifier) = self.identifier(&name, &pointer) else { continue };
            let indicator = match &node.value {
                Value::String(text) => match Call::parse(text) {
                    Some(call) => self.call(&call, &names),
                    None => Err(format!("`{}` is no call of a function", Excerpt::of(text))),
                },
                Value::Object(_) => self.dictionary(node, &names),
                Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Array(_) => {
                    Err(format!("{} is no indicator", node.kind()))
                }
            };
            match indicator {
                Ok(indicator) => {
                    self.indicators.insert(identifier, indicator);
                }
                Err(reason) => {
                    self.refuse(
                        &pointer,
                        reason,
                        "write `{\"type\": \"SMA\", \"period\": 10}` or `\"SMA(close, 10)\"`",
                    );
                }
            }
        }
    }

    /// The indicator that a call computes; `series` are the names of indicators.
    pub(super) fn call(&self, call: &Call<'_>, series: &[String]) -> Result<Indicator, String> {
        let function = function(call.function);
        let mut inputs = Vec::new();
        let mut args = BTreeMap::new();
        let mut words = positions(&function).iter().copied();
        for &(name, value) in &call.arguments {
            let lower = value.to_ascii_lowercase();
            if name.is_none() && COLUMNS.contains(&lower.as_str()) {
                inputs.push(lower);
            } else if name.is_none() && series.iter().any(|series| series == value) {
                inputs.push(value.to_owned());
            } else {
                let word = name.or_else(|| words.next()).ok_or_else(|| {
                    format!("`{}` is one argument too many for {function}", Excerpt::of(value))
                })?;
                self.set(&function, word, value, &mut args)?;
            }
        }
        Ok(indicator(function, inputs, args))
    }

    fn dictionary(&self, node: &Node, series: &[String]) -> Result<Indicator, String> {
        let kind = ["type", "function", "indicator"].iter().find_map(|key| node.get(key)?.as_str());
        // A list of indicators may name the function alone: `{"name": "RSI", "period": 14}`.
        let kind =
            kind.or_else(|| node.get("name")?.as_str()).ok_or("it does not say which function it is")?;
        let function = function(kind);
        let mut inputs = Vec::new();
        let mut args = BTreeMap::new();
        let nested = ["params", "parameters", "args", "arguments"].iter().filter_map(|key| node.get(key));
        let members = node.members().iter().chain(nested.flat_map(Node::members));
        for member in members {
            match member.key.as_str() {
                "type" | "function" | "indicator" | "name" | "id" | "description" => {}
                "params" | "parameters" | "args" | "arguments" => {
                    if !matches!(member.node.value, Value::Object(_)) {
                        return Err(format!("`{}` is no dictionary", member.key));
                    }
                }
                "source" | "input" | "inputs" | "column" | "price" | "on" | "field" | "applied_to" => {
                    let one = std::slice::from_ref(&member.node);
                    let sources = if member.node.items().is_empty() { one } else { member.node.items() };
                    for source in sources {
                        let text = source.as_str().ok_or("its input is no name")?;
                        let lower = text.to_ascii_lowercase();
                        if COLUMNS.contains(&lower.as_str()) {
                            inputs.push(lower);
                        } else if series.iter().any(|series| series == text) {
                            inputs.push(text.to_owned());
                        } else {
                            return Err(format!(
                                "its input `{}` is no column and no indicator",
                                Excerpt::of(text)
                            ));
                        }
                    }
                }
                word => {
                    let value = match &member.node.value {
                        Value::Number(number) => number.to_string(),
                        Value::String(text) => text.clone(),
                        Value::Null | Value::Boolean(_) | Value::Array(_) | Value::Object(_) => {
                            return Err(format!("its `{}` is {}", Excerpt::of(word), member.node.kind()));
                        }
                    };
                    self.set(&function, word, &value, &mut args)?;
                }
            }
        }
        Ok(indicator(function, inputs, args))
    }

    /// Sets the arguments that a word means.
    fn set(
        &self,
        function: &str,
        word: &str,
        value: &str,
        args: &mut BTreeMap<Identifier, ArgValue>,
    ) -> Result<(), String> {
        let targets = arguments(function, word);
        if targets.is_empty() {
            return Err(format!("what `{}` means to {function} is not clear", Excerpt::of(word)));
        }
        let bare = value.trim_start_matches(['$', '{']).trim_end_matches('}');
        let value = match value.parse::<f64>() {
            Ok(number) if number.is_finite() => ArgValue::Number(number),
            Ok(_) | Err(_) => match bare.parse::<Identifier>() {
                Ok(name) if self.parameters.contains_key(&name) => ArgValue::Parameter(name),
                Ok(_) | Err(_) => {
                    return Err(format!("`{}` is no number and no parameter", Excerpt::of(value)));
                }
            },
        };
        for target in targets {
            if let Ok(name) = target.parse::<Identifier>()
                && args.insert(name, value.clone()).is_some()
            {
                return Err(format!("`{target}` is set twice"));
            }
        }
        Ok(())
    }
}

fn indicator(function: String, mut inputs: Vec<String>, args: BTreeMap<Identifier, ArgValue>) -> Indicator {
    if inputs.is_empty() && OF_CLOSE.contains(&function.as_str()) {
        inputs.push("close".to_owned());
    }
    Indicator { function, inputs, args }
}
