//! `assay schema validate`.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use assay_engine::document::compile;
use assay_spec::{
    Code, DOCUMENT_BYTES_MAX, DocumentKind, Format, Note, Report, Strategy, detect_kind, read_bytes,
    validate_text,
};
use serde_json::{Value as Json, json};

use crate::cli::{SchemaValidateArgs, Syntax};
use crate::diagnostics;
use crate::documents::strategy_of;
use crate::exit::Exit;
use crate::files::{self, shown_path};
use crate::output::{Printer, Stream, style};

/// What became of one document.
enum Outcome {
    Valid {
        kind: DocumentKind,
        /// What was assumed to upgrade it; `None` where it was not upgraded.
        upgrade: Option<Vec<Note>>,
        strategy: Option<Box<Strategy>>,
    },
    Invalid {
        kind: DocumentKind,
        report: Report,
    },
    Unreadable(anyhow::Error),
}

pub(crate) fn run(args: &SchemaValidateArgs, printer: &Printer) -> Result<Exit> {
    if args.upgrade.is_some() && args.files.len() != 1 {
        bail!("`--upgrade` writes one document; {} files are given", args.files.len());
    }
    let mut outcomes = Vec::new();
    for file in &args.files {
        let outcome = check(file, args).unwrap_or_else(Outcome::Unreadable);
        tell(&outcome, file, printer);
        outcomes.push((shown_path(file), outcome));
    }
    let mut written = None;
    if let (Some(target), [(file, outcome)]) = (&args.upgrade, outcomes.as_slice()) {
        written = write_upgrade(file, outcome, target, args.force)?.then(|| shown_path(target));
    }
    printer.answer(&document(&outcomes, written.as_deref()), |stream| {
        page(&outcomes, written.as_deref(), stream)
    });
    let exit = outcomes.iter().map(|(_, outcome)| match outcome {
        Outcome::Valid { .. } => Exit::Passed,
        Outcome::Invalid { .. } => Exit::Failed,
        Outcome::Unreadable(_) => Exit::Error,
    });
    Ok(exit.max_by_key(|exit| exit.code()).unwrap_or(Exit::Passed))
}

fn check(file: &Path, args: &SchemaValidateArgs) -> Result<Outcome> {
    let bytes = read(file)?;
    let format = match (args.syntax, Format::of_path(file)) {
        (Some(Syntax::Json), _) => Format::Json,
        (Some(Syntax::Yaml), _) => Format::Yaml,
        (Some(Syntax::Toml), _) => Format::Toml,
        (None, Some(format)) => format,
        (None, None) if is_stdin(file) => format_of(&String::from_utf8_lossy(&bytes)),
        (None, None) => bail!(
            "the name of `{}` tells no format; end it in `.json`, `.yaml` or `.toml`, or say `--syntax`",
            shown_path(file)
        ),
    };
    let name = if is_stdin(file) { "stdin".to_owned() } else { shown_path(file) };
    let text = str::from_utf8(&bytes);
    let detected = || text.ok().and_then(|text| detect_kind(text, format));
    let Some(kind) = args.kind.map(DocumentKind::from).or_else(detected) else {
        // What is not well formed is like no kind; any reader tells why it is not.
        return match read_bytes::<Strategy>(&bytes, format, &name) {
            Err(report) if report.problems().iter().all(|problem| is_about_writing(problem.code())) => {
                Ok(Outcome::Invalid { kind: DocumentKind::Strategy, report })
            }
            Ok(_) | Err(_) => {
                bail!("the kind of `{name}` cannot be told from its fields; say it with `--kind`")
            }
        };
    };
    if kind != DocumentKind::Strategy {
        let report = match text {
            Ok(text) => validate_text(kind, text, format, &name).err(),
            Err(_) => read_bytes::<Strategy>(&bytes, format, &name).err(),
        };
        return Ok(match report {
            Some(report) => Outcome::Invalid { kind, report },
            None => Outcome::Valid { kind, upgrade: None, strategy: None },
        });
    }
    let document = match strategy_of(&bytes, format, &name) {
        Ok(document) => document,
        Err(report) => return Ok(Outcome::Invalid { kind, report }),
    };
    let upgraded = text.is_ok_and(|text| text != document.source.text());
    match compile(&document.value, &document.value.default_values()) {
        Ok(_) => Ok(Outcome::Valid {
            kind,
            upgrade: upgraded.then_some(document.notes),
            strategy: Some(Box::new(document.value)),
        }),
        Err(problems) => Ok(Outcome::Invalid { kind, report: Report::new(document.source, problems) }),
    }
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let limit = u64::try_from(DOCUMENT_BYTES_MAX)?.saturating_add(1);
    let mut bytes = Vec::new();
    if is_stdin(file) {
        io::stdin().lock().take(limit).read_to_end(&mut bytes).context("stdin cannot be read")?;
    } else {
        File::open(file)
            .and_then(|file| file.take(limit).read_to_end(&mut bytes))
            .with_context(|| format!("`{}` cannot be read", shown_path(file)))?;
    }
    if bytes.len() > DOCUMENT_BYTES_MAX {
        bail!("`{}` is larger than {DOCUMENT_BYTES_MAX} bytes, and no document is", shown_path(file));
    }
    Ok(bytes)
}

/// How a text without a name is written: by its first line that says something.
fn format_of(text: &str) -> Format {
    let first = text.lines().map(str::trim_start).find(|line| !line.is_empty() && !line.starts_with('#'));
    let first = first.unwrap_or_default();
    if first.starts_with('{') {
        return Format::Json;
    }
    let key = first.split([':', '=']).next().unwrap_or_default();
    match first.get(key.len()..).and_then(|rest| rest.chars().next()) {
        Some('=') => Format::Toml,
        _ if first.starts_with('[') => Format::Toml,
        _ => Format::Yaml,
    }
}

/// Whether a problem is one of the text and not of what it says.
fn is_about_writing(code: Code) -> bool {
    matches!(
        code,
        Code::Limit
            | Code::Syntax
            | Code::DuplicateKey
            | Code::YamlFeature
            | Code::Encoding
            | Code::InvisibleCharacter
    )
}

fn tell(outcome: &Outcome, file: &Path, printer: &Printer) {
    match outcome {
        Outcome::Valid { upgrade: Some(notes), .. } => {
            for note in notes {
                let place = if note.pointer.is_empty() { "the document" } else { note.pointer.as_str() };
                printer.note(&format!(
                    "{}: {}: {}",
                    shown_path(file),
                    diagnostics::shown(place),
                    diagnostics::shown(&note.message)
                ));
            }
        }
        Outcome::Valid { upgrade: None, .. } => {}
        Outcome::Invalid { report, .. } => printer.diagnostic(&diagnostics::render(report, printer)),
        Outcome::Unreadable(error) => {
            printer.error(&format!("{error}"));
            for cause in error.chain().skip(1) {
                printer.cause(&cause.to_string());
            }
        }
    }
}

/// Writes the document as version 2, if it is a valid one of version 1.
fn write_upgrade(file: &str, outcome: &Outcome, target: &Path, force: bool) -> Result<bool> {
    match outcome {
        Outcome::Valid { upgrade: Some(_), strategy: Some(strategy), .. } => {
            if Format::of_path(target) != Some(Format::Json) {
                bail!("`{}` is not the name of a JSON file; end it in `.json`", shown_path(target));
            }
            let text = format!("{}\n", serde_json::to_string_pretty(strategy)?);
            files::write(target, text.as_bytes(), force)?;
            Ok(true)
        }
        Outcome::Valid { .. } => bail!("`{file}` is not of version 1: there is nothing to upgrade"),
        Outcome::Invalid { .. } | Outcome::Unreadable(_) => Ok(false),
    }
}

fn document(outcomes: &[(String, Outcome)], written: Option<&str>) -> Json {
    let documents: Vec<Json> = outcomes
        .iter()
        .map(|(file, outcome)| match outcome {
            Outcome::Valid { kind, upgrade, .. } => json!({
                "file": file, "kind": kind.as_str(), "valid": true,
                "upgraded": upgrade.is_some(), "notes": upgrade, "problems": [],
            }),
            Outcome::Invalid { kind, report } => json!({
                "file": file, "kind": kind.as_str(), "valid": false, "problems": report.problems(),
            }),
            Outcome::Unreadable(error) => {
                json!({ "file": file, "valid": null, "error": format!("{error:#}") })
            }
        })
        .collect();
    json!({ "documents": documents, "written": written })
}

fn page(outcomes: &[(String, Outcome)], written: Option<&str>, stream: &Stream) -> String {
    let width = outcomes.iter().map(|(file, _)| file.chars().count()).max().unwrap_or(0).min(60);
    let mut page = String::new();
    for (file, outcome) in outcomes {
        let (word, style, what) = match outcome {
            Outcome::Valid { kind, upgrade, strategy } => {
                let mut what = kind.as_str().to_owned();
                if let Some(strategy) = strategy {
                    let _infallible = write!(what, " `{}`", strategy.name);
                }
                if upgrade.is_some() {
                    what.push_str(", upgraded from version 1");
                }
                ("valid", style::GOOD, what)
            }
            Outcome::Invalid { kind, report } => {
                let count = report.problems().len();
                let plural = if count == 1 { "" } else { "s" };
                ("invalid", style::BAD, format!("{}, {count} problem{plural}", kind.as_str()))
            }
            Outcome::Unreadable(_) => ("unread", style::BAD, "not checked".to_owned()),
        };
        let word = stream.paint(style, &format!("{word:<7}"));
        let _infallible = writeln!(page, "{word}  {file:<width$}  {what}");
    }
    if let Some(written) = written {
        let _infallible = writeln!(page, "wrote {written}");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_a_name_tells_its_format() {
        let check = |text: &str, expected| assert_eq!(format_of(text), expected, "{text:?}");
        check("  {\"name\": 1}", Format::Json);
        check("# a comment\n\nname: x # a = b\n", Format::Yaml);
        check("# c\nname = \"x: y\"\n", Format::Toml);
        check("[sizing]\n", Format::Toml);
        check("", Format::Yaml);
    }
}
