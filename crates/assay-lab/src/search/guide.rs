//! Methods that learn from the trials before: TPE, of the crate `tpe`, and CMA-ES, of the crate `optimizer`.

use assay_spec::{ParameterValue, ParameterValues};
use optimizer::parameter::{CategoricalParam, FloatParam, Parameter as _};
use optimizer::sampler::cma_es::CmaEsSampler;
use optimizer::{Study, Trial};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use tpe::TpeOptimizer;

use super::space::{Dimension, Extent, Space, tidied};
use crate::numbers::count;

/// What a trial without a score cost: more than any.
const WORST: f64 = 1e300;

/// Tree-structured Parzen estimators, each parameter by itself (Bergstra, J. et al. 2011, "Algorithms for Hyper-Parameter
/// Optimization", NIPS 24, p. 2549).
pub(super) struct Tpe {
    random: ChaCha8Rng,
    optimizers: Vec<TpeOptimizer>,
}

/// Covariance matrix adaptation (Hansen, N. 2016, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772) over the unit
/// cube, so that parameters of every scale weigh alike.
pub(super) struct CmaEs {
    study: Study<f64>,
    axes: Vec<Axis>,
}

/// One dimension, as the study sees it.
enum Axis {
    Unit(FloatParam),
    Listed(CategoricalParam<usize>),
}

/// A proposal that waits for its score.
pub(super) enum Draw {
    /// Nobody wants to know.
    Free,
    /// The coordinates that TPE proposed.
    Tpe(Vec<f64>),
    /// The trial of the study.
    CmaEs(Box<Trial>),
}

impl Tpe {
    pub(super) fn new(space: &Space, seed: u64) -> Self {
        let optimizer = |dimension: &Dimension| match &dimension.extent {
            Extent::Integers { .. } | Extent::Numbers { .. } => {
                let unit = tpe::range(0.0, 1.0).expect("the unit interval is a range");
                TpeOptimizer::new(tpe::parzen_estimator(), unit)
            }
            Extent::Listed(values) => {
                let choices = tpe::categorical_range(values.len().max(1)).expect("there is a choice");
                TpeOptimizer::new(tpe::histogram_estimator(), choices)
            }
        };
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            optimizers: space.dimensions().iter().map(optimizer).collect(),
        }
    }

    pub(super) fn ask(&mut self, space: &Space) -> (Draw, ParameterValues) {
        let Self { random, optimizers } = self;
        let coordinates: Vec<f64> =
            optimizers.iter_mut().map(|optimizer| optimizer.ask(random).unwrap_or(0.5)).collect();
        let value = |(dimension, coordinate): (&Dimension, &f64)| {
            let value = match &dimension.extent {
                Extent::Integers { .. } | Extent::Numbers { .. } => at_unit(&dimension.extent, *coordinate),
                Extent::Listed(values) => {
                    at_unit(&dimension.extent, (coordinate + 0.5) / count(values.len().max(1)))
                }
            };
            (dimension.name.clone(), value)
        };
        let values = space.dimensions().iter().zip(&coordinates).map(value).collect();
        (Draw::Tpe(coordinates), values)
    }

    fn tell(&mut self, coordinates: &[f64], cost: f64) {
        for (optimizer, coordinate) in self.optimizers.iter_mut().zip(coordinates) {
            let told = optimizer.tell(*coordinate, cost);
            debug_assert!(told.is_ok(), "a cost is a number");
        }
    }
}

impl CmaEs {
    pub(super) fn new(space: &Space, seed: u64) -> Self {
        let sampler = CmaEsSampler::builder().seed(seed).population_size(population(space)).build();
        let axis = |dimension: &Dimension| match &dimension.extent {
            Extent::Integers { .. } | Extent::Numbers { .. } => Axis::Unit(FloatParam::new(0.0, 1.0)),
            Extent::Listed(values) => Axis::Listed(CategoricalParam::new((0..values.len()).collect())),
        };
        Self { study: Study::minimize(sampler), axes: space.dimensions().iter().map(axis).collect() }
    }

    pub(super) fn ask(&self, space: &Space) -> (Draw, ParameterValues) {
        let mut trial = self.study.ask();
        let mut values = ParameterValues::new();
        for (axis, dimension) in self.axes.iter().zip(space.dimensions()) {
            let value = match axis {
                Axis::Unit(unit) => at_unit(&dimension.extent, unit.suggest(&mut trial).unwrap_or(0.5)),
                Axis::Listed(listed) => {
                    dimension.extent.value(listed.suggest(&mut trial).unwrap_or(0) as u64)
                }
            };
            values.insert(dimension.name.clone(), value);
        }
        (Draw::CmaEs(Box::new(trial)), values)
    }

    fn tell(&self, trial: Trial, cost: f64) {
        self.study.tell(trial, Ok::<f64, String>(cost));
    }
}

/// Tells what a proposal scored; `None` is worse than any score.
pub(super) fn tell(source: &mut super::Source, draw: Draw, score: Option<f64>) {
    let cost = score.map_or(WORST, |score| -score);
    match (source, draw) {
        (super::Source::Tpe(tpe), Draw::Tpe(coordinates)) => tpe.tell(&coordinates, cost),
        (super::Source::CmaEs(cma_es), Draw::CmaEs(trial)) => cma_es.tell(*trial, cost),
        (_, Draw::Free | Draw::Tpe(_) | Draw::CmaEs(_)) => {}
    }
}

/// The value at a point of the unit interval: neighbours that can be counted have equal shares of it.
pub(super) fn at_unit(extent: &Extent, unit: f64) -> ParameterValue {
    match (extent, extent.count()) {
        (Extent::Numbers { low, high, .. }, None) => {
            ParameterValue::number(rounded(low + (high - low) * unit, *low, *high))
        }
        (_, count) => {
            let count = count.unwrap_or(1).max(1);
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a count far below 2^53"
            )]
            let position = (count as f64 * unit) as u64;
            extent.value(position.min(count.saturating_sub(1)))
        }
    }
}

/// A number between two, in decimal steps of a ten thousandth of their distance or less: a value that people can write down.
fn rounded(value: f64, low: f64, high: f64) -> f64 {
    let step = libm::pow(10.0, libm::floor(libm::log10(high - low)) - 4.0);
    let steps = (value / step).round();
    if steps.is_finite() { tidied((steps * step).clamp(low, high)) } else { value }
}

/// How many trials of CMA-ES make a generation (Hansen 2016, table 1).
pub(super) fn population(space: &Space) -> usize {
    let dimensions = u32::try_from(space.dimensions().len()).unwrap_or(u32::MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a logarithm is small")]
    let more = (3.0 * libm::log(f64::from(dimensions.max(1)))) as usize;
    more.saturating_add(4)
}
