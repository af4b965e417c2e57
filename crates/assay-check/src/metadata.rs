//! What a file says of itself: strategies, parameters, indicators, imports.
//!
//! All of it is read off the text and none of it is believed: a program may compute at run time what this does not
//! see. It serves people, pages, sweeps and messages that point at lines.

mod indicators;
mod literal;
mod names;
mod parameters;
mod ranges;

use assay_types::ContentHash;
use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;
use serde::Serialize;

pub use indicators::{Attribute, Indicator};
pub use literal::Literal;
pub use parameters::{Parameter, ParameterKind};
pub use ranges::{ParameterRange, RangeOrigin};

use crate::source::{Module, with_stack};
use names::Names;

/// How many strategies, and how many parameters, indicators and attributes of each, are listed.
pub const LISTED_MAX: usize = 256;

/// How many characters of a docstring are kept.
const DOCSTRING_CHARACTERS_MAX: usize = 10_000;

/// How many classes of the file a class may have above it.
const ANCESTORS_MAX: usize = 16;

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metadata {
    /// The hash of the file's bytes.
    pub content_hash: ContentHash,
    /// How long the file is, in bytes.
    pub bytes: usize,
    /// How long the file is, in lines.
    pub lines: usize,
    /// The docstring of the file, without its indentation.
    pub docstring: Option<String>,
    /// What is imported anywhere in the file, in the order of the text.
    pub imports: Vec<Import>,
    /// The classes that are strategies, in the order of the text.
    pub strategies: Vec<StrategyClass>,
}

/// One imported name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Import {
    /// The module, dots of a relative import before it.
    pub module: String,
    /// What is imported from it; `None` if the module itself is.
    pub name: Option<String>,
    /// The name that it is given here, where that is another.
    pub alias: Option<String>,
    /// The line of the import.
    pub line: usize,
}

/// What a strategy is derived from in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StrategyKind {
    /// `Strategy`
    Strategy,
    /// `backtesting.lib.SignalStrategy`
    SignalStrategy,
    /// `backtesting.lib.TrailingStrategy`
    TrailingStrategy,
}

impl StrategyKind {
    /// The name of the base class.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strategy => "Strategy",
            Self::SignalStrategy => "SignalStrategy",
            Self::TrailingStrategy => "TrailingStrategy",
        }
    }
}

/// A class that is a strategy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StrategyClass {
    /// Its name.
    pub name: String,
    /// The line of its `class`.
    pub line: usize,
    /// What it is derived from in the end.
    pub kind: StrategyKind,
    /// Its base classes, as they are written.
    pub bases: Vec<String>,
    /// Whether another strategy of the file is derived from it.
    pub extended: bool,
    /// Its docstring, without its indentation.
    pub docstring: Option<String>,
    /// What may be varied, also what its bases in this file define, in the order of the text.
    pub parameters: Vec<Parameter>,
    /// The calls of `self.I`, in the order of the text.
    pub indicators: Vec<Indicator>,
    /// The attributes that its methods assign to `self`, each where it is assigned first.
    pub attributes: Vec<Attribute>,
    /// Its methods, in the order of the text.
    pub methods: Vec<String>,
}

/// Reads what a module says of itself.
///
/// ```
/// use assay_check::{Source, metadata};
///
/// let text = "
/// from backtesting import Strategy
///
/// class Cross(Strategy):
///     fast = 10  # bars of the fast average; range: 5..50
///
///     def init(self):
///         self.ma = self.I(SMA, self.data.Close, self.fast)
/// ";
/// let module = Source::read("cross.py", text.as_bytes()).expect("well-formed Python");
/// let metadata = metadata(&module);
/// let cross = &metadata.strategies[0];
/// assert_eq!(cross.parameters[0].name, "fast");
/// assert_eq!(cross.indicators[0].attributes, ["ma"]);
/// ```
pub fn metadata(module: &Module<'_>) -> Metadata {
    with_stack(|| Reader::new(module).read())
}

/// What the readers of parts share.
struct Reader<'m> {
    module: &'m Module<'m>,
    names: Names<'m>,
    /// Where each line starts: asked for every node, and columns are not.
    line_starts: Vec<usize>,
}

impl<'m> Reader<'m> {
    fn new(module: &'m Module<'m>) -> Self {
        let ends = module.source().text().match_indices('\n').map(|(at, _)| at.saturating_add(1));
        let line_starts = std::iter::once(0).chain(ends).collect();
        Self { module, names: Names::of(&module.parsed().syntax().body), line_starts }
    }

    fn read(&self) -> Metadata {
        let text = self.module.source().text();
        let body = &self.module.parsed().syntax().body;
        Metadata {
            content_hash: ContentHash::of(text.as_bytes()),
            bytes: text.len(),
            lines: text.lines().count(),
            docstring: docstring(body),
            imports: self.imports(),
            strategies: self.strategies(body),
        }
    }

    fn imports(&self) -> Vec<Import> {
        let import = |import: &names::Imported<'_>| Import {
            module: import.module.clone(),
            name: import.name.map(str::to_owned),
            alias: import.alias.map(str::to_owned),
            line: self.line(import.start),
        };
        self.names.imports().iter().map(import).collect()
    }

    fn strategies(&self, body: &[Stmt]) -> Vec<StrategyClass> {
        let sweeps = ranges::sweeps(body);
        let mut strategies: Vec<StrategyClass> = Vec::new();
        for class in self.names.classes() {
            if strategies.len() == LISTED_MAX {
                break;
            }
            let Some((kind, ancestors)) = self.names.strategy(class) else { continue };
            for ancestor in &ancestors {
                let name = ancestor.name.as_str();
                if let Some(base) = strategies.iter_mut().rfind(|strategy| strategy.name == name) {
                    base.extended = true;
                }
            }
            strategies.push(self.strategy(class, kind, &ancestors, &sweeps));
        }
        strategies
    }

    fn strategy(
        &self,
        class: &'m StmtClassDef,
        kind: StrategyKind,
        ancestors: &[&'m StmtClassDef],
        sweeps: &ranges::Sweeps,
    ) -> StrategyClass {
        let bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
        let (indicators, attributes) = self.indicators(class);
        StrategyClass {
            name: class.name.to_string(),
            line: self.line(class.name.start().to_usize()),
            kind,
            bases: bases.map(|base| self.excerpt(base)).collect(),
            extended: false,
            docstring: docstring(&class.body),
            parameters: self.parameters(class, ancestors, sweeps),
            indicators,
            attributes,
            methods: methods(class).map(|method| method.name.to_string()).take(LISTED_MAX).collect(),
        }
    }

    /// The line of an offset.
    fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// The text of a node on one line, cut where it is long.
    fn excerpt(&self, node: &impl Ranged) -> String {
        const CHARACTERS_MAX: usize = 120;
        let range = node.start().to_usize()..node.end().to_usize();
        let text = self.module.source().text().get(range).unwrap_or_default();
        // Twice the bytes are enough to find the characters, and a node may be the whole file.
        let words = text.split_whitespace().take(CHARACTERS_MAX).collect::<Vec<_>>().join(" ");
        if words.chars().nth(CHARACTERS_MAX).is_none() {
            return words;
        }
        words.chars().take(CHARACTERS_MAX - 1).chain(['…']).collect()
    }
}

fn methods(class: &StmtClassDef) -> impl Iterator<Item = &StmtFunctionDef> {
    class.body.iter().filter_map(|statement| statement.as_function_def_stmt())
}

/// The text that a body begins with, cleaned as Python does it: without the indentation that all lines share.
fn docstring(body: &[Stmt]) -> Option<String> {
    let Some(Stmt::Expr(statement)) = body.first() else { return None };
    let Expr::StringLiteral(text) = &*statement.value else { return None };
    let text = text.value.to_str();
    let end = text.char_indices().nth(DOCSTRING_CHARACTERS_MAX).map_or(text.len(), |(end, _)| end);
    let text = text.get(..end).unwrap_or_default();
    let indentation = |line: &str| line.len().saturating_sub(line.trim_start().len());
    let shared = text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indentation).min();
    let shared = shared.unwrap_or_default();
    let lines = text.lines().enumerate().map(|(index, line)| match index {
        0 => line.trim(),
        _ => line.get(shared..).unwrap_or_default().trim_end(),
    });
    let cleaned = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
    (!cleaned.is_empty()).then_some(cleaned)
}

#[cfg(test)]
mod tests;
