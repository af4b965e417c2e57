//! The engine against the peer's figures of a subset of the cases. `cargo xtask parity --bless` writes them.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::path::Path;

use assay_parity::compare::Comparison;
use assay_parity::python::Python;
use assay_parity::run::{DataSets, compare};

fn compared(folder: &str) -> Comparison {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sets = DataSets::load(&root.join("../../examples/data")).unwrap();
    let comparison = compare(&root.join(folder), &sets, &Python::default()).unwrap();
    assert!(comparison.differences.is_empty(), "{comparison}\n{}", comparison.differences.join("\n"));
    comparison
}

#[test]
fn every_statistic_and_trade_of_the_subset_equals_the_peers() {
    let comparison = compared("tests/expected");
    assert!(comparison.cases >= 50, "the subset is worth its name: {comparison}");
    assert!(comparison.trades >= 400, "{comparison}");
}

#[test]
fn every_statistic_and_trade_of_the_python_strategies_equals_the_peers() {
    let comparison = compared("tests/expected/python");
    assert!(comparison.cases >= 40, "every strategy is in the subset: {comparison}");
    assert!(comparison.trades >= 800, "{comparison}");
}
