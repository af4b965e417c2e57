//! The report of a run: made of a run, or of the directory that one left; the page is the same.

mod kept;
pub(crate) mod opened;
mod rows;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use assay_report::{Charts, Contents, render};
use assay_types::Bars;

use crate::files::{shown_path, write};
use crate::output::Printer;
use crate::run::{Run, Subject, several_classes, tables};

pub(crate) use kept::of_directory;

/// Whether a file begins as a report does.
fn is_page(path: &Path) -> bool {
    const BEGINNING: &[u8] = b"<!doctype html>";
    let mut bytes = [0; BEGINNING.len()];
    File::open(path).and_then(|mut file| file.read_exact(&mut bytes)).is_ok() && bytes == BEGINNING
}

/// The file that a report is written to.
#[derive(Debug)]
pub(crate) struct Target(PathBuf);

impl Target {
    /// Refuses what cannot be written to, before anything is computed for it.
    ///
    /// # Errors
    /// The path is a directory, or lies in none.
    pub(crate) fn of(path: &Path) -> Result<Self> {
        let shown = shown_path(path);
        if path.is_dir() {
            bail!("`{shown}` is a directory; name a file, like `{shown}/report.html`");
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            bail!("there is no directory `{}` for the report", shown_path(folder));
        }
        if fs::symlink_metadata(path).is_ok_and(|there| !there.is_file() && !there.is_symlink()) {
            bail!("`{shown}` is no regular file; name another for the report");
        }
        // Strategies, prices, keys and runs are not to be lost by a slip of the hand.
        if path.exists() && !is_page(path) {
            bail!("`{shown}` is there and is no report; name another file, or remove it");
        }
        Ok(Self(path.to_owned()))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The path as it is safe to show.
    pub(crate) fn shown(&self) -> String {
        shown_path(&self.0)
    }

    /// Writes the page: whole, or not at all.
    ///
    /// # Errors
    /// The file system refuses.
    pub(crate) fn write(&self, page: &str) -> Result<()> {
        write(&self.0, page.as_bytes(), true)
    }

    /// Says where the report is.
    pub(crate) fn tell(&self, printer: &Printer) {
        if printer.is_json() {
            printer.note(&format!("the report is `{}`", self.shown()));
        } else {
            printer.page(&format!("  Report in {}\n", self.shown()));
        }
    }
}

/// The page of a run.
///
/// # Errors
/// Never: a run's tables have columns of one length.
pub(crate) fn of_run(run: &Run) -> Result<String> {
    let tables = match &run.simulated {
        None => None,
        Some(outcome) => {
            let out_of_sample = run.stitched.as_ref().map(tables::stitched).transpose()?;
            let trades = tables::trades(outcome, &run.bars)?;
            let equity = tables::equity(outcome, &run.bars)?;
            Some(rows::Tables::of(&trades, &equity, out_of_sample.as_ref())?)
        }
    };
    let (check_policy, several_classes) = match &run.subject {
        Subject::Document(_) => (false, false),
        Subject::Python(python) => (python.file.check_policy.is_some(), several_classes(&python.file.source)),
    };
    let contents =
        Contents { policy: run.policy.as_ref(), check_policy, several_classes, ..Contents::of(&run.report) };
    Ok(page(contents, tables.as_ref(), Some(&run.bars)))
}

/// The page; its charts move if this build has the script for it.
fn page(contents: Contents<'_>, tables: Option<&rows::Tables>, bars: Option<&Bars>) -> String {
    let account = tables.map(|tables| tables.account.account());
    let out_of_sample = tables.and_then(|tables| tables.out_of_sample.as_ref()).map(rows::Series::account);
    let trades = tables.map_or(&[][..], |tables| &tables.trades);
    // Where nothing was simulated, there is nothing to draw.
    let bars = bars.filter(|_| account.is_some());
    render(&Contents { bars, account, out_of_sample, trades, ..contents }, Charts::of_this_build())
}
