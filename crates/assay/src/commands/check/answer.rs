//! `assay check --answer`.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use assay_check::{ANSWER_BYTES_MAX, Answer, CheckPolicy, Wrapping, read_answer};
use serde_json::{Value as Json, json};

use super::remark::Remark;
use super::{Counts, Report, github, sarif};
use crate::cli::{CheckArgs, OutputFormat};
use crate::diagnostics::{FRAMES_MAX, shown};
use crate::exit::Exit;
use crate::files::{self, shown_path};
use crate::output::{Printer, Stream, style};
use crate::sources::Input;

pub(super) fn run(args: &CheckArgs, policy: &CheckPolicy, printer: &Printer) -> Result<Exit> {
    let [file] = args.files.as_slice() else {
        bail!("`--answer` reads one answer; {} files are given", args.files.len());
    };
    let input = Input::of(file);
    let name = input.name();
    let bytes = input.read(ANSWER_BYTES_MAX)?;
    let answer = read_answer(&name, &bytes, policy);
    let text = String::from_utf8_lossy(&bytes);
    let mut written = None;
    if let (Some(out), Some(code), true) = (&args.out, &answer.code, answer.is_accepted()) {
        files::write(out, code.as_bytes(), args.force)?;
        written = Some(shown_path(out));
    }
    let remarks = || answer.problems.iter().map(Remark::of_problem);
    let report = || [Report { name: &name, remarks: remarks().collect(), unread: None }];
    match printer.format() {
        OutputFormat::Human => {
            printer.page(&page(&name, &answer, &text, written.as_deref(), printer.stdout()));
        }
        OutputFormat::Json => printer.document(&document(&name, &answer, written.as_deref())),
        OutputFormat::Sarif => printer.document(&sarif::log(&report())),
        OutputFormat::Github => printer.page(&github::commands(&report())),
    }
    if args.out.is_some() && !answer.is_accepted() {
        printer.warning("the answer is refused; its code is not written");
    }
    Ok(if answer.is_accepted() { Exit::Passed } else { Exit::Failed })
}

fn document(name: &str, answer: &Answer, written: Option<&str>) -> Json {
    json!({
        "file": name,
        "accepted": answer.is_accepted(),
        "wrapping": answer.wrapping,
        "code": answer.code,
        "metadata": answer.metadata,
        "document": answer.document,
        "problems": answer.problems.iter().map(|problem| Remark::of_problem(problem).to_json()).collect::<Vec<_>>(),
        "written": written,
    })
}

fn page(name: &str, answer: &Answer, text: &str, written: Option<&str>, stream: &Stream) -> String {
    let mut page = String::new();
    for problem in answer.problems.iter().take(FRAMES_MAX) {
        let mut remark = Remark::of_problem(problem);
        // In a string of JSON the code is one long line: its own lines tell more.
        let own = answer.code.as_deref().zip(problem.place_in_code.as_ref());
        match own.filter(|_| answer.wrapping == Some(Wrapping::Document)) {
            Some((code, place)) => {
                remark.place = Some(super::remark::RemarkSpan {
                    start: place.start,
                    end: place.end,
                    range: place.range.clone(),
                });
                page.push_str(&remark.frame(&format!("the code of {name}"), code, stream.color));
            }
            None => page.push_str(&remark.frame(name, text, stream.color)),
        }
    }
    let count = answer.problems.len();
    if count > FRAMES_MAX {
        let _infallible = writeln!(
            page,
            "{count} problems in {name}; the first {FRAMES_MAX} are shown, `--format json` has all\n"
        );
    }
    let counts = Counts::of(answer.problems.iter().map(|problem| problem.severity));
    let (word, weight) =
        if answer.is_accepted() { ("accepted", style::GOOD) } else { ("refused", style::BAD) };
    let mut told = Vec::new();
    match answer.wrapping {
        Some(Wrapping::Document) => told.push("code in a JSON document".to_owned()),
        Some(Wrapping::Fence) => told.push("code in a fence".to_owned()),
        Some(Wrapping::Bare) => told.push("code without a fence".to_owned()),
        None => told.push("no code".to_owned()),
    }
    let strategies = answer.metadata.iter().flat_map(|metadata| &metadata.strategies);
    let names: Vec<String> =
        strategies.take(4).map(|strategy| format!("`{}`", shown(&strategy.name))).collect();
    if !names.is_empty() {
        told.push(format!("strategy {}", names.join(", ")));
    }
    let words = counts.words();
    told.extend((!words.is_empty()).then_some(words));
    let _infallible = writeln!(page, "{}  {name}  {}", stream.paint(weight, word), told.join("; "));
    if let Some(written) = written {
        let _infallible = writeln!(page, "wrote {written}");
    }
    page
}
