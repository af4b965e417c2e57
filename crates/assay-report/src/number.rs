//! Numbers as people read them.

use assay_lab::{Unit, describe, grouped};

/// A count as a number: all that is counted here is far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "a count of bars or trades")]
pub(crate) fn float(count: usize) -> f64 {
    count as f64
}

/// A count with commas.
pub(crate) fn count(count: usize) -> String {
    grouped(float(count), 0)
}

/// A count of a document.
pub(crate) fn count_u64(count: u64) -> String {
    usize::try_from(count).map_or_else(|_| count.to_string(), self::count)
}

/// `1 trade`, `2 trades`
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A value for a page and not for a program: with a true minus, and in one piece with its unit.
pub(crate) fn typeset(text: &str) -> String {
    let text = text.replace(' ', "\u{a0}");
    text.strip_prefix('-').map(|rest| format!("\u{2212}{rest}")).unwrap_or(text)
}

/// A figure in its unit, or a dash.
pub(crate) fn figure(key: &str, value: Option<f64>) -> String {
    let unit = describe(key).map_or(Unit::Number, |figure| figure.unit);
    value.map_or_else(|| "–".to_owned(), |value| typeset(&unit.show(value)))
}

/// Per cent with a sign on both sides of zero.
pub(crate) fn signed_percent(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = grouped(value, decimals);
    let positive = !text.starts_with('-') && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    if positive { format!("+{text}") } else { typeset(&text) }
}

/// Cash with a sign on both sides of zero.
pub(crate) fn signed_cash(value: f64) -> String {
    signed_percent(value, 2)
}

/// A price in as many digits as it has, up to seven.
pub(crate) fn price(value: f64) -> String {
    significant(value, 7)
}

/// A number with at most so many digits, without zeros at its end.
pub(crate) fn significant(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let size = value.abs();
    let mut whole = 1;
    let mut limit = 10.0;
    while size >= limit && whole < 300 {
        whole += 1;
        limit *= 10.0;
    }
    let mut leading = 0;
    if size > 0.0 {
        let mut limit = 1.0;
        while size < limit && leading < 12 {
            leading += 1;
            limit /= 10.0;
        }
    }
    let decimals = if leading > 0 { digits + leading - 1 } else { digits.saturating_sub(whole) };
    let text = grouped(value, decimals.min(14));
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    typeset(text)
}

/// The class that colours a value by its sign.
pub(crate) fn tone(value: f64) -> &'static str {
    if value > 0.0 {
        "up"
    } else if value < 0.0 {
        "down"
    } else {
        "flat"
    }
}

/// The text with a capital at its start.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The text as a sentence: a capital at its start, a full stop at its end.
pub(crate) fn sentence(text: &str) -> String {
    let text = capitalized(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text } else { text + "." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_mean_something() {
        let check = |value, expected: &str| assert_eq!(price(value), expected);
        check(180.36, "180.36");
        check(51_959.951_2, "51,959.95");
        check(1.234_567_89, "1.234568");
        check(0.000_012_345_678_9, "0.00001234568");
        check(-0.5, "\u{2212}0.5");
        check(0.0, "0");
        check(f64::NAN, "–");
        check(123_456_789.0, "123,456,789");
    }

    #[test]
    fn signs_are_on_both_sides_of_zero() {
        let check = |value, expected: &str| assert_eq!(signed_percent(value, 1), expected);
        check(4.25, "+4.2");
        check(-4.25, "\u{2212}4.2");
        check(0.01, "0.0");
        check(-0.01, "0.0");
        check(f64::INFINITY, "–");
    }

    #[test]
    fn sentences_begin_and_end() {
        let check = |text: &str, expected: &str| assert_eq!(sentence(text), expected);
        check("why not", "Why not.");
        check("Why?", "Why?");
        check("", "");
    }
}
