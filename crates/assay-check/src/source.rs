//! Bytes become a parsed module here, or findings.

mod depth;
mod form;
mod lines;

use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;
use std::panic::catch_unwind;

use ruff_python_ast::{ModModule, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};
use ruff_text_size::Ranged;

pub(crate) use depth::with_stack;
pub use depth::{DEPTH_MAX, LINKS_MAX};
use lines::Lines;

use crate::finding::{Finding, Fix, Severity};
use crate::rules::{self, Rule};

/// The largest file that is read: some 25,000 lines, far beyond any strategy.
pub const BYTES_MAX: usize = 1 << 20;

/// Syntax errors after these are consequences more often than news.
const SYNTAX_ERRORS_MAX: usize = 10;

/// The oldest Python that a runtime may have.
const OLDEST_PYTHON: PythonVersion = PythonVersion::PY310;

/// A decoded file: bounded, UTF-8, with no characters that make it read differently from how it looks.
#[derive(Debug)]
pub struct Source<'s> {
    name: &'s str,
    text: &'s str,
    /// Found when a place is first asked for: a file without findings needs none.
    lines: OnceCell<Lines>,
}

impl<'s> Source<'s> {
    /// Bounds and decodes the bytes of a file.
    ///
    /// # Errors
    ///
    /// Findings of the group [`Group::Form`](crate::Group::Form).
    pub fn decode(name: &'s str, bytes: &'s [u8]) -> Result<Self, Vec<Finding>> {
        form::decode(name, bytes)
    }

    /// Bounds, decodes and parses the bytes of a file.
    ///
    /// # Errors
    ///
    /// Findings of the group [`Group::Form`](crate::Group::Form): the file cannot be read as Python, or not safely.
    pub fn read(name: &'s str, bytes: &'s [u8]) -> Result<Module<'s>, Vec<Finding>> {
        Self::decode(name, bytes)?.parse()
    }

    fn of(name: &'s str, text: &'s str) -> Self {
        Self { name, text, lines: OnceCell::new() }
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(self.text))
    }

    /// The name under which the file was given.
    pub fn name(&self) -> &'s str {
        self.name
    }

    /// The text, as it was in the file (a byte order mark included).
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// Parses the text.
    ///
    /// # Errors
    ///
    /// Nesting beyond [`DEPTH_MAX`] or [`LINKS_MAX`], or errors of syntax.
    pub fn parse(self) -> Result<Module<'s>, Vec<Finding>> {
        if let Some(finding) = depth::exceeded(&self) {
            return Err(vec![finding]);
        }
        // Nothing recovers a deeper tree than the tokens promise, except from a file with errors, where the parser
        // guesses; its guess is dropped with as much stack as the text could nest.
        let options = ParseOptions::from(Mode::Module).with_target_version(OLDEST_PYTHON);
        let run = || with_stack(|| parse_unchecked(self.text, options).try_into_module());
        // The parser asserts what it assumes. None of its assumptions is known to break; should one, it is a finding.
        let Some(parsed) = catch_unwind(run).ok().flatten() else {
            let message = "the parser gave up on this file".to_owned();
            return Err(vec![self.finding(&rules::SYNTAX, 0..0, message)]);
        };
        if !parsed.has_valid_syntax() {
            let findings = self.syntax_errors(&parsed);
            depth::with_stack_for(self.text.len(), move || drop(parsed));
            return Err(findings);
        }
        Ok(Module { source: self, parsed: Tree(Some(parsed)) })
    }

    /// A finding at a range of this source.
    pub(crate) fn finding(&self, rule: &'static Rule, range: Range<usize>, message: String) -> Finding {
        self.finding_with(rule, rule.severity, range, message, None, None)
    }

    pub(crate) fn finding_with(
        &self,
        rule: &'static Rule,
        severity: Severity,
        range: Range<usize>,
        message: String,
        help: Option<String>,
        fix: Option<Fix>,
    ) -> Finding {
        let (start, end) = (self.position(range.start), self.position(range.end));
        Finding { rule, severity, message, range, start, end, help, fix }
    }

    /// Line and column of an offset.
    pub fn position(&self, offset: usize) -> crate::Position {
        self.lines().position(self.text, offset)
    }

    /// The range of a line (counted from 1), without its line feed.
    pub fn line(&self, line: usize) -> Option<Range<usize>> {
        self.lines().range(self.text, line)
    }

    fn syntax_errors(&self, parsed: &Parsed<ModModule>) -> Vec<Finding> {
        parsed
            .errors()
            .iter()
            .take(SYNTAX_ERRORS_MAX)
            .map(|error| {
                let range = self.within(error.location);
                self.finding(&rules::SYNTAX, range, fragment(&error.error.to_string()))
            })
            .collect()
    }

    /// A range of the parser, moved into the text and onto boundaries of characters.
    fn within(&self, range: ruff_text_size::TextRange) -> Range<usize> {
        let floor = |offset: usize| {
            let mut offset = offset.min(self.text.len());
            while !self.text.is_char_boundary(offset) {
                offset = offset.saturating_sub(1);
            }
            offset
        };
        floor(range.start().to_usize())..floor(range.end().to_usize())
    }
}

/// The parser's words as a fragment of ours: no capital, no final period.
fn fragment(words: &str) -> String {
    let words = words.trim_end_matches('.');
    let mut letters = words.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() && !second.is_ascii_uppercase() => {
            let mut text = first.to_ascii_lowercase().to_string();
            text.extend(words.chars().skip(1));
            text
        }
        _ => words.to_owned(),
    }
}

/// A syntax tree of bounded depth.
struct Tree(Option<Parsed<ModModule>>);

impl Drop for Tree {
    fn drop(&mut self) {
        // The tree is dropped by recursion, which the stack of a small thread may not hold.
        if let Some(parsed) = self.0.take() {
            with_stack(move || drop(parsed));
        }
    }
}

/// A file that is well-formed Python of bounded size and depth.
pub struct Module<'s> {
    source: Source<'s>,
    parsed: Tree,
}

impl fmt::Debug for Module<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Module").field("name", &self.source.name).finish_non_exhaustive()
    }
}

impl<'s> Module<'s> {
    /// The decoded file.
    pub fn source(&self) -> &Source<'s> {
        &self.source
    }

    /// The parser's result. Walk it inside [`with_stack`].
    #[expect(clippy::expect_used, reason = "the tree is only taken when the module is dropped")]
    pub(crate) fn parsed(&self) -> &Parsed<ModModule> {
        self.parsed.0.as_ref().expect("the tree is there until the module is dropped")
    }

    /// Findings about syntax that is newer than the oldest Python that may run the strategy.
    pub(crate) fn newer_syntax(&self) -> Vec<Finding> {
        self.parsed()
            .unsupported_syntax_errors()
            .iter()
            .map(|error| {
                let range = self.source.within(error.range());
                self.source.finding(&rules::NEWER_SYNTAX, range, fragment(&error.to_string()))
            })
            .collect()
    }
}
