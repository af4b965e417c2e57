//! The rule language: conditions over bars, indicators and parameters, in a subset of Python's expressions.
//!
//! A rule is read once against the [`Names`] that it may use, and evaluated over whole series. Truth has three
//! values: what depends on a value that is not there (the first bars of an indicator, a lag that reaches
//! before the data, a division by zero) is *unknown*, `not` leaves it unknown, and a rule holds on a bar only
//! when it is true there. A rule sees the current bar and earlier ones, never a later one.
//!
//! ```
//! use assay_engine::rules::{Frame, Names, Rule};
//! use assay_types::Timestamp;
//!
//! let rule = Rule::parse("close > open and close > close[1]", &Names::with_columns())?;
//! let (open, close) = ([1.0, 1.0, 3.0], [2.0, 3.0, 2.0]);
//! let time = [0, 1, 2].map(Timestamp::from_unix_nanos);
//! let series: [&[f64]; 5] = [&open, &close, &open, &close, &close];
//! let frame = Frame::new(&series, &time).expect("all series have three bars");
//! assert_eq!(rule.evaluate(&frame), [false, true, false]);
//! # Ok::<(), Vec<assay_engine::rules::RuleProblem>>(())
//! ```

mod check;
mod formula;
mod habits;
mod kernels;
mod lexer;
mod lower;
mod manual;
mod names;
mod problem;
mod program;
mod reference;
mod run;
mod scalar;
mod syntax;
mod table;
mod tree;
mod truths;

pub use formula::{Formula, Requirement};
pub use manual::reference_markdown;
pub use names::{COLUMNS, NameError, Names, ParameterValue, Slot};
pub use problem::{RuleCode, RuleProblem};
pub(crate) use run::Scratch;
pub use table::{
    Arithmetic, Builtin, Comparison, FUNCTIONS, Fixity, FunctionSpec, MAX_BARS, OPERATORS, Operation,
    Operator, Parameter, ParameterKind, RESERVED_WORDS, Type,
};

use assay_types::Timestamp;
use program::Compiled;
use tree::Condition;
pub(crate) use truths::{Holds, WORD};

/// The longest expression, in bytes.
pub const MAX_LENGTH: usize = 4096;
/// The deepest nesting of an expression; runs of `and`, of `or` and of comparisons count once.
pub const MAX_DEPTH: usize = 64;

/// The truth of a condition on one bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It depends on a value that is not there.
    Unknown,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl Truth {
    /// False when either is false, true when both are true, else unknown.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }

    /// True when either is true, false when both are false, else unknown.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::False, Self::False) => Self::False,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
        }
    }

    /// The opposite; unknown stays unknown.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// The data that rules look at: the series by slot, and the bars' times.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    series: &'a [&'a [f64]],
    time: &'a [Timestamp],
}

/// Series that do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("series {slot} has {length} bars where the times have {bars}")]
pub struct FrameError {
    /// The slot of the first series that does not fit.
    pub slot: Slot,
    /// Its length.
    pub length: usize,
    /// The number of times.
    pub bars: usize,
}

impl<'a> Frame<'a> {
    /// No bars: what is constant is computed in it.
    pub(crate) const EMPTY: Frame<'static> = Frame { series: &[], time: &[] };

    /// Series by slot, all as long as the times.
    ///
    /// # Errors
    /// When a series has another length.
    pub fn new(series: &'a [&'a [f64]], time: &'a [Timestamp]) -> Result<Self, FrameError> {
        match series.iter().position(|values| values.len() != time.len()) {
            Some(slot) => {
                let length = series.get(slot).map_or(0, |values| values.len());
                Err(FrameError { slot, length, bars: time.len() })
            }
            None => Ok(Self { series, time }),
        }
    }

    /// The number of bars.
    pub const fn bars(&self) -> usize {
        self.time.len()
    }

    /// The series in that slot; empty when there is none, which reads as unknown on every bar.
    pub(crate) fn series(&self, slot: Slot) -> &'a [f64] {
        self.series.get(slot).copied().unwrap_or(&[])
    }
}

/// A condition that has been read and checked, ready to be evaluated.
#[derive(Debug, Clone)]
pub struct Rule {
    condition: Condition,
}

/// Rules that are evaluated together: what they share is computed once.
#[derive(Debug, Clone)]
pub(crate) struct RuleSet {
    compiled: Compiled,
    lookback: usize,
}

impl Rule {
    /// Reads and checks a rule. Parameters are taken at the values that `names` gives them.
    ///
    /// # Errors
    /// All problems that can be told from the text, in the order of their places.
    pub fn parse(text: &str, names: &Names) -> Result<Self, Vec<RuleProblem>> {
        let condition = condition(text, names)?;
        if condition.is_constant() {
            let problem = RuleProblem::new(
                RuleCode::Constant,
                0..text.len(),
                "the rule is the same on every bar",
            )
            .help("compare a column or an indicator; a condition that always holds is `close > 0`, one over parameters alone is a constraint");
            return Err(vec![problem]);
        }
        Ok(Self { condition })
    }

    /// How many bars before the current one the rule looks at: the bars whose result cannot be true or is not
    /// settled yet. The warm-up of the indicators comes on top; `bars_since` may look back further.
    pub fn lookback(&self) -> usize {
        self.condition.lookback()
    }

    /// The slots of the series that the rule reads, in ascending order.
    pub fn slots(&self) -> Vec<Slot> {
        tree::gathered(|visit| self.condition.slots(visit))
    }

    /// Whether the rule is true, on every bar.
    pub fn evaluate(&self, frame: &Frame<'_>) -> Vec<bool> {
        let mut holds = Vec::new();
        RuleSet::new([self]).evaluate(frame, &mut Scratch::default(), &mut holds);
        holds.iter().flat_map(|holds| (0..frame.bars()).map(|bar| holds.contains(bar))).collect()
    }

    /// The truth on one bar, computed plainly from the definitions. Slow: it is the yardstick of
    /// [`evaluate`](Self::evaluate), and explains a single bar.
    pub fn evaluate_at(&self, frame: &Frame<'_>, bar: usize) -> Truth {
        reference::condition(&self.condition, frame, bar)
    }
}

impl RuleSet {
    /// The rules in that order.
    pub(crate) fn new<'r>(rules: impl IntoIterator<Item = &'r Rule, IntoIter: Clone>) -> Self {
        let rules = rules.into_iter();
        Self {
            compiled: lower::compile(rules.clone().map(|rule| &rule.condition)),
            lookback: rules.map(Rule::lookback).max().unwrap_or(0),
        }
    }

    /// How many bars before the current one decide whether the rules hold; `None` if all of them do, as with
    /// `bars_since`.
    pub(crate) fn reach(&self) -> Option<usize> {
        let endless = |window: &program::Window| matches!(window, program::Window::BarsSince { .. });
        (!self.compiled.windows.iter().any(endless)).then_some(self.lookback)
    }

    /// Where each rule is true, in memory that is used again.
    pub(crate) fn evaluate(&self, frame: &Frame<'_>, scratch: &mut Scratch, holds: &mut Vec<Holds>) {
        run::evaluate(&self.compiled, frame, scratch, holds);
    }
}

/// Whether a constraint over parameters holds, as in `fast < slow`.
///
/// # Errors
/// All problems of the text; a constraint uses no columns or indicators.
pub fn constraint_holds(text: &str, names: &Names) -> Result<bool, Vec<RuleProblem>> {
    let condition = condition(text, names)?;
    if !condition.is_constant() {
        let problem =
            RuleProblem::new(RuleCode::NotConstant, 0..text.len(), "the constraint changes from bar to bar")
                .help("a constraint compares parameters only; conditions on prices belong into the rules");
        return Err(vec![problem]);
    }
    Ok(reference::condition(&condition, &Frame::EMPTY, 0) == Truth::True)
}

fn condition(text: &str, names: &Names) -> Result<Condition, Vec<RuleProblem>> {
    within_length(text).map_err(|problem| {
        vec![problem.help("move parts of it into indicators or into rules of their own")]
    })?;
    let (syntax, problems) = syntax::parse(text)?;
    check::check(&syntax, names, problems)
}

/// Refuses an expression that is too long.
fn within_length(text: &str) -> Result<(), RuleProblem> {
    if text.len() <= MAX_LENGTH {
        return Ok(());
    }
    let message = format!("the expression has {} bytes; at most {MAX_LENGTH} are allowed", text.len());
    Err(RuleProblem::new(RuleCode::TooComplex, 0..text.len(), message))
}

#[cfg(test)]
mod tests;
