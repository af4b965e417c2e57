//! A strategy over data: what both `prove` and `backtest` do.

mod data;
mod directory;
mod document;
mod identity;
mod python;
pub(crate) mod search;
mod stages;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};
use assay_data::Loaded;
use assay_engine::document::Refusals;
use assay_engine::simulator::{self, Outcome};
use assay_engine::statistics::statistics;
use assay_spec::{
    BacktestConfig, DataReference, ParameterValues, PythonReport, RunReport, SchemaVersion, StageReport,
    Strategy, StrategyReference, VerdictPolicy,
};
use assay_types::Bars;

use crate::cli::RunArgs;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;
use crate::settings::Settings;

pub(crate) use directory::{Kept, Written};
pub(crate) use identity::Inputs;
pub(crate) use python::Python;
pub(crate) use tables::drawdown_pct;

/// What happened beside trades: the keys of a report's `events`.
pub(crate) mod event {
    pub(crate) const CANCELLED_FOR_MARGIN: &str = "orders_cancelled_for_margin";
    pub(crate) const REFUSED_BRACKET: &str = "entries_refused_bracket";
    pub(crate) const REFUSED_SIZE: &str = "entries_refused_size";
    pub(crate) const AMBIGUOUS: &str = "ambiguous_contingents";
    pub(crate) const OPEN_TRADES: &str = "open_trades";
    pub(crate) const PENDING_ORDERS: &str = "pending_orders";
    pub(crate) const OUT_OF_MONEY: &str = "out_of_money";
    pub(crate) const DATA_REPAIRS: &str = "data_repairs";
}

/// A run that was made, with all that its page shows.
#[derive(Debug)]
pub(crate) struct Run {
    /// The report, as it is kept.
    pub(crate) report: RunReport,
    /// The strategy, as it is kept.
    pub(crate) subject: Subject,
    /// The policy that judged, if one did.
    pub(crate) policy: Option<VerdictPolicy>,
    /// The bars.
    pub(crate) bars: Bars,
    /// Trades, fills and equity; none if a stage before the backtest failed.
    pub(crate) simulated: Option<Outcome>,
    /// Hashes of what the run was made of, by what it is.
    pub(crate) inputs: Inputs,
}

impl Run {
    /// How it ended: a failure of any stage, or else what the policy says; none where there is nothing to say.
    pub(crate) fn outcome(&self) -> Option<assay_spec::Outcome> {
        let failed = |stage: &StageReport| stage.outcome == assay_spec::Outcome::Fail;
        if self.report.stages.iter().any(failed) {
            return Some(assay_spec::Outcome::Fail);
        }
        self.report.verdict.as_ref().map(|verdict| verdict.outcome)
    }

    /// How the program ends.
    pub(crate) fn exit(&self) -> Exit {
        match self.outcome() {
            Some(assay_spec::Outcome::Fail) => Exit::Failed,
            Some(assay_spec::Outcome::Pass | assay_spec::Outcome::Warn) | None => Exit::Passed,
        }
    }
}

/// What was run.
#[derive(Debug)]
pub(crate) enum Subject {
    /// A document.
    Document(Box<Strategy>),
    /// Python.
    Python(Box<Python>),
}

/// What is to be run, and how.
struct Task<'t> {
    args: &'t RunArgs,
    policy: Option<&'t VerdictPolicy>,
    settings: Settings,
    options: simulator::Options,
    environment: &'t Environment,
    printer: &'t Printer,
}

/// A strategy that was taken as far as it came.
struct Ran {
    subject: Subject,
    reference: StrategyReference,
    config: BacktestConfig,
    parameters: ParameterValues,
    loaded: Loaded,
    data: DataReference,
    /// The stages before the backtest.
    stages: Vec<StageReport>,
    /// What came of its orders; none if a stage failed.
    outcome: Option<Outcome>,
    refusals: Refusals,
    python: Option<PythonReport>,
    inputs: Inputs,
}

/// Reads, checks, runs and, with a policy, judges.
///
/// # Errors
/// Anything wrong with the inputs. A strategy that loses, fails or looks ahead is no error.
pub(crate) fn execute(
    args: &RunArgs,
    policy: Option<VerdictPolicy>,
    environment: &Environment,
    printer: &Printer,
) -> Result<Run> {
    let settings = Settings::resolve(&args.settings, environment)?;
    let options = settings.options()?;
    let task = Task { args, policy: policy.as_ref(), settings, options, environment, printer };
    let ran = if is_python(&args.strategy) { python::run(&task)? } else { document::run(&task)? };
    conclude(ran, policy)
}

/// Whether a file is Python, by its name.
fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("py"))
}

/// Statistics and verdict, from the outcome and the bars and from nothing else.
fn conclude(ran: Ran, policy: Option<VerdictPolicy>) -> Result<Run> {
    let Ran { outcome, loaded, mut stages, .. } = ran;
    let events = events(outcome.as_ref(), ran.refusals, &loaded);
    let mut figures = None;
    let mut verdict = None;
    if let Some(outcome) = &outcome {
        refuse_endless(outcome, &loaded.bars)?;
        stages.push(stages::backtested(outcome, &events));
        let (statistics, extended) = statistics(&loaded.bars, outcome);
        verdict =
            policy.as_ref().map(|policy| assay_lab::judge(policy, &statistics, &extended)).transpose()?;
        stages.extend(verdict.as_ref().map(stages::proven));
        figures = Some((statistics, extended));
    }
    let (statistics, extended) = figures.unzip();
    let report = RunReport {
        schema_version: SchemaVersion::V2_0,
        run_id: identity::run_id(&ran.data, &ran.inputs),
        assay_version: env!("CARGO_PKG_VERSION").to_owned(),
        stages,
        strategy: ran.reference,
        data: ran.data,
        config: ran.config,
        parameters: ran.parameters,
        statistics,
        extended,
        events,
        python: ran.python,
        laboratory: None,
        verdict,
    };
    Ok(Run {
        report,
        subject: ran.subject,
        policy,
        bars: loaded.bars,
        simulated: outcome,
        inputs: ran.inputs,
    })
}

/// Refuses an account whose figures have left the numbers: every statistic would be a guess.
fn refuse_endless(outcome: &Outcome, bars: &Bars) -> Result<()> {
    let Some(bar) = outcome.equity.iter().position(|equity| !equity.is_finite()) else { return Ok(()) };
    bail!(
        "the equity at {} is not a finite number; the leverage, the cash or the prices are too large to \
         calculate with",
        bars.time()[bar]
    )
}

fn events(outcome: Option<&Outcome>, refusals: Refusals, loaded: &Loaded) -> BTreeMap<String, u64> {
    let repairs = (event::DATA_REPAIRS, loaded.repairs.counts.values().sum());
    let of_outcome = outcome.into_iter().flat_map(|outcome| {
        [
            (event::CANCELLED_FOR_MARGIN, outcome.cancelled_for_margin),
            (event::REFUSED_BRACKET, refusals.bracket),
            (event::REFUSED_SIZE, refusals.size),
            (event::AMBIGUOUS, outcome.ambiguous_contingents),
            (event::OPEN_TRADES, outcome.open_trades.len() as u64),
            (event::PENDING_ORDERS, outcome.pending_orders as u64),
            (event::OUT_OF_MONEY, u64::from(outcome.out_of_money.is_some())),
        ]
    });
    of_outcome.chain([repairs]).map(|(event, count)| (event.to_owned(), count)).collect()
}
