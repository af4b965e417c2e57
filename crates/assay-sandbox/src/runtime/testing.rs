//! The runtime of tests, for this crate's and those of the crates above.

use std::path::PathBuf;

use super::Runtime;

/// The runtime that `cargo xtask runtime` has installed: in the folder that `ASSAY_TEST_RUNTIME` names, or else in the
/// folder for caches.
///
/// # Panics
/// There is none.
#[expect(clippy::disallowed_methods, reason = "tests have no module for settings")]
pub fn runtime() -> Runtime {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = || variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
    let folder = variable("ASSAY_TEST_RUNTIME")
        .or_else(|| Some(cache()?.join("assay").join("runtimes").join("default")))
        .unwrap_or_default();
    match Runtime::open(&folder) {
        Ok(Some(runtime)) => runtime,
        Ok(None) => panic!("there is no runtime in `{}`; run `cargo xtask runtime`", folder.display()),
        Err(error) => panic!("{error}; run `cargo xtask runtime`"),
    }
}
