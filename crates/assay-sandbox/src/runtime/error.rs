//! Why there is no runtime.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::interpreter::Refusal;

/// Why a runtime could not be installed, opened, checked or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuntimeError {
    /// No Python of this machine will do.
    #[error("no suitable Python was found:{}\n{WANTED}", Listed(.0))]
    NoPython(Vec<Refusal>),
    /// The Python that was asked for will not do.
    #[error("`{}` cannot be used: {}\n{WANTED}", .0.command.display(), .0.reason)]
    UnsuitablePython(Refusal),
    /// The Python has no pip, and cannot make an environment that has one.
    #[error(
        "`{}` has no pip, and cannot make a virtual environment with one: {reason}\n\
         install one of them; on Debian and Ubuntu: `apt-get install python3-venv`",
        .python.display()
    )]
    NoPip {
        /// The Python.
        python: PathBuf,
        /// What it said.
        reason: String,
    },
    /// The pinned packages did not come.
    #[error(
        "pip did not get the pinned packages: {reason}\n\
         pip uses its own configuration for proxies and mirrors; without a network, fetch the packages elsewhere with \
         `assay runtime packages` and `pip download`, and name their folder with `--wheels`"
    )]
    Packages {
        /// The last of what pip said.
        reason: String,
    },
    /// A step of the installation failed: our bug, or a Python unlike those we know.
    #[error("{step} failed: {reason}")]
    Step {
        /// What was being done.
        step: &'static str,
        /// What was said.
        reason: String,
    },
    /// The folder holds something else than a runtime of this version.
    #[error("`{}` is not a runtime that this version can use: {reason}; `assay runtime install` makes one", .folder.display())]
    Broken {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No runtime has this name.
    #[error("there is no runtime `{id}` in `{}`", .folder.display())]
    Unknown {
        /// What was asked for.
        id: String,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// Nothing may be run from where the runtime would be.
    #[error("`{}` is mounted `noexec`: no program can be run from there; name another folder for data", .0.display())]
    NotExecutable(PathBuf),
    /// The platform has no runtime.
    #[error("a Python runtime needs Linux")]
    Platform,
    /// The file system refused.
    #[error("cannot {action} `{}`", .path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// What it answered.
        #[source]
        source: io::Error,
    },
}

/// What would do.
const WANTED: &str = "Assay needs CPython 3.10 to 3.14 of 64 bits, for glibc, with the global interpreter lock; on Debian \
                      and Ubuntu: `apt-get install python3 python3-venv`; `--python PATH` names one that is elsewhere";

/// Refusals, one a line.
struct Listed<'a>(&'a [Refusal]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str(" there is none on the path");
        }
        self.0.iter().try_for_each(|refusal| {
            write!(formatter, "\n  {}: {}", refusal.command.display(), refusal.reason)
        })
    }
}

/// Says what was being done to which path, for `map_err`.
pub(super) fn at(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> RuntimeError {
    let path = path.to_path_buf();
    move |source| RuntimeError::Io { action, path, source }
}
