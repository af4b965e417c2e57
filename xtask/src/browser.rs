//! The browser that reports are tried in.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::machine;
use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, succeeds, variable};

/// Tells tests which browser to use.
const VARIABLE: &str = "ASSAY_TEST_CHROMIUM";

/// What Chromium is called by those who package it.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// The step that finds one for a command, which is told of it, and installs one where there is none; without one the step
/// is skipped, and so are its tests.
pub(crate) fn step(workspace: &Workspace, steps: &mut Steps, command: &mut Command) -> Result<()> {
    steps.step("browser", "apt-get install chromium", || match find(workspace) {
        Ok(browser) => {
            command.env(VARIABLE, browser);
            Ok(Outcome::Done)
        }
        Err(error) => Ok(Outcome::Skipped(format!("{error:#}"))),
    })
}

fn find(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(named) = variable(VARIABLE) {
        return Ok(PathBuf::from(named));
    }
    let there = || NAMES.iter().find(|name| succeeds(workspace.command(name).arg("--version")));
    if there().is_none() {
        machine::install(
            workspace,
            &["chromium"],
            "there is no Chromium; on Debian: `apt-get install chromium`",
        )?;
    }
    Ok(PathBuf::from(there().unwrap_or(&"chromium")))
}
