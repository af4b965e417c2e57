//! Untrusted text made safe to show.

use std::fmt;

/// A piece of untrusted text that is harmless wherever it is shown: in a terminal, a log line, an error.
///
/// Only printable ASCII is shown as it is. Everything else is escaped: control characters (which move a
/// cursor or forge a log line), bidirectional marks (which reorder what is read), and every other character
/// outside ASCII, because no value of this crate contains one and a Cyrillic `А` must not look like an `A`.
/// A backslash and a backtick are escaped too, so that the escapes are unambiguous and the text cannot end
/// the quotes around it. What is longer than [`Excerpt::COLUMNS_MAX`] ends in `…`.
///
/// ```
/// use assay_types::Excerpt;
///
/// assert_eq!(Excerpt::of("BTC/USD").to_string(), "BTC/USD");
/// assert_eq!(Excerpt::of("a\r\nb\u{202e}`").to_string(), "a\\r\\nb\\u{202e}\\`");
/// assert_eq!(Excerpt::of(&"9".repeat(1000)).to_string().chars().count(), 65);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt(String);

impl Excerpt {
    /// The most columns that an excerpt takes, before the `…` that says it was cut.
    pub const COLUMNS_MAX: usize = 64;

    /// The beginning of a text, escaped.
    pub fn of(text: &str) -> Self {
        Self::with_columns(text, Self::COLUMNS_MAX)
    }

    /// The beginning of a text, escaped, of at most `columns_max` columns and the `…` that says it was cut.
    /// An escape is never cut in two.
    pub fn with_columns(text: &str, columns_max: usize) -> Self {
        let mut shown = String::new();
        for character in text.chars() {
            let before = shown.len();
            match character {
                '\\' => shown.push_str("\\\\"),
                '`' => shown.push_str("\\`"),
                ' '..='~' => shown.push(character),
                '\t' | '\n' | '\r' => shown.extend(character.escape_default()),
                _ => shown.extend(character.escape_unicode()),
            }
            // Every character pushed is ASCII, so bytes are columns.
            if shown.len() > columns_max {
                shown.truncate(before);
                shown.push('…');
                break;
            }
        }
        Self(shown)
    }

    /// The escaped text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Excerpt {
    fn from(text: &str) -> Self {
        Self::of(text)
    }
}

impl From<char> for Excerpt {
    fn from(character: char) -> Self {
        Self::of(character.encode_utf8(&mut [0; 4]))
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}
