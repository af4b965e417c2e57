//! Text to tokens.

use std::ops::Range;

use super::problem::{RuleCode, RuleProblem};
use super::table::OPERATORS;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum TokenKind<'t> {
    Integer(i64),
    Real(f64),
    Name(&'t str),
    /// An operator of the table or punctuation.
    Symbol(&'static str),
    /// A symbol of another language, which the parser understands in order to say what is right here.
    Foreign(Foreign),
    End,
}

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Token<'t> {
    pub(crate) kind: TokenKind<'t>,
    pub(crate) span: Range<usize>,
}

/// A symbol of another language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Foreign {
    pub(crate) symbol: &'static str,
    /// The symbol of this language which is most likely meant, if there is one.
    pub(crate) meant: Option<&'static str>,
    /// What to do instead, where naming the symbol is not enough.
    pub(crate) advice: Option<&'static str>,
}

const fn instead(symbol: &'static str, meant: &'static str) -> Foreign {
    Foreign { symbol, meant: Some(meant), advice: None }
}

const fn advise(symbol: &'static str, advice: &'static str) -> Foreign {
    Foreign { symbol, meant: None, advice: Some(advice) }
}

const QUOTES: &str = "rules hold no text; write names bare, and an output after a dot: `bands.upperband`";
const BRACES: &str = "rules hold no dictionaries or sets; group with `(` and `)`";

/// Longest first, so that a prefix never hides a longer symbol.
const FOREIGN: &[Foreign] = &[
    instead("===", "=="),
    instead("!==", "!="),
    instead("&&", "and"),
    instead("||", "or"),
    instead("<>", "!="),
    instead("=>", ">="),
    instead("=<", "<="),
    advise(":=", "rules name no values; declare an indicator or a parameter in the document"),
    advise("//", "for the whole part of a quotient write `(x - x % n) / n`"),
    advise("<<", "rules have no bit operators"),
    advise(">>", "rules have no bit operators"),
    advise("->", "rules have no functions of their own"),
    instead("&", "and"),
    instead("|", "or"),
    instead("!", "not"),
    instead("=", "=="),
    instead("^", "**"),
    instead("≤", "<="),
    instead("≥", ">="),
    instead("≠", "!="),
    instead("×", "*"),
    instead("·", "*"),
    instead("÷", "/"),
    instead("−", "-"),
    instead("–", "-"),
    instead("∧", "and"),
    instead("∨", "or"),
    instead("¬", "not"),
    advise("$", "write a parameter by its bare name; `$` belongs to the arguments of indicators"),
    advise("\"", QUOTES),
    advise("'", QUOTES),
    advise("`", QUOTES),
    advise("“", QUOTES),
    advise("”", QUOTES),
    advise("{", BRACES),
    advise("}", BRACES),
    advise(
        ":",
        "rules have no slices or blocks; `highest(x, n)` and `lowest(x, n)` look at the last `n` bars",
    ),
    advise(";", "a rule is one expression; join conditions with `and`"),
    advise("?", "rules have no conditional values; write `a and b or not a and c` on conditions"),
    advise("#", "a rule is one expression without comments; use the document's `description`"),
    advise("@", "rules have no matrix product"),
    advise("~", "invert a condition with `not`"),
    advise("\\", "a rule may span lines as it is"),
];

const PUNCTUATION: &[&str] = &["(", ")", "[", "]", ",", "."];

/// Reads the tokens of a text; the last one is [`TokenKind::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, RuleProblem> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let last = token.kind == TokenKind::End;
        tokens.push(token);
        if last {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    /// In bytes; always on a character boundary.
    at: usize,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn take(&mut self, bytes: usize) -> Range<usize> {
        let start = self.at;
        self.at = start.saturating_add(bytes).min(self.text.len());
        start..self.at
    }

    fn next(&mut self) -> Result<Token<'t>, RuleProblem> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.at = self.text.len().saturating_sub(trimmed.len());
        let Some(first) = trimmed.chars().next() else {
            let end = self.text.len();
            return Ok(Token { kind: TokenKind::End, span: end..end });
        };
        if first.is_ascii_alphabetic() || first == '_' {
            return Ok(self.word());
        }
        let second_is_digit = trimmed.chars().nth(1).is_some_and(|second| second.is_ascii_digit());
        if first.is_ascii_digit() || (first == '.' && second_is_digit) {
            return self.number();
        }
        self.symbol(first)
    }

    fn word(&mut self) -> Token<'t> {
        let rest = self.rest();
        let length =
            rest.find(|next: char| !(next.is_ascii_alphanumeric() || next == '_')).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or("");
        let span = self.take(length);
        let kind = match word {
            "and" => TokenKind::Symbol("and"),
            "or" => TokenKind::Symbol("or"),
            "not" => TokenKind::Symbol("not"),
            _ => match word.to_ascii_lowercase().as_str() {
                "and" => TokenKind::Foreign(instead("AND", "and")),
                "or" => TokenKind::Foreign(instead("OR", "or")),
                "not" => TokenKind::Foreign(instead("NOT", "not")),
                _ => TokenKind::Name(word),
            },
        };
        Token { kind, span }
    }

    fn number(&mut self) -> Result<Token<'t>, RuleProblem> {
        let rest = self.rest();
        let length = number_length(rest);
        let written = rest.get(..length).unwrap_or("");
        let span = self.take(length);
        let problem = |message: String, help: &str| {
            Err(RuleProblem::new(RuleCode::Number, span.clone(), message).help(help))
        };
        let misplaced = written
            .split(['.', 'e', 'E', '+', '-'])
            .any(|digits| digits.starts_with('_') || digits.ends_with('_') || digits.contains("__"));
        let plain: String = written.chars().filter(|digit| *digit != '_').collect();
        let whole = plain.bytes().all(|digit| digit.is_ascii_digit());
        if misplaced
            || plain.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        {
            return problem(
                format!("`{written}` is not a number"),
                "write decimal digits, like `30`, `0.5`, `1e-3` or `1_000`",
            );
        }
        if whole && plain.len() > 1 && plain.starts_with('0') && plain.bytes().any(|digit| digit != b'0') {
            return problem(format!("`{written}` has a leading zero"), "leave the leading zeros out");
        }
        if whole && let Ok(value) = plain.parse() {
            return Ok(Token { kind: TokenKind::Integer(value), span });
        }
        match plain.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Token { kind: TokenKind::Real(value), span }),
            Ok(_) => problem(format!("`{written}` is too large"), "the largest number is about 1.8e308"),
            Err(_) => problem(
                format!("`{written}` is not a number"),
                "write decimal digits, like `30`, `0.5`, `1e-3` or `1_000`",
            ),
        }
    }

    fn symbol(&mut self, first: char) -> Result<Token<'t>, RuleProblem> {
        let rest = self.rest();
        let ours = OPERATORS
            .iter()
            .map(|operator| operator.symbol)
            .chain(PUNCTUATION.iter().copied())
            .filter(|symbol| rest.starts_with(symbol))
            .max_by_key(|symbol| symbol.len());
        let foreign = FOREIGN
            .iter()
            .filter(|foreign| rest.starts_with(foreign.symbol))
            .max_by_key(|foreign| foreign.symbol.len());
        let (kind, length) = match (ours, foreign) {
            (Some(symbol), Some(foreign)) if foreign.symbol.len() > symbol.len() => {
                (TokenKind::Foreign(*foreign), foreign.symbol.len())
            }
            (Some(symbol), _) => (TokenKind::Symbol(symbol), symbol.len()),
            (None, Some(foreign)) => (TokenKind::Foreign(*foreign), foreign.symbol.len()),
            (None, None) => {
                let span = self.take(first.len_utf8());
                let shown = if first.is_alphanumeric() {
                    first.to_string()
                } else {
                    first.escape_unicode().to_string()
                };
                return Err(RuleProblem::new(
                    RuleCode::Syntax,
                    span,
                    format!("`{shown}` has no meaning in a rule"),
                )
                .help("names are ASCII letters, digits and `_`"));
            }
        };
        Ok(Token { kind, span: self.take(length) })
    }
}

/// The bytes that belong to the number at the start of a text, malformed tails such as `5px` included.
fn number_length(text: &str) -> usize {
    let mut seen_point = false;
    let mut previous = b'0';
    let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    for (position, byte) in text.bytes().enumerate() {
        let belongs = match byte {
            b'.' => !std::mem::replace(&mut seen_point, true),
            b'+' | b'-' => matches!(previous, b'e' | b'E') && !hexadecimal,
            _ => byte.is_ascii_alphanumeric() || byte == b'_',
        };
        if !belongs {
            return position;
        }
        previous = byte;
    }
    text.len()
}
