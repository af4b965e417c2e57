//! The Python that strategies run in: a private copy of the machine's, with the packages that are pinned.
//!
//! A runtime is a folder `<id>/` with a `root/` that a sandbox makes its `/`, `files.sha256` with the hash of every file
//! in it, and `runtime.json`, the [`Record`]. The root has everything that its Python needs and nothing else of the
//! machine: no shell, no user, no path, no symbolic link. It never changes; another Python, other packages or another
//! format make another runtime beside it. ADR 0013 has the reasons.
//!
//! ```no_run
//! use assay_sandbox::runtime::{InstallOptions, Runtimes};
//!
//! let runtimes = Runtimes::new("/home/me/.local/share/assay/runtimes".into());
//! let runtime = runtimes.ensure(&InstallOptions::default(), &mut |progress| eprintln!("{progress:?}"))?;
//! let launch = &runtime.record().launch;
//! println!("in {}: {} {:?}", runtime.root().display(), launch.program, launch.arguments);
//! # Ok::<(), assay_sandbox::runtime::RuntimeError>(())
//! ```

pub(crate) mod archive;
mod assembly;
mod elf;
mod error;
mod install;
mod interpreter;
mod maps;
mod packages;
mod program;
mod record;
mod selection;
#[cfg(feature = "testing")]
pub mod testing;
mod tree;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use assay_types::ContentHash;

pub use self::error::RuntimeError;
pub use self::install::{InstallOptions, Progress};
pub use self::interpreter::Refusal;
pub use self::packages::Package;
pub use self::record::{Damage, Launch, Python, Record};

use self::error::at;
use self::install::FORMAT;
use self::record::{RECORD_FILE, ROOT_FOLDER};

/// The list that pins the packages, as pip reads it.
pub const REQUIREMENTS: &str = packages::LOCK;

/// The name of the link to the runtime that is used where none is named.
const DEFAULT: &str = "default";

/// A runtime that is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runtime {
    folder: PathBuf,
    record: Record,
}

impl Runtime {
    /// Opens the runtime in a folder; `None` if there is none. Its files are not looked at: see
    /// [`verify`](Self::verify).
    ///
    /// # Errors
    /// The folder holds something else, or cannot be read.
    pub fn open(folder: &Path) -> Result<Option<Self>, RuntimeError> {
        let path = folder.join(RECORD_FILE);
        let document = match fs::read(&path) {
            Ok(document) => document,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at("read", &path)(error)),
        };
        let broken = |reason: String| RuntimeError::Broken { folder: folder.to_path_buf(), reason };
        let record: Record =
            serde_json::from_slice(&document).map_err(|error| broken(format!("`{RECORD_FILE}`: {error}")))?;
        if record.format != FORMAT {
            return Err(broken(format!("its format is {}, not {FORMAT}", record.format)));
        }
        let folder = fs::canonicalize(folder).map_err(at("find", folder))?;
        if !folder.join(ROOT_FOLDER).is_dir() {
            return Err(broken(format!("it has no `{ROOT_FOLDER}`")));
        }
        Ok(Some(Self { folder, record }))
    }

    /// Its name.
    pub fn id(&self) -> &str {
        &self.record.id
    }

    /// The folder it is in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The root of its file system.
    pub fn root(&self) -> PathBuf {
        self.folder.join(ROOT_FOLDER)
    }

    /// What it is.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Whether it has the packages that this version of Assay pins.
    pub fn is_current(&self) -> bool {
        self.record.lock == ContentHash::of(REQUIREMENTS.as_bytes())
    }

    /// Hashes every file: all that differs from what was installed.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn verify(&self) -> Result<Vec<Damage>, RuntimeError> {
        record::damage(&self.folder, &self.record.list)
    }

    /// Writes the root as a tar archive, with the same bytes for the same files.
    ///
    /// # Errors
    /// A file cannot be read, or the writer refuses.
    pub fn archive(&self, mut writer: impl Write) -> Result<(), RuntimeError> {
        archive::write(&self.root(), &mut writer)
    }
}

/// What is in the folder of a runtime.
#[derive(Debug)]
pub struct Installed {
    /// The name of the folder.
    pub id: String,
    /// The runtime, or why it cannot be used.
    pub runtime: Result<Runtime, RuntimeError>,
}

/// The folder of all runtimes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runtimes {
    folder: PathBuf,
}

impl Runtimes {
    /// Runtimes in this folder, which need not exist.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The runtime to use where none is named: the one that was installed last.
    ///
    /// # Errors
    /// It is of another format, or cannot be read.
    pub fn default_runtime(&self) -> Result<Option<Runtime>, RuntimeError> {
        Runtime::open(&self.folder.join(DEFAULT))
    }

    /// The name of the default runtime, if there is one; it may be of another format.
    pub fn default_id(&self) -> Option<String> {
        let target = fs::read_link(self.folder.join(DEFAULT)).ok()?;
        target.to_str().map(str::to_owned)
    }

    /// Every runtime, by name.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> Result<Vec<Installed>, RuntimeError> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let mut runtimes = Vec::new();
        for path in tree::content(&self.folder)? {
            let id = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if id == DEFAULT || id.starts_with('.') {
                continue;
            }
            if let Some(runtime) = Runtime::open(&path).transpose() {
                runtimes.push(Installed { id, runtime });
            }
        }
        Ok(runtimes)
    }

    /// Points the default to a runtime, in one step.
    fn set_default(&self, id: &str) -> Result<(), RuntimeError> {
        let link = self.folder.join(DEFAULT);
        if fs::read_link(&link).is_ok_and(|target| target == Path::new(id)) {
            return Ok(());
        }
        let new = self.folder.join(".default");
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at("remove", &new)(error)),
            _ => {}
        }
        std::os::unix::fs::symlink(id, &new).map_err(at("make", &new))?;
        fs::rename(&new, &link).map_err(at("rename", &new))
    }

    /// After a removal: without the runtime that was the default, there is none.
    fn clear_default_if_gone(&self) -> Result<(), RuntimeError> {
        let link = self.folder.join(DEFAULT);
        if link.is_symlink() && !link.exists() {
            fs::remove_file(&link).map_err(at("remove", &link))?;
        }
        Ok(())
    }
}
