//! A module is held against the rules, in one walk over its tree.
//!
//! The walk keeps the scopes around the current place, so that it knows what a name means, and returns from each
//! expression what is known about its value: where it comes from, and whether it holds one value for each bar. What
//! can only be decided with the whole file in view is kept and decided at the end.

mod attribute;
mod bomb;
mod call;
mod class;
mod expression;
mod foresight;
mod format;
mod import;
mod library;
mod names;
mod scope;
mod statement;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ruff_text_size::TextRange;

use crate::finding::{Finding, Fix, Severity};
use crate::policy::CheckPolicy;
use crate::rules::{self, Group, Rule};
use crate::source::{Module, Source, with_stack};
use scope::{Block, Scope, Scopes};

/// More findings of one rule say nothing new, and a hostile file could make millions.
const SAME_MAX: usize = 100;

/// Everything that the rules say about a module, in the order of the file.
///
/// Of one rule, the first hundred findings are reported.
pub fn check(module: &Module<'_>, policy: &CheckPolicy) -> Vec<Finding> {
    let mut findings = module.newer_syntax();
    findings.truncate(SAME_MAX);
    findings.retain_mut(|finding| match policy.severity(finding.rule) {
        Some(severity) => {
            finding.severity = severity;
            true
        }
        None => false,
    });
    let body = &module.parsed().syntax().body;
    findings.extend(with_stack(|| {
        let scope = Scope::of(Block::Module, body, policy);
        let mut checker = Checker::new(module.source(), policy, Scopes::new(scope));
        checker.module(body);
        checker.finish()
    }));
    findings.sort_by_key(|finding| (finding.range.start, finding.range.end, finding.rule.code));
    findings
}

/// A finding before lines and columns are known.
#[derive(Debug)]
struct Remark {
    rule: &'static Rule,
    severity: Severity,
    range: Range<usize>,
    message: String,
    help: Option<String>,
    fix: Option<Fix>,
}

/// In which part of a strategy the walk is, as far as knowing the future goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role<'a> {
    /// Neither of the others: arrays may be anything.
    Other,
    /// `init`, or a function written inside a call of `self.I`: arrays hold all bars.
    Init,
    /// `next`: arrays end at the current bar.
    Next,
    /// A function of that name: arrays hold all bars if `init` uses it.
    Function(&'a str),
}

/// A remark that stands only if `init` uses a function.
#[derive(Debug)]
struct Conditional<'a> {
    function: &'a str,
    rule: &'static Rule,
    range: Range<usize>,
    message: String,
}

/// An attribute that is refused unless the file defines it.
#[derive(Debug)]
struct Claimed<'a> {
    name: &'a str,
    rule: &'static Rule,
    range: Range<usize>,
    aside: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts about the place and the file")]
struct Checker<'a> {
    source: &'a Source<'a>,
    policy: &'a CheckPolicy,
    ascii: bool,
    remarks: Vec<Remark>,
    counts: BTreeMap<&'static str, usize>,
    scopes: Scopes<'a>,
    role: Role<'a>,
    /// Whether the place is in a block that Assay does not run: `if __name__ == "__main__":`.
    aside: bool,
    /// How many compound statements are around the place.
    block_depth: usize,
    annotation: bool,
    /// How many `Annotated[…]` are around the place: what stands in them are values.
    in_annotated: usize,
    classes: Vec<class::Frame<'a>>,
    loops: Vec<foresight::Loop>,
    /// Attributes and methods that the classes of the file define.
    own_attributes: BTreeSet<&'a str>,
    claimed: Vec<Claimed<'a>>,
    conditional: Vec<Conditional<'a>>,
    /// Which functions each function uses; `init` is the empty name.
    uses: BTreeMap<&'a str, BTreeSet<&'a str>>,
    refused_imports: Vec<import::Refused<'a>>,
    stars: Vec<import::Star>,
    /// The modules of all stars, each once.
    star_libraries: Vec<&'static library::Library>,
    star_names: BTreeSet<&'a str>,
    /// A star import brought in names that nobody knows.
    unknown_names: bool,
    undefined: Vec<(&'a str, Range<usize>)>,
    draws: Vec<(Range<usize>, String)>,
    seeded: bool,
}

impl<'a> Checker<'a> {
    fn new(source: &'a Source<'a>, policy: &'a CheckPolicy, scopes: Scopes<'a>) -> Self {
        Self {
            source,
            policy,
            ascii: source.text().is_ascii(),
            remarks: Vec::new(),
            counts: BTreeMap::new(),
            scopes,
            role: Role::Other,
            aside: false,
            block_depth: 0,
            annotation: false,
            in_annotated: 0,
            classes: Vec::new(),
            loops: Vec::new(),
            own_attributes: BTreeSet::new(),
            claimed: Vec::new(),
            conditional: Vec::new(),
            uses: BTreeMap::new(),
            refused_imports: Vec::new(),
            stars: Vec::new(),
            star_libraries: Vec::new(),
            star_names: BTreeSet::new(),
            unknown_names: false,
            undefined: Vec::new(),
            draws: Vec::new(),
            seeded: false,
        }
    }

    /// The beginning of what stands at a place, for a message.
    fn excerpt(&self, range: &Range<usize>) -> &'a str {
        let text = self.source.text().get(range.clone()).unwrap_or("");
        shown(text.lines().next().unwrap_or(""))
    }

    /// Adds a remark; its index, if it is to be reported.
    fn add(&mut self, rule: &'static Rule, range: Range<usize>, message: String) -> Option<usize> {
        self.add_with(rule, range, message, None)
    }

    fn add_with(
        &mut self,
        rule: &'static Rule,
        range: Range<usize>,
        message: String,
        help: Option<String>,
    ) -> Option<usize> {
        self.remark(rule, range, message, help, self.aside)
    }

    fn remark(
        &mut self,
        rule: &'static Rule,
        range: Range<usize>,
        message: String,
        help: Option<String>,
        aside: bool,
    ) -> Option<usize> {
        let mut severity = self.policy.severity(rule)?;
        let mut message = message;
        if aside {
            // Assay imports the file under another name, so that the block does not run; whoever starts the file by
            // hand runs it.
            match rule.group {
                Group::Form | Group::Answer => {}
                Group::Safety => {
                    severity = severity.min(Severity::Note);
                    message.push_str(" (Assay does not run this block; starting the file by hand does)");
                }
                Group::Foresight | Group::Practice => return None,
            }
        }
        let count = self.counts.entry(rule.code).or_default();
        if *count >= SAME_MAX {
            return None;
        }
        *count = count.saturating_add(1);
        self.remarks.push(Remark { rule, severity, range, message, help, fix: None });
        self.remarks.len().checked_sub(1)
    }

    /// Whether the place is inside a class or a function.
    fn in_definition(&self) -> bool {
        !self.classes.is_empty() || self.scopes.in_function()
    }

    fn fix(&mut self, remark: usize, fix: Fix) {
        if let Some(remark) = self.remarks.get_mut(remark) {
            remark.fix = Some(fix);
        }
    }

    /// Adds a remark about using all bars at once: it stands where all bars are there.
    fn add_where_whole(&mut self, rule: &'static Rule, range: Range<usize>, message: String) {
        match self.role {
            Role::Init => {
                self.add(rule, range, message);
            }
            Role::Function(function) if !self.aside => {
                self.conditional.push(Conditional { function, rule, range, message });
            }
            Role::Function(_) | Role::Next | Role::Other => {}
        }
    }

    /// Remembers that the current function, or `init`, uses a function of the file.
    fn uses_function(&mut self, function: &'a str) {
        let user = match self.role {
            Role::Init => "",
            Role::Function(name) => name,
            Role::Next | Role::Other => return,
        };
        self.uses.entry(user).or_default().insert(function);
    }

    fn finish(mut self) -> Vec<Finding> {
        self.fix_imports();
        for claim in std::mem::take(&mut self.claimed) {
            if !self.own_attributes.contains(claim.name) {
                let message = format!("attribute `{}`", shown(claim.name));
                self.remark(claim.rule, claim.range, message, None, claim.aside);
            }
        }
        self.finish_conditional();
        self.finish_undefined();
        if !self.seeded {
            for (range, message) in std::mem::take(&mut self.draws) {
                self.remark(&rules::UNSEEDED, range, message, None, false);
            }
        }
        let source = self.source;
        self.remarks
            .into_iter()
            .map(|remark| {
                let Remark { rule, severity, range, message, help, fix } = remark;
                source.finding_with(rule, severity, range, message, help, fix)
            })
            .collect()
    }

    fn finish_conditional(&mut self) {
        if self.conditional.is_empty() {
            return;
        }
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut todo = vec![""];
        while let Some(user) = todo.pop() {
            for &function in self.uses.get(user).into_iter().flatten() {
                if used.insert(function) {
                    todo.push(function);
                }
            }
        }
        for remark in std::mem::take(&mut self.conditional) {
            if used.contains(remark.function) {
                self.remark(remark.rule, remark.range, remark.message, None, false);
            }
        }
    }

    fn finish_undefined(&mut self) {
        if self.unknown_names {
            return;
        }
        for (name, range) in std::mem::take(&mut self.undefined) {
            let defined = self.scopes.module().is_some_and(|scope| scope.names.contains_key(name));
            if !defined {
                let message = format!("nothing defines `{}`", shown(name));
                self.remark(&rules::UNDEFINED, range, message, None, false);
            }
        }
    }
}

/// A range of the parser in bytes.
fn span(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

/// A name for a message, cut to a length that a reader takes in.
fn shown(name: &str) -> &str {
    match name.char_indices().nth(60) {
        Some((end, _)) => name.get(..end).unwrap_or(name),
        None => name,
    }
}
