//! The charts of reports: lightweight-charts and what draws on it, bundled into one script that the build embeds. Without
//! it Assay builds all the same, and its reports have drawings that stand still.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, perform, succeeds};

/// The folder of the sources, the lock file and the bundle.
const FOLDER: &str = "web";
/// What the bundle is made of, and the page's own script, which is checked with it: if none of it changed, there is nothing
/// to do.
const SOURCES: &[&str] = &[
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "src/charts.js",
    "../crates/assay-report/assets/page.js",
];
/// Where the bundle is, from the folder.
const BUNDLE: &str = "dist/charts.js";
/// The sources that the bundle was made of, one after another.
const MADE_OF: &str = "dist/made-of";

/// The step that builds the bundle; without npm it is skipped.
pub(crate) fn step(workspace: &Workspace, steps: &mut Steps) -> Result<()> {
    steps.step("charts of reports", "cargo xtask web", || {
        if !has_npm(workspace) {
            let reason = "there is no npm; reports have drawings that stand still";
            return Ok(Outcome::Skipped(reason.to_owned()));
        }
        run(workspace).map(|()| Outcome::Done)
    })
}

/// Builds the bundle, unless it is the one of the present sources. What npm installs is pinned and held to its hash.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join(FOLDER);
    let mut sources = Vec::new();
    for source in SOURCES {
        let path = folder.join(source);
        sources.extend(fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?);
    }
    let made_of = folder.join(MADE_OF);
    if folder.join(BUNDLE).exists() && fs::read(&made_of).is_ok_and(|made_of| made_of == sources) {
        println!("    {FOLDER}/{BUNDLE} is up to date");
        return Ok(());
    }
    if !has_npm(workspace) {
        bail!("there is no npm; on Debian: `apt-get install npm`");
    }
    let npm = |arguments: &[&str]| -> Result<()> {
        let mut command = workspace.command("npm");
        perform(command.args(arguments).current_dir(&folder))
    };
    npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])?;
    npm(&["run", "--silent", "check"])?;
    npm(&["run", "--silent", "build"])?;
    fs::write(&made_of, sources).with_context(|| format!("cannot write `{}`", made_of.display()))?;
    Ok(())
}

fn has_npm(workspace: &Workspace) -> bool {
    succeeds(workspace.command("npm").arg("--version"))
}
