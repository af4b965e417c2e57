//! Where an answer holds its code.

use std::collections::BTreeSet;
use std::ops::Range;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_parameter, walk_stmt};
use ruff_python_ast::{Expr, ExprContext, Parameter, Stmt, StmtClassDef};

use super::fence::{self, Block};
use super::json::{self, Node, Value};
use super::part::{Builder, Part};
use crate::metadata::metadata;
use crate::source::{Module, Source, with_stack};

/// How many wrappings around an answer are taken off: JSON in a string in JSON.
const WRAPPINGS_MAX: usize = 4;

/// How many values of a wrapping are looked through.
const VALUES_MAX: usize = 10_000;

/// How many opening braces in prose are tried.
const BRACES_MAX: usize = 64;

/// How many paragraphs behind code without a fence are taken for prose.
const PARAGRAPHS_MAX: usize = 40;

/// The field that holds the code, and what models call it instead.
const CODE_FIELDS: [&str; 6] = ["code", "python", "python_code", "strategy_code", "source_code", "script"];

/// What an answer is made of.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Objects that are, or should be, documents of an answer.
    pub(super) documents: Vec<Document>,
    /// Blocks in fences.
    pub(super) blocks: Vec<Block>,
    /// Code without a fence.
    pub(super) bare: Option<Part>,
    /// What people read before the code.
    pub(super) prose: String,
}

/// An object that is, or should be, a document of an answer.
#[derive(Debug)]
pub(super) struct Document {
    /// Its text.
    pub(super) json: Part,
    /// Its code.
    pub(super) code: Option<Part>,
    /// Whether the answer ends inside it.
    pub(super) cut_off: bool,
}

/// Looks for documents and code.
pub(super) fn find(part: &Part) -> Found {
    let mark = if part.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    look(&part.slice(mark..part.text().len()), 0).unwrap_or_default()
}

fn look(part: &Part, wrappings: usize) -> Option<Found> {
    let part = &without_thoughts(part);
    let text = part.text();
    let start = text.len().saturating_sub(text.trim_start().len());
    if let Some(reading) = json::read(part, start)
        && text.get(reading.root.span.end..).is_some_and(|rest| rest.trim().is_empty())
        && let Some(found) = look_in_json(part, &reading.root, wrappings)
    {
        return Some(found);
    }
    let blocks = fence::blocks(part);
    let documents: Vec<Document> =
        blocks.iter().filter_map(|block| document_at(&block.content, 0, true)).collect();
    let first = blocks.first().map_or(0, |block| block.opening.start);
    let prose = text.get(..first).unwrap_or_default().trim().to_owned();
    if !documents.is_empty() || blocks.iter().any(|block| !block.content.text().trim().is_empty()) {
        return Some(Found { documents, blocks, bare: None, prose });
    }
    let braces = text.match_indices('{').map(|(at, _)| at).filter(|&at| begins_line(text, at));
    if let Some(document) = braces.take(BRACES_MAX).find_map(|at| document_at(part, at, false)) {
        return Some(Found { documents: vec![document], ..Found::default() });
    }
    bare(part).map(|bare| Found { bare: Some(bare), ..Found::default() })
}

/// What follows the thoughts that some models put before their answer.
fn without_thoughts(part: &Part) -> Part {
    let text = part.text();
    let ends = ["</think>", "</thinking>", "</reasoning>"];
    let end = ends.iter().filter_map(|end| Some(text.rfind(end)?.saturating_add(end.len()))).max();
    match end {
        Some(end) => part.slice(end..text.len()),
        None => part.clone(),
    }
}

fn begins_line(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| {
        before.trim_end_matches([' ', '\t']).ends_with('\n') || before.trim().is_empty()
    })
}

/// The document that begins at or behind an offset; one that is followed by nothing, if it must be the whole text.
fn document_at(part: &Part, offset: usize, whole: bool) -> Option<Document> {
    let rest = part.text().get(offset..)?;
    let start = offset.saturating_add(rest.len().saturating_sub(rest.trim_start().len()));
    if !rest.trim_start().starts_with('{') {
        return None;
    }
    let reading = json::read(part, start)?;
    let behind = part.text().get(reading.root.span.end..).unwrap_or_default();
    if whole && !behind.trim().is_empty() {
        return None;
    }
    answer_in(&reading.root).map(|node| document(part, node))
}

fn document(part: &Part, node: &Node) -> Document {
    let json = part.slice(node.span.clone());
    let reading = json::read(&json, 0);
    let cut_off = reading.as_ref().is_some_and(|reading| reading.cut_off);
    let code = reading.as_ref().and_then(|reading| code_field(&reading.root)).map(code_in_fence);
    Document { json, code, cut_off }
}

/// The code that an object holds. The longest of those that say so, so that a flag called `python` is none.
fn code_field(node: &Node) -> Option<Part> {
    let fields = CODE_FIELDS.iter().filter_map(|field| node.get(field)?.as_text());
    fields
        .fold(None, |longest: Option<&Part>, text| match longest {
            Some(longest) if longest.text().len() >= text.text().len() => Some(longest),
            Some(_) | None => Some(text),
        })
        .cloned()
}

/// Code in a string may stand in a fence once more.
fn code_in_fence(code: Part) -> Part {
    let mut blocks = fence::blocks(&code);
    let only = if blocks.len() == 1 { blocks.pop() } else { None };
    only.filter(Block::may_be_python).map_or(code, |block| block.content)
}

/// The object that looks like a document of an answer: the value itself or, if it is a wrapping, one in it.
fn answer_in(root: &Node) -> Option<&Node> {
    let mut pending = vec![root];
    let mut next = 0_usize;
    let mut named = None;
    while let Some(node) = pending.get(next).copied() {
        next = next.saturating_add(1);
        if code_field(node).is_some() {
            return Some(node);
        }
        let told = ["description", "rationale", "parameters"].iter().any(|field| node.get(field).is_some());
        if node.get("name").is_some() && told {
            named = named.or(Some(node));
        }
        if pending.len() < VALUES_MAX {
            pending.extend(node.children());
        }
    }
    named
}

fn look_in_json(part: &Part, root: &Node, wrappings: usize) -> Option<Found> {
    if let Some(node) = answer_in(root) {
        return Some(Found { documents: vec![document(part, node)], ..Found::default() });
    }
    if wrappings >= WRAPPINGS_MAX {
        return None;
    }
    // The answer is the longest of the texts.
    let mut pending = vec![root];
    let mut next = 0_usize;
    let mut longest: Option<&Part> = None;
    while let Some(node) = pending.get(next).copied() {
        next = next.saturating_add(1);
        if let Value::Text(text) = &node.value
            && longest.is_none_or(|longest| longest.text().len() < text.text().len())
        {
            longest = Some(text);
        }
        if pending.len() < VALUES_MAX {
            pending.extend(node.children());
        }
    }
    look(longest?, wrappings.saturating_add(1))
}

/// Code that stands in the answer without a fence.
fn bare(part: &Part) -> Option<Part> {
    let text = part.text();
    let is_code = |code: &str| {
        read(code).is_some_and(|module| {
            let body = &module.parsed().syntax().body;
            body.iter().any(|it| {
                matches!(it, Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::ClassDef(_) | Stmt::FunctionDef(_))
            })
        })
    };
    if is_code(text) {
        return Some(part.clone());
    }
    let mut start = 0_usize;
    let first = text.split_inclusive('\n').find_map(|line| {
        let at = start;
        start = start.saturating_add(line.len());
        begins_code(line).then_some(at)
    })?;
    let code = text.get(first..)?;
    if is_code(code) {
        return Some(part.slice(first..text.len()));
    }
    let mut end = code.len();
    for _ in 0..PARAGRAPHS_MAX {
        let Some(paragraph) = code.get(..end).and_then(|code| code.trim_end().rfind("\n\n")) else { break };
        let next = code.get(paragraph..end).unwrap_or_default().trim_start_matches('\n');
        if next.starts_with([' ', '\t']) || next.lines().next().is_some_and(begins_code) {
            // It is part of the code, which does not parse.
            break;
        }
        end = paragraph;
        if code.get(..end).is_some_and(is_code) {
            return Some(part.slice(first..first.saturating_add(end).saturating_add(1)));
        }
    }
    // It is meant to be code; what is wrong with it, the parser tells.
    let has_class = code.lines().any(|line| line.starts_with("class ") && line.trim_end().ends_with(':'));
    has_class.then(|| part.slice(first..text.len()))
}

fn begins_code(line: &str) -> bool {
    let line = line.trim_end();
    let word = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || "_.".contains(it));
    if let Some(rest) = line.strip_prefix("from ") {
        return rest.split_once(" import ").is_some_and(|(module, _)| word(module));
    }
    if let Some(rest) = line.strip_prefix("import ") {
        return rest.split([' ', ',']).next().is_some_and(word) && !line.ends_with(['.', ':']);
    }
    ["class ", "def "].iter().any(|it| line.starts_with(it)) && line.ends_with(':')
}

fn read(code: &str) -> Option<Module<'_>> {
    Source::read("", code.as_bytes()).ok()
}

/// The code that was chosen of several blocks.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) code: Part,
    /// The block that it is from; of joined blocks, the one with the strategy.
    pub(super) block: usize,
    /// The blocks before it that it needs and was joined with.
    pub(super) joined: Vec<usize>,
    /// Blocks before it that hold an older version of it.
    pub(super) superseded: Vec<usize>,
    /// Blocks that hold another strategy.
    pub(super) rivals: Vec<usize>,
}

/// What a block of Python holds.
struct Candidate {
    block: usize,
    code: Part,
    /// The classes that are strategies.
    strategies: BTreeSet<String>,
    /// The other classes, with what they are derived from.
    classes: Vec<(String, Vec<String>)>,
    /// Whether the text looks like a strategy; it may be one that does not parse.
    looks_like_one: bool,
    names: Names,
}

/// Chooses the code among the blocks; `None` if none holds Python.
pub(super) fn choose(whole: &Part, blocks: &[Block]) -> Option<Choice> {
    let mut candidates: Vec<Candidate> =
        blocks.iter().enumerate().filter_map(|(index, block)| candidate(index, block)).collect();
    // A class may be derived from a strategy in a block before it.
    let mut known: BTreeSet<String> = BTreeSet::new();
    for candidate in &mut candidates {
        for (class, bases) in &candidate.classes {
            if bases.iter().any(|base| known.contains(base) || candidate.strategies.contains(base)) {
                candidate.strategies.insert(class.clone());
            }
        }
        known.extend(candidate.strategies.iter().cloned());
    }
    let strategies: Vec<&Candidate> = candidates
        .iter()
        .filter(|candidate| !candidate.strategies.is_empty() || candidate.looks_like_one)
        .collect();
    // The last version of the strategy; or what is longest, which is the code and not an example of its use.
    let chosen = strategies.last().copied().or_else(|| {
        candidates
            .iter()
            .max_by_key(|candidate| (candidate.code.text().len(), std::cmp::Reverse(candidate.block)))
    })?;
    let others = strategies.iter().filter(|other| other.block != chosen.block);
    let (mut superseded, mut rivals) = (Vec::new(), Vec::new());
    for other in others {
        let older = other.strategies.is_empty() || other.strategies.is_subset(&chosen.strategies);
        // What the code is built on is no rival of it.
        let base = other.strategies.iter().any(|name| chosen.names.missing.contains(name));
        match (base, older) {
            (true, _) => {}
            (false, true) => superseded.push(other.block),
            (false, false) => rivals.push(other.block),
        }
    }
    let (code, joined) = join(whole, &candidates, chosen, &superseded);
    Some(Choice { code, block: chosen.block, joined, superseded, rivals })
}

fn candidate(index: usize, block: &Block) -> Option<Candidate> {
    if !block.may_be_python() {
        return None;
    }
    let code = dedented(&block.content);
    let module = read(code.text());
    let looks_like_one = module.is_none()
        && code.text().lines().any(|line| line.starts_with("class ") && line.contains("Strategy"));
    let has_code = || code.text().lines().any(begins_code);
    if code.text().trim().is_empty() || !(block.is_python() || looks_like_one || has_code()) {
        return None;
    }
    let strategies = module.as_ref().map(metadata).map(|it| it.strategies).unwrap_or_default();
    let strategies = strategies.into_iter().map(|strategy| strategy.name).collect();
    let names = module.as_ref().map(Names::of).unwrap_or_default();
    let classes = module.as_ref().map(classes).unwrap_or_default();
    drop(module);
    Some(Candidate { block: index, code, strategies, classes, looks_like_one, names })
}

/// The classes of a module, with the names of their bases.
fn classes(module: &Module<'_>) -> Vec<(String, Vec<String>)> {
    let classes = module.parsed().syntax().body.iter().filter_map(Stmt::as_class_def_stmt);
    let bases = |class: &StmtClassDef| {
        let bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
        bases.filter_map(|base| Some(base.as_name_expr()?.id.to_string())).collect()
    };
    classes.map(|class| (class.name.to_string(), bases(class))).collect()
}

/// The chosen code behind the blocks that bind names which it uses and does not bind.
fn join(
    whole: &Part,
    candidates: &[Candidate],
    chosen: &Candidate,
    superseded: &[usize],
) -> (Part, Vec<usize>) {
    let mut missing = chosen.names.missing.clone();
    let mut needed: Vec<&Candidate> = Vec::new();
    let before = candidates.iter().filter(|it| it.block < chosen.block && !superseded.contains(&it.block));
    // From the last to the first, so that what a needed block needs is found too.
    for candidate in before.rev() {
        if candidate.names.bound.intersection(&missing).next().is_some() {
            missing.retain(|name| !candidate.names.bound.contains(name));
            missing.extend(candidate.names.missing.iter().cloned());
            needed.push(candidate);
        }
    }
    if needed.is_empty() {
        return (chosen.code.clone(), Vec::new());
    }
    needed.reverse();
    let mut joined = Builder::new(whole);
    for candidate in needed.iter().copied().chain([chosen]) {
        if !joined.is_empty() {
            joined.write('\n', 0);
        }
        joined.append(&candidate.code);
    }
    (joined.finish(), needed.iter().map(|candidate| candidate.block).collect())
}

/// The text without the indentation that all its lines share.
fn dedented(part: &Part) -> Part {
    let text = part.text();
    let indentation = |line: &str| line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len());
    let shared =
        text.lines().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or_default();
    if shared == 0 {
        return part.clone();
    }
    let mut dedented = Builder::new(part);
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let end = start.saturating_add(line.len());
        let range: Range<usize> = if line.trim().is_empty() {
            end.saturating_sub(usize::from(line.ends_with('\n')))..end
        } else {
            start.saturating_add(shared)..end
        };
        dedented.copy(range);
        start = end;
    }
    dedented.finish()
}

/// The names of a block.
#[derive(Debug, Default)]
struct Names {
    /// Those that it binds outside functions and classes.
    bound: BTreeSet<String>,
    /// Those that it uses and binds nowhere.
    missing: BTreeSet<String>,
}

impl Names {
    fn of(module: &Module<'_>) -> Self {
        struct Walk<'m> {
            inside: bool,
            bound: BTreeSet<&'m str>,
            bound_inside: BTreeSet<&'m str>,
            used: BTreeSet<&'m str>,
        }

        impl<'m> Walk<'m> {
            fn bind(&mut self, name: &'m str) {
                if self.inside { &mut self.bound_inside } else { &mut self.bound }.insert(name);
            }
        }

        impl<'m> Visitor<'m> for Walk<'m> {
            fn visit_stmt(&mut self, statement: &'m Stmt) {
                let aliases = if let Stmt::Import(import) = statement {
                    import.names.as_slice()
                } else if let Stmt::ImportFrom(import) = statement {
                    import.names.as_slice()
                } else {
                    &[]
                };
                for alias in aliases {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    self.bind(name.split('.').next().unwrap_or(name));
                }
                let name = if let Stmt::FunctionDef(function) = statement {
                    Some(function.name.as_str())
                } else if let Stmt::ClassDef(class) = statement {
                    Some(class.name.as_str())
                } else {
                    None
                };
                let outside = self.inside;
                if let Some(name) = name {
                    self.bind(name);
                    self.inside = true;
                }
                walk_stmt(self, statement);
                self.inside = outside;
            }

            fn visit_expr(&mut self, expression: &'m Expr) {
                if let Expr::Name(name) = expression {
                    match name.ctx {
                        ExprContext::Load => drop(self.used.insert(name.id.as_str())),
                        ExprContext::Store | ExprContext::Del | ExprContext::Invalid => {
                            self.bind(name.id.as_str());
                        }
                    }
                }
                walk_expr(self, expression);
            }

            fn visit_parameter(&mut self, parameter: &'m Parameter) {
                self.bound_inside.insert(parameter.name.as_str());
                walk_parameter(self, parameter);
            }
        }

        with_stack(|| {
            let mut walk = Walk {
                inside: false,
                bound: BTreeSet::new(),
                bound_inside: BTreeSet::new(),
                used: BTreeSet::new(),
            };
            walk.visit_body(&module.parsed().syntax().body);
            let is_missing =
                |name: &&&str| !walk.bound.contains(**name) && !walk.bound_inside.contains(**name);
            let owned =
                |names: &mut dyn Iterator<Item = &&str>| names.map(|name| (*name).to_owned()).collect();
            Self {
                bound: owned(&mut walk.bound.iter()),
                missing: owned(&mut walk.used.iter().filter(is_missing)),
            }
        })
    }
}
