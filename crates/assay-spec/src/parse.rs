//! Reading text into a tree.

mod json;
mod toml;
mod yaml;

use std::ops::Range;

use crate::problem::{Code, PROBLEMS_MAX, Problem};
use crate::source::{Format, Source};
use crate::tree::{Node, Pointer, Value, escape};

/// The largest document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 1 << 20;
/// How deep arrays and objects may be nested.
pub const DOCUMENT_DEPTH_MAX: usize = 64;

/// Why a text has no tree.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: Code,
    message: String,
    help: Option<String>,
    span: Range<usize>,
}

impl Refusal {
    fn new(code: Code, message: impl Into<String>, span: Range<usize>) -> Self {
        Self { code, message: message.into(), help: None, span }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn too_deep(span: Range<usize>) -> Self {
        Self::new(Code::Limit, format!("nested deeper than {DOCUMENT_DEPTH_MAX} levels"), span)
    }

    fn not_finite(written: &str, span: Range<usize>) -> Self {
        let written = assay_types::Excerpt::of(written);
        Self::new(Code::NotFinite, format!("`{written}` is not a finite number"), span)
            .help("documents hold finite numbers only")
    }

    fn problem(self, source: &Source) -> Problem {
        let problem = Problem::new(self.code, "", self.message).at(source.location(self.span));
        match self.help {
            Some(help) => problem.help(help),
            None => problem,
        }
    }
}

/// Reads the text into a tree.
///
/// # Errors
/// The text is too large, not well formed, or has repeated keys.
pub(crate) fn parse(source: &Source) -> Result<Node, Vec<Problem>> {
    let text = source.text();
    if text.len() > DOCUMENT_BYTES_MAX {
        let message = format!("the document is {} bytes long, the most is {DOCUMENT_BYTES_MAX}", text.len());
        return Err(vec![Problem::new(Code::Limit, "", message).at(source.location(0..0))]);
    }
    let parsed = match source.format() {
        Format::Json => json::parse(text).map_err(|refusal| vec![refusal]),
        Format::Yaml => yaml::parse(text).map_err(|refusal| vec![refusal]),
        Format::Toml => toml::parse(text),
    };
    let root = parsed.map_err(|refusals| {
        refusals.into_iter().take(PROBLEMS_MAX).map(|refusal| refusal.problem(source)).collect::<Vec<_>>()
    })?;
    let mut problems = Vec::new();
    find_foul_text(&root, &mut Pointer::default(), source, &mut problems);
    if problems.is_empty() { Ok(root) } else { Err(problems) }
}

/// Finds repeated keys and invisible characters.
fn find_foul_text(node: &Node, pointer: &mut Pointer, source: &Source, problems: &mut Vec<Problem>) {
    if problems.len() >= PROBLEMS_MAX {
        return;
    }
    match &node.value {
        Value::Null | Value::Boolean(_) | Value::Number(_) => {}
        Value::String(text) => {
            if let Some(character) = text.chars().find(|&character| is_invisible(character)) {
                let problem = invisible(character, pointer.as_str());
                problems.push(problem.at(source.location(node.span.clone())));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.within(index, |pointer| find_foul_text(item, pointer, source, problems));
            }
        }
        Value::Object(members) => {
            let mut seen = std::collections::BTreeMap::new();
            for member in members {
                if problems.len() >= PROBLEMS_MAX {
                    return;
                }
                let path = || format!("{}/{}", pointer.as_str(), escape(&member.key));
                if let Some(character) = member.key.chars().find(|&character| is_invisible(character)) {
                    problems.push(invisible(character, &path()).at(source.location(member.key_span.clone())));
                }
                if let Some(first) = seen.insert(member.key.as_str(), member.key_span.start) {
                    let key = assay_types::Excerpt::of(&member.key);
                    let line = source.location(first..first).line;
                    problems.push(
                        Problem::new(Code::DuplicateKey, path(), format!("the key `{key}` appears twice"))
                            .help(format!("the first one is in line {line}; keep one of them"))
                            .at(source.location(member.key_span.clone())),
                    );
                }
                pointer.within(&member.key, |pointer| {
                    find_foul_text(&member.node, pointer, source, problems);
                });
            }
        }
    }
}

fn invisible(character: char, pointer: &str) -> Problem {
    let message = format!("the text holds the invisible character U+{:04X}", u32::from(character));
    Problem::new(Code::InvisibleCharacter, pointer, message).help("remove it")
}

/// Characters that hide or reorder text: what a person reviews would not be what the machine reads.
fn is_invisible(character: char) -> bool {
    match character {
        '\n' | '\r' | '\t' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => character.is_control(),
    }
}
