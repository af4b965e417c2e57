//! What is running, told by the process table: there is no list that could be wrong.

use std::fs;
use std::time::Duration;

use serde::Serialize;

use crate::zygote::command_line;

/// A service of some process on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Service {
    /// The process that started it.
    pub host: u32,
    /// Its warm interpreter.
    pub zygote: u32,
    /// The user it belongs to.
    pub user: u32,
    /// Its children, ready or at a job, by number.
    pub children: Vec<Process>,
}

/// A child, seen from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// Resident memory, with what it shares.
    pub resident_bytes: u64,
    /// Processor time.
    #[serde(rename = "cpu_ms", serialize_with = "milliseconds")]
    pub cpu_time: Duration,
}

fn milliseconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// A line of the process table.
struct Entry {
    pid: u32,
    parent: u32,
    user: u32,
    process: Process,
}

/// Every service on this machine that the process table shows to this user, by the number of its host.
pub fn services() -> Vec<Service> {
    let ours = command_line();
    let mut entries: Vec<_> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line == ours))
        .filter_map(entry)
        .collect();
    entries.sort_by_key(|entry| entry.pid);
    // Children have their zygote's command line: those whose parent has it too are children.
    let pids: Vec<_> = entries.iter().map(|entry| entry.pid).collect();
    let (children, zygotes): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| pids.contains(&entry.parent));
    let mut services: Vec<_> = zygotes
        .into_iter()
        .map(|Entry { pid, parent, user, .. }| Service {
            host: parent,
            zygote: pid,
            user,
            children: Vec::new(),
        })
        .collect();
    for child in children {
        if let Some(service) = services.iter_mut().find(|service| service.zygote == child.parent) {
            service.children.push(child.process);
        }
    }
    services.sort_by_key(|service| (service.host, service.zygote));
    services
}

fn entry(pid: u32) -> Option<Entry> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_ascii_whitespace().next()?.parse::<u64>().ok()
    };
    let number = |name| field(name).and_then(|value| u32::try_from(value).ok());
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_ascii_whitespace().skip(11).map_while(|ticks| ticks.parse::<u64>().ok());
    let ticks = times.next()? + times.next()?;
    let process = Process {
        pid,
        resident_bytes: field("VmRSS:").unwrap_or(0) << 10,
        // A tick is 10 ms on every processor we build for.
        cpu_time: Duration::from_millis(ticks * 10),
    };
    Some(Entry { pid, parent: number("PPid:")?, user: number("Uid:")?, process })
}

/// Removes what dead services left: control groups, and processes in them. Returns how many groups were removed.
/// Everything else of a service ends with it.
pub fn clean_up() -> usize {
    crate::cgroup::sweep(&crate::cgroup::find())
}
