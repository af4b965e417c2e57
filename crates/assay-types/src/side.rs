//! The side of an order and the direction of a position.

use std::fmt;
use std::str::FromStr;

use crate::grammar::{Grammar, ParseError, Problem, text_value};

/// Which side of the market an order takes (FIX tag 54).
///
/// Read in any ASCII case (`buy`, `BUY`), written in lower case. FIX's codes `1` and `2` are not read as
/// text: a bare digit in a column of sides is more often a misplaced quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Pays to receive units.
    Buy,
    /// Gives units to be paid.
    Sell,
}

/// Which way a position profits. An order has a [`Side`], a position and an entry rule have a direction.
///
/// Read in any ASCII case, written in lower case.
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
    pattern: "^([bB][uU][yY]|[sS][eE][lL][lL])$",
    bytes_max: 4,
    examples: &["buy", "sell"],
};

static DIRECTION: Grammar = Grammar {
    name: "Direction",
    what: "a direction",
    write: "write `long` or `short`",
    pattern: "^([lL][oO][nN][gG]|[sS][hH][oO][rR][tT])$",
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

fn one_of<T: Copy>(grammar: &'static Grammar, text: &str, words: [(&str, T); 2]) -> Result<T, ParseError> {
    let read = || {
        grammar.check_length(text)?;
        Problem::first_character(text, |character| character.is_ascii_alphabetic())?;
        words
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(text))
            .map(|&(_, value)| value)
            .ok_or(Problem::Shape("it is another word"))
    };
    read().map_err(|problem| grammar.error(text, problem))
}

impl FromStr for Side {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        one_of(&SIDE, text, [("buy", Self::Buy), ("sell", Self::Sell)])
    }
}

impl FromStr for Direction {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        one_of(&DIRECTION, text, [("long", Self::Long), ("short", Self::Short)])
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
