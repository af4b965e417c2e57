//! How the parts of a strategy fit together.

use std::collections::{BTreeMap, BTreeSet};

use assay_types::Excerpt;

use super::{COLUMNS, RULE_FUNCTIONS};
use crate::problem::{Code, Problem};
use crate::strategy::{CHOICES_MAX, INDICATORS_MAX, INPUTS_MAX, PARAMETERS_MAX, RULES_MAX};
use crate::suggest;
use crate::tree::{Member, Node, Value, escape};
use crate::validate::{Reference, range_violation, text};

pub(crate) fn strategy(root: &Node, references: &[Reference<'_>], problems: &mut Vec<Problem>) {
    let parameters = root.get("parameters").map(Node::members).unwrap_or_default();
    let indicators = root.get("indicators").map(Node::members).unwrap_or_default();
    if parameters.len() > PARAMETERS_MAX || indicators.len() > INDICATORS_MAX {
        // The schema has refused them; the checks below take time in the square of the number.
        return;
    }
    names(parameters, indicators, problems);
    for member in parameters {
        parameter(member, problems);
    }
    for reference in references {
        check_reference(reference, parameters, problems);
    }
    inputs(indicators, parameters, problems);
    cycles(indicators, problems);
    stops(root, problems);
    rules(root, problems);
}

/// The parameters of a model's answer. Its names are those of a Python class, where columns and functions of rules
/// mean nothing.
pub(crate) fn answer(root: &Node, problems: &mut Vec<Problem>) {
    let parameters = root.get("parameters").map(Node::members).unwrap_or_default();
    for member in parameters.iter().take(PARAMETERS_MAX) {
        parameter(member, problems);
    }
}

/// Every name has one meaning.
fn names(parameters: &[Member], indicators: &[Member], problems: &mut Vec<Problem>) {
    let groups = [("parameters", parameters), ("indicators", indicators)];
    for (group, member) in
        groups.into_iter().flat_map(|(group, members)| members.iter().map(move |member| (group, member)))
    {
        let key = member.key.as_str();
        let taken = if COLUMNS.contains(&key) {
            "a column of the data"
        } else if RULE_FUNCTIONS.contains(&key) {
            "a function of the rule language"
        } else if group == "indicators" && parameters.iter().any(|parameter| parameter.key == key) {
            "a parameter"
        } else {
            continue;
        };
        problems.push(
            Problem::new(
                Code::NameTaken,
                format!("/{group}/{}", escape(key)),
                format!("`{key}` is {taken} already"),
            )
            .value(key)
            .help(format!(
                "choose another name, like `{key}_{}`",
                if group == "parameters" { "value" } else { "line" }
            ))
            .at_key(),
        );
    }
}

/// A parameter's default, bounds, step and choices agree.
fn parameter(member: &Member, problems: &mut Vec<Problem>) {
    let node = &member.node;
    let path = format!("/parameters/{}", escape(&member.key));
    let number = |key: &str| node.get(key).and_then(Node::as_f64);
    let (default, min, max) = (number("default"), number("min"), number("max"));
    let mut report = |field: &str, message: String, help: &str| {
        problems.push(Problem::new(Code::ParameterRange, format!("{path}/{field}"), message).help(help));
    };
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        report("min", format!("the minimum `{min}` is above the maximum `{max}`"), "exchange them");
    } else if let (Some(default), Some(min)) = (default, min)
        && default < min
    {
        report(
            "default",
            format!("the default `{default}` is below the minimum `{min}`"),
            "raise it, or lower `min`",
        );
    } else if let (Some(default), Some(max)) = (default, max)
        && default > max
    {
        report(
            "default",
            format!("the default `{default}` is above the maximum `{max}`"),
            "lower it, or raise `max`",
        );
    }
    let choices = node.get("choices").map(Node::items).unwrap_or_default();
    let words: Vec<&str> = choices.iter().take(CHOICES_MAX).filter_map(Node::as_str).collect();
    if let Some(default) = node.get("default").and_then(Node::as_str)
        && !words.is_empty()
        && !words.contains(&default)
    {
        let shown = Excerpt::of(default);
        let help = suggest::help(default, &words, "choices:").unwrap_or_default();
        report("default", format!("the default `{shown}` is none of the choices"), &help);
    }
    let mut seen = BTreeSet::new();
    for (index, choice) in choices.iter().take(CHOICES_MAX).enumerate() {
        let Some(word) = choice.as_str() else { continue };
        if !seen.insert(word) {
            let shown = Excerpt::of(word);
            problems.push(
                Problem::new(
                    Code::Duplicate,
                    format!("{path}/choices/{index}"),
                    format!("the choice `{shown}` is there twice"),
                )
                .help("remove one of them"),
            );
        }
    }
}

/// A `"$name"` leads to a parameter, and to one that fits its place.
fn check_reference(reference: &Reference<'_>, parameters: &[Member], problems: &mut Vec<Problem>) {
    let name = reference.name;
    let shown = Excerpt::of(name);
    let Some(parameter) = parameters.iter().find(|parameter| parameter.key == name) else {
        let names: Vec<&str> = parameters.iter().map(|parameter| parameter.key.as_str()).collect();
        let help = match suggest::closest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `${near}`?"),
            None if names.is_empty() => format!("add `{shown}` to `parameters`"),
            None => format!("parameters: {}", suggest::list(&names)),
        };
        problems.push(
            Problem::new(
                Code::UnknownParameter,
                &*reference.pointer,
                format!("there is no parameter `{shown}`"),
            )
            .value(name)
            .help(help),
        );
        return;
    };
    let kind = parameter.node.get("type").and_then(Node::as_str).unwrap_or_default();
    let takes = |wanted: &str| {
        let kinds = reference.schema.get("type").and_then(serde_json::Value::as_array);
        kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind == wanted))
    };
    let is_argument = !reference.pointer.starts_with("/sizing") && !reference.pointer.starts_with("/risk");
    let unsuitable = match kind {
        "boolean" => Some("a number"),
        "choice" if !is_argument => Some("a number"),
        "number" if !takes("number") => Some("a whole number"),
        _ => None,
    };
    if let Some(needed) = unsuitable {
        problems.push(
            Problem::new(
                Code::UnsuitableParameter,
                &*reference.pointer,
                format!("`{shown}` is a {kind} parameter, and {needed} is needed here"),
            )
            .help("refer to another parameter, or write the value out"),
        );
        return;
    }
    for field in ["min", "default", "max"] {
        let Some(number) = parameter.node.get(field).and_then(Node::as_f64) else { continue };
        if let Some(range) = range_violation(reference.schema, number) {
            problems.push(
                Problem::new(
                    Code::UnsuitableParameter,
                    &*reference.pointer,
                    format!("`{shown}` has the {field} `{number}`, which is out of range here"),
                )
                .help(format!("values here must be {range}; narrow the parameter")),
            );
            return;
        }
    }
}

/// Inputs are columns or indicators.
fn inputs(indicators: &[Member], parameters: &[Member], problems: &mut Vec<Problem>) {
    let names: Vec<&str> =
        COLUMNS.iter().copied().chain(indicators.iter().map(|indicator| indicator.key.as_str())).collect();
    for indicator in indicators {
        let inputs = indicator.node.get("inputs").map(Node::items).unwrap_or_default();
        for (index, input) in inputs.iter().take(INPUTS_MAX).enumerate() {
            let Some(text) = input.as_str().filter(|text| text::check(text::INPUT, text).is_ok()) else {
                continue;
            };
            let (name, output) =
                text.split_once('.').map_or((text, None), |(name, output)| (name, Some(output)));
            if names.contains(&name) && !(output.is_some() && COLUMNS.contains(&name)) {
                continue;
            }
            let shown = Excerpt::of(name);
            let (message, help) = if COLUMNS.contains(&name) {
                (format!("the column `{shown}` has no outputs"), Some(format!("write `{shown}`")))
            } else if parameters.iter().any(|parameter| parameter.key == name) {
                let help = "parameters go to `args`, as `\"$name\"`".to_owned();
                (format!("`{shown}` is a parameter and no series"), Some(help))
            } else {
                let help = suggest::help(name, &names, "columns and indicators:");
                (format!("there is no column or indicator `{shown}`"), help)
            };
            let path = format!("/indicators/{}/inputs/{index}", escape(&indicator.key));
            let mut problem = Problem::new(Code::UnknownInput, path, message).value(text);
            if let Some(help) = help {
                problem = problem.help(help);
            }
            problems.push(problem);
        }
    }
}

/// Indicators feed each other without a circle.
fn cycles(indicators: &[Member], problems: &mut Vec<Problem>) {
    let feeds: BTreeMap<&str, BTreeSet<&str>> = indicators
        .iter()
        .map(|indicator| {
            let inputs = indicator.node.get("inputs").map(Node::items).unwrap_or_default();
            let names = inputs.iter().take(INPUTS_MAX).filter_map(Node::as_str);
            (indicator.key.as_str(), names.map(|name| name.split('.').next().unwrap_or(name)).collect())
        })
        .collect();
    // Peel off what needs nothing that is left; what stays is on a circle or behind one.
    let mut left: BTreeSet<&str> = feeds.keys().copied().collect();
    loop {
        let ready: Vec<&str> = left
            .iter()
            .copied()
            .filter(|name| feeds.get(name).is_none_or(|inputs| inputs.is_disjoint(&left)))
            .collect();
        if ready.is_empty() {
            break;
        }
        for name in ready {
            left.remove(name);
        }
    }
    // From any of them, going back along inputs that are left must come round.
    let Some(&first) = left.first() else { return };
    let mut path = vec![first];
    while let Some(next) = path
        .last()
        .and_then(|last| feeds.get(last))
        .and_then(|inputs| inputs.intersection(&left).next().copied())
    {
        if let Some(start) = path.iter().position(|&name| name == next) {
            let circle = path.get(start..).unwrap_or_default();
            let shown: Vec<String> = circle.iter().chain([&next]).map(|name| format!("`{name}`")).collect();
            let at = circle.first().copied().unwrap_or(first);
            problems.push(
                Problem::new(
                    Code::IndicatorCycle,
                    format!("/indicators/{}/inputs", escape(at)),
                    format!("the indicators need each other: {}", shown.join(" needs ")),
                )
                .help("feed one of them from a column"),
            );
            return;
        }
        path.push(next);
    }
}

/// Sizes and stops fit each other and the market.
fn stops(root: &Node, problems: &mut Vec<Problem>) {
    let risk = root.get("risk");
    let stop = |field: &str| risk.and_then(|risk| risk.get(field));
    let by_risk = root.get("sizing").and_then(|sizing| sizing.get("kind")).and_then(Node::as_str)
        == Some("risk_per_trade");
    if by_risk && stop("stop_loss").is_none_or(|stop| stop.value == Value::Null) {
        problems.push(
            Problem::new(
                Code::NeedsStopLoss,
                "/sizing/kind",
                "`risk_per_trade` needs a stop-loss to size by",
            )
            .help("set `risk.stop_loss`, or choose another `kind` of sizing"),
        );
    }
    for field in ["stop_loss", "trailing_stop"] {
        let Some(distance) = stop(field) else { continue };
        let percent = distance.get("kind").and_then(Node::as_str) == Some("percent");
        if let Some(value) = distance.get("value").and_then(Node::as_f64)
            && percent
            && value >= 100.0
        {
            problems.push(
                Problem::new(
                    Code::OutOfRange,
                    format!("/risk/{field}/value"),
                    format!("a stop `{value}` % away is never hit by a long trade"),
                )
                .value(&value.to_string())
                .help("it must be below 100; 3 % is written `3.0`"),
            );
        }
    }
}

/// Conditions say something.
fn rules(root: &Node, problems: &mut Vec<Problem>) {
    let items = |key: &str| {
        let items = root.get(key).map(Node::items).unwrap_or_default();
        items.get(..RULES_MAX).unwrap_or(items)
    };
    let rules = ["entry_rules", "exit_rules"].into_iter().flat_map(|key| {
        let whens = items(key).iter().map(|rule| rule.get("when"));
        whens.enumerate().map(move |(index, when)| (format!("/{key}/{index}/when"), when))
    });
    let constraints = items("constraints").iter().map(Some);
    let constraints =
        constraints.enumerate().map(|(index, constraint)| (format!("/constraints/{index}"), constraint));
    for (path, condition) in rules.chain(constraints) {
        let blank = |text: &str| !text.is_empty() && text.trim().is_empty();
        if condition.and_then(Node::as_str).is_some_and(blank) {
            problems.push(
                Problem::new(Code::Malformed, path, "the condition is blank")
                    .help("write one, like `close > open`"),
            );
        }
    }
}
