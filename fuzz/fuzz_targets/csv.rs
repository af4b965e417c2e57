//! Market data: no panic, and bars that were read are written and read back the same.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use assay_data::{LoadOptions, Repair, load, write_bars};
use libfuzzer_sys::fuzz_target;

/// A folder of this process; the reader takes files.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("assay-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    folder
});

fuzz_target!(|bytes: &[u8]| {
    let input = FOLDER.join("input.csv");
    fs::write(&input, bytes).expect("the temporary folder can be written to");
    for repair in [Repair::none(), Repair::all()] {
        let limits = LoadOptions { rows_max: 10_000, unpacked_bytes_max: 1 << 20, repair, ..LoadOptions::default() };
        match load(&input, &limits, &mut |_| {}) {
            Ok(loaded) => {
                let output = FOLDER.join("output.csv");
                write_bars(&output, &loaded.bars).expect("bars can be written");
                let again = load(&output, &LoadOptions::default(), &mut |_| {}).expect("our own file can be read");
                assert_eq!(again.bars, loaded.bars);
                assert_eq!(again.content_hash, loaded.content_hash);
            }
            Err(error) => {
                let _ = error.to_string();
            }
        }
    }
});
