//! Amounts of a currency.

use std::fmt;
use std::str::FromStr;

use crate::amount::{self, Amount};
use crate::ascii::Ascii;
use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};
use crate::rounding::{ArithmeticError, Rounding};

/// A currency by its code: `USD`, `EUR`, `USDT`. 2 to 12 upper-case ASCII letters and digits, one a letter.
///
/// The codes are not checked against a list: tokens are made every day, and which currencies exist is the
/// venue's to say. `USD` and `USDT` are different currencies here, as they are in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(Ascii<12>);

/// An amount of a currency, written `12.50 USD`.
///
/// Amounts of different currencies neither add nor compare: mixing them is an error, not a sum.
///
/// ```
/// use assay_types::Money;
///
/// let cash: Money = "100.00 USD".parse()?;
/// assert_eq!(cash.checked_sub("0.05 USD".parse()?)?.to_string(), "99.95 USD");
/// assert_eq!(
///     cash.checked_add("1 EUR".parse()?).unwrap_err().to_string(),
///     "100.00 USD + 1 EUR mixes currencies; convert one of them at a named rate first",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Amount,
    currency: Currency,
}

static CURRENCY: Grammar = Grammar {
    name: "Currency",
    what: "a currency",
    write: "write 2 to 12 upper-case letters and digits, at least one letter, like `USD` or `USDT`",
    form: Form::Pattern("^[A-Z0-9]{2,12}$"),
    bytes_max: 12,
    examples: &["USD", "EUR", "USDT"],
};

static MONEY: Grammar = Grammar {
    name: "Money",
    what: "an amount of money",
    write: "write plain digits with `.` before the decimals, at most 28 digits and 18 decimals, one space and a currency, like `1250.75 USD`",
    form: Form::Pattern("^-?(0|[1-9][0-9]*)(\\.[0-9]{1,18})? [A-Z0-9]{2,12}$"),
    bytes_max: 43,
    examples: &["1250.75 USD", "-0.001 BTC"],
};

impl Currency {
    /// The code.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Money {
    /// An amount of a currency.
    pub const fn new(amount: Amount, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, of a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(Amount::ZERO, currency)
    }

    /// How much.
    pub const fn amount(self) -> Amount {
        self.amount
    }

    /// Of what.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The exact sum.
    ///
    /// # Errors
    /// [`ArithmeticError::Currency`] for two currencies, [`ArithmeticError::Overflow`] where the sum needs
    /// more than 28 digits.
    pub fn checked_add(self, other: Self) -> Result<Self, ArithmeticError> {
        self.same_currency(other, '+')?;
        self.amount.checked_add(other.amount).map(|amount| self.with(amount))
    }

    /// The exact difference.
    ///
    /// # Errors
    /// As for [`checked_add`](Self::checked_add).
    pub fn checked_sub(self, other: Self) -> Result<Self, ArithmeticError> {
        self.same_currency(other, '-')?;
        self.amount.checked_sub(other.amount).map(|amount| self.with(amount))
    }

    /// A multiple or part of this money: a fee at a rate, a share. With exactly `decimals` decimals.
    ///
    /// # Errors
    /// As for [`Amount::times`].
    pub fn times(self, factor: Amount, decimals: u32, rounding: Rounding) -> Result<Self, ArithmeticError> {
        self.amount.times(factor, decimals, rounding).map(|amount| self.with(amount))
    }

    /// The same money with exactly `decimals` decimals.
    ///
    /// # Errors
    /// As for [`Amount::round`].
    pub fn round(self, decimals: u32, rounding: Rounding) -> Result<Self, ArithmeticError> {
        self.amount.round(decimals, rounding).map(|amount| self.with(amount))
    }

    /// The order of two amounts of one currency; `None` for two currencies.
    pub fn compare(self, other: Self) -> Option<std::cmp::Ordering> {
        (self.currency == other.currency).then(|| self.amount.cmp(&other.amount))
    }

    const fn with(self, amount: Amount) -> Self {
        Self { amount, currency: self.currency }
    }

    fn same_currency(self, other: Self, operator: char) -> Result<(), ArithmeticError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(ArithmeticError::Currency { calculation: format!("{self} {operator} {other}") })
    }
}

/// Reads a currency after that many characters of a longer text.
fn read_currency(before: usize, text: &str) -> Result<Currency, Problem> {
    Problem::first_character_after(before, text, |character| matches!(character, 'A'..='Z' | '0'..='9'))?;
    if text.len() < 2 {
        return Err(Problem::Shape("its currency has fewer than 2 characters"));
    }
    if !text.contains(|character: char| character.is_ascii_uppercase()) {
        return Err(Problem::Shape("its currency has no letter"));
    }
    Ascii::new(text).map(Currency).ok_or(Problem::Shape("its currency has more than 12 characters"))
}

fn read_money(text: &str) -> Result<Money, Problem> {
    MONEY.check_length(text)?;
    let Some((amount, currency)) = text.split_once(' ') else {
        Problem::first_character(text, |character| {
            character.is_ascii_alphanumeric() || "-.".contains(character)
        })?;
        return Err(Problem::Shape("no space and currency follow its amount"));
    };
    if amount.is_empty() {
        return Err(Problem::Character { position: 1, character: ' ' });
    }
    let before = amount.chars().count().saturating_add(1);
    let amount = amount::read(amount).map(Amount::calculated)?;
    Ok(Money { amount, currency: read_currency(before, currency)? })
}

impl FromStr for Currency {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let currency = CURRENCY.check_length(text).and_then(|()| read_currency(0, text));
        currency.map_err(|problem| CURRENCY.error(text, problem))
    }
}

impl FromStr for Money {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read_money(text).map_err(|problem| MONEY.error(text, problem))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.amount, self.currency)
    }
}

text_value!(Currency, CURRENCY);
text_value!(Money, MONEY);
