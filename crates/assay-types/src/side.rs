//! The side of an order and the direction of a position.

use std::fmt;
use std::str::FromStr;

use crate::grammar::{Form, Grammar, ParseError, text_value};

/// Which side of the market an order takes (FIX tag 54).
///
/// Written `buy` and `sell`, and only so: a venue's own spelling (`BUY`, FIX's `1`) is its adapter's to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Pays to receive units.
    Buy,
    /// Gives units to be paid.
    Sell,
}

/// Which way a position profits. An order has a [`Side`], a position and an entry rule have a direction.
/// Written `long` and `short`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Profits when the price rises.
    Long,
    /// Profits when the price falls.
    Short,
}

static SIDE: Grammar = Grammar {
    name: "Side",
    what: "a side",
    write: "write `buy` or `sell`",
    form: Form::Words,
    bytes_max: 4,
    examples: &["buy", "sell"],
};

static DIRECTION: Grammar = Grammar {
    name: "Direction",
    what: "a direction",
    write: "write `long` or `short`",
    form: Form::Words,
    bytes_max: 5,
    examples: &["long", "short"],
};

impl Side {
    /// The other side.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }

    /// The value of FIX tag 54.
    pub const fn fix_code(self) -> char {
        match self {
            Self::Buy => '1',
            Self::Sell => '2',
        }
    }

    /// `buy` or `sell`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
        }
    }
}

impl Direction {
    /// The other direction.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Long => Self::Short,
            Self::Short => Self::Long,
        }
    }

    /// The side of the order that opens a position in this direction.
    pub const fn entry_side(self) -> Side {
        match self {
            Self::Long => Side::Buy,
            Self::Short => Side::Sell,
        }
    }

    /// The side of the order that closes a position in this direction.
    pub const fn exit_side(self) -> Side {
        self.entry_side().opposite()
    }

    /// `long` or `short`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Short => "short",
        }
    }
}

impl FromStr for Side {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        SIDE.read_word(text, &[Self::Buy, Self::Sell], Self::as_str)
    }
}

impl FromStr for Direction {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        DIRECTION.read_word(text, &[Self::Long, Self::Short], Self::as_str)
    }
}

impl fmt::Display for Side {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

text_value!(Side, SIDE);
text_value!(Direction, DIRECTION);
