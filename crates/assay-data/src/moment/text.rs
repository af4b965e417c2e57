//! One time cell.

use assay_types::{NANOS_PER_DAY, NANOS_PER_SECOND};

use super::{days_from_civil, nanos_of};

/// The longest time; longer text is not one.
const MOMENT_BYTES_MAX: usize = 64;

const WRITE_ISO: &str = "write a time like `2024-01-02T09:30:00Z` or `2024-01-02`";

/// How a cell writes a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Digits only: an epoch, or a date like `20240102`.
    Number,
    /// Seconds since 1970 with a fraction.
    Fraction,
    /// Year, month, day in this order or with a month's name, without a zone.
    Local,
    /// The same with an offset from UTC.
    Zoned,
    /// Two numbers and a year: day and month in an order that the column decides.
    Slashed,
}

/// One cell read: its form, and a number whose meaning the form tells. For [`Form::Slashed`] see [`Slashed`];
/// for [`Form::Number`] the digits; else nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) form: Form,
    pub(crate) raw: i64,
}

/// A date whose first two numbers are day and month in unknown order, packed into 62 bits of an `i64`:
/// year (14 bits), first (7), second (7), milliseconds of the day (27).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slashed {
    pub(super) first: i64,
    pub(super) second: i64,
    year: i64,
    millis_of_day: i64,
}

impl Slashed {
    fn pack(self) -> i64 {
        (self.year << 41) | (self.first << 34) | (self.second << 27) | self.millis_of_day
    }

    pub(super) fn unpack(raw: i64) -> Self {
        Self {
            first: (raw >> 34) & 0x7f,
            second: (raw >> 27) & 0x7f,
            year: raw >> 41,
            millis_of_day: raw & 0x7ff_ffff,
        }
    }

    /// Nanoseconds since 1970, or `None` where there is no such day.
    pub(super) fn nanos(self, day_first: bool) -> Option<i64> {
        let (day, month) = if day_first { (self.first, self.second) } else { (self.second, self.first) };
        nanos_of(days_from_civil(self.year, month, day)?, self.millis_of_day * 1_000_000)
    }
}

/// Reads one cell.
///
/// # Errors
/// What would be right.
#[inline]
pub(crate) fn read(text: &[u8]) -> Result<Moment, &'static str> {
    if let Some(raw) = digits(text) {
        return Ok(Moment { form: Form::Number, raw });
    }
    if text.len() > MOMENT_BYTES_MAX {
        return Err("write a time of at most 64 characters");
    }
    if let [y0, y1, y2, y3, b'-' | b'/' | b'.', rest @ ..] = text
        && let Some(year) = number(&[*y0, *y1, *y2, *y3])
    {
        return read_year_first(year, rest);
    }
    if let Some((date, rest)) = text.split_at_checked(8)
        && matches!(rest.first(), Some(b' ' | b'T' | b't'))
        && let Some(date) = number(date)
    {
        let days =
            days_from_civil(date / 10_000, date / 100 % 100, date % 100).ok_or("there is no such day")?;
        return read_clock(days, rest);
    }
    read_other(text)
}

/// A run of at most 19 digits with an optional sign: `None` for other text.
#[inline]
fn digits(text: &[u8]) -> Option<i64> {
    let (unsigned, negative) = match text {
        [b'-', rest @ ..] => (rest, true),
        _ => (text, false),
    };
    if unsigned.is_empty() || unsigned.len() > 19 {
        return None;
    }
    let mut value = 0_i64;
    for &byte in unsigned {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i64::from(digit))?;
    }
    Some(if negative { -value } else { value })
}

/// Digits without a sign.
#[inline]
fn number(text: &[u8]) -> Option<i64> {
    if text.first() == Some(&b'-') { None } else { digits(text) }
}

/// What follows `2024-`.
#[inline]
fn read_year_first(year: i64, rest: &[u8]) -> Result<Moment, &'static str> {
    let (month, rest) = one_or_two_digits(rest).ok_or(WRITE_ISO)?;
    let [b'-' | b'/' | b'.', rest @ ..] = rest else {
        return Err(WRITE_ISO);
    };
    let (day, rest) = one_or_two_digits(rest).ok_or(WRITE_ISO)?;
    let days = days_from_civil(year, month, day).ok_or("there is no such day")?;
    read_clock(days, rest)
}

#[inline]
fn one_or_two_digits(text: &[u8]) -> Option<(i64, &[u8])> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            Some((i64::from(tens - b'0') * 10 + i64::from(ones - b'0'), rest))
        }
        [ones @ b'0'..=b'9', rest @ ..] => Some((i64::from(ones - b'0'), rest)),
        _ => None,
    }
}

/// What follows a date: nothing, or a time of day, and perhaps a zone.
#[inline]
fn read_clock(days: i64, rest: &[u8]) -> Result<Moment, &'static str> {
    const RANGE: &str = "write a time between 1677-09-22 and 2262-04-11";
    let Clock { nanos_of_day, offset_seconds } = clock(rest)?;
    let form = if offset_seconds.is_some() { Form::Zoned } else { Form::Local };
    let offset_nanos = offset_seconds.unwrap_or(0) * NANOS_PER_SECOND;
    let raw = nanos_of(days, nanos_of_day - offset_nanos).ok_or(RANGE)?;
    Ok(Moment { form, raw })
}

#[derive(Debug, Clone, Copy)]
struct Clock {
    nanos_of_day: i64,
    offset_seconds: Option<i64>,
}

#[inline]
fn clock(text: &[u8]) -> Result<Clock, &'static str> {
    let text = match text {
        [] => return Ok(Clock { nanos_of_day: 0, offset_seconds: None }),
        [b'T' | b't' | b' ' | b'_' | b',', rest @ ..] => rest.trim_ascii_start(),
        [b'Z' | b'z' | b'+' | b'-', ..] => return Ok(Clock { nanos_of_day: 0, offset_seconds: zone(text)? }),
        _ => return Err(WRITE_ISO),
    };
    if !matches!(text, [b'0'..=b'9', ..]) {
        return Ok(Clock { nanos_of_day: 0, offset_seconds: zone(text)? });
    }
    let compact = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (hour, minute, second, rest) = match compact {
        4 | 6 => {
            let (hour, rest) = one_or_two_digits(text).ok_or(WRITE_ISO)?;
            let (minute, rest) = one_or_two_digits(rest).ok_or(WRITE_ISO)?;
            let (second, rest) =
                if compact == 6 { one_or_two_digits(rest).ok_or(WRITE_ISO)? } else { (0, rest) };
            (hour, minute, second, rest)
        }
        1 | 2 => {
            let (hour, rest) = one_or_two_digits(text).ok_or(WRITE_ISO)?;
            match rest {
                [b':', rest @ ..] => {
                    let (minute, rest) = one_or_two_digits(rest).ok_or(WRITE_ISO)?;
                    match rest {
                        [b':', rest @ ..] => {
                            let (second, rest) = one_or_two_digits(rest).ok_or(WRITE_ISO)?;
                            (hour, minute, second, rest)
                        }
                        _ => (hour, minute, 0, rest),
                    }
                }
                _ => return Err("write a time of day like `09:30:00`"),
            }
        }
        _ => return Err("write a time of day like `09:30:00`"),
    };
    let (nanos, rest) = fraction(rest)?;
    let (hour, rest) = half_day(hour, rest.trim_ascii_start())?;
    if hour > 23 || minute > 59 || second > 59 {
        return Err("write a time of day from `00:00:00` to `23:59:59`");
    }
    let nanos_of_day = (hour * 3600 + minute * 60 + second) * NANOS_PER_SECOND + nanos;
    Ok(Clock { nanos_of_day, offset_seconds: zone(rest)? })
}

/// `.123` or nothing, as nanoseconds.
fn fraction(text: &[u8]) -> Result<(i64, &[u8]), &'static str> {
    let [b'.' | b',' | b':', rest @ ..] = text else {
        return Ok((0, text));
    };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits_text, rest) = rest.split_at_checked(count).unwrap_or((rest, &[]));
    if count == 0 {
        return Err("write digits after the decimal point of the seconds");
    }
    let mut nanos = 0;
    for index in 0..9 {
        nanos = nanos * 10 + digits_text.get(index).map_or(0, |byte| i64::from(byte - b'0'));
    }
    if digits_text.iter().skip(9).any(|&byte| byte != b'0') {
        return Err("write at most 9 digits of a second: times have nanoseconds");
    }
    Ok((nanos, rest))
}

/// Turns `09 PM` into 21.
fn half_day(hour: i64, text: &[u8]) -> Result<(i64, &[u8]), &'static str> {
    let [half @ (b'A' | b'a' | b'P' | b'p'), b'M' | b'm', rest @ ..] = text else {
        return Ok((hour, text));
    };
    if !(1..=12).contains(&hour) {
        return Err("write an hour from 1 to 12 before AM or PM");
    }
    let afternoon = half.eq_ignore_ascii_case(&b'p');
    Ok((hour % 12 + if afternoon { 12 } else { 0 }, rest.trim_ascii_start()))
}

/// Seconds east of UTC; `None` where the text names no zone.
fn zone(text: &[u8]) -> Result<Option<i64>, &'static str> {
    const OFFSET: &str = "write an offset from UTC like `-05:00`, or `Z`";
    let (sign, rest) = match text {
        [] => return Ok(None),
        [b'Z' | b'z'] => return Ok(Some(0)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ if text.eq_ignore_ascii_case(b"utc") || text.eq_ignore_ascii_case(b"gmt") => return Ok(Some(0)),
        _ if text.first().is_some_and(u8::is_ascii_alphabetic) => {
            return Err(
                "a zone by name has two offsets a year; write an offset from UTC like `-05:00`, or `Z`",
            );
        }
        _ => return Err(OFFSET),
    };
    let (hours, rest) = one_or_two_digits(rest).ok_or(OFFSET)?;
    let (minutes, rest) = match rest {
        [] => (0, rest),
        [b':', rest @ ..] => one_or_two_digits(rest).ok_or(OFFSET)?,
        _ => one_or_two_digits(rest).ok_or(OFFSET)?,
    };
    if !rest.is_empty() || hours > 18 || minutes > 59 {
        return Err(OFFSET);
    }
    Ok(Some(sign * (hours * 3600 + minutes * 60)))
}

#[cold]
fn read_other(text: &[u8]) -> Result<Moment, &'static str> {
    let Ok(utf8) = std::str::from_utf8(text) else {
        return Err("write a time in UTF-8 text");
    };
    if text.is_empty() {
        return Err("write a time; this one is missing");
    }
    if text.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.' || *byte == b'-')
        && let Some((whole, fraction)) = utf8.split_once('.')
        && !fraction.contains(['.', '-'])
        && let Some(whole) = digits(whole.as_bytes())
    {
        return read_fraction(whole, fraction);
    }
    if text.iter().all(u8::is_ascii_digit) {
        return Err("write a time of at most 18 digits");
    }
    if text.first().is_some_and(u8::is_ascii_digit)
        && utf8.contains(['e', 'E'])
        && utf8.parse::<f64>().is_ok()
    {
        return Err("write every digit of an epoch: an exponent loses the seconds");
    }
    if let Some((first, rest)) = one_or_two_digits(text)
        && let [separator @ (b'/' | b'-' | b'.'), rest @ ..] = rest
        && let Some((second, rest)) = one_or_two_digits(rest)
        && let [again, rest @ ..] = rest
        && again == separator
    {
        return read_slashed(first, second, rest);
    }
    read_month_name(utf8)
}

/// `1704067200.25`: a fraction of zeros is how tools write an integer column as floats.
fn read_fraction(whole: i64, fraction: &str) -> Result<Moment, &'static str> {
    const OVERFLOW: &str = "write seconds since 1970 between 1677 and 2262";
    let significant = fraction.trim_end_matches('0');
    if significant.is_empty() {
        return Ok(Moment { form: Form::Number, raw: whole });
    }
    if significant.len() > 9 || whole.unsigned_abs() >= 100_000_000_000 {
        return Err("write an epoch as a whole number, or as seconds with at most 9 decimals");
    }
    let nanos = format!("{significant:0<9}").parse::<i64>().ok().ok_or(WRITE_ISO)?;
    let nanos = if whole < 0 { -nanos } else { nanos };
    let raw =
        whole.checked_mul(NANOS_PER_SECOND).and_then(|value| value.checked_add(nanos)).ok_or(OVERFLOW)?;
    Ok(Moment { form: Form::Fraction, raw })
}

/// What follows `01/02/`.
fn read_slashed(first: i64, second: i64, rest: &[u8]) -> Result<Moment, &'static str> {
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (year, rest) = rest.split_at_checked(count).ok_or(WRITE_ISO)?;
    if count != 4 {
        return Err("write the year with four digits, first: `2024-01-02`");
    }
    let year = number(year).ok_or(WRITE_ISO)?;
    let clock = clock(rest)?;
    if clock.offset_seconds.is_some() {
        return Err("a date with an offset needs its year first: `2024-01-02T09:30:00-05:00`");
    }
    if clock.nanos_of_day % 1_000_000 != 0 {
        return Err("a date with less than milliseconds needs its year first: `2024-01-02T09:30:00.123456`");
    }
    if first == 0 || second == 0 || first > 31 || second > 31 || (first > 12 && second > 12) {
        return Err("there is no such day");
    }
    Ok(Moment {
        form: Form::Slashed,
        raw: Slashed { first, second, year, millis_of_day: clock.nanos_of_day / 1_000_000 }.pack(),
    })
}

/// `02-Jan-2024` or `Jan 2, 2024`, perhaps with a time of day.
fn read_month_name(text: &str) -> Result<Moment, &'static str> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut month = None;
    let mut day = None;
    let mut rest = text;
    for _ in 0..2 {
        let token_len = rest.find(|ch: char| !ch.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (token, after) = rest.split_at(token_len);
        match token.parse::<i64>() {
            Ok(number) if token.len() <= 2 && day.is_none() => day = Some(number),
            _ => {
                let lower = token.to_ascii_lowercase();
                month = (1..).zip(MONTHS).find(|(_, name)| lower.starts_with(name)).map(|(month, _)| month);
            }
        }
        rest = after.trim_start_matches([' ', '-', '/', ',', '.']);
    }
    let (Some(month), Some(day)) = (month, day) else {
        return Err(WRITE_ISO);
    };
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (year, rest) = rest.split_at(count);
    if count != 4 {
        return Err("write the year with four digits");
    }
    let year = year.parse::<i64>().ok().ok_or(WRITE_ISO)?;
    let days = days_from_civil(year, month, day).ok_or("there is no such day")?;
    read_clock(days, rest.as_bytes())
}

const _: () = assert!(NANOS_PER_DAY / 1_000_000 < 1 << 27, "milliseconds of a day fit their 27 bits");
