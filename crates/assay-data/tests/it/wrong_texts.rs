//! Text files that are refused, with the reason.

use std::io::Write as _;

use assay_data::{LoadOptions, inspect, write_bars};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use crate::files::{error_text, file, load_bytes, load_plainly, report};

const HEADER: &str = "Date,Open,High,Low,Close,Volume\n";

#[test]
fn wrong_files_are_refused_with_the_reason() {
    let rows = |rows: &str| format!("{HEADER}{rows}").into_bytes();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", vec![]),
        ("blank", b"\n\n  \n".to_vec()),
        ("header only", rows("")),
        ("prose", b"Dear sir,\nplease find the prices attached.\n".to_vec()),
        ("HTML", b"<!DOCTYPE html>\n<html><head><title>404</title></head></html>\n".to_vec()),
        ("JSON", b"[{\"t\":1704067200,\"o\":1,\"h\":3,\"l\":0.5,\"c\":2},\n{\"t\":1704153600,\"o\":1,\"h\":3,\"l\":0.5,\"c\":2}]\n".to_vec()),
        ("binary", b"\x00\x01\x02,\x03,\x04,\x05,\x06\n".to_vec()),
        ("UTF-16", b"\xff\xfed\x00a\x00t\x00e\x00".to_vec()),
        ("a ZIP archive", b"PK\x03\x04rest of it".to_vec()),
        ("no close", b"Date,Open,High,Low,Volume\n2024-01-02,1,3,0.5,10\n".to_vec()),
        ("no time", b"Open,High,Low,Close,Volume\n1,3,0.5,2,10\n".to_vec()),
        ("a misspelt column", b"Date,Opne,High,Low,Close\n2024-01-02,1,3,0.5,2\n".to_vec()),
        ("a column twice", b"Date,Open,High,Low,Close,close\n2024-01-02,1,3,0.5,2,2\n".to_vec()),
        ("only an adjusted close", b"Date,Open,High,Low,Adj Close\n2024-01-02,1,3,0.5,2\n".to_vec()),
        ("separated by blanks", b"Date Open High Low Close\n2024-01-02 1 3 0.5 2\n".to_vec()),
        ("four columns without a header", b"2024-01-02,1,3,0.5\n".to_vec()),
        ("nine columns without a header", b"2024-01-02,1,3,0.5,2,10,20,30,40\n".to_vec()),
        ("another order without a header", b"1704067200,0.5,3,1,2,10\n1704070800,1.5,4,2,3,20\n".to_vec()),
        ("no time without a header", b"AAPL,1,3,0.5,2,10\n".to_vec()),
        ("a missing price", rows("2024-01-02,1,3,0.5,2,10\n2024-01-03,,4,1.5,3,20\n")),
        ("null rows, as Yahoo writes them", rows("2024-01-02,null,null,null,null,null\n2024-01-03,2,4,1.5,3,20\n")),
        ("a missing volume", rows("2024-01-02,1,3,0.5,2,10\n2024-01-03,2,4,1.5,3,\n")),
        ("a missing time", rows(",1,3,0.5,2,10\n2024-01-03,2,4,1.5,3,20\n")),
        ("a zero price", rows("2024-01-02,0,3,0,2,10\n")),
        ("a negative price", rows("2024-01-02,1,3,-0.5,2,10\n")),
        ("a negative volume", rows("2024-01-02,1,3,0.5,2,-10\n")),
        ("high below low", rows("2024-01-02,1,0.5,3,2,10\n")),
        ("close above high", rows("2024-01-02,1,3,0.5,3.5,10\n")),
        ("open below low", rows("2024-01-02,0.25,3,0.5,2,10\n")),
        ("not a number", rows("2024-01-02,1,3,abc,2,10\n")),
        ("infinite", rows("2024-01-02,1,inf,0.5,2,10\n")),
        ("too large", rows("2024-01-02,1,1e999,0.5,2,10\n")),
        ("thousands separators", rows("2024-01-02,\"1,001.5\",\"1,003\",1000,1002,10\n")),
        ("a currency sign", rows("2024-01-02,$1,$3,$0.5,$2,10\n")),
        ("an abbreviated volume", rows("2024-01-02,1,3,0.5,2,1.2M\n")),
        ("mixed decimal separators", b"Date;Open;High;Low;Close\n2024-01-02;1,0;3,0;0,5;2,0\n2024-01-03;1.000,0;3,0;0,5;2,0\n".to_vec()),
        ("a duplicate time", rows("2024-01-02,1,3,0.5,2,10\n2024-01-02,2,4,1.5,3,20\n")),
        ("out of order", rows("2024-01-03,1,3,0.5,2,10\n2024-01-02,2,4,1.5,3,20\n2024-01-04,2,4,1.5,3,20\n")),
        ("newest first", rows("2024-01-04,1,3,0.5,2,10\n2024-01-03,2,4,1.5,3,20\n2024-01-02,2,4,1.5,3,20\n")),
        ("a short row", rows("2024-01-02,1,3,0.5,2,10\n2024-01-03,2,4\n")),
        ("a long row", rows("2024-01-02,1,3,0.5,2,10,7\n")),
        ("a footer", rows("2024-01-02,1,3,0.5,2,10\nTotal: 1 row\n")),
        ("no such day", rows("2024-02-30,1,3,0.5,2,10\n")),
        ("a zone by name", rows("2024-01-02 09:30:00 EST,1,3,0.5,2,10\n")),
        ("day or month", rows("01/02/2024,1,3,0.5,2,10\n02/02/2024,1,3,0.5,2,10\n")),
        ("day and month", rows("13/02/2024,1,3,0.5,2,10\n02/14/2024,1,3,0.5,2,10\n")),
        ("two digits for the year", rows("31/12/24,1,3,0.5,2,10\n")),
        ("with and without an offset", rows("2024-01-02T00:00:00Z,1,3,0.5,2,10\n2024-01-03,1,3,0.5,2,10\n")),
        ("spreadsheet days", rows("45293,1,3,0.5,2,10\n45294,1,3,0.5,2,10\n")),
        ("milliseconds and microseconds", b"1735603200000,1,3,0.5,2,10\n1735689600000000,1,3,0.5,2,10\n".to_vec()),
        ("an exponent for a time", b"time,open,high,low,close\n1.7040672e9,1,3,0.5,2\n".to_vec()),
        ("two symbols", b"date,symbol,open,high,low,close\n2024-01-02,AAPL,1,3,0.5,2\n2024-01-03,MSFT,1,3,0.5,2\n".to_vec()),
        ("an open quote", rows("2024-01-02,\"1,3,0.5,2,10\n2024-01-03,1,3,0.5,2,10\n")),
        ("control characters", rows("2024-01-02,1,3,\x1b[31m0.5,2,10\n")),
        ("bidirectional marks", rows("2024-01-02,1,3,\u{202e}0.5,2,10\n")),
        ("other digits", rows("2024-01-02,1,3,\u{0661},2,10\n")),
        ("invalid UTF-8", [rows("2024-01-02,1,3,").as_slice(), b"\xff,2,10\n"].concat()),
        (
            "many problems",
            rows(&(1..=28).map(|day| format!("2024-02-{day:02},0,3,4,x,-1")).collect::<Vec<_>>().join("\n")),
        ),
    ];
    let cases: Vec<(&str, &[u8])> = cases.iter().map(|(name, text)| (*name, text.as_slice())).collect();
    let report = report(&cases);
    for outcome in report.lines().filter(|line| line.starts_with("= ")) {
        assert!(outcome.starts_with("= `bars.csv`"), "not refused by name: {outcome}");
    }
    insta::assert_snapshot!(report);
}

#[test]
fn a_file_that_is_not_there_is_an_error_with_its_name() {
    let error = load_plainly(std::path::Path::new("no/such/bars.csv")).unwrap_err();
    insta::assert_snapshot!(error_text(&error), @"`bars.csv` cannot be read: No such file or directory (os error 2)");
    let directory = tempfile::tempdir().unwrap();
    assert!(load_plainly(directory.path()).is_err());
}

#[test]
fn a_bomb_is_refused_before_it_unpacks() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(HEADER.as_bytes()).unwrap();
    encoder.write_all(b"2024-01-02,1,3,0.5,2,10\n").unwrap();
    let comment = format!("#{}\n", "x".repeat(60_000));
    for _ in 0..1_500 {
        encoder.write_all(comment.as_bytes()).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let error = load_bytes(&bomb, &LoadOptions::default()).unwrap_err();
    insta::assert_snapshot!(
        error_text(&error),
        @"`bars.csv` cannot be read: unpacks to more than 200 times its size, as no file of prices does"
    );
    let limited = LoadOptions { unpacked_bytes_max: 1000, ..LoadOptions::default() };
    let error = load_bytes(&bomb, &limited).unwrap_err();
    insta::assert_snapshot!(
        error_text(&error),
        @"`bars.csv` cannot be read: unpacks to more than 1000 bytes; unpack it and split it"
    );
}

#[test]
fn more_rows_than_allowed_are_refused() {
    let options = LoadOptions { rows_max: 1, ..LoadOptions::default() };
    let text = format!("{HEADER}2024-01-02,1,3,0.5,2,10\n2024-01-03,1,3,0.5,2,10\n");
    let error = load_bytes(text.as_bytes(), &options).unwrap_err();
    insta::assert_snapshot!(error_text(&error), @"`bars.csv`: more than 1 rows; split the file");
}

#[test]
fn a_damaged_gzip_is_refused() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(HEADER.as_bytes()).unwrap();
    encoder.write_all(b"2024-01-02,1,3,0.5,2,10\n").unwrap();
    let packed = encoder.finish().unwrap();
    assert!(load_bytes(&packed, &LoadOptions::default()).is_ok());
    for cut in 1..packed.len() {
        assert!(load_bytes(&packed[..cut], &LoadOptions::default()).is_err(), "{cut}");
    }
}

/// Files to edit at random.
const BASES: [&str; 6] = [
    "Date,Open,High,Low,Close,Volume\n2024-01-02,1,3,0.5,2,10\n2024-01-03,2,4,1.5,3,20\n",
    "1704067200000,1,3,0.5,2,10,1704070799999,5,4,6,2,0\n1704070800000,2,4,1.5,3,20,1704074399999,5,4,6,2,0\n",
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\n2024.01.02\t09:30:00\t1\t3\t0.5\t2\t10\n",
    "Date;Open;High;Low;Close\n\"31/12/2024 4:05 PM\";\"1,0\";3,0;0,5;2,0\n",
    "Price,Close,High,Low,Open\nTicker,A,A,A,A\nDate,,,,\n2024-01-02 00:00:00-05:00,2,3,0.5,1\n",
    "\u{feff}time,open,high,low,close\r\n\"Jan 2, 2024\",1e-5,3e-5,1e-5,2e-5\r\n",
];

/// Bytes that mean something to a reader.
const EDITS: &[u8] = b"0123456789-+.,;\t\"\n\r eE/:TZ#nx\x00\xff";

/// Loads and inspects bytes; whether they are bars does not matter.
fn survive(bytes: &[u8]) {
    let sample = file("bars.csv", bytes);
    let repaired =
        LoadOptions { repair: assay_data::Repair::all(), extra_columns: true, ..LoadOptions::default() };
    drop(load_plainly(&sample.path));
    drop(assay_data::load(&sample.path, &repaired, &mut |_| {}));
    drop(inspect(&sample.path, &LoadOptions::default(), &mut |_| {}));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survive(&bytes);
    }

    #[test]
    fn edited_files_are_refused_or_read_back(
        base in prop::sample::select(BASES.to_vec()),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..3, prop::sample::select(EDITS.to_vec())), 1..5),
    ) {
        let mut bytes = base.as_bytes().to_vec();
        for (index, edit, byte) in edits {
            let index = index.index(bytes.len().max(1)).min(bytes.len());
            match edit {
                0 if index < bytes.len() => bytes[index] = byte,
                1 if index < bytes.len() => drop(bytes.remove(index)),
                _ => bytes.insert(index, byte),
            }
        }
        for repair in [assay_data::Repair::none(), assay_data::Repair::all()] {
            let options = LoadOptions { repair, ..LoadOptions::default() };
            if let Ok(loaded) = load_bytes(&bytes, &options) {
                let copy = file("copy.csv", b"");
                write_bars(&copy.path, &loaded.bars).unwrap();
                prop_assert_eq!(&load_plainly(&copy.path).unwrap().bars, &loaded.bars);
            }
        }
        survive(&bytes);
    }

    #[test]
    fn almost_bars_do_not_panic(
        rows in proptest::collection::vec("(20[0-9]{2}-[01]?[0-9]-[0-3][0-9]|[0-9]{1,19}|[0-9/]{8,10}),[-0-9.e]{0,6},[0-9]{1,4},[0-9.]{1,3},[0-9nan]{1,3},[-0-9]{0,4}", 0..12),
        header in prop_oneof![Just(HEADER), Just(""), Just("time;open;high;low;close\n")],
    ) {
        survive(format!("{header}{}", rows.join("\n")).as_bytes());
    }
}
