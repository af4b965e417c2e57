//! Expressions over named numbers, such as the statistics of a run, in the language of rules.

use assay_types::Timestamp;

use super::check;
use super::names::Names;
use super::problem::{RuleCode, RuleProblem};
use super::reference;
use super::syntax;
use super::tree::{Condition, Number, gathered};
use super::{Frame, Slot, Truth, within_length};

/// A number that is computed from named numbers, such as `sharpe_ratio - 0.1 * trades`.
///
/// ```
/// use assay_engine::rules::Formula;
///
/// let formula = Formula::parse("gain / -loss", &["gain", "loss"])?;
/// assert_eq!(formula.value(&[3.0, -2.0]), Some(1.5));
/// assert_eq!(formula.value(&[3.0, f64::NAN]), None);
/// assert_eq!(formula.used(), [0, 1]);
/// # Ok::<(), Vec<assay_engine::rules::RuleProblem>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Formula(Number);

/// A condition over named numbers, such as `trades >= 30`.
///
/// ```
/// use assay_engine::rules::{Requirement, Truth};
///
/// let requirement = Requirement::parse("trades >= 30", &["trades"])?;
/// assert_eq!(requirement.holds(&[29.0]), Truth::False);
/// assert_eq!(requirement.holds(&[f64::NAN]), Truth::Unknown);
/// # Ok::<(), Vec<assay_engine::rules::RuleProblem>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Requirement(Condition);

impl Formula {
    /// Reads a formula over the numbers with these names.
    ///
    /// # Errors
    /// All problems of the text, in the order of their places.
    pub fn parse(text: &str, names: &[&str]) -> Result<Self, Vec<RuleProblem>> {
        let number = read(text, names, check::check_number)?;
        if number.looks_at_bars() { Err(vec![no_bars(text)]) } else { Ok(Self(number)) }
    }

    /// Its value, given the numbers in the order of their names, NaN where there is none; `None` if it depends on one
    /// that is not there or is not finite.
    pub fn value(&self, numbers: &[f64]) -> Option<f64> {
        with_frame(numbers, |frame| {
            Some(reference::number(&self.0, frame, 0)).filter(|value| value.is_finite())
        })
    }

    /// The positions of the names that it uses, in ascending order.
    pub fn used(&self) -> Vec<Slot> {
        gathered(|visit| self.0.slots(visit))
    }
}

impl Requirement {
    /// Reads a condition over the numbers with these names.
    ///
    /// # Errors
    /// All problems of the text, in the order of their places.
    pub fn parse(text: &str, names: &[&str]) -> Result<Self, Vec<RuleProblem>> {
        let condition = read(text, names, check::check)?;
        if condition.looks_at_bars() { Err(vec![no_bars(text)]) } else { Ok(Self(condition)) }
    }

    /// Whether it holds, given the numbers in the order of their names, NaN where there is none.
    pub fn holds(&self, numbers: &[f64]) -> Truth {
        with_frame(numbers, |frame| reference::condition(&self.0, frame, 0))
    }

    /// The positions of the names that it uses, in ascending order.
    pub fn used(&self) -> Vec<Slot> {
        gathered(|visit| self.0.slots(visit))
    }
}

/// Checks a tree, given what is wrong with its text.
type Check<T> = fn(&syntax::Syntax, &Names, Vec<RuleProblem>) -> Result<T, Vec<RuleProblem>>;

fn read<T>(text: &str, known: &[&str], check: Check<T>) -> Result<T, Vec<RuleProblem>> {
    within_length(text).map_err(|problem| vec![problem])?;
    let mut names = Names::new();
    for (slot, name) in known.iter().enumerate() {
        let added = names.indicator(name, [("value", slot)]);
        debug_assert!(added.is_ok(), "`{name}` can be a name");
    }
    let (syntax, problems) = syntax::parse(text)?;
    check(&syntax, &names, problems)
}

fn no_bars(text: &str) -> RuleProblem {
    RuleProblem::new(
        RuleCode::Unsupported,
        0..text.len(),
        "there are no bars here, and so no lag and no window",
    )
    .help("write an expression over numbers, like `sharpe_ratio * sqn`")
}

/// The numbers as series of one bar.
fn with_frame<R>(numbers: &[f64], look: impl FnOnce(&Frame<'_>) -> R) -> R {
    let series: Vec<&[f64]> = numbers.iter().map(std::slice::from_ref).collect();
    look(&Frame { series: &series, time: &[Timestamp::from_unix_nanos(0)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_compute() {
        let check = |text: &str, expected: Option<f64>| {
            let found =
                Formula::parse(text, &["a", "b"]).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
            assert_eq!(found.value(&[4.0, 2.0]), expected, "{text}");
        };
        check("a", Some(4.0));
        check("-a + b ** 3", Some(4.0));
        check("max(a, b, 7) / min(a, b)", Some(3.5));
        check("abs(b - a)", Some(2.0));
        check("a / (b - 2)", None);
    }

    #[test]
    fn what_needs_bars_is_refused() {
        let check = |text: &str, expected: &str| {
            let told = |problems: Vec<RuleProblem>| problems[0].message.clone();
            let formula = Formula::parse(text, &["a"]).map(|_| ()).map_err(told);
            let requirement = Requirement::parse(&format!("{text} > 0"), &["a"]).map(|_| ()).map_err(told);
            for found in [formula, requirement] {
                assert!(found.clone().is_err_and(|told| told.contains(expected)), "{text}: {found:?}");
            }
        };
        check("a[1]", "no lag");
        check("highest(a, 3)", "no lag");
        check("hour", "no lag");
        check("close", "`close`");
        check("bars_since(a > 1)", "no lag");
    }

    #[test]
    fn requirements_hold_or_not() {
        let check = |text: &str, expected: Truth| {
            let found = Requirement::parse(text, &["a", "b"])
                .unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
            assert_eq!(found.holds(&[4.0, f64::NAN]), expected, "{text}");
        };
        check("a >= 4", Truth::True);
        check("a > 4 or a < 0", Truth::False);
        check("b > 0", Truth::Unknown);
        check("a > 1 or b > 0", Truth::True);
    }
}
