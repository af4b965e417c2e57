//! A report of the directory that a run left.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use assay_data::{LoadOptions, Repair, read_table};
use assay_report::Contents;
use assay_spec::{Language, RunReport, VerdictPolicy};
use assay_types::Bars;

use super::{page, rows};
use crate::cli::ReportArgs;
use crate::documents;
use crate::files::{load_options, shown_path};
use crate::output::Printer;
use crate::progress::Reading;
use crate::run::{Checked, event, several_classes};

/// The page of a run that was kept, and of its bars if their file is named.
///
/// # Errors
/// The directory is no run's, a file of it was changed, or the bars are others.
pub(crate) fn of_directory(args: &ReportArgs, printer: &Printer) -> Result<String> {
    let folder = &args.run;
    let checked = Checked::read(folder)?;
    if checked.lists("trials.csv") {
        bail!(
            "`{}` is the directory of a search; prove what it found, and report that run",
            shown_path(folder)
        );
    }
    let report = report(folder)?;
    ensure!(
        report.run_id == checked.run_id,
        "`{}` is of {}, and its manifest of {}",
        shown_path(&folder.join("report.json")),
        report.run_id,
        checked.run_id
    );
    let policy = if checked.lists("policy.json") {
        Some(documents::read::<VerdictPolicy>(&folder.join("policy.json"))?.value)
    } else {
        None
    };
    let tables = if checked.lists("trades.parquet") && checked.lists("equity.parquet") {
        let (trades, equity) = (folder.join("trades.parquet"), folder.join("equity.parquet"));
        let out_of_sample = checked
            .lists("walk_forward.parquet")
            .then(|| read_table(&folder.join("walk_forward.parquet")))
            .transpose()?;
        Some(rows::Tables::of(&read_table(&trades)?, &read_table(&equity)?, out_of_sample.as_ref())?)
    } else {
        None
    };
    let bars = args.data.as_deref().map(|data| bars(args, data, &report, printer)).transpose()?;
    if let (Some(bars), Some(tables)) = (&bars, &tables) {
        ensure!(
            tables.account.time == bars.time(),
            "the table of equity is not of the bars of `{}`",
            report.data.file
        );
    }
    let several_classes = report.strategy.language == Language::Python
        && several_classes(&fs::read(folder.join("strategy.py")).context("the strategy cannot be read")?);
    let contents = Contents {
        policy: policy.as_ref(),
        check_policy: checked.lists("check_policy.json"),
        several_classes,
        ..Contents::of(&report)
    };
    Ok(page(contents, tables.as_ref(), bars.as_ref()))
}

fn report(folder: &Path) -> Result<RunReport> {
    let path = folder.join("report.json");
    let bytes = fs::read(&path).with_context(|| format!("`{}` cannot be read", shown_path(&path)))?;
    serde_json::from_slice(&bytes)
        .with_context(|| format!("`{}` is not a run's report that this version knows", shown_path(&path)))
}

/// Reads the bars, as the run did, and refuses others.
fn bars(args: &ReportArgs, path: &Path, report: &RunReport, printer: &Printer) -> Result<Bars> {
    let repaired = report.events.get(event::DATA_REPAIRS).is_some_and(|&repairs| repairs > 0);
    let repair = if repaired { Repair::all() } else { Repair::none() };
    let options = LoadOptions { repair, ..load_options(&args.reading) };
    let mut reading = Reading::new(printer);
    let loaded = assay_data::load(path, &options, &mut |progress| reading.update(progress))?;
    drop(reading);
    if loaded.content_hash != report.data.content_hash {
        bail!(
            "`{}` holds other bars than the run was made of: theirs have the hash\n  {}, the run's\n  {}",
            shown_path(path),
            loaded.content_hash,
            report.data.content_hash
        );
    }
    Ok(loaded.bars)
}
