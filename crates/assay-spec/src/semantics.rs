//! What a schema cannot say: how the parts of a document fit together.
//!
//! The checks read the tree and expect nothing of it, so that they run beside the schema's and all problems
//! come at once.

mod strategy;

pub(crate) use strategy::{answer, strategy};

use crate::problem::{Code, Problem};
use crate::report::LaboratoryFigures;
use crate::statistics::{ExtendedStatistics, Statistics};
use crate::suggest;
use crate::tree::Node;
use crate::verdict::CRITERIA_MAX;

/// The columns of bars: names that inputs and rules may use.
pub const COLUMNS: &[&str] = &["open", "high", "low", "close", "volume"];

/// The functions of the rule language, which no parameter or indicator may be named like.
pub const RULE_FUNCTIONS: &[&str] = &[
    "abs",
    "bars_since",
    "crosses",
    "crosses_above",
    "crosses_below",
    "falling",
    "highest",
    "hour",
    "lowest",
    "max",
    "min",
    "rising",
    "weekday",
];

pub(crate) fn config(root: &Node, problems: &mut Vec<Problem>) {
    let is_zero = |text: &str| text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if let Some(cash) =
        root.get("cash").and_then(Node::as_str).filter(|cash| !cash.is_empty() && is_zero(cash))
    {
        problems.push(
            Problem::new(Code::OutOfRange, "/cash", format!("`{cash}` is out of range"))
                .value(cash)
                .help("starting cash must be above 0, like `\"10000\"`"),
        );
    }
}

pub(crate) fn policy(root: &Node, problems: &mut Vec<Problem>) {
    let keys: Vec<&str> = [Statistics::KEYS, ExtendedStatistics::KEYS, LaboratoryFigures::KEYS].concat();
    let criteria = root.get("criteria").map(Node::items).unwrap_or_default();
    for (index, criterion) in criteria.iter().take(CRITERIA_MAX).enumerate() {
        let Some(statistic) = criterion.get("statistic").and_then(Node::as_str) else { continue };
        if statistic.is_empty() || keys.contains(&statistic) {
            continue;
        }
        let shown = assay_types::Excerpt::of(statistic);
        let mut problem = Problem::new(
            Code::UnknownStatistic,
            format!("/criteria/{index}/statistic"),
            format!("there is no statistic `{shown}`"),
        )
        .value(statistic);
        if let Some(help) = suggest::help(statistic, &keys, "statistics:") {
            problem = problem.help(help);
        }
        problems.push(problem);
    }
}
