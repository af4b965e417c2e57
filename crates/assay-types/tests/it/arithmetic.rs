//! Calculations and roundings, case by case.

use std::fmt::Display;
use std::str::FromStr;

use assay_types::{Amount, ArithmeticError, LotSize, Money, Price, Quantity, Rounding, TickSize};

use crate::check::check_harmless;

fn read<T: FromStr<Err: Display>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn check<T: Display>(outcome: Result<T, ArithmeticError>, expected: Result<&str, &str>) {
    let shown = outcome.map(|value| value.to_string()).map_err(|error| error.to_string());
    assert_eq!(shown.as_deref().map_err(String::as_str), expected);
    if let Err(message) = &shown {
        check_harmless(message);
    }
}

#[test]
fn each_mode_rounds_as_its_table_says() {
    use Rounding::{
        AwayFromZero, Ceiling, Exact, Floor, HalfAwayFromZero, HalfEven, HalfTowardZero, TowardZero,
    };
    let refused = "";
    for (value, expected) in [
        (
            "2.4",
            [
                (Floor, "2"),
                (Ceiling, "3"),
                (TowardZero, "2"),
                (AwayFromZero, "3"),
                (HalfEven, "2"),
                (HalfAwayFromZero, "2"),
                (HalfTowardZero, "2"),
                (Exact, refused),
            ],
        ),
        (
            "2.5",
            [
                (Floor, "2"),
                (Ceiling, "3"),
                (TowardZero, "2"),
                (AwayFromZero, "3"),
                (HalfEven, "2"),
                (HalfAwayFromZero, "3"),
                (HalfTowardZero, "2"),
                (Exact, refused),
            ],
        ),
        (
            "3.5",
            [
                (Floor, "3"),
                (Ceiling, "4"),
                (TowardZero, "3"),
                (AwayFromZero, "4"),
                (HalfEven, "4"),
                (HalfAwayFromZero, "4"),
                (HalfTowardZero, "3"),
                (Exact, refused),
            ],
        ),
        (
            "-2.5",
            [
                (Floor, "-3"),
                (Ceiling, "-2"),
                (TowardZero, "-2"),
                (AwayFromZero, "-3"),
                (HalfEven, "-2"),
                (HalfAwayFromZero, "-3"),
                (HalfTowardZero, "-2"),
                (Exact, refused),
            ],
        ),
        (
            "-2.51",
            [
                (Floor, "-3"),
                (Ceiling, "-2"),
                (TowardZero, "-2"),
                (AwayFromZero, "-3"),
                (HalfEven, "-3"),
                (HalfAwayFromZero, "-3"),
                (HalfTowardZero, "-3"),
                (Exact, refused),
            ],
        ),
        (
            "-0.4",
            [
                (Floor, "-1"),
                (Ceiling, "0"),
                (TowardZero, "0"),
                (AwayFromZero, "-1"),
                (HalfEven, "0"),
                (HalfAwayFromZero, "0"),
                (HalfTowardZero, "0"),
                (Exact, refused),
            ],
        ),
        (
            "2.0",
            [
                (Floor, "2"),
                (Ceiling, "2"),
                (TowardZero, "2"),
                (AwayFromZero, "2"),
                (HalfEven, "2"),
                (HalfAwayFromZero, "2"),
                (HalfTowardZero, "2"),
                (Exact, "2"),
            ],
        ),
    ] {
        for (mode, expected) in expected {
            let rounded = read::<Amount>(value).round(0, mode).map(|amount| amount.to_string());
            assert_eq!(rounded.unwrap_or_default(), expected, "{value} {mode}");
        }
    }
}

#[test]
fn amounts_are_exact_or_refused() {
    let amount = read::<Amount>;
    let most = amount("9999999999999999999999999999");
    check(amount("0.1").checked_add(amount("0.2")), Ok("0.3"));
    check(amount("1.50").checked_add(amount("-1.5")), Ok("0.00"));
    check(amount("5").checked_sub(amount("7.25")), Ok("-2.25"));
    check(most.checked_add(amount("0.0")), Ok("9999999999999999999999999999"));
    check(
        most.checked_add(Amount::ONE),
        Err(
            "9999999999999999999999999999 + 1 needs more digits than an amount has; the most are 28 digits, 18 of them decimals",
        ),
    );
    check(
        most.checked_add(amount("0.000000000000000001")),
        Err(
            "9999999999999999999999999999 + 0.000000000000000001 needs more digits than an amount has; the most are 28 digits, 18 of them decimals",
        ),
    );
    check(
        amount("999999999999999999999999999.5").checked_add(amount("0.5")),
        Ok("1000000000000000000000000000"),
    );
    check(amount("-1.5").times(amount("1.5"), 1, Rounding::HalfEven), Ok("-2.2"));
    check(amount("0.1").times(amount("0.1"), 2, Rounding::Exact), Ok("0.01"));
    check(
        amount("0.1").times(amount("0.1"), 1, Rounding::Exact),
        Err(
            "0.1 * 0.1 is not exact; name a rounding mode other than `exact`, or use a value that needs none",
        ),
    );
    check(
        most.times(most, 0, Rounding::Floor),
        Err(
            "9999999999999999999999999999 * 9999999999999999999999999999 needs more digits than an amount has; the most are 28 digits, 18 of them decimals",
        ),
    );
    check(
        Amount::ONE.round(19, Rounding::Floor),
        Err(
            "1 with 19 decimals needs more digits than an amount has; the most are 28 digits, 18 of them decimals",
        ),
    );
    check(
        Amount::ONE.round(u32::MAX, Rounding::Floor),
        Err(
            "1 with 4294967295 decimals needs more digits than an amount has; the most are 28 digits, 18 of them decimals",
        ),
    );
    check(amount("10").divided_by(amount("3"), 4, Rounding::Floor), Ok("3.3333"));
    check(amount("-10").divided_by(amount("3"), 4, Rounding::Floor), Ok("-3.3334"));
    check(amount("10").divided_by(amount("4"), 1, Rounding::Exact), Ok("2.5"));
    check(most.divided_by(most, 18, Rounding::Exact), Ok("1.000000000000000000"));
    check(amount("0.000000000000000001").divided_by(most, 0, Rounding::Ceiling), Ok("1"));
    check(Amount::ONE.divided_by(Amount::ZERO, 2, Rounding::Floor), Err("1 / 0 divides by zero"));
    check(Amount::ZERO.divided_by(amount("-5"), 2, Rounding::Floor), Ok("0.00"));
}

#[test]
fn signs_never_make_a_negative_zero() {
    let zero = Amount::ZERO.negated();
    assert_eq!((zero.to_string().as_str(), zero.is_negative()), ("0", false));
    assert_eq!(read::<Amount>("-1.5").negated().to_string(), "1.5");
    assert_eq!(read::<Amount>("1.5").negated().to_string(), "-1.5");
    assert_eq!(read::<Amount>("-1.5").magnitude().to_string(), "1.5");
    check(read::<Amount>("-0.001").round(2, Rounding::Ceiling), Ok("0.00"));
    check(read::<Amount>("-0.1").times(Amount::ZERO, 2, Rounding::Floor), Ok("0.00"));
}

#[test]
fn equality_is_of_the_value_and_text_keeps_decimals() {
    let (short, long) = (read::<Price>("1.5"), read::<Price>("1.500"));
    assert_eq!(short, long);
    assert_eq!(long.to_string(), "1.500");
    assert_eq!(format!("[{long:>8}] [{long:<8}] [{long:.1}]"), "[   1.500] [1.500   ] [1.500]");
    assert_eq!(format!("[{:>8}]", read::<Amount>("-1.5")), "[    -1.5]");
}

#[test]
fn prices_stay_above_zero() {
    let price = read::<Price>;
    check(price("1.25").difference(price("2")), Ok("-0.75"));
    check(price("2").checked_add(read("-0.75")), Ok("1.25"));
    check(price("2").checked_add(read("-2")), Err("2 + -2 is `0`, which is not a price: it must be above 0"));
    check(
        price("2").checked_add(read("-2.5")),
        Err("2 + -2.5 is `-0.5`, which is not a price: it must be above 0"),
    );
    check(
        price("9999999999999999999").checked_add(read("1")),
        Err(
            "9999999999999999999 + 1 needs more digits than a price has; the most are 19 digits, 18 of them decimals",
        ),
    );
    check(
        price("9999999999999999999").difference(price("0.000000000000000001")),
        Err(
            "9999999999999999999 - 0.000000000000000001 needs more digits than an amount has; the most are 28 digits, 18 of them decimals",
        ),
    );
}

#[test]
fn notional_is_price_times_quantity() {
    let notional =
        |price, quantity, decimals, mode| read::<Price>(price).notional(read(quantity), decimals, mode);
    check(notional("101.25", "3", 2, Rounding::Exact), Ok("303.75"));
    check(notional("0.00001234", "1000000", 2, Rounding::Exact), Ok("12.34"));
    check(notional("0.333", "0.333", 2, Rounding::Ceiling), Ok("0.12"));
    check(
        notional("0.000000000000000001", "0.000000000000000001", 18, Rounding::AwayFromZero),
        Ok("0.000000000000000001"),
    );
    check(
        notional("0.000000000000000001", "0.000000000000000001", 18, Rounding::HalfEven),
        Ok("0.000000000000000000"),
    );
    check(
        notional("9999999999999999999", "9999999999999999999", 0, Rounding::Exact),
        Err(
            "9999999999999999999 * 9999999999999999999 needs more digits than an amount has; the most are 28 digits, 18 of them decimals",
        ),
    );
    check(notional("5", "0", 2, Rounding::Exact), Ok("0.00"));
}

#[test]
fn quantities_never_go_below_zero() {
    let quantity = read::<Quantity>;
    check(quantity("1").checked_add(quantity("0.5")), Ok("1.5"));
    check(quantity("1.5").checked_sub(quantity("1.5")), Ok("0.0"));
    check(quantity("1.5").checked_sub(Quantity::ZERO), Ok("1.5"));
    check(
        quantity("1").checked_sub(quantity("1.000000000000000001")),
        Err(
            "1 - 1.000000000000000001 is `-0.000000000000000001`, which is not a quantity: it must not be negative",
        ),
    );
    assert!(quantity("0.0").is_zero());
}

#[test]
fn prices_round_to_ticks() {
    let round = |tick, price, mode| read::<TickSize>(tick).round(read(price), mode);
    check(round("0.01", "101.255", Rounding::Floor), Ok("101.25"));
    check(round("0.01", "101.255", Rounding::HalfEven), Ok("101.26"));
    check(round("0.01", "101.245", Rounding::HalfEven), Ok("101.24"));
    check(round("0.25", "101.375", Rounding::HalfEven), Ok("101.50"));
    check(round("0.25", "101.37", Rounding::HalfAwayFromZero), Ok("101.25"));
    check(round("5", "12.5", Rounding::HalfEven), Ok("10"));
    check(round("5", "12.5", Rounding::Ceiling), Ok("15"));
    check(round("0.03", "1", Rounding::Floor), Ok("0.99"));
    check(round("0.01", "7", Rounding::Exact), Ok("7.00"));
    check(
        round("0.01", "7.005", Rounding::Exact),
        Err(
            "7.005 in ticks of 0.01 is not exact; name a rounding mode other than `exact`, or use a value that needs none",
        ),
    );
    check(
        round("0.01", "0.004", Rounding::HalfEven),
        Err("0.004 in ticks of 0.01 is `0.00`, which is not a price: it must be above 0"),
    );
    check(round("0.01", "0.004", Rounding::Ceiling), Ok("0.01"));
    check(
        round("9999999999999999999", "9999999999999999998", Rounding::Floor),
        Err(
            "9999999999999999998 in ticks of 9999999999999999999 is `0`, which is not a price: it must be above 0",
        ),
    );
}

#[test]
fn quantities_round_to_lots() {
    let round = |lot, quantity, mode| read::<LotSize>(lot).round(read(quantity), mode);
    check(round("100", "250", Rounding::Floor), Ok("200"));
    check(round("100", "250", Rounding::HalfEven), Ok("200"));
    check(round("100", "350", Rounding::HalfEven), Ok("400"));
    check(round("0.001", "0.1239", Rounding::TowardZero), Ok("0.123"));
    check(round("10", "0", Rounding::Exact), Ok("0"));
    check(
        round("10", "9", Rounding::Floor),
        Err("9 in lots of 10 is `0`, which is not a quantity to trade: it is below one lot"),
    );
}

#[test]
fn floats_enter_by_their_shortest_decimal() {
    let tick = read::<TickSize>("0.01");
    check(tick.round_float(0.1 + 0.2, Rounding::HalfEven), Ok("0.30"));
    check(tick.round_float(0.07, Rounding::Exact), Ok("0.07"));
    check(tick.round_float(1e16, Rounding::HalfEven), Ok("10000000000000000.00"));
    check(
        tick.round_float(1e20, Rounding::HalfEven),
        Err(
            "100000000000000000000 in ticks of 0.01 needs more digits than a price has; the most are 19 digits, 18 of them decimals",
        ),
    );
    for (value, shown) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (-1.5, "-1.5"),
        (5e-324, "5e-324"),
        (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
        (1e300, "1e300"),
        (f64::MAX, "1.7976931348623157e308"),
    ] {
        let expected = format!(
            "`{shown}` cannot become a price: a price is finite, above 0, and has at most 28 decimals"
        );
        check(tick.round_float(value, Rounding::HalfEven), Err(&expected));
    }
    let lot = read::<LotSize>("0.5");
    check(lot.round_float(0.0, Rounding::Exact), Ok("0.0"));
    check(lot.round_float(-0.0, Rounding::Exact), Ok("0.0"));
    check(lot.round_float(1.3, Rounding::Floor), Ok("1.0"));
    check(
        lot.round_float(-1.3, Rounding::Floor),
        Err("`-1.3` cannot become a quantity: a quantity is finite, 0 or above, and has at most 28 decimals"),
    );
}

#[test]
fn money_keeps_to_its_currency() {
    let money = read::<Money>;
    check(money("0.10 USD").checked_add(money("0.20 USD")), Ok("0.30 USD"));
    check(money("0.10 USD").checked_sub(money("0.20 USD")), Ok("-0.10 USD"));
    check(
        money("1 USD").checked_sub(money("1 USDT")),
        Err("1 USD - 1 USDT mixes currencies; convert one of them at a named rate first"),
    );
    check(money("10000 USD").times(read("0.00075"), 2, Rounding::Ceiling), Ok("7.50 USD"));
    check(money("-7.505 USD").round(2, Rounding::HalfEven), Ok("-7.50 USD"));
    assert_eq!(money("1 USD").compare(money("1.00 USD")), Some(std::cmp::Ordering::Equal));
    assert_eq!(money("1 USD").compare(money("2 EUR")), None);
    assert_eq!(Money::zero(money("1 EUR").currency()).to_string(), "0 EUR");
}
