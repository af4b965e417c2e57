//! `assay indicators`.

use serde_json::Value as Json;

use crate::terminal::Terminal;

#[test]
fn indicators_are_listed_by_group() {
    let mut terminal = Terminal::new();
    let page = String::from_utf8(terminal.run("indicators").stdout).unwrap();
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn indicator_is_explained() {
    let mut terminal = Terminal::new();
    for name in ["BBANDS", "atr", "obv", "ma", "max", "beta"] {
        terminal.run(&format!("indicators {name}"));
    }
    terminal.run("indicators macd --format json");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn all_indicators_are_a_document() {
    let output = Terminal::new().run_silently(&["indicators", "--format", "json"], "");
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    let list = json["indicators"].as_array().unwrap();
    assert!(list.len() > 200);
    assert!(list.iter().all(|indicator| indicator["warm_up_bars"].is_u64()), "{json:#}");
}

#[test]
fn unknown_indicator_is_a_mistake_with_a_suggestion() {
    let mut terminal = Terminal::new();
    for name in ["BBAND", "bollinger", "average", "xyzzy", "\u{1b}[2J\u{202e}"] {
        terminal.run_words(&["indicators", name], "");
    }
    terminal.run_words(&["indicators", &"A".repeat(100_000)], "");
    let transcript = terminal.transcript().replace(&"A".repeat(100_000), "AAAA…");
    insta::assert_snapshot!(transcript);
}
