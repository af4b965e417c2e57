//! Combinatorial purged cross-validation: the best of some groups of the history, judged on the others.

use std::ops::Range;

use crate::numbers::count;

/// How a history is cut for cross-validation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrossScheme {
    /// Into how many groups of neighbours, 2 to 16.
    pub groups: usize,
    /// How many of them judge at a time; fewer than there are.
    pub tests: usize,
    /// How many returns before a group that judges are not chosen on: what was held then is settled in the group.
    pub purge: usize,
    /// How many returns after a group that judges are not chosen on: they follow from what the group has seen.
    pub embargo: usize,
}

/// What trials that were the best of some groups came to in the others.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// How many ways there are to choose the groups that judge.
    pub splits: usize,
    /// The Sharpe ratio of each path, in the order of the paths: of a period and not annualised; 0 where returns do not vary.
    /// A path goes through the whole history, each group of it judged by another split.
    pub paths: Vec<f64>,
}

impl CrossValidation {
    /// The share of paths with a Sharpe ratio of 0 or below.
    pub fn probability_of_loss(&self) -> f64 {
        count(self.paths.iter().filter(|sharpe| **sharpe <= 0.0).count()) / count(self.paths.len())
    }
}

/// Sums of returns and of their squares up to each position.
struct Sums(Vec<[f64; 2]>);

impl Sums {
    fn of(returns: &[f64], length: usize) -> Self {
        let mut sums = Vec::with_capacity(length.saturating_add(1));
        let mut sum = [0.0, 0.0];
        sums.push(sum);
        for at in 0..length {
            // An account that was lost earns nothing.
            let ratio = returns.get(at).copied().unwrap_or(0.0);
            sum = [sum[0] + ratio, sum[1] + ratio * ratio];
            sums.push(sum);
        }
        Self(sums)
    }

    /// Number, sum and sum of squares of the returns of a range.
    fn over(&self, range: &Range<usize>) -> [f64; 3] {
        let at = |position: usize| self.0.get(position).copied().unwrap_or_default();
        let (from, to) = (at(range.start), at(range.end));
        [count(range.len()), to[0] - from[0], to[1] - from[1]]
    }

    fn sharpe(&self, ranges: &[Range<usize>]) -> f64 {
        sharpe(ranges.iter().map(|range| self.over(range)))
    }
}

/// The Sharpe ratio of parts, each told by number, sum and sum of squares; 0 where the returns do not vary.
fn sharpe(parts: impl Iterator<Item = [f64; 3]>) -> f64 {
    let [number, sum, squares] = parts.fold([0.0; 3], |[a, b, c], [x, y, z]| [a + x, b + y, c + z]);
    let mean = sum / number;
    let variance = (squares - sum * mean) / (number - 1.0);
    // Below the rounding of the sums there is no variance.
    if number >= 2.0 && variance > 1e-14 * squares / number { mean / variance.sqrt() } else { 0.0 }
}

/// Cross-validates the choice of the best (López de Prado, M. 2018, *Advances in Financial Machine Learning*, section 12.4): for
/// each way to choose the groups that judge, the trial with the highest Sharpe ratio over the other groups, purged and under
/// embargo, is judged on them. The judged groups make `C(groups - 1, tests - 1)` paths through the whole history. Of equals, the
/// first is the best. Returns that a trial lacks at the end are 0.
///
/// `None` if there are no trials, the scheme is no scheme, a group has fewer than two returns, or nothing is left to choose on.
pub fn cross_validate(trials: &[Vec<f64>], scheme: CrossScheme) -> Option<CrossValidation> {
    let CrossScheme { groups, tests, purge, embargo } = scheme;
    let length = trials.iter().map(Vec::len).max()?;
    if !(2..=16).contains(&groups) || tests == 0 || tests >= groups || length < groups.saturating_mul(2) {
        return None;
    }
    let start = |group: usize| group.saturating_mul(length).checked_div(groups).unwrap_or(0);
    let range = |group: usize| start(group)..start(group.saturating_add(1));
    let sums: Vec<Sums> = trials.iter().map(|returns| Sums::of(returns, length)).collect();
    let splits: Vec<u32> =
        (0..1_u32 << groups).filter(|split| split.count_ones() as usize == tests).collect();
    // What each group came to, one entry for every split that judges it: the entries of a path.
    let mut judged: Vec<Vec<[f64; 3]>> = vec![Vec::new(); groups];
    for split in &splits {
        let judges = |group: usize| split >> group & 1 == 1;
        let chosen_on: Vec<Range<usize>> = (0..groups)
            .filter(|group| !judges(*group))
            .map(|group| {
                let Range { start, end } = range(group);
                let after_test = group > 0 && judges(group.saturating_sub(1));
                let before_test = group.saturating_add(1) < groups && judges(group.saturating_add(1));
                let from = if after_test { start.saturating_add(embargo) } else { start };
                let to = if before_test { end.saturating_sub(purge) } else { end };
                from.min(end)..to.max(from.min(end))
            })
            .collect();
        if chosen_on.iter().map(Range::len).sum::<usize>() < 2 {
            return None;
        }
        let mut best = (f64::NEG_INFINITY, None);
        for trial in &sums {
            let sharpe = trial.sharpe(&chosen_on);
            if sharpe > best.0 {
                best = (sharpe, Some(trial));
            }
        }
        let (_, Some(best)) = best else { return None };
        for (group, entries) in judged.iter_mut().enumerate().filter(|(group, _)| judges(*group)) {
            entries.push(best.over(&range(group)));
        }
    }
    let paths = judged.first().map_or(0, Vec::len);
    let path = |number: usize| sharpe(judged.iter().filter_map(|entries| entries.get(number).copied()));
    Some(CrossValidation { splits: splits.len(), paths: (0..paths).map(path).collect() })
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, and plain definitions")]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

    use super::*;

    const SCHEME: CrossScheme = CrossScheme { groups: 6, tests: 2, purge: 0, embargo: 0 };

    fn noise(means: &[f64], length: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut one = |mean: f64| mean + (f64::from(random.next_u32()) / 4_294_967_296.0 - 0.5) * 0.02;
        means.iter().map(|mean| (0..length).map(|_| one(*mean)).collect()).collect()
    }

    /// The definition, with lists of positions and no sums.
    fn plainly(trials: &[Vec<f64>], scheme: CrossScheme) -> Vec<f64> {
        let length = trials.iter().map(Vec::len).max().unwrap();
        let group_of =
            |at: usize| (0..scheme.groups).rfind(|group| group * length / scheme.groups <= at).unwrap();
        let sharpe = |returns: &[f64]| {
            let mean = returns.iter().sum::<f64>() / count(returns.len());
            let squares: f64 = returns.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum();
            if squares > 0.0 { mean / (squares / (count(returns.len()) - 1.0)).sqrt() } else { 0.0 }
        };
        let mut paths: Vec<Vec<Vec<f64>>> = vec![Vec::new(); scheme.groups];
        for split in (0..1_usize << scheme.groups).filter(|split| split.count_ones() as usize == scheme.tests)
        {
            let judges = |at: usize| split >> group_of(at) & 1 == 1;
            let kept: Vec<usize> = (0..length)
                .filter(|at| {
                    let near_before =
                        (1..=scheme.purge).any(|after| at + after < length && judges(at + after));
                    let near_after = (1..=scheme.embargo).any(|before| *at >= before && judges(at - before));
                    !judges(*at) && !near_before && !near_after
                })
                .collect();
            let over = |trial: &Vec<f64>| sharpe(&kept.iter().map(|at| trial[*at]).collect::<Vec<_>>());
            let best = trials.iter().fold(None, |best: Option<&Vec<f64>>, trial| match best {
                Some(best) if over(best) >= over(trial) => Some(best),
                _ => Some(trial),
            });
            for (group, entries) in paths.iter_mut().enumerate().filter(|(group, _)| split >> group & 1 == 1)
            {
                entries.push(
                    (0..length).filter(|at| group_of(*at) == group).map(|at| best.unwrap()[at]).collect(),
                );
            }
        }
        let path =
            |number: usize| paths.iter().flat_map(|entries| entries[number].clone()).collect::<Vec<f64>>();
        (0..paths[0].len()).map(|number| sharpe(&path(number))).collect()
    }

    #[test]
    fn paths_are_those_of_the_plain_definition() {
        let check = |groups: usize, tests: usize, purge: usize, embargo: usize| {
            let scheme = CrossScheme { groups, tests, purge, embargo };
            let trials = noise(&[0.0, 0.001, -0.001, 0.0005, 0.0], 127, 3);
            let found = cross_validate(&trials, scheme).unwrap();
            let expected = plainly(&trials, scheme);
            assert_eq!(found.paths.len(), expected.len());
            for (found, expected) in found.paths.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-9, "{scheme:?}: {found} {expected}");
            }
        };
        check(6, 2, 0, 0);
        check(6, 2, 5, 3);
        check(4, 1, 2, 0);
        check(5, 3, 0, 4);
    }

    #[test]
    fn there_are_as_many_splits_and_paths_as_the_book_says() {
        let found = cross_validate(&noise(&[0.0, 0.0], 120, 1), SCHEME).unwrap();
        assert_eq!((found.splits, found.paths.len()), (15, 5));
    }

    #[test]
    fn merit_holds_on_every_path_and_luck_on_few() {
        let mut means = [0.0; 20];
        means[7] = 0.002;
        let merit = cross_validate(&noise(&means, 960, 3), SCHEME).unwrap();
        assert!(merit.probability_of_loss() < f64::EPSILON, "{merit:?}");
        let lost: f64 = (0..20)
            .map(|seed| cross_validate(&noise(&[0.0; 20], 960, seed), SCHEME).unwrap().probability_of_loss())
            .sum();
        assert!((0.3..0.7).contains(&(lost / 20.0)), "{lost}");
    }

    #[test]
    fn what_cannot_be_cut_is_not_validated() {
        let trials = noise(&[0.0, 0.0], 60, 1);
        let check = |scheme: CrossScheme| assert_eq!(cross_validate(&trials, scheme), None, "{scheme:?}");
        check(CrossScheme { groups: 1, ..SCHEME });
        check(CrossScheme { groups: 17, ..SCHEME });
        check(CrossScheme { tests: 0, ..SCHEME });
        check(CrossScheme { tests: 6, ..SCHEME });
        check(CrossScheme { groups: 2, tests: 1, purge: 100, embargo: 100 });
        assert_eq!(cross_validate(&[], SCHEME), None);
        assert_eq!(cross_validate(&[vec![0.1; 11]], SCHEME), None);
    }
}
