//! What content is, in 32 bytes.

use std::fmt;
use std::io;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};

/// The SHA-256 of some content, written `sha256:` and 64 lower-case hexadecimal digits.
///
/// ```
/// use assay_types::ContentHash;
///
/// let hash = ContentHash::of(b"");
/// assert_eq!(
///     hash.to_string(),
///     "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
/// );
/// assert_eq!(hash.short(), "e3b0c44298fc");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

static GRAMMAR: Grammar = Grammar {
    name: "ContentHash",
    what: "a content hash",
    write: "write `sha256:` and 64 lower-case hexadecimal digits",
    form: Form::Pattern("^sha256:[0-9a-f]{64}$"),
    bytes_max: 71,
    examples: &["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
};

const PREFIX: &str = "sha256:";

impl ContentHash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = ContentHasher::new();
        hasher.update(bytes);
        hasher.finish()
    }

    /// A hash that was computed elsewhere.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 12 hexadecimal digits, for people: enough to tell files apart, not enough to trust one.
    pub fn short(&self) -> String {
        self.to_string().chars().skip(PREFIX.len()).take(12).collect()
    }
}

/// Hashes content piece by piece, for other crates to need no hash library.
///
/// Pieces run together: `ab` and `c` hash like `a` and `bc`. Where the limits of pieces matter, as with the
/// fields of a record, use [`update_field`](Self::update_field).
///
/// ```
/// use assay_types::{ContentHash, ContentHasher};
///
/// let mut hasher = ContentHasher::new();
/// hasher.update(b"ab");
/// hasher.update(b"c");
/// assert_eq!(hasher.finish(), ContentHash::of(b"abc"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ContentHasher(Sha256);

impl ContentHasher {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Appends the length of the bytes (64 bits, little-endian) and then the bytes, so that no two different
    /// sequences of fields hash alike.
    pub fn update_field(&mut self, bytes: &[u8]) {
        self.begin_field(bytes.len());
        self.0.update(bytes);
    }

    /// Begins a field whose bytes follow in several updates.
    pub(crate) fn begin_field(&mut self, bytes: usize) {
        // No target has a `usize` of more than 64 bits.
        self.0.update(u64::try_from(bytes).unwrap_or(u64::MAX).to_le_bytes());
    }

    /// The hash of everything appended.
    pub fn finish(self) -> ContentHash {
        ContentHash(self.0.finalize().into())
    }
}

/// Writing to a hasher appends to it and never fails, so that a serialiser can write into it directly.
impl io::Write for ContentHasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read(text: &str) -> Result<ContentHash, Problem> {
    GRAMMAR.check_length(text)?;
    let digits = text.strip_prefix(PREFIX).ok_or(Problem::Shape("it does not begin with `sha256:`"))?;
    Problem::first_character_after(
        PREFIX.len(),
        digits,
        |character| matches!(character, '0'..='9' | 'a'..='f'),
    )?;
    if digits.len() != 64 {
        return Err(Problem::Shape("it has fewer than 64 digits"));
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
        *byte = str::from_utf8(pair)
            .ok()
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            .ok_or(Problem::Shape("it has a digit that is not hexadecimal"))?;
    }
    Ok(ContentHash(bytes))
}

impl FromStr for ContentHash {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read(text).map_err(|problem| GRAMMAR.error(text, problem))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(PREFIX)?;
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

text_value!(ContentHash, GRAMMAR);
