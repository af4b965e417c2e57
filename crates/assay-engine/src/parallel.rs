//! Work over long series on several cores. What is computed does not depend on how many there are.

use std::num::NonZero;
use std::thread;

/// Bars from which on starting a thread costs less than it saves.
const BARS_MIN: usize = 100_000;

/// Applies `work` to every item, in order; on several cores where the series are long.
pub(crate) fn map<T: Sync, R: Send>(bars: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = if bars < BARS_MIN { 1 } else { workers().min(items.len()) };
    if workers <= 1 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    thread::scope(|scope| {
        let mut chunks = items.chunks(items.len().div_ceil(workers));
        let own = chunks.next().unwrap_or(&[]);
        let others: Vec<_> =
            chunks.map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<_>>())).collect();
        let mut results: Vec<R> = own.iter().map(work).collect();
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    })
}

/// Does both; at the same time where the series are long.
pub(crate) fn join<A, B: Send>(
    bars: usize,
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if bars < BARS_MIN || workers() < 2 {
        return (one(), other());
    }
    thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let check = |bars: usize, count: usize| {
            let items: Vec<usize> = (0..count).collect();
            let expected: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(bars, &items, |item| item * 2), expected, "{bars} bars, {count} items");
        };
        for count in [0, 1, 2, 3, 17] {
            check(10, count);
            check(BARS_MIN, count);
        }
        assert_eq!(join(BARS_MIN, || 1, || 2), (1, 2));
    }
}
