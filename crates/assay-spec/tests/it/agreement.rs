//! Our validator against a full validator of JSON Schema: whatever one of them refuses, the other does too,
//! but for what a schema cannot say.

use std::fs;

use assay_spec::{Code, DocumentKind, Format, Problem, Strategy, VerdictPolicy, read, validate_text};
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

/// Whether we are stricter than the schema on purpose.
fn stricter(problem: &Problem) -> bool {
    match problem.code() {
        // Cash above 0, and stops below 100 %.
        Code::OutOfRange => {
            ["/cash", "/risk/stop_loss/value", "/risk/trailing_stop/value"].contains(&problem.pointer())
        }
        // Words of Python are no names, the 31st of February is no day, and a blank condition says nothing.
        Code::Malformed => true,
        code => beyond_schema(code),
    }
}

fn agree(kind: DocumentKind, judge: &jsonschema::Validator, json: &Value, context: &str) {
    // Version 1 has no schema.
    if json.get("schema_version").is_none() && kind == DocumentKind::Strategy {
        return;
    }
    let theirs = judge.is_valid(json);
    let ours = validate_text(kind, &json.to_string(), Format::Json, "document");
    match (&ours, theirs) {
        (Ok(()), false) => panic!("{} {context}: only the judge refuses\n{json}", kind.as_str()),
        (Err(report), true) => assert!(
            report.problems().iter().all(stricter),
            "{} {context}: only we refuse: {report}\n{json}",
            kind.as_str()
        ),
        (Ok(()), true) | (Err(_), false) => {}
    }
}

fn judge(kind: DocumentKind) -> jsonschema::Validator {
    jsonschema::validator_for(kind.schema()).unwrap()
}

#[test]
fn the_corpus_is_judged_alike() {
    for folder in ["v2/valid", "v2/invalid"] {
        for path in
            documents(folder).into_iter().filter(|path| path.extension().is_some_and(|it| it == "json"))
        {
            if let Ok(json) = serde_json::from_str::<Value>(&fs::read_to_string(&path).unwrap()) {
                agree(kind(&path), &judge(kind(&path)), &json, &name(&path));
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
        let judge = judge(*kind);
        for example in examples {
            for pointer in pointers(&example) {
                for value in &odd {
                    let mut changed = example.clone();
                    *changed.pointer_mut(&pointer).unwrap() = value.clone();
                    agree(*kind, &judge, &changed, &pointer);
                    count += 1;
                }
                let (parent, key) = pointer.rsplit_once('/').unwrap();
                let mut removed = example.clone();
                if let Some(members) = removed.pointer_mut(parent).and_then(Value::as_object_mut) {
                    members.remove(key);
                    agree(*kind, &judge, &removed, &pointer);
                    let mut added = example.clone();
                    added.pointer_mut(parent).unwrap()["another"] = json!(1);
                    agree(*kind, &judge, &added, &pointer);
                }
            }
        }
    }
    assert!(count > 1000, "{count}");
}

pub(crate) fn pointers(value: &Value) -> Vec<String> {
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
        agree(kind(&path), &judge(kind(&path)), &json.unwrap(), &name(&path));
    }
}
