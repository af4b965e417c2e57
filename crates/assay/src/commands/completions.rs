//! `assay completions`.

use clap::{Command, CommandFactory as _};

use crate::cli::{Cli, CompletionsArgs};
use crate::exit::Exit;
use crate::output::Printer;

#[expect(clippy::unnecessary_wraps, reason = "every command may fail")]
pub(crate) fn run(args: &CompletionsArgs, printer: &Printer) -> anyhow::Result<Exit> {
    let whole = Cli::command();
    // The generators offer hidden commands too, and clap can only add commands.
    let visible = whole.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    let mut shown = Command::new("assay")
        .about(whole.get_about().cloned().unwrap_or_default())
        .version(env!("CARGO_PKG_VERSION"))
        .propagate_version(true)
        .args(whole.get_arguments().cloned())
        .subcommands(visible);
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut shown, "assay", &mut script);
    printer.page(&String::from_utf8_lossy(&script));
    Ok(Exit::Passed)
}
