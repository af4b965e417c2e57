//! Rules of version 1: conditions as people and models write them, turned into the rule language.

use std::ops::Range;

use assay_types::{Direction, Excerpt, Identifier};

use super::indicator::{Call, has_outputs, output};
use super::{Note, Upgrader};
use crate::problem::{Code, Problem};
use crate::semantics::{COLUMNS, RULE_FUNCTIONS};
use crate::suggest;

/// The longest rule, in bytes.
const RULE_BYTES_MAX: usize = 4096;
/// How deep brackets may be nested.
const DEPTH_MAX: usize = 32;

/// A rule in the rule language.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) side: Option<Direction>,
    pub(super) when: String,
    /// Whether an `or` stands outside of brackets.
    loose: bool,
}

/// All of the rules at once.
pub(super) fn all(rules: &[&Rule]) -> String {
    let several = rules.len() > 1;
    let parts = rules
        .iter()
        .map(|rule| if several && rule.loose { format!("({})", rule.when) } else { rule.when.clone() });
    parts.collect::<Vec<_>>().join(" and ")
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Number(&'a str),
    Name(&'a str),
    /// An operator, in the rule language.
    Operator(&'static str),
    /// `crosses above` and `crosses below` between two values.
    Cross(&'static str),
    Open,
    Close,
    OpenLag,
    CloseLag,
    Comma,
}

/// Phrases of several words or foreign signs, longest first, and what they mean.
const PHRASES: &[(&str, Token<'static>)] = &[
    ("is greater than or equal to", Token::Operator(">=")),
    ("is less than or equal to", Token::Operator("<=")),
    ("is greater than", Token::Operator(">")),
    ("crosses up through", Token::Cross("crosses_above")),
    ("is less than", Token::Operator("<")),
    ("crossed above", Token::Cross("crosses_above")),
    ("crossed below", Token::Cross("crosses_below")),
    ("crosses above", Token::Cross("crosses_above")),
    ("crosses below", Token::Cross("crosses_below")),
    ("crosses under", Token::Cross("crosses_below")),
    ("crosses over", Token::Cross("crosses_above")),
    ("greater than", Token::Operator(">")),
    ("cross above", Token::Cross("crosses_above")),
    ("cross below", Token::Cross("crosses_below")),
    ("less than", Token::Operator("<")),
    ("crossover", Token::Cross("crosses_above")),
    ("crossunder", Token::Cross("crosses_below")),
    ("is above", Token::Operator(">")),
    ("is below", Token::Operator("<")),
    ("at least", Token::Operator(">=")),
    ("at most", Token::Operator("<=")),
    ("is over", Token::Operator(">")),
    ("is under", Token::Operator("<")),
    ("above", Token::Operator(">")),
    ("below", Token::Operator("<")),
    ("and", Token::Operator("and")),
    ("not", Token::Operator("not")),
    ("or", Token::Operator("or")),
];

const SIGNS: &[(&str, Token<'static>)] = &[
    ("&&", Token::Operator("and")),
    ("||", Token::Operator("or")),
    (">=", Token::Operator(">=")),
    ("<=", Token::Operator("<=")),
    ("==", Token::Operator("==")),
    ("!=", Token::Operator("!=")),
    ("**", Token::Operator("**")),
    ("≥", Token::Operator(">=")),
    ("≤", Token::Operator("<=")),
    ("&", Token::Operator("and")),
    ("|", Token::Operator("or")),
    (">", Token::Operator(">")),
    ("<", Token::Operator("<")),
    ("=", Token::Operator("==")),
    ("!", Token::Operator("not")),
    ("+", Token::Operator("+")),
    ("-", Token::Operator("-")),
    ("*", Token::Operator("*")),
    ("/", Token::Operator("/")),
    ("%", Token::Operator("%")),
    ("(", Token::Open),
    (")", Token::Close),
    ("[", Token::OpenLag),
    ("]", Token::CloseLag),
    (",", Token::Comma),
];

/// Functions without arguments, which the rule language writes without brackets.
const CLOCK: &[&str] = &["hour", "weekday"];

const SIDES: &[(&str, Direction)] = &[
    ("enter long", Direction::Long),
    ("go long", Direction::Long),
    ("long", Direction::Long),
    ("buy", Direction::Long),
    ("enter short", Direction::Short),
    ("go short", Direction::Short),
    ("short", Direction::Short),
    ("sell", Direction::Short),
];

/// Cuts the phrase off the beginning of `text`, if whole words of it are there; words may stand further apart.
fn strip_phrase<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text;
    for word in phrase.split(' ') {
        rest = rest.trim_start();
        let (start, after) = rest.split_at_checked(word.len())?;
        let ends = !after.starts_with(|next: char| next.is_alphanumeric() || matches!(next, '_' | '.'));
        if !start.eq_ignore_ascii_case(word) || !ends {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// `buy when …`, `short: …`: the side, and the rest.
fn strip_side(text: &str) -> (Option<Direction>, &str) {
    for (phrase, side) in SIDES {
        let Some(rest) = strip_phrase(text, phrase) else { continue };
        let rest = rest.trim_start();
        let condition = rest
            .strip_prefix(':')
            .or_else(|| strip_phrase(rest, "when"))
            .or_else(|| strip_phrase(rest, "if"));
        if let Some(condition) = condition {
            return (Some(*side), condition);
        }
    }
    (None, text)
}

impl Upgrader {
    /// Turns a rule of version 1 into the rule language.
    pub(super) fn rule(&mut self, text: &str, pointer: &str) -> Result<Rule, Problem> {
        if text.len() > RULE_BYTES_MAX {
            let message = format!("the rule is {} bytes long, the most is {RULE_BYTES_MAX}", text.len());
            return Err(Problem::new(Code::NotUpgradable, pointer, message));
        }
        let (side, condition) = strip_side(text);
        let before = text.len().saturating_sub(condition.len());
        let mut translator =
            Translator { upgrader: self, text, pointer, tokens: Vec::new(), next: 0, depth: 0 };
        translator.tokenize(before)?;
        let (when, loose) = translator.either()?;
        match translator.peek() {
            None if translator.tokens.iter().any(|(token, _)| {
                matches!(token, Token::Cross(_))
                    || matches!(token, Token::Operator(operator) if operator.contains(['<', '>', '=']))
                    || matches!(token, Token::Name(name) if RULE_FUNCTIONS.contains(name))
            }) =>
            {
                Ok(Rule { side, when, loose })
            }
            None => {
                Err(translator
                    .refuse("it compares nothing, so when it holds is not clear", before..text.len()))
            }
            Some(_) => Err(translator.unexpected("the end of the rule")),
        }
    }
}

struct Translator<'a, 'u> {
    upgrader: &'u mut Upgrader,
    text: &'a str,
    pointer: &'a str,
    tokens: Vec<(Token<'a>, Range<usize>)>,
    next: usize,
    depth: usize,
}

impl<'a> Translator<'a, '_> {
    fn refuse(&self, reason: impl Into<String>, range: Range<usize>) -> Problem {
        Problem::new(Code::NotUpgradable, self.pointer, reason)
            .value(self.text)
            .range(range)
            .help("write a condition over columns, indicators and numbers, like `rsi < 30` or `fast crosses above slow`")
    }

    fn tokenize(&mut self, start: usize) -> Result<(), Problem> {
        let mut at = start;
        while let Some(rest) = self.text.get(at..) {
            let trimmed = rest.trim_start();
            at = self.text.len().saturating_sub(trimmed.len());
            let Some(first) = trimmed.chars().next() else { break };
            let (token, after) = if first.is_ascii_digit() || first == '.' {
                let end = trimmed
                    .find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '.'))
                    .unwrap_or(trimmed.len());
                let (number, after) = trimmed.split_at_checked(end).unwrap_or((trimmed, ""));
                if !number.parse::<f64>().is_ok_and(f64::is_finite) {
                    let reason = format!("`{}` is no number", Excerpt::of(number));
                    return Err(self.refuse(reason, at..at.saturating_add(end)));
                }
                (Token::Number(number), after)
            } else if first.is_ascii_alphabetic() || matches!(first, '_' | '$') {
                let phrase =
                    PHRASES.iter().find_map(|(phrase, token)| Some((*token, strip_phrase(trimmed, phrase)?)));
                phrase.unwrap_or_else(|| {
                    let end = trimmed
                        .find(|letter: char| {
                            !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '$'))
                        })
                        .unwrap_or(trimmed.len());
                    let (name, after) = trimmed.split_at_checked(end).unwrap_or((trimmed, ""));
                    (Token::Name(name), after)
                })
            } else {
                let sign = SIGNS.iter().find_map(|(sign, token)| Some((*token, trimmed.strip_prefix(sign)?)));
                sign.ok_or_else(|| {
                    let reason = format!("the sign `{}` has no meaning in a rule", Excerpt::from(first));
                    self.refuse(reason, at..at.saturating_add(first.len_utf8()))
                })?
            };
            let end = self.text.len().saturating_sub(after.len());
            self.tokens.push((token, at..end));
            at = end;
        }
        Ok(())
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).map(|(token, _)| *token)
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.text.len()..self.text.len(), |(_, range)| range.clone())
    }

    fn advance(&mut self) {
        self.next = self.next.saturating_add(1);
    }

    fn eat(&mut self, token: Token<'_>) -> bool {
        let found = self.peek() == Some(token);
        if found {
            self.advance();
        }
        found
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let range = self.here();
        let found = self.text.get(range.clone()).unwrap_or_default();
        if found.is_empty() {
            self.refuse(format!("expected {expected}, but the rule ends"), range)
        } else {
            self.refuse(format!("expected {expected}, found `{}`", Excerpt::of(found)), range)
        }
    }

    /// `… or …`: the text, and whether an `or` is in it.
    fn either(&mut self) -> Result<(String, bool), Problem> {
        let mut text = self.both()?;
        let mut loose = false;
        while self.eat(Token::Operator("or")) {
            loose = true;
            text = format!("{text} or {}", self.both()?);
        }
        Ok((text, loose))
    }

    fn both(&mut self) -> Result<String, Problem> {
        let mut text = self.negation()?;
        while self.eat(Token::Operator("and")) {
            text = format!("{text} and {}", self.negation()?);
        }
        Ok(text)
    }

    fn negation(&mut self) -> Result<String, Problem> {
        let mut nots = String::new();
        while self.eat(Token::Operator("not")) {
            nots.push_str("not ");
        }
        Ok(format!("{nots}{}", self.comparison()?))
    }

    fn comparison(&mut self) -> Result<String, Problem> {
        let mut text = self.arithmetic()?;
        while let Some(token) = self.peek() {
            match token {
                Token::Operator(operator @ (">" | "<" | ">=" | "<=" | "==" | "!=")) => {
                    self.advance();
                    text = format!("{text} {operator} {}", self.arithmetic()?);
                }
                Token::Cross(function) => {
                    self.advance();
                    text = format!("{function}({text}, {})", self.arithmetic()?);
                    break;
                }
                Token::Number(_)
                | Token::Name(_)
                | Token::Operator(_)
                | Token::Open
                | Token::Close
                | Token::OpenLag
                | Token::CloseLag
                | Token::Comma => break,
            }
        }
        Ok(text)
    }

    fn arithmetic(&mut self) -> Result<String, Problem> {
        let mut text = self.value()?;
        while let Some(Token::Operator(operator @ ("+" | "-" | "*" | "/" | "%" | "**"))) = self.peek() {
            self.advance();
            text = format!("{text} {operator} {}", self.value()?);
        }
        Ok(text)
    }

    fn value(&mut self) -> Result<String, Problem> {
        let mut signs = String::new();
        while self.eat(Token::Operator("-")) {
            signs.push('-');
        }
        let range = self.here();
        let text = match self.peek() {
            Some(Token::Number(number)) => {
                self.advance();
                number.to_owned()
            }
            Some(Token::Open) => {
                self.advance();
                self.depth = self.depth.saturating_add(1);
                if self.depth > DEPTH_MAX {
                    return Err(self.refuse(format!("brackets are nested deeper than {DEPTH_MAX}"), range));
                }
                let (inside, _) = self.either()?;
                if !self.eat(Token::Close) {
                    return Err(self.unexpected("`)`"));
                }
                self.depth = self.depth.saturating_sub(1);
                format!("({inside})")
            }
            Some(Token::Name(name)) => {
                self.advance();
                if self.peek() == Some(Token::Open) {
                    self.call(name, range)?
                } else {
                    self.name(name, range)?
                }
            }
            Some(
                Token::Operator(_)
                | Token::Cross(_)
                | Token::Close
                | Token::OpenLag
                | Token::CloseLag
                | Token::Comma,
            )
            | None => return Err(self.unexpected("a value")),
        };
        let mut text = format!("{signs}{text}");
        while self.eat(Token::OpenLag) {
            let Some(Token::Number(lag)) = self.peek() else {
                return Err(self.unexpected("a number of bars"));
            };
            if lag.parse::<u32>().is_err() {
                return Err(self.unexpected("a whole number of bars"));
            }
            self.advance();
            if !self.eat(Token::CloseLag) {
                return Err(self.unexpected("`]`"));
            }
            text = format!("{text}[{lag}]");
        }
        Ok(text)
    }

    /// A function of the rule language, or one of TA-Lib, which becomes an indicator.
    fn call(&mut self, name: &str, range: Range<usize>) -> Result<String, Problem> {
        let lower = name.to_ascii_lowercase();
        if RULE_FUNCTIONS.contains(&lower.as_str()) {
            self.advance();
            let mut arguments = Vec::new();
            if !self.eat(Token::Close) {
                loop {
                    self.depth = self.depth.saturating_add(1);
                    if self.depth > DEPTH_MAX {
                        return Err(
                            self.refuse(format!("brackets are nested deeper than {DEPTH_MAX}"), range)
                        );
                    }
                    arguments.push(self.either()?.0);
                    self.depth = self.depth.saturating_sub(1);
                    if self.eat(Token::Close) {
                        break;
                    }
                    if !self.eat(Token::Comma) {
                        return Err(self.unexpected("`,` or `)`"));
                    }
                }
            }
            if CLOCK.contains(&lower.as_str()) && arguments.is_empty() {
                return Ok(lower);
            }
            return Ok(format!("{lower}({})", arguments.join(", ")));
        }
        let close = self.tokens.iter().skip(self.next).position(|(token, _)| *token == Token::Close);
        let last = close.and_then(|offset| self.next.checked_add(offset));
        let end = last.and_then(|index| self.tokens.get(index)).map(|(_, range)| range.end);
        let (Some(last), Some(end)) = (last, end) else { return Err(self.unexpected("`)`")) };
        let written = self.text.get(range.start..end).unwrap_or_default();
        let series: Vec<String> = self.upgrader.indicators.keys().map(ToString::to_string).collect();
        let indicator = Call::parse(written)
            .ok_or_else(|| format!("`{}` is no call of a function", Excerpt::of(written)))
            .and_then(|call| self.upgrader.call(&call, &series))
            .map_err(|reason| self.refuse(reason, range.start..end))?;
        self.next = last.saturating_add(1);
        // A name that tells what it is: `SMA(close, 10)` becomes `sma_close_10`.
        let mut slug = String::new();
        for character in written.chars() {
            if character.is_ascii_alphanumeric() {
                slug.push(character.to_ascii_lowercase());
            } else if !slug.ends_with('_') {
                slug.push('_');
            }
        }
        let slug = slug.trim_end_matches('_');
        let identifier: Identifier = slug.parse().ok().ok_or_else(|| {
            self.refuse("its indicator needs a name; add it to `indicators`", range.start..end)
        })?;
        let function = indicator.function.clone();
        let taken = self.upgrader.indicators.get(&identifier).is_some_and(|other| *other != indicator);
        if taken || self.upgrader.parameters.contains_key(&identifier) {
            return Err(self.refuse(format!("the name `{identifier}` is taken"), range.start..end));
        }
        if self.upgrader.indicators.insert(identifier.clone(), indicator).is_none() {
            let message = format!("`{}` became the indicator `{identifier}`", Excerpt::of(written));
            self.upgrader.notes.push(Note { pointer: self.pointer.to_owned(), message });
        }
        self.with_output(identifier.as_str(), &function, "", range.start..end)
    }

    /// A column, a parameter, an indicator, or an indicator's output.
    fn name(&mut self, written: &str, range: Range<usize>) -> Result<String, Problem> {
        let name = written.trim_start_matches('$');
        let lower = name.to_ascii_lowercase();
        if self.upgrader.parameters.contains_key(name) {
            return Ok(name.to_owned());
        }
        if let Some(indicator) = self.upgrader.indicators.get(name) {
            let function = indicator.function.clone();
            return self.with_output(name, &function, "", range);
        }
        // `bands.upper` and `bands_upper`.
        let splits = name.match_indices(['.', '_']).map(|(at, _)| at);
        for at in splits {
            let (Some(base), Some(word)) = (name.get(..at), name.get(at.saturating_add(1)..)) else {
                continue;
            };
            if let Some(indicator) = self.upgrader.indicators.get(base) {
                let function = indicator.function.clone();
                return self.with_output(base, &function, word, range);
            }
        }
        if COLUMNS.contains(&lower.as_str()) || CLOCK.contains(&lower.as_str()) {
            return Ok(lower);
        }
        if lower == "price" {
            let message = "`price` was taken to be the close".to_owned();
            let note = Note { pointer: self.pointer.to_owned(), message };
            if !self.upgrader.notes.contains(&note) {
                self.upgrader.notes.push(note);
            }
            return Ok("close".to_owned());
        }
        let names: Vec<String> = self
            .upgrader
            .indicators
            .keys()
            .chain(self.upgrader.parameters.keys())
            .map(ToString::to_string)
            .collect();
        let known: Vec<&str> = COLUMNS.iter().copied().chain(names.iter().map(String::as_str)).collect();
        let mut problem = self.refuse(
            format!(
                "what `{}` means is not clear: it is no column, indicator or parameter",
                Excerpt::of(written)
            ),
            range,
        );
        if let Some(near) = suggest::closest(name, known) {
            problem = problem.help(format!("did you mean `{near}`?"));
        }
        Err(problem)
    }

    /// An indicator with the output that `word` means; alone, if it has only one.
    fn with_output(
        &self,
        name: &str,
        function: &str,
        word: &str,
        range: Range<usize>,
    ) -> Result<String, Problem> {
        if let Some(output) = output(function, word) {
            return Ok(format!("{name}.{output}"));
        }
        if word.is_empty() && !has_outputs(function) {
            return Ok(name.to_owned());
        }
        let what = if word.is_empty() {
            format!("which output of {function} is meant is not clear")
        } else {
            format!("{function} has no output `{}`", Excerpt::of(word))
        };
        Err(self.refuse(what, range))
    }
}
