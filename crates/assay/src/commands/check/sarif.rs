//! SARIF 2.1.0 (OASIS), which code scanning of many platforms reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use assay_check::{Rule, Severity};
use serde_json::{Value as Json, json};

use super::Report;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run.
pub(super) fn log(files: &[Report<'_>]) -> Json {
    // Only rules that are broken are described; problems of documents have a code and no rule.
    let mut rules: BTreeMap<&str, Option<&Rule>> = BTreeMap::new();
    for remark in files.iter().flat_map(|file| &file.remarks) {
        rules.insert(remark.code, remark.rule);
    }
    let indices: BTreeMap<&str, usize> =
        rules.keys().enumerate().map(|(index, code)| (*code, index)).collect();
    let mut results = Vec::new();
    let mut notifications = Vec::new();
    for file in files {
        let location = json!({ "uri": uri(file.name) });
        if let Some(why) = &file.unread {
            notifications.push(json!({
                "level": "error",
                "message": { "text": why },
                "locations": [{ "physicalLocation": { "artifactLocation": location } }],
            }));
        }
        for remark in &file.remarks {
            let mut physical = json!({ "artifactLocation": location });
            if let Some(place) = &remark.place {
                physical["region"] = json!({
                    "startLine": place.start.line,
                    "startColumn": place.start.column,
                    "endLine": place.end.line,
                    "endColumn": place.end.column,
                    "byteOffset": place.range.start,
                    "byteLength": place.range.len(),
                });
            }
            let help = remark.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
            results.push(json!({
                "ruleId": remark.code,
                "ruleIndex": indices.get(remark.code),
                "level": level(remark.severity),
                "message": { "text": format!("{}{help}", remark.message) },
                "locations": [{ "physicalLocation": physical }],
            }));
        }
    }
    let rules: Vec<Json> = rules.iter().map(|(code, rule)| descriptor(code, *rule)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "assay",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn descriptor(code: &str, rule: Option<&Rule>) -> Json {
    let Some(rule) = rule else { return json!({ "id": code }) };
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.instead },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [rule.group] },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A path as a URI: relative to where the command was run, or absolute.
fn uri(name: &str) -> String {
    let path = name.replace('\\', "/");
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _infallible = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        let check = |path: &str, expected: &str| assert_eq!(uri(path), expected);
        check("strategies/a b.py", "strategies/a%20b.py");
        check("./a.py", "./a.py");
        check("/tmp/é:1.py", "file:///tmp/%C3%A9%3A1.py");
    }
}
