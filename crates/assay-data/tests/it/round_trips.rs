//! What is written reads back.

use assay_data::{FileFormat, SynthOptions, Table, content_hash, synthesise, write_bars};
use assay_types::{BarColumns, Bars, Timestamp};
use proptest::prelude::*;

use crate::files::load_plainly;

const NAMES: [&str; 6] = ["bars.csv", "bars.csv.gz", "bars.tsv", "bars.txt", "bars.parquet", "bars.pq"];

fn price() -> impl Strategy<Value = f64> {
    prop_oneof![1e-9_f64..1e9, 0.01_f64..500.0, Just(f64::MIN_POSITIVE), Just(1e300)]
}

fn bars() -> impl Strategy<Value = Bars> {
    let row = (1_i64..1 << 50, proptest::array::uniform4(price()), 0.0_f64..1e12);
    (
        -1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000,
        proptest::collection::vec(row, 1..40),
        any::<bool>(),
    )
        .prop_map(|(start, rows, has_volume)| {
            let mut columns = BarColumns { volume: has_volume.then(Vec::new), ..BarColumns::default() };
            let mut nanos = start;
            for (step, mut prices, volume) in rows {
                nanos += step;
                prices.sort_by(f64::total_cmp);
                let [low, open, close, high] = prices;
                columns.time.push(Timestamp::from_unix_nanos(nanos));
                columns.open.push(open);
                columns.high.push(high);
                columns.low.push(low);
                columns.close.push(close);
                if let Some(column) = &mut columns.volume {
                    column.push(volume);
                }
            }
            Bars::new(columns).unwrap()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bars_read_back_to_the_last_bit_from_every_format(bars in bars()) {
        let directory = tempfile::tempdir().unwrap();
        for name in NAMES {
            let path = directory.path().join(name);
            write_bars(&path, &bars).unwrap();
            let loaded = load_plainly(&path).unwrap();
            prop_assert_eq!(&loaded.bars, &bars, "{}", name);
            prop_assert_eq!(loaded.content_hash, content_hash(&bars));
        }
    }
}

#[test]
fn the_same_bars_are_written_as_the_same_bytes() {
    let bars = synthesise(&SynthOptions::default()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    for name in NAMES {
        let path = directory.path().join(name);
        let [first, second] = [0, 1].map(|_| {
            write_bars(&path, &bars).unwrap();
            std::fs::read(&path).unwrap()
        });
        assert!(first == second, "{name}");
    }
    let left: Vec<_> = std::fs::read_dir(directory.path()).unwrap().collect();
    assert_eq!(left.len(), NAMES.len(), "a temporary file is left: {left:?}");
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let bars = synthesise(&SynthOptions { bars: 5, ..SynthOptions::default() }).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("bars.csv");
    std::fs::create_dir(&target).unwrap();
    assert!(write_bars(&target, &bars).is_err());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    let error = write_bars(&directory.path().join("bars.xlsx"), &bars).unwrap_err().to_string();
    assert!(error.ends_with("names no format; end it in `.csv`, `.csv.gz`, `.tsv` or `.parquet`"), "{error}");
}

#[test]
fn names_tell_formats() {
    for (name, format) in [
        ("a.csv", Some(FileFormat::Csv)),
        ("A.CSV.GZ", Some(FileFormat::CsvGzip)),
        ("a.tsv", Some(FileFormat::Tsv)),
        ("a.parquet", Some(FileFormat::Parquet)),
        (".csv", None),
        ("csv", None),
        ("a.json", None),
    ] {
        assert_eq!(FileFormat::of_path(std::path::Path::new(name)), format, "{name}");
    }
}

#[test]
fn tables_refuse_columns_that_do_not_fit() {
    let table = Table::new().with("a", vec![1_i64, 2]).unwrap();
    assert_eq!(
        table.clone().with("b", vec![1.0]).unwrap_err().to_string(),
        "column `b` has 1 values, the columns before it have 2"
    );
    assert_eq!(table.with("a", vec![1_i64, 2]).unwrap_err().to_string(), "column `a` is there already");
}

#[test]
fn a_table_of_every_type_is_written_to_csv() {
    let table = Table::new()
        .with("time", vec![Timestamp::from_unix_nanos(0), Timestamp::from_unix_nanos(1_500_000_000)])
        .unwrap()
        .with("price", vec![0.1, f64::NAN])
        .unwrap()
        .with("size", vec![-5_i64, i64::MAX])
        .unwrap()
        .with("tag, or so", vec!["=cmd|' /C calc'!A0".to_owned(), "a \"b\"".to_owned()])
        .unwrap();
    let mut csv = Vec::new();
    table.to_csv(&mut csv).unwrap();
    insta::assert_snapshot!(String::from_utf8(csv).unwrap(), @r#"
time,price,size,"tag, or so"
1970-01-01T00:00:00Z,0.1,-5,'=cmd|' /C calc'!A0
1970-01-01T00:00:01.5Z,,9223372036854775807,"a ""b"""
"#);
}
