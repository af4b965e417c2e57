//! Cargo tools, installed once into the cache folder.

use std::path::PathBuf;

use anyhow::Result;

use crate::workspace::{Workspace, perform};

/// A cargo tool and the version we use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

pub(crate) const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
pub(crate) const CARGO_FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2" };

/// The tool's executable; builds it from the registry the first time, which takes minutes.
pub(crate) fn installed(workspace: &Workspace, tool: Tool) -> Result<PathBuf> {
    let root = workspace.cache.join("tools");
    let binary = root.join("bin").join(tool.name);
    if !binary.exists() {
        println!("    building {} {} into {}, once", tool.name, tool.version, root.display());
        let mut command = workspace.cargo([
            "install",
            tool.name,
            "--locked",
            "--quiet",
            "--version",
            tool.version,
            "--root",
        ]);
        perform(command.arg(&root))?;
    }
    Ok(binary)
}
