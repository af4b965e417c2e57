//! Where children come from: the one thing in which backends differ.

use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use assay_cell::confinement::Record;

use crate::limits::{Limit, Limits};
use crate::report::{BackendName, Control};

/// What a child is given, in the order of its numbers: job, output, errors, board, tape.
pub(crate) type Descriptors<'a> = [BorrowedFd<'a>; 5];

/// What an origin tells of a child.
#[derive(Debug)]
pub(crate) enum Notice {
    /// It is there, and confines itself now: its record comes through its output.
    Born {
        number: u64,
        /// Its work directory, to read what it left.
        work: Option<OwnedFd>,
    },
    /// It could not be made.
    Unborn { number: u64, reason: io::Error },
    /// It has ended.
    Ended {
        number: u64,
        /// As `wait` gives it.
        status: i32,
        cpu_time: Duration,
        peak_memory_bytes: u64,
        /// The limit at which the kernel ended it.
        limit: Option<Limit>,
    },
}

/// Makes children, ends them, and tells what becomes of them. All of it is called by one thread.
pub(crate) trait Origin {
    /// The backend.
    fn backend(&self) -> BackendName;
    /// Asks for a child. One that `waits` for its job has time to prepare itself.
    fn fork(
        &mut self,
        number: u64,
        limits: &Limits,
        descriptors: &Descriptors<'_>,
        waits: bool,
    ) -> io::Result<()>;
    /// Readable when there is a notice.
    fn descriptor(&self) -> BorrowedFd<'_>;
    /// The next notice, if there is one. An error means that the origin has ended, with all its children.
    fn notice(&mut self) -> io::Result<Option<Notice>>;
    /// A child begins its job.
    fn begin(&mut self, number: u64);
    /// What a child has used so far: processor time of its job, the most memory.
    fn used(&self, number: u64) -> Option<(Duration, u64)>;
    /// Ends a child; a notice follows.
    fn kill(&mut self, number: u64);
    /// Removes what was made for a child that has ended.
    fn clean(&mut self, number: u64);
    /// Does what is to be done from time to time, and tells when next.
    fn tick(&mut self, now: Instant) -> Option<Instant>;
    /// What confines a child with this record.
    fn controls(&self, record: &Record, limits: &Limits) -> Vec<Control>;
    /// Why it has ended.
    fn last_words(&self) -> String;
}
