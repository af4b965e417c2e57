//! Files without surprises: read as asked; nothing is replaced unasked, and nothing is left half-written.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use assay_data::LoadOptions;

use crate::cli::{DateOrder, EpochUnit, ReadingArgs};
use crate::diagnostics::shown;

/// A path as it is safe to show.
pub(crate) fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy())
}

/// How the bars are to be read.
pub(crate) fn load_options(reading: &ReadingArgs) -> LoadOptions {
    LoadOptions {
        epoch_unit: reading.epoch_unit.map(|unit| match unit {
            EpochUnit::Seconds => assay_data::EpochUnit::Seconds,
            EpochUnit::Milliseconds => assay_data::EpochUnit::Milliseconds,
            EpochUnit::Microseconds => assay_data::EpochUnit::Microseconds,
            EpochUnit::Nanoseconds => assay_data::EpochUnit::Nanoseconds,
        }),
        date_order: reading.date_order.map(|order| match order {
            DateOrder::DayFirst => assay_data::DateOrder::DayMonthYear,
            DateOrder::MonthFirst => assay_data::DateOrder::MonthDayYear,
        }),
        ..LoadOptions::default()
    }
}

/// Opens a file, or a link to one: to read from a pipe or a device may never end.
///
/// # Errors
/// It is not there, may not be read, or is no regular file.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"))
    }
}

/// Refuses to replace what is there.
///
/// # Errors
/// The path leads to something.
pub(crate) fn refuse_existing(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok() {
        bail!("`{}` exists already; name another file, or say `--force` to replace it", shown_path(path));
    }
    Ok(())
}

/// Writes a file; with `force` it replaces one that is there, as a whole or not at all.
///
/// # Errors
/// There is a file and `force` is false, or the file system refuses.
pub(crate) fn write(path: &Path, content: &[u8], force: bool) -> Result<()> {
    let cannot = || format!("`{}` cannot be written", shown_path(path));
    if force {
        return replace(path, content, None).with_context(cannot);
    }
    refuse_existing(path)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).with_context(cannot)?;
    file.write_all(content)
        .inspect_err(|_| {
            // The error of writing is told; that its remains stay is not worse.
            drop(fs::remove_file(path));
        })
        .with_context(cannot)
}

/// Replaces a file by a new one, with these permissions or the usual ones.
pub(crate) fn replace(path: &Path, content: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = fs::write(&beside, content).and_then(|()| match permissions {
        Some(permissions) => fs::set_permissions(&beside, permissions),
        None => Ok(()),
    });
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        drop(fs::remove_file(&beside));
    })
}
