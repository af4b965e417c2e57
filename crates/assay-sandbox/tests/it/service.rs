//! A service, its children, their limits, and what is left of them.

use std::io::{BufRead as _, BufReader};
use std::process::{Child as Command1, Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use assay_sandbox::{
    BackendName, Error, Limit, Limits, Memory, Options, Report, Request, Sandbox, State, Status, runtime,
    services,
};

const MEBIBYTE: u64 = 1 << 20;

/// Where a Docker engine listens, for those tests that need one.
pub(crate) const ENGINE: &str = "ASSAY_TEST_DOCKER";
/// The backend of these tests, for a copy of this process that runs them on another.
pub(crate) const BACKEND: &str = "ASSAY_TEST_BACKEND";

fn start(pool: usize) -> Sandbox {
    let options = Options { pool, engine: variable(ENGINE), ..Options::default() };
    let backend = match variable(BACKEND).as_deref() {
        Some("docker") => BackendName::Docker,
        _ => BackendName::Namespaces,
    };
    Sandbox::start(backend, &runtime::testing::runtime(), options).unwrap()
}

fn request(source: &str) -> Request {
    Request { name: "program.py".to_owned(), source: source.into(), ..Request::default() }
}

fn run(sandbox: &Sandbox, source: &str) -> Report {
    sandbox.run(&request(source)).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "tests of deadlines look at the clock")]
fn now() -> Instant {
    Instant::now()
}

#[track_caller]
fn check(sandbox: &Sandbox, source: &str, expected: (Status, Option<i32>, &str, &str)) {
    let report = run(sandbox, source);
    let seen = (report.status, report.exit_code, &*report.stdout.text, &*report.stderr.text);
    assert_eq!(seen, expected, "{source}");
}

#[test]
fn programs_end_as_python_ends_them() {
    let sandbox = start(2);
    check(&sandbox, "print('hello')", (Status::Succeeded, Some(0), "hello\n", ""));
    check(&sandbox, "import sys; sys.exit(3)", (Status::Failed, Some(3), "", ""));
    check(&sandbox, "raise SystemExit", (Status::Succeeded, Some(0), "", ""));
    check(&sandbox, "raise SystemExit('no')", (Status::Failed, Some(1), "", "no\n"));
    check(&sandbox, "print(__name__, __file__)", (Status::Succeeded, Some(0), "__main__ program.py\n", ""));
    check(
        &sandbox,
        "def inner():\n    return 1 / 0\n\ninner()\n",
        (
            Status::Failed,
            Some(1),
            "",
            "Traceback (most recent call last):\n  File \"program.py\", line 4, in <module>\n    inner()\n  File \
             \"program.py\", line 2, in inner\n    return 1 / 0\n           ~~^~~\nZeroDivisionError: division by zero\n",
        ),
    );
    let report = run(&sandbox, "def f(:\n");
    assert_eq!(report.exit_code, Some(1));
    assert!(report.stderr.text.contains("File \"program.py\", line 1"), "{}", report.stderr.text);
    let report = run(&sandbox, "import os; os.abort()");
    // The first process of a namespace cannot be aborted; the C library then ends it otherwise.
    assert_eq!((report.status, report.exit_code, report.signal), (Status::Killed, None, Some(11)));
}

#[test]
fn output_is_plain_text() {
    let sandbox = start(1);
    let report = run(&sandbox, "import os; os.write(1, b'\\x1b[2J\\xff<b>'); print('\\u202e')");
    assert_eq!(report.stdout.text, "\\x1b[2J\\xff<b>\\u{202e}\n");
}

#[test]
fn files_and_arguments_go_in_and_artefacts_come_out() {
    let sandbox = start(1);
    let source = "import sys, os\ndata = open('in/data.csv').read()\nfrom extra import twice\n\
                  open('out.txt', 'w').write(twice(data) + sys.argv[1])\nopen('in/data.csv', 'w').write('changed')\n\
                  os.mkdir('folder')";
    let report = sandbox
        .run(&Request {
            arguments: vec!["an argument".to_owned()],
            files: vec![
                ("in/data.csv".to_owned(), b"1,2\n".to_vec()),
                ("extra.py".to_owned(), b"def twice(text): return text * 2".to_vec()),
            ],
            collect: ["out.txt", "in/data.csv", "folder", "nothing"].map(str::to_owned).to_vec(),
            ..request(source)
        })
        .unwrap();
    assert_eq!(report.status, Status::Succeeded, "{}", report.stderr.text);
    let contents: Vec<_> = report.artefacts.iter().map(|artefact| artefact.content.clone()).collect();
    assert_eq!(contents[0].as_deref(), Ok(&b"1,2\n1,2\nan argument"[..]));
    assert_eq!(contents[1].as_deref(), Ok(&b"changed"[..]));
    assert_eq!(contents[2], Err("not a regular file".to_owned()));
    assert!(contents[3].is_err());
}

#[test]
fn paths_out_of_the_work_directory_are_refused() {
    let sandbox = start(0);
    for path in ["", "/etc/passwd", "../x", "a/../b", "a//b", ".", "a\0b", "a/"] {
        let refused = sandbox.run(&Request { collect: vec![path.to_owned()], ..request("") });
        assert!(matches!(refused, Err(Error::Request(_))), "{path:?}");
        let refused = sandbox.run(&Request { files: vec![(path.to_owned(), Vec::new())], ..request("") });
        assert!(matches!(refused, Err(Error::Request(_))), "{path:?}");
    }
}

#[test]
fn each_limit_is_told() {
    let sandbox = start(0);
    let limits = || Limits::default().with_wall(Duration::from_secs(20)).unwrap();
    let check = |limits: Limits, source: &str, status, limit| {
        let report = sandbox.run(&Request { limits, ..request(source) }).unwrap();
        assert_eq!((report.status, report.limit_hit), (status, limit), "{source}\n{}", report.stderr.text);
        report
    };
    let memory = || limits().with_memory_bytes(32 * MEBIBYTE).unwrap();
    check(memory(), "bytearray(1 << 30)", Status::Failed, Some(Limit::Memory));
    let slowly = "held = []\nwhile True:\n    held.append(bytes(100_000))";
    check(memory(), slowly, Status::Failed, Some(Limit::Memory));
    let report = check(
        limits().with_wall(Duration::from_millis(300)).unwrap(),
        "while True: pass",
        Status::Killed,
        Some(Limit::Wall),
    );
    assert_eq!(report.signal, Some(9));
    assert!(report.wall_time < Duration::from_secs(10));
    let report = check(
        limits().with_output_bytes(1000).unwrap(),
        "for i in range(1000): print('x' * 99)",
        Status::Succeeded,
        Some(Limit::Output),
    );
    assert_eq!(
        (report.stdout.text.len(), report.stdout.bytes, report.stdout.cut_at),
        (1000, 100_000, Some(1000))
    );
    let small = || limits().with_work_bytes(1 << 20).unwrap().with_work_files(4).unwrap();
    check(small(), "open('x', 'wb').write(bytes(2 << 20))", Status::Failed, Some(Limit::Work));
    check(small(), "for i in range(9): open(str(i), 'w')", Status::Failed, Some(Limit::Work));
    check(small(), "for i in range(4): open(str(i), 'w')", Status::Succeeded, None);
}

#[test]
fn processor_time_is_rationed() {
    let sandbox = start(0);
    let limits = Limits::default().with_cores(0.2).unwrap();
    let busy = "import time\nend = time.monotonic() + 1\nwhile time.monotonic() < end: pass";
    let report = sandbox.run(&Request { limits, ..request(busy) }).unwrap();
    assert!(report.cpu_time < Duration::from_millis(400), "{:?} of {:?}", report.cpu_time, report.wall_time);
}

#[test]
fn a_child_serves_once_and_knows_no_other() {
    let sandbox = start(1);
    let source = "import builtins, numpy, os\nprint(getattr(builtins, 'left', None), getattr(numpy, 'left', None), \
                  os.listdir())\nbuiltins.left = numpy.left = 1\nopen('left', 'w')";
    for _ in 0..4 {
        assert_eq!(run(&sandbox, source).stdout.text, "None None []\n");
    }
}

#[test]
fn the_same_program_gives_the_same_output() {
    let source =
        "import random, numpy\nprint(random.random(), numpy.random.rand(), set('abcdefgh'), hash('x'))";
    let texts: Vec<_> = (0..2).map(|_| run(&start(0), source).stdout.text).collect();
    assert_eq!(texts[0], texts[1]);
}

/// A program that hands every word of the board back, each plus one, and tells what it cannot do.
const ECHO: &str = r#"
import ctypes, mmap
board = mmap.mmap(3, 4096)
tape = mmap.mmap(4, 4096, mmap.MAP_SHARED, mmap.PROT_READ)
for name, attempt in [
    ("write", lambda: mmap.mmap(4, 4096)),
    ("grow", lambda: open(3, "r+b", closefd=False).truncate(8192)),
    ("shrink", lambda: open(3, "r+b", closefd=False).truncate(0)),
    ("shrink tape", lambda: open(4, "r+b", closefd=False).truncate(0)),
]:
    try:
        attempt()
        print("could", name)
    except OSError:
        pass
libc = ctypes.CDLL(None)
words = (ctypes.c_uint32 * 2).from_buffer(board)
for turn in range(1, 4):
    while words[0] != turn:
        libc.syscall(202 if tape[8] == 1 else 98, ctypes.byref(words), 0, turn - 1, None, None, 0)
    words[1] = words[0] + tape[0]
    libc.syscall(202 if tape[8] == 1 else 98, ctypes.byref(words, 4), 1, 1, None, None, 0)
"#;

#[test]
fn memory_is_shared_and_keeps_its_size() {
    let sandbox = start(1);
    let mut job = br#"{"entry": "program", "name": "echo.py", "shares_memory": true}"#.to_vec();
    job.push(b'\n');
    job.extend_from_slice(ECHO.as_bytes());
    let child = sandbox.child(&Limits::default()).unwrap();
    let running = child
        .begin_with(&job, 4096, 4096, |tape, board| {
            tape.words()[0].store(7, Ordering::Relaxed);
            tape.words()[1].store(u64::from(cfg!(target_arch = "x86_64")), Ordering::Relaxed);
            assert_eq!((tape.len(), board.len(), board.small_words().len()), (4096, 4096, 1024));
        })
        .unwrap();
    let words = running.board().small_words();
    for turn in 1..4 {
        words[0].store(turn, Ordering::SeqCst);
        Memory::wake(&words[0]);
        loop {
            match words[1].load(Ordering::SeqCst) {
                answer if answer == turn + 7 => break,
                before => {
                    assert!(
                        Memory::wait(&words[1], before, Some(Duration::from_secs(10))).unwrap(),
                        "no answer"
                    );
                    assert!(running.is_running() || words[1].load(Ordering::SeqCst) == turn + 7, "it ended");
                }
            }
        }
    }
    let mut bytes = [0; 8];
    running.board().read_at(&mut bytes, 0).unwrap();
    assert_eq!(bytes, [3_u32.to_ne_bytes(), 10_u32.to_ne_bytes()].concat()[..]);
    assert!(running.board().read_at(&mut bytes, 4090).is_err());
    let report = running.finish();
    assert_eq!((report.status, &*report.stdout.text), (Status::Succeeded, ""), "{}", report.stderr.text);
}

#[test]
fn a_child_can_be_ended() {
    let sandbox = start(1);
    let job = b"{\"entry\": \"program\", \"name\": \"p\"}\nimport time\ntime.sleep(100)";
    let running = sandbox.child(&Limits::default()).unwrap().begin(job, 0, 0).unwrap();
    assert!(running.is_running());
    running.kill();
    let report = running.finish();
    assert_eq!((report.status, report.signal, report.limit_hit), (Status::Killed, Some(9), None));
    // Dropping it ends it too, or the service would wait a minute.
    drop(sandbox.child(&Limits::default()).unwrap().begin(job, 0, 0).unwrap());
}

#[test]
fn every_mandatory_control_holds() {
    for control in start(0).controls() {
        assert!(control.state != State::Absent || !control.mandatory, "{control:?}");
    }
}

/// What this process has: services, groups, descriptors.
fn holdings() -> (usize, usize, usize) {
    let mine = services().iter().filter(|service| service.host == std::process::id()).count();
    let own = format!("-{}-", std::process::id());
    let groups = groups().into_iter().filter(|name| name.contains(&own)).count();
    let descriptors = std::fs::read_dir("/proc/self/fd").unwrap().count();
    (mine, groups, descriptors)
}

fn groups() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from("/sys/fs/cgroup")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with("assay-") {
                    found.push(name);
                }
                folders.push(entry.path());
            }
        }
    }
    found
}

/// Runs programs of every end, then counts. In a process of its own: other tests have sandboxes too.
fn leaves_nothing(runs: usize) {
    let output = Command::new("/proc/self/exe")
        .args(["--exact", "service::many_runs", "--nocapture", "--include-ignored", "--test-threads=1"])
        .env("ASSAY_TEST_RUNS", runs.to_string())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn three_hundred_runs_leave_nothing() {
    leaves_nothing(300);
}

#[test]
#[ignore = "takes minutes; `cargo xtask test` runs it on request"]
fn ten_thousand_runs_leave_nothing() {
    leaves_nothing(10_000);
}

/// Not a test: a process of [`leaves_nothing`].
#[test]
#[ignore = "a part of another test"]
fn many_runs() {
    let Some(runs) = variable("ASSAY_TEST_RUNS").map(|runs| runs.parse::<usize>().unwrap()) else { return };
    // The first read of the process table and the like open what stays open.
    drop(start(0));
    let before = holdings();
    // An engine that other tests use mounts and unmounts its containers meanwhile.
    let is_ours = |line: &&str| !line.contains("/docker/");
    let mounts = || std::fs::read_to_string("/proc/self/mountinfo").unwrap().lines().filter(is_ours).count();
    let mounts_before = mounts();
    let sandbox = start(4);
    let sources = ["print(1)", "1/0", "import os; os.abort()", "open('f', 'w').write('x')", "import pandas"];
    std::thread::scope(|scope| {
        for worker in 0..2 {
            let sandbox = &sandbox;
            scope.spawn(move || {
                for number in (worker..runs).step_by(2) {
                    let limits = Limits::default();
                    let limits = if number % 10 == 0 { limits.with_work_files(100).unwrap() } else { limits };
                    sandbox.run(&Request { limits, ..request(sources[number % sources.len()]) }).unwrap();
                }
            });
        }
    });
    drop(sandbox);
    assert_eq!((holdings(), mounts()), (before, mounts_before), "services, groups, descriptors; mounts");
}

/// Not a test: a host that starts children and waits to be killed.
#[test]
#[ignore = "a part of another test"]
fn host_to_be_killed() {
    if variable("ASSAY_TEST_VICTIM").is_none() {
        return;
    }
    let sandbox = start(3);
    let job = b"{\"entry\": \"program\", \"name\": \"p\"}\nwhile True: pass";
    let _running = sandbox.child(&Limits::default()).unwrap().begin(job, 0, 0).unwrap();
    println!("\nready");
    std::thread::sleep(Duration::from_mins(1));
}

#[test]
fn killing_the_host_leaves_nothing_after_the_next_start() {
    let mut host: Command1 = Command::new("/proc/self/exe")
        .args([
            "--exact",
            "service::host_to_be_killed",
            "--nocapture",
            "--include-ignored",
            "--test-threads=1",
        ])
        .env("ASSAY_TEST_VICTIM", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let ready =
        BufReader::new(host.stdout.take().unwrap()).lines().map_while(Result::ok).any(|line| line == "ready");
    assert!(ready, "the host has started");
    let number = host.id();
    let service = services().into_iter().find(|service| service.host == number).unwrap();
    assert!(!service.children.is_empty());
    host.kill().unwrap();
    host.wait().unwrap();
    let begun = now();
    let gone = |pid: u32| !std::path::Path::new(&format!("/proc/{pid}")).exists();
    while !(gone(service.zygote) && service.children.iter().all(|child| gone(child.pid))) {
        assert!(begun.elapsed() < Duration::from_secs(5), "processes of a dead host live");
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(start(0));
    let left: Vec<_> = groups().into_iter().filter(|name| name.contains(&format!("-{number}-"))).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn the_service_outlives_the_thread_that_started_it() {
    let sandbox = std::thread::spawn(|| start(1)).join().unwrap();
    assert_eq!(run(&sandbox, "print(1)").stdout.text, "1\n");
}

#[expect(clippy::disallowed_methods, reason = "parts of tests are told by variables")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
