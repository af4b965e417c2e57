//! Market data: no panic, and bars that were read are written and read back the same.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use assay_data::{LoadOptions, Repair, Table, load};
use libfuzzer_sys::fuzz_target;

/// A folder of this process, in memory where there is such a place; the reader takes files.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = parent.join(format!("assay-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    folder
});

fuzz_target!(|bytes: &[u8]| {
    let input = FOLDER.join("input.csv");
    fs::write(&input, bytes).expect("the temporary folder can be written to");
    for repair in [Repair::none(), Repair::all()] {
        let limits =
            LoadOptions { rows_max: 10_000, unpacked_bytes_max: 1 << 20, repair, ..LoadOptions::default() };
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
            }
            Err(error) => {
                let _ = error.to_string();
            }
        }
    }
});
