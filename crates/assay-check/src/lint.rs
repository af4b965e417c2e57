//! A module is held against the rules.

use crate::finding::Finding;
use crate::policy::CheckPolicy;
use crate::source::Module;

/// Everything that the rules say about a module, in the order of the file.
pub fn check(module: &Module<'_>, policy: &CheckPolicy) -> Vec<Finding> {
    let mut findings = module.newer_syntax();
    findings.retain_mut(|finding| match policy.severity(finding.rule) {
        Some(severity) => {
            finding.severity = severity;
            true
        }
        None => false,
    });
    findings
}
