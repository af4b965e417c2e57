//! Packages of the machine, by apt, where we are root and may.

use anyhow::{Result, bail};

use crate::workspace::{Workspace, output, perform, succeeds};

/// Whether xtask runs as root.
pub(crate) fn is_root(workspace: &Workspace) -> bool {
    output(workspace.command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs packages of Debian and those that are like it.
///
/// # Errors
/// We are not root, there is no apt, or it fails; `otherwise` says what a person can do.
pub(crate) fn install(workspace: &Workspace, packages: &[&str], otherwise: &str) -> Result<()> {
    if !is_root(workspace) || !succeeds(workspace.command("apt-get").arg("--version")) {
        bail!("{otherwise}");
    }
    println!("    installing {} with apt-get", packages.join(" and "));
    perform(workspace.command("apt-get").args(["update", "-qq"]))?;
    let mut install = workspace.command("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]);
    perform(install.args(packages))
}
