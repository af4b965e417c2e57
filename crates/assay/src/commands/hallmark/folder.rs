//! A run's directory, which somebody may have prepared for us: no link is followed, nothing but files is read, and no
//! more of them than was signed.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use assay_hallmark::{ENVELOPE_BYTES_MAX, FileEntry, HALLMARK_FILE};
use assay_types::{ContentHash, ContentHasher};
use serde::Serialize;

use crate::files::shown_path;

/// How many unexpected files are named; a directory may hold millions.
const UNEXPECTED_MAX: usize = 1000;

/// A directory with a hallmark.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

/// A file that is not as it was signed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Difference {
    /// The file, safe to show.
    pub(super) file: String,
    /// What is the matter with it.
    pub(super) kind: Kind,
}

/// What is the matter with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// It has other bytes.
    Changed,
    /// It is not there.
    Missing,
    /// It was not there when the hallmark was made.
    Unexpected,
    /// It is a symbolic link, whatever it leads to.
    Link,
    /// It is a directory, a pipe or the like.
    NotAFile,
}

impl Kind {
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Link => "a symbolic link",
            Self::NotAFile => "not a file",
        }
    }
}

/// What opening a file came to.
enum Opened {
    File(File, u64),
    Not(Kind),
}

impl Folder {
    /// The directory that a path means, and the name of the hallmark in it.
    ///
    /// # Errors
    /// The path leads nowhere.
    pub(super) fn around(path: &Path) -> Result<(Self, OsString)> {
        let metadata =
            fs::metadata(path).with_context(|| format!("`{}` cannot be read", shown_path(path)))?;
        if metadata.is_dir() {
            return Ok((Self { path: path.to_owned() }, HALLMARK_FILE.into()));
        }
        let name = path.file_name().with_context(|| format!("`{}` has no name", shown_path(path)))?;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        Ok((Self { path: parent.unwrap_or(Path::new(".")).to_owned() }, name.to_owned()))
    }

    /// What it is called, safe to show.
    pub(super) fn shown(&self) -> String {
        shown_path(&self.path)
    }

    /// The bytes of the hallmark, or why there are none.
    ///
    /// # Errors
    /// The file system refuses.
    pub(super) fn hallmark(&self, name: &OsStr) -> Result<Result<Vec<u8>, String>> {
        let bytes_max = u64::try_from(ENVELOPE_BYTES_MAX)?;
        let shown = shown_path(Path::new(name));
        Ok(match self.open(name)? {
            Opened::Not(Kind::Missing) => {
                Err(format!("there is no `{shown}`: the run did not pass, or was made with `--no-hallmark`"))
            }
            Opened::Not(kind) => Err(format!("`{shown}` is {}", kind.in_words())),
            Opened::File(file, _) => Ok(self.read(name, file, bytes_max.saturating_add(1))?),
        })
    }

    /// The bytes of a file, if they are those that were signed and not too many.
    ///
    /// # Errors
    /// The file system refuses.
    pub(super) fn signed(&self, name: &str, entry: FileEntry, bytes_max: u64) -> Result<Option<Vec<u8>>> {
        let Opened::File(file, _) = self.open(OsStr::new(name))? else { return Ok(None) };
        if entry.bytes > bytes_max {
            return Ok(None);
        }
        let bytes = self.read(OsStr::new(name), file, entry.bytes.saturating_add(1))?;
        Ok(Some(bytes).filter(|bytes| ContentHash::of(bytes) == entry.hash))
    }

    /// The files that are not as they were signed: by name, then those that are too many.
    ///
    /// # Errors
    /// The file system refuses.
    pub(super) fn differences(
        &self,
        hallmark: &OsStr,
        files: &BTreeMap<String, FileEntry>,
    ) -> Result<Vec<Difference>> {
        let mut differences = Vec::new();
        for (name, entry) in files {
            let kind = self.difference(name, *entry)?;
            differences.extend(kind.map(|kind| Difference { file: name.clone(), kind }));
        }
        let cannot = || format!("`{}` cannot be read", self.shown());
        let mut unexpected = Vec::new();
        for entry in fs::read_dir(&self.path).with_context(cannot)? {
            let name = entry.with_context(cannot)?.file_name();
            let signed = name.to_str().is_some_and(|name| files.contains_key(name));
            if !signed && name != hallmark && unexpected.len() < UNEXPECTED_MAX {
                unexpected.push(shown_path(Path::new(&name)));
            }
        }
        unexpected.sort();
        let unexpected = unexpected.into_iter();
        differences.extend(unexpected.map(|file| Difference { file, kind: Kind::Unexpected }));
        Ok(differences)
    }

    fn difference(&self, name: &str, entry: FileEntry) -> Result<Option<Kind>> {
        let (file, bytes) = match self.open(OsStr::new(name))? {
            Opened::File(file, bytes) => (file, bytes),
            Opened::Not(kind) => return Ok(Some(kind)),
        };
        if bytes != entry.bytes {
            return Ok(Some(Kind::Changed));
        }
        let mut hasher = ContentHasher::new();
        // A file that grows while it is read is not read for ever.
        let read = io::copy(&mut file.take(entry.bytes.saturating_add(1)), &mut hasher);
        let read = read.with_context(|| self.cannot_read(OsStr::new(name)))?;
        Ok((read != entry.bytes || hasher.finish() != entry.hash).then_some(Kind::Changed))
    }

    /// Opens a file without following a link, and without waiting for who writes into a pipe.
    fn open(&self, name: &OsStr) -> Result<Opened> {
        let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
        let file = OpenOptions::new().read(true).custom_flags(flags).open(self.path.join(name));
        let file = match file {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Opened::Not(Kind::Missing)),
            Err(error) if error.raw_os_error() == Some(libc::ELOOP) => return Ok(Opened::Not(Kind::Link)),
            // A socket.
            Err(error) if error.raw_os_error() == Some(libc::ENXIO) => {
                return Ok(Opened::Not(Kind::NotAFile));
            }
            Err(error) => return Err(error).with_context(|| self.cannot_read(name)),
        };
        let metadata = file.metadata().with_context(|| self.cannot_read(name))?;
        Ok(if metadata.is_file() { Opened::File(file, metadata.len()) } else { Opened::Not(Kind::NotAFile) })
    }

    fn read(&self, name: &OsStr, file: File, bytes_max: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        file.take(bytes_max).read_to_end(&mut bytes).with_context(|| self.cannot_read(name))?;
        Ok(bytes)
    }

    fn cannot_read(&self, name: &OsStr) -> String {
        format!("`{}` cannot be read", shown_path(&self.path.join(name)))
    }
}

/// The hash of a file that the user names, links and all.
///
/// # Errors
/// The file cannot be read.
pub(super) fn hash(path: &Path) -> Result<ContentHash> {
    let mut hasher = ContentHasher::new();
    let hashed = File::open(path).and_then(|mut file| io::copy(&mut file, &mut hasher));
    hashed.with_context(|| format!("`{}` cannot be read", shown_path(path)))?;
    Ok(hasher.finish())
}
