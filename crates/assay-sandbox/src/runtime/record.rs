//! What is written about a runtime: one document, and one line for each of its files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use assay_types::{ContentHash, ContentHasher, Timestamp};
use serde::{Deserialize, Serialize};

use super::error::{RuntimeError, at};
use super::packages::Package;
use super::tree::{self, Kind};

/// The document.
pub(super) const RECORD_FILE: &str = "runtime.json";
/// The hashes, as `sha256sum --check` reads them in the root.
pub(super) const FILES_FILE: &str = "files.sha256";
/// The root of the file system.
pub(super) const ROOT_FOLDER: &str = "root";

/// What a runtime is: the content of its `runtime.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The version of this document and of the way in which runtimes are made.
    pub format: u32,
    /// The name of the runtime, the same for the same Python, the same packages and the same format.
    pub id: String,
    /// When it was installed.
    pub installed_at: Option<Timestamp>,
    /// By which version of Assay.
    pub installed_by: String,
    /// Which Python it is.
    pub python: Python,
    /// The pinned packages in it.
    pub packages: Vec<Package>,
    /// The hash of the list that pins them.
    pub lock: ContentHash,
    /// How to run its Python in the root.
    pub launch: Launch,
    /// How many files it has.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The hash of what is in them, the same for every installation of the same Python with the same packages: of the
    /// lines of `files.sha256` without those of bytecode, which CPython does not write with the same bytes every time.
    pub content: ContentHash,
    /// The hash of `files.sha256`, which has the hash of every file.
    pub list: ContentHash,
}

/// The Python of a runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Python {
    /// Such as `3.11.2`.
    pub version: String,
    /// Version, date and compiler of the build.
    pub build: String,
    /// The tag of native modules, such as `cpython-311-x86_64-linux-gnu`.
    pub abi: String,
    /// The processor, such as `x86_64`.
    pub machine: String,
    /// The C library, such as `glibc 2.36`.
    pub libc: String,
    /// The program on this machine that it was copied from.
    pub copied_from: String,
}

/// How to run the Python of a runtime inside its root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// The program, as an absolute path in the root.
    pub program: String,
    /// The arguments that come before a script: nothing is read from variables or from the folder it runs in, no
    /// bytecode is written, text is UTF-8.
    pub arguments: Vec<String>,
    /// All variables that the process needs, and no others.
    pub environment: BTreeMap<String, String>,
    /// `sys.path` as it is then: the standard library, its native modules and the packages.
    pub search_path: Vec<String>,
}

/// A difference between a runtime and what was installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Damage {
    /// A file is gone.
    Missing(String),
    /// A file has other bytes.
    Changed(String),
    /// Something was added.
    Added(String),
    /// A file or folder can be written to.
    Writable(String),
    /// The list of files is not the one that was installed.
    List,
}

/// The files of a root, hashed.
pub(super) struct Files {
    pub(super) list: String,
    /// The hash of the lines without bytecode.
    pub(super) content: ContentHash,
    pub(super) count: u64,
    pub(super) bytes: u64,
}

/// Hashes every file below a root.
pub(super) fn hash_files(root: &Path) -> Result<Files, RuntimeError> {
    let (mut list, mut content, mut count, mut total) = (String::new(), ContentHasher::new(), 0, 0);
    for entry in tree::list(root)? {
        if let Kind::File { bytes, .. } = entry.kind {
            let line = line(&hash_file(&root.join(&entry.path))?, &entry.path);
            if Path::new(&entry.path).extension() != Some("pyc".as_ref()) {
                content.update(line.as_bytes());
            }
            list.push_str(&line);
            count += 1;
            total += bytes;
        }
    }
    Ok(Files { list, content: content.finish(), count, bytes: total })
}

fn hash_file(path: &Path) -> Result<ContentHash, RuntimeError> {
    let mut hasher = ContentHasher::new();
    let mut file = File::open(path).map_err(at("read", path))?;
    io::copy(&mut file, &mut hasher).map_err(at("read", path))?;
    Ok(hasher.finish())
}

/// A line as `sha256sum` writes it.
fn line(hash: &ContentHash, path: &str) -> String {
    let hash = hash.to_string();
    format!("{}  {path}\n", hash.trim_start_matches("sha256:"))
}

/// Everything in which a root differs from the list of its files, and the list from its hash.
pub(super) fn damage(folder: &Path, list_hash: &ContentHash) -> Result<Vec<Damage>, RuntimeError> {
    let list = folder.join(FILES_FILE);
    let text = match fs::read_to_string(&list) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(at("read", &list)(error)),
    };
    let mut damage = Vec::new();
    if ContentHash::of(text.as_bytes()) != *list_hash {
        damage.push(Damage::List);
    }
    let mut expected: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_once("  ")).map(|(hash, path)| (path, hash)).collect();
    let root = folder.join(ROOT_FOLDER);
    for entry in tree::list(&root)? {
        let path = entry.path;
        match entry.kind {
            Kind::Folder => {}
            Kind::Foreign => damage.push(Damage::Added(path.clone())),
            Kind::File { .. } => match expected.remove(path.as_str()) {
                None => damage.push(Damage::Added(path.clone())),
                Some(hash) if line(&hash_file(&root.join(&path))?, "").trim_end() != hash => {
                    damage.push(Damage::Changed(path.clone()));
                }
                Some(_) => {}
            },
        }
        if entry.writable && entry.kind != Kind::Foreign {
            damage.push(Damage::Writable(path));
        }
    }
    damage.extend(expected.into_keys().map(|path| Damage::Missing(path.to_owned())));
    Ok(damage)
}
