//! The ways to draw a path from returns.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;

/// How a path is drawn from returns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Draw {
    /// Each return any of them, with equal chances, again and again (Efron, B. 1979, "Bootstrap Methods: Another Look at the
    /// Jackknife", Annals of Statistics 7(1)). Says what other returns of the same kind could have come to.
    Bootstrap,
    /// All of them, in another order. Says how much of the drawdown is the order.
    Permutation,
    /// Blocks of neighbours, of random lengths with that mean, from anywhere and around the end (Politis, D. N. and
    /// Romano, J. P. 1994, "The Stationary Bootstrap", JASA 89(428)). Keeps what neighbours have to do with each other.
    Blocks {
        /// The mean length of a block, 1 or above.
        mean_length: f64,
    },
    /// In their order, each left out with that probability. Says what hangs on a few.
    Skipping {
        /// The probability, from 0 to below 1.
        probability: f64,
    },
    /// In their order, each less a cost between 0 and that ratio. Says what worse fills would leave.
    Costs {
        /// The highest cost, as a ratio of the equity.
        highest: f64,
    },
}

/// Memory that one path leaves to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    order: Vec<f64>,
}

impl Draw {
    /// Calls `take` with every return of a path.
    pub(super) fn each(
        self,
        returns: &[f64],
        random: &mut ChaCha8Rng,
        scratch: &mut Scratch,
        mut take: impl FnMut(f64),
    ) {
        match self {
            Self::Bootstrap => {
                for _ in returns {
                    take(any(returns, random));
                }
            }
            Self::Permutation => {
                let order = &mut scratch.order;
                order.clear();
                order.extend_from_slice(returns);
                shuffle(order, random);
                for ratio in order {
                    take(*ratio);
                }
            }
            Self::Blocks { mean_length } => {
                blocks(returns.len(), mean_length, random, |at| {
                    take(returns.get(at).copied().unwrap_or(0.0));
                });
            }
            Self::Skipping { probability } => {
                for ratio in returns {
                    if unit(random) >= probability {
                        take(*ratio);
                    }
                }
            }
            Self::Costs { highest } => {
                for ratio in returns {
                    take(ratio - highest * unit(random));
                }
            }
        }
    }
}

/// Calls `take` with as many positions below a count: blocks of neighbours, of random lengths with that mean, from anywhere and
/// around the end.
#[inline]
pub(crate) fn blocks(count: usize, mean_length: f64, random: &mut ChaCha8Rng, mut take: impl FnMut(usize)) {
    let ends = 1.0 / mean_length.max(1.0);
    let mut at = below(count, random);
    for _ in 0..count {
        take(at);
        at = if unit(random) < ends {
            below(count, random)
        } else {
            at.saturating_add(1).checked_rem(count).unwrap_or(0)
        };
    }
}

/// Puts things in another order, all orders with equal chances (Fisher and Yates, from the end).
pub(crate) fn shuffle<T>(things: &mut [T], random: &mut ChaCha8Rng) {
    for end in (1..things.len()).rev() {
        things.swap(end, below(end.saturating_add(1), random));
    }
}

/// Any of them, with equal chances.
#[inline]
fn any(returns: &[f64], random: &mut ChaCha8Rng) -> f64 {
    returns.get(below(returns.len(), random)).copied().unwrap_or(0.0)
}

/// A number below a count, with chances that differ by less than the count divided by 2^32.
#[inline]
fn below(count: usize, random: &mut ChaCha8Rng) -> usize {
    let wide = u64::from(random.next_u32()).wrapping_mul(count as u64) >> 32;
    usize::try_from(wide).unwrap_or(0)
}

/// A number in `[0, 1)`, of 32 random bits.
#[inline]
fn unit(random: &mut ChaCha8Rng) -> f64 {
    f64::from(random.next_u32()) / 4_294_967_296.0
}
