//! What else could have come of the same returns: paths of equity made by drawing from them.
//!
//! Returns are ratios of the equity, of trades or of periods, and compound. Every path has a stream of random numbers of its
//! own: what is drawn depends on the seed and the path's number, not on the number of cores.
//!
//! ```
//! use assay_lab::monte_carlo::{Draw, Plan, resample};
//!
//! let trades = [0.02, -0.01, 0.03, -0.02, 0.01, 0.015, -0.005, 0.01];
//! let paths = resample(&trades, Draw::Bootstrap, &Plan { paths: 1000, seed: 1, cores: 2 });
//! assert!(paths.probability_of_profit() > 0.7);
//! let drawdown = paths.drawdowns();
//! assert!(drawdown.percentile_5 <= drawdown.median && drawdown.median <= drawdown.percentile_95);
//! ```

mod draw;
mod ruin;
mod synthetic;

use assay_engine::parallel;
use assay_engine::statistics::percentile;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

pub use self::draw::Draw;
pub(crate) use self::draw::blocks;
pub use self::ruin::{RuinLimit, largest_scale};
pub use self::synthetic::{Redraw, redrawn_order, reordered};
use crate::numbers::count;

/// How many paths, and of which chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many paths there are, at least one.
    pub paths: u32,
    /// What decides every draw.
    pub seed: u64,
    /// How many cores compute them.
    pub cores: usize,
}

/// What one path came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Path {
    /// The equity at its end, relative to its start, less 1.
    pub return_ratio: f64,
    /// The largest fall from a peak, as a share of the peak; 0 or above, at most 1.
    pub max_drawdown: f64,
    /// The lowest equity, relative to the start; at most 1.
    pub lowest: f64,
    /// Mean over sample standard deviation of its returns, not annualised; NaN where undefined.
    pub sharpe: f64,
}

/// Paths, in the order of their numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    paths: Vec<Path>,
}

/// Quantiles of a figure over all paths that have it, by linear interpolation (Hyndman and Fan 1996, type 7). NaN if none
/// has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution {
    /// The 5th percentile.
    pub percentile_5: f64,
    /// The 25th.
    pub percentile_25: f64,
    /// The 50th.
    pub median: f64,
    /// The 75th.
    pub percentile_75: f64,
    /// The 95th.
    pub percentile_95: f64,
}

/// Paths that are computed in one go.
const BLOCK: u32 = 256;

/// Draws paths from returns, each as long as there are returns (less those that it skips).
///
/// # Panics
/// If there are no returns or no paths.
pub fn resample(returns: &[f64], draw: Draw, plan: &Plan) -> Paths {
    assert!(!returns.is_empty() && plan.paths > 0, "there is something to draw");
    let blocks = usize::try_from(plan.paths.div_ceil(BLOCK)).unwrap_or(usize::MAX);
    let computed = parallel::spread(plan.cores, blocks, draw::Scratch::default, |scratch, block| {
        let first = u32::try_from(block).unwrap_or(u32::MAX).saturating_mul(BLOCK);
        let numbers = first..first.saturating_add(BLOCK).min(plan.paths);
        numbers.map(|number| path(returns, draw, plan.seed, number, scratch)).collect::<Vec<_>>()
    });
    Paths { paths: computed.into_iter().flatten().collect() }
}

/// How the equity of the paths is spread on their way, relative to the start: after 0 returns, after all, and at most `steps` times
/// between, evenly. Each step is told with the number of returns before it.
///
/// # Panics
/// If there are no returns, no paths or no steps.
pub fn fan(returns: &[f64], draw: Draw, plan: &Plan, steps: usize) -> Vec<(usize, Distribution)> {
    assert!(!returns.is_empty() && plan.paths > 0 && steps > 0, "there is something to draw");
    let steps = steps.min(returns.len());
    let after = |step: usize| step.saturating_mul(returns.len()).checked_div(steps).unwrap_or(0);
    let paths = usize::try_from(plan.paths).unwrap_or(usize::MAX);
    let walks = parallel::spread(plan.cores, paths, draw::Scratch::default, |scratch, number| {
        let mut random = ChaCha8Rng::seed_from_u64(plan.seed);
        random.set_stream(number as u64);
        let (mut walk, mut taken, mut equities) = (Walk::default(), 0_usize, vec![1.0]);
        draw.each(returns, &mut random, scratch, |ratio| {
            walk.step(ratio);
            taken = taken.saturating_add(1);
            if taken == after(equities.len()) {
                equities.push(walk.equity);
            }
        });
        // A path that skips returns ends early.
        equities.resize(steps.saturating_add(1), walk.equity);
        equities
    });
    let at = |step: usize| {
        let mut equities: Vec<f64> = walks.iter().filter_map(|walk| walk.get(step).copied()).collect();
        (after(step), Distribution::of(&mut equities))
    };
    (0..=steps).map(at).collect()
}

/// The returns that the path of a number is made of, in their order.
pub fn drawn(returns: &[f64], draw: Draw, seed: u64, number: u32) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(number));
    let mut all = Vec::with_capacity(returns.len());
    draw.each(returns, &mut random, &mut draw::Scratch::default(), |ratio| all.push(ratio));
    all
}

/// The path of a number.
fn path(returns: &[f64], draw: Draw, seed: u64, number: u32, scratch: &mut draw::Scratch) -> Path {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(number));
    let mut walk = Walk::default();
    draw.each(returns, &mut random, scratch, |ratio| walk.step(ratio));
    walk.end()
}

/// An equity that compounds returns.
#[derive(Debug, Clone, Copy)]
struct Walk {
    equity: f64,
    peak: f64,
    /// The least of equity over peak.
    deepest: f64,
    lowest: f64,
    steps: f64,
    mean: f64,
    squares: f64,
}

impl Default for Walk {
    fn default() -> Self {
        Self { equity: 1.0, peak: 1.0, deepest: 1.0, lowest: 1.0, steps: 0.0, mean: 0.0, squares: 0.0 }
    }
}

impl Walk {
    #[inline]
    fn step(&mut self, ratio: f64) {
        // What is lost is lost: nothing comes of an account below zero.
        self.equity = (self.equity * (1.0 + ratio)).max(0.0);
        self.peak = self.peak.max(self.equity);
        self.deepest = self.deepest.min(self.equity / self.peak);
        self.lowest = self.lowest.min(self.equity);
        // Welford, B. P. 1962, "Note on a Method for Calculating Corrected Sums of Squares and Products", Technometrics 4(3).
        self.steps += 1.0;
        let deviation = ratio - self.mean;
        self.mean += deviation / self.steps;
        self.squares += deviation * (ratio - self.mean);
    }

    fn end(self) -> Path {
        let Self { equity, deepest, lowest, steps, mean, squares, .. } = self;
        let deviation = (squares / (steps - 1.0)).sqrt();
        let sharpe = if steps >= 2.0 && deviation > 0.0 { mean / deviation } else { f64::NAN };
        Path { return_ratio: equity - 1.0, max_drawdown: 1.0 - deepest, lowest, sharpe }
    }
}

impl Paths {
    /// Every path.
    pub fn all(&self) -> &[Path] {
        &self.paths
    }

    /// How the return at the end is distributed.
    pub fn returns(&self) -> Distribution {
        self.distribution(|path| path.return_ratio)
    }

    /// How the largest drawdown is distributed.
    pub fn drawdowns(&self) -> Distribution {
        self.distribution(|path| path.max_drawdown)
    }

    /// How the Sharpe ratio is distributed.
    pub fn sharpes(&self) -> Distribution {
        self.distribution(|path| path.sharpe)
    }

    /// The share of paths that end above their start.
    pub fn probability_of_profit(&self) -> f64 {
        self.share(|path| path.return_ratio > 0.0)
    }

    /// The share of paths whose largest drawdown is beyond that share of the peak.
    pub fn probability_of_drawdown(&self, beyond: f64) -> f64 {
        self.share(|path| path.max_drawdown > beyond)
    }

    /// The share of paths whose equity falls to that share of the start or below.
    pub fn probability_of_ruin(&self, level: f64) -> f64 {
        self.share(|path| path.lowest <= level)
    }

    fn share(&self, holds: impl Fn(&Path) -> bool) -> f64 {
        count(self.paths.iter().filter(|path| holds(path)).count()) / count(self.paths.len())
    }

    fn distribution(&self, figure: impl Fn(&Path) -> f64) -> Distribution {
        Distribution::of(&mut self.paths.iter().map(figure).collect::<Vec<_>>())
    }
}

impl Distribution {
    /// The quantiles of values, which are put into another order; those that are no numbers are left out.
    pub fn of(values: &mut Vec<f64>) -> Self {
        values.retain(|value| !value.is_nan());
        let mut at = |share: f64| percentile(values, share);
        Self {
            percentile_5: at(0.05),
            percentile_25: at(0.25),
            median: at(0.5),
            percentile_75: at(0.75),
            percentile_95: at(0.95),
        }
    }
}

#[cfg(test)]
mod tests;
