//! `assay data convert`.

use std::fmt::Write as _;

use anyhow::Result;
use assay_data::{Fix, LoadError, LoadOptions, Loaded, Repair, RepairLog, WriteError, load, write_bars};
use serde_json::json;

use super::{grouped, showable, told};
use crate::cli::{DataConvertArgs, RepairFix};
use crate::diagnostics::shown;
use crate::exit::Exit;
use crate::files::{load_options, refuse_existing, shown_path};
use crate::output::{Printer, Stream};
use crate::progress::{Reading, Working};

/// How many repairs are listed for people; JSON lists them all.
const REPAIRS_LISTED_MAX: usize = 50;

pub(crate) fn run(args: &DataConvertArgs, printer: &Printer) -> Result<Exit> {
    if assay_data::FileFormat::of_path(&args.output).is_none() {
        return Err(WriteError::Format { path: args.output.clone() }.into());
    }
    if !args.force {
        refuse_existing(&args.output)?;
    }
    let options = LoadOptions { repair: repair(args.repair.as_deref()), ..load_options(&args.reading) };
    let mut reading = Reading::new(printer);
    let mut loaded = load(&args.input, &options, &mut |step| reading.update(step)).inspect_err(|error| {
        if matches!(error, LoadError::Wrong { .. }) && args.repair.is_none() {
            printer.note("`--repair` mends what can be mended, and says what it did");
        }
    })?;
    drop(reading);
    loaded.origin.path = showable(&loaded.origin.path);
    let working = Working::new(printer, format!("writing {}", shown_path(&args.output)));
    write_bars(&args.output, &loaded.bars)?;
    drop(working);
    let answer = json!({
        "input": loaded.origin,
        "output": showable(&args.output),
        "bars": loaded.bars.len(),
        "content_hash": loaded.content_hash,
        "repairs": loaded.repairs,
    });
    printer.answer(&answer, |stream| page(args, &loaded, stream));
    Ok(Exit::Passed)
}

/// Nothing unless asked; all fixes where none is named.
fn repair(named: Option<&[RepairFix]>) -> Repair {
    match named {
        None => Repair::none(),
        Some([]) => Repair::all(),
        Some(named) => Repair::only(named.iter().map(|fix| match fix {
            RepairFix::DropUnreadable => Fix::DropUnreadable,
            RepairFix::DropNonPositive => Fix::DropNonPositive,
            RepairFix::SwapHighLow => Fix::SwapHighLow,
            RepairFix::WidenRange => Fix::WidenRange,
            RepairFix::ZeroVolume => Fix::ZeroVolume,
            RepairFix::Sort => Fix::Sort,
            RepairFix::DropDuplicate => Fix::DropDuplicate,
        })),
    }
}

fn page(args: &DataConvertArgs, loaded: &Loaded, _stream: &Stream) -> String {
    let mut page = String::new();
    let count = grouped(u64::try_from(loaded.bars.len()).unwrap_or(u64::MAX));
    let span = match (loaded.bars.time().first(), loaded.bars.time().last()) {
        (Some(first), Some(last)) => format!(", {} to {}", told(*first, None), told(*last, None)),
        _ => String::new(),
    };
    let _infallible = writeln!(page, "wrote {}: {count} bars{span}", shown_path(&args.output));
    let _infallible = writeln!(page, "content {}", loaded.content_hash);
    for note in &loaded.origin.notes {
        let _infallible = writeln!(page, "note: {}", shown(note));
    }
    if args.repair.is_some() {
        repairs(&mut page, &loaded.repairs);
    }
    page
}

fn repairs(page: &mut String, log: &RepairLog) {
    if log.is_empty() {
        page.push_str("repaired nothing: nothing was wrong\n");
        return;
    }
    for (fix, count) in &log.counts {
        let _infallible = writeln!(page, "repaired {} × {}", grouped(*count), fix.words());
    }
    for action in log.actions.iter().take(REPAIRS_LISTED_MAX) {
        let _infallible = writeln!(page, "  {}", shown(&action.to_string()));
    }
    let rest = log.actions.len().saturating_sub(REPAIRS_LISTED_MAX);
    if rest > 0 {
        let _infallible = writeln!(page, "  and {rest} more; `--format json` lists them");
    }
}
