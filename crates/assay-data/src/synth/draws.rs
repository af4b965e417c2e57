//! The random numbers of a series, each purpose from its own stream of one seed: an added jump does not change
//! the diffusion, a volume not the prices.
//!
//! Logarithms and cosines are `libm`'s, which computes them in the same way on every platform; the standard
//! library's are the platform's own and differ in the last bit.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// 2^-53: the distance between the uniform numbers drawn.
const UNIFORM_STEP: f64 = 1.0 / 9_007_199_254_740_992.0;

pub(super) struct Draws {
    diffusion: ChaCha12Rng,
    extremes: ChaCha12Rng,
    regimes: ChaCha12Rng,
    jumps: ChaCha12Rng,
    volume: ChaCha12Rng,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        for (byte, seed_byte) in key.iter_mut().zip(seed.to_le_bytes()) {
            *byte = seed_byte;
        }
        let stream = |number| {
            let mut rng = ChaCha12Rng::from_seed(key);
            rng.set_stream(number);
            rng
        };
        Self {
            diffusion: stream(0),
            extremes: stream(1),
            regimes: stream(2),
            jumps: stream(3),
            volume: stream(4),
        }
    }

    pub(super) fn normal(&mut self) -> f64 {
        normal(&mut self.diffusion)
    }

    pub(super) fn volume_normal(&mut self) -> f64 {
        normal(&mut self.volume)
    }

    /// The logarithm of a uniform number above 0, at most 1.
    pub(super) fn log_uniform(&mut self) -> f64 {
        libm::log(1.0 - uniform(&mut self.extremes))
    }

    pub(super) fn switch_uniform(&mut self) -> f64 {
        uniform(&mut self.regimes)
    }

    /// The sum of a Poisson number of normal jumps.
    ///
    /// The number is found by multiplying uniforms until they fall below e^-`expected` (D. E. Knuth, *The Art of
    /// Computer Programming*, 3.4.1), in pieces of at most 500 for that bound to stay above zero.
    pub(super) fn jumps(&mut self, expected: f64, mean: f64, deviation: f64) -> f64 {
        const PIECE: f64 = 500.0;
        let mut sum = 0.0;
        let mut left = expected;
        while left > 0.0 {
            let bound = libm::exp(-left.min(PIECE));
            let mut product = 1.0 - uniform(&mut self.jumps);
            while product > bound {
                sum += mean + deviation * normal(&mut self.jumps);
                product *= 1.0 - uniform(&mut self.jumps);
            }
            left -= PIECE;
        }
        sum
    }
}

/// At least 0, below 1.
fn uniform(rng: &mut ChaCha12Rng) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a number of 53 bits is exact in f64")]
    let numerator = (rng.next_u64() >> 11) as f64;
    numerator * UNIFORM_STEP
}

/// Standard normal (G. E. P. Box and M. E. Muller, 1958). The second of each pair is not used, so that every
/// draw takes two numbers of its stream.
fn normal(rng: &mut ChaCha12Rng) -> f64 {
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - uniform(rng)));
    radius * libm::cos(std::f64::consts::TAU * uniform(rng))
}
