//! `assay-spec` refuses names that the rule language gives a meaning, and so lists them without depending on
//! the engine: the lists must agree.

use std::collections::BTreeSet;

use assay_engine::rules::{COLUMNS, FUNCTIONS};

#[test]
fn documents_know_the_columns_of_rules() {
    assert_eq!(assay_spec::COLUMNS, COLUMNS);
}

#[test]
fn documents_know_the_functions_of_rules() {
    let documents: BTreeSet<&str> = assay_spec::RULE_FUNCTIONS.iter().copied().collect();
    let rules: BTreeSet<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
    assert_eq!(documents, rules);
    assert_eq!(assay_spec::RULE_FUNCTIONS.len(), documents.len(), "a function is listed twice");
}
