//! Drawdowns of an equity curve: how far, and how long, it lay below its peak.

use assay_types::Timestamp;

use crate::vector::wide;

/// The drawdowns of one equity curve.
///
/// The drawdown at a bar is `1 - equity / peak`, the peak being the highest equity so far. A drawdown
/// *period* runs from a bar at its peak to the next bar at a peak (or the last bar) more than one bar later.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Drawdowns {
    /// Highest equity.
    pub(super) peak: f64,
    /// Largest drawdown as a share of the peak, 0 or above.
    pub(super) max: f64,
    /// Mean of the periods' largest drawdowns; without a period, of the bars below the peak.
    pub(super) mean_of_periods: Option<f64>,
    /// Longest period.
    pub(super) longest_nanos: Option<i64>,
    /// Mean length of the periods.
    pub(super) mean_nanos: Option<i64>,
    /// Root mean square of the bars' drawdowns (the ulcer index as a ratio).
    pub(super) root_mean_square: f64,
}

/// Measures an equity curve of at least one bar.
pub(super) fn drawdowns(equity: &[f64], time: &[Timestamp]) -> Drawdowns {
    wide(
        #[inline(always)]
        || measured(equity, time),
    )
}

#[inline(always)]
fn measured(equity: &[f64], time: &[Timestamp]) -> Drawdowns {
    let last = equity.len() - 1;
    let mut periods = Periods::default();
    let mut peak = equity[0];
    let mut peak_bar = 0;
    let mut lowest = peak;
    // Sum of (peak - equity)² since the last peak, and of (1 - equity / peak)² before it.
    let mut below_peak = 0.0;
    let mut squares = 0.0;
    let mut bar = 1;
    for block in equity[1..].chunks(BLOCK) {
        // Most blocks lie below the peak as a whole.
        if let Some(depth) = Depth::below(peak, block) {
            lowest = lowest.min(depth.lowest);
            below_peak += depth.squares;
            bar += block.len();
            continue;
        }
        for &value in block {
            if value >= peak {
                if bar > peak_bar + 1 {
                    periods.add(peak, lowest, time[peak_bar], time[bar]);
                    squares += below_peak / (peak * peak);
                    below_peak = 0.0;
                }
                peak = value;
                peak_bar = bar;
                lowest = value;
            } else {
                lowest = if value < lowest { value } else { lowest };
                below_peak += (peak - value) * (peak - value);
            }
            bar += 1;
        }
    }
    squares += below_peak / (peak * peak);
    let open = 1.0 - lowest / peak;
    if last > peak_bar + 1 {
        periods.add(peak, lowest, time[peak_bar], time[last]);
    }
    let lone_last_bar = (last == peak_bar + 1).then_some(open);
    Drawdowns {
        peak,
        max: periods.max.max(open),
        mean_of_periods: if periods.count == 0 {
            lone_last_bar
        } else {
            Some(periods.sum / super::count(periods.count))
        },
        longest_nanos: (periods.count > 0).then_some(periods.longest_nanos),
        mean_nanos: mean_nanos(periods.total_nanos, periods.count),
        root_mean_square: (squares / super::count(equity.len())).sqrt(),
    }
}

/// Bars tested against the peak at once.
const BLOCK: usize = 64;
/// Independent partial results, so that operations need not wait for each other.
const LANES: usize = 8;

/// What a block of bars below the peak adds to the drawdown.
struct Depth {
    lowest: f64,
    /// Sum of (peak - equity)².
    squares: f64,
}

impl Depth {
    /// The depth of a whole block below the peak; `None` if some bar reaches the peak or the block is short.
    #[inline(always)]
    fn below(peak: f64, block: &[f64]) -> Option<Self> {
        if block.len() < BLOCK {
            return None;
        }
        let mut highest = [f64::NEG_INFINITY; LANES];
        let mut lowest = [f64::INFINITY; LANES];
        let mut squares = [0.0; LANES];
        for values in block.chunks_exact(LANES) {
            for lane in 0..LANES {
                let value = values[lane];
                highest[lane] = if value > highest[lane] { value } else { highest[lane] };
                lowest[lane] = if value < lowest[lane] { value } else { lowest[lane] };
                squares[lane] += (peak - value) * (peak - value);
            }
        }
        let below = highest.iter().all(|highest| *highest < peak);
        below.then(|| Self {
            lowest: lowest.into_iter().fold(f64::INFINITY, f64::min),
            squares: squares.iter().sum(),
        })
    }
}

#[derive(Default)]
struct Periods {
    count: usize,
    sum: f64,
    max: f64,
    longest_nanos: i64,
    total_nanos: i128,
}

impl Periods {
    fn add(&mut self, peak: f64, lowest: f64, from: Timestamp, to: Timestamp) {
        let depth = 1.0 - lowest / peak;
        let nanos = to.unix_nanos().saturating_sub(from.unix_nanos());
        self.count += 1;
        self.sum += depth;
        self.max = self.max.max(depth);
        self.longest_nanos = self.longest_nanos.max(nanos);
        self.total_nanos += i128::from(nanos);
    }
}

/// Mean of `count` durations that sum to `total`, in nanoseconds.
pub(super) fn mean_nanos(total: i128, count: usize) -> Option<i64> {
    let count = i128::try_from(count).ok().filter(|count| *count > 0)?;
    i64::try_from(total / count).ok()
}

#[cfg(test)]
mod tests {
    use assay_types::NANOS_PER_DAY;

    use super::*;

    #[test]
    fn periods_and_depths() {
        // Days are the time unit; `None` in `mean` means undefined.
        let check =
            |equity: &[f64], max: f64, mean: Option<f64>, longest: Option<i64>, mean_days: Option<i64>| {
                let time: Vec<_> = (0..)
                    .take(equity.len())
                    .map(|day| Timestamp::from_unix_nanos(day * NANOS_PER_DAY))
                    .collect();
                let found = drawdowns(equity, &time);
                let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
                assert!(close(found.max, max), "max of {equity:?} is {}", found.max);
                assert_eq!(found.mean_of_periods.is_some(), mean.is_some(), "{equity:?}");
                assert!(close(found.mean_of_periods.unwrap_or(0.0), mean.unwrap_or(0.0)), "{equity:?}");
                assert_eq!(found.longest_nanos.map(|nanos| nanos / NANOS_PER_DAY), longest, "{equity:?}");
                assert_eq!(found.mean_nanos.map(|nanos| nanos / NANOS_PER_DAY), mean_days, "{equity:?}");
                let squares: f64 = (0..equity.len())
                    .map(|bar| {
                        let peak = equity[..=bar].iter().fold(0.0_f64, |a, b| a.max(*b));
                        (1.0 - equity[bar] / peak).powi(2)
                    })
                    .sum();
                let expected = (squares / super::super::count(equity.len())).sqrt();
                assert!(close(found.root_mean_square, expected), "{equity:?}");
            };
        check(&[100.0], 0.0, None, None, None);
        check(&[100.0, 110.0, 120.0], 0.0, None, None, None);
        check(&[100.0, 90.0, 100.0], 0.1, Some(0.1), Some(2), Some(2));
        check(&[100.0, 90.0, 80.0, 120.0, 60.0, 90.0], 0.5, Some(0.35), Some(3), Some(2));
        // A dip on the very last bar is no period, but it is a drawdown.
        check(&[100.0, 100.0, 75.0], 0.25, Some(0.25), None, None);
        check(&[100.0, 50.0, 100.0, 75.0], 0.5, Some(0.5), Some(2), Some(2));
        check(&[100.0, 0.0, 0.0], 1.0, Some(1.0), Some(2), Some(2));
        // Longer than the blocks that are tested at once.
        let mut long = vec![100.0];
        long.extend((0..300_u32).map(|bar| 60.0 + f64::from(bar % 37)));
        check(&long, 0.4, Some(0.4), Some(300), Some(300));
        long.push(100.0);
        check(&long, 0.4, Some(0.4), Some(301), Some(301));
    }
}
