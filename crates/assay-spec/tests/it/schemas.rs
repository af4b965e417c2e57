//! The exported schemas.

use std::path::Path;
use std::{env, fs};

use assay_spec::{DocumentKind, Format, schemas, validate_text};

#[test]
fn the_checked_in_schemas_are_those_that_the_types_have() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    for (name, content) in schemas() {
        let checked_in = fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(checked_in == content, "schemas/{name} is stale; run `cargo xtask generate`");
    }
    let files = fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, schemas().len(), "schemas/ holds files that no document has");
}

#[test]
fn every_schema_is_a_schema_and_has_its_own_identity() {
    for kind in DocumentKind::ALL {
        let schema = kind.schema();
        assert!(jsonschema::meta::is_valid(schema), "{}", kind.as_str());
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["$id"], format!("https://assay.invalid/schemas/2.0/{}.json", kind.as_str()));
        assert_eq!(DocumentKind::of_name(kind.as_str()), Some(*kind));
    }
}

#[test]
fn every_object_of_every_schema_refuses_unknown_fields() {
    fn walk(schema: &serde_json::Value, path: &str) {
        match schema {
            serde_json::Value::Object(members) => {
                if members.get("type").is_some_and(|kind| kind == "object") {
                    assert!(members.contains_key("additionalProperties"), "{path}");
                }
                for (key, value) in members {
                    walk(value, &format!("{path}/{key}"));
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, path)),
            _ => {}
        }
    }
    for kind in DocumentKind::ALL {
        walk(kind.schema(), kind.as_str());
    }
}

#[test]
fn every_field_has_a_description() {
    for kind in DocumentKind::ALL {
        let definitions = kind.schema().get("$defs").and_then(|defs| defs.as_object()).into_iter().flatten();
        for (name, schema) in
            definitions.map(|(name, schema)| (name.as_str(), schema)).chain([("", kind.schema())])
        {
            for (field, property) in
                schema.get("properties").and_then(|it| it.as_object()).into_iter().flatten()
            {
                assert!(property.get("description").is_some(), "{} {name} {field}", kind.as_str());
            }
        }
    }
}

#[test]
fn the_examples_are_valid() {
    for kind in DocumentKind::ALL {
        for example in kind.schema().get("examples").and_then(|it| it.as_array()).into_iter().flatten() {
            let text = example.to_string();
            validate_text(*kind, &text, Format::Json, kind.as_str())
                .unwrap_or_else(|report| panic!("{report}"));
        }
    }
}
