//! Market data: no panic, bars that were read are written and read back the same, and columns beside those of
//! bars change nothing about the bars.
#![no_main]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use assay_data::{LoadError, LoadOptions, Loaded, Repair, Table, load};
use libfuzzer_sys::fuzz_target;

/// A folder of this process, in memory where there is such a place; the reader takes files.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = parent.join(format!("assay-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    folder
});

fn check_columns(more: &Loaded, plain: &Loaded) {
    assert_eq!((&more.bars, more.content_hash), (&plain.bars, plain.content_hash));
    assert_eq!(&more.repairs, &plain.repairs);
    assert_eq!(more.columns_hash.is_some(), !more.columns.is_empty());
    let mut names = BTreeSet::new();
    for column in &more.columns {
        let name = &column.name;
        assert!(names.insert(name), "`{name}` twice");
        assert!((1..=64).contains(&name.chars().count()) && name.trim() == name, "`{name}`");
        assert!(name.chars().all(|ch| ch.is_alphanumeric() || (' '..='~').contains(&ch)), "`{name}`");
        assert_eq!(column.values.len(), more.bars.len());
        assert!(column.values.iter().all(|value| !value.is_infinite()));
    }
}

fuzz_target!(|bytes: &[u8]| {
    let input = FOLDER.join("input.csv");
    fs::write(&input, bytes).expect("the temporary folder can be written to");
    for repair in [Repair::none(), Repair::all()] {
        let limits =
            LoadOptions { rows_max: 10_000, unpacked_bytes_max: 1 << 20, repair, ..LoadOptions::default() };
        let with_columns = load(&input, &LoadOptions { extra_columns: true, ..limits.clone() }, &mut |_| {});
        match load(&input, &limits, &mut |_| {}) {
            Ok(loaded) => {
                let mut text = Vec::new();
                Table::of_bars(&loaded.bars).to_csv(&mut text).expect("memory can be written to");
                let output = FOLDER.join("output.csv");
                fs::write(&output, text).expect("the temporary folder can be written to");
                let again =
                    load(&output, &LoadOptions::default(), &mut |_| {}).expect("our own file can be read");
                assert_eq!(again.bars, loaded.bars);
                assert_eq!(again.content_hash, loaded.content_hash);
                match with_columns {
                    Ok(more) => check_columns(&more, &loaded),
                    // Two columns of one name, or too many values.
                    Err(LoadError::Layout { .. } | LoadError::Limit { .. }) => {}
                    Err(error) => panic!("refused for its columns: {error}"),
                }
            }
            Err(error) => {
                let _ = error.to_string();
                assert!(with_columns.is_err());
            }
        }
    }
});
