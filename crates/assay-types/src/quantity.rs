//! Quantities and the lots they come in.

use rust_decimal::Decimal;

use crate::amount::decimal_value;
use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};
use crate::price::DIGITS_MAX;
use crate::rounding::{self, ArithmeticError, Rounding};

/// How many units of an instrument. 0 or above; at most 19 digits, 18 of them decimals.
///
/// The sign of a position is its [`Direction`](crate::Direction), that of an order its [`Side`](crate::Side).
/// Equality, order and hash are of the value, the text keeps its decimals.
///
/// ```
/// use assay_types::Quantity;
///
/// let held: Quantity = "1.5".parse()?;
/// assert_eq!(held.checked_sub("0.5".parse()?)?.to_string(), "1.0");
/// assert_eq!(
///     held.checked_sub("2".parse()?).unwrap_err().to_string(),
///     "1.5 - 2 is `-0.5`, which is not a quantity: it must not be negative",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(Decimal);

/// The step in which an instrument's quantity comes. Above 0; at most 19 digits, 18 of them decimals.
///
/// ```
/// use assay_types::{LotSize, Rounding};
///
/// let lot: LotSize = "0.001".parse()?;
/// assert_eq!(lot.round_float(0.12399, Rounding::Floor)?.to_string(), "0.123");
/// assert_eq!(
///     lot.round("0.0004".parse()?, Rounding::Floor).unwrap_err().to_string(),
///     "0.0004 in lots of 0.001 is `0.000`, which is not a quantity to trade: it is below one lot",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LotSize(Decimal);

static QUANTITY: Grammar = Grammar {
    name: "Quantity",
    what: "a quantity",
    write: "write plain digits with `.` before the decimals, 0 or above, at most 19 digits and 18 decimals, no separators, exponent or sign, like `100` or `0.25`",
    form: Form::Pattern("^(0|[1-9][0-9]*)(\\.[0-9]{1,18})?$"),
    bytes_max: 20,
    examples: &["100", "0.25"],
};

static LOT_SIZE: Grammar = Grammar {
    name: "LotSize",
    what: "a lot size",
    write: "write plain digits with `.` before the decimals, above 0, at most 19 digits and 18 decimals, like `1` or `0.001`",
    form: Form::Pattern("^(0|[1-9][0-9]*)(\\.[0-9]{1,18})?$"),
    bytes_max: 20,
    examples: &["1", "0.001"],
};

impl Quantity {
    /// No units.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The exact sum.
    ///
    /// # Errors
    /// [`ArithmeticError::Overflow`] where the sum needs more than 19 digits.
    pub fn checked_add(self, other: Self) -> Result<Self, ArithmeticError> {
        let sum = rounding::add(self.0, other.0, DIGITS_MAX);
        sum.map(Self).map_err(|fault| fault.explain(format!("{self} + {other}"), QUANTITY.what, DIGITS_MAX))
    }

    /// The exact difference.
    ///
    /// # Errors
    /// [`ArithmeticError::OutOfRange`] where `other` is greater; [`ArithmeticError::Overflow`] where the
    /// difference needs more than 19 digits.
    pub fn checked_sub(self, other: Self) -> Result<Self, ArithmeticError> {
        let calculation = || format!("{self} - {other}");
        let mut negated = other.0;
        negated.set_sign_positive(negated.is_zero());
        let result = rounding::add(self.0, negated, DIGITS_MAX)
            .map_err(|fault| fault.explain(calculation(), QUANTITY.what, DIGITS_MAX))?;
        if result.is_sign_negative() {
            let range = "it must not be negative";
            let calculation = calculation();
            return Err(ArithmeticError::OutOfRange { calculation, result, what: QUANTITY.what, range });
        }
        Ok(Self(result))
    }

    /// Whether there are no units.
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }
}

impl LotSize {
    /// The multiple of this lot that the mode chooses, with the decimals of the lot.
    ///
    /// # Errors
    /// [`ArithmeticError::Inexact`] where the quantity is between lots and the mode is [`Rounding::Exact`];
    /// [`ArithmeticError::OutOfRange`] where a quantity above 0 becomes 0, because an order of nothing must
    /// not be sent by oversight.
    pub fn round(self, quantity: Quantity, rounding: Rounding) -> Result<Quantity, ArithmeticError> {
        self.to_multiple(quantity.0, rounding)
    }

    /// The same for a calculated quantity: where a float leaves research and becomes an order. The float
    /// counts as the shortest decimal that reads back as it.
    ///
    /// # Errors
    /// [`ArithmeticError::Float`] for what is not finite or is negative, and as for [`round`](Self::round).
    pub fn round_float(self, quantity: f64, rounding: Rounding) -> Result<Quantity, ArithmeticError> {
        let range = "a quantity is finite, 0 or above, and has at most 28 decimals";
        let float = rounding::from_float(quantity).filter(|quantity| *quantity >= Decimal::ZERO);
        let float = float.ok_or(ArithmeticError::Float { value: quantity, what: QUANTITY.what, range })?;
        self.to_multiple(float, rounding)
    }

    fn to_multiple(self, quantity: Decimal, rounding: Rounding) -> Result<Quantity, ArithmeticError> {
        let calculation = || format!("{quantity} in lots of {self}");
        let result = rounding::to_multiple(quantity, self.0, rounding, DIGITS_MAX)
            .map_err(|fault| fault.explain(calculation(), QUANTITY.what, DIGITS_MAX))?;
        if result.is_zero() && !quantity.is_zero() {
            let (what, range) = ("a quantity to trade", "it is below one lot");
            return Err(ArithmeticError::OutOfRange { calculation: calculation(), result, what, range });
        }
        Ok(Quantity(result))
    }
}

fn read_quantity(text: &str) -> Result<Decimal, Problem> {
    QUANTITY.check_length(text)?;
    rounding::read(text, DIGITS_MAX, false)
}

fn read_lot_size(text: &str) -> Result<Decimal, Problem> {
    LOT_SIZE.check_length(text)?;
    let value = rounding::read(text, DIGITS_MAX, false)?;
    if value.is_zero() { Err(Problem::Range("it is zero")) } else { Ok(value) }
}

decimal_value!(Quantity, QUANTITY, read_quantity);
decimal_value!(LotSize, LOT_SIZE, read_lot_size);
