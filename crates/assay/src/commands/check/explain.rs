//! `assay check --explain`.

use anyhow::{Result, anyhow};
use assay_check::{Rule, Severity, find_rule, rules};
use assay_spec::closest;
use serde_json::json;

use crate::diagnostics::shown;
use crate::exit::Exit;
use crate::output::{Printer, Stream, style};
use crate::page::text::wrap;

pub(super) fn run(key: &str, printer: &Printer) -> Result<Exit> {
    let lower = key.to_ascii_lowercase();
    let rule = find_rule(&key.to_ascii_uppercase()).or_else(|| find_rule(&lower));
    let rule = rule.ok_or_else(|| {
        let near = closest(&lower, rules().iter().map(|rule| rule.name));
        let help = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        anyhow!("there is no rule `{}`{help}", shown(key))
    })?;
    let document = json!({
        "code": rule.code, "name": rule.name, "group": rule.group, "severity": rule.severity,
        "fixable": rule.fixable, "summary": rule.summary, "why": rule.why, "instead": rule.instead,
        "bad_example": rule.bad_example, "good_example": rule.good_example,
    });
    match printer.format() {
        crate::cli::OutputFormat::Human => printer.page(&page(rule, printer.stdout())),
        _ => printer.document(&document),
    }
    Ok(Exit::Passed)
}

fn page(rule: &Rule, stream: &Stream) -> String {
    let weight = match rule.severity {
        Severity::Error => style::BAD,
        Severity::Warning => style::CAUTION,
        Severity::Note => style::FAINT,
    };
    let mut page = format!(
        "{} {}  {}\n\n",
        stream.paint(style::STRONG, rule.code),
        stream.paint(style::STRONG, rule.name),
        stream.paint(weight, &rule.severity.to_string())
    );
    let mut paragraph = |label: &str, text: &str| {
        if !label.is_empty() {
            page.push_str(&stream.paint(style::STRONG, label));
            page.push('\n');
        }
        for line in wrap(text, stream.width) {
            page.push_str(&line);
            page.push('\n');
        }
        page.push('\n');
    };
    paragraph("", rule.summary);
    paragraph("Why", rule.why);
    paragraph("Instead", rule.instead);
    for (label, example) in [("Refused", rule.bad_example), ("Better", rule.good_example)] {
        let label = if rule.severity == Severity::Error || label == "Better" { label } else { "Questioned" };
        page.push_str(&stream.paint(style::STRONG, label));
        page.push('\n');
        for line in example.trim_end().lines() {
            page.push_str(format!("    {}", shown(line)).trim_end());
            page.push('\n');
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}
