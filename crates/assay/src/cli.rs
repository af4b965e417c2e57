//! What can be written on the command line. No logic: raw arguments become settings elsewhere.

mod check;
mod data;
mod hallmark;
mod laboratory;
mod optimize;
mod python;
mod report;
mod runtime;
mod sandbox;
mod schema;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::check::{CheckArgs, FmtArgs, InspectArgs};
pub(crate) use self::data::{
    DataCommand, DataConvertArgs, DataInspectArgs, DataSynthArgs, DateOrder, EpochUnit, ReadingArgs,
    RepairFix, SynthCalendar, SynthModel, SynthModelArgs,
};
pub(crate) use self::hallmark::{
    HallmarkCommand, HallmarkShowArgs, HallmarkVerifyArgs, KeyCommand, KeyDistrustArgs, KeyNewArgs,
    KeyShowArgs, KeyTrustArgs,
};
pub(crate) use self::laboratory::{Anchor, LaboratoryArgs};
pub(crate) use self::optimize::{Method, OptimizeArgs};
pub(crate) use self::python::{Backend, Causality, LimitArgs, PythonArgs};
pub(crate) use self::report::ReportArgs;
pub(crate) use self::runtime::{RuntimeCommand, RuntimeInstallArgs, RuntimeRemoveArgs, RuntimeStatusArgs};
pub(crate) use self::sandbox::{SandboxCommand, SandboxDoctorArgs, SandboxRunArgs};
pub(crate) use self::schema::{Kind, SchemaCommand, SchemaExportArgs, SchemaValidateArgs, Syntax};

/// Proves a trading strategy before it trades.
///
/// Exit status: 0 passed, 1 failed verdict or findings, 2 error in use or input.
#[derive(Debug, Parser)]
#[command(name = "assay", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Options that every command takes.
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// How to answer: a page for people, or exactly one JSON document on stdout; SARIF and GitHub for findings of
    /// `check`
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Human)]
    pub(crate) format: OutputFormat,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColorChoice,
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// How to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// A page for people.
    Human,
    /// One JSON document on stdout.
    Json,
    /// One SARIF 2.1.0 document on stdout, for code scanning.
    Sarif,
    /// Workflow commands of GitHub, which annotate a change.
    Github,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take a strategy through every stage: checked, sandboxed, causal, backtested, verdict
    Prove(ProveArgs),
    /// Run a strategy over history, without a verdict
    Backtest(BacktestArgs),
    /// Search for the parameters with the best result
    ///
    /// Runs a strategy with many combinations of its parameters. What is found was chosen because it did well here: prove
    /// it on data that it has not seen. Ctrl-C keeps what is done, and the same command goes on from there.
    Optimize(OptimizeArgs),
    /// Lay a kept run out as one HTML file, with charts, tables and what it was made of
    ///
    /// The file needs nothing but a browser: it loads nothing and sends nothing. The run's directory is checked against its
    /// manifest first.
    Report(ReportArgs),
    /// Check Python strategies: what they reach for, what they know too early, what cannot be repeated
    ///
    /// The files are read and never run. Exit status 1 if a file has errors; warnings and notes decide nothing.
    Check(CheckArgs),
    /// Lay out Python files as black does, with sorted imports
    Fmt(FmtArgs),
    /// Show what a Python strategy says of itself: parameters, indicators, imports
    Inspect(InspectArgs),
    /// Check the signed proof that a run which passed leaves, or print it
    #[command(subcommand)]
    Hallmark(HallmarkCommand),
    /// Make the key that signs hallmarks, and say whose are believed
    #[command(subcommand)]
    Key(KeyCommand),
    /// Look at market data, convert it, or make some
    #[command(subcommand)]
    Data(DataCommand),
    /// Check documents against their schemas, or export the schemas
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Install, show or remove the Python that strategies run in
    #[command(subcommand)]
    Runtime(RuntimeCommand),
    /// Run a program that nobody should trust, or look at what isolates it
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// List the indicators, or explain one
    Indicators(IndicatorsArgs),
    /// Show the configuration and where each value comes from
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write a documented strategy to start from
    New(NewArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Write the manual pages
    Man(ManArgs),
    /// Print a page of `docs/reference/`
    #[command(hide = true)]
    Reference(ReferenceArgs),
}

/// `assay prove`.
#[derive(Debug, Args)]
pub(crate) struct ProveArgs {
    /// The policy that judges (JSON, YAML or TOML); the default policy if not given
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Sign no hallmark, though the run passes
    #[arg(long)]
    pub(crate) no_hallmark: bool,
    /// Write a report to this file: one HTML page that needs nothing but a browser
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// What to run, and over what.
    #[command(flatten)]
    pub(crate) run: RunArgs,
    /// How far beyond one backtest to look.
    #[command(flatten)]
    pub(crate) laboratory: LaboratoryArgs,
}

/// `assay backtest`.
#[derive(Debug, Args)]
pub(crate) struct BacktestArgs {
    /// Write a report to this file: one HTML page that needs nothing but a browser
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// What to run, and over what.
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// What to run, and over what.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// The strategy: a document (JSON, YAML or TOML), or Python (`.py`)
    pub(crate) strategy: PathBuf,
    /// The bars: CSV (plain or gzip) or Parquet
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// Mend what is wrong with the data, and say what was done
    #[arg(long)]
    pub(crate) repair: bool,
    /// Write the run below this directory
    #[arg(long, value_name = "DIR", default_value = "runs")]
    pub(crate) out: PathBuf,
    /// Write no files
    #[arg(long, conflicts_with = "out")]
    pub(crate) no_out: bool,
    /// How to read the bars.
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// The account, its costs and its rules.
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    /// How Python is run.
    #[command(flatten)]
    pub(crate) python: PythonArgs,
}

/// The account, its costs and its rules: what overrides the configuration file and the environment.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Backtest options")]
pub(crate) struct SettingsArgs {
    /// A configuration file (JSON, YAML or TOML) in place of `assay.toml` in the working directory
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Starting cash [default: 10000]
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub(crate) cash: Option<String>,
    /// What every fill pays: a share of its value like `0.002`, or cash and a share like `5+0.001` [default: 0]
    #[arg(long, value_name = "[CASH+]SHARE", allow_hyphen_values = true)]
    pub(crate) commission: Option<String>,
    /// Bid-ask spread as a share of the price, paid on entry [default: 0]
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub(crate) spread: Option<String>,
    /// Required margin as a share of the position's value; `0.02` is leverage 50 [default: 1]
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub(crate) margin: Option<String>,
    /// Fill market orders at the close of the bar that placed them, not at the next open
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) trade_on_close: Option<bool>,
    /// Allow long and short trades at the same time
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) hedging: Option<bool>,
    /// Let a new order cancel the pending ones and close the open trades
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) exclusive_orders: Option<bool>,
    /// Close the trades that are open after the last bar, and count them
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub(crate) finalize_trades: Option<bool>,
    /// Trade fractions of a unit, in multiples of UNIT [default UNIT: 1e-8]
    #[arg(long, value_name = "UNIT", num_args = 0..=1, require_equals = true, default_missing_value = "1e-8")]
    pub(crate) fractional: Option<String>,
    /// The value of a strategy's parameter, like `fast=12`; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// The seed of everything random [default: 0]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) seed: Option<String>,
}

/// `assay config`.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show each value and where it comes from: default, file, environment or flag
    Show(ConfigShowArgs),
}

/// `assay config show`.
#[derive(Debug, Args)]
pub(crate) struct ConfigShowArgs {
    /// The same options as a backtest's, to see what they change.
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
}

/// `assay indicators`.
#[derive(Debug, Args)]
pub(crate) struct IndicatorsArgs {
    /// The indicator to explain, such as `BBANDS`
    pub(crate) name: Option<String>,
}

/// `assay new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The strategy's name: letters, digits and `_` [default: the template's]
    pub(crate) name: Option<String>,
    /// What to start from
    #[arg(long, value_enum, default_value_t = Template::SmaCross)]
    pub(crate) template: Template,
    /// The file to write: `.yaml` with comments, or `.json` without; `-` prints YAML [default: NAME.yaml]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    pub(crate) force: bool,
}

/// A strategy to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// Two moving averages that cross, long and short: every field explained.
    SmaCross,
    /// Buys weakness in a rising market, with a stop at a multiple of the average true range.
    RsiReversion,
    /// Buys a new high of a channel, risks the same share of equity every time, trails its stop.
    Breakout,
}

/// `assay completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// `assay man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write one page for each command below this directory, in place of `assay.1` to stdout
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// `assay reference`.
#[derive(Debug, Args)]
pub(crate) struct ReferenceArgs {
    /// The page
    #[arg(value_enum)]
    pub(crate) page: ReferencePage,
}

/// A page that the code writes about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReferencePage {
    /// Commands, options, exit codes, variables.
    Cli,
    /// The fields of every document.
    Documents,
    /// Every statistic.
    Statistics,
    /// The rules of the check: a JSON object of pages by their path.
    Checks,
}
