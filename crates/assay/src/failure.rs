//! Errors, as the program tells them at its end.

use assay_spec::Report;
use serde::Serialize;

use crate::diagnostics;
use crate::exit::Exit;
use crate::output::{self, Printer};

/// The one document that stands on stdout with `--format json` when there is no answer.
#[derive(Debug, Serialize)]
struct Failure<'a> {
    error: Told<'a>,
}

#[derive(Debug, Serialize)]
struct Told<'a> {
    message: String,
    causes: Vec<String>,
    /// What is wrong with a document; empty for other errors.
    problems: &'a [assay_spec::Problem],
}

/// Tells an error: on stderr for people; in JSON, also as the one document on stdout.
///
/// An [`assay_spec::Report`] in the chain is shown with all of its problems, so that commands can return a
/// refused document with `?`.
pub(crate) fn tell(error: &anyhow::Error, printer: &Printer) {
    let report = error.downcast_ref::<Report>();
    let message = match report {
        Some(report) => {
            printer.diagnostic(&diagnostics::render(report, printer));
            format!("`{}` is not valid", report.source().name())
        }
        None => error.to_string(),
    };
    printer.error(&message);
    let causes: Vec<String> = error.chain().skip(1).map(ToString::to_string).collect();
    for cause in &causes {
        printer.cause(cause);
    }
    if printer.is_json() {
        let problems = report.map(Report::problems).unwrap_or_default();
        printer.document(&Failure { error: Told { message, causes, problems } });
    }
}

/// Tells what is wrong with the command line, or the help or version that was asked for.
///
/// With `--format json` among the arguments, a mistake is also the one document on stdout: the arguments are
/// looked through, because there is no command line that was understood.
pub(crate) fn tell_usage(error: &clap::Error) -> Exit {
    let printed = error.print();
    if !error.use_stderr() {
        output::note_stdout_failure(printed);
        return Exit::Passed;
    }
    let arguments: Vec<_> = std::env::args_os().collect();
    let pairs = arguments.windows(2).any(|pair| pair == ["--format", "json"]);
    if pairs || arguments.iter().any(|argument| argument == "--format=json") {
        let text = error.to_string();
        // Up to the first empty line: what follows is advice for people.
        let lines: Vec<&str> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        let message = lines.join(" ").trim_start_matches("error: ").to_owned();
        let causes = Vec::new();
        output::write_document(&Failure { error: Told { message, causes, problems: &[] } });
    }
    Exit::Error
}

/// How the program ends, now that all is written: an answer that stdout did not take is no answer.
pub(crate) fn tell_lost_answer(exit: Exit) -> Exit {
    let Some(error) = output::stdout_failure() else { return exit };
    output::last_words(&format!("error: stdout cannot be written: {error}"));
    Exit::Error
}
