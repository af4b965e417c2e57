//! `assay data`.

use crate::cli::DataCommand;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(command: DataCommand, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{command:?} is not built yet")
}
