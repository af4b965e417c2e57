//! YAML 1.2 with places: one document, the core schema, no anchors, aliases and tags.
//!
//! Without aliases a document cannot grow while it is read, and without tags it cannot ask for types.

use std::ops::Range;

use assay_types::Excerpt;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{DOCUMENT_DEPTH_MAX, Refusal};
use crate::problem::Code;
use crate::tree::{Member, Node, Value};

pub(super) fn parse(text: &str) -> Result<Node, Refusal> {
    let offsets = Offsets::new(text);
    let mut builder = Builder { text, stack: Vec::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = offsets.byte(error.marker().index());
            Refusal::new(Code::Syntax, error.info().to_owned(), at..at)
        })?;
        builder.event(event, offsets.range(span))?;
    }
    builder.root.ok_or_else(|| {
        Refusal::new(Code::Syntax, "the document is empty", 0..0).help("write `key: value` lines")
    })
}

/// The parser counts characters; places are bytes.
struct Offsets {
    /// The offset of every character; empty where all are one byte.
    starts: Vec<usize>,
    length: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let starts =
            if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(start, _)| start).collect() };
        Self { starts, length: text.len() }
    }

    fn byte(&self, character: usize) -> usize {
        if self.starts.is_empty() {
            character.min(self.length)
        } else {
            self.starts.get(character).copied().unwrap_or(self.length)
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        self.byte(span.start.index())..self.byte(span.end.index())
    }
}

/// An array or object whose end has not come.
enum Open {
    Array(Vec<Node>, usize),
    Object { members: Vec<Member>, key: Option<(String, Range<usize>)>, start: usize },
}

struct Builder<'a> {
    text: &'a str,
    stack: Vec<Open>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Refusal> {
        match event {
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
            Event::Alias(_) => Err(refuse_feature("aliases", span)),
            Event::Scalar(text, style, anchor, tag) => {
                refuse_properties(anchor, tag.is_some(), &span)?;
                self.scalar(&text, style, span)
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_properties(anchor, tag.is_some(), &span)?;
                self.open(Open::Array(Vec::new(), span.start), span)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_properties(anchor, tag.is_some(), &span)?;
                let start = span.start;
                self.open(Open::Object { members: Vec::new(), key: None, start }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end),
        }
    }

    fn open(&mut self, open: Open, span: Range<usize>) -> Result<(), Refusal> {
        if self.expects_key() {
            return Err(refuse_feature("keys that are arrays or objects", span));
        }
        if self.stack.len() > DOCUMENT_DEPTH_MAX {
            return Err(Refusal::too_deep(span));
        }
        self.stack.push(open);
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Refusal> {
        let (value, start) = match self.stack.pop() {
            Some(Open::Array(items, start)) => (Value::Array(items), start),
            Some(Open::Object { members, start, .. }) => (Value::Object(members), start),
            None => return Ok(()),
        };
        // Block collections end where the next thing starts: leave the white space between out.
        let written = self.text.get(start..end).unwrap_or_default().trim_end();
        self.add(Node { value, span: start..start.saturating_add(written.len()) })
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Open::Object { key: None, .. }))
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Range<usize>) -> Result<(), Refusal> {
        if let Some(Open::Object { key: key @ None, .. }) = self.stack.last_mut() {
            // Keys are names in every document, so `5:` and `null:` are the texts "5" and "null".
            *key = Some((text.to_owned(), span));
            return Ok(());
        }
        let value = match style {
            ScalarStyle::Plain => resolve(text, &span)?,
            ScalarStyle::SingleQuoted
            | ScalarStyle::DoubleQuoted
            | ScalarStyle::Literal
            | ScalarStyle::Folded => Value::String(text.to_owned()),
        };
        // What was left empty has no text, whatever the parser stood before.
        let unwritten = style == ScalarStyle::Plain && text.is_empty();
        let span = if unwritten { span.start..span.start } else { span };
        self.add(Node { value, span })
    }

    fn add(&mut self, node: Node) -> Result<(), Refusal> {
        match self.stack.last_mut() {
            Some(Open::Array(items, _)) => items.push(node),
            Some(Open::Object { members, key, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    members.push(Member { key, key_span, node });
                }
            }
            None if self.root.is_some() => {
                return Err(Refusal::new(
                    Code::YamlFeature,
                    "there are several documents in one file",
                    node.span,
                )
                .help("a file holds one document"));
            }
            None => self.root = Some(node),
        }
        Ok(())
    }
}

fn refuse_feature(feature: &str, span: Range<usize>) -> Refusal {
    Refusal::new(Code::YamlFeature, format!("documents do not use YAML's {feature}"), span)
        .help("write the value out")
}

fn refuse_properties(anchor: usize, tagged: bool, span: &Range<usize>) -> Result<(), Refusal> {
    if anchor != 0 {
        Err(refuse_feature("anchors", span.clone()))
    } else if tagged {
        Err(refuse_feature("tags", span.clone()))
    } else {
        Ok(())
    }
}

/// What a plain scalar is in the core schema of YAML 1.2.
fn resolve(text: &str, span: &Range<usize>) -> Result<Value, Refusal> {
    let not_finite = || Refusal::not_finite(Excerpt::of(text).as_str(), span.clone());
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ => {
            let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
            if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
                return Err(not_finite());
            }
            let radix = [("0x", 16), ("0o", 8)]
                .into_iter()
                .find_map(|(prefix, radix)| Some((text.strip_prefix(prefix)?, radix)));
            if let Some((digits, radix)) = radix
                && !digits.is_empty()
                && digits.chars().all(|digit| digit.is_digit(radix))
            {
                #[expect(clippy::cast_precision_loss, reason = "validation refuses integers beyond 2^53")]
                let number = u64::from_str_radix(digits, radix).ok().ok_or_else(not_finite)? as f64;
                return Ok(Value::Number(number));
            }
            if is_decimal(unsigned) {
                let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
                Value::Number(number.ok_or_else(not_finite)?)
            } else {
                Value::String(text.to_owned())
            }
        }
    })
}

/// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, then `([eE][-+]?[0-9]+)?`.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && all_digits(digits)
    });
    mantissa_fits && exponent_fits
}
