//! Names of strategies, parameters and indicators.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};

/// A name: of a strategy, a parameter, an indicator.
///
/// A Python identifier in ASCII: a letter or underscore, then letters, digits and underscores; 1 to 64
/// characters; not a keyword of Python and not a name like `__class__` that Python keeps for itself, so that
/// a name can stand in a rule and in generated Python without quoting.
///
/// ```
/// use assay_types::Identifier;
///
/// let name: Identifier = "sma_cross".parse()?;
/// assert_eq!(name.as_str(), "sma_cross");
/// assert!("sma cross".parse::<Identifier>().is_err());
/// assert!("lambda".parse::<Identifier>().is_err());
/// # Ok::<(), assay_types::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier(Box<str>);

static GRAMMAR: Grammar = Grammar {
    name: "Identifier",
    what: "a name",
    write: "write 1 to 64 ASCII letters, digits and underscores, not a digit first and not a Python keyword, like `sma_cross`",
    form: Form::Pattern("^[A-Za-z_][A-Za-z0-9_]*$"),
    bytes_max: Identifier::BYTES_MAX,
    examples: &["sma_cross", "fast", "_tmp2"],
};

/// Python's reserved words, in order. The soft keywords (`match`, `case`, `type`, `_`) are names everywhere else.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

impl Identifier {
    /// The most bytes (here also characters) of a name.
    pub const BYTES_MAX: usize = 64;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check(text: &str) -> Result<(), Problem> {
    GRAMMAR.check_length(text)?;
    Problem::first_character(text, |character| character.is_ascii_alphanumeric() || character == '_')?;
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(Problem::Shape("it begins with a digit"));
    }
    if KEYWORDS.binary_search(&text).is_ok() {
        return Err(Problem::Reserved("it is a keyword of Python"));
    }
    if text.starts_with("__") && text.ends_with("__") {
        return Err(Problem::Reserved("names between double underscores belong to Python"));
    }
    Ok(())
}

impl FromStr for Identifier {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        check(text).map_err(|problem| GRAMMAR.error(text, problem))?;
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl AsRef<str> for Identifier {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

// Equality, order and hash of a name are those of its text, as `Borrow` demands.
impl Borrow<str> for Identifier {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Identifier {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Identifier {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

text_value!(Identifier, GRAMMAR);

#[cfg(test)]
mod tests {
    #[test]
    fn keywords_are_in_the_order_that_binary_search_needs() {
        assert!(super::KEYWORDS.is_sorted());
    }
}
