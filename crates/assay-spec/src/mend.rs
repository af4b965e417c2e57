//! What of a document can still be read when parts of it are wrong.
//!
//! A wrong value that may be left out is left out, and one that must be there gets a stand-in that its schema
//! allows, so that everything else keeps its place. A named thing (an indicator, a parameter) that lacks what
//! it needs is left out whole: with a stand-in it would be another thing under the same name.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::problem::{Code, Problem};
use crate::tree::{Member, Node, Pointer, Value};
use crate::validate::{list, optional_variant, range_violation, resolve, tagged_variants, text};

/// Mends a tree that has these problems: what it becomes, and the pointers of all that was left out or
/// replaced. `None` if it cannot be mended.
pub(crate) fn mend(schema: &Json, root: &Node, problems: &[Problem]) -> Option<(Node, Vec<String>)> {
    let wrong = problems.iter().filter(|problem| spoils_its_value(problem.code())).map(Problem::pointer);
    let mut mender =
        Mender { root: schema, wrong: wrong.collect(), pointer: Pointer::default(), gaps: Vec::new() };
    let mended = mender.mend(schema.as_object()?, root, Lack::StandIn)?;
    Some((mended, mender.gaps))
}

/// Whether the value under a problem's pointer is not what its schema says. A missing field spoils the object
/// around it only where nothing can stand in; parts that do not fit each other may each be read.
fn spoils_its_value(code: Code) -> bool {
    matches!(
        code,
        Code::WrongType
            | Code::OutOfRange
            | Code::UnknownVariant
            | Code::Malformed
            | Code::WrongLength
            | Code::NotFinite
    )
}

/// What becomes of an object that lacks a field it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lack {
    StandIn,
    LeaveOut,
}

struct Mender<'a> {
    root: &'a Json,
    wrong: BTreeSet<&'a str>,
    pointer: Pointer,
    gaps: Vec<String>,
}

impl<'a> Mender<'a> {
    /// The value with its wrong parts mended; `None` if it is itself wrong.
    fn mend(&mut self, schema: &'a Map<String, Json>, node: &Node, lack: Lack) -> Option<Node> {
        if self.wrong.contains(self.pointer.as_str()) {
            return None;
        }
        let schema = resolve(self.root, schema);
        if let Some(variants) = list(schema, "anyOf") {
            return self.mend(optional_variant(variants, node)?, node, lack);
        }
        let value = match &node.value {
            Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => node.value.clone(),
            Value::Array(items) => Value::Array(self.mend_array(schema, items)?),
            Value::Object(members) => {
                let schema = match list(schema, "oneOf").map(tagged_variants) {
                    Some(variants) => variants
                        .iter()
                        .find(|&&(tag, word, _)| node.get(tag).and_then(Node::as_str) == Some(word))
                        .map(|&(_, _, variant)| variant)?,
                    None => schema,
                };
                Value::Object(self.mend_object(schema, members, lack)?)
            }
        };
        Some(Node { value, span: node.span.clone() })
    }

    fn mend_array(&mut self, schema: &'a Map<String, Json>, items: &[Node]) -> Option<Vec<Node>> {
        let item_schema = schema.get("items")?.as_object()?;
        let mut mended = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let item = self.within(index, |mender| {
                mender.mend(item_schema, item, Lack::StandIn).or_else(|| {
                    mender.gap();
                    stand_in(mender.root, item_schema)
                })
            });
            mended.push(item?);
        }
        Some(mended)
    }

    fn mend_object(
        &mut self,
        schema: &'a Map<String, Json>,
        members: &[Member],
        lack: Lack,
    ) -> Option<Vec<Member>> {
        let properties = schema.get("properties").and_then(Json::as_object);
        let property = |name: &str| properties.and_then(|properties| properties.get(name)?.as_object());
        let additional = schema.get("additionalProperties").and_then(Json::as_object);
        let mut mended = Vec::with_capacity(members.len());
        for member in members {
            let node = self.within(&member.key, |mender| {
                let node = match (property(&member.key), additional) {
                    (Some(schema), _) => mender.mend(schema, &member.node, Lack::StandIn),
                    (None, Some(schema)) => mender.mend(schema, &member.node, Lack::LeaveOut),
                    (None, None) => None,
                };
                if node.is_none() {
                    mender.gap();
                }
                node
            });
            mended.extend(node.map(|node| Member { node, ..member.clone() }));
        }
        for required in list(schema, "required").unwrap_or_default().iter().filter_map(Json::as_str) {
            if mended.iter().any(|member| member.key == required) {
                continue;
            }
            if lack == Lack::LeaveOut {
                return None;
            }
            self.within(required, Self::gap);
            let node = stand_in(self.root, property(required)?)?;
            mended.push(Member { key: required.to_owned(), key_span: 0..0, node });
        }
        Some(mended)
    }

    fn gap(&mut self) {
        self.gaps.push(self.pointer.as_str().to_owned());
    }

    fn within<T>(&mut self, step: impl std::fmt::Display, inside: impl FnOnce(&mut Self) -> T) -> T {
        let mut pointer = std::mem::take(&mut self.pointer);
        let result = pointer.within(step, |pointer| {
            std::mem::swap(&mut self.pointer, pointer);
            let result = inside(self);
            std::mem::swap(&mut self.pointer, pointer);
            result
        });
        self.pointer = pointer;
        result
    }
}

/// The plainest value that the schema allows; `None` where none is known.
fn stand_in(root: &Json, schema: &Map<String, Json>) -> Option<Node> {
    let schema = resolve(root, schema);
    let word = list(schema, "enum").and_then(|words| words.first()).or_else(|| schema.get("const"));
    if let Some(word) = word.and_then(Json::as_str) {
        return Some(unwritten(Value::String(word.to_owned())));
    }
    if let Some(variant) = list(schema, "oneOf").or_else(|| list(schema, "anyOf")) {
        return stand_in(root, variant.first()?.as_object()?);
    }
    let kinds = schema.get("type")?;
    let value = match list(schema, "type").map_or(Some(kinds), <[Json]>::first)?.as_str()? {
        "boolean" => Value::Boolean(false),
        "integer" | "number" => {
            let bound = |keyword: &str| schema.get(keyword).and_then(Json::as_f64);
            let candidates = [Some(1.0), bound("minimum"), bound("maximum")];
            let fits = |number: &f64| range_violation(schema, *number).is_none();
            Value::Number(candidates.into_iter().flatten().find(fits)?)
        }
        "string" => {
            let pattern = schema.get("pattern").and_then(Json::as_str).unwrap_or_default();
            let fits = |text: &&str| text::check(pattern, text).is_ok();
            Value::String(["close", "1"].into_iter().find(fits)?.to_owned())
        }
        "array" => Value::Array(Vec::new()),
        "object" => {
            let mut members = Vec::new();
            for required in list(schema, "required").unwrap_or_default().iter().filter_map(Json::as_str) {
                let property = schema.get("properties")?.get(required)?.as_object()?;
                let node = stand_in(root, property)?;
                members.push(Member { key: required.to_owned(), key_span: 0..0, node });
            }
            Value::Object(members)
        }
        _ => Value::Null,
    };
    Some(unwritten(value))
}

fn unwritten(value: Value) -> Node {
    Node { value, span: 0..0 }
}
