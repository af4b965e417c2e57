//! Laws that hold for every input.

use assay_types::{
    Amount, ArithmeticError, ContentHash, Currency, Direction, Excerpt, Identifier, LotSize, Money, Price,
    Quantity, Rounding, RunId, Side, Symbol, TickSize, TimeUnit, Timeframe, Timestamp,
};
use proptest::prelude::*;

use crate::check::{Value, check_harmless};

/// What is read, is read again from its text and shows the same; what is refused, is refused harmlessly.
fn check_any<T: Value>(text: &str) {
    match text.parse::<T>() {
        Ok(value) => {
            let canonical = value.to_string();
            check_harmless(&canonical);
            let again = canonical.parse::<T>().expect("a value's text reads back");
            assert_eq!((&again, again.to_string()), (&value, canonical));
        }
        Err(error) => check_harmless(&error.to_string()),
    }
}

fn check_all(text: &str) {
    check_any::<Amount>(text);
    check_any::<ContentHash>(text);
    check_any::<Currency>(text);
    check_any::<Direction>(text);
    check_any::<Identifier>(text);
    check_any::<LotSize>(text);
    check_any::<Money>(text);
    check_any::<Price>(text);
    check_any::<Quantity>(text);
    check_any::<Rounding>(text);
    check_any::<RunId>(text);
    check_any::<Side>(text);
    check_any::<Symbol>(text);
    check_any::<TickSize>(text);
    check_any::<Timeframe>(text);
    check_any::<Timestamp>(text);
}

/// A decimal's text from its digits and its number of decimals.
fn decimal_text(mantissa: i128, decimals: u32) -> String {
    let sign = if mantissa < 0 { "-" } else { "" };
    let width = decimals as usize + 1;
    let digits = format!("{:0>width$}", mantissa.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - decimals as usize);
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The value in units of `10^-decimals`, which must be whole.
fn units(text: &str, decimals: u32) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let missing = decimals as usize - fraction.len();
    format!("{whole}{fraction}{}", "0".repeat(missing)).parse().expect("digits")
}

/// Whether `result` is `numerator / denominator` rounded as the mode defines. `denominator` is above 0.
fn is_rounded(numerator: i128, denominator: i128, result: i128, mode: Rounding) -> bool {
    let cut = numerator - result * denominator;
    let near = 2 * cut.abs() <= denominator;
    let tie = 2 * cut.abs() == denominator;
    let grew = (result * denominator).abs() > numerator.abs();
    match mode {
        Rounding::Floor => (0..denominator).contains(&cut),
        Rounding::Ceiling => (0..denominator).contains(&-cut),
        Rounding::TowardZero => cut.abs() < denominator && !grew,
        Rounding::AwayFromZero => cut.abs() < denominator && (cut == 0 || grew),
        Rounding::HalfEven => near && (!tie || result % 2 == 0),
        Rounding::HalfAwayFromZero => near && (!tie || grew),
        Rounding::HalfTowardZero => near && (!tie || !grew),
        Rounding::Exact => cut == 0,
    }
}

fn mode() -> impl Strategy<Value = Rounding> {
    proptest::sample::select(&Rounding::ALL[..7])
}

fn amount() -> impl Strategy<Value = (i128, u32)> {
    (-10_i128.pow(15)..10_i128.pow(15), 0_u32..=9)
}

fn positive() -> impl Strategy<Value = (i128, u32)> {
    (prop_oneof![1_i128..1000, 1..10_i128.pow(13)], 0_u32..=9)
}

fn read<T: Value>((mantissa, decimals): (i128, u32)) -> T {
    decimal_text(mantissa, decimals).parse().expect("a decimal")
}

const UNIT: u32 = 9;

proptest! {
    #[test]
    fn no_text_panics_a_parser_or_makes_a_harmful_message(text in any::<String>()) {
        check_all(&text);
    }

    #[test]
    fn no_text_near_a_value_panics_a_parser(text in r"[-+ .,:/_0-9A-Za-zTZ\x00-\x1f\u{202e}]{0,40}") {
        check_all(&text);
    }

    #[test]
    fn texts_of_the_grammars_are_read_as_they_are(
        symbol in "[A-Z][A-Z0-9]{0,4}([.-][A-Z0-9]{1,4}){0,2}(/[A-Z0-9]{1,5})?",
        name in "[a-z_][a-z0-9_]{0,30}x_x",
        id in "run_[0-7][0-9a-hjkmnp-tv-z]{25}",
        hash in "sha256:[0-9a-f]{64}",
        price in r"[1-9][0-9]{0,9}(\.[0-9]{1,9})?",
        money in r"-?[1-9][0-9]{0,9}(\.[0-9]{1,18})? [A-Z]{2,12}",
    ) {
        prop_assert_eq!(symbol.parse::<Symbol>().map(|value| value.to_string()), Ok(symbol));
        prop_assert_eq!(name.parse::<Identifier>().map(|value| value.to_string()), Ok(name));
        prop_assert_eq!(id.parse::<RunId>().map(|value| value.to_string()), Ok(id));
        prop_assert_eq!(hash.parse::<ContentHash>().map(|value| value.to_string()), Ok(hash));
        prop_assert_eq!(price.parse::<Price>().map(|value| value.to_string()), Ok(price));
        prop_assert_eq!(money.parse::<Money>().map(|value| value.to_string()), Ok(money));
    }

    #[test]
    fn excerpts_are_harmless_bounded_and_a_faithful_beginning(text in any::<String>(), columns in 0_usize..100) {
        let shown = Excerpt::with_columns(&text, columns).to_string();
        check_harmless(&shown);
        prop_assert!(shown.chars().count() <= columns + 1);
        let whole = Excerpt::with_columns(&text, usize::MAX).to_string();
        if let Some(beginning) = shown.strip_suffix('…') {
            prop_assert!(whole.starts_with(beginning) && whole.len() > columns);
        } else {
            prop_assert_eq!(shown, whole);
        }
    }

    #[test]
    fn ids_round_trip_and_sort_like_their_texts(left in any::<u128>(), right in any::<u128>()) {
        let (left, right) = (RunId::from_u128(left), RunId::from_u128(right));
        prop_assert_eq!(left.to_string().parse(), Ok(left));
        prop_assert_eq!(left.to_string().cmp(&right.to_string()), left.cmp(&right));
    }

    #[test]
    fn timestamps_round_trip(nanos in any::<i64>()) {
        let timestamp = Timestamp::from_unix_nanos(nanos);
        prop_assert_eq!(timestamp.to_string().parse(), Ok(timestamp));
    }

    #[test]
    fn timestamps_agree_with_a_calendar_library(
        (year, month, day) in (1600_u32..2300, 0_u32..=13, 0_u32..=32),
        (hour, minute, second, nanos) in (0_u32..=24, 0_u32..=60, 0_u32..=59, 0_u32..1_000_000_000),
        (sign, offset_hours, offset_minutes) in ("[+-]", 0_u32..=23, 0_u32..=59),
    ) {
        let text = format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}{sign}{offset_hours:02}:{offset_minutes:02}"
        );
        // Its 24:00 is midnight of the next day; ours is refused.
        let theirs = text.parse::<jiff::Timestamp>().ok().filter(|_| hour < 24);
        let theirs = theirs.and_then(|timestamp| i64::try_from(timestamp.as_nanosecond()).ok());
        prop_assert_eq!(text.parse::<Timestamp>().ok().map(Timestamp::unix_nanos), theirs, "{}", text);
    }

    #[test]
    fn timeframes_round_trip_and_keep_their_length(count in 1_u16..=9999, unit in 0_usize..6) {
        let units =
            [TimeUnit::Second, TimeUnit::Minute, TimeUnit::Hour, TimeUnit::Day, TimeUnit::Week, TimeUnit::Month];
        let timeframe = Timeframe::new(count, units[unit]).expect("the count is in range");
        prop_assert_eq!(timeframe.to_string().parse(), Ok(timeframe));
        prop_assert_eq!(format!("{count}{}", units[unit].as_str()).parse(), Ok(timeframe));
        prop_assert_eq!(
            timeframe.nominal().as_secs(),
            u64::from(count) * u64::from(units[unit].nominal_seconds())
        );
    }

    #[test]
    fn sums_and_differences_are_those_of_integers(left in amount(), right in amount()) {
        let (a, b) = (read::<Amount>(left), read::<Amount>(right));
        let (l, r) = (units(&a.to_string(), UNIT), units(&b.to_string(), UNIT));
        let sum = a.checked_add(b).expect("in range");
        prop_assert_eq!(units(&sum.to_string(), UNIT), l + r);
        prop_assert_eq!(b.checked_add(a), Ok(sum));
        let difference = a.checked_sub(b).expect("in range");
        prop_assert_eq!(units(&difference.to_string(), UNIT), l - r);
        prop_assert_eq!(difference.checked_add(b), Ok(a));
        prop_assert_eq!(difference.negated(), b.checked_sub(a).expect("in range"));
        prop_assert_eq!(a.cmp(&b), l.cmp(&r));
    }

    #[test]
    fn products_are_rounded_as_the_mode_says(left in amount(), right in amount(), decimals in 0_u32..=9, mode in mode()) {
        let (a, b) = (read::<Amount>(left), read::<Amount>(right));
        let exact = left.0 * right.0;
        let scale = left.1 + right.1;
        let Ok(product) = a.times(b, decimals, mode) else {
            // 28 digits are enough wherever the product, with its decimals, is below 10^27.
            prop_assert!(exact.abs() / 10_i128.pow(scale) >= 10_i128.pow(27 - decimals));
            return Ok(());
        };
        let result = units(&product.to_string(), decimals);
        let (numerator, denominator) = match scale.checked_sub(decimals) {
            Some(excess) => (exact, 10_i128.pow(excess)),
            None => (exact * 10_i128.pow(decimals - scale), 1),
        };
        prop_assert!(is_rounded(numerator, denominator, result, mode), "{} * {} = {} ({})", a, b, product, mode);
        let refused = a.times(b, decimals, Rounding::Exact).is_err();
        prop_assert_eq!(refused, numerator % denominator != 0);
    }

    #[test]
    fn quotients_are_rounded_as_the_mode_says(left in amount(), right in positive(), negative in any::<bool>(), decimals in 0_u32..=6, mode in mode()) {
        let divisor = if negative { (-right.0, right.1) } else { right };
        let (a, b) = (read::<Amount>(left), read::<Amount>(divisor));
        // left / right in units of 10^-decimals, with a denominator above 0.
        let numerator = left.0 * 10_i128.pow(right.1 + decimals) * if negative { -1 } else { 1 };
        let denominator = right.0 * 10_i128.pow(left.1);
        let quotient = match a.divided_by(b, decimals, mode) {
            Ok(quotient) => quotient,
            Err(error) => {
                prop_assert!(numerator.abs() / denominator >= 10_i128.pow(27), "{}", error);
                return Ok(());
            }
        };
        let result = units(&quotient.to_string(), decimals);
        prop_assert!(is_rounded(numerator, denominator, result, mode), "{} / {} = {} ({})", a, b, quotient, mode);
    }

    #[test]
    fn ticks_and_lots_give_multiples_as_the_mode_says(value in positive(), step in positive(), mode in mode()) {
        let (tick, lot) = (read::<TickSize>(step), read::<LotSize>(step));
        let (v, s) = (value.0 * 10_i128.pow(UNIT - value.1), step.0 * 10_i128.pow(UNIT - step.1));
        let price = tick.round(read(value), mode);
        let quantity = lot.round(read(value), mode);
        prop_assert_eq!(price.is_ok(), quantity.is_ok());
        let price = match price {
            Ok(price) => price,
            Err(error @ ArithmeticError::Overflow { .. }) => {
                // The decimals of the tick leave room for 19 digits less those decimals.
                prop_assert!(v / 10_i128.pow(UNIT) >= 10_i128.pow(18 - step.1), "{}", error);
                return Ok(());
            }
            Err(error) => {
                prop_assert!(is_rounded(v, s, 0, mode), "{}", error);
                return Ok(());
            }
        };
        let quantity = quantity.expect("both are refused or neither");
        let result = units(&price.to_string(), UNIT);
        prop_assert_eq!(units(&quantity.to_string(), UNIT), result);
        prop_assert_eq!(result % s, 0);
        prop_assert!(is_rounded(v, s, result / s, mode), "{:?} to {:?} is {} ({})", value, step, price, mode);
        prop_assert_eq!(tick.round(price, Rounding::Exact), Ok(price), "what is on a tick stays there");
        prop_assert_eq!(tick.round(read(value), Rounding::Exact).is_ok(), v % s == 0);
        let quantity_stays = lot.round(quantity, Rounding::Exact);
        prop_assert_eq!(quantity_stays, Ok(quantity));
    }

    #[test]
    fn notional_is_the_product_of_integers(price in positive(), quantity in positive()) {
        let notional = read::<Price>(price).notional(read(quantity), 18, Rounding::Exact);
        match notional {
            Ok(notional) => {
                let decimals = price.1 + quantity.1;
                let scaled = units(&notional.to_string(), 18);
                prop_assert_eq!(Some(scaled), (price.0 * quantity.0).checked_mul(10_i128.pow(18 - decimals)));
            }
            Err(error) => prop_assert!(error.to_string().contains("needs more digits"), "{}", error),
        }
    }

    #[test]
    fn a_float_on_a_tick_enters_unchanged(mantissa in 1_i128..10_i128.pow(15), decimals in 0_u32..=9) {
        let price: Price = read((mantissa, decimals));
        let tick: TickSize = read((1, decimals));
        prop_assert_eq!(tick.round_float(price.to_f64(), Rounding::Exact), Ok(price));
    }

    #[test]
    fn no_float_panics_on_its_way_in(bits in any::<u64>(), mode in mode()) {
        let value = f64::from_bits(bits);
        let tick: TickSize = read((1, 8));
        match tick.round_float(value, mode) {
            Ok(price) => prop_assert!(value > 0.0 && price.to_f64() > 0.0),
            Err(error) => check_harmless(&error.to_string()),
        }
    }
}
