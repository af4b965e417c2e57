//! How strict a check is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::rules::{Group, Rule, find_rule};

/// What a policy makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Ignore,
    /// Reported, decides nothing.
    Note,
    /// Reported as a question.
    Warning,
    /// Refuses the file.
    Error,
}

impl Level {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Ignore => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// What a check allows beyond the default, and how it weighs its rules. The default is the strictest there is.
///
/// ```
/// use assay_check::{CheckPolicy, Source, check};
///
/// let policy = CheckPolicy { modules: ["scipy".to_owned()].into(), ..CheckPolicy::default() };
/// let module = Source::read("strategy.py", b"from scipy import signal\n").expect("well-formed Python");
/// assert!(check(&module, &policy).is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckPolicy {
    /// Modules that may be imported beside those of the default list, with their submodules and all their attributes:
    /// `scipy`, `sklearn.linear_model`.
    pub modules: BTreeSet<String>,
    /// Attributes that may be used although a rule refuses them: `numpy.load` of one module, `.to_csv` of anything.
    pub attributes: BTreeSet<String>,
    /// Rules by code or name, and what becomes of them: `AS214: ignore`, `unseeded-randomness: error`.
    pub rules: BTreeMap<String, Level>,
}

/// Why a policy cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyProblem {
    /// A key of `rules` is no rule.
    #[error("there is no rule `{0}`")]
    UnknownRule(String),
    /// A rule without which a file cannot be read.
    #[error("rule `{0}` cannot be changed: without it a file cannot be read safely")]
    Fixed(String),
    /// An entry of `modules` or `attributes` is no dotted name.
    #[error("`{0}` is not a dotted name")]
    Name(String),
}

impl CheckPolicy {
    /// Everything in the policy that means nothing. [`check`](crate::check) passes over such entries.
    pub fn problems(&self) -> Vec<PolicyProblem> {
        let dotted = |name: &&String| {
            let name = name.strip_prefix('.').unwrap_or(name);
            !name.split('.').all(|part| {
                part.starts_with(|first: char| first.is_alphabetic() || first == '_')
                    && part.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
            })
        };
        let names = self.modules.iter().chain(&self.attributes).filter(dotted);
        let rules = self.rules.keys().filter_map(|key| match find_rule(key) {
            None => Some(PolicyProblem::UnknownRule(key.clone())),
            Some(rule) if rule.group == Group::Form && rule.severity == Severity::Error => {
                Some(PolicyProblem::Fixed(key.clone()))
            }
            Some(_) => None,
        });
        names.cloned().map(PolicyProblem::Name).chain(rules).collect()
    }

    /// What a finding of this rule weighs; `None` if it is not reported.
    pub(crate) fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.rules.get(rule.code).or_else(|| self.rules.get(rule.name)) {
            Some(level) => level.severity(),
            None => Some(rule.severity),
        }
    }

    /// Whether a module, or a package around it, was added.
    pub(crate) fn allows_module(&self, module: &str) -> bool {
        !self.modules.is_empty()
            && module
                .match_indices('.')
                .map(|(at, _)| at)
                .chain([module.len()])
                .any(|end| module.get(..end).is_some_and(|package| self.modules.contains(package)))
    }

    /// Whether an attribute of a module, or of anything, was added.
    pub(crate) fn allows_attribute(&self, module: Option<&str>, attribute: &str) -> bool {
        !self.attributes.is_empty()
            && (self.attributes.contains(&format!(".{attribute}"))
                || module.is_some_and(|module| self.attributes.contains(&format!("{module}.{attribute}"))))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.severity() {
            None => formatter.write_str("ignore"),
            Some(severity) => severity.fmt(formatter),
        }
    }
}
