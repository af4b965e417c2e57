//! Errors, as the program tells them at its end.

use assay_spec::Report;
use serde::Serialize;

use crate::diagnostics;
use crate::output::Printer;

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
