//! Files that the code writes about itself, kept in the repository so that a change of them is reviewed.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, output};

/// A generated file and the arguments of `assay` that print it.
struct Generated {
    path: &'static str,
    arguments: &'static [&'static str],
}

const GENERATED: &[Generated] = &[];

/// Writes every generated file, or checks that each is what would be written.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for Generated { path, arguments } in GENERATED {
        let mut command = workspace.cargo(["run", "--quiet", "--package", "assay", "--"]);
        let fresh = output(command.args(*arguments))?;
        let file = workspace.root.join(path);
        if fs::read_to_string(&file).is_ok_and(|current| current == fresh) {
            continue;
        }
        if check {
            stale.push(*path);
        } else {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).with_context(|| format!("cannot make the folder of `{path}`"))?;
            }
            fs::write(&file, fresh).with_context(|| format!("cannot write `{path}`"))?;
            println!("wrote {path}");
        }
    }
    if !stale.is_empty() {
        bail!("out of date: {}; run `cargo xtask generate`", stale.join(", "));
    }
    Ok(())
}
