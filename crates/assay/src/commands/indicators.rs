//! `assay indicators`.

use crate::cli::IndicatorsArgs;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(args: &IndicatorsArgs, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
