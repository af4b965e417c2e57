//! Whether the best of many could be the best by chance: tests for data snooping, by bootstrap.

use assay_engine::parallel;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::monte_carlo::blocks;
use crate::numbers::count;

/// How a test draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampling {
    /// How many times, at least once. A p-value is never below one over this and one more.
    pub times: u32,
    /// The mean length of the blocks of neighbours that are drawn (stationary bootstrap; Politis and Romano 1994), 1 or above.
    pub mean_length: f64,
    /// What decides every draw.
    pub seed: u64,
    /// How many cores compute.
    pub cores: usize,
}

impl Resampling {
    /// The mean length of a block for so many returns: their cube root, which is the order that makes the error of a bootstrapped
    /// variance least (Politis, D. N. and White, H. 2004, "Automatic Block-Length Selection for the Dependent Bootstrap",
    /// Econometric Reviews 23(1), section 2).
    pub fn mean_length_for(returns: usize) -> f64 {
        libm::cbrt(count(returns)).max(1.0)
    }

    /// What `work` makes of the draws, each told by how often it has every position: one value for each.
    fn each<R: Send>(self, length: usize, work: impl Fn(&[f64]) -> R + Sync) -> Vec<R> {
        let times = usize::try_from(self.times).unwrap_or(usize::MAX);
        parallel::spread(self.cores, times, Vec::new, |often: &mut Vec<f64>, number| {
            let mut random = ChaCha8Rng::seed_from_u64(self.seed);
            random.set_stream(number as u64);
            often.clear();
            often.resize(length, 0.0);
            blocks(length, self.mean_length, &mut random, |at| {
                if let Some(often) = often.get_mut(at) {
                    *often += 1.0;
                }
            });
            work(often)
        })
    }
}

/// The share of draws that reach what was seen, which counts as one of them (Davison, A. C. and Hinkley, D. V. 1997, *Bootstrap
/// Methods and their Application*, equation 4.11).
fn p_value(reached: usize, draws: usize) -> f64 {
    (count(reached) + 1.0) / (count(draws) + 1.0)
}

/// The probability that a rule without merit earns as much on average: returns less their mean are drawn again and again, and the
/// share of draws counts whose mean is as high as the one that was seen (Aronson, D. 2006, *Evidence-Based Technical Analysis*,
/// chapter 5). One-sided: a rule that loses has a probability above one half. `None` for fewer than two returns.
pub fn rule_significance(returns: &[f64], resampling: Resampling) -> Option<f64> {
    if returns.len() < 2 {
        return None;
    }
    let seen = mean(returns);
    let centred: Vec<f64> = returns.iter().map(|ratio| ratio - seen).collect();
    let drawn = resampling.each(centred.len(), |often| dot(&centred, often) / count(centred.len()));
    Some(p_value(drawn.iter().filter(|drawn| **drawn >= seen).count(), drawn.len()))
}

/// What tests for data snooping say of the best of many trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snooping {
    /// White's reality check: the probability that the best mean return of as many trials, none of which earns, is as high (White,
    /// H. 2000, "A Reality Check for Data Snooping", Econometrica 68(5)). Trials that lose much make it too strict.
    pub reality_check: f64,
    /// Hansen's test for superior predictive ability, consistent version: the same with means in units of their standard errors, and
    /// without the trials that lose too much to matter (Hansen, P. R. 2005, "A Test for Superior Predictive Ability", Journal of
    /// Business & Economic Statistics 23(4)).
    pub superior_ability: f64,
}

/// Holds trials against doing nothing. Each has as many returns as the longest; what it lacks at the end is 0. Trials whose
/// returns do not vary are left out of the second test. `None` without trials, or for fewer than two returns.
pub fn snooping(trials: &[Vec<f64>], resampling: Resampling) -> Option<Snooping> {
    let length = trials.iter().map(Vec::len).max().filter(|length| *length >= 2)?;
    let root = count(length).sqrt();
    let padded: Vec<Vec<f64>> = trials
        .iter()
        .map(|returns| {
            let mut returns = returns.clone();
            returns.resize(length, 0.0);
            returns
        })
        .collect();
    let means: Vec<f64> = padded.iter().map(|returns| mean(returns)).collect();
    let errors: Vec<Option<f64>> = padded
        .iter()
        .zip(&means)
        .map(|(returns, mean)| standard_error(returns, *mean, resampling.mean_length))
        .collect();
    // Hansen 2005, p. 372: the threshold of the law of the iterated logarithm.
    let threshold = -(2.0 * libm::log(libm::log(count(length)).max(f64::MIN_POSITIVE)).max(0.0)).sqrt();
    let recentred: Vec<f64> = means
        .iter()
        .zip(&errors)
        .map(|(mean, error)| match error {
            Some(error) if root * mean / error >= threshold => *mean,
            _ => 0.0,
        })
        .collect();
    let seen_mean = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let studentised = |means: &mut dyn Iterator<Item = f64>| {
        let ratios = means.zip(&errors).filter_map(|(mean, error)| Some(root * mean / (*error)?));
        ratios.fold(0.0, f64::max)
    };
    let seen_ratio = studentised(&mut means.iter().copied());
    let reached = resampling.each(length, |often| {
        let drawn: Vec<f64> = padded.iter().map(|returns| dot(returns, often) / count(length)).collect();
        let best =
            drawn.iter().zip(&means).map(|(drawn, mean)| drawn - mean).fold(f64::NEG_INFINITY, f64::max);
        let ratio = studentised(&mut drawn.iter().zip(&recentred).map(|(drawn, centre)| drawn - centre));
        (best >= seen_mean, ratio >= seen_ratio)
    });
    let share = |holds: fn(&(bool, bool)) -> bool| {
        p_value(reached.iter().filter(|reached| holds(reached)).count(), reached.len())
    };
    Some(Snooping { reality_check: share(|(best, _)| *best), superior_ability: share(|(_, ratio)| *ratio) })
}

/// The standard error of `√n` times a mean under the stationary bootstrap, by its kernel (Politis and Romano 1994, lemma 1; Hansen
/// 2005, p. 372). `None` where returns do not vary.
fn standard_error(returns: &[f64], mean: f64, mean_length: f64) -> Option<f64> {
    /// Weights below this do not show.
    const WEIGHT_MIN: f64 = 1e-8;
    let length = count(returns.len());
    let stays = 1.0 - 1.0 / mean_length.max(1.0);
    let centred: Vec<f64> = returns.iter().map(|ratio| ratio - mean).collect();
    let covariance = |lag: usize| {
        let later = centred.get(lag..).unwrap_or(&[]);
        later.iter().zip(&centred).map(|(later, earlier)| later * earlier).sum::<f64>() / length
    };
    let mut variance = covariance(0);
    for lag in 1..returns.len() {
        let far = libm::pow(stays, count(lag));
        let around = libm::pow(stays, length - count(lag));
        let weight = (length - count(lag)) / length * far + count(lag) / length * around;
        if far < WEIGHT_MIN && around < WEIGHT_MIN {
            // Far from both ends there is nothing; near the end the circle closes with weights as small as at the start.
            let from_end = libm::ceil(libm::log(WEIGHT_MIN) / libm::log(stays));
            if length - count(lag) > from_end {
                continue;
            }
        }
        variance += 2.0 * weight * covariance(lag);
    }
    (variance > f64::MIN_POSITIVE).then(|| variance.sqrt())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

/// The sum of products, in four running sums: one would wait for itself.
fn dot(one: &[f64], other: &[f64]) -> f64 {
    let (ones, ones_rest) = one.as_chunks::<4>();
    let (others, others_rest) = other.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for (one, other) in ones.iter().zip(others) {
        for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
            *sum += one * other;
        }
    }
    let rest: f64 = ones_rest.iter().zip(others_rest).map(|(one, other)| one * other).sum();
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, and plain definitions")]
mod tests {
    use rand_chacha::rand_core::Rng as _;

    use super::*;

    const RESAMPLING: Resampling = Resampling { times: 499, mean_length: 5.0, seed: 11, cores: 2 };

    fn noise(means: &[f64], length: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut one = |mean: f64| mean + (f64::from(random.next_u32()) / 4_294_967_296.0 - 0.5) * 0.02;
        means.iter().map(|mean| (0..length).map(|_| one(*mean)).collect()).collect()
    }

    /// Both tests as the papers write them: positions, means over drawn returns, and nothing shared.
    fn plainly(trials: &[Vec<f64>], resampling: Resampling) -> Snooping {
        let n = trials[0].len();
        let means: Vec<f64> = trials.iter().map(|trial| trial.iter().sum::<f64>() / count(n)).collect();
        let q = 1.0 / resampling.mean_length;
        let omega: Vec<f64> = trials
            .iter()
            .zip(&means)
            .map(|(trial, mean)| {
                let gamma = |lag: usize| {
                    (0..n - lag).map(|at| (trial[at] - mean) * (trial[at + lag] - mean)).sum::<f64>()
                        / count(n)
                };
                let kappa = |lag: usize| {
                    let (i, n) = (count(lag), count(n));
                    (n - i) / n * (1.0 - q).powf(i) + i / n * (1.0 - q).powf(n - i)
                };
                (gamma(0) + 2.0 * (1..n).map(|lag| kappa(lag) * gamma(lag)).sum::<f64>()).sqrt()
            })
            .collect();
        let root = count(n).sqrt();
        let bound = -(2.0 * count(n).ln().ln()).sqrt();
        let (mut checks, mut abilities) = (1.0, 1.0);
        let best = means.iter().copied().fold(f64::MIN, f64::max);
        let ratio = means.iter().zip(&omega).map(|(mean, omega)| root * mean / omega).fold(0.0, f64::max);
        for number in 0..u64::from(resampling.times) {
            let mut random = ChaCha8Rng::seed_from_u64(resampling.seed);
            random.set_stream(number);
            let mut order = Vec::new();
            blocks(n, resampling.mean_length, &mut random, |at| order.push(at));
            let drawn: Vec<f64> = trials
                .iter()
                .map(|trial| order.iter().map(|at| trial[*at]).sum::<f64>() / count(n))
                .collect();
            let top = drawn.iter().zip(&means).map(|(drawn, mean)| drawn - mean).fold(f64::MIN, f64::max);
            let mut highest = 0.0_f64;
            for ((drawn, mean), omega) in drawn.iter().zip(&means).zip(&omega) {
                let centre = if root * mean / omega >= bound { *mean } else { 0.0 };
                highest = highest.max(root * (drawn - centre) / omega);
            }
            checks += f64::from(u8::from(top >= best));
            abilities += f64::from(u8::from(highest >= ratio));
        }
        let draws = f64::from(resampling.times) + 1.0;
        Snooping { reality_check: checks / draws, superior_ability: abilities / draws }
    }

    #[test]
    fn tests_for_snooping_are_those_of_the_papers() {
        for seed in 0..6 {
            let trials = noise(&[0.0003, 0.0, -0.0002, -0.002, 0.0005], 181, seed);
            assert_eq!(snooping(&trials, RESAMPLING), Some(plainly(&trials, RESAMPLING)), "{seed}");
            let one = Resampling { cores: 1, ..RESAMPLING };
            assert_eq!(snooping(&trials, one), snooping(&trials, RESAMPLING));
        }
    }

    #[test]
    fn the_best_of_many_without_merit_is_seldom_significant() {
        let resampling = Resampling { times: 199, ..RESAMPLING };
        let (mut checks, mut abilities) = (0, 0);
        for seed in 0..100 {
            let found = snooping(&noise(&[0.0; 10], 250, seed), resampling).unwrap();
            checks += u32::from(found.reality_check <= 0.05);
            abilities += u32::from(found.superior_ability <= 0.05);
        }
        assert!(checks <= 12 && abilities <= 12, "{checks} {abilities} of 100 at five per cent");
        let merit = snooping(&noise(&[0.0, 0.002, 0.0], 250, 5), resampling).unwrap();
        assert!(merit.reality_check <= 0.01 && merit.superior_ability <= 0.01, "{merit:?}");
    }

    #[test]
    fn trials_that_lose_much_do_not_hide_one_that_earns() {
        let mut means = vec![-0.004; 40];
        means[0] = 0.0009;
        // The losers vary ten times as much.
        let mut trials = noise(&means, 250, 8);
        for trial in &mut trials[1..] {
            for ratio in trial {
                *ratio *= 10.0;
            }
        }
        let found = snooping(&trials, RESAMPLING).unwrap();
        assert!(found.superior_ability < 0.05 && found.reality_check > 0.3, "{found:?}");
    }

    #[test]
    fn significance_is_one_sided() {
        let check = |mean: f64, least: f64, most: f64| {
            let found = rule_significance(&noise(&[mean], 500, 2)[0], RESAMPLING).unwrap();
            assert!((least..=most).contains(&found), "{mean}: {found}");
        };
        check(0.002, 0.0, 0.01);
        check(-0.002, 0.99, 1.0);
        let found: f64 =
            (0..200).map(|seed| rule_significance(&noise(&[0.0], 200, seed)[0], RESAMPLING).unwrap()).sum();
        assert!((0.4..0.6).contains(&(found / 200.0)), "{found}");
        assert_eq!(rule_significance(&[0.1], RESAMPLING), None);
    }

    #[test]
    fn what_does_not_vary_is_no_evidence() {
        let still = vec![vec![0.0; 50], vec![0.0; 50]];
        assert_eq!(
            snooping(&still, RESAMPLING),
            Some(Snooping { reality_check: 1.0, superior_ability: 1.0 })
        );
        assert_eq!(snooping(&[], RESAMPLING), None);
        assert_eq!(snooping(&[vec![0.1]], RESAMPLING), None);
        // A trial that was lost half-way is compared all the same.
        let trials = noise(&[0.0, 0.0], 100, 1);
        assert!(snooping(&[trials[0].clone(), trials[1][..40].to_vec()], RESAMPLING).is_some());
    }
}
