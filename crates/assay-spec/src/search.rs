//! The report of a search for parameter values.

use assay_types::{Identifier, RunId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::backtest::BacktestConfig;
use crate::report::{DataReference, StrategyReference};
use crate::setting::ParameterValues;
use crate::statistics::{ExtendedStatistics, Statistics};
use crate::version::SchemaVersion;

/// What a search was given and what it found. The same inputs give the same report, byte by byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchReport {
    /// The version of this document's schema: `"2.0"`.
    pub schema_version: SchemaVersion,
    /// The search, derived from the hashes of its inputs.
    pub run_id: RunId,
    /// The version of Assay that made it.
    pub assay_version: String,
    /// The strategy.
    pub strategy: StrategyReference,
    /// The data.
    pub data: DataReference,
    /// The configuration, complete, seed included. Its parameters are those that did not vary.
    pub config: BacktestConfig,
    /// How combinations were chosen.
    pub method: SearchMethod,
    /// The formula over statistics that was to be as large as possible.
    pub objective: String,
    /// Conditions over statistics that a run must fulfil to have a score.
    pub requirements: Vec<String>,
    /// The parameters that varied.
    pub dimensions: Vec<SearchDimension>,
    /// How many different combinations were run. Each is a chance to be lucky.
    pub trials: u64,
    /// How many of them have no score: a requirement was not met, the objective is not defined, or the run failed.
    pub without_score: u64,
    /// How many of those without a score could not be run.
    pub failed: u64,
    /// How many proposals were not run because constraints of the strategy forbid them.
    pub forbidden: u64,
    /// The best; `null` if none has a score.
    pub best: Option<BestTrial>,
    /// Whether the best is more than the luck of having tried often; `null` if fewer than two combinations have a Sharpe
    /// ratio.
    pub luck: Option<Luck>,
    /// The best of them, in the order of their scores.
    pub top: Vec<RankedTrial>,
}

/// How a search chooses combinations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SearchMethod {
    /// All of them.
    Grid,
    /// Evenly spread, by a Halton sequence.
    Even,
    /// Any, with equal chances.
    Random,
    /// By tree-structured Parzen estimators.
    Tpe,
    /// By covariance matrix adaptation.
    CmaEs,
}

/// A parameter that varied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchDimension {
    /// The parameter.
    pub parameter: Identifier,
    /// Its values: `low:high:step`, `low:high` where any number between may be taken, or values separated by commas.
    pub values: String,
    /// How many values there are; `null` where any number may be taken.
    pub count: Option<u64>,
}

/// The best combination.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BestTrial {
    /// Its number, from 1, in the order in which combinations were tried.
    pub number: u64,
    /// What the objective came to.
    pub score: f64,
    /// The value of every parameter that varied.
    pub parameters: ParameterValues,
    /// Its statistics.
    pub statistics: Statistics,
    /// More statistics.
    pub extended: ExtendedStatistics,
}

/// One of the best combinations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RankedTrial {
    /// Its number, from 1, in the order in which combinations were tried.
    pub number: u64,
    /// What the objective came to.
    pub score: f64,
    /// The value of every parameter that varied.
    pub parameters: ParameterValues,
}

/// The best combination's Sharpe ratio against what the best of as many trials without merit would have (Bailey, D. H. and
/// López de Prado, M. 2014, "The Deflated Sharpe Ratio", Journal of Portfolio Management 40(5), p. 94). Sharpe ratios are
/// those of a period: mean over sample standard deviation of the equity's returns, not annualised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Luck {
    /// How many periods make a year: a Sharpe ratio times its square root is annualised.
    pub periods_per_year: f64,
    /// The best combination's Sharpe ratio.
    pub sharpe_ratio: f64,
    /// The variance of the combinations' Sharpe ratios (denominator `n - 1`).
    pub variance: f64,
    /// The Sharpe ratio that the best of as many independent trials without merit is expected to have.
    pub expected_maximum: f64,
    /// The deflated Sharpe ratio: the probability that the best combination's true Sharpe ratio is above that.
    pub deflated_sharpe_ratio: f64,
    /// The probability of backtest overfitting: over all ways to halve the history in 16 blocks, how often the combination
    /// that is best in one half is not above the median of the other (Bailey, D. H. et al. 2017, Journal of Computational
    /// Finance 20(4)); `null` where the history is too short. At most 2,000 combinations are compared, evenly over the order in which they were tried.
    pub probability_of_overfitting: Option<f64>,
    /// How often the best of one half has a Sharpe ratio of 0 or below in the other.
    pub probability_of_loss: Option<f64>,
}
