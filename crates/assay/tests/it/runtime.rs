//! `assay runtime`, and what it says of the runtime that `cargo xtask runtime` has installed.

use assay_sandbox::runtime::testing;
use serde_json::Value as Json;

use crate::terminal::Terminal;

#[test]
fn without_a_runtime_the_way_to_one_is_told() {
    let mut terminal = Terminal::new();
    terminal.run("runtime status");
    terminal.set("ASSAY_DATA_DIR", terminal.path("data"));
    terminal.run("runtime status");
    terminal.run("runtime status --format json");
    terminal.run("runtime remove --all");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn misuse_of_runtimes_is_explained() {
    let mut terminal = Terminal::new();
    terminal.set("XDG_DATA_HOME", terminal.path("data"));
    terminal.run("runtime remove");
    terminal.run("runtime remove nothing");
    terminal.run("runtime remove ../data");
    terminal.run("runtime remove nothing --all");
    terminal.run_words(&["runtime", "remove", "\u{1b}[2J"], "");
    terminal.run("runtime install --python missing/python3");
    terminal.run("runtime install --python /bin/false");
    terminal.run_words(&["runtime", "install", "--python", "\u{1b}[2J"], "");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn packages_are_told_as_pip_reads_them() {
    let output = Terminal::new().run_silently(&["runtime", "packages"], "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("numpy==") && text.contains("\n    --hash=sha256:"), "{text}");
}

#[test]
fn installed_runtime_is_healthy() {
    let runtime = testing::runtime();
    let mut terminal = Terminal::new();
    let data = runtime.folder().parent().and_then(|runtimes| runtimes.parent()).unwrap();
    terminal.set("ASSAY_DATA_DIR", data);
    let output = terminal.run_silently(&["runtime", "status", "--verify", "--format", "json"], "");
    assert!(output.status.success(), "{output:?}");
    let told: Json = serde_json::from_slice(&output.stdout).unwrap();
    let told = told["runtimes"].as_array().unwrap().iter().find(|told| told["id"] == runtime.id()).unwrap();
    assert_eq!(told["usable"], true);
    assert_eq!(told["damage"], Json::Array(Vec::new()));
    assert_eq!(told["record"]["python"]["version"], runtime.record().python.version);
}
