//! The run report document.

mod laboratory;
mod python;

use std::collections::BTreeMap;

use assay_types::{ContentHash, Identifier, RunId, Symbol, Timeframe, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::backtest::BacktestConfig;
use crate::setting::ParameterValues;
use crate::statistics::{ExtendedStatistics, Statistics};
use crate::verdict::{Outcome, Verdict};
use crate::version::SchemaVersion;

pub use laboratory::{
    CrossValidationConfig, FanStep, HeatMap, LaboratoryConfig, LaboratoryFigures, LaboratoryReport,
    LaboratorySearch, MonteCarloReport, Neighbour, OverfittingReport, ParameterStability, PartReport,
    PathsReport, Percentiles, RegimeReport, Resampled, RuinChance, SearchConfig, SeriesReport, StressReport,
    WalkForwardAnchor, WalkForwardConfig, WalkForwardReport, WindowReport,
};
pub use python::{
    CausalityEffort, CausalityReport, CodeFinding, CodeFrame, CodeSeverity, ControlState, DeclaredIndicator,
    FailureCause, LookAhead, LookAheadKind, PrintedOutput, PythonFailure, PythonReport, RuntimeReference,
    SandboxControl, SandboxLimits, SandboxReport, Settling,
};

/// What a run was given and what came of it. The same inputs give the same report, byte by byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunReport {
    /// The version of this document's schema: `"2.0"`.
    pub schema_version: SchemaVersion,
    /// The run, derived from the hashes of its inputs.
    pub run_id: RunId,
    /// The version of Assay that made it.
    pub assay_version: String,
    /// The stages the strategy went through, in order. One that fails is the last.
    pub stages: Vec<StageReport>,
    /// The strategy.
    pub strategy: StrategyReference,
    /// The data.
    pub data: DataReference,
    /// The configuration, complete, seed included.
    pub config: BacktestConfig,
    /// The value of every parameter; of a Python strategy, as far as the text tells.
    pub parameters: ParameterValues,
    /// The statistics; `null` if no backtest was run.
    pub statistics: Option<Statistics>,
    /// More statistics; `null` if no backtest was run.
    pub extended: Option<ExtendedStatistics>,
    /// What happened beside trades, counted by kind: refused orders, margin calls and the like.
    pub events: BTreeMap<String, u64>,
    /// What is told of a Python strategy only; `null` for a document.
    #[serde(default)]
    pub python: Option<PythonReport>,
    /// What lies beyond the one backtest: other windows, other parameters, other chances; `null` for a plain backtest, or if
    /// an earlier stage failed.
    #[serde(default)]
    pub laboratory: Option<LaboratoryReport>,
    /// What the policy says; `null` if none was asked, or an earlier stage failed.
    pub verdict: Option<Verdict>,
}

/// A stage on a strategy's way to trading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The documents are valid and the strategy compiles; the code of a Python strategy has no error.
    Checked,
    /// The strategy runs, confined and inside its limits.
    Sandboxed,
    /// The strategy decides the same with and without the future in reach.
    Causal,
    /// The strategy was run over history.
    Backtested,
    /// The verdict policy passed it.
    Proven,
}

/// How a stage ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageReport {
    /// The stage.
    pub stage: Stage,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, in words.
    pub reasons: Vec<String>,
}

/// Which strategy was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyReference {
    /// Its name; of a Python strategy, its class.
    pub name: Identifier,
    /// What it is written in.
    #[serde(default)]
    pub language: Language,
    /// The hash of its canonical form, the same for JSON, YAML and TOML; of Python, the hash of the file.
    pub content_hash: ContentHash,
}

/// What a strategy is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// A document: data without code.
    #[default]
    Document,
    /// Python.
    Python,
}

/// Which data it was run on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataReference {
    /// The file's name, as it was given.
    pub file: String,
    /// The instrument, where known.
    #[serde(default)]
    pub symbol: Option<Symbol>,
    /// The hash of the file's bytes.
    pub file_hash: ContentHash,
    /// The hash of the bars, whatever file they came in.
    pub content_hash: ContentHash,
    /// The hash of the columns beside those of bars; `null` where none were read.
    #[serde(default)]
    pub columns_hash: Option<ContentHash>,
    /// How many bars there are.
    #[schemars(range(min = 1))]
    pub bars: u64,
    /// The time of the first bar.
    pub first: Timestamp,
    /// The time of the last bar.
    pub last: Timestamp,
    /// The bars' interval, where it could be told.
    #[serde(default)]
    pub timeframe: Option<Timeframe>,
}
