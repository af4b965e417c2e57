//! What every value that is read from text must do, asked of every case of every table.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use assay_types::ParseError;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

pub(crate) trait Value:
    FromStr<Err = ParseError> + Display + Debug + PartialEq + Serialize + DeserializeOwned + JsonSchema
{
}

impl<T> Value for T where
    T: FromStr<Err = ParseError> + Display + Debug + PartialEq + Serialize + DeserializeOwned + JsonSchema
{
}

/// Reads `input`. Expected is the canonical text of the value, or the problem that is named in the error.
///
/// A value that was read also reads back from its text, survives JSON both ways and satisfies its own schema.
/// An error is the same through JSON, says how to write the value, and is harmless to show.
#[track_caller]
pub(crate) fn check<T: Value>(input: &str, expected: Result<&str, &str>) {
    let outcome = input.parse::<T>();
    let shown = outcome.as_ref().map(ToString::to_string).map_err(|error| error.problem().to_string());
    assert_eq!(shown.as_deref().map_err(String::as_str), expected, "reading {input:?}");
    let quoted = serde_json::Value::from(input);
    let schema = schemars::schema_for!(T).to_value();
    let accepted_by_schema = jsonschema::validator_for(&schema).expect("the schema is one").is_valid(&quoted);
    match outcome {
        Ok(value) => {
            let text = value.to_string();
            assert_eq!(text.parse().as_ref(), Ok(&value), "its text reads back");
            let json = serde_json::to_value(&value).expect("a value serialises");
            assert_eq!(json, serde_json::Value::from(text), "JSON holds its text");
            assert_eq!(serde_json::from_value::<T>(json).expect("JSON reads back"), value);
            assert_eq!(serde_json::from_value::<T>(quoted).expect("JSON reads the input"), value);
            assert!(accepted_by_schema, "the schema of {} refuses {input:?}", T::schema_name());
        }
        Err(error) => {
            let message = error.to_string();
            check_harmless(&message);
            assert!(message.contains(error.how_to_write()), "it says what would be right: {message}");
            let through_json = serde_json::from_value::<T>(quoted).expect_err("JSON is no way around");
            assert_eq!(through_json.to_string(), message);
            let is_lexical = ["empty", "too_long", "character"].contains(&error.problem().name());
            assert!(
                !(is_lexical && accepted_by_schema),
                "the schema of {} accepts {input:?}",
                T::schema_name()
            );
        }
    }
}

/// A message that a terminal, a log or an HTML-free page can show: printable ASCII and `…`, of bounded length.
#[track_caller]
pub(crate) fn check_harmless(message: &str) {
    assert!(message.chars().all(|c| matches!(c, ' '..='~' | '…')), "harmful: {message:?}");
    assert!(message.len() < 512, "long: {message}");
}
