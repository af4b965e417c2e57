//! The directory that a run leaves. The same inputs leave the same bytes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use assay_data::Table;
use assay_hallmark::{FileEntry, HALLMARK_FILE, KeyId, MANIFEST_FILE, REPORT_FILE, SecretKey};
use assay_types::{ContentHasher, RunId};
use serde::{Deserialize, Serialize};

use super::{Inputs, Run, Subject, hallmark, tables};
use crate::files::{open_regular, shown_path};
use crate::interrupt::Unfinished;

/// What a run was made of, and what it left.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    run_id: RunId,
    assay_version: &'a str,
    /// Hashes of the inputs: of documents in their canonical form, of the data's bytes and of its bars.
    inputs: &'a Inputs,
    /// Every other file of the directory but the hallmark, which covers this one.
    files: BTreeMap<String, FileEntry>,
}

/// What is read of a manifest that is there already.
#[derive(Debug, Deserialize)]
struct Listed {
    run_id: RunId,
    files: BTreeMap<String, FileEntry>,
}

/// More than any manifest has.
const MANIFEST_BYTES_MAX: u64 = 1 << 20;

/// A directory whose files are those of its manifest.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The run that it is of.
    pub(crate) run_id: RunId,
    files: BTreeMap<String, FileEntry>,
}

impl Checked {
    /// Reads the manifest and holds every file to it.
    ///
    /// # Errors
    /// There is no manifest, or a file is missing or has other bytes; each is named.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let manifest = path.join(MANIFEST_FILE);
        let mut bytes = Vec::new();
        let read =
            open_regular(&manifest).and_then(|file| file.take(MANIFEST_BYTES_MAX).read_to_end(&mut bytes));
        read.with_context(|| {
            format!("`{}` is not the directory of a run: `{MANIFEST_FILE}` cannot be read", shown_path(path))
        })?;
        let Listed { run_id, files } = serde_json::from_slice(&bytes)
            .with_context(|| format!("`{}` is not the manifest of a run", shown_path(&manifest)))?;
        // A name that leads out of the directory is not one that a run has written.
        let ours = |name: &str| {
            Path::new(name).file_name().is_some_and(|file| file == name)
                && fs::symlink_metadata(path.join(name)).is_ok_and(|there| there.is_file())
        };
        let damaged: Vec<String> = files
            .iter()
            .filter(|(name, entry)| !ours(name) || hash_file(&path.join(name)).ok().as_ref() != Some(entry))
            .map(|(name, _)| format!("`{}`", crate::diagnostics::shown(name)))
            .collect();
        if !damaged.is_empty() {
            bail!(
                "`{}` is not as the run left it: {} changed since, or missing; make the run again",
                shown_path(path),
                damaged.join(", ")
            );
        }
        Ok(Self { run_id, files })
    }

    /// Whether the run has left a file of that name.
    pub(crate) fn lists(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }
}

/// Where a run was kept.
#[derive(Debug)]
pub(crate) struct Written {
    /// The directory.
    pub(crate) path: PathBuf,
    /// What was there before.
    pub(crate) kept: Kept,
    /// The key that signed its hallmark, if it has one.
    pub(crate) signed: Option<KeyId>,
}

/// What became of a run's directory.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It was not there.
    New,
    /// It was there, with the same bytes.
    Identical,
    /// It was there with these files in other bytes, and was replaced.
    Replaced(Vec<String>),
}

impl Run {
    /// Writes the run's directory below `out`: whole, or not at all. If the run passed, `key` signs a hallmark.
    ///
    /// # Errors
    /// The file system refuses.
    pub(crate) fn write(&self, out: &Path, key: Option<&SecretKey>) -> Result<Written> {
        let key = key.filter(|_| self.passed());
        let sign = |files: &_| key.map(|key| hallmark::seal(self, files, key)).transpose();
        let write_files = |folder: &mut Folder<'_>| self.write_files(folder);
        let written = write_signed(out, self.report.run_id, &self.inputs, write_files, sign)?;
        Ok(Written { signed: key.map(|key| key.public().id()), ..written })
    }

    fn write_files(&self, folder: &mut Folder<'_>) -> Result<()> {
        folder.add_json(REPORT_FILE, &self.report)?;
        folder.add_json("config.json", &self.report.config)?;
        match &self.subject {
            Subject::Document(strategy) => folder.add_json("strategy.json", strategy)?,
            Subject::Python(python) => {
                folder.add_bytes("strategy.py", &python.file.source)?;
                if let Some(policy) = &python.file.check_policy {
                    folder.add_json("check_policy.json", policy)?;
                }
                if let Some(output) = &python.output {
                    folder.add_bytes("output.txt", output.as_bytes())?;
                }
            }
        }
        if let Some(policy) = &self.policy {
            folder.add_json("policy.json", policy)?;
        }
        if let Some(outcome) = &self.simulated {
            folder.add_table("trades", &tables::trades(outcome, &self.bars)?)?;
            folder.add_table("equity", &tables::equity(outcome, &self.bars)?)?;
        }
        if let Some(stitched) = &self.stitched {
            folder.add_table("walk_forward", &tables::stitched(stitched)?)?;
        }
        Ok(())
    }
}

/// Writes the directory of a run below `out`, with the manifest of what `write_files` adds: whole, or not at all.
///
/// # Errors
/// The file system refuses.
pub(super) fn write(
    out: &Path,
    run_id: RunId,
    inputs: &Inputs,
    write_files: impl FnOnce(&mut Folder<'_>) -> Result<()>,
) -> Result<Written> {
    write_signed(out, run_id, inputs, write_files, |_| Ok(None))
}

/// The same, with the hallmark that `sign` makes of all files, the manifest among them.
fn write_signed(
    out: &Path,
    run_id: RunId,
    inputs: &Inputs,
    write_files: impl FnOnce(&mut Folder<'_>) -> Result<()>,
    sign: impl FnOnce(&BTreeMap<String, FileEntry>) -> Result<Option<Vec<u8>>>,
) -> Result<Written> {
    prepare(out)?;
    let path = out.join(run_id.to_string());
    let hidden = out.join(format!(".{run_id}.{}.tmp", std::process::id()));
    let cannot = || format!("the run `{}` cannot be written", shown_path(&path));
    let unfinished = Unfinished::create(hidden).with_context(cannot)?;
    let mut folder = Folder { path: unfinished.path(), files: BTreeMap::new() };
    write_files(&mut folder).with_context(cannot)?;
    let Folder { files, .. } = folder;
    let manifest = Manifest { run_id, assay_version: env!("CARGO_PKG_VERSION"), inputs, files };
    let entry = write_file(&unfinished.path().join(MANIFEST_FILE), |file| write_json(file, &manifest))
        .with_context(cannot)?;
    let mut files = manifest.files;
    files.insert(MANIFEST_FILE.to_owned(), entry);
    if let Some(hallmark) = sign(&files).with_context(cannot)? {
        let place = unfinished.path().join(HALLMARK_FILE);
        let entry = write_file(&place, |file| Ok(file.write_all(&hallmark)?)).with_context(cannot)?;
        files.insert(HALLMARK_FILE.to_owned(), entry);
    }
    let kept = keep(unfinished, &path, &files).with_context(cannot)?;
    Ok(Written { path, kept, signed: None })
}

/// Makes the directory that runs are written below.
///
/// # Errors
/// The file system refuses.
pub(super) fn prepare(out: &Path) -> Result<()> {
    if out.exists() && !out.is_dir() {
        bail!("`{}` is a file, not a directory; name another with `--out`", shown_path(out));
    }
    fs::create_dir_all(out).with_context(|| format!("`{}` cannot be created", shown_path(out)))
}

/// A directory that files are added to.
pub(super) struct Folder<'f> {
    path: &'f Path,
    files: BTreeMap<String, FileEntry>,
}

impl Folder<'_> {
    fn add(&mut self, name: &str, write: impl FnOnce(&mut Hashing) -> Result<()>) -> Result<()> {
        let entry = write_file(&self.path.join(name), write)?;
        self.files.insert(name.to_owned(), entry);
        Ok(())
    }

    pub(super) fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.add(name, |file| Ok(file.write_all(bytes)?))
    }

    pub(super) fn add_json(&mut self, name: &str, document: &impl Serialize) -> Result<()> {
        self.add(name, |file| write_json(file, document))
    }

    /// Adds a table as CSV and as Parquet.
    pub(super) fn add_table(&mut self, name: &str, table: &Table<'_>) -> Result<()> {
        self.add(&format!("{name}.csv"), |file| Ok(table.to_csv(file)?))?;
        self.add(&format!("{name}.parquet"), |file| Ok(table.to_parquet(file)?))
    }
}

/// Moves the finished directory to its place, unless the same is there.
fn keep(unfinished: Unfinished, path: &Path, files: &BTreeMap<String, FileEntry>) -> io::Result<Kept> {
    if fs::symlink_metadata(path).is_err() {
        return unfinished.finish(|hidden| fs::rename(hidden, path)).map(|()| Kept::New);
    }
    let changed = changed_files(path, files);
    if changed.is_empty() {
        return Ok(Kept::Identical);
    }
    let aside = path.with_extension(format!("{}.old", std::process::id()));
    unfinished.finish(|hidden| {
        fs::rename(path, &aside)?;
        // If the new one cannot take its place, the old one goes back to it.
        fs::rename(hidden, path).inspect_err(|_| drop(fs::rename(&aside, path)))
    })?;
    remove_old(&aside, path, &changed, files)?;
    Ok(Kept::Replaced(changed))
}

/// Removes the old run, now that the new one is in its place; what the user put beside it moves over.
fn remove_old(
    aside: &Path,
    path: &Path,
    changed: &[String],
    files: &BTreeMap<String, FileEntry>,
) -> io::Result<()> {
    if !fs::symlink_metadata(aside)?.is_dir() {
        return fs::remove_file(aside);
    }
    for entry in fs::read_dir(aside)? {
        let name = entry?.file_name();
        let ours = |name: &str| files.contains_key(name) || changed.iter().any(|changed| changed == name);
        if !name.to_str().is_some_and(ours) {
            fs::rename(aside.join(&name), path.join(&name))?;
        }
    }
    fs::remove_dir_all(aside)
}

/// The names of the files that are not what they should be, or should not be there.
fn changed_files(path: &Path, files: &BTreeMap<String, FileEntry>) -> Vec<String> {
    let mut changed: Vec<String> = files
        .iter()
        .filter(|(name, entry)| hash_file(&path.join(name)).ok().as_ref() != Some(entry))
        .map(|(name, _)| name.clone())
        .collect();
    // Files that an older manifest lists and this one does not; notes of the user are none of our business.
    let listed = fs::read(path.join(MANIFEST_FILE)).ok();
    let listed = listed.and_then(|bytes| serde_json::from_slice::<Listed>(&bytes).ok());
    let listed = listed.into_iter().flat_map(|listed| listed.files.into_keys());
    changed.extend(listed.filter(|name| !files.contains_key(name)));
    // No manifest lists a hallmark; one of an earlier run would say that this one passed.
    if !files.contains_key(HALLMARK_FILE) && fs::symlink_metadata(path.join(HALLMARK_FILE)).is_ok() {
        changed.push(HALLMARK_FILE.to_owned());
    }
    changed
}

fn hash_file(path: &Path) -> io::Result<FileEntry> {
    let mut hasher = ContentHasher::new();
    let bytes = io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(FileEntry { hash: hasher.finish(), bytes })
}

fn write_json(file: &mut Hashing, document: &impl Serialize) -> Result<()> {
    serde_json::to_writer_pretty(&mut *file, document)?;
    file.write_all(b"\n")?;
    Ok(())
}

fn write_file(path: &Path, write: impl FnOnce(&mut Hashing) -> Result<()>) -> Result<FileEntry> {
    const BUFFER_BYTES: usize = 1 << 16;
    let file = BufWriter::with_capacity(BUFFER_BYTES, File::create_new(path)?);
    let mut file = Hashing { file, hasher: ContentHasher::new(), bytes: 0 };
    write(&mut file)?;
    file.flush()?;
    Ok(FileEntry { hash: file.hasher.finish(), bytes: file.bytes })
}

/// A file whose bytes are hashed as they are written.
struct Hashing {
    file: BufWriter<File>,
    hasher: ContentHasher,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
