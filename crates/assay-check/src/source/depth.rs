//! How deep the tree of a file can become, counted from its tokens before anything recursive sees them.
//!
//! A node lies below another because a bracket, an f-string or an indentation opened between them, or because an
//! operator, an attribute, a call or a keyword links them: `a.b.c`, `- - x`, `x if y else x if y else x`. So the depth
//! of a tree is bounded by what is open plus the links that belong to one another. A separator ends the links before
//! it; only those of a lambda go on behind a comma, which its parameters may hold.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

use super::Source;
use crate::finding::Finding;
use crate::rules;

/// How many brackets, f-strings and indentations may be open at once.
pub const DEPTH_MAX: usize = 100;

/// How many operators, attributes, calls and keywords may belong to one another.
pub const LINKS_MAX: usize = 500;

/// Stack for walking a tree within the bounds: at most three nodes for each of `DEPTH_MAX + LINKS_MAX` tokens, and two
/// frames of 2 KB for each node, which is more than a build without optimisation needs.
const STACK_BYTES: usize = (DEPTH_MAX + LINKS_MAX) * 3 * 2 * 2048;

/// Stack for one level of a tree that is dropped.
const DROP_BYTES: usize = 256;

/// Runs a function with enough stack to walk any tree that [`Source::parse`] returns.
pub(crate) fn with_stack<T>(run: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(STACK_BYTES, STACK_BYTES * 2, run)
}

/// Runs a function with enough stack to drop a tree with a level for every byte of a text. The pages are only reserved.
pub(super) fn with_stack_for<T>(bytes: usize, run: impl FnOnce() -> T) -> T {
    let needed = STACK_BYTES.saturating_add(bytes.saturating_mul(DROP_BYTES));
    stacker::maybe_grow(needed, needed, run)
}

/// What went beyond its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Excess {
    Depth,
    Links,
}

/// A finding at the line where the text exceeds a bound.
pub(super) fn exceeded(source: &Source<'_>) -> Option<Finding> {
    let excess = measure(source.text)?;
    // The lexer does not tell places. The line is the first that a prefix must include to exceed a bound.
    let (mut low, mut high) = (1, source.lines().count());
    while low < high {
        let middle = low.midpoint(high);
        let prefix = source.line(middle).and_then(|line| source.text.get(..line.end)).unwrap_or(source.text);
        if measure(prefix).is_some() {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    let range = source.line(low).unwrap_or(0..source.text.len());
    let message = match excess {
        Excess::Depth => format!("more than {DEPTH_MAX} brackets, f-strings and indentations are open here"),
        Excess::Links => format!("an expression here links more than {LINKS_MAX} operations"),
    };
    Some(source.finding(&rules::NESTING, range, message))
}

/// Links of one open level.
#[derive(Debug, Default, Clone, Copy)]
struct Links {
    /// Those that a comma ends.
    until_comma: usize,
    /// Those of lambdas.
    until_end: usize,
}

fn measure(text: &str) -> Option<Excess> {
    let mut lexer = lex(text, Mode::Module);
    let mut indentations = 0_usize;
    let mut open = vec![Links::default()];
    let mut links = 0_usize;
    loop {
        let kind = lexer.next_token();
        match kind {
            TokenKind::EndOfFile => return None,
            TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline
            | TokenKind::Equal
            | TokenKind::Colon
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None => continue,
            TokenKind::Indent => indentations = indentations.saturating_add(1),
            TokenKind::Dedent => indentations = indentations.saturating_sub(1),
            TokenKind::Newline => {
                open.truncate(1);
                open.fill(Links::default());
                links = 0;
            }
            TokenKind::Comma | TokenKind::Semi => {
                if let Some(level) = open.last_mut() {
                    links = links.saturating_sub(level.until_comma);
                    level.until_comma = 0;
                }
            }
            TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd => {
                if open.len() > 1
                    && let Some(level) = open.pop()
                {
                    links = links.saturating_sub(level.until_comma.saturating_add(level.until_end));
                }
            }
            _ => {
                if let Some(level) = open.last_mut() {
                    let count =
                        if kind == TokenKind::Lambda { &mut level.until_end } else { &mut level.until_comma };
                    *count = count.saturating_add(1);
                    links = links.saturating_add(1);
                }
                if matches!(
                    kind,
                    TokenKind::Lpar
                        | TokenKind::Lsqb
                        | TokenKind::Lbrace
                        | TokenKind::FStringStart
                        | TokenKind::TStringStart
                ) {
                    open.push(Links::default());
                }
            }
        }
        if open.len().saturating_add(indentations) > DEPTH_MAX + 1 {
            return Some(Excess::Depth);
        }
        if links > LINKS_MAX {
            return Some(Excess::Links);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_and_links_are_bounded() {
        let check = |text: &str, expected: Option<Excess>| {
            assert_eq!(measure(text), expected, "{}", text.get(..40.min(text.len())).unwrap_or(""));
        };
        let nested = |open: &str, close: &str, depth: usize| {
            format!("x = {}1{}\n", open.repeat(depth), close.repeat(depth))
        };
        check(&nested("(", ")", 100), None);
        check(&nested("(", ")", 101), Some(Excess::Depth));
        check(&nested("[", "]", 1 << 19), Some(Excess::Depth));
        check(&nested("f(", ")", 101), Some(Excess::Depth));
        check(&nested("{1:", "}", 101), Some(Excess::Depth));
        check(&nested("- ", "", 500), None);
        check(&nested("- ", "", 501), Some(Excess::Links));
        check(&nested("not ", "", 501), Some(Excess::Links));
        check(&nested("1 + ", "", 501), Some(Excess::Links));
        check(&nested("1 ** ", "", 501), Some(Excess::Links));
        check(&nested("lambda: ", "", 501), Some(Excess::Links));
        check(&nested("lambda a, b: ", "", 501), Some(Excess::Links));
        check(&nested("1 if 1 else ", "", 251), Some(Excess::Links));
        check(&format!("x{}\n", ".y".repeat(501)), Some(Excess::Links));
        check(&format!("x{}\n", "()".repeat(501)), Some(Excess::Links));
        check(&format!("x{}\n", "[0]".repeat(501)), Some(Excess::Links));
        // What is flat stays allowed, however long it is.
        check(&format!("x = [{}]\n", "-1 + 2, ".repeat(20_000)), None);
        check(&"x = a.b(c)\n".repeat(20_000), None);
        check(&format!("x = ({})\n", "'a'\n".repeat(20_000)), None);
        let indented = (0..101).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "if x:\n");
        check(&format!("{indented}{}pass\n", " ".repeat(101)), Some(Excess::Depth));
        // What looks open inside a string or a comment is not.
        check(&format!("x = '{}'\n# {}\n", "(".repeat(1000), "[".repeat(1000)), None);
        check(&format!("x = {}1{}\n", "f'{".repeat(101), "}'".repeat(101)), Some(Excess::Depth));
    }
}
