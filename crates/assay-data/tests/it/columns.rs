//! Columns of numbers beside those of bars.

use std::fmt::Write as _;

use assay_data::{Column, LoadOptions, Loaded, Repair, Table, columns_hash, load};
use assay_types::ContentHash;
use proptest::prelude::*;

use crate::files::{error_text, file, load_bytes, load_plainly};

fn all_columns() -> LoadOptions {
    LoadOptions { extra_columns: true, ..LoadOptions::default() }
}

fn describe(loaded: &Loaded) -> String {
    let mut text = String::new();
    for Column { name, values } in &loaded.columns {
        writeln!(text, "{name}: {values:?}").unwrap();
    }
    for note in &loaded.origin.notes {
        writeln!(text, "note: {note}").unwrap();
    }
    text
}

/// What columns a text has beside those of bars; the bars are the same as without them.
fn columns_of(text: &str) -> String {
    let loaded = match load_bytes(text.as_bytes(), &all_columns()) {
        Ok(loaded) => loaded,
        Err(error) => return error_text(&error),
    };
    let plain = load_bytes(text.as_bytes(), &LoadOptions::default()).unwrap();
    assert_eq!((&plain.bars, plain.content_hash), (&loaded.bars, loaded.content_hash));
    assert_eq!((plain.columns, plain.columns_hash), (vec![], None));
    assert!(loaded.columns.iter().all(|column| column.values.len() == loaded.bars.len()));
    describe(&loaded)
}

#[test]
fn columns_of_numbers_are_read_and_others_are_told() {
    let cases = [
        (
            "Yahoo",
            "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,1,3,0.5,2,1.9,10\n2024-01-03,2,4,1.5,3,2.9,20\n",
        ),
        (
            "missing values",
            "date,open,high,low,close,Sentiment,score\n2024-01-02,1,3,0.5,2,,-0.5\n2024-01-03,2,4,1.5,3,nan,1e3\n2024-01-04,2,4,1.5,3,0.25,null\n",
        ),
        (
            "text, dates, percentages and nothing",
            "date,open,high,low,close,Note,Other Day,Share,Spare,X\n2024-01-02,1,3,0.5,2,-,2024-01-02,,,7\n2024-01-03,2,4,1.5,3,up,2024-01-03,5%,,8\n",
        ),
        (
            "semicolons and decimal commas",
            "Date;Open;High;Low;Close;Open Interest\n2024-01-02;1,0;3,0;0,5;2,0;1,25\n",
        ),
        (
            "the symbol is none, and neither is a column without a name",
            "date,symbol,open,high,low,close,,z\n2024-01-02,700,1,3,0.5,2,9,5\n2024-01-03,700,2,4,1.5,3,9,6\n",
        ),
        (
            "a second time and a second volume",
            "unix,date,symbol,open,high,low,close,Volume BTC,Volume USD\n1704067200,2024-01-01 00:00:00,BTC,1,3,0.5,2,10,20\n",
        ),
        ("no header", "1704067200,1,3,0.5,2,10,7\n1704070800,2,4,1.5,3,20,9\n"),
        (
            "an empty volume makes no column of that name",
            "date,open,high,low,close,volume,vol\n2024-01-02,1,3,0.5,2,,4\n",
        ),
        (
            "three header lines",
            "Price,Adj Close,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A,A\nDate,,,,,,\n2024-01-02,1.5,2,3,0.5,1,10\n",
        ),
        ("names of one case", "date,open,high,low,close,A,a\n2024-01-02,1,3,0.5,2,5,6\n"),
        ("one name twice", "date,open,high,low,close,Score, Score \n2024-01-02,1,3,0.5,2,5,6\n"),
        (
            "one name twice, once for text",
            "date,open,high,low,close,Score,Score\n2024-01-02,1,3,0.5,2,5,high\n",
        ),
        (
            "a name that is not safe to show",
            "date,open,high,low,close,a\u{202e}\tb\u{1b}[1m\n2024-01-02,1,3,0.5,2,5\n",
        ),
    ];
    let mut report = String::new();
    for (name, text) in cases {
        writeln!(report, "= {name}\n{}", columns_of(text).trim_end()).unwrap();
    }
    insta::assert_snapshot!(report);
}

#[test]
fn repairs_move_and_drop_values_with_their_rows() {
    let text = "date,open,high,low,close,S\n\
        2024-01-04,1,3,0.5,2,4\n\
        2024-01-02,1,3,0.5,2,2\n\
        2024-01-03,,3,0.5,2,99\n\
        yesterday,1,3,0.5,2,98\n\
        2024-01-02,1,3,0.5,2,97\n\
        2024-01-05,1,3,0.5\n\
        2024-01-06,1,3,0.5,2,\n\
        2024-01-07,0,3,0.5,2,96\n\
        2024-01-08,1,0.5,3,2,8\n";
    let options = LoadOptions { repair: Repair::all(), ..all_columns() };
    let loaded = load_bytes(text.as_bytes(), &options).unwrap();
    let days: Vec<String> =
        loaded.bars.time().iter().map(|time| time.to_string()[8..10].to_owned()).collect();
    assert_eq!(days, ["02", "04", "06", "08"]);
    assert_eq!(format!("{:?}", loaded.columns[0].values), "[2.0, 4.0, NaN, 8.0]");
}

#[test]
fn parquet_has_the_same_columns_as_text() {
    let bars = load_plainly(
        &file("bars.csv", b"date,open,high,low,close\n2024-01-02,1,3,0.5,2\n2024-01-03,2,4,1.5,3\n").path,
    )
    .unwrap()
    .bars;
    let table = Table::of_bars(&bars)
        .with("Sentiment", vec![0.5, f64::NAN])
        .unwrap()
        .with("Open Interest", vec![i64::MAX, -3])
        .unwrap()
        .with("Digits", vec!["7.5".to_owned(), String::new()])
        .unwrap()
        .with("Note", vec!["7".to_owned(), "seven".to_owned()])
        .unwrap()
        .with("Other Time", bars.time())
        .unwrap()
        .with("Spare", vec![f64::NAN; 2])
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let [text, parquet] = ["bars.csv", "bars.parquet"].map(|name| {
        let path = directory.path().join(name);
        table.write(&path).unwrap();
        load(&path, &all_columns(), &mut |_| {}).unwrap()
    });
    assert_eq!(text.columns_hash, parquet.columns_hash);
    insta::assert_snapshot!(describe(&parquet), @r#"
Sentiment: [0.5, NaN]
Open Interest: [9.223372036854776e18, -3.0]
Digits: [7.5, NaN]
note: columns that hold no numbers: `Note` (`seven` on row 2), `Other Time` (`1704153600000000000` on row 1), `Spare` (empty)
note: columns not read: `Note`, `Other Time`, `Spare`
"#);
    insta::assert_snapshot!(describe(&text), @r#"
Sentiment: [0.5, NaN]
Open Interest: [9.223372036854776e18, -3.0]
Digits: [7.5, NaN]
note: columns that hold no numbers: `Note` (`seven` on line 3), `Other Time` (`2024-01-02T00:00:00Z` on line 2), `Spare` (empty)
note: columns not read: `Note`, `Other Time`, `Spare`
"#);
}

#[test]
fn lists_and_flags_are_no_columns() {
    let fixture = |name: &str| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/").to_owned() + name;
    let loaded = load(fixture("extra_columns.parquet").as_ref(), &all_columns(), &mut |_| {}).unwrap();
    insta::assert_snapshot!(describe(&loaded), @r#"
Sentiment: [0.5, NaN, -1.0, 2.0, 3.25]
Open Interest: [1.0, 2.0, 3.0, 4.0, NaN]
Price Target: [1.25, 1.25, 1.25, 1.25, 1.25]
note: columns that hold no numbers: `Flag` (no number on row 1), `Steps.list.element` (lists), `Sector` (`tech` on row 1), `Reported` (`19724` on row 1), `Nothing` (empty)
note: columns not read: `Flag`, `Steps.list.element`, `Sector`, `Reported`, `Nothing`
"#);
}

#[test]
fn more_values_than_allowed_are_refused() {
    let options = LoadOptions { rows_max: 2, ..all_columns() };
    let text = "date,open,high,low,close,a,b,c,d,e\n2024-01-02,1,3,0.5,2,1,2,3,4,5\n2024-01-03,1,3,0.5,2,1,2,3,4,5\n";
    insta::assert_snapshot!(error_text(&load_bytes(text.as_bytes(), &options).unwrap_err()), @"`bars.csv`: more than 8 values in the columns beside those of bars; leave some of them out");
    assert!(load_bytes(text.replace(",5\n", ",five\n").as_bytes(), &options).is_ok());
}

#[test]
fn the_hash_of_columns_tells_all_that_a_strategy_can_see() {
    let column = |name: &str, values: &[f64]| Column { name: name.to_owned(), values: values.to_vec() };
    let base = [column("a", &[1.0, f64::NAN]), column("b", &[0.0, 2.0])];
    let same = [column("a", &[1.0, f64::from_bits(0xfff8_0000_0000_0001)]), column("b", &[-0.0, 2.0])];
    assert_eq!(columns_hash(&base), columns_hash(&same));
    let others: [&[Column]; 5] = [
        &[],
        &base[..1],
        &[base[1].clone(), base[0].clone()],
        &[column("A", &[1.0, f64::NAN]), base[1].clone()],
        &[column("a", &[1.0, 0.0]), base[1].clone()],
    ];
    let mut hashes: Vec<ContentHash> = others.iter().map(|columns| columns_hash(columns)).collect();
    hashes.push(columns_hash(&base));
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), others.len() + 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn columns_read_back_to_the_last_bit(
        rows in proptest::collection::vec(proptest::array::uniform3(prop_oneof![any::<f64>(), Just(f64::NAN)]), 1..20),
    ) {
        let rows: Vec<[f64; 3]> =
            rows.into_iter().map(|row| row.map(|value| if value.is_finite() { value } else { f64::NAN })).collect();
        let days: String = (1..=rows.len()).fold("date,open,high,low,close\n".to_owned(), |text, day| {
            text + &format!("2024-01-{day:02},1,3,0.5,2\n")
        });
        let bars = load_bytes(days.as_bytes(), &LoadOptions::default()).unwrap().bars;
        let mut table = Table::of_bars(&bars);
        let mut expected = Vec::new();
        for (index, name) in ["Sentiment", "Adj Close", "x"].into_iter().enumerate() {
            let values: Vec<f64> = rows.iter().map(|row| row[index]).collect();
            table = table.with(name, values.clone()).unwrap();
            if values.iter().any(|value| value.is_finite()) {
                expected.push(Column { name: name.to_owned(), values });
            }
        }
        let expected = (!expected.is_empty()).then(|| columns_hash(&expected));
        let directory = tempfile::tempdir().unwrap();
        for name in ["bars.csv.gz", "bars.parquet"] {
            let path = directory.path().join(name);
            table.write(&path).unwrap();
            prop_assert_eq!(load(&path, &all_columns(), &mut |_| {}).unwrap().columns_hash, expected);
        }
    }
}
