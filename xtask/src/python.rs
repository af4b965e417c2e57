//! Virtual environments of the comparison programs, made once per list of requirements.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::machine;
use crate::workspace::{Workspace, perform, succeeds};

/// The Python of the environment for `peers/<peer>`, with its pinned requirements, every hash checked.
pub(crate) fn environment(workspace: &Workspace, peer: &str) -> Result<PathBuf> {
    let requirements = workspace.root.join("peers").join(peer).join("requirements.txt");
    let wanted = fs::read(&requirements).with_context(|| {
        format!("cannot read the requirements of peer `{peer}`: {}", requirements.display())
    })?;
    let folder = workspace.cache.join("peers").join(peer);
    let python = folder.join("bin").join("python");
    let installed = folder.join("requirements.installed");
    if python.exists() && fs::read(&installed).is_ok_and(|current| current == wanted) {
        return Ok(python);
    }
    println!("    installing the peer into {}, once", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    let system = suitable_python(workspace)?;
    make(workspace, &system, &folder)?;
    let mut install = workspace.command(&python);
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]);
    perform(install.arg("--requirement").arg(&requirements))?;
    fs::write(&installed, wanted).with_context(|| format!("cannot write `{}`", installed.display()))?;
    Ok(python)
}

/// A Python that the pinned requirements have wheels for.
fn suitable_python(workspace: &Workspace) -> Result<String> {
    let recent = "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))";
    for name in ["python3", "python3.13", "python3.12", "python3.11"] {
        if succeeds(workspace.command(name).args(["-c", recent])) {
            return Ok(name.to_owned());
        }
    }
    bail!("no Python from 3.11 to 3.14 is on the path; on Debian: `apt-get install python3 python3-venv`")
}

fn make(workspace: &Workspace, python: &str, folder: &Path) -> Result<()> {
    let attempt = || -> Command {
        let mut command = workspace.command(python);
        command.args(["-m", "venv"]).arg(folder);
        command
    };
    // Debian splits `ensurepip` off into its own package; without it the module is there and the attempt fails.
    if succeeds(&mut attempt()) {
        return Ok(());
    }
    machine::install(
        workspace,
        &["python3-venv"],
        &format!(
            "`{python} -m venv` does not work; install the venv module (Debian: `apt-get install python3-venv`)"
        ),
    )?;
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    perform(&mut attempt())
}
