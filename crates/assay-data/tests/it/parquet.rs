//! Parquet as pandas, pyarrow and polars write it (see `tests/make_fixtures.py`).

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use assay_data::{LoadOptions, Repair, inspect, load};
use proptest::prelude::*;

use crate::files::{error_text, file, load_plainly};

fn fixtures(wrong: bool) -> Vec<(String, PathBuf)> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let mut found: Vec<(String, PathBuf)> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .filter(|(name, _)| name.starts_with("wrong") == wrong)
        .collect();
    found.sort();
    found
}

#[test]
fn files_of_other_tools_hold_the_same_bars() {
    let mut report = String::new();
    for (name, path) in fixtures(false) {
        let loaded = load_plainly(&path).unwrap_or_else(|error| panic!("{name}: {}", error_text(&error)));
        let bars = &loaded.bars;
        assert_eq!(bars.open(), [1.0, 2.0, 3.0, 4.0, 5.5], "{name}");
        assert_eq!(bars.high(), [2.0, 3.0, 4.0, 5.0, 6.5], "{name}");
        assert_eq!(bars.low(), [0.5, 1.5, 2.5, 3.5, 4.5], "{name}");
        assert_eq!(bars.close(), [1.5, 2.5, 3.5, 4.5, 5.25], "{name}");
        if let Some(volume) = bars.volume() {
            assert_eq!(volume, [10.0, 20.0, 30.0, 40.0, 50.0], "{name}");
        }
        writeln!(
            report,
            "{name}: {} to {}, {}, time from {:?}, volume from {:?}",
            bars.time()[0],
            bars.time()[4],
            loaded.origin.format.times,
            loaded.origin.columns.time,
            loaded.origin.columns.volume,
        )
        .unwrap();
    }
    insta::assert_snapshot!(report, @r#"
data_page_v2: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["time"], volume from Some("volume")
decimal: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["time"], volume from Some("volume")
decimal_int: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["time"], volume from Some("volume")
epoch_int: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, epoch milliseconds, time from ["time"], volume from Some("volume")
extra_columns: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["time"], volume from Some("volume")
float32: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["time"], volume from Some("volume")
int96: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in 96 bits, time from ["time"], volume from Some("volume")
pandas_date_column: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["date"], volume from Some("Volume")
pandas_date_index: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["Date"], volume from Some("Volume")
pandas_unnamed_index: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["__index_level_0__"], volume from Some("Volume")
pandas_zoned_index: 2024-01-02T05:00:00Z to 2024-01-06T05:00:00Z, timestamps in microseconds, time from ["__index_level_0__"], volume from Some("Volume")
polars: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["timestamp"], volume from Some("volume")
polars_date: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, days, time from ["date"], volume from None
text_time: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, dates without an offset, time from ["time"], volume from Some("volume")
timestamp_ms: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in milliseconds, time from ["time"], volume from Some("volume")
timestamp_ns: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in nanoseconds, time from ["time"], volume from Some("volume")
timestamp_s: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in milliseconds, time from ["time"], volume from Some("volume")
timestamp_us: 2024-01-02T00:00:00Z to 2024-01-06T00:00:00Z, timestamps in microseconds, time from ["time"], volume from Some("volume")
"#);
}

#[test]
fn wrong_files_are_refused_with_the_reason() {
    let mut report = String::new();
    for (name, path) in fixtures(true) {
        let sample = file("bars.parquet", &fs::read(&path).unwrap());
        let error = load_plainly(&sample.path).unwrap_err();
        writeln!(report, "{name}\n= {}\n", error_text(&error)).unwrap();
    }
    insta::assert_snapshot!(report, @r#"
wrong_list
= `bars.parquet`: no column is close; the columns are `volume`, `close.list.element`, `time`, `low`, `high`, `open`; did you mean `close.list.element` to be `close`?

wrong_lz4
= `bars.parquet`: its compression or encoding is not read here; write it with Snappy, Zstandard or gzip

wrong_null_price
= `bars.parquet` has 2 problems: 2 × missing price
  row 2, column `close`, empty: a price is missing; write it, or leave the row out
  row 3, column `close`, `NaN`: a price is missing; write it, or leave the row out

wrong_null_time
= `bars.parquet` has 1 problem: 1 × unreadable time
  row 3, column `time`, empty: write a time; this one is missing

wrong_time_type
= `bars.parquet` has 5 problems: 5 × unreadable time
  row 1, column `time`, empty: write a number, not true or false
  row 2, column `time`, empty: write a number, not true or false
  row 3, column `time`, empty: write a number, not true or false
  row 4, column `time`, empty: write a number, not true or false
  row 5, column `time`, empty: write a number, not true or false
"#);
}

#[test]
fn rows_without_a_time_or_a_price_can_be_left_out() {
    let options = LoadOptions { repair: Repair::all(), ..LoadOptions::default() };
    let mut report = String::new();
    for (name, path) in fixtures(true).into_iter().filter(|(name, _)| name.starts_with("wrong_null")) {
        let loaded = load(&path, &options, &mut |_| {}).unwrap();
        writeln!(report, "{name}: {} bars", loaded.bars.len()).unwrap();
        for action in &loaded.repairs.actions {
            writeln!(report, "  {action}").unwrap();
        }
    }
    insta::assert_snapshot!(report, @r#"
wrong_null_price: 3 bars
  row 2: left out: no close
  row 3: left out: no close
wrong_null_time: 4 bars
  row 3: left out: column `time`, empty: write a time; this one is missing
"#);
}

#[test]
fn a_cut_file_is_refused() {
    for (name, path) in fixtures(false) {
        let bytes = fs::read(path).unwrap();
        for cut in (0..bytes.len()).step_by(97) {
            assert!(load_plainly(&file("bars.parquet", &bytes[..cut]).path).is_err(), "{name} {cut}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_files_do_not_end_the_process(
        which in 0_usize..100,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let all = fixtures(false);
        let mut bytes = fs::read(&all[which % all.len()].1).unwrap();
        for (index, byte) in damage {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        let sample = file("bars.parquet", &bytes);
        drop(load_plainly(&sample.path));
        let all_columns = LoadOptions { extra_columns: true, ..LoadOptions::default() };
        drop(load(&sample.path, &all_columns, &mut |_| {}));
        drop(inspect(&sample.path, &LoadOptions::default(), &mut |_| {}));
    }
}
