//! What a host has, counted before and after: a run leaves nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Everything that a run could leave behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Host {
    /// Processes that descend from this one. It adopts orphans, so that none is missed.
    processes: BTreeSet<String>,
    mounts: BTreeSet<String>,
    groups: BTreeSet<String>,
    /// Open descriptors of this process, by what they lead to.
    descriptors: Vec<String>,
    /// Shared memory, semaphores and queues.
    shared: BTreeSet<String>,
    /// Files in the folders that every process may write.
    files: BTreeSet<String>,
}

impl Host {
    /// Counts.
    pub(crate) fn now() -> Self {
        let lines = |path: &str| -> BTreeSet<String> {
            fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
        };
        let shared = ["shm", "sem", "msg"].iter().flat_map(|kind| {
            lines(&format!("/proc/sysvipc/{kind}")).into_iter().map(move |line| format!("{kind} {line}"))
        });
        Self {
            processes: descendants(),
            // Mount numbers are given again and again; what is mounted where is what counts. An engine of Docker that
            // starts or ends meanwhile is not ours.
            mounts: lines("/proc/self/mountinfo")
                .into_iter()
                .filter(|line| !line.contains("/docker"))
                .map(|line| line.splitn(4, ' ').skip(3).collect())
                .collect(),
            groups: groups(Path::new("/sys/fs/cgroup")).into_iter().collect(),
            descriptors: descriptors(),
            shared: shared.chain(planted("/dev/shm")).chain(planted("/dev/mqueue")).collect(),
            files: planted("/tmp").into_iter().chain(planted("/var/tmp")).collect(),
        }
    }

    /// What is here now and was not in `before`, one line each.
    pub(crate) fn left_since(&self, before: &Self) -> Vec<String> {
        let mut left = Vec::new();
        for (kind, now, then) in [
            ("process", &self.processes, &before.processes),
            ("mount", &self.mounts, &before.mounts),
            ("control group", &self.groups, &before.groups),
            ("shared", &self.shared, &before.shared),
            ("file", &self.files, &before.files),
        ] {
            left.extend(now.difference(then).map(|line| format!("{kind}: {line}")));
        }
        if self.descriptors.len() > before.descriptors.len() {
            left.push(format!(
                "descriptors: {} became {}: {:?}",
                before.descriptors.len(),
                self.descriptors.len(),
                self.descriptors
            ));
        }
        left
    }
}

/// What attacks leave where everybody may write, by the names that they give it: others of this machine work there too.
fn planted(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.path().to_string_lossy().into_owned());
    names.filter(|name| name.contains("planted") || name.contains("left-by-an-attack")).collect()
}

/// Control groups that carry our name and this process's number.
fn groups(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && depth < 6 {
                waiting.push((entry.path(), depth + 1));
            }
        }
        let name = folder.to_string_lossy();
        if name.contains("assay") && name.contains(&std::process::id().to_string()) {
            found.push(name.into_owned());
        }
    }
    found
}

fn descriptors() -> Vec<String> {
    let entries = fs::read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let mut targets: Vec<_> = entries
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .map(|target: PathBuf| target.to_string_lossy().into_owned())
        // The listing itself is open while it is read.
        .filter(|target| !(target.starts_with("/proc/") && target.ends_with("/fd")))
        .collect();
    targets.sort();
    targets
}

fn descendants() -> BTreeSet<String> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(process) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        // The name is in brackets and may hold anything, brackets too.
        let Some((name, rest)) = stat.rsplit_once(')') else { continue };
        let parent = rest.split_whitespace().nth(1).and_then(|parent| parent.parse::<u32>().ok());
        parents.push((
            process,
            parent.unwrap_or(0),
            name.rsplit_once('(').map_or("", |(_, name)| name).to_owned(),
        ));
    }
    let mut ours = BTreeSet::from([std::process::id()]);
    let mut found = BTreeSet::new();
    loop {
        let before = ours.len();
        for (process, parent, name) in &parents {
            if ours.contains(parent) && ours.insert(*process) {
                found.insert(format!("{process} {name}"));
            }
        }
        if ours.len() == before {
            return found;
        }
    }
}

#[test]
fn what_is_left_is_told() {
    fn check(left: &Host, told: &str) {
        assert_eq!(left.left_since(&Host::default()), [told]);
    }
    let one = |line: &str| BTreeSet::from([line.to_owned()]);
    check(&Host { processes: one("7 python3"), ..Host::default() }, "process: 7 python3");
    check(&Host { mounts: one("/work"), ..Host::default() }, "mount: /work");
    check(&Host { groups: one("assay-1"), ..Host::default() }, "control group: assay-1");
    check(&Host { shared: one("/dev/shm/planted"), ..Host::default() }, "shared: /dev/shm/planted");
    check(&Host { files: one("/tmp/planted"), ..Host::default() }, "file: /tmp/planted");
    check(
        &Host { descriptors: vec!["pipe".to_owned()], ..Host::default() },
        "descriptors: 0 became 1: [\"pipe\"]",
    );
    let before = Host::now();
    let mut child = std::process::Command::new("sleep").arg("10").spawn().unwrap();
    let now = Host::now();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        now.processes.difference(&before.processes).any(|process| process.ends_with(" sleep")),
        "{now:?}"
    );
}
