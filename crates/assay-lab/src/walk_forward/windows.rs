//! How a history is cut into windows.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use assay_types::{Excerpt, Timestamp};

/// Where in-sample parts begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Each begins later than the one before, and is as long.
    Rolling,
    /// All begin with the first bar: each is longer than the one before.
    Anchored,
}

/// How long a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many bars.
    Bars(usize),
    /// So many days of 24 hours, however many bars that is.
    Days(u32),
}

/// A text that is no length.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no length; write bars like `500`, or time like `90d`, `26w` or `2y` (365 days each)")]
pub struct LengthError(Excerpt);

impl FromStr for Length {
    type Err = LengthError;

    fn from_str(text: &str) -> Result<Self, LengthError> {
        let days = |number: &str, unit: u32| {
            let days = number.parse::<u32>().ok().and_then(|number| number.checked_mul(unit));
            days.filter(|days| *days <= Self::DAYS_MAX).map(Self::Days)
        };
        let length = if let Some(number) = text.strip_suffix('d') {
            days(number, 1)
        } else if let Some(number) = text.strip_suffix('w') {
            days(number, 7)
        } else if let Some(number) = text.strip_suffix('y') {
            days(number, 365)
        } else {
            text.parse().ok().map(Self::Bars)
        };
        let some = length.filter(|length| !matches!(length, Self::Bars(0) | Self::Days(0)));
        some.filter(|_| text.starts_with(|first: char| first.is_ascii_digit()))
            .ok_or_else(|| LengthError(Excerpt::of(text)))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bars(bars) => write!(formatter, "{bars}"),
            Self::Days(days) => write!(formatter, "{days}d"),
        }
    }
}

impl Length {
    /// A thousand years.
    const DAYS_MAX: u32 = 365_000;

    /// The first bar that is as far from a bar as this is long, which may lie beyond the last; halved, half as far.
    fn after(self, bar: usize, time: &[Timestamp], halved: bool) -> Option<usize> {
        let parts = if halved { 2 } else { 1 };
        match self {
            Self::Bars(bars) => {
                let end = bar.saturating_add(bars.div_ceil(parts));
                (end <= time.len()).then_some(end)
            }
            Self::Days(_) => {
                let nanos = self.nanos().checked_div(i64::try_from(parts).unwrap_or(1))?;
                let until = time.get(bar)?.unix_nanos().saturating_add(nanos);
                let last = time.last()?.unix_nanos();
                // The part is whole if the data goes on to where it ends, but for one interval: the last bar lasts too.
                let before = time.get(time.len().checked_sub(2)?)?.unix_nanos();
                let end_of_data = last.saturating_add(last.saturating_sub(before));
                let end = time.partition_point(|time| time.unix_nanos() < until);
                (end < time.len() || end_of_data >= until).then_some(end)
            }
        }
    }

    /// The first bar of a part that ends before a bar.
    fn before(self, end: usize, time: &[Timestamp]) -> usize {
        match self {
            Self::Bars(bars) => end.saturating_sub(bars),
            Self::Days(_) => {
                let Some(first) = time.get(end).or(time.last()) else { return 0 };
                let from = first.unix_nanos().saturating_sub(self.nanos());
                time.partition_point(|time| time.unix_nanos() < from)
            }
        }
    }

    fn nanos(self) -> i64 {
        match self {
            Self::Bars(_) => 0,
            Self::Days(days) => i64::from(days).saturating_mul(86_400_000_000_000),
        }
    }
}

/// How a history is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// Where in-sample parts begin.
    pub anchor: Anchor,
    /// How long an in-sample part is; anchored, how long the first is.
    pub in_sample: Length,
    /// How long an out-of-sample part is. They follow each other without a gap, and the last may be as short as half of it.
    pub out_of_sample: Length,
    /// How many bars at the end of an in-sample part are left out: what is decided there would be settled by the bars that
    /// judge.
    pub purge: usize,
    /// How many bars at the start of an out-of-sample part are left out.
    pub embargo: usize,
}

/// One part to choose on, and the part that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The bars to choose on.
    pub in_sample: Range<usize>,
    /// The bars to judge on.
    pub out_of_sample: Range<usize>,
}

/// A history that cannot be cut so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    /// There is no whole window.
    #[error(
        "{bars} bars are too few for {in_sample} in sample and {out_of_sample} out of sample; choose shorter parts"
    )]
    TooShort {
        /// How many bars there are.
        bars: usize,
        /// How long the first part would be.
        in_sample: Length,
        /// How long the second part would be.
        out_of_sample: Length,
    },
    /// A part has next to no bars.
    #[error(
        "window {window} has {bars} bars {part} sample once {left_out} are left out; choose longer parts"
    )]
    Bare {
        /// Which window, from 1.
        window: usize,
        /// `in` or `out of`.
        part: &'static str,
        /// How many bars are left.
        bars: usize,
        /// How many bars purge or embargo leave out.
        left_out: usize,
    },
    /// More windows than anyone reads.
    #[error("the history would be cut into more than {most} windows; choose a longer part out of sample")]
    TooMany {
        /// The most there may be.
        most: usize,
    },
}

impl Scheme {
    /// The windows a history is cut into if nothing else is said.
    const WINDOWS: usize = 5;
    /// How much longer an in-sample part is, if nothing else is said.
    const RATIO: usize = 3;
    /// The most windows.
    const WINDOWS_MAX: usize = 1000;
    /// The least bars of a part: one to decide on and one to fill on.
    const BARS_MIN: usize = 2;

    /// Five rolling windows, each three times as long in sample as out of it, which end with the last bar or just before.
    pub fn for_bars(bars: usize) -> Self {
        let parts = Self::WINDOWS.saturating_add(Self::RATIO);
        let out_of_sample = bars.checked_div(parts).unwrap_or(0).max(1);
        Self {
            anchor: Anchor::Rolling,
            // The rest that does not divide goes to where it does no harm.
            in_sample: Length::Bars(bars.saturating_sub(out_of_sample.saturating_mul(Self::WINDOWS)).max(1)),
            out_of_sample: Length::Bars(out_of_sample),
            purge: 0,
            embargo: 0,
        }
    }

    /// The windows, in order.
    ///
    /// # Errors
    /// [`SchemeError`].
    pub fn windows(&self, time: &[Timestamp]) -> Result<Vec<Window>, SchemeError> {
        let Self { anchor, in_sample, out_of_sample, purge, embargo } = *self;
        let mut windows = Vec::new();
        let mut from = in_sample.after(0, time, false).unwrap_or(time.len());
        while from < time.len() {
            let whole = out_of_sample.after(from, time, false);
            let Some(to) = whole.or_else(|| out_of_sample.after(from, time, true).map(|_| time.len())) else {
                break;
            };
            if windows.len() == Self::WINDOWS_MAX {
                return Err(SchemeError::TooMany { most: Self::WINDOWS_MAX });
            }
            let start = match anchor {
                Anchor::Rolling => in_sample.before(from, time),
                Anchor::Anchored => 0,
            };
            let inside = start..from.saturating_sub(purge).max(start);
            let outside = from.saturating_add(embargo).min(to)..to;
            let window = windows.len().saturating_add(1);
            for (part, bars, left_out) in [("in", inside.len(), purge), ("out of", outside.len(), embargo)] {
                if bars < Self::BARS_MIN && left_out == 0 {
                    return Err(SchemeError::TooShort { bars: time.len(), in_sample, out_of_sample });
                }
                if bars < Self::BARS_MIN {
                    return Err(SchemeError::Bare { window, part, bars, left_out });
                }
            }
            windows.push(Window { in_sample: inside, out_of_sample: outside });
            from = to;
        }
        if windows.is_empty() {
            return Err(SchemeError::TooShort { bars: time.len(), in_sample, out_of_sample });
        }
        Ok(windows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000_000_000;

    fn days(days: impl IntoIterator<Item = i64>) -> Vec<Timestamp> {
        days.into_iter().map(|day| Timestamp::from_unix_nanos(day.saturating_mul(DAY))).collect()
    }

    fn scheme(text: &str) -> Scheme {
        let words: Vec<&str> = text.split(' ').collect();
        Scheme {
            anchor: if words[0] == "rolling" { Anchor::Rolling } else { Anchor::Anchored },
            in_sample: words[1].parse().unwrap(),
            out_of_sample: words[2].parse().unwrap(),
            purge: words.get(3).map_or(0, |purge| purge.parse().unwrap()),
            embargo: words.get(4).map_or(0, |embargo| embargo.parse().unwrap()),
        }
    }

    fn told(windows: &[Window]) -> Vec<String> {
        let told = |window: &Window| format!("{:?} {:?}", window.in_sample, window.out_of_sample);
        windows.iter().map(told).collect()
    }

    #[test]
    fn histories_are_cut_by_bars() {
        let check = |text: &str, bars: i64, expected: &[&str]| {
            assert_eq!(told(&scheme(text).windows(&days(0..bars)).unwrap()), expected, "{text}");
        };
        check("rolling 6 2", 10, &["0..6 6..8", "2..8 8..10"]);
        check("anchored 6 2", 10, &["0..6 6..8", "0..8 8..10"]);
        // Half a part is kept, less is not.
        check("rolling 6 4", 12, &["0..6 6..10", "4..10 10..12"]);
        check("rolling 6 5", 13, &["0..6 6..11"]);
        check("rolling 6 4 1 2", 14, &["0..5 8..10", "4..9 12..14"]);
    }

    #[test]
    fn histories_are_cut_by_time() {
        // Working days: weeks of five bars.
        let working = |weeks: i64| days((0..weeks * 7).filter(|day| day % 7 < 5));
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(told(&scheme(text).windows(&working(4)).unwrap()), expected, "{text}");
        };
        check("rolling 2w 1w", &["0..10 10..15", "5..15 15..20"]);
        check("anchored 14d 7d", &["0..10 10..15", "0..15 15..20"]);
        check("rolling 10 7d", &["0..10 10..15", "5..15 15..20"]);
    }

    #[test]
    fn without_a_word_there_are_five_windows_to_the_end() {
        for bars in [80, 81, 87, 2148] {
            let windows = Scheme::for_bars(bars).windows(&days(0..i64::try_from(bars).unwrap())).unwrap();
            assert_eq!(windows.len(), 5, "{bars}");
            assert_eq!(windows[4].out_of_sample.end, bars);
            assert_eq!(windows[0].in_sample.start, 0);
            assert!(windows.iter().all(|window| window.in_sample.len() >= 3 * window.out_of_sample.len()));
        }
    }

    #[test]
    fn what_cannot_be_cut_is_told() {
        let check = |text: &str, bars: i64, expected: &str| {
            let told = scheme(text).windows(&days(0..bars)).unwrap_err().to_string();
            assert!(told.contains(expected), "{told}");
        };
        check("rolling 60 20", 60, "60 bars are too few for 60 in sample and 20 out of sample");
        check("rolling 2y 1y", 60, "too few for 730d in sample");
        check("rolling 6 4 5", 20, "window 1 has 1 bars in sample once 5 are left out");
        check("rolling 6 4 0 3", 20, "window 1 has 1 bars out of sample once 3 are left out");
        check("rolling 6 2", 3000, "more than 1000 windows");
        for bars in [1, 5, 10] {
            let told = Scheme::for_bars(bars)
                .windows(&days(0..i64::try_from(bars).unwrap()))
                .unwrap_err()
                .to_string();
            assert!(told.starts_with(&format!("{bars} bars are too few")), "{told}");
        }
    }

    #[test]
    fn lengths_are_read_and_written() {
        let check = |text: &str, expected: &str| {
            assert_eq!(
                text.parse::<Length>().map_or_else(|error| error.to_string(), |length| length.to_string()),
                expected
            );
        };
        check("500", "500");
        check("90d", "90d");
        check("26w", "182d");
        check("2y", "730d");
        for bad in ["", "0", "0d", "-1", "+5", "1.5", "d", "9999y", "5m", "١"] {
            assert!(bad.parse::<Length>().is_err(), "{bad}");
        }
    }
}
