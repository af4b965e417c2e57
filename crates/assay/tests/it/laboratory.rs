//! What `assay prove` looks at beyond one backtest.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::ops::Range;

use assay_data::LoadOptions;
use assay_engine::document::{compile, meets_constraints, parameter_values};
use assay_engine::simulator::{Options, Outcome};
use assay_engine::statistics::statistics;
use assay_spec::{LaboratoryReport, ParameterValue, ParameterValues, RunReport, Strategy};
use assay_types::Bars;

use crate::terminal::{Terminal, without_ids};

fn terminal() -> Terminal {
    let mut terminal = Terminal::new();
    terminal.keep_at_home();
    for (folder, file) in [
        ("strategies", "sma_cross.json"),
        ("strategies", "candlestick_reversal.json"),
        ("data", "GOOG.csv"),
        ("data", "BTCUSD.csv"),
    ] {
        terminal.example(folder, file);
    }
    terminal
}

fn laboratory(line: &str) -> LaboratoryReport {
    terminal().answer::<RunReport>(line).laboratory.unwrap()
}

const SMALL: &str = "prove sma_cross.json --data GOOG.csv --no-out --grid fast=10:30:10 --grid slow=40:60:20 --paths 300 --series 9";

#[test]
fn the_page_says_what_a_backtest_cannot() {
    let mut terminal = terminal();
    let output = terminal.run(SMALL);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(without_ids(&terminal.transcript()));
}

/// Trades a document over a part of the bars, with the bars before as history: no sweep, nothing shared.
struct Plainly {
    strategy: Strategy,
    bars: Bars,
    options: Options,
}

impl Plainly {
    fn new(terminal: &Terminal) -> Self {
        let text = terminal.read("sma_cross.json");
        let strategy =
            assay_spec::read::<Strategy>(&text, assay_spec::Format::Json, "sma_cross.json").unwrap().value;
        let bars =
            assay_data::load(&terminal.path("GOOG.csv"), &LoadOptions::default(), &mut |_| {}).unwrap().bars;
        Self { strategy, bars, options: Options::default() }
    }

    /// A run over the bars before the end of the span, in which nothing is ordered before its start: the account is opened there.
    fn run(&self, values: &ParameterValues, span: &Range<usize>) -> (Bars, Outcome) {
        let mut all = parameter_values(&self.strategy, &ParameterValues::new()).unwrap();
        all.extend(values.clone());
        let known = self.bars.slice(0..span.end);
        let compiled = compile(&self.strategy, &all).unwrap();
        let mut prepared = compiled.prepare(&known).unwrap();
        let mut outcome = Outcome::default();
        let venue = assay_engine::simulator::Venue::new(&known, &self.options);
        venue.simulate_into(
            assay_engine::simulator::Pace::EveryBar,
            span.clone(),
            &mut prepared,
            &mut outcome,
        );
        (known.slice(span.clone()), outcome)
    }

    fn sharpe(&self, values: &ParameterValues, span: &Range<usize>) -> Option<f64> {
        let (bars, outcome) = self.run(values, span);
        statistics(&bars, &outcome).0.sharpe_ratio
    }
}

#[test]
fn walk_forward_is_choosing_and_running_again_and_again() {
    let report = laboratory(SMALL);
    let plainly = Plainly::new(&terminal());
    let walk_forward = report.walk_forward.unwrap();
    let length = plainly.bars.len() / 8;
    let first = plainly.bars.len() - 5 * length;
    let (mut level, mut peak, mut deepest) = (1.0_f64, 1.0_f64, 0.0_f64);
    for (number, window) in walk_forward.windows.iter().enumerate() {
        let boundary = first + number * length;
        let (inside, outside) = (boundary - first..boundary, boundary..boundary + length);
        let mut best: Option<(f64, ParameterValues)> = None;
        for fast in [10, 20, 30] {
            for slow in [40, 60] {
                let values: ParameterValues = [("fast", fast), ("slow", slow)]
                    .map(|(name, value)| (name.parse().unwrap(), ParameterValue::Integer(value)))
                    .into();
                let score =
                    meets_constraints(&plainly.strategy, &values).then(|| plainly.sharpe(&values, &inside));
                let Some(score) = score.flatten() else { continue };
                if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                    best = Some((score, values));
                }
            }
        }
        let (_, values) = best.unwrap();
        assert_eq!(window.parameters, values, "window {number}");
        assert_eq!(window.in_sample.first, plainly.bars.time()[inside.start]);
        assert_eq!(window.out_of_sample.last, plainly.bars.time()[outside.end - 1]);
        let (bars, outcome) = plainly.run(&values, &outside);
        let (statistics, _) = statistics(&bars, &outcome);
        assert_eq!(window.out_of_sample.return_pct, statistics.return_pct);
        assert_eq!(window.out_of_sample.max_drawdown_pct, statistics.max_drawdown_pct);
        assert_eq!(window.out_of_sample.trades, statistics.trades);
        for equity in &outcome.equity {
            let now = level * equity / plainly.options.cash;
            peak = peak.max(now);
            deepest = deepest.max(1.0 - now / peak);
        }
        level *= outcome.equity.last().unwrap() / plainly.options.cash;
    }
    assert_eq!(walk_forward.windows.len(), 5);
    let figures = report.figures;
    assert!((figures.walk_forward_return_pct.unwrap() - (level - 1.0) * 100.0).abs() < 1e-9);
    assert!((figures.walk_forward_max_drawdown_pct.unwrap() + deepest * 100.0).abs() < 1e-9);
    let earned =
        walk_forward.windows.iter().filter(|window| window.out_of_sample.return_pct > Some(0.0)).count();
    assert_eq!(figures.walk_forward_consistency_pct, Some(f64::from(u32::try_from(earned).unwrap()) * 20.0));
}

#[test]
fn every_option_changes_what_it_names() {
    let base = laboratory(SMALL);
    let check = |option: &str, differs: fn(&LaboratoryReport, &LaboratoryReport) -> bool| {
        let other = laboratory(&format!("{SMALL} {option}"));
        assert!(differs(&base, &other), "{option}");
        assert_ne!(base.config, other.config, "{option}");
    };
    let windows = |report: &LaboratoryReport| report.walk_forward.as_ref().map(|found| found.windows.len());
    assert_eq!(windows(&base), Some(5));
    check("--walk-forward anchored", |_, other| {
        let windows = &other.walk_forward.as_ref().unwrap().windows;
        windows.iter().all(|window| window.in_sample.first == windows[0].in_sample.first)
    });
    check("--in-sample 2y --out-of-sample 1y", |_, other| {
        other.walk_forward.as_ref().unwrap().windows.len() == 7
    });
    check("--out-of-sample 100", |_, other| other.config.walk_forward.in_sample == "300");
    check("--in-sample 900", |_, other| other.config.walk_forward.out_of_sample == "300");
    check("--purge 20 --embargo 10", |base, other| {
        let bars = |report: &LaboratoryReport| {
            let window = &report.walk_forward.as_ref().unwrap().windows[0];
            (window.in_sample.bars, window.out_of_sample.bars)
        };
        let ((inside, outside), now) = (bars(base), bars(other));
        now == (inside - 20, outside - 10)
    });
    check("--tried 500", |base, other| other.figures.dsr < base.figures.dsr);
    check("--objective return_pct", |base, other| base.walk_forward != other.walk_forward);
    check("--trials 2", |_, other| other.search.as_ref().unwrap().trials == 2);
    check("--ruin 90", |base, other| other.figures.probability_of_ruin > base.figures.probability_of_ruin);
    let alone = laboratory(&SMALL.replace("--series 9", "--series 0"));
    assert!(alone.figures.noise_p_value.is_none() && base.figures.noise_p_value.is_some());
    let seeded = laboratory(&format!("{SMALL} --seed 3"));
    assert_ne!(seeded.monte_carlo, base.monte_carlo);
    assert_eq!(seeded.walk_forward, base.walk_forward, "a grid needs no chance");
}

#[test]
fn what_cannot_be_found_is_said() {
    // Nothing to vary, and on the hour.
    let report =
        laboratory("prove candlestick_reversal.json --data GOOG.csv --no-out --paths 100 --series 3");
    assert!(report.search.is_none() || report.figures.pbo.is_some());
    let terminal = terminal();
    let bars: Vec<String> = terminal.read("GOOG.csv").lines().take(9).map(str::to_owned).collect();
    terminal.write("short.csv", bars.join("\n"));
    let report: RunReport = terminal.answer(
        "prove sma_cross.json --data short.csv --no-out --param fast=2 --param slow=3 --in-sample 20 --paths 10 --series 2",
    );
    let laboratory = report.laboratory.unwrap();
    let told = laboratory.absent.join("\n");
    assert!(told.contains("8 bars are too few for 20 in sample"), "{told}");
    assert!(laboratory.walk_forward.is_none() && laboratory.figures.robustness_score.is_none());
}

#[test]
fn wrong_use_is_explained_before_anything_is_run() {
    let mut terminal = terminal();
    for options in [
        "--in-sample 0",
        "--in-sample 5m",
        "--out-of-sample ten",
        "--objective sharp_ratio",
        "--require trades",
        "--ruin 0",
        "--ruin nan",
        "--grid speed=1:5",
        "--grid fast",
        "--trials 5000",
        "--walk-forward both",
        "--method tpe --grid fast=5:1",
    ] {
        let output = terminal.run(&format!("prove sma_cross.json --data GOOG.csv {options}"));
        assert_eq!(output.status.code(), Some(2), "{options}");
    }
    insta::assert_snapshot!(terminal.transcript());
}
