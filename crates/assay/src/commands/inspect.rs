//! `assay inspect`.

use std::fmt::Write as _;

use anyhow::{Result, anyhow};
use assay_check::{
    Import, Indicator, Literal, Metadata, Parameter, ParameterRange, Source, StrategyClass, metadata,
};
use serde_json::json;

use crate::cli::InspectArgs;
use crate::commands::check::frames_of;
use crate::diagnostics::shown;
use crate::exit::Exit;
use crate::output::{Printer, Stream, style};
use crate::page::text::wrap;
use crate::sources::Input;

/// How wide the labels are.
const LABEL_COLUMNS: usize = 12;

pub(crate) fn run(args: &InspectArgs, printer: &Printer) -> Result<Exit> {
    let input = Input::of(&args.file);
    let name = input.name();
    let bytes = input.read_source()?;
    let module = Source::read(&name, &bytes).map_err(|findings| {
        printer.diagnostic(&frames_of(&name, &bytes, &findings, printer.stderr()));
        anyhow!("`{name}` cannot be read as Python")
    })?;
    let metadata = metadata(&module);
    let mut document = serde_json::to_value(&metadata)?;
    document["file"] = json!(name);
    printer.answer(&document, |stream| page(&name, &metadata, stream));
    Ok(Exit::Passed)
}

struct Page<'a> {
    text: String,
    stream: &'a Stream,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// A label and what it says, in as many lines as it takes.
    fn field(&mut self, label: &str, text: &str) {
        let width = self.stream.width.saturating_sub(LABEL_COLUMNS + 2);
        for (index, line) in wrap(text, width).iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let label = self.stream.paint(style::FAINT, &format!("{label:<LABEL_COLUMNS$}"));
            self.line(&format!("  {label}{line}"));
        }
    }

    /// Rows of columns, under a label in the first.
    fn table(&mut self, label: &str, rows: &[Vec<String>]) {
        let columns = rows.first().map_or(0, Vec::len);
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (index, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            let label = if index == 0 { label } else { "" };
            let label = self.stream.paint(style::FAINT, &format!("{label:<LABEL_COLUMNS$}"));
            self.line(&format!("  {label}{}", cells.collect::<Vec<_>>().join("  ")));
        }
    }
}

fn page(name: &str, metadata: &Metadata, stream: &Stream) -> String {
    let mut page = Page { text: String::new(), stream };
    let count = metadata.strategies.len();
    let strategies = match count {
        0 => stream.paint(style::CAUTION, "no strategy"),
        1 => "1 strategy".to_owned(),
        count => format!("{count} strategies"),
    };
    page.line(&format!("{}: {strategies}", stream.paint(style::STRONG, name)));
    page.line("");
    if let Some(docstring) = &metadata.docstring {
        page.field("about", &shown(first_paragraph(docstring)));
    }
    page.field("size", &format!("{} lines, {} bytes", metadata.lines, metadata.bytes));
    page.field("content", &metadata.content_hash.to_string());
    let imports: Vec<String> = metadata.imports.iter().map(import).collect();
    page.field("imports", &imports.join(", "));
    for strategy in &metadata.strategies {
        page.line("");
        class(&mut page, strategy);
    }
    page.text
}

fn class(page: &mut Page<'_>, class: &StrategyClass) {
    let name = page.stream.paint(style::STRONG, &shown(&class.name));
    let bases: Vec<String> = class.bases.iter().map(|base| shown(base)).collect();
    let extended = if class.extended { ", extended below" } else { "" };
    page.line(&format!("{name}({}), line {}{extended}", bases.join(", "), class.line));
    if let Some(docstring) = &class.docstring {
        page.field("about", &shown(first_paragraph(docstring)));
    }
    let parameters: Vec<Vec<String>> = class.parameters.iter().map(parameter).collect();
    page.table("parameters", &parameters);
    let indicators: Vec<Vec<String>> = class.indicators.iter().map(indicator).collect();
    page.table("indicators", &indicators);
    let attributes: Vec<String> = class
        .attributes
        .iter()
        .filter(|attribute| !class.indicators.iter().any(|it| it.attributes.contains(&attribute.name)))
        .map(|attribute| format!("{} (line {})", shown(&attribute.name), attribute.line))
        .collect();
    page.field("attributes", &attributes.join(", "));
    let methods: Vec<String> = class.methods.iter().map(|method| shown(method)).collect();
    page.field("methods", &methods.join(", "));
}

fn first_paragraph(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or_default()
}

fn import(import: &Import) -> String {
    let mut told = match &import.name {
        Some(name) => format!("{}.{name}", import.module.trim_end_matches('.')),
        None => import.module.clone(),
    };
    if let Some(alias) = &import.alias {
        let _infallible = write!(told, " as {alias}");
    }
    shown(&told)
}

fn parameter(parameter: &Parameter) -> Vec<String> {
    let mut told = Vec::new();
    told.extend(parameter.description.as_deref().map(shown));
    told.extend(parameter.inherited_from.as_deref().map(|class| format!("from {}", shown(class))));
    vec![
        shown(&parameter.name),
        parameter.kind.as_str().to_owned(),
        shown(&parameter.default.to_string()),
        parameter.range.as_ref().map(range).unwrap_or_default(),
        told.join("; "),
    ]
}

fn range(range: &ParameterRange) -> String {
    let value =
        |value: &Option<Literal>| value.as_ref().map(|value| shown(&value.to_string())).unwrap_or_default();
    if !range.choices.is_empty() {
        return shown(&Literal::List(range.choices.clone()).to_string());
    }
    let step = if range.step.is_some() { format!(" step {}", value(&range.step)) } else { String::new() };
    format!("{}..{}{step}", value(&range.min), value(&range.max))
}

fn indicator(indicator: &Indicator) -> Vec<String> {
    let arguments: Vec<String> = indicator.arguments.iter().map(|argument| shown(argument)).collect();
    let function = indicator.talib.as_deref().unwrap_or(&indicator.function);
    vec![
        shown(&indicator.attributes.join(", ")),
        format!("{}({})", shown(function), arguments.join(", ")),
        format!("line {}", indicator.line),
    ]
}
