//! `assay runtime`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `assay runtime`.
#[derive(Debug, Subcommand)]
pub(crate) enum RuntimeCommand {
    /// Install the Python that strategies run in
    ///
    /// A private, read-only copy of a Python of this machine, with the packages that are pinned, every hash checked.
    /// It is installed on first use anyway.
    Install(RuntimeInstallArgs),
    /// Show what is installed
    ///
    /// Exit status 1 if there is no runtime that this version can use, or one is damaged.
    Status(RuntimeStatusArgs),
    /// Remove what is installed
    Remove(RuntimeRemoveArgs),
    /// Print the list that pins the packages, as pip reads it
    ///
    /// For a machine without a network: `pip download --no-deps --only-binary :all: --requirement LIST --dest DIR`
    /// where there is one and the same Python, and `assay runtime install --wheels DIR` here.
    Packages,
}

/// `assay runtime install`.
#[derive(Debug, Args)]
pub(crate) struct RuntimeInstallArgs {
    /// The Python to copy: CPython 3.10 to 3.14 [default: the best on the path]
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) python: Option<PathBuf>,
    /// Take the packages from this directory, and nothing from the network
    #[arg(long, value_name = "DIR")]
    pub(crate) wheels: Option<PathBuf>,
    /// Make it anew even if it is there
    #[arg(long)]
    pub(crate) again: bool,
}

/// `assay runtime status`.
#[derive(Debug, Args)]
pub(crate) struct RuntimeStatusArgs {
    /// Hash every file, and tell what differs from what was installed
    #[arg(long)]
    pub(crate) verify: bool,
}

/// `assay runtime remove`.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct RuntimeRemoveArgs {
    /// The names of runtimes, as `assay runtime status` shows them
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Remove every runtime but the default one
    #[arg(long)]
    pub(crate) unused: bool,
    /// Remove every runtime
    #[arg(long)]
    pub(crate) all: bool,
}
