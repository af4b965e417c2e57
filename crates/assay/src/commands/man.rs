//! `assay man`.

use crate::cli::ManArgs;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(args: &ManArgs, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
