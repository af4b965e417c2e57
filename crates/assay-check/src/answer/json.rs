//! JSON as models write it: cut off, with line breaks in strings, commas too many.
//!
//! It finds the code in what is nearly JSON. Whether it is JSON, and what is wrong with it, `assay-spec` says.

use std::ops::Range;

use super::part::{Builder, Part};

/// How deep objects and lists may be nested.
const DEPTH_MAX: usize = 64;

/// A value and where it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Object(Vec<(String, Node)>),
    List(Vec<Node>),
    /// A string, quotes and escapes undone.
    Text(Part),
    /// A number or a word.
    Other,
}

impl Node {
    /// The member of that name of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Value::Object(members) = &self.value else { return None };
        members.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    pub(super) fn as_text(&self) -> Option<&Part> {
        match &self.value {
            Value::Text(text) => Some(text),
            Value::Object(_) | Value::List(_) | Value::Other => None,
        }
    }

    /// The values inside an object or list.
    pub(super) fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match &self.value {
            Value::Object(members) => Box::new(members.iter().map(|(_, node)| node)),
            Value::List(items) => Box::new(items.iter()),
            Value::Text(_) | Value::Other => Box::new(std::iter::empty()),
        }
    }
}

/// A value at the beginning of a text.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) root: Node,
    /// Whether the text ended before the value did.
    pub(super) cut_off: bool,
}

/// Reads the value that begins at an offset; `None` if none does.
pub(super) fn read(part: &Part, offset: usize) -> Option<Reading> {
    let mut reader = Reader { part, text: part.text(), at: offset, cut_off: false };
    let root = reader.value(0)?;
    Some(Reading { root, cut_off: reader.cut_off })
}

struct Reader<'t> {
    part: &'t Part,
    text: &'t str,
    at: usize,
    cut_off: bool,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.text.len());
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        let space = rest.len().saturating_sub(rest.trim_start().len());
        self.skip(space);
    }

    /// Whether the character comes next; it is taken then.
    fn takes(&mut self, character: char) -> bool {
        self.skip_space();
        let taken = self.rest().starts_with(character);
        if taken {
            self.skip(character.len_utf8());
        }
        taken
    }

    /// Whether nothing comes next.
    fn ends(&mut self) -> bool {
        self.skip_space();
        let ended = self.rest().is_empty();
        self.cut_off |= ended;
        ended
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.skip_space();
        let start = self.at;
        let value = match self.rest().chars().next()? {
            _ if depth > DEPTH_MAX => return None,
            '{' => Value::Object(self.object(depth)?),
            '[' => Value::List(self.list(depth)?),
            '"' | '\'' => Value::Text(self.string()?),
            _ => self.word()?,
        };
        Some(Node { span: start..self.at, value })
    }

    fn object(&mut self, depth: usize) -> Option<Vec<(String, Node)>> {
        self.skip(1);
        let mut members = Vec::new();
        loop {
            if self.takes('}') || self.ends() {
                return Some(members);
            }
            let key = match self.rest().chars().next()? {
                '"' | '\'' => self.string()?.text().to_owned(),
                _ => return None,
            };
            if self.ends() {
                return Some(members);
            }
            if !self.takes(':') {
                return None;
            }
            if self.ends() {
                return Some(members);
            }
            let value = self.value(depth.saturating_add(1))?;
            members.push((key, value));
            if !self.takes(',') && !self.rest().starts_with('}') && !self.ends() {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Node>> {
        self.skip(1);
        let mut items = Vec::new();
        loop {
            if self.takes(']') || self.ends() {
                return Some(items);
            }
            items.push(self.value(depth.saturating_add(1))?);
            if !self.takes(',') && !self.rest().starts_with(']') && !self.ends() {
                return None;
            }
        }
    }

    /// A number, or a word of JSON or Python.
    fn word(&mut self) -> Option<Value> {
        let rest = self.rest();
        let end = rest.find(|it: char| !(it.is_ascii_alphanumeric() || "+-._".contains(it)));
        let word = rest.get(..end.unwrap_or(rest.len()))?;
        let known = ["true", "false", "null", "True", "False", "None"].contains(&word)
            || word.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.');
        let length = word.len();
        known.then(|| {
            self.skip(length);
            Value::Other
        })
    }

    /// A string in quotes of either kind, also in three.
    fn string(&mut self) -> Option<Part> {
        let quote = self.rest().chars().next()?;
        let triple = quote.to_string().repeat(3);
        let closing = if self.rest().starts_with(&triple) { triple } else { quote.to_string() };
        self.skip(closing.len());
        let mut string = Builder::new(self.part);
        loop {
            let rest = self.rest();
            let run = rest.find(['\\', quote]).unwrap_or(rest.len());
            string.copy(self.at..self.at.saturating_add(run));
            self.skip(run);
            let rest = self.rest();
            if rest.is_empty() {
                self.cut_off = true;
                return Some(string.finish());
            }
            if rest.starts_with(&closing) {
                self.skip(closing.len());
                return Some(string.finish());
            }
            if rest.starts_with('\\') {
                let (character, length) = escape(rest);
                if let Some(character) = character {
                    string.write(character, self.at);
                }
                self.skip(length);
            } else {
                // One quote inside three.
                string.copy(self.at..self.at.saturating_add(1));
                self.skip(1);
            }
        }
    }
}

/// What an escape stands for, and how long it is. One that JSON does not have stands for its character, as models
/// mean it; one that is cut off, for nothing.
fn escape(text: &str) -> (Option<char>, usize) {
    let Some(kind) = text.chars().nth(1) else { return (None, 1) };
    let plain = 1_usize.saturating_add(kind.len_utf8());
    match kind {
        'n' => (Some('\n'), plain),
        't' => (Some('\t'), plain),
        'r' => (Some('\r'), plain),
        'b' => (Some('\u{8}'), plain),
        'f' => (Some('\u{c}'), plain),
        'u' => {
            let unit = |start: usize| {
                let digits = text.get(start..start.saturating_add(4))?;
                u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
            };
            let Some(first) = unit(2) else { return (Some('u'), plain) };
            if let Some(character) = char::from_u32(first) {
                return (Some(character), 6);
            }
            let pair = text.get(6..8).filter(|it| *it == "\\u").and_then(|_| unit(8));
            let decoded = pair.and_then(|second| {
                let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
                char::decode_utf16(units).next()?.ok()
            });
            match decoded {
                Some(character) => (Some(character), 12),
                None => (Some(char::REPLACEMENT_CHARACTER), 6),
            }
        }
        other => (Some(other), plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Object(members) => {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| format!("{key}: {}", shown(value))).collect();
                format!("{{{}}}", members.join(", "))
            }
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
            Value::Text(text) => format!("{:?}", text.text()),
            Value::Other => "_".to_owned(),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let part = Part::whole(text);
        let read = read(&part, 0);
        let shown = read.map_or_else(
            || "nothing".to_owned(),
            |read| shown(&read.root) + if read.cut_off { " cut off" } else { "" },
        );
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn what_models_write_is_read() {
        check(r#"{"a": [1, true, null], "b": "x\ny"}"#, r#"{a: [_, _, _], b: "x\ny"}"#);
        check("{\"a\": \"x\ny\",}", r#"{a: "x\ny"}"#);
        check("{'a': None, 'b': 'it\\'s',}", r#"{a: _, b: "it's"}"#);
        check("{\"a\": \"\"\"x \"y\" z\"\"\"}", r#"{a: "x \"y\" z"}"#);
        check(r#"{"a": "\u00e9\ud83d\ude00\ud83d\q"}"#, "{a: \"é😀\u{fffd}q\"}");
        check(r#"{"a": "x\n"#, r#"{a: "x\n"} cut off"#);
        check(r#"{"a": "x\"#, r#"{a: "x"} cut off"#);
        check(r#"{"a": "x", "b"#, r#"{a: "x"} cut off"#);
        check(r#"{"a": "x", "b":"#, r#"{a: "x"} cut off"#);
        check(r#"{"a": ["#, "{a: []} cut off");
        check(r#"{"a": {"b": 1}"#, "{a: {b: _}} cut off");
        check("{x for x in y}", "nothing");
        check("{a: 1}", "nothing");
        check("word", "nothing");
        check("", "nothing");
        check(&"[".repeat(100), "nothing");
    }

    #[test]
    fn hostile_text_is_read_without_panic_in_linear_time() {
        for unit in ["{\"a\":", "[", "\"\\u", "\\", "'", "\"\"\"", "{\"é\\\":'", ",", "\\ud800"] {
            let text = unit.repeat(20_000);
            let part = Part::whole(&text);
            for offset in 0..unit.len() {
                drop(read(&part, offset));
            }
        }
    }
}
