//! What a search may vary.

use assay_spec::{Parameter, ParameterValue, ParameterValues, Strategy};
use assay_types::{Excerpt, Identifier};

/// The parameters that are varied, each over its own values. All others keep their value.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    dimensions: Vec<Dimension>,
}

/// One parameter and the values it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// The parameter.
    pub name: Identifier,
    /// Its values.
    pub extent: Extent,
}

/// The values of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Extent {
    /// Whole numbers `low, low + step, …` up to `high`.
    Integers {
        /// The least.
        low: i64,
        /// The greatest, if a step leads to it.
        high: i64,
        /// The distance of neighbours, 1 or more.
        step: i64,
    },
    /// Real numbers from `low` to `high`: `low, low + step, …`, or all of them.
    Numbers {
        /// The least.
        low: f64,
        /// The greatest, if a step leads to it.
        high: f64,
        /// The distance of neighbours, above 0; `None` where every number may be taken.
        step: Option<f64>,
    },
    /// These values.
    Listed(Vec<ParameterValue>),
}

/// A space that cannot be searched.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SpaceError {
    /// Nothing varies.
    #[error("there is nothing to vary: {0}")]
    Empty(String),
    /// A text that is no extent.
    #[error("`{text}` is not a range of values; {help}")]
    Malformed {
        /// The text.
        text: Excerpt,
        /// What would be right.
        help: &'static str,
    },
    /// A grid needs neighbours.
    #[error(
        "parameter `{0}` may be any number, and a grid needs steps; give it a `step`, or a range such as `{0}=0.5:2:0.1`"
    )]
    Continuous(Identifier),
    /// More combinations than can be counted.
    #[error(
        "the grid has more than {max} combinations; vary less, take larger steps, or choose another method"
    )]
    TooLarge {
        /// The most there may be.
        max: u64,
    },
}

/// The most combinations of a grid.
const GRID_MAX: u64 = 10_000_000;

impl Extent {
    /// Reads `low:high`, `low:high:step`, or values separated by commas.
    ///
    /// # Errors
    /// [`SpaceError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, SpaceError> {
        let malformed = |help| SpaceError::Malformed { text: Excerpt::of(text), help };
        if !text.contains(':') {
            let values: Vec<_> = text.split(',').map(|value| parse_value(value.trim())).collect();
            return if values.iter().any(|value| *value == ParameterValue::Text(String::new())) {
                Err(malformed("write values such as `5,10,20`, or a range such as `5:50:5`"))
            } else {
                Ok(Self::Listed(values))
            };
        }
        let parts: Vec<_> = text.split(':').map(|part| parse_value(part.trim())).collect();
        let (low, high, step) = match parts.as_slice() {
            [low, high] => (low, high, None),
            [low, high, step] => (low, high, Some(step)),
            _ => return Err(malformed("write `low:high` or `low:high:step`")),
        };
        if let (ParameterValue::Integer(low), ParameterValue::Integer(high)) = (low, high)
            && let Some(step) = step.map_or(Some(1), |step| match step {
                ParameterValue::Integer(step) => Some(*step),
                ParameterValue::Boolean(_) | ParameterValue::Number(_) | ParameterValue::Text(_) => None,
            })
        {
            return if low <= high && step > 0 {
                Ok(Self::Integers { low: *low, high: *high, step })
            } else {
                Err(malformed("the low end comes first, and a step is above 0"))
            };
        }
        let number = |value: &ParameterValue| value.as_f64().filter(|number| number.is_finite());
        match (number(low), number(high), step.map(number)) {
            (Some(low), Some(high), step @ (None | Some(Some(_)))) => {
                let step = step.flatten();
                if !(high - low).is_finite() {
                    Err(malformed("its ends are too far apart to calculate with"))
                } else if low <= high && step.is_none_or(|step| step > 0.0) {
                    Ok(Self::Numbers { low, high, step })
                } else {
                    Err(malformed("the low end comes first, and a step is above 0"))
                }
            }
            _ => Err(malformed("the ends and the step of a range are numbers")),
        }
    }

    /// How many values there are; `None` if every number between two may be taken.
    pub fn count(&self) -> Option<u64> {
        match self {
            Self::Integers { low, high, step } => {
                let distance = i128::from(*high).saturating_sub(i128::from(*low));
                let steps = distance.checked_div(i128::from(*step)).unwrap_or(0);
                Some(u64::try_from(steps).unwrap_or(u64::MAX).saturating_add(1))
            }
            Self::Numbers { low, high, step } => {
                // A last step may fall short of the end by the rounding of the division.
                let steps = ((high - low) / (*step)? + 1e-9).floor();
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a count of steps saturates"
                )]
                let steps = steps as u64;
                Some(steps.saturating_add(1))
            }
            Self::Listed(values) => Some(values.len() as u64),
        }
    }

    /// The value at a position below [`count`](Self::count).
    pub fn value(&self, position: u64) -> ParameterValue {
        match self {
            Self::Integers { low, step, .. } => {
                let offset = i128::from(position).saturating_mul(i128::from(*step));
                let value = i128::from(*low).saturating_add(offset);
                ParameterValue::Integer(i64::try_from(value).unwrap_or(i64::MAX))
            }
            Self::Numbers { low, step, .. } => {
                #[expect(clippy::cast_precision_loss, reason = "positions of a grid stay far below 2^53")]
                let value = low + step.unwrap_or(0.0) * position as f64;
                ParameterValue::number(tidied(value))
            }
            Self::Listed(values) => {
                let position = usize::try_from(position).unwrap_or(usize::MAX);
                values.get(position).or(values.last()).cloned().unwrap_or(ParameterValue::Boolean(false))
            }
        }
    }
}

/// A number without the noise of adding decimal steps in binary: `0.3` and not `0.30000000000000004`.
pub(crate) fn tidied(value: f64) -> f64 {
    format!("{value:.12e}").parse().unwrap_or(value)
}

fn parse_value(text: &str) -> ParameterValue {
    match text {
        "true" => ParameterValue::Boolean(true),
        "false" => ParameterValue::Boolean(false),
        _ => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(integer), _) => ParameterValue::Integer(integer),
            (Err(_), Ok(number)) if number.is_finite() => ParameterValue::number(number),
            (Err(_), _) => ParameterValue::Text(text.to_owned()),
        },
    }
}

impl Space {
    /// These dimensions, which have different names.
    ///
    /// # Errors
    /// [`SpaceError::Empty`].
    pub fn new(dimensions: Vec<Dimension>) -> Result<Self, SpaceError> {
        if dimensions.is_empty() {
            return Err(SpaceError::Empty("no parameter was named".to_owned()));
        }
        Ok(Self { dimensions })
    }

    /// Every parameter of a strategy that says from where to where it goes.
    ///
    /// # Errors
    /// [`SpaceError::Empty`].
    pub fn of(strategy: &Strategy) -> Result<Self, SpaceError> {
        let extent = |parameter: &Parameter| match parameter {
            Parameter::Integer { min: Some(low), max: Some(high), step, .. } => {
                Some(Extent::Integers { low: *low, high: *high, step: step.unwrap_or(1) })
            }
            Parameter::Number { min: Some(low), max: Some(high), step, .. } => {
                Some(Extent::Numbers { low: *low, high: *high, step: *step })
            }
            Parameter::Boolean { .. } => {
                Some(Extent::Listed([false, true].map(ParameterValue::Boolean).into()))
            }
            Parameter::Choice { choices, .. } => {
                Some(Extent::Listed(choices.iter().cloned().map(ParameterValue::Text).collect()))
            }
            Parameter::Integer { .. } | Parameter::Number { .. } => None,
        };
        let dimensions: Vec<Dimension> = strategy
            .parameters
            .iter()
            .filter_map(|(name, parameter)| {
                Some(Dimension { name: name.clone(), extent: extent(parameter)? })
            })
            .collect();
        if dimensions.is_empty() {
            return Err(SpaceError::Empty(if strategy.parameters.is_empty() {
                "the strategy has no parameters".to_owned()
            } else {
                "no parameter of the strategy has both `min` and `max`".to_owned()
            }));
        }
        Ok(Self { dimensions })
    }

    /// The dimensions.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// How many combinations a grid has.
    ///
    /// # Errors
    /// [`SpaceError::Continuous`], [`SpaceError::TooLarge`].
    pub fn count(&self) -> Result<u64, SpaceError> {
        let mut all: u64 = 1;
        for Dimension { name, extent } in &self.dimensions {
            let count = extent.count().ok_or_else(|| SpaceError::Continuous(name.clone()))?;
            all = all.saturating_mul(count);
        }
        if all > GRID_MAX { Err(SpaceError::TooLarge { max: GRID_MAX }) } else { Ok(all) }
    }

    /// The combination at a position of the grid: the last parameter varies fastest.
    pub(super) fn at(&self, mut position: u64) -> ParameterValues {
        let mut values = ParameterValues::new();
        for Dimension { name, extent } in self.dimensions.iter().rev() {
            let count = extent.count().unwrap_or(1).max(1);
            values.insert(name.clone(), extent.value(position.checked_rem(count).unwrap_or(0)));
            position = position.checked_div(count).unwrap_or(0);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(extent: &Extent) -> Vec<String> {
        (0..extent.count().unwrap()).map(|position| extent.value(position).to_string()).collect()
    }

    #[test]
    fn extents_are_read_and_counted() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(values(&Extent::parse(text).unwrap()), expected, "{text}");
        };
        check("5:20:5", &["5", "10", "15", "20"]);
        check("5:19:5", &["5", "10", "15"]);
        check("1:3", &["1", "2", "3"]);
        check("-2:0", &["-2", "-1", "0"]);
        check("0.1:0.5:0.1", &["0.1", "0.2", "0.3", "0.4", "0.5"]);
        check("1:2:0.5", &["1", "1.5", "2"]);
        check("SMA, EMA", &["SMA", "EMA"]);
        check("true,false", &["true", "false"]);
        check("7", &["7"]);
        assert_eq!(Extent::parse("0.5:2.5").unwrap().count(), None);
        let widest = Extent::parse(&format!("{}:{}", i64::MIN, i64::MAX)).unwrap();
        assert_eq!(widest.count(), Some(u64::MAX));
        assert_eq!(widest.value(u64::MAX), ParameterValue::Integer(i64::MAX));
    }

    #[test]
    fn what_is_no_extent_is_told() {
        let check = |text: &str, expected: &str| {
            let told = Extent::parse(text).unwrap_err().to_string();
            assert!(told.contains(expected), "{told}");
        };
        check("", "write values");
        check("1,,2", "write values");
        check("1:2:3:4", "`low:high:step`");
        check("9:1", "the low end comes first");
        check("1:9:0", "a step is above 0");
        check("0.5:1:-0.1", "a step is above 0");
        check("a:b", "are numbers");
        check("-1.7e308:1.7e308:1.7e308", "too far apart");
    }

    #[test]
    fn a_grid_counts_and_the_last_parameter_varies_fastest() {
        let dimension = |name: &str, text: &str| Dimension {
            name: name.parse().unwrap(),
            extent: Extent::parse(text).unwrap(),
        };
        let space = Space::new(vec![dimension("a", "1:2"), dimension("b", "x,y,z")]).unwrap();
        let all: Vec<String> = (0..space.count().unwrap())
            .map(|at| space.at(at).values().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(all, ["1 x", "1 y", "1 z", "2 x", "2 y", "2 z"]);
        let endless = Space::new(vec![dimension("a", "0.5:1")]).unwrap();
        assert!(matches!(endless.count(), Err(SpaceError::Continuous(_))));
        let large = Space::new(vec![dimension("a", "1:100000"), dimension("b", "1:100000")]).unwrap();
        assert!(matches!(large.count(), Err(SpaceError::TooLarge { .. })));
    }
}
