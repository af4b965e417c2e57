//! A share of processor time without a controller: a process that has had more than its share is stopped for a while.
#![expect(unsafe_code, reason = "reads the clock of another process")]

use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::clock::now;

/// How often a share is looked at.
const TICK: Duration = Duration::from_millis(10);
/// How far a process may run ahead of its share: half of what a controller allows in its period.
const AHEAD: Duration = Duration::from_millis(25);

/// The share of one process.
#[derive(Debug)]
pub(crate) struct Ration {
    pid: u32,
    millicores: u32,
    begun: Option<(Instant, Duration)>,
    stopped: bool,
}

impl Ration {
    pub(crate) fn new(pid: u32, millicores: u32) -> Self {
        Self { pid, millicores, begun: None, stopped: false }
    }

    /// From now on the share counts.
    pub(crate) fn begin(&mut self) {
        self.begun = Some((now(), used(self.pid).unwrap_or_default()));
    }

    /// Stops or continues the process, and tells when to look again.
    pub(crate) fn keep(&mut self, now: Instant, process: BorrowedFd<'_>) -> Option<Instant> {
        let (begun, before) = self.begun?;
        let used = used(self.pid)?.saturating_sub(before);
        let due = now.saturating_duration_since(begun) * self.millicores / 1000;
        let stop = used > due + AHEAD;
        if stop != self.stopped {
            let signal = if stop { Signal::STOP } else { Signal::CONT };
            // An error means that it has ended.
            let _sent = rustix::process::pidfd_send_signal(process, signal);
            self.stopped = stop;
        }
        Some(now + TICK)
    }
}

/// Processor time of a process.
pub(crate) fn used(pid: u32) -> Option<Duration> {
    let mut clock = 0;
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the C library writes one clock number, the kernel one time; both outlive the calls.
    let read = unsafe {
        libc::clock_getcpuclockid(i32::try_from(pid).ok()?, &raw mut clock) == 0
            && libc::clock_gettime(clock, &raw mut time) == 0
    };
    read.then(|| {
        Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
    })
}
