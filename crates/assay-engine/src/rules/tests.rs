mod meaning;
mod problems;
mod properties;

use super::*;

/// The names that all tests use: columns 0 to 4, `ma` 5, `bands.upper` 6, `bands.lower` 7 and four parameters.
fn names() -> Names {
    let mut names = Names::with_columns();
    names.indicator("ma", [("real", 5)]).unwrap();
    names.indicator("bands", [("upper", 6), ("lower", 7)]).unwrap();
    names.parameter("fast", ParameterValue::Integer(3)).unwrap();
    names.parameter("slow", ParameterValue::Integer(5)).unwrap();
    names.parameter("ratio", ParameterValue::Number(0.5)).unwrap();
    names.parameter("long_only", ParameterValue::Boolean(true)).unwrap();
    names
}

/// Hourly bars from Monday 2024-01-01T00:00:00Z.
fn hours(count: usize) -> Vec<Timestamp> {
    (0..i64::try_from(count).unwrap())
        .map(|hour| Timestamp::from_unix_nanos((1_704_067_200 + 3_600 * hour) * 1_000_000_000))
        .collect()
}

#[test]
fn the_reference_page_is_up_to_date() {
    let page = include_str!("../../../../docs/reference/rules.md");
    assert_eq!(reference_markdown(), page, "docs/reference/rules.md is stale; run `cargo xtask generate`");
}
