//! `assay schema`.

use crate::cli::SchemaCommand;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(command: SchemaCommand, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{command:?} is not built yet")
}
