//! Symbols and currencies.

use assay_types::{Currency, Symbol};

use crate::check::check;

const MISPLACED: Result<&str, &str> = Err("a `.`, `-` or `/` does not stand between letters or digits");

#[test]
fn symbols_that_venues_use_are_read() {
    for text in [
        "AAPL",
        "A",
        "BRK.B",
        "BRK-B",
        "BF.B",
        "BTC/USD",
        "BTC-USD",
        "BTCUSDT",
        "1INCHUSDT",
        "1000SHIB/USDT",
        "7203.T",
        "0700.HK",
        "RDS.A-L",
        "EUR/USD",
        "ESZ5",
        "X.TO/CAD",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345",
    ] {
        check::<Symbol>(text, Ok(text));
    }
}

#[test]
fn pairs_are_split_at_their_slash_only() {
    let pair = |text: &str| {
        let symbol: Symbol = text.parse().expect("a symbol");
        symbol.pair().map(|(base, quote)| (base.to_owned(), quote.to_owned()))
    };
    assert_eq!(pair("BTC/USD"), Some(("BTC".to_owned(), "USD".to_owned())));
    assert_eq!(pair("X.TO/CAD"), Some(("X.TO".to_owned(), "CAD".to_owned())));
    assert_eq!(pair("BTC-USD"), None);
    assert_eq!(pair("BTCUSDT"), None);
}

#[test]
fn symbols_that_are_misspelt_are_refused() {
    let long = "A".repeat(33);
    let huge = "A".repeat(1 << 20);
    for (input, expected) in [
        ("", Err("it is empty")),
        ("aapl", Err("character 1 is `a`")),
        ("AAPl", Err("character 4 is `l`")),
        (" AAPL", Err("character 1 is ` `")),
        ("AAPL ", Err("character 5 is ` `")),
        ("BTC USD", Err("character 4 is ` `")),
        ("BTC_USD", Err("character 4 is `_`")),
        ("^GSPC", Err("character 1 is `^`")),
        ("EURUSD=X", Err("character 7 is `=`")),
        ("BTC/USDT:USDT", Err("character 9 is `:`")),
        ("AAPL,MSFT", Err("character 5 is `,`")),
        ("BTC/USD/EUR", Err("it has more than one `/`")),
        ("//", Err("it has more than one `/`")),
        ("/USD", MISPLACED),
        ("BTC/", MISPLACED),
        ("/", MISPLACED),
        (".B", MISPLACED),
        ("BRK.", MISPLACED),
        ("BRK..B", MISPLACED),
        ("BRK.-B", MISPLACED),
        ("BTC./USD", MISPLACED),
        ("-", MISPLACED),
        ("600519", Err("it has no letter")),
        ("101.25", Err("it has no letter")),
        ("2024-03-01", Err("it has no letter")),
        (&long, Err("it is 33 bytes long, the most is 32")),
        (&huge, Err("it is 1048576 bytes long, the most is 32")),
    ] {
        check::<Symbol>(input, expected);
    }
}

#[test]
fn symbols_that_attack_are_refused() {
    for (input, expected) in [
        ("AAPL'; DROP TABLE orders; --", Err("character 5 is `'`")),
        ("A' OR '1'='1", Err("character 2 is `'`")),
        ("A\" OR 1=1", Err("character 2 is `\"`")),
        ("A;SHUTDOWN", Err("character 2 is `;`")),
        ("$(reboot)", Err("character 1 is `$`")),
        ("`reboot`", Err("character 1 is `\\``")),
        ("A|B", Err("character 2 is `|`")),
        ("A&B", Err("character 2 is `&`")),
        ("A>B", Err("character 2 is `>`")),
        ("-RF", MISPLACED),
        ("--HELP", MISPLACED),
        ("..", MISPLACED),
        ("../../ETC", Err("it has more than one `/`")),
        ("/ETC", MISPLACED),
        ("..\\AAPL", Err("character 3 is `\\\\`")),
        ("C:\\CON", Err("character 2 is `:`")),
        ("~ROOT", Err("character 1 is `~`")),
        ("FILE%2E", Err("character 5 is `%`")),
        ("<SCRIPT>", Err("character 1 is `<`")),
        ("A\"ONLOAD=X", Err("character 2 is `\"`")),
        ("{{7*7}}", Err("character 1 is `{`")),
        ("${JNDI:LDAP}", Err("character 1 is `$`")),
        ("%S%N", Err("character 1 is `%`")),
        ("{0}", Err("character 1 is `{`")),
        ("=CMD()", Err("character 1 is `=`")),
        ("+1", Err("character 1 is `+`")),
        ("@SUM", Err("character 1 is `@`")),
        ("AAPL\r\nX: Y", Err("character 5 is `\\r`")),
        ("AAPL\n", Err("character 5 is `\\n`")),
        ("AAPL\t", Err("character 5 is `\\t`")),
        ("AAPL\0", Err("character 5 is `\\u{0}`")),
        ("AAPL\u{8}", Err("character 5 is `\\u{8}`")),
        ("\u{1b}[2J", Err("character 1 is `\\u{1b}`")),
        ("\u{9b}2J", Err("character 1 is `\\u{9b}`")),
        ("A\u{7f}", Err("character 2 is `\\u{7f}`")),
    ] {
        check::<Symbol>(input, expected);
    }
}

#[test]
fn symbols_that_only_look_right_are_refused() {
    for (input, expected) in [
        ("\u{410}APL", Err("character 1 is `\\u{410}`")),
        ("A\u{391}PL", Err("character 2 is `\\u{391}`")),
        ("ВТС", Err("character 1 is `\\u{412}`")),
        ("\u{ff21}APL", Err("character 1 is `\\u{ff21}`")),
        ("AAPL\u{ff11}", Err("character 5 is `\\u{ff11}`")),
        ("BTC\u{2215}USD", Err("character 4 is `\\u{2215}`")),
        ("BTC\u{ff0f}USD", Err("character 4 is `\\u{ff0f}`")),
        ("BRK\u{2024}B", Err("character 4 is `\\u{2024}`")),
        ("BRK\u{2010}B", Err("character 4 is `\\u{2010}`")),
        ("A\u{202e}LPA", Err("character 2 is `\\u{202e}`")),
        ("A\u{2066}B", Err("character 2 is `\\u{2066}`")),
        ("A\u{200b}B", Err("character 2 is `\\u{200b}`")),
        ("A\u{ad}B", Err("character 2 is `\\u{ad}`")),
        ("\u{feff}AAPL", Err("character 1 is `\\u{feff}`")),
        ("A\u{a0}B", Err("character 2 is `\\u{a0}`")),
        ("A\u{301}", Err("character 2 is `\\u{301}`")),
        ("A\u{2028}", Err("character 2 is `\\u{2028}`")),
        ("🚀", Err("character 1 is `\\u{1f680}`")),
        ("\u{e0041}", Err("character 1 is `\\u{e0041}`")),
    ] {
        check::<Symbol>(input, expected);
    }
}

#[test]
fn currencies() {
    for (input, expected) in [
        ("USD", Ok("USD")),
        ("USDT", Ok("USDT")),
        ("1INCH", Ok("1INCH")),
        ("ABCDEFGHIJKL", Ok("ABCDEFGHIJKL")),
        ("", Err("it is empty")),
        ("U", Err("its currency has fewer than 2 characters")),
        ("usd", Err("character 1 is `u`")),
        ("US$", Err("character 3 is `$`")),
        ("€", Err("character 1 is `\\u{20ac}`")),
        ("100", Err("its currency has no letter")),
        ("U\u{405}D", Err("character 2 is `\\u{405}`")),
        ("ABCDEFGHIJKLM", Err("it is 13 bytes long, the most is 12")),
    ] {
        check::<Currency>(input, expected);
    }
}

#[test]
fn the_whole_message_names_value_place_and_remedy() {
    let message = "btc/usd\u{1b}[0m".parse::<Symbol>().unwrap_err().to_string();
    assert_eq!(
        message,
        "`btc/usd\\u{1b}[0m` is not a symbol: character 1 is `b`; write at most 32 upper-case letters and \
         digits, single `.` or `-` and at most one `/` between them, at least one letter, like `AAPL`, `BRK.B`, \
         `BTC/USD` or `BTCUSDT`"
    );
}
