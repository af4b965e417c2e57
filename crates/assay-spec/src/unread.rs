//! A document that is wrong, and what of it can be checked further.

use std::collections::BTreeSet;

use crate::problem::{Code, PROBLEMS_MAX, Problem, Report};
use crate::tree::{Anchor, Node, Value};

/// Why a document was not read, and what of it could be.
#[derive(Debug, Clone)]
pub struct Unread<T> {
    report: Report,
    remains: Option<Box<Remains<T>>>,
}

#[derive(Debug, Clone)]
struct Remains<T> {
    value: T,
    /// Pointers of what was left out or replaced.
    gaps: Vec<String>,
}

impl<T> Unread<T> {
    pub(crate) fn new(report: Report, remains: Option<(T, Vec<String>)>) -> Self {
        Self { report, remains: remains.map(|(value, gaps)| Box::new(Remains { value, gaps })) }
    }

    /// What could be read, for checks that go on: wrong values are left out, or replaced where they must be
    /// there. It is not what was meant, so it must never run. `None` if too little could be read.
    pub fn remains(&self) -> Option<&T> {
        self.remains.as_deref().map(|remains| &remains.value)
    }

    /// Adds what further checks of the [remains](Self::remains) found, but for what is known already and what
    /// follows from the gaps.
    pub fn with(self, found: Vec<Problem>) -> Report {
        let Some(remains) = self.remains else { return self.report };
        let gaps = Gaps::of(&self.report, &remains.gaps);
        let news: Vec<Problem> =
            found.into_iter().filter(|problem| gaps.is_news(problem, &self.report)).collect();
        if news.is_empty() {
            return self.report;
        }
        let (source, mut problems) = self.report.into_parts();
        problems.extend(news);
        Report::new(source, problems)
    }

    /// What is wrong with it.
    pub fn into_report(self) -> Report {
        self.report
    }
}

/// What is not there in the remains of a document.
struct Gaps<'a> {
    pointers: &'a [String],
    /// All names that may have been defined by what was left out; `None` if that cannot be told.
    absent: Option<BTreeSet<&'a str>>,
    /// Parameters whose value may not be the one that was meant.
    doubtful: BTreeSet<&'a str>,
}

impl<'a> Gaps<'a> {
    fn of(report: &'a Report, pointers: &'a [String]) -> Self {
        let mut absent = Some(BTreeSet::new());
        for pointer in pointers {
            let mut steps = pointer.split('/').skip(1);
            if let (Some("parameters" | "indicators"), name, None) =
                (steps.next(), steps.next(), steps.next())
            {
                match (name, &mut absent) {
                    (Some(name), Some(names)) => drop(names.insert(name)),
                    (Some(_), None) | (None, _) => absent = None,
                }
            }
            if let (Some(names), Some(node)) = (&mut absent, report.source().node(pointer)) {
                gather_words(node, names);
            }
        }
        let parameters = report.problems().iter().filter_map(|problem| {
            problem.pointer().strip_prefix("/parameters/").and_then(|inside| inside.split('/').next())
        });
        Self { pointers, absent, doubtful: parameters.collect() }
    }

    fn is_news(&self, problem: &Problem, report: &Report) -> bool {
        let pointer = problem.pointer();
        // What the checks of this crate find all of: more of it repeats one of theirs or follows from a gap.
        let is_repetition = matches!(
            problem.code(),
            Code::UnknownInput | Code::UnknownParameter | Code::NeedsStopLoss | Code::IndicatorCycle
        ) || report.problems().iter().any(|known| known.pointer() == pointer);
        let in_or_around_gap = self.pointers.iter().any(|gap| {
            is_within(pointer, gap) || (problem.anchor() == Anchor::Value && is_within(gap, pointer))
        });
        !(is_repetition || in_or_around_gap || self.follows_from_names(problem, report))
    }

    /// Whether the problem is that a name means nothing, or has a value, because of what was left out.
    fn follows_from_names(&self, problem: &Problem, report: &Report) -> bool {
        let mut words = BTreeSet::new();
        let node = report.source().node(problem.pointer());
        match node.and_then(|node| node.as_str()?.get(problem.narrowed()?)) {
            Some(narrowed) => gather_names(narrowed, &mut words),
            None => node.into_iter().for_each(|node| gather_strings(node, &mut words)),
        }
        let is_about = |names: &BTreeSet<&str>| !words.is_disjoint(names);
        let code = problem.code();
        let is_name = matches!(code, Code::RuleName | Code::UnsuitableParameter);
        let is_value = problem.anchor() == Anchor::Value
            && matches!(
                code,
                Code::UnsuitableParameter
                    | Code::ConstraintViolated
                    | Code::FunctionArguments
                    | Code::OutOfRange
                    | Code::RuleLimit
            );
        (is_name && self.absent.as_ref().is_none_or(is_about)) || (is_value && is_about(&self.doubtful))
    }
}

/// Whether a pointer leads into what another leads to, or to it.
fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// All keys and whole strings.
fn gather_words<'a>(node: &'a Node, words: &mut BTreeSet<&'a str>) {
    match &node.value {
        Value::Null | Value::Boolean(_) | Value::Number(_) => {}
        Value::String(text) => drop(words.insert(text)),
        Value::Array(items) => items.iter().for_each(|item| gather_words(item, words)),
        Value::Object(members) => {
            for member in members {
                words.insert(&member.key);
                gather_words(&member.node, words);
            }
        }
    }
}

/// The names in all strings.
fn gather_strings<'a>(node: &'a Node, words: &mut BTreeSet<&'a str>) {
    match &node.value {
        Value::Null | Value::Boolean(_) | Value::Number(_) => {}
        Value::String(text) => gather_names(text, words),
        Value::Array(items) => items.iter().for_each(|item| gather_strings(item, words)),
        Value::Object(members) => members.iter().for_each(|member| gather_strings(&member.node, words)),
    }
}

fn gather_names<'a>(text: &'a str, words: &mut BTreeSet<&'a str>) {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    words.extend(text.split(|character| !is_part(character)).filter(|word| !word.is_empty()));
}

/// Whether all of a document's own problems were looked for, so that more may be found.
pub(crate) fn is_complete(problems: &[Problem]) -> bool {
    problems.len() < PROBLEMS_MAX && problems.iter().all(|problem| problem.code() != Code::UnknownVersion)
}
