//! One module for each command.

mod backtest;
mod completions;
mod config;
mod data;
mod indicators;
mod man;
mod new;
mod prove;
mod reference;
mod runtime;
mod schema;

use crate::cli::{Command, ConfigCommand};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;

/// Does what the command line asks.
pub(crate) fn run(command: Command, environment: &Environment, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        Command::Prove(args) => prove::run(&args, environment, printer),
        Command::Backtest(args) => backtest::run(&args, environment, printer),
        Command::Data(command) => data::run(command, printer),
        Command::Schema(command) => schema::run(command, printer),
        Command::Runtime(command) => runtime::run(command, environment, printer),
        Command::Indicators(args) => indicators::run(&args, printer),
        Command::Config(ConfigCommand::Show(args)) => config::run(&args, environment, printer),
        Command::New(args) => new::run(&args, printer),
        Command::Completions(args) => completions::run(&args, printer),
        Command::Man(args) => man::run(&args, printer),
        Command::Reference(args) => reference::run(&args, printer),
    }
}
