//! Every TA-Lib function by name: what it takes, what it gives, and its values over whole series.
//!
//! Names are those of TA-Lib's Python interface. [`find`] a function, [`Function::bind`] its arguments,
//! [`Function::resolve_inputs`] the names of its inputs, and [`compute()`].
//!
//! ```
//! use std::collections::BTreeMap;
//! use assay_engine::indicators::{ArgumentValue, compute, find};
//!
//! let sma = find("SMA")?;
//! let arguments = sma.bind(&BTreeMap::from([("timeperiod".to_owned(), ArgumentValue::Integer(2))]))?;
//! let averages = compute(sma, &[&[1.0, 2.0, 4.0]], &arguments)?;
//! assert_eq!(averages[0][1..], [1.5, 3.0]);
//! assert!(averages[0][0].is_nan());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arguments;
mod catalogue;
mod causality;
mod compute;
mod manual;

pub use arguments::{ArgumentValue, Arguments};
pub use catalogue::{
    Argument, ArgumentKind, Function, Group, Input, MOVING_AVERAGES, Output, UnknownFunction, all, find,
    in_group,
};
pub use compute::{compute, compute_into};
pub use manual::reference_markdown;

/// Why an indicator cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndicatorError {
    /// An argument that the function does not take.
    #[error("`{function}` has no argument `{argument}`; {help}")]
    UnknownArgument {
        /// The function.
        function: &'static str,
        /// The argument, cut to 64 characters.
        argument: String,
        /// What would be right.
        help: String,
    },
    /// An argument of the wrong kind or out of range.
    #[error("`{value}` is no `{argument}` of `{function}`; expected {expected}")]
    Argument {
        /// The function.
        function: &'static str,
        /// The argument.
        argument: String,
        /// The offending value.
        value: String,
        /// What would be right.
        expected: String,
    },
    /// Too few or too many inputs.
    #[error("`{function}` takes {expected}, not {found} inputs")]
    InputCount {
        /// The function.
        function: &'static str,
        /// What it takes, in words.
        expected: String,
        /// How many were given.
        found: usize,
    },
    /// Inputs left out where no default is clear.
    #[error("`{function}` takes {expected}; name them in `inputs`")]
    InputsMissing {
        /// The function.
        function: &'static str,
        /// What it takes, in words.
        expected: String,
    },
    /// A column in the place of another one.
    #[error("`{function}` takes {expected}; input {position} is `{found}`")]
    InputOrder {
        /// The function.
        function: &'static str,
        /// What it takes, in words.
        expected: String,
        /// The position, counted from 1.
        position: usize,
        /// The offending column.
        found: String,
    },
    /// Inputs of different lengths.
    #[error("the inputs of `{function}` differ in length: {bars} and {length} bars")]
    InputLength {
        /// The function.
        function: &'static str,
        /// The length of the first input that differs.
        length: usize,
        /// The length of the first input.
        bars: usize,
    },
    /// More bars than TA-Lib can number.
    #[error("`{function}` cannot run over {bars} bars; at most {max} are possible")]
    TooManyBars {
        /// The function.
        function: &'static str,
        /// The number of bars.
        bars: usize,
        /// The limit.
        max: usize,
    },
    /// Arguments that TA-Lib refuses together.
    #[error("TA-Lib refuses these arguments of `{function}`: {reason}")]
    Refused {
        /// The function.
        function: &'static str,
        /// TA-Lib's code.
        reason: String,
    },
}

impl Function {
    /// The names of the series to compute over, in order: those given (columns, indicators, or outputs of
    /// indicators as `name.output`), or the function's own where they are clear without saying: its columns,
    /// and `close` for an only series.
    ///
    /// # Errors
    /// When the count is wrong, a column stands in the place of another one, or nothing is given and the
    /// function takes two series or more.
    pub fn resolve_inputs(&self, given: Option<&[String]>) -> Result<Vec<String>, IndicatorError> {
        let free = self.inputs().iter().filter(|input| !input.is_column()).count();
        let given = given.unwrap_or(&[]);
        if given.is_empty() {
            if free > 1 {
                return Err(IndicatorError::InputsMissing {
                    function: self.name(),
                    expected: self.inputs_in_words(),
                });
            }
            let default = |input: &Input| if input.is_column() { input.name() } else { "close" }.to_owned();
            return Ok(self.inputs().iter().map(default).collect());
        }
        if given.len() != self.inputs().len() {
            return Err(self.wrong_input_count(given.len()));
        }
        for (index, (input, name)) in self.inputs().iter().zip(given).enumerate() {
            if input.is_column() && crate::rules::COLUMNS.contains(&name.as_str()) && input.name() != name {
                return Err(IndicatorError::InputOrder {
                    function: self.name(),
                    expected: self.inputs_in_words(),
                    position: index.saturating_add(1),
                    found: name.clone(),
                });
            }
        }
        Ok(given.to_vec())
    }

    fn wrong_input_count(&self, found: usize) -> IndicatorError {
        IndicatorError::InputCount { function: self.name(), expected: self.inputs_in_words(), found }
    }

    fn inputs_in_words(&self) -> String {
        let all: Vec<_> = self
            .inputs()
            .iter()
            .map(|input| {
                if input.is_column() {
                    format!("`{}`", input.name())
                } else {
                    format!("a series ({})", input.name())
                }
            })
            .collect();
        match all.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
            None => "no series".to_owned(),
        }
    }
}

/// The candidate that is most likely meant, if one is near enough to be a slip.
pub(crate) fn closest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_ascii_lowercase();
    let allowed = (wanted.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests;
