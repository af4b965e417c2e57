//! `assay prove`.

use crate::cli::ProveArgs;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(args: &ProveArgs, _environment: &Environment, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
