//! One module for each command.

mod backtest;
pub(crate) mod check;
mod completions;
mod config;
mod data;
mod fmt;
mod hallmark;
mod indicators;
mod inspect;
mod key;
mod man;
mod new;
mod optimize;
mod prove;
mod reference;
mod report;
pub(crate) mod runtime;
mod sandbox;
mod schema;

use crate::cli::{Command, ConfigCommand, OutputFormat};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;

/// Does what the command line asks.
pub(crate) fn run(command: Command, environment: &Environment, printer: &Printer) -> anyhow::Result<Exit> {
    if let OutputFormat::Sarif | OutputFormat::Github = printer.format()
        && !matches!(command, Command::Check(_))
    {
        anyhow::bail!("only `assay check` answers as SARIF or to GitHub; say `--format json`");
    }
    match command {
        Command::Prove(args) => prove::run(&args, environment, printer),
        Command::Backtest(args) => backtest::run(&args, environment, printer),
        Command::Optimize(args) => optimize::run(&args, environment, printer),
        Command::Report(args) => report::run(&args, printer),
        Command::Check(args) => check::run(&args, printer),
        Command::Fmt(args) => fmt::run(&args, printer),
        Command::Inspect(args) => inspect::run(&args, printer),
        Command::Hallmark(command) => hallmark::run(command, environment, printer),
        Command::Key(command) => key::run(command, environment, printer),
        Command::Data(command) => data::run(command, printer),
        Command::Schema(command) => schema::run(command, printer),
        Command::Runtime(command) => runtime::run(command, environment, printer),
        Command::Sandbox(command) => sandbox::run(command, environment, printer),
        Command::Indicators(args) => indicators::run(&args, printer),
        Command::Config(ConfigCommand::Show(args)) => config::run(&args, environment, printer),
        Command::New(args) => new::run(&args, printer),
        Command::Completions(args) => completions::run(&args, printer),
        Command::Man(args) => man::run(&args, printer),
        Command::Reference(args) => reference::run(&args, printer),
    }
}
