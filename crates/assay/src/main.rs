//! The command line of Assay. The only crate that reads arguments, variables and the terminal.

mod cli;
mod commands;
mod diagnostics;
mod documents;
mod environment;
mod exit;
mod failure;
mod files;
mod interrupt;
mod keys;
mod limits;
mod output;
mod page;
mod progress;
mod report;
mod run;
mod settings;
mod sources;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;

/// Keeps the memory of long series for the next ones (see the workspace's manifest).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = failure::tell_usage(&error);
            return failure::tell_lost_answer(exit).into();
        }
    };
    let environment = Environment::of_process();
    let printer = Printer::new(&cli.global, &environment);
    let exit = commands::run(cli.command, &environment, &printer).unwrap_or_else(|error| {
        failure::tell(&error, &printer);
        Exit::Error
    });
    failure::tell_lost_answer(exit).into()
}
