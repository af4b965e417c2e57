use proptest::prelude::*;

use super::plain;

fn check(bytes: &[u8], expected: &str) {
    assert_eq!(plain(bytes), expected);
}

#[test]
fn ordinary_text_stays() {
    check("a b\n\tc, `d` <e> & größer 日本 €".as_bytes(), "a b\n\tc, `d` <e> & größer 日本 €");
}

#[test]
fn control_characters_become_escapes() {
    check(b"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m");
    check(b"\x1b]0;title\x07", "\\x1b]0;title\\x07");
    check(b"\x1bPq\x1b\\", "\\x1bPq\\x1b\\");
    check("\u{9b}31m".as_bytes(), "\\x9b31m");
    check(b"a\x08b\x00\x7f", "a\\x08b\\x00\\x7f");
}

#[test]
fn line_ends_are_one_kind() {
    check(b"a\r\nb", "a\nb");
    check(b"progress 1\rprogress 2", "progress 1\\x0dprogress 2");
    check(b"a\r\r\nb", "a\\x0d\nb");
    check("a\u{2028}b\u{85}c\x0b\x0c".as_bytes(), "a\\u{2028}b\\x85c\\x0b\\x0c");
}

#[test]
fn reordering_and_hidden_text_becomes_escapes() {
    check("a\u{202e}b".as_bytes(), "a\\u{202e}b");
    check("a\u{2066}b\u{2069}".as_bytes(), "a\\u{2066}b\\u{2069}");
    check("a\u{200b}b\u{feff}".as_bytes(), "a\\u{200b}b\\u{feff}");
    check("\u{e0041}".as_bytes(), "\\u{e0041}");
}

#[test]
fn bytes_that_are_no_text_become_escapes() {
    check(b"\xff\xfe", "\\xff\\xfe");
    check(b"a\xc3(", "a\\xc3(");
    check(b"\xed\xa0\x80", "\\xed\\xa0\\x80");
}

proptest! {
    #[test]
    fn nothing_that_acts_is_left(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
        let text = plain(&bytes);
        for character in text.chars() {
            prop_assert!(character == '\n' || character == '\t' || !character.is_control());
            prop_assert!(!super::deceives(character));
        }
        prop_assert!(text.len() <= bytes.len() * 10);
    }

    #[test]
    fn nothing_that_acts_is_left_of_text(given in any::<String>()) {
        let text = plain(given.as_bytes());
        prop_assert!(text.chars().all(|c| c == '\n' || c == '\t' || !(c.is_control() || super::deceives(c))));
        // Plain text is plain already.
        prop_assert_eq!(plain(text.as_bytes()), text);
    }
}
