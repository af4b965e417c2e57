//! Work over long series on several cores. What is computed does not depend on how many there are.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Bars from which on starting a thread costs less than it saves.
const BARS_MIN: usize = 100_000;

/// How many cores there are.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// How many cores one run over so many bars takes.
pub(crate) fn cores_for(bars: usize) -> usize {
    if bars < BARS_MIN { 1 } else { cores() }
}

/// Applies `work` to every item, in order, on that many cores.
pub(crate) fn map<T: Sync, R: Send>(cores: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    spread(cores, items.len(), || (), |(), index| work(&items[index]))
}

/// Applies `work` to every number below `count`, in order, on that many cores: each takes the next number when it is done
/// with one, and has a state of its own.
pub fn spread<S, R: Send>(
    cores: usize,
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> R + Sync,
) -> Vec<R> {
    let workers = cores.min(count);
    if workers <= 1 {
        let mut state = state();
        return (0..count).map(|index| work(&mut state, index)).collect();
    }
    let next = AtomicUsize::new(0);
    let take_part = || {
        let mut state = state();
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return done;
            }
            done.push((index, work(&mut state, index)));
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(take_part)).collect();
        let mut done = take_part();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does both; at the same time where the series are long.
pub(crate) fn join<A, B: Send>(
    bars: usize,
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if cores_for(bars) < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let check = |cores: usize, count: usize| {
            let items: Vec<usize> = (0..count).collect();
            let expected: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(cores, &items, |item| item * 2), expected, "{cores} cores, {count} items");
        };
        for count in [0, 1, 2, 3, 17, 1000] {
            check(1, count);
            check(2, count);
            check(5, count);
        }
        assert_eq!(join(BARS_MIN, || 1, || 2), (1, 2));
    }
}
