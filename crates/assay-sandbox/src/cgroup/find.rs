//! Finds where groups can be made.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Controller, Controllers, Hierarchy, Owner, Version};

/// Looks for each controller, in this process's own group or, on version 2, in the nearest one above it that hands the
/// controllers on. What cannot be written is not found.
pub(crate) fn find() -> Controllers {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let [memory, cpu, pids] = Controller::ALL
        .map(|controller| one(controller, &mounts, &groups).or_else(|| two(controller, &mounts, &groups)));
    Controllers { memory, cpu, pids }
}

/// A mount of control groups.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mount<'a> {
    pub(super) root: &'a str,
    pub(super) point: &'a str,
    pub(super) kind: &'a str,
    pub(super) options: &'a str,
}

/// Reads a line of `mountinfo`.
pub(super) fn mount(line: &str) -> Option<Mount<'_>> {
    let (place, system) = line.split_once(" - ")?;
    let mut place = place.split(' ');
    let root = place.nth(3)?;
    let point = place.next()?;
    let mut system = system.split(' ');
    let kind = system.next()?;
    let options = system.nth(1)?;
    Some(Mount { root, point, kind, options })
}

/// The folder of a group that `/proc/self/cgroup` names, below a mount that may show only a part of the tree.
pub(super) fn folder(mount: &Mount<'_>, group: &str) -> Option<PathBuf> {
    let below = match mount.root {
        "/" => group,
        root => group.strip_prefix(root)?,
    };
    Some(Path::new(mount.point).join(below.trim_start_matches('/')))
}

fn one(controller: Controller, mounts: &str, groups: &str) -> Option<Hierarchy> {
    let has = |list: &str| list.split(',').any(|name| name == controller.name());
    let group = groups.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        has(parts.next()?).then(|| parts.next())?
    })?;
    let mount =
        mounts.lines().filter_map(mount).find(|mount| mount.kind == "cgroup" && has(mount.options))?;
    let parent = folder(&mount, group)?;
    holds(controller, Version::One, &parent).then_some(Hierarchy { version: Version::One, parent })
}

fn two(controller: Controller, mounts: &str, groups: &str) -> Option<Hierarchy> {
    let group = groups.lines().find_map(|line| line.strip_prefix("0::"))?;
    let mount = mounts.lines().filter_map(mount).find(|mount| mount.kind == "cgroup2")?;
    let own = folder(&mount, group)?;
    for parent in own.ancestors().take_while(|parent| parent.starts_with(mount.point)) {
        let handed_on = parent.join("cgroup.subtree_control");
        let listed = |file: &str| {
            let text = fs::read_to_string(parent.join(file)).unwrap_or_default();
            text.split_ascii_whitespace().any(|name| name == controller.name())
        };
        if listed("cgroup.controllers") && !listed("cgroup.subtree_control") {
            // Refused where processes are in the group itself; the group above may have it already.
            drop(fs::write(handed_on, format!("+{}", controller.name())));
        }
        if holds(controller, Version::Two, parent) {
            return Some(Hierarchy { version: Version::Two, parent: parent.to_owned() });
        }
    }
    None
}

/// Whether a group below `parent` can be made and has the controller's file.
fn holds(controller: Controller, version: Version, parent: &Path) -> bool {
    let probe = parent.join(format!("{}-probe", Owner::this().name(0)));
    if fs::create_dir(&probe).is_err() {
        return false;
    }
    let holds = fs::OpenOptions::new().write(true).open(probe.join(controller.limit(version))).is_ok()
        && fs::OpenOptions::new().write(true).open(probe.join("cgroup.procs")).is_ok();
    // An empty group can always be removed.
    drop(fs::remove_dir(&probe));
    holds
}
