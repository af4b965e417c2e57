//! A strategy over data: what both `prove` and `backtest` do.

mod candidate;
mod data;
mod directory;
mod document;
mod hallmark;
mod identity;
mod laboratory;
mod python;
pub(crate) mod search;
mod stages;
pub(crate) mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};
use assay_data::Loaded;
use assay_engine::document::Refusals;
use assay_engine::simulator::{self, Outcome};
use assay_engine::statistics::Measure;
use assay_lab::Evidence;
use assay_spec::{
    BacktestConfig, DataReference, ParameterValues, PythonReport, RunReport, SchemaVersion, StageReport,
    Strategy, StrategyReference, VerdictPolicy, content_hash,
};
use assay_types::Bars;

use crate::cli::{LaboratoryArgs, RunArgs};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;
use crate::settings::Settings;

use candidate::Candidate;
pub(crate) use directory::{Checked, Kept, Written};
pub(crate) use identity::Inputs;
use laboratory::{Examined, Plan, Stitched};
pub(crate) use python::{Python, several_classes};
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
    /// The equity of the out-of-sample parts, if there are any.
    pub(crate) stitched: Option<Stitched>,
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

    /// Whether a policy judged it and no stage failed: what a hallmark says.
    pub(crate) fn passed(&self) -> bool {
        matches!(self.outcome(), Some(assay_spec::Outcome::Pass | assay_spec::Outcome::Warn))
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

/// What a strategy is held to, and how far beyond one backtest it is looked at.
pub(crate) struct Proof<'p> {
    /// The policy that judges.
    pub(crate) policy: VerdictPolicy,
    /// How far to look.
    pub(crate) laboratory: &'p LaboratoryArgs,
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
    /// Where Python can be run again.
    workshop: Option<python::Workshop>,
    inputs: Inputs,
}

/// Reads, checks, runs and, for a proof, looks further and judges.
///
/// # Errors
/// Anything wrong with the inputs. A strategy that loses, fails or looks ahead is no error.
pub(crate) fn execute(
    args: &RunArgs,
    proof: Option<&Proof<'_>>,
    environment: &Environment,
    printer: &Printer,
) -> Result<Run> {
    if let Some(proof) = proof {
        Plan::check(proof.laboratory)?;
    }
    let settings = Settings::resolve(&args.settings, environment)?;
    let options = settings.options()?;
    let policy = proof.map(|proof| &proof.policy);
    let task = Task { args, policy, settings, options, environment, printer };
    let ran = if is_python(&args.strategy) { python::run(&task)? } else { document::run(&task)? };
    conclude(ran, proof, &task.options, printer)
}

/// Whether a file is Python, by its name.
pub(crate) fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("py"))
}

/// Statistics, what the laboratory finds, and the verdict.
fn conclude(
    mut ran: Ran,
    proof: Option<&Proof<'_>>,
    options: &simulator::Options,
    printer: &Printer,
) -> Result<Run> {
    let events = events(ran.outcome.as_ref(), ran.refusals, &ran.loaded);
    let (mut figures, mut found, mut verdict) = (None, None, None);
    if let Some(outcome) = &ran.outcome {
        refuse_endless(outcome, &ran.loaded.bars)?;
        ran.stages.push(stages::backtested(outcome, &events));
        let measure = Measure::new(&ran.loaded.bars, 0..ran.loaded.bars.len());
        let (statistics, extended) = {
            let figures = measure.figures(outcome);
            (figures.statistics(), figures.extended())
        };
        if let Some(proof) = proof {
            let further = look_further(&ran, outcome, proof.laboratory, options, printer)?;
            ran.inputs.insert("laboratory", content_hash(&further.report.config));
            let laboratory = Some(&further.report.figures);
            let evidence = Evidence { statistics: &statistics, extended: &extended, laboratory };
            let judged = assay_lab::judge(&proof.policy, evidence)?;
            ran.stages.push(stages::proven(&judged));
            verdict = Some(judged);
            found = Some(further);
        }
        figures = Some((statistics, extended));
    }
    let (statistics, extended) = figures.unzip();
    let (laboratory, stitched) = found.map(|found| (found.report, found.stitched)).unzip();
    let report = RunReport {
        schema_version: SchemaVersion::V2_0,
        run_id: identity::run_id(&ran.data, &ran.inputs),
        assay_version: env!("CARGO_PKG_VERSION").to_owned(),
        stages: ran.stages,
        strategy: ran.reference,
        data: ran.data,
        config: ran.config,
        parameters: ran.parameters,
        statistics,
        extended,
        events,
        python: ran.python,
        laboratory,
        verdict,
    };
    Ok(Run {
        report,
        subject: ran.subject,
        policy: proof.map(|proof| proof.policy.clone()),
        bars: ran.loaded.bars,
        simulated: ran.outcome,
        stitched: stitched.flatten(),
        inputs: ran.inputs,
    })
}

/// What the laboratory finds.
fn look_further(
    ran: &Ran,
    outcome: &Outcome,
    args: &LaboratoryArgs,
    options: &simulator::Options,
    printer: &Printer,
) -> Result<laboratory::Found> {
    let candidate = match (&ran.subject, &ran.workshop) {
        (Subject::Document(strategy), _) => Candidate::Document(strategy),
        (Subject::Python(_), Some(workshop)) => Candidate::Python(workshop),
        (Subject::Python(_), None) => bail!("a strategy that was run has a place where it was run"),
    };
    let plan = Plan::resolve(args, candidate, ran.loaded.bars.len())?;
    laboratory::examine(
        &plan,
        &Examined {
            candidate,
            loaded: &ran.loaded,
            config: &ran.config,
            options,
            parameters: &ran.parameters,
            outcome,
            printer,
        },
    )
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
