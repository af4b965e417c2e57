use std::fmt::Write as _;
use std::sync::LazyLock;

use assay_spec::{
    Comparison, Criterion, ExtendedStatistics, Format, LaboratoryFigures, Level, Outcome, SchemaVersion,
    Statistics, VerdictPolicy,
};
use assay_types::Timestamp;
use proptest::prelude::*;

use super::{JudgeError, judge};
use crate::{Evidence, Part, default_policy, describe, figures, grouped};

/// A strategy that passes the default policy.
fn good() -> (Statistics, ExtendedStatistics) {
    let statistics = Statistics {
        start: Timestamp::from_unix_nanos(0),
        end: Timestamp::from_unix_nanos(86_400_000_000_000),
        duration_days: Some(3000.0),
        exposure_time_pct: Some(60.0),
        equity_final: Some(25_000.0),
        equity_peak: Some(26_000.0),
        commissions: Some(120.0),
        return_pct: Some(150.0),
        buy_and_hold_return_pct: Some(100.0),
        return_annualized_pct: Some(12.0),
        volatility_annualized_pct: Some(15.0),
        cagr_pct: Some(11.0),
        sharpe_ratio: Some(0.8),
        sortino_ratio: Some(1.2),
        calmar_ratio: Some(0.6),
        alpha_pct: Some(50.0),
        beta: Some(0.5),
        max_drawdown_pct: Some(-20.0),
        avg_drawdown_pct: Some(-4.0),
        max_drawdown_duration_days: Some(400.0),
        avg_drawdown_duration_days: Some(40.0),
        trades: 80,
        win_rate_pct: Some(55.0),
        best_trade_pct: Some(20.0),
        worst_trade_pct: Some(-8.0),
        avg_trade_pct: Some(1.0),
        max_trade_duration_days: Some(90.0),
        avg_trade_duration_days: Some(20.0),
        profit_factor: Some(1.8),
        expectancy_pct: Some(1.1),
        sqn: Some(2.0),
        kelly_criterion: Some(0.2),
    };
    let extended = ExtendedStatistics { psr: Some(0.98), ..ExtendedStatistics::default() };
    (statistics, extended)
}

/// Nothing to complain of beyond the backtest.
static LABORATORY: LazyLock<LaboratoryFigures> = LazyLock::new(|| LaboratoryFigures {
    walk_forward_return_pct: Some(40.0),
    walk_forward_consistency_pct: Some(80.0),
    walk_forward_efficiency: Some(0.7),
    robustness_score: Some(75.0),
    probability_of_ruin: Some(0.0),
    position_scale: Some(0.8),
    stressed_return_pct: Some(120.0),
    break_even_cost_pct: Some(0.4),
    trials: Some(500.0),
    dsr: Some(0.96),
    spa_p_value: Some(0.01),
    noise_p_value: Some(0.02),
    ..LaboratoryFigures::default()
});

fn evidence<'e>(statistics: &'e Statistics, extended: &'e ExtendedStatistics) -> Evidence<'e> {
    Evidence { statistics, extended, laboratory: Some(&LABORATORY) }
}

fn policy(criteria: &[(&str, Comparison, f64, Level)]) -> VerdictPolicy {
    VerdictPolicy {
        schema_version: SchemaVersion::V2_0,
        name: "mine".parse().unwrap(),
        description: String::new(),
        criteria: criteria
            .iter()
            .map(|&(statistic, op, threshold, level)| Criterion {
                statistic: statistic.to_owned(),
                op,
                threshold,
                level,
                reason: String::new(),
            })
            .collect(),
    }
}

/// The outcome of the default policy on statistics that `change` made of good ones, with the keys missed.
#[track_caller]
fn check(change: impl FnOnce(&mut Statistics, &mut ExtendedStatistics), outcome: Outcome, missed: &[&str]) {
    let (mut statistics, mut extended) = good();
    change(&mut statistics, &mut extended);
    let verdict = judge(&default_policy(), evidence(&statistics, &extended)).unwrap();
    assert_eq!(verdict.outcome, outcome);
    let found: Vec<_> = verdict
        .criteria
        .iter()
        .filter(|result| !result.passed)
        .map(|result| result.statistic.as_str())
        .collect();
    assert_eq!(found, missed);
    for result in &verdict.criteria {
        assert_eq!(result.change.is_none(), result.passed, "{result:?}");
    }
}

#[test]
fn the_default_policy_passes_warns_and_fails() {
    check(|_, _| {}, Outcome::Pass, &[]);
    check(|statistics, _| statistics.trades = 30, Outcome::Pass, &[]);
    check(|statistics, _| statistics.trades = 29, Outcome::Fail, &["trades"]);
    check(|statistics, _| statistics.return_pct = Some(0.0), Outcome::Fail, &["return_pct"]);
    check(|statistics, _| statistics.profit_factor = Some(1.0), Outcome::Fail, &["profit_factor"]);
    check(|statistics, _| statistics.max_drawdown_pct = Some(-30.0), Outcome::Pass, &[]);
    check(|statistics, _| statistics.max_drawdown_pct = Some(-50.0), Outcome::Warn, &["max_drawdown_pct"]);
    check(
        |statistics, _| statistics.max_drawdown_pct = Some(-50.1),
        Outcome::Fail,
        &["max_drawdown_pct", "max_drawdown_pct"],
    );
    check(|_, extended| extended.psr = Some(0.949), Outcome::Fail, &["psr"]);
    check(|statistics, _| statistics.sharpe_ratio = Some(0.4), Outcome::Warn, &["sharpe_ratio"]);
    check(|statistics, _| statistics.alpha_pct = Some(-1.0), Outcome::Warn, &["alpha_pct"]);
    check(|statistics, _| statistics.sqn = Some(1.6), Outcome::Warn, &["sqn"]);
    check(|statistics, _| statistics.exposure_time_pct = Some(0.5), Outcome::Warn, &["exposure_time_pct"]);
}

#[test]
fn undefined_statistics_are_not_met() {
    check(|_, extended| extended.psr = None, Outcome::Fail, &["psr"]);
    check(|_, extended| extended.psr = Some(f64::NAN), Outcome::Fail, &["psr"]);
    check(|statistics, _| statistics.profit_factor = None, Outcome::Fail, &["profit_factor"]);
    check(|statistics, _| statistics.profit_factor = Some(f64::INFINITY), Outcome::Fail, &["profit_factor"]);
    check(|statistics, _| statistics.sqn = None, Outcome::Warn, &["sqn"]);
}

#[test]
fn what_the_laboratory_did_not_find_is_missed() {
    let (statistics, extended) = good();
    let evidence = Evidence { laboratory: None, ..evidence(&statistics, &extended) };
    let verdict = judge(&default_policy(), evidence).unwrap();
    assert_eq!(verdict.outcome, Outcome::Fail);
    let missed: Vec<_> = verdict
        .criteria
        .iter()
        .filter(|result| !result.passed)
        .map(|result| result.statistic.as_str())
        .collect();
    assert_eq!(
        missed,
        [
            "walk_forward_return_pct",
            "walk_forward_consistency_pct",
            "robustness_score",
            "probability_of_ruin",
            "stressed_return_pct",
            "spa_p_value",
            "dsr",
            "noise_p_value",
            "dsr",
        ]
    );
}

/// One line for each criterion: reason, and what would change it.
fn told(criteria: &[(&str, Comparison, f64, Level)], change: impl FnOnce(&mut Statistics)) -> String {
    let (mut statistics, mut extended) = good();
    change(&mut statistics);
    extended.psr = Some(0.85);
    let verdict = judge(&policy(criteria), evidence(&statistics, &extended)).unwrap();
    let mut lines = String::new();
    for result in verdict.criteria {
        writeln!(lines, "{}\n    {}", result.reason, result.change.as_deref().unwrap_or("(met)")).unwrap();
    }
    lines
}

#[test]
fn every_missed_criterion_says_what_would_change_it() {
    use Comparison::{Above, AtLeast, AtMost, Below};
    use Level::Must;
    let text = told(
        &[
            ("trades", AtLeast, 30.0, Must),
            ("trades", Above, 30.0, Must),
            ("trades", AtMost, 10.0, Must),
            ("return_pct", Above, 0.0, Must),
            ("profit_factor", Above, 1.0, Must),
            ("max_drawdown_pct", AtLeast, -10.0, Must),
            ("psr", AtLeast, 0.95, Must),
            ("sharpe_ratio", AtLeast, 1.0, Must),
            ("spa_p_value", AtMost, 0.001, Must),
            ("dsr", AtLeast, 0.99, Must),
            ("noise_p_value", AtMost, 0.01, Must),
            ("walk_forward_consistency_pct", AtLeast, 90.0, Must),
            ("walk_forward_efficiency", AtLeast, 0.8, Must),
            ("walk_forward_degradation_pct", AtMost, 10.0, Must),
            ("robustness_score", AtLeast, 80.0, Must),
            ("probability_of_ruin", Below, 0.0, Must),
            ("stressed_return_pct", Above, 200.0, Must),
            ("pbo", AtMost, 0.1, Must),
            ("alpha_pct", Above, 60.0, Must),
            ("sqn", AtLeast, 3.0, Must),
            ("equity_final", AtLeast, 1e6, Must),
            ("max_trade_duration_days", Below, 30.0, Must),
            ("kurtosis", AtMost, 5.0, Must),
            ("win_rate_pct", AtLeast, 50.0, Must),
        ],
        |statistics| {
            statistics.trades = 12;
            statistics.return_pct = Some(-3.2);
            statistics.profit_factor = Some(0.8);
        },
    );
    insta::assert_snapshot!(text);
}

#[test]
fn what_is_undefined_says_why() {
    let undefined = |trades| {
        let (mut statistics, extended) = good();
        statistics.trades = trades;
        statistics.profit_factor = None;
        let policy = policy(&[("profit_factor", Comparison::Above, 1.0, Level::Must)]);
        let verdict = judge(&policy, evidence(&statistics, &extended)).unwrap();
        format!(
            "{}\n{}",
            verdict.criteria[0].reason,
            verdict.criteria[0].change.as_deref().unwrap_or_default()
        )
    };
    insta::assert_snapshot!(undefined(0), @r"
    the profit factor is undefined: no trade was settled
    trades that settle: a longer history, or rules that signal more often
    ");
    insta::assert_snapshot!(undefined(40), @r"
    the profit factor is undefined: no trade lost, so there is nothing to divide by
    a longer history, until trades have both won and lost: a strategy that never loses has not met its bad days yet
    ");
}

#[test]
fn values_near_the_threshold_are_told_apart() {
    let (statistics, mut extended) = good();
    extended.psr = Some(0.949_999);
    let policy = policy(&[("psr", Comparison::AtLeast, 0.95, Level::Must)]);
    let verdict = judge(&policy, evidence(&statistics, &extended)).unwrap();
    insta::assert_snapshot!(
        verdict.criteria[0].reason,
        @"the probabilistic Sharpe ratio is 0.949999; it must be at least 0.95"
    );
}

#[test]
fn policies_that_cannot_judge_are_refused() {
    let (statistics, extended) = good();
    let refuse =
        |policy: &VerdictPolicy| judge(policy, evidence(&statistics, &extended)).unwrap_err().to_string();
    insta::assert_snapshot!(
        refuse(&policy(&[("sharp_ratio", Comparison::Above, 1.0, Level::Must)])),
        @"criterion 1 asks for `sharp_ratio`, which is no statistic; did you mean `sharpe_ratio`?"
    );
    insta::assert_snapshot!(
        refuse(&policy(&[("trades", Comparison::Above, f64::NAN, Level::Must)])),
        @"criterion 1 compares `trades` with `NaN`; a threshold is a finite number"
    );
    assert_eq!(judge(&policy(&[]), evidence(&statistics, &extended)), Err(JudgeError::Empty));
    let times =
        judge(&policy(&[("start", Comparison::Above, 1.0, Level::Must)]), evidence(&statistics, &extended));
    assert!(matches!(times, Err(JudgeError::UnknownStatistic { .. })), "{times:?}");
}

#[test]
fn the_default_policy_is_a_document() {
    let policy = default_policy();
    assert_eq!(assay_spec::check(&policy), []);
    let text = serde_json::to_string_pretty(&policy).unwrap();
    let read = assay_spec::read::<VerdictPolicy>(&text, Format::Json, "policy").unwrap();
    assert_eq!(read.value, policy);
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/policies/default.json");
    let example = std::fs::read_to_string(example).unwrap();
    assert_eq!(
        example,
        format!("{text}\n"),
        "write it again: cargo run -p assay-lab --example default_policy > examples/policies/default.json"
    );
}

#[test]
fn every_statistic_has_a_name() {
    let keys = [Statistics::KEYS, ExtendedStatistics::KEYS, LaboratoryFigures::KEYS].concat();
    let named: Vec<_> = figures().iter().map(|figure| figure.key).collect();
    assert_eq!(named, keys);
}

#[test]
fn the_default_policy_goes_from_part_to_part() {
    let parts: Vec<Part> = default_policy()
        .criteria
        .iter()
        .map(|criterion| describe(&criterion.statistic).unwrap().part())
        .collect();
    assert!(parts.is_sorted(), "{parts:?}");
    for part in [Part::Backtest, Part::WalkForward, Part::MonteCarlo, Part::Luck] {
        assert!(parts.contains(&part), "{part:?}");
    }
}

#[test]
fn numbers_are_written_for_people() {
    for (key, value, expected) in [
        ("equity_final", 1_234_567.891, "1,234,567.89"),
        ("equity_final", -999.0, "-999.00"),
        ("return_pct", 12_345.6, "12,346 %"),
        ("return_pct", 123.45, "123.45 %"),
        ("return_pct", -0.001_23, "-0.0012 %"),
        ("return_pct", -0.000_001, "0.0000 %"),
        ("sharpe_ratio", 0.0, "0.00"),
        ("trades", 1234.0, "1,234"),
        ("duration_days", 3116.0, "3,116 days"),
        ("duration_days", 0.5, "0.5 days"),
        ("duration_days", 47.2, "47 days"),
    ] {
        assert_eq!(describe(key).unwrap().unit.show(value), expected, "{key} {value}");
    }
}

proptest! {
    #[test]
    fn a_grouped_number_without_its_commas_is_the_number(value in -1e12..1e12_f64, decimals in 0..6_usize) {
        let plain = grouped(value, decimals).replace(',', "");
        let formatted = format!("{value:.decimals$}");
        prop_assert_eq!(plain.parse::<f64>().unwrap().to_bits() << 1, formatted.parse::<f64>().unwrap().to_bits() << 1);
    }

    #[test]
    fn the_outcome_is_the_worst_miss(
        criteria in proptest::collection::vec(
            (0..figures().len(), -100.0..100.0_f64, any::<bool>(), any::<bool>()), 1..12,
        ),
    ) {
        let (statistics, extended) = good();
        let criteria: Vec<_> = criteria
            .into_iter()
            .map(|(figure, threshold, above, must)| (
                figures()[figure].key,
                if above { Comparison::Above } else { Comparison::Below },
                threshold,
                if must { Level::Must } else { Level::Should },
            ))
            .collect();
        let verdict = judge(&policy(&criteria), evidence(&statistics, &extended)).unwrap();
        let worst = verdict.criteria.iter().filter(|result| !result.passed).map(|result| result.level).min();
        let expected = match worst {
            Some(Level::Must) => Outcome::Fail,
            Some(Level::Should) => Outcome::Warn,
            None => Outcome::Pass,
        };
        prop_assert_eq!(verdict.outcome, expected);
        for result in &verdict.criteria {
            let holds = result.value.is_some_and(|value| result.op.holds(value, result.threshold));
            prop_assert_eq!(result.passed, holds);
            prop_assert_eq!(result.change.is_none(), result.passed);
        }
    }
}
