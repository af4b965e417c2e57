//! The only crate that defines the documents (strategy, backtest configuration, run report, verdict policy,
//! trade, order, fill, signal, model answer, check policy), their JSON Schemas, versions and upgrades.
//!
//! [`read`] is the way in: it parses JSON, YAML or TOML, checks everything that can be checked without running
//! a rule, and reports all [`Problem`]s of a document at once, each with its JSON pointer, line and column.
//! [`schemas`] is the way out, for other tools. Both come from the types (`docs/adr/0002`).
//!
//! Not here: the rule language and TA-Lib's functions. The engine compiles them, and reports what it finds as
//! [`Problem`]s with ranges inside the rules' text, which the document's [`Source`] turns into lines and columns.
//!
//! Invariants:
//! - What was read can be written and read again to the same value, in every format; [`content_hash`] is the
//!   same for all of them.
//! - Foreign text never panics, and takes time linear in its size: size, depth, counts and reported problems
//!   are bounded.
//! - A [`Code`] keeps its meaning. A document that was valid stays valid within its version.
//!
//! ```
//! use assay_spec::{Format, Strategy, read};
//!
//! let text = r#"
//! schema_version: "2.0"
//! name: dip
//! indicators:
//!   rsi: {function: RSI, inputs: [close], args: {timeperiod: 14}}
//! entry_rules:
//!   - {side: long, when: rsi < 30}
//! risk:
//!   stop_los: {kind: percent, value: 3}
//! "#;
//! let report = read::<Strategy>(text, Format::Yaml, "dip.yaml").unwrap_err();
//! assert_eq!(
//!     report.to_string(),
//!     "dip.yaml:9:3: there is no field `stop_los` here; did you mean `stop_loss`? [AY101 at /risk/stop_los]",
//! );
//! # Ok::<(), assay_spec::Report>(())
//! ```
#![warn(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::wildcard_enum_match_arm
)]

mod answer;
mod backtest;
mod canonical;
mod check_policy;
mod document;
mod mend;
mod parse;
mod problem;
mod record;
mod report;
mod schema;
mod search;
mod semantics;
mod setting;
mod source;
mod statistics;
mod strategy;
mod suggest;
mod tree;
mod unread;
mod upgrade;
mod validate;
mod verdict;
mod version;

pub use answer::ModelAnswer;
pub use backtest::{BacktestConfig, Commission};
pub use canonical::{canonical, content_hash};
pub use check_policy::{CheckPolicy, RuleLevel};
pub use document::{Document, DocumentType, check, detect_kind, examine, read, read_bytes, validate_text};
pub use parse::{DOCUMENT_BYTES_MAX, DOCUMENT_DEPTH_MAX};
pub use problem::{Code, PROBLEMS_MAX, Problem, Report};
pub use record::{ExitReason, Fill, Order, OrderKind, OrderPurpose, Signal, SignalAction, Trade};
pub use report::{
    CausalityEffort, CausalityReport, CodeFinding, CodeFrame, CodeSeverity, ControlState,
    CrossValidationConfig, DataReference, DeclaredIndicator, FailureCause, FanStep, HeatMap,
    LaboratoryConfig, LaboratoryFigures, LaboratoryReport, LaboratorySearch, Language, LookAhead,
    LookAheadKind, MonteCarloReport, Neighbour, OverfittingReport, ParameterStability, PartReport,
    PathsReport, Percentiles, PrintedOutput, PythonFailure, PythonReport, RegimeReport, Resampled,
    RuinChance, RunReport, RuntimeReference, SandboxControl, SandboxLimits, SandboxReport, SearchConfig,
    SeriesReport, Settling, Stage, StageReport, StrategyReference, StressReport, WalkForwardAnchor,
    WalkForwardConfig, WalkForwardReport, WindowReport,
};
pub use schema::{DocumentKind, schemas};
pub use search::{BestTrial, Luck, RankedTrial, SearchDimension, SearchMethod, SearchReport};
pub use semantics::{COLUMNS, RULE_FUNCTIONS};
pub use setting::{ArgValue, Count, Number, ParameterValue, ParameterValues, Setting};
pub use source::{Format, Location, Source};
pub use statistics::{ExtendedStatistics, Statistics};
pub use strategy::{
    Distance, EntryRule, ExitRule, ExitSide, Indicator, OppositeEntry, Parameter, Risk, Sizing, Strategy,
};
pub use suggest::closest;
pub use unread::Unread;
pub use upgrade::{Note, upgrade};
pub use verdict::{Comparison, Criterion, CriterionResult, Level, Outcome, Verdict, VerdictPolicy};
pub use version::SchemaVersion;
