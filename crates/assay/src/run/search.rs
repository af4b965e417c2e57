//! Many runs of one strategy, in search of the best values of its parameters.

mod journal;
pub(in crate::run) mod space;

use std::path::Path;

use anyhow::{Result, bail};
use assay_data::{Loaded, Table};
use assay_engine::parallel;
use assay_engine::statistics::{Choice, Measure};
use assay_lab::overfitting::{BlockSums, Overfitting, deflated_sharpe_ratio, probability_of_overfitting};
use assay_lab::search::{Method, Objective, Scored, Search, Space, best, heat_map};
use assay_spec::{
    BacktestConfig, BestTrial, HeatMap, Language, Luck, ParameterValue, ParameterValues, RankedTrial,
    SchemaVersion, SearchDimension, SearchMethod, SearchReport, Strategy, StrategyReference, content_hash,
};
use assay_types::{Identifier, RunId};
use serde_json::json;

use super::candidate::{Candidate, Runner, complete};
use super::python::{self, Workshop};
use super::stages::counted;
use super::{Inputs, Task, Written, data, directory, document as single, identity, is_python};
use crate::cli::{self, OptimizeArgs};
use crate::documents;
use crate::environment::Environment;
use crate::files::shown_path;
use crate::interrupt;
use crate::output::Printer;
use crate::progress::Counting;
use crate::settings::Settings;
use journal::Journal;

/// How many combinations are tried where a method has no end of its own.
const TRIALS_DEFAULT: u64 = 200;

/// The most combinations that are compared over the halves of the history: there are 12,870 ways to halve it.
const COMPARED_MAX: usize = 2000;

/// The statistics that are kept of every combination, beside its score.
pub(crate) const KEPT: [&str; 4] = ["return_pct", "max_drawdown_pct", "sharpe_ratio", "trades"];

/// A search that was made, with all that its page shows.
pub(crate) struct Found {
    /// The report, as it is kept.
    pub(crate) report: SearchReport,
    /// Every combination that was tried, in order.
    pub(crate) trials: Vec<Trial>,
    /// The strategy, as it is kept.
    subject: Subject,
    inputs: Inputs,
    journal: Option<Journal>,
}

/// A combination that was tried.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Trial {
    /// The values of the parameters that vary.
    pub(crate) values: ParameterValues,
    /// What it came to.
    pub(crate) marks: Marks,
}

/// What is kept of a run.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Marks {
    /// What the objective came to.
    pub(crate) score: Option<f64>,
    /// [`KEPT`].
    kept: [Option<f64>; KEPT.len()],
    /// Sharpe ratio of a period.
    sharpe: Option<f64>,
    /// What [`BlockSums`] are made of; empty if the run failed or is not one of those that are compared.
    blocks: Vec<[f64; 2]>,
    /// Why it could not be run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
}

impl Marks {
    /// The statistics of [`KEPT`].
    pub(crate) fn kept(&self) -> &[Option<f64>] {
        &self.kept
    }
}

/// Searches.
///
/// # Errors
/// Anything wrong with the inputs. A combination that fails is no error.
pub(crate) fn execute(args: &OptimizeArgs, environment: &Environment, printer: &Printer) -> Result<Found> {
    let run = &args.run;
    let settings = Settings::resolve(&run.settings, environment)?;
    let options = settings.options()?;
    let objective = Objective::parse(&args.objective, &args.require)?;
    let task = Task { args: run, policy: None, settings, options, environment, printer };
    let (subject, loaded) = Subject::open(&task)?;
    let candidate = subject.candidate();
    let space = candidate.space(&args.grid, &task.settings.config.parameters)?;
    let method = method(args.method);
    let limit = match method {
        Method::Grid => args.trials,
        Method::Even | Method::Random | Method::Tpe | Method::CmaEs => {
            Some(args.trials.unwrap_or(TRIALS_DEFAULT))
        }
    };
    let fixed = subject.fixed(&task.settings.config.parameters, &space);
    let config = BacktestConfig { parameters: fixed.clone(), ..task.settings.config.clone() };
    let strategy = subject.reference();
    let data = data::reference(run, &loaded);
    let dimensions: Vec<SearchDimension> = space.dimensions().iter().map(space::told).collect();
    let mut inputs = identity::inputs(&strategy, &data, &config, None);
    subject.add_inputs(&mut inputs);
    let asked = json!({
        "method": search_method(method),
        "objective": objective.text(),
        "requirements": args.require,
        "dimensions": dimensions,
        "top": args.top,
    });
    inputs.insert("search", content_hash(&asked));
    inputs.insert("trials", content_hash(&json!(limit)));
    let run_id = RunId::from_hash(&identity::whole(&data, &inputs));

    let mut search = Search::new(space, method, limit, config.seed)?;
    let mut journal = if run.no_out { None } else { Some(Journal::open(&run.out, run_id, printer)?) };
    let total = limit.into_iter().chain(grid_count(&dimensions)).min();
    let mut bench = Bench {
        objective: &objective,
        measure: Measure::new(&loaded.bars, 0..loaded.bars.len()),
        runner: candidate.runner(&loaded, &config, &task.options),
        tried: 0,
        compared_every: usize::try_from(total.unwrap_or(0))
            .unwrap_or(usize::MAX)
            .div_ceil(COMPARED_MAX)
            .max(1),
    };
    let counting = Counting::new(printer, total, "combinations");
    let mut trials: Vec<Trial> = Vec::new();
    let scored = search.pursue(
        |values| candidate.allows(&complete(&fixed, values)),
        |batch| {
            let marks = bench.run(batch, journal.as_mut(), &counting)?;
            let tried = batch.iter().zip(&marks);
            trials
                .extend(tried.map(|(values, marks)| Trial { values: values.clone(), marks: marks.clone() }));
            if let Some(best) = trials.iter().filter_map(|trial| trial.marks.score).reduce(f64::max) {
                counting.say(format!("best {best:.4}"));
            }
            Ok::<_, anyhow::Error>(marks.iter().map(|marks| marks.score).collect())
        },
    )?;
    drop(counting);
    interrupt::farewell(None);
    let failures = || trials.iter().filter_map(|trial| trial.marks.failure.as_deref());
    if let Some(first) = failures().next() {
        let failures = counted(failures().count(), "combination");
        printer.warning(&format!("{failures} could not be run; the first: {first}"));
    }
    if scored.is_empty() {
        if let Some(journal) = &journal {
            journal.remove();
        }
        bail!("the constraints of `{}` forbid every combination that was proposed", strategy.name);
    }
    let (best, luck) = bench
        .best(&scored, &trials, journal.as_ref().map(Journal::path))?
        .map_or((None, None), |(best, luck)| (Some(best), luck));
    let report = SearchReport {
        schema_version: SchemaVersion::V2_0,
        run_id,
        assay_version: env!("CARGO_PKG_VERSION").to_owned(),
        best,
        luck,
        strategy,
        data,
        config,
        method: search_method(method),
        objective: objective.text().to_owned(),
        requirements: args.require.clone(),
        dimensions,
        trials: scored.len() as u64,
        without_score: scored.iter().filter(|trial| trial.score.is_none()).count() as u64,
        failed: failures().count() as u64,
        forbidden: search.forbidden(),
        top: top(&scored, usize::from(args.top)),
    };
    Ok(Found { report, trials, subject, inputs, journal })
}

/// What is searched.
enum Subject {
    /// A document, with the value of each of its parameters unless it varies.
    Document(Box<Strategy>, ParameterValues),
    /// Python.
    Python(Box<Workshop>),
}

impl Subject {
    fn open(task: &Task<'_>) -> Result<(Self, Loaded)> {
        if is_python(&task.args.strategy) {
            let (workshop, loaded) = Workshop::open(task)?;
            return Ok((Self::Python(Box::new(workshop)), loaded));
        }
        python::refuse_for_document(task.args)?;
        let document = documents::read_strategy(&task.args.strategy)?;
        let values = single::compile(&document, &task.settings.config)?.parameters().clone();
        let loaded = data::load(task.args, false, task.printer)?;
        Ok((Self::Document(Box::new(document.value), values), loaded))
    }

    fn candidate(&self) -> Candidate<'_> {
        match self {
            Self::Document(strategy, _) => Candidate::Document(strategy),
            Self::Python(workshop) => Candidate::Python(workshop),
        }
    }

    /// The values of the parameters that do not vary.
    fn fixed(&self, given: &ParameterValues, space: &Space) -> ParameterValues {
        let all = match self {
            Self::Document(_, values) => values,
            Self::Python(_) => given,
        };
        let varies = |name: &Identifier| space.dimensions().iter().any(|varied| varied.name == *name);
        let fixed = all.iter().filter(|(name, _)| !varies(name));
        fixed.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn reference(&self) -> StrategyReference {
        match self {
            Self::Document(strategy, _) => StrategyReference {
                name: strategy.name.clone(),
                language: Language::Document,
                content_hash: content_hash(strategy),
            },
            Self::Python(workshop) => workshop.reference(),
        }
    }

    fn add_inputs(&self, inputs: &mut Inputs) {
        match self {
            Self::Document(..) => {}
            Self::Python(workshop) => workshop.add_inputs(inputs),
        }
    }
}

impl Found {
    /// Writes the search's directory below `out`: whole, or not at all. The journal is not needed any more.
    ///
    /// # Errors
    /// The file system refuses.
    pub(crate) fn write(&self, out: &Path) -> Result<Written> {
        let written = directory::write(out, self.report.run_id, &self.inputs, |folder| {
            folder.add_json("report.json", &self.report)?;
            folder.add_json("config.json", &self.report.config)?;
            match &self.subject {
                Subject::Document(strategy, _) => folder.add_json("strategy.json", strategy)?,
                Subject::Python(workshop) => folder.add_bytes("strategy.py", workshop.source())?,
            }
            folder.add_table("trials", &self.table()?)
        })?;
        if let Some(journal) = &self.journal {
            journal.remove();
        }
        Ok(written)
    }

    /// The scores over the two parameters with the most values.
    pub(crate) fn heat_map(&self, rows: usize, columns: usize) -> Option<HeatMap> {
        let scored = |trial: &Trial| Scored { values: trial.values.clone(), score: trial.marks.score };
        let trials: Vec<Scored> = self.trials.iter().map(scored).collect();
        let parameters = self.report.dimensions.iter().map(|dimension| &dimension.parameter);
        heat_map(parameters, &trials, rows, columns)
    }

    /// Every combination with its score and some statistics.
    fn table(&self) -> Result<Table<'static>> {
        let mut table = Table::new().with("number", (1..).take(self.trials.len()).collect::<Vec<i64>>())?;
        for dimension in &self.report.dimensions {
            let name = dimension.parameter.as_str();
            let values: Vec<&ParameterValue> =
                self.trials.iter().filter_map(|trial| trial.values.get(name)).collect();
            let numbers: Option<Vec<f64>> = values.iter().map(|value| value.as_f64()).collect();
            table = match numbers {
                Some(numbers) => table.with(name, numbers)?,
                None => table.with(name, values.iter().map(ToString::to_string).collect::<Vec<String>>())?,
            };
        }
        let column = |mark: &dyn Fn(&Marks) -> Option<f64>| -> Vec<f64> {
            self.trials.iter().map(|trial| mark(&trial.marks).unwrap_or(f64::NAN)).collect()
        };
        table = table.with("score", column(&|marks| marks.score))?;
        for (position, name) in KEPT.iter().enumerate() {
            table = table.with(name, column(&|marks| marks.kept[position]))?;
        }
        Ok(table)
    }
}

/// What runs combinations.
struct Bench<'b> {
    objective: &'b Objective,
    measure: Measure<'b>,
    runner: Runner<'b>,
    /// How many combinations were tried before.
    tried: usize,
    /// Every how many combinations one is compared over the halves of the history.
    compared_every: usize,
}

impl Bench<'_> {
    /// Runs a batch, but for what the journal knows, and enters the rest there.
    fn run(
        &mut self,
        batch: &[ParameterValues],
        mut journal: Option<&mut Journal>,
        counting: &Counting,
    ) -> Result<Vec<Marks>> {
        let known: Vec<Option<Marks>> =
            batch.iter().map(|values| journal.as_ref()?.known(values).cloned()).collect();
        let wanted: Vec<usize> = (0..batch.len()).filter(|position| known[*position].is_none()).collect();
        counting.advance(batch.len() - wanted.len());
        let (objective, kept, periods) = (self.objective, Choice::of(KEPT), self.measure.period_count());
        let whole = 0..self.runner.bars().len();
        // A run that takes long is worth a line of its own.
        let part = if self.runner.is_slow() { 1 } else { wanted.len().max(1) };
        let mut fresh = Vec::with_capacity(wanted.len());
        for part in wanted.chunks(part) {
            let values: Vec<ParameterValues> = part.iter().map(|position| batch[*position].clone()).collect();
            let results = self.runner.run(&values, whole.clone(), |position, figures, _| {
                let is_compared = (self.tried + part[position]).is_multiple_of(self.compared_every);
                let blocks =
                    is_compared.then(|| BlockSums::of(figures.period_returns(), periods).sums().to_vec());
                let mut marks = Marks {
                    score: objective.score(figures),
                    sharpe: Some(figures.sharpe_per_period()).filter(|sharpe| sharpe.is_finite()),
                    blocks: blocks.unwrap_or_default(),
                    ..Marks::default()
                };
                for (mark, value) in marks.kept.iter_mut().zip(figures.choose(&kept)) {
                    *mark = value;
                }
                counting.advance(1);
                marks
            })?;
            let failed = |reason| {
                counting.advance(1);
                Marks { failure: Some(reason), ..Marks::default() }
            };
            let marks: Vec<Marks> = results.into_iter().map(|result| result.unwrap_or_else(failed)).collect();
            if let Some(journal) = journal.as_mut() {
                journal.enter(values.iter().zip(&marks))?;
            }
            fresh.extend(marks);
        }
        self.tried += batch.len();
        let mut fresh = fresh.into_iter();
        Ok(known.into_iter().map(|known| known.or_else(|| fresh.next()).unwrap_or_default()).collect())
    }

    /// The best combination with all its statistics, and how much of it is luck.
    fn best(
        &mut self,
        scored: &[Scored],
        trials: &[Trial],
        journal: Option<&Path>,
    ) -> Result<Option<(BestTrial, Option<Luck>)>> {
        let Some(best) = best(scored) else { return Ok(None) };
        let number = scored.iter().position(|trial| trial == best).unwrap_or_default() as u64 + 1;
        let objective = self.objective;
        let whole = 0..self.runner.bars().len();
        let again = self.runner.run(std::slice::from_ref(&best.values), whole, |_, figures, _| {
            (objective.score(figures), figures.statistics(), figures.extended(), figures.moments())
        })?;
        let (score, statistics, extended, moments) = match again.into_iter().next() {
            Some(Ok(again)) => again,
            Some(Err(reason)) => bail!("the best combination fails when it is run again: {reason}"),
            None => bail!("the best combination cannot be run again"),
        };
        // A journal may have been changed, and a strategy may not be repeatable.
        if score.map(f64::to_bits) != best.score.map(f64::to_bits) {
            let said =
                journal.map(|journal| format!("; remove `{}`", shown_path(journal))).unwrap_or_default();
            let shown = |score: Option<f64>| score.map_or("nothing".to_owned(), |score| score.to_string());
            let (before, again) = (shown(best.score), shown(score));
            bail!("the best combination scored {before}, and scores {again} when it is run again{said}");
        }
        let sharpes: Vec<f64> = trials.iter().map(|trial| trial.marks.sharpe.unwrap_or(f64::NAN)).collect();
        let overfitting = self.overfitting(trials);
        let luck = deflated_sharpe_ratio(moments, &sharpes).map(|deflated| Luck {
            periods_per_year: self.measure.periods_per_year(),
            sharpe_ratio: moments.sharpe,
            variance: deflated.variance,
            expected_maximum: deflated.expected_maximum,
            deflated_sharpe_ratio: deflated.probability,
            probability_of_overfitting: overfitting.map(|overfitting| overfitting.probability),
            probability_of_loss: overfitting.map(|overfitting| overfitting.probability_of_loss),
        });
        let (score, parameters) = (best.score.unwrap_or_default(), best.values.clone());
        Ok(Some((BestTrial { number, score, parameters, statistics, extended }, luck)))
    }

    /// How well the best of one half of the history do in the other.
    fn overfitting(&self, trials: &[Trial]) -> Option<Overfitting> {
        let compared = trials.iter().filter(|trial| !trial.marks.blocks.is_empty());
        let periods = self.measure.period_count();
        let sums = compared.map(|trial| BlockSums::from_sums(trial.marks.blocks.clone(), periods));
        probability_of_overfitting(&sums.collect::<Vec<_>>(), parallel::cores())
    }
}

/// The best, in the order of their scores; of equals, the one that was tried first.
fn top(scored: &[Scored], most: usize) -> Vec<RankedTrial> {
    let mut ranked: Vec<RankedTrial> = (1..)
        .zip(scored)
        .filter_map(|(number, trial)| {
            Some(RankedTrial { number, score: trial.score?, parameters: trial.values.clone() })
        })
        .collect();
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
    ranked.truncate(most);
    ranked
}

/// How many combinations a grid has, constraints aside.
pub(crate) fn grid_count(dimensions: &[SearchDimension]) -> Option<u64> {
    dimensions.iter().try_fold(1_u64, |all, dimension| all.checked_mul(dimension.count?))
}

pub(super) fn method(method: cli::Method) -> Method {
    match method {
        cli::Method::Grid => Method::Grid,
        cli::Method::Even => Method::Even,
        cli::Method::Random => Method::Random,
        cli::Method::Tpe => Method::Tpe,
        cli::Method::CmaEs => Method::CmaEs,
    }
}

pub(super) fn search_method(method: Method) -> SearchMethod {
    match method {
        Method::Grid => SearchMethod::Grid,
        Method::Even => SearchMethod::Even,
        Method::Random => SearchMethod::Random,
        Method::Tpe => SearchMethod::Tpe,
        Method::CmaEs => SearchMethod::CmaEs,
    }
}
