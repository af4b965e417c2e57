//! Instants in UTC with nanosecond resolution.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Nanoseconds in one second.
pub const NANOS_PER_SECOND: i64 = 1_000_000_000;
/// Nanoseconds in one (24-hour) day.
pub const NANOS_PER_DAY: i64 = 86_400 * NANOS_PER_SECOND;

/// An instant: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Range: about 1677-09-21 to 2262-04-11, the range of an `i64` of nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant that many nanoseconds after (before, if negative) the Unix epoch.
    pub const fn from_unix_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the Unix epoch.
    pub const fn unix_nanos(self) -> i64 {
        self.0
    }
}

/// A text that is not a timestamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a timestamp; write ISO 8601 in UTC, like `2024-03-01T14:30:00Z` or `2024-03-01`")]
pub struct TimestampError {
    text: String,
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads ISO 8601: a date, a date and time (UTC when it names no offset), or one with an offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || TimestampError { text: text.chars().take(64).collect() };
        let zoned = text.parse::<jiff::Timestamp>().ok();
        let instant = match zoned {
            Some(instant) => instant,
            None => text
                .parse::<jiff::civil::DateTime>()
                .ok()
                .and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC).ok())
                .ok_or_else(error)?
                .timestamp(),
        };
        i64::try_from(instant.as_nanosecond()).map(Self).ok().ok_or_else(error)
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

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
