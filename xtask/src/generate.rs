//! Files that the code writes about itself, kept in the repository so that a change of them is reviewed.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, output};

/// The folder that holds the schemas and nothing else.
const SCHEMAS: &str = "schemas";

/// The pages that only the binary can write: those about its own command line.
const BINARY_PAGES: &[&str] = &["cli", "documents", "statistics"];

/// The folder that holds a page for each rule of the check and nothing else.
const CHECKS: &str = "docs/reference/checks";

/// Every generated file: its path from the root, and its content.
fn generated(workspace: &Workspace) -> Result<BTreeMap<String, String>> {
    let mut files: BTreeMap<_, _> = assay_spec::schemas()
        .into_iter()
        .map(|(name, content)| (format!("{SCHEMAS}/{name}"), content))
        .collect();
    files.insert("docs/reference/rules.md".to_owned(), assay_engine::rules::reference_markdown());
    files.insert("docs/reference/indicators.md".to_owned(), assay_engine::indicators::reference_markdown());
    for page in BINARY_PAGES {
        let mut command =
            workspace.cargo(["run", "--quiet", "--locked", "--package", "assay", "--", "reference", page]);
        files.insert(format!("docs/reference/{page}.md"), output(&mut command)?);
    }
    let mut command =
        workspace.cargo(["run", "--quiet", "--locked", "--package", "assay", "--", "reference", "checks"]);
    let checks: BTreeMap<String, String> = serde_json::from_str(&output(&mut command)?)?;
    files.extend(checks.into_iter().map(|(path, page)| (format!("docs/reference/{path}"), page)));
    Ok(files)
}

/// Writes every generated file, or checks that each is what would be written.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    let files = generated(workspace)?;
    let mut stale = Vec::new();
    for (path, content) in &files {
        let file = workspace.root.join(path);
        if fs::read_to_string(&file).is_ok_and(|current| current == *content) {
            continue;
        }
        if check {
            stale.push(format!("`{path}` is out of date"));
            continue;
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder of `{path}`"))?;
        }
        fs::write(&file, content).with_context(|| format!("cannot write `{path}`"))?;
        println!("wrote {path}");
    }
    for path in leftovers(workspace, &files)? {
        if check {
            stale.push(format!("nothing generates `{path}`"));
        } else {
            fs::remove_file(workspace.root.join(&path)).with_context(|| format!("cannot remove `{path}`"))?;
            println!("removed {path}");
        }
    }
    if !stale.is_empty() {
        bail!("{}; run `cargo xtask generate`", stale.join(", "));
    }
    Ok(())
}

/// Schemas of documents, and pages of rules, that are no more.
fn leftovers(workspace: &Workspace, files: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for name in [SCHEMAS, CHECKS] {
        let folder = workspace.root.join(name);
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list `{name}`"))? {
            let path = format!("{name}/{}", entry?.file_name().to_string_lossy());
            if !files.contains_key(&path) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}
