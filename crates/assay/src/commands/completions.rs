//! `assay completions`.

use crate::cli::CompletionsArgs;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(args: &CompletionsArgs, _printer: &Printer) -> anyhow::Result<Exit> {
    anyhow::bail!("{args:?} is not built yet")
}
