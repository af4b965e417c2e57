//! Calendar periods of a series of bars, in UTC.

use assay_types::{NANOS_PER_DAY, Timestamp};

/// The period by which equity is sampled for return statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Day,
    /// Monday to Sunday.
    Week,
    Month,
    Year,
}

/// What the spacing of the bars says about their calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spacing {
    /// Median distance of the last 100 bars in nanoseconds; `None` for a single bar.
    pub(super) median_nanos: Option<i64>,
    /// The period of the return statistics.
    pub(super) period: Period,
    /// Such periods in a year: 252 days, or 365 where markets trade on weekends; 52, 12, 1.
    pub(super) periods_per_year: f64,
}

impl Spacing {
    pub(super) fn of(time: &[Timestamp]) -> Self {
        let median_nanos = median_distance(&time[time.len().saturating_sub(100)..]);
        let (period, periods_per_year) = match median_nanos.map(|nanos| nanos.div_euclid(NANOS_PER_DAY)) {
            Some(7) => (Period::Week, 52.0),
            Some(31) => (Period::Month, 12.0),
            Some(365) => (Period::Year, 1.0),
            _ if trades_on_weekends(time) => (Period::Day, 365.0),
            _ => (Period::Day, 252.0),
        };
        Self { median_nanos, period, periods_per_year }
    }

    /// The coarsest unit that the median distance is a multiple of: a day, hour, minute, second, millisecond,
    /// microsecond or nanosecond. Durations are rounded up to it.
    pub(super) fn resolution_nanos(self) -> i64 {
        let units = [NANOS_PER_DAY, 3_600_000_000_000, 60_000_000_000, 1_000_000_000, 1_000_000, 1_000];
        let median = self.median_nanos.unwrap_or(1);
        units.into_iter().find(|unit| median % unit == 0).unwrap_or(1)
    }
}

/// Index one past the last bar of each period.
pub(super) fn period_ends(time: &[Timestamp], period: Period) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut start = 0;
    while start < time.len() {
        start = period_end(time, start, period);
        ends.push(start);
    }
    ends
}

/// Index one past the last bar of the period that bar `start` lies in.
fn period_end(time: &[Timestamp], start: usize, period: Period) -> usize {
    let first = time[start];
    let boundary = match period {
        Period::Day => (day_of(first) + 1).checked_mul(NANOS_PER_DAY),
        // 1969-12-29, day -3, was a Monday.
        Period::Week => {
            let monday = day_of(first) - (day_of(first) + 3).rem_euclid(7);
            (monday + 7).checked_mul(NANOS_PER_DAY)
        }
        Period::Month | Period::Year => None,
    };
    match (boundary, period) {
        (Some(boundary), _) => gallop(time, start, |at| at.unix_nanos() < boundary),
        // The last day before the end of representable time.
        (None, Period::Day | Period::Week) => time.len(),
        (None, Period::Month) => gallop(time, start, |at| civil_month(at) == civil_month(first)),
        (None, Period::Year) => gallop(time, start, |at| civil_month(at).0 == civil_month(first).0),
    }
}

/// First index after `start` at which `inside`, true at `start` and monotone, is false.
fn gallop(time: &[Timestamp], start: usize, inside: impl Fn(Timestamp) -> bool) -> usize {
    let mut low = start;
    let mut step = 1;
    while low + step < time.len() && inside(time[low + step]) {
        low += step;
        step *= 2;
    }
    let high = (low + step).min(time.len());
    low + time[low..high].partition_point(|at| inside(*at))
}

fn median_distance(time: &[Timestamp]) -> Option<i64> {
    let mut distances: Vec<i64> =
        time.windows(2).map(|pair| pair[1].unix_nanos().saturating_sub(pair[0].unix_nanos())).collect();
    distances.sort_unstable();
    let middle = distances.len() / 2;
    let upper = *distances.get(middle)?;
    if distances.len() % 2 == 1 { Some(upper) } else { Some(i64::midpoint(distances[middle - 1], upper)) }
}

/// More than 60 % of the bars that fall on weekends if every day traded alike.
fn trades_on_weekends(time: &[Timestamp]) -> bool {
    let mut weekend_bars = 0;
    let mut start = 0;
    for end in period_ends(time, Period::Day) {
        // 1970-01-01 was a Thursday; Monday is 0.
        if (day_of(time[start]) + 3).rem_euclid(7) >= 5 {
            weekend_bars += end - start;
        }
        start = end;
    }
    super::count(weekend_bars) / super::count(time.len()) > 2.0 / 7.0 * 0.6
}

fn day_of(time: Timestamp) -> i64 {
    time.unix_nanos().div_euclid(NANOS_PER_DAY)
}

/// Year and month (1 to 12) in the proleptic Gregorian calendar: days are counted in years that begin in
/// March, so that the leap day is the last, within 400-year eras of 146,097 days.
fn civil_month(time: Timestamp) -> (i64, i64) {
    let days = day_of(time) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn civil_months() {
        let check = |text: &str, expected| assert_eq!(civil_month(at(text)), expected, "{text}");
        check("1970-01-01", (1970, 1));
        check("1969-12-31T23:59:59Z", (1969, 12));
        check("2000-02-29", (2000, 2));
        check("2000-03-01", (2000, 3));
        check("1900-02-28", (1900, 2));
        check("1900-03-01", (1900, 3));
        check("2024-12-31", (2024, 12));
        check("1700-06-15", (1700, 6));
    }

    #[test]
    fn periods_end_where_the_calendar_says() {
        let check = |period, times: &[&str], expected: &[usize]| {
            let time: Vec<_> = times.iter().map(|text| at(text)).collect();
            assert_eq!(period_ends(&time, period), expected, "{period:?} {times:?}");
        };
        check(Period::Day, &["2024-01-01", "2024-01-01T23:59:59Z", "2024-01-02"], &[2, 3]);
        check(Period::Week, &["2024-01-05", "2024-01-07T23:59:59Z", "2024-01-08", "2024-01-14"], &[2, 4]);
        check(Period::Week, &["1969-12-28", "1969-12-29", "1970-01-04", "1970-01-05"], &[1, 3, 4]);
        check(Period::Month, &["2024-01-31", "2024-02-01", "2024-02-29", "2024-03-01"], &[1, 3, 4]);
        check(Period::Year, &["2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01"], &[1, 3, 4]);
    }

    #[test]
    fn spacing_tells_the_period_and_the_resolution() {
        let check = |times: Vec<&str>, period, per_year: f64, resolution| {
            let time: Vec<_> = times.into_iter().map(at).collect();
            let spacing = Spacing::of(&time);
            assert_eq!((spacing.period, spacing.resolution_nanos()), (period, resolution), "{time:?}");
            assert!((spacing.periods_per_year - per_year).abs() < 1e-12, "{time:?}");
        };
        let day = NANOS_PER_DAY;
        check(vec!["2024-01-01"], Period::Day, 252.0, 1);
        check(vec!["2024-01-01", "2024-01-02", "2024-01-03"], Period::Day, 252.0, day);
        check(vec!["2024-01-05", "2024-01-06", "2024-01-07"], Period::Day, 365.0, day);
        check(vec!["2024-01-01", "2024-01-08", "2024-01-15"], Period::Week, 52.0, day);
        check(vec!["2024-01-31", "2024-02-29", "2024-03-31", "2024-05-01"], Period::Month, 12.0, day);
        check(vec!["2021-01-01", "2022-01-01", "2023-01-01"], Period::Year, 1.0, day);
        check(vec!["2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T02:00"], Period::Day, 252.0, day / 24);
        check(
            vec!["2024-01-01T00:00", "2024-01-01T00:05", "2024-01-01T00:10"],
            Period::Day,
            252.0,
            day / 1440,
        );
    }
}
