//! `assay reference`: the pages of `docs/reference/` that describe this binary and its documents.

mod checks;
mod cli;
mod documents;
mod statistics;

use crate::cli::{ReferenceArgs, ReferencePage};
use crate::exit::Exit;
use crate::output::Printer;

#[expect(clippy::unnecessary_wraps, reason = "every command may fail")]
pub(crate) fn run(args: &ReferenceArgs, printer: &Printer) -> anyhow::Result<Exit> {
    printer.page(&match args.page {
        ReferencePage::Cli => cli::page(),
        ReferencePage::Documents => documents::page(),
        ReferencePage::Statistics => statistics::page(),
        ReferencePage::Checks => checks::pages(),
    });
    Ok(Exit::Passed)
}

/// Text for a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
