//! Containers of a Docker engine, where `ASSAY_TEST_DOCKER` tells of one.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use assay_sandbox::runtime::{self, Runtimes};
use assay_sandbox::{BackendName, Error, Limits, Options, Request, Sandbox, Status, docker};

use crate::service::{self, ENGINE, variable};

/// The engine of the tests; a test without one tells so and is over.
macro_rules! engine {
    () => {
        match variable(ENGINE) {
            Some(engine) => engine,
            None => {
                eprintln!("skipped: {ENGINE} is not set");
                return;
            }
        }
    };
}

fn start(engine: &str, pool: usize) -> Result<Sandbox, Error> {
    let options = Options { pool, engine: Some(engine.to_owned()), ..Options::default() };
    Sandbox::start(BackendName::Docker, &runtime::testing::runtime(), options)
}

/// A copy of this program that runs tests of these names.
fn tests(names: &[&str]) -> Command {
    let mut command = Command::new("/proc/self/exe");
    command.args(["--exact", "--nocapture", "--include-ignored", "--test-threads=2"]).args(names);
    command
}

/// What was removed of dead services. The runtimes of the tests keep their images.
fn clean_up(engine: &str) -> docker::Removed {
    let runtime = runtime::testing::runtime();
    docker::clean_up(Some(engine), &Runtimes::new(runtime.folder().parent().unwrap().to_owned())).unwrap()
}

#[test]
fn a_service_is_the_same_in_containers() {
    engine!();
    let names = [
        "service::programs_end_as_python_ends_them",
        "service::output_is_plain_text",
        "service::files_and_arguments_go_in_and_artefacts_come_out",
        "service::each_limit_is_told",
        "service::processor_time_is_rationed",
        "service::a_child_serves_once_and_knows_no_other",
        "service::the_same_program_gives_the_same_output",
        "service::memory_is_shared_and_keeps_its_size",
        "service::a_child_can_be_ended",
        "service::every_mandatory_control_holds",
        "service::the_service_outlives_the_thread_that_started_it",
    ];
    let output = tests(&names).env(service::BACKEND, "docker").output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains(&format!("{} passed", names.len())), "{told}");
}

#[test]
fn engines_that_cannot_be_used_are_told() {
    let check = |engine: &str, expected: &str| {
        let refused = start(engine, 0).expect_err(engine).to_string();
        assert!(refused.starts_with(&format!("the Docker engine at `{engine}` {expected}")), "{refused}");
    };
    check("tcp://127.0.0.1:2375", "is not one of this machine");
    check("ssh://user@elsewhere", "is not one of this machine");
    check("unix:///nonexistent/engine.sock", "does not answer");
}

#[test]
fn a_runtime_is_imported_once() {
    let engine = engine!();
    let runtime = runtime::testing::runtime();
    let import = || {
        let mut sent = 0;
        let name = docker::import(Some(&engine), &runtime, &mut |bytes| sent = bytes).unwrap();
        assert!(sent == 0 || sent > runtime.record().bytes, "{sent} bytes were sent");
        name
    };
    let name = import();
    assert!(name.starts_with(&format!("assay-runtime:{}-", runtime.id())), "{name}");
    assert_eq!(import(), name);
    clean_up(&engine);
    assert_eq!(import(), name, "the image of a runtime that is there stays");
}

#[test]
fn ends_are_told_as_the_kernel_told_the_engine() {
    let engine = engine!();
    let sandbox = start(&engine, 0).unwrap();
    let check = |source: &str, expected: (Status, Option<i32>, Option<i32>)| {
        let limits = Limits::default().with_memory_bytes(64 << 20).unwrap();
        let request = Request { name: "p".to_owned(), source: source.into(), limits, ..Request::default() };
        let report = sandbox.run(&request).unwrap();
        assert_eq!((report.status, report.exit_code, report.signal), expected, "{source}");
        report
    };
    check("import os; os._exit(7)", (Status::Failed, Some(7), None));
    check("import sys; sys.exit(139)", (Status::Failed, Some(139), None));
    check("import ctypes; ctypes.string_at(0)", (Status::Killed, None, Some(11)));
    // More than Python would ask for: pages of files count too.
    let bomb = "import mmap\nheld = [open(str(n), 'wb').write(bytes(1 << 20)) for n in range(60)]\n\
                more = bytearray(40 << 20)\nprint(len(more))";
    let report = check(bomb, (Status::Killed, None, Some(9)));
    assert_eq!(report.limit_hit, Some(assay_sandbox::Limit::Memory));
    assert!(report.peak_memory_bytes > 0);
}

/// Not a test: a host that starts children and waits to be killed.
#[test]
#[ignore = "a part of another test"]
fn host_to_be_killed() {
    if variable("ASSAY_TEST_VICTIM").is_none() {
        return;
    }
    let sandbox = start(&variable(ENGINE).unwrap(), 1).unwrap();
    let job = b"{\"entry\": \"program\", \"name\": \"p\"}\nimport time\ntime.sleep(1000)";
    let _running = sandbox.child(&Limits::default()).unwrap().begin(job, 0, 0).unwrap();
    println!("\nready");
    std::thread::sleep(Duration::from_mins(1));
}

#[test]
fn killing_the_host_leaves_nothing_after_a_sweep() {
    let engine = engine!();
    let mut host = tests(&["docker::host_to_be_killed"])
        .env("ASSAY_TEST_VICTIM", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(host.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "ready"), "the host has started");
    let ours = format!("-{}-", host.id());
    let sockets = || {
        let entries = std::fs::read_dir("/tmp").unwrap().flatten();
        entries.filter(|entry| entry.file_name().to_string_lossy().contains(&*ours)).count()
    };
    assert_eq!(sockets(), 1);
    host.kill().unwrap();
    host.wait().unwrap();
    assert!(clean_up(&engine).containers >= 1, "the container at its job was left");
    assert_eq!((clean_up(&engine).containers, sockets()), (0, 0));
}
