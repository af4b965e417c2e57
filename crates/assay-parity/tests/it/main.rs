//! The engine against the peer's figures of a subset of the cases. `cargo xtask parity --bless` writes them.

use std::fs;
use std::path::Path;

use assay_parity::compare::Comparison;
use assay_parity::run::{DataSets, read_cases, run_case};

#[test]
fn every_statistic_and_trade_of_the_subset_equals_the_peers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sets = DataSets::load(&root.join("../../examples/data")).unwrap();
    let expected = root.join("tests/expected");
    let cases = read_cases(&fs::read_to_string(expected.join("cases.json")).unwrap()).unwrap();
    let records = fs::read_to_string(expected.join("peer.jsonl")).unwrap();
    assert_eq!(records.lines().count(), cases.cases.len());
    let mut comparison = Comparison::default();
    for (case, line) in cases.cases.iter().zip(records.lines()) {
        let peer: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(peer["name"], case.name.as_str());
        comparison.add(&run_case(case, &cases, &sets).unwrap(), &peer);
    }
    assert!(comparison.differences.is_empty(), "{comparison}\n{}", comparison.differences.join("\n"));
    assert!(comparison.cases >= 50, "the subset is worth its name: {comparison}");
    assert!(comparison.trades >= 400, "{comparison}");
}
