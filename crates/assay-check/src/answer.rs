//! Strategies as language models hand them in.
//!
//! What a model said is searched for code (in a JSON document, in fences, bare), held to the schema of
//! [`ModelAnswer`], and its code to the rules. Each problem says where it is and what to do, so that the list can be
//! given back to the model. Code that could be found is returned whatever is wrong with it, so that all is told at
//! once; nothing is mended silently.

mod agree;
mod fence;
mod find;
mod json;
mod part;

use std::ops::Range;

use assay_spec::{Code, Format, ModelAnswer, PROBLEMS_MAX, Problem, examine};
use serde::Serialize;

use crate::finding::{Finding, Position, Severity};
use crate::lint::check;
use crate::metadata::{Metadata, metadata};
use crate::policy::CheckPolicy;
use crate::rules::{self, Rule};
use crate::source::{Module, Source};
use find::{Document, Found};
use part::Part;

/// The largest answer that is read: the largest code there may be, every character escaped, and room for prose.
pub const ANSWER_BYTES_MAX: usize = 4 << 20;

/// What the code of an answer stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrapping {
    /// A JSON document of the answer's schema.
    Document,
    /// A block between fences.
    Fence,
    /// Nothing: the code is the answer, or stands in its prose.
    Bare,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Where it starts.
    pub start: Position,
    /// Where it ends; the position behind its last character.
    pub end: Position,
    /// Its bytes.
    #[serde(skip)]
    pub range: Range<usize>,
}

/// One thing that is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnswerProblem {
    /// The stable code: of the rules (`AS406`), or of the documents' schemas (`AY102`).
    pub code: &'static str,
    /// What it weighs.
    pub severity: Severity,
    /// What is wrong: a lowercase fragment with the offending text.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
    /// The field of the document, as a JSON pointer, where the answer is one.
    pub pointer: Option<String>,
    /// The place in the answer.
    pub place: Option<Place>,
    /// The place in the code, counted from its first line.
    pub place_in_code: Option<Place>,
}

/// What an answer holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// What the code stands in; `None` if there is no code.
    pub wrapping: Option<Wrapping>,
    /// The answer as a document: as it was given, or made from Markdown and the code; `None` if it is not valid.
    pub document: Option<ModelAnswer>,
    /// The code, as the file that it would be.
    pub code: Option<String>,
    /// What the code says of itself; `None` if it cannot be read.
    pub metadata: Option<Metadata>,
    /// What is wrong, in the order of the answer.
    pub problems: Vec<AnswerProblem>,
}

impl Answer {
    /// Whether nothing that is wrong is an error.
    pub fn is_accepted(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity < Severity::Error)
    }
}

/// Reads what a model said.
///
/// `name` is what the documents' problems call the answer: a file's name.
///
/// ```
/// use assay_check::{CheckPolicy, read_answer};
///
/// let said = "Sure!\n```python\nimport os\n```\n";
/// let answer = read_answer("answer.md", said.as_bytes(), &CheckPolicy::default());
/// assert_eq!(answer.code.as_deref(), Some("import os\n"));
/// let codes: Vec<_> = answer.problems.iter().map(|problem| problem.code).collect();
/// assert!(codes.contains(&"AS406"), "no strategy");
/// assert!(!answer.is_accepted());
/// ```
pub fn read_answer(name: &str, bytes: &[u8], policy: &CheckPolicy) -> Answer {
    let mut answer =
        Answer { wrapping: None, document: None, code: None, metadata: None, problems: Vec::new() };
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(problem) => {
            answer.problems.push(*problem);
            return answer;
        }
    };
    let whole = Part::whole(text);
    let mut reader = Reader { text, policy, code: None, problems: Vec::new() };
    let found = find::find(&whole);
    let document = found.documents.last();
    let given = document.and_then(|document| reader.document(name, document, &found));
    let chosen = reader.choose(&whole, &found, document);
    if let Some((wrapping, code)) = chosen {
        reader.code = Some(code.clone());
        answer.wrapping = Some(wrapping);
        answer.code = Some(code.text().to_owned());
        if let Some(module) = reader.read(code.text()) {
            let metadata = metadata(&module);
            reader.judge(&module);
            agree::check(&mut reader, &metadata, given.as_ref(), document.is_some());
            answer.document = match document {
                Some(_) => given,
                None => agree::document(&metadata, code.text(), &found.prose),
            };
            answer.metadata = Some(metadata);
        }
    } else {
        reader.no_code(&found, document.is_some());
    }
    answer.problems = reader.into_problems();
    answer
}

fn decode(bytes: &[u8]) -> Result<&str, Box<AnswerProblem>> {
    let problem = |code: Code, message: String, help: &str| {
        Box::new(AnswerProblem {
            code: code.as_str(),
            severity: Severity::Error,
            message,
            help: Some(help.to_owned()),
            pointer: None,
            place: None,
            place_in_code: None,
        })
    };
    if bytes.len() > ANSWER_BYTES_MAX {
        let message = format!("the answer is {} bytes long, the most is {ANSWER_BYTES_MAX}", bytes.len());
        return Err(problem(Code::Limit, message, "answer with the code and nothing else"));
    }
    str::from_utf8(bytes).map_err(|error| {
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        let message = format!("byte {} of the answer, `0x{byte:02x}`, is not UTF-8", error.valid_up_to());
        problem(Code::Encoding, message, "save the answer as UTF-8")
    })
}

/// Where a problem is.
enum At {
    /// Nowhere in particular.
    Nowhere,
    /// In the answer.
    Answer(Range<usize>),
    /// In the code.
    Code(Range<usize>),
    /// Under a JSON pointer of the document.
    Field(String),
}

/// Gathers what is wrong.
struct Reader<'a> {
    text: &'a str,
    policy: &'a CheckPolicy,
    /// The code, once it is chosen.
    code: Option<Part>,
    problems: Vec<AnswerProblem>,
}

impl Reader<'_> {
    /// Adds what a rule of answers says, unless the policy ignores it.
    fn tell(&mut self, rule: &'static Rule, at: At, message: String, help: Option<String>) {
        if let Some(severity) = self.policy.severity(rule) {
            let help = help.or_else(|| Some(rule.instead.to_owned()));
            self.push(rule.code, severity, at, message, help);
        }
    }

    fn push(
        &mut self,
        code: &'static str,
        severity: Severity,
        at: At,
        message: String,
        help: Option<String>,
    ) {
        if self.problems.len() >= PROBLEMS_MAX {
            return;
        }
        let (mut pointer, mut place, mut place_in_code) = (None, None, None);
        match at {
            At::Nowhere => {}
            At::Answer(range) => place = Some(place_of(self.text, range)),
            At::Code(range) => {
                if let Some(code) = &self.code {
                    place = Some(place_of(self.text, code.in_answer(range.clone())));
                    place_in_code = Some(place_of(code.text(), range));
                }
            }
            At::Field(field) => pointer = Some(field),
        }
        self.problems.push(AnswerProblem { code, severity, message, help, pointer, place, place_in_code });
    }

    /// Holds a document to its schema.
    fn document(&mut self, name: &str, document: &Document, found: &Found) -> Option<ModelAnswer> {
        let json = document.json.text();
        let several = found.documents.iter().filter_map(|document| document.code.as_ref());
        if several.clone().any(|code| document.code.as_ref().is_some_and(|last| last.text() != code.text())) {
            let at = At::Answer(document.json.in_answer(0..1));
            let message =
                format!("the answer holds {} JSON documents; the last one is taken", found.documents.len());
            self.tell(&rules::SUPERSEDED, at, message, None);
        }
        match examine::<ModelAnswer>(json.as_bytes(), Format::Json, name) {
            Ok(read) => Some(read.value),
            Err(unread) => {
                for problem in unread.into_report().problems() {
                    self.schema_problem(document, problem);
                }
                None
            }
        }
    }

    fn schema_problem(&mut self, document: &Document, problem: &Problem) {
        if document.cut_off && problem.code() == Code::Syntax {
            let end = document.json.text().len();
            let at = At::Answer(document.json.in_answer(end.saturating_sub(1)..end));
            self.tell(&rules::CUT_OFF, at, "the JSON document ends in the middle".to_owned(), None);
            return;
        }
        let at = match problem.location() {
            Some(location) => At::Answer(document.json.in_answer(location.span.clone())),
            None => At::Nowhere,
        };
        let help = problem.suggestion().map(str::to_owned);
        self.push(problem.code().as_str(), Severity::Error, at, problem.message().to_owned(), help);
        if let Some(last) = self.problems.last_mut() {
            last.pointer = Some(problem.pointer().to_owned());
        }
    }

    /// The code of the answer, and what it stands in.
    fn choose(
        &mut self,
        whole: &Part,
        found: &Found,
        document: Option<&Document>,
    ) -> Option<(Wrapping, Part)> {
        if let Some(code) = document.and_then(|document| document.code.clone()) {
            return (!code.text().trim().is_empty()).then_some((Wrapping::Document, code));
        }
        if let Some(code) = &found.bare {
            self.tell(
                &rules::UNFENCED,
                At::Answer(code.in_answer(0..code.text().lines().next().unwrap_or_default().len())),
                "code begins here, without a fence".to_owned(),
                None,
            );
            return Some((Wrapping::Bare, code.clone()));
        }
        let choice = find::choose(whole, &found.blocks)?;
        let opening = |block: usize| {
            let block = found.blocks.get(block);
            At::Answer(block.map_or(0..0, |block| block.content.in_answer(0..1)))
        };
        for block in &choice.superseded {
            let message = "a later block defines the same strategy, and is taken instead of this one";
            self.tell(&rules::SUPERSEDED, opening(*block), message.to_owned(), None);
        }
        for block in &choice.rivals {
            let message = "this block defines another strategy than the last one";
            self.tell(&rules::SEVERAL, opening(*block), message.to_owned(), None);
        }
        for block in &choice.joined {
            let message = "the strategy needs this block, which is put before it";
            self.tell(&rules::SPLIT, opening(*block), message.to_owned(), None);
        }
        if found.blocks.get(choice.block).is_some_and(|block| !block.closed) {
            let end = self.text.trim_end().len();
            let last_line =
                self.text.get(..end).and_then(|text| text.rfind('\n')).map_or(0, |at| at.saturating_add(1));
            let message =
                "the fence around the code is not closed: the answer may end in the middle".to_owned();
            self.tell(&rules::CUT_OFF, At::Answer(last_line..end), message, None);
        }
        Some((Wrapping::Fence, choice.code))
    }

    /// Parses the code, or adds why it cannot be.
    fn read<'c>(&mut self, code: &'c str) -> Option<Module<'c>> {
        match Source::read("", code.as_bytes()) {
            Ok(module) => Some(module),
            Err(findings) => {
                self.findings(&findings);
                None
            }
        }
    }

    /// Holds the code to the rules.
    fn judge(&mut self, module: &Module<'_>) {
        let findings = check(module, self.policy);
        self.findings(&findings);
        agree::elisions(self, module);
    }

    fn findings(&mut self, findings: &[Finding]) {
        for finding in findings.iter().take(PROBLEMS_MAX) {
            let help = finding.help.clone().or_else(|| finding.fix.as_ref().map(|fix| fix.title.clone()));
            let help = help.unwrap_or_else(|| finding.rule.instead.to_owned());
            let at = At::Code(finding.range.clone());
            self.push(finding.rule.code, finding.severity, at, finding.message.clone(), Some(help));
        }
    }

    fn no_code(&mut self, found: &Found, is_document: bool) {
        if is_document && self.problems.iter().any(|problem| problem.severity == Severity::Error) {
            // The schema, or the end of the answer, tells why.
            return;
        }
        let tags = found.blocks.iter().map(|block| block.tag.as_str()).filter(|tag| !tag.is_empty());
        let other =
            tags.clone().find(|tag| !["json", "bash", "sh", "shell", "console", "text"].contains(tag));
        let message = match other {
            Some(tag) => format!("the answer holds no Python, only `{}`", assay_types::Excerpt::of(tag)),
            None => "the answer holds no Python code".to_owned(),
        };
        self.tell(&rules::NO_CODE, At::Nowhere, message, None);
    }

    fn into_problems(self) -> Vec<AnswerProblem> {
        let mut problems = self.problems;
        problems.sort_by_key(|problem| {
            let start = problem.place.as_ref().map(|place| place.range.start);
            let start_in_code = problem.place_in_code.as_ref().map(|place| place.range.start);
            (start, start_in_code, problem.code)
        });
        problems
    }
}

fn place_of(text: &str, range: Range<usize>) -> Place {
    let floor = |mut offset: usize| {
        offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset = offset.saturating_sub(1);
        }
        offset
    };
    let start = floor(range.start);
    let range = start..floor(range.end).max(start);
    Place { start: position(text, range.start), end: position(text, range.end), range }
}

fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline.saturating_add(1));
    let line = before.bytes().filter(|&byte| byte == b'\n').count().saturating_add(1);
    let column = before.get(line_start..).unwrap_or_default().chars().count().saturating_add(1);
    Position { line, column }
}

#[cfg(test)]
mod tests;
