//! The Python runtime of tests and demonstrations, installed once into the cache folder by Assay itself.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::machine;
use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, shown, succeeds};

/// Tells tests where the runtime is (`assay_sandbox::runtime::testing`).
pub(crate) const VARIABLE: &str = "ASSAY_TEST_RUNTIME";

/// What `assay runtime install --format json` answers.
#[derive(Debug, Deserialize)]
struct Installed {
    folder: PathBuf,
}

/// The step that has it installed; returns its folder.
pub(crate) fn step(workspace: &Workspace, steps: &mut Steps) -> Result<PathBuf> {
    let mut folder = PathBuf::new();
    steps.step("Python runtime", "cargo xtask runtime", || {
        folder = install(workspace)?;
        Ok(Outcome::Done)
    })?;
    Ok(folder)
}

/// The folder of the runtime; the first time this installs it, which takes a quarter of a minute.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf> {
    ensure_python(workspace)?;
    let mut command = workspace.cargo(["run", "--quiet", "--locked", "--package", "assay", "--"]);
    command.args(["runtime", "install", "--format", "json"]).env("ASSAY_DATA_DIR", &workspace.cache);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run `{}`", shown(&command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", shown(&command), output.status);
    }
    let installed: Installed =
        serde_json::from_slice(&output.stdout).context("`assay` gave another answer")?;
    Ok(installed.folder)
}

/// A Python that a runtime can be made of.
pub(crate) fn ensure_python(workspace: &Workspace) -> Result<()> {
    if has_python(workspace) {
        return Ok(());
    }
    machine::install(
        workspace,
        &["python3", "python3-venv"],
        "there is no Python with pip; on Debian: `apt-get install python3 python3-venv`",
    )
}

/// Whether there is a Python that has pip, or can make an environment with it; which Python is best, Assay decides.
fn has_python(workspace: &Workspace) -> bool {
    ["pip", "ensurepip"]
        .iter()
        .any(|module| succeeds(workspace.command("python3").args(["-c", &format!("import {module}")])))
}
