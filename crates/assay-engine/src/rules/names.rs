//! What the names in an expression stand for.

use std::collections::BTreeMap;

use super::table::{RESERVED_WORDS, function};

/// The columns of a bar, in the order of their slots.
pub const COLUMNS: [&str; 5] = ["open", "high", "low", "close", "volume"];

/// The position of a series in a [`Frame`](super::Frame).
pub type Slot = usize;

/// The value of a parameter for one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParameterValue {
    /// A whole number: may serve as a lag or a window.
    Integer(i64),
    /// A finite real number.
    Number(f64),
    /// A switch.
    Boolean(bool),
}

impl ParameterValue {
    /// The value of a document's parameter; `None` for a choice, which is for arguments of indicators only.
    pub(crate) fn of(value: &assay_spec::ParameterValue) -> Option<Self> {
        match value {
            assay_spec::ParameterValue::Boolean(value) => Some(Self::Boolean(*value)),
            assay_spec::ParameterValue::Integer(value) => Some(Self::Integer(*value)),
            assay_spec::ParameterValue::Number(value) => Some(Self::Number(*value)),
            assay_spec::ParameterValue::Text(_) => None,
        }
    }
}

/// What one name stands for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meaning {
    Column(Slot),
    Parameter(ParameterValue),
    /// Outputs in TA-Lib's order, each with its slot.
    Indicator(Vec<(String, Slot)>),
}

/// The names that an expression may use.
#[derive(Debug, Clone, Default)]
pub struct Names {
    meanings: BTreeMap<String, Meaning>,
}

/// A name that cannot be given a meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Not an identifier.
    #[error("`{name}` is not a name; write a letter or `_`, then letters, digits and `_` (at most 64)")]
    Malformed {
        /// The offending name, cut to 64 characters.
        name: String,
    },
    /// A word of the language, of Python, a function or a column.
    #[error("`{name}` is {what} of the rule language; choose another name")]
    Reserved {
        /// The offending name.
        name: String,
        /// What it is already.
        what: &'static str,
    },
    /// Defined twice.
    #[error("`{name}` is defined twice; parameters and indicators share one set of names")]
    Duplicate {
        /// The offending name.
        name: String,
    },
}

impl Names {
    /// No names at all: for constraints, to which [`parameter`](Self::parameter) adds what they may use.
    pub fn new() -> Self {
        Self::default()
    }

    /// The columns [`COLUMNS`] in slots 0 to 4.
    pub fn with_columns() -> Self {
        let meanings = COLUMNS
            .iter()
            .enumerate()
            .map(|(slot, name)| ((*name).to_owned(), Meaning::Column(slot)))
            .collect();
        Self { meanings }
    }

    /// Gives a parameter its value.
    ///
    /// # Errors
    /// When the name is malformed, reserved or taken.
    pub fn parameter(&mut self, name: &str, value: ParameterValue) -> Result<(), NameError> {
        self.insert(name, Meaning::Parameter(value))
    }

    /// Adds an indicator with its outputs and their slots. One output can be reached by the bare name.
    ///
    /// # Errors
    /// When the name is malformed, reserved or taken.
    pub fn indicator<'o>(
        &mut self,
        name: &str,
        outputs: impl IntoIterator<Item = (&'o str, Slot)>,
    ) -> Result<(), NameError> {
        let outputs = outputs.into_iter().map(|(output, slot)| (output.to_owned(), slot)).collect();
        self.insert(name, Meaning::Indicator(outputs))
    }

    /// Whether a document may call a parameter or an indicator that.
    ///
    /// # Errors
    /// When the name is malformed or reserved.
    pub fn check_name(name: &str) -> Result<(), NameError> {
        let mut characters = name.chars();
        let starts_well = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        if !starts_well
            || name.len() > 64
            || !characters.all(|next| next.is_ascii_alphanumeric() || next == '_')
        {
            return Err(NameError::Malformed { name: name.chars().take(64).collect() });
        }
        let what = if COLUMNS.contains(&name) {
            "a column"
        } else if function(name).is_some() {
            "a function"
        } else if RESERVED_WORDS.contains(&name)
            || ["and", "or", "not"].contains(&name.to_ascii_lowercase().as_str())
        {
            "a word"
        } else {
            return Ok(());
        };
        Err(NameError::Reserved { name: name.to_owned(), what })
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Meaning> {
        self.meanings.get(name)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.meanings.keys().map(String::as_str)
    }

    pub(crate) fn has_columns(&self) -> bool {
        self.meanings.values().any(|meaning| matches!(meaning, Meaning::Column(_)))
    }

    fn insert(&mut self, name: &str, meaning: Meaning) -> Result<(), NameError> {
        Self::check_name(name)?;
        if self.meanings.contains_key(name) {
            return Err(NameError::Duplicate { name: name.to_owned() });
        }
        self.meanings.insert(name.to_owned(), meaning);
        Ok(())
    }
}
