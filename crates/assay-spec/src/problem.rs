//! What is wrong with a document.

use std::fmt;
use std::ops::Range;

use assay_types::Excerpt;
use serde::{Serialize, Serializer};

use crate::source::{Location, Source};
use crate::tree::Anchor;

/// How many problems of one document are reported; what comes after is not looked for.
pub const PROBLEMS_MAX: usize = 100;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// The kind of a problem. Codes are stable: a code keeps its meaning, and is never given another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* #[doc = ""] #[doc = concat!("`", $code, "`")] $name,)*
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The code as it is shown, such as `AY101`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

codes! {
    /// The document is larger or deeper than any document may be.
    Limit = "AY001",
    /// The text is not JSON, YAML or TOML.
    Syntax = "AY002",
    /// A key appears twice in one object.
    DuplicateKey = "AY003",
    /// YAML that documents do not use: anchors, aliases, tags, several documents.
    YamlFeature = "AY004",
    /// The bytes are not UTF-8.
    Encoding = "AY005",
    /// A string holds an invisible character: a control, a bidirectional mark, a zero-width character.
    InvisibleCharacter = "AY006",
    /// The document could not be read for another reason.
    Unreadable = "AY100",
    /// A field that the document does not have.
    UnknownField = "AY101",
    /// A field that must be there is not.
    MissingField = "AY102",
    /// A value of another type.
    WrongType = "AY103",
    /// A number outside its range.
    OutOfRange = "AY104",
    /// A text that is none of those allowed.
    UnknownVariant = "AY105",
    /// A text that is not written as it must be.
    Malformed = "AY106",
    /// Too many or too few characters, elements or fields.
    WrongLength = "AY107",
    /// A number that is infinite, not a number or beyond what documents hold.
    NotFinite = "AY108",
    /// A version that this program does not read.
    UnknownVersion = "AY110",
    /// A parameter whose default, minimum, maximum, step or choices contradict each other.
    ParameterRange = "AY201",
    /// A reference to a parameter that is not there.
    UnknownParameter = "AY202",
    /// An input that is neither a column nor an indicator.
    UnknownInput = "AY203",
    /// A name that means something else already.
    NameTaken = "AY204",
    /// A sizing that needs a stop-loss where there is none.
    NeedsStopLoss = "AY205",
    /// A parameter of a kind or range that does not suit its place.
    UnsuitableParameter = "AY206",
    /// A statistic that does not exist.
    UnknownStatistic = "AY207",
    /// Indicators that feed each other in a circle.
    IndicatorCycle = "AY208",
    /// A value that must differ from another and does not.
    Duplicate = "AY209",
    /// A rule of the check that does not exist.
    UnknownCheck = "AY210",
    /// A rule of the check that no policy can change.
    FixedCheck = "AY211",
    /// A rule that does not parse.
    RuleSyntax = "AY301",
    /// A name in a rule that means nothing.
    RuleName = "AY302",
    /// A condition where a number is meant, or the other way round.
    RuleType = "AY303",
    /// A rule beyond what rules may hold: length, depth, lag.
    RuleLimit = "AY304",
    /// A wrong number or kind of arguments in a rule.
    RuleArguments = "AY305",
    /// A TA-Lib function that does not exist.
    UnknownFunction = "AY311",
    /// Wrong inputs of an indicator's function.
    FunctionInputs = "AY312",
    /// An argument that an indicator's function does not have, or with a value it does not take.
    FunctionArguments = "AY313",
    /// An output that an indicator's function does not have.
    UnknownOutput = "AY314",
    /// A function or a lag that looks at bars to come.
    LookAhead = "AY315",
    /// Parameter values that contradict the strategy's constraints.
    ConstraintViolated = "AY320",
    /// A version 1 document whose meaning is not clear enough to upgrade.
    NotUpgradable = "AY401",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing that is wrong with a document.
///
/// Messages are lowercase fragments. Pieces of the document in them must be escaped (see [`Excerpt`]).
///
/// ```
/// use assay_spec::{Code, Problem};
///
/// let problem = Problem::new(Code::RuleName, "/entry_rules/0/when", "there is no `fast_am`")
///     .range(14..21)
///     .help("did you mean `fast_ma`?");
/// assert_eq!(problem.pointer(), "/entry_rules/0/when");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Problem(Box<Details>);

/// Boxed, so that a `Result` with a problem stays small.
#[derive(Debug, Clone, PartialEq)]
struct Details {
    code: Code,
    pointer: String,
    message: String,
    value: Option<Excerpt>,
    help: Option<String>,
    range: Option<Range<usize>>,
    anchor: Anchor,
    location: Option<Location>,
}

impl Problem {
    /// A problem with the value under a JSON pointer (RFC 6901; `""` is the whole document).
    pub fn new(code: Code, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            code,
            pointer: pointer.into(),
            message: message.into(),
            value: None,
            help: None,
            range: None,
            anchor: Anchor::Value,
            location: None,
        }))
    }

    /// Adds the offending value; it is cut and escaped.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        self.0.value = Some(Excerpt::of(value));
        self
    }

    /// Adds what would be right.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Narrows the problem to these bytes of the string under the pointer, counted in the string's value
    /// and not in its escaped form.
    #[must_use]
    pub fn range(mut self, range: Range<usize>) -> Self {
        self.0.range = Some(range);
        self
    }

    /// Points at the member's key instead of its value.
    #[must_use]
    pub fn at_key(mut self) -> Self {
        self.0.anchor = Anchor::Key;
        self
    }

    /// Finds the problem's place in the text it came from.
    #[must_use]
    pub fn located(mut self, source: &Source) -> Self {
        if self.0.location.is_none() {
            self.0.location = Some(source.locate(&self.0.pointer, self.0.anchor, self.0.range.clone()));
        }
        self
    }

    pub(crate) fn at(mut self, location: Location) -> Self {
        self.0.location = Some(location);
        self
    }

    pub(crate) fn anchor(&self) -> Anchor {
        self.0.anchor
    }

    /// The bytes of the string that it is narrowed to, if it is.
    pub(crate) fn narrowed(&self) -> Option<Range<usize>> {
        self.0.range.clone()
    }

    /// The kind of the problem.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Where, as a JSON pointer.
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The offending value, safe to show.
    pub fn offending_value(&self) -> Option<&Excerpt> {
        self.0.value.as_ref()
    }

    /// What would be right.
    pub fn suggestion(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// Where in the text; `None` until [`located`](Self::located).
    pub fn location(&self) -> Option<&Location> {
        self.0.location.as_ref()
    }
}

impl fmt::Display for Problem {
    /// `line:column: message [code at pointer]; help`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(location) = &self.0.location {
            write!(formatter, "{}:{}: ", location.line, location.column)?;
        }
        write!(formatter, "{}", self.0.message)?;
        if let Some(help) = &self.0.help {
            write!(formatter, "; {help}")?;
        }
        write!(formatter, " [{}", self.0.code)?;
        if !self.0.pointer.is_empty() {
            write!(formatter, " at {}", Excerpt::with_columns(&self.0.pointer, 200))?;
        }
        formatter.write_str("]")
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            code: Code,
            pointer: &'a str,
            line: Option<usize>,
            column: Option<usize>,
            message: &'a str,
            value: Option<&'a str>,
            help: Option<&'a str>,
        }
        Shown {
            code: self.0.code,
            pointer: &self.0.pointer,
            line: self.0.location.as_ref().map(|location| location.line),
            column: self.0.location.as_ref().map(|location| location.column),
            message: &self.0.message,
            value: self.0.value.as_ref().map(Excerpt::as_str),
            help: self.0.help.as_deref(),
        }
        .serialize(serializer)
    }
}

/// All that is wrong with one document, in the order of its text, with the text.
#[derive(Debug, Clone)]
pub struct Report(Box<(Source, Vec<Problem>)>);

impl Report {
    /// Locates the problems in the document, the first [`PROBLEMS_MAX`] of them, and sorts them by place.
    pub fn new(source: Source, problems: Vec<Problem>) -> Self {
        let mut problems: Vec<Problem> =
            problems.into_iter().take(PROBLEMS_MAX).map(|problem| problem.located(&source)).collect();
        problems
            .sort_by_key(|problem| (problem.location().map(|location| location.span.start), problem.code()));
        Self(Box::new((source, problems)))
    }

    /// The document.
    pub fn source(&self) -> &Source {
        &self.0.0
    }

    pub(crate) fn into_parts(self) -> (Source, Vec<Problem>) {
        *self.0
    }

    /// What is wrong, in the order of the text; at least one problem.
    pub fn problems(&self) -> &[Problem] {
        &self.0.1
    }
}

impl fmt::Display for Report {
    /// One line for each problem: `file:line:column: message; help [code at pointer]`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems().iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{}:{problem}", self.source().name())?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
