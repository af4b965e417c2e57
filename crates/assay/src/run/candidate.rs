//! A strategy that can be run with any parameters, over any part of the bars.

use std::ops::Range;

use anyhow::{Result, anyhow};
use assay_data::Loaded;
use assay_engine::document::{self, ParameterError, Sweep, TrialError, parameter_values};
use assay_engine::simulator::{self, Outcome};
use assay_engine::statistics::{Figures, Measure};
use assay_lab::search::Space;
use assay_python::{Failure, Market};
use assay_spec::{BacktestConfig, Parameter, ParameterValues, Strategy};
use assay_types::{Bars, Identifier};

use super::python::{self, Workshop};
use super::search::space;

/// The most characters of the reason why a combination could not be run.
const FAILURE_MAX: usize = 300;

/// What is run.
#[derive(Debug, Clone, Copy)]
pub(super) enum Candidate<'c> {
    /// A document.
    Document(&'c Strategy),
    /// Python, in its sandbox.
    Python(&'c Workshop),
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::run) enum Kind {
    /// A real number, with the distance of neighbours if it has one.
    Number {
        /// The distance.
        step: Option<f64>,
    },
    /// Something else, or unknown.
    Other,
}

impl<'c> Candidate<'c> {
    /// What `--grid` names, or else every parameter that has a range and is not among those that are `given`.
    ///
    /// # Errors
    /// A text of `--grid` that is none, or suits no parameter; nothing that varies.
    pub(super) fn space(self, grid: &[String], given: &ParameterValues) -> Result<Space> {
        let told = |errors: Vec<ParameterError>| {
            anyhow!(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
        };
        match self {
            Self::Document(strategy) => space::space(
                grid,
                space::of_document(strategy),
                given,
                |name| kind(strategy, name),
                |name, value| {
                    parameter_values(strategy, &[(name.clone(), value)].into()).map(drop).map_err(told)
                },
            ),
            Self::Python(workshop) => space::space(
                grid,
                workshop.dimensions(),
                given,
                |name| workshop.kind(name.as_str()),
                |name, value| workshop.suited(&[(name.clone(), value)].into()).map(drop),
            ),
        }
    }

    /// The same, where there is something that varies.
    ///
    /// # Errors
    /// A text of `--grid` that is none, or suits no parameter.
    pub(super) fn space_if_any(self, grid: &[String]) -> Result<Option<Space>> {
        let known = match self {
            Self::Document(strategy) => space::of_document(strategy),
            Self::Python(workshop) => workshop.dimensions(),
        };
        if grid.is_empty() && known.is_empty() {
            return Ok(None);
        }
        self.space(grid, &ParameterValues::new()).map(Some)
    }

    /// Whether the strategy's constraints allow these values.
    pub(super) fn allows(self, values: &ParameterValues) -> bool {
        match self {
            Self::Document(strategy) => document::meets_constraints(strategy, values),
            Self::Python(_) => true,
        }
    }

    /// Makes ready to run it over these bars. `config` has what does not vary.
    pub(super) fn runner(
        self,
        loaded: &'c Loaded,
        config: &'c BacktestConfig,
        options: &'c simulator::Options,
    ) -> Runner<'c> {
        let work = match self {
            Self::Document(strategy) => Work::Document(strategy, Box::new(Sweep::new(&loaded.bars, options))),
            Self::Python(workshop) => Work::Python(workshop, Box::new(python::market(loaded, options))),
        };
        Runner { work, bars: &loaded.bars, config, options }
    }
}

/// A strategy and the bars it is run over.
#[derive(Debug)]
pub(super) struct Runner<'r> {
    work: Work<'r>,
    bars: &'r Bars,
    config: &'r BacktestConfig,
    options: &'r simulator::Options,
}

#[derive(Debug)]
enum Work<'r> {
    Document(&'r Strategy, Box<Sweep<'r>>),
    Python(&'r Workshop, Box<Market>),
}

impl Runner<'_> {
    /// Whether one run takes so long that it is worth a line of its own.
    pub(super) fn is_slow(&self) -> bool {
        matches!(self.work, Work::Python(..))
    }

    /// The bars it is run over.
    pub(super) fn bars(&self) -> &Bars {
        self.bars
    }

    /// Runs each combination over a span of the bars, and keeps what `take` makes of the combination's position and its result, or
    /// why it could not be run. The values go before those of the configuration.
    ///
    /// # Errors
    /// The sandbox does not work. What the strategy does is no error.
    pub(super) fn run<R: Send>(
        &mut self,
        values: &[ParameterValues],
        span: Range<usize>,
        take: impl Fn(usize, &Figures<'_>, &Outcome) -> R + Sync,
    ) -> Result<Vec<Result<R, String>>> {
        let values: Vec<ParameterValues> =
            values.iter().map(|values| complete(&self.config.parameters, values)).collect();
        match &mut self.work {
            Work::Document(strategy, sweep) => {
                let take =
                    |position, trial: &document::Trial<'_>| take(position, &trial.figures, trial.outcome);
                let results = sweep.run(strategy, &values, span, take);
                Ok(results.into_iter().map(|result| result.map_err(|error| why(&error))).collect())
            }
            Work::Python(workshop, market) => {
                let measure = Measure::new(self.bars, span.clone());
                let mut positions = 0..;
                workshop.run(self.config, market, self.options, span, &values, |outcome| {
                    let position = positions.next().unwrap_or_default();
                    let outcome = outcome.map_err(|failure| why_failed(&failure))?;
                    Ok(take(position, &measure.figures(&outcome), &outcome))
                })
            }
        }
    }
}

/// Why a combination was not run.
fn why(error: &TrialError) -> String {
    match error {
        TrialError::Values(problems) => {
            problems.first().map_or_else(|| error.to_string(), |problem| problem.message().to_owned())
        }
        TrialError::Prepare(error) => error.to_string(),
    }
}

/// Why a Python strategy did not come to its end.
fn why_failed(failure: &Failure) -> String {
    let kind = if failure.kind.is_empty() { String::new() } else { format!("{}: ", failure.kind) };
    python::brief(&format!("`{}`: {kind}{}", failure.stage, failure.message), FAILURE_MAX)
}

/// What a parameter of a document is.
fn kind(strategy: &Strategy, name: &Identifier) -> Kind {
    match strategy.parameters.get(name) {
        Some(Parameter::Number { step, .. }) => Kind::Number { step: *step },
        Some(Parameter::Integer { .. } | Parameter::Boolean { .. } | Parameter::Choice { .. }) | None => {
            Kind::Other
        }
    }
}

/// The value of every parameter.
pub(super) fn complete(defaults: &ParameterValues, varied: &ParameterValues) -> ParameterValues {
    defaults.iter().chain(varied).map(|(name, value)| (name.clone(), value.clone())).collect()
}
