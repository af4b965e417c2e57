//! `assay new`.

use crate::cli::NewArgs;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(args: &NewArgs, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
