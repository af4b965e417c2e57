//! Values that are written in a document or taken from one of its parameters.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use assay_types::Identifier;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::tree::exact_integer;
use crate::validate::text;

/// What each parameter of a strategy is set to.
pub type ParameterValues = BTreeMap<Identifier, ParameterValue>;

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParameterValue {
    /// Of a boolean parameter.
    Boolean(bool),
    /// Of an integer parameter, or an integral value of a number parameter.
    Integer(i64),
    /// Of a number parameter, where not integral (see [`ParameterValue::number`]).
    Number(f64),
    /// Of a choice parameter.
    Text(String),
}

impl ParameterValue {
    /// The value of a number: an integer if it is integral, as documents do not tell `2.0` from `2`.
    pub fn number(number: f64) -> Self {
        exact_integer(number).map_or(Self::Number(number), Self::Integer)
    }

    /// The value as a number; `None` for booleans and texts. Exact up to 2^53.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "documents bound integers to 2^53 in magnitude")]
            Self::Integer(integer) => Some(*integer as f64),
            Self::Number(number) => Some(*number),
            Self::Boolean(_) | Self::Text(_) => None,
        }
    }
}

impl fmt::Display for ParameterValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => write!(formatter, "{value}"),
            Self::Integer(value) => write!(formatter, "{value}"),
            Self::Number(value) => write!(formatter, "{value}"),
            Self::Text(value) => formatter.write_str(value),
        }
    }
}

/// A number written in the document, or `"$name"` for the value of the parameter `name`.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting<T> {
    /// Written out.
    Literal(T),
    /// The value of that parameter.
    Parameter(Identifier),
}

/// A [`Setting`] that is a real number.
pub type Number = Setting<f64>;
/// A [`Setting`] that counts: a whole number, 1 or above.
pub type Count = Setting<u32>;

impl Setting<f64> {
    /// The number; `None` if its parameter is missing from `values` or is not a number.
    pub fn resolve(&self, values: &ParameterValues) -> Option<f64> {
        match self {
            Self::Literal(number) => Some(*number),
            Self::Parameter(name) => values.get(name)?.as_f64(),
        }
    }
}

impl Setting<u32> {
    /// The count; `None` if its parameter is missing from `values` or is not a whole number that fits.
    pub fn resolve(&self, values: &ParameterValues) -> Option<u32> {
        match self {
            Self::Literal(count) => Some(*count),
            Self::Parameter(name) => match values.get(name)? {
                ParameterValue::Integer(integer) => u32::try_from(*integer).ok(),
                ParameterValue::Boolean(_) | ParameterValue::Number(_) | ParameterValue::Text(_) => None,
            },
        }
    }
}

impl<T> Setting<T> {
    /// The parameter it refers to, if any.
    pub fn parameter(&self) -> Option<&Identifier> {
        match self {
            Self::Literal(_) => None,
            Self::Parameter(name) => Some(name),
        }
    }
}

/// The value of an indicator's optional argument: a number, `"$name"` for the value of a parameter, or a
/// name that the function knows, such as a type of moving average (`"EMA"`).
#[derive(Debug, Clone, PartialEq)]
pub enum ArgValue {
    /// Written out.
    Number(f64),
    /// The value of that parameter.
    Parameter(Identifier),
    /// A name the function knows.
    Text(String),
}

impl ArgValue {
    /// The parameter it refers to, if any.
    pub fn parameter(&self) -> Option<&Identifier> {
        match self {
            Self::Parameter(name) => Some(name),
            Self::Number(_) | Self::Text(_) => None,
        }
    }
}

impl Serialize for Setting<f64> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(number) => serialize_number(*number, serializer),
            Self::Parameter(name) => serializer.collect_str(&format_args!("${name}")),
        }
    }
}

impl Serialize for Setting<u32> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(count) => serializer.serialize_u32(*count),
            Self::Parameter(name) => serializer.collect_str(&format_args!("${name}")),
        }
    }
}

impl Serialize for ArgValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serialize_number(*number, serializer),
            Self::Parameter(name) => serializer.collect_str(&format_args!("${name}")),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Setting<f64> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Raw::deserialize(deserializer)? {
            Raw::Number(number) => Ok(Self::Literal(number)),
            Raw::Text(text) => reference(&text).map(Self::Parameter),
        }
    }
}

impl<'de> Deserialize<'de> for Setting<u32> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Raw::deserialize(deserializer)? {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the guard admits only integers in the range of u32"
            )]
            Raw::Number(number) if number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number) => {
                Ok(Self::Literal(number as u32))
            }
            Raw::Number(number) => Err(de::Error::custom(format_args!("`{number}` is not a count"))),
            Raw::Text(text) => reference(&text).map(Self::Parameter),
        }
    }
}

impl<'de> Deserialize<'de> for ArgValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Raw::deserialize(deserializer)? {
            Raw::Number(number) => Ok(Self::Number(number)),
            Raw::Text(text) if text.starts_with('$') => reference(&text).map(Self::Parameter),
            Raw::Text(text) => Ok(Self::Text(text)),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Number(f64),
    Text(String),
}

fn reference<E: de::Error>(text: &str) -> Result<Identifier, E> {
    text.strip_prefix('$')
        .ok_or_else(|| {
            E::custom(format_args!("`{text}` is neither a number nor a parameter; write `\"$name\"`"))
        })?
        .parse()
        .map_err(E::custom)
}

/// Writes an integral number without a fraction, so that `20` stays `20`.
pub(crate) fn serialize_number<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    match exact_integer(number) {
        Some(integer) => serializer.serialize_i64(integer),
        None => serializer.serialize_f64(number),
    }
}

impl JsonSchema for ParameterValue {
    fn schema_name() -> Cow<'static, str> {
        "ParameterValue".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["boolean", "number", "string"], "maxLength": 64 })
    }
}

impl JsonSchema for Setting<f64> {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string"], "pattern": text::SETTING })
    }
}

impl JsonSchema for Setting<u32> {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["integer", "string"],
            "pattern": text::SETTING,
            "minimum": 1,
            "maximum": u32::MAX,
        })
    }
}

impl JsonSchema for ArgValue {
    fn schema_name() -> Cow<'static, str> {
        "ArgValue".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["number", "string"],
            "pattern": text::ARGUMENT,
        })
    }
}
