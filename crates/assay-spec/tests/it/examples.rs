//! The example strategies that users start from.

use std::fs;
use std::path::{Path, PathBuf};

use assay_spec::{Format, Strategy, read};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/strategies");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Those in Python are no documents.
    paths.retain(|path| Format::of_path(path).is_some());
    paths.sort();
    paths
}

#[test]
fn every_example_is_valid_and_named_like_its_file() {
    let paths = examples();
    assert!(paths.len() >= 12);
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let document = read::<Strategy>(&text, Format::of_path(&path).unwrap(), name);
        let document = document.unwrap_or_else(|report| panic!("{report}"));
        assert!(document.notes.is_empty(), "{name} is of an old version");
        assert_eq!(document.value.name.as_str(), path.file_stem().unwrap().to_str().unwrap());
        assert!(!document.value.description.is_empty(), "{name} has no description");
    }
}
