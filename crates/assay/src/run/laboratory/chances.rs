//! What else could have come of the strategy: other orders of its trades, other costs, other prices.

use anyhow::Result;
use assay_data::Loaded;
use assay_engine::document;
use assay_engine::parallel;
use assay_engine::simulator::{self, Outcome};
use assay_engine::statistics::{Figures, Measure};
use assay_lab::monte_carlo::{
    Distribution, Draw, Paths, Plan as Draws, Redraw, RuinLimit, fan, largest_scale, redrawn_order,
    reordered, resample,
};
use assay_lab::overfitting::Resampling;
use assay_spec::{
    BacktestConfig, FanStep, LaboratoryFigures, MonteCarloReport, ParameterValues, PathsReport, Percentiles,
    Resampled, RuinChance, SeriesReport, StressReport,
};

use super::{Annual, Examined, Plan, whole};
use crate::progress::Working;
use crate::run::candidate::Candidate;

/// How often the fan is told between its ends.
const FAN_STEPS: usize = 50;
/// The probability with which a trade is left out.
const SKIPPED: f64 = 0.1;
/// The highest cost that is drawn for a trade, as a share of the equity.
const TRADE_COST: f64 = 0.002;
/// The levels of the curve of ruin, in per cent of the cash.
const RUIN_LEVELS: [f64; 9] = [90.0, 80.0, 70.0, 60.0, 50.0, 40.0, 30.0, 20.0, 10.0];
/// By how much more every fill costs, in per cent of its value. The second is the one of the figures.
const STRESSES: [f64; 4] = [0.05, 0.1, 0.2, 0.5];
/// How much larger positions are thought to be at most.
const SCALE_MAX: f64 = 10.0;

/// Draws what else could have been; nothing if there was no trade.
pub(super) fn draw(
    plan: &Plan,
    examined: &Examined<'_>,
    own: &Figures<'_>,
    working: &Working,
    figures: &mut LaboratoryFigures,
    absent: &mut Vec<String>,
) -> Result<Option<MonteCarloReport>> {
    if examined.outcome.fills.is_empty() {
        absent.push("no Monte Carlo: there was no trade".to_owned());
        return Ok(None);
    }
    let trades = trade_returns(examined.outcome, examined.options.cash);
    let (mut kinds, mut spread, mut ruin) = (Vec::new(), Vec::new(), Vec::new());
    if trades.is_empty() {
        absent.push("no other histories of the trades: none was settled".to_owned());
    } else {
        working.say("other histories of the same trades".to_owned());
        let draws = Draws {
            paths: u32::try_from(plan.config.paths).unwrap_or(u32::MAX),
            seed: examined.config.seed,
            cores: parallel::cores(),
        };
        kinds = paths(plan, &trades, own.period_returns(), &draws, figures);
        let (level, probability) = (plan.config.ruin_pct / 100.0, plan.config.ruin_probability);
        figures.position_scale = Some(largest_scale(
            &trades,
            Draw::Bootstrap,
            &draws,
            RuinLimit { level, probability },
            SCALE_MAX,
        ));
        let drawn = resample(&trades, Draw::Bootstrap, &draws);
        let chance = |level_pct: f64| RuinChance {
            level_pct,
            probability: drawn.probability_of_ruin(level_pct / 100.0),
        };
        ruin = RUIN_LEVELS.map(chance).to_vec();
        let step = |(trades, equity): (usize, Distribution)| FanStep {
            trades: trades as u64,
            equity: percentiles(&equity, 1.0),
        };
        spread = fan(&trades, Draw::Bootstrap, &draws, FAN_STEPS).into_iter().map(step).collect();
    }

    working.say("higher costs".to_owned());
    let stress = stress(examined, absent)?;
    figures.stressed_return_pct = stress.get(1).and_then(|stress| stress.return_pct);
    figures.break_even_cost_pct = break_even(examined);

    working.say("prices that might have been".to_owned());
    let mean_length = Resampling::mean_length_for(examined.loaded.bars.len());
    let redrawn = over_series(plan, examined, Redraw::Blocks { mean_length }, working)?;
    working.say("shuffled prices".to_owned());
    let shuffled = over_series(plan, examined, Redraw::Shuffle, working)?;
    let seen = own.sharpe_per_period();
    if let Some(shuffled) = &shuffled
        && seen.is_finite()
    {
        // The real series is one of them (Davison and Hinkley 1997, equation 4.11).
        // What fails on other prices has not shown that it does worse there.
        let as_good =
            shuffled.iter().filter(|series| series.is_none_or(|series| series.sharpe >= seen)).count();
        figures.noise_p_value = Some(count(as_good + 1) / count(shuffled.len() + 1));
    }
    figures.redrawn_profit_probability = redrawn.as_ref().map(|series| {
        count(series.iter().flatten().filter(|series| series.return_pct > 0.0).count()) / count(series.len())
    });
    for (series, which) in [(&redrawn, "redrawn"), (&shuffled, "shuffled")] {
        let failed = series.iter().flatten().filter(|series| series.is_none()).count();
        if failed > 0 {
            absent.push(format!(
                "on {failed} of {} series of {which} prices it could not be run",
                plan.config.series
            ));
        }
    }
    let annual = Annual(Measure::new(&examined.loaded.bars, whole(&examined.loaded.bars)).periods_per_year());
    Ok(Some(MonteCarloReport {
        paths: kinds,
        fan: spread,
        ruin,
        stress,
        redrawn: redrawn.map(|series| told(&series, annual)),
        shuffled: shuffled.map(|series| told(&series, annual)),
    }))
}

#[expect(clippy::cast_precision_loss, reason = "counts of trades and series")]
fn count(count: usize) -> f64 {
    count as f64
}

/// What each trade earned, as a ratio of the equity before it.
fn trade_returns(outcome: &Outcome, cash: f64) -> Vec<f64> {
    let before = |bar: usize| bar.checked_sub(1).map_or(cash, |before| outcome.equity[before]);
    let ratio = |trade: &simulator::Trade| trade.pnl / before(trade.entry_bar);
    outcome.trades.iter().map(ratio).filter(|ratio| ratio.is_finite()).collect()
}

/// Histories drawn in every way.
fn paths(
    plan: &Plan,
    trades: &[f64],
    periods: &[f64],
    draws: &Draws,
    figures: &mut LaboratoryFigures,
) -> Vec<PathsReport> {
    let mean_length = Resampling::mean_length_for(periods.len());
    let kinds = [
        (Resampled::TradeBootstrap, trades, Draw::Bootstrap),
        (Resampled::TradePermutation, trades, Draw::Permutation),
        (Resampled::TradeSkipping, trades, Draw::Skipping { probability: SKIPPED }),
        (Resampled::TradeCosts, trades, Draw::Costs { highest: TRADE_COST }),
        (Resampled::ReturnBlocks, periods, Draw::Blocks { mean_length }),
    ];
    let drawn: Vec<PathsReport> = kinds
        .into_iter()
        .filter(|(_, returns, _)| !returns.is_empty())
        .map(|(drawn, returns, draw)| paths_report(plan, drawn, &resample(returns, draw, draws)))
        .collect();
    if let Some(bootstrap) = drawn.first() {
        figures.bootstrap_return_p5_pct = bootstrap.return_pct.p5;
        figures.bootstrap_drawdown_p95_pct = bootstrap.max_drawdown_pct.p5;
        figures.probability_of_profit = Some(bootstrap.probability_of_profit);
        figures.probability_of_ruin = Some(bootstrap.probability_of_ruin);
        figures.probability_of_drawdown = Some(bootstrap.probability_of_drawdown);
    }
    drawn
}

fn paths_report(plan: &Plan, drawn: Resampled, paths: &Paths) -> PathsReport {
    PathsReport {
        drawn,
        return_pct: percentiles(&paths.returns(), 100.0),
        max_drawdown_pct: fallen(&paths.drawdowns(), 100.0),
        sharpe: percentiles(&paths.sharpes(), 1.0),
        probability_of_profit: paths.probability_of_profit(),
        probability_of_ruin: paths.probability_of_ruin(plan.config.ruin_pct / 100.0),
        probability_of_drawdown: paths.probability_of_drawdown(plan.config.drawdown_pct / 100.0),
    }
}

fn percentiles(distribution: &Distribution, times: f64) -> Percentiles {
    let told = |value: f64| Some(value * times).filter(|value| value.is_finite());
    Percentiles {
        p5: told(distribution.percentile_5),
        p25: told(distribution.percentile_25),
        p50: told(distribution.median),
        p75: told(distribution.percentile_75),
        p95: told(distribution.percentile_95),
    }
}

/// Depths as falls: 0 or below, the deepest first.
fn fallen(depths: &Distribution, times: f64) -> Percentiles {
    let Percentiles { p5, p25, p50, p75, p95 } = percentiles(depths, -times);
    // Zero has no sign.
    let [p5, p25, p50, p75, p95] = [p95, p75, p50, p25, p5].map(|fall| fall.map(|fall| fall + 0.0));
    Percentiles { p5, p25, p50, p75, p95 }
}

/// The strategy under higher costs.
fn stress(examined: &Examined<'_>, absent: &mut Vec<String>) -> Result<Vec<StressReport>> {
    let Examined { candidate, loaded, config, options, .. } = *examined;
    let mut reports = Vec::with_capacity(STRESSES.len());
    for cost_pct in STRESSES {
        let mut dearer = options.clone();
        dearer.commission.relative += cost_pct / 100.0;
        let own = [ParameterValues::new()];
        let results =
            candidate.runner(loaded, config, &dearer).run(&own, whole(&loaded.bars), |_, figures, _| {
                (figures.statistics().return_pct, figures.sharpe_per_period())
            })?;
        let annual = Annual(Measure::new(&loaded.bars, whole(&loaded.bars)).periods_per_year());
        for result in results {
            match result {
                Ok((return_pct, sharpe)) => {
                    reports.push(StressReport { cost_pct, return_pct, sharpe_ratio: annual.of(sharpe) });
                }
                Err(reason) => {
                    absent
                        .push(format!("fills that cost {cost_pct} % more could not be simulated: {reason}"));
                    reports.push(StressReport { cost_pct, return_pct: None, sharpe_ratio: None });
                }
            }
        }
    }
    Ok(reports)
}

/// What was earned over what was traded, in per cent: by so much could each fill cost more, if nothing else changed.
fn break_even(examined: &Examined<'_>) -> Option<f64> {
    let Examined { outcome, options, .. } = *examined;
    let traded: f64 = outcome.fills.iter().map(|fill| fill.size.abs() * fill.price).sum();
    let earned = outcome.equity.last()? - options.cash;
    Some(earned / traded * 100.0).filter(|cost| cost.is_finite())
}

/// What came of one series.
#[derive(Debug, Clone, Copy)]
struct Series {
    return_pct: f64,
    max_drawdown_pct: f64,
    /// Of a period; 0 where it is not defined.
    sharpe: f64,
    trades: usize,
}

impl Series {
    fn of(figures: &Figures<'_>, outcome: &Outcome) -> Self {
        let statistics = figures.statistics();
        Self {
            return_pct: statistics.return_pct.unwrap_or(0.0),
            max_drawdown_pct: statistics.max_drawdown_pct.unwrap_or(0.0),
            sharpe: Some(figures.sharpe_per_period()).filter(|sharpe| sharpe.is_finite()).unwrap_or(0.0),
            trades: outcome.trades.len(),
        }
    }
}

/// The strategy over other series of prices; none if none was asked for.
fn over_series(
    plan: &Plan,
    examined: &Examined<'_>,
    redraw: Redraw,
    working: &Working,
) -> Result<Option<Vec<Option<Series>>>> {
    let Examined { candidate, loaded, config, options, .. } = *examined;
    let series = u32::try_from(plan.config.series).unwrap_or(u32::MAX);
    if series == 0 {
        return Ok(None);
    }
    let order = |number: u32| redrawn_order(loaded.bars.len(), redraw, config.seed, number);
    match candidate {
        // A run of a document takes no more than its series: all cores, one series each.
        Candidate::Document(strategy) => {
            let compiled = document::compile(strategy, &config.parameters).ok();
            let numbers = usize::try_from(series).unwrap_or(usize::MAX);
            let results = parallel::spread(
                parallel::cores(),
                numbers,
                || (),
                |(), number| {
                    let number = u32::try_from(number).unwrap_or(u32::MAX);
                    let bars = reordered(&loaded.bars, &order(number))?;
                    let (outcome, _) = compiled.as_ref()?.run(&bars, options).ok()?;
                    let measure = Measure::new(&bars, whole(&bars));
                    Some(Series::of(&measure.figures(&outcome), &outcome))
                },
            );
            Ok(Some(results))
        }
        Candidate::Python(_) => {
            let what = if redraw == Redraw::Shuffle { "shuffled" } else { "redrawn" };
            let mut results = Vec::new();
            for number in 0..series {
                working.say(format!("{what} prices, series {} of {series}", number + 1));
                results.push(over_one(candidate, loaded, &order(number), config, options)?);
            }
            Ok(Some(results))
        }
    }
}

/// The strategy over the bars in another order, with the columns beside them.
fn over_one(
    candidate: Candidate<'_>,
    loaded: &Loaded,
    order: &[usize],
    config: &BacktestConfig,
    options: &simulator::Options,
) -> Result<Option<Series>> {
    let Some(bars) = reordered(&loaded.bars, order) else { return Ok(None) };
    let mut other = Loaded { bars, ..loaded.clone() };
    for column in &mut other.columns {
        column.values = order.iter().map(|from| column.values[*from]).collect();
    }
    let own = [ParameterValues::new()];
    let results =
        candidate
            .runner(&other, config, options)
            .run(&own, whole(&other.bars), |_, figures, outcome| Series::of(figures, outcome))?;
    Ok(results.into_iter().next().and_then(Result::ok))
}

/// All series together; one on which it could not be run counts as without trades.
fn told(series: &[Option<Series>], annual: Annual) -> SeriesReport {
    const IDLE: Series = Series { return_pct: 0.0, max_drawdown_pct: 0.0, sharpe: 0.0, trades: 0 };
    let series: Vec<Series> = series.iter().map(|series| series.unwrap_or(IDLE)).collect();
    let over = |figure: fn(&Series) -> f64| {
        percentiles(&Distribution::of(&mut series.iter().map(figure).collect::<Vec<_>>()), 1.0)
    };
    let root = annual.0.sqrt();
    let sharpes = Distribution::of(&mut series.iter().map(|series| series.sharpe * root).collect::<Vec<_>>());
    SeriesReport {
        series: series.len() as u64,
        without_trades: series.iter().filter(|series| series.trades == 0).count() as u64,
        return_pct: over(|series| series.return_pct),
        max_drawdown_pct: over(|series| series.max_drawdown_pct),
        sharpe_ratio: percentiles(&sharpes, 1.0),
    }
}
