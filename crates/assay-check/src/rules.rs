//! The catalogue of rules: the one table from which findings, policies and the reference pages are made.

mod catalogue;
mod reference;

use serde::Serialize;

use crate::finding::Severity;
pub(crate) use catalogue::*;
pub use reference::{reference_index, reference_page};

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// `AS0xx`: whether the file can be read, and reads as it looks.
    Form,
    /// `AS1xx`: reaching beyond what a strategy needs.
    Safety,
    /// `AS2xx`: using what was not known yet.
    Foresight,
    /// `AS3xx`: results that cannot be trusted or repeated.
    Practice,
    /// `AS4xx`: what a model's answer is made of.
    Answer,
}

impl Group {
    /// A title for pages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Form => "Form of the file",
            Self::Safety => "Safety",
            Self::Foresight => "Foresight",
            Self::Practice => "Practice",
            Self::Answer => "Answers of models",
        }
    }
}

/// One rule of the check.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code: `AS101`.
    pub code: &'static str,
    /// The stable name: `import-not-allowed`.
    pub name: &'static str,
    /// What the rule is about.
    pub group: Group,
    /// What a finding weighs by default.
    pub severity: Severity,
    /// Whether some findings carry a fix that may be applied unasked.
    pub fixable: bool,
    /// The rule in one sentence.
    pub summary: &'static str,
    /// Why it exists.
    pub why: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    /// Python that breaks the rule.
    pub bad_example: &'static str,
    /// Python that does the same, or what was meant, and keeps it.
    pub good_example: &'static str,
}

/// All rules, in the order of their codes.
pub fn rules() -> &'static [&'static Rule] {
    ALL
}

/// The rule with that code or name.
pub fn find_rule(key: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == key || rule.name == key)
}
