//! Indicators as people read them.

use std::fmt::Write as _;

use assay_engine::indicators::{
    Argument, ArgumentKind, Function, Group, Input, MOVING_AVERAGES, all, in_group,
};

use super::describe::{default, depends_on_start, names_in_rules, range, snippet, warm_up};
use crate::output::{Stream, style};

/// How wide the labels of a page are.
const LABEL_COLUMNS: usize = 11;

/// Every function by its group.
pub(super) fn list(stream: &Stream) -> String {
    let mut page = String::new();
    let name_columns = all().iter().map(|function| function.name().len()).max().unwrap_or(0);
    for &group in Group::ALL {
        let _infallible = writeln!(page, "{}", stream.paint(style::STRONG, group.as_str()));
        for function in in_group(group) {
            let mark = if function.causal() { " " } else { "x" };
            let name = function.name();
            let line = format!("{name:<name_columns$}  {}{}", function.hint(), call(function));
            let _infallible = writeln!(page, "{mark} {}", cut(&line, stream.width.saturating_sub(2)));
        }
        page.push('\n');
    }
    let refused = all().iter().filter(|function| !function.causal()).count();
    let _infallible = write!(page, "{} functions", all().len());
    if refused > 0 {
        let _infallible = write!(page, "; {refused} marked x look ahead, and documents cannot use them");
    }
    page.push_str("; `assay indicators NAME` explains one\n");
    page
}

/// All about one function.
pub(super) fn one(function: &Function, stream: &Stream) -> String {
    let mut page = String::new();
    let field = |page: &mut String, label: &str, text: &str| {
        let label = stream.paint(style::FAINT, &format!("{label:<LABEL_COLUMNS$}"));
        let _infallible = writeln!(page, "  {label}{text}");
    };
    let name = stream.paint(style::STRONG, function.name());
    let _infallible = writeln!(page, "{name}: {} ({})\n", function.hint(), function.group().as_str());
    match function.not_causal_because() {
        None => field(&mut page, "documents", &stream.paint(style::GOOD, "can use it")),
        Some(reason) => {
            field(&mut page, "documents", &stream.paint(style::BAD, &format!("cannot use it: {reason}")));
        }
    }
    let inputs: Vec<String> = function.inputs().iter().map(input_in_words).collect();
    field(&mut page, "inputs", &inputs.join(", "));
    for (index, argument) in function.arguments().iter().enumerate() {
        let label = if index == 0 { "arguments" } else { "" };
        field(&mut page, label, &argument_in_words(argument));
    }
    if function.arguments().is_empty() {
        field(&mut page, "arguments", "none");
    }
    field(&mut page, "in rules", &names_in_rules(function).join(", "));
    if let Some(bars) = warm_up(function) {
        field(&mut page, "warm-up", &format!("{bars} bars without a value, with the default arguments"));
    }
    if let Some(reason) = depends_on_start(function) {
        field(&mut page, "note", reason);
    }
    if function.may_give_non_finite() {
        field(&mut page, "note", "some inputs have no finite result: rules are false there");
    }
    if function
        .arguments()
        .iter()
        .any(|argument| matches!(argument.kind(), ArgumentKind::MovingAverage { .. }))
    {
        let names: Vec<&str> = MOVING_AVERAGES.iter().map(|(_, name)| *name).collect();
        field(&mut page, "averages", &names.join(", "));
    }
    let _infallible = writeln!(page, "\nTo paste into `indicators`:\n\n  {}", snippet(function));
    page
}

fn input_in_words(input: &Input) -> String {
    if input.is_column() { input.name().to_owned() } else { format!("any series ({})", input.name()) }
}

fn argument_in_words(argument: &Argument) -> String {
    format!("{} = {}: {} ({})", argument.name(), default(argument), argument.hint(), range(argument))
}

/// The arguments with their defaults: `timeperiod=30`.
fn call(function: &Function) -> String {
    let arguments: Vec<String> = function
        .arguments()
        .iter()
        .map(|argument| format!("{}={}", argument.name(), default(argument).trim_matches('"')))
        .collect();
    if arguments.is_empty() { String::new() } else { format!(" ({})", arguments.join(", ")) }
}

fn cut(line: &str, columns: usize) -> String {
    if line.chars().count() <= columns {
        return line.to_owned();
    }
    let mut cut: String = line.chars().take(columns.saturating_sub(1)).collect();
    cut.push('…');
    cut
}
