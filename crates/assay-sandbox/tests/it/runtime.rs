//! The Python runtime: the one that `cargo xtask runtime` has installed, and small ones that stand in for it.

use std::fs;
use std::path::Path;
use std::process::Command;

use assay_sandbox::runtime::{
    Damage, InstallOptions, Launch, Python, Record, Runtime, RuntimeError, Runtimes, testing,
};
use assay_types::ContentHash;

/// What cannot be imported, in some version of Python: what a runtime is without, and what other systems have.
const WITHOUT: &[&str] = &[
    "audioop",
    "crypt",
    "curses",
    "dbm",
    "distutils",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "msvcrt",
    "nis",
    "ossaudiodev",
    "pydoc_data",
    "readline",
    "spwd",
    "sqlite3",
    "ssl",
    "tkinter",
    "turtle",
    "turtledemo",
    "venv",
    "wave",
    "winsound",
];

/// Imports every module of the library, and prints those that fail, one a line.
const IMPORT_ALL: &str = "
import importlib, os, sys
for name in sorted(sys.stdlib_module_names):
    if name in ('__main__', 'antigravity', 'this', 'msilib', 'winreg', 'nt') or name.startswith('_'):
        continue
    try:
        importlib.import_module(name)
    except ImportError:
        print(name)
";

#[test]
fn every_file_is_as_it_was_installed() {
    assert_eq!(testing::runtime().verify().unwrap(), []);
}

#[test]
fn python_works_with_nothing_but_its_root() {
    let said = in_root(
        "import numpy, pandas, talib.abstract; print(pandas.Series(numpy.arange(5.0)).rolling(2).mean().sum())",
    );
    let Some(said) = said else { return };
    assert_eq!(said, "8.0\n");
}

#[test]
fn library_is_whole_but_for_what_is_left_out() {
    let Some(said) = in_root(IMPORT_ALL) else { return };
    let missing: Vec<&str> = said.lines().filter(|name| !WITHOUT.contains(name)).collect();
    assert_eq!(missing, <[&str; 0]>::default());
    assert!(said.lines().count() > WITHOUT.len() / 2, "the list is of another time: {said}");
}

#[test]
fn nothing_names_a_folder_of_this_machine() {
    let program = "
import sys, sysconfig
print(sys.executable, sys.prefix, sys.exec_prefix, sys.base_prefix, *sys.path, sep='\\n')
print(*(value for value in sysconfig.get_config_vars().values() if isinstance(value, str) and '/' in value), sep='\\n')
";
    let Some(said) = in_root(program) else { return };
    let runtime = testing::runtime();
    let program = Path::new(&runtime.record().python.copied_from);
    let prefix = program.parent().and_then(Path::parent).unwrap().to_str().unwrap();
    assert!(prefix == "/usr" || !said.contains(prefix), "{said}");
    assert!(!said.contains("/home") && !said.contains("/tmp"), "{said}");
}

#[test]
fn nobody_is_needed_to_read_it() {
    let runtime = testing::runtime();
    let listed =
        Command::new("find").arg(runtime.root()).args(["-not", "-perm", "-444", "-o", "-type", "l"]).output();
    assert_eq!(String::from_utf8(listed.unwrap().stdout).unwrap(), "");
}

#[test]
fn installed_runtime_is_found_again_by_two_at_once() {
    let runtime = testing::runtime();
    let runtimes = Runtimes::new(runtime.folder().parent().unwrap().to_path_buf());
    let ensure = || runtimes.ensure(&InstallOptions::default(), &mut |_| {}).unwrap();
    let found = std::thread::scope(|scope| {
        let both = [scope.spawn(ensure), scope.spawn(ensure)];
        both.map(|thread| thread.join().unwrap())
    });
    let default = runtimes.default_runtime().unwrap().unwrap();
    assert_eq!(found, [default.clone(), default]);
}

#[test]
fn failed_installation_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (none, data) = (folder.path().join("wheels"), folder.path().join("data"));
    fs::create_dir(&none).unwrap();
    let runtimes = Runtimes::new(data.clone());
    let options = InstallOptions { wheels: Some(none), ..InstallOptions::default() };
    let error = runtimes.install(&options, &mut |_| {}).unwrap_err();
    assert!(matches!(error, RuntimeError::Packages { .. }), "{error}");
    assert!(error.to_string().contains("numpy"), "{error}");
    assert_eq!(names(&data), [".lock"]);
    assert_eq!(runtimes.default_runtime().unwrap(), None);
}

#[test]
fn remains_of_a_killed_installation_are_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let runtimes = small(folder.path(), &["one"]);
    let remains = folder.path().join(".unfinished-two/root/usr");
    fs::create_dir_all(&remains).unwrap();
    fs::write(remains.join("file"), "half").unwrap();
    read_only(&folder.path().join(".unfinished-two"));
    runtimes.remove("one").unwrap();
    assert_eq!(names(folder.path()), [".lock"]);
}

#[test]
fn runtimes_are_listed_and_removed_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let runtimes = small(folder.path(), &["one", "two"]);
    std::os::unix::fs::symlink("two", folder.path().join("default")).unwrap();
    fs::create_dir(folder.path().join("no-runtime")).unwrap();
    read_only(&folder.path().join("one/root"));
    let listed =
        || -> Vec<String> { runtimes.list().unwrap().into_iter().map(|installed| installed.id).collect() };
    assert_eq!(listed(), ["one", "two"]);
    assert_eq!(runtimes.default_runtime().unwrap().unwrap().id(), "two");
    for wrong in ["three", "", ".", "..", "default/../one", "../one", ".lock", "no-runtime", "\u{1b}[2J"] {
        let error = runtimes.remove(wrong).unwrap_err();
        assert!(matches!(error, RuntimeError::Unknown { .. }), "{wrong}: {error}");
    }
    runtimes.remove("one").unwrap();
    assert_eq!(listed(), ["two"]);
    runtimes.remove("two").unwrap();
    assert_eq!(runtimes.default_runtime().unwrap(), None);
    assert_eq!(names(folder.path()), [".lock", "no-runtime"]);
}

#[test]
fn every_difference_is_found() {
    let check = |change: &dyn Fn(&Path), expected: &[Damage]| {
        let folder = tempfile::tempdir().unwrap();
        small(folder.path(), &["one"]);
        let runtime = Runtime::open(&folder.path().join("one")).unwrap().unwrap();
        change(runtime.folder());
        let mut found = runtime.verify().unwrap();
        found.retain(|damage| !matches!(damage, Damage::Writable(_)));
        assert_eq!(found, expected);
    };
    check(&|_| {}, &[]);
    check(
        &|folder| fs::write(folder.join("root/etc/passwd"), "eve").unwrap(),
        &[Damage::Changed("etc/passwd".to_owned())],
    );
    check(
        &|folder| fs::remove_file(folder.join("root/file")).unwrap(),
        &[Damage::Missing("file".to_owned())],
    );
    check(&|folder| fs::write(folder.join("root/new"), "").unwrap(), &[Damage::Added("new".to_owned())]);
    check(
        &|folder| std::os::unix::fs::symlink("/etc", folder.join("root/link")).unwrap(),
        &[Damage::Added("link".to_owned())],
    );
    check(
        &|folder| {
            fs::remove_file(folder.join("root/file")).unwrap();
            std::os::unix::fs::symlink("etc/passwd", folder.join("root/file")).unwrap();
        },
        &[Damage::Added("file".to_owned()), Damage::Missing("file".to_owned())],
    );
    check(
        &|folder| fs::write(folder.join("files.sha256"), "").unwrap(),
        &[Damage::List, Damage::Added("etc/passwd".to_owned()), Damage::Added("file".to_owned())],
    );
}

#[test]
fn what_is_no_runtime_is_not_opened() {
    let check = |change: &dyn Fn(&Path), expected: &str| {
        let folder = tempfile::tempdir().unwrap();
        small(folder.path(), &["one"]);
        let folder = folder.path().join("one");
        change(&folder);
        let error = Runtime::open(&folder).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    };
    check(&|folder| fs::write(folder.join("runtime.json"), "{").unwrap(), "`runtime.json`: EOF");
    check(&|folder| fs::write(folder.join("runtime.json"), "{}").unwrap(), "missing field `format`");
    check(
        &|folder| {
            let record = fs::read_to_string(folder.join("runtime.json")).unwrap();
            fs::write(folder.join("runtime.json"), record.replace("\"format\":1", "\"format\":99")).unwrap();
        },
        "its format is 99, not 1",
    );
    check(&|folder| fs::remove_dir_all(folder.join("root")).unwrap(), "it has no `root`");
    assert_eq!(Runtime::open(Path::new("/nonexistent")).unwrap(), None);
}

#[test]
fn archive_has_every_file() {
    let runtime = testing::runtime();
    let mut counted = Counted(0);
    runtime.archive(&mut counted).unwrap();
    let record = runtime.record();
    assert!(counted.0 > record.bytes && counted.0.is_multiple_of(512), "{} bytes", counted.0);
    assert!(counted.0 < record.bytes + record.files * 2048, "{} bytes", counted.0);
}

struct Counted(u64);

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a program says that is run with the runtime's root as its own; `None` where this user may not do that.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn in_root(program: &str) -> Option<String> {
    let runtime = testing::runtime();
    let launch = &runtime.record().launch;
    let enter = || {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--root"]).arg(runtime.root()).arg("--");
        command
    };
    let mut command = enter();
    command.arg(&launch.program).args(&launch.arguments).args(["-c", program]);
    let output = command.env_clear().envs(&launch.environment).env("PATH", "/usr/bin:/bin").output().unwrap();
    if !output.status.success() && String::from_utf8_lossy(&output.stderr).starts_with("unshare:") {
        eprintln!("skipped: no root for this user: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Runtimes with two small files each.
fn small(folder: &Path, ids: &[&str]) -> Runtimes {
    for id in ids {
        let root = folder.join(id).join("root");
        fs::create_dir_all(root.join("etc")).unwrap();
        let files = [("etc/passwd", "nobody"), ("file", "content")].map(|(path, content)| {
            fs::write(root.join(path), content).unwrap();
            let hash = ContentHash::of(content.as_bytes()).to_string();
            format!("{}  {path}\n", hash.trim_start_matches("sha256:"))
        });
        let list = files.concat();
        let hash = ContentHash::of(list.as_bytes());
        fs::write(folder.join(id).join("files.sha256"), list).unwrap();
        let record = serde_json::to_vec(&record(id, hash)).unwrap();
        fs::write(folder.join(id).join("runtime.json"), record).unwrap();
    }
    Runtimes::new(folder.to_path_buf())
}

fn record(id: &str, content: ContentHash) -> Record {
    let text = |text: &str| text.to_owned();
    Record {
        format: 1,
        id: text(id),
        installed_at: None,
        installed_by: text("a test"),
        python: Python {
            version: text("3.11.2"),
            build: text("3.11.2 (main)"),
            abi: text("cpython-311-x86_64-linux-gnu"),
            machine: text("x86_64"),
            libc: text("glibc 2.36"),
            copied_from: text("/usr/bin/python3.11"),
        },
        packages: Vec::new(),
        lock: content,
        launch: Launch {
            program: text("/usr/bin/python3"),
            arguments: Vec::new(),
            environment: [].into(),
            search_path: Vec::new(),
        },
        files: 2,
        bytes: 13,
        content,
        list: content,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn read_only(folder: &Path) {
    let changed = Command::new("chmod").args(["-R", "a-w"]).arg(folder).status().unwrap();
    assert!(changed.success());
}
