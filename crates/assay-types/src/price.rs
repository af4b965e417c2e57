//! Prices and the ticks they move in.

use rust_decimal::Decimal;

use crate::amount::{self, AMOUNT_DIGITS_MAX, Amount, decimal_value};
use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};
use crate::quantity::Quantity;
use crate::rounding::{self, ArithmeticError, Rounding};

/// What one unit of an instrument costs, in its quote currency. Above 0; at most 19 digits, 18 of them decimals.
///
/// Instruments whose price may be zero or negative (spreads, some energy futures) are outside this type.
/// Equality, order and hash are of the value, the text keeps its decimals.
///
/// | calculation | result | loses digits |
/// |---|---|---|
/// | [`difference`](Self::difference): price − price | [`Amount`] | never |
/// | [`checked_add`](Self::checked_add): price + amount | [`Price`] | never |
/// | [`notional`](Self::notional): price × quantity | [`Amount`] | as its [`Rounding`] says |
/// | [`TickSize::round`]: to a multiple of the tick | [`Price`] | as its [`Rounding`] says |
///
/// ```
/// use assay_types::{Price, Quantity, Rounding};
///
/// let price: Price = "101.25".parse()?;
/// let quantity: Quantity = "3".parse()?;
/// assert_eq!(price.notional(quantity, 2, Rounding::Exact)?.to_string(), "303.75");
/// assert_eq!(
///     "1e5".parse::<Price>().unwrap_err().problem().to_string(),
///     "character 2 is `e`",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(Decimal);

/// The step in which an instrument's price moves. Above 0; at most 19 digits, 18 of them decimals.
///
/// ```
/// use assay_types::{Rounding, TickSize};
///
/// let tick: TickSize = "0.25".parse()?;
/// assert_eq!(tick.round("101.30".parse()?, Rounding::Floor)?.to_string(), "101.25");
/// assert_eq!(tick.round_float(101.38, Rounding::HalfEven)?.to_string(), "101.50");
/// assert!(tick.round("101.30".parse()?, Rounding::Exact).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TickSize(Decimal);

static PRICE: Grammar = Grammar {
    name: "Price",
    what: "a price",
    write: "write plain digits with `.` before the decimals, above 0, at most 19 digits and 18 decimals, no separators, exponent or sign, like `101.25`",
    form: Form::Pattern("^(0|[1-9][0-9]*)(\\.[0-9]{1,18})?$"),
    bytes_max: 20,
    examples: &["101.25", "0.00001234"],
};

static TICK_SIZE: Grammar = Grammar {
    name: "TickSize",
    what: "a tick size",
    write: "write plain digits with `.` before the decimals, above 0, at most 19 digits and 18 decimals, like `0.01`",
    form: Form::Pattern("^(0|[1-9][0-9]*)(\\.[0-9]{1,18})?$"),
    bytes_max: 20,
    examples: &["0.01", "0.25"],
};

/// The most digits of a price or quantity. The product of two such mantissas is below 10^38, so that it is
/// exact in an `i128` before it is rounded.
pub(crate) const DIGITS_MAX: u32 = 19;

const _: () = assert!(10_i128.checked_pow(DIGITS_MAX * 2).is_some());
// A digit before the greatest number of decimals.
const _: () = assert!(rounding::DECIMALS_MAX < DIGITS_MAX && DIGITS_MAX < AMOUNT_DIGITS_MAX);

impl Price {
    /// This price minus another.
    ///
    /// # Errors
    /// [`ArithmeticError::Overflow`] where the two differ so much in size that an amount cannot hold both.
    pub fn difference(self, other: Self) -> Result<Amount, ArithmeticError> {
        Amount::calculated(self.0).checked_sub(Amount::calculated(other.0))
    }

    /// This price plus (or, with a negative amount, minus) an amount.
    ///
    /// # Errors
    /// [`ArithmeticError::OutOfRange`] where the sum is not above 0, [`ArithmeticError::Overflow`] where it
    /// needs more digits than a price has.
    pub fn checked_add(self, amount: Amount) -> Result<Self, ArithmeticError> {
        let calculation = || format!("{self} + {amount}");
        let sum = rounding::add(self.0, amount.decimal(), DIGITS_MAX)
            .map_err(|fault| fault.explain(calculation(), PRICE.what, DIGITS_MAX))?;
        positive(sum, &PRICE, calculation).map(Self)
    }

    /// What a quantity costs at this price, with exactly `decimals` decimals (at most 18).
    ///
    /// # Errors
    /// [`ArithmeticError::Overflow`] where it needs more than 28 digits, [`ArithmeticError::Inexact`] where
    /// [`Rounding::Exact`] would lose some.
    pub fn notional(
        self,
        quantity: Quantity,
        decimals: u32,
        rounding: Rounding,
    ) -> Result<Amount, ArithmeticError> {
        amount::product(self.0, quantity.decimal(), decimals, rounding)
    }
}

impl TickSize {
    /// The multiple of this tick that the mode chooses, with the decimals of the tick.
    ///
    /// # Errors
    /// [`ArithmeticError::Inexact`] where the price is between ticks and the mode is [`Rounding::Exact`];
    /// [`ArithmeticError::OutOfRange`] where a price below one tick becomes 0.
    pub fn round(self, price: Price, rounding: Rounding) -> Result<Price, ArithmeticError> {
        self.to_multiple(price.0, rounding)
    }

    /// The same for a calculated price: where a float leaves research and becomes money. The float counts as
    /// the shortest decimal that reads back as it, so that `0.1` is one tenth.
    ///
    /// # Errors
    /// [`ArithmeticError::Float`] for what is not finite or not above 0, and as for [`round`](Self::round).
    pub fn round_float(self, price: f64, rounding: Rounding) -> Result<Price, ArithmeticError> {
        let range = "a price is finite, above 0, and has at most 28 decimals";
        let float = rounding::from_float(price).filter(|price| *price > Decimal::ZERO);
        let float = float.ok_or(ArithmeticError::Float { value: price, what: PRICE.what, range })?;
        self.to_multiple(float, rounding)
    }

    fn to_multiple(self, price: Decimal, rounding: Rounding) -> Result<Price, ArithmeticError> {
        let calculation = || format!("{price} in ticks of {self}");
        let multiple = rounding::to_multiple(price, self.0, rounding, DIGITS_MAX)
            .map_err(|fault| fault.explain(calculation(), PRICE.what, DIGITS_MAX))?;
        positive(multiple, &PRICE, calculation).map(Price)
    }
}

fn positive(
    result: Decimal,
    grammar: &Grammar,
    calculation: impl FnOnce() -> String,
) -> Result<Decimal, ArithmeticError> {
    if result > Decimal::ZERO {
        return Ok(result);
    }
    let range = "it must be above 0";
    Err(ArithmeticError::OutOfRange { calculation: calculation(), result, what: grammar.what, range })
}

fn read(grammar: &Grammar, text: &str) -> Result<Decimal, Problem> {
    grammar.check_length(text)?;
    let value = rounding::read(text, DIGITS_MAX, false)?;
    if value.is_zero() { Err(Problem::Range("it is zero")) } else { Ok(value) }
}

fn read_price(text: &str) -> Result<Decimal, Problem> {
    read(&PRICE, text)
}

fn read_tick_size(text: &str) -> Result<Decimal, Problem> {
    read(&TICK_SIZE, text)
}

decimal_value!(Price, PRICE, read_price);
decimal_value!(TickSize, TICK_SIZE, read_tick_size);
