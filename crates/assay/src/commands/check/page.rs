//! Findings as people read them.

use std::fmt::Write as _;

use super::{Checked, Outcome, totals};
use crate::diagnostics::{FRAMES_MAX, shown};
use crate::output::{Stream, style};

/// From how many files on those that passed are counted and not listed.
const LISTED_MAX: usize = 20;

pub(super) fn render(checked: &[Checked], stream: &Stream) -> String {
    let mut page = String::new();
    for file in checked {
        frames(&mut page, file, stream);
    }
    let width = checked.iter().map(|file| file.name.chars().count()).max().unwrap_or(0).min(60);
    let (mut passed, mut failed, mut unread) = (0_usize, 0_usize, 0_usize);
    for file in checked {
        let (word, style, told) = match &file.outcome {
            Outcome::Read(read) => {
                let counts = read.counts();
                if counts.errors == 0 {
                    passed += 1;
                    ("passed", style::GOOD, counts.words())
                } else {
                    failed += 1;
                    ("failed", style::BAD, counts.words())
                }
            }
            Outcome::Unread(_) => {
                unread += 1;
                ("unread", style::BAD, "not checked".to_owned())
            }
        };
        if checked.len() > LISTED_MAX && told.is_empty() {
            continue;
        }
        let word = stream.paint(style, word);
        let line = format!("{word}  {:<width$}  {told}", file.name);
        let _infallible = writeln!(page, "{}", line.trim_end());
    }
    if checked.len() > 1 {
        let counts = [(passed, "passed"), (failed, "failed"), (unread, "not read")];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told.map(|(count, word)| format!("{count} {word}")).collect();
        let words = totals(checked).words();
        let words = if words.is_empty() { words } else { format!("; {words}") };
        let _infallible = writeln!(page, "{} files: {}{words}", checked.len(), told.join(", "));
    }
    page
}

fn frames(page: &mut String, file: &Checked, stream: &Stream) {
    let Outcome::Read(read) = &file.outcome else { return };
    for title in &read.fixed {
        let word = stream.paint(style::GOOD.bold(), "fixed");
        let _infallible = writeln!(page, "{word}: {}: {}", file.name, shown(title));
    }
    if !read.fixed.is_empty() {
        page.push('\n');
    }
    for remark in read.remarks().take(FRAMES_MAX) {
        page.push_str(&remark.frame(&file.name, &read.text, stream.color));
    }
    let count = read.findings.len();
    if count > FRAMES_MAX {
        let _infallible = writeln!(
            page,
            "{count} findings in {}; the first {FRAMES_MAX} are shown, `--format json` has all\n",
            file.name
        );
    }
}
