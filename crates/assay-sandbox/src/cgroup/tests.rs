use std::path::PathBuf;

use super::find::{Mount, folder, mount};
use super::{Owner, find, list};

#[test]
fn names_of_groups_tell_their_owner() {
    let owner = Owner::this();
    assert_eq!(Owner::parse(&owner.name(7)), Some((owner, 7)));
    assert!(!owner.is_gone());
    for name in [
        "",
        "assay-",
        "assay-1-2-3",
        "assay-1-2-3-4-5",
        "assay-1-2-3-x",
        "assay-1-2-3-4-probe",
        "docker-1-2-3-4",
    ] {
        assert_eq!(Owner::parse(name), None, "{name}");
    }
}

#[test]
fn another_process_with_the_number_of_the_owner_is_not_the_owner() {
    let name = Owner::this().name(1);
    let parts: Vec<_> = name.split('-').collect();
    let earlier = format!("assay-{}-{}-1-1", parts[1], parts[2]);
    let (owner, _) = Owner::parse(&earlier).expect("the name is well formed");
    assert!(owner.is_gone());
    let elsewhere = format!("assay-1-{}-1-1", parts[2]);
    let (owner, _) = Owner::parse(&elsewhere).expect("the name is well formed");
    assert!(!owner.is_gone(), "an owner in another process namespace cannot be looked up");
}

fn check(line: &str, group: &str, expected: Option<&str>) {
    let folder = mount(line).and_then(|mount| folder(&mount, group));
    assert_eq!(folder, expected.map(PathBuf::from));
}

#[test]
fn groups_are_found_below_their_mounts() {
    let one = "36 25 0:31 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory";
    assert_eq!(
        mount(one),
        Some(Mount { root: "/", point: "/sys/fs/cgroup/memory", kind: "cgroup", options: "rw,memory" })
    );
    check(one, "/", Some("/sys/fs/cgroup/memory"));
    check(one, "/a/b", Some("/sys/fs/cgroup/memory/a/b"));
    // A container sees a part of the tree.
    let part = "36 25 0:31 /docker/1f /sys/fs/cgroup ro - cgroup2 cgroup rw";
    check(part, "/docker/1f", Some("/sys/fs/cgroup"));
    check(part, "/docker/1f/own", Some("/sys/fs/cgroup/own"));
    check(part, "/elsewhere", None);
    check("no mount", "/", None);
}

#[test]
fn looking_leaves_nothing() {
    let controllers = find();
    let ours = Owner::this();
    assert!(list(&controllers).iter().all(|found| found.owner != ours), "no group of this process is left");
}
