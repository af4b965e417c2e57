//! A file in the browser.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::files::shown_path;
use crate::output::Printer;

/// The program that opens a file with whatever the user prefers.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// How long it may take to fail: one that works may stay for as long as the browser does.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is looked at.
const PACE: Duration = Duration::from_millis(20);

/// Opens the file; that it does not open is a warning, because the file is there.
pub(crate) fn open(path: &Path, printer: &Printer) {
    let told = |why: &str| printer.warning(&format!("`{}` is not opened: {why}", shown_path(path)));
    // No name of a file is an option: it is a whole path.
    let Ok(whole) = path.canonicalize() else { return told("it is not there any more") };
    let mut command = Command::new(OPENER);
    command.arg(whole).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return told(&format!("`{OPENER}` cannot be run: {error}")),
    };
    for _ in 0..PATIENCE.as_millis() / PACE.as_millis() {
        match child.try_wait() {
            Ok(None) => thread::sleep(PACE),
            Ok(Some(status)) if status.success() => return,
            Ok(Some(status)) => return told(&format!("`{OPENER}` failed ({status})")),
            Err(error) => return told(&error.to_string()),
        }
    }
}
