//! The attacks without a sandbox: what fails everywhere proves nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use assay_sandbox::{BackendName, Options, Sandbox, runtime};

use super::attack::{Attack, PRELUDE, Runs, Seen, Unconfined, corpus};
use super::{is_root, trial, variable};

/// Attacks that harm nobody and that only a sandbox refuses.
const HARMLESS: [&str; 5] = [
    "network/unix",
    "privileges/personality",
    "processes/process_descriptors",
    "resources/record_locks",
    "tracing/robust_list",
];

#[test]
fn a_sandbox_that_is_open_is_seen_to_be_open() {
    let sandbox =
        Sandbox::start(BackendName::Bare, &runtime::testing::runtime(), Options::default()).unwrap();
    for attack in corpus().iter().filter(|attack| HARMLESS.contains(&attack.name.as_str())) {
        let refused: Seen = "EPERM".parse().unwrap();
        let seen = trial::try_attack(&sandbox, attack, &refused);
        assert_eq!(seen.first_word().trim_end_matches(','), "obtained", "{}: {seen}", attack.name);
    }
}

/// Root's answers, on a kernel with everything: hence only where it is asked for.
#[test]
fn attacks_do_without_a_sandbox_what_they_say() {
    if variable("ASSAY_TEST_UNCONFINED").is_none() || !is_root() {
        eprintln!("skipped: ASSAY_TEST_UNCONFINED is not set, or we are not root");
        return;
    }
    let mut differences = Vec::new();
    for attack in corpus() {
        let Unconfined::Seen(expected) = &attack.unconfined else { continue };
        let seen = unconfined(&attack);
        if seen != expected.0 {
            differences.push(format!("{}: expected {expected}, saw {seen}", attack.name));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn unconfined(attack: &Attack) -> String {
    let folder = tempfile::tempdir().unwrap();
    let answer = |source: &str| answer(folder.path(), source);
    match &attack.runs {
        Runs::One(source) => answer(source).0,
        Runs::After(first, second) | Runs::Beside(first, second) => {
            answer(first);
            answer(second).0
        }
        Runs::Same(source) => {
            let same = answer(source).1 == answer(source).1;
            if same { "same" } else { "differ" }.to_owned()
        }
    }
}

/// What a program says on the machine itself, by the Python that the runtime is a copy of, in throw-away namespaces that keep what it makes from outliving it.
fn answer(folder: &Path, source: &str) -> (String, String) {
    let program = folder.join("attack.py");
    fs::write(&program, format!("{PRELUDE}\n{source}")).unwrap();
    let modules = runtime::testing::runtime().record().launch.search_path.clone();
    let root = runtime::testing::runtime().root();
    let path: Vec<_> = modules.iter().map(|module| format!("{}{module}", root.display())).collect();
    let output = Command::new("unshare")
        .args(["--mount", "--pid", "--fork", "--net", "--ipc", "--uts", "--mount-proc", "sh", "-c"])
        .arg("mount -t tmpfs none /dev/shm && exec python3 -B \"$0\"")
        .arg(&program)
        .current_dir(folder)
        .env_clear()
        .env("PATH", variable("PATH").unwrap())
        .envs([("HOME", "/root"), ("OPENBLAS_NUM_THREADS", "1")])
        .env("PYTHONPATH", path.join(":"))
        .env("ASSAY_TEST_SECRET", format!("{}{:032x}", trial::SECRET_BEGINS, 7))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let saw = line["saw"].as_str().map_or_else(|| format!("{output:?}"), str::to_owned);
    (saw, line["detail"].to_string())
}
