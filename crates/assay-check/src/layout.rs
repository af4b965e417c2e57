//! One layout for every strategy: black's, with sorted imports.
//!
//! Only space, quotes, brackets, trailing commas and the order of imports change. The result is parsed again and
//! compared with what was there; where they differ, the layout is refused rather than the meaning changed.

mod equivalence;
mod imports;
mod standard;

use std::panic::{AssertUnwindSafe, catch_unwind};

use ruff_python_ast::token::TokenKind;
use ruff_python_formatter::{PyFormatOptions, format_module_source};
use thiserror::Error;

use crate::source::{DEPTH_MAX, LINKS_MAX, Module, Source};

/// Stack for the formatter. A level of nesting takes it a dozen frames, and up to 40 KB without optimisation; a link
/// of a chain takes less. The pages are only reserved.
const STACK_BYTES: usize = DEPTH_MAX * (64 << 10) + LINKS_MAX * (32 << 10);

/// The formatter takes time in the square of how many comments follow each other, and of how many statements share a
/// line. The sum of these squares is bounded: 3,000 comments in a row are laid out in a second or two.
const SQUARES_MAX: usize = 10_000_000;

/// Why a file keeps the layout it has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// The formatter does not know how.
    #[error("the layout cannot be made: {0}")]
    Refused(String),
    /// The formatter would have changed what the file does.
    #[error(
        "the layout would change what the code does; this is a fault of the formatter, and the file is kept"
    )]
    Meaning,
}

/// The text of a module in its layout: as `black` would write it, with the imports at the top sorted.
///
/// Laying it out again changes nothing.
///
/// ```
/// use assay_check::{Source, layout};
///
/// let text = "import talib\nimport math\nx = {  'a':1 }\n";
/// let module = Source::read("strategy.py", text.as_bytes()).expect("well-formed Python");
/// assert_eq!(layout(&module)?, "import math\n\nimport talib\n\nx = {\"a\": 1}\n");
/// # Ok::<(), assay_check::LayoutError>(())
/// ```
///
/// # Errors
///
/// The formatter refuses the file, or would change its meaning.
pub fn layout(module: &Module<'_>) -> Result<String, LayoutError> {
    let text = module.source().text();
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    if squares(module) > SQUARES_MAX {
        let why = "thousands of comments follow each other, or of statements share a line";
        return Err(LayoutError::Refused(why.to_owned()));
    }
    // Python reads both line ends as one, and so do we; the first decides which are written.
    let carriage_returns = text.split_once('\n').is_some_and(|(line, _)| line.ends_with('\r'));
    let laid_out = with_stack(|| lay_out(&text.replace("\r\n", "\n")))?;
    let laid_out = if carriage_returns { laid_out.replace('\n', "\r\n") } else { laid_out };
    Ok(format!("{mark}{laid_out}"))
}

/// The sum of the squares of the lengths of runs of comments, and of statements on a line.
fn squares(module: &Module<'_>) -> usize {
    let square = |count: usize| count.saturating_mul(count);
    let (mut sum, mut comments, mut statements) = (0_usize, 0_usize, 0_usize);
    for token in module.parsed().tokens() {
        match token.kind() {
            TokenKind::Comment => comments = comments.saturating_add(1),
            TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent => {}
            kind => {
                if kind == TokenKind::Semi {
                    statements = statements.saturating_add(1);
                } else if kind == TokenKind::Newline {
                    sum = sum.saturating_add(square(statements));
                    statements = 0;
                    // The comment behind a statement may begin a run.
                    continue;
                }
                sum = sum.saturating_add(square(comments));
                comments = 0;
            }
        }
    }
    sum.saturating_add(square(comments)).saturating_add(square(statements))
}

/// Runs a function with enough stack for the formatter. A panic in it is a refusal.
fn with_stack(run: impl FnOnce() -> Result<String, LayoutError>) -> Result<String, LayoutError> {
    // Nothing that a panic could leave half-done outlives the closure.
    let caught = catch_unwind(AssertUnwindSafe(|| stacker::maybe_grow(STACK_BYTES, STACK_BYTES, run)));
    caught.unwrap_or_else(|_| Err(LayoutError::Refused("the formatter failed".to_owned())))
}

fn lay_out(text: &str) -> Result<String, LayoutError> {
    // Laid out first, every import is a statement on lines of its own.
    let mut laid_out = format(text)?;
    if let Some(sorted) = imports::sorted(&read(&laid_out)?) {
        laid_out = format(&sorted)?;
    }
    if equivalence::holds(&read(text)?, &read(&laid_out)?) { Ok(laid_out) } else { Err(LayoutError::Meaning) }
}

fn format(text: &str) -> Result<String, LayoutError> {
    let printed = format_module_source(text, PyFormatOptions::default());
    let mut text = printed.map_err(|error| LayoutError::Refused(error.to_string()))?.into_code();
    // Empty lines below a file of nothing but comments stay otherwise.
    text.truncate(text.trim_end_matches('\n').len());
    if !text.is_empty() {
        text.push('\n');
    }
    Ok(text)
}

/// Reads a text again, within the bounds of every file.
fn read(text: &str) -> Result<Module<'_>, LayoutError> {
    let refused = |findings: Vec<crate::Finding>| {
        let first = findings.first().map(|finding| format!(": {}", finding.message));
        LayoutError::Refused(format!("its result could not be read{}", first.unwrap_or_default()))
    };
    Source::read("", text.as_bytes()).map_err(refused)
}

#[cfg(test)]
mod tests;
