//! Verdict policies, and the verdicts they give.

use std::fmt;

use assay_types::Identifier;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::version::SchemaVersion;

/// How many criteria a policy may have.
pub(crate) const CRITERIA_MAX: usize = 256;

/// What a backtest must show to pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictPolicy {
    /// The version of this document's schema: `"2.0"`.
    #[serde(default)]
    pub schema_version: SchemaVersion,
    /// The policy's name.
    pub name: Identifier,
    /// What the policy is for, for people.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub description: String,
    /// What is demanded, in the order of the verdict.
    #[schemars(length(min = 1, max = CRITERIA_MAX))]
    pub criteria: Vec<Criterion>,
}

/// One demand on a statistic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The key of the statistic, such as `sharpe_ratio` or `psr`.
    #[schemars(length(min = 1, max = 64))]
    pub statistic: String,
    /// How the statistic compares with the threshold.
    pub op: Comparison,
    /// What it is compared with, in the statistic's unit.
    pub threshold: f64,
    /// Whether missing it fails the verdict.
    pub level: Level,
    /// Why it is demanded.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub reason: String,
}

/// How a statistic compares with a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Comparison {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// Above.
    #[serde(rename = ">")]
    Above,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Below.
    #[serde(rename = "<")]
    Below,
}

impl Comparison {
    /// Whether `value` compares so with `threshold`; never if either is not a number.
    pub fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::AtLeast => value >= threshold,
            Self::Above => value > threshold,
            Self::AtMost => value <= threshold,
            Self::Below => value < threshold,
        }
    }

    /// The operator: `>=`, `>`, `<=` or `<`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::AtMost => "<=",
            Self::Below => "<",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// How much a criterion weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Missing it fails the verdict.
    Must,
    /// Missing it is a warning.
    Should,
}

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All that was demanded is there.
    Pass,
    /// What must be is there, something that should be is not.
    Warn,
    /// Something that must be is not there.
    Fail,
}

/// What a policy says of a backtest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The policy's name.
    pub policy: Identifier,
    /// The verdict.
    pub outcome: Outcome,
    /// What became of each criterion, in the policy's order.
    pub criteria: Vec<CriterionResult>,
}

/// What became of one criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionResult {
    /// The key of the statistic.
    pub statistic: String,
    /// Its value; `null` where undefined, which does not pass.
    pub value: Option<f64>,
    /// How it was compared.
    pub op: Comparison,
    /// What it was compared with.
    pub threshold: f64,
    /// Whether missing it fails the verdict.
    pub level: Level,
    /// Whether it was met.
    pub passed: bool,
    /// Why it was met or not, in words.
    pub reason: String,
    /// What would change the result; `null` where it was met.
    #[serde(default)]
    pub change: Option<String>,
}
