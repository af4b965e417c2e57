//! Seeded synthetic series: the same options give the same bars on every machine.
//!
//! Prices follow one of four processes for the logarithm of the price, sampled once a bar:
//!
//! | model | step of the log price x over dt years |
//! |---|---|
//! | geometric Brownian motion | x += (μ − σ²/2) dt + σ √dt Z |
//! | mean reversion (Ornstein–Uhlenbeck) | x = θ + (x − θ) e^(−κ dt) + σ √((1 − e^(−2κ dt)) / 2κ) Z |
//! | regime switching | leaves a regime with probability 1 − e^(−dt / its mean length), then the first row with the regime's μ and σ |
//! | jumps (Merton) | x += (μ − σ²/2 − λ (e^(m + s²/2) − 1)) dt + σ √dt Z + the sum of Poisson(λ dt) jumps of Normal(m, s) |
//!
//! μ is chosen so that the expected price grows by e^(μ t), jumps included. Sources: P. Glasserman, *Monte Carlo
//! Methods in Financial Engineering* (2003), 3.2 (geometric Brownian motion), 3.3 (exact
//! Ornstein–Uhlenbeck step), 3.5 (jumps) and 6.4 (extremes of a Brownian bridge); J. D. Hamilton, "A New
//! Approach to the Economic Analysis of Nonstationary Time Series" (1989) for regimes; R. C. Merton, "Option
//! Pricing When Underlying Stock Returns Are Discontinuous" (1976).
//!
//! Within a bar the path from open to close is a Brownian bridge of variance v = σ² dt, whose maximum is
//! (x₀ + x₁ + √((x₁ − x₀)² − 2 v ln U)) / 2 with U uniform, and whose minimum is the same with a minus. The
//! two are drawn independently, which makes each exact and their joint distribution slightly too wide; the
//! bridge ignores mean reversion within the bar. A jump comes at the end of its bar.
//!
//! The volume is lognormal around a base, and rises with the size of the bar's move.

use assay_types::{BarColumns, Bars, BarsError, NANOS_PER_DAY, Timeframe, Timestamp};
use serde::{Deserialize, Serialize};

use crate::synth::calendar::times;
use crate::synth::draws::Draws;

mod calendar;
mod draws;

/// The most bars that are made at once.
pub const SYNTH_BARS_MAX: usize = 100_000_000;

/// Seconds of an average Gregorian year.
const YEAR_SECONDS: f64 = 31_556_952.0;

/// The highest price; a process that grows beyond it stays there.
const PRICE_MAX: f64 = 1e12;

/// What to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SynthOptions {
    /// How many bars: 1 to [`SYNTH_BARS_MAX`].
    pub bars: usize,
    /// The interval of a bar.
    pub timeframe: Timeframe,
    /// When the first bar begins.
    pub start: Timestamp,
    /// The open of the first bar: above 0, at most 10^12.
    pub start_price: f64,
    /// Expected growth a year, continuously compounded: 0.05 is 5 %. From -10 to 10.
    pub drift: f64,
    /// Standard deviation of a year's log return: 0.2 is 20 %. From 0 to 10.
    pub volatility: f64,
    /// Names the random numbers.
    pub seed: u64,
    /// Which days have bars.
    pub calendar: Calendar,
    /// Digits after the decimal point; chosen from the start price where `None`. At most 12.
    pub decimals: Option<u32>,
    /// How the price moves.
    pub model: Model,
}

impl Default for SynthOptions {
    /// Two thousand days of geometric Brownian motion from 2020-01-01 and 100, with a drift of 5 % and a
    /// volatility of 20 % a year.
    fn default() -> Self {
        Self {
            bars: 2000,
            timeframe: Timeframe::DAY,
            start: Timestamp::from_unix_nanos(18_262 * NANOS_PER_DAY),
            start_price: 100.0,
            drift: 0.05,
            volatility: 0.2,
            seed: 1,
            calendar: Calendar::EveryDay,
            decimals: None,
            model: Model::GeometricBrownian,
        }
    }
}

/// Which days have bars. Weeks and months are not affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// All of them, as in crypto markets.
    EveryDay,
    /// Monday to Friday in UTC; a year of trading is then 5/7 of a year.
    Weekdays,
}

/// How the price moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Model {
    /// Independent log returns of constant mean and variance.
    GeometricBrownian,
    /// The log price is drawn back to a level; `drift` is not used.
    MeanReversion {
        /// κ: how fast, per year; half of a distance is gone after ln 2 / κ years. Above 0.
        speed: f64,
        /// e^θ: the price to which it is drawn; the start price where `None`.
        level: Option<f64>,
    },
    /// Two regimes: the first has `drift` and `volatility`, and is where the series starts.
    RegimeSwitching {
        /// μ of the second regime.
        drift: f64,
        /// σ of the second regime.
        volatility: f64,
        /// Mean length of a stay in the first regime, in years. Above 0.
        first_years: f64,
        /// Mean length of a stay in the second regime, in years. Above 0.
        second_years: f64,
    },
    /// Geometric Brownian motion with normally distributed jumps of the log price.
    Jumps {
        /// λ: jumps a year. From 0 to 10 000.
        per_year: f64,
        /// m: mean jump of the log price.
        mean: f64,
        /// s: standard deviation of a jump.
        deviation: f64,
    },
}

/// Why a series cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SynthError {
    /// An option is out of range.
    #[error("{option} `{value}` is out of range; write {range}")]
    Range {
        /// The option.
        option: &'static str,
        /// Its value.
        value: String,
        /// What would be right.
        range: &'static str,
    },
    /// The bars do not fit into the time there is.
    #[error("bar {bar} would begin after 2262-04-11; ask for fewer bars")]
    End {
        /// The first bar that does not fit, from 1.
        bar: usize,
    },
    /// What was made is not a series of bars.
    #[error("the options make no series of bars")]
    Bars(#[source] BarsError),
}

/// Makes bars. The same options give the same bars.
///
/// ```
/// use assay_data::{SynthOptions, synthesise};
///
/// let options = SynthOptions { bars: 500, seed: 7, ..SynthOptions::default() };
/// assert_eq!(synthesise(&options)?, synthesise(&options)?);
/// # Ok::<(), assay_data::SynthError>(())
/// ```
///
/// # Errors
/// [`SynthError`]: an option is out of range.
pub fn synthesise(options: &SynthOptions) -> Result<Bars, SynthError> {
    check(options)?;
    let time = times(options.start, options.timeframe, options.calendar, options.bars)?;
    let mut columns = BarColumns { time, ..BarColumns::default() };
    let grid = Grid::new(options);
    let mut volume = Vec::with_capacity(options.bars);
    for column in [&mut columns.open, &mut columns.high, &mut columns.low, &mut columns.close] {
        column.reserve_exact(options.bars);
    }
    let mut draws = Draws::new(options.seed);
    let mut process = Process::new(options);
    let mut log_price = libm::log(options.start_price);
    for _ in 0..options.bars {
        let step = process.step(log_price, &mut draws);
        let spread = 2.0 * step.variance;
        let move_squared = (step.diffused - log_price) * (step.diffused - log_price);
        let middle = log_price + step.diffused;
        let top = f64::midpoint(middle, libm::sqrt(move_squared - spread * draws.log_uniform()));
        let bottom = f64::midpoint(middle, -libm::sqrt(move_squared - spread * draws.log_uniform()));
        // Rounding to the grid keeps order, so low <= open, close <= high holds after it too.
        columns.open.push(grid.price(log_price));
        columns.high.push(grid.price(top.max(log_price).max(step.diffused).max(step.end)));
        columns.low.push(grid.price(bottom.min(log_price).min(step.diffused).min(step.end)));
        columns.close.push(grid.price(step.end));
        volume.push(bar_volume(step.end - log_price, step.variance, &mut draws));
        log_price = step.end;
    }
    columns.volume = Some(volume);
    Bars::new(columns).map_err(SynthError::Bars)
}

fn check(options: &SynthOptions) -> Result<(), SynthError> {
    let within = |option, value: f64, low: f64, high: f64, range| {
        if (low..=high).contains(&value) {
            Ok(())
        } else {
            Err(SynthError::Range { option, value: value.to_string(), range })
        }
    };
    let above_zero = |option, value: f64, high, range| within(option, value, f64::MIN_POSITIVE, high, range);
    if !(1..=SYNTH_BARS_MAX).contains(&options.bars) {
        return Err(SynthError::Range {
            option: "the number of bars",
            value: options.bars.to_string(),
            range: "1 to 100000000",
        });
    }
    if let Some(decimals) = options.decimals.filter(|&decimals| decimals > 12) {
        return Err(SynthError::Range {
            option: "the number of decimals",
            value: decimals.to_string(),
            range: "0 to 12",
        });
    }
    within("the start price", options.start_price, 1e-6, PRICE_MAX, "a price from 0.000001 to 10^12")?;
    within("the drift", options.drift, -10.0, 10.0, "-10 to 10 a year; 0.05 is 5 %")?;
    within("the volatility", options.volatility, 0.0, 10.0, "0 to 10 a year; 0.2 is 20 %")?;
    match options.model {
        Model::GeometricBrownian => Ok(()),
        Model::MeanReversion { speed, level } => {
            above_zero("the speed", speed, 1e6, "above 0, at most 10^6 a year")?;
            let level = level.unwrap_or(options.start_price);
            within("the level", level, 1e-6, PRICE_MAX, "a price from 0.000001 to 10^12")
        }
        Model::RegimeSwitching { drift, volatility, first_years, second_years } => {
            within("the second drift", drift, -10.0, 10.0, "-10 to 10 a year; 0.05 is 5 %")?;
            within("the second volatility", volatility, 0.0, 10.0, "0 to 10 a year; 0.2 is 20 %")?;
            above_zero("the first regime's length", first_years, 1e6, "above 0 years")?;
            above_zero("the second regime's length", second_years, 1e6, "above 0 years")
        }
        Model::Jumps { per_year, mean, deviation } => {
            within("the number of jumps", per_year, 0.0, 10_000.0, "0 to 10000 a year")?;
            within("the mean jump", mean, -2.0, 2.0, "-2 to 2")?;
            within("the deviation of jumps", deviation, 0.0, 2.0, "0 to 2")
        }
    }
}

/// The prices there are: multiples of a tick.
struct Grid {
    per_unit: f64,
}

impl Grid {
    fn new(options: &SynthOptions) -> Self {
        let decimals = options.decimals.unwrap_or(match options.start_price {
            10.0.. => 2,
            0.1.. => 5,
            _ => 10,
        });
        Self { per_unit: (0..decimals).fold(1.0, |power, _| power * 10.0) }
    }

    /// The nearest price to e^`log_price`, at least one tick.
    fn price(&self, log_price: f64) -> f64 {
        let price = libm::exp(log_price).min(PRICE_MAX);
        (price * self.per_unit).round().max(1.0) / self.per_unit
    }
}

/// One bar of the log price.
struct Step {
    /// Where the continuous part of the path ends.
    diffused: f64,
    /// Where the bar closes: there, or a jump further.
    end: f64,
    /// Variance of the continuous part.
    variance: f64,
}

struct Process {
    model: Model,
    years: f64,
    /// μ and σ of the first and the second regime; of the only one where there is one.
    regimes: [(f64, f64); 2],
    regime: usize,
    log_level: f64,
}

impl Process {
    fn new(options: &SynthOptions) -> Self {
        let nominal_years = options.timeframe.nominal().as_secs_f64() / YEAR_SECONDS;
        let is_shorter_than_week = options.timeframe < Timeframe::WEEK;
        let years = match options.calendar {
            Calendar::Weekdays if is_shorter_than_week => nominal_years * 7.0 / 5.0,
            Calendar::Weekdays | Calendar::EveryDay => nominal_years,
        };
        let first = (options.drift, options.volatility);
        let (second, level) = match options.model {
            Model::RegimeSwitching { drift, volatility, .. } => ((drift, volatility), options.start_price),
            Model::MeanReversion { level, .. } => (first, level.unwrap_or(options.start_price)),
            Model::GeometricBrownian | Model::Jumps { .. } => (first, options.start_price),
        };
        Self {
            model: options.model.clone(),
            years,
            regimes: [first, second],
            regime: 0,
            log_level: libm::log(level),
        }
    }

    fn step(&mut self, log_price: f64, draws: &mut Draws) -> Step {
        let years = self.years;
        if let Model::RegimeSwitching { first_years, second_years, .. } = self.model {
            let mean_years = if self.regime == 0 { first_years } else { second_years };
            if draws.switch_uniform() < -libm::expm1(-years / mean_years) {
                self.regime = 1 - self.regime;
            }
        }
        let (drift, volatility) = self.regimes.get(self.regime).copied().unwrap_or_default();
        let variance = volatility * volatility * years;
        let shock = draws.normal();
        match self.model {
            Model::MeanReversion { speed, .. } => {
                let kept = libm::exp(-speed * years);
                let step_variance =
                    volatility * volatility * -libm::expm1(-2.0 * speed * years) / (2.0 * speed);
                let diffused =
                    self.log_level + (log_price - self.log_level) * kept + libm::sqrt(step_variance) * shock;
                Step { diffused, end: diffused, variance: step_variance }
            }
            Model::Jumps { per_year, mean, deviation } => {
                let compensation = per_year * libm::expm1(mean + deviation * deviation / 2.0);
                let trend = (drift - compensation) * years - variance / 2.0;
                let diffused = log_price + trend + libm::sqrt(variance) * shock;
                let jump = draws.jumps(per_year * years, mean, deviation);
                Step { diffused, end: diffused + jump, variance }
            }
            Model::GeometricBrownian | Model::RegimeSwitching { .. } => {
                let diffused = log_price + drift * years - variance / 2.0 + libm::sqrt(variance) * shock;
                Step { diffused, end: diffused, variance }
            }
        }
    }
}

/// A volume of about 10 000 that grows with the move in standard deviations, capped where jumps are large.
fn bar_volume(log_return: f64, variance: f64, draws: &mut Draws) -> f64 {
    const BASE: f64 = 10_000.0;
    const DEVIATION: f64 = 0.5;
    let moves = if variance > 0.0 { (log_return.abs() / libm::sqrt(variance)).min(10.0) } else { 0.0 };
    let noise = libm::exp(DEVIATION * draws.volume_normal() - DEVIATION * DEVIATION / 2.0);
    (BASE * noise * (0.5 + 0.6 * moves)).round()
}

#[cfg(test)]
mod tests;
