//! An indicator as data, and as it stands in a document.

use std::fmt::Write as _;

use assay_engine::indicators::{Argument, ArgumentKind, Function, Input, MOVING_AVERAGES, Output};
use assay_engine::rules::{COLUMNS, FUNCTIONS, RESERVED_WORDS};
use serde_json::{Value as Json, json};

/// Real arguments of TA-Lib reach to this; it means that there is no limit.
const UNLIMITED: f64 = 1e30;

/// All that there is to know about a function.
pub(super) fn to_json(function: &Function) -> Json {
    json!({
        "name": function.name(),
        "group": function.group().as_str(),
        "summary": function.hint(),
        "inputs": function.inputs().iter().map(|input| json!({
            "name": input.name(),
            "column": input.is_column(),
        })).collect::<Vec<_>>(),
        "arguments": function.arguments().iter().map(argument_to_json).collect::<Vec<_>>(),
        "outputs": function.outputs().iter().map(Output::name).collect::<Vec<_>>(),
        "warm_up_bars": warm_up(function),
        "usable": function.causal(),
        "unusable_because": function.not_causal_because(),
        "depends_on_start": depends_on_start(function),
        "may_give_non_finite": function.may_give_non_finite(),
        "overlay": function.is_overlay(),
        "snippet": snippet(function),
    })
}

fn argument_to_json(argument: &Argument) -> Json {
    let limit = |limit: f64| (limit.abs() < UNLIMITED).then_some(limit);
    let (kind, default, min, max, choices) = match argument.kind() {
        ArgumentKind::Integer { min, max, default } => {
            ("integer", json!(default), json!(min), json!(max), Json::Null)
        }
        ArgumentKind::Real { min, max, default } => {
            ("number", json!(default), json!(limit(min)), json!(limit(max)), Json::Null)
        }
        ArgumentKind::MovingAverage { default } => {
            let names: Vec<&str> = MOVING_AVERAGES.iter().map(|(_, name)| *name).collect();
            ("moving_average", json!(moving_average(default)), Json::Null, Json::Null, json!(names))
        }
    };
    json!({
        "name": argument.name(), "summary": argument.hint(), "kind": kind,
        "default": default, "min": min, "max": max, "choices": choices,
    })
}

/// What an argument may be, in words: `2 to 100 000`.
pub(super) fn range(argument: &Argument) -> String {
    match argument.kind() {
        ArgumentKind::Integer { min, max, .. } => format!("{min} to {max}"),
        ArgumentKind::Real { min, max, .. } => match (min > -UNLIMITED, max < UNLIMITED) {
            (true, true) => format!("{min} to {max}"),
            (true, false) => format!("{min} or more"),
            (false, true) => format!("{max} or less"),
            (false, false) => "any number".to_owned(),
        },
        ArgumentKind::MovingAverage { .. } => "a kind of moving average".to_owned(),
    }
}

/// The value that an argument has when it is left out, as it is written in a document.
pub(super) fn default(argument: &Argument) -> String {
    match argument.kind() {
        ArgumentKind::Integer { default, .. } => default.to_string(),
        ArgumentKind::Real { default, .. } => default.to_string(),
        ArgumentKind::MovingAverage { default } => format!("\"{}\"", moving_average(default)),
    }
}

fn moving_average(number: i32) -> &'static str {
    MOVING_AVERAGES.iter().find(|(other, _)| *other == number).map_or("SMA", |(_, name)| name)
}

/// How many bars have no value with the default arguments.
pub(super) fn warm_up(function: &Function) -> Option<usize> {
    function.lookback(&function.defaults()).ok()
}

/// Why values depend on where the data begin, if they do.
pub(super) fn depends_on_start(function: &Function) -> Option<&'static str> {
    if function.is_path_dependent() {
        Some("every value depends on where the data begin")
    } else if function.has_unstable_period() {
        Some("early values depend on where the data begin; the dependence fades")
    } else {
        None
    }
}

/// The function as a member of a document's `indicators`, ready to paste.
pub(super) fn snippet(function: &Function) -> String {
    let mut text = format!("\"{}\": {{\"function\": \"{}\"", name(function), function.name());
    let mut free = ["close", "open", "high", "low"].into_iter().cycle();
    let inputs: Vec<String> = function
        .inputs()
        .iter()
        .map(|input: &Input| if input.is_column() { input.name() } else { free.next().unwrap_or("close") })
        .map(|name| format!("\"{name}\""))
        .collect();
    if !inputs.is_empty() {
        let _infallible = write!(text, ", \"inputs\": [{}]", inputs.join(", "));
    }
    let arguments: Vec<String> = function
        .arguments()
        .iter()
        .map(|argument| format!("\"{}\": {}", argument.name(), default(argument)))
        .collect();
    if !arguments.is_empty() {
        let _infallible = write!(text, ", \"args\": {{{}}}", arguments.join(", "));
    }
    text.push('}');
    text
}

/// How rules name the function's outputs when it is called as in the snippet.
pub(super) fn names_in_rules(function: &Function) -> Vec<String> {
    let name = name(function);
    match function.outputs() {
        [_] => vec![name],
        outputs => outputs.iter().map(|output| format!("{name}.{}", output.name())).collect(),
    }
}

/// A name that a document can give the function.
fn name(function: &Function) -> String {
    let name = function.name().to_ascii_lowercase();
    let taken = COLUMNS.contains(&name.as_str())
        || FUNCTIONS.iter().any(|rule| rule.name == name)
        || RESERVED_WORDS.iter().any(|word| word.eq_ignore_ascii_case(&name));
    if taken { format!("my_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use assay_engine::document::compile;
    use assay_engine::indicators::all;
    use assay_spec::{Format, Strategy, read};

    use super::*;

    #[test]
    fn snippet_of_every_usable_function_compiles_and_its_names_work_in_rules() {
        for function in all().iter().filter(|function| function.causal()) {
            let names = names_in_rules(function).join(" + ");
            let text = format!(
                "{{\"schema_version\": \"2.0\", \"name\": \"x\", \"indicators\": {{{}}},\n\
                 \"entry_rules\": [{{\"side\": \"long\", \"when\": \"{names} > 0\"}}]}}",
                snippet(function)
            );
            let document = read::<Strategy>(&text, Format::Json, "x.json")
                .unwrap_or_else(|report| panic!("{}: {report}", function.name()));
            let compiled = compile(&document.value, &document.value.default_values());
            assert!(compiled.is_ok(), "{}: {compiled:?}", function.name());
        }
    }
}
