//! `assay fmt`.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Error, Result, anyhow};
use assay_check::{Source, layout};
use serde_json::{Value as Json, json};
use similar::TextDiff;

use crate::cli::FmtArgs;
use crate::commands::check::frames_of;
use crate::diagnostics::shown;
use crate::exit::Exit;
use crate::output::{Printer, Stream, style};
use crate::sources::{self, Input};

/// How long a patch is searched for its shortest form; a longer one says the same.
const DIFF_TIME_MAX: Duration = Duration::from_secs(2);

/// From how many files on those that are laid out already are counted and not listed.
const LISTED_MAX: usize = 20;

/// What became of a file.
struct Formatted {
    /// Its name, safe to show.
    name: String,
    outcome: Result<Outcome, Error>,
}

enum Outcome {
    Unchanged,
    Changed { before: String, after: String },
}

#[expect(clippy::unnecessary_wraps, reason = "every command may fail")]
pub(crate) fn run(args: &FmtArgs, printer: &Printer) -> Result<Exit> {
    let writes = !args.check && !args.diff;
    let mut formatted = Vec::new();
    for input in sources::collect(&args.files) {
        let file = match input {
            Ok(input) => {
                let outcome = format(&input, writes, printer);
                if let (Input::Stdin, true, false, Ok(outcome)) =
                    (&input, writes, printer.is_json(), &outcome)
                {
                    printer.page(&source(outcome, printer.stdout()));
                }
                Formatted { name: input.name(), outcome }
            }
            Err((name, error)) => Formatted { name, outcome: Err(error) },
        };
        if let Err(error) = &file.outcome {
            printer.error(&error.to_string());
            for cause in error.chain().skip(1) {
                printer.cause(&cause.to_string());
            }
        }
        formatted.push(file);
    }
    let only_stdin = writes && args.files.iter().all(|file| file.as_os_str() == "-");
    if printer.is_json() {
        printer.document(&document(&formatted, writes));
    } else if args.diff {
        printer.page(&patch(&formatted, printer.stdout()));
    } else if !only_stdin {
        printer.page(&page(&formatted, writes, printer.stdout()));
    }
    let exit = formatted.iter().map(|file| match &file.outcome {
        Err(_) => Exit::Error,
        Ok(Outcome::Changed { .. }) if !writes => Exit::Failed,
        Ok(_) => Exit::Passed,
    });
    Ok(exit.max_by_key(|exit| exit.code()).unwrap_or(Exit::Passed))
}

fn format(input: &Input, writes: bool, printer: &Printer) -> Result<Outcome> {
    let name = input.name();
    let bytes = input.read_source()?;
    let module = Source::read(&name, &bytes).map_err(|findings| {
        printer.diagnostic(&frames_of(&name, &bytes, &findings, printer.stderr()));
        anyhow!("`{name}` cannot be laid out: it cannot be read as Python")
    })?;
    let after =
        layout(&module).map_err(|error| anyhow!(error).context(format!("`{name}` is kept as it is")))?;
    let before = module.source().text().to_owned();
    // What stdin held is the answer, changed or not.
    if before == after && !(writes && *input == Input::Stdin) {
        return Ok(Outcome::Unchanged);
    }
    if let (true, Input::File(path)) = (writes, input) {
        sources::rewrite(path, after.as_bytes())?;
    }
    Ok(Outcome::Changed { before, after })
}

/// Code for stdout: as it is for programs, with escapes for people's terminals.
fn source(outcome: &Outcome, stream: &Stream) -> String {
    let Outcome::Changed { after, .. } = outcome else { return String::new() };
    if !stream.terminal {
        return after.clone();
    }
    after.lines().fold(String::new(), |text, line| text + &shown(line) + "\n")
}

fn page(formatted: &[Formatted], writes: bool, stream: &Stream) -> String {
    let mut page = String::new();
    let (mut changed, mut unchanged, mut refused) = (0_usize, 0_usize, 0_usize);
    for file in formatted {
        let (word, style, listed) = match &file.outcome {
            Ok(Outcome::Changed { .. }) => {
                changed += 1;
                (if writes { "laid out" } else { "would change" }, style::CAUTION, true)
            }
            Ok(Outcome::Unchanged) => {
                unchanged += 1;
                ("unchanged", style::GOOD, formatted.len() <= LISTED_MAX)
            }
            Err(_) => {
                refused += 1;
                ("not read", style::BAD, true)
            }
        };
        if listed {
            let word = stream.paint(style, &format!("{word:<12}"));
            let _infallible = writeln!(page, "{word}  {}", file.name);
        }
    }
    if formatted.len() > 1 {
        let word = if writes { "laid out" } else { "would change" };
        let counts = [(changed, word), (unchanged, "unchanged"), (refused, "not read")];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told.map(|(count, word)| format!("{count} {word}")).collect();
        let _infallible = writeln!(page, "{} files: {}", formatted.len(), told.join(", "));
    }
    page
}

fn patch(formatted: &[Formatted], stream: &Stream) -> String {
    let mut patch = String::new();
    for file in formatted {
        let Ok(Outcome::Changed { before, after }) = &file.outcome else { continue };
        for line in diff(&file.name, before, after).split_inclusive('\n') {
            if !stream.terminal {
                patch.push_str(line);
                continue;
            }
            let line = shown(line.trim_end_matches(['\n', '\r']));
            let painted = match line.chars().next() {
                Some('+') => stream.paint(style::GOOD, &line),
                Some('-') => stream.paint(style::BAD, &line),
                Some('@') => stream.paint(style::FAINT, &line),
                Some(_) | None => line,
            };
            let _infallible = writeln!(patch, "{painted}");
        }
    }
    patch
}

fn diff(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::configure().timeout(DIFF_TIME_MAX).diff_lines(before, after);
    diff.unified_diff().header(name, name).to_string()
}

fn document(formatted: &[Formatted], writes: bool) -> Json {
    let files: Vec<Json> = formatted
        .iter()
        .map(|file| match &file.outcome {
            Ok(Outcome::Unchanged) => json!({ "file": file.name, "changed": false, "written": false }),
            Ok(Outcome::Changed { before, after }) => {
                let is_stdin = file.name == Input::Stdin.name();
                let mut told = json!({
                    "file": file.name, "changed": before != after, "written": writes && !is_stdin,
                });
                if is_stdin && writes {
                    told["text"] = json!(after);
                } else {
                    told["diff"] = json!(diff(&file.name, before, after));
                }
                told
            }
            Err(error) => {
                json!({ "file": file.name, "changed": null, "written": false, "error": format!("{error:#}") })
            }
        })
        .collect();
    json!({ "files": files })
}
