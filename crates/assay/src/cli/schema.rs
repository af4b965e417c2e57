//! `assay schema`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `assay schema`.
#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// Check documents and explain everything that is wrong with them
    ///
    /// Of a strategy, rules and indicators are checked too, with the defaults of its parameters. Exit status 1
    /// if a document has problems.
    Validate(SchemaValidateArgs),
    /// Print the JSON Schemas, or write them to a directory
    Export(SchemaExportArgs),
}

/// `assay schema validate`.
#[derive(Debug, Args)]
pub(crate) struct SchemaValidateArgs {
    /// The documents (JSON, YAML or TOML); `-` reads one from stdin
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The kind of the documents; found from their fields if not given
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    /// How the documents are written; found from the file's name if not given, for stdin from its text
    #[arg(long, value_enum)]
    pub(crate) syntax: Option<Syntax>,
    /// Write the upgrade of a version 1 strategy to this new `.json` file
    #[arg(long, value_name = "OUT")]
    pub(crate) upgrade: Option<PathBuf>,
    /// Replace the file of `--upgrade` if it exists
    #[arg(long, requires = "upgrade")]
    pub(crate) force: bool,
}

/// `assay schema export`.
#[derive(Debug, Args)]
pub(crate) struct SchemaExportArgs {
    /// One kind; all of them if not given
    #[arg(value_enum)]
    pub(crate) kind: Option<Kind>,
    /// Write one file for each kind below this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A strategy.
    Strategy,
    /// The configuration of a backtest.
    #[value(alias = "backtest", alias = "config")]
    BacktestConfig,
    /// The report of a run.
    #[value(alias = "report")]
    RunReport,
    /// What a verdict demands.
    #[value(alias = "policy")]
    VerdictPolicy,
    /// A settled trade.
    Trade,
    /// An order.
    Order,
    /// A fill.
    Fill,
    /// A signal.
    Signal,
    /// What a language model answers.
    #[value(alias = "answer")]
    ModelAnswer,
    /// What the check of a Python strategy allows.
    CheckPolicy,
    /// The report of a search.
    #[value(alias = "search")]
    SearchReport,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Syntax {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
}
