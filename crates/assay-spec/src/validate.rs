//! Checks a tree against a schema.
//!
//! The schemas are our own, so this reads only the keywords that they use; a test refuses any other keyword.
//! That buys messages that know what was meant: a tagged union is entered by its tag, and a field that may
//! come from a parameter says so. `tests/it/agreement.rs` proves that a full validator sees the same.

pub(crate) mod text;

use assay_types::Excerpt;
use serde_json::{Map, Value as Json};

use crate::problem::{Code, PROBLEMS_MAX, Problem};
use crate::suggest;
use crate::tree::{Member, Node, Pointer, Value, exact_integer};

/// A `"$name"` in a place that takes numbers or names.
#[derive(Debug)]
pub(crate) struct Reference<'a> {
    pub(crate) pointer: String,
    pub(crate) name: &'a str,
    /// The schema of the place.
    pub(crate) schema: &'a Map<String, Json>,
}

pub(crate) struct Validator<'a> {
    root: &'a Json,
    pointer: Pointer,
    problems: Vec<Problem>,
    references: Vec<Reference<'a>>,
}

/// Checks the tree: all problems, and all references to parameters.
pub(crate) fn validate<'a>(schema: &'a Json, node: &'a Node) -> (Vec<Problem>, Vec<Reference<'a>>) {
    let mut validator =
        Validator { root: schema, pointer: Pointer::default(), problems: Vec::new(), references: Vec::new() };
    if let Some(schema) = schema.as_object() {
        validator.check(schema, node);
    }
    (validator.problems, validator.references)
}

impl<'a> Validator<'a> {
    fn report(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        }
    }

    fn problem(&self, code: Code, message: String) -> Problem {
        Problem::new(code, self.pointer.as_str(), message)
    }

    fn check(&mut self, schema: &'a Map<String, Json>, node: &'a Node) {
        let schema = resolve(self.root, schema);
        if let Some(variants) = list(schema, "anyOf") {
            if let Some(variant) = optional_variant(variants, node) {
                self.check(variant, node);
            }
            return;
        }
        if let Some(variants) = list(schema, "oneOf") {
            self.check_one_of(variants, node);
            return;
        }
        if let Some(allowed) = list(schema, "enum") {
            self.check_word(&allowed.iter().filter_map(Json::as_str).collect::<Vec<_>>(), node);
            return;
        }
        if !self.check_type(schema, node) {
            return;
        }
        match &node.value {
            Value::Null | Value::Boolean(_) => {}
            Value::Number(number) => self.check_number(schema, *number),
            Value::String(string) => self.check_string(schema, string),
            Value::Array(items) => self.check_array(schema, items),
            Value::Object(members) => self.check_object(schema, members, None),
        }
    }

    /// A union: words with descriptions, or objects told apart by the word under a tag.
    fn check_one_of(&mut self, variants: &'a [Json], node: &'a Node) {
        let words: Vec<&str> = variants.iter().filter_map(|variant| variant.get("const")?.as_str()).collect();
        if words.len() == variants.len() {
            self.check_word(&words, node);
            return;
        }
        let tagged = tagged_variants(variants);
        let Some(&(tag, ..)) = tagged.first() else { return };
        let Value::Object(members) = &node.value else {
            let found = node.kind();
            let words: Vec<&str> = tagged.iter().map(|&(_, word, _)| word).collect();
            let problem = self
                .problem(Code::WrongType, format!("expected an object with `{tag}`, found {found}"))
                .value(&excerpt(node))
                .help(format!("write `{{ \"{tag}\": … }}` with one of {}", suggest::list(&words)));
            self.report(problem);
            return;
        };
        let words: Vec<&str> = tagged.iter().map(|&(_, word, _)| word).collect();
        let Some(found) = node.get(tag) else {
            let problem = self
                .problem(Code::MissingField, format!("the field `{tag}` is missing"))
                .help(format!("set it to one of {}", suggest::list(&words)));
            self.report(problem);
            return;
        };
        match tagged.iter().find(|&&(_, word, _)| found.as_str() == Some(word)) {
            Some(&(_, _, variant)) => self.check_object(variant, members, Some(tag)),
            None => self.within(tag, |validator| validator.check_word(&words, found)),
        }
    }

    fn check_word(&mut self, words: &[&str], node: &Node) {
        let Some(found) = node.as_str() else {
            let kind = node.kind();
            let mut problem = self
                .problem(Code::WrongType, format!("expected one of {}, found {kind}", suggest::list(words)))
                .value(&excerpt(node));
            if let Some(written) = words.iter().find(|word| node.as_f64() == word.parse().ok()) {
                problem = problem.help(format!("write it in quotes: `\"{written}\"`"));
            }
            self.report(problem);
            return;
        };
        if !words.contains(&found) {
            let shown = Excerpt::of(found);
            let mut problem = self
                .problem(Code::UnknownVariant, format!("`{shown}` is none of {}", suggest::list(words)))
                .value(found);
            if let Some(word) = suggest::closest(found, words.iter().copied()) {
                problem = problem.help(format!("did you mean `{word}`?"));
            }
            self.report(problem);
        }
    }

    /// Whether the value has one of the schema's types.
    fn check_type(&mut self, schema: &Map<String, Json>, node: &Node) -> bool {
        let types: Vec<&str> = match schema.get("type") {
            Some(Json::String(one)) => vec![one],
            Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).collect(),
            _ => return true,
        };
        let fits = |kind: &str| match (kind, &node.value) {
            ("null", Value::Null)
            | ("boolean", Value::Boolean(_))
            | ("number", Value::Number(_))
            | ("string", Value::String(_))
            | ("array", Value::Array(_))
            | ("object", Value::Object(_)) => true,
            ("integer", Value::Number(number)) => number.fract() == 0.0,
            _ => false,
        };
        if types.iter().any(|kind| fits(kind)) {
            return true;
        }
        let names: Vec<&str> = types
            .iter()
            .map(|&kind| match kind {
                "integer" => "a whole number",
                "number" => "a number",
                "string" if schema.get("pattern").is_some() && types.len() > 1 => "`\"$parameter\"`",
                "string" => "a string",
                "boolean" => "`true` or `false`",
                "array" => "an array",
                "object" => "an object",
                other => other,
            })
            .collect();
        let found = match &node.value {
            Value::Number(number) => format!("`{number}`"),
            Value::Null | Value::Boolean(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                node.kind().to_owned()
            }
        };
        let mut problem = self
            .problem(Code::WrongType, format!("expected {}, found {found}", names.join(" or ")))
            .value(&excerpt(node));
        let help = match &node.value {
            Value::String(text) if types.contains(&"number") || types.contains(&"integer") => text
                .trim()
                .parse::<f64>()
                .is_ok()
                .then(|| format!("write it without quotes: `{}`", text.trim())),
            Value::String(text) if types == ["boolean"] => {
                let word = text.to_ascii_lowercase();
                matches!(word.as_str(), "yes" | "on" | "true")
                    .then(|| "write `true` without quotes".to_owned())
                    .or(matches!(word.as_str(), "no" | "off" | "false")
                        .then(|| "write `false` without quotes".to_owned()))
            }
            Value::Number(number) if types == ["string"] => {
                Some(format!("write it in quotes: `\"{number}\"`"))
            }
            Value::Null => Some("leave the field out instead".to_owned()),
            Value::String(_) if types == ["array"] => Some("put it in brackets: `[ … ]`".to_owned()),
            Value::Boolean(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                None
            }
        };
        let fields = schema.get("properties").and_then(Json::as_object).filter(|_| types == ["object"]);
        let fields: Option<Vec<&str>> = fields.map(|fields| fields.keys().map(String::as_str).collect());
        let help = help.or_else(|| Some(format!("its fields are {}", suggest::list(&fields?))));
        if let Some(help) = help {
            problem = problem.help(help);
        }
        self.report(problem);
        false
    }

    fn check_number(&mut self, schema: &Map<String, Json>, number: f64) {
        if let Some(what) = range_violation(schema, number) {
            let problem = self
                .problem(Code::OutOfRange, format!("`{number}` is out of range"))
                .value(&number.to_string())
                .help(format!("it must be {what}"));
            self.report(problem);
        }
    }

    fn check_string(&mut self, schema: &'a Map<String, Json>, string: &'a str) {
        if let Some(message) =
            length_violation(schema, "minLength", "maxLength", string.chars().count(), "characters")
        {
            let code = Code::WrongLength;
            self.report(self.problem(code, message).value(string));
            return;
        }
        let Some(pattern) = schema.get("pattern").and_then(Json::as_str) else { return };
        if let Err(complaint) = text::check(pattern, string) {
            let mut problem = self.problem(Code::Malformed, complaint.message).value(string);
            if let Some(help) = complaint.help {
                problem = problem.help(help);
            }
            self.report(problem);
            return;
        }
        let takes_parameters = matches!(pattern, text::SETTING | text::ARGUMENT);
        if let Some(name) = string.strip_prefix('$').filter(|_| takes_parameters) {
            let pointer = self.pointer.as_str().to_owned();
            self.references.push(Reference { pointer, name, schema });
        }
    }

    fn check_array(&mut self, schema: &'a Map<String, Json>, items: &'a [Node]) {
        if let Some(message) = length_violation(schema, "minItems", "maxItems", items.len(), "elements") {
            self.report(self.problem(Code::WrongLength, message));
        }
        let Some(item_schema) = schema.get("items").and_then(Json::as_object) else { return };
        for (index, item) in items.iter().enumerate() {
            if self.problems.len() >= PROBLEMS_MAX {
                return;
            }
            self.within(index, |validator| validator.check(item_schema, item));
        }
    }

    fn check_object(&mut self, schema: &'a Map<String, Json>, members: &'a [Member], tag: Option<&str>) {
        if let Some(message) =
            length_violation(schema, "minProperties", "maxProperties", members.len(), "fields")
        {
            self.report(self.problem(Code::WrongLength, message));
        }
        let properties = schema.get("properties").and_then(Json::as_object);
        let additional = schema.get("additionalProperties").and_then(Json::as_object);
        let names = schema.get("propertyNames").and_then(|names| names.get("pattern")).and_then(Json::as_str);
        let mut free = None;
        let mut rest = members;
        while let Some((member, following)) = rest.split_first() {
            rest = following;
            if self.problems.len() >= PROBLEMS_MAX {
                return;
            }
            let key = member.key.as_str();
            if let Some((whole, after)) = torn_at_commas(member, following) {
                rest = after;
                self.within(key, |validator| validator.report_torn(member, &whole));
                continue;
            }
            let property = properties.and_then(|properties| properties.get(key)).and_then(Json::as_object);
            if let Some(property) = property {
                if tag != Some(key) {
                    self.within(key, |validator| validator.check(property, &member.node));
                }
            } else if let Some(additional) = additional {
                self.within(key, |validator| {
                    if let Some(Err(complaint)) = names.map(|pattern| text::check(pattern, key)) {
                        let problem = validator.problem(Code::Malformed, complaint.message).value(key);
                        validator.report(problem.at_key());
                    }
                    validator.check(additional, &member.node);
                });
            } else {
                let free = free.get_or_insert_with(|| free_fields(properties, members));
                let shown = Excerpt::of(key);
                self.within(key, |validator| {
                    let mut problem = validator
                        .problem(Code::UnknownField, format!("there is no field `{shown}` here"))
                        .value(key)
                        .at_key();
                    if let Some(help) = suggest::help(key, free, "fields that may be added:") {
                        problem = problem.help(help);
                    }
                    validator.report(problem);
                });
            }
        }
        for required in list(schema, "required").unwrap_or_default().iter().filter_map(Json::as_str) {
            if members.iter().any(|member| member.key == required) {
                continue;
            }
            let description = properties
                .and_then(|properties| properties.get(required)?.get("description")?.as_str())
                .map(|description| description.trim_end_matches('.'));
            let mut problem = self.problem(Code::MissingField, format!("the field `{required}` is missing"));
            if let Some(description) = description {
                problem = problem.help(format!("`{required}`: {description}"));
            }
            self.report(problem);
        }
    }

    fn report_torn(&mut self, member: &Member, whole: &str) {
        let start = excerpt(&member.node);
        let shown = Excerpt::of(&start);
        let problem = self
            .problem(Code::Malformed, format!("the comma ends this value: it is only `{shown}`"))
            .value(&start)
            .help(format!("put the whole in quotes: `\"{}\"`", Excerpt::of(whole)));
        self.report(problem);
    }

    fn within(&mut self, step: impl std::fmt::Display, inside: impl FnOnce(&mut Self)) {
        let mut pointer = std::mem::take(&mut self.pointer);
        pointer.within(step, |pointer| {
            std::mem::swap(&mut self.pointer, pointer);
            inside(self);
            std::mem::swap(&mut self.pointer, pointer);
        });
        self.pointer = pointer;
    }
}

/// What a reference of the schema leads to; the schema itself if it is none.
pub(crate) fn resolve<'a>(root: &'a Json, schema: &'a Map<String, Json>) -> &'a Map<String, Json> {
    let target = schema
        .get("$ref")
        .and_then(Json::as_str)
        .and_then(|reference| reference.strip_prefix("#/$defs/"))
        .and_then(|name| root.get("$defs")?.get(name)?.as_object());
    target.unwrap_or(schema)
}

/// Of `null` or something, as schemars writes optional references: the one that the value may be.
pub(crate) fn optional_variant<'a>(variants: &'a [Json], node: &Node) -> Option<&'a Map<String, Json>> {
    let null = node.value == Value::Null;
    variants.iter().filter_map(Json::as_object).find(|variant| {
        let is_null = variant.get("type").and_then(Json::as_str) == Some("null");
        is_null == null
    })
}

/// The variants of a union of objects: the tag, its word and the schema of each.
pub(crate) fn tagged_variants(variants: &[Json]) -> Vec<(&str, &str, &Map<String, Json>)> {
    variants
        .iter()
        .filter_map(|variant| {
            let properties = variant.get("properties")?.as_object()?;
            let (tag, word) = properties
                .iter()
                .find_map(|(name, property)| Some((name.as_str(), property.get("const")?.as_str()?)))?;
            Some((tag, word, variant.as_object()?))
        })
        .collect()
}

/// A rule such as `crosses_above(rsi, 55)` without quotes inside YAML's braces: the comma ends the value, and
/// what comes after it looks like fields without values, up to where the brackets close. Such a rule as a
/// whole, and the members behind its pieces.
fn torn_at_commas<'a>(member: &Member, following: &'a [Member]) -> Option<(String, &'a [Member])> {
    let depth = |text: &str| {
        text.bytes().fold(0_i64, |depth, byte| match byte {
            b'(' | b'[' => depth.saturating_add(1),
            b')' | b']' => depth.saturating_sub(1),
            _ => depth,
        })
    };
    let start = member.node.as_str()?;
    let mut open = depth(start);
    let mut whole = start.to_owned();
    let mut rest = following;
    while open > 0 {
        let (piece, after) = rest.split_first()?;
        // Left empty: a `null` that was written has a text.
        if piece.node.value != Value::Null || !piece.node.span.is_empty() {
            return None;
        }
        whole.push_str(", ");
        whole.push_str(&piece.key);
        open = open.saturating_add(depth(&piece.key));
        rest = after;
    }
    (rest.len() < following.len()).then_some((whole, rest))
}

/// The fields that are not there yet: what is there already was not meant.
fn free_fields<'a>(properties: Option<&'a Map<String, Json>>, members: &[Member]) -> Vec<&'a str> {
    let names = properties.into_iter().flat_map(Map::keys).map(String::as_str);
    names.filter(|name| !members.iter().any(|member| member.key == *name)).collect()
}

pub(crate) fn list<'a>(schema: &'a Map<String, Json>, keyword: &str) -> Option<&'a [Json]> {
    schema.get(keyword).and_then(Json::as_array).map(Vec::as_slice)
}

/// What the schema says of a number that breaks its bounds.
pub(crate) fn range_violation(schema: &Map<String, Json>, number: f64) -> Option<String> {
    let bound = |keyword: &str| schema.get(keyword).and_then(Json::as_f64);
    let whole = schema.get("type").is_some_and(|kind| {
        kind == "integer" || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "integer"))
    });
    let low = bound("minimum").map(|bound| (number >= bound, format!("at least {bound}")));
    let above = bound("exclusiveMinimum").map(|bound| (number > bound, format!("above {bound}")));
    let high = bound("maximum").map(|bound| (number <= bound, format!("at most {bound}")));
    let below = bound("exclusiveMaximum").map(|bound| (number < bound, format!("below {bound}")));
    let bounds: Vec<(bool, String)> = [low, above, high, below].into_iter().flatten().collect();
    let integral = !whole || exact_integer(number).is_some();
    if integral && bounds.iter().all(|(holds, _)| *holds) {
        return None;
    }
    let mut parts: Vec<String> = bounds.into_iter().map(|(_, text)| text).collect();
    if whole {
        parts.insert(0, "a whole number".to_owned());
    }
    Some(parts.join(" and "))
}

fn length_violation(
    schema: &Map<String, Json>,
    least: &str,
    most: &str,
    length: usize,
    unit: &str,
) -> Option<String> {
    let bound = |keyword: &str| {
        schema.get(keyword).and_then(Json::as_u64).and_then(|bound| usize::try_from(bound).ok())
    };
    if let Some(least) = bound(least).filter(|&least| length < least) {
        return Some(format!("{length} {unit} are too few; at least {least}"));
    }
    let most = bound(most).filter(|&most| length > most)?;
    Some(format!("{length} {unit} are too many; at most {most}"))
}

/// A value as a problem shows it.
fn excerpt(node: &Node) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        Value::Null => "null".to_owned(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => format!("[{} elements]", items.len()),
        Value::Object(members) => format!("{{{} fields}}", members.len()),
    }
}

#[cfg(test)]
mod tests;
