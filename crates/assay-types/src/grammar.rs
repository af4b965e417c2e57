//! What all values read from text have in common: a grammar, one kind of error, serde and JSON Schema.

use std::fmt;

use crate::Excerpt;

/// How one kind of value is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grammar {
    /// The name of the type, which is also the name of its JSON Schema.
    pub(crate) name: &'static str,
    /// The kind of value with its article: `a symbol`.
    pub(crate) what: &'static str,
    /// How to write one, as an instruction that names the alphabet, the bounds and an example.
    pub(crate) write: &'static str,
    /// What the JSON Schema says of it.
    pub(crate) form: Form,
    /// The most bytes of a value's text.
    pub(crate) bytes_max: usize,
    /// Values that are well written; of [`Form::Words`], all of them.
    pub(crate) examples: &'static [&'static str],
}

/// The form of a value's text, as far as a JSON Schema can say it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// An anchored regular expression, in the subset that ECMA-262 and Rust share. Necessary, not sufficient:
    /// ranges and reserved words are beyond it.
    Pattern(&'static str),
    /// One of the examples.
    Words,
}

impl Grammar {
    pub(crate) fn error(&'static self, text: &str, problem: Problem) -> ParseError {
        ParseError { text: Excerpt::of(text), problem, grammar: self }
    }

    /// Refuses what is empty or longer than any value, before any other look at it.
    pub(crate) fn check_length(&self, text: &str) -> Result<(), Problem> {
        if text.is_empty() {
            Err(Problem::Empty)
        } else if text.len() > self.bytes_max {
            Err(Problem::TooLong { bytes: text.len(), bytes_max: self.bytes_max })
        } else {
            Ok(())
        }
    }

    /// Reads one of a few words of lower-case letters and underscores.
    pub(crate) fn read_word<T: Copy>(
        &'static self,
        text: &str,
        all: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Result<T, ParseError> {
        let read = || {
            self.check_length(text)?;
            Problem::first_character(text, |character| character.is_ascii_lowercase() || character == '_')?;
            let found = all.iter().copied().find(|&value| word(value) == text);
            found.ok_or(Problem::Shape("it is another word"))
        };
        read().map_err(|problem| self.error(text, problem))
    }

    pub(crate) fn schema(&self) -> schemars::Schema {
        let description = format!("{}: {}", self.what, self.write);
        match self.form {
            Form::Pattern(pattern) => schemars::json_schema!({
                "type": "string",
                "description": description,
                "pattern": pattern,
                "maxLength": self.bytes_max,
                "examples": self.examples,
            }),
            Form::Words => schemars::json_schema!({
                "type": "string",
                "description": description,
                "enum": self.examples,
            }),
        }
    }
}

/// A text that is not a value of the kind that was asked for: what was found, what is wrong with it and how
/// to write it. The message is harmless to show, whatever the text was (see [`Excerpt`]).
///
/// ```
/// use assay_types::Symbol;
///
/// let error = "aapl".parse::<Symbol>().unwrap_err();
/// assert_eq!(error.problem().name(), "character");
/// assert_eq!(error.what(), "a symbol");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {}: {problem}; {}", grammar.what, grammar.write)]
pub struct ParseError {
    text: Excerpt,
    problem: Problem,
    grammar: &'static Grammar,
}

impl ParseError {
    /// What is wrong.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The text that was refused, safe to show.
    pub fn text(&self) -> &Excerpt {
        &self.text
    }

    /// The kind of value that was asked for, with its article: `a symbol`.
    pub fn what(&self) -> &'static str {
        self.grammar.what
    }

    /// How to write one: the instruction at the end of the message.
    pub fn how_to_write(&self) -> &'static str {
        self.grammar.write
    }
}

/// What is wrong with a text. Its display completes the sentence "the text is refused because …".
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// There is no text.
    Empty,
    /// The text is longer than any value of its kind; it was not looked at further.
    TooLong {
        /// Its length.
        bytes: usize,
        /// The greatest length of its kind.
        bytes_max: usize,
    },
    /// A character that may not stand where it stands.
    Character {
        /// Which character of the text, counted from 1.
        position: usize,
        /// The character.
        character: char,
    },
    /// The characters are right, their order or number is not.
    Shape(&'static str),
    /// Well written, and outside the range of its kind.
    Range(&'static str),
    /// Well written, and it means something else already.
    Reserved(&'static str),
    /// It can be read in two ways.
    Ambiguous(&'static str),
}

impl Problem {
    /// The problem's stable name, for programs: `empty`, `too_long`, `character`, `shape`, `range`,
    /// `reserved` or `ambiguous`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::Character { .. } => "character",
            Self::Shape(_) => "shape",
            Self::Range(_) => "range",
            Self::Reserved(_) => "reserved",
            Self::Ambiguous(_) => "ambiguous",
        }
    }

    /// The first character that is not allowed, if there is one.
    pub(crate) fn first_character(text: &str, allowed: impl Fn(char) -> bool) -> Result<(), Self> {
        Self::first_character_after(0, text, allowed)
    }

    /// The same for the rest of a text, of which that many characters came before.
    pub(crate) fn first_character_after(
        before: usize,
        rest: &str,
        allowed: impl Fn(char) -> bool,
    ) -> Result<(), Self> {
        match (1_usize..).zip(rest.chars()).find(|&(_, character)| !allowed(character)) {
            Some((position, character)) => {
                Err(Self::Character { position: position.saturating_add(before), character })
            }
            None => Ok(()),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("it is empty"),
            Self::TooLong { bytes, bytes_max } => {
                write!(formatter, "it is {bytes} bytes long, the most is {bytes_max}")
            }
            Self::Character { position, character } => {
                write!(formatter, "character {position} is `{}`", Excerpt::from(*character))
            }
            Self::Shape(text) | Self::Range(text) | Self::Reserved(text) | Self::Ambiguous(text) => {
                formatter.write_str(text)
            }
        }
    }
}

/// Reads a value from a string in any serde format, through its `FromStr`.
pub(crate) struct TextVisitor<T> {
    grammar: &'static Grammar,
    value: std::marker::PhantomData<T>,
}

impl<T> TextVisitor<T> {
    pub(crate) fn new(grammar: &'static Grammar) -> Self {
        Self { grammar, value: std::marker::PhantomData }
    }
}

impl<T: std::str::FromStr<Err = ParseError>> serde::de::Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let example = self.grammar.examples.first().copied().unwrap_or_default();
        write!(formatter, "{} as a string, like \"{example}\"", self.grammar.what)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Gives a type that has `FromStr<Err = ParseError>` and `Display` its serde and JSON Schema implementations.
macro_rules! text_value {
    ($type:ty, $grammar:expr) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::grammar::TextVisitor::new(&$grammar))
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $grammar.name.into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($type)).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $grammar.schema()
            }
        }
    };
}

pub(crate) use text_value;
