//! Takes the bundle of the charts in, if `cargo xtask web` has built it; a report without it has drawings that stand still.
#![expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through variables")]

use std::env;
use std::fs;
use std::path::Path;

/// The folder is there in every checkout, so that Cargo notices what appears in it.
const DIST: &str = "../../web/dist";

fn main() {
    println!("cargo::rerun-if-changed={DIST}");
    let script = fs::read(Path::new(DIST).join("charts.js")).unwrap_or_default();
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&folder).join("charts.js"), script).expect("cargo gave this folder to write into");
}
