//! Searches for parameter values: over a grid, at random, or guided by the trials before.
//!
//! A search proposes combinations in batches and is told what they scored. It depends on nothing but its space, its method,
//! its seed and the scores, so that a search that was interrupted and begins again with the scores it had goes on where it
//! was.
//!
//! ```
//! use assay_lab::search::{Dimension, Extent, Method, Search, Space};
//!
//! let fast = Dimension { name: "fast".parse()?, extent: Extent::parse("2:20:2")? };
//! let mut search = Search::new(Space::new(vec![fast])?, Method::Grid, None, 1)?;
//! let trials = search.pursue(|_| true, |batch| {
//!     Ok::<_, std::convert::Infallible>(
//!         batch.iter().map(|values| values.values().next()?.as_f64().map(|fast| -(fast - 7.0).abs())).collect(),
//!     )
//! })?;
//! assert_eq!(trials.len(), 10);
//! assert_eq!(assay_lab::search::best(&trials).map(|trial| trial.score), Some(Some(-1.0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod guide;
mod heat_map;
mod objective;
mod space;

use std::collections::BTreeMap;

use assay_spec::ParameterValues;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use self::guide::{CmaEs, Draw, Tpe};
pub use self::heat_map::heat_map;
pub use self::objective::{Objective, ObjectiveError};
pub(crate) use self::space::tidied;
pub use self::space::{Dimension, Extent, Space, SpaceError};

/// How combinations are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// All of them.
    Grid,
    /// Evenly spread over the space, by a Halton sequence; the seed decides nothing.
    Even,
    /// Any, with equal chances.
    Random,
    /// By tree-structured Parzen estimators.
    Tpe,
    /// By covariance matrix adaptation.
    CmaEs,
}

/// A combination that was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The values of the parameters that vary.
    pub values: ParameterValues,
    /// What it scored; `None` if the run failed, does not meet the requirements, or its score is not defined.
    pub score: Option<f64>,
}

/// The best of them: of equals, the one that was tried first.
pub fn best(trials: &[Scored]) -> Option<&Scored> {
    let scored = trials.iter().filter(|trial| trial.score.is_some());
    scored.reduce(|best, trial| if trial.score > best.score { trial } else { best })
}

/// A search that proposes combinations.
pub struct Search {
    space: Space,
    source: Source,
    /// How many more combinations may be proposed.
    left: u64,
    /// What every combination that was proposed scored, by [`key`].
    known: BTreeMap<String, Option<f64>>,
    /// Combinations that constraints forbid.
    forbidden: u64,
    /// What is tried where a guided method proposes nothing new.
    random: ChaCha8Rng,
}

enum Source {
    Grid { next: u64, count: u64 },
    Even { next: u64 },
    Random(Box<ChaCha8Rng>),
    Tpe(Box<Tpe>),
    CmaEs(Box<CmaEs>),
}

/// Combinations that are tried together.
const BATCH: usize = 512;
/// Proposals of TPE that are tried together: each misses what the others teach.
const TPE_BATCH: usize = 4;
/// How many batches without a new combination end a search.
const BARREN_MAX: usize = 50;

impl Search {
    /// A search for at most that many different combinations that the constraints allow; a grid has all without a limit,
    /// other methods need one.
    ///
    /// # Errors
    /// A space that has no grid, or is too large for one.
    pub fn new(space: Space, method: Method, trials: Option<u64>, seed: u64) -> Result<Self, SpaceError> {
        let source = match method {
            Method::Grid => Source::Grid { next: 0, count: space.count()? },
            Method::Even => Source::Even { next: 1 },
            Method::Random => Source::Random(Box::new(ChaCha8Rng::seed_from_u64(seed))),
            Method::Tpe => Source::Tpe(Box::new(Tpe::new(&space, seed))),
            Method::CmaEs => Source::CmaEs(Box::new(CmaEs::new(&space, seed))),
        };
        let left = trials.unwrap_or(u64::MAX);
        // Another stream than that of the method.
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(1);
        Ok(Self { space, source, left, known: BTreeMap::new(), forbidden: 0, random })
    }

    /// How many proposals were not tried because constraints forbid them.
    pub fn forbidden(&self) -> u64 {
        self.forbidden
    }

    /// Tries combinations until none is left: `try_all` scores a batch, in its order.
    ///
    /// # Errors
    /// The first error of `try_all`.
    pub fn pursue<E>(
        &mut self,
        is_allowed: impl Fn(&ParameterValues) -> bool,
        mut try_all: impl FnMut(&[ParameterValues]) -> Result<Vec<Option<f64>>, E>,
    ) -> Result<Vec<Scored>, E> {
        let mut trials = Vec::new();
        let mut barren = 0_usize;
        while self.left > 0 && barren < BARREN_MAX {
            let drawn = self.draw();
            if drawn.is_empty() {
                break;
            }
            let mut fresh: Vec<ParameterValues> = Vec::new();
            for (_, values) in &drawn {
                self.admit(values, &is_allowed, &mut fresh);
            }
            if fresh.is_empty()
                && !matches!(self.source, Source::Grid { .. } | Source::Even { .. } | Source::Random(_))
            {
                // What the method proposes was tried or is forbidden: chance leads it elsewhere.
                for _ in 0..BATCH {
                    let values = at_random(&self.space, &mut self.random);
                    self.admit(&values, &is_allowed, &mut fresh);
                    if fresh.len() >= drawn.len() {
                        break;
                    }
                }
            }
            if fresh.is_empty() {
                // A grid may forbid whole batches, and has an end.
                barren = barren.saturating_add(usize::from(!matches!(self.source, Source::Grid { .. })));
            } else {
                barren = 0;
                let scores = try_all(&fresh)?;
                for (values, score) in fresh.into_iter().zip(scores) {
                    let score = score.filter(|score| score.is_finite());
                    self.known.insert(key(&values), score);
                    trials.push(Scored { values, score });
                }
            }
            for (draw, values) in drawn {
                let score = self.known.get(&key(&values)).copied().flatten();
                guide::tell(&mut self.source, draw, score);
            }
        }
        Ok(trials)
    }

    /// Takes a combination that is new, allowed, and not one too many.
    fn admit(
        &mut self,
        values: &ParameterValues,
        is_allowed: impl Fn(&ParameterValues) -> bool,
        fresh: &mut Vec<ParameterValues>,
    ) {
        let key = key(values);
        if self.known.contains_key(&key) {
            return;
        }
        if !is_allowed(values) {
            self.known.insert(key, None);
            self.forbidden = self.forbidden.saturating_add(1);
        } else if self.left > 0 {
            self.known.insert(key, None);
            self.left = self.left.saturating_sub(1);
            fresh.push(values.clone());
        }
    }

    /// The next batch, of which some may have been tried.
    fn draw(&mut self) -> Vec<(Draw, ParameterValues)> {
        let Self { space, source, .. } = self;
        match source {
            Source::Grid { next, count } => {
                let end = next.saturating_add(BATCH as u64).min(*count);
                let batch = (*next..end).map(|position| (Draw::Free, space.at(position))).collect();
                *next = end;
                batch
            }
            Source::Even { next } => {
                let end = next.saturating_add(BATCH as u64);
                let batch = (*next..end).map(|number| (Draw::Free, evenly(space, number))).collect();
                *next = end;
                batch
            }
            Source::Random(random) => (0..BATCH).map(|_| (Draw::Free, at_random(space, random))).collect(),
            Source::Tpe(tpe) => (0..TPE_BATCH).map(|_| tpe.ask(space)).collect(),
            Source::CmaEs(cma_es) => (0..guide::population(space)).map(|_| cma_es.ask(space)).collect(),
        }
    }
}

/// The combination of a number, from 1, in an even spread: one prime base for each parameter (Halton, J. H. 1960, "On the
/// Efficiency of Certain Quasi-Random Sequences of Points", Numerische Mathematik 2).
fn evenly(space: &Space, number: u64) -> ParameterValues {
    let primes =
        (2_u64..).filter(|candidate| (2..*candidate).all(|factor| !candidate.is_multiple_of(factor)));
    let value = |(dimension, base): (&Dimension, u64)| {
        (dimension.name.clone(), guide::at_unit(&dimension.extent, radical_inverse(number, base)))
    };
    space.dimensions().iter().zip(primes).map(value).collect()
}

/// The digits of a number in a base, mirrored at the point: in `[0, 1)`.
#[expect(clippy::cast_precision_loss, reason = "digits and bases are small")]
fn radical_inverse(mut number: u64, base: u64) -> f64 {
    let (mut inverse, mut place) = (0.0, 1.0 / base as f64);
    while number > 0 {
        inverse += number.checked_rem(base).unwrap_or(0) as f64 * place;
        number = number.checked_div(base).unwrap_or(0);
        place /= base as f64;
    }
    inverse
}

/// Any combination, with equal chances.
fn at_random(space: &Space, random: &mut ChaCha8Rng) -> ParameterValues {
    let value =
        |dimension: &Dimension| (dimension.name.clone(), guide::at_unit(&dimension.extent, unit(random)));
    space.dimensions().iter().map(value).collect()
}

/// A uniform number in `[0, 1)`, of 53 random bits.
fn unit(random: &mut ChaCha8Rng) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let bits = (random.next_u64() >> 11) as f64;
    bits / 9_007_199_254_740_992.0
}

/// What tells combinations apart.
fn key(values: &ParameterValues) -> String {
    let told: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
    told.join("\n")
}

#[cfg(test)]
mod tests;
