//! Timestamps and timeframes.

use std::time::Duration;

use assay_types::{TimeUnit, Timeframe, Timestamp};

use crate::check::check;

const FORM: Result<&str, &str> = Err(
    "its form is not `YYYY-MM-DD`, or that with `THH:MM`, `:SS`, `.fraction` and `Z` or `+HH:MM` after it",
);
const OUTSIDE: Result<&str, &str> =
    Err("it lies outside 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z");
const NO_SUCH_DAY: Result<&str, &str> = Err("its month has no such day");
const NO_SUCH_TIME: Result<&str, &str> = Err("its time is not 00:00 to 23:59");
const NO_SUCH_OFFSET: Result<&str, &str> = Err("its offset is not -23:59 to +23:59");
const NO_LEAP_SECOND: Result<&str, &str> = Err("its second is not 00 to 59; there are no leap seconds");

#[test]
fn timestamps_of_the_grammar_are_read() {
    for (input, expected) in [
        ("2024-03-01", "2024-03-01T00:00:00Z"),
        ("2024-03-01T14:30", "2024-03-01T14:30:00Z"),
        ("2024-03-01 14:30", "2024-03-01T14:30:00Z"),
        ("2024-03-01T14:30:15", "2024-03-01T14:30:15Z"),
        ("2024-03-01T14:30:15Z", "2024-03-01T14:30:15Z"),
        ("2024-03-01T14:30Z", "2024-03-01T14:30:00Z"),
        ("2024-03-01T14:30:15.5Z", "2024-03-01T14:30:15.5Z"),
        ("2024-03-01T14:30:15.123456789Z", "2024-03-01T14:30:15.123456789Z"),
        ("2024-03-01T14:30:15.100000000", "2024-03-01T14:30:15.1Z"),
        ("2024-03-01T14:30:00+00:00", "2024-03-01T14:30:00Z"),
        ("2024-03-01T14:30:00-00:00", "2024-03-01T14:30:00Z"),
        ("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00Z"),
        ("2024-03-01T20:00:00-05:30", "2024-03-02T01:30:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
        ("2000-02-29", "2000-02-29T00:00:00Z"),
        ("1970-01-01", "1970-01-01T00:00:00Z"),
        ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
        ("1900-03-01", "1900-03-01T00:00:00Z"),
        ("1677-09-21T00:12:43.145224192Z", "1677-09-21T00:12:43.145224192Z"),
        ("2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z"),
    ] {
        check::<Timestamp>(input, Ok(expected));
    }
}

#[test]
fn timestamps_outside_the_grammar_are_refused() {
    let huge = "2".repeat(100_000);
    for (input, expected) in [
        ("", Err("it is empty")),
        ("now", Err("character 1 is `n`")),
        ("today", Err("character 1 is `t`")),
        ("1709303400", FORM),
        ("20240301", FORM),
        ("2024", FORM),
        ("2024-03", FORM),
        ("2024-3-1", FORM),
        ("24-03-01", FORM),
        ("02024-03-01", FORM),
        ("+002024-03-01", FORM),
        ("-2024-03-01", FORM),
        ("2024/03/01", Err("character 5 is `/`")),
        ("01.03.2024", FORM),
        ("03-01-2024", FORM),
        ("2024-W09-5", Err("character 6 is `W`")),
        ("2024-061", FORM),
        ("2024-03-01T", FORM),
        ("2024-03-01T14", FORM),
        ("2024-03-01T1430", FORM),
        ("2024-03-01T14:30:", FORM),
        ("2024-03-01T14:30:15.", FORM),
        ("2024-03-01T14:30:15,5", Err("character 20 is `,`")),
        ("2024-03-01T14:30:15.1234567890", FORM),
        ("2024-03-01  14:30", FORM),
        ("2024-03-01t14:30", Err("character 11 is `t`")),
        ("2024-03-01T14:30z", Err("character 17 is `z`")),
        ("2024-03-01Z", FORM),
        ("2024-03-01T14:30 Z", FORM),
        ("2024-03-01T14:30+1", FORM),
        ("2024-03-01T14:30+0100", FORM),
        ("2024-03-01T14:30+01:00[Europe/Paris]", Err("it is 36 bytes long, the most is 35")),
        ("2024-03-01T14:30Z[UTC]", Err("character 18 is `[`")),
        ("2024-03-01 14:30 EST", Err("character 18 is `E`")),
        (" 2024-03-01", FORM),
        ("2024-03-01 ", FORM),
        ("2024-03-01\n", Err("character 11 is `\\n`")),
        ("2024-03-01\0", Err("character 11 is `\\u{0}`")),
        ("２０２４-03-01", Err("character 1 is `\\u{ff12}`")),
        ("2024\u{2010}03\u{2010}01", Err("character 5 is `\\u{2010}`")),
        ("\u{202e}2024-03-01", Err("character 1 is `\\u{202e}`")),
        ("2024-03-01'; --", Err("character 11 is `'`")),
        (&huge, Err("it is 100000 bytes long, the most is 35")),
    ] {
        check::<Timestamp>(input, expected);
    }
}

#[test]
fn timestamps_that_never_were_are_refused() {
    for (input, expected) in [
        ("2024-00-01", Err("its month is not 01 to 12")),
        ("2024-13-01", Err("its month is not 01 to 12")),
        ("2024-03-00", NO_SUCH_DAY),
        ("2024-03-32", NO_SUCH_DAY),
        ("2024-04-31", NO_SUCH_DAY),
        ("2023-02-29", NO_SUCH_DAY),
        ("1900-02-29", NO_SUCH_DAY),
        ("2100-02-29", NO_SUCH_DAY),
        ("2024-03-01T24:00", NO_SUCH_TIME),
        ("2024-03-01T14:60", NO_SUCH_TIME),
        ("2016-12-31T23:59:60Z", NO_LEAP_SECOND),
        ("2024-03-01T14:30+24:00", NO_SUCH_OFFSET),
        ("2024-03-01T14:30-01:60", NO_SUCH_OFFSET),
        ("0000-01-01", OUTSIDE),
        ("1677-09-21", OUTSIDE),
        ("1677-09-21T00:12:43.145224191Z", OUTSIDE),
        ("2262-04-11T23:47:16.854775808Z", OUTSIDE),
        ("9999-12-31", OUTSIDE),
        ("9999-12-31T23:59:59.999999999-23:59", OUTSIDE),
    ] {
        check::<Timestamp>(input, expected);
    }
}

#[test]
fn epochs_are_checked() {
    assert_eq!(Timestamp::from_unix_seconds(1), Some(Timestamp::from_unix_nanos(1_000_000_000)));
    assert_eq!(Timestamp::from_unix_millis(-1), Some(Timestamp::from_unix_nanos(-1_000_000)));
    assert_eq!(Timestamp::from_unix_seconds(i64::MAX), None);
    assert_eq!(Timestamp::from_unix_millis(i64::MIN), None);
    assert_eq!(Timestamp::MAX.checked_add_nanos(1), None);
    assert_eq!(Timestamp::MIN.checked_add_nanos(-1), None);
    assert_eq!(Timestamp::MAX.checked_nanos_since(Timestamp::MIN), None);
    assert_eq!(Timestamp::MAX.checked_nanos_since(Timestamp::MAX), Some(0));
}

#[test]
fn timeframes() {
    let month_or_minute = Err("`M` is a month to some and a minute to others; write `mo` or `m`");
    let unknown_unit = Err("its unit is none of `s`, `m`, `h`, `d`, `w` and `mo`");
    for (input, expected) in [
        ("1m", Ok("1m")),
        ("5m", Ok("5m")),
        ("15min", Ok("15m")),
        ("59m", Ok("59m")),
        ("60m", Ok("1h")),
        ("90m", Ok("90m")),
        ("240m", Ok("4h")),
        ("60s", Ok("1m")),
        ("3600s", Ok("1h")),
        ("61s", Ok("61s")),
        ("30S", Ok("30s")),
        ("1h", Ok("1h")),
        ("1H", Ok("1h")),
        ("24h", Ok("24h")),
        ("1d", Ok("1d")),
        ("1D", Ok("1d")),
        ("7d", Ok("7d")),
        ("1w", Ok("1w")),
        ("1W", Ok("1w")),
        ("1mo", Ok("1mo")),
        ("12mo", Ok("12mo")),
        ("9999mo", Ok("9999mo")),
        ("", Err("it is empty")),
        ("1M", month_or_minute),
        ("15M", month_or_minute),
        ("60", Err("it has no unit; a chart's `60` is `60m`")),
        ("D", Err("it has no count")),
        ("mo", Err("it has no count")),
        ("M5", unknown_unit),
        ("H1", unknown_unit),
        ("1y", unknown_unit),
        ("1MO", unknown_unit),
        ("1Min", unknown_unit),
        ("1h30m", unknown_unit),
        ("1hour", unknown_unit),
        ("1d1", unknown_unit),
        ("daily", unknown_unit),
        ("0m", Err("its count begins with 0")),
        ("01m", Err("its count begins with 0")),
        ("10000s", Err("its count is above 9999")),
        ("99999s", Err("its count is above 9999")),
        ("999999h", Err("its count is above 9999")),
        ("99999999h", Err("it is 9 bytes long, the most is 7")),
        ("-1m", Err("character 1 is `-`")),
        ("+1m", Err("character 1 is `+`")),
        ("1.5h", Err("character 2 is `.`")),
        ("1 m", Err("character 2 is ` `")),
        (" 1m", Err("character 1 is ` `")),
        ("1m\n", Err("character 3 is `\\n`")),
        ("1\u{43c}", Err("character 2 is `\\u{43c}`")),
        ("１m", Err("character 1 is `\\u{ff11}`")),
        ("1m;id", Err("character 3 is `;`")),
    ] {
        check::<Timeframe>(input, expected);
    }
}

#[test]
fn timeframes_are_ordered_by_length() {
    let texts = ["1s", "59s", "1m", "90m", "4h", "24h", "1d", "6d", "7d", "1w", "30d", "1mo", "12mo"];
    let timeframes: Vec<Timeframe> = texts.iter().map(|text| text.parse().expect("a timeframe")).collect();
    assert!(timeframes.is_sorted_by(|left, right| left < right));
}

#[test]
fn spacings_tell_timeframes() {
    const DAY: u64 = 86_400;
    for (seconds, expected) in [
        (0, None),
        (1, Some("1s")),
        (90, Some("90s")),
        (60, Some("1m")),
        (900, Some("15m")),
        (5400, Some("90m")),
        (14_400, Some("4h")),
        (DAY, Some("1d")),
        (3 * DAY, Some("3d")),
        (7 * DAY, Some("1w")),
        (14 * DAY, Some("2w")),
        (27 * DAY, Some("27d")),
        (28 * DAY, Some("1mo")),
        (30 * DAY, Some("1mo")),
        (31 * DAY, Some("1mo")),
        (91 * DAY, Some("3mo")),
        (92 * DAY, Some("3mo")),
        (364 * DAY, Some("52w")),
        (366 * DAY, Some("12mo")),
        (30 * DAY + 1, None),
        (u64::MAX, None),
    ] {
        let timeframe = Timeframe::from_spacing(Duration::from_secs(seconds));
        assert_eq!(timeframe.map(|timeframe| timeframe.to_string()).as_deref(), expected, "{seconds} s");
    }
}

#[test]
fn nominal_lengths() {
    for (text, seconds, is_fixed) in [
        ("30s", 30, true),
        ("15m", 900, true),
        ("4h", 14_400, true),
        ("1d", 86_400, false),
        ("1w", 604_800, false),
        ("12mo", 31_556_952, false),
    ] {
        let timeframe: Timeframe = text.parse().expect("a timeframe");
        assert_eq!((timeframe.nominal().as_secs(), timeframe.is_fixed()), (seconds, is_fixed), "{text}");
    }
    assert_eq!(Timeframe::new(0, TimeUnit::Day), None);
    assert_eq!(Timeframe::new(10_000, TimeUnit::Second), None);
    assert_eq!(Timeframe::new(1, TimeUnit::Day), Some(Timeframe::DAY));
}
