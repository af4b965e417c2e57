//! How Python strategies are run.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// How a Python strategy is run. A document has no use for these.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Python options")]
pub(crate) struct PythonArgs {
    /// The class to run, where the file has several
    #[arg(long, value_name = "NAME")]
    pub(crate) class: Option<String>,
    /// How much to verify that the strategy does not look ahead; `prove` needs some [default: sampled]
    #[arg(long, value_enum, value_name = "EFFORT")]
    pub(crate) causality: Option<Causality>,
    /// What the check of the code allows beyond its default (JSON, YAML or TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) check_policy: Option<PathBuf>,
    /// What isolates the strategy [default: namespaces]
    #[arg(long, value_enum)]
    pub(crate) backend: Option<Backend>,
    /// Run the strategy although a control of the sandbox is missing, and say so in the report
    #[arg(long)]
    pub(crate) allow_degraded: bool,
    /// How much it may use.
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

/// How much a program in the sandbox may use.
#[derive(Debug, Default, Args)]
pub(crate) struct LimitArgs {
    /// Memory, such as `512M` or `2G` [default: 256M]
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<String>,
    /// Time of each pass, such as `90s` or `10m` [default: 60s]
    #[arg(long, value_name = "TIME")]
    pub(crate) wall: Option<String>,
    /// Processor time per time, in cores [default: 0.5]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) cores: Option<String>,
    /// How much of what it prints is kept, such as `64K` [default: 1M]
    #[arg(long, value_name = "SIZE")]
    pub(crate) output: Option<String>,
}

/// How much of a strategy's causality is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Causality {
    /// Nothing: for speed, where it was verified before.
    Off,
    /// Some prefixes, and the decisions over the first bars.
    Sampled,
    /// Many prefixes, and the decisions over every bar.
    Full,
}

/// What isolates a strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// Linux namespaces, which need no daemon.
    Namespaces,
    /// A container of Docker.
    Docker,
}
