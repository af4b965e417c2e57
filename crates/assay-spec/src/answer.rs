//! What a language model answers when it is asked for a strategy.

use std::collections::BTreeMap;

use assay_types::Identifier;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::strategy::{PARAMETERS_MAX, Parameter};
use crate::version::SchemaVersion;

/// How many characters the code of an answer may have.
const CODE_CHARACTERS_MAX: usize = 262_144;
/// How many assumptions an answer may name.
const ASSUMPTIONS_MAX: usize = 64;

/// A Python strategy as a language model hands it in: the code, and what it says of it. `assay check --answer` reads
/// it from what a model said, in JSON or as Markdown, and tells what to mend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelAnswer {
    /// The version of this document's schema: `"2.0"`.
    #[serde(default)]
    pub schema_version: SchemaVersion,
    /// The strategy's name.
    pub name: Identifier,
    /// What the strategy does, for people.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub description: String,
    /// Why it should earn money: the behaviour of the market that it lives on.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub rationale: String,
    /// What it takes for granted: timeframe, instrument, costs, sessions.
    #[serde(default)]
    #[schemars(length(max = ASSUMPTIONS_MAX), inner(length(min = 1, max = 1000)))]
    pub assumptions: Vec<String>,
    /// The whole Python file, as it is to be saved: imports, then the class.
    #[schemars(length(min = 1, max = CODE_CHARACTERS_MAX))]
    pub code: String,
    /// The strategy's class in the code; `null` if the code has only one.
    #[serde(default)]
    pub class: Option<Identifier>,
    /// The class's parameters, by name, with the defaults that the code gives them.
    #[serde(default)]
    #[schemars(extend("maxProperties" = PARAMETERS_MAX))]
    pub parameters: BTreeMap<Identifier, Parameter>,
}
