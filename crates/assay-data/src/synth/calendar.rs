//! When bars begin.

use assay_types::{NANOS_PER_DAY, NANOS_PER_SECOND, TimeUnit, Timeframe, Timestamp};

use super::{Calendar, SynthError};
use crate::moment::{civil_from_days, days_from_civil, nanos_of};

/// The beginnings of `count` bars.
pub(super) fn times(
    start: Timestamp,
    timeframe: Timeframe,
    calendar: Calendar,
    count: usize,
) -> Result<Vec<Timestamp>, SynthError> {
    let mut times = Vec::with_capacity(count);
    let mut next = Some(start.unix_nanos());
    while times.len() < count {
        let nanos = next.ok_or(SynthError::End { bar: times.len() + 1 })?;
        if calendar == Calendar::EveryDay || timeframe >= Timeframe::WEEK || is_weekday(nanos) {
            times.push(Timestamp::from_unix_nanos(nanos));
        }
        next = after(start.unix_nanos(), nanos, timeframe);
    }
    Ok(times)
}

/// The beginning of the bar after the one at `nanos`; `None` past the end of time.
fn after(start: i64, nanos: i64, timeframe: Timeframe) -> Option<i64> {
    let count = i64::from(timeframe.count());
    if timeframe.unit() != TimeUnit::Month {
        let unit = i64::from(timeframe.unit().nominal_seconds()) * NANOS_PER_SECOND;
        return nanos.checked_add(count.checked_mul(unit)?);
    }
    let (year, month, _) = civil_from_days(nanos.div_euclid(NANOS_PER_DAY));
    let months = year * 12 + month - 1 + count;
    let (_, _, start_day) = civil_from_days(start.div_euclid(NANOS_PER_DAY));
    // A series that starts on the 31st has its bars on the last day of shorter months.
    let day = (28..=start_day).rev().find_map(|day| days_from_civil(months / 12, months % 12 + 1, day));
    let day = day.or_else(|| days_from_civil(months / 12, months % 12 + 1, start_day))?;
    nanos_of(day, start.rem_euclid(NANOS_PER_DAY))
}

fn is_weekday(nanos: i64) -> bool {
    // 1970-01-01 was a Thursday: day 2 was a Saturday, day 3 a Sunday.
    !matches!(nanos.div_euclid(NANOS_PER_DAY).rem_euclid(7), 2 | 3)
}
