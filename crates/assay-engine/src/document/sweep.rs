//! Many combinations of one document's parameters over the same bars.

use std::collections::BTreeSet;
use std::ops::Range;

use assay_spec::{ParameterValues, Problem, Strategy};
use assay_types::Bars;

use super::compile::{Compiled, Family};
use super::prepare::{PrepareError, Scratch};
use super::series::{Library, Number};
use crate::parallel;
use crate::simulator::{Options, Outcome, Pace, Venue};
use crate::statistics::{Figures, Measure};

/// How much memory computed series may take, in bytes, unless those of one combination take more.
const SERIES_BYTES_MAX: usize = 512 << 20;

/// Runs combinations of parameter values over the same bars.
///
/// Each distinct indicator is computed once and kept for the next call; rules, simulation and statistics are done for
/// each combination, on all cores. Each result is that of [`Compiled::run`] with these values. Memory grows with the
/// bars and with the combinations, not with their product.
#[derive(Debug)]
pub struct Sweep<'b> {
    bars: &'b Bars,
    library: Library<'b>,
    venue: Venue<'b>,
    cores: usize,
    series_bytes_max: usize,
}

/// One combination that was run.
#[derive(Debug)]
pub struct Trial<'t> {
    /// What came of it.
    pub outcome: &'t Outcome,
    /// What its statistics follow from.
    pub figures: Figures<'t>,
}

/// Why a combination was not run.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TrialError {
    /// The document does not take these values: a constraint, or a range.
    #[error("the document does not take these values")]
    Values(Vec<Problem>),
    /// The bars do not suffice.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
}

/// A combination that compiles.
struct Planned {
    /// Its position among the combinations.
    index: usize,
    compiled: Compiled,
    indicators: Vec<Number>,
}

/// What a core keeps from one combination to the next.
#[derive(Default)]
struct Desk {
    scratch: Scratch,
    outcome: Outcome,
}

impl<'b> Sweep<'b> {
    /// Over these bars, with this account, on all cores.
    pub fn new(bars: &'b Bars, options: &'b Options) -> Self {
        Self {
            bars,
            library: Library::new(bars),
            venue: Venue::new(bars, options),
            cores: parallel::cores(),
            series_bytes_max: SERIES_BYTES_MAX,
        }
    }

    /// On that many cores, at least one.
    #[must_use]
    pub fn with_cores(self, cores: usize) -> Self {
        Self { cores: cores.max(1), ..self }
    }

    /// With that much memory for computed series, in bytes.
    #[must_use]
    pub fn with_series_bytes(self, series_bytes_max: usize) -> Self {
        Self { series_bytes_max, ..self }
    }

    /// Runs every combination over a span of the bars (see [`Venue::simulate_into`]), and keeps what `take` makes of each.
    ///
    /// A combination has a value for every parameter (see [`parameter_values`](super::parameter_values)). The results
    /// are in the order of the combinations; `take` is called in any order, on any core.
    ///
    /// # Panics
    /// If the span is empty or reaches beyond the bars.
    pub fn run<R: Send>(
        &mut self,
        strategy: &Strategy,
        combinations: &[ParameterValues],
        span: Range<usize>,
        take: impl Fn(usize, &Trial<'_>) -> R + Sync,
    ) -> Vec<Result<R, TrialError>> {
        let measure = Measure::new(self.bars, span.clone());
        let Some(one) = combinations.first() else { return Vec::new() };
        let family = Family::new(strategy, one);
        let compiled = parallel::map(self.cores, combinations, |values| {
            let compiled = family.compile(values).map_err(TrialError::Values)?;
            compiled.check_volume(self.bars)?;
            Ok(compiled)
        });
        let mut results: Vec<Option<Result<R, TrialError>>> = combinations.iter().map(|_| None).collect();
        let mut planned = Vec::with_capacity(combinations.len());
        for (index, compiled) in compiled.into_iter().enumerate() {
            match compiled {
                Ok(compiled) => {
                    let indicators = self.library.enter(&compiled);
                    planned.push(Planned { index, compiled, indicators });
                }
                Err(error) => results[index] = Some(Err(error)),
            }
        }
        for (batch, needed) in self.batches(&mut planned) {
            self.library.provide(&needed, self.cores, self.series_bytes_max);
            let done = parallel::spread(self.cores, batch.len(), Desk::default, |desk, position| {
                let planned = &batch[position];
                self.run_one(planned, span.clone(), desk)?;
                let outcome = &desk.outcome;
                Ok(take(planned.index, &Trial { outcome, figures: measure.figures(outcome) }))
            });
            for (planned, result) in batch.iter().zip(done) {
                results[planned.index] = Some(result);
            }
        }
        results.into_iter().map(|result| result.expect("each was refused or is in a batch")).collect()
    }

    fn run_one(&self, planned: &Planned, span: Range<usize>, desk: &mut Desk) -> Result<(), TrialError> {
        let Desk { scratch, outcome } = desk;
        let shelf = self.library.shelf(&planned.compiled, &planned.indicators)?;
        let mut prepared = planned.compiled.prepare_span(self.bars, &shelf, span.clone(), scratch)?;
        self.venue.simulate_into(Pace::SkipIdle, span, &mut prepared, outcome);
        scratch.recycle(prepared);
        Ok(())
    }

    /// Moves combinations that share indicators together, whose series then stay in the caches, and cuts them into
    /// batches whose series fit into the memory, each with the indicators it needs.
    fn batches<'p>(&self, planned: &'p mut [Planned]) -> Vec<(&'p [Planned], Vec<Number>)> {
        let bytes = |numbers: &BTreeSet<Number>| -> usize {
            numbers.iter().map(|number| self.library.bytes(*number)).sum()
        };
        let all: BTreeSet<Number> = planned.iter().flat_map(|planned| &planned.indicators).copied().collect();
        let bits = all.last().map_or(0, |last| Number::BITS - last.leading_zeros());
        planned.sort_by_cached_key(|planned| interleaved(&planned.indicators, bits));
        if bytes(&all) <= self.series_bytes_max {
            return vec![(planned, all.into_iter().collect())];
        }
        let mut rest = &*planned;
        let mut batches = Vec::new();
        while !rest.is_empty() {
            let mut needed = BTreeSet::new();
            let mut held = 0;
            let fits = |planned: &Planned| {
                let is_first = needed.is_empty();
                for number in &planned.indicators {
                    if needed.insert(*number) {
                        held += self.library.bytes(*number);
                    }
                }
                is_first || held <= self.series_bytes_max
            };
            let end = rest.iter().map(fits).position(|fits| !fits).unwrap_or(rest.len());
            let (batch, after) = rest.split_at(end);
            let needed: BTreeSet<Number> =
                batch.iter().flat_map(|planned| &planned.indicators).copied().collect();
            batches.push((batch, needed.into_iter().collect()));
            rest = after;
        }
        batches
    }
}

/// The lowest so many bits of the numbers, highest first and in turns: near values have near numbers (Morton, G. M. 1966,
/// "A Computer Oriented Geodetic Data Base", IBM).
fn interleaved(numbers: &[Number], bits: u32) -> Vec<bool> {
    (0..bits).rev().flat_map(|bit| numbers.iter().map(move |number| number >> bit & 1 == 1)).collect()
}
