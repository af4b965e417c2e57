//! `assay completions`.

use clap::CommandFactory as _;

use crate::cli::{Cli, CompletionsArgs};
use crate::exit::Exit;
use crate::output::Printer;

#[expect(clippy::unnecessary_wraps, reason = "every command may fail")]
pub(crate) fn run(args: &CompletionsArgs, printer: &Printer) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "assay", &mut script);
    printer.page(&String::from_utf8_lossy(&script));
    Ok(Exit::Passed)
}
