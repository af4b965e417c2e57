//! Our validator against a full validator of JSON Schema: whatever one of them refuses, the other does too,
//! but for what a schema cannot say.

use std::fs;

use assay_spec::{Code, DocumentKind, Format, Strategy, VerdictPolicy, read, validate_text};
use serde_json::{Value, json};

use crate::corpus::{documents, kind, name};

/// What a schema cannot say, or says less strictly: the document may be refused though its schema holds.
fn beyond_schema(code: Code) -> bool {
    use Code as C;
    matches!(
        code,
        C::InvisibleCharacter
            | C::DuplicateKey
            | C::ParameterRange
            | C::UnknownParameter
            | C::UnknownInput
            | C::NameTaken
            | C::NeedsStopLoss
            | C::UnsuitableParameter
            | C::UnknownStatistic
            | C::IndicatorCycle
            | C::Duplicate
    )
}

fn agree(kind: DocumentKind, json: &Value, context: &str) {
    let judge = jsonschema::validator_for(kind.schema()).unwrap();
    let theirs: Vec<String> =
        judge.iter_errors(json).map(|error| format!("{} {error}", error.instance_path())).collect();
    let ours = validate_text(kind, &json.to_string(), Format::Json, "document");
    match &ours {
        Ok(()) => assert!(theirs.is_empty(), "{context}: only the judge refuses: {theirs:?}\n{json}"),
        Err(report) => {
            let of_schema = report.problems().iter().any(|problem| {
                // Ranges of cash, of stops in per cent, blank conditions, keywords of Python: stricter than the
                // schema on purpose.
                let stricter = matches!(problem.code(), Code::Malformed | Code::OutOfRange);
                !beyond_schema(problem.code()) && !stricter
            });
            assert!(!of_schema || !theirs.is_empty(), "{context}: only we refuse: {report}\n{json}");
        }
    }
}

#[test]
fn the_corpus_is_judged_alike() {
    for folder in ["v2/valid", "v2/invalid"] {
        for path in
            documents(folder).into_iter().filter(|path| path.extension().is_some_and(|it| it == "json"))
        {
            if let Ok(json) = serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap()) {
                agree(kind(&path), &json, &name(&path));
            }
        }
    }
}

/// Every value of a valid document, replaced by every odd value; every member removed; a member added.
#[test]
fn single_changes_of_valid_documents_are_judged_alike() {
    let odd = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(0.5),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("$fast"),
        json!("$"),
        json!("10"),
        json!("lambda"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"kind": "percent"}),
    ];
    let mut count = 0;
    for kind in DocumentKind::ALL {
        let examples = kind.schema().get("examples").and_then(Value::as_array).cloned().unwrap_or_default();
        let judge = jsonschema::validator_for(kind.schema()).unwrap();
        for example in examples {
            for pointer in pointers(&example) {
                for value in &odd {
                    let mut changed = example.clone();
                    *changed.pointer_mut(&pointer).unwrap() = value.clone();
                    compare(*kind, &judge, &changed, &pointer);
                    count += 1;
                }
                let (parent, key) = pointer.rsplit_once('/').unwrap();
                let mut removed = example.clone();
                if let Some(members) = removed.pointer_mut(parent).and_then(Value::as_object_mut) {
                    members.remove(key);
                    compare(*kind, &judge, &removed, &pointer);
                    let mut added = example.clone();
                    added.pointer_mut(parent).unwrap()["another"] = json!(1);
                    compare(*kind, &judge, &added, &pointer);
                }
            }
        }
    }
    assert!(count > 1000, "{count}");
}

fn compare(kind: DocumentKind, judge: &jsonschema::Validator, json: &Value, context: &str) {
    let theirs = judge.is_valid(json);
    // Version 1 is another schema.
    if json.get("schema_version").is_none() && kind == DocumentKind::Strategy {
        return;
    }
    let ours = validate_text(kind, &json.to_string(), Format::Json, "document");
    match (&ours, theirs) {
        (Ok(()), false) => panic!("{} {context}: only the judge refuses\n{json}", kind.as_str()),
        (Err(report), true) => {
            let stricter = |code| beyond_schema(code) || matches!(code, Code::Malformed | Code::OutOfRange);
            assert!(
                report.problems().iter().all(|problem| stricter(problem.code())),
                "{} {context}: only we refuse: {report}\n{json}",
                kind.as_str()
            );
        }
        (Ok(()), true) | (Err(_), false) => {}
    }
}

fn pointers(value: &Value) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    children
        .into_iter()
        .flat_map(|(key, child)| {
            let deeper = pointers(child).into_iter().map(|rest| format!("/{key}{rest}")).collect::<Vec<_>>();
            std::iter::once(format!("/{key}")).chain(deeper)
        })
        .collect()
}

#[test]
fn what_we_read_serialises_to_what_the_judge_accepts() {
    for path in documents("v2/valid") {
        let text = fs::read_to_string(&path).unwrap();
        let format = Format::of_path(&path).unwrap();
        let json = match kind(&path) {
            DocumentKind::Strategy => {
                serde_json::to_value(read::<Strategy>(&text, format, "it").unwrap().value)
            }
            DocumentKind::VerdictPolicy => {
                serde_json::to_value(read::<VerdictPolicy>(&text, format, "it").unwrap().value)
            }
            _ => continue,
        };
        agree(kind(&path), &json.unwrap(), &name(&path));
    }
}
