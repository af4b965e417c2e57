//! Python files: found below folders, read within bounds, rewritten as a whole.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use assay_check::BYTES_MAX;
use assay_spec::Format;

use crate::files::{self, shown_path};

/// How many files are found below folders.
const FILES_MAX: usize = 10_000;

/// How deep folders are followed.
const FOLDERS_MAX: usize = 64;

/// Folders of tools, in which nobody keeps strategies.
const PASSED_OVER: [&str; 3] = ["__pycache__", "node_modules", "site-packages"];

/// What is to be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Input {
    File(PathBuf),
    Stdin,
}

impl Input {
    pub(crate) fn of(path: &Path) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::File(path.to_owned()) }
    }

    /// What it is called, safe to show.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => shown_path(path),
            Self::Stdin => "stdin".to_owned(),
        }
    }

    /// Its bytes, and one more than `bytes_max` if there are more.
    pub(crate) fn read(&self, bytes_max: usize) -> Result<Vec<u8>> {
        let limit = u64::try_from(bytes_max)?.saturating_add(1);
        let mut bytes = Vec::new();
        match self {
            Self::Stdin => io::stdin().lock().take(limit).read_to_end(&mut bytes),
            Self::File(path) => File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes)),
        }
        .with_context(|| format!("`{}` cannot be read", self.name()))?;
        Ok(bytes)
    }

    /// Its bytes, as a Python file's: the check refuses longer ones.
    pub(crate) fn read_source(&self) -> Result<Vec<u8>> {
        if let Self::File(path) = self
            && Format::of_path(path).is_some()
        {
            bail!("`{}` is a document and not Python; `assay schema validate` checks it", self.name());
        }
        self.read(BYTES_MAX)
    }
}

/// The inputs that the arguments name, in their order, those below a folder by name; or why there are none.
/// What is named twice is there once.
pub(crate) fn collect(paths: &[PathBuf]) -> Vec<Result<Input, (String, anyhow::Error)>> {
    let mut inputs: Vec<Result<Input, (String, anyhow::Error)>> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for path in paths {
        let named = match Input::of(path) {
            Input::File(path) if path.is_dir() => below(&path).map_err(|error| (shown_path(&path), error)),
            input => Ok(vec![input]),
        };
        match named {
            Ok(named) => inputs.extend(named.into_iter().filter(|input| seen.insert(input.clone())).map(Ok)),
            Err(refused) => inputs.push(Err(refused)),
        }
    }
    inputs
}

/// The Python files below a folder, by name. Links to folders are not followed, hidden folders and those of runs not looked
/// into.
fn below(folder: &Path) -> Result<Vec<Input>> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let cannot = || format!("the folder `{}` cannot be read", shown_path(&folder));
        for entry in fs::read_dir(&folder).with_context(cannot)? {
            let entry = entry.with_context(cannot)?;
            let path = entry.path();
            let kind = entry.file_type().with_context(cannot)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if kind.is_dir() {
                let passed_over =
                    name.starts_with('.') || PASSED_OVER.contains(&name.as_ref()) || is_run(&path);
                if !passed_over && depth < FOLDERS_MAX {
                    folders.push((path, depth + 1));
                }
            } else if path.extension().is_some_and(|extension| extension == "py") && path.is_file() {
                found.push(Input::File(path));
            }
            if found.len() > FILES_MAX {
                bail!(
                    "there are more than {FILES_MAX} Python files below `{}`; name a folder in it",
                    shown_path(&folder)
                );
            }
        }
    }
    if found.is_empty() {
        bail!("there is no `*.py` below `{}`", shown_path(folder));
    }
    found.sort();
    Ok(found)
}

/// Whether a folder is what a run has left: evidence, whose hashes are written down.
fn is_run(folder: &Path) -> bool {
    folder.join("manifest.json").is_file() && folder.join("report.json").is_file()
}

/// Replaces the content of a file as a whole or not at all. Its permissions stay, and a link to it stays a link.
///
/// # Errors
/// The file system refuses.
pub(crate) fn rewrite(path: &Path, content: &[u8]) -> Result<()> {
    let cannot = || format!("`{}` cannot be written", shown_path(path));
    let target = fs::canonicalize(path).with_context(cannot)?;
    let permissions = fs::metadata(&target).with_context(cannot)?.permissions();
    if permissions.readonly() {
        bail!("`{}` is read-only", shown_path(path));
    }
    files::replace(&target, content, Some(permissions)).with_context(cannot)
}
