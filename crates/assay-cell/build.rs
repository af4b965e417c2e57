//! Compiles `inside/lib.rs` to the extension module that Python loads inside the sandbox.
//!
//! Cargo cannot embed one artefact of a workspace in another, so the compiler is called here: one file without
//! dependencies and without the standard library.

use std::env;
use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=inside");
    println!("cargo::rerun-if-changed=src/board.rs");
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
}
