//! What is wrong with an expression, where, and what would be right.

use std::fmt;
use std::ops::Range;

/// The kind of a [`RuleProblem`]; its text is stable and may be matched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleCode {
    /// The expression is longer than [`MAX_LENGTH`](super::MAX_LENGTH) or nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooComplex,
    /// A character or a word that the language does not have.
    Syntax,
    /// A number that cannot be read or is too large.
    Number,
    /// A Python or platform construct that the language leaves out.
    Unsupported,
    /// A name that is no column, parameter, indicator or function.
    UnknownName,
    /// An output that the indicator does not have, or none where it has several.
    UnknownOutput,
    /// A function that does not exist.
    UnknownFunction,
    /// A wrong number of arguments.
    ArgumentCount,
    /// A boolean where a number is meant, or the reverse.
    Type,
    /// A lag or a window that is not a whole number in range.
    Bars,
    /// A lag that points into the future.
    LookAhead,
    /// A constant where a series is meant.
    Constant,
    /// A series where only parameters have a meaning.
    NotConstant,
}

impl RuleCode {
    /// Every code.
    pub const ALL: &[Self] = &[
        Self::TooComplex,
        Self::Syntax,
        Self::Number,
        Self::Unsupported,
        Self::UnknownName,
        Self::UnknownOutput,
        Self::UnknownFunction,
        Self::ArgumentCount,
        Self::Type,
        Self::Bars,
        Self::LookAhead,
        Self::Constant,
        Self::NotConstant,
    ];

    /// What it stands for, in a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::TooComplex => "The expression is too long or nested too deep.",
            Self::Syntax => "A character or a word that the language does not have.",
            Self::Number => "A number that cannot be read or is too large.",
            Self::Unsupported => "A Python or platform construct that the language leaves out.",
            Self::UnknownName => "A name that is no column, parameter, indicator or function.",
            Self::UnknownOutput => {
                "An output that the indicator does not have, or none where it has several."
            }
            Self::UnknownFunction => "A function that does not exist.",
            Self::ArgumentCount => "A wrong number of arguments.",
            Self::Type => "A boolean where a number is meant, or the reverse.",
            Self::Bars => "A lag or a window that is not a whole number in range.",
            Self::LookAhead => "A lag that points into the future.",
            Self::Constant => "A constant where a series is meant.",
            Self::NotConstant => "A series where only parameters have a meaning.",
        }
    }

    /// The stable text of the code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooComplex => "too-complex",
            Self::Syntax => "syntax",
            Self::Number => "number",
            Self::Unsupported => "unsupported",
            Self::UnknownName => "unknown-name",
            Self::UnknownOutput => "unknown-output",
            Self::UnknownFunction => "unknown-function",
            Self::ArgumentCount => "argument-count",
            Self::Type => "type",
            Self::Bars => "bars",
            Self::LookAhead => "look-ahead",
            Self::Constant => "constant",
            Self::NotConstant => "not-constant",
        }
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One thing that is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleProblem {
    /// Where in the text, in bytes; both ends lie on character boundaries.
    pub span: Range<usize>,
    /// What is wrong, as a lowercase fragment.
    pub message: String,
    /// What would be right, as a lowercase fragment.
    pub help: Option<String>,
    /// The kind of problem.
    pub code: RuleCode,
}

impl RuleProblem {
    pub(crate) fn new(code: RuleCode, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, code }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
