//! JSON (RFC 8259) with places, and with advice for what people and models write instead of JSON.

use std::ops::Range;

use assay_types::Excerpt;

use super::{DOCUMENT_DEPTH_MAX, Refusal};
use crate::problem::Code;
use crate::tree::{Member, Node, Value};

pub(super) fn parse(text: &str) -> Result<Node, Refusal> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser = Parser { text, at: start };
    parser.skip_space()?;
    if parser.peek().is_none() {
        return Err(parser
            .refuse("the document is empty", parser.at..parser.at)
            .help("write an object `{ … }`"));
    }
    let root = parser.value(0)?;
    parser.skip_space()?;
    if parser.peek().is_some() {
        let end = text.len();
        return Err(parser
            .refuse("there is more text after the end of the document", parser.at..end)
            .help("a file holds one JSON value and nothing else"));
    }
    Ok(root)
}

struct Parser<'a> {
    text: &'a str,
    /// Always on a boundary of characters.
    at: usize,
}

impl<'a> Parser<'a> {
    #[expect(clippy::unused_self, reason = "reads as the parser's verdict where it is called")]
    fn refuse(&self, message: impl Into<String>, span: Range<usize>) -> Refusal {
        Refusal::new(Code::Syntax, message, span)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn advance(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.text.len());
    }

    fn here(&self) -> Range<usize> {
        let width = self.peek().map_or(0, char::len_utf8);
        self.at..self.at.saturating_add(width)
    }

    fn skip_space(&mut self) -> Result<(), Refusal> {
        let rest = self.rest();
        let space = rest.len().saturating_sub(rest.trim_start_matches([' ', '\t', '\n', '\r']).len());
        self.advance(space);
        let rest = self.rest();
        if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
            let line_end = rest.find('\n').unwrap_or(rest.len());
            return Err(self
                .refuse("JSON has no comments", self.at..self.at.saturating_add(line_end))
                .help("remove the comment, or write the document in YAML or TOML"));
        }
        Ok(())
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.advance(expected.len_utf8());
        }
        found
    }

    fn value(&mut self, depth: usize) -> Result<Node, Refusal> {
        if depth > DOCUMENT_DEPTH_MAX {
            return Err(Refusal::too_deep(self.here()));
        }
        let start = self.at;
        let value = match self.peek() {
            Some('{') => self.object(depth)?,
            Some('[') => self.array(depth)?,
            Some('"') => Value::String(self.string()?),
            Some('-' | '0'..='9') => self.number()?,
            Some(_) | None => self.word()?,
        };
        Ok(Node { value, span: start..self.at })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Refusal> {
        let opened = self.at;
        self.advance(1);
        let mut members = Vec::new();
        self.skip_space()?;
        if self.eat('}') {
            return Ok(Value::Object(members));
        }
        loop {
            let key_start = self.at;
            let key = match self.peek() {
                Some('"') => self.string()?,
                Some('}') => return Err(self.trailing_comma()),
                Some('\'' | '‘' | '’' | '“' | '”') => return Err(self.foreign_quote()),
                Some(letter) if letter.is_alphanumeric() || letter == '_' || letter == '$' => {
                    let word = self.bare_word();
                    let key = Excerpt::of(word);
                    return Err(self
                        .refuse(
                            format!("the key `{key}` is not in quotes"),
                            self.at..self.at.saturating_add(word.len()),
                        )
                        .help(format!("write `\"{key}\"`")));
                }
                Some(_) | None => return Err(self.unexpected("a key in double quotes", opened)),
            };
            let key_span = key_start..self.at;
            self.skip_space()?;
            if !self.eat(':') {
                return Err(self.unexpected("`:` after the key", opened));
            }
            self.skip_space()?;
            let node = self.value(depth.saturating_add(1))?;
            members.push(Member { key, key_span, node });
            self.skip_space()?;
            if self.eat('}') {
                return Ok(Value::Object(members));
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `}`", opened));
            }
            self.skip_space()?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Refusal> {
        let opened = self.at;
        self.advance(1);
        let mut items = Vec::new();
        self.skip_space()?;
        if self.eat(']') {
            return Ok(Value::Array(items));
        }
        loop {
            if self.peek() == Some(']') {
                return Err(self.trailing_comma());
            }
            items.push(self.value(depth.saturating_add(1))?);
            self.skip_space()?;
            if self.eat(']') {
                return Ok(Value::Array(items));
            }
            if !self.eat(',') {
                return Err(self.unexpected("`,` or `]`", opened));
            }
            self.skip_space()?;
        }
    }

    fn string(&mut self) -> Result<String, Refusal> {
        let opened = self.at;
        self.advance(1);
        let mut value = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(|character: char| matches!(character, '"' | '\\' | '\0'..='\u{1f}'));
            let Some(plain) = plain else {
                return Err(self
                    .refuse("the string is not closed", opened..self.text.len())
                    .help("end it with `\"`"));
            };
            value.push_str(rest.get(..plain).unwrap_or_default());
            self.advance(plain);
            if self.eat('"') {
                return Ok(value);
            }
            if self.peek() == Some('\\') {
                value.push(self.escape()?);
                continue;
            }
            let (what, help) = match self.peek() {
                Some('\n' | '\r') => ("the string goes over the end of the line", "close it, or write `\\n`"),
                Some('\t') => ("the string holds a tab", "write `\\t`"),
                Some(_) | None => ("the string holds a control character", "remove it"),
            };
            return Err(self.refuse(what, opened..self.at).help(help));
        }
    }

    fn escape(&mut self) -> Result<char, Refusal> {
        let start = self.at;
        self.advance(1);
        let Some(letter) = self.peek() else {
            return Err(self.refuse("the string is not closed", start..self.at).help("end it with `\"`"));
        };
        self.advance(letter.len_utf8());
        Ok(match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.hex(start)?;
                let scalar = if (0xD800..0xDC00).contains(&high) && self.rest().starts_with("\\u") {
                    self.advance(2);
                    let low = self.hex(start)?;
                    let pair = char::decode_utf16([high, low]).next().and_then(Result::ok);
                    pair.filter(|_| (0xDC00..0xE000).contains(&low))
                } else {
                    char::from_u32(u32::from(high))
                };
                scalar.ok_or_else(|| {
                    self.refuse("the escape is half of a surrogate pair", start..self.at)
                        .help("write the character itself")
                })?
            }
            _ => {
                let shown = Excerpt::from(letter);
                return Err(self
                    .refuse(format!("`\\{shown}` is not an escape of JSON"), start..self.at)
                    .help("a backslash itself is written `\\\\`"));
            }
        })
    }

    fn hex(&mut self, start: usize) -> Result<u16, Refusal> {
        let digits =
            self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) else {
            return Err(self
                .refuse("`\\u` is not followed by four hexadecimal digits", start..self.at)
                .help("write it like `\\u00e9`"));
        };
        self.advance(4);
        Ok(unit)
    }

    fn number(&mut self) -> Result<Value, Refusal> {
        let rest = self.rest();
        let length = rest
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.' | '_')))
            .unwrap_or(rest.len());
        let written = rest.get(..length).unwrap_or_default();
        let span = self.at..self.at.saturating_add(length);
        if !is_number(written) {
            let shown = Excerpt::of(written);
            return Err(self
                .refuse(format!("`{shown}` is not a number of JSON"), span)
                .help("write it like `10`, `-0.5` or `1e-8`"));
        }
        self.advance(length);
        match written.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Value::Number(number)),
            Ok(_) | Err(_) => Err(Refusal::not_finite(written, span)),
        }
    }

    fn bare_word(&self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.' | '+' | '-')))
            .unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    /// `true`, `false`, `null`, and what is written in their place.
    fn word(&mut self) -> Result<Value, Refusal> {
        let word = self.bare_word();
        let value = match word {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "null" => Value::Null,
            "" => {
                return Err(match self.peek() {
                    Some('\'' | '‘' | '’' | '“' | '”') => self.foreign_quote(),
                    _ => self.unexpected("a value", self.at),
                });
            }
            _ => {
                let span = self.at..self.at.saturating_add(word.len());
                let right = match word {
                    "True" | "TRUE" => "`true`",
                    "False" | "FALSE" => "`false`",
                    "None" | "nil" | "undefined" | "Null" | "NULL" => "`null`",
                    "NaN" | "nan" | "Infinity" | "inf" | "+Infinity" => {
                        return Err(Refusal::not_finite(word, span));
                    }
                    _ => "a text in double quotes",
                };
                let shown = Excerpt::of(word);
                return Err(self
                    .refuse(format!("`{shown}` is not a value of JSON"), span)
                    .help(format!("write {right}")));
            }
        };
        self.advance(word.len());
        Ok(value)
    }

    fn trailing_comma(&self) -> Refusal {
        self.refuse("there is a comma before the closing bracket", self.here()).help("remove the comma")
    }

    fn foreign_quote(&self) -> Refusal {
        self.refuse("texts of JSON stand in double quotes", self.here()).help("write `\"` on both sides")
    }

    fn unexpected(&self, expected: &str, opened: usize) -> Refusal {
        match self.peek() {
            Some(found) => {
                let found = Excerpt::from(found);
                self.refuse(format!("expected {expected}, found `{found}`"), self.here())
            }
            None => self.refuse(format!("the document ends where {expected} is missing"), self.here()).help(
                format!(
                    "what it closes begins in line {}; the text may have been cut off",
                    self.text.get(..opened).unwrap_or_default().matches('\n').count().saturating_add(1)
                ),
            ),
        }
    }
}

/// The grammar of JSON's numbers.
fn is_number(text: &str) -> bool {
    fn digits(text: &str) -> (usize, &str) {
        let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
        (text.len().saturating_sub(rest.len()), rest)
    }
    let text = text.strip_prefix('-').unwrap_or(text);
    let (count, mut rest) = digits(text);
    if count == 0 || (count > 1 && text.starts_with('0')) {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        let (count, after) = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = after;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let (count, after) = digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
        if count == 0 {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}
