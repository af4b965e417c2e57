//! The thread that looks after all children of a service: reads their output, ends them in time, keeps the pool full.
//!
//! It alone talks to the origin. Everyone else leaves orders and rings.

mod ward;

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use assay_cell::confinement::Record;
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec};

use self::ward::{Phase, Ward};
use crate::child::{Child, Inner, Progress};
use crate::clock::now;
use crate::control;
use crate::error::Error;
use crate::limits::Limits;
use crate::memory;
use crate::origin::{Notice, Origin};
use crate::report::Control;
use crate::sandbox::Options;
use crate::zygote::pipe;

/// What the keeper is asked to do.
#[derive(Debug)]
pub(crate) enum Order {
    /// Make a child with these limits.
    Fork { limits: Limits, reply: Reply },
    /// A child has its job.
    Begin { number: u64, limits: Limits, at: Instant },
    /// End a child.
    Kill { number: u64 },
    /// End everything.
    Close,
}

/// Where a child that was asked for goes. Dropping it tells whoever waits that there is no keeper any more.
#[derive(Debug)]
pub(crate) struct Reply(pub(crate) SyncSender<Result<Child, Error>>);

impl Reply {
    fn give(self, child: Result<Child, Error>) {
        if let Err(unwanted) = self.0.try_send(child) {
            // Whoever asked has gone. Dropping the child ends it.
            drop(unwanted);
        }
    }
}

/// How to reach the keeper.
#[derive(Debug, Clone)]
pub(crate) struct Keeper(Arc<Desk>);

#[derive(Debug)]
struct Desk {
    mail: Mutex<Mail>,
    bell: OwnedFd,
    pool: Mutex<Vec<Child>>,
}

/// What was left for the keeper. Nothing is left for one that has gone.
#[derive(Debug, Default)]
struct Mail {
    orders: Vec<Order>,
    /// Why there is no keeper any more.
    gone: Option<String>,
}

impl Keeper {
    pub(crate) fn new() -> Result<Self, Error> {
        let bell = rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)
            .map_err(|errno| Error::system("an event")(errno.into()))?;
        Ok(Self(Arc::new(Desk { mail: Mutex::default(), bell, pool: Mutex::default() })))
    }

    /// Leaves an order.
    pub(crate) fn send(&self, order: Order) {
        let mut mail = self.mail();
        if mail.gone.is_some() {
            // Dropping the order drops its reply, if it wants one.
            return;
        }
        mail.orders.push(order);
        // It cannot fill up: the keeper reads it whole.
        let _counted = rustix::io::write(&self.0.bell, &1_u64.to_ne_bytes());
    }

    fn mail(&self) -> MutexGuard<'_, Mail> {
        self.0.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pool(&self) -> MutexGuard<'_, Vec<Child>> {
        self.0.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a ready child from the pool.
    pub(crate) fn take(&self) -> Option<Child> {
        self.pool().pop()
    }

    /// Adds a ready child to the pool.
    pub(crate) fn put(&self, child: Child) {
        self.pool().push(child);
    }

    /// How many ready children wait.
    pub(crate) fn ready(&self) -> usize {
        self.pool().len()
    }

    /// Why there is no keeper any more.
    pub(crate) fn gone(&self) -> Option<String> {
        self.mail().gone.clone()
    }

    /// Looks after the origin's children until it is told to close, or the origin ends.
    pub(crate) fn run(&self, origin: &mut dyn Origin, options: &Options) {
        let mut round = Round {
            keeper: self,
            origin,
            options,
            wards: BTreeMap::new(),
            known: None,
            refill_at: None,
            refusals: 0,
        };
        let reason = round.go();
        for (_, ward) in std::mem::take(&mut round.wards) {
            ward.abandon(&reason);
        }
        let left = std::mem::replace(&mut *self.mail(), Mail { orders: Vec::new(), gone: Some(reason) });
        // Outside the locks: dropping children leaves orders. The pool's would keep the desk alive.
        drop(left);
        let pool = std::mem::take(&mut *self.pool());
        drop(pool);
    }
}

/// How long the pool waits with filling up after a job has begun or ended: making a child would take the time of the one
/// that has just begun, or of the next.
const REFILL_DELAY: Duration = Duration::from_millis(5);
/// A pool that cannot be filled is left alone.
const REFUSALS_MAX: u32 = 8;

/// The keeper at work.
struct Round<'a> {
    keeper: &'a Keeper,
    origin: &'a mut dyn Origin,
    options: &'a Options,
    wards: BTreeMap<u64, Ward>,
    /// The controls of the last record, which is the same for all children of the same limits.
    known: Option<(Record, Limits, Arc<[Control]>)>,
    refill_at: Option<Instant>,
    refusals: u32,
}

impl Round<'_> {
    /// Works until the end, and tells why it came.
    fn go(&mut self) -> String {
        loop {
            let now = now();
            let mut wake = self.origin.tick(now);
            let mut sooner = |at: Option<Instant>| wake = wake.into_iter().chain(at).min();
            for ward in self.wards.values() {
                sooner(ward.wakes_at());
            }
            sooner(self.refill(now));
            let (rung, told, readable) = match self.wait(wake.map(|at| at.saturating_duration_since(now))) {
                Ok(events) => events,
                Err(error) => return format!("waiting failed: {error}"),
            };
            if rung && !self.take_orders() {
                return "it was closed".to_owned();
            }
            for number in readable {
                self.read(number);
            }
            if told && let Err(error) = self.take_notices() {
                return format!("{error}: {}", self.origin.last_words());
            }
            self.look_at_the_time();
        }
    }

    /// Sleeps until something happens: an order, a notice, output of some children.
    fn wait(&self, timeout: Option<Duration>) -> io::Result<(bool, bool, Vec<u64>)> {
        let timeout = timeout.map(|timeout| Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        let mut polls = Vec::with_capacity(2 + 2 * self.wards.len());
        let mut numbers = Vec::with_capacity(2 * self.wards.len());
        polls.push(PollFd::new(&self.keeper.0.bell, PollFlags::IN));
        let origin = self.origin.descriptor();
        polls.push(PollFd::from_borrowed_fd(origin, PollFlags::IN));
        for (number, ward) in &self.wards {
            for stream in ward.watched() {
                polls.push(PollFd::new(stream, PollFlags::IN));
                numbers.push(*number);
            }
        }
        match rustix::event::poll(&mut polls, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(errno) => return Err(errno.into()),
        }
        let mut happened = polls.iter().map(|poll| !poll.revents().is_empty());
        let rung = happened.next().unwrap_or(false);
        let told = happened.next().unwrap_or(false);
        let mut readable: Vec<_> = numbers
            .into_iter()
            .zip(happened)
            .filter_map(|(number, happened)| happened.then_some(number))
            .collect();
        readable.dedup();
        Ok((rung, told, readable))
    }

    /// Does what was ordered. Returns whether to go on.
    fn take_orders(&mut self) -> bool {
        let mut count = [0; 8];
        let _counted = rustix::io::read(&self.keeper.0.bell, &mut count);
        let orders = std::mem::take(&mut self.keeper.mail().orders);
        for order in orders {
            match order {
                Order::Close => return false,
                Order::Fork { limits, reply } => match self.fork(&limits, false) {
                    Ok(ward) => ward.reply = Some(reply),
                    Err(error) => reply.give(Err(error)),
                },
                Order::Begin { number, limits, at } => {
                    if let Some(ward) = self.wards.get_mut(&number) {
                        ward.begin(&limits, at);
                        self.origin.begin(number);
                    }
                    self.refill_at = Some(at + REFILL_DELAY);
                }
                Order::Kill { number } => self.origin.kill(number),
            }
        }
        true
    }

    /// Asks for children until the pool will be full. Tells when to look again.
    fn refill(&mut self, now: Instant) -> Option<Instant> {
        let waiting = self.keeper.ready() + self.wards.values().filter(|ward| ward.is_for_the_pool()).count();
        if waiting >= self.options.pool || self.refusals >= REFUSALS_MAX {
            return None;
        }
        if waiting > 0 {
            // While a job runs, making more would take its time.
            if self.wards.values().any(Ward::is_running) {
                return None;
            }
            if let Some(at) = self.refill_at.filter(|at| *at > now) {
                return Some(at);
            }
        }
        let limits = self.options.limits.clone();
        for _ in waiting..self.options.pool {
            if self.fork(&limits, true).is_err() {
                self.refusals += 1;
                break;
            }
        }
        None
    }

    /// Asks the origin for a child.
    fn fork(&mut self, limits: &Limits, waits: bool) -> Result<&mut Ward, Error> {
        // Of the process and not of the service: names are made of it.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let (job_end, job) = pipe()?;
        let (stdout, stdout_end) = pipe()?;
        let (stderr, stderr_end) = pipe()?;
        let file = |name| memory::file(name).map_err(Error::system("a file in memory"));
        let (board, tape) = (file("board")?, file("tape")?);
        let inner = Inner {
            number,
            backend: self.origin.backend(),
            keeper: self.keeper.clone(),
            progress: Arc::new(Progress::default()),
            work: None,
            controls: Arc::new([]),
            limits: limits.clone(),
        };
        let descriptors =
            [job_end.as_fd(), stdout_end.as_fd(), stderr_end.as_fd(), board.as_fd(), tape.as_fd()];
        self.origin.fork(number, limits, &descriptors, waits).map_err(Error::Fork)?;
        let progress = Arc::clone(&inner.progress);
        let child = Child { inner, job, board, tape };
        let ward = Ward::new(stdout, stderr, progress, child).map_err(Error::system("a pipe"))?;
        Ok(self.wards.entry(number).or_insert(ward))
    }

    fn read(&mut self, number: u64) {
        let Some(ward) = self.wards.get_mut(&number) else { return };
        if let Phase::Starting(_) = ward.phase {
            match ward.record() {
                Ok(None) => {}
                Ok(Some(record)) => self.ready(number, record),
                Err(error) => {
                    ward.refuse(Error::Fork(error));
                    self.origin.kill(number);
                }
            }
            return;
        }
        ward.read(now());
        if let Some(status) = ward.told_end() {
            // What it used is known, and nothing more can come. Taking a process apart takes longer than most jobs.
            if let Some((cpu_time, peak_memory_bytes)) = self.origin.used(number) {
                ward.end(now(), status, cpu_time, peak_memory_bytes, None);
            }
            self.origin.kill(number);
        }
    }

    /// A child is confined, and told how: it goes to whoever asked for it, or into the pool.
    fn ready(&mut self, number: u64, record: Record) {
        let Some(ward) = self.wards.get_mut(&number) else { return };
        let Some((mut child, reply)) = ward.ready() else { return };
        let limits = &child.inner.limits;
        let controls = match &self.known {
            Some((known, of, controls)) if *known == record && of == limits => Arc::clone(controls),
            _ => {
                let controls: Arc<[Control]> = self.origin.controls(&record, limits).into();
                self.known = Some((record, limits.clone(), Arc::clone(&controls)));
                controls
            }
        };
        if let Some(missing) = control::missing(&controls).filter(|_| !self.options.allow_degraded) {
            self.refusals += 1;
            self.origin.kill(number);
            if let Some(reply) = reply {
                reply.give(Err(Error::Refused { missing }));
            }
            return;
        }
        self.refusals = 0;
        child.inner.controls = controls;
        match reply {
            Some(reply) => reply.give(Ok(child)),
            None => self.keeper.pool().push(child),
        }
    }

    fn take_notices(&mut self) -> io::Result<()> {
        while let Some(notice) = self.origin.notice()? {
            match notice {
                Notice::Born { number, work } => {
                    if let Some(ward) = self.wards.get_mut(&number) {
                        ward.born(work);
                    }
                    // Its record may be there already.
                    self.read(number);
                }
                Notice::Unborn { number, reason } => {
                    if let Some(mut ward) = self.wards.remove(&number) {
                        self.refusals += 1;
                        ward.refuse(Error::Fork(reason));
                    }
                    self.origin.clean(number);
                }
                Notice::Ended { number, status, cpu_time, peak_memory_bytes, limit } => {
                    if let Some(mut ward) = self.wards.remove(&number) {
                        if ward.is_for_the_pool() {
                            self.refusals += 1;
                        }
                        if ward.is_running() {
                            self.refill_at = Some(now() + REFILL_DELAY);
                        }
                        ward.end(now(), status, cpu_time, peak_memory_bytes, limit);
                        let dead = {
                            let mut pool = self.keeper.pool();
                            let at = pool.iter().position(|child| child.inner.number == number);
                            at.map(|at| pool.swap_remove(at))
                        };
                        drop(dead);
                    }
                    self.origin.clean(number);
                }
            }
        }
        Ok(())
    }

    /// Ends those whose time is up, and lets those read on who wrote too much.
    fn look_at_the_time(&mut self) {
        let now = now();
        let mut late = Vec::new();
        for (number, ward) in &mut self.wards {
            if ward.is_late(now) {
                late.push(*number);
            }
            ward.read_slowly(now);
        }
        for number in late {
            self.origin.kill(number);
        }
    }
}
