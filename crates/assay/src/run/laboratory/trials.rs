//! The search over the whole history: what else could have been chosen.

use std::ops::Range;

use anyhow::Result;
use assay_engine::statistics::Figures;
use assay_lab::search::{Scored, Search, best, heat_map};
use assay_spec::{LaboratorySearch, ParameterValues, RankedTrial};

use super::{Examined, Plan, whole};
use crate::run::candidate::{Runner, complete};
use crate::run::stages::counted;

/// The most rows and columns of a heat map.
const CELLS_MAX: usize = 40;

/// What a search came to.
pub(super) struct Tried {
    /// As it is reported.
    pub(super) report: LaboratorySearch,
    /// The Sharpe ratio of each combination, of a period; NaN where undefined.
    pub(super) sharpes: Vec<f64>,
    /// The period returns of each; none of those that could not be run.
    pub(super) returns: Vec<Vec<f64>>,
}

/// One combination that was tried.
struct Trial {
    score: Option<f64>,
    sharpe: f64,
    returns: Vec<f64>,
}

/// Searches the whole history; nothing if no parameter has a range. The strategy as it is, `own`, is always one of those that are
/// compared.
pub(super) fn search(
    plan: &Plan,
    examined: &Examined<'_>,
    own: &Figures<'_>,
    absent: &mut Vec<String>,
) -> Result<Option<Tried>> {
    let Some(space) = &plan.space else {
        absent
            .push("no parameter has a range, so there are no other combinations to compare with".to_owned());
        return Ok(None);
    };
    let mut runner = examined.candidate.runner(examined.loaded, examined.config, examined.options);
    let objective = &plan.objective;
    let take = |figures: &Figures<'_>| Trial {
        score: objective.score(figures),
        sharpe: figures.sharpe_per_period(),
        returns: figures.period_returns().to_vec(),
    };
    let mut trials: Vec<Trial> = Vec::new();
    let mut failures = Vec::new();
    let span = whole(&examined.loaded.bars);
    let scored = pursue(plan, examined, &mut runner, &span, take, |results| {
        let mut scores = Vec::with_capacity(results.len());
        for result in results {
            let trial = result.unwrap_or_else(|reason| {
                failures.push(reason);
                Trial { score: None, sharpe: f64::NAN, returns: Vec::new() }
            });
            scores.push(trial.score);
            trials.push(trial);
        }
        scores
    })?;
    if let Some(first) = failures.first() {
        absent
            .push(format!("{} could not be run; the first: {first}", counted(failures.len(), "combination")));
    }
    let is_own = |trial: &Scored| complete(examined.parameters, &trial.values) == *examined.parameters;
    if !scored.iter().any(is_own) {
        trials.push(take(own));
    }
    let ranked = |best: &Scored| {
        let number = scored.iter().position(|trial| trial == best).unwrap_or_default() as u64 + 1;
        Some(RankedTrial { number, score: best.score?, parameters: best.values.clone() })
    };
    let names = space.dimensions().iter().map(|dimension| &dimension.name);
    Ok(Some(Tried {
        report: LaboratorySearch {
            trials: scored.len() as u64,
            without_score: scored.iter().filter(|trial| trial.score.is_none()).count() as u64,
            best: best(&scored).and_then(ranked),
            heat_map: heat_map(names, &scored, CELLS_MAX, CELLS_MAX),
        },
        sharpes: trials.iter().map(|trial| trial.sharpe).collect(),
        returns: trials
            .into_iter()
            .map(|trial| trial.returns)
            .filter(|returns| !returns.is_empty())
            .collect(),
    }))
}

/// Searches a span: `take` keeps what is needed of each run, `score` tells what each came to.
pub(super) fn pursue<R: Send>(
    plan: &Plan,
    examined: &Examined<'_>,
    runner: &mut Runner<'_>,
    span: &Range<usize>,
    take: impl Fn(&Figures<'_>) -> R + Sync,
    mut score: impl FnMut(Vec<Result<R, String>>) -> Vec<Option<f64>>,
) -> Result<Vec<Scored>> {
    let Some(space) = &plan.space else { return Ok(Vec::new()) };
    let mut search = Search::new(space.clone(), plan.method, plan.trials(), examined.config.seed)?;
    search.pursue(
        |values| examined.candidate.allows(&complete(examined.parameters, values)),
        |batch: &[ParameterValues]| {
            Ok(score(runner.run(batch, span.clone(), |_, figures, _| take(figures))?))
        },
    )
}
