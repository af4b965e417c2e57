//! Text to values: no panic, and what is accepted reads back as itself, from its text and from JSON.
#![no_main]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use assay_types::{
    Amount, ContentHash, Currency, Identifier, LotSize, OrderId, Price, Quantity, Symbol, TickSize,
    Timeframe, Timestamp,
};
use libfuzzer_sys::fuzz_target;

fn check<T>(text: &str)
where
    T: FromStr + Display + Debug + PartialEq,
    T::Err: Display,
{
    match text.parse::<T>() {
        Ok(value) => {
            let shown = value.to_string();
            assert!(shown.is_ascii(), "{shown:?}");
            let again = shown.parse::<T>().unwrap_or_else(|error| panic!("`{shown}` of `{text}`: {error}"));
            assert_eq!(again, value, "{text:?}");
        }
        Err(error) => {
            let message = error.to_string();
            assert!(!message.chars().any(char::is_control), "{message:?}");
        }
    }
}

fuzz_target!(|text: &str| {
    check::<Symbol>(text);
    check::<Identifier>(text);
    check::<Price>(text);
    check::<Quantity>(text);
    check::<Amount>(text);
    check::<TickSize>(text);
    check::<LotSize>(text);
    check::<Currency>(text);
    check::<Timeframe>(text);
    check::<Timestamp>(text);
    check::<ContentHash>(text);
    check::<OrderId>(text);
});
