//! A runtime that appears whole, or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use assay_types::{ContentHash, ContentHasher, Timestamp};

use super::assembly::assemble;
use super::error::{RuntimeError, at};
use super::interpreter::{Facts, Interpreter, choose};
use super::packages::LOCK;
use super::record::{FILES_FILE, Python, RECORD_FILE, ROOT_FOLDER, Record, hash_files};
use super::tree;
use super::{Runtime, Runtimes};

/// The version of the record, the layout and the selection. Raised with any change to them or to what is done to the
/// files: runtimes of another format are made anew.
pub(super) const FORMAT: u32 = 1;

/// Held by whoever installs or removes.
const LOCK_FILE: &str = ".lock";
/// Begins the names of folders that are not finished, or no longer wanted.
const UNFINISHED: &str = ".unfinished-";

/// How to install a runtime.
#[derive(Debug, Clone, Default)]
pub struct InstallOptions {
    /// The Python to copy, in place of the best on the path.
    pub python: Option<PathBuf>,
    /// A folder with the pinned wheels, in place of the network.
    pub wheels: Option<PathBuf>,
    /// Make it anew even if it is there.
    pub again: bool,
    /// Goes into the record.
    pub installed_at: Option<Timestamp>,
    /// Goes into the record: the version of Assay.
    pub installed_by: String,
}

/// How far an installation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// Another process is installing; this one waits for it.
    Waiting,
    /// A Python was found.
    Found {
        /// How it is run.
        python: &'a Path,
        /// Its version.
        version: &'a str,
    },
    /// pip is busy with a package.
    Fetching {
        /// Such as `numpy==2.4.6`.
        package: &'a str,
    },
    /// The files are put together.
    Copying,
    /// Bytecode is made.
    Compiling,
    /// The new runtime is run.
    Checking,
    /// Every file is hashed.
    Hashing,
}

impl Runtimes {
    /// Installs a runtime and makes it the default. One that is there already is not made again, unless it was asked
    /// for.
    ///
    /// # Errors
    /// There is no suitable Python, no pip, no package; or the file system refuses. Nothing is left behind.
    pub fn install(
        &self,
        options: &InstallOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Runtime, RuntimeError> {
        if !cfg!(target_os = "linux") {
            return Err(RuntimeError::Platform);
        }
        let interpreter = choose(options.python.as_deref())?;
        let version = interpreter.facts.version();
        progress(Progress::Found { python: &interpreter.facts.executable, version: &version });
        let id = identity(&interpreter.facts);
        let _lock = self.lock(&mut || progress(Progress::Waiting))?;
        let target = self.folder().join(&id);
        let present = if options.again { None } else { Runtime::open(&target).ok().flatten() };
        let runtime = match present {
            Some(runtime) => runtime,
            None => self.make(&interpreter, &id, options, progress)?,
        };
        self.set_default(&id)?;
        Ok(runtime)
    }

    /// The default runtime; installs one first where there is none, or where it is not of this version of Assay.
    ///
    /// # Errors
    /// Those of [`install`](Self::install).
    pub fn ensure(
        &self,
        options: &InstallOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Runtime, RuntimeError> {
        match self.default_runtime() {
            Ok(Some(runtime)) if runtime.is_current() => Ok(runtime),
            _ => self.install(options, progress),
        }
    }

    /// Removes a runtime. Programs that run in it keep what they have opened.
    ///
    /// # Errors
    /// There is none of this name, or the file system refuses.
    pub fn remove(&self, id: &str) -> Result<(), RuntimeError> {
        let _lock = self.lock(&mut || {})?;
        let folder = self.folder().join(id);
        let named = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
        if !named || id.starts_with('.') || !folder.join(RECORD_FILE).exists() {
            return Err(RuntimeError::Unknown { id: id.to_owned(), folder: self.folder().to_path_buf() });
        }
        self.discard(&folder)?;
        self.clear_default_if_gone()
    }

    fn make(
        &self,
        interpreter: &Interpreter,
        id: &str,
        options: &InstallOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Runtime, RuntimeError> {
        let unfinished = Unfinished::new(self.folder(), id)?;
        let system = rustix::fs::statvfs(&unfinished.0)
            .map_err(|error| at("look at the file system of", &unfinished.0)(error.into()))?;
        if system.f_flag.contains(rustix::fs::StatVfsMountFlags::NOEXEC) {
            return Err(RuntimeError::NotExecutable(self.folder().to_path_buf()));
        }
        let scratch = unfinished.0.join("scratch");
        fs::create_dir(&scratch).map_err(at("make", &scratch))?;
        let root = unfinished.0.join(ROOT_FOLDER);
        let (packages, launch) = assemble(interpreter, options.wheels.as_deref(), &scratch, &root, progress)?;
        tree::remove(&scratch)?;
        progress(Progress::Hashing);
        let files = hash_files(&root)?;
        let facts = &interpreter.facts;
        let record = Record {
            format: FORMAT,
            id: id.to_owned(),
            installed_at: options.installed_at,
            installed_by: options.installed_by.clone(),
            python: Python {
                version: facts.version(),
                build: facts.build.clone(),
                abi: facts.abi.clone(),
                machine: facts.machine.clone(),
                libc: facts.libc.clone().unwrap_or_default(),
                copied_from: facts.executable.display().to_string(),
            },
            packages,
            lock: ContentHash::of(LOCK.as_bytes()),
            launch,
            files: files.count,
            bytes: files.bytes,
            content: files.content,
            list: ContentHash::of(files.list.as_bytes()),
        };
        let mut document = serde_json::to_vec_pretty(&record)
            .map_err(|error| RuntimeError::Step { step: "writing the record", reason: error.to_string() })?;
        document.push(b'\n');
        for (name, content) in [(FILES_FILE, files.list.as_bytes()), (RECORD_FILE, &document)] {
            let path = unfinished.0.join(name);
            fs::write(&path, content).map_err(at("write", &path))?;
            tree::set_mode(&path, 0o444)?;
        }
        tree::make_read_only(&root)?;
        tree::set_mode(&unfinished.0, 0o755)?;
        self.publish(unfinished, id)?;
        Ok(Runtime { folder: self.folder().join(id), record })
    }

    /// Gives a finished folder its name. It is on the disk before that: what has the name is whole.
    fn publish(&self, unfinished: Unfinished, id: &str) -> Result<(), RuntimeError> {
        let handle = File::open(&unfinished.0).map_err(at("open", &unfinished.0))?;
        rustix::fs::syncfs(&handle).map_err(|error| at("flush", &unfinished.0)(error.into()))?;
        let target = self.folder().join(id);
        // Asked for anew, or broken.
        self.discard(&target)?;
        fs::rename(&unfinished.0, &target).map_err(at("rename", &unfinished.0))?;
        unfinished.keep();
        sync_folder(self.folder())
    }

    /// Takes a folder out of sight at once, then removes it.
    fn discard(&self, folder: &Path) -> Result<(), RuntimeError> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let hidden = self.folder().join(format!("{UNFINISHED}gone-{name}"));
        tree::remove(&hidden)?;
        match fs::rename(folder, &hidden) {
            Ok(()) => tree::remove(&hidden),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(at("rename", folder)(error)),
        }
    }

    /// Waits until nobody else installs or removes, and clears away what was left unfinished by a process that died.
    fn lock(&self, waiting: &mut dyn FnMut()) -> Result<File, RuntimeError> {
        fs::create_dir_all(self.folder()).map_err(at("make", self.folder()))?;
        let path = self.folder().join(LOCK_FILE);
        let file = File::options().create(true).append(true).open(&path).map_err(at("open", &path))?;
        if file.try_lock().is_err() {
            waiting();
            file.lock().map_err(at("lock", &path))?;
        }
        for path in tree::content(self.folder())? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(UNFINISHED) {
                tree::remove(&path)?;
            }
        }
        Ok(file)
    }
}

/// A folder that is removed unless it is kept.
struct Unfinished(PathBuf);

impl Unfinished {
    fn new(folder: &Path, id: &str) -> Result<Self, RuntimeError> {
        let folder = fs::canonicalize(folder).map_err(at("find", folder))?;
        let path = folder.join(format!("{UNFINISHED}{id}"));
        fs::create_dir(&path).map_err(at("make", &path))?;
        Ok(Self(path))
    }

    fn keep(mut self) {
        self.0 = PathBuf::new();
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            // There is an error to tell already; the next installation clears what this cannot.
            drop(tree::remove(&self.0));
        }
    }
}

fn sync_folder(folder: &Path) -> Result<(), RuntimeError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at("flush", folder))
}

/// The name of the runtime that this Python gives, with these packages and this format.
fn identity(facts: &Facts) -> String {
    let mut hasher = ContentHasher::new();
    for field in [
        &FORMAT.to_string(),
        LOCK,
        &facts.build,
        &facts.abi,
        &facts.machine,
        facts.libc.as_deref().unwrap_or_default(),
    ] {
        hasher.update_field(field.as_bytes());
    }
    format!("python-{}-{}-{}", facts.version(), facts.machine, hasher.finish().short())
}
