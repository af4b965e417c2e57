//! What lies beyond one backtest: other windows, other parameters, other chances.

mod chances;
mod plan;
mod trials;
mod windows;

use std::ops::Range;

use anyhow::Result;
use assay_data::Loaded;
use assay_engine::parallel;
use assay_engine::simulator::{self, Outcome};
use assay_engine::statistics::{Figures, Measure, Moments};
use assay_lab::overfitting::{
    BlockSums, CrossScheme, Resampling, cross_validate, deflated_against, deflated_sharpe_ratio,
    minimum_track_record, probability_of_overfitting, rule_significance, snooping,
};
use assay_lab::regime;
use assay_lab::walk_forward::{Robustness, neighbours};
use assay_spec::{
    BacktestConfig, LaboratoryFigures, LaboratoryReport, Neighbour, OverfittingReport, ParameterValues,
    PartReport, RegimeReport,
};
use assay_types::Bars;

pub(super) use self::plan::Plan;
use self::trials::Tried;
pub(crate) use self::windows::Stitched;
use super::candidate::Candidate;
use crate::output::Printer;
use crate::progress::Working;

/// Resamplings of a test for data snooping.
const RESAMPLINGS: u32 = 999;
/// From which probability on a Sharpe ratio is told from 0.
const CONFIDENCE: f64 = 0.95;

/// What the laboratory examines.
pub(super) struct Examined<'e> {
    pub(super) candidate: Candidate<'e>,
    pub(super) loaded: &'e Loaded,
    /// The account, with the strategy's own parameters.
    pub(super) config: &'e BacktestConfig,
    pub(super) options: &'e simulator::Options,
    /// The strategy's own values, as far as they are known.
    pub(super) parameters: &'e ParameterValues,
    /// The backtest.
    pub(super) outcome: &'e Outcome,
    pub(super) printer: &'e Printer,
}

/// What it found.
pub(super) struct Found {
    pub(super) report: LaboratoryReport,
    /// The equity of the out-of-sample parts, one after another.
    pub(super) stitched: Option<Stitched>,
}

/// Examines a strategy that was run.
///
/// # Errors
/// The sandbox does not work. What the strategy does is no error.
pub(super) fn examine(plan: &Plan, examined: &Examined<'_>) -> Result<Found> {
    let Examined { loaded, outcome, printer, .. } = *examined;
    let working = Working::new(printer, "the laboratory".to_owned());
    let measure = Measure::new(&loaded.bars, whole(&loaded.bars));
    let own = measure.figures(outcome);
    let annual = Annual(measure.periods_per_year());
    let mut figures = LaboratoryFigures::default();
    let mut absent = Vec::new();

    working.say("other parameters".to_owned());
    let tried = trials::search(plan, examined, &own, &mut absent)?;
    let neighbours = look_around(plan, examined, annual, &mut absent)?;
    figures.plateau = plateau(&neighbours, annual.sharpe(&own));
    working.say("walk-forward windows".to_owned());
    let walked = windows::walk(plan, examined, &working, &mut figures, &mut absent)?;
    figures.robustness_score = Robustness {
        consistency: figures.walk_forward_consistency_pct.map(|share| share / 100.0),
        efficiency: figures.walk_forward_efficiency,
        steadiness: figures.parameter_stability,
        plateau: figures.plateau,
    }
    .score();
    working.say("how much of it is luck".to_owned());
    let overfitting = weigh(plan, examined, &own, tried.as_ref(), annual, &mut figures);
    let monte_carlo = chances::draw(plan, examined, &own, &working, &mut figures, &mut absent)?;

    let (walk_forward, stitched) =
        walked.map_or((None, None), |(report, stitched)| (Some(report), Some(stitched)));
    let report = LaboratoryReport {
        config: plan.config.clone(),
        figures,
        absent,
        search: tried.map(|tried| tried.report),
        walk_forward,
        neighbours,
        monte_carlo,
        overfitting,
        regimes: regimes(&measure, &own, annual),
    };
    Ok(Found { report, stitched })
}

fn whole(bars: &Bars) -> Range<usize> {
    0..bars.len()
}

/// How many periods make a year.
#[derive(Debug, Clone, Copy)]
struct Annual(f64);

impl Annual {
    /// The annualised Sharpe ratio: mean over sample standard deviation of the returns, times the square root of the periods.
    fn sharpe(self, figures: &Figures<'_>) -> Option<f64> {
        self.of(figures.sharpe_per_period())
    }

    fn of(self, sharpe: f64) -> Option<f64> {
        Some(sharpe * self.0.sqrt()).filter(|sharpe| sharpe.is_finite())
    }
}

/// A part of the history, as a run went through it.
fn part(
    bars: &Bars,
    span: &Range<usize>,
    figures: &Figures<'_>,
    outcome: &Outcome,
    annual: Annual,
) -> PartReport {
    let statistics = figures.statistics();
    PartReport {
        first: bars.time()[span.start],
        last: bars.time()[span.end - 1],
        bars: span.len() as u64,
        return_pct: statistics.return_pct,
        sharpe_ratio: annual.sharpe(figures),
        max_drawdown_pct: statistics.max_drawdown_pct,
        trades: outcome.trades.len() as u64,
    }
}

/// Runs the combinations beside the strategy's own.
fn look_around(
    plan: &Plan,
    examined: &Examined<'_>,
    annual: Annual,
    absent: &mut Vec<String>,
) -> Result<Vec<Neighbour>> {
    let Examined { candidate, loaded, config, options, parameters, .. } = *examined;
    let Some(space) = &plan.space else { return Ok(Vec::new()) };
    let beside: Vec<_> =
        neighbours(parameters, space).into_iter().filter(|(_, values)| candidate.allows(values)).collect();
    let values: Vec<ParameterValues> = beside.iter().map(|(_, values)| values.clone()).collect();
    let results =
        candidate.runner(loaded, config, options).run(&values, whole(&loaded.bars), |_, figures, _| {
            (figures.statistics().return_pct, annual.sharpe(figures))
        })?;
    let mut found = Vec::with_capacity(beside.len());
    for ((parameter, mut values), result) in beside.into_iter().zip(results) {
        let Some(value) = values.remove(&parameter) else { continue };
        match result {
            Ok((return_pct, sharpe_ratio)) => {
                found.push(Neighbour { parameter, value, return_pct, sharpe_ratio });
            }
            Err(reason) => {
                absent.push(format!("the neighbour {parameter} = {value} could not be run: {reason}"));
            }
        }
    }
    Ok(found)
}

/// The mean Sharpe ratio of the neighbours over the strategy's own; a neighbour without one counts as 0.
fn plateau(neighbours: &[Neighbour], own: Option<f64>) -> Option<f64> {
    let own = own.filter(|own| *own > 0.0 && !neighbours.is_empty())?;
    let sum: f64 = neighbours.iter().map(|neighbour| neighbour.sharpe_ratio.unwrap_or(0.0)).sum();
    #[expect(clippy::cast_precision_loss, reason = "two for each parameter")]
    let mean = sum / neighbours.len() as f64;
    Some(mean / own)
}

/// What a result as good is worth, given how it was found.
fn weigh(
    plan: &Plan,
    examined: &Examined<'_>,
    own: &Figures<'_>,
    tried: Option<&Tried>,
    annual: Annual,
    figures: &mut LaboratoryFigures,
) -> OverfittingReport {
    let moments = own.moments();
    let returns = own.period_returns();
    let cores = parallel::cores();
    let resampling = Resampling {
        times: RESAMPLINGS,
        mean_length: Resampling::mean_length_for(returns.len()),
        seed: examined.config.seed,
        cores,
    };
    figures.rule_p_value = rule_significance(returns, resampling);

    let deflated = deflate(plan, moments, tried, figures);
    let minimum = Some(minimum_track_record(moments, 0.0, CONFIDENCE)).filter(|minimum| minimum.is_finite());
    #[expect(clippy::cast_precision_loss, reason = "a count of periods")]
    let observations = moments.observations as f64;
    figures.track_record_ratio = minimum.map(|minimum| observations / minimum);

    // Where nothing varies, the strategy is the only one there is to be lucky.
    let alone = [returns.to_vec()];
    let compared = tried.map_or(&alone[..], |tried| &tried.returns);
    if let Some(snooping) = snooping(compared, resampling) {
        figures.reality_check_p_value = Some(snooping.reality_check);
        figures.spa_p_value = Some(snooping.superior_ability);
    }
    let mut paths = Vec::new();
    if let Some(tried) = tried {
        let length = measured_length(&tried.returns);
        let sums: Vec<BlockSums> =
            tried.returns.iter().map(|returns| BlockSums::of(returns, length)).collect();
        figures.pbo = probability_of_overfitting(&sums, cores).map(|overfitting| overfitting.probability);
        let cut = &plan.config.cross_validation;
        let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let scheme = CrossScheme {
            groups: size(cut.groups),
            tests: size(cut.tests),
            purge: size(cut.purge),
            embargo: size(cut.embargo),
        };
        if let Some(validated) = cross_validate(&tried.returns, scheme).filter(|_| tried.returns.len() > 1) {
            let mut ordered = validated.paths.clone();
            let median = assay_engine::statistics::percentile(&mut ordered, 0.5);
            figures.cross_validation_sharpe_ratio = annual.of(median);
            figures.cross_validation_loss_probability = Some(validated.probability_of_loss());
            paths = validated.paths;
        }
    }
    OverfittingReport {
        periods_per_year: annual.0,
        observations: moments.observations as u64,
        sharpe_ratio: Some(moments.sharpe).filter(|sharpe| sharpe.is_finite()),
        variance: deflated.map(|deflated| deflated.variance),
        expected_maximum: deflated.map(|deflated| deflated.expected_maximum),
        minimum_track_record: minimum,
        cross_validation: paths,
    }
}

fn measured_length(returns: &[Vec<f64>]) -> usize {
    returns.iter().map(Vec::len).max().unwrap_or(0)
}

/// The deflated Sharpe ratio: all combinations count that were tried here and before.
fn deflate(
    plan: &Plan,
    moments: Moments,
    tried: Option<&Tried>,
    figures: &mut LaboratoryFigures,
) -> Option<assay_lab::overfitting::Deflated> {
    let before = usize::try_from(plan.config.tried).unwrap_or(usize::MAX);
    let mut sharpes: Vec<f64> = tried.map_or_else(|| vec![f64::NAN], |tried| tried.sharpes.clone());
    let trials = sharpes.len().saturating_add(before);
    #[expect(clippy::cast_precision_loss, reason = "a count of trials")]
    let count = trials as f64;
    figures.trials = Some(count);
    let known: Vec<f64> = sharpes.iter().copied().filter(|sharpe| sharpe.is_finite()).collect();
    let deflated = if known.len() < 2 {
        // Without others to compare, that of a Sharpe ratio of 0 (Lo, A. W. 2002, "The Statistics of Sharpe Ratios", Financial
        // Analysts Journal 58(4)).
        #[expect(clippy::cast_precision_loss, reason = "a count of periods")]
        let variance = 1.0 / moments.observations.saturating_sub(1).max(1) as f64;
        deflated_against(moments, trials, variance)
    } else if before == 0 {
        deflated_sharpe_ratio(moments, &sharpes)
    } else {
        sharpes = known;
        let variance = deflated_sharpe_ratio(moments, &sharpes)?.variance;
        deflated_against(moments, trials, variance)
    };
    figures.dsr = deflated.map(|deflated| deflated.probability);
    deflated
}

/// In which kinds of market the strategy earned.
fn regimes(measure: &Measure<'_>, own: &Figures<'_>, annual: Annual) -> Vec<RegimeReport> {
    let regimes = regime::regimes(&measure.period_closes());
    let told = |earned: regime::Earned| RegimeReport {
        regime: earned.regime.to_string(),
        periods: earned.periods as u64,
        return_pct: earned.return_ratio * 100.0,
        sharpe_ratio: annual.of(earned.sharpe),
    };
    regime::earned(own.period_returns(), &regimes).into_iter().map(told).collect()
}
