//! `assay reference`: the pages of `docs/reference/`, written by the code they describe.

use crate::cli::ReferenceArgs;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(args: &ReferenceArgs, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
