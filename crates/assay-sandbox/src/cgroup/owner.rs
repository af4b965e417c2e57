//! Whose a group is: its name tells, so that what a dead service left can be found and removed.

use std::fs;

/// What the names of our groups begin with.
const PREFIX: &str = "assay-";

/// A process that owns groups, never to be mistaken for another that has its number later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Owner {
    /// The process namespace in which the number is meant.
    namespace: u64,
    pub(crate) pid: u32,
    /// When it was started, in ticks since boot.
    started: u64,
}

impl Owner {
    /// This process.
    pub(crate) fn this() -> Self {
        let pid = std::process::id();
        Self { namespace: this_namespace(), pid, started: start_of(pid).unwrap_or(0) }
    }

    /// The name of its group `number`.
    pub(crate) fn name(self, number: u64) -> String {
        let Self { namespace, pid, started } = self;
        format!("{PREFIX}{namespace}-{pid}-{started}-{number}")
    }

    /// Reads a name that [`Owner::name`] made.
    pub(crate) fn parse(name: &str) -> Option<(Self, u64)> {
        let mut parts = name.strip_prefix(PREFIX)?.split('-');
        let mut next = || parts.next()?.parse::<u64>().ok();
        let (namespace, pid, started, number) = (next()?, next()?, next()?, next()?);
        let owner = Self { namespace, pid: u32::try_from(pid).ok()?, started };
        parts.next().is_none().then_some((owner, number))
    }

    /// Whether it has ended. An owner in another process namespace cannot be looked up, and counts as alive.
    pub(crate) fn is_gone(self) -> bool {
        self.namespace == this_namespace() && start_of(self.pid) != Some(self.started)
    }
}

fn this_namespace() -> u64 {
    let link = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    let text = link.to_string_lossy();
    text.trim_start_matches("pid:[").trim_end_matches(']').parse().unwrap_or(0)
}

fn start_of(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything.
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace();
    // A zombie has ended: its memory and its sockets are gone.
    if fields.next()? == "Z" {
        return None;
    }
    fields.nth(18)?.parse().ok()
}
