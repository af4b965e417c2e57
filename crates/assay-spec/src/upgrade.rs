//! Version 1 of the strategy document, and its way to version 2.
//!
//! Version 1 has the fields `name`, `description`, `parameters`, `indicators`, `entry_rules` and `exit_rules`,
//! as free dictionaries and lists of strings. What it leaves open is read so:
//!
//! - All entry rules of a side must hold together; any exit rule closes.
//! - A rule without a side enters long. `short: …` or `sell when …` at its beginning enters short.
//! - A number is a parameter's default; a dictionary may add `min`, `max`, `step` and `description`.
//! - An indicator is `{"type": "SMA", "period": 10}`, the same with `params`, or `"SMA(close, 10)"`.
//!
//! Each such reading is noted. What has no clear meaning is refused, with the reason.

mod indicator;
mod rule;

use std::collections::BTreeMap;

use assay_types::{Direction, Excerpt, Identifier};
use serde::Serialize;

use crate::problem::{Code, Problem};
use crate::strategy::{
    EntryRule, ExitRule, ExitSide, INDICATORS_MAX, Indicator, OppositeEntry, PARAMETERS_MAX, Parameter,
    RULES_MAX, Risk, Sizing, Strategy,
};
use crate::suggest;
use crate::tree::{Member, Node, Value, escape, exact_integer};
use crate::version::SchemaVersion;

const FIELDS: &[&str] =
    &["name", "description", "parameters", "indicators", "entry_rules", "exit_rules", "schema_version"];

/// How many fields are looked at: enough to name those that version 1 does not have.
const FIELDS_MAX: usize = 64;

/// Something that was assumed in an upgrade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What it is about, as a JSON pointer into the old document.
    pub pointer: String,
    /// What was assumed.
    pub message: String,
}

/// Upgrades a strategy of version 1.
///
/// ```
/// let old = serde_json::json!({
///     "name": "dip", "indicators": { "rsi": { "type": "RSI", "period": 14 } },
///     "entry_rules": ["rsi < 30"], "exit_rules": ["rsi crosses above 70"],
/// });
/// let (strategy, notes) = assay_spec::upgrade(&old).expect("its meaning is clear");
/// assert_eq!(strategy.exit_rules[0].when, "crosses_above(rsi, 70)");
/// assert!(notes.iter().any(|note| note.message.contains("long")));
/// ```
///
/// # Errors
/// Everything whose meaning is not clear, with the reason.
pub fn upgrade(old: &serde_json::Value) -> Result<(Strategy, Vec<Note>), Vec<Problem>> {
    upgrade_tree(&Node::from_json(old))
}

/// Whether a document says that it is of version 1, or says nothing and has rules as version 1 has them.
pub(crate) fn is_version_1(root: &Node) -> bool {
    match root.get("schema_version").map(|version| &version.value) {
        Some(Value::String(version)) => matches!(version.as_str(), "1" | "1.0"),
        Some(Value::Number(version)) => exact_integer(*version) == Some(1),
        Some(Value::Null | Value::Boolean(_) | Value::Array(_) | Value::Object(_)) => false,
        None => ["entry_rules", "exit_rules"].iter().any(|field| {
            let rules = root.get(field);
            rules.is_some_and(|rules| {
                rules.as_str().is_some() || rules.items().iter().any(|rule| rule.as_str().is_some())
            })
        }),
    }
}

pub(crate) fn upgrade_tree(root: &Node) -> Result<(Strategy, Vec<Note>), Vec<Problem>> {
    let mut upgrader = Upgrader::default();
    upgrader.sizes(root);
    if !upgrader.problems.is_empty() {
        return Err(upgrader.problems);
    }
    let strategy = upgrader.strategy(root);
    match strategy {
        Some(strategy) if upgrader.problems.is_empty() => Ok((strategy, upgrader.notes)),
        _ => Err(upgrader.problems),
    }
}

/// What has been read so far.
#[derive(Debug, Default)]
struct Upgrader {
    parameters: BTreeMap<Identifier, Parameter>,
    indicators: BTreeMap<Identifier, Indicator>,
    notes: Vec<Note>,
    problems: Vec<Problem>,
}

impl Upgrader {
    fn note(&mut self, pointer: &str, message: impl Into<String>) {
        self.notes.push(Note { pointer: pointer.to_owned(), message: message.into() });
    }

    fn refuse(&mut self, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(Code::NotUpgradable, pointer, message).help(help));
    }

    /// Refuses what is larger than version 2 allows, before time is spent on it.
    fn sizes(&mut self, root: &Node) {
        let limits = [
            ("", FIELDS_MAX),
            ("parameters", PARAMETERS_MAX),
            ("indicators", INDICATORS_MAX),
            ("entry_rules", RULES_MAX),
            ("exit_rules", RULES_MAX),
        ];
        for (field, most) in limits {
            let node = if field.is_empty() { Some(root) } else { root.get(field) };
            let size = |node: &Node| node.items().len().max(node.members().len());
            // The rules of a side stand one level deeper.
            let deeper = node.map(Node::members).unwrap_or_default().iter().map(|member| size(&member.node));
            let largest = node.map(size).into_iter().chain(deeper.filter(|_| field.ends_with("rules"))).max();
            if largest.is_some_and(|size| size > most) {
                let pointer = if field.is_empty() { String::new() } else { format!("/{field}") };
                self.refuse(&pointer, format!("there are more than {most} entries"), "leave some out");
            }
        }
    }

    fn strategy(&mut self, root: &Node) -> Option<Strategy> {
        if !matches!(root.value, Value::Object(_)) {
            self.refuse("", format!("expected an object, found {}", root.kind()), "write `{ … }`");
            return None;
        }
        for member in root.members() {
            let key = member.key.as_str();
            if !FIELDS.contains(&key) {
                let help = match key {
                    "stop_loss" | "take_profit" | "trailing_stop" | "risk" | "risk_management" => {
                        "version 2 has `risk`; write the document in version 2".to_owned()
                    }
                    "position_size" | "position_sizing" | "sizing" => {
                        "version 2 has `sizing`; write the document in version 2".to_owned()
                    }
                    _ => suggest::help(key, FIELDS, "its fields are").unwrap_or_default(),
                };
                let message = format!("version 1 has no field `{}`", Excerpt::of(key));
                self.problems.push(
                    Problem::new(Code::NotUpgradable, format!("/{}", escape(key)), message)
                        .help(help)
                        .at_key(),
                );
            }
        }
        let name = self.name(root.get("name"));
        let description = match root.get("description").map(|node| &node.value) {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            Some(_) => {
                self.refuse("/description", "the description is no text", "write a string");
                String::new()
            }
        };
        self.parameters(root.get("parameters"));
        self.indicators(root.get("indicators"));
        let entry_rules = self.entry_rules(root.get("entry_rules"));
        let exit_rules = self.exit_rules(root.get("exit_rules"), &entry_rules);
        Some(Strategy {
            schema_version: SchemaVersion::V2_0,
            name: name?,
            description,
            parameters: std::mem::take(&mut self.parameters),
            constraints: Vec::new(),
            indicators: std::mem::take(&mut self.indicators),
            entry_rules,
            exit_rules,
            on_opposite_entry: OppositeEntry::default(),
            sizing: Sizing::default(),
            risk: Risk::default(),
        })
    }

    fn name(&mut self, node: Option<&Node>) -> Option<Identifier> {
        let Some(text) = node.and_then(Node::as_str) else {
            let problem = Problem::new(Code::MissingField, "", "the field `name` is missing");
            self.problems.push(problem.help("give the strategy a name, like `\"sma_cross\"`"));
            return None;
        };
        if let Ok(name) = text.parse() {
            return Some(name);
        }
        let mut slug = String::new();
        for character in text.chars().take(Identifier::BYTES_MAX) {
            if character.is_ascii_alphanumeric() {
                slug.push(character.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('_') {
                slug.push('_');
            }
        }
        if let Ok(name) = slug.trim_end_matches('_').parse::<Identifier>() {
            self.note("/name", format!("the name `{}` became `{name}`", Excerpt::of(text)));
            return Some(name);
        }
        let message = format!("`{}` is not a name", Excerpt::of(text));
        self.refuse("/name", message, "write letters, digits and `_`, like `\"sma_cross\"`");
        None
    }

    /// The members under a field that is a dictionary, or a list of dictionaries with names.
    fn entries<'a>(&mut self, field: &str, node: Option<&'a Node>) -> Vec<(String, String, &'a Node)> {
        let Some(node) = node else { return Vec::new() };
        match &node.value {
            Value::Object(members) => members
                .iter()
                .map(|Member { key, node, .. }| (key.clone(), format!("/{field}/{}", escape(key)), node))
                .collect(),
            Value::Array(items) => {
                let mut entries = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let pointer = format!("/{field}/{index}");
                    match item.get("name").or_else(|| item.get("id")).and_then(Node::as_str) {
                        Some(name) => entries.push((name.to_owned(), pointer, item)),
                        None => self.refuse(
                            &pointer,
                            "it has no name",
                            "add `\"name\"`, or use a dictionary by name",
                        ),
                    }
                }
                entries
            }
            Value::Null => Vec::new(),
            Value::Boolean(_) | Value::Number(_) | Value::String(_) => {
                let message = format!("expected a dictionary, found {}", node.kind());
                self.refuse(&format!("/{field}"), message, "write `{ \"name\": … }`");
                Vec::new()
            }
        }
    }

    fn identifier(&mut self, name: &str, pointer: &str) -> Option<Identifier> {
        match name.parse::<Identifier>() {
            Ok(name) => Some(name),
            Err(error) => {
                let message = format!("`{}` is not a name: {}", error.text(), error.problem());
                self.problems.push(
                    Problem::new(Code::NotUpgradable, pointer, message).help(error.how_to_write()).at_key(),
                );
                None
            }
        }
    }

    fn parameters(&mut self, node: Option<&Node>) {
        for (name, pointer, node) in self.entries("parameters", node) {
            let Some(identifier) = self.identifier(&name, &pointer) else { continue };
            match parameter(node) {
                Ok(parameter) => {
                    self.parameters.insert(identifier, parameter);
                }
                Err(reason) => {
                    self.refuse(
                        &pointer,
                        reason,
                        "write a number, or `{\"default\": 10, \"min\": 2, \"max\": 100}`",
                    );
                }
            }
        }
    }

    fn entry_rules(&mut self, node: Option<&Node>) -> Vec<EntryRule> {
        let rules = self.rules("entry_rules", node);
        if rules.is_empty() && self.problems.is_empty() {
            self.refuse("/entry_rules", "there are no entry rules", "add one, like `\"rsi < 30\"`");
        }
        if rules.iter().any(|rule| rule.side.is_none()) {
            self.note("/entry_rules", "version 1 names no side: these rules enter long");
        }
        let mut entries = Vec::new();
        for side in [Direction::Long, Direction::Short] {
            let of_side: Vec<&rule::Rule> =
                rules.iter().filter(|rule| rule.side.unwrap_or(Direction::Long) == side).collect();
            if of_side.len() > 1 {
                self.note(
                    "/entry_rules",
                    format!("all {} rules must hold together to enter {side}", of_side.len()),
                );
            }
            if !of_side.is_empty() {
                entries.push(EntryRule { side, when: rule::all(&of_side) });
            }
        }
        entries
    }

    fn exit_rules(&mut self, node: Option<&Node>, entries: &[EntryRule]) -> Vec<ExitRule> {
        let rules = self.rules("exit_rules", node);
        if rules.len() > 1 {
            self.note("/exit_rules", "any one of the exit rules closes the trade");
        }
        let only_long = entries.iter().all(|entry| entry.side == Direction::Long);
        rules
            .into_iter()
            .map(|rule| {
                let side = match rule.side {
                    // `sell when …` among exits leaves what was bought.
                    Some(_) | None if only_long => ExitSide::Long,
                    Some(Direction::Long) => ExitSide::Long,
                    Some(Direction::Short) => ExitSide::Short,
                    None => ExitSide::Any,
                };
                ExitRule { side, when: rule.when }
            })
            .collect()
    }

    fn rules(&mut self, field: &str, node: Option<&Node>) -> Vec<rule::Rule> {
        let Some(node) = node else { return Vec::new() };
        let mut texts: Vec<(String, Option<Direction>, &Node)> = Vec::new();
        match &node.value {
            Value::String(_) => texts.push((format!("/{field}"), None, node)),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    texts.push((format!("/{field}/{index}"), None, item));
                }
            }
            Value::Object(members) => {
                for Member { key, node, .. } in members {
                    let pointer = format!("/{field}/{}", escape(key));
                    let side = match key.to_ascii_lowercase().as_str() {
                        "long" | "buy" => Direction::Long,
                        "short" | "sell" => Direction::Short,
                        _ => {
                            let message = format!("`{}` is no side", Excerpt::of(key));
                            self.refuse(&pointer, message, "write `long` or `short`");
                            continue;
                        }
                    };
                    match &node.value {
                        Value::Array(items) => texts.extend(
                            items
                                .iter()
                                .enumerate()
                                .map(|(index, item)| (format!("{pointer}/{index}"), Some(side), item)),
                        ),
                        Value::Null
                        | Value::Boolean(_)
                        | Value::Number(_)
                        | Value::String(_)
                        | Value::Object(_) => texts.push((pointer, Some(side), node)),
                    }
                }
            }
            Value::Null => {}
            Value::Boolean(_) | Value::Number(_) => {
                let message = format!("expected a list of rules, found {}", node.kind());
                self.refuse(&format!("/{field}"), message, "write `[\"rsi < 30\"]`");
            }
        }
        let mut rules = Vec::new();
        for (pointer, side, node) in texts {
            let Some(text) = node.as_str() else {
                let message = format!("expected a rule as a string, found {}", node.kind());
                self.refuse(
                    &pointer,
                    message,
                    "rules with `side` and `when` need `\"schema_version\": \"2.0\"`",
                );
                continue;
            };
            match self.rule(text, &pointer) {
                Ok(mut rule) => {
                    rule.side = rule.side.or(side);
                    rules.push(rule);
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        rules
    }
}

/// Reads a parameter in the ways version 1 was written.
fn parameter(node: &Node) -> Result<Parameter, String> {
    let description = node.get("description").and_then(Node::as_str).unwrap_or_default().to_owned();
    let (default, bound): (&Node, _) = match &node.value {
        Value::Object(members) => {
            let known = ["default", "value", "min", "max", "step", "type", "description", "name"];
            if let Some(member) = members.iter().find(|member| !known.contains(&member.key.as_str())) {
                return Err(format!("the meaning of `{}` is not clear", Excerpt::of(&member.key)));
            }
            let default = node.get("default").or_else(|| node.get("value"));
            (default.ok_or("it has no default")?, |key: &str| node.get(key).and_then(Node::as_f64))
        }
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Ok(match &node.value {
                Value::Boolean(default) => Parameter::Boolean { default: *default, description },
                Value::Number(number) => number_parameter(*number, false, |_| None, description),
                Value::String(word) if word.parse::<Identifier>().is_ok() => {
                    Parameter::Choice { default: word.clone(), choices: vec![word.clone()], description }
                }
                Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                    return Err(format!("{} is no parameter", node.kind()));
                }
            });
        }
    };
    let kind = node.get("type").and_then(Node::as_str).unwrap_or_default();
    match &default.value {
        Value::Boolean(default) => Ok(Parameter::Boolean { default: *default, description }),
        Value::Number(number) => {
            Ok(number_parameter(*number, matches!(kind, "float" | "number"), bound, description))
        }
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            Err(format!("{} is no default", default.kind()))
        }
    }
}

fn number_parameter(
    default: f64,
    real: bool,
    bound: impl Fn(&str) -> Option<f64>,
    description: String,
) -> Parameter {
    let (min, max, step) = (bound("min"), bound("max"), bound("step"));
    let whole = |number: Option<f64>| number.map(exact_integer);
    if !real
        && let Some(default) = exact_integer(default)
        && let (None | Some(Some(_)), None | Some(Some(_)), None | Some(Some(_))) =
            (whole(min), whole(max), whole(step))
    {
        return Parameter::Integer {
            default,
            min: min.and_then(exact_integer),
            max: max.and_then(exact_integer),
            step: step.and_then(exact_integer),
            description,
        };
    }
    Parameter::Number { default, min, max, step, description }
}
