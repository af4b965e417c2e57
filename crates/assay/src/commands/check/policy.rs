//! The policy of a check, from its document.

use std::path::Path;

use anyhow::Result;
use assay_check::{CheckPolicy, Level, PolicyProblem};
use assay_spec::{Code, Document, Problem, Report, RuleLevel, closest};
use assay_types::Excerpt;

use crate::documents;

/// Reads a policy: its document, and what it tells the check.
///
/// # Errors
/// The file cannot be read, or everything that is wrong with the document.
pub(crate) fn read(path: &Path) -> Result<(assay_spec::CheckPolicy, CheckPolicy)> {
    let Document { value, source, .. } = documents::read::<assay_spec::CheckPolicy>(path)?;
    let policy = CheckPolicy {
        modules: value.modules.iter().cloned().collect(),
        attributes: value.attributes.iter().cloned().collect(),
        rules: value.rules.iter().map(|(rule, level)| (rule.clone(), self::level(*level))).collect(),
    };
    let problems: Vec<Problem> =
        policy.problems().iter().map(|problem| to_problem(problem, &value)).collect();
    if problems.is_empty() { Ok((value, policy)) } else { Err(Report::new(source, problems).into()) }
}

fn level(level: RuleLevel) -> Level {
    match level {
        RuleLevel::Ignore => Level::Ignore,
        RuleLevel::Note => Level::Note,
        RuleLevel::Warning => Level::Warning,
        RuleLevel::Error => Level::Error,
    }
}

fn to_problem(problem: &PolicyProblem, policy: &assay_spec::CheckPolicy) -> Problem {
    let pointer = |key: &str| format!("/rules/{}", key.replace('~', "~0").replace('/', "~1"));
    match problem {
        PolicyProblem::UnknownRule(key) => {
            let known = assay_check::rules().iter().flat_map(|rule| [rule.code, rule.name]);
            let help = match closest(key, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "`assay check --explain` and the reference list the rules by code and name".to_owned()
                }
            };
            let message = format!("there is no rule `{}`", Excerpt::of(key));
            Problem::new(Code::UnknownCheck, pointer(key), message).value(key).help(help).at_key()
        }
        PolicyProblem::Fixed(key) => {
            let message = format!("the rule `{}` cannot be changed", Excerpt::of(key));
            Problem::new(Code::FixedCheck, pointer(key), message)
                .value(key)
                .help("without it a file cannot be read safely; remove it")
                .at_key()
        }
        PolicyProblem::Name(name) => {
            let lists = [("modules", &policy.modules), ("attributes", &policy.attributes)];
            let place = lists.iter().find_map(|(field, names)| {
                names.iter().position(|other| other == name).map(|index| format!("/{field}/{index}"))
            });
            let message = format!("`{}` is not a dotted name", Excerpt::of(name));
            Problem::new(Code::Malformed, place.unwrap_or_default(), message)
                .value(name)
                .help("write it like `scipy.stats`")
        }
    }
}
