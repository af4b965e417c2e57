//! `assay report`.

use anyhow::bail;
use serde::Serialize;

use crate::cli::ReportArgs;
use crate::exit::Exit;
use crate::files::shown_path;
use crate::output::Printer;
use crate::report::{self, Target, opened};

/// The answer in JSON.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    /// The file that was written.
    report: &'a str,
    /// Whether it shows the price.
    price: bool,
}

pub(crate) fn run(args: &ReportArgs, printer: &Printer) -> anyhow::Result<Exit> {
    if !args.run.is_dir() {
        bail!("`{}` is no directory; name one that a run left, such as `runs/run_…`", shown_path(&args.run));
    }
    let out = args.out.clone().unwrap_or_else(|| args.run.join("report.html"));
    let target = Target::of(&out)?;
    let page = report::of_directory(args, printer)?;
    target.write(&page)?;
    if printer.is_json() {
        printer.document(&Answer { report: &target.shown(), price: args.data.is_some() });
    } else {
        target.tell(printer);
    }
    if args.data.is_none() {
        printer.note("without `--data` the report has no price: name the file that the run was made of");
    }
    if args.open {
        opened::open(target.path(), printer);
    }
    Ok(Exit::Passed)
}
