//! Exact decimal arithmetic: every result is exact, rounded by a named mode, or refused.

use rust_decimal::Decimal;

use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};

/// The most decimals of any value: enough for the smallest unit of every chain in use.
pub(crate) const DECIMALS_MAX: u32 = 18;

/// What becomes of digits that do not fit. There is no default: whoever rounds says how.
///
/// | value | `floor` | `ceiling` | `toward_zero` | `away_from_zero` | `half_even` | `half_away_from_zero` | `half_toward_zero` | `exact` |
/// |---|---|---|---|---|---|---|---|---|
/// | 2.4 | 2 | 3 | 2 | 3 | 2 | 2 | 2 | refused |
/// | 2.5 | 2 | 3 | 2 | 3 | 2 | 3 | 2 | refused |
/// | 3.5 | 3 | 4 | 3 | 4 | 4 | 4 | 3 | refused |
/// | −2.5 | −3 | −2 | −2 | −3 | −2 | −3 | −2 | refused |
/// | 2.0 | 2 | 2 | 2 | 2 | 2 | 2 | 2 | 2 |
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// Down, toward minus infinity.
    Floor,
    /// Up, toward plus infinity.
    Ceiling,
    /// Cut off.
    TowardZero,
    /// To the greater magnitude.
    AwayFromZero,
    /// To the nearest; a tie to the even neighbour.
    HalfEven,
    /// To the nearest; a tie to the greater magnitude.
    HalfAwayFromZero,
    /// To the nearest; a tie to the smaller magnitude.
    HalfTowardZero,
    /// Not at all: an inexact result is an error.
    Exact,
}

static GRAMMAR: Grammar = Grammar {
    name: "Rounding",
    what: "a rounding mode",
    write: "write `floor`, `ceiling`, `toward_zero`, `away_from_zero`, `half_even`, `half_away_from_zero`, `half_toward_zero` or `exact`",
    form: Form::Words,
    bytes_max: 19,
    examples: &[
        "floor",
        "ceiling",
        "toward_zero",
        "away_from_zero",
        "half_even",
        "half_away_from_zero",
        "half_toward_zero",
        "exact",
    ],
};

impl Rounding {
    /// Every mode.
    pub const ALL: [Self; 8] = [
        Self::Floor,
        Self::Ceiling,
        Self::TowardZero,
        Self::AwayFromZero,
        Self::HalfEven,
        Self::HalfAwayFromZero,
        Self::HalfTowardZero,
        Self::Exact,
    ];

    /// The mode as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Ceiling => "ceiling",
            Self::TowardZero => "toward_zero",
            Self::AwayFromZero => "away_from_zero",
            Self::HalfEven => "half_even",
            Self::HalfAwayFromZero => "half_away_from_zero",
            Self::HalfTowardZero => "half_toward_zero",
            Self::Exact => "exact",
        }
    }
}

impl std::str::FromStr for Rounding {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        GRAMMAR.read_word(text, &Self::ALL, Self::as_str)
    }
}

impl std::fmt::Display for Rounding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.pad(self.as_str())
    }
}

text_value!(Rounding, GRAMMAR);

/// Why an exact calculation has no result. Operands are shown as they were written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArithmeticError {
    /// The result has more digits than its type holds.
    #[error(
        "{calculation} needs more digits than {what} has; the most are {digits_max} digits, 18 of them decimals"
    )]
    Overflow {
        /// The calculation: `2.5 * 4`.
        calculation: String,
        /// The kind of the result, with its article.
        what: &'static str,
        /// The most digits of that kind.
        digits_max: u32,
    },
    /// The result is not exact, and the rounding was [`Rounding::Exact`].
    #[error(
        "{calculation} is not exact; name a rounding mode other than `exact`, or use a value that needs none"
    )]
    Inexact {
        /// The calculation: `10 / 3`.
        calculation: String,
    },
    /// The result lies outside the range of its type.
    #[error("{calculation} is `{result}`, which is not {what}: {range}")]
    OutOfRange {
        /// The calculation: `1 - 2`.
        calculation: String,
        /// What it gave.
        result: Decimal,
        /// The kind of the result, with its article.
        what: &'static str,
        /// Why it is outside.
        range: &'static str,
    },
    /// A division by zero.
    #[error("{calculation} divides by zero")]
    DivisionByZero {
        /// The calculation: `1 / 0`.
        calculation: String,
    },
    /// Two currencies where one was meant.
    #[error("{calculation} mixes currencies; convert one of them at a named rate first")]
    Currency {
        /// The calculation: `1 USD + 1 EUR`.
        calculation: String,
    },
    /// A float that is not a finite number of a size that prices and quantities have.
    #[error("`{value:?}` cannot become {what}: {range}")]
    Float {
        /// The float.
        value: f64,
        /// The kind of the result, with its article.
        what: &'static str,
        /// Why it cannot.
        range: &'static str,
    },
}

/// Why an integer calculation has no result; the caller adds the operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Overflow,
    Inexact,
    DivisionByZero,
}

impl Fault {
    pub(crate) fn explain(self, calculation: String, what: &'static str, digits_max: u32) -> ArithmeticError {
        match self {
            Self::Overflow => ArithmeticError::Overflow { calculation, what, digits_max },
            Self::Inexact => ArithmeticError::Inexact { calculation },
            Self::DivisionByZero => ArithmeticError::DivisionByZero { calculation },
        }
    }
}

fn power_of_ten(exponent: u32) -> Result<i128, Fault> {
    10_i128.checked_pow(exponent).ok_or(Fault::Overflow)
}

/// `numerator * 10^zeros / denominator` as an integer, rounded. Overflows only where the result does.
fn divide(numerator: i128, zeros: u32, denominator: i128, rounding: Rounding) -> Result<i128, Fault> {
    let negative = (numerator < 0) != (denominator < 0);
    let (numerator, denominator) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let split = |value: u128| Some((value.checked_div(denominator)?, value.checked_rem(denominator)?));
    let (mut quotient, mut remainder) = split(numerator).ok_or(Fault::DivisionByZero)?;
    // Long division, one digit for each zero: the remainder stays below the denominator.
    for _ in 0..zeros {
        let (digit, rest) = remainder.checked_mul(10).and_then(split).ok_or(Fault::Overflow)?;
        quotient = quotient.checked_mul(10).and_then(|q| q.checked_add(digit)).ok_or(Fault::Overflow)?;
        remainder = rest;
    }
    if remainder != 0 {
        // Is what is cut off below, at or above one half? `2r` against `d`, without the product.
        let half = remainder.cmp(&denominator.saturating_sub(remainder));
        let grows = match rounding {
            Rounding::Floor => negative,
            Rounding::Ceiling => !negative,
            Rounding::TowardZero => false,
            Rounding::AwayFromZero => true,
            Rounding::HalfEven => half.is_gt() || half.is_eq() && quotient & 1 == 1,
            Rounding::HalfAwayFromZero => half.is_ge(),
            Rounding::HalfTowardZero => half.is_gt(),
            Rounding::Exact => return Err(Fault::Inexact),
        };
        quotient = quotient.checked_add(u128::from(grows)).ok_or(Fault::Overflow)?;
    }
    let magnitude = i128::try_from(quotient).ok().ok_or(Fault::Overflow)?;
    Ok(if negative { magnitude.saturating_neg() } else { magnitude })
}

/// A mantissa and a number of decimals as a decimal of at most `digits_max` digits. Every kind has room for a
/// digit before 18 decimals, so that `0.` and 18 decimals always fit.
fn compose(mantissa: i128, scale: u32, digits_max: u32) -> Result<Decimal, Fault> {
    if mantissa.unsigned_abs() >= power_of_ten(digits_max)?.unsigned_abs() || scale > DECIMALS_MAX {
        return Err(Fault::Overflow);
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_fits_by_the_check_above| Fault::Overflow)
}

/// The same value with exactly `decimals` decimals.
pub(crate) fn round(
    value: Decimal,
    decimals: u32,
    rounding: Rounding,
    digits_max: u32,
) -> Result<Decimal, Fault> {
    compose(rescale(value.mantissa(), value.scale(), decimals, rounding)?, decimals, digits_max)
}

fn rescale(mantissa: i128, scale: u32, decimals: u32, rounding: Rounding) -> Result<i128, Fault> {
    match scale.checked_sub(decimals) {
        Some(excess) => divide(mantissa, 0, power_of_ten(excess)?, rounding),
        None => mantissa.checked_mul(power_of_ten(decimals.saturating_sub(scale))?).ok_or(Fault::Overflow),
    }
}

/// The exact sum, with the decimals of the operand that has more; with fewer where it only fits without
/// trailing zeros.
pub(crate) fn add(left: Decimal, right: Decimal, digits_max: u32) -> Result<Decimal, Fault> {
    let sum = |left: Decimal, right: Decimal| {
        let scale = left.scale().max(right.scale());
        let left = rescale(left.mantissa(), left.scale(), scale, Rounding::Exact)?;
        let right = rescale(right.mantissa(), right.scale(), scale, Rounding::Exact)?;
        let (mut mantissa, mut scale) = (left.checked_add(right).ok_or(Fault::Overflow)?, scale);
        loop {
            let composed = compose(mantissa, scale, digits_max);
            match scale.checked_sub(1) {
                Some(fewer) if composed.is_err() && mantissa.checked_rem(10) == Some(0) => {
                    mantissa = mantissa.checked_div(10).ok_or(Fault::Overflow)?;
                    scale = fewer;
                }
                _ => break composed,
            }
        }
    };
    sum(left, right).or_else(|_| sum(left.normalize(), right.normalize()))
}

/// The product with exactly `decimals` decimals.
pub(crate) fn multiply(
    left: Decimal,
    right: Decimal,
    decimals: u32,
    rounding: Rounding,
    digits_max: u32,
) -> Result<Decimal, Fault> {
    let (left, right) = (left.normalize(), right.normalize());
    let mantissa = left.mantissa().checked_mul(right.mantissa()).ok_or(Fault::Overflow)?;
    let scale = left.scale().saturating_add(right.scale());
    compose(rescale(mantissa, scale, decimals, rounding)?, decimals, digits_max)
}

/// The quotient with exactly `decimals` decimals.
pub(crate) fn quotient(
    left: Decimal,
    right: Decimal,
    decimals: u32,
    rounding: Rounding,
    digits_max: u32,
) -> Result<Decimal, Fault> {
    let (left, right) = (left.normalize(), right.normalize());
    // left / right = (l / 10^ls) / (r / 10^rs); in units of 10^-decimals: l * 10^(rs + decimals) / (r * 10^ls).
    let raised = right.scale().saturating_add(decimals);
    let (zeros, down) = (raised.saturating_sub(left.scale()), left.scale().saturating_sub(raised));
    // Where the denominator saturates it is still more than twice any numerator, which is all that rounding asks.
    let denominator = right.mantissa().saturating_mul(power_of_ten(down)?);
    compose(divide(left.mantissa(), zeros, denominator, rounding)?, decimals, digits_max)
}

/// The multiple of `step` that the mode chooses, with the decimals of `step`.
pub(crate) fn to_multiple(
    value: Decimal,
    step: Decimal,
    rounding: Rounding,
    digits_max: u32,
) -> Result<Decimal, Fault> {
    let scale = value.scale().max(step.scale());
    let numerator = rescale(value.mantissa(), value.scale(), scale, Rounding::Exact)?;
    let denominator = rescale(step.mantissa(), step.scale(), scale, Rounding::Exact)?;
    let count = divide(numerator, 0, denominator, rounding)?;
    compose(count.checked_mul(step.mantissa()).ok_or(Fault::Overflow)?, step.scale(), digits_max)
}

/// Reads `0` or `12.50`, or with `signed` also `-12.50`: no plus, exponent, separator, space, leading zero or
/// bare point, so that each number of decimals has exactly one spelling of a value.
pub(crate) fn read(text: &str, digits_max: u32, signed: bool) -> Result<Decimal, Problem> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let before = usize::from(negative);
    Problem::first_character_after(before, digits, |character| matches!(character, '0'..='9' | '.'))?;
    let (whole, decimals) = match digits.split_once('.') {
        Some((_, decimals)) if decimals.contains('.') => return Err(Problem::Shape("it has two points")),
        Some((_, "")) => return Err(Problem::Shape("no digit follows its point")),
        Some((whole, decimals)) => (whole, decimals),
        None => (digits, ""),
    };
    if whole.is_empty() {
        return Err(Problem::Shape(if decimals.is_empty() {
            "it has no digit"
        } else {
            "no digit precedes its point"
        }));
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(Problem::Shape("it has a leading zero"));
    }
    let too_fine = Problem::Range("it has more than 18 decimals");
    let scale = u32::try_from(decimals.len()).ok().filter(|&scale| scale <= DECIMALS_MAX).ok_or(too_fine)?;
    let too_long = Problem::Range("it has too many digits");
    let most = usize::try_from(digits_max).unwrap_or_default();
    if whole.len().saturating_add(decimals.len()) > most {
        return Err(too_long);
    }
    let mut mantissa = 0_i128;
    for digit in whole.chars().chain(decimals.chars()).filter_map(|digit| digit.to_digit(10)) {
        mantissa = mantissa
            .checked_mul(10)
            .and_then(|mantissa| mantissa.checked_add(i128::from(digit)))
            .ok_or_else(|| too_long.clone())?;
    }
    if negative && mantissa == 0 {
        return Err(Problem::Range("it is a negative zero"));
    }
    if negative && !signed {
        return Err(Problem::Range("it is negative"));
    }
    if negative {
        mantissa = mantissa.saturating_neg();
    }
    Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_fits_by_the_bounds_above| too_long)
}

/// The shortest decimal that reads back as this float, or `None` for one that is not finite, or whose digits
/// a decimal cannot hold (from about 10^28 up, or with more than 28 decimals).
pub(crate) fn from_float(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    // Rust prints a float without an exponent, so the text of a tiny or huge one is long but plain.
    Decimal::from_str_exact(&value.to_string()).ok()
}
