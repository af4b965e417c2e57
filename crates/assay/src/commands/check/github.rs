//! Workflow commands of GitHub: one line for each finding, shown beside the changed line.

use std::fmt::Write as _;

use assay_check::Severity;

use super::Report;
use crate::diagnostics::shown;

pub(super) fn commands(files: &[Report<'_>]) -> String {
    let mut text = String::new();
    for file in files {
        if let Some(why) = &file.unread {
            let _infallible = writeln!(text, "::error file={}::{}", property(file.name), data(why));
        }
        for remark in &file.remarks {
            let command = match remark.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let _infallible = write!(text, "::{command} file={}", property(file.name));
            if let Some(place) = &remark.place {
                let (start, end) = (place.start, place.end);
                let _infallible = write!(text, ",line={},endLine={}", start.line, end.line);
                // Columns are understood within one line only, and the last is part of the place.
                if start.line == end.line {
                    let last = end.column.saturating_sub(1).max(start.column);
                    let _infallible = write!(text, ",col={},endColumn={last}", start.column);
                }
            }
            let help = remark.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
            let message = data(&format!("{}{help}", remark.message));
            let _infallible = writeln!(text, ",title={}::{message}", property(remark.code));
        }
    }
    text
}

/// Text of a message: what would end the line, and could begin another command with it, is escaped; and what would
/// harm whoever reads the log.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| shown(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// Text of a property, which commas and colons end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_command() {
        assert_eq!(data("a\n::error::b\r100%\u{1b}[2J"), "a%0A::error::b\\r100%25\\u{1b}[2J");
        assert_eq!(property("C:\\a,b"), "C%3A\\a%2Cb");
    }
}
