//! Compiles `inside/lib.rs` to the extension module that Python loads inside the sandbox.
//!
//! Cargo cannot embed one artefact of a workspace in another, so the compiler is called here: one file without
//! dependencies and without the standard library. Our Python files are listed for embedding.

#![expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through variables")]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=inside");
    println!("cargo::rerun-if-changed=src/board.rs");
    println!("cargo::rerun-if-changed=src/confinement.rs");
    println!("cargo::rerun-if-changed=guest");
    println!("cargo::rustc-check-cfg=cfg(inside)");
    let variable = |name: &str| env::var_os(name).unwrap_or_else(|| panic!("cargo sets {name}"));
    let out = PathBuf::from(variable("OUT_DIR")).join("_cell.so");
    let mut rustc = Command::new(variable("RUSTC"));
    rustc
        .args(["--crate-name=_cell", "--crate-type=cdylib", "--edition=2024", "--cfg=inside"])
        .args(["-Copt-level=3", "-Cpanic=abort", "-Clto=fat", "-Ccodegen-units=1", "-Cstrip=symbols"])
        // Python and libc are there when the module is loaded; nothing is linked.
        .args(["-Clink-arg=-nostdlib", "-Clink-arg=-Wl,-z,now"])
        .arg("--target")
        .arg(variable("TARGET"))
        .arg("-o")
        .arg(&out)
        .arg("inside/lib.rs");
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = std::ffi::OsString::from("-Clinker=");
        option.push(linker);
        rustc.arg(option);
    }
    let status = rustc.status().expect("the compiler that compiled this script can be started");
    assert!(status.success(), "inside/lib.rs does not compile: {rustc:?}");
    let guest = PathBuf::from(variable("OUT_DIR")).join("guest.rs");
    fs::write(&guest, list_guest()).expect("the output directory can be written");
}

/// The Python files below `guest`, as the list that `src/lib.rs` includes.
fn list_guest() -> String {
    let root = Path::new("guest");
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder can be listed") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "py") {
                found.push(path);
            }
        }
    }
    found.sort();
    let mut list = String::from("&[\n");
    for path in found {
        let name = path.strip_prefix(root).expect("found below it").to_str().expect("our names are ASCII");
        // Not the path of this checkout: another may share the target folder.
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/guest/{name}\")");
        writeln!(list, "    ({name:?}, include_bytes!({path})),").expect("a text grows");
    }
    list.push_str("]\n");
    list
}
