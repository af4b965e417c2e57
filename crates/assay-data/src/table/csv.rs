//! Tables as delimited text.

use std::io::{self, Write};

use assay_types::{NANOS_PER_DAY, NANOS_PER_SECOND, Timestamp};
use flate2::{Compression, GzBuilder};

use super::{Table, Values};
use crate::moment::civil_from_days;

/// Text is gathered and written in pieces of about this size.
const PIECE_BYTES: usize = 64 * 1024;

pub(super) fn write(table: &Table<'_>, delimiter: u8, output: &mut impl Write) -> io::Result<()> {
    let mut piece = Vec::with_capacity(PIECE_BYTES + 1024);
    for (index, (name, _)) in table.columns.iter().enumerate() {
        if index > 0 {
            piece.push(delimiter);
        }
        push_text(&mut piece, name, delimiter);
    }
    piece.push(b'\n');
    for row in 0..table.rows() {
        for (index, (_, values)) in table.columns.iter().enumerate() {
            if index > 0 {
                piece.push(delimiter);
            }
            push_value(&mut piece, values, row, delimiter)?;
        }
        piece.push(b'\n');
        if piece.len() >= PIECE_BYTES {
            output.write_all(&piece)?;
            piece.clear();
        }
    }
    output.write_all(&piece)
}

/// Gzip without a name or a time in its header, for the same table to give the same bytes.
pub(super) fn write_gzip(table: &Table<'_>, output: &mut impl Write) -> io::Result<()> {
    let mut encoder = GzBuilder::new().mtime(0).write(output, Compression::default());
    write(table, b',', &mut encoder)?;
    encoder.finish()?;
    Ok(())
}

fn push_value(piece: &mut Vec<u8>, values: &Values<'_>, row: usize, delimiter: u8) -> io::Result<()> {
    match values {
        Values::Timestamp(values) => {
            if let Some(&time) = values.get(row) {
                push_time(piece, time)?;
            }
        }
        Values::F64(values) => push_f64(piece, values.get(row).copied().unwrap_or(f64::NAN))?,
        Values::I64(values) => {
            if let Some(value) = values.get(row) {
                write!(piece, "{value}")?;
            }
        }
        Values::Text(values) => push_text(piece, values.get(row).map_or("", String::as_str), delimiter),
    }
    Ok(())
}

/// The shortest text that reads back as the same number; nothing for `NaN`.
fn push_f64(piece: &mut Vec<u8>, value: f64) -> io::Result<()> {
    let magnitude = value.abs();
    if value.is_nan() {
        Ok(())
    } else if value == 0.0 || value.is_infinite() || (1e-7..1e16).contains(&magnitude) {
        write!(piece, "{value}")
    } else {
        write!(piece, "{value:e}")
    }
}

/// RFC 3339 in UTC, as [`Timestamp`] displays itself, in a tenth of the time.
fn push_time(piece: &mut Vec<u8>, time: Timestamp) -> io::Result<()> {
    let nanos = time.unix_nanos();
    let nanos_of_day = nanos.rem_euclid(NANOS_PER_DAY);
    let (year, month, day) = civil_from_days(nanos.div_euclid(NANOS_PER_DAY));
    let second_of_day = nanos_of_day / NANOS_PER_SECOND;
    let fraction = nanos_of_day % NANOS_PER_SECOND;
    push_digits(piece, year, 4);
    piece.push(b'-');
    push_digits(piece, month, 2);
    piece.push(b'-');
    push_digits(piece, day, 2);
    piece.push(b'T');
    push_digits(piece, second_of_day / 3600, 2);
    piece.push(b':');
    push_digits(piece, second_of_day / 60 % 60, 2);
    piece.push(b':');
    push_digits(piece, second_of_day % 60, 2);
    if fraction > 0 {
        write!(piece, ".{fraction:09}")?;
        while piece.last() == Some(&b'0') {
            piece.pop();
        }
    }
    piece.push(b'Z');
    Ok(())
}

fn push_digits(piece: &mut Vec<u8>, value: i64, count: u32) {
    for position in (0..count).rev() {
        let digit = value / 10_i64.pow(position) % 10;
        piece.push(b'0' + u8::try_from(digit).unwrap_or(0));
    }
}

fn push_text(piece: &mut Vec<u8>, text: &str, delimiter: u8) {
    let guard = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = text.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r'))
        || text.starts_with([' ', '#'])
        || text.ends_with(' ');
    if quoted {
        piece.push(b'"');
    }
    if guard {
        piece.push(b'\'');
    }
    for &byte in text.as_bytes() {
        if quoted && byte == b'"' {
            piece.push(b'"');
        }
        piece.push(byte);
    }
    if quoted {
        piece.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        let mut piece = Vec::new();
        push_text(&mut piece, text, b',');
        assert_eq!(String::from_utf8(piece).unwrap(), expected);
    }

    #[test]
    fn text_is_quoted_where_it_must_be_and_is_never_a_formula() {
        for (text, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" padded", "\" padded\""),
            ("=1+1", "'=1+1"),
            ("@cmd,x", "\"'@cmd,x\""),
            ("-5", "'-5"),
        ] {
            check(text, expected);
        }
    }

    proptest! {
        #[test]
        fn times_are_written_as_timestamps_display(nanos in any::<i64>()) {
            let time = Timestamp::from_unix_nanos(nanos);
            let mut piece = Vec::new();
            push_time(&mut piece, time).unwrap();
            prop_assert_eq!(String::from_utf8(piece).unwrap(), time.to_string());
        }

        #[test]
        fn numbers_read_back_to_the_last_bit(value in proptest::num::f64::ANY) {
            let mut piece = Vec::new();
            push_f64(&mut piece, value).unwrap();
            let text = String::from_utf8(piece).unwrap();
            if value.is_nan() {
                prop_assert_eq!(text, "");
            } else {
                prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
                prop_assert!(text.len() <= 26, "{}", text);
            }
        }
    }
}
