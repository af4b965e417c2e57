//! What must hold before a change lands. The tests come last, so that the last line is their count.

use std::process::Command;

use anyhow::Result;

use crate::docker;
use crate::runtime;
use crate::steps::{Outcome, Steps};
use crate::tools::{CARGO_DENY, installed};
use crate::workspace::{Workspace, perform, shown, succeeds};
use crate::{browser, edges, generate, web};

/// Runs every check, then the tests.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::default();
    // All that is compiled afterwards embeds it.
    web::step(workspace, &mut steps)?;
    command(&mut steps, "format", workspace.cargo(["fmt", "--all", "--check"]))?;
    steps
        .step("crate edges", "cargo xtask edges", || edges::run(workspace, false).map(|()| Outcome::Done))?;
    command(
        &mut steps,
        "clippy",
        workspace.cargo(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]),
    )?;
    dependencies(workspace, &mut steps)?;
    steps.step("generated files", "cargo xtask generate --check", || {
        generate::run(workspace, true).map(|()| Outcome::Done)
    })?;
    let mut documentation =
        workspace.cargo(["doc", "--workspace", "--no-deps", "--locked", "--document-private-items"]);
    documentation.env("RUSTDOCFLAGS", "-D warnings");
    command(&mut steps, "documentation", documentation)?;
    command(
        &mut steps,
        "doc tests",
        workspace.cargo(["test", "--workspace", "--doc", "--locked", "--quiet"]),
    )?;

    let mut tests = tests(workspace);
    tests.env(runtime::VARIABLE, runtime::step(workspace, &mut steps)?);
    browser::step(workspace, &mut steps, &mut tests)?;
    // It ends when the tests have.
    let _engine = docker::step(workspace, &mut steps, &mut tests)?;

    println!("{}; the tests follow", steps.account());
    println!("==> tests");
    perform(&mut tests)
}

fn command(steps: &mut Steps, name: &str, mut command: Command) -> Result<()> {
    let again = shown(&command);
    steps.step(name, &again, || perform(&mut command).map(|()| Outcome::Done))
}

/// cargo-deny, whose checks need nothing but the registry's index, and its advisories, which need a database.
fn dependencies(workspace: &Workspace, steps: &mut Steps) -> Result<()> {
    let again = "cargo deny --locked check bans licenses sources";
    steps.step("dependencies: bans, licences, sources", again, || {
        let deny = match installed(workspace, CARGO_DENY) {
            Ok(deny) => deny,
            Err(error) => return Ok(Outcome::Skipped(format!("cargo-deny cannot be installed: {error:#}"))),
        };
        let mut check = workspace.command(deny);
        check.args([
            "--locked",
            "--log-level",
            "error",
            "check",
            "--hide-inclusion-graph",
            "bans",
            "licenses",
            "sources",
        ]);
        perform(&mut check).map(|()| Outcome::Done)
    })?;
    steps.step("dependencies: advisories", "cargo deny check advisories", || {
        let reason = "needs the RustSec database from the network; run `cargo deny check advisories` where there is one";
        Ok(Outcome::Skipped(reason.to_owned()))
    })
}

/// nextest where it is installed, else cargo's own runner.
fn tests(workspace: &Workspace) -> Command {
    if succeeds(&mut workspace.cargo(["nextest", "--version"])) {
        workspace.cargo(["nextest", "run", "--workspace", "--locked"])
    } else {
        workspace.cargo(["test", "--workspace", "--lib", "--bins", "--tests", "--locked"])
    }
}
