//! The patterns that our schemas use, each with a hand-written check that says more than "no match".
//!
//! There is one check for each pattern, so that reading a document compiles no regular expression. A check
//! may be stricter than its pattern (a keyword of Python is no name), never laxer; tests prove both.

use assay_types::{ContentHash, Excerpt, Identifier, ParseError, RunId, Symbol, Timeframe, Timestamp};

/// A parameter: `$name`.
pub(crate) const SETTING: &str = r"^\$[A-Za-z_][A-Za-z0-9_]{0,63}$";
/// A parameter, or a name that an indicator's function knows.
pub(crate) const ARGUMENT: &str = r"^\$?[A-Za-z_][A-Za-z0-9_]{0,63}$";
/// A column, an indicator, or an indicator's output.
pub(crate) const INPUT: &str = r"^[A-Za-z_][A-Za-z0-9_]{0,63}(\.[A-Za-z_][A-Za-z0-9_]{0,63})?$";
/// A function of TA-Lib.
pub(crate) const FUNCTION: &str = r"^[A-Za-z][A-Za-z0-9_]{0,31}$";
/// A decimal string without sign, exponent or separators.
pub(crate) const DECIMAL: &str = r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?$";
/// [`Identifier`]'s own.
pub(crate) const IDENTIFIER: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
const CONTENT_HASH: &str = "^sha256:[0-9a-f]{64}$";
const RUN_ID: &str = "^run_[0-7][0-9a-hjkmnp-tv-z]{25}$";
const SYMBOL: &str = "^[A-Z0-9]+([.-][A-Z0-9]+)*(/[A-Z0-9]+([.-][A-Z0-9]+)*)?$";
const TIMEFRAME: &str = "^[1-9][0-9]{0,3}([sS]|m|min|[hH]|[dD]|[wW]|mo)$";

const TIMESTAMP: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$";

/// All patterns there are a check for.
#[cfg(test)]
pub(crate) const PATTERNS: &[&str] = &[
    SETTING,
    ARGUMENT,
    INPUT,
    FUNCTION,
    DECIMAL,
    IDENTIFIER,
    CONTENT_HASH,
    RUN_ID,
    SYMBOL,
    TIMEFRAME,
    TIMESTAMP,
];

/// Why a text does not fit.
#[derive(Debug)]
pub(crate) struct Complaint {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Checks a text against one of the known patterns.
pub(crate) fn check(pattern: &str, text: &str) -> Result<(), Complaint> {
    match pattern {
        SETTING => {
            reference(text, "a number or a parameter", "write a number, or `\"$name\"` for a parameter")
        }
        ARGUMENT if !text.starts_with('$') && is_word(text, 64) => Ok(()),
        ARGUMENT => reference(
            text,
            "an argument",
            "write a number, `\"$name\"` for a parameter, or a name such as `\"EMA\"`",
        ),
        INPUT => {
            let (name, output) = text.split_once('.').unwrap_or((text, "output"));
            let fits = is_word(name, 64) && is_word(output, 64);
            require(fits, text, "an input", "write a column, an indicator's name, or `name.output`")
        }
        FUNCTION => {
            let fits = is_word(text, 32) && !text.starts_with('_');
            require(fits, text, "a function", "write the name of a TA-Lib function, such as `SMA`")
        }
        DECIMAL => require(is_decimal(text), text, "an amount of money", decimal_help(text)),
        IDENTIFIER => parsed(text.parse::<Identifier>()),
        CONTENT_HASH => parsed(text.parse::<ContentHash>()),
        RUN_ID => parsed(text.parse::<RunId>()),
        SYMBOL => parsed(text.parse::<Symbol>()),
        TIMEFRAME => parsed(text.parse::<Timeframe>()),
        TIMESTAMP => parsed(text.parse::<Timestamp>()),
        // Unreachable: a test compares the patterns of all schemas with this list.
        _ => Ok(()),
    }
}

fn parsed<T>(result: Result<T, ParseError>) -> Result<(), Complaint> {
    result.map(drop).map_err(|error| Complaint {
        message: format!("`{}` is not {}: {}", error.text(), error.what(), error.problem()),
        help: Some(error.how_to_write().to_owned()),
    })
}

fn require(fits: bool, text: &str, what: &str, help: &str) -> Result<(), Complaint> {
    if fits {
        return Ok(());
    }
    let message = format!("`{}` is not {what}", Excerpt::of(text));
    Err(Complaint { message, help: Some(help.to_owned()) })
}

fn reference(text: &str, what: &str, help: &str) -> Result<(), Complaint> {
    let fits = text.strip_prefix('$').is_some_and(|name| name.parse::<Identifier>().is_ok());
    if !fits && text.trim().parse::<f64>().is_ok() {
        let help = format!("write it without quotes: `{}`", Excerpt::of(text.trim()));
        return require(false, text, what, &help);
    }
    if !fits && is_word(text, 64) {
        return require(false, text, what, &format!("a parameter is written `\"${text}\"`"));
    }
    require(fits, text, what, help)
}

fn is_word(text: &str, bytes_max: usize) -> bool {
    text.len() <= bytes_max
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_decimal(text: &str) -> bool {
    let digits = |text: &str, most: usize| {
        !text.is_empty() && text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    digits(whole, 18)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(|fraction| digits(fraction, 10))
}

fn decimal_help(text: &str) -> &'static str {
    if text.contains([',', '_', '\'', ' ']) {
        "write it without separators, like `\"10000\"` or `\"0.50\"`"
    } else if text.contains(['e', 'E']) {
        "write it without an exponent, like `\"10000\"` or `\"0.50\"`"
    } else if text.starts_with('-') {
        "it must be 0 or above, like `\"10000\"` or `\"0.50\"`"
    } else {
        "write at most 18 digits, and at most 10 after a point, like `\"10000\"` or `\"0.50\"`"
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::{PATTERNS, check};

    /// Texts near the patterns, right and wrong.
    const TEXTS: &[&str] = &[
        "",
        "$",
        "$a",
        "$1",
        "a",
        "a.b",
        "a.b.c",
        ".a",
        "a.",
        "_",
        "1a",
        "SMA",
        "0",
        "00",
        "0.5",
        ".5",
        "5.",
        "1.23456789012",
        "-1",
        "+1",
        "1e3",
        "1,000",
        "999999999999999999",
        "1000000000000000000",
        "sha256:",
        "run_00000000000000000000000016",
        "AAPL",
        "BTC/USD",
        "1d",
        "1M",
        "2024-03-01",
        "2024-03-01T00:00:00Z",
        "2024-13-01",
        "é",
        "a\n",
        "lambda",
        "__x__",
    ];

    fn no_laxer_than_its_pattern(pattern: &str, text: &str) -> bool {
        let schema = serde_json::json!({ "type": "string", "pattern": pattern });
        check(pattern, text).is_err() || jsonschema::is_valid(&schema, &text.into())
    }

    #[test]
    fn checks_are_no_laxer_than_their_patterns() {
        for pattern in PATTERNS {
            for text in TEXTS {
                assert!(no_laxer_than_its_pattern(pattern, text), "{pattern} {text}");
            }
        }
    }

    proptest! {
        #[test]
        fn checks_are_no_laxer_than_their_patterns_on_arbitrary_texts(text in "[$_.a-zA-Z0-9:/Z+-]{0,12}") {
            for pattern in PATTERNS {
                prop_assert!(no_laxer_than_its_pattern(pattern, &text), "{} {}", pattern, text);
            }
        }
    }
}
