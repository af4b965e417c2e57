//! The values of a strategy's parameters for one run.

use assay_spec::{Parameter, ParameterValue, ParameterValues, Strategy};
use assay_types::{Excerpt, Identifier};

use crate::rules::{self, Names};

/// A value that a parameter cannot have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ParameterError {
    /// The strategy has no such parameter.
    #[error("strategy `{strategy}` has no parameter `{name}`; {help}")]
    Unknown {
        /// The strategy.
        strategy: Identifier,
        /// The parameter asked for.
        name: Identifier,
        /// The nearest name, or all of them.
        help: String,
    },
    /// The value is of another type, outside the range or none of the choices.
    #[error("parameter `{name}` cannot be `{value}`; it is {expected}")]
    Value {
        /// The parameter.
        name: Identifier,
        /// The value given.
        value: Excerpt,
        /// What it may be.
        expected: String,
    },
}

/// The value of every parameter: the overrides where given, else the defaults.
///
/// # Errors
/// Every override that names no parameter or does not suit it.
pub fn parameter_values(
    strategy: &Strategy,
    overrides: &ParameterValues,
) -> Result<ParameterValues, Vec<ParameterError>> {
    let mut values = strategy.default_values();
    let mut errors = Vec::new();
    for (name, value) in overrides {
        let Some(parameter) = strategy.parameters.get(name) else {
            errors.push(unknown(strategy, name));
            continue;
        };
        match suited(parameter, value) {
            Ok(value) => {
                values.insert(name.clone(), value);
            }
            Err(expected) => errors.push(ParameterError::Value {
                name: name.clone(),
                value: Excerpt::of(&value.to_string()),
                expected,
            }),
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(errors) }
}

/// Whether values meet every constraint of a strategy that compiles.
pub fn meets_constraints(strategy: &Strategy, values: &ParameterValues) -> bool {
    let mut names = Names::new();
    for (name, value) in values {
        if let Some(value) = rules::ParameterValue::of(value) {
            let added = names.parameter(name.as_str(), value);
            debug_assert!(added.is_ok(), "a strategy that compiles has good names");
        }
    }
    strategy.constraints.iter().all(|text| rules::constraint_holds(text, &names) == Ok(true))
}

fn unknown(strategy: &Strategy, name: &Identifier) -> ParameterError {
    let names = || strategy.parameters.keys().map(Identifier::as_str);
    let help = match crate::indicators::closest(name.as_str(), names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if strategy.parameters.is_empty() => "it has none".to_owned(),
        None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
    };
    ParameterError::Unknown { strategy: strategy.name.clone(), name: name.clone(), help }
}

/// The value in the parameter's own type, or what the parameter may be.
fn suited(parameter: &Parameter, value: &ParameterValue) -> Result<ParameterValue, String> {
    match (parameter, value) {
        (Parameter::Integer { min, max, .. }, ParameterValue::Integer(integer))
            if min.is_none_or(|min| *integer >= min) && max.is_none_or(|max| *integer <= max) =>
        {
            Ok(value.clone())
        }
        (Parameter::Integer { min, max, .. }, _) => {
            Err(format!("a whole number{}", range_in_words(min.as_ref(), max.as_ref())))
        }
        (Parameter::Number { min, max, .. }, value) => value
            .as_f64()
            .filter(|number| number.is_finite())
            .filter(|number| min.is_none_or(|min| *number >= min) && max.is_none_or(|max| *number <= max))
            .map(ParameterValue::Number)
            .ok_or_else(|| format!("a number{}", range_in_words(min.as_ref(), max.as_ref()))),
        (Parameter::Boolean { .. }, ParameterValue::Boolean(_)) => Ok(value.clone()),
        (Parameter::Boolean { .. }, _) => Err("`true` or `false`".to_owned()),
        (Parameter::Choice { choices, .. }, ParameterValue::Text(text)) if choices.contains(text) => {
            Ok(value.clone())
        }
        (Parameter::Choice { choices, .. }, _) => Err(format!("one of {}", choices.join(", "))),
    }
}

fn range_in_words<T: std::fmt::Display>(min: Option<&T>, max: Option<&T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!(" from {min} to {max}"),
        (Some(min), None) => format!(" of {min} or more"),
        (None, Some(max)) => format!(" of {max} or less"),
        (None, None) => String::new(),
    }
}
