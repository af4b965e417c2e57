//! A predicate for documentation, tests and fuzzing.

use std::collections::BTreeMap;

use assay_spec::{Comparison, Language, Level, Outcome};
use assay_types::ContentHash;

use crate::predicate::{Criterion, Data, FileEntry, Predicate, Stage, Strategy, Verdict};

/// What a small run would have.
///
/// # Panics
/// Never: all texts are written here.
pub fn example() -> Predicate {
    const WRITTEN: &str = "it is written here";
    let hash = |text: &str| ContentHash::of(text.as_bytes());
    let strategy = Strategy {
        name: "sma_cross".parse().expect(WRITTEN),
        language: Language::Document,
        content_hash: hash("strategy"),
    };
    let data = Data {
        file: "GOOG.csv".to_owned(),
        symbol: None,
        file_hash: hash("file"),
        content_hash: hash("bars"),
        columns_hash: None,
        bars: 2148,
        first: "2004-08-19T00:00:00Z".parse().expect(WRITTEN),
        last: "2013-03-01T00:00:00Z".parse().expect(WRITTEN),
        timeframe: Some("1d".parse().expect(WRITTEN)),
    };
    let inputs = [
        ("strategy", strategy.content_hash),
        ("data_file", data.file_hash),
        ("data_bars", data.content_hash),
        ("config", hash("config")),
        ("policy", hash("policy")),
    ];
    let stage =
        |stage, reason: &str| Stage { stage, outcome: Outcome::Pass, reasons: vec![reason.to_owned()] };
    let criterion = |statistic: &str, value: f64, level, threshold: f64| Criterion {
        statistic: statistic.to_owned(),
        value: Some(value),
        op: Comparison::AtLeast,
        threshold,
        level,
        passed: value >= threshold,
        reason: format!("the statistic `{statistic}` is {value}"),
        change: (value < threshold).then(|| "it must rise".to_owned()),
    };
    let file = |name: &str| {
        let bytes = u64::try_from(name.len()).unwrap_or_default();
        (name.to_owned(), FileEntry { hash: hash(name), bytes })
    };
    Predicate {
        run_id: assay_types::RunId::from_hash(&hash("run")),
        assay_version: "0.0.0".to_owned(),
        strategy,
        data,
        inputs: inputs.into_iter().map(|(input, hash)| (input.to_owned(), hash)).collect(),
        seed: 0,
        stages: vec![
            stage(assay_spec::Stage::Checked, "the document is valid"),
            stage(assay_spec::Stage::Backtested, "65 trades"),
            stage(assay_spec::Stage::Proven, "all that must hold does"),
        ],
        verdict: Verdict {
            policy: "first_verdict".parse().expect(WRITTEN),
            outcome: Outcome::Warn,
            criteria: vec![
                criterion("trades", 65.0, Level::Must, 30.0),
                criterion("sqn", 0.921_2, Level::Should, 1.65),
            ],
        },
        files: BTreeMap::from(["config.json", "manifest.json", "report.json", "strategy.json"].map(file)),
    }
}
