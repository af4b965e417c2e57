//! Control groups: memory, processor time and the number of processes, by whichever version of the kernel's interface
//! each controller is on.

mod find;
mod owner;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use self::find::find;
pub(crate) use self::owner::Owner;
use crate::limits::Limits;

/// The two interfaces of the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    One,
    Two,
}

/// A controller, and the group below which we may make groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hierarchy {
    pub(crate) version: Version,
    pub(crate) parent: PathBuf,
}

/// Something that a group can limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Controller {
    Memory,
    Cpu,
    Pids,
}

impl Controller {
    pub(crate) const ALL: [Self; 3] = [Self::Memory, Self::Cpu, Self::Pids];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Cpu => "cpu",
            Self::Pids => "pids",
        }
    }

    /// A file that is there when the controller is.
    fn limit(self, version: Version) -> &'static str {
        match (self, version) {
            (Self::Memory, Version::One) => "memory.limit_in_bytes",
            (Self::Memory, Version::Two) => "memory.max",
            (Self::Cpu, Version::One) => "cpu.cfs_quota_us",
            (Self::Cpu, Version::Two) => "cpu.max",
            (Self::Pids, _) => "pids.max",
        }
    }
}

/// What this process may use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Controllers {
    pub(crate) memory: Option<Hierarchy>,
    pub(crate) cpu: Option<Hierarchy>,
    pub(crate) pids: Option<Hierarchy>,
}

impl Controllers {
    pub(crate) fn get(&self, controller: Controller) -> Option<&Hierarchy> {
        match controller {
            Controller::Memory => self.memory.as_ref(),
            Controller::Cpu => self.cpu.as_ref(),
            Controller::Pids => self.pids.as_ref(),
        }
    }

    /// The groups below which ours are, each once.
    pub(crate) fn parents(&self) -> Vec<&Path> {
        let mut parents: Vec<&Path> = Controller::ALL
            .iter()
            .filter_map(|controller| self.get(*controller))
            .map(|h| h.parent.as_path())
            .collect();
        parents.sort();
        parents.dedup();
        parents
    }
}

/// The period over which processor time is rationed.
const PERIOD_US: u64 = 100_000;

/// The groups of one child. They are removed with the value.
#[derive(Debug)]
pub(crate) struct Groups {
    folders: Vec<PathBuf>,
    memory: Option<(Version, PathBuf)>,
}

impl Groups {
    /// Makes groups with the limits, for one child.
    pub(crate) fn new(controllers: &Controllers, name: &str, limits: &Limits) -> io::Result<Self> {
        let mut groups = Self { folders: Vec::with_capacity(3), memory: None };
        for parent in controllers.parents() {
            let folder = parent.join(name);
            fs::create_dir(&folder)?;
            groups.folders.push(folder);
        }
        for controller in Controller::ALL {
            let Some(Hierarchy { version, parent }) = controllers.get(controller) else { continue };
            let folder = parent.join(name);
            match controller {
                Controller::Memory => {
                    limit_memory(&folder, *version, limits.memory_bytes())?;
                    groups.memory = Some((*version, folder));
                }
                Controller::Cpu => {
                    limit_cpu(&folder, *version, limits.millicores())?;
                }
                Controller::Pids => fs::write(folder.join("pids.max"), "1")?,
            }
        }
        Ok(groups)
    }

    /// Moves a process into the groups. It is in all of them, or there is an error.
    pub(crate) fn attach(&self, pid: u32) -> io::Result<()> {
        let pid = pid.to_string();
        self.folders.iter().try_for_each(|folder| fs::write(folder.join("cgroup.procs"), &pid))
    }

    /// The most memory that the group had.
    pub(crate) fn peak_memory_bytes(&self) -> Option<u64> {
        let (version, folder) = self.memory.as_ref()?;
        let file = match version {
            Version::One => "memory.max_usage_in_bytes",
            Version::Two => "memory.peak",
        };
        fs::read_to_string(folder.join(file)).ok()?.trim().parse().ok()
    }

    /// Whether the kernel ended a process of the group for its memory.
    pub(crate) fn met_memory_limit(&self) -> bool {
        let Some((version, folder)) = &self.memory else { return false };
        let file = match version {
            Version::One => "memory.oom_control",
            Version::Two => "memory.events",
        };
        fs::read_to_string(folder.join(file))
            .ok()
            .and_then(|text| {
                text.lines().find_map(|line| line.strip_prefix("oom_kill ")?.parse::<u64>().ok())
            })
            .is_some_and(|kills| kills > 0)
    }
}

fn limit_memory(folder: &Path, version: Version, bytes: u64) -> io::Result<()> {
    let bytes = bytes.to_string();
    match version {
        Version::One => {
            fs::write(folder.join("memory.limit_in_bytes"), &bytes)?;
            // Memory and swap together; the file is there only when swap is counted.
            ignore_absent(fs::write(folder.join("memory.memsw.limit_in_bytes"), &bytes))
        }
        Version::Two => {
            fs::write(folder.join("memory.max"), &bytes)?;
            ignore_absent(fs::write(folder.join("memory.swap.max"), "0"))?;
            ignore_absent(fs::write(folder.join("memory.oom.group"), "1"))
        }
    }
}

fn limit_cpu(folder: &Path, version: Version, millicores: u32) -> io::Result<()> {
    // The kernel takes no less than a millisecond.
    let quota = (PERIOD_US * u64::from(millicores) / 1000).max(1000);
    match version {
        Version::One => {
            fs::write(folder.join("cpu.cfs_period_us"), PERIOD_US.to_string())?;
            fs::write(folder.join("cpu.cfs_quota_us"), quota.to_string())
        }
        Version::Two => fs::write(folder.join("cpu.max"), format!("{quota} {PERIOD_US}")),
    }
}

fn ignore_absent(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => {
            Ok(())
        }
        outcome => outcome,
    }
}

impl Drop for Groups {
    fn drop(&mut self) {
        for folder in &self.folders {
            // A group that cannot be removed now is removed by the next sweep.
            drop(remove(folder));
        }
    }
}

/// Removes a group whose processes have ended or are ending.
fn remove(folder: &Path) -> io::Result<()> {
    let mut wait = std::time::Duration::from_micros(100);
    loop {
        match fs::remove_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy && wait.as_millis() < 200 => {
                std::thread::sleep(wait);
                wait *= 2;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            outcome => return outcome,
        }
    }
}

/// A group of a service, as the kernel shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) folder: PathBuf,
    pub(crate) owner: Owner,
    pub(crate) number: u64,
    pub(crate) processes: Vec<i32>,
}

/// Every group of ours, whoever made it.
pub(crate) fn list(controllers: &Controllers) -> Vec<Found> {
    let mut found = Vec::new();
    for parent in controllers.parents() {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some((owner, number)) = name.to_str().and_then(Owner::parse) else { continue };
            let folder = entry.path();
            let processes = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
            let processes = processes.lines().filter_map(|line| line.parse().ok()).collect();
            found.push(Found { folder, owner, number, processes });
        }
    }
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    found
}

/// Ends what services left that have ended without cleaning up. Returns how many groups were removed.
pub(crate) fn sweep(controllers: &Controllers) -> usize {
    let mut removed = 0;
    for Found { folder, owner, processes, .. } in list(controllers) {
        if !owner.is_gone() {
            continue;
        }
        for process in processes {
            kill_member(&folder, process);
        }
        removed += usize::from(remove(&folder).is_ok());
    }
    removed
}

/// Ends a process if it is still a member of the group when it can no longer be mistaken for another.
fn kill_member(folder: &Path, process: i32) {
    let Some(pid) = rustix::process::Pid::from_raw(process) else { return };
    let Ok(descriptor) = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()) else {
        return;
    };
    let members = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
    if members.lines().any(|line| line == process.to_string()) {
        let _sent = rustix::process::pidfd_send_signal(descriptor, rustix::process::Signal::KILL);
    }
}

#[cfg(test)]
mod tests;
