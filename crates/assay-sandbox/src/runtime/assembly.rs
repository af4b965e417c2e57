//! A root file system with nothing in it but one Python and the packages.
//!
//! The layout is the same whatever Python it comes from: the program is `/usr/bin/python3`, the library
//! `/usr/lib/python3.x` (or `lib64`, as the program was built), and CPython finds the second from the first. The
//! packages lie among the library, where `sys.path` finds them without `site`. Shared libraries are in `/lib`; only the
//! loader keeps the path that the program asks for. Nothing names a folder of this machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use super::elf;
use super::error::{RuntimeError, at};
use super::install::Progress;
use super::interpreter::{Facts, Interpreter};
use super::maps;
use super::packages::{self, Package};
use super::program::{answer, isolated};
use super::record::Launch;
use super::selection::{keeps_native, keeps_of_library, keeps_of_packages};
use super::tree;

/// The program.
const PROGRAM: &str = "/usr/bin/python3";
/// Where the shared libraries are.
const LIBRARIES: &str = "/lib";
/// Empty folders for what a sandbox mounts.
const MOUNT_POINTS: &[&str] = &["cell", "dev", "proc", "tmp", "work"];
/// For the few functions that ask who is who.
const PASSWD: &str = "root:x:0:0:root:/:/\nnobody:x:65534:65534:nobody:/:/\n";
const GROUP: &str = "root:x:0:\nnogroup:x:65534:\n";

const CHECK: &str = include_str!("check.py");

/// What the check says.
#[derive(Debug, Deserialize)]
struct Checked {
    /// Why native modules (by path) or the work at the end (by no path) failed.
    failures: BTreeMap<String, String>,
    /// The process's `/proc/self/maps`.
    maps: String,
    /// `sys.path`.
    path: Vec<String>,
}

/// Fills the folder `root`, which is not there yet; `scratch` is an empty folder for what comes between.
pub(super) fn assemble(
    interpreter: &Interpreter,
    wheels: Option<&Path>,
    scratch: &Path,
    root: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Package>, Launch), RuntimeError> {
    let facts = &interpreter.facts;
    let unpacked = scratch.join("packages");
    let packages = packages::fetch(interpreter, wheels, scratch, &unpacked, progress)?;

    progress(Progress::Copying);
    // The folder in the root, and as the program there will call it.
    let called = format!("/usr/{}/{}", facts.library_folder, facts.folder());
    let library = inside(root, &called);
    copy_library(facts, &library)?;
    tree::copy(&unpacked, &library, &keeps_of_packages)?;
    copy_libraries(facts, root, &library)?;
    let loader = copy_program(facts, root)?;
    for folder in MOUNT_POINTS.iter().map(|name| root.join(name)) {
        fs::create_dir_all(&folder).map_err(at("make", &folder))?;
    }
    write(&root.join("etc/passwd"), PASSWD)?;
    write(&root.join("etc/group"), GROUP)?;

    progress(Progress::Compiling);
    compile(facts, &library, &called)?;

    progress(Progress::Checking);
    let mut launch = launch();
    launch.search_path = check(&launch, root, &loader)?;
    Ok((packages, launch))
}

/// How the program is run in the root.
fn launch() -> Launch {
    let environment = [
        // The loader's defaults differ from one distribution to the next.
        ("LD_LIBRARY_PATH", LIBRARIES),
        // A sandbox has half a core; a pool of threads would only cost memory, and could not be forked.
        ("OPENBLAS_NUM_THREADS", "1"),
    ];
    Launch {
        program: PROGRAM.to_owned(),
        arguments: ["-I", "-S", "-B", "-X", "utf8"].map(str::to_owned).into(),
        environment: environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        search_path: Vec::new(),
    }
}

/// A path of the root, as this machine calls it.
fn inside(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

fn write(path: &Path, content: &str) -> Result<(), RuntimeError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at("make", folder))?;
    }
    fs::write(path, content).map_err(at("write", path))
}

/// The standard library and its native modules.
fn copy_library(facts: &Facts, library: &Path) -> Result<(), RuntimeError> {
    tree::copy(&facts.library, library, &|path| keeps_of_library(path, &facts.modules))?;
    // CPython looks for this folder to know where it is, even when all native modules are built in.
    let native = library.join("lib-dynload");
    fs::create_dir_all(&native).map_err(at("make", &native))?;
    for folder in &facts.native {
        tree::copy(folder, &native, &|file| keeps_native(file, &facts.modules))?;
    }
    // What `sysconfig` reads is full of paths of the machine that Python was built on.
    for path in tree::content(library)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("_sysconfigdata") {
            // What JSON writes of texts and whole numbers, Python reads as the same.
            write(&path, &format!("build_time_vars = {}\n", Value::from(facts.variables.clone())))?;
        }
    }
    Ok(())
}

/// The shared libraries that the machine's Python maps when it works with the new library.
fn copy_libraries(facts: &Facts, root: &Path, library: &Path) -> Result<(), RuntimeError> {
    let step = "finding the shared libraries";
    let failed = |reason: String| RuntimeError::Step { step, reason };
    let said = answer(isolated(&facts.executable).arg("-c").arg(CHECK).arg(library)).map_err(failed)?;
    let checked: Checked = serde_json::from_slice(&said).map_err(|error| failed(error.to_string()))?;
    let native = library.join("lib-dynload");
    for (path, reason) in &checked.failures {
        // A native module of the library whose own libraries are not installed is one that nobody misses.
        let path = Path::new(path);
        if path.parent() != Some(&native) {
            return Err(failed(reason.clone()));
        }
        fs::remove_file(path).map_err(at("remove", path))?;
    }
    let loader = loader(facts)?;
    let loader = fs::canonicalize(&loader).map_err(at("find", &loader))?;
    for path in maps::files(&checked.maps) {
        if path.starts_with(root) || path == facts.executable || path == loader {
            continue;
        }
        // What is no ELF file is data of the machine: tables of its locale.
        let content = fs::read(&path).map_err(at("read", &path))?;
        if let Some(elf) = elf::read(&content) {
            let name = elf.soname.map(PathBuf::from).or_else(|| path.file_name().map(PathBuf::from));
            tree::copy_file(&path, &inside(root, LIBRARIES).join(name.unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// The program, and the loader that it names. Answers with the loader's place in the root.
fn copy_program(facts: &Facts, root: &Path) -> Result<PathBuf, RuntimeError> {
    let loader = loader(facts)?;
    let copies = [
        (facts.executable.clone(), inside(root, PROGRAM)),
        (loader.clone(), root.join(loader.strip_prefix("/").unwrap_or(&loader))),
    ];
    for (from, to) in &copies {
        tree::copy_file(from, to)?;
        tree::set_mode(to, 0o755)?;
    }
    let [_, (_, loader)] = copies;
    Ok(loader)
}

/// The loader that the program asks the kernel for.
fn loader(facts: &Facts) -> Result<PathBuf, RuntimeError> {
    let program = &facts.executable;
    let content = fs::read(program).map_err(at("read", program))?;
    let interpreter = elf::read(&content).and_then(|elf| elf.interpreter).map(PathBuf::from);
    interpreter.filter(|path| path.is_absolute()).ok_or_else(|| RuntimeError::Step {
        step: "finding the loader",
        reason: format!("`{}` is not a program that is linked dynamically", program.display()),
    })
}

/// Bytecode for everything, valid whatever the times of the files are, with the paths that the root will have.
fn compile(facts: &Facts, library: &Path, called: &str) -> Result<(), RuntimeError> {
    let compile = |workers: &str| {
        let mut command = isolated(&facts.executable);
        command.args([
            "-m",
            "compileall",
            "-q",
            "-j",
            workers,
            "--invalidation-mode",
            "unchecked-hash",
            "-s",
        ]);
        answer(command.arg(library).arg("-p").arg(called).arg(library))
    };
    // Where there is no shared memory, there are no workers; one process needs none.
    compile("0")
        .or_else(|_| compile("1"))
        .map_err(|reason| RuntimeError::Step { step: "compiling the library", reason })?;
    Ok(())
}

/// Runs the program of the root, loaded by the loader of the root, and sees that all of its code is from there.
/// Answers with its `sys.path`.
fn check(launch: &Launch, root: &Path, loader: &Path) -> Result<Vec<String>, RuntimeError> {
    let failed = |reason: String| RuntimeError::Step { step: "the check of the new runtime", reason };
    let mut command = Command::new(loader);
    // A path from the root's folder: in a list of paths, one cannot have a colon.
    command.arg("--inhibit-cache").arg("--library-path").arg(LIBRARIES.trim_start_matches('/'));
    command.arg(inside(root, &launch.program)).args(&launch.arguments).arg("-c").arg(CHECK);
    command.env_clear().envs(&launch.environment).env_remove("LD_LIBRARY_PATH").current_dir(root);
    let said = answer(&mut command).map_err(failed)?;
    let checked: Checked = serde_json::from_slice(&said).map_err(|error| failed(error.to_string()))?;
    if let Some((path, reason)) = checked.failures.first_key_value() {
        return Err(failed(format!("{path} {reason}").trim().to_owned()));
    }
    for path in maps::files(&checked.maps).into_iter().filter(|path| !path.starts_with(root)) {
        let content = fs::read(&path).map_err(at("read", &path))?;
        if content.starts_with(elf::MAGIC) {
            return Err(failed(format!("it loads `{}` of this machine", path.display())));
        }
    }
    // Its own folder stands before each path; what it has not of it, it has of the machine.
    let own = root.to_string_lossy();
    checked
        .path
        .iter()
        .map(|path| path.strip_prefix(own.as_ref()).map(str::to_owned))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| failed(format!("it looks for modules in {:?}", checked.path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_root_lie_in_it() {
        let check =
            |path: &str, expected: &str| assert_eq!(inside(Path::new("/r"), path), Path::new(expected));
        check("/lib", "/r/lib");
        check("/usr/bin/python3", "/r/usr/bin/python3");
        check("//etc", "/r/etc");
    }
}
