//! The only crate that knows what developers and CI run: each `cargo xtask` command is a sequence of named steps.
//!
//! `make` forwards here and does nothing else. What a step needs and a fresh machine lacks (a Python environment, a
//! cargo tool) is installed into the cache folder `$XDG_CACHE_HOME/assay`; a step that cannot run is reported as
//! skipped, with the reason, and counted.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what xtask prints is for the person who runs it"
)]

mod bench;
mod browser;
mod ci;
mod demo;
mod docker;
mod edges;
mod fuzz;
mod generate;
mod machine;
mod parity;
mod python;
mod runtime;
mod steps;
mod tools;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use workspace::Workspace;

/// What developers and CI run.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build Assay and take real strategy documents over real prices to a first verdict.
    Demo,
    /// All that CI checks; the tests come last.
    Test,
    /// The same as `test`, under the name that other projects use.
    Ci,
    /// Measure against other engines in one run.
    Bench(bench::Arguments),
    /// Compare the simulator with backtesting.py, statistic by statistic and trade by trade.
    Parity(parity::Arguments),
    /// Run every fuzz target for a while.
    Fuzz(fuzz::Arguments),
    /// Install the Python runtime that tests use, once.
    Runtime,
    /// Build the charts of reports, which the next build of Assay embeds.
    Web,
    /// Run a command while there is a Docker engine for its tests.
    Docker(docker::Arguments),
    /// Write the files that the code generates: schemas and reference pages.
    Generate {
        /// Write nothing; fail if a file is out of date.
        #[arg(long)]
        check: bool,
    },
    /// Compare the crate edges with the checked-in list.
    Edges {
        /// Write the list anew; the layer rule still holds.
        #[arg(long)]
        bless: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Demo => demo::run(&workspace),
        Command::Test | Command::Ci => ci::run(&workspace),
        Command::Bench(arguments) => bench::run(&workspace, &arguments),
        Command::Parity(arguments) => parity::run(&workspace, &arguments),
        Command::Fuzz(arguments) => fuzz::run(&workspace, &arguments),
        Command::Runtime => {
            println!("{}", runtime::install(&workspace)?.display());
            Ok(())
        }
        Command::Web => web::run(&workspace),
        Command::Docker(arguments) => docker::run(&workspace, &arguments),
        Command::Generate { check } => generate::run(&workspace, check),
        Command::Edges { bless } => edges::run(&workspace, bless),
    }
}
