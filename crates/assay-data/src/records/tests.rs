use proptest::prelude::*;

use super::*;

type Lines = Vec<(u64, Vec<Vec<u8>>)>;

fn read_with(bytes: &[u8], delimiter: u8, piece: usize) -> Result<Lines, String> {
    let mut records = Records::new(Pieces { bytes, piece }, delimiter);
    let mut read = Vec::new();
    while let Some(record) = records.next().map_err(|error| error.to_string())? {
        read.push((record.line, record.fields().map(<[u8]>::to_vec).collect()));
    }
    Ok(read)
}

/// Gives its bytes a few at a time, as a slow disk or a decoder may.
struct Pieces<'a> {
    bytes: &'a [u8],
    piece: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.min(buffer.len()).min(self.bytes.len());
        let (head, rest) = self.bytes.split_at(count);
        buffer[..count].copy_from_slice(head);
        self.bytes = rest;
        Ok(count)
    }
}

fn check(text: &str, expected: &[(u64, &[&str])]) {
    let expected: Lines = expected
        .iter()
        .map(|(line, fields)| (*line, fields.iter().map(|field| field.as_bytes().to_vec()).collect()))
        .collect();
    for piece in [1, 7, 4096] {
        assert_eq!(read_with(text.as_bytes(), b',', piece).as_ref(), Ok(&expected), "{text:?}");
    }
}

#[test]
fn records_are_split_at_separators_and_line_breaks() {
    check("", &[]);
    check("a,b\nc,d\n", &[(1, &["a", "b"]), (2, &["c", "d"])]);
    check("a,b\r\nc,d", &[(1, &["a", "b"]), (2, &["c", "d"])]);
    check("a,,\n\nb", &[(1, &["a", "", ""]), (2, &[""]), (3, &["b"])]);
    check(" a , b \n", &[(1, &["a", "b"])]);
}

#[test]
fn quotes_hide_separators_and_line_breaks() {
    check("\"a,b\",c\n", &[(1, &["a,b", "c"])]);
    check("\"a\nb\",c\nd,e\n", &[(1, &["a\nb", "c"]), (3, &["d", "e"])]);
    check("\"say \"\"hi\"\"\",c\r\nd\n", &[(1, &["say \"hi\"", "c"]), (2, &["d"])]);
    check("a\"b,c\n", &[(1, &["a\"b", "c"])]);
    check("\"\",\"\"", &[(1, &["", ""])]);
    check("\"a\"b,c", &[(1, &["ab", "c"])]);
}

#[test]
fn what_never_ends_is_refused_with_its_line() {
    for piece in [1000, 100_000] {
        assert_eq!(
            read_with(b"a,b\n\"c,d\ne,f\n", b',', piece),
            Err("a quote that opens on line 2 never closes; quotes come in pairs".to_owned())
        );
        let long = [b"a,b\n".to_vec(), vec![b'x'; RECORD_BYTES_MAX * 5]].concat();
        let too_long = Err("line 2 is longer than 65536 bytes; a row of prices is a short line".to_owned());
        assert_eq!(read_with(&long, b',', piece), too_long);
        let quoted = [b"a,b\n\"".to_vec(), b"x\n".repeat(RECORD_BYTES_MAX * 5)].concat();
        assert_eq!(
            read_with(&quoted, b',', piece),
            Err("a quote that opens on line 2 never closes; quotes come in pairs".to_owned())
        );
    }
}

#[test]
fn records_across_refills_are_whole() {
    let text: String = (0..60_000).map(|row| format!("{row},{}", row * 2)).collect::<Vec<_>>().join("\n");
    let read = read_with(text.as_bytes(), b',', 1 << 20).unwrap();
    assert_eq!(read.len(), 60_000);
    assert_eq!(read[59_999], (60_000, vec![b"59999".to_vec(), b"119998".to_vec()]));
}

/// The reference: the `csv` crate, which reads the same grammar.
fn reference(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(bytes);
    reader.byte_records().map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect()).collect()
}

proptest! {
    #[test]
    fn written_records_read_back(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z0-9\",\n ;]{0,8}", 2..5), 0..30),
        piece in 1_usize..300,
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let read: Vec<Vec<Vec<u8>>> =
            read_with(&bytes, b',', piece).unwrap().into_iter().map(|(_, fields)| fields).collect();
        let expected: Vec<Vec<Vec<u8>>> = rows
            .iter()
            .map(|row| row.iter().map(|field| field.as_bytes().trim_ascii().to_vec()).collect())
            .collect();
        prop_assert_eq!(&read, &expected);
        prop_assert_eq!(read, reference(&bytes));
    }

    #[test]
    fn the_size_of_pieces_does_not_matter(bytes in proptest::collection::vec(
        prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'a'), any::<u8>()], 0..200,
    )) {
        let whole = read_with(&bytes, b',', usize::MAX);
        for piece in [1, 2, 3, 50] {
            prop_assert_eq!(&read_with(&bytes, b',', piece), &whole);
        }
    }
}
