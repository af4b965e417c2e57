//! The machine's Pythons, and which of them will do.

use std::collections::BTreeSet;
use std::io;
use std::path::{self, Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::error::RuntimeError;
use super::program::{isolated, told};

/// Names looked for on the path.
const NAMES: &[&str] = &["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];

/// The minor versions of Python 3 that the pinned packages have wheels for.
const MINOR_MIN: u32 = 10;
const MINOR_MAX: u32 = 14;

/// From here on the pinned versions are those that the engine is compared with; an older Python gets older packages.
const MINOR_PREFERRED: u32 = 11;

const SURVEY: &str = include_str!("survey.py");

/// A Python of this machine that will not do, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// How it is run.
    pub command: PathBuf,
    /// Why not.
    pub reason: String,
}

/// A Python of this machine that will do.
#[derive(Debug, Clone)]
pub(super) struct Interpreter {
    /// How it is run: maybe the Python of a virtual environment, or a script that finds the right one.
    pub(super) command: PathBuf,
    pub(super) facts: Facts,
}

/// What a Python says about itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Facts {
    implementation: String,
    version: [u32; 3],
    /// Whether it is no alpha, beta or candidate.
    release: bool,
    /// Version, compiler and date of the build.
    pub(super) build: String,
    bits: u32,
    debug: bool,
    free_threaded: bool,
    /// The tag in the names of native modules.
    pub(super) abi: String,
    pub(super) machine: String,
    pub(super) libc: Option<String>,
    /// The program itself.
    pub(super) executable: PathBuf,
    /// Where the standard library is.
    pub(super) library: PathBuf,
    /// Where its native modules are; a Python may have them all built in.
    pub(super) native: Vec<PathBuf>,
    /// `lib` or `lib64`, as it was built.
    pub(super) library_folder: String,
    /// The names of its modules and packages.
    pub(super) modules: BTreeSet<String>,
    /// What `sysconfig` tells.
    pub(super) variables: Map<String, Value>,
}

impl Facts {
    /// As people write it: `3.11.2`.
    pub(super) fn version(&self) -> String {
        let [major, minor, patch] = self.version;
        format!("{major}.{minor}.{patch}")
    }

    /// As its folders are called: `python3.11`.
    pub(super) fn folder(&self) -> String {
        let [major, minor, _] = self.version;
        format!("python{major}.{minor}")
    }

    fn minor(&self) -> u32 {
        self.version[1]
    }

    /// Whether packages and loader work as the installation assumes.
    fn judge(&self) -> Result<(), String> {
        if self.implementation != "cpython" {
            return Err(format!("it is {}, not CPython", self.implementation));
        }
        let version = self.version();
        match self.version {
            [3, minor, _] if minor > MINOR_MAX => {
                return Err(format!("it is Python {version}, for which no packages are pinned yet"));
            }
            [3, MINOR_MIN..=MINOR_MAX, _] => {}
            _ => return Err(format!("it is Python {version}")),
        }
        if !self.release {
            return Err(format!("it is a preview of Python {version}"));
        }
        if self.bits != 64 {
            return Err(format!("it has {} bits", self.bits));
        }
        if self.free_threaded {
            return Err("it is built without the global interpreter lock".to_owned());
        }
        if self.debug {
            return Err("it is a debug build, for which there are no packages".to_owned());
        }
        if self.libc.is_none() {
            return Err("its C library is not glibc".to_owned());
        }
        Ok(())
    }
}

/// The Python that was asked for; or the first on the path that will do, before all one that gets the newest packages.
pub(super) fn choose(wanted: Option<&Path>) -> Result<Interpreter, RuntimeError> {
    if let Some(command) = wanted {
        return examine(&from_anywhere(command)).map_err(RuntimeError::UnsuitablePython);
    }
    let (mut found, mut refusals) = (None, Vec::new());
    for name in NAMES {
        match examine(Path::new(name)) {
            Ok(interpreter) if interpreter.facts.minor() >= MINOR_PREFERRED => return Ok(interpreter),
            Ok(interpreter) => found = found.or(Some(interpreter)),
            Err(refusal) => refusals.push(refusal),
        }
    }
    refusals.retain(|refusal| refusal.reason != MISSING);
    found.ok_or(RuntimeError::NoPython(refusals))
}

/// A command that means the same in every folder: a name is looked for on the path, a path is made absolute.
fn from_anywhere(command: &Path) -> PathBuf {
    let is_name = command.components().count() == 1 && !command.has_root();
    if is_name { command.to_path_buf() } else { path::absolute(command).unwrap_or(command.to_path_buf()) }
}

/// Why a name on the path is refused that nothing has.
const MISSING: &str = "there is no such program";

fn examine(command: &Path) -> Result<Interpreter, Refusal> {
    survey(command)
        .and_then(|facts| facts.judge().map(|()| facts))
        .map(|facts| Interpreter { command: command.to_path_buf(), facts })
        .map_err(|reason| Refusal { command: command.to_path_buf(), reason })
}

fn survey(command: &Path) -> Result<Facts, String> {
    let output = isolated(command).arg("-c").arg(SURVEY).stdin(Stdio::null()).output();
    let output = output.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => MISSING.to_owned(),
        _ => error.to_string(),
    })?;
    if !output.status.success() {
        // The first line says what is wrong; further ones are a traceback or advice.
        let said = told(&output);
        return Err(said.lines().next().unwrap_or_default().to_owned());
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("it is no Python that Assay knows: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(change: impl FnOnce(&mut Facts)) -> Facts {
        let mut facts = Facts {
            implementation: "cpython".to_owned(),
            version: [3, 11, 2],
            release: true,
            build: "3.11.2 (main, Apr 28 2025, 14:11:48) [GCC 12.2.0]".to_owned(),
            bits: 64,
            debug: false,
            free_threaded: false,
            abi: "cpython-311-x86_64-linux-gnu".to_owned(),
            machine: "x86_64".to_owned(),
            libc: Some("glibc 2.36".to_owned()),
            executable: "/usr/bin/python3.11".into(),
            library: "/usr/lib/python3.11".into(),
            native: vec!["/usr/lib/python3.11/lib-dynload".into()],
            library_folder: "lib".to_owned(),
            modules: BTreeSet::new(),
            variables: Map::new(),
        };
        change(&mut facts);
        facts
    }

    #[test]
    fn pythons_are_judged() {
        let check = |change: fn(&mut Facts), expected: Result<(), &str>| {
            assert_eq!(
                facts(change).judge().as_ref().map_err(String::as_str),
                expected.as_ref().map_err(|text| *text)
            );
        };
        check(|_| {}, Ok(()));
        check(|facts| facts.version = [3, 10, 0], Ok(()));
        check(|facts| facts.version = [3, 14, 9], Ok(()));
        check(|facts| facts.version = [3, 9, 18], Err("it is Python 3.9.18"));
        check(|facts| facts.version = [2, 7, 18], Err("it is Python 2.7.18"));
        check(|facts| facts.version = [4, 11, 0], Err("it is Python 4.11.0"));
        check(
            |facts| facts.version = [3, 15, 0],
            Err("it is Python 3.15.0, for which no packages are pinned yet"),
        );
        check(|facts| facts.release = false, Err("it is a preview of Python 3.11.2"));
        check(|facts| facts.implementation = "pypy".to_owned(), Err("it is pypy, not CPython"));
        check(|facts| facts.bits = 32, Err("it has 32 bits"));
        check(|facts| facts.free_threaded = true, Err("it is built without the global interpreter lock"));
        check(|facts| facts.debug = true, Err("it is a debug build, for which there are no packages"));
        check(|facts| facts.libc = None, Err("its C library is not glibc"));
    }

    #[test]
    fn commands_are_the_same_from_anywhere() {
        let check = |command: &str, expected: &str| {
            assert_eq!(from_anywhere(Path::new(command)), Path::new(expected));
        };
        let here = path::absolute("here").unwrap();
        check("python3", "python3");
        check("/usr/bin/python3", "/usr/bin/python3");
        check("here/bin/python", here.join("bin/python").to_str().unwrap());
        check("./here", here.to_str().unwrap());
    }

    #[test]
    fn folders_are_named_by_the_minor_version() {
        assert_eq!(facts(|_| {}).folder(), "python3.11");
    }

    #[test]
    fn program_that_is_no_python_is_refused() {
        let check = |command: &str, expected: &str| {
            let refusal = examine(Path::new(command)).unwrap_err();
            assert!(refusal.reason.contains(expected), "{refusal:?}");
        };
        check("/nonexistent/python3", "there is no such program");
        check("/bin/true", "it is no Python that Assay knows");
        check("/bin/false", "it ended with");
        check("/", "denied");
    }
}
