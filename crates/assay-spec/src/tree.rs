//! A document's values with their places in the text.

use std::fmt::Write as _;
use std::ops::Range;

/// Integers beyond this are not exact in an `f64`, so documents keep within it.
pub(crate) const INTEGER_MAX: i64 = 9_007_199_254_740_992;

/// A value and the bytes of the text it was written with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    /// Finite.
    Number(f64),
    String(String),
    Array(Vec<Node>),
    /// In the order of the text; keys may repeat until the parser's check.
    Object(Vec<Member>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_span: Range<usize>,
    pub(crate) node: Node,
}

impl Node {
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    pub(crate) fn as_f64(&self) -> Option<f64> {
        if let Value::Number(number) = self.value { Some(number) } else { None }
    }

    /// The elements; none if this is no array.
    pub(crate) fn items(&self) -> &[Self] {
        if let Value::Array(items) = &self.value { items } else { &[] }
    }

    /// The members; none if this is no object.
    pub(crate) fn members(&self) -> &[Member] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.node)
    }

    /// The kind of value with its article.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The span under a JSON pointer, of the key or of the value; of the nearest ancestor there is, if the
    /// pointer leads nowhere.
    pub(crate) fn locate(&self, pointer: &str, anchor: Anchor) -> (Range<usize>, Option<&Self>) {
        let mut node = self;
        let mut key_span = None;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let child = match &node.value {
                Value::Object(members) => members
                    .iter()
                    .find(|member| member.key == token)
                    .map(|member| (Some(member.key_span.clone()), &member.node)),
                Value::Array(items) => {
                    token.parse::<usize>().ok().and_then(|index| items.get(index)).map(|item| (None, item))
                }
                Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) => None,
            };
            match child {
                Some((span, child)) => (key_span, node) = (span, child),
                None => return (node.span.clone(), None),
            }
        }
        match (anchor, key_span) {
            (Anchor::Key, Some(span)) => (span, None),
            (Anchor::Key | Anchor::Value, _) => (node.span.clone(), Some(node)),
        }
    }

    /// The value without places. Integral numbers become integers, as JSON Schema sees them.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Boolean(boolean) => (*boolean).into(),
            Value::Number(number) => match exact_integer(*number) {
                Some(integer) => integer.into(),
                None => (*number).into(),
            },
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(Self::to_json).collect(),
            Value::Object(members) => {
                members.iter().map(|member| (member.key.clone(), member.node.to_json())).collect()
            }
        }
    }

    /// The tree of a value that was never text; all places are empty.
    pub(crate) fn from_json(json: &serde_json::Value) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(boolean) => Value::Boolean(*boolean),
            serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or_default()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => Value::Array(items.iter().map(Self::from_json).collect()),
            serde_json::Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, value)| Member {
                        key: key.clone(),
                        key_span: 0..0,
                        node: Self::from_json(value),
                    })
                    .collect(),
            ),
        };
        Self { value, span: 0..0 }
    }
}

/// The integer this number is, if it is one and lies within [`INTEGER_MAX`].
pub(crate) fn exact_integer(number: f64) -> Option<i64> {
    #[expect(clippy::cast_precision_loss, reason = "2^53 is exact")]
    let max = INTEGER_MAX as f64;
    #[expect(clippy::cast_possible_truncation, reason = "integral and at most 2^53 in magnitude")]
    (number.fract() == 0.0 && number.abs() <= max).then_some(number as i64)
}

/// Which part of a member a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Key,
    Value,
}

/// A JSON pointer (RFC 6901) that grows and shrinks while a tree is walked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// Calls `inside` with the pointer one step deeper.
    pub(crate) fn within<T>(
        &mut self,
        step: impl std::fmt::Display,
        inside: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let length = self.0.len();
        self.0.push('/');
        let start = self.0.len();
        // Writing to a string cannot fail.
        write!(self.0, "{step}").unwrap_or_default();
        if let Some(token) = self.0.get(start..)
            && token.contains(['~', '/'])
        {
            let escaped = escape(token);
            self.0.truncate(start);
            self.0.push_str(&escaped);
        }
        let result = inside(self);
        self.0.truncate(length);
        result
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// One step of a JSON pointer.
pub(crate) fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}
