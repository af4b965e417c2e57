//! Files of the corpora, and what the check says about a text.

use std::path::{Path, PathBuf};
use std::{fs, io};

use assay_check::{CheckPolicy, Finding, Source, check};

/// The Python files of a corpus, with their names, in order.
pub(crate) fn files(corpus: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(corpus);
    let list = || -> io::Result<Vec<PathBuf>> {
        let mut paths = fs::read_dir(&folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "py"));
        paths.sort();
        Ok(paths)
    };
    let paths = list().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    paths
        .into_iter()
        .map(|path| {
            let text =
                fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            (name.unwrap_or_default(), text)
        })
        .collect()
}

/// All findings of a text, whether it can be parsed or not.
pub(crate) fn findings(name: &str, bytes: &[u8]) -> Vec<Finding> {
    match Source::read(name, bytes) {
        Ok(module) => check(&module, &CheckPolicy::default()),
        Err(findings) => findings,
    }
}
