//! The one way to write a document that its hash is taken of.

use std::fmt::Write as _;

use assay_types::ContentHash;
use serde::Serialize;
use serde_json::Value as Json;

use crate::tree::exact_integer;

/// The canonical form: JSON without white space, keys in the order of their code points, defaults written
/// out, integral numbers without a fraction, other numbers in the fewest digits that read back as the same.
///
/// The same content has the same canonical form, whether it was read from JSON, YAML or TOML.
///
/// ```
/// use assay_spec::{BacktestConfig, canonical};
///
/// assert!(canonical(&BacktestConfig::default()).starts_with(r#"{"cash":"10000","commission":"#));
/// ```
pub fn canonical<T: Serialize>(document: &T) -> String {
    let mut text = String::new();
    // Documents have string keys and no fallible serialisers, so this is never `Null`.
    write(&serde_json::to_value(document).unwrap_or_default(), &mut text);
    text
}

/// The hash of a document's canonical form.
pub fn content_hash<T: Serialize>(document: &T) -> ContentHash {
    ContentHash::of(canonical(document).as_bytes())
}

fn write(value: &Json, text: &mut String) {
    match value {
        Json::Null | Json::Bool(_) | Json::String(_) => text.push_str(&value.to_string()),
        Json::Number(number) => match number.as_f64().and_then(exact_integer) {
            // Writing to a string cannot fail.
            Some(integer) => write!(text, "{integer}").unwrap_or_default(),
            None => text.push_str(&value.to_string()),
        },
        Json::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Json::Object(members) => {
            // Another crate may switch serde_json to keep the order of insertion.
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(key, _)| key.as_str());
            text.push('{');
            for (index, (key, member)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Json::from(key.as_str()).to_string());
                text.push(':');
                write(member, text);
            }
            text.push('}');
        }
    }
}
