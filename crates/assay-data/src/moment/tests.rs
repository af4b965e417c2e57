use assay_types::Timestamp;
use proptest::prelude::*;

use super::*;

/// Reads a column and returns its times, or the first refusal.
fn column(cells: &[&str]) -> Result<Vec<String>, String> {
    column_with(cells, None, None)
}

fn column_with(
    cells: &[&str],
    epoch_unit: Option<EpochUnit>,
    date_order: Option<DateOrder>,
) -> Result<Vec<String>, String> {
    let mut column = MomentColumn::new(epoch_unit, date_order);
    let mut raw = Vec::new();
    for cell in cells {
        raw.push(read(cell.as_bytes()).and_then(|moment| column.push(moment))?);
    }
    column.decide(&mut raw).map_err(|error| format!("row {}: {}", error.row, error.reason))?;
    Ok(raw.into_iter().map(|nanos| Timestamp::from_unix_nanos(nanos).to_string()).collect())
}

fn check(cell: &str, expected: &str) {
    assert_eq!(column(&[cell]), Ok(vec![expected.to_owned()]), "{cell:?}");
}

fn check_refused(cell: &str, expected: &str) {
    assert_eq!(column(&[cell]), Err(expected.to_owned()), "{cell:?}");
}

#[test]
fn dates_and_times_are_read_as_people_write_them() {
    for (cell, expected) in [
        ("2024-01-02", "2024-01-02T00:00:00Z"),
        ("2024/01/02", "2024-01-02T00:00:00Z"),
        ("2024.01.02", "2024-01-02T00:00:00Z"),
        ("2024-1-2", "2024-01-02T00:00:00Z"),
        ("20240102", "2024-01-02T00:00:00Z"),
        ("202401020930", "2024-01-02T09:30:00Z"),
        ("20240102093015", "2024-01-02T09:30:15Z"),
        ("20240102 093015", "2024-01-02T09:30:15Z"),
        ("20240102 09:30:15", "2024-01-02T09:30:15Z"),
        ("20240102T093015Z", "2024-01-02T09:30:15Z"),
        ("2024-01-02 09:30", "2024-01-02T09:30:00Z"),
        ("2024-01-02 9:30", "2024-01-02T09:30:00Z"),
        ("2024-01-02 09:30:15", "2024-01-02T09:30:15Z"),
        ("2024-01-02 09:30:15.5", "2024-01-02T09:30:15.5Z"),
        ("2024-01-02T09:30:15.123456789", "2024-01-02T09:30:15.123456789Z"),
        ("2024-01-02T09:30:15Z", "2024-01-02T09:30:15Z"),
        ("2024-01-02t09:30:15z", "2024-01-02T09:30:15Z"),
        ("2024-01-02 09:30:15 UTC", "2024-01-02T09:30:15Z"),
        ("2024-01-02 09:30:15 GMT", "2024-01-02T09:30:15Z"),
        ("2024-01-02 09:30:15+00:00", "2024-01-02T09:30:15Z"),
        ("2024-01-02 00:00:00-05:00", "2024-01-02T05:00:00Z"),
        ("2024-01-02T09:30:15+0530", "2024-01-02T04:00:15Z"),
        ("2024-01-02T09:30:15+02", "2024-01-02T07:30:15Z"),
        ("2024-01-02 09:30:15 PM", "2024-01-02T21:30:15Z"),
        ("2024-01-02 12:00 AM", "2024-01-02T00:00:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
        ("31/12/2024", "2024-12-31T00:00:00Z"),
        ("12/31/2024", "2024-12-31T00:00:00Z"),
        ("31.12.2024 23:59:59.250", "2024-12-31T23:59:59.25Z"),
        ("12/31/2024 4:05 PM", "2024-12-31T16:05:00Z"),
        ("02-Jan-2024", "2024-01-02T00:00:00Z"),
        ("Jan 2, 2024", "2024-01-02T00:00:00Z"),
        ("2 January 2024 09:30", "2024-01-02T09:30:00Z"),
        ("1704187815", "2024-01-02T09:30:15Z"),
        ("1704187815.0", "2024-01-02T09:30:15Z"),
        ("1704187815.25", "2024-01-02T09:30:15.25Z"),
        ("1704187815000", "2024-01-02T09:30:15Z"),
        ("1704187815000000", "2024-01-02T09:30:15Z"),
        ("1704187815000000000", "2024-01-02T09:30:15Z"),
        ("1969-12-31 23:59:59", "1969-12-31T23:59:59Z"),
        ("1700-01-01", "1700-01-01T00:00:00Z"),
    ] {
        check(cell, expected);
    }
}

#[test]
fn other_text_is_refused_with_what_would_be_right() {
    const ISO: &str = "write a time like `2024-01-02T09:30:00Z` or `2024-01-02`";
    for (cell, expected) in [
        ("", "write a time; this one is missing"),
        ("soon", ISO),
        ("2024-01", ISO),
        ("2024-W01-2", ISO),
        ("2024-13-01", "there is no such day"),
        ("2023-02-29", "there is no such day"),
        ("31/13/2024", "there is no such day"),
        ("00/12/2024", "there is no such day"),
        ("20241301 000000", "there is no such day"),
        ("30-Feb-2024", "there is no such day"),
        ("2024-01-02 24:00:00", "write a time of day from `00:00:00` to `23:59:59`"),
        ("2024-01-02 09:30:60", "write a time of day from `00:00:00` to `23:59:59`"),
        ("2024-01-02 9", "write a time of day like `09:30:00`"),
        ("2024-01-02 13:00 PM", "write an hour from 1 to 12 before AM or PM"),
        ("2024-01-02 09:30:15.", "write digits after the decimal point of the seconds"),
        ("2024-01-02 09:30:15.1234567891", "write at most 9 digits of a second: times have nanoseconds"),
        (
            "2024-01-02 09:30:00 EST",
            "a zone by name has two offsets a year; write an offset from UTC like `-05:00`, or `Z`",
        ),
        ("2024-01-02 09:30:00 ?", "write an offset from UTC like `-05:00`, or `Z`"),
        ("2024-01-02 09:30:00+19:00", "write an offset from UTC like `-05:00`, or `Z`"),
        ("1/2/24", "write the year with four digits, first: `2024-01-02`"),
        ("02-Jan-24", "write the year with four digits"),
        (
            "31/12/2024 09:30 +01:00",
            "a date with an offset needs its year first: `2024-01-02T09:30:00-05:00`",
        ),
        (
            "31/12/2024 09:30:00.0001",
            "a date with less than milliseconds needs its year first: `2024-01-02T09:30:00.123456`",
        ),
        ("1.704e9", "write every digit of an epoch: an exponent loses the seconds"),
        ("1704187815000.5", "write an epoch as a whole number, or as seconds with at most 9 decimals"),
        ("99999999999999999999", "write a time of at most 18 digits"),
        ("3000-01-01", "write a time between 1677-09-22 and 2262-04-11"),
        (
            "45292",
            "row 0: the largest number of this column, `45292`, is no epoch after 1973; write a date like \
             `2024-01-02`, or name the epoch's unit with `--epoch-unit`",
        ),
        (
            "01/02/2024",
            "row 0: no number above 12 tells day from month; write dates like `2024-01-31`, or name the order \
             of day and month with `--date-order`",
        ),
    ] {
        check_refused(cell, expected);
    }
    assert_eq!(read(b"\xff\xfe"), Err("write a time in UTF-8 text"));
    assert_eq!(read(&[b'1'; 65]), Err("write a time of at most 64 characters"));
}

#[test]
fn the_column_decides_the_unit_of_an_epoch() {
    // Alone, the first would be seconds of 1990.
    assert_eq!(
        column(&["631152000", "86400000000", "1704067200000"]).map(|times| times[0].clone()),
        Err("row 0: `631152000` reads as seconds, other times of the column as milliseconds; write one unit"
            .to_owned())
    );
    assert_eq!(
        column(&["0", "86400000", "1704067200000"]),
        Ok(["1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z", "2024-01-01T00:00:00Z"]
            .map(String::from)
            .to_vec())
    );
    assert_eq!(
        column(&["1704067200000", "1735689600000000"]),
        Err(
            "row 0: `1704067200000` reads as milliseconds, other times of the column as microseconds; write \
             one unit"
                .to_owned()
        )
    );
    assert_eq!(
        column_with(&["60", "120"], Some(EpochUnit::Seconds), None),
        Ok(["1970-01-01T00:01:00Z", "1970-01-01T00:02:00Z"].map(String::from).to_vec())
    );
    assert_eq!(
        column_with(&["9223372036854775807"], Some(EpochUnit::Seconds), None),
        Err("row 0: `9223372036854775807` seconds since 1970 is not between 1677 and 2262".to_owned())
    );
    // One number among dates that is no date makes all of them epochs.
    assert_eq!(
        column(&["1704067200", "20240102"]).map(|times| times[1].clone()),
        Ok("1970-08-23T06:15:02Z".into())
    );
}

#[test]
fn the_column_decides_day_and_month() {
    assert_eq!(
        column(&["01/02/2024", "13/02/2024"]).map(|times| times[0].clone()),
        Ok("2024-02-01T00:00:00Z".to_owned())
    );
    assert_eq!(
        column(&["01/02/2024", "02/13/2024"]).map(|times| times[0].clone()),
        Ok("2024-01-02T00:00:00Z".to_owned())
    );
    assert_eq!(
        column(&["13/02/2024", "02/13/2024"]),
        Err("row 0: some dates have the day first and some the month; write dates like `2024-01-31`"
            .to_owned())
    );
    for (order, expected) in
        [(DateOrder::DayMonthYear, "2024-02-01T00:00:00Z"), (DateOrder::MonthDayYear, "2024-01-02T00:00:00Z")]
    {
        assert_eq!(column_with(&["01/02/2024"], None, Some(order)), Ok(vec![expected.to_owned()]));
    }
    assert_eq!(
        column_with(&["30/02/2024"], None, Some(DateOrder::DayMonthYear)),
        Err("row 0: there is no such day".to_owned())
    );
}

#[test]
fn times_of_a_column_are_written_in_one_way() {
    for (cells, expected) in [
        (
            ["2024-01-02", "2024-01-03T00:00:00Z"],
            "write every time with an offset, or none: the times before have none",
        ),
        (
            ["2024-01-02T00:00:00Z", "2024-01-03"],
            "write every time with an offset, or none: the times before have one",
        ),
        (["1704067200", "2024-01-03"], "write times in one way: those before are whole numbers"),
        (["31/12/2024", "2024-01-03"], "write times in one way: those before are dates like `31/12/2024`"),
        (["2024-01-03", "1704067200"], "write times in one way: those before are dates like `2024-12-31`"),
        (["1704067200.5", "2024-01-03"], "write times in one way: those before are seconds with a fraction"),
    ] {
        assert_eq!(column(&cells), Err(expected.to_owned()));
    }
    assert!(column(&["1704067200.5", "1704067201"]).is_ok());
}

proptest! {
    #[test]
    fn civil_dates_agree_with_jiff(days in -700_000_i64..2_900_000) {
        let (year, month, day) = civil_from_days(days);
        prop_assert_eq!(days_from_civil(year, month, day), (0..=9999).contains(&year).then_some(days));
        let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert_eq!((i64::from(date.year()), i64::from(date.month()), i64::from(date.day())), (year, month, day));
    }

    #[test]
    fn displayed_timestamps_read_back(nanos in any::<i64>()) {
        let text = Timestamp::from_unix_nanos(nanos).to_string();
        prop_assert_eq!(read(text.as_bytes()), Ok(Moment { form: Form::Zoned, raw: nanos }));
    }

    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..70)) {
        let _outcome = read(&bytes);
    }

    #[test]
    fn never_panics_on_what_looks_like_a_time(text in "[-0-9/.: TZ+APMan,]{0,40}", more in "[-0-9/.: TZ]{0,30}") {
        drop(column(&[&text, &more]));
    }
}
