//! Instants in UTC with nanosecond resolution.

use std::fmt;
use std::str::FromStr;

use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};

/// Nanoseconds in one second.
pub const NANOS_PER_SECOND: i64 = 1_000_000_000;
/// Nanoseconds in one (24-hour) day.
pub const NANOS_PER_DAY: i64 = 86_400 * NANOS_PER_SECOND;

/// A text that is not a timestamp.
pub type TimestampError = ParseError;

/// An instant: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Range: about 1677-09-21 to 2262-04-11, the range of an `i64` of nanoseconds.
///
/// ```text
/// timestamp = date [ ( "T" | " " ) time [ offset ] ]       midnight, if there is no time; UTC, if no offset
/// date      = YYYY "-" MM "-" DD
/// time      = HH ":" MM [ ":" SS [ "." 1 to 9 digits ] ]   00:00 to 23:59:59.999999999
/// offset    = "Z" | ( "+" | "-" ) HH ":" MM                up to 23:59
/// ```
///
/// Zone names, week dates, ordinal dates, `24:00` and leap seconds (`:60`) are refused. Data files have many
/// more spellings; reading those is `assay-data`'s work. Written as RFC 3339 in UTC.
///
/// ```
/// use assay_types::{NANOS_PER_DAY, Timestamp};
///
/// let close: Timestamp = "2024-03-01 16:00-05:00".parse()?;
/// assert_eq!(close.to_string(), "2024-03-01T21:00:00Z");
/// let next = close.checked_add_nanos(NANOS_PER_DAY).ok_or("out of range")?;
/// assert_eq!(next.to_string(), "2024-03-02T21:00:00Z");
/// assert!("2023-02-29".parse::<Timestamp>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

static GRAMMAR: Grammar = Grammar {
    name: "Timestamp",
    what: "a timestamp",
    write: "write ISO 8601 in UTC or with an offset, from 1677-09-22 to 2262-04-11, like `2024-03-01T14:30:00Z` or `2024-03-01`",
    form: Form::Pattern(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
    ),
    bytes_max: 35,
    examples: &["2024-03-01T14:30:00Z", "2024-03-01"],
};

impl Timestamp {
    /// The earliest instant.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest instant.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant that many nanoseconds after (before, if negative) the Unix epoch.
    pub const fn from_unix_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The instant that many seconds after (before, if negative) the Unix epoch, or `None` outside the range.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        seconds.checked_mul(NANOS_PER_SECOND).map(Self)
    }

    /// The instant that many milliseconds after (before, if negative) the Unix epoch, or `None` outside the
    /// range.
    pub fn from_unix_millis(millis: i64) -> Option<Self> {
        millis.checked_mul(1_000_000).map(Self)
    }

    /// Nanoseconds since the Unix epoch.
    pub const fn unix_nanos(self) -> i64 {
        self.0
    }

    /// The instant that many nanoseconds later (earlier, if negative), or `None` outside the range.
    pub fn checked_add_nanos(self, nanos: i64) -> Option<Self> {
        self.0.checked_add(nanos).map(Self)
    }

    /// Nanoseconds from another instant to this one, or `None` where an `i64` cannot hold them.
    pub fn checked_nanos_since(self, other: Self) -> Option<i64> {
        self.0.checked_sub(other.0)
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, of which the caller has checked the ranges.
fn days_from_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    // Years counted from March end with February, so that a leap day is the last of its year, and the days
    // before a month are 153 in every five months.
    let (year, month) = match month {
        3.. => (year, month.checked_sub(3)?),
        _ => (year.checked_sub(1)?, month.checked_add(9)?),
    };
    let before_month = month.checked_mul(153)?.checked_add(2)?.div_euclid(5);
    let leap_days =
        year.div_euclid(4).checked_sub(year.div_euclid(100))?.checked_add(year.div_euclid(400))?;
    let from_year_0 =
        year.checked_mul(365)?.checked_add(leap_days)?.checked_add(before_month)?.checked_add(day)?;
    // 0000-03-01, which is day 1 of that count, lies 719 468 days before the epoch.
    from_year_0.checked_sub(719_469)
}

const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads a text of fixed columns from the left.
struct Columns<'a> {
    rest: &'a [u8],
}

impl Columns<'_> {
    /// Exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        digits.iter().try_fold(0_i64, |value, digit| {
            let digit = char::from(*digit).to_digit(10)?;
            value.checked_mul(10)?.checked_add(i64::from(digit))
        })
    }

    /// One of the bytes, or nothing.
    fn accept(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        bytes.contains(first).then(|| {
            self.rest = rest;
            *first
        })
    }

    /// 1 to 9 digits after a point, as nanoseconds.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let zeros = 9_u32.checked_sub(u32::try_from(count).ok()?)?;
        let digits = if count == 0 { None } else { self.digits(count) };
        digits?.checked_mul(10_i64.checked_pow(zeros)?)
    }
}

/// The parts of a well-shaped text, not yet checked for their ranges.
struct Parts {
    date: [i64; 3],
    clock: [i64; 3],
    nanos: i64,
    offset: Option<(u8, i64, i64)>,
}

fn parts(text: &str) -> Option<Parts> {
    let mut columns = Columns { rest: text.as_bytes() };
    let year = columns.digits(4)?;
    columns.accept(b"-")?;
    let month = columns.digits(2)?;
    columns.accept(b"-")?;
    let day = columns.digits(2)?;
    let mut parts = Parts { date: [year, month, day], clock: [0; 3], nanos: 0, offset: None };
    if columns.rest.is_empty() {
        return Some(parts);
    }
    columns.accept(b"T ")?;
    let hour = columns.digits(2)?;
    columns.accept(b":")?;
    let minute = columns.digits(2)?;
    let mut second = 0;
    if columns.accept(b":").is_some() {
        second = columns.digits(2)?;
        if columns.accept(b".").is_some() {
            parts.nanos = columns.fraction()?;
        }
    }
    parts.clock = [hour, minute, second];
    if let Some(sign @ (b'+' | b'-')) = columns.accept(b"Z+-") {
        let hours = columns.digits(2)?;
        columns.accept(b":")?;
        parts.offset = Some((sign, hours, columns.digits(2)?));
    }
    columns.rest.is_empty().then_some(parts)
}

fn read(text: &str) -> Result<Timestamp, Problem> {
    GRAMMAR.check_length(text)?;
    Problem::first_character(text, |character| {
        matches!(character, '0'..='9' | '-' | '+' | ':' | '.' | 'T' | 'Z' | ' ')
    })?;
    let parts = parts(text)
        .ok_or(Problem::Shape("its form is not `YYYY-MM-DD`, or that with `THH:MM`, `:SS`, `.fraction` and `Z` or `+HH:MM` after it"))?;
    let [year, month, day] = parts.date;
    if !(1..=12).contains(&month) {
        return Err(Problem::Range("its month is not 01 to 12"));
    }
    if !(1..=days_in_month(year, month)).contains(&day) {
        return Err(Problem::Range("its month has no such day"));
    }
    let [hour, minute, second] = parts.clock;
    if hour > 23 || minute > 59 {
        return Err(Problem::Range("its time is not 00:00 to 23:59"));
    }
    if second > 59 {
        return Err(Problem::Range("its second is not 00 to 59; there are no leap seconds"));
    }
    let (sign, offset_hours, offset_minutes) = parts.offset.unwrap_or((b'+', 0, 0));
    if offset_hours > 23 || offset_minutes > 59 {
        return Err(Problem::Range("its offset is not -23:59 to +23:59"));
    }
    let sign = if sign == b'-' { -1 } else { 1 };
    let nanos = || {
        let local = hour.checked_mul(60)?.checked_add(minute)?;
        let offset = offset_hours.checked_mul(60)?.checked_add(offset_minutes)?.checked_mul(sign)?;
        let minutes =
            days_from_epoch(year, month, day)?.checked_mul(1_440)?.checked_add(local)?.checked_sub(offset)?;
        // In 128 bits, because the first second of the range begins before it: only the sum is inside.
        let seconds = i128::from(minutes.checked_mul(60)?.checked_add(second)?);
        let nanos =
            seconds.checked_mul(i128::from(NANOS_PER_SECOND))?.checked_add(i128::from(parts.nanos))?;
        i64::try_from(nanos).ok()
    };
    nanos().map(Timestamp).ok_or(Problem::Range(
        "it lies outside 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z",
    ))
}

impl FromStr for Timestamp {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read(text).map_err(|problem| GRAMMAR.error(text, problem))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, with as many fractional digits as there are.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_nanosecond(i128::from(self.0)) {
            Ok(instant) => write!(formatter, "{instant}"),
            // Every i64 of nanoseconds lies inside jiff's range of years -9999..=9999.
            Err(_) => Err(fmt::Error),
        }
    }
}

text_value!(Timestamp, GRAMMAR);
