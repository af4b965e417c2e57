//! The only crate that defines the documents (strategy, backtest configuration, run report, verdict policy,
//! trade, order, fill, signal), their JSON Schemas, versions and upgrades.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::wildcard_enum_match_arm
)]

mod backtest;
mod record;
mod report;
mod schema;
mod setting;
mod statistics;
mod strategy;
mod verdict;
mod version;

pub use backtest::{BacktestConfig, Commission};
pub use record::{ExitReason, Fill, Order, OrderKind, OrderPurpose, Signal, SignalAction, Trade};
pub use report::{DataReference, RunReport, Stage, StageReport, StrategyReference};
pub use setting::{ArgValue, Count, Number, ParameterValue, ParameterValues, Setting};
pub use statistics::{ExtendedStatistics, Statistics};
pub use strategy::{
    Distance, EntryRule, ExitRule, ExitSide, Indicator, OppositeEntry, Parameter, Risk, Sizing, Strategy,
};
pub use verdict::{Comparison, Criterion, CriterionResult, Level, Outcome, Verdict, VerdictPolicy};
pub use version::SchemaVersion;
