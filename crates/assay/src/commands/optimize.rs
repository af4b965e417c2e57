//! `assay optimize`.

mod heat_map;
mod page;

use crate::cli::OptimizeArgs;
use crate::commands::backtest::tell_written;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;
use crate::run::search;

pub(crate) fn run(args: &OptimizeArgs, environment: &Environment, printer: &Printer) -> anyhow::Result<Exit> {
    let found = search::execute(args, environment, printer)?;
    let written = if args.run.no_out { None } else { Some(found.write(&args.run.out)?) };
    if let Some(written) = &written {
        tell_written(written, printer);
    }
    if printer.is_json() {
        printer.document(&found.report);
    } else {
        printer.page(&page::render(&found, args, written.as_ref(), printer.stdout()));
    }
    Ok(if found.report.best.is_some() { Exit::Passed } else { Exit::Failed })
}
