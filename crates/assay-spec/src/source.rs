//! The text of a document, and places in it.

use std::ops::Range;
use std::path::Path;

use crate::tree::{Anchor, Node};

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JSON (RFC 8259): no comments, no trailing commas, no repeated keys.
    Json,
    /// YAML 1.2 with its core schema, one document, without anchors, aliases and tags. `yes`, `no`, `on`,
    /// `off` and `1_000` are strings there; `true`, `null`, `0x1F` and `1e3` are not.
    Yaml,
    /// TOML 1.1. A field that may be `null` is left out.
    Toml,
}

impl Format {
    /// The format that a file's extension names: `json`, `yaml` or `yml`, `toml`; in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }

    /// The format's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
        }
    }
}

/// A place in a document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Which line, from 1.
    pub line: usize,
    /// Which character of the line, from 1.
    pub column: usize,
    /// The bytes of the text, from 0.
    pub span: Range<usize>,
}

/// The text of a document with its name, able to tell where a JSON pointer leads.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    format: Format,
    root: Option<Node>,
    /// Where each line begins, so that a place needs no walk from the start.
    line_starts: Vec<usize>,
}

impl Source {
    pub(crate) fn new(name: &str, text: &str, format: Format) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let line_starts =
            std::iter::once(0).chain(ends.map(|(newline, _)| newline.saturating_add(1))).collect();
        Self { name: name.to_owned(), text: text.to_owned(), format, root: None, line_starts }
    }

    pub(crate) fn set_root(&mut self, root: Node) {
        self.root = Some(root);
    }

    /// The value under a JSON pointer; `None` if there is none, or the text is not well formed.
    pub(crate) fn node(&self, pointer: &str) -> Option<&Node> {
        self.root.as_ref()?.locate(pointer, Anchor::Value).1
    }

    /// The document's name: a file's, or what stands for one.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it is written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The text of a line, from 1, without its end; empty where there is no such line.
    pub fn line(&self, line: usize) -> &str {
        let start = line.checked_sub(1).and_then(|index| self.line_starts.get(index));
        let rest = start.and_then(|&start| self.text.get(start..)).unwrap_or_default();
        rest.lines().next().unwrap_or_default()
    }

    /// Where the value under a JSON pointer is; where its nearest ancestor is, if there is no such value.
    pub fn locate_value(&self, pointer: &str) -> Location {
        self.locate(pointer, Anchor::Value, None)
    }

    pub(crate) fn locate(&self, pointer: &str, anchor: Anchor, range: Option<Range<usize>>) -> Location {
        let Some(root) = &self.root else { return self.location(0..0) };
        let (span, node) = root.locate(pointer, anchor);
        let narrowed = range.and_then(|range| {
            let value = node?.as_str()?;
            let raw = self.text.get(span.clone())?;
            let start = span.start.checked_add(raw_offset(raw, value, range.start)?)?;
            let end = span.start.checked_add(raw_offset(raw, value, range.end)?)?;
            Some(start..end)
        });
        self.location(narrowed.unwrap_or(span))
    }

    /// The line and column of a byte span; a span outside the text is moved into it.
    pub(crate) fn location(&self, span: Range<usize>) -> Location {
        let start = floor_boundary(&self.text, span.start);
        let end = floor_boundary(&self.text, span.end).max(start);
        let line = self.line_starts.partition_point(|&line_start| line_start <= start);
        let line_start = line.checked_sub(1).and_then(|index| self.line_starts.get(index)).copied();
        let before = self.text.get(line_start.unwrap_or_default()..start).unwrap_or_default();
        let column = before.chars().count().saturating_add(1);
        Location { line, column, span: start..end }
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset = offset.saturating_sub(1);
    }
    offset
}

/// The offset in `raw`, the written form of a string, of byte `offset` of the string's `value`.
///
/// Written forms are many (quotes, escapes, folded lines), so the two are aligned: characters that are equal
/// go together, an escape goes with what it stands for, and runs of white space go with each other. `None` if
/// the two do not align.
fn raw_offset(raw: &str, value: &str, offset: usize) -> Option<usize> {
    let plain = raw.find(value).filter(|_| !value.is_empty());
    if let Some(start) = plain {
        return start.checked_add(offset.min(value.len()));
    }
    let quoted = raw.starts_with('"');
    let single = raw.starts_with('\'') && !raw.starts_with("'''");
    let mut raw_rest = match raw.chars().next()? {
        '\'' if single => raw.get(1..)?,
        '"' | '\'' => raw.trim_start_matches(['"', '\'']),
        // A block scalar: its indicators end with the line.
        '|' | '>' => raw.split_once('\n')?.1,
        _ => raw,
    };
    let mut value_rest = value;
    loop {
        let done = value.len().saturating_sub(value_rest.len());
        if done >= offset {
            return raw.len().checked_sub(raw_rest.len());
        }
        let next = value_rest.chars().next()?;
        if single && next == '\'' && raw_rest.starts_with("''") {
            raw_rest = raw_rest.get(2..)?;
            value_rest = value_rest.get(1..)?;
        } else if quoted && raw_rest.starts_with('\\') {
            raw_rest = raw_rest.get(escape_length(raw_rest)?..)?;
            value_rest = value_rest.get(next.len_utf8()..)?;
        } else if raw_rest.starts_with(next) && !next.is_whitespace() {
            raw_rest = raw_rest.get(next.len_utf8()..)?;
            value_rest = value_rest.get(next.len_utf8()..)?;
        } else if next.is_whitespace() && raw_rest.starts_with(char::is_whitespace) {
            raw_rest = raw_rest.trim_start();
            value_rest = value_rest.trim_start();
        } else {
            // Indentation of a block scalar's first line.
            let trimmed = raw_rest.trim_start();
            if trimmed.len() == raw_rest.len() {
                return None;
            }
            raw_rest = trimmed;
        }
    }
}

/// The length of the escape that `raw` begins with, in JSON, YAML or TOML; surrogate pairs go together.
fn escape_length(raw: &str) -> Option<usize> {
    match raw.as_bytes().get(1)? {
        b'x' => Some(4),
        b'U' => Some(10),
        b'u' => {
            let high = raw.get(2..6).and_then(|digits| u16::from_str_radix(digits, 16).ok())?;
            Some(if (0xD800..0xDC00).contains(&high) { 12 } else { 6 })
        }
        _ => Some(2),
    }
}
