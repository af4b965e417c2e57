//! Every hostile snippet breaks the rule that it is about, as an error.

use assay_check::{Severity, find_rule};

use crate::corpus::{files, findings};

/// A snippet: the rule it must break, the technique and its reason, and the text.
struct Snippet {
    file: String,
    code: String,
    reason: String,
    text: String,
}

/// `### AS104 reason` begins a snippet. `<U+202E>` stands for a character that must not stand in a file.
fn snippets() -> Vec<Snippet> {
    let mut snippets: Vec<Snippet> = Vec::new();
    for (file, content) in files("hostile") {
        for line in content.split_inclusive('\n') {
            if let Some(head) = line.strip_prefix("### ") {
                let (code, reason) = head.trim_end().split_once(' ').expect("a code and a reason");
                let (code, reason) = (code.to_owned(), reason.to_owned());
                snippets.push(Snippet { file: file.clone(), code, reason, text: String::new() });
            } else {
                snippets.last_mut().expect("a head comes first").text.push_str(line);
            }
        }
    }
    for snippet in &mut snippets {
        while let Some(at) = snippet.text.find("<U+") {
            let end = at + snippet.text[at..].find('>').expect("a closing bracket");
            let number = u32::from_str_radix(&snippet.text[at + 3..end], 16).expect("a hexadecimal number");
            let letter = char::from_u32(number).expect("a character").to_string();
            snippet.text.replace_range(at..=end, &letter);
        }
    }
    snippets
}

#[test]
fn every_snippet_is_refused_by_its_rule() {
    let snippets = snippets();
    assert!(snippets.len() >= 400, "{} snippets", snippets.len());
    let mut passed = Vec::new();
    for snippet in &snippets {
        assert!(find_rule(&snippet.code).is_some(), "{}", snippet.code);
        let found = findings(&snippet.file, snippet.text.as_bytes());
        let refused = found
            .iter()
            .any(|finding| finding.rule.code == snippet.code && finding.severity == Severity::Error);
        if !refused {
            let codes: Vec<_> = found.iter().map(|finding| finding.rule.code).collect();
            passed.push(format!("{} {}: {} {codes:?}", snippet.file, snippet.code, snippet.reason));
        }
    }
    assert!(passed.is_empty(), "{} snippets were not refused:\n{}", passed.len(), passed.join("\n"));
}

#[test]
fn no_two_snippets_are_the_same() {
    let snippets = snippets();
    let mut seen = std::collections::BTreeSet::new();
    for snippet in &snippets {
        assert!(seen.insert((&snippet.code, &snippet.text)), "{}: {}", snippet.file, snippet.reason);
    }
}
