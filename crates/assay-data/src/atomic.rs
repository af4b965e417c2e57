//! Files that appear whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// How many names for the temporary file are tried before giving up.
const NAMES_TRIED: u32 = 100;

/// Writes a file beside `path`, flushes it to the disk and renames it to `path`. Readers see the old file or
/// the new one; after a failure the old one is as it was.
///
/// # Errors
/// Whatever `write` or the file system answers.
pub(crate) fn write_atomically<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), E>,
) -> Result<(), E> {
    let (file, temporary) = create_beside(path)?;
    let result = write_and_rename(file, &temporary, path, write);
    if result.is_err() {
        // The first error is the one to report; a leftover file does no harm.
        drop(fs::remove_file(&temporary));
    }
    result
}

fn write_and_rename<E: From<io::Error>>(
    file: File,
    temporary: &Path,
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), E>,
) -> Result<(), E> {
    let mut writer = BufWriter::with_capacity(1 << 18, file);
    write(&mut writer)?;
    writer.flush()?;
    writer.get_ref().sync_all()?;
    drop(writer);
    fs::rename(temporary, path)?;
    // Without this the rename itself may be lost with the power. A directory cannot be opened everywhere.
    if let Ok(directory) = File::open(directory_of(path)) {
        drop(directory.sync_all());
    }
    Ok(())
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn create_beside(path: &Path) -> io::Result<(File, PathBuf)> {
    let name = path.file_name().ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("`{}` names no file", path.display()))
    })?;
    for attempt in 0..NAMES_TRIED {
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}-{attempt}.tmp", std::process::id()));
        let temporary = directory_of(path).join(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((file, temporary)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many temporary files beside it; remove `.*.tmp`"))
}
