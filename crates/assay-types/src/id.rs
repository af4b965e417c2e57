//! Identities, one type for each kind of thing.
//!
//! An ID is 128 bits. Its text is the kind, an underscore and 26 digits of Crockford's base 32 in lower case
//! (the digits and the letters without `i`, `l`, `o` and `u`), most significant first, so that texts sort as
//! IDs do. Each ID has exactly one text: upper case and look-alike letters are refused, not mended.
//!
//! This crate draws no random numbers and reads no clock. IDs are derived from content
//! ([`from_hash`](RunId::from_hash)), counted, or drawn by the binary and passed in as bits.

use std::fmt;

use crate::ContentHash;
use crate::grammar::{Form, Grammar, ParseError, Problem, text_value};

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const DIGIT_COUNT: usize = 26;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $grammar:ident, $prefix:literal, $what:literal) => {
        $(#[$doc])*
        ///
        #[doc = concat!("Written `", $prefix, "` and 26 digits, like `", $prefix, "00000000000000000000000016`.")]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        static $grammar: Grammar = Grammar {
            name: stringify!($name),
            what: $what,
            write: concat!("write `", $prefix, "` and 26 digits of `0-9a-hjkmnp-tv-z`, the first at most 7, like `", $prefix, "00000000000000000000000016`"),
            form: Form::Pattern(concat!("^", $prefix, "[0-7][0-9a-hjkmnp-tv-z]{25}$")),
            bytes_max: $prefix.len() + DIGIT_COUNT,
            examples: &[concat!($prefix, "00000000000000000000000016")],
        };

        impl $name {
            /// The ID with these bits.
            pub const fn from_u128(bits: u128) -> Self {
                Self(bits)
            }

            /// The bits of the ID.
            pub const fn as_u128(self) -> u128 {
                self.0
            }

            /// The ID of content: the first 128 bits of its hash. Equal content has an equal ID.
            pub fn from_hash(hash: &ContentHash) -> Self {
                Self(hash_bits(hash))
            }
        }

        impl std::str::FromStr for $name {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                read(&$grammar, $prefix, text).map(Self).map_err(|problem| $grammar.error(text, problem))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write($prefix, self.0, formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, formatter)
            }
        }

        text_value!($name, $grammar);
    };
}

id! {
    /// One run of a strategy: a backtest, a proof, a paper or live session.
    RunId, RUN, "run_", "a run ID"
}
id! {
    /// One strategy, through all of its versions.
    StrategyId, STRATEGY, "strategy_", "a strategy ID"
}
id! {
    /// One order, from the intent to its end.
    OrderId, ORDER, "order_", "an order ID"
}
id! {
    /// One trade: an entry and what closes it.
    TradeId, TRADE, "trade_", "a trade ID"
}
id! {
    /// One fill of an order, in whole or in part.
    FillId, FILL, "fill_", "a fill ID"
}
id! {
    /// One signal: a strategy's wish to enter or leave a position.
    SignalId, SIGNAL, "signal_", "a signal ID"
}

fn hash_bits(hash: &ContentHash) -> u128 {
    hash.as_bytes().iter().take(16).fold(0, |bits, &byte| (bits << 8) | u128::from(byte))
}

fn read(grammar: &Grammar, prefix: &'static str, text: &str) -> Result<u128, Problem> {
    grammar.check_length(text)?;
    let digits =
        text.strip_prefix(prefix).ok_or(Problem::Shape("it does not begin with the prefix of its kind"))?;
    let mut bits = 0_u128;
    for (position, character) in (1..).zip(digits.chars()) {
        let digit = DIGITS.iter().position(|&digit| char::from(digit) == character);
        let Some(digit) = digit.and_then(|digit| u128::try_from(digit).ok()) else {
            return Err(Problem::Character { position: prefix.len().saturating_add(position), character });
        };
        bits = (bits << 5) | digit;
    }
    if digits.len() != DIGIT_COUNT {
        return Err(Problem::Shape("it has fewer than 26 digits"));
    }
    // 26 digits are 130 bits: the first digit may use three of its five.
    if digits.starts_with(|first| !matches!(first, '0'..='7')) {
        return Err(Problem::Range("its first digit is above 7, which is more than 128 bits"));
    }
    Ok(bits)
}

fn write(prefix: &str, bits: u128, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = String::with_capacity(prefix.len().saturating_add(DIGIT_COUNT));
    text.push_str(prefix);
    for shift in (0..130).step_by(5).rev() {
        let digit = usize::try_from((bits >> shift) & 31).unwrap_or_default();
        text.push(DIGITS.get(digit).copied().map_or('0', char::from));
    }
    formatter.pad(&text)
}
