//! Splits bytes into records of fields, one reusable buffer for all of them.
//!
//! The grammar is RFC 4180's, read leniently: a field that begins with `"` is quoted and may hold separators,
//! line breaks and doubled quotes; a quote elsewhere is an ordinary byte. Lines end in LF or CRLF.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

/// Bytes read at a time; also what detection looks at. Small enough to stay in a second-level cache.
pub(crate) const BUFFER_BYTES: usize = 256 * 1024;

/// The longest record. Rows of bars are below 1 KiB; a longer record is a file of another kind, or a bomb.
pub(crate) const RECORD_BYTES_MAX: usize = 64 * 1024;

const _: () = assert!(RECORD_BYTES_MAX * 2 <= BUFFER_BYTES, "a refill must always make room");

/// Why bytes cannot be split into records.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("line {line} is longer than {RECORD_BYTES_MAX} bytes; a row of prices is a short line")]
    TooLong { line: u64 },
    #[error("a quote that opens on line {line} never closes; quotes come in pairs")]
    OpenQuote { line: u64 },
}

/// One record, borrowed from the reader's buffer until the next is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    /// The line it begins on, from 1.
    pub(crate) line: u64,
    text: &'a [u8],
    ends: &'a [(usize, usize)],
}

impl<'a> Record<'a> {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The field at `index` without the blanks around it; `None` past the last.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&'a [u8]> {
        let &(start, end) = self.ends.get(index)?;
        Some(self.text.get(start..end)?.trim_ascii())
    }

    pub(crate) fn fields(self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).filter_map(move |index| self.get(index))
    }

    /// A line with nothing on it, or blanks only.
    pub(crate) fn is_blank(&self) -> bool {
        self.len() == 1 && self.get(0).is_some_and(<[u8]>::is_empty)
    }
}

/// Reads records from `input`.
pub(crate) struct Records<R> {
    input: R,
    delimiter: u8,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    at_end: bool,
    /// Whether the buffered bytes hold a quote at all: most files never do, and skip the search.
    quoted: bool,
    line: u64,
    unquoted: Vec<u8>,
    fields: Vec<(usize, usize)>,
}

impl<R: Read> Records<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        Self {
            input,
            delimiter,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            at_end: false,
            quoted: false,
            line: 0,
            unquoted: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// The bytes that are buffered and not yet read as records, after filling the buffer; and whether they
    /// are all there is.
    pub(crate) fn peek(&mut self) -> Result<(&[u8], bool), RecordError> {
        self.fill()?;
        Ok((self.pending(), self.at_end))
    }

    pub(crate) fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Drops `count` buffered bytes: a byte order mark.
    pub(crate) fn skip(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    fn pending(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    fn fill(&mut self) -> Result<(), RecordError> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while let Some(room) = self.buffer.get_mut(self.end..).filter(|room| !room.is_empty()) {
            match self.input.read(room) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.quoted = memchr(b'"', self.pending()).is_some();
        Ok(())
    }

    /// The next record, or `None` at the end. A blank line is a record of one empty field.
    pub(crate) fn next(&mut self) -> Result<Option<Record<'_>>, RecordError> {
        let mut text_len = loop {
            let pending = self.pending();
            match memchr(b'\n', pending) {
                Some(len) => break len,
                None if self.at_end && pending.is_empty() => return Ok(None),
                None if self.at_end => break pending.len(),
                None if pending.len() > RECORD_BYTES_MAX => {
                    return Err(RecordError::TooLong { line: self.line + 1 });
                }
                None => self.fill()?,
            }
        };
        if text_len > RECORD_BYTES_MAX {
            return Err(RecordError::TooLong { line: self.line + 1 });
        }
        self.fields.clear();
        if self.quoted
            && self
                .buffer
                .get(self.start..self.start + text_len)
                .is_some_and(|line| memchr(b'"', line).is_some())
        {
            return self.next_quoted().map(Some);
        }
        let text_start = self.start;
        self.start = (text_start + text_len + 1).min(self.end);
        self.line += 1;
        let text = self.buffer.get(text_start..).unwrap_or_default();
        if text_len > 0 && text.get(text_len - 1) == Some(&b'\r') {
            text_len -= 1;
        }
        let text = text.get(..text_len).unwrap_or_default();
        let mut field_start = 0;
        for (index, &byte) in text.iter().enumerate() {
            if byte == self.delimiter {
                self.fields.push((field_start, index));
                field_start = index + 1;
            }
        }
        self.fields.push((field_start, text.len()));
        Ok(Some(Record { line: self.line, text, ends: &self.fields }))
    }

    fn next_quoted(&mut self) -> Result<Record<'_>, RecordError> {
        let consumed = loop {
            if let Some(consumed) = self.unquote() {
                break consumed;
            }
            if self.at_end || self.pending().len() > RECORD_BYTES_MAX {
                return Err(RecordError::OpenQuote { line: self.line + 1 });
            }
            self.fill()?;
        };
        if consumed > RECORD_BYTES_MAX {
            return Err(RecordError::TooLong { line: self.line + 1 });
        }
        let line = self.line + 1;
        let raw = self.pending().get(..consumed).unwrap_or_default();
        let breaks = memchr_iter(b'\n', raw).count();
        // A last line without a line break counts as a line too.
        let unbroken = usize::from(raw.last() != Some(&b'\n'));
        self.line += u64::try_from(breaks + unbroken).unwrap_or(u64::MAX);
        self.start += consumed;
        Ok(Record { line, text: &self.unquoted, ends: &self.fields })
    }

    /// Splits the record at the start of the buffer; the bytes it takes, or `None` when the buffer ends
    /// before the record does.
    fn unquote(&mut self) -> Option<usize> {
        self.unquoted.clear();
        self.fields.clear();
        let pending = self.buffer.get(self.start..self.end).unwrap_or_default();
        let mut bytes = pending.iter().copied().enumerate().peekable();
        let mut field_start = 0;
        let mut in_quotes = false;
        while let Some((index, byte)) = bytes.next() {
            let next = bytes.peek().map(|&(_, next)| next);
            match byte {
                b'"' if in_quotes && next == Some(b'"') => {
                    self.unquoted.push(b'"');
                    bytes.next();
                }
                // The quote may be the first half of a doubled one that the buffer cuts.
                b'"' if in_quotes && next.is_none() && !self.at_end => return None,
                b'"' if in_quotes => in_quotes = false,
                _ if in_quotes => self.unquoted.push(byte),
                b'"' if self.unquoted.len() == field_start => in_quotes = true,
                b'\n' => {
                    if self.unquoted.last() == Some(&b'\r') && self.unquoted.len() > field_start {
                        self.unquoted.pop();
                    }
                    self.fields.push((field_start, self.unquoted.len()));
                    return Some(index + 1);
                }
                _ if byte == self.delimiter => {
                    self.fields.push((field_start, self.unquoted.len()));
                    field_start = self.unquoted.len();
                }
                _ => self.unquoted.push(byte),
            }
        }
        if in_quotes || !self.at_end {
            return None;
        }
        self.fields.push((field_start, self.unquoted.len()));
        Some(pending.len())
    }
}

#[cfg(test)]
mod tests;
