//! Signed decimal numbers, and what every decimal value shares.

use rust_decimal::Decimal;

use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};
use crate::rounding::{self, ArithmeticError, Rounding};

/// Gives a newtype over `Decimal`, of which `$read` is the only constructor, its text, conversions, serde and
/// JSON Schema implementations.
macro_rules! decimal_value {
    ($type:ident, $grammar:ident, $read:path) => {
        impl $type {
            /// The value as a decimal, with as many decimals as it was written with.
            pub const fn decimal(self) -> rust_decimal::Decimal {
                self.0
            }

            /// The nearest float, for statistics and charts; never for money that moves.
            pub fn to_f64(self) -> f64 {
                // The text of a decimal is a float literal, and Rust reads those to the nearest float.
                self.0.to_string().parse().unwrap_or(f64::NAN)
            }
        }

        impl std::str::FromStr for $type {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                $read(text).map($type).map_err(|problem| $grammar.error(text, problem))
            }
        }

        impl TryFrom<rust_decimal::Decimal> for $type {
            type Error = ParseError;

            /// Holds a decimal to the same rules as text.
            fn try_from(value: rust_decimal::Decimal) -> Result<Self, ParseError> {
                value.to_string().parse()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // As an integer is padded: a width aligns, and a precision (which would round) has no effect.
                formatter.pad_integral(!self.0.is_sign_negative(), "", &$crate::amount::magnitude(self.0))
            }
        }

        text_value!($type, $grammar);
    };
}

pub(crate) use decimal_value;

/// The digits without the sign.
pub(crate) fn magnitude(value: Decimal) -> String {
    value.abs().to_string()
}

/// A signed decimal number: a balance, a profit, a fee, a rate; without a currency (see [`Money`](crate::Money)).
///
/// At most 28 digits, 18 of them decimals. Equality, order and hash are of the value (`1.5` equals `1.50`), the
/// text keeps its decimals. There is no negative zero. There are no operators: every calculation is a method
/// that returns a `Result`, and each that may lose digits takes a [`Rounding`].
///
/// ```
/// use assay_types::{Amount, Rounding};
///
/// let fee: Amount = "10000".parse::<Amount>()?.times("0.00075".parse()?, 2, Rounding::Ceiling)?;
/// assert_eq!(fee.to_string(), "7.50");
/// let third = Amount::ONE.divided_by("3".parse()?, 4, Rounding::HalfEven)?;
/// assert_eq!(third.to_string(), "0.3333");
/// assert!(Amount::ONE.divided_by("3".parse()?, 4, Rounding::Exact).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

static GRAMMAR: Grammar = Grammar {
    name: "Amount",
    what: "an amount",
    write: "write plain digits with `.` before the decimals, at most 28 digits and 18 decimals, no separators, exponent or plus, like `-1250.75`",
    form: Form::Pattern("^-?(0|[1-9][0-9]*)(\\.[0-9]{1,18})?$"),
    bytes_max: 30,
    examples: &["10000.00", "-1250.75", "0"],
};

/// The most digits of an amount; 10^28 is below the 2^96 of a decimal's mantissa.
pub(crate) const AMOUNT_DIGITS_MAX: u32 = 28;

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One unit.
    pub const ONE: Self = Self(Decimal::ONE);

    /// The exact sum.
    ///
    /// # Errors
    /// [`ArithmeticError::Overflow`] where the sum needs more than 28 digits.
    pub fn checked_add(self, other: Self) -> Result<Self, ArithmeticError> {
        let sum = rounding::add(self.0, other.0, AMOUNT_DIGITS_MAX);
        sum.map(Self)
            .map_err(|fault| fault.explain(format!("{self} + {other}"), GRAMMAR.what, AMOUNT_DIGITS_MAX))
    }

    /// The exact difference.
    ///
    /// # Errors
    /// [`ArithmeticError::Overflow`] where the difference needs more than 28 digits.
    pub fn checked_sub(self, other: Self) -> Result<Self, ArithmeticError> {
        let difference = rounding::add(self.0, other.negated().0, AMOUNT_DIGITS_MAX);
        difference
            .map(Self)
            .map_err(|fault| fault.explain(format!("{self} - {other}"), GRAMMAR.what, AMOUNT_DIGITS_MAX))
    }

    /// The product, with exactly `decimals` decimals (at most 18).
    ///
    /// # Errors
    /// [`ArithmeticError::Overflow`] where it needs more digits, [`ArithmeticError::Inexact`] where
    /// [`Rounding::Exact`] would lose some.
    pub fn times(self, factor: Self, decimals: u32, rounding: Rounding) -> Result<Self, ArithmeticError> {
        product(self.0, factor.0, decimals, rounding)
    }

    /// The quotient, with exactly `decimals` decimals (at most 18).
    ///
    /// # Errors
    /// [`ArithmeticError::DivisionByZero`]; the others as for [`times`](Self::times).
    pub fn divided_by(
        self,
        divisor: Self,
        decimals: u32,
        rounding: Rounding,
    ) -> Result<Self, ArithmeticError> {
        let quotient = rounding::quotient(self.0, divisor.0, decimals, rounding, AMOUNT_DIGITS_MAX);
        quotient
            .map(Self)
            .map_err(|fault| fault.explain(format!("{self} / {divisor}"), GRAMMAR.what, AMOUNT_DIGITS_MAX))
    }

    /// The same amount with exactly `decimals` decimals (at most 18).
    ///
    /// # Errors
    /// As for [`times`](Self::times).
    pub fn round(self, decimals: u32, rounding: Rounding) -> Result<Self, ArithmeticError> {
        let rounded = rounding::round(self.0, decimals, rounding, AMOUNT_DIGITS_MAX);
        rounded.map(Self).map_err(|fault| {
            fault.explain(format!("{self} with {decimals} decimals"), GRAMMAR.what, AMOUNT_DIGITS_MAX)
        })
    }

    /// The amount with the other sign. Always exact.
    #[must_use]
    pub fn negated(self) -> Self {
        let mut value = self.0;
        value.set_sign_positive(value.is_zero() || value.is_sign_negative());
        Self(value)
    }

    /// The amount without its sign. Always exact.
    #[must_use]
    pub fn magnitude(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether the amount is 0.
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether the amount is below 0.
    pub const fn is_negative(self) -> bool {
        self.0.is_sign_negative()
    }

    /// How many decimals it is written with; 0 to 18.
    pub const fn decimals(self) -> u32 {
        self.0.scale()
    }

    /// An amount that was calculated by this crate and is in range by that.
    pub(crate) const fn calculated(value: Decimal) -> Self {
        Self(value)
    }
}

/// The product of any two values as an amount.
pub(crate) fn product(
    left: Decimal,
    right: Decimal,
    decimals: u32,
    rounding: Rounding,
) -> Result<Amount, ArithmeticError> {
    let product = rounding::multiply(left, right, decimals, rounding, AMOUNT_DIGITS_MAX);
    product
        .map(Amount)
        .map_err(|fault| fault.explain(format!("{left} * {right}"), GRAMMAR.what, AMOUNT_DIGITS_MAX))
}

pub(crate) fn read(text: &str) -> Result<Decimal, Problem> {
    GRAMMAR.check_length(text)?;
    rounding::read(text, AMOUNT_DIGITS_MAX, true)
}

decimal_value!(Amount, GRAMMAR, read);
