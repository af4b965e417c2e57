//! One child, as the keeper sees it.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use assay_cell::confinement::{END_MARK, MAGIC, RECORD_BYTES, Record};
use rustix::io::Errno;

use super::Reply;
use crate::child::{Child, Ended, Progress};
use crate::error::Error;
use crate::limits::{Limit, Limits};

/// Read at once.
const CHUNK: usize = 64 << 10;
/// Length of the mark with its status.
const MARK_BYTES: usize = END_MARK.len() + 1;
/// How often a stream is read that is beyond its limit. The program may go on, slowly; a flood costs its writer more
/// than its reader.
const BEYOND: Duration = Duration::from_millis(10);

/// A child.
pub(super) struct Ward {
    stdout: Stream,
    stderr: Stream,
    progress: Arc<Progress>,
    pub(super) phase: Phase,
    /// Who waits for it; the pool if nobody.
    pub(super) reply: Option<Reply>,
    limit: Option<Limit>,
}

/// How far it is.
pub(super) enum Phase {
    /// It was asked for. Here is what its future user gets.
    Unborn(Box<Child>),
    /// It confines itself.
    Starting(Box<Child>),
    /// It waits for its job.
    Ready,
    /// It is at its job, until then.
    Running { deadline: Option<Instant> },
}

struct Stream {
    pipe: Option<OwnedFd>,
    kept: Vec<u8>,
    /// The last bytes, kept or not.
    tail: Vec<u8>,
    bytes: u64,
    most: u64,
    /// When to read again, beyond the limit.
    again: Option<Instant>,
}

impl Stream {
    fn new(pipe: OwnedFd, most: u64) -> io::Result<Self> {
        rustix::io::ioctl_fionbio(&pipe, true)?;
        Ok(Self { pipe: Some(pipe), kept: Vec::new(), tail: Vec::new(), bytes: 0, most, again: None })
    }

    fn is_beyond(&self) -> bool {
        self.bytes > self.most
    }

    /// Reads once, or until there is nothing more. `chunk` is scratch.
    fn read(&mut self, now: Instant, to_the_end: bool, chunk: &mut [u8]) {
        while let Some(pipe) = &self.pipe {
            match rustix::io::read(pipe, &mut *chunk) {
                Ok(0) => self.pipe = None,
                Ok(read) => {
                    let room = usize::try_from(self.most - self.bytes.min(self.most)).unwrap_or(usize::MAX);
                    self.kept.extend_from_slice(chunk.get(..read.min(room)).unwrap_or_default());
                    self.tail.extend_from_slice(
                        chunk.get(read.saturating_sub(MARK_BYTES)..read).unwrap_or_default(),
                    );
                    self.tail.drain(..self.tail.len().saturating_sub(MARK_BYTES));
                    self.bytes += read as u64;
                }
                Err(Errno::INTR) => continue,
                Err(Errno::AGAIN) => break,
                Err(_) => self.pipe = None,
            }
            if !to_the_end {
                break;
            }
        }
        if self.is_beyond() {
            self.again = Some(now + BEYOND);
        }
    }
}

impl Ward {
    pub(super) fn new(
        stdout: OwnedFd,
        stderr: OwnedFd,
        progress: Arc<Progress>,
        child: Child,
    ) -> io::Result<Self> {
        let most = child.inner.limits.output_bytes();
        Ok(Self {
            stdout: Stream::new(stdout, most)?,
            stderr: Stream::new(stderr, most)?,
            progress,
            phase: Phase::Unborn(Box::new(child)),
            reply: None,
            limit: None,
        })
    }

    /// Whether it will be in the pool and is not yet.
    pub(super) fn is_for_the_pool(&self) -> bool {
        matches!(self.phase, Phase::Unborn(_) | Phase::Starting(_)) && self.reply.is_none()
    }

    /// Whether it is at its job.
    pub(super) fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running { .. })
    }

    /// It is there, with its limits. What it tells is read from now on.
    pub(super) fn born(&mut self, work: Option<OwnedFd>) {
        match std::mem::replace(&mut self.phase, Phase::Ready) {
            Phase::Unborn(mut child) => {
                child.inner.work = work;
                self.phase = Phase::Starting(child);
            }
            other => self.phase = other,
        }
    }

    /// The streams to wait for.
    pub(super) fn watched(&self) -> impl Iterator<Item = &OwnedFd> {
        let both = [&self.stdout, &self.stderr];
        let count = match self.phase {
            // The record comes through the output.
            Phase::Starting(_) => 1,
            Phase::Unborn(_) | Phase::Ready => 0,
            Phase::Running { .. } => 2,
        };
        both.into_iter()
            .take(count)
            .filter(|stream| stream.again.is_none())
            .filter_map(|stream| stream.pipe.as_ref())
    }

    /// The record, once it is there. It is written at once, before anything else.
    pub(super) fn record(&mut self) -> io::Result<Option<Record>> {
        let Some(pipe) = &self.stdout.pipe else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        let mut bytes = [0; RECORD_BYTES];
        match rustix::io::read(pipe, &mut bytes) {
            Ok(RECORD_BYTES) => {}
            Err(Errno::AGAIN | Errno::INTR) => return Ok(None),
            Ok(_) => return Err(io::Error::other("a child ended before it was confined")),
            Err(errno) => return Err(errno.into()),
        }
        match Record::from_bytes(&bytes) {
            record if record.magic == MAGIC => Ok(Some(record)),
            _ => Err(io::Error::other("a child said something else than how it is confined")),
        }
    }

    /// It is ready: here is what its user gets, and who that is.
    pub(super) fn ready(&mut self) -> Option<(Child, Option<Reply>)> {
        match std::mem::replace(&mut self.phase, Phase::Ready) {
            Phase::Starting(child) => Some((*child, self.reply.take())),
            other => {
                self.phase = other;
                None
            }
        }
    }

    pub(super) fn begin(&mut self, limits: &Limits, at: Instant) {
        self.stdout.most = limits.output_bytes();
        self.stderr.most = limits.output_bytes();
        self.phase = Phase::Running { deadline: Some(at + limits.wall()) };
    }

    /// The status that the program ended with, once it has told so and closed its outputs. Says so once.
    pub(super) fn told_end(&mut self) -> Option<i32> {
        if self.stdout.pipe.is_some() || self.stderr.pipe.is_some() {
            return None;
        }
        let [status] = self.stderr.tail.strip_prefix(END_MARK)? else { return None };
        let status = i32::from(*status) << 8;
        self.stderr.tail.clear();
        self.stderr.bytes -= MARK_BYTES as u64;
        self.stderr.kept.truncate(usize::try_from(self.stderr.bytes).unwrap_or(usize::MAX));
        Some(status)
    }

    pub(super) fn read(&mut self, now: Instant) {
        let mut chunk = vec![0; CHUNK];
        self.stdout.read(now, false, &mut chunk);
        self.stderr.read(now, false, &mut chunk);
    }

    /// Reads a stream that is beyond its limit, once in a while.
    pub(super) fn read_slowly(&mut self, now: Instant) {
        for stream in [&mut self.stdout, &mut self.stderr] {
            if stream.again.is_some_and(|again| again <= now) {
                stream.again = None;
                stream.read(now, false, &mut vec![0; CHUNK]);
            }
        }
    }

    /// When something is to be done for it whatever happens.
    pub(super) fn wakes_at(&self) -> Option<Instant> {
        let deadline = match self.phase {
            Phase::Running { deadline } => deadline,
            Phase::Unborn(_) | Phase::Starting(_) | Phase::Ready => None,
        };
        [deadline, self.stdout.again, self.stderr.again].into_iter().flatten().min()
    }

    /// Whether its time is up. Says so once.
    pub(super) fn is_late(&mut self, now: Instant) -> bool {
        match &mut self.phase {
            Phase::Running { deadline } if deadline.is_some_and(|deadline| deadline <= now) => {
                *deadline = None;
                self.limit = Some(Limit::Wall);
                true
            }
            _ => false,
        }
    }

    /// Tells whoever waits for it that it will not come.
    pub(super) fn refuse(&mut self, error: Error) {
        if let Some(reply) = self.reply.take() {
            reply.give(Err(error));
        }
    }

    /// It has ended: reads what it left in its pipes, and tells its user.
    pub(super) fn end(
        &mut self,
        at: Instant,
        status: i32,
        cpu_time: Duration,
        peak_memory_bytes: u64,
        limit: Option<Limit>,
    ) {
        self.refuse(Error::Fork(io::Error::other("the child ended before it was confined")));
        let mut chunk = vec![0; CHUNK];
        self.stdout.read(at, true, &mut chunk);
        self.stderr.read(at, true, &mut chunk);
        // It ended by itself before it could be looked at.
        let status = self.told_end().unwrap_or(status);
        self.progress.end(Ended {
            at,
            status,
            cpu_time,
            peak_memory_bytes,
            // Whoever is killed late was late, unless the kernel was first.
            limit: limit.or(self.limit),
            stdout: (std::mem::take(&mut self.stdout.kept), self.stdout.bytes),
            stderr: (std::mem::take(&mut self.stderr.kept), self.stderr.bytes),
        });
    }

    /// The service has ended, and the child with it.
    pub(super) fn abandon(mut self, reason: &str) {
        self.refuse(Error::Ended(reason.to_owned()));
        self.end(crate::clock::now(), libc::SIGKILL, Duration::ZERO, 0, None);
    }
}
