//! What expressions mean, bar by bar.

use super::*;

const NAN: f64 = f64::NAN;

/// Evaluates over five hourly bars, by both evaluators: `T`, `F` or `?` for each bar.
fn truths(text: &str) -> String {
    let open = [10.0, 11.0, 12.0, 11.0, 10.0];
    let high = [13.0, 14.0, 15.0, 13.0, 12.0];
    let low = [9.0, 10.0, 11.0, 10.0, 8.0];
    let close = [11.0, 12.0, 13.0, 12.0, 11.0];
    let volume = [100.0, 0.0, 300.0, -7.0, 500.0];
    let ma = [NAN, NAN, 12.0, 12.5, 12.0];
    let upper = [NAN, 13.0, NAN, 11.0, 10.0];
    let lower = [1.0, 2.0, 3.0, 4.0, 5.0];
    let series: [&[f64]; 8] = [&open, &high, &low, &close, &volume, &ma, &upper, &lower];
    let time = hours(5);
    let frame = Frame::new(&series, &time).unwrap();
    let rule = Rule::parse(text, &names()).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    let truths: Vec<Truth> = (0..5).map(|bar| rule.evaluate_at(&frame, bar)).collect();
    let holds: Vec<bool> = truths.iter().map(|truth| *truth == Truth::True).collect();
    assert_eq!(rule.evaluate(&frame), holds, "{text}");
    truths
        .iter()
        .map(|truth| match truth {
            Truth::True => 'T',
            Truth::False => 'F',
            Truth::Unknown => '?',
        })
        .collect()
}

fn check(text: &str, expected: &str) {
    assert_eq!(truths(text), expected, "{text}");
}

/// Whether the value of an expression over constants is that number.
fn check_value(text: &str, expected: &str) {
    check(&format!("{text} == {expected} or close < 0"), "TTTTT");
}

#[test]
fn comparisons() {
    check("close > 11", "FTTTF");
    check("close >= 12", "FTTTF");
    check("close < 12", "TFFFT");
    check("close <= 11", "TFFFT");
    check("close == 12", "FTFTF");
    check("close != 12", "TFTFT");
    check("close > ma", "??TFF");
    check("close != ma", "??TTT");
    check("11 < close < 13", "FTFTF");
    check("low < open < close < high", "TTTTT");
    check("low < ma < high", "??TTF");
    check("close > bands.upper", "?F?TT");
    check("bands.lower > 3 and ma.real > 0", "FFFTT");
}

#[test]
fn unknown_values_never_make_a_rule_true() {
    check("not close > ma", "??FTT");
    check("not (close > ma)", "??FTT");
    check("not not close > ma", "??TFF");
    check("ma == ma", "??TTT");
    check("ma != ma", "??FFF");
    check("close > ma or close > 0", "TTTTT");
    check("close > ma and close < 0", "FFFFF");
    check("close > ma or close < 0", "??TFF");
    check("close > ma and close > 0", "??TFF");
    check("not (close > ma and close < 0)", "TTTTT");
}

#[test]
fn lags() {
    check("close > close[1]", "?TTFF");
    check("close[0] == close", "TTTTT");
    check("close[fast] == 11", "???TF");
    check("close[slow - fast] < close", "??TFF");
    check("close[1][1] == close[2]", "??TTT");
    check("(close > open)[1]", "?TTTT");
    check("(close - open)[1] == 1", "?TTTT");
    check("(close > 12 or 2 > 1)[2]", "??TTT");
    check("(not (close > 12 and 2 < 1))[2]", "??TTT");
    check("(2 > 1 and close > 12)[1]", "?FFTF");
    check("((close > 12)[1] or 1 > 2)[1]", "??FFT");
    check("(1 < 2 < close)[1]", "?TTTT");
    check("crosses_above(close, 11)[1]", "?FTFF");
    check("highest(high, 2)[1] == 14", "??TFF");
    check("close[4] == 11", "????T");
    check("close[99] == 11", "?????");
}

#[test]
fn functions() {
    check("crosses_above(close, 12)", "FFTFF");
    check("crosses_below(close, 12)", "?FFFT");
    check("crosses(close, 12)", "?FTFT");
    check("crosses_above(12, close)", "?FFFT");
    check("crosses_above(close, ma)", "???FF");
    check("crosses_below(close, ma)", "??FTF");
    check("crosses_above(close - open, 0)", "?FFFF");
    check("rising(close, 2)", "??TFF");
    check("rising(close, 1)", "?TTFF");
    check("falling(close, 2)", "??FFT");
    check("falling(ma, 1)", "???FT");
    check("not rising(close, 2)", "??FTT");
    check("highest(close, 3) == 13", "??TTT");
    check("lowest(close, 2) == 11", "?TFFT");
    check("highest(close, 1) == close", "TTTTT");
    check("highest(close, 6) > 0", "?????");
    check("highest(bands.upper, 2) == 11", "????T");
    check("highest(close - open, fast) == 1", "??TTT");
    check("bars_since(close == 12) == 0", "?TFTF");
    check("bars_since(close == 12) == 1", "?FTFT");
    check("bars_since(close > ma) == 2", "??FFT");
    check("bars_since(close > 99) >= 0", "?????");
    check("bars_since(close == 12)[1] == 0", "??TFT");
    check("max(open, close, high) == high", "TTTTT");
    check("min(close, ma) == close", "??FTT");
    check("abs(open - close) == 1", "TTTTT");
    check("max(close, ma) > 0", "??TTT");
    check("highest(highest(close, 2)[1], 2) == 13", "???TT");
}

#[test]
fn time() {
    check("hour == 2", "FFTFF");
    check("hour() == 2", "FFTFF");
    check("weekday == 0", "TTTTT");
    check("hour[1] == 2", "?FFTF");
    check("1 <= hour <= 2 and weekday() < 5", "FTTFF");
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    for (text, hour, weekday) in [
        ("1970-01-01T00:00:00Z", 0.0, 3.0),
        ("1969-12-31T23:59:59.999999999Z", 23.0, 2.0),
        ("2024-02-29T13:30:00Z", 13.0, 3.0),
        ("2024-03-03T00:00:00Z", 0.0, 6.0),
        ("2024-03-04T00:00:00+02:00", 22.0, 6.0),
    ] {
        assert_eq!((reference::hour(at(text)), reference::weekday(at(text))), (hour, weekday), "{text}");
    }
}

#[test]
fn arithmetic_is_pythons() {
    for (text, expected) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 - 4 - 2", "1"),
        ("8 / 4 / 2", "1"),
        ("2 ** 3 ** 2", "512"),
        ("-2 ** 2", "-4"),
        ("(-2) ** 2", "4"),
        ("2 ** -1", "0.5"),
        ("2 ** -1 * 3", "1.5"),
        ("-7 % 3", "2"),
        ("7 % -3", "-2"),
        ("-7.5 % 2", "0.5"),
        ("7 % 3", "1"),
        ("- - 3", "3"),
        ("+3 - -2", "5"),
        ("10 / 4", "2.5"),
        ("1_000", "1e3"),
        (".5", "0.50"),
        ("1.", "1"),
        ("1.5e-1", "0.15"),
        ("2E2", "200"),
        ("abs(-3)", "3"),
        ("max(1, 2.5, 2)", "2.5"),
        ("min(3, fast - 1)", "2"),
        ("ratio * slow", "2.5"),
    ] {
        check_value(text, expected);
    }
}

#[test]
fn what_has_no_value_is_unknown() {
    check("close / volume > 0", "T?TFT");
    check("close % volume >= 0", "T?TFT");
    check("volume ** 0.5 > 0", "TFT?T");
    check("volume ** -1 > 0", "T?TFT");
    check("ma ** 0 == 1", "??TTT");
    check("close > 1 / 0 or close > 0", "TTTTT");
    check("close > 1 / 0", "?????");
    check("0 * (close / volume) == 0", "T?TTT");
}

#[test]
fn logic_binds_as_in_python() {
    check("close > 12 or close > 11 and open > 11", "FFTFF");
    check("close > 10 or close > 11 and open > 11", "TTTTT");
    check("(close > 10 or close > 11) and open > 11", "FFTFF");
    check("not close > 11 or close > 12", "TFTFT");
    check("not (close > 11 or close > 12)", "TFFFT");
    check("long_only and close > 11", "FTTTF");
    check("not long_only or close > 11", "FTTTF");
    check("\n  close\n > 11\t", "FTTTF");
}

#[test]
fn lookback_is_the_longest_reach() {
    let check = |text: &str, expected: usize| {
        assert_eq!(Rule::parse(text, &names()).unwrap().lookback(), expected, "{text}");
    };
    check("close > open", 0);
    check("close > close[3]", 3);
    check("highest(close, 20)[1] > low[5]", 20);
    check("crosses_above(ma, close[2])", 3);
    check("rising(close, 4)", 4);
    check("(close > open[1])[2]", 3);
    check("bars_since(close > open[7]) < 3", 7);
}

#[test]
fn slots_are_those_that_are_read() {
    let rule = Rule::parse("bars_since(ma > bands.lower) < 3 and close > close[1]", &names()).unwrap();
    assert_eq!(rule.slots(), [3, 5, 7]);
}

#[test]
fn constraints_compare_parameters() {
    let check =
        |text: &str, expected: bool| assert_eq!(constraint_holds(text, &names()), Ok(expected), "{text}");
    check("fast < slow", true);
    check("fast * 2 < slow", false);
    check("fast < slow and long_only", true);
    check("1 < fast < slow <= 5", true);
    check("slow % fast == 2", true);
    check("fast / 0 < 1", false);
    check("not fast / 0 < 1", false);
    let problems = constraint_holds("fast < close", &names()).unwrap_err();
    assert_eq!(problems[0].code, RuleCode::NotConstant);
    let mut only_parameters = Names::new();
    only_parameters.parameter("fast", ParameterValue::Integer(3)).unwrap();
    let problems = constraint_holds("fast < close", &only_parameters).unwrap_err();
    assert_eq!(problems[0].code, RuleCode::NotConstant);
}

#[test]
fn every_example_of_the_table_is_a_rule_or_part_of_one() {
    for function in FUNCTIONS {
        let text = function.example;
        assert!(Rule::parse(text, &names()).is_ok(), "{text}");
    }
}

#[test]
fn series_that_are_not_there_are_unknown() {
    let time = hours(3);
    let frame = Frame::new(&[], &time).unwrap();
    for text in [
        "close > 1",
        "crosses_above(close, open)",
        "highest(close, 2) > 1",
        "rising(close, 1)",
        "not close[1] > 1",
    ] {
        let rule = Rule::parse(text, &names()).unwrap();
        assert_eq!(rule.evaluate(&frame), [false; 3], "{text}");
        assert_eq!(rule.evaluate_at(&frame, 1), Truth::Unknown, "{text}");
    }
    assert!(Frame::new(&[&[1.0]], &time).is_err());
}

#[test]
fn scratch_is_reused_between_rules_and_frames() {
    let mut scratch = Scratch::default();
    let mut holds = Vec::new();
    for (text, bars) in
        [("highest(close, 3)[1] < 2", 40), ("close > 1", 3), ("rising(close + 0, 2)", 17), ("hour > 1", 5)]
    {
        let close: Vec<f64> = (0..bars).map(|bar| f64::from(bar % 5)).collect();
        let series = [close.as_slice(); 8];
        let time = hours(close.len());
        let frame = Frame::new(&series, &time).unwrap();
        let rule = Rule::parse(text, &names()).unwrap();
        RuleSet::new([&rule]).evaluate(&frame, &mut scratch, &mut holds);
        assert_eq!(holds, [rule.evaluate(&frame).into_iter().collect()], "{text}");
    }
}
