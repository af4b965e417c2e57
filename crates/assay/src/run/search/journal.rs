//! What a search has found so far, on disk: one line of JSON for each combination, for a search that is interrupted.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use assay_spec::{ParameterValues, canonical};
use assay_types::ContentHash;
use serde::{Deserialize, Serialize};

use super::{Marks, directory, short};
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
    /// Opens the journal of the search with these inputs; takes over what an interrupted one left.
    pub(super) fn open(out: &Path, inputs: ContentHash, printer: &Printer) -> Result<Self> {
        directory::prepare(out)?;
        let path = out.join(format!(".search_{}.jsonl", short(inputs)));
        let cannot = || format!("the journal `{}` cannot be written", shown_path(&path));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(cannot),
        };
        let mut known = BTreeMap::new();
        // The last line may be half-written: nobody said that it is there.
        for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            if let Ok(Read { values, marks }) = serde_json::from_str(line) {
                known.insert(canonical(&values), marks);
            }
        }
        let file = OpenOptions::new().create(true).append(true).open(&path).with_context(cannot)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).with_context(cannot)?;
        if !known.is_empty() {
            printer
                .note(&format!("{} combinations are known from a search that was interrupted", known.len()));
        }
        interrupt::farewell(Some(format!(
            "what was found so far is kept in `{}`; the same command goes on from there",
            shown_path(&path)
        )));
        Ok(Self { path, file, known })
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
