//! The arguments of `assay optimize`.

use clap::{Args, ValueEnum};

use super::RunArgs;

/// `assay optimize`.
#[derive(Debug, Args)]
pub(crate) struct OptimizeArgs {
    /// What is to be as large as possible: a statistic, or a formula over statistics such as `sharpe_ratio * sqn`
    #[arg(long, value_name = "FORMULA", default_value = "sharpe_ratio", allow_hyphen_values = true)]
    pub(crate) objective: String,
    /// What a run must fulfil to count, such as `trades >= 30`; once for each condition
    #[arg(long, value_name = "CONDITION")]
    pub(crate) require: Vec<String>,
    /// How combinations are chosen
    #[arg(long, value_enum, default_value_t = Method::Grid)]
    pub(crate) method: Method,
    /// How many different combinations are tried at most [default: all of a grid, else 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) trials: Option<u64>,
    /// The values of a parameter: `fast=5:50:5`, `risk=0.5:2` (any number between: not for a grid), or `average=SMA,EMA`;
    /// once for each parameter that is to vary. If not given, every parameter varies whose values the strategy tells
    #[arg(long, value_name = "NAME=VALUES", allow_hyphen_values = true)]
    pub(crate) grid: Vec<String>,
    /// How many of the best are shown and reported
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) top: u16,
    /// What to run, and over what.
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// How combinations are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// All combinations, in order.
    Grid,
    /// Evenly spread over all there are; the seed decides nothing.
    Even,
    /// Any, with equal chances.
    Random,
    /// Near those that did well, each parameter by itself (tree-structured Parzen estimators).
    Tpe,
    /// Near those that did well, parameters together (covariance matrix adaptation).
    CmaEs,
}
