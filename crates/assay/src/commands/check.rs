//! `assay check`.

mod answer;
mod explain;
mod github;
mod page;
pub(crate) mod policy;
mod remark;
mod sarif;

use anyhow::{Error, Result, bail};
use assay_check::{CheckPolicy, Finding, Severity, Source, apply_fixes, check};
use assay_types::ContentHash;
use serde_json::{Value as Json, json};

use self::remark::Remark;
use crate::cli::{CheckArgs, OutputFormat};
use crate::diagnostics::FRAMES_MAX;
use crate::exit::Exit;
use crate::output::{Printer, Stream};
use crate::sources::{self, Input};

/// How often a file is mended: a fix may make room for another.
const FIX_ROUNDS_MAX: usize = 10;

pub(crate) fn run(args: &CheckArgs, printer: &Printer) -> Result<Exit> {
    if let Some(rule) = &args.explain {
        return explain::run(rule, printer);
    }
    let policy = args.policy.as_deref().map(policy::read).transpose()?;
    let policy = policy.map(|(_, policy)| policy).unwrap_or_default();
    if args.answer {
        return answer::run(args, &policy, printer);
    }
    if args.fix && args.files.iter().any(|file| file.as_os_str() == "-") {
        bail!("`--fix` changes files, and stdin is none");
    }
    let mut checked = Vec::new();
    for input in sources::collect(&args.files) {
        let file = match input {
            Ok(input) => read(&input, args.fix, &policy),
            Err((name, error)) => Checked { name, outcome: Outcome::Unread(error) },
        };
        if let Outcome::Unread(error) = &file.outcome {
            tell_unread(error, printer);
        }
        checked.push(file);
    }
    tell(&checked, printer);
    let exit = checked.iter().map(|file| match &file.outcome {
        Outcome::Unread(_) => Exit::Error,
        Outcome::Read(read) if read.counts().errors > 0 => Exit::Failed,
        Outcome::Read(_) => Exit::Passed,
    });
    Ok(exit.max_by_key(|exit| exit.code()).unwrap_or(Exit::Passed))
}

/// What became of a file.
struct Checked {
    /// Its name, safe to show.
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Read(Read),
    Unread(Error),
}

/// A file that was read.
struct Read {
    /// Its text after fixes, for frames; what is not UTF-8 is replaced.
    text: String,
    content_hash: ContentHash,
    findings: Vec<Finding>,
    /// What was mended.
    fixed: Vec<String>,
}

/// How many findings of each weight there are.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn of(remarks: impl Iterator<Item = Severity>) -> Self {
        let mut counts = Self::default();
        for severity in remarks {
            match severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    fn and(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            notes: self.notes + other.notes,
        }
    }

    /// `2 errors, 1 warning`; empty if there is nothing.
    fn words(self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let words = told.map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }));
        words.collect::<Vec<_>>().join(", ")
    }
}

impl Read {
    fn remarks(&self) -> impl Iterator<Item = Remark<'_>> {
        self.findings.iter().map(Remark::of_finding)
    }

    fn counts(&self) -> Counts {
        Counts::of(self.findings.iter().map(|finding| finding.severity))
    }
}

fn read(input: &Input, fix: bool, policy: &CheckPolicy) -> Checked {
    let name = input.name();
    let outcome = match try_read(input, fix, policy) {
        Ok(read) => Outcome::Read(read),
        Err(error) => Outcome::Unread(error),
    };
    Checked { name, outcome }
}

fn try_read(input: &Input, fix: bool, policy: &CheckPolicy) -> Result<Read> {
    let name = input.name();
    let bytes = input.read_source()?;
    let mut findings = findings_of(&name, &bytes, policy);
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    let mut fixed: Vec<String> = Vec::new();
    if let (true, Input::File(path), Ok(original)) = (fix, input, str::from_utf8(&bytes)) {
        for _ in 0..FIX_ROUNDS_MAX {
            let mended = apply_fixes(&text, &findings);
            if mended == text {
                break;
            }
            let before = safe_titles(&findings);
            text = mended;
            findings = findings_of(&name, text.as_bytes(), policy);
            // What was left for the next round is found again.
            let mut left = safe_titles(&findings);
            fixed.extend(before.into_iter().filter(|title| {
                let again = left.iter().position(|left| left == title);
                again.map(|at| left.swap_remove(at)).is_none()
            }));
        }
        if text != original {
            sources::rewrite(path, text.as_bytes())?;
        }
    }
    let content_hash = ContentHash::of(if fixed.is_empty() { &bytes } else { text.as_bytes() });
    if findings.is_empty() {
        // Thousands of clean files are not kept.
        text = String::new();
    }
    Ok(Read { text, content_hash, findings, fixed })
}

fn safe_titles(findings: &[Finding]) -> Vec<String> {
    let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
    fixes.filter(|fix| fix.safe).map(|fix| fix.title.clone()).collect()
}

fn findings_of(name: &str, bytes: &[u8], policy: &CheckPolicy) -> Vec<Finding> {
    match Source::read(name, bytes) {
        Ok(module) => check(&module, policy),
        Err(findings) => findings,
    }
}

/// The frames of findings, for commands that only need a file to be Python.
pub(crate) fn frames_of(name: &str, bytes: &[u8], findings: &[Finding], stream: &Stream) -> String {
    let text = String::from_utf8_lossy(bytes);
    let remarks = findings.iter().take(FRAMES_MAX).map(Remark::of_finding);
    remarks.map(|remark| remark.frame(name, &text, stream.color)).collect()
}

fn tell_unread(error: &Error, printer: &Printer) {
    printer.error(&error.to_string());
    for cause in error.chain().skip(1) {
        printer.cause(&cause.to_string());
    }
}

fn tell(checked: &[Checked], printer: &Printer) {
    match printer.format() {
        OutputFormat::Human => printer.page(&page::render(checked, printer.stdout())),
        OutputFormat::Json => printer.document(&document(checked)),
        OutputFormat::Sarif => printer.document(&sarif::log(&files(checked))),
        OutputFormat::Github => printer.page(&github::commands(&files(checked))),
    }
}

/// What is said about a file, for formats of other tools.
struct Report<'a> {
    name: &'a str,
    remarks: Vec<Remark<'a>>,
    /// Why it was not read.
    unread: Option<String>,
}

fn files(checked: &[Checked]) -> Vec<Report<'_>> {
    checked.iter().map(report).collect()
}

fn report(file: &Checked) -> Report<'_> {
    match &file.outcome {
        Outcome::Read(read) => Report { name: &file.name, remarks: read.remarks().collect(), unread: None },
        Outcome::Unread(error) => {
            Report { name: &file.name, remarks: Vec::new(), unread: Some(format!("{error:#}")) }
        }
    }
}

fn document(checked: &[Checked]) -> Json {
    let files: Vec<Json> = checked
        .iter()
        .map(|file| match &file.outcome {
            Outcome::Read(read) => json!({
                "file": file.name,
                "content_hash": read.content_hash,
                "passed": read.counts().errors == 0,
                "findings": read.remarks().map(|remark| remark.to_json()).collect::<Vec<_>>(),
                "fixed": read.fixed,
            }),
            Outcome::Unread(error) => {
                json!({ "file": file.name, "passed": null, "error": format!("{error:#}") })
            }
        })
        .collect();
    let counts = totals(checked);
    json!({
        "files": files,
        "summary": {
            "files": checked.len(), "errors": counts.errors, "warnings": counts.warnings, "notes": counts.notes,
        },
    })
}

fn totals(checked: &[Checked]) -> Counts {
    let counts = checked.iter().filter_map(|file| match &file.outcome {
        Outcome::Read(read) => Some(read.counts()),
        Outcome::Unread(_) => None,
    });
    counts.fold(Counts::default(), Counts::and)
}
