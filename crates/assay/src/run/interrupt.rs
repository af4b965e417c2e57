//! Ctrl-C while files are written: what is half-written goes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use crate::exit::Exit;

/// The directory to remove if the user interrupts.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Holds an interruption off, or finds the place of the directory to remove.
fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    // A path cannot be half-changed, so a thread that panicked left a good one.
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A directory that is removed when this is dropped, and when the user interrupts.
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    /// Creates the directory; its parent is there.
    pub(super) fn create(path: PathBuf) -> std::io::Result<Self> {
        static HANDLER: Once = Once::new();
        HANDLER.call_once(|| {
            // Without a handler an interruption leaves a hidden directory, which harms nobody.
            drop(ctrlc::set_handler(|| {
                let unfinished = unfinished();
                if let Some(path) = unfinished.as_deref() {
                    drop(fs::remove_dir_all(path));
                }
                leave();
            }));
        });
        let mut unfinished = unfinished();
        fs::create_dir(&path)?;
        *unfinished = Some(path.clone());
        Ok(Self(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Does what makes the directory finished, such as renaming it, out of reach of an interruption.
    pub(super) fn finish(self, finish: impl FnOnce(&Path) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut unfinished = unfinished();
        finish(&self.0)?;
        *unfinished = None;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut unfinished = unfinished();
        if unfinished.take().is_some() {
            drop(fs::remove_dir_all(&self.0));
        }
    }
}

#[expect(clippy::exit, reason = "the thread of the signal has no one to return to")]
fn leave() -> ! {
    std::process::exit(i32::from(Exit::Interrupted.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test, because what is unfinished is one thing in a process.
    #[test]
    fn what_is_not_finished_goes_and_what_is_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hidden");
        let unfinished = Unfinished::create(path.clone()).unwrap();
        fs::write(unfinished.path().join("half"), "written").unwrap();
        drop(unfinished);
        assert!(!path.exists(), "dropped before it was finished");

        let refused =
            Unfinished::create(path.clone()).unwrap().finish(|_| Err(std::io::Error::other("full")));
        assert!(refused.is_err() && !path.exists(), "what makes it finished failed");

        let kept = folder.path().join("kept");
        Unfinished::create(path.clone()).unwrap().finish(|hidden| fs::rename(hidden, &kept)).unwrap();
        assert!(kept.exists() && !path.exists());

        fs::create_dir(&path).unwrap();
        assert!(Unfinished::create(path.clone()).is_err(), "it is someone else's");
        assert!(path.exists());
    }
}
