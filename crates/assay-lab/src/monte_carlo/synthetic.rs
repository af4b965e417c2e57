//! Prices that might have been: bars drawn again from the bars there are.

use assay_types::{BarColumns, Bars};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use super::draw::{blocks, shuffle};

/// How bars are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Redraw {
    /// All of them, in another order: the prices end where they ended, and what one bar says of the next is gone (the permutation
    /// test of Masters, T. 2018, *Testing and Tuning Market Trading Systems*, chapter 7, with bars kept whole).
    Shuffle,
    /// Blocks of neighbours, of random lengths with that mean, from anywhere and around the end (stationary bootstrap; Politis and
    /// Romano 1994): other prices of the same kind, patterns within blocks included.
    Blocks {
        /// The mean length of a block in bars, 1 or above.
        mean_length: f64,
    },
}

/// The order of a series of a number: for each bar the position of the bar that it is drawn from. The first bar stays.
pub fn redrawn_order(bars: usize, redraw: Redraw, seed: u64, number: u32) -> Vec<usize> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(number));
    let mut order: Vec<usize> = (0..bars).collect();
    let Some((_, later)) = order.split_first_mut() else { return order };
    match redraw {
        Redraw::Shuffle => shuffle(later, &mut random),
        Redraw::Blocks { mean_length } => {
            let mut drawn = later.iter_mut();
            blocks(bars.saturating_sub(1), mean_length, &mut random, |at| {
                if let Some(place) = drawn.next() {
                    *place = at.saturating_add(1);
                }
            });
        }
    }
    order
}

/// The bars in another order, each with the moves it had: its gap from the close before, its range, its body and its volume. Times
/// stay. `None` if the prices leave the numbers.
pub fn reordered(bars: &Bars, order: &[usize]) -> Option<Bars> {
    let [open, high, low, close] = [bars.open(), bars.high(), bars.low(), bars.close()];
    let mut columns = BarColumns {
        time: bars.time().to_vec(),
        open: Vec::with_capacity(order.len()),
        high: Vec::with_capacity(order.len()),
        low: Vec::with_capacity(order.len()),
        close: Vec::with_capacity(order.len()),
        volume: bars
            .volume()
            .map(|volume| order.iter().filter_map(|from| volume.get(*from).copied()).collect()),
    };
    for &from in order {
        // Multiplying by one number keeps what is lower lower, rounding included.
        let scale = match (columns.close.last(), from.checked_sub(1)) {
            (Some(last), Some(before)) => last / close.get(before)?,
            _ => 1.0,
        };
        columns.open.push(open.get(from)? * scale);
        columns.high.push(high.get(from)? * scale);
        columns.low.push(low.get(from)? * scale);
        columns.close.push(close.get(from)? * scale);
    }
    Bars::new(columns).ok()
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers, and plain definitions")]
mod tests {
    use assay_types::Timestamp;
    use proptest::prelude::*;

    use super::*;

    fn bars(moves: &[(f64, f64)]) -> Bars {
        let mut columns = BarColumns {
            time: Vec::new(),
            open: Vec::new(),
            high: Vec::new(),
            low: Vec::new(),
            close: Vec::new(),
            volume: Some(Vec::new()),
        };
        let mut last = 100.0;
        for (day, (gap, body)) in (0..).zip(moves) {
            let (open, close) = (last * (1.0 + gap), last * (1.0 + gap) * (1.0 + body));
            columns.time.push(Timestamp::from_unix_nanos(day * 86_400_000_000_000));
            columns.open.push(open);
            columns.high.push(open.max(close) * 1.01);
            columns.low.push(open.min(close) * 0.99);
            columns.close.push(close);
            columns.volume.as_mut().unwrap().push(f64::from(u32::try_from(day).unwrap()));
            last = close;
        }
        Bars::new(columns).unwrap()
    }

    proptest! {
        #[test]
        fn moves_are_kept_and_their_order_is_not(
            moves in proptest::collection::vec((-0.05..0.05_f64, -0.1..0.1_f64), 2..60),
            number in 0..50_u32,
            redraw in prop_oneof![Just(Redraw::Shuffle), Just(Redraw::Blocks { mean_length: 4.0 })],
        ) {
            let bars = bars(&moves);
            let order = redrawn_order(bars.len(), redraw, 3, number);
            let drawn = reordered(&bars, &order).unwrap();
            prop_assert_eq!(drawn.time(), bars.time());
            prop_assert_eq!(drawn.get(0), bars.get(0));
            for (at, from) in order.iter().copied().enumerate().skip(1) {
                prop_assert!(from >= 1, "the first bar has no gap");
                let gap = drawn.open()[at] / drawn.close()[at - 1];
                prop_assert!((gap - bars.open()[from] / bars.close()[from - 1]).abs() < 1e-12);
                let body = drawn.close()[at] / drawn.open()[at];
                prop_assert!((body - bars.close()[from] / bars.open()[from]).abs() < 1e-12);
                prop_assert_eq!(drawn.volume().unwrap()[at].to_bits(), bars.volume().unwrap()[from].to_bits());
            }
            if redraw == Redraw::Shuffle {
                let last = bars.len() - 1;
                prop_assert!((drawn.close()[last] / bars.close()[last] - 1.0).abs() < 1e-9);
                let mut sorted = order;
                sorted.sort_unstable();
                prop_assert_eq!(sorted, (0..bars.len()).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn numbers_and_seeds_tell_series_apart() {
        let order = |seed, number| redrawn_order(50, Redraw::Shuffle, seed, number);
        assert_eq!(order(1, 0), order(1, 0));
        assert_ne!(order(1, 0), order(1, 1));
        assert_ne!(order(1, 0), order(2, 0));
        assert_eq!(redrawn_order(1, Redraw::Blocks { mean_length: 3.0 }, 1, 1), [0]);
    }

    #[test]
    fn prices_that_leave_the_numbers_are_none() {
        let wild = bars(&[(0.0, 0.0), (0.0, 1e200), (0.0, -0.999)]);
        assert_eq!(reordered(&wild, &[0, 1, 1]), None);
    }
}
