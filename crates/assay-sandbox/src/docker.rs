//! Children in containers of a Docker engine on this machine: one container each.
//!
//! The engine gives namespaces, a read-only root, a work directory and control groups. The process in the container then
//! takes the descriptors of a child and confines itself by the same native code and the same filter as a child of the
//! zygote: for a program, both backends are the same.

mod actor;
mod cell;
mod engine;

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd as _, BorrowedFd};
use std::time::{Duration, Instant};

use assay_cell::confinement::Record;

use self::actor::{Actor, Birth, Command, Event};
use self::engine::{Engine, reactor};
use crate::cgroup::Controllers;
use crate::control;
use crate::error::Error;
use crate::limits::{Limit, Limits};
use crate::origin::{Descriptors, Notice, Origin};
use crate::ration;
use crate::report::{BackendName, Control, State};
use crate::runtime::{Runtime, RuntimeError, Runtimes};
use crate::zygote::Namespaces;

/// The name of our images; the tag tells the runtime and the version of our files in it.
const IMAGE: &str = "assay-runtime";
/// The label of our containers: whose it is, as its name tells too.
const OWNER_LABEL: &str = "assay.owner";
/// The label of our images: the runtime.
const RUNTIME_LABEL: &str = "assay.runtime";

/// How often it is looked what a child has used: when it has ended, nobody can tell any more.
const SAMPLE: Duration = Duration::from_millis(20);

/// Gives the engine a runtime as an image, unless it has it; returns the image's name. `progress` is told how many bytes
/// were sent. Starting a service does this too, without a word.
///
/// # Errors
/// When there is no engine on this machine, or it refuses.
pub fn import(
    engine: Option<&str>,
    runtime: &Runtime,
    progress: &mut dyn FnMut(u64),
) -> Result<String, Error> {
    reactor()?.block_on(async { Engine::connect(engine).await?.image(runtime, progress).await })
}

/// Whether there is a socket where an engine would listen.
pub fn listens(engine: Option<&str>) -> bool {
    engine::socket(engine).is_some_and(|socket| std::path::Path::new(socket).exists())
}

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Containers of services that have ended.
    pub containers: usize,
    /// Images without a runtime.
    pub images: usize,
}

/// Removes what dead services left in the engine, and the images whose runtime is gone or that another version of Assay
/// made.
///
/// # Errors
/// When there is no engine on this machine, or it refuses.
pub fn clean_up(engine: Option<&str>, runtimes: &Runtimes) -> Result<Removed, Error> {
    let broken = |error: RuntimeError| Error::system("the list of runtimes")(io::Error::other(error));
    let ids: Vec<_> = runtimes.list().map_err(broken)?.into_iter().map(|installed| installed.id).collect();
    reactor()?.block_on(async {
        let engine = Engine::connect(engine).await?;
        Ok(Removed { containers: engine.sweep().await?, images: engine.remove_images(&ids).await? })
    })
}

/// Containers, and what is known of the processes in them.
pub(crate) struct Docker {
    actor: Actor,
    inmates: BTreeMap<u64, Inmate>,
    last_words: String,
}

/// The process in a container.
struct Inmate {
    pid: Option<u32>,
    limits: Limits,
    at_job: bool,
    /// Processor time before the job.
    before: Duration,
    /// Processor time of the job and the most memory, as last seen.
    seen: (Duration, u64),
}

impl Inmate {
    /// Looks at the process, which may have ended.
    fn look(&mut self) {
        let Some(pid) = self.pid else { return };
        if let Some(used) = ration::used(pid) {
            self.seen.0 = self.seen.0.max(used.saturating_sub(self.before));
        }
        if let Some(peak) = crate::namespaces::resident_peak_bytes(pid) {
            self.seen.1 = self.seen.1.max(peak);
        }
    }
}

impl Docker {
    pub(crate) fn start(
        engine: Option<&str>,
        runtime: &Runtime,
        allow_degraded: bool,
    ) -> Result<Self, Error> {
        let optional = if allow_degraded { u64::MAX } else { control::OPTIONAL };
        let actor = Actor::start(engine, runtime, optional)?;
        Ok(Self { actor, inmates: BTreeMap::new(), last_words: "it said nothing".to_owned() })
    }

    fn ended(&mut self, number: u64, code: i64, out_of_memory: bool, killed: bool) -> Notice {
        let code = i32::try_from(code).unwrap_or(128 + libc::SIGKILL);
        // A program that ends itself with such a status without Python's knowledge is told as ended by the signal: the
        // engine does not tell them apart.
        let signal = Some(code - 128).filter(|signal| (1..=64).contains(signal));
        let status = signal.unwrap_or((code & 0xff) << 8);
        let inmate = self.inmates.get_mut(&number);
        let (cpu_time, peak_memory_bytes) =
            inmate.as_ref().map_or_else(Default::default, |inmate| inmate.seen);
        let of_itself = signal == Some(libc::SIGKILL) && !killed;
        let limit = if signal == Some(libc::SIGKILL) && out_of_memory {
            Some(Limit::Memory)
        } else if signal == Some(libc::SIGXCPU)
            || of_itself && inmate.is_some_and(|inmate| cpu_time.as_secs() + 1 >= inmate.limits.cpu_seconds())
        {
            Some(Limit::Cpu)
        } else {
            None
        };
        Notice::Ended { number, status, cpu_time, peak_memory_bytes, limit }
    }
}

impl Origin for Docker {
    fn backend(&self) -> BackendName {
        BackendName::Docker
    }

    fn fork(
        &mut self,
        number: u64,
        limits: &Limits,
        descriptors: &Descriptors<'_>,
        _waits: bool,
    ) -> io::Result<()> {
        let [job, output, errors, board, tape] =
            descriptors.map(|descriptor| descriptor.try_clone_to_owned());
        let descriptors = [job?, output?, errors?, board?, tape?];
        let birth = Birth { number, limits: limits.clone(), descriptors };
        self.actor.send(Command::Start(Box::new(birth)))?;
        let inmate = Inmate {
            pid: None,
            limits: limits.clone(),
            at_job: false,
            before: Duration::ZERO,
            seen: (Duration::ZERO, 0),
        };
        self.inmates.insert(number, inmate);
        Ok(())
    }

    fn descriptor(&self) -> BorrowedFd<'_> {
        self.actor.as_fd()
    }

    fn notice(&mut self) -> io::Result<Option<Notice>> {
        let Some(event) = self.actor.event() else { return Ok(None) };
        Ok(Some(match event {
            Event::Born { number, pid, work } => {
                if let Some(inmate) = self.inmates.get_mut(&number) {
                    inmate.pid = pid;
                }
                Notice::Born { number, work: Some(work) }
            }
            Event::Unborn { number, reason } => Notice::Unborn { number, reason },
            Event::Ended { number, code, out_of_memory, killed } => {
                self.ended(number, code, out_of_memory, killed)
            }
            Event::Gone(reason) => {
                self.last_words = reason;
                return Err(io::Error::other("the engine has gone"));
            }
        }))
    }

    fn begin(&mut self, number: u64) {
        let Some(inmate) = self.inmates.get_mut(&number) else { return };
        inmate.before = inmate.pid.and_then(ration::used).unwrap_or_default();
        inmate.at_job = true;
        inmate.look();
    }

    fn used(&self, number: u64) -> Option<(Duration, u64)> {
        let inmate = self.inmates.get(&number)?;
        let pid = inmate.pid?;
        let cpu_time = ration::used(pid)?.saturating_sub(inmate.before);
        Some((cpu_time, crate::namespaces::resident_peak_bytes(pid)?.max(inmate.seen.1)))
    }

    fn kill(&mut self, number: u64) {
        if let Some(inmate) = self.inmates.get_mut(&number) {
            inmate.look();
            // An error means that the engine's thread has ended, and every container with it.
            drop(self.actor.send(Command::Kill(number)));
        }
    }

    fn clean(&mut self, number: u64) {
        self.inmates.remove(&number);
    }

    fn tick(&mut self, now: Instant) -> Option<Instant> {
        let mut next = None;
        for inmate in self.inmates.values_mut().filter(|inmate| inmate.at_job) {
            inmate.look();
            next = Some(now + SAMPLE);
        }
        next
    }

    fn controls(&self, record: &Record, limits: &Limits) -> Vec<Control> {
        let mut controls = control::controls(Namespaces::Root, record, &Controllers::default(), limits);
        for control in &mut controls {
            if let Some((state, reason)) = self.by_engine(control.name) {
                (control.state, control.reason) = (state, reason.to_owned());
            }
            // The kernel's file systems, `/proc` and `/sys`, are in every container: this is what closes them.
            control.mandatory |= control.name == "landlock";
        }
        controls
    }

    fn last_words(&self) -> String {
        self.last_words.clone()
    }
}

impl Docker {
    /// What the engine does in place of a step, or beside it. What can be seen from inside was looked at, in every
    /// container, before it was told what to confine itself to.
    fn by_engine(&self, name: &str) -> Option<(State, &'static str)> {
        use State::{Absent, Emulated, Enforced};
        let abilities = self.actor.abilities;
        Some(match name {
            "process-namespace" => (Enforced, "it sees no process but itself (container)"),
            "mount-namespace" => (
                Enforced,
                "it sees the runtime, read-only, and its work directory (container); the kernel's own file systems \
                 are there, and closed (Landlock)",
            ),
            "ipc-namespace" => (Enforced, "no shared memory or queues of others (container)"),
            "work-directory" => (
                Enforced,
                "a file system in memory, bounded in bytes and files, without programs (container)",
            ),
            "parent" => (
                Emulated,
                "one that waits for its job ends with its host; another by its limit of processor time, or when the \
                 next service starts, or by `assay sandbox cleanup`",
            ),
            "network" => {
                (Enforced, "a network namespace without interfaces (container), and no sockets (seccomp)")
            }
            "processes" if abilities.processes => {
                (Enforced, "one process (container), and no calls to make more (seccomp)")
            }
            "memory" if abilities.memory => {
                (Enforced, "its pages and files are counted, beyond those of the interpreter (container)")
            }
            "cpu" if abilities.cpu => (Enforced, "a share of each 100 ms (container)"),
            "cpu" => (Absent, "the engine's kernel does not ration processor time"),
            _ => return None,
        })
    }
}
