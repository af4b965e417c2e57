//! A verification, for people: whether it holds, what was looked at, and what that does and does not mean.

use std::fmt::Write as _;

use assay_hallmark::{KeyId, Predicate, Stage};
use assay_spec::Outcome;

use super::{Check, Checked, State, Verification};
use crate::diagnostics::shown;
use crate::output::{Stream, style};
use crate::page::Page;

/// How many files are named.
const DIFFERENCES_MAX: usize = 20;

/// The columns before what was found: the mark, the check's name, and the gaps behind them.
const LEAD: usize = 2 + NAME + 2;
const NAME: usize = 9;

pub(super) fn render(verification: &Verification, stream: &Stream) -> String {
    let mut page = Page { stream, text: String::new() };
    head(&mut page, verification);
    for checked in &verification.checks {
        check(&mut page, checked);
        if checked.check == Check::Files {
            differences(&mut page, verification);
        }
    }
    match &verification.statement {
        Some(predicate) if verification.genuine => meaning(&mut page, predicate, verification),
        Some(_) => advice(
            &mut page,
            "Not what was signed",
            "A file was changed or is another one than the hallmark is for. Do not rely on it: have the strategy proven \
             again with `assay prove`, or ask for the run as it was.",
        ),
        None if !verification.unknown_keys.is_empty() => advice(
            &mut page,
            "Whose key is it?",
            "Ask whom you think the run is from for the public key, which `assay key show` prints there, by another way \
             than the run came. If its ID is the one above: `assay key trust FILE`.",
        ),
        None => advice(
            &mut page,
            "No proof",
            "There is nothing here that a trusted key vouches for. `assay prove` tells what the strategy is worth.",
        ),
    }
    page.text
}

fn head(page: &mut Page<'_>, verification: &Verification) {
    let (word, style) = if verification.genuine { ("GENUINE", style::GOOD) } else { ("REFUSED", style::BAD) };
    let subject = match &verification.statement {
        Some(Predicate { strategy, data, .. }) => shown(&format!("{} on {}", strategy.name, data.file)),
        None => verification.folder.clone(),
    };
    let (word, subject) = (page.paint(style.bold(), word), page.paint(style::STRONG, &subject));
    let _infallible = writeln!(page.text, "{word}  {subject}");
    if let Some(Predicate { verdict, run_id, assay_version, .. }) = &verification.statement {
        let judged = match verdict.outcome {
            Outcome::Pass => "PASS",
            Outcome::Warn => "PASS, with warnings,",
            Outcome::Fail => "FAIL",
        };
        page.line(&format!("{judged} by the policy {}", verdict.policy));
        page.line(&shown(&format!("{run_id}, Assay {assay_version}")));
    }
    page.gap();
}

fn check(page: &mut Page<'_>, checked: &Checked) {
    let (unicode, ascii, style) = match checked.state {
        State::Holds => ("✓", "+", style::GOOD),
        State::Fails => ("✗", "x", style::BAD),
        State::NotChecked => ("-", "-", style::FAINT),
    };
    let mark = page.paint(style, page.glyph(unicode, ascii));
    page.hanging(&format!("{mark} {:<NAME$}  ", checked.check.name()), LEAD, &checked.found);
}

fn differences(page: &mut Page<'_>, verification: &Verification) {
    let differences = &verification.differences;
    for difference in differences.iter().take(DIFFERENCES_MAX) {
        let kind = page.paint(style::BAD, difference.kind.in_words());
        page.line(&format!("{:LEAD$}{kind}: {}", "", difference.file));
    }
    if let Some(more) = differences.len().checked_sub(DIFFERENCES_MAX).filter(|more| *more > 0) {
        page.line(&format!("{:LEAD$}and {more} more; `--format json` names them", ""));
    }
}

fn meaning(page: &mut Page<'_>, predicate: &Predicate, verification: &Verification) {
    page.title("What this shows");
    let signer = if verification.keys.iter().any(|key| key.own) { "You" } else { "The holder of the key" };
    page.bullet(&format!(
        "{signer} proved this strategy on these data, with these settings, against this policy, and every file is as \
         it was then."
    ));
    let stages: Vec<String> = predicate.stages.iter().map(told).collect();
    page.bullet(&format!("It was {}.", stages.join(", ")));
    if !verification.unknown_keys.is_empty() {
        let keys: Vec<_> = verification.unknown_keys.iter().map(KeyId::short).collect();
        page.bullet(&format!("Signatures by keys that nobody here knows say nothing: {}.", keys.join(", ")));
    }
    page.title("What it does not show");
    let [first, last] = [predicate.data.first, predicate.data.last].map(|time| time.to_string());
    let day = |time: &str| time.split('T').next().unwrap_or_default().to_owned();
    page.bullet(&format!(
        "That the future will be like the past that it was tried on, {} to {}.",
        day(&first),
        day(&last)
    ));
    page.bullet("How many other strategies and parameters were tried before this one.");
    page.bullet(
        "That the data are right, only which they were; nor that the costs are those that you will pay.",
    );
    page.bullet("When it was signed; nor by whom, if the key was not kept secret.");
}

fn advice(page: &mut Page<'_>, title: &str, text: &str) {
    page.title(title);
    page.paragraph("", 0, text);
}

/// A stage in a word, and whether it had warnings.
fn told(stage: &Stage) -> String {
    let name = match stage.stage {
        assay_spec::Stage::Checked => "checked",
        assay_spec::Stage::Sandboxed => "sandboxed",
        assay_spec::Stage::Causal => "causal",
        assay_spec::Stage::Backtested => "backtested",
        assay_spec::Stage::Proven => "proven",
    };
    if stage.outcome == Outcome::Warn { format!("{name} (with warnings)") } else { name.to_owned() }
}
