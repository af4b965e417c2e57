//! Prices, quantities, amounts, money, ticks, lots and rounding modes.

use assay_types::{Amount, LotSize, Money, Price, Quantity, Rounding, TickSize};

use crate::check::check;

/// What no decimal of any kind is, with the problem that is named.
const NOT_PLAIN_DIGITS: [(&str, &str); 66] = [
    ("", "it is empty"),
    (" ", "character 1 is ` `"),
    (" 1", "character 1 is ` `"),
    ("1 ", "character 2 is ` `"),
    ("1\n", "character 2 is `\\n`"),
    ("\t1", "character 1 is `\\t`"),
    ("1\r\n2", "character 2 is `\\r`"),
    ("1\0", "character 2 is `\\u{0}`"),
    ("1\u{a0}000", "character 2 is `\\u{a0}`"),
    ("1\u{2009}000", "character 2 is `\\u{2009}`"),
    ("1\u{202f}000", "character 2 is `\\u{202f}`"),
    ("+1", "character 1 is `+`"),
    ("+-1", "character 1 is `+`"),
    ("--1", "character 2 is `-`"),
    ("1-", "character 2 is `-`"),
    ("-", "it has no digit"),
    (".", "no digit follows its point"),
    ("-.", "no digit follows its point"),
    (".5", "no digit precedes its point"),
    ("5.", "no digit follows its point"),
    ("1..2", "it has two points"),
    ("1.2.3", "it has two points"),
    ("00", "it has a leading zero"),
    ("007", "it has a leading zero"),
    ("00.5", "it has a leading zero"),
    ("1e5", "character 2 is `e`"),
    ("1E5", "character 2 is `E`"),
    ("1e-5", "character 2 is `e`"),
    ("1.5e+3", "character 4 is `e`"),
    ("5e-324", "character 2 is `e`"),
    ("1e400", "character 2 is `e`"),
    ("NaN", "character 1 is `N`"),
    ("nan", "character 1 is `n`"),
    ("-nan", "character 2 is `n`"),
    ("inf", "character 1 is `i`"),
    ("-inf", "character 2 is `i`"),
    ("Infinity", "character 1 is `I`"),
    ("∞", "character 1 is `\\u{221e}`"),
    ("1,000", "character 2 is `,`"),
    ("1.000,50", "character 6 is `,`"),
    ("1,5", "character 2 is `,`"),
    ("1_000", "character 2 is `_`"),
    ("1'000", "character 2 is `'`"),
    ("1٬000", "character 2 is `\\u{66c}`"),
    ("0x1F", "character 2 is `x`"),
    ("0b1", "character 2 is `b`"),
    ("0o7", "character 2 is `o`"),
    ("1f", "character 2 is `f`"),
    ("1/2", "character 2 is `/`"),
    ("50%", "character 3 is `%`"),
    ("$5", "character 1 is `$`"),
    ("€5", "character 1 is `\\u{20ac}`"),
    ("½", "character 1 is `\\u{bd}`"),
    ("²", "character 1 is `\\u{b2}`"),
    ("１２", "character 1 is `\\u{ff11}`"),
    ("1．5", "character 2 is `\\u{ff0e}`"),
    ("٣", "character 1 is `\\u{663}`"),
    ("१", "character 1 is `\\u{967}`"),
    ("1O0", "character 2 is `O`"),
    ("l0", "character 1 is `l`"),
    ("\u{2212}1", "character 1 is `\\u{2212}`"),
    ("\u{202e}1", "character 1 is `\\u{202e}`"),
    ("1\u{200b}", "character 2 is `\\u{200b}`"),
    ("1;DROP", "character 2 is `;`"),
    ("$(id)", "character 1 is `$`"),
    ("{}", "character 1 is `{`"),
];

#[test]
fn no_decimal_is_read_from_anything_but_plain_digits() {
    for (input, problem) in NOT_PLAIN_DIGITS {
        check::<Amount>(input, Err(problem));
        check::<Price>(input, Err(problem));
        check::<TickSize>(input, Err(problem));
        check::<Quantity>(input, Err(problem));
        check::<LotSize>(input, Err(problem));
    }
}

#[test]
fn prices_are_above_zero_and_keep_their_decimals() {
    let digits = "9".repeat(19);
    let over = "9".repeat(20);
    let way_over = "9".repeat(10_000);
    for (input, expected) in [
        ("101.25", Ok("101.25")),
        ("1.50", Ok("1.50")),
        ("1", Ok("1")),
        ("0.00001234", Ok("0.00001234")),
        ("0.000000000000000001", Ok("0.000000000000000001")),
        ("1.234567890123456789", Ok("1.234567890123456789")),
        ("1634700000", Ok("1634700000")),
        (&digits, Ok(&*digits)),
        ("0", Err("it is zero")),
        ("0.00", Err("it is zero")),
        ("-0", Err("it is a negative zero")),
        ("-0.000", Err("it is a negative zero")),
        ("-1", Err("it is negative")),
        ("-37.63", Err("it is negative")),
        ("0.0000000000000000001", Err("it is 21 bytes long, the most is 20")),
        ("1.0000000000000000000", Err("it is 21 bytes long, the most is 20")),
        ("12.345678901234567890", Err("it is 21 bytes long, the most is 20")),
        (&over, Err("it has too many digits")),
        (&way_over, Err("it is 10000 bytes long, the most is 20")),
    ] {
        check::<Price>(input, expected);
        check::<TickSize>(input, expected);
        check::<LotSize>(input, expected);
    }
}

#[test]
fn quantities_are_zero_or_above() {
    for (input, expected) in [
        ("0", Ok("0")),
        ("0.0", Ok("0.0")),
        ("100", Ok("100")),
        ("0.25", Ok("0.25")),
        ("589000000000000.1234", Ok("589000000000000.1234")),
        ("-0", Err("it is a negative zero")),
        ("-1", Err("it is negative")),
        ("-0.000000001", Err("it is negative")),
        ("10000000000000000000", Err("it has too many digits")),
    ] {
        check::<Quantity>(input, expected);
    }
}

#[test]
fn amounts_have_a_sign_and_28_digits() {
    let digits = "9".repeat(28);
    let least = format!("-{digits}");
    let over = "1".to_owned() + &"0".repeat(28);
    for (input, expected) in [
        ("0", Ok("0")),
        ("0.00", Ok("0.00")),
        ("10000.00", Ok("10000.00")),
        ("-1250.75", Ok("-1250.75")),
        ("-0.5", Ok("-0.5")),
        (&digits, Ok(&*digits)),
        (&least, Ok(&*least)),
        ("1234567890.123456789012345678", Ok("1234567890.123456789012345678")),
        ("-0", Err("it is a negative zero")),
        ("-0.0", Err("it is a negative zero")),
        ("-007", Err("it has a leading zero")),
        ("-.5", Err("no digit precedes its point")),
        ("0.0000000000000000001", Err("it has more than 18 decimals")),
        (&over, Err("it has too many digits")),
        ("12345678901.123456789012345678", Err("it has too many digits")),
    ] {
        check::<Amount>(input, expected);
    }
}

#[test]
fn money_is_an_amount_a_space_and_a_currency() {
    let most = format!("-{}.{} {}", "9".repeat(10), "9".repeat(18), "ABCDEFGHIJKL");
    for (input, expected) in [
        ("1250.75 USD", Ok("1250.75 USD")),
        ("-0.001 BTC", Ok("-0.001 BTC")),
        ("0 EUR", Ok("0 EUR")),
        (&most, Ok(&*most)),
        ("", Err("it is empty")),
        (" ", Err("character 1 is ` `")),
        ("USD", Err("no space and currency follow its amount")),
        ("1250.75", Err("no space and currency follow its amount")),
        ("1250.75USD", Err("no space and currency follow its amount")),
        ("1250.75\u{a0}USD", Err("character 8 is `\\u{a0}`")),
        ("1250.75\tUSD", Err("character 8 is `\\t`")),
        ("1250.75  USD", Err("character 9 is ` `")),
        ("1250.75 USD ", Err("character 12 is ` `")),
        (" 1250.75 USD", Err("character 1 is ` `")),
        ("USD 1250.75", Err("character 1 is `U`")),
        ("$1250.75", Err("character 1 is `$`")),
        ("1,250.75 USD", Err("character 2 is `,`")),
        ("1 250.75 USD", Err("character 6 is `.`")),
        ("1e3 USD", Err("character 2 is `e`")),
        ("NaN USD", Err("character 1 is `N`")),
        ("-0 USD", Err("it is a negative zero")),
        ("+1 USD", Err("character 1 is `+`")),
        ("1 usd", Err("character 3 is `u`")),
        ("1 US", Ok("1 US")),
        ("1 U", Err("its currency has fewer than 2 characters")),
        ("1 ", Err("its currency has fewer than 2 characters")),
        ("1 000", Err("its currency has no letter")),
        ("1 ABCDEFGHIJKLM", Err("its currency has more than 12 characters")),
        ("1 USD'; DROP TABLE ledger; --", Err("character 6 is `'`")),
        ("1 USD\r\nAmount: 9 USD", Err("character 6 is `\\r`")),
    ] {
        check::<Money>(input, expected);
    }
}

#[test]
fn rounding_modes_are_read_by_their_names() {
    for mode in Rounding::ALL {
        check::<Rounding>(mode.as_str(), Ok(mode.as_str()));
    }
    for (input, expected) in [
        ("", Err("it is empty")),
        ("bankers", Err("it is another word")),
        ("FLOOR", Err("character 1 is `F`")),
        ("half-even", Err("character 5 is `-`")),
        ("half_away_from_zero_", Err("it is 20 bytes long, the most is 19")),
    ] {
        check::<Rounding>(input, expected);
    }
}

#[test]
fn a_json_number_is_no_decimal() {
    let message = |json: &str| serde_json::from_str::<Price>(json).unwrap_err().to_string();
    assert_eq!(
        message("101.25"),
        "invalid type: floating point `101.25`, expected a price as a string, like \"101.25\" at line 1 column 6"
    );
    assert!(message("101").starts_with("invalid type: integer `101`, expected a price as a string"));
    assert!(message("null").starts_with("invalid type: null, expected a price as a string"));
    assert!(message("[\"1\"]").starts_with("invalid type: sequence, expected a price as a string"));
}
