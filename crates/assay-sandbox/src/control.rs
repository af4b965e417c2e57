//! What confines a child, told from what became of each step.

use assay_cell::confinement::{NOT_TAKEN, Record, Step};

use crate::cgroup::Controllers;
use crate::limits::Limits;
use crate::report::{Control, State};
use crate::zygote::Namespaces;

/// Steps that may fail without the program being refused: others hold the same wall, or the kernel is too old.
pub(crate) const OPTIONAL: u64 = Step::WriteExecute.bit() | Step::Landlock.bit();

/// The steps of a backend.
pub(crate) fn steps(namespaces: Namespaces) -> u64 {
    match namespaces {
        Namespaces::Root | Namespaces::User => Step::ALL.iter().fold(0, |steps, step| steps | step.bit()),
        Namespaces::Bare => Step::Mounts.bit() | Step::Work.bit() | Step::Parent.bit(),
    }
}

/// The name of a step as a control, what it does, and what to do when it fails.
fn describe(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::Processes => ("process-namespace", "it sees no process but itself"),
        Step::Mounts => ("mount-namespace", "it sees the runtime, read-only, and its work directory"),
        Step::Ipc => ("ipc-namespace", "no shared memory or queues of others"),
        Step::Work => {
            ("work-directory", "a file system in memory, bounded in bytes and files, without programs")
        }
        Step::Resources => {
            ("resources", "core dumps, files, descriptors, locked memory and priorities are limited")
        }
        Step::Identity => ("identity", "user and group 65534"),
        Step::Capabilities => ("capabilities", "none, and none to be had"),
        Step::Parent => ("parent", "it ends when its host ends"),
        Step::Undumpable => ("tracing", "nobody of its user can trace or read it"),
        Step::Privileges => ("privileges", "executing gives none"),
        Step::WriteExecute => ("write-execute", "memory that was writable never becomes executable"),
        Step::Landlock => ("landlock", "files: the runtime to read, the work directory to write"),
        Step::SystemCalls => ("system-calls", "denied unless listed (seccomp)"),
    }
}

/// The controls of a child. `groups` tells which of its groups it is in, `None` when it is in none.
pub(crate) fn controls(
    namespaces: Namespaces,
    record: &Record,
    controllers: &Controllers,
    limits: &Limits,
) -> Vec<Control> {
    let mut controls = Vec::with_capacity(Step::ALL.len() + 6);
    let mut failed = false;
    for (step, errno) in Step::ALL.into_iter().zip(record.steps) {
        let (name, what) = describe(step);
        let mandatory = OPTIONAL & step.bit() == 0;
        let (state, reason) = match errno {
            0 => (State::Enforced, enforced(step, what, namespaces, record)),
            NOT_TAKEN if failed => (State::Absent, "not reached".to_owned()),
            NOT_TAKEN => (State::Absent, "this backend does not isolate".to_owned()),
            errno => {
                failed = mandatory;
                (State::Absent, std::io::Error::from_raw_os_error(errno).to_string())
            }
        };
        controls.push(Control { name, state, reason, mandatory });
    }
    let bare = namespaces == Namespaces::Bare;
    let network = if bare {
        (State::Absent, "this backend does not isolate")
    } else {
        (State::Enforced, "a network namespace without interfaces, and no sockets (seccomp)")
    };
    controls.push(control("network", network, true));
    let denied = record.steps.get(Step::SystemCalls as usize) == Some(&0);
    controls.push(control(
        "processes",
        match (&controllers.pids, denied) {
            (Some(_), _) => (State::Enforced, "one process (cgroup), and no calls to make more (seccomp)"),
            (None, true) => (State::Enforced, "no calls to make processes or threads (seccomp)"),
            (None, false) => (State::Absent, "neither a pids controller nor seccomp"),
        },
        true,
    ));
    let limited = record.steps.get(Step::Resources as usize) == Some(&0);
    controls.push(control("memory", match (&controllers.memory, limited) {
        (Some(_), _) => (State::Enforced, "its pages and files are counted (cgroup)"),
        (None, true) => (
            State::Emulated,
            "address space is limited (RLIMIT_AS, RLIMIT_DATA) and the work directory apart from it: no memory \
             controller can be used",
        ),
        (None, false) => (State::Absent, "no memory controller can be used"),
    }, true));
    controls.push(control(
        "cpu",
        match (&controllers.cpu, bare) {
            (Some(_), _) => (State::Enforced, "a share of each 100 ms (cgroup)"),
            (None, false) => (
                State::Emulated,
                "it is stopped and continued to keep its share: no cpu controller can be used",
            ),
            (None, true) => (State::Absent, "this backend does not isolate"),
        },
        true,
    ));
    let wall = limits.wall();
    controls.push(Control {
        name: "wall-time",
        state: State::Enforced,
        reason: format!("its host ends it after {wall:?}"),
        mandatory: true,
    });
    controls.push(control(
        "output",
        (State::Enforced, "its host keeps no more than the limit, and reads slowly beyond it"),
        true,
    ));
    controls
}

fn control(name: &'static str, (state, reason): (State, &str), mandatory: bool) -> Control {
    Control { name, state, reason: reason.to_owned(), mandatory }
}

fn enforced(step: Step, what: &str, namespaces: Namespaces, record: &Record) -> String {
    match (step, namespaces) {
        (Step::Landlock, _) => format!("{what}; version {}", record.landlock),
        (Step::Identity, Namespaces::Root) => {
            format!("{what}, by dropping root; no user namespace is needed")
        }
        (Step::Identity, Namespaces::User) => {
            format!(
                "{what} in a user namespace, the host's user outside; its further groups stay, and reach no file"
            )
        }
        _ => what.to_owned(),
    }
}

/// How to get a control that does not hold, or holds less well than it could.
pub fn remedy(control: &Control) -> Option<&'static str> {
    if control.state == State::Enforced {
        return None;
    }
    Some(match control.name {
        "memory" | "cpu" => {
            "a control group of one's own: run as root, or in `systemd-run --user --scope --property=Delegate=yes`"
        }
        "landlock" => "a kernel from 5.13 that is started with `landlock` among its `lsm=` modules",
        "write-execute" => "a kernel from 6.3",
        "work-directory" | "mount-namespace" => {
            "a kernel from 5.12 that allows file systems in memory in namespaces"
        }
        "process-namespace" | "ipc-namespace" => {
            "more room in `/proc/sys/user/max_pid_namespaces` and its neighbours"
        }
        "system-calls" | "processes" => "a kernel with CONFIG_SECCOMP_FILTER",
        _ => return None,
    })
}

/// The mandatory controls that do not hold, for an error.
pub(crate) fn missing(controls: &[Control]) -> Option<String> {
    let missing: Vec<_> = controls
        .iter()
        .filter(|control| {
            control.mandatory && control.state == State::Absent && control.reason != "not reached"
        })
        .map(|control| format!("{} ({})", control.name, control.reason))
        .collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}
