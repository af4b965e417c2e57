//! What is to be run.

use crate::limits::Limits;

/// A program to run, once.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The program's name, as tracebacks show it.
    pub name: String,
    /// Its source: Python.
    pub source: Vec<u8>,
    /// Its arguments, without its name.
    pub arguments: Vec<String>,
    /// Copies for its work directory: paths below it, and contents. What the program does to them is gone with it.
    pub files: Vec<(String, Vec<u8>)>,
    /// What it may use.
    pub limits: Limits,
    /// Files of the work directory to keep, by their paths below it.
    pub collect: Vec<String>,
    /// The seed of everything random that takes one.
    pub seed: u32,
}

/// A request that cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// A path leaves the work directory, or is none.
    #[error("`{path}` is not a path below the work directory: write it like `folder/file`")]
    Path {
        /// As given, made plain.
        path: String,
    },
    /// More than fits.
    #[error("{what}: {given} are more than the {most} that are allowed")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much was given.
        given: usize,
        /// How much may be given.
        most: usize,
    },
}

/// Longest path.
const PATH_BYTES_MAX: usize = 512;
/// Most files, copied in or collected.
const FILES_MAX: usize = 4096;
/// Longest program.
const SOURCE_BYTES_MAX: usize = 64 << 20;

impl Request {
    /// Holds the request to its bounds.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), RequestError> {
        let at_most = |what, given, most| {
            if given > most { Err(RequestError::TooMuch { what, given, most }) } else { Ok(()) }
        };
        at_most("bytes of the program", self.source.len(), SOURCE_BYTES_MAX)?;
        at_most("files", self.files.len(), FILES_MAX)?;
        at_most("files to collect", self.collect.len(), FILES_MAX)?;
        at_most("bytes of arguments", self.arguments.iter().map(String::len).sum(), 1 << 20)?;
        at_most("bytes of the program's name", self.name.len(), PATH_BYTES_MAX)?;
        for path in self.files.iter().map(|(path, _)| path).chain(&self.collect) {
            check_path(path)?;
        }
        Ok(())
    }

    /// The job as a child reads it: a line of JSON, the files, the source.
    pub(crate) fn job(&self) -> Vec<u8> {
        let files: Vec<_> = self.files.iter().map(|(path, content)| (path, content.len())).collect();
        let header = serde_json::json!({
            "entry": "program",
            "name": self.name,
            "arguments": self.arguments,
            "files": files,
            "seed": self.seed,
        });
        let mut job = header.to_string().into_bytes();
        job.push(b'\n');
        for (_, content) in &self.files {
            job.extend_from_slice(content);
        }
        job.extend_from_slice(&self.source);
        job
    }
}

/// Whether a path names something below a directory, whoever reads it.
pub(crate) fn check_path(path: &str) -> Result<(), RequestError> {
    let good = !path.is_empty()
        && path.len() <= PATH_BYTES_MAX
        && !path.contains(['\0', '\\', '\n'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && part.len() <= 255);
    if good { Ok(()) } else { Err(RequestError::Path { path: crate::plain::plain(path.as_bytes()) }) }
}
