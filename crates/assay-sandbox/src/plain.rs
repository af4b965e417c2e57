//! Foreign text made plain: safe on a terminal, in a log, in JSON and in HTML.

use std::fmt::{self, Write as _};

/// Text of a program in which nothing can do anything but be read.
///
/// Letters, digits, punctuation, spaces and line ends stay. Control characters, escape sequences, marks that reorder or
/// hide text, separators that some readers take for line ends, and bytes that are no UTF-8 become escapes (`\x1b`,
/// `\u{202e}`). A carriage return before a line end is dropped.
///
/// It is not HTML: `<` and `&` stay, and whoever puts text into a page escapes them, as always.
pub fn plain(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut characters = chunk.valid().chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '\r' if characters.peek() == Some(&'\n') => {}
                character => push(&mut text, character),
            }
        }
        for byte in chunk.invalid() {
            escape(&mut text, format_args!("\\x{byte:02x}"));
        }
    }
    text
}

fn push(text: &mut String, character: char) {
    match character {
        '\n' | '\t' => text.push(character),
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => escape(text, format_args!("\\x{:02x}", u32::from(character))),
        character if deceives(character) => escape(text, format_args!("\\u{{{:x}}}", u32::from(character))),
        character => text.push(character),
    }
}

fn escape(text: &mut String, escape: fmt::Arguments<'_>) {
    text.write_fmt(escape).expect("a text in memory can always be written");
}

/// Whether a character changes how others are shown, or is not shown at all.
fn deceives(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'                        // soft hyphen
        | '\u{34f}'                     // combining grapheme joiner
        | '\u{61c}'                     // Arabic letter mark
        | '\u{115f}'..='\u{1160}'       // Hangul fillers
        | '\u{17b4}'..='\u{17b5}'       // Khmer inherent vowels
        | '\u{180b}'..='\u{180f}'       // Mongolian selectors and separator
        | '\u{200b}'..='\u{200f}'       // zero width, directional marks
        | '\u{2028}'..='\u{202e}'       // separators, embeddings, overrides
        | '\u{2060}'..='\u{206f}'       // joiners, isolates, deprecated controls
        | '\u{3164}'                    // Hangul filler
        | '\u{fe00}'..='\u{fe0f}'       // variation selectors
        | '\u{feff}'                    // byte order mark
        | '\u{ffa0}'                    // half-width Hangul filler
        | '\u{fff0}'..='\u{fffb}'       // annotations
        | '\u{fdd0}'..='\u{fdef}'       // no characters
        | '\u{fffe}'..='\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}'     // shorthand controls
        | '\u{1d173}'..='\u{1d17a}'     // musical controls
        | '\u{e000}'..='\u{f8ff}'       // private use
        | '\u{e0000}'..='\u{10ffff}'    // tags, more selectors, private use
    )
}

#[cfg(test)]
mod tests;
