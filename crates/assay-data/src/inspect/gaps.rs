//! Where bars are missing, and whether anyone would expect them.
//!
//! What is normal is learned from the file: a market that has bars on Saturdays never closes; one that has not
//! closes at weekends; a break at the same time of day on many days is a session's end.

use std::collections::BTreeMap;

use assay_types::{NANOS_PER_DAY, NANOS_PER_SECOND, TimeUnit, Timeframe, Timestamp};
use serde::Serialize;

use super::LISTED_MAX;

/// Why bars are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// The break between two sessions: it recurs at the same time of day.
    Session,
    /// No weekday without bars lies in it.
    Weekend,
    /// One or two weekdays without bars in a market that closes.
    Holiday,
    /// Anything else: data is missing, or the market was halted.
    Unexpected,
}

/// A step from one bar to the next that is longer than the timeframe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Why, by the look of it.
    pub kind: GapKind,
    /// The last bar before it.
    pub after: Timestamp,
    /// The first bar behind it.
    pub before: Timestamp,
    /// How many bars of the timeframe would fit in.
    pub missing_bars: u64,
}

/// All gaps of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Gaps {
    /// Whether the market has bars on Saturdays as on other days, so that no break is expected.
    pub always_open: bool,
    /// How many gaps there are of each kind.
    pub counts: BTreeMap<GapKind, u64>,
    /// Bars missing in unexpected gaps.
    pub missing_bars: u64,
    /// Steps shorter than the timeframe.
    pub short_steps: u64,
    /// The longest unexpected gaps, then the longest holidays, longest first.
    pub longest: Vec<Gap>,
}

/// The timeframe and the gaps of ascending times.
pub(super) fn find_gaps(times: &[i64]) -> (Option<Timeframe>, Gaps) {
    let Some(step) = most_frequent_step(times) else {
        return (None, Gaps::default());
    };
    let market = Market::of(times, step);
    let mut gaps = Gaps { always_open: market.always_open, ..Gaps::default() };
    let mut listed: Vec<Gap> = Vec::new();
    for (after, before) in steps(times) {
        let length = before - after;
        // Half a step of slack: months and daylight saving are not exact.
        if length < step - step / 4 {
            gaps.short_steps += 1;
        }
        if length <= step.saturating_add(step / 2) {
            continue;
        }
        let kind = market.kind(after, before);
        let missing_bars = market.missing_bars(after, before);
        *gaps.counts.entry(kind).or_default() += 1;
        if kind == GapKind::Unexpected {
            gaps.missing_bars += missing_bars;
        }
        if matches!(kind, GapKind::Unexpected | GapKind::Holiday) {
            let [after, before] = [after, before].map(Timestamp::from_unix_nanos);
            listed.push(Gap { kind, after, before, missing_bars });
            if listed.len() >= LISTED_MAX * 100 {
                keep_longest(&mut listed);
            }
        }
    }
    keep_longest(&mut listed);
    gaps.longest = listed;
    (timeframe_of(step), gaps)
}

fn keep_longest(gaps: &mut Vec<Gap>) {
    gaps.sort_by_key(|gap| {
        let length = gap.before.unix_nanos() - gap.after.unix_nanos();
        (std::cmp::Reverse((gap.kind, length)), gap.after)
    });
    gaps.truncate(LISTED_MAX);
}

/// Each time with the next, where the distance fits an `i64`.
fn steps(times: &[i64]) -> impl Iterator<Item = (i64, i64)> {
    times.windows(2).filter_map(|pair| match *pair {
        [after, before] if before.checked_sub(after).is_some_and(|step| step > 0) => Some((after, before)),
        _ => None,
    })
}

/// The most frequent distance between times; the shortest of several.
fn most_frequent_step(times: &[i64]) -> Option<i64> {
    let mut lengths: Vec<i64> = steps(times).map(|(after, before)| before - after).collect();
    lengths.sort_unstable();
    let mut best: Option<(usize, i64)> = None;
    for run in lengths.chunk_by(|left, right| left == right) {
        let count = run.len();
        if let Some(&length) = run.first()
            && best.is_none_or(|(most, _)| count > most)
        {
            best = Some((count, length));
        }
    }
    best.map(|(_, length)| length)
}

fn timeframe_of(step: i64) -> Option<Timeframe> {
    let count = |units: i64, unit| u16::try_from(units).ok().and_then(|units| Timeframe::new(units, unit));
    let days = step / NANOS_PER_DAY;
    if step % NANOS_PER_DAY == 0 {
        return match days {
            28..=31 => count(1, TimeUnit::Month),
            89..=92 => count(3, TimeUnit::Month),
            365 | 366 => count(12, TimeUnit::Month),
            _ if days % 7 == 0 => count(days / 7, TimeUnit::Week),
            _ => count(days, TimeUnit::Day),
        };
    }
    if step % NANOS_PER_SECOND != 0 {
        return None;
    }
    let seconds = step / NANOS_PER_SECOND;
    match seconds {
        _ if seconds % 3600 == 0 => count(seconds / 3600, TimeUnit::Hour),
        _ if seconds % 60 == 0 => count(seconds / 60, TimeUnit::Minute),
        _ => count(seconds, TimeUnit::Second),
    }
}

struct Market {
    step: i64,
    always_open: bool,
    /// How often a break within the week has these times of day before and behind it.
    breaks: BTreeMap<(i64, i64), usize>,
    /// How often such a break must come to be a session's.
    session_count_min: usize,
}

impl Market {
    fn of(times: &[i64], step: i64) -> Self {
        let saturdays = times.iter().filter(|&&time| weekday(time) == SATURDAY).count();
        let is_daily = step >= NANOS_PER_DAY;
        // A seventh of all bars where the market never closes; weeks and months tell nothing.
        let always_open = step < 7 * NANOS_PER_DAY && times.len() >= 7 && saturdays * 20 >= times.len();
        let mut breaks = BTreeMap::new();
        if !is_daily {
            for (after, before) in
                steps(times).filter(|(after, before)| before - after > step.saturating_add(step / 2))
            {
                if before - after < NANOS_PER_DAY {
                    *breaks.entry(time_of_day(after, before)).or_default() += 1;
                }
            }
        }
        let days = steps(times).filter(|&(after, before)| day(after) != day(before)).count() + 1;
        Self { step, always_open, breaks, session_count_min: (days / 10).max(2) }
    }

    /// How many bars fit in between; of a daily series that rests at weekends, how many weekdays.
    fn missing_bars(&self, after: i64, before: i64) -> u64 {
        let missing = if self.step == NANOS_PER_DAY && !self.always_open {
            weekdays_until(day(before)) - weekdays_until(day(after) + 1)
        } else {
            (before - after).saturating_add(self.step / 2) / self.step - 1
        };
        u64::try_from(missing).unwrap_or(0)
    }

    fn kind(&self, after: i64, before: i64) -> GapKind {
        if self.step >= 7 * NANOS_PER_DAY {
            return GapKind::Unexpected;
        }
        let length = before - after;
        if length < NANOS_PER_DAY
            && self
                .breaks
                .get(&time_of_day(after, before))
                .is_some_and(|&count| count >= self.session_count_min)
        {
            return GapKind::Session;
        }
        if self.always_open {
            return GapKind::Unexpected;
        }
        let (first, last) = (day(after) + 1, day(before));
        // Longer than any market closes for; also keeps the count of days short.
        if last - first > 5 {
            return GapKind::Unexpected;
        }
        let closed: Vec<i64> = (first..last).map(|day| weekday(day * NANOS_PER_DAY)).collect();
        let weekdays = closed.iter().filter(|&&weekday| weekday != SATURDAY && weekday != SUNDAY).count();
        match weekdays {
            0 if !closed.is_empty() => GapKind::Weekend,
            1 | 2 => GapKind::Holiday,
            _ => GapKind::Unexpected,
        }
    }
}

const SATURDAY: i64 = 2;
const SUNDAY: i64 = 3;

fn day(nanos: i64) -> i64 {
    nanos.div_euclid(NANOS_PER_DAY)
}

/// Days since a Thursday, as 1970-01-01 was.
fn weekday(nanos: i64) -> i64 {
    day(nanos).rem_euclid(7)
}

/// How many weekdays lie before a day, counted from some Monday.
fn weekdays_until(day: i64) -> i64 {
    // 1969-12-29 was a Monday.
    let since_monday = day + 3;
    since_monday.div_euclid(7) * 5 + since_monday.rem_euclid(7).min(5)
}

fn time_of_day(after: i64, before: i64) -> (i64, i64) {
    (after.rem_euclid(NANOS_PER_DAY), before.rem_euclid(NANOS_PER_DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nanos(times: &[&str]) -> Vec<i64> {
        times.iter().map(|time| time.parse::<Timestamp>().unwrap().unix_nanos()).collect()
    }

    fn check(times: &[i64], timeframe: &str, counts: &[(GapKind, u64)], missing_bars: u64) {
        let (found, gaps) = find_gaps(times);
        assert_eq!(found.map(|found| found.to_string()).as_deref(), Some(timeframe));
        assert_eq!(gaps.counts.into_iter().collect::<Vec<_>>(), counts);
        assert_eq!(gaps.missing_bars, missing_bars);
    }

    fn hours(days: std::ops::Range<i64>, hours: std::ops::Range<i64>) -> Vec<i64> {
        const HOUR: i64 = 3600 * NANOS_PER_SECOND;
        days.flat_map(|day| hours.clone().map(move |hour| day * NANOS_PER_DAY + hour * HOUR)).collect()
    }

    #[test]
    fn weekends_and_holidays_of_a_daily_series_are_expected() {
        // 2024-01-05 was a Friday, the 15th a holiday; the 17th to 19th are missing.
        let times = nanos(&[
            "2024-01-03",
            "2024-01-04",
            "2024-01-05",
            "2024-01-08",
            "2024-01-09",
            "2024-01-10",
            "2024-01-11",
            "2024-01-12",
            "2024-01-16",
            "2024-01-22",
            "2024-01-23",
        ]);
        check(&times, "1d", &[(GapKind::Weekend, 1), (GapKind::Holiday, 1), (GapKind::Unexpected, 1)], 3);
    }

    #[test]
    fn a_market_that_trades_on_saturdays_has_no_weekend() {
        let mut times = hours(0..30, 0..24);
        times.retain(|time| !(100..110).contains(&(time / 3600 / NANOS_PER_SECOND)));
        check(&times, "1h", &[(GapKind::Unexpected, 1)], 10);
        assert!(find_gaps(&times).1.always_open);
    }

    #[test]
    fn the_break_between_sessions_is_expected() {
        // Five weekdays from Monday 1970-01-05, then five more.
        let times: Vec<i64> = [hours(4..9, 9..17), hours(11..16, 9..17)].concat();
        check(&times, "1h", &[(GapKind::Session, 8), (GapKind::Weekend, 1)], 0);
    }

    #[test]
    fn a_hole_within_a_session_is_not() {
        let mut times = [hours(4..9, 9..17), hours(11..16, 9..17)].concat();
        times.drain(10..13);
        check(&times, "1h", &[(GapKind::Session, 8), (GapKind::Weekend, 1), (GapKind::Unexpected, 1)], 3);
    }

    #[test]
    fn months_are_months_whatever_their_length() {
        let times =
            nanos(&["2023-10-31", "2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-04-30"]);
        check(&times, "1mo", &[(GapKind::Unexpected, 1)], 1);
    }

    #[test]
    fn one_bar_has_no_timeframe() {
        assert_eq!(find_gaps(&[0]), (None, Gaps::default()));
        assert_eq!(find_gaps(&[]), (None, Gaps::default()));
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        assert_eq!(find_gaps(&[i64::MIN, i64::MAX]).0, None);
        let (_, gaps) = find_gaps(&[i64::MIN, i64::MIN + 1, 0, i64::MAX]);
        assert_eq!((gaps.counts.len(), gaps.short_steps), (0, 1));
        let (_, gaps) = find_gaps(&[i64::MIN, i64::MIN + 1, i64::MIN + 2, 0, i64::MAX]);
        assert_eq!(gaps.counts.values().sum::<u64>(), 2);
    }
}
