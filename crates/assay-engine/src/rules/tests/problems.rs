//! What is said about an expression that is not a rule.

use std::fmt::Write;

use super::*;

/// Expressions as language models and newcomers write them.
const MISTAKES: &[&str] = &[
    "",
    "   ",
    "close",
    "close >",
    "> close",
    "close > open and",
    "close > open and and close > 1",
    "(close > open",
    "close > open)",
    "highest(high, 20 > 1",
    "close[1 > 2",
    "close[] > 1",
    "close > 1, open > 2",
    "(close, open) > 1",
    "close open",
    "close 5",
    "close > 5 5",
    "fast_ma crosses above slow_ma",
    "close crosses_above ma",
    "close is above ma",
    "close above ma",
    "close > open && ma > 1",
    "close > open || ma > 1",
    "!(close > open)",
    "close = 5",
    "close => 5",
    "close =< 5",
    "close <> 5",
    "close === 5",
    "close ≥ 5 and open ≠ 3",
    "close > 5 AND open > 3 Or NOT (close > 9)",
    "(close > 5) & (open < 3)",
    "close ^ 2 > 4",
    "close // 2 > 4",
    "close > 5 # strong",
    "close > 5; open > 3",
    "x := close > 5",
    "close > 5 ? 1 : 0",
    "close > 5 if open > 3 else close > 9",
    "lambda x: x > 5",
    "close in (1, 2)",
    "close is not None",
    "True",
    "close > open == True",
    "(close > open) == (open > low)",
    "(close > open) > 1",
    "close > open > (low > 1)",
    "close and open",
    "not close",
    "close > 5 and ma",
    "close + (open > low) > 1",
    "-(close > open) > 1",
    "abs(close > open) > 1",
    "highest(close > open, 5) > 1",
    "bars_since(close) > 1",
    "crossover(close, ma)",
    "ta.crossover(close, ma)",
    "crossunder(close, ma)",
    "cross_above(close, ma)",
    "close.crosses_above(ma)",
    "crosses_above(close)",
    "crosses_above(close, ma, open)",
    "crosses_above",
    "max(close) > 1",
    "hour(close) > 1",
    "highest(x=high, n=20) > 1",
    "highest(high, n=20) > 1",
    "close.shift(1) > 1",
    "close.shift(3) > 1",
    "bands.upper.shift(1) > 1",
    "close.iloc[-1] > 1",
    "close.rolling(20).mean() > 1",
    "ma.shift(1) > 1",
    "close[-1] > 1",
    "close[-2] > close[-3]",
    "close[1.5] > 1",
    "close[ratio] > 1",
    "close[fast / 1] > 1",
    "close[ma] > 1",
    "close[200000] > 1",
    "close[0:5] > 1",
    "close[1, 2] > 1",
    "highest(close, 0) > 1",
    "highest(close, -5) > 1",
    "highest(close, ma) > 1",
    "highest(5, 20) > 1",
    "fast[1] > 2 and close > 1",
    "crosses_above(fast, slow)",
    "bars_since(fast < slow) > close",
    "fast < slow",
    "1 < 2",
    "bands > 1",
    "bands.uper > 1",
    "bands.middle_of_it_all > 1",
    "bands[\"upper\"] > 1",
    "ma.value > 1",
    "fast.value > close",
    "Close > 1",
    "clsoe > 1",
    "bnads.upper > 1",
    "data.close > 1",
    "self.data.Close[-1] > 1",
    "params.fast > close",
    "$fast > close",
    "rsi > 30",
    "RSI(close, 14) > 30",
    "SMA(close, fast) > SMA(close, slow)",
    "ta.sma(close, 20) > close",
    "close(1) > 2",
    "ma(20) > 2",
    "prev(close) > 2",
    "np.isnan(close)",
    "hl2 > 1",
    "position > 0",
    "something_else_entirely > 1",
    "foo(bar) > baz",
    "closé > 1",
    "close > 1e999",
    "close > 5px",
    "close > 0x10",
    "close > 007",
    "close > 1__0",
    "close > 1.2.3",
    "close < not open",
    "close > [1]",
    "close > {1}",
    "close > 'x'",
    "long_only > 1",
    "long_only",
    "close[1](2) > 3",
    "close . > 3",
];

fn show(text: &str, problems: &[RuleProblem]) -> String {
    let mut shown = format!("{text}\n");
    for problem in problems {
        let before = text.get(..problem.span.start).unwrap_or("").chars().count();
        let marked = text.get(problem.span.clone()).unwrap_or("").chars().count().max(1);
        let place = format!("{}{}", " ".repeat(before), "^".repeat(marked));
        writeln!(shown, "{place} [{}] {}", problem.code, problem.message).unwrap();
        if let Some(help) = &problem.help {
            writeln!(shown, "    {help}").unwrap();
        }
    }
    shown
}

#[test]
fn every_mistake_is_explained() {
    let mut shown = String::new();
    for text in MISTAKES {
        let problems = Rule::parse(text, &names()).map(|_| ()).expect_err(text);
        writeln!(shown, "{}", show(text, &problems)).unwrap();
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn names_that_cannot_be_given_are_refused() {
    let check = |name: &str, expected: &str| {
        assert_eq!(
            Names::check_name(name).map_or_else(|error| error.to_string(), |()| "fine".to_owned()),
            expected
        );
    };
    check("fast_ma", "fine");
    check("_x1", "fine");
    check("RSI", "fine");
    let malformed = |name| {
        format!("`{name}` is not a name; write a letter or `_`, then letters, digits and `_` (at most 64)")
    };
    check("", &malformed(""));
    check("1st", &malformed("1st"));
    check("a-b", &malformed("a-b"));
    check("é", &malformed("é"));
    check("close", "`close` is a column of the rule language; choose another name");
    check("hour", "`hour` is a function of the rule language; choose another name");
    check("AND", "`AND` is a word of the rule language; choose another name");
    check("lambda", "`lambda` is a word of the rule language; choose another name");
    let mut names = names();
    assert_eq!(
        names.parameter("ma", ParameterValue::Integer(1)).unwrap_err().to_string(),
        "`ma` is defined twice; parameters and indicators share one set of names"
    );
}
