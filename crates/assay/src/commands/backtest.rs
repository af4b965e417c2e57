//! `assay backtest`.

use crate::cli::BacktestArgs;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(
    args: &BacktestArgs,
    _environment: &Environment,
    _printer: &Printer,
) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
