//! Instruments, by the name that a venue or a data file gives them.

use std::fmt;
use std::str::FromStr;

use crate::ascii::Ascii;
use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};

/// The name of an instrument: `AAPL`, `BRK.B`, `BTC/USD`, `BTCUSDT`.
///
/// ```text
/// symbol = name [ "/" name ]            at most 32 characters, at least one letter
/// name   = part { ( "." | "-" ) part }
/// part   = ( "A" … "Z" | "0" … "9" ) { … }
/// ```
///
/// A `/` makes it a pair of a base and a quote. `BTCUSDT` is a pair too, but its text does not say where the
/// base ends, so only the venue's instrument list can: there is no "kind" to be had from a symbol. Lower case
/// is refused rather than mended, because venues exist where case matters. No symbol is a number, a path
/// (`..`) or an option of a command line (`-x`); a pair's `/` still must not reach a file name.
///
/// ```
/// use assay_types::Symbol;
///
/// let symbol: Symbol = "BTC/USD".parse()?;
/// assert_eq!(symbol.pair(), Some(("BTC", "USD")));
/// assert_eq!("BRK.B".parse::<Symbol>()?.pair(), None);
/// # Ok::<(), assay_types::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(Ascii<{ Symbol::BYTES_MAX }>);

static GRAMMAR: Grammar = Grammar {
    name: "Symbol",
    what: "a symbol",
    write: "write at most 32 upper-case letters and digits, single `.` or `-` and at most one `/` between them, at least one letter, like `AAPL`, `BRK.B`, `BTC/USD` or `BTCUSDT`",
    form: Form::Pattern("^[A-Z0-9]+([.-][A-Z0-9]+)*(/[A-Z0-9]+([.-][A-Z0-9]+)*)?$"),
    bytes_max: Symbol::BYTES_MAX,
    examples: &["AAPL", "BRK.B", "BTC/USD", "BTCUSDT"],
};

impl Symbol {
    /// The most bytes (here also characters) of a symbol.
    pub const BYTES_MAX: usize = 32;

    /// The symbol as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Base and quote of a symbol written with `/`, like `BTC` and `USD` of `BTC/USD`.
    pub fn pair(&self) -> Option<(&str, &str)> {
        self.as_str().split_once('/')
    }
}

fn read(text: &str) -> Result<Symbol, Problem> {
    GRAMMAR.check_length(text)?;
    Problem::first_character(text, |character| matches!(character, 'A'..='Z' | '0'..='9' | '.' | '-' | '/'))?;
    let mut names = text.split('/');
    if names.clone().nth(2).is_some() {
        return Err(Problem::Shape("it has more than one `/`"));
    }
    if names.any(|name| name.split(['.', '-']).any(str::is_empty)) {
        return Err(Problem::Shape("a `.`, `-` or `/` does not stand between letters or digits"));
    }
    if !text.contains(|character: char| character.is_ascii_uppercase()) {
        return Err(Problem::Shape("it has no letter"));
    }
    Ascii::new(text).map(Symbol).ok_or(Problem::Empty)
}

impl FromStr for Symbol {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        read(text).map_err(|problem| GRAMMAR.error(text, problem))
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl AsRef<str> for Symbol {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

text_value!(Symbol, GRAMMAR);
