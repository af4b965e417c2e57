//! Programs that are run for their answer.

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};

/// How much of what a program said before it failed is told.
const LINES_TOLD: usize = 12;
const CHARACTERS_TOLD: usize = 200;

/// A Python command that neither reads variables nor writes bytecode, and knows the standard library only.
pub(super) fn isolated(python: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(python);
    command.args(["-I", "-S", "-B", "-X", "utf8"]);
    command
}

/// What a program prints, or why there is nothing.
pub(super) fn answer(command: &mut Command) -> Result<Vec<u8>, String> {
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => Err(told(&output)),
        Err(error) => Err(error.to_string()),
    }
}

/// Why a program failed: the end of what it said, or else how it ended.
pub(super) fn told(output: &Output) -> String {
    last_lines(&output.stderr)
        .or_else(|| last_lines(&output.stdout))
        .unwrap_or_else(|| format!("it ended with {}", output.status))
}

/// The end of what a program said, if it said anything.
pub(super) fn last_lines(said: &[u8]) -> Option<String> {
    let said = String::from_utf8_lossy(said);
    let lines: Vec<&str> = said.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let last = lines.iter().skip(lines.len().saturating_sub(LINES_TOLD)).map(|line| shortened(line));
    let last: Vec<String> = last.collect();
    (!last.is_empty()).then(|| last.join("\n"))
}

/// A line, without its end if it is a long one.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(CHARACTERS_TOLD) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn end_of_what_was_said_is_told() {
        let check = |said: &str, expected: Option<&str>| {
            assert_eq!(last_lines(said.as_bytes()).as_deref(), expected);
        };
        check("", None);
        check("\n \n\n", None);
        check("one\n\ntwo  \n", Some("one\ntwo"));
        let many: Vec<String> = (0..100).map(|line| line.to_string()).collect();
        check(&many.join("\n"), Some(&many[88..].join("\n")));
        check(&"é".repeat(200), Some(&"é".repeat(200)));
        check(&"é".repeat(201), Some(&format!("{}…", "é".repeat(200))));
        assert_eq!(last_lines(b"\xff").as_deref(), Some("\u{fffd}"));
    }
}
