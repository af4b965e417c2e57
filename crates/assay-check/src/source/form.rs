//! What a file must be before it is parsed: small, UTF-8, and readable as it looks.

use std::ops::Range;

use super::{BYTES_MAX, Source};
use crate::finding::Finding;
use crate::rules::{self, Rule};

/// More of the same kind say nothing new.
const SAME_MAX: usize = 20;

pub(super) fn decode<'s>(name: &'s str, bytes: &'s [u8]) -> Result<Source<'s>, Vec<Finding>> {
    if bytes.len() > BYTES_MAX {
        let source = Source::of(name, "");
        let message = format!("the file has {} bytes, and {BYTES_MAX} are read at most", bytes.len());
        return Err(vec![source.finding(&rules::SIZE, 0..0, message)]);
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.valid_up_to();
            let text = bytes.get(..valid).and_then(|valid| str::from_utf8(valid).ok()).unwrap_or("");
            let source = Source::of(name, text);
            let message = match bytes {
                [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] => "the file is UTF-16".to_owned(),
                _ => format!("byte 0x{:02X} is not UTF-8", bytes.get(valid).copied().unwrap_or(0)),
            };
            return Err(vec![source.finding(&rules::ENCODING, valid..valid, message)]);
        }
    };
    let source = Source::of(name, text);
    let mut findings = Vec::new();
    findings.extend(declaration(&source));
    controls(&source, &mut findings);
    if !text.is_ascii() {
        hidden(&source, &mut findings);
    }
    if findings.is_empty() {
        return Ok(source);
    }
    findings.sort_by_key(|finding| finding.range.start);
    Err(findings)
}

/// A coding cookie in the first two lines other than that of UTF-8: it would make Python read another text than ours.
fn declaration(source: &Source<'_>) -> Option<Finding> {
    let head = source.text.strip_prefix('\u{FEFF}').unwrap_or(source.text);
    let mut start = source.text.len().saturating_sub(head.len());
    for line in head.split('\n').take(2) {
        let blank = line.trim_start_matches([' ', '\t', '\u{c}']);
        if let Some(comment) = blank.strip_prefix('#') {
            if let Some(cookie) = cookie(comment) {
                let normal = cookie.to_ascii_lowercase().replace('_', "-");
                if matches!(normal.as_str(), "utf-8" | "utf8" | "utf-8-sig" | "ascii" | "us-ascii") {
                    return None;
                }
                let message = format!("the file declares the encoding `{cookie}`");
                let end = start.saturating_add(line.len());
                return Some(source.finding(&rules::DECLARATION, start..end, message));
            }
        } else if !blank.trim_end().is_empty() {
            // Python looks at the second line only when the first is blank or a comment.
            return None;
        }
        start = start.saturating_add(line.len()).saturating_add(1);
    }
    None
}

/// The encoding that `coding[:=]\s*([-\w.]+)` names in a comment.
fn cookie(comment: &str) -> Option<&str> {
    comment.match_indices("coding").find_map(|(at, word)| {
        let rest = comment.get(at.saturating_add(word.len())..)?.strip_prefix([':', '='])?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let end = rest
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || "-_.".contains(letter)))
            .unwrap_or(rest.len());
        rest.get(..end).filter(|name| !name.is_empty())
    })
}

/// Control characters: they end a line for one reader and not for another, or move the cursor of a terminal.
fn controls(source: &Source<'_>, findings: &mut Vec<Finding>) {
    let bytes = source.text.as_bytes();
    // Whether anything is suspicious is asked without a branch, so that the compiler looks at many bytes at once.
    let suspicious = |count: usize, &byte: &u8| {
        let plain = matches!(byte, b' '..=b'~' | b'\n' | b'\t' | 0x80..);
        count.wrapping_add(usize::from(!plain))
    };
    if bytes.iter().fold(0, suspicious) == 0 {
        return;
    }
    let control = |(at, byte): (usize, u8)| match byte {
        b'\t' | b'\n' => false,
        b'\r' => bytes.get(at.saturating_add(1)) != Some(&b'\n'),
        _ => byte < b' ' || byte == 0x7F,
    };
    let found = bytes.iter().copied().enumerate().filter(|&place| control(place)).take(SAME_MAX);
    findings.extend(found.map(|(at, byte)| {
        let name = match byte {
            0 => "a NUL",
            b'\r' => "a carriage return without a line feed",
            0x0B => "a vertical tab",
            0x0C => "a form feed",
            0x1B => "an escape",
            _ => "a control character",
        };
        source.finding(
            &rules::CONTROL,
            at..at.saturating_add(1),
            format!("{name} (0x{byte:02X}) stands in the text"),
        )
    }));
}

/// Characters that cannot be seen, or that change the order in which text is shown.
fn hidden(source: &Source<'_>, findings: &mut Vec<Finding>) {
    let mut before = '\0';
    let mut count = 0_usize;
    for (at, letter) in source.text.char_indices() {
        let previous = std::mem::replace(&mut before, letter);
        let what = match letter {
            _ if letter.is_ascii() => continue,
            '\u{FEFF}' if at == 0 => continue,
            // Joins the parts of an emoji.
            '\u{200D}' if previous >= '\u{2190}' => continue,
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}' => {
                "changes the direction of text"
            }
            '\u{80}'..='\u{9F}' => "is a control character",
            '\u{2028}' | '\u{2029}' => "ends a line for some readers and not for Python",
            '\u{AD}'
            | '\u{34F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180E}'
            | '\u{200B}'..='\u{200D}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206A}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}' => "cannot be seen",
            _ => continue,
        };
        let range = at..at.saturating_add(letter.len_utf8());
        findings.push(finding(source, &rules::HIDDEN, range, letter, what));
        count = count.saturating_add(1);
        if count == SAME_MAX {
            return;
        }
    }
}

fn finding(
    source: &Source<'_>,
    rule: &'static Rule,
    range: Range<usize>,
    letter: char,
    what: &str,
) -> Finding {
    source.finding(rule, range, format!("U+{:04X} {what}", u32::from(letter)))
}
