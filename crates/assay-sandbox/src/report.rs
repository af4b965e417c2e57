//! What became of a program.

use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::limits::{Limit, Limits};
use crate::plain::plain;

/// Where a program ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackendName {
    /// Linux namespaces.
    Namespaces,
    /// A container of Docker.
    Docker,
    /// **Nothing isolates it**: for benches and tests.
    Bare,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// With status 0.
    Succeeded,
    /// With another status: an exception, or on its own account.
    Failed,
    /// By a signal: it crashed, or the kernel or the host ended it.
    Killed,
}

/// What became of a program.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Where it ran.
    pub backend: BackendName,
    /// How it ended.
    pub status: Status,
    /// Its exit status, unless a signal ended it.
    pub exit_code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// The limit it met: the one that ended it, or else one that cut something.
    pub limit_hit: Option<Limit>,
    /// Processor time in user and kernel mode.
    #[serde(rename = "cpu_ms", serialize_with = "milliseconds")]
    pub cpu_time: Duration,
    /// Time from the job to the end.
    #[serde(rename = "wall_ms", serialize_with = "milliseconds")]
    pub wall_time: Duration,
    /// The most memory it had. Where a memory controller counts: its own pages and those of its work directory. Else:
    /// its resident set, with what it shares with the warm interpreter.
    pub peak_memory_bytes: u64,
    /// What it wrote to standard output.
    pub stdout: Output,
    /// What it wrote to standard error.
    pub stderr: Output,
    /// Files that were asked for.
    pub artefacts: Vec<Artefact>,
    /// What confined it.
    pub controls: Vec<Control>,
    /// What it was allowed to use.
    pub limits: Limits,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64() * 1e3)
}

/// What a program wrote to a stream.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its text, safe to show (see [`plain`]).
    pub text: String,
    /// How many bytes it wrote, those that were discarded included.
    pub bytes: u64,
    /// Where it was cut, if it was longer than the limit.
    pub cut_at: Option<u64>,
}

impl Output {
    pub(crate) fn new(kept: &[u8], bytes: u64) -> Self {
        let cut_at = (bytes > kept.len() as u64).then_some(kept.len() as u64);
        Self { text: plain(kept), bytes, cut_at }
    }
}

/// A file that a program left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Artefact {
    /// Its path below the work directory, as asked.
    pub path: String,
    /// What it holds, or why it was not collected. Foreign bytes: hostile whatever they are called.
    #[serde(serialize_with = "length")]
    pub content: Result<Vec<u8>, String>,
}

fn length<S: Serializer>(content: &Result<Vec<u8>, String>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    enum Shown<'a> {
        Bytes(usize),
        Missing(&'a str),
    }
    match content {
        Ok(bytes) => Shown::Bytes(bytes.len()),
        Err(reason) => Shown::Missing(reason),
    }
    .serialize(serializer)
}

/// One of the means that confine a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Control {
    /// What it is called.
    pub name: &'static str,
    /// Whether it holds.
    pub state: State,
    /// By what means, or why not.
    pub reason: String,
    /// Whether a program is refused without it.
    pub mandatory: bool,
}

/// Whether a control holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The kernel enforces it.
    Enforced,
    /// Something weaker stands in for it.
    Emulated,
    /// It does not hold.
    Absent,
}
