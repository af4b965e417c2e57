//! What the check of a Python strategy allows beyond its default.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::version::SchemaVersion;

/// How many modules or attributes a policy may allow.
const NAMES_MAX: usize = 1000;

/// What the check of a Python strategy allows beyond its default, and how it weighs its rules. The default is the
/// strictest there is: a policy names every exception.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckPolicy {
    /// The version of this document's schema: `"2.0"`.
    #[serde(default)]
    pub schema_version: SchemaVersion,
    /// Why the exceptions are made, for people.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub description: String,
    /// Modules that may be imported beside those of the default, with their submodules and all their attributes:
    /// `scipy`, `sklearn.linear_model`.
    #[serde(default)]
    #[schemars(length(max = NAMES_MAX), inner(length(min = 1, max = 256)))]
    pub modules: Vec<String>,
    /// Attributes that may be used although a rule refuses them: `numpy.load` of one module, `.to_csv` of anything.
    #[serde(default)]
    #[schemars(length(max = NAMES_MAX), inner(length(min = 1, max = 256)))]
    pub attributes: Vec<String>,
    /// What becomes of findings, by the code or the name of their rule: `AS214`, `unseeded-randomness`.
    #[serde(default)]
    #[schemars(extend("maxProperties" = NAMES_MAX))]
    pub rules: BTreeMap<String, RuleLevel>,
}

/// What becomes of the findings of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleLevel {
    /// They are not reported.
    Ignore,
    /// They are reported and decide nothing.
    Note,
    /// They are reported as questions.
    Warning,
    /// They refuse the file.
    Error,
}
