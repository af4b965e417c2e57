//! Statistics against a policy.

use assay_spec::{
    Comparison, Criterion, CriterionResult, Level, Outcome, Statistics, Verdict, VerdictPolicy, closest,
};
use assay_types::Excerpt;

use crate::change::change;
use crate::figure::{self, Evidence, Figure, Unit, describe};

/// Why a policy cannot judge.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum JudgeError {
    /// A criterion names no statistic.
    #[error("criterion {number} asks for `{statistic}`, which is no statistic; {help}")]
    UnknownStatistic {
        /// Which criterion, from 1.
        number: usize,
        /// What it asks for.
        statistic: Excerpt,
        /// The nearest key, or where to find all.
        help: String,
    },
    /// A threshold that nothing compares with.
    #[error("criterion {number} compares `{statistic}` with `{threshold}`; a threshold is a finite number")]
    Threshold {
        /// Which criterion, from 1.
        number: usize,
        /// The key of its statistic.
        statistic: &'static str,
        /// The threshold.
        threshold: f64,
    },
    /// A policy that demands nothing would pass everything.
    #[error("the policy has no criteria; a verdict needs at least one")]
    Empty,
}

/// Judges what was found of a strategy: *fail* where a `must` is missed, *warn* where only a `should` is, else *pass*.
///
/// # Errors
/// [`JudgeError`]: the policy names an unknown statistic, has a threshold that is no number, or is empty.
pub fn judge(policy: &VerdictPolicy, evidence: Evidence<'_>) -> Result<Verdict, JudgeError> {
    if policy.criteria.is_empty() {
        return Err(JudgeError::Empty);
    }
    let criteria = (1..)
        .zip(&policy.criteria)
        .map(|(number, criterion)| judge_one(number, criterion, evidence))
        .collect::<Result<Vec<_>, _>>()?;
    let missed = |level| criteria.iter().any(|result| result.level == level && !result.passed);
    let outcome = if missed(Level::Must) {
        Outcome::Fail
    } else if missed(Level::Should) {
        Outcome::Warn
    } else {
        Outcome::Pass
    };
    Ok(Verdict { policy: policy.name.clone(), outcome, criteria })
}

fn judge_one(
    number: usize,
    criterion: &Criterion,
    evidence: Evidence<'_>,
) -> Result<CriterionResult, JudgeError> {
    let key = criterion.statistic.as_str();
    let Some(figure) = describe(key) else {
        return Err(JudgeError::UnknownStatistic {
            number,
            statistic: Excerpt::of(key),
            help: unknown_help(key),
        });
    };
    let Criterion { op, threshold, level, .. } = *criterion;
    if !threshold.is_finite() {
        return Err(JudgeError::Threshold { number, statistic: figure.key, threshold });
    }
    let (value, statistics) = (evidence.value(figure), evidence.statistics);
    let passed = value.is_some_and(|value| op.holds(value, threshold));
    Ok(CriterionResult {
        statistic: criterion.statistic.clone(),
        value,
        op,
        threshold,
        level,
        passed,
        reason: reason(figure, value, criterion, statistics),
        change: (!passed).then(|| change(figure, value, op, threshold, evidence)),
    })
}

fn unknown_help(key: &str) -> String {
    let keys = || figure::figures().iter().map(|figure| figure.key);
    match closest(key, keys()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the statistics are {}", keys().collect::<Vec<_>>().join(", ")),
    }
}

/// Whether the demand is met, in numbers, and why it is made.
fn reason(figure: &Figure, value: Option<f64>, criterion: &Criterion, statistics: &Statistics) -> String {
    let Criterion { op, threshold, reason, .. } = criterion;
    let name = figure.name;
    let told = match value {
        None => format!("the {name} is undefined: {}", figure::why_undefined(figure, statistics)),
        Some(value) => {
            let (shown, limit) = figure.unit.show_against(value, *threshold);
            let compared = match (figure.unit, op) {
                (Unit::Count, Comparison::Above) => "more than",
                (Unit::Count, Comparison::Below) => "fewer than",
                (_, op) => in_words(*op),
            };
            let subject = match figure.unit {
                Unit::Count => format!("there are {shown} {name}"),
                Unit::Cash | Unit::Days | Unit::Number | Unit::Percent => format!("the {name} is {shown}"),
            };
            let must = if figure.unit == Unit::Count { "; there must be" } else { "; it must be" };
            if op.holds(value, *threshold) {
                format!("{subject}, {compared} {limit}")
            } else {
                format!("{subject}{must} {compared} {limit}")
            }
        }
    };
    if reason.is_empty() { told } else { format!("{told}: {reason}") }
}

/// A comparison in words, in front of its threshold: `at least`, `above`.
pub fn in_words(op: Comparison) -> &'static str {
    match op {
        Comparison::AtLeast => "at least",
        Comparison::Above => "above",
        Comparison::AtMost => "at most",
        Comparison::Below => "below",
    }
}

#[cfg(test)]
mod tests;
