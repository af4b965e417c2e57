//! One child: from ready to its report.

use std::io::{self, Write as _};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::artefact;
use crate::clock::now;
use crate::error::Error;
use crate::keeper::{Keeper, Order};
use crate::limits::{Limit, Limits};
use crate::memory::{self, Memory};
use crate::report::{BackendName, Control, Output, Report, Status};

/// A confined process that waits for its one job.
#[derive(Debug)]
pub struct Child {
    pub(crate) inner: Inner,
    pub(crate) job: OwnedFd,
    pub(crate) board: OwnedFd,
    pub(crate) tape: OwnedFd,
}

/// A child at its job. Dropping it ends it.
#[derive(Debug)]
pub struct Running {
    inner: Inner,
    tape: Memory,
    board: Memory,
    begun: Instant,
}

/// What a child is from its birth to its report.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) number: u64,
    pub(crate) backend: BackendName,
    pub(crate) keeper: Keeper,
    pub(crate) progress: Arc<Progress>,
    pub(crate) work: Option<OwnedFd>,
    pub(crate) controls: Arc<[Control]>,
    pub(crate) limits: Limits,
}

/// How far a child is; the keeper writes it, once.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    ended: Mutex<Option<Ended>>,
    changed: Condvar,
}

/// How a child ended.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    pub(crate) at: Instant,
    /// The status as `wait` gives it.
    pub(crate) status: i32,
    pub(crate) cpu_time: Duration,
    pub(crate) peak_memory_bytes: u64,
    pub(crate) limit: Option<Limit>,
    pub(crate) stdout: (Vec<u8>, u64),
    pub(crate) stderr: (Vec<u8>, u64),
}

impl Progress {
    pub(crate) fn end(&self, ended: Ended) {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(ended);
        self.changed.notify_all();
    }

    fn has_ended(&self) -> bool {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn wait(&self) -> Ended {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match ended.take() {
                Some(end) => {
                    *ended = Some(end.clone());
                    return end;
                }
                None => ended = self.changed.wait(ended).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Child {
    /// Gives the child its job: a line of JSON that names the entry, then the payload. `tape_len` and `board_len` are the
    /// sizes of the shared memory in bytes.
    ///
    /// # Errors
    /// When memory of that size cannot be had, or the child is gone.
    pub fn begin(self, job: &[u8], tape_len: usize, board_len: usize) -> Result<Running, Error> {
        self.begin_with(job, tape_len, board_len, |_, _| {})
    }

    /// The same, with a look at tape and board before the child sees them.
    ///
    /// # Errors
    /// As [`Child::begin`].
    pub fn begin_with(
        self,
        job: &[u8],
        tape_len: usize,
        board_len: usize,
        fill: impl FnOnce(&Memory, &Memory),
    ) -> Result<Running, Error> {
        let Self { inner, job: pipe, board, tape } = self;
        let tape = Memory::new(tape, tape_len, memory::Writer::Host)
            .map_err(Error::system("memory for the tape"))?;
        let board = Memory::new(board, board_len, memory::Writer::Both)
            .map_err(Error::system("memory for the board"))?;
        fill(&tape, &board);
        let begun = now();
        inner.keeper.send(Order::Begin { number: inner.number, limits: inner.limits.clone(), at: begun });
        let running = Running { inner, tape, board, begun };
        // Closing the pipe is what starts the child.
        match std::fs::File::from(pipe).write_all(job) {
            Ok(()) => Ok(running),
            // It is gone already: its report tells how.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(running),
            Err(error) => Err(Error::system("to hand over the job")(error)),
        }
    }

    /// What confines it.
    pub fn controls(&self) -> &[Control] {
        &self.inner.controls
    }
}

impl Running {
    /// The memory that only the host can write.
    pub fn tape(&self) -> &Memory {
        &self.tape
    }

    /// The memory that both can write.
    pub fn board(&self) -> &Memory {
        &self.board
    }

    /// Ends the child now. It has a report all the same.
    pub fn kill(&self) {
        self.inner.keeper.send(Order::Kill { number: self.inner.number });
    }

    /// Whether the child has not ended yet.
    pub fn is_running(&self) -> bool {
        !self.inner.progress.has_ended()
    }

    /// Waits until the child ends, by itself or at a limit.
    pub fn finish(self) -> Report {
        self.finish_and_collect(&[])
    }

    /// Waits until the child ends, then reads the files of its work directory that were asked for.
    pub fn finish_and_collect(mut self, collect: &[String]) -> Report {
        let ended = self.inner.progress.wait();
        let artefacts = artefact::collect(self.inner.work.as_ref(), collect, &self.inner.limits);
        let Ended { at, status, cpu_time, peak_memory_bytes, limit, stdout, stderr } = ended;
        let stdout = Output::new(&stdout.0, stdout.1);
        let stderr = Output::new(&stderr.0, stderr.1);
        let signal = libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status));
        let mut exit_code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
        let mut limit_hit = limit;
        if let Some((told, at)) = exit_code.zip(told_limit(exit_code)) {
            // The program's own account of an error that a limit caused: not to be trusted, and not needed to be.
            debug_assert_ne!(told, 0, "statuses that tell of a limit are failures");
            limit_hit = limit_hit.or(Some(at));
            exit_code = Some(1);
        }
        if limit_hit.is_none() && (stdout.cut_at.is_some() || stderr.cut_at.is_some()) {
            limit_hit = Some(Limit::Output);
        }
        let status = match (signal, exit_code) {
            (Some(_), _) => Status::Killed,
            (None, Some(0)) => Status::Succeeded,
            (None, _) => Status::Failed,
        };
        Report {
            backend: self.inner.backend,
            status,
            exit_code,
            signal,
            limit_hit,
            cpu_time,
            wall_time: at.saturating_duration_since(self.begun),
            peak_memory_bytes,
            stdout,
            stderr,
            artefacts,
            controls: self.inner.controls.to_vec(),
            limits: std::mem::take(&mut self.inner.limits),
        }
    }
}

/// The limit that a status of `guest.py` tells.
fn told_limit(exit_code: Option<i32>) -> Option<Limit> {
    match exit_code? {
        251 => Some(Limit::Memory),
        252 => Some(Limit::Work),
        _ => None,
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.progress.has_ended() {
            self.keeper.send(Order::Kill { number: self.number });
        }
    }
}
