//! What the binary writes about itself: completions, manual pages, reference pages.

use std::collections::BTreeMap;
use std::fs;

use crate::terminal::Terminal;

#[test]
fn reference_pages_are_current() {
    for page in ["cli", "documents", "statistics"] {
        let output = Terminal::new().run_silently(&["reference", page], "");
        let path = format!("{}/../../docs/reference/{page}.md", env!("CARGO_MANIFEST_DIR"));
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let fresh = String::from_utf8(output.stdout).unwrap();
        assert!(kept == fresh, "docs/reference/{page}.md is out of date: run `cargo xtask generate`");
    }
}

#[test]
fn every_rule_of_the_check_has_a_current_page() {
    let output = Terminal::new().run_silently(&["reference", "checks"], "");
    let pages: BTreeMap<String, String> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(pages.contains_key("checks.md") && pages.contains_key("checks/AS101.md"));
    for (path, fresh) in pages {
        let kept = format!("{}/../../docs/reference/{path}", env!("CARGO_MANIFEST_DIR"));
        let kept = fs::read_to_string(kept).unwrap_or_default();
        assert!(kept == fresh, "docs/reference/{path} is out of date: run `cargo xtask generate`");
    }
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = Terminal::new().run_silently(&["completions", shell], "");
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{shell}");
        for word in ["indicators", "inspect", "validate", "mean-reversion"] {
            assert!(script.contains(word), "{shell} does not know `{word}`");
        }
        assert!(!script.contains("reference"), "{shell} offers a hidden command");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let mut terminal = Terminal::new();
    terminal.run("man --out man");
    let root = terminal.run_silently(&["man"], "");
    assert_eq!(String::from_utf8(root.stdout).unwrap(), terminal.read("man/assay.1"));
    assert!(terminal.read("man/assay-schema-validate.1").contains("upgrade"));
    terminal.run("completions tcsh");
    insta::assert_snapshot!(terminal.transcript());
}

/// The fragments of YAML in the guide, each completed to a document by what it does not say itself.
#[test]
fn every_fragment_of_the_guide_is_valid() {
    const REST: &[(&str, &str)] = &[
        ("schema_version:", "schema_version: \"2.0\"\n"),
        ("name:", "name: guide\n"),
        ("entry_rules:", "entry_rules: [{side: long, when: close > open}]\n"),
        (
            "indicators:",
            "indicators: {fast_ma: {function: SMA, args: {timeperiod: 10}}, slow_ma: {function: SMA}}\n",
        ),
    ];
    let guide = format!("{}/../../docs/guide/strategy-document.md", env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(guide).unwrap();
    let mut terminal = Terminal::new();
    let fragments = guide.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut count = 0;
    for fragment in fragments {
        let mut document = fragment.to_owned();
        for (key, line) in REST {
            if !fragment.lines().any(|line| line.starts_with(key)) {
                document.push_str(line);
            }
        }
        let output = terminal.run_words(&["schema", "validate", "-", "--syntax", "yaml"], &document);
        assert!(output.status.success(), "{document}\n{}", terminal.transcript());
        count += 1;
    }
    assert!(count >= 10, "{count} fragments");
}
