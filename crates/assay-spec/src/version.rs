//! The version of the documents.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of a document's schema.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum SchemaVersion {
    /// The current version.
    #[default]
    #[serde(rename = "2.0")]
    V2_0,
}

impl SchemaVersion {
    /// The version as documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0",
        }
    }
}
