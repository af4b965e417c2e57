//! The probability of backtest overfitting, by combinatorially symmetric cross-validation.

use assay_engine::parallel;

use crate::numbers::count;

/// How many blocks a history is cut into.
const BLOCKS: usize = 16;

/// What a trial's returns in each block come to: all that its Sharpe ratio over any blocks follows from.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockSums {
    /// Sum and sum of squares of the returns of each block.
    sums: Vec<[f64; 2]>,
    /// How many returns each block has; the same for all trials that are compared.
    counts: Vec<f64>,
}

impl BlockSums {
    /// Cuts a trial's returns into 16 blocks of neighbours of nearly the same length. Returns that are missing at
    /// the end, up to `length`, are 0: an account that was lost earns nothing.
    pub fn of(returns: &[f64], length: usize) -> Self {
        let length = length.max(returns.len());
        let sums = (0..BLOCKS).map(|block| {
            let (from, to) = (start(block, length), start(block.saturating_add(1), length));
            let known = returns.get(from.min(returns.len())..to.min(returns.len())).unwrap_or(&[]);
            [known.iter().sum(), known.iter().map(|ratio| ratio * ratio).sum()]
        });
        Self::from_sums(sums.collect(), length)
    }

    /// From the [sums](Self::sums) of 16 blocks of so many returns together.
    pub fn from_sums(sums: Vec<[f64; 2]>, length: usize) -> Self {
        let counts = (0..BLOCKS)
            .map(|block| count(start(block.saturating_add(1), length).saturating_sub(start(block, length))));
        Self { sums, counts: counts.collect() }
    }

    /// Sum and sum of squares of the returns of each block.
    pub fn sums(&self) -> &[[f64; 2]] {
        &self.sums
    }

    /// Sharpe ratio over the blocks of a set; 0 where the returns do not vary.
    fn sharpe(&self, is_in: impl Fn(usize) -> bool) -> f64 {
        let (mut returns, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for (block, ([block_sum, block_squares], number)) in self.sums.iter().zip(&self.counts).enumerate() {
            if is_in(block) {
                returns += number;
                sum += block_sum;
                squares += block_squares;
            }
        }
        let mean = sum / returns;
        let variance = (squares - sum * mean) / (returns - 1.0);
        // Below the rounding of the sums there is no variance.
        if variance > 1e-14 * squares / returns { mean / variance.sqrt() } else { 0.0 }
    }
}

/// Where a block begins.
fn start(block: usize, length: usize) -> usize {
    block.saturating_mul(length).checked_div(BLOCKS).unwrap_or(0)
}

/// How well the best in one half of the history did in the other half, over all ways to halve it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overfitting {
    /// The share of halvings in which the best of one half is not above the median of the other: the probability of backtest
    /// overfitting.
    pub probability: f64,
    /// The share of halvings in which the best of one half has a Sharpe ratio of 0 or below in the other: the probability of
    /// loss.
    pub probability_of_loss: f64,
    /// How many halvings there are.
    pub halvings: usize,
}

/// The probability of backtest overfitting (Bailey, D. H., Borwein, J. M., López de Prado, M. and Zhu, Q. J. 2017, "The
/// Probability of Backtest Overfitting", Journal of Computational Finance 20(4), definition 2.1), with the Sharpe ratio as
/// the measure. Of equals, each has the mean of their ranks; the best is the first. `None` for fewer than two trials, or
/// fewer than two returns in a block.
pub fn probability_of_overfitting(trials: &[BlockSums], cores: usize) -> Option<Overfitting> {
    if trials.len() < 2 || trials.iter().any(|trial| trial.counts.iter().any(|count| *count < 2.0)) {
        return None;
    }
    let halves: Vec<u32> =
        (0..1_u32 << BLOCKS).filter(|half| half.count_ones() as usize == BLOCKS / 2).collect();
    let judged = parallel::spread(cores, halves.len(), Vec::new, |beyond: &mut Vec<f64>, at| {
        let half = halves.get(at).copied().unwrap_or_default();
        let within = |block: usize| half >> block & 1 == 1;
        let mut best = (f64::NEG_INFINITY, 0);
        for (number, trial) in trials.iter().enumerate() {
            let sharpe = trial.sharpe(within);
            if sharpe > best.0 {
                best = (sharpe, number);
            }
        }
        beyond.clear();
        beyond.extend(trials.iter().map(|trial| trial.sharpe(|block| !within(block))));
        let chosen = beyond.get(best.1).copied().unwrap_or(f64::NEG_INFINITY);
        let below = count(beyond.iter().filter(|sharpe| **sharpe < chosen).count());
        let equal = count(beyond.iter().filter(|sharpe| sharpe.total_cmp(&chosen).is_eq()).count());
        let rank = (below + f64::midpoint(equal, 1.0)) / (count(trials.len()) + 1.0);
        (rank <= 0.5, chosen <= 0.0)
    });
    let share = |holds: fn(&(bool, bool)) -> bool| {
        count(judged.iter().filter(|judged| holds(judged)).count()) / count(judged.len())
    };
    Some(Overfitting {
        probability: share(|(not_above_median, _)| *not_above_median),
        probability_of_loss: share(|(_, loses)| *loses),
        halvings: judged.len(),
    })
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

    use super::*;

    /// Returns of trials that earn so much on average.
    fn noise(means: &[f64], length: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut one = |mean: f64| mean + (f64::from(random.next_u32()) / 4_294_967_296.0 - 0.5) * 0.02;
        means.iter().map(|mean| (0..length).map(|_| one(*mean)).collect()).collect()
    }

    fn found(trials: &[Vec<f64>]) -> Overfitting {
        let length = trials.iter().map(Vec::len).max().unwrap();
        let sums: Vec<_> = trials.iter().map(|returns| BlockSums::of(returns, length)).collect();
        let one = probability_of_overfitting(&sums, 1).unwrap();
        assert_eq!(one, probability_of_overfitting(&sums, 2).unwrap());
        one
    }

    #[test]
    fn there_are_as_many_halvings_as_the_paper_says() {
        assert_eq!(found(&noise(&[0.0, 0.0], 320, 1)).halvings, 12_870);
    }

    #[test]
    fn merit_shows_in_both_halves_and_luck_in_one() {
        // Of trials without merit the best of one half is anywhere in the other.
        let probabilities: Vec<f64> =
            (0..20).map(|seed| found(&noise(&[0.0; 20], 640, seed)).probability).collect();
        let mean = probabilities.iter().sum::<f64>() / 20.0;
        assert!((0.35..0.65).contains(&mean), "{probabilities:?}");

        let mut means = [0.0; 20];
        means[7] = 0.002;
        let merit = found(&noise(&means, 640, 3));
        assert!(merit.probability < 0.01 && merit.probability_of_loss < 0.01, "{merit:?}");
    }

    #[test]
    fn a_trial_that_is_best_in_one_half_because_it_is_worst_in_the_other_is_overfitted() {
        // Each trial earns in one block what it loses in the others.
        let trials: Vec<Vec<f64>> = (0..BLOCKS)
            .map(|trial| {
                (0..BLOCKS * 20)
                    .map(|at| {
                        let wave = if at % 2 == 0 { 0.001 } else { -0.001 };
                        wave + if at / 20 == trial { 0.01 } else { -0.01 / 15.0 }
                    })
                    .collect()
            })
            .collect();
        let found = found(&trials);
        assert!(found.probability > 0.99 && found.probability_of_loss > 0.99, "{found:?}");
    }

    #[test]
    fn sharpe_ratios_of_halves_are_those_of_their_returns() {
        let returns = &noise(&[0.001], 333, 5)[0];
        let sums = BlockSums::of(returns, 333);
        let within = |block: usize| block.is_multiple_of(3);
        let chosen: Vec<f64> = (0..BLOCKS)
            .filter(|block| within(*block))
            .flat_map(|block| returns[block * 333 / BLOCKS..(block + 1) * 333 / BLOCKS].to_vec())
            .collect();
        let mean = chosen.iter().sum::<f64>() / count(chosen.len());
        let squares: f64 = chosen.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum();
        let expected = mean / (squares / (count(chosen.len()) - 1.0)).sqrt();
        assert!((sums.sharpe(within) - expected).abs() < 1e-10);
    }

    #[test]
    fn what_cannot_be_compared_has_no_probability() {
        let sums = |returns: &[f64]| BlockSums::of(returns, returns.len());
        let long = noise(&[0.0, 0.0], 100, 1);
        assert_eq!(probability_of_overfitting(&[sums(&long[0])], 1), None);
        assert_eq!(probability_of_overfitting(&[sums(&[0.1; 20]), sums(&[0.2; 20])], 1), None);
        // An account that was lost early is compared all the same.
        let lost = BlockSums::of(&long[0][..30], 100);
        assert!(probability_of_overfitting(&[lost, sums(&long[1])], 1).is_some());
    }
}
