//! The conformance suite: every attack of `tests/attacks`, on every backend, held against what must be seen.
//!
//! The attacks run under a *host process* of their own, a copy of this test: it has a secret to keep, it may be a user
//! without rights, and what it has left is counted when it is done.

mod attack;
mod host;
mod page;
mod random;
mod trial;
mod unconfined;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use assay_sandbox::{BackendName, Options, Sandbox, runtime};

use attack::{Attack, Seen, Setting, corpus};
use host::Host;
use page::Record;

/// Which setting the host process is to run, and where it writes its record.
const HOST: &str = "ASSAY_TEST_HOST";
const RECORD: &str = "ASSAY_TEST_RECORD";
/// The folder of the runtime that tests use.
const RUNTIME: &str = "ASSAY_TEST_RUNTIME";
/// Where a Docker engine listens.
const ENGINE: &str = "ASSAY_TEST_DOCKER";
/// Only attacks whose name contains this.
const ONLY: &str = "ASSAY_TEST_ONLY";

#[test]
fn namespaces_started_by_root_contain_every_attack() {
    if is_root() {
        suite(Setting::Root);
    } else {
        eprintln!("skipped: only root can start it");
    }
}

#[test]
fn namespaces_started_by_nobody_contain_every_attack() {
    suite(Setting::Nobody);
}

#[test]
fn docker_contains_every_attack() {
    if variable(ENGINE).is_some() {
        suite(Setting::Docker);
    } else {
        eprintln!("skipped: ASSAY_TEST_DOCKER is not set");
    }
}

/// Runs the corpus in a host process, and asserts what was seen and that nothing is left.
fn suite(setting: Setting) {
    let ground = Ground::new(setting);
    let record = ground.folder.path().join("record");
    let output = ground.host_process("conformance::host_process_of_attacks", &record);
    let seen = page::read(&record);
    let (mut differences, mut missing) = (Vec::new(), Vec::new());
    let only = variable(ONLY);
    for attack in attacks() {
        let expected = attack.expected(setting);
        match seen.get(&attack.name) {
            Some(seen) if seen.answers(expected) => {}
            Some(seen) => differences.push(format!("{}: expected {expected}, saw {seen}", attack.name)),
            None => missing.push(attack.name),
        }
    }
    if !missing.is_empty() {
        differences.push(format!("{} have not run: {missing:?}", missing.len()));
    }
    let differences = differences.join("\n");
    assert!(differences.is_empty() && output.status.success(), "{differences}\n{}", shown(&output));
    if only.is_some() {
        return;
    }
    let record: Record =
        seen.into_iter().map(|(name, seen)| (name, Seen(seen.first_word().to_owned()))).collect();
    if variable(page::BLESS).is_some() {
        page::bless(setting, &record);
    } else {
        assert!(
            page::recorded(setting) == record,
            "what was seen is recorded otherwise: run with {}=1",
            page::BLESS
        );
    }
}

/// The attacks that are asked for and that this machine can run.
fn attacks() -> Vec<Attack> {
    let only = variable(ONLY).unwrap_or_default();
    let here = |attack: &Attack| {
        attack.architecture.as_deref().is_none_or(|wanted| wanted == std::env::consts::ARCH)
    };
    corpus().into_iter().filter(|attack| here(attack) && attack.name.contains(&only)).collect()
}

/// Where a host process stands: a folder that its user can read, with a runtime in it.
struct Ground {
    setting: Setting,
    folder: tempfile::TempDir,
    runtime: PathBuf,
}

impl Ground {
    fn new(setting: Setting) -> Self {
        let folder = tempfile::Builder::new().prefix("assay-attacks-").tempdir_in("/var/tmp").unwrap();
        let mut runtime = runtime::testing::runtime().folder().to_owned();
        if setting == Setting::Nobody && is_root() {
            // Root's folders are closed to nobody: the same files under another path.
            let copy = folder.path().join("runtime");
            link_tree(&runtime, &copy);
            runtime = copy;
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        Self { setting, folder, runtime }
    }

    /// Starts a copy of this test as a host of sandboxes: with a secret in its environment, as the user of the setting.
    fn host_process(&self, test: &str, record: &Path) -> Output {
        let number = 0x0123_4567_89ab_cdef_u128.wrapping_mul(u128::from(std::process::id()) << 40 | 0x5eed);
        let mut host = Command::new("/proc/self/exe");
        host.args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(HOST, self.setting.word())
            .env(RECORD, record)
            .env(RUNTIME, &self.runtime)
            .env("ASSAY_TEST_SECRET", format!("{}{number:032x}", trial::SECRET_BEGINS));
        if self.setting == Setting::Nobody && is_root() {
            host.uid(NOBODY).gid(NOBODY).current_dir("/").env("HOME", "/nonexistent");
        }
        host.output().unwrap()
    }
}

/// The user without any right.
const NOBODY: u32 = 65534;

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The same files under another path.
fn link_tree(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            link_tree(&entry.path(), &target);
        } else if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
    fs::set_permissions(to, fs::Permissions::from_mode(0o755)).unwrap();
}

fn shown(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}\n{}", output.status, text(&output.stdout), text(&output.stderr))
}

/// The host process: not a test, unless the variables say whose it is.
#[test]
fn host_process_of_attacks() {
    let Some((setting, record)) = host_setting() else { return };
    let attacks = attacks();
    let (sandbox, before) = host_sandbox(setting);
    let next = AtomicUsize::new(0);
    let log = Arc::new(Log { seen: Mutex::default(), at_work: Mutex::default(), path: record.into() });
    let begun = now();
    // A container takes a second to come up.
    let (workers, patience) = if setting == Setting::Docker { (2, 20) } else { (4, 3) };
    log.watch(Duration::from_mins(patience));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(attack) = attacks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let begun = now();
                    log.at_work.lock().unwrap().insert(attack.name.clone());
                    let saw = trial::try_attack(&sandbox, attack, attack.expected(setting));
                    println!("{:>7.0} ms {} {saw}", begun.elapsed().as_secs_f64() * 1e3, attack.name);
                    log.at_work.lock().unwrap().remove(&attack.name);
                    log.seen.lock().unwrap().insert(attack.name.clone(), saw);
                }
            });
        }
    });
    println!("{} attacks in {:.1} s", attacks.len(), begun.elapsed().as_secs_f64());
    log.write();
    leaves_nothing(sandbox, &before);
}

/// What a host process has seen so far, and what it waits for.
struct Log {
    seen: Mutex<Record>,
    at_work: Mutex<BTreeSet<String>>,
    path: PathBuf,
}

impl Log {
    fn write(&self) {
        page::write(&self.path, &self.seen.lock().unwrap());
    }

    /// A sandbox that never answers is told by the names of what it did not answer.
    fn watch(self: &Arc<Self>, patience: Duration) {
        let log = Arc::clone(self);
        std::thread::spawn(move || {
            std::thread::sleep(patience);
            for name in log.at_work.lock().unwrap().iter() {
                log.seen.lock().unwrap().insert(name.clone(), Seen("no answer".to_owned()));
            }
            log.write();
            std::process::abort();
        });
    }
}

fn host_setting() -> Option<(Setting, String)> {
    let setting = variable(HOST)?.parse().unwrap();
    Some((setting, variable(RECORD).unwrap()))
}

/// A sandbox, and what the host had before it.
fn host_sandbox(setting: Setting) -> (Sandbox, Host) {
    // Orphans of ours become children of ours, and are counted.
    rustix::process::set_child_subreaper(Some(rustix::process::getpid())).unwrap();
    let backend = match setting {
        Setting::Root | Setting::Nobody => BackendName::Namespaces,
        Setting::Docker => BackendName::Docker,
    };
    // Most attacks have these limits, and get a child of the pool.
    let options = Options { engine: variable(ENGINE), limits: trial::limits(), ..Options::default() };
    let start = || Sandbox::start(backend, &runtime::testing::runtime(), options.clone()).unwrap();
    if backend == BackendName::Docker {
        // An engine keeps what it makes for its first container: an image, a namespace without a network.
        drop(start());
    }
    let before = Host::now();
    let sandbox = start();
    trial::sound(&sandbox).unwrap();
    (sandbox, before)
}

/// Closes the sandbox and counts what is left.
fn leaves_nothing(sandbox: Sandbox, before: &Host) {
    trial::sound(&sandbox).unwrap();
    drop(sandbox);
    let patience = now();
    loop {
        let left = Host::now().left_since(before);
        if left.is_empty() {
            return;
        }
        // The kernel takes processes and groups away a moment after they have ended.
        assert!(patience.elapsed() < Duration::from_secs(2), "left behind:\n{}", left.join("\n"));
        std::thread::yield_now();
    }
}

#[expect(clippy::disallowed_methods, reason = "tests are opted in to and told their part by variables")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[expect(clippy::disallowed_methods, reason = "a deadline of the test itself")]
fn now() -> Instant {
    Instant::now()
}
