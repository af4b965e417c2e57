//! Findings of rules and problems of answers, as the formats tell them.

use std::borrow::Cow;
use std::ops::Range;

use assay_check::{AnswerProblem, Finding, Fix, Position, Rule, Severity, find_rule};
use serde_json::{Value as Json, json};

use crate::diagnostics::{self, RemarkPlace, Weight};

/// A sentence as the fragment that messages are; several stay sentences.
fn fragment(text: &str) -> Cow<'_, str> {
    let mut letters = text.chars();
    match (letters.next(), letters.next(), text.strip_suffix('.')) {
        (Some(first), Some(second), Some(body))
            if first.is_ascii_uppercase() && second.is_lowercase() && !body.contains(". ") =>
        {
            Cow::Owned(first.to_lowercase().chain(body.chars().skip(1)).collect())
        }
        _ => Cow::Borrowed(text),
    }
}

/// Something to say about a place of a file.
pub(super) struct Remark<'a> {
    pub(super) code: &'static str,
    /// The rule, if it is one of the check's.
    pub(super) rule: Option<&'static Rule>,
    pub(super) severity: Severity,
    pub(super) message: &'a str,
    pub(super) help: Option<Cow<'a, str>>,
    pub(super) place: Option<RemarkSpan>,
    fix: Option<&'a Fix>,
    /// Of an answer: the field of its document, and the place in its code.
    pointer: Option<&'a str>,
    in_code: Option<Position>,
}

/// Where a remark belongs.
pub(super) struct RemarkSpan {
    pub(super) start: Position,
    pub(super) end: Position,
    pub(super) range: Range<usize>,
}

impl<'a> Remark<'a> {
    pub(super) fn of_finding(finding: &'a Finding) -> Self {
        let fix = finding.fix.as_ref();
        let title = fix.map(|fix| fix.title.as_str());
        Self {
            code: finding.rule.code,
            rule: Some(finding.rule),
            severity: finding.severity,
            message: &finding.message,
            help: finding.help.as_deref().or(title).or(Some(finding.rule.instead)).map(fragment),
            place: Some(RemarkSpan { start: finding.start, end: finding.end, range: finding.range.clone() }),
            fix,
            pointer: None,
            in_code: None,
        }
    }

    pub(super) fn of_problem(problem: &'a AnswerProblem) -> Self {
        let place = problem.place.as_ref().map(|place| RemarkSpan {
            start: place.start,
            end: place.end,
            range: place.range.clone(),
        });
        Self {
            code: problem.code,
            rule: find_rule(problem.code),
            severity: problem.severity,
            message: &problem.message,
            help: problem.help.as_deref().map(fragment),
            place,
            fix: None,
            pointer: problem.pointer.as_deref(),
            in_code: problem.place_in_code.as_ref().map(|place| place.start),
        }
    }

    /// The remark with its line of the text.
    pub(super) fn frame(&self, name: &str, text: &str, color: bool) -> String {
        let place = self.place.as_ref().map(|place| RemarkPlace {
            text,
            span: place.range.clone(),
            line: place.start.line,
            column: place.start.column,
        });
        let weight = match self.severity {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
            Severity::Note => Weight::Note,
        };
        let (code, message, help) = (self.code, self.message, self.help.as_deref());
        diagnostics::Remark { weight, code, message, help, name, place }.frame(color)
    }

    pub(super) fn to_json(&self) -> Json {
        let place = self.place.as_ref();
        let fix = self.fix.map(|fix| {
            let edits: Vec<Json> = fix
                .edits
                .iter()
                .map(|edit| json!({ "bytes": [edit.range.start, edit.range.end], "content": edit.content }))
                .collect();
            json!({ "title": fix.title, "safe": fix.safe, "edits": edits })
        });
        let mut document = json!({
            "code": self.code,
            "name": self.rule.map(|rule| rule.name),
            "severity": self.severity,
            "message": self.message,
            "help": self.help,
            "line": place.map(|place| place.start.line),
            "column": place.map(|place| place.start.column),
            "end_line": place.map(|place| place.end.line),
            "end_column": place.map(|place| place.end.column),
            "fix": fix,
        });
        if let Some(pointer) = self.pointer {
            document["pointer"] = json!(pointer);
        }
        if let Some(position) = self.in_code {
            document["code_line"] = json!(position.line);
            document["code_column"] = json!(position.column);
        }
        document
    }
}
