//! How far beyond one backtest `assay prove` looks.

use clap::{Args, ValueEnum};

use super::Method;

/// How far beyond one backtest `assay prove` looks.
#[derive(Debug, Args)]
#[command(next_help_heading = "Laboratory options")]
pub(crate) struct LaboratoryArgs {
    /// Where the parts of the history begin that parameters are chosen on
    #[arg(long, value_enum, default_value_t = Anchor::Rolling)]
    pub(crate) walk_forward: Anchor,
    /// How long such a part is: bars like `500`, or time like `90d`, `26w`, `2y` [default: three times the other]
    #[arg(long, value_name = "LENGTH")]
    pub(crate) in_sample: Option<String>,
    /// How long the part is that follows and judges [default: so that there are five windows]
    #[arg(long, value_name = "LENGTH")]
    pub(crate) out_of_sample: Option<String>,
    /// How many bars before a part that judges are not chosen on
    #[arg(long, value_name = "BARS", default_value_t = 0)]
    pub(crate) purge: u64,
    /// How many bars after such a boundary are not judged
    #[arg(long, value_name = "BARS", default_value_t = 0)]
    pub(crate) embargo: u64,
    /// What parameters are chosen by: a statistic, or a formula over statistics such as `sharpe_ratio * sqn`
    #[arg(long, value_name = "FORMULA", default_value = "sharpe_ratio", allow_hyphen_values = true)]
    pub(crate) objective: String,
    /// What a run must fulfil to be chosen, such as `trades >= 10`; once for each condition
    #[arg(long, value_name = "CONDITION")]
    pub(crate) require: Vec<String>,
    /// How combinations are chosen [default: the grid if it has no more than `--trials`, else evenly spread]
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,
    /// How many combinations are tried at most, over the history and in every window [default: 500; Python: 40]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=2000))]
    pub(crate) trials: Option<u64>,
    /// The values of a parameter, like `fast=5:50:5`; once for each that is to vary. If not given, every parameter varies whose
    /// values the strategy tells
    #[arg(long, value_name = "NAME=VALUES", allow_hyphen_values = true)]
    pub(crate) grid: Vec<String>,
    /// How many combinations or variants were tried before, elsewhere: each was a chance to be lucky
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=1_000_000_000))]
    pub(crate) tried: u64,
    /// How many other histories are drawn, of each kind
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) paths: u64,
    /// Over how many series of shuffled prices the strategy is run, and of redrawn ones [default: 199; Python: 39]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=100_000))]
    pub(crate) series: Option<u64>,
    /// Ruin: what share of the cash is left, in per cent
    #[arg(long, value_name = "PERCENT", default_value_t = 50.0)]
    pub(crate) ruin: f64,
}

/// Where the parts of the history begin that parameters are chosen on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Anchor {
    /// Each later than the one before, and as long.
    Rolling,
    /// All with the first bar.
    Anchored,
}
