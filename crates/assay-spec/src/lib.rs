//! The only crate that defines the documents (strategy, backtest configuration, run report, verdict policy,
//! trade, order, fill, signal), their JSON Schemas, versions and upgrades.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::wildcard_enum_match_arm
)]

mod backtest;
mod canonical;
mod document;
mod parse;
mod problem;
mod record;
mod report;
mod schema;
mod semantics;
mod setting;
mod source;
mod statistics;
mod strategy;
mod suggest;
mod tree;
mod upgrade;
mod validate;
mod verdict;
mod version;

pub use backtest::{BacktestConfig, Commission};
pub use canonical::{canonical, content_hash};
pub use document::{Document, DocumentType, check, detect_kind, read, read_bytes, validate_text};
pub use parse::{DOCUMENT_BYTES_MAX, DOCUMENT_DEPTH_MAX};
pub use problem::{Code, PROBLEMS_MAX, Problem, Report};
pub use record::{ExitReason, Fill, Order, OrderKind, OrderPurpose, Signal, SignalAction, Trade};
pub use report::{DataReference, RunReport, Stage, StageReport, StrategyReference};
pub use schema::{DocumentKind, schemas};
pub use semantics::{COLUMNS, RULE_FUNCTIONS};
pub use setting::{ArgValue, Count, Number, ParameterValue, ParameterValues, Setting};
pub use source::{Format, Location, Source};
pub use statistics::{ExtendedStatistics, Statistics};
pub use strategy::{
    Distance, EntryRule, ExitRule, ExitSide, Indicator, OppositeEntry, Parameter, Risk, Sizing, Strategy,
};
pub use suggest::closest;
pub use upgrade::{Note, upgrade};
pub use verdict::{Comparison, Criterion, CriterionResult, Level, Outcome, Verdict, VerdictPolicy};
pub use version::SchemaVersion;
