//! The sample data in `examples/data` at the root of the project.

use std::path::{Path, PathBuf};

use assay_data::{LoadOptions, inspect, write_bars};

use crate::files::load_plainly;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data").join(name)
}

fn check(name: &str, bars: usize, timeframe: &str, span: [&str; 2], hash: &str) {
    let path = sample(name);
    let inspection = inspect(&path, &LoadOptions::default(), &mut |_| {}).unwrap();
    assert!(inspection.problems.is_empty(), "{}", inspection.problems);
    assert_eq!(inspection.rows, bars);
    assert_eq!(inspection.timeframe.unwrap().to_string(), timeframe);
    assert_eq!(
        [inspection.first, inspection.last].map(|time| time.unwrap().to_string()[..10].to_owned()),
        span
    );
    assert_eq!(inspection.gaps.missing_bars, 0);
    assert_eq!(inspection.content_hash.unwrap().short(), hash);
}

#[test]
fn samples_are_what_their_readme_says() {
    check("GOOG.csv", 2148, "1d", ["2004-08-19", "2013-03-01"], "dd27ea81dfdd");
    check("EURUSD.csv", 5000, "1h", ["2017-04-19", "2018-02-07"], "f24fda81350a");
    check("BTCUSD.csv", 156, "1mo", ["2012-01-31", "2024-12-31"], "ad36a9527ba4");
}

#[test]
fn the_content_hash_does_not_depend_on_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let original = load_plainly(&sample("EURUSD.csv")).unwrap();
    for name in ["a.csv", "a.csv.gz", "a.tsv", "a.parquet"] {
        let path = directory.path().join(name);
        write_bars(&path, &original.bars).unwrap();
        let copy = load_plainly(&path).unwrap();
        assert_eq!(copy.content_hash, original.content_hash, "{name}");
        assert_ne!(copy.origin.file_hash, original.origin.file_hash, "{name}");
    }
}

#[test]
fn progress_ends_at_the_whole_file() {
    let path = sample("GOOG.csv");
    let mut last = None;
    assay_data::load(&path, &LoadOptions::default(), &mut |progress| last = Some(progress)).unwrap();
    let last = last.unwrap();
    assert_eq!((last.bytes_read, last.rows), (last.bytes_total, 2148));
}
