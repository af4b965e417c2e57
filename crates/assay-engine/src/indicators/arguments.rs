//! The arguments of one use of a function, checked against what the function takes.

use std::collections::BTreeMap;

use super::IndicatorError;
use super::catalogue::{Argument, ArgumentKind, Function, MOVING_AVERAGES};

/// An argument as a document or a command line gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum ArgumentValue {
    /// A whole number.
    Integer(i64),
    /// A real number; serves as a whole one where it has no fraction.
    Number(f64),
    /// A name: the kind of a moving average.
    Text(String),
}

/// The checked arguments of one use of a function: in range, defaults filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Arguments {
    pub(super) values: Vec<Bound>,
}

/// One checked argument, of the type that TA-Lib takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound {
    Integer(i32),
    Real(f64),
}

impl Arguments {
    /// The value of every argument in the order of [`Function::arguments`].
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.values.iter().map(|bound| match bound {
            Bound::Integer(value) => f64::from(*value),
            Bound::Real(value) => *value,
        })
    }
}

impl Function {
    /// Checks the given arguments and fills in the defaults.
    ///
    /// # Errors
    /// When an argument is unknown, of the wrong kind or out of range.
    pub fn bind(&self, given: &BTreeMap<String, ArgumentValue>) -> Result<Arguments, IndicatorError> {
        for name in given.keys() {
            if !self.arguments().iter().any(|argument| argument.name() == name) {
                return Err(self.unknown_argument(name));
            }
        }
        let values = self
            .arguments()
            .iter()
            .map(|argument| match given.get(argument.name()) {
                Some(value) => self.bind_one(argument, value),
                None => Ok(match argument.kind() {
                    ArgumentKind::Integer { default, .. } | ArgumentKind::MovingAverage { default } => {
                        Bound::Integer(default)
                    }
                    ArgumentKind::Real { default, .. } => Bound::Real(default),
                }),
            })
            .collect::<Result<_, _>>()?;
        Ok(Arguments { values })
    }

    /// The arguments when none is given.
    pub fn defaults(&self) -> Arguments {
        self.bind(&BTreeMap::new()).unwrap_or(Arguments { values: Vec::new() })
    }

    fn unknown_argument(&self, name: &str) -> IndicatorError {
        let lower = name.to_ascii_lowercase();
        let short = lower.strip_prefix("optin").unwrap_or(&lower);
        let names = || self.arguments().iter().map(Argument::name);
        let periods: Vec<_> = names().filter(|known| known.contains("period")).collect();
        let habits: Vec<_> = match (short, periods.as_slice()) {
            ("length" | "period" | "window" | "n" | "span" | "periods" | "len" | "lookback", [only]) => {
                vec![*only]
            }
            // One deviation of other libraries is two here, one for each band.
            ("std" | "stdev" | "mult" | "nbdev" | "stddev", _) => {
                names().filter(|known| known.starts_with("nbdev")).collect()
            }
            _ => Vec::new(),
        };
        let meant = match habits.as_slice() {
            [] => super::closest(short, names()).map(|near| format!("`{near}`")),
            habits => {
                let habits: Vec<_> = habits.iter().map(|habit| format!("`{habit}`")).collect();
                Some(habits.join(" and "))
            }
        };
        let near = meant.map(|meant| format!("did you mean {meant}?"));
        let known: Vec<_> = names().map(|known| format!("`{known}`")).collect();
        let help = near.unwrap_or_else(|| match known.as_slice() {
            [] => "it takes none".to_owned(),
            known => format!("it takes {}", known.join(", ")),
        });
        IndicatorError::UnknownArgument {
            function: self.name(),
            argument: name.chars().take(64).collect(),
            help,
        }
    }

    fn bind_one(&self, argument: &Argument, value: &ArgumentValue) -> Result<Bound, IndicatorError> {
        let wrong = |found: String, expected: String| IndicatorError::Argument {
            function: self.name(),
            argument: argument.name().to_owned(),
            value: found,
            expected,
        };
        match argument.kind() {
            ArgumentKind::Integer { min, max, .. } => {
                let expected = || format!("a whole number from {min} to {max}");
                let whole = whole(value).ok_or_else(|| wrong(shown(value), expected()))?;
                match i32::try_from(whole) {
                    Ok(fits) if (min..=max).contains(&fits) => Ok(Bound::Integer(fits)),
                    _ => Err(wrong(shown(value), expected())),
                }
            }
            ArgumentKind::Real { min, max, .. } => {
                let number = match value {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "the range check below judges the rounded value, which is the one used"
                    )]
                    ArgumentValue::Integer(value) => *value as f64,
                    ArgumentValue::Number(value) => *value,
                    ArgumentValue::Text(_) => f64::NAN,
                };
                if (min..=max).contains(&number) {
                    Ok(Bound::Real(number))
                } else {
                    Err(wrong(shown(value), format!("a number from {min} to {max}")))
                }
            }
            ArgumentKind::MovingAverage { .. } => {
                let found = match value {
                    ArgumentValue::Text(text) => {
                        MOVING_AVERAGES.iter().find(|(_, name)| name.eq_ignore_ascii_case(text))
                    }
                    ArgumentValue::Integer(_) | ArgumentValue::Number(_) => whole(value).and_then(|value| {
                        MOVING_AVERAGES.iter().find(|(number, _)| i64::from(*number) == value)
                    }),
                };
                found.map(|(number, _)| Bound::Integer(*number)).ok_or_else(|| {
                    let known: Vec<_> =
                        MOVING_AVERAGES.iter().map(|(number, name)| format!("{name} ({number})")).collect();
                    wrong(shown(value), format!("a kind of moving average: {}", known.join(", ")))
                })
            }
        }
    }
}

fn whole(value: &ArgumentValue) -> Option<i64> {
    match value {
        ArgumentValue::Integer(value) => Some(*value),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the bounds are checked; every whole f64 within them is an i64"
        )]
        ArgumentValue::Number(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => Some(*value as i64),
        ArgumentValue::Number(_) | ArgumentValue::Text(_) => None,
    }
}

fn shown(value: &ArgumentValue) -> String {
    match value {
        ArgumentValue::Integer(value) => value.to_string(),
        ArgumentValue::Number(value) => value.to_string(),
        ArgumentValue::Text(text) => text.chars().take(64).collect(),
    }
}
