//! The only crate that runs a Python strategy.
//!
//! A strategy is run in cells (`assay-cell`) of a sandbox (`assay-sandbox`), in two passes. The *indicator pass* runs
//! `init` over all bars and takes the arrays it declares. The *decision pass* runs `init` and `next` in another cell
//! that knows each bar only when it is there; its orders go to the simulator of `assay-engine`, which decides every fill
//! and every figure. Between them stands the verification of [causality](Causality).
//!
//! Whatever the strategy does, [`run`] returns: an exception, a limit that was hit and a dead process are a [`Failure`].

mod causality;
mod conversation;
mod decisions;
mod indicators;
mod market;
mod passes;
mod program;

use assay_engine::simulator::{Options, Outcome};
use assay_sandbox::{Error, Limits, Report, Sandbox};
use serde::Serialize;

pub use causality::{Causality, Effort, Finding, FindingKind, Settling};
pub use market::Market;
pub use program::{Cause, Failure, Frame, Program};

use decisions::Watching;
use passes::{Ended, Room, Sight};

/// How a strategy is run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The limits of every cell.
    pub limits: Limits,
    /// How much of its causality is verified.
    pub effort: Effort,
    /// The cores there are for a cell and its host: with one, neither waits by looking.
    pub cores: usize,
    /// The seed of the cuts.
    pub cuts_seed: u64,
    /// The bar on which the account is opened: bars before are history, on which the strategy may look and not decide. What
    /// it does from a later bar than the first is not verified for causality.
    pub first: usize,
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `init` over all bars.
    Indicators,
    /// Bar by bar.
    Decisions,
    /// The verification of causality.
    Causality,
}

/// An indicator that the strategy declared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indicator {
    /// Its name, with the attribute that holds it.
    pub name: String,
    /// The first bar with a value.
    pub first_value: usize,
}

/// What came of a strategy.
#[derive(Debug)]
pub struct Run {
    /// The class that was run; empty if the file did not get that far.
    pub class: String,
    /// Fills, trades and equity; or why there are none.
    pub outcome: Result<Outcome, Failure>,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// Whether it looks ahead; none if that was not verified.
    pub causality: Option<Causality>,
    /// The sandbox's reports, by pass.
    pub reports: Vec<(Step, Report)>,
}

/// Runs a strategy over a market.
///
/// # Errors
/// If the sandbox does not work. What the strategy does is never an error.
pub fn run(
    sandbox: &Sandbox,
    program: &Program,
    market: &Market,
    options: &Options,
    settings: &Settings,
    progress: &mut dyn FnMut(Step),
) -> Result<Run, Error> {
    let Settings { limits, effort, cores, cuts_seed, first } = settings;
    let room = Room { sandbox, limits, program, market, cores: *cores, first: *first };
    progress(Step::Indicators);
    let bars = market.len();
    let Ended { result, report } = room.indicators()?;
    let mut reports = vec![(Step::Indicators, report)];
    let series = match result {
        Ok(series) => series,
        Err(failure) => {
            let outcome = Err(*failure);
            return Ok(Run {
                class: String::new(),
                outcome,
                indicators: Vec::new(),
                causality: None,
                reports,
            });
        }
    };
    let indicators = series.rows().filter(|row| row.indicator);
    let indicators =
        indicators.map(|row| Indicator { first_value: row.first_value(), name: row.name }).collect();

    progress(Step::Decisions);
    let watching = Watching::remember(effort.sighted_bars(bars));
    let blind = room.decisions(bars, &series, options, Sight::Blind, watching)?;
    // A run that was ended from outside says nothing that could be compared.
    let ended = blind.failure.as_ref().is_some_and(|failure| failure.cause != Cause::Exception);
    let causality = if *effort == Effort::Off || *first > 0 || ended {
        None
    } else {
        progress(Step::Causality);
        Some(causality::verify(&room, *effort, &series, options, &blind, *cuts_seed)?)
    };
    reports.push((Step::Decisions, blind.report));
    let outcome = match blind.failure {
        Some(failure) => Err(failure),
        None => Ok(blind.outcome),
    };
    Ok(Run { class: series.class, outcome, indicators, causality, reports })
}
