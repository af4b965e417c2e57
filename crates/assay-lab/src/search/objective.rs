//! What a search looks for.

use assay_engine::rules::{Formula, Requirement, RuleProblem, Truth};
use assay_engine::statistics::{Choice, Figures};
use assay_spec::{ExtendedStatistics, Statistics};

/// A formula over statistics that is to be as large as possible, and what a run must fulfil to count at all.
///
/// ```
/// use assay_lab::search::Objective;
///
/// let objective = Objective::parse("sharpe_ratio * sqn", &["trades >= 30".to_owned()])?;
/// assert_eq!(objective.text(), "sharpe_ratio * sqn");
/// # Ok::<(), assay_lab::search::ObjectiveError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Objective {
    text: String,
    formula: Formula,
    requirements: Vec<(String, Requirement)>,
    choice: Choice,
    /// Where each chosen statistic stands among all.
    positions: Vec<usize>,
}

/// A formula or a requirement that cannot be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{text}` is not {what} over statistics: {}", told(.problems))]
pub struct ObjectiveError {
    /// The text.
    pub text: String,
    /// What it should be.
    pub what: &'static str,
    /// What is wrong with it.
    pub problems: Vec<RuleProblem>,
}

fn told(problems: &[RuleProblem]) -> String {
    let told: Vec<String> = problems
        .iter()
        .map(|problem| match &problem.help {
            Some(help) => format!("{} ({help})", problem.message),
            None => problem.message.clone(),
        })
        .collect();
    told.join("; ")
}

/// The names of all statistics, in the order of the documents.
fn names() -> Vec<&'static str> {
    Statistics::KEYS.iter().chain(ExtendedStatistics::KEYS).copied().collect()
}

impl Objective {
    /// Reads a formula that is to be as large as possible, and requirements, over the statistics by their keys.
    ///
    /// # Errors
    /// The first text that is not understood.
    pub fn parse(text: &str, requirements: &[String]) -> Result<Self, ObjectiveError> {
        let names = names();
        let formula = Formula::parse(text, &names).map_err(|problems| ObjectiveError {
            text: text.to_owned(),
            what: "a formula",
            problems,
        })?;
        let requirements = requirements
            .iter()
            .map(|text| match Requirement::parse(text, &names) {
                Ok(requirement) => Ok((text.clone(), requirement)),
                Err(problems) => Err(ObjectiveError { text: text.clone(), what: "a condition", problems }),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut positions = formula.used();
        positions.extend(requirements.iter().flat_map(|(_, requirement)| requirement.used()));
        positions.sort_unstable();
        positions.dedup();
        let keys = positions.iter().filter_map(|position| names.get(*position)).copied();
        let choice = Choice::of(keys);
        Ok(Self { text: text.to_owned(), formula, requirements, choice, positions })
    }

    /// The formula, as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The requirements, as they were written.
    pub fn requirements(&self) -> impl Iterator<Item = &str> {
        self.requirements.iter().map(|(text, _)| text.as_str())
    }

    /// What a run scores; `None` if the formula has no value or a requirement is not met.
    pub fn score(&self, figures: &Figures<'_>) -> Option<f64> {
        let mut numbers = vec![f64::NAN; names().len()];
        for (position, value) in self.positions.iter().zip(figures.choose(&self.choice)) {
            if let Some(number) = numbers.get_mut(*position) {
                *number = value.unwrap_or(f64::NAN);
            }
        }
        let meets = |(_, requirement): &(String, Requirement)| requirement.holds(&numbers) == Truth::True;
        if self.requirements.iter().all(meets) { self.formula.value(&numbers) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statistic_can_be_named() {
        for name in names() {
            assert!(Objective::parse(name, &[]).is_ok(), "{name}");
        }
    }

    #[test]
    fn what_is_no_objective_is_told_with_the_nearest_name() {
        let check = |text: &str, requirement: Option<&str>, expected: &str| {
            let requirements: Vec<String> = requirement.map(str::to_owned).into_iter().collect();
            let told = Objective::parse(text, &requirements).unwrap_err().to_string();
            assert!(told.contains(expected), "{told}");
        };
        check("sharp_ratio", None, "`sharpe_ratio`");
        check("sharpe_ratio >", None, "`sharpe_ratio >` is not a formula");
        check("sharpe_ratio[1]", None, "no lag");
        check("sqn", Some("trades"), "`trades` is not a condition");
    }
}
