//! Which column of a table is what, by its name.

use serde::Serialize;

use crate::problem::excerpt;

/// Names of times, most telling first.
const TIME: &[&str] = &[
    "timestamp",
    "datetime",
    "date_time",
    "open_time",
    "opentime",
    "time_utc",
    "gmt_time",
    "local_time",
    "date",
    "time",
    "unix",
    "unix_timestamp",
    "unix_time",
    "epoch",
    "window_start",
    "time_period_start",
    "begins_at",
    "dt",
    "ts",
    "t",
    "index",
    "index_level_0",
    "unnamed_0",
    "",
];
const OPEN: &[&str] = &["open", "o", "open_price", "opening_price", "first"];
const HIGH: &[&str] = &["high", "h", "high_price", "highest", "max"];
const LOW: &[&str] = &["low", "l", "low_price", "lowest", "min"];
const CLOSE: &[&str] = &["close", "c", "close_price", "closing_price", "close_last", "last", "price"];
const VOLUME: &[&str] =
    &["volume", "tick_volume", "tickvol", "vol", "v", "base_volume", "volume_base", "qty", "quantity"];
const SYMBOL: &[&str] = &["symbol", "ticker", "instrument", "pair", "code", "tic", "sym"];

/// Where the time of a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeColumns {
    One(usize),
    /// A date and a time of day.
    Two {
        date: usize,
        clock: usize,
    },
}

/// Where each value of a row is, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ColumnMap {
    pub(crate) time: TimeColumns,
    pub(crate) open: usize,
    pub(crate) high: usize,
    pub(crate) low: usize,
    pub(crate) close: usize,
    pub(crate) volume: Option<usize>,
    pub(crate) symbol: Option<usize>,
}

impl ColumnMap {
    pub(crate) fn uses(&self, column: usize) -> bool {
        let time = match self.time {
            TimeColumns::One(time) => column == time,
            TimeColumns::Two { date, clock } => column == date || column == clock,
        };
        time || [self.open, self.high, self.low, self.close].contains(&column) || self.volume == Some(column)
    }
}

/// Which column of the file each value was read from, by the file's own names (`#3` for a column without).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// Times; two names where date and time of day are apart.
    pub time: Vec<String>,
    /// First traded prices.
    pub open: String,
    /// Highest traded prices.
    pub high: String,
    /// Lowest traded prices.
    pub low: String,
    /// Last traded prices.
    pub close: String,
    /// Units traded, where the file has them.
    pub volume: Option<String>,
    /// Columns that were not read.
    pub ignored: Vec<String>,
}

/// The names of a table's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    shown: Vec<String>,
    keys: Vec<String>,
    cleaned: Vec<String>,
}

/// Why names do not make a table of bars.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeaderError {
    #[error("no column is {missing}; the columns are {found}{hint}")]
    Missing { missing: String, found: String, hint: String },
    #[error("columns {first} and {second} are both named `{name}`; name one of them otherwise")]
    Twice { name: String, first: usize, second: usize },
}

impl Names {
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut all = Self { shown: Vec::new(), keys: Vec::new(), cleaned: Vec::new() };
        for (index, name) in names.into_iter().enumerate() {
            all.shown.push(if name.is_empty() { format!("#{}", index + 1) } else { excerpt(name) });
            all.keys.push(key(name));
            all.cleaned.push(cleaned(name));
        }
        all
    }

    /// Names of columns that have none.
    pub(crate) fn numbered(count: usize) -> Self {
        Self::new(std::iter::repeat_n(&b""[..], count))
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The name to show for a column.
    pub(crate) fn shown(&self, column: usize) -> &str {
        self.shown.get(column).map_or("", String::as_str)
    }

    /// The name of a column as it may be used; `None` where it has none.
    pub(crate) fn cleaned(&self, column: usize) -> Option<String> {
        self.cleaned.get(column).filter(|name| !name.is_empty()).cloned()
    }

    /// Whether the names look like a header of bars: at least one price by name.
    pub(crate) fn name_a_price(&self) -> bool {
        [OPEN, HIGH, LOW, CLOSE]
            .iter()
            .any(|aliases| self.keys.iter().any(|key| aliases.contains(&key.as_str())))
    }

    /// The first column that has the best of the names.
    fn find(&self, aliases: &[&str]) -> Result<Option<usize>, HeaderError> {
        for alias in aliases {
            let mut matching =
                self.keys.iter().enumerate().filter(|(_, key)| key == alias).map(|(index, _)| index);
            if let Some(first) = matching.next() {
                // Several columns without a name are spare separators, not a contradiction.
                if let Some(second) = matching.next()
                    && !alias.is_empty()
                {
                    return Err(HeaderError::Twice {
                        name: self.shown(first).to_owned(),
                        first: first + 1,
                        second: second + 1,
                    });
                }
                return Ok(Some(first));
            }
        }
        Ok(None)
    }

    /// Finds the columns of bars. `is_clock` tells whether a column holds times of day.
    pub(crate) fn map(&self, is_clock: impl Fn(usize) -> bool) -> Result<ColumnMap, HeaderError> {
        let time = self.find_time(is_clock)?;
        let prices = [
            ("open", self.find(OPEN)?),
            ("high", self.find(HIGH)?),
            ("low", self.find(LOW)?),
            ("close", self.find(CLOSE)?),
        ];
        if let (Some(time), [(_, Some(open)), (_, Some(high)), (_, Some(low)), (_, Some(close))]) =
            (time, prices)
        {
            let volume = match self.find(VOLUME)? {
                Some(volume) => Some(volume),
                None => self.keys.iter().position(|key| key.starts_with("volume_")),
            };
            return Ok(ColumnMap { time, open, high, low, close, volume, symbol: self.find(SYMBOL)? });
        }
        let missing: Vec<&str> = time
            .is_none()
            .then_some("time")
            .into_iter()
            .chain(prices.into_iter().filter(|(_, column)| column.is_none()).map(|(name, _)| name))
            .collect();
        Err(self.missing(&missing))
    }

    fn find_time(&self, is_clock: impl Fn(usize) -> bool) -> Result<Option<TimeColumns>, HeaderError> {
        let Some(best) = self.find(TIME)? else {
            return Ok(None);
        };
        if let (Some(date), Some(clock)) = (self.find(&["date", "day"])?, self.find(&["time", "hour"])?)
            && [date, clock].contains(&best)
            && is_clock(clock)
        {
            return Ok(Some(TimeColumns::Two { date, clock }));
        }
        Ok(Some(TimeColumns::One(best)))
    }

    fn missing(&self, missing: &[&str]) -> HeaderError {
        const LISTED_MAX: usize = 30;
        let quoted = |name: &String| format!("`{name}`");
        let mut found: Vec<String> = self.shown.iter().take(LISTED_MAX).map(quoted).collect();
        if self.shown.len() > LISTED_MAX {
            found.push("…".to_owned());
        }
        let near: Vec<String> = missing
            .iter()
            .filter_map(|wanted| {
                let (name, similarity) = self
                    .keys
                    .iter()
                    .zip(&self.shown)
                    .map(|(key, shown)| (shown, strsim::jaro_winkler(key, wanted)))
                    .max_by(|(_, left), (_, right)| left.total_cmp(right))?;
                (similarity > 0.85).then(|| format!("; did you mean `{name}` to be `{wanted}`?"))
            })
            .collect();
        HeaderError::Missing {
            missing: missing.join(", ").replace("time", "the time"),
            found: found.join(", "),
            hint: near.concat(),
        }
    }

    /// The mapping in the file's own names; `read` are the columns that were read beside those of bars.
    pub(crate) fn mapping(&self, map: &ColumnMap, read: &[usize]) -> Mapping {
        let name = |column: usize| self.shown(column).to_owned();
        Mapping {
            time: match map.time {
                TimeColumns::One(time) => vec![name(time)],
                TimeColumns::Two { date, clock } => vec![name(date), name(clock)],
            },
            open: name(map.open),
            high: name(map.high),
            low: name(map.low),
            close: name(map.close),
            volume: map.volume.map(name),
            ignored: (0..self.len())
                .filter(|column| !map.uses(*column) && !read.contains(column))
                .map(name)
                .collect(),
        }
    }
}

impl Mapping {
    /// Whether a column of adjusted closes is there and not read.
    pub(crate) fn ignores_adjusted_close(&self) -> bool {
        self.ignored
            .iter()
            .any(|name| matches!(key(name.as_bytes()).as_str(), "adj_close" | "adjusted_close"))
    }
}

/// A name without case, brackets and blanks: `<TICKVOL>`, `1. open` and ` Adj Close` as `tickvol`, `open` and
/// `adj_close`.
fn key(name: &[u8]) -> String {
    let name = name.get(..name.len().min(64)).unwrap_or(name);
    let text = String::from_utf8_lossy(name).to_lowercase();
    let unnumbered = match text.split_once(". ") {
        Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => &text,
    };
    let mut key = String::new();
    for ch in unnumbered.chars() {
        if ch.is_alphanumeric() {
            key.push(ch);
        } else if !key.is_empty() && !key.ends_with('_') {
            key.push('_');
        }
    }
    key.truncate(key.trim_end_matches('_').len());
    key
}

/// A name that can be shown and compared: letters, digits and printable ASCII characters, at most 64, with
/// single blanks between them.
fn cleaned(name: &[u8]) -> String {
    const CHARACTERS_MAX: usize = 64;
    // A character takes at most 4 bytes; blanks and characters that are left out may come between.
    let head = name.get(..name.len().min(CHARACTERS_MAX * 16)).unwrap_or(name);
    let text: String = String::from_utf8_lossy(head)
        .chars()
        .map(|ch| if ch.is_alphanumeric() || ch.is_ascii_graphic() { ch } else { ' ' })
        .collect();
    let single = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = single.chars().take(CHARACTERS_MAX).collect();
    cut.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned_and_bounded() {
        let check = |name: &[u8], expected: &str| assert_eq!(cleaned(name), expected, "{name:?}");
        check(b"Sentiment", "Sentiment");
        check(b"  Adj  Close\t", "Adj Close");
        check("Stimmung_\u{fc}ber".as_bytes(), "Stimmung_\u{fc}ber");
        check(b"two\nlines\x1b[31m", "two lines [31m");
        check("a\u{202e}b\u{200b}c".as_bytes(), "a b c");
        check(b"not \xff UTF-8", "not UTF-8");
        check(b" \x00 ", "");
        check("x".repeat(65).as_bytes(), &"x".repeat(64));
        check(format!("{} y", "x".repeat(63)).as_bytes(), &"x".repeat(63));
        check("\u{6570}".repeat(1000).as_bytes(), &"\u{6570}".repeat(64));
    }
}
