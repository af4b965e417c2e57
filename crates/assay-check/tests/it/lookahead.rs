//! Strategies that look ahead: the check finds those that it claims to see, and says nothing about the others.
//!
//! The corpus is shared with the causality check, which must find all of them by running them.

use crate::corpus::{files, findings};

/// The value of `# key: value` in a file's head.
fn head<'t>(text: &'t str, key: &str) -> &'t str {
    text.lines()
        .take_while(|line| line.starts_with('#'))
        .find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "))
        .unwrap_or_else(|| panic!("no `{key}` in {text}"))
}

#[test]
fn what_is_visible_is_found() {
    let files = files("lookahead");
    assert!(files.len() >= 40, "{} files", files.len());
    let mut wrong = Vec::new();
    let mut visible = 0;
    for (name, text) in &files {
        let expected = head(text, "static");
        let found: Vec<_> = findings(name, text.as_bytes()).iter().map(|finding| finding.rule.code).collect();
        visible += usize::from(expected != "none");
        let right = if expected == "none" { found.is_empty() } else { found.contains(&expected) };
        if !right {
            wrong.push(format!("{name}: {expected}, not {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(visible >= 45, "{visible} of {} are visible", files.len());
}

#[test]
fn every_file_says_what_it_does_and_where() {
    for (name, text) in files("lookahead") {
        assert!(head(&text, "technique").len() > 10, "{name}");
        match head(&text, "where") {
            "indicator ahead" => assert!(text.contains("self.ahead = self.I("), "{name}"),
            "line marked `ahead`" => assert_eq!(text.matches("  # ahead\n").count(), 1, "{name}"),
            other => panic!("{name}: {other}"),
        }
    }
}
