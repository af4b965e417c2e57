//! Numbers as market data files write them.

/// Powers of ten that an `f64` holds exactly.
const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The largest integer below which every integer is an `f64`.
const EXACT_MAX: u64 = 1 << 53;

/// The longest number; longer text is not a price.
const NUMBER_BYTES_MAX: usize = 64;

/// What a cell that should hold a number holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    Number(f64),
    /// Empty, or one of the words that tools write for "no value".
    Missing,
    /// Something else; the text says what would be right.
    Wrong(&'static str),
}

/// Reads a number whose decimal separator is `.`, or `,` where `decimal_comma`.
#[inline]
pub(crate) fn parse(text: &[u8], decimal_comma: bool) -> Cell {
    let point = if decimal_comma { b',' } else { b'.' };
    match parse_plain(text, point) {
        Some(value) => Cell::Number(value),
        None => parse_other(text, decimal_comma),
    }
}

/// Digits with at most one separator, at most 2^53 without it: the quotient of two exact floats is the
/// correctly rounded value (W. D. Clinger, "How to read floating point numbers accurately", 1990).
#[inline]
fn parse_plain(text: &[u8], point: u8) -> Option<f64> {
    let (digits, negative) = match text {
        [b'-', rest @ ..] => (rest, true),
        _ => (text, false),
    };
    if digits.is_empty() || digits.len() > 17 {
        return None;
    }
    let mut mantissa = 0_u64;
    let mut decimals: Option<usize> = None;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            mantissa = mantissa * 10 + u64::from(digit);
            decimals = decimals.map(|count| count + 1);
        } else if byte == point && decimals.is_none() {
            decimals = Some(0);
        } else {
            return None;
        }
    }
    if mantissa > EXACT_MAX || digits == [point] {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "checked above to be an integer that f64 holds exactly")]
    let magnitude = mantissa as f64 / POWERS_OF_TEN.get(decimals.unwrap_or(0))?;
    Some(if negative { -magnitude } else { magnitude })
}

/// `unscaled` / 10^`scale`, rounded once: by the division of exact floats, else by reading its digits.
/// `None` for scales that no decimal of 128 bits needs.
pub(crate) fn from_decimal(unscaled: i128, scale: u32) -> Option<f64> {
    const SCALE_MAX: usize = 64;
    let scale = usize::try_from(scale).ok().filter(|&scale| scale <= SCALE_MAX)?;
    if unscaled.unsigned_abs() <= u128::from(EXACT_MAX)
        && let Some(power) = POWERS_OF_TEN.get(scale)
    {
        #[expect(
            clippy::cast_precision_loss,
            reason = "checked above to be an integer that f64 holds exactly"
        )]
        return Some(unscaled as f64 / power);
    }
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if unscaled < 0 { "-" } else { "" };
    format!("{sign}{whole}.{fraction}0").parse().ok()
}

#[cold]
fn parse_other(text: &[u8], decimal_comma: bool) -> Cell {
    const MISSING: [&str; 11] = ["nan", "null", "none", "na", "n/a", "#n/a", "<na>", "-", "--", "nat", "\\n"];
    if text.is_empty() {
        return Cell::Missing;
    }
    let Ok(text) = std::str::from_utf8(text) else {
        return Cell::Wrong("write a number in UTF-8 text");
    };
    if MISSING.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Cell::Missing;
    }
    if text.len() > NUMBER_BYTES_MAX {
        return Cell::Wrong("write a number of at most 64 characters");
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,eE".contains(&byte)) {
        return parse_separated(text, decimal_comma);
    }
    let lower = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    if lower == "inf" || lower == "infinity" {
        return Cell::Wrong("write a finite number");
    }
    if text.starts_with(['$', '€', '£', '¥']) || text.ends_with(['$', '€', '£', '¥']) {
        return Cell::Wrong("write the number without a currency sign");
    }
    if text.ends_with('%') {
        return Cell::Wrong("write a price, not a percentage");
    }
    if let Some(digits) = lower.strip_suffix(['k', 'm', 'b'])
        && digits.parse::<f64>().is_ok()
    {
        return Cell::Wrong("write the number in full, like 1200000 for 1.2M");
    }
    if text.contains([' ', '\u{a0}', '\u{202f}', '\'', '_']) {
        return Cell::Wrong("write the number without thousands separators");
    }
    Cell::Wrong("write a number like 101.25")
}

fn parse_separated(text: &str, decimal_comma: bool) -> Cell {
    let number = if decimal_comma {
        if text.contains('.') {
            return Cell::Wrong("the decimal separator of this file is `,`; write no thousands separators");
        }
        text.replace(',', ".")
    } else {
        if text.contains(',') {
            return Cell::Wrong("the decimal separator of this file is `.`; write no thousands separators");
        }
        text.to_owned()
    };
    match number.parse::<f64>() {
        Ok(value) if value.is_finite() => Cell::Number(value),
        Ok(_) => Cell::Wrong("write a number below 1.8e308"),
        Err(_) => Cell::Wrong("write a number like 101.25"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: Cell) {
        assert_eq!(parse(text.as_bytes(), false), expected, "{text:?}");
    }

    #[test]
    fn numbers_read_to_the_last_bit() {
        for (text, value) in [
            ("0", 0.0),
            ("1", 1.0),
            ("100.34", 100.34),
            (".5", 0.5),
            ("5.", 5.0),
            ("-1.25", -1.25),
            ("+1.25", 1.25),
            ("1e3", 1000.0),
            ("1.5E-3", 0.0015),
            ("9007199254740993", 9_007_199_254_740_993_f64),
            ("0.1000000000000000055511151231257827", 0.1),
            ("123456789012345.678", 123_456_789_012_345.67),
            ("1.07083", 1.07083),
        ] {
            check(text, Cell::Number(value));
        }
    }

    #[test]
    fn words_for_no_value_are_missing() {
        for text in ["", "nan", "NaN", "null", "None", "NA", "N/A", "#N/A", "<NA>", "-", "--"] {
            check(text, Cell::Missing);
        }
    }

    #[test]
    fn other_text_says_what_would_be_right() {
        for (text, reason) in [
            ("inf", "write a finite number"),
            ("-Infinity", "write a finite number"),
            ("1e400", "write a number below 1.8e308"),
            ("$5.00", "write the number without a currency sign"),
            ("5%", "write a price, not a percentage"),
            ("1.2M", "write the number in full, like 1200000 for 1.2M"),
            ("1 000", "write the number without thousands separators"),
            ("1'000", "write the number without thousands separators"),
            ("1,000.5", "the decimal separator of this file is `.`; write no thousands separators"),
            ("abc", "write a number like 101.25"),
            (".", "write a number like 101.25"),
            ("1.2.3", "write a number like 101.25"),
            ("--1", "write a number like 101.25"),
            ("0x10", "write a number like 101.25"),
            ("\u{0664}", "write a number like 101.25"),
        ] {
            check(text, Cell::Wrong(reason));
        }
        assert_eq!(parse(b"\xff", false), Cell::Wrong("write a number in UTF-8 text"));
    }

    #[test]
    fn decimals_are_rounded_once() {
        for (unscaled, scale, value) in [
            (10_034, 2, 100.34),
            (-125, 2, -1.25),
            (5, 3, 0.005),
            (0, 0, 0.0),
            (9_007_199_254_740_993, 0, 9_007_199_254_740_993_f64),
            (123_456_789_012_345_678_901_234_567_890, 20, 1_234_567_890.123_456_7),
        ] {
            assert_eq!(from_decimal(unscaled, scale), Some(value), "{unscaled} / 10^{scale}");
        }
        assert_eq!(from_decimal(1, 65), None);
    }

    #[test]
    fn a_decimal_comma_is_read_only_where_the_file_has_it() {
        assert_eq!(parse(b"1,5", true), Cell::Number(1.5));
        assert_eq!(parse(b"15", true), Cell::Number(15.0));
        assert!(matches!(parse(b"1.500,25", true), Cell::Wrong(_)));
        assert!(matches!(parse(b"1,5", false), Cell::Wrong(_)));
    }

    proptest! {
        #[test]
        fn agrees_with_the_standard_library(value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
            check(&format!("{value:?}"), Cell::Number(value));
            check(&format!("{value:e}"), Cell::Number(value));
        }

        #[test]
        fn short_decimals_agree_with_the_standard_library(text in r"-?[0-9]{1,12}(\.[0-9]{0,9})?") {
            check(&text, Cell::Number(text.parse().unwrap()));
        }

        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80), comma: bool) {
            parse(&bytes, comma);
        }
    }
}
