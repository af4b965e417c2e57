//! Children of a zygote in Linux namespaces, limited by control groups where there are some.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::{Duration, Instant};

use assay_cell::confinement::{Confinement, Record};
use rustix::process::Signal;

use crate::cgroup::{self, Controllers, Groups, Owner};
use crate::control;
use crate::error::Error;
use crate::filter;
use crate::limits::{Limit, Limits};
use crate::origin::{Descriptors, Notice, Origin};
use crate::ration::{self, Ration};
use crate::report::{BackendName, Control};
use crate::zygote::{self, NOBODY, Namespaces, Zygote};

/// A zygote and its children.
pub(crate) struct Nest {
    zygote: Zygote,
    controllers: Controllers,
    owner: Owner,
    steps: u64,
    optional: u64,
    filter: Vec<u8>,
    children: BTreeMap<u64, Grown>,
}

/// A child.
struct Grown {
    process: Option<OwnedFd>,
    limits: Limits,
    groups: Option<Groups>,
    ration: Option<Ration>,
    pid: u32,
    /// Processor time before the job.
    before: Duration,
}

impl Nest {
    pub(crate) fn start(root: &Path, bare: bool, allow_degraded: bool) -> Result<Self, Error> {
        let controllers = if bare { Controllers::default() } else { cgroup::find() };
        cgroup::sweep(&controllers);
        let zygote = Zygote::start(root, bare)?;
        let steps = control::steps(zygote.namespaces);
        Ok(Self {
            controllers,
            owner: Owner::this(),
            steps,
            optional: if allow_degraded { u64::MAX } else { control::OPTIONAL },
            filter: filter::compile(),
            children: BTreeMap::new(),
            zygote,
        })
    }

    fn confinement(&self, limits: &Limits) -> Vec<u8> {
        let Zygote { data_bytes, address_bytes, .. } = self.zygote;
        // Where pages are counted, address space is only kept from the absurd: an allocation that is too large fails, with
        // an error that tells its line.
        let confinement = Confinement {
            steps: self.steps,
            optional: self.optional,
            user: NOBODY.into(),
            work_bytes: limits.work_bytes(),
            work_files: limits.work_files(),
            data_bytes: data_bytes + limits.memory_bytes(),
            address_bytes: match self.controllers.memory {
                Some(_) => u64::MAX,
                None => address_bytes + limits.memory_bytes(),
            },
            cpu_seconds: limits.cpu_seconds(),
            file_bytes: limits.work_bytes(),
            descriptors: limits.descriptors(),
            filter_bytes: self.filter.len() as u64,
        };
        let mut bytes = confinement.to_bytes().to_vec();
        bytes.extend_from_slice(&self.filter);
        bytes
    }

    /// A child is there: into its groups with it, while it confines itself.
    fn born(&mut self, number: u64, process: OwnedFd) -> io::Result<()> {
        let Some(child) = self.children.get_mut(&number) else { return Ok(()) };
        child.pid = pid_of(&process).ok_or_else(|| io::Error::other("a child without a number"))?;
        if self.controllers != Controllers::default() {
            let groups = Groups::new(&self.controllers, &self.owner.name(number), &child.limits)?;
            groups.attach(child.pid)?;
            child.groups = Some(groups);
        }
        if self.controllers.cpu.is_none() && self.zygote.namespaces != Namespaces::Bare {
            child.ration = Some(Ration::new(child.pid, child.limits.millicores()));
        }
        child.process = Some(process);
        Ok(())
    }
}

/// The number of a process behind a pidfd, as this process knows it.
fn pid_of(process: &OwnedFd) -> Option<u32> {
    let information = std::fs::read_to_string(format!("/proc/self/fdinfo/{}", process.as_raw_fd())).ok()?;
    information.lines().find_map(|line| line.strip_prefix("Pid:"))?.trim().parse().ok()
}

/// The most memory that a process had resident.
pub(crate) fn resident_peak_bytes(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

impl Origin for Nest {
    fn backend(&self) -> BackendName {
        match self.zygote.namespaces {
            Namespaces::Bare => BackendName::Bare,
            Namespaces::Root | Namespaces::User => BackendName::Namespaces,
        }
    }

    fn fork(
        &mut self,
        number: u64,
        limits: &Limits,
        descriptors: &Descriptors<'_>,
        waits: bool,
    ) -> io::Result<()> {
        self.zygote.fork(number, &self.confinement(limits), descriptors, waits)?;
        let child = Grown {
            process: None,
            limits: limits.clone(),
            groups: None,
            ration: None,
            pid: 0,
            before: Duration::ZERO,
        };
        self.children.insert(number, child);
        Ok(())
    }

    fn descriptor(&self) -> BorrowedFd<'_> {
        self.zygote.as_fd()
    }

    fn notice(&mut self) -> io::Result<Option<Notice>> {
        Ok(Some(match self.zygote.notice()? {
            None => return Ok(None),
            Some(zygote::Notice::Born { number, process, work }) => match self.born(number, process) {
                Ok(()) => Notice::Born { number, work },
                Err(reason) => {
                    self.kill(number);
                    Notice::Unborn { number, reason }
                }
            },
            Some(zygote::Notice::Unborn { number, errno }) => {
                Notice::Unborn { number, reason: io::Error::from_raw_os_error(errno) }
            }
            Some(zygote::Notice::Ended { number, status, user_us, system_us, resident_kb }) => {
                let child = self.children.get(&number);
                let groups = child.and_then(|child| child.groups.as_ref());
                let all = Duration::from_micros(user_us + system_us);
                let cpu_time = all.saturating_sub(child.map_or(Duration::ZERO, |child| child.before));
                let signal = libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status));
                let limit = if signal == Some(libc::SIGKILL) && groups.is_some_and(Groups::met_memory_limit) {
                    Some(Limit::Memory)
                } else if signal == Some(libc::SIGXCPU)
                    || signal == Some(libc::SIGKILL)
                        && child.is_some_and(|child| all.as_secs() >= child.limits.cpu_seconds())
                {
                    Some(Limit::Cpu)
                } else {
                    None
                };
                let peak_memory_bytes =
                    groups.and_then(Groups::peak_memory_bytes).unwrap_or(resident_kb << 10);
                Notice::Ended { number, status, cpu_time, peak_memory_bytes, limit }
            }
        }))
    }

    fn begin(&mut self, number: u64) {
        let Some(child) = self.children.get_mut(&number) else { return };
        child.before = ration::used(child.pid).unwrap_or_default();
        if let Some(ration) = &mut child.ration {
            ration.begin();
        }
    }

    fn used(&self, number: u64) -> Option<(Duration, u64)> {
        let child = self.children.get(&number)?;
        let cpu_time = ration::used(child.pid)?.saturating_sub(child.before);
        let peak = child.groups.as_ref().and_then(Groups::peak_memory_bytes);
        Some((cpu_time, peak.or_else(|| resident_peak_bytes(child.pid))?))
    }

    fn kill(&mut self, number: u64) {
        if let Some(process) = self.children.get(&number).and_then(|child| child.process.as_ref()) {
            // An error means that it has ended.
            let _sent = rustix::process::pidfd_send_signal(process, Signal::KILL);
        }
    }

    fn clean(&mut self, number: u64) {
        self.children.remove(&number);
    }

    fn tick(&mut self, now: Instant) -> Option<Instant> {
        let mut next = None;
        for child in self.children.values_mut() {
            let (Some(ration), Some(process)) = (child.ration.as_mut(), child.process.as_ref()) else {
                continue;
            };
            if let Some(at) = ration.keep(now, process.as_fd()) {
                next = Some(next.map_or(at, |next: Instant| next.min(at)));
            }
        }
        next
    }

    fn controls(&self, record: &Record, limits: &Limits) -> Vec<Control> {
        control::controls(self.zygote.namespaces, record, &self.controllers, limits)
    }

    fn last_words(&self) -> String {
        self.zygote.last_words()
    }
}

impl Drop for Nest {
    fn drop(&mut self) {
        // Groups can only be removed when their processes are gone, which the zygote's end waits for.
        self.zygote.kill();
        self.children.clear();
    }
}
