//! Looks ahead are found, and nothing else is.

use assay_python::{Effort, FindingKind};

use crate::bench_of_tests::{class, run_over};

/// Runs 300 bars; the findings must be of these kinds and about these subjects.
#[track_caller]
fn check(init: &str, next: &str, expected: &[(FindingKind, &str)]) {
    let run = run_over(300, &class(init, next), Effort::Sampled);
    let causality = run.causality.unwrap();
    let found: Vec<_> =
        causality.findings.iter().map(|finding| (finding.kind, finding.subject.as_str())).collect();
    for (kind, subject) in expected {
        assert!(
            found.iter().any(|(its, about)| its == kind && about.contains(subject)),
            "{kind:?} of `{subject}` is not among {:#?}\n{:#?}\n{:?}",
            causality.findings,
            causality.notes,
            run.outcome.as_ref().err(),
        );
    }
    assert_eq!(found.is_empty(), expected.is_empty(), "{found:?} {:#?}", causality.findings);
}

const CROSS: &str = "if self.data.Close[-1] > self.line[-1] and not self.position: self.buy(size=1)\n\
    elif self.data.Close[-1] < self.line[-1]: self.position.close()";

#[test]
fn a_causal_strategy_has_no_findings() {
    check("self.line = self.I(SMA, self.data.Close, 10)", CROSS, &[]);
    check("self.line = self.I(lambda: pd.Series(self.data.Close).ewm(span=10).mean())", CROSS, &[]);
    check("self.lines = [self.I(SMA, self.data.Close, 10)]\nself.line = self.lines[0]", CROSS, &[]);
    check("self.line = self.I(SMA, self.data.Close, 10)\nself.x = np.random.rand()", CROSS, &[]);
}

#[test]
fn an_indicator_that_sees_later_bars() {
    let seen = [(FindingKind::Indicator, "self.line")];
    check("self.line = self.I(lambda: pd.Series(self.data.Close).shift(-1))", CROSS, &seen);
    check(
        "self.line = self.I(lambda: pd.Series(self.data.Close).rolling(5, center=True).mean())",
        CROSS,
        &seen,
    );
    check("self.line = self.I(lambda: np.asarray(self.data.Close) / np.max(self.data.Close))", CROSS, &seen);
    check("self.line = self.I(lambda: pd.Series(self.data.Close).rolling(20).mean().bfill())", CROSS, &seen);
}

#[test]
fn state_that_sees_later_bars() {
    check(
        "self.line = self.I(SMA, self.data.Close, 10)\nself.mean = float(np.mean(self.data.Close))",
        "if self.data.Close[-1] > self.mean: self.buy(size=1)",
        &[(FindingKind::State, "self.mean")],
    );
}

#[test]
fn state_that_nobody_reads_is_a_note() {
    check("self.line = self.I(SMA, self.data.Close, 10)\nself.bars = len(self.data)", CROSS, &[]);
}

#[test]
fn a_frame_kept_for_later() {
    check(
        "self.line = self.I(SMA, self.data.Close, 10)\nself.frame = self.data.df",
        "if self.frame.Close.iloc[len(self.data)] > self.data.Close[-1]: self.buy(size=1)",
        &[(FindingKind::NeedsFuture, "next")],
    );
    check(
        "self.line = self.I(SMA, self.data.Close, 10)\nself.frame = self.data.df",
        "if self.frame.Close.iloc[-1] > self.data.Close[-1]: self.buy(size=1)",
        &[(FindingKind::Decision, "next")],
    );
}

#[test]
fn memory_beyond_the_array() {
    check(
        "self.line = self.I(SMA, self.data.Close, 10)",
        "close = self.data.Close\n\
         ahead = np.lib.stride_tricks.as_strided(np.asarray(close), (len(close) + 1,), close.strides)\n\
         if ahead[-1] > close[-1]: self.buy(size=1)",
        &[(FindingKind::Decision, "next")],
    );
}

#[test]
fn chance_is_told_from_sight() {
    check(
        "self.line = self.I(SMA, self.data.Close, 10)\nimport time\nself.clock = time.perf_counter_ns",
        "if self.clock() % 3 == 0: self.buy(size=1)",
        &[(FindingKind::NotRepeatable, "next")],
    );
}

#[test]
fn the_report_tells_how_long_indicators_take_to_settle() {
    let source = class(
        "self.sma = self.I(SMA, self.data.Close, 10)\n\
         self.ema = self.I(lambda: pd.Series(self.data.Close).ewm(span=5).mean())\n\
         self.sum = self.I(lambda: np.cumsum(self.data.Close))",
        "pass",
    );
    let settling = run_over(300, &source, Effort::Sampled).causality.unwrap().settling;
    assert_eq!(settling[0].bars, Some(9));
    assert!(settling[1].bars.is_some_and(|bars| bars > 20));
    assert_eq!(settling[2].bars, None);
}
