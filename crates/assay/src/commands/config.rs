//! `assay config`.

use crate::cli::ConfigShowArgs;
use crate::exit::Exit;
use crate::output::Printer;
use crate::settings::Environment;

pub(crate) fn run(
    args: &ConfigShowArgs,
    _environment: &Environment,
    _printer: &Printer,
) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
