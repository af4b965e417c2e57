//! `assay sandbox`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::python::{Backend, LimitArgs};

/// `assay sandbox`.
#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Run a Python program that nobody should trust
    ///
    /// Exit status 0 if it succeeds, 1 if it fails or is ended at a limit.
    Run(Box<SandboxRunArgs>),
    /// Show the sandboxes that are running
    List,
    /// Remove what a killed host left
    Cleanup,
    /// Tell what isolates a program on this machine, and how to get what is missing
    ///
    /// Exit status 1 if a mandatory control is missing.
    Doctor(SandboxDoctorArgs),
}

/// `assay sandbox run`.
#[derive(Debug, Args)]
pub(crate) struct SandboxRunArgs {
    /// The program: Python
    pub(crate) program: PathBuf,
    /// Its arguments, after `--`
    #[arg(last = true, value_name = "ARGUMENT")]
    pub(crate) arguments: Vec<String>,
    /// Copy this file into its work directory; may be repeated
    #[arg(long = "file", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Keep this file of its work directory; may be repeated
    #[arg(long, value_name = "PATH", requires = "out")]
    pub(crate) collect: Vec<String>,
    /// Write kept files below this directory
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// What isolates it
    #[arg(long, value_enum, default_value_t = Backend::Namespaces)]
    pub(crate) backend: Backend,
    /// Run it although a mandatory control is missing, and say so in the report
    #[arg(long)]
    pub(crate) allow_degraded: bool,
    /// How much it may use.
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

/// `assay sandbox doctor`.
#[derive(Debug, Args)]
pub(crate) struct SandboxDoctorArgs {
    /// What isolates
    #[arg(long, value_enum, default_value_t = Backend::Namespaces)]
    pub(crate) backend: Backend,
}
