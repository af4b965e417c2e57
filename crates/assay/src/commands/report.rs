//! `assay report`.

use std::path::{Path, PathBuf};

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

/// The directory's name with `.html`, where the directory lies.
fn beside(run: &Path) -> PathBuf {
    // `.` and `..` have no name of their own.
    let whole = run.canonicalize().unwrap_or_else(|_| run.to_owned());
    let named = if run.file_name().is_some() { run } else { &whole };
    let mut name = named.file_name().unwrap_or_default().to_owned();
    name.push(".html");
    named.with_file_name(name)
}

pub(crate) fn run(args: &ReportArgs, printer: &Printer) -> anyhow::Result<Exit> {
    if !args.run.is_dir() {
        bail!("`{}` is no directory; name one that a run left, such as `runs/run_…`", shown_path(&args.run));
    }
    // Beside the directory and not in it: a hallmark stands for every file that lies there.
    let out = args.out.clone().unwrap_or_else(|| beside(&args.run));
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
