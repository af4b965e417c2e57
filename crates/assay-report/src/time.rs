//! Times as people read them, and the calendar of UTC.

use assay_types::{NANOS_PER_DAY, Timestamp};

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    pub(crate) year: i64,
    /// From 1.
    pub(crate) month: u8,
}

/// The month in UTC.
pub(crate) fn month(time: Timestamp) -> Month {
    let (year, month, _) = civil(time);
    Month { year, month }
}

/// The date in the Gregorian calendar.
fn civil(time: Timestamp) -> (i64, u8, u8) {
    // Days from 0000-03-01, in eras of 400 years: years that begin in March end with the leap day.
    let days = time.unix_nanos().div_euclid(NANOS_PER_DAY) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let small = |value: i64| u8::try_from(value).unwrap_or_default();
    (year, small(month), small(day))
}

/// `2024-03-01`
pub(crate) fn day(time: Timestamp) -> String {
    let (year, month, day) = civil(time);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2024-03-01`, or `2024-03-01 14:30` where the time of day means something.
pub(crate) fn moment(time: Timestamp, with_clock: bool) -> String {
    if !with_clock {
        return day(time);
    }
    let minutes = time.unix_nanos().rem_euclid(NANOS_PER_DAY) / (NANOS_PER_DAY / 1440);
    format!("{} {:02}:{:02}", day(time), minutes / 60, minutes % 60)
}

/// Whether any of the times is not a midnight.
pub(crate) fn has_clock(times: impl IntoIterator<Item = Timestamp>) -> bool {
    times.into_iter().any(|time| time.unix_nanos().rem_euclid(NANOS_PER_DAY) != 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_short() {
        let check = |time: &str, with_clock, expected: &str| {
            assert_eq!(moment(time.parse().unwrap(), with_clock), expected);
        };
        check("2024-02-29", false, "2024-02-29");
        check("2024-02-29T14:30:59Z", true, "2024-02-29 14:30");
        check("1969-12-31T23:59:00Z", true, "1969-12-31 23:59");
    }

    proptest! {
        #[test]
        fn days_are_those_of_timestamps(nanos in any::<i64>()) {
            let time = Timestamp::from_unix_nanos(nanos);
            prop_assert!(time.to_string().starts_with(&day(time)), "{} {}", time, day(time));
        }
    }
}
