use super::{percent, text};
use crate::page::chart;

#[test]
fn words_are_wrapped_at_spaces() {
    let check = |text: &str, width, expected: &[&str]| assert_eq!(text::wrap(text, width), expected);
    check("one two three", 7, &["one two", "three"]);
    check("one two three", 3, &["one", "two", "three"]);
    check("unbreakable word", 4, &["unbreakable", "word"]);
    check("  spaced \n out ", 80, &["spaced out"]);
    check("", 10, &[]);
}

#[test]
fn shares_are_told_in_the_digits_they_were_given() {
    let check = |share, expected: Option<&str>| assert_eq!(percent(share).as_deref(), expected);
    check(0.0, None);
    check(0.002, Some("0.2 %"));
    check(0.000_25, Some("0.025 %"));
    check(-0.0001, Some("-0.01 %"));
    check(0.02, Some("2 %"));
    check(0.1, Some("10 %"));
}

#[test]
fn a_series_becomes_one_block_for_each_stretch() {
    let values = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    assert_eq!(chart::line(&values, 0.0, 7.0, true), "▁▂▃▄▅▆▇█");
    assert_eq!(chart::line(&values, 0.0, 7.0, false), "_.-=+o#@");
    assert_eq!(chart::last_of(&values, 4), [1.0, 3.0, 5.0, 7.0]);
    assert_eq!(chart::highest_of(&[3.0, 1.0, 2.0], 2), [3.0, 2.0]);
    assert_eq!(chart::last_of(&values, 100), values);
    assert_eq!(chart::line(&[5.0, 5.0], 5.0, 5.0, true), "▁▁");
}
