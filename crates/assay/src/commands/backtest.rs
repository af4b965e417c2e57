//! `assay backtest`.

use assay_hallmark::{HALLMARK_FILE, SecretKey};

use crate::cli::{BacktestArgs, RunArgs};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::files::shown_path;
use crate::output::Printer;
use crate::page::{self, Detail};
use crate::report::{self, Target};
use crate::run::{self, Kept, Run, Written};

pub(crate) fn run(args: &BacktestArgs, environment: &Environment, printer: &Printer) -> anyhow::Result<Exit> {
    let report = args.report.as_deref().map(Target::of).transpose()?;
    let run = run::execute(&args.run, None, environment, printer)?;
    let detail = if printer.verbose() > 0 { Detail::Full } else { Detail::Short };
    tell(&run, &args.run, None, report.as_ref(), detail, printer)?;
    Ok(run.exit())
}

/// Keeps the run, unless it is not to be kept, signed if there is a key, writes its report if one is wanted, and tells it.
pub(super) fn tell(
    run: &Run,
    args: &RunArgs,
    key: Option<&SecretKey>,
    report: Option<&Target>,
    detail: Detail,
    printer: &Printer,
) -> anyhow::Result<()> {
    let written = if args.no_out { None } else { Some(run.write(&args.out, key)?) };
    if let Some(written) = &written {
        tell_written(written, printer);
    }
    if let Some(target) = report {
        target.write(&report::of_run(run)?)?;
    }
    if printer.is_json() {
        printer.document(&run.report);
    } else {
        printer.page(&page::render(run, written.as_ref(), detail, printer.stdout()));
    }
    if let Some(target) = report {
        target.tell(printer);
    }
    Ok(())
}

/// Says where a run is kept, as far as no page does.
pub(super) fn tell_written(written: &Written, printer: &Printer) {
    let path = shown_path(&written.path);
    let hallmark = match &written.signed {
        Some(key) => format!(", with a hallmark by the key {}", key.short()),
        None => String::new(),
    };
    match &written.kept {
        Kept::Replaced(files) if files.iter().all(|file| file == HALLMARK_FILE) => {
            let now = if written.signed.is_some() { "is signed now" } else { "has no hallmark now" };
            printer.note(&format!("the run in `{path}` was there with the same bytes and {now}"));
        }
        Kept::Replaced(files) => printer.warning(&format!(
            "`{path}` was there with other bytes in {}, changed since, or left by another build; it is replaced",
            files.join(", ")
        )),
        Kept::New if printer.is_json() => printer.note(&format!("the run is in `{path}`{hallmark}")),
        Kept::Identical if printer.is_json() => {
            printer.note(&format!("the run was in `{path}` already, with the same bytes{hallmark}"));
        }
        Kept::New | Kept::Identical => {}
    }
}
