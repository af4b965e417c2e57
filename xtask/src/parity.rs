//! Runs the parity cases, documents, scripts and Python strategies, through backtesting.py and through Assay, and
//! compares.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, perform};
use crate::{python, runtime};

/// The subset that the ordinary tests compare with.
const EXPECTED: &str = "crates/assay-parity/tests/expected";

/// The price figures that both sides read.
const DATA: &str = "examples/data";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write the peer's figures of the subset that the ordinary tests compare with, and stop.
    #[arg(long)]
    bless: bool,
    /// Do not run the peer again; use its records of the last run.
    #[arg(long, conflicts_with = "bless")]
    keep_peer: bool,
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    let again = "cargo xtask parity";
    let folder = if arguments.bless { workspace.root.join(EXPECTED) } else { workspace.cache.join("parity") };
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;

    if !arguments.keep_peer {
        let mut python = PathBuf::new();
        steps.step("peer: environment", again, || {
            python = python::environment(workspace, "parity")?;
            Ok(Outcome::Done)
        })?;
        steps.step("peer: run", again, || {
            let mut command = workspace.command(&python);
            // `-B`: no compiled files in the checkout.
            command.arg("-B").arg("peers/parity/peer.py").args(["--data", DATA, "--out"]).arg(&folder);
            if arguments.bless {
                command.arg("--subset");
            }
            perform(&mut command).map(|()| Outcome::Done)
        })?;
    }
    if arguments.bless {
        println!("wrote {EXPECTED}");
        return Ok(());
    }
    let installed = runtime::step(workspace, &mut steps)?;
    steps.step("assay: run and compare", again, || {
        compare(workspace, &folder, &installed).map(|()| Outcome::Done)
    })?;
    println!("{}", steps.account());
    Ok(())
}

/// The program that runs the cases through Assay, compares with the peer's records, prints what it compared and fails
/// on a difference.
fn compare(workspace: &Workspace, folder: &Path, installed: &Path) -> Result<()> {
    let mut command =
        workspace.cargo(["run", "--quiet", "--release", "--locked", "--package", "assay-parity", "--"]);
    perform(command.args(["--data", DATA]).arg(folder).env(runtime::VARIABLE, installed))
}
