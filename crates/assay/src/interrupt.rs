//! Ctrl-C: what is half-written goes, and what runs in the sandbox ends.

use std::fs;
use std::io::Write as _;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};

use assay_sandbox::Sandbox;

use crate::exit::Exit;

/// What must not outlive the program.
#[derive(Debug)]
struct Pending {
    /// The directory that is being written.
    directory: Option<PathBuf>,
    /// The sandbox that runs a strategy.
    sandbox: Weak<Sandbox>,
    /// What the user is to know.
    farewell: Option<String>,
}

static PENDING: Mutex<Pending> =
    Mutex::new(Pending { directory: None, sandbox: Weak::new(), farewell: None });

/// Holds an interruption off, or finds what it ends.
fn pending() -> MutexGuard<'static, Pending> {
    // Neither field can be half-changed, so a thread that panicked left good ones.
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Listens to Ctrl-C from now on.
fn listen() {
    static HANDLER: Once = Once::new();
    HANDLER.call_once(|| {
        // Without a handler an interruption leaves a hidden directory and empty control groups, which harm nobody.
        drop(ctrlc::set_handler(|| {
            // Held until the end, so that nobody tells of what breaks off.
            let pending = pending();
            if let Some(path) = pending.directory.as_deref() {
                drop(fs::remove_dir_all(path));
            }
            if let Some(sandbox) = pending.sandbox.upgrade() {
                sandbox.end();
            }
            if let Some(farewell) = pending.farewell.as_deref() {
                // A terminal that has gone needs no farewell.
                drop(writeln!(std::io::stderr(), "\ninterrupted; {farewell}"));
            }
            leave();
        }));
    });
}

#[expect(clippy::exit, reason = "the thread of the signal has no one to return to")]
fn leave() -> ! {
    std::process::exit(i32::from(Exit::Interrupted.code()))
}

/// What an interruption says from now on, as the end of a sentence.
pub(crate) fn farewell(text: Option<String>) {
    listen();
    pending().farewell = text;
}

/// A directory that is removed when this is dropped, and when the user interrupts.
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Creates the directory; its parent is there.
    pub(crate) fn create(path: PathBuf) -> std::io::Result<Self> {
        listen();
        let mut pending = pending();
        fs::create_dir(&path)?;
        pending.directory = Some(path.clone());
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Does what makes the directory finished, such as renaming it, out of reach of an interruption.
    pub(crate) fn finish(self, finish: impl FnOnce(&Path) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut pending = pending();
        finish(&self.0)?;
        pending.directory = None;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut pending = pending();
        if pending.directory.take().is_some() {
            drop(fs::remove_dir_all(&self.0));
        }
    }
}

/// A sandbox that ends when this is dropped, and when the user interrupts.
#[derive(Debug)]
pub(crate) struct Service(Arc<Sandbox>);

impl Service {
    /// Ends the sandbox in time.
    pub(crate) fn new(sandbox: Sandbox) -> Self {
        listen();
        let sandbox = Arc::new(sandbox);
        pending().sandbox = Arc::downgrade(&sandbox);
        Self(sandbox)
    }

    /// What work in the sandbox came to. An interruption ends the work, and nobody wants to know how: this waits
    /// until the program has ended.
    pub(crate) fn work<T>(&self, work: impl FnOnce(&Sandbox) -> T) -> T {
        let outcome = work(self);
        drop(pending());
        outcome
    }
}

impl Deref for Service {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.0
    }
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
