//! Names that are not there: what was probably meant.
//!
//! Rules are mostly written by language models, which bring the habits of pandas, Pine and C along. A message
//! that names the right form here ends the exchange in one round.

use std::ops::Range;

use super::names::{COLUMNS, Meaning, Names, Slot};
use super::problem::{RuleCode, RuleProblem};
use super::syntax::{Syntax, SyntaxKind};
use super::table::{FUNCTIONS, FunctionSpec};
use crate::indicators;

/// A name that is no column, parameter, indicator or function.
pub(super) fn unknown_name(name: &str, span: &Range<usize>, names: &Names) -> RuleProblem {
    let problem = RuleProblem::new(RuleCode::UnknownName, span.clone(), format!("`{name}` is not defined"));
    let lower = name.to_ascii_lowercase();
    if !names.has_columns() && COLUMNS.contains(&lower.as_str()) {
        return RuleProblem::new(
            RuleCode::NotConstant,
            span.clone(),
            format!("`{name}` changes from bar to bar"),
        )
        .help("a constraint compares parameters only; conditions on prices belong into the rules");
    }
    if let Some(spec) = elsewhere(&lower) {
        return problem.help(format!("the function is `{}`", spec.signature()));
    }
    let candidates = names.all().chain(FUNCTIONS.iter().map(|spec| spec.name));
    if let Some(known) = indicators::closest(name, candidates) {
        return problem.help(format!("did you mean `{known}`?"));
    }
    if let Some(help) = indicator_help(name) {
        return problem.help(help);
    }
    let help = match lower.as_str() {
        "price" | "last" | "src" | "source" | "adj_close" | "adjclose" => {
            "the price of the bar is `close`".to_owned()
        }
        "true" | "false" => "write a condition; one that always holds is `close > 0`".to_owned(),
        "nan" | "none" | "null" | "na" => {
            "an unknown value makes a rule false by itself; there is nothing to compare it with".to_owned()
        }
        "position" | "pos" | "equity" | "entry_price" | "pnl" => {
            "rules see the market, not the account; use `risk` and `sizing` of the document".to_owned()
        }
        "hl2" => "write `(high + low) / 2`".to_owned(),
        "hlc3" => "write `(high + low + close) / 3`".to_owned(),
        "ohlc4" => "write `(open + high + low + close) / 4`".to_owned(),
        _ => defined(names),
    };
    problem.help(help)
}

/// An output that the indicator does not have.
pub(super) fn unknown_output(
    name: &str,
    output: &str,
    outputs: &[(String, Slot)],
    span: &Range<usize>,
) -> RuleProblem {
    let known: Vec<_> = outputs.iter().map(|(known, _)| format!("`{name}.{known}`")).collect();
    let problem =
        RuleProblem::new(RuleCode::UnknownOutput, span.clone(), format!("`{name}` has no output `{output}`"));
    if let Some(help) = method(output, name) {
        return problem.help(help);
    }
    if let [only] = outputs {
        return problem.help(format!("its only output is `{}`; write `{name}`", only.0));
    }
    match indicators::closest(output, outputs.iter().map(|(known, _)| known.as_str())) {
        Some(near) => problem.help(format!("did you mean `{name}.{near}`?")),
        None => problem.help(format!("its outputs are {}", known.join(", "))),
    }
}

/// `x.y` where `x` is no indicator.
pub(super) fn attribute(base: &Syntax, output: &str, span: &Range<usize>, names: &Names) -> RuleProblem {
    let whole = base.span.start..span.end;
    let lower = output.to_ascii_lowercase();
    let bare = if names.get(output).is_some() { output } else { lower.as_str() };
    let without = || format!("write `{bare}` without anything before it");
    let SyntaxKind::Name(name) = &base.kind else {
        let problem =
            RuleProblem::new(RuleCode::Unsupported, span.clone(), format!("a value has no `.{output}`"));
        return problem.help(match method(output, "x") {
            _ if names.get(bare).is_some() => without(),
            Some(help) => help,
            None => "only indicators have outputs, like `bands.upperband`".to_owned(),
        });
    };
    if let Some(meaning) = names.get(name) {
        let what = match meaning {
            Meaning::Column(_) => "column",
            Meaning::Parameter(_) => "parameter",
            Meaning::Indicator(_) => "indicator",
        };
        let problem = RuleProblem::new(
            RuleCode::Unsupported,
            span.clone(),
            format!("the {what} `{name}` has no `.{output}`"),
        );
        return problem.help(method(output, name).unwrap_or_else(|| format!("write `{name}`")));
    }
    if names.get(bare).is_some() {
        return RuleProblem::new(RuleCode::UnknownName, whole, format!("`{name}` is not defined"))
            .help(without());
    }
    let spec = FUNCTIONS.iter().find(|spec| spec.name == lower).or_else(|| elsewhere(&lower));
    let help = spec.map(|spec| format!("write `{}`", spec.signature())).or_else(|| indicator_help(output));
    match help {
        Some(help) => {
            RuleProblem::new(RuleCode::UnknownFunction, whole, format!("`{name}.{output}` is not a function"))
                .help(help)
        }
        None => unknown_name(name, &base.span, names),
    }
}

/// `x.y(…)`, `x[1](…)`, `(…)(…)`.
pub(super) fn call_of_attribute(
    callee: &Syntax,
    arguments: &[Syntax],
    span: &Range<usize>,
    names: &Names,
) -> RuleProblem {
    if let SyntaxKind::Attribute(base, output, output_span) = &callee.kind {
        if let (SyntaxKind::Name(name), "shift", [bars]) = (&base.kind, output.as_str(), arguments)
            && let SyntaxKind::Integer(bars) = bars.kind
        {
            return RuleProblem::new(RuleCode::Unsupported, span.clone(), "rules have no `.shift()`").help(
                format!("`{name}[{bars}]` is `{name}` {bars} bar{} ago", if bars == 1 { "" } else { "s" }),
            );
        }
        if let SyntaxKind::Name(name) = &base.kind
            && let Some(Meaning::Indicator(outputs)) = names.get(name)
        {
            return unknown_output(name, output, outputs, output_span);
        }
        let problem = attribute(base, output, output_span, names);
        // `np.isnan(close)`: what is called tells more than the module that it comes from.
        return if problem.code == RuleCode::UnknownName && names.get(output).is_none() {
            unknown_function(output, output_span, names)
        } else {
            problem
        };
    }
    RuleProblem::new(RuleCode::Unsupported, span.clone(), "only functions can be called")
        .help("a lag follows the call: `highest(high, 20)[1]`")
}

/// A call of something that is no function.
pub(super) fn unknown_function(name: &str, span: &Range<usize>, names: &Names) -> RuleProblem {
    let problem =
        RuleProblem::new(RuleCode::UnknownFunction, span.clone(), format!("there is no function `{name}`"));
    let lower = name.to_ascii_lowercase();
    if let Some(spec) = FUNCTIONS.iter().find(|spec| spec.name == lower).or_else(|| elsewhere(&lower)) {
        return problem.help(format!("the function is `{}`", spec.signature()));
    }
    if let Some(meaning) = names.get(name) {
        let (what, help) = match meaning {
            Meaning::Column(_) => ("a column", format!("write `{name}`, or `{name}[1]` for one bar ago")),
            Meaning::Parameter(_) => ("a parameter", format!("write `{name}`")),
            Meaning::Indicator(_) => (
                "an indicator",
                format!("its arguments are in the document; write `{name}`, or `{name}[1]` for one bar ago"),
            ),
        };
        return RuleProblem::new(
            RuleCode::UnknownFunction,
            span.clone(),
            format!("`{name}` is {what}, not a function"),
        )
        .help(help);
    }
    if let Some(help) = indicator_help(name) {
        return problem.help(help);
    }
    let help = match lower.as_str() {
        "shift" | "prev" | "previous" | "lag" | "ref" | "delay" => "`x[1]` is `x` one bar ago".to_owned(),
        "mean" | "average" | "avg" => {
            "declare an indicator with the function `SMA` and name it here".to_owned()
        }
        "std" | "stdev" => "declare an indicator with the function `STDDEV` and name it here".to_owned(),
        "all" | "any" => "join conditions with `and` or `or`".to_owned(),
        "iff" | "if" | "where" => "write `a and b or not a and c` on conditions".to_owned(),
        "nz" | "fillna" | "isnan" | "isna" | "notnull" | "na" => {
            "an unknown value makes a rule false by itself; leave the call out".to_owned()
        }
        "int" | "float" | "round" | "bool" => {
            "leave the conversion out; compare the number itself".to_owned()
        }
        _ => indicators::closest(name, FUNCTIONS.iter().map(|spec| spec.name)).map_or_else(
            || {
                let known: Vec<_> = FUNCTIONS.iter().map(|spec| format!("`{}`", spec.name)).collect();
                format!("the functions are {}", known.join(", "))
            },
            |known| format!("did you mean `{known}`?"),
        ),
    };
    problem.help(help)
}

fn elsewhere(lower: &str) -> Option<&'static FunctionSpec> {
    FUNCTIONS.iter().find(|spec| spec.elsewhere.contains(&lower))
}

/// What to do instead of a pandas method on `base`.
fn method(name: &str, base: &str) -> Option<String> {
    Some(match name {
        "shift" => format!("`{base}[1]` is `{base}` one bar ago"),
        "iloc" | "values" | "loc" | "tail" | "last" => {
            format!("`{base}` is this bar's value and `{base}[1]` the one before")
        }
        "rolling" | "max" | "min" => format!(
            "write `highest({base}, n)` or `lowest({base}, n)`, or declare an indicator such as `SMA`"
        ),
        "mean" | "ewm" | "std" | "var" | "sum" => {
            format!("declare an indicator (`SMA`, `EMA`, `STDDEV`, `SUM`) over `{base}`")
        }
        "diff" => format!("write `{base} - {base}[1]`"),
        "pct_change" => format!("write `{base} / {base}[1] - 1`"),
        "abs" => format!("write `abs({base})`"),
        "crosses_above" | "cross_above" | "crossover" => format!("write `crosses_above({base}, b)`"),
        "crosses_below" | "cross_below" | "crossunder" => format!("write `crosses_below({base}, b)`"),
        "between" => format!("write `low <= {base} <= high`"),
        _ => return None,
    })
}

/// A TA-Lib function used in a rule: it belongs into the document's indicators.
fn indicator_help(name: &str) -> Option<String> {
    let found = indicators::find(name).ok()?;
    let lower = found.name().to_ascii_lowercase();
    Some(format!(
        "declare it under `indicators`, like `\"{lower}\": {{\"function\": \"{}\"}}`, and use its name here",
        found.name()
    ))
}

fn defined(names: &Names) -> String {
    const SHOWN: usize = 12;
    let all: Vec<_> = names.all().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = if names.all().count() > SHOWN { ", …" } else { "" };
    if all.is_empty() {
        "no names are defined here".to_owned()
    } else {
        format!("defined are {}{more}", all.join(", "))
    }
}
