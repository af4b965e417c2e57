//! The pinned packages: fetched by pip, which checks every hash.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use assay_types::ContentHash;
use serde::{Deserialize, Serialize};

use super::error::{RuntimeError, at};
use super::install::Progress;
use super::interpreter::Interpreter;
use super::program::{answer, isolated, last_lines};
use super::tree;

/// Which packages, in which versions, with which hashes.
pub(super) const LOCK: &str = include_str!("../../runtime/requirements.txt");

/// Unpacks the wheels that are its arguments into the folder that is its first.
const UNPACK: &str =
    "import sys, zipfile\nfor wheel in sys.argv[2:]: zipfile.ZipFile(wheel).extractall(sys.argv[1])";

/// A package of a runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Its name on the package index.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The file it came in.
    pub wheel: String,
    /// The hash of that file, one of those that are pinned.
    pub hash: ContentHash,
}

/// Fetches the packages for a Python and unpacks them into `to`; `scratch` is an empty folder for what comes between.
/// With `wheels`, they come from that folder and not from the network.
pub(super) fn fetch(
    interpreter: &Interpreter,
    wheels: Option<&Path>,
    scratch: &Path,
    to: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Package>, RuntimeError> {
    let lock = scratch.join("requirements.txt");
    fs::write(&lock, LOCK).map_err(at("write", &lock))?;
    let downloads = scratch.join("wheels");
    let mut command = pip(interpreter, scratch)?;
    command.args(["download", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]);
    command.args(["--no-deps", "--only-binary", ":all:", "--require-hashes"]);
    if let Some(wheels) = wheels {
        let wheels = std::path::absolute(wheels).map_err(at("find", wheels))?;
        command.args(["--no-index".into(), "--find-links".into(), wheels.into_os_string()]);
    }
    command.arg("--requirement").arg(&lock).arg("--dest").arg(&downloads);
    // A folder of ours, so that `-m` finds pip and not what lies in the folder of the user.
    command.current_dir(scratch);
    follow(command, scratch, progress)?;
    let wheels = tree::content(&downloads)?;
    let packages = wheels.iter().map(|wheel| identify(wheel)).collect::<Result<Vec<_>, _>>()?;
    let mut unpack = isolated(&interpreter.facts.executable);
    unpack.arg("-c").arg(UNPACK).arg(to).args(&wheels);
    answer(&mut unpack).map_err(|reason| RuntimeError::Step { step: "unpacking the packages", reason })?;
    Ok(packages)
}

/// The pip of a Python, or else that of a virtual environment made with it.
fn pip(interpreter: &Interpreter, scratch: &Path) -> Result<Command, RuntimeError> {
    let of = |python: &Path| {
        let mut command = Command::new(python);
        command.args(["-m", "pip"]);
        command
    };
    if answer(of(&interpreter.command).arg("--version").current_dir(scratch)).is_ok() {
        return Ok(of(&interpreter.command));
    }
    let environment = scratch.join("environment");
    let mut make = Command::new(&interpreter.command);
    make.args(["-m", "venv"]).arg(&environment).current_dir(scratch);
    answer(&mut make)
        .map_err(|reason| RuntimeError::NoPip { python: interpreter.command.clone(), reason })?;
    Ok(of(&environment.join("bin").join("python")))
}

/// Runs pip and tells which package it is busy with.
fn follow(
    mut command: Command,
    scratch: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), RuntimeError> {
    // A file takes all that pip may say while its other stream is read.
    let path = scratch.join("errors.txt");
    let errors = File::create(&path).map_err(at("write", &path))?;
    let failed = |reason: String| RuntimeError::Packages { reason };
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(errors)
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some(package) = collected(&line) {
                progress(Progress::Fetching { package });
            }
        }
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if status.success() {
        return Ok(());
    }
    let said = fs::read(&path).map_err(at("read", &path))?;
    Err(failed(last_lines(&said).unwrap_or_else(|| format!("it ended with {status}"))))
}

/// The package of a line like `Collecting numpy==2.4.6 (from -r …)`.
fn collected(line: &str) -> Option<&str> {
    line.strip_prefix("Collecting ")?.split_whitespace().next()
}

/// What a wheel is, by its name and its content.
fn identify(wheel: &Path) -> Result<Package, RuntimeError> {
    let refused = |reason: &str| RuntimeError::Packages { reason: format!("`{}` {reason}", wheel.display()) };
    let file = wheel.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let (name, version) = name_and_version(file).ok_or_else(|| refused("is no wheel"))?;
    let hash = ContentHash::of(&fs::read(wheel).map_err(at("read", wheel))?);
    // pip has checked it; this is the same check by somebody else.
    if !LOCK.contains(&format!("--hash={hash}")) {
        return Err(refused("has a hash that is not pinned"));
    }
    Ok(Package { name, version, wheel: file.to_owned(), hash })
}

/// Name and version of a wheel `name-version-python-abi-platform.whl`; the name as the index writes it.
fn name_and_version(file: &str) -> Option<(String, String)> {
    let mut parts = file.strip_suffix(".whl")?.split('-');
    let (name, version) = (parts.next()?, parts.next()?);
    let complete = (3..=4).contains(&parts.count()) && !name.is_empty() && !version.is_empty();
    complete.then(|| (name.replace('_', "-"), version.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wheels_are_named() {
        let check = |file: &str, expected: Option<(&str, &str)>| {
            let expected = expected.map(|(name, version)| (name.to_owned(), version.to_owned()));
            assert_eq!(name_and_version(file), expected);
        };
        check("numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl", Some(("numpy", "2.4.6")));
        check(
            "ta_lib-0.8.2-cp313-cp313-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
            Some(("ta-lib", "0.8.2")),
        );
        check("tzdata-2026.6-py2.py3-none-any.whl", Some(("tzdata", "2026.6")));
        check("thing-1.0-2-py3-none-any.whl", Some(("thing", "1.0")));
        check("numpy-2.4.6.tar.gz", None);
        check("numpy.whl", None);
        check("-1-py3-none-any.whl", None);
    }

    #[test]
    fn packages_are_told_as_pip_collects_them() {
        let check = |line: &str, expected: Option<&str>| assert_eq!(collected(line), expected);
        check("Collecting numpy==2.4.6 (from -r requirements.txt (line 75))", Some("numpy==2.4.6"));
        check("Collecting pandas==3.1.1", Some("pandas==3.1.1"));
        check("Ignoring numpy: markers 'python_full_version < \"3.11\"' don't match your environment", None);
        check("Saved ./numpy.whl", None);
    }

    #[test]
    fn everything_locked_has_a_hash_and_serves_one_range_of_versions() {
        let mut pinned: Vec<&str> = LOCK.lines().filter(|line| line.contains("==")).collect();
        assert!(pinned.iter().all(|line| line.ends_with(" \\")), "{pinned:?}");
        pinned.sort_unstable();
        let of = |name: &str| pinned.iter().filter(|line| line.starts_with(&format!("{name}=="))).count();
        // A version for Python 3.10, and one for all later ones.
        for package in ["numpy", "pandas", "ta-lib"] {
            assert_eq!(of(package), 2, "{package}");
        }
    }

    #[test]
    fn versions_are_those_that_the_engine_is_compared_with() {
        let peer = include_str!("../../../../peers/parity/requirements.in");
        for line in peer.lines().filter(|line| !line.starts_with('#') && !line.starts_with("backtesting")) {
            let pinned = format!("{} ; python_full_version >= '3.11' ", line.to_ascii_lowercase());
            assert!(LOCK.contains(&pinned), "`{line}` is pinned for the peer, and not for the runtime");
        }
    }
}
