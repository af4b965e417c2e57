//! Tokens to a tree: a Pratt parser whose binding powers are the precedences of the table.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a token that does not fit takes the one path to an error, whatever it is"
)]

use std::ops::Range;

use super::MAX_DEPTH;
use super::lexer::{Foreign, Token, TokenKind, tokens};
use super::problem::{RuleCode, RuleProblem};
use super::table::{
    Arithmetic, Comparison, Fixity, Operation, Operator, RESERVED_WORDS, infix_operator, prefix_operator,
};

/// A part of an expression as it was written.
#[derive(Debug, Clone)]
pub(crate) struct Syntax {
    pub(crate) kind: SyntaxKind,
    pub(crate) span: Range<usize>,
    /// Nodes on the longest path down; at most [`MAX_DEPTH`].
    height: usize,
}

#[derive(Debug, Clone)]
pub(crate) enum SyntaxKind {
    Integer(i64),
    Real(f64),
    Name(String),
    Attribute(Box<Syntax>, String, Range<usize>),
    Call(Box<Syntax>, Vec<Syntax>),
    Lag(Box<Syntax>, Box<Syntax>),
    Plus(Box<Syntax>),
    Negate(Box<Syntax>),
    Not(Box<Syntax>),
    And(Vec<Syntax>),
    Or(Vec<Syntax>),
    /// One more operand than comparisons.
    Compare(Vec<Syntax>, Vec<Comparison>),
    Arithmetic(Arithmetic, Box<Syntax>, Box<Syntax>),
}

/// The tree of a text and the problems that did not keep it from being read.
///
/// # Errors
/// All problems up to and including the one at which reading stopped.
pub(crate) fn parse(text: &str) -> Result<(Syntax, Vec<RuleProblem>), Vec<RuleProblem>> {
    let tokens = tokens(text).map_err(|problem| vec![problem])?;
    let mut parser = Parser { tokens, next: 0, problems: Vec::new() };
    let parsed = parser.whole();
    let mut problems = parser.problems;
    match parsed {
        Ok(syntax) => Ok((syntax, problems)),
        Err(problem) => {
            problems.push(*problem);
            Err(problems)
        }
    }
}

/// Boxed: it travels through every level of the recursion.
type Parsed<T> = Result<T, Box<RuleProblem>>;

struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    next: usize,
    problems: Vec<RuleProblem>,
}

fn stop<T>(code: RuleCode, span: Range<usize>, message: impl Into<String>, help: &str) -> Parsed<T> {
    Err(Box::new(RuleProblem::new(code, span, message).help(help)))
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Token<'t> {
        let end = self.tokens.last().map_or(0, |token| token.span.end);
        self.tokens.get(self.next).cloned().unwrap_or(Token { kind: TokenKind::End, span: end..end })
    }

    fn peek_second(&self) -> Option<TokenKind<'t>> {
        self.tokens.get(self.next.saturating_add(1)).map(|token| token.kind)
    }

    fn advance(&mut self) {
        self.next = self.next.saturating_add(1);
    }

    fn at_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek().kind, TokenKind::Symbol(found) if found == symbol)
    }

    /// Reports a foreign symbol and goes on as if the right one had been written.
    fn meant(&mut self, foreign: Foreign, span: Range<usize>) -> Parsed<&'static str> {
        let shown = foreign.symbol;
        let problem =
            RuleProblem::new(RuleCode::Unsupported, span, format!("`{shown}` is not an operator of rules"));
        match (foreign.meant, foreign.advice) {
            (Some(meant), _) => {
                self.problems.push(problem.help(format!("write `{meant}`")));
                Ok(meant)
            }
            (None, Some(advice)) => Err(Box::new(problem.help(advice))),
            (None, None) => Err(Box::new(problem)),
        }
    }

    fn whole(&mut self) -> Parsed<Syntax> {
        if self.peek().kind == TokenKind::End {
            return stop(
                RuleCode::Syntax,
                0..self.peek().span.end,
                "the expression is empty",
                "write a condition, like `close > open`",
            );
        }
        let syntax = self.expression(1, 1)?;
        let token = self.peek();
        if token.kind == TokenKind::End {
            Ok(syntax)
        } else {
            Err(Box::new(Self::misplaced(&token, &syntax)))
        }
    }

    fn misplaced(token: &Token<'_>, before: &Syntax) -> RuleProblem {
        let problem = |message: String| RuleProblem::new(RuleCode::Syntax, token.span.clone(), message);
        match token.kind {
            TokenKind::Symbol(")") => {
                problem("this `)` closes nothing".to_owned()).help("remove it, or open a `(` before")
            }
            TokenKind::Symbol("]") => {
                problem("this `]` closes nothing".to_owned()).help("remove it, or open a `[` before")
            }
            TokenKind::Symbol(",") => {
                problem("a `,` outside of a call".to_owned()).help("join conditions with `and` or `or`")
            }
            TokenKind::Name(name) => adjacent_name(name, token.span.clone()),
            TokenKind::Integer(_) | TokenKind::Real(_) => problem(
                "a number where an operator is expected".to_owned(),
            )
            .help(if matches!(before.kind, SyntaxKind::Name(_)) {
                "`x[n]` is `x` `n` bars ago; other values meet through an operator"
            } else {
                "put an operator between the two values"
            }),
            TokenKind::Foreign(foreign) => {
                let problem = RuleProblem::new(
                    RuleCode::Unsupported,
                    token.span.clone(),
                    format!("`{}` has no meaning here", foreign.symbol),
                );
                match (foreign.advice, foreign.meant) {
                    (Some(advice), _) => problem.help(advice),
                    (None, Some(meant)) => problem.help(format!("`{meant}` is what it means in rules")),
                    (None, None) => problem,
                }
            }
            TokenKind::Symbol(symbol) => problem(format!("`{symbol}` where an operator is expected")),
            TokenKind::End => problem("the expression ends too early".to_owned()),
        }
    }

    /// Takes the next infix operator if it binds at least as tightly as `minimum`.
    fn infix(&mut self, minimum: u8) -> Parsed<Option<&'static Operator>> {
        let token = self.peek();
        let accepted = |symbol| infix_operator(symbol).filter(|operator| operator.precedence >= minimum);
        let operator = match token.kind {
            TokenKind::Symbol(symbol) => accepted(symbol),
            TokenKind::Foreign(foreign) => match foreign.meant.and_then(accepted) {
                Some(operator) => {
                    self.meant(foreign, token.span)?;
                    Some(operator)
                }
                None => None,
            },
            TokenKind::Name(_) | TokenKind::Integer(_) | TokenKind::Real(_) | TokenKind::End => None,
        };
        if operator.is_some() {
            self.advance();
        }
        Ok(operator)
    }

    /// An expression of operators which bind at least as tightly as `minimum`.
    fn expression(&mut self, minimum: u8, depth: usize) -> Parsed<Syntax> {
        let mut left = self.operand(minimum, depth)?;
        let inner = depth.saturating_add(1);
        while let Some(operator) = self.infix(minimum)? {
            let tighter = operator.precedence.saturating_add(u8::from(operator.fixity != Fixity::InfixRight));
            left = match operator.operation {
                Operation::Compare(comparison) => self.chain(left, comparison, tighter, inner)?,
                Operation::And | Operation::Or => {
                    let right = self.expression(tighter, inner)?;
                    join(operator.operation == Operation::And, left, right)?
                }
                Operation::Arithmetic(arithmetic) => {
                    let right = self.expression(tighter, inner)?;
                    let (span, height) = (left.span.start..right.span.end, left.height.max(right.height));
                    node(SyntaxKind::Arithmetic(arithmetic, Box::new(left), Box::new(right)), span, height)?
                }
                // No prefix or postfix operator comes out of `infix_operator`.
                Operation::Not | Operation::Plus | Operation::Negate | Operation::Lag => left,
            };
        }
        Ok(left)
    }

    /// The rest of `first < …` with all comparisons that follow at the same level.
    fn chain(&mut self, first: Syntax, comparison: Comparison, tighter: u8, depth: usize) -> Parsed<Syntax> {
        let mut span = first.span.clone();
        let mut height = first.height;
        let mut operands = vec![first];
        let mut comparisons = vec![comparison];
        loop {
            let operand = self.expression(tighter, depth)?;
            span.end = operand.span.end;
            height = height.max(operand.height);
            operands.push(operand);
            match self.infix(tighter.saturating_sub(1))?.map(|operator| operator.operation) {
                Some(Operation::Compare(next)) => comparisons.push(next),
                // Everything tighter was taken by the operand.
                _ => return node(SyntaxKind::Compare(operands, comparisons), span, height),
            }
        }
    }

    fn operand(&mut self, minimum: u8, depth: usize) -> Parsed<Syntax> {
        let token = self.peek();
        if depth > MAX_DEPTH {
            return Err(Box::new(too_deep(token.span)));
        }
        let symbol = match token.kind {
            TokenKind::Symbol(symbol) => symbol,
            TokenKind::Foreign(foreign)
                if foreign.meant.is_some_and(|meant| prefix_operator(meant).is_some()) =>
            {
                self.meant(foreign, token.span.clone())?
            }
            _ => return self.postfix(depth),
        };
        let Some(operator) = prefix_operator(symbol) else { return self.postfix(depth) };
        if operator.operation == Operation::Not && minimum > operator.precedence {
            return stop(
                RuleCode::Syntax,
                token.span,
                "`not` cannot stand inside a comparison or a sum",
                "put it in parentheses with its condition: `(not …)`",
            );
        }
        self.advance();
        let inner = self.expression(operator.precedence, depth.saturating_add(1))?;
        let span = token.span.start..inner.span.end;
        let height = inner.height;
        let inner = Box::new(inner);
        let kind = match operator.operation {
            Operation::Not => SyntaxKind::Not(inner),
            Operation::Negate => SyntaxKind::Negate(inner),
            Operation::Plus
            | Operation::Or
            | Operation::And
            | Operation::Compare(_)
            | Operation::Arithmetic(_)
            | Operation::Lag => SyntaxKind::Plus(inner),
        };
        node(kind, span, height)
    }

    fn postfix(&mut self, depth: usize) -> Parsed<Syntax> {
        let mut base = self.atom(depth)?;
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::Symbol("[") => {
                    self.advance();
                    let inside = self.peek();
                    if matches!(inside.kind, TokenKind::Symbol("]")) {
                        return stop(
                            RuleCode::Syntax,
                            token.span.start..inside.span.end,
                            "`[]` without a number of bars",
                            "`x[1]` is `x` one bar ago",
                        );
                    }
                    let bars = self.expression(1, depth.saturating_add(1))?;
                    let end = self.close("]", &token)?;
                    let (span, height) = (base.span.start..end, base.height.max(bars.height));
                    base = node(SyntaxKind::Lag(Box::new(base), Box::new(bars)), span, height)?;
                }
                TokenKind::Symbol(".") => {
                    self.advance();
                    let name = self.peek();
                    let TokenKind::Name(output) = name.kind else {
                        return stop(
                            RuleCode::Syntax,
                            token.span,
                            "`.` without the name of an output",
                            "write an output of an indicator, like `bands.upperband`",
                        );
                    };
                    self.advance();
                    let (span, height) = (base.span.start..name.span.end, base.height);
                    base = node(
                        SyntaxKind::Attribute(Box::new(base), output.to_owned(), name.span),
                        span,
                        height,
                    )?;
                }
                TokenKind::Symbol("(") => {
                    self.advance();
                    let (arguments, end) = self.arguments(&token, depth)?;
                    let height =
                        arguments.iter().map(|argument| argument.height).fold(base.height, usize::max);
                    let span = base.span.start..end;
                    base = node(SyntaxKind::Call(Box::new(base), arguments), span, height)?;
                }
                _ => return Ok(base),
            }
        }
    }

    fn arguments(&mut self, open: &Token<'_>, depth: usize) -> Parsed<(Vec<Syntax>, usize)> {
        let mut arguments = Vec::new();
        while !self.at_symbol(")") {
            let token = self.peek();
            if let (TokenKind::Name(name), Some(TokenKind::Foreign(Foreign { symbol: "=", .. }))) =
                (token.kind, self.peek_second())
            {
                let span = token.span.start..token.span.end.saturating_add(1);
                self.problems.push(
                    RuleProblem::new(RuleCode::Unsupported, span, format!("`{name}=` names an argument"))
                        .help("arguments are given by position: `highest(high, 20)`"),
                );
                self.advance();
                self.advance();
            }
            arguments.push(self.expression(1, depth.saturating_add(1))?);
            if !self.at_symbol(",") {
                break;
            }
            self.advance();
        }
        let end = self.close(")", open)?;
        Ok((arguments, end))
    }

    /// Takes the closing bracket and tells where it ends.
    fn close(&mut self, symbol: &'static str, open: &Token<'_>) -> Parsed<usize> {
        let token = self.peek();
        if self.at_symbol(symbol) {
            self.advance();
            return Ok(token.span.end);
        }
        let opened = if symbol == ")" { "(" } else { "[" };
        match token.kind {
            TokenKind::End => stop(
                RuleCode::Syntax,
                open.span.clone(),
                format!("this `{opened}` is never closed"),
                &format!("add a `{symbol}`"),
            ),
            TokenKind::Symbol(",") if symbol == "]" => stop(
                RuleCode::Syntax,
                token.span,
                "`x[…]` takes one number of bars",
                "`x[1]` is `x` one bar ago",
            ),
            TokenKind::Symbol(found) => stop(
                RuleCode::Syntax,
                token.span,
                format!("`{found}` before the `{opened}` is closed"),
                &format!("add a `{symbol}`"),
            ),
            _ => {
                let before = Syntax { kind: SyntaxKind::Integer(0), span: open.span.clone(), height: 1 };
                Err(Box::new(Self::misplaced(&token, &before)))
            }
        }
    }

    fn atom(&mut self, depth: usize) -> Parsed<Syntax> {
        let token = self.peek();
        let span = token.span.clone();
        let kind = match token.kind {
            TokenKind::Integer(value) => SyntaxKind::Integer(value),
            TokenKind::Real(value) => SyntaxKind::Real(value),
            TokenKind::Name(name) if RESERVED_WORDS.contains(&name) => {
                return Err(Box::new(python_word(name, span)));
            }
            TokenKind::Name(name) => SyntaxKind::Name(name.to_owned()),
            TokenKind::Symbol("(") => {
                self.advance();
                let inner = self.expression(1, depth.saturating_add(1))?;
                if self.at_symbol(",") {
                    return stop(
                        RuleCode::Unsupported,
                        self.peek().span,
                        "rules have no tuples",
                        "join conditions with `and` or `or`",
                    );
                }
                let end = self.close(")", &token)?;
                return Ok(Syntax { span: span.start..end, ..inner });
            }
            TokenKind::Symbol("[") => {
                return stop(
                    RuleCode::Unsupported,
                    span,
                    "rules have no lists",
                    "a lag follows its series: `close[1]`",
                );
            }
            TokenKind::Symbol(_) | TokenKind::End => {
                let found = match token.kind {
                    TokenKind::Symbol(symbol) => format!("`{symbol}`"),
                    _ => "the end".to_owned(),
                };
                return stop(
                    RuleCode::Syntax,
                    span,
                    format!("expected a value, found {found}"),
                    "a value is a number, a column, a parameter, an indicator or a call",
                );
            }
            TokenKind::Foreign(foreign) => {
                let problem = RuleProblem::new(
                    RuleCode::Unsupported,
                    span,
                    format!("expected a value, found `{}`", foreign.symbol),
                );
                return Err(Box::new(match foreign.advice {
                    Some(advice) => problem.help(advice),
                    None => problem,
                }));
            }
        };
        self.advance();
        node(kind, span, 0)
    }
}

/// A node above children of that height.
fn node(kind: SyntaxKind, span: Range<usize>, children: usize) -> Parsed<Syntax> {
    let height = children.saturating_add(1);
    if height > MAX_DEPTH { Err(Box::new(too_deep(span))) } else { Ok(Syntax { kind, span, height }) }
}

/// Runs of `and` and runs of `or` are one flat node, so that a long list of conditions is not a deep tree.
fn join(all: bool, left: Syntax, right: Syntax) -> Parsed<Syntax> {
    let span = left.span.start..right.span.end;
    let children = right.height.max(match left.kind {
        SyntaxKind::And(_) if all => left.height.saturating_sub(1),
        SyntaxKind::Or(_) if !all => left.height.saturating_sub(1),
        _ => left.height,
    });
    let kind = match (all, left.kind) {
        (true, SyntaxKind::And(mut operands)) => {
            operands.push(right);
            SyntaxKind::And(operands)
        }
        (false, SyntaxKind::Or(mut operands)) => {
            operands.push(right);
            SyntaxKind::Or(operands)
        }
        (_, kind) => {
            let operands = vec![Syntax { kind, span: left.span, height: left.height }, right];
            if all { SyntaxKind::And(operands) } else { SyntaxKind::Or(operands) }
        }
    };
    node(kind, span, children)
}

fn too_deep(span: Range<usize>) -> RuleProblem {
    RuleProblem::new(
        RuleCode::TooComplex,
        span,
        format!("the expression is nested deeper than {MAX_DEPTH} levels"),
    )
    .help("move parts of it into indicators or into rules of their own")
}

/// A word of Python that rules leave out.
fn python_word(word: &str, span: Range<usize>) -> RuleProblem {
    let help = match word {
        "True" | "False" => "write a condition; one that always holds is `close > 0`",
        "None" => "an unknown value makes a rule false by itself; there is nothing to compare it with",
        "if" | "else" | "elif" => "write `a and b or not a and c` on conditions",
        "is" => "compare numbers with `==`",
        "in" => "compare with `==` and join with `or`; for a range write `low <= x <= high`",
        "lambda" | "def" => "rules have no functions of their own; declare an indicator in the document",
        "for" | "while" => {
            "functions such as `highest(x, n)`, `rising(x, n)` and `bars_since(condition)` look at many bars"
        }
        _ => "a rule is one expression of numbers, comparisons, `and`, `or`, `not` and function calls",
    };
    RuleProblem::new(RuleCode::Unsupported, span, format!("`{word}` is not part of the rule language"))
        .help(help)
}

/// A name right after a value: an operator in words, a keyword, or a missing operator.
fn adjacent_name(name: &str, span: Range<usize>) -> RuleProblem {
    if RESERVED_WORDS.contains(&name) {
        return python_word(name, span);
    }
    let help = match name.to_ascii_lowercase().as_str() {
        "crosses" | "crossed" | "cross" | "crossing" | "crossover" | "crosses_above" | "crossabove" => {
            "a cross is a function: `crosses_above(a, b)` or `crosses_below(a, b)`"
        }
        "crosses_below" | "crossunder" | "crossbelow" => "a cross is a function: `crosses_below(a, b)`",
        "above" | "over" | "greater" => "write `a > b`, or `crosses_above(a, b)` for the bar of the crossing",
        "below" | "under" | "less" => "write `a < b`, or `crosses_below(a, b)` for the bar of the crossing",
        "equals" | "equal" => "write `a == b`",
        "rising" | "rises" => "write `rising(x, n)`",
        "falling" | "falls" => "write `falling(x, n)`",
        _ => "put an operator between the two values",
    };
    RuleProblem::new(RuleCode::Syntax, span, format!("`{name}` where an operator is expected")).help(help)
}
