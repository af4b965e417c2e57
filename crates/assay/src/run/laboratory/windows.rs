//! Walk-forward analysis: what was chosen on one part of the history, on the part that follows.

use std::ops::Range;

use anyhow::Result;
use assay_engine::simulator::Outcome;
use assay_engine::statistics::Measure;
use assay_lab::search::best;
use assay_lab::walk_forward::{
    Judged, Part, Window, consistency, degradation, efficiency, stability, steadiness,
};
use assay_spec::{
    LaboratoryFigures, ParameterStability, ParameterValues, PartReport, WalkForwardReport, WindowReport,
};
use assay_types::Timestamp;

use super::{Annual, Examined, Plan, part, trials};
use crate::progress::Working;
use crate::run::candidate::Runner;

/// The equity of the out-of-sample parts, one after another, relative to its start.
#[derive(Debug)]
pub(crate) struct Stitched {
    /// The bars' times.
    pub(crate) time: Vec<Timestamp>,
    /// The equity at each bar's close.
    pub(crate) equity: Vec<f64>,
}

/// A part that was run.
struct Went {
    report: PartReport,
    growth: f64,
    /// The equity relative to the cash.
    equity: Vec<f64>,
}

/// Goes through the windows; nothing if the history cannot be cut.
pub(super) fn walk(
    plan: &Plan,
    examined: &Examined<'_>,
    working: &Working,
    figures: &mut LaboratoryFigures,
    absent: &mut Vec<String>,
) -> Result<Option<(WalkForwardReport, Stitched)>> {
    let bars = &examined.loaded.bars;
    let windows = match plan.scheme.windows(bars.time()) {
        Ok(windows) => windows,
        Err(error) => {
            absent.push(format!("no walk-forward analysis: {error}"));
            return Ok(None);
        }
    };
    let measure = Measure::new(bars, 0..bars.len());
    let annual = Annual(measure.periods_per_year());
    let mut runner = examined.candidate.runner(examined.loaded, examined.config, examined.options);
    let (mut reports, mut judged, mut chosen) = (Vec::new(), Vec::new(), Vec::new());
    let first = windows.first().map_or(0, |window| window.out_of_sample.start);
    let mut stitched = Outcome::default();
    for (number, Window { in_sample, out_of_sample }) in (1..).zip(&windows) {
        working.say(format!("walk-forward window {number} of {}", windows.len()));
        let scored = trials::pursue(
            plan,
            examined,
            &mut runner,
            in_sample,
            |figures| plan.objective.score(figures),
            |results| results.into_iter().map(|result| result.ok().flatten()).collect(),
        )?;
        let found = best(&scored).map(|best| best.values.clone());
        let is_idle = plan.space.is_some() && found.is_none();
        if is_idle {
            absent.push(format!(
                "window {number} has nothing to choose, as no combination has a score in sample; it counts as without trades"
            ));
        }
        let values = found.unwrap_or_default();
        let mut go = |span: &Range<usize>, which: &str| -> Result<Went> {
            if is_idle {
                return Ok(idle(examined, span));
            }
            let went = go(examined, &mut runner, &values, span, annual)?;
            went.or_else(|reason| {
                absent.push(format!(
                    "window {number} could not be run {which} sample, and counts as without trades: {reason}"
                ));
                Ok(idle(examined, span))
            })
        };
        let (inside, outside) = (go(in_sample, "in")?, go(out_of_sample, "out of")?);
        let level = stitched.equity.last().copied().unwrap_or(1.0);
        // Under embargo nothing happens.
        stitched.equity.resize(out_of_sample.start - first, level);
        stitched.equity.extend(outside.equity.iter().map(|equity| level * equity));
        let side = |went: &Went, span: &Range<usize>| Part {
            years: years(bars.time(), span),
            growth: went.growth,
            sharpe_ratio: went.report.sharpe_ratio,
        };
        judged.push(Judged {
            in_sample: side(&inside, in_sample),
            out_of_sample: side(&outside, out_of_sample),
        });
        if !values.is_empty() {
            chosen.push(values.clone());
        }
        reports.push(WindowReport {
            parameters: values,
            in_sample: inside.report,
            out_of_sample: outside.report,
        });
    }
    let span = first..first + stitched.equity.len();
    let whole = Measure::new(bars, span.clone());
    let together = whole.figures(&stitched);
    let statistics = together.statistics();
    let parameters = plan.space.as_ref().map_or_else(Vec::new, |space| stability(&chosen, space));
    figures.walk_forward_return_pct = stitched.equity.last().map(|equity| (equity - 1.0) * 100.0);
    figures.walk_forward_sharpe_ratio = annual.sharpe(&together);
    figures.walk_forward_max_drawdown_pct = statistics.max_drawdown_pct;
    #[expect(clippy::cast_precision_loss, reason = "a count of trades")]
    let trades = reports.iter().map(|window: &WindowReport| window.out_of_sample.trades).sum::<u64>() as f64;
    figures.walk_forward_trades = Some(trades);
    figures.walk_forward_efficiency = efficiency(&judged);
    figures.walk_forward_degradation_pct = degradation(&judged).map(|share| share * 100.0);
    figures.walk_forward_consistency_pct = consistency(&judged).map(|share| share * 100.0);
    figures.parameter_stability = steadiness(&parameters);
    let told = |drawn: assay_lab::walk_forward::Drawn| ParameterStability {
        parameter: drawn.parameter,
        values: drawn.values,
        dispersion: drawn.dispersion,
        drift: drawn.drift,
    };
    let report =
        WalkForwardReport { windows: reports, parameters: parameters.into_iter().map(told).collect() };
    let stitched = Stitched { time: bars.time()[span].to_vec(), equity: stitched.equity };
    Ok(Some((report, stitched)))
}

/// Runs what was chosen over a part.
fn go(
    examined: &Examined<'_>,
    runner: &mut Runner<'_>,
    values: &ParameterValues,
    span: &Range<usize>,
    annual: Annual,
) -> Result<Result<Went, String>> {
    let (bars, cash) = (&examined.loaded.bars, examined.options.cash);
    let mut results = runner.run(std::slice::from_ref(values), span.clone(), |_, figures, outcome| {
        let equity: Vec<f64> = outcome.equity.iter().map(|equity| (equity / cash).max(0.0)).collect();
        let growth = equity.last().copied().unwrap_or(1.0);
        Went { report: part(bars, span, figures, outcome, annual), growth, equity }
    })?;
    Ok(results.pop().unwrap_or_else(|| Err("nothing came of it".to_owned())))
}

/// A part on which nothing was done.
fn idle(examined: &Examined<'_>, span: &Range<usize>) -> Went {
    let time = examined.loaded.bars.time();
    Went {
        report: PartReport {
            first: time[span.start],
            last: time[span.end - 1],
            bars: span.len() as u64,
            return_pct: Some(0.0),
            sharpe_ratio: None,
            max_drawdown_pct: Some(0.0),
            trades: 0,
        },
        growth: 1.0,
        equity: vec![1.0; span.len()],
    }
}

/// From the first bar of a span to the first bar after it, in years of 365.25 days.
#[expect(clippy::cast_precision_loss, reason = "a share of years")]
fn years(time: &[Timestamp], span: &Range<usize>) -> f64 {
    const YEAR: f64 = 365.25 * 86_400e9;
    let end = time.get(span.end).or(time.last());
    let nanos = end.and_then(|end| end.checked_nanos_since(time[span.start])).unwrap_or(0);
    nanos as f64 / YEAR
}
