//! The bars of a run.

use std::time::Duration;

use anyhow::Result;
use assay_data::{LoadOptions, Loaded, Repair};
use assay_spec::DataReference;
use assay_types::{Bars, Timeframe};

use crate::cli::RunArgs;
use crate::diagnostics::shown;
use crate::files::{load_options, shown_path};
use crate::output::Printer;
use crate::progress::Reading;

/// Reads the bars; with `extra_columns`, what stands beside them too.
pub(super) fn load(args: &RunArgs, extra_columns: bool, printer: &Printer) -> Result<Loaded> {
    let repair = if args.repair { Repair::all() } else { Repair::none() };
    let options = LoadOptions { repair, extra_columns, ..load_options(&args.reading) };
    let mut reading = Reading::new(printer);
    let loaded = assay_data::load(&args.data, &options, &mut |progress| reading.update(progress))?;
    drop(reading);
    if printer.verbose() > 0 {
        for note in &loaded.origin.notes {
            printer.note(&format!("{}: {note}", shown_path(&args.data)));
        }
    }
    tell_repairs(&loaded, printer);
    Ok(loaded)
}

fn tell_repairs(loaded: &Loaded, printer: &Printer) {
    const TOLD_MAX: usize = 10;
    let told_max = if printer.verbose() > 0 { usize::MAX } else { TOLD_MAX };
    for action in loaded.repairs.actions.iter().take(told_max) {
        printer.note(&format!("repaired {action}"));
    }
    let rest = loaded.repairs.actions.len().saturating_sub(told_max);
    if rest > 0 {
        printer.note(&format!("and {rest} more repairs; `-v` lists them"));
    }
}

/// The bars, as the report names them.
pub(super) fn reference(args: &RunArgs, loaded: &Loaded) -> DataReference {
    let time = loaded.bars.time();
    // The file's name without its directory: where it lies does not change what it is.
    let file =
        args.data.file_name().map_or_else(Default::default, |name| name.to_string_lossy().into_owned());
    DataReference {
        file: shown(&file),
        symbol: None,
        file_hash: loaded.origin.file_hash,
        content_hash: loaded.content_hash,
        columns_hash: loaded.columns_hash,
        bars: time.len() as u64,
        first: time[0],
        last: time[time.len() - 1],
        timeframe: timeframe(&loaded.bars),
    }
}

/// The interval that most bars keep, from the first thousand of them.
fn timeframe(bars: &Bars) -> Option<Timeframe> {
    const BARS_LOOKED_AT: usize = 1001;
    let time = &bars.time()[..bars.len().min(BARS_LOOKED_AT)];
    let mut spacings: Vec<i64> =
        time.windows(2).filter_map(|pair| pair[1].checked_nanos_since(pair[0])).collect();
    spacings.sort_unstable();
    let median = *spacings.get(spacings.len() / 2)?;
    Timeframe::from_spacing(Duration::from_nanos(u64::try_from(median).ok()?))
}
