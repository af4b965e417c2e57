//! The interval of a bar.

use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;
use std::time::Duration;

use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};

/// The interval of a bar: `30s`, `1m`, `15m`, `1h`, `1d`, `1w`, `1mo`.
///
/// Written as a count from 1 to 9999 and a unit. Also read are the units in upper case (`1H`, `1D`, `1W`,
/// `30S`, as charts and exchanges write them) and `min` for `m`. A capital `M` is refused: `1M` is a month on
/// most exchanges and a minute in many files, and no guess is right for both. Write `1m` or `1mo`.
///
/// Whole minutes and hours are kept in the larger unit, so `60m` *is* `1h`. Days, weeks and months are kept
/// apart: a day of an exchange is a session rather than 24 hours.
///
/// Ordered by [`nominal`](Self::nominal) duration, then by unit.
///
/// ```
/// use assay_types::Timeframe;
///
/// let timeframe: Timeframe = "15m".parse()?;
/// assert_eq!(timeframe.nominal().as_secs(), 900);
/// assert_eq!("1D".parse::<Timeframe>()?.to_string(), "1d");
/// assert_eq!("240m".parse::<Timeframe>()?, "4h".parse()?);
/// assert!("1M".parse::<Timeframe>().unwrap_err().to_string().contains("write `mo` or `m`"));
/// # Ok::<(), assay_types::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timeframe {
    count: NonZeroU16,
    unit: TimeUnit,
}

/// The unit of a [`Timeframe`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// `s`
    Second,
    /// `m`: 60 seconds.
    Minute,
    /// `h`: 60 minutes.
    Hour,
    /// `d`: a day of the exchange; nominally 24 hours.
    Day,
    /// `w`: a week of the exchange; nominally 7 days.
    Week,
    /// `mo`: a calendar month; nominally a twelfth of a Gregorian year.
    Month,
}

static GRAMMAR: Grammar = Grammar {
    name: "Timeframe",
    what: "a timeframe",
    write: "write a count from 1 to 9999 and a unit `s`, `m` (minutes), `h`, `d`, `w` or `mo` (months), like `15m`, `1h` or `1d`",
    form: Form::Pattern("^[1-9][0-9]{0,3}([sS]|m|min|[hH]|[dD]|[wW]|mo)$"),
    bytes_max: 7,
    examples: &["1m", "15m", "1h", "1d", "1w", "1mo"],
};

impl TimeUnit {
    /// The unit as it is written: `s`, `m`, `h`, `d`, `w` or `mo`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "m",
            Self::Hour => "h",
            Self::Day => "d",
            Self::Week => "w",
            Self::Month => "mo",
        }
    }

    /// The nominal length of one unit in seconds. A month is a twelfth of 365.2425 days.
    pub const fn nominal_seconds(self) -> u32 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 604_800,
            Self::Month => 2_629_746,
        }
    }
}

impl Timeframe {
    /// One minute.
    pub const MINUTE: Self = Self::one(TimeUnit::Minute);
    /// One hour.
    pub const HOUR: Self = Self::one(TimeUnit::Hour);
    /// One day.
    pub const DAY: Self = Self::one(TimeUnit::Day);
    /// One week.
    pub const WEEK: Self = Self::one(TimeUnit::Week);
    /// One month.
    pub const MONTH: Self = Self::one(TimeUnit::Month);
    /// The greatest count.
    pub const COUNT_MAX: u16 = 9999;

    const fn one(unit: TimeUnit) -> Self {
        Self { count: NonZeroU16::MIN, unit }
    }

    /// That many units, or `None` if the count is 0 or above [`COUNT_MAX`](Self::COUNT_MAX).
    pub fn new(count: u16, unit: TimeUnit) -> Option<Self> {
        let (mut count, mut unit) =
            (NonZeroU16::new(count).filter(|count| count.get() <= Self::COUNT_MAX)?, unit);
        for (smaller, larger) in [(TimeUnit::Second, TimeUnit::Minute), (TimeUnit::Minute, TimeUnit::Hour)] {
            if unit == smaller
                && count.get().is_multiple_of(60)
                && let Some(whole) = count.get().checked_div(60).and_then(NonZeroU16::new)
            {
                (count, unit) = (whole, larger);
            }
        }
        Some(Self { count, unit })
    }

    /// The timeframe of bars that lie so far apart, as the most common distance of a series tells it; `None`
    /// for what is no whole number of seconds or too long.
    ///
    /// 28 to 31 days are a month, 89 to 92 a quarter (`3mo`), 365 or 366 a year (`12mo`); other multiples of
    /// 7 days are weeks, of 24 hours days.
    ///
    /// ```
    /// use assay_types::Timeframe;
    /// use std::time::Duration;
    ///
    /// assert_eq!(Timeframe::from_spacing(Duration::from_secs(300)), "5m".parse().ok());
    /// assert_eq!(Timeframe::from_spacing(Duration::from_secs(31 * 86_400)), Some(Timeframe::MONTH));
    /// assert_eq!(Timeframe::from_spacing(Duration::from_millis(1500)), None);
    /// ```
    pub fn from_spacing(spacing: Duration) -> Option<Self> {
        let seconds = spacing.as_secs();
        if spacing.subsec_nanos() != 0 {
            return None;
        }
        let whole = |unit: TimeUnit| {
            let length = u64::from(unit.nominal_seconds());
            seconds.is_multiple_of(length).then(|| seconds.checked_div(length)).flatten()
        };
        let (count, unit) = match (whole(TimeUnit::Day), whole(TimeUnit::Week)) {
            (Some(28..=31), _) => (1, TimeUnit::Month),
            (Some(89..=92), _) => (3, TimeUnit::Month),
            (Some(365 | 366), _) => (12, TimeUnit::Month),
            (_, Some(weeks)) => (weeks, TimeUnit::Week),
            (Some(days), None) => (days, TimeUnit::Day),
            (None, None) => [TimeUnit::Hour, TimeUnit::Minute, TimeUnit::Second]
                .into_iter()
                .find_map(|unit| Some((whole(unit)?, unit)))?,
        };
        Self::new(u16::try_from(count).ok()?, unit)
    }

    /// How many units; 1 to [`COUNT_MAX`](Self::COUNT_MAX).
    pub const fn count(self) -> u16 {
        self.count.get()
    }

    /// The unit.
    pub const fn unit(self) -> TimeUnit {
        self.unit
    }

    /// The nominal length: exact up to hours; days of 24 hours, months of a twelfth of a Gregorian year.
    pub fn nominal(self) -> Duration {
        // At most 9999 x 2 629 746 seconds: far inside the range.
        let seconds = u64::from(self.count.get()).saturating_mul(u64::from(self.unit.nominal_seconds()));
        Duration::from_secs(seconds)
    }

    /// Whether every bar is equally long on the clock: true up to hours, false for days (sessions, daylight
    /// saving), weeks and months.
    pub const fn is_fixed(self) -> bool {
        match self.unit {
            TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour => true,
            TimeUnit::Day | TimeUnit::Week | TimeUnit::Month => false,
        }
    }
}

impl Ord for Timeframe {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.nominal().cmp(&other.nominal()).then(self.unit.cmp(&other.unit))
    }
}

impl PartialOrd for Timeframe {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn read(text: &str) -> Result<Timeframe, Problem> {
    GRAMMAR.check_length(text)?;
    Problem::first_character(text, |character| character.is_ascii_alphanumeric())?;
    let unit_start = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at_checked(unit_start).unwrap_or((text, ""));
    let unit = match unit {
        "s" | "S" => TimeUnit::Second,
        "m" | "min" => TimeUnit::Minute,
        "h" | "H" => TimeUnit::Hour,
        "d" | "D" => TimeUnit::Day,
        "w" | "W" => TimeUnit::Week,
        "mo" => TimeUnit::Month,
        "" => return Err(Problem::Ambiguous("it has no unit; a chart's `60` is `60m`")),
        "M" => {
            return Err(Problem::Ambiguous(
                "`M` is a month to some and a minute to others; write `mo` or `m`",
            ));
        }
        _ => return Err(Problem::Shape("its unit is none of `s`, `m`, `h`, `d`, `w` and `mo`")),
    };
    if count.is_empty() {
        return Err(Problem::Shape("it has no count"));
    }
    if count.starts_with('0') {
        return Err(Problem::Shape("its count begins with 0"));
    }
    let out_of_range = Problem::Range("its count is above 9999");
    count.parse().ok().and_then(|count| Timeframe::new(count, unit)).ok_or(out_of_range)
}

impl FromStr for Timeframe {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read(text).map_err(|problem| GRAMMAR.error(text, problem))
    }
}

impl fmt::Display for Timeframe {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.count, self.unit.as_str())
    }
}

text_value!(Timeframe, GRAMMAR);
