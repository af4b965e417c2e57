//! What a search has found so far, on disk: one line of JSON for each combination, for a search that is interrupted.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use assay_spec::{ParameterValues, canonical};
use assay_types::RunId;
use serde::{Deserialize, Serialize};

use super::{Marks, directory};
use crate::files::shown_path;
use crate::interrupt;
use crate::output::Printer;

/// A journal that is being written.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    known: BTreeMap<String, Marks>,
}

/// A line of it.
#[derive(Debug, Serialize)]
struct Line<'v> {
    values: &'v ParameterValues,
    marks: &'v Marks,
}

/// A line that was read.
#[derive(Debug, Deserialize)]
struct Read {
    values: ParameterValues,
    marks: Marks,
}

impl Journal {
    /// Opens the journal of a search; takes over what an interrupted one left.
    pub(super) fn open(out: &Path, run_id: RunId, printer: &Printer) -> Result<Self> {
        directory::prepare(out)?;
        let id = run_id.to_string();
        let path = out.join(format!(".search_{}.jsonl", id.trim_start_matches("run_")));
        let cannot = || format!("the journal `{}` cannot be used; remove it", shown_path(&path));
        let bytes = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => fs::read(&path).with_context(cannot)?,
            Ok(_) => bail!("the journal `{}` is no file; remove it", shown_path(&path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error).with_context(cannot),
        };
        let mut known = BTreeMap::new();
        // The last line may be half-written: nobody said that it is there.
        for line in bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")) {
            if let Ok(Read { values, marks }) = serde_json::from_slice(line) {
                known.insert(canonical(&values), marks);
            }
        }
        let file = OpenOptions::new().create(true).append(true).open(&path).with_context(cannot)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).with_context(cannot)?;
        if !known.is_empty() {
            let known = match known.len() {
                1 => "1 combination is".to_owned(),
                count => format!("{count} combinations are"),
            };
            printer.note(&format!("{known} known from a search that was interrupted"));
        }
        interrupt::farewell(Some(format!(
            "what was found so far is kept in `{}`; the same command goes on from there",
            shown_path(&path)
        )));
        Ok(Self { path, file, known })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What that combination came to, if an interrupted search tried it.
    pub(super) fn known(&self, values: &ParameterValues) -> Option<&Marks> {
        self.known.get(&canonical(values))
    }

    /// Adds combinations.
    pub(super) fn enter<'t>(
        &mut self,
        trials: impl Iterator<Item = (&'t ParameterValues, &'t Marks)>,
    ) -> Result<()> {
        let mut lines = String::new();
        for (values, marks) in trials {
            lines += &serde_json::to_string(&Line { values, marks })?;
            lines.push('\n');
        }
        let cannot = || format!("the journal `{}` cannot be written", shown_path(&self.path));
        self.file.write_all(lines.as_bytes()).with_context(cannot)
    }

    /// Removes it: the search is finished and kept.
    pub(super) fn remove(&self) {
        // What cannot be removed is taken for a search that was interrupted, which gives the same.
        drop(fs::remove_file(&self.path));
    }
}
