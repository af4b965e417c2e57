//! What the check says about a file.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::rules::Rule;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never decides.
    Note,
    /// A reviewer would ask about it; the file is still accepted.
    Warning,
    /// The file is refused.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A place in a file as people count: both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, split at line feeds.
    pub line: usize,
    /// Column, in Unicode scalar values.
    pub column: usize,
}

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in bytes of the file; empty to insert.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub content: String,
}

/// Edits that mend one finding. They belong together: all or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the edits do, as an imperative: ``remove the unused import of `os` ``.
    pub title: String,
    /// The edits, in order and without overlap.
    pub edits: Vec<Edit>,
    /// Whether a program may apply them unasked: a strategy that worked computes the same afterwards.
    pub safe: bool,
}

/// One remark about one place of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// What this finding weighs: the rule's severity, unless the policy or the place says otherwise.
    pub severity: Severity,
    /// What is wrong here: a lowercase fragment with the offending text.
    pub message: String,
    /// The place in bytes of the file, on boundaries of characters (of a file that is not UTF-8: of bytes).
    pub range: Range<usize>,
    /// Where the range starts.
    pub start: Position,
    /// Where the range ends; the position behind its last character.
    pub end: Position,
    /// What would be right here, where more can be said than the rule says.
    pub help: Option<String>,
    /// How it could be mended.
    pub fix: Option<Fix>,
}

/// The text after all safe fixes of these findings.
///
/// Fixes that would touch what an earlier one has touched are left out: check the result again and they are found
/// again.
///
/// ```
/// use assay_check::{CheckPolicy, Source, apply_fixes, check};
///
/// let text = "import os\nprint(1)\n";
/// let module = Source::read("strategy.py", text.as_bytes()).expect("well-formed Python");
/// let findings = check(&module, &CheckPolicy::default());
/// assert_eq!(apply_fixes(text, &findings), "print(1)\n");
/// ```
pub fn apply_fixes(text: &str, findings: &[Finding]) -> String {
    let mut fixes: Vec<&Fix> =
        findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.safe).collect();
    fixes.sort_by_key(|fix| fix.edits.first().map(|edit| (edit.range.start, edit.range.end)));
    let mut chosen: Vec<&Edit> = Vec::new();
    for fix in fixes {
        let free = |edit: &Edit| {
            text.get(edit.range.clone()).is_some()
                && chosen.iter().all(|taken| {
                    edit.range != taken.range
                        && (edit.range.end <= taken.range.start || taken.range.end <= edit.range.start)
                })
        };
        if fix.edits.iter().all(free) {
            chosen.extend(&fix.edits);
        }
    }
    chosen.sort_by_key(|edit| edit.range.start);
    let mut fixed = String::with_capacity(text.len());
    let mut done = 0;
    for edit in chosen {
        fixed.push_str(text.get(done..edit.range.start).unwrap_or(""));
        fixed.push_str(&edit.content);
        done = edit.range.end;
    }
    fixed.push_str(text.get(done..).unwrap_or(""));
    fixed
}
