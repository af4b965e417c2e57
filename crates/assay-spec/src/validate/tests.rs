//! The schemas stay within what the validator reads.

use serde_json::Value as Json;

use super::text::PATTERNS;
use crate::schema::DocumentKind;

/// Keywords that say something to people, or that the validator reads.
const KEYWORDS: &[&str] = &[
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "anyOf",
    "const",
    "default",
    "description",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "oneOf",
    "pattern",
    "properties",
    "propertyNames",
    "required",
    "title",
    "type",
];

fn walk(schema: &Json, path: &str, root: &Json) {
    let Some(members) = schema.as_object() else { return };
    for (keyword, value) in members {
        assert!(
            KEYWORDS.contains(&keyword.as_str()),
            "{path} has the keyword `{keyword}`, which nobody reads"
        );
        let path = format!("{path}/{keyword}");
        match keyword.as_str() {
            "properties" | "$defs" => {
                for (name, schema) in value.as_object().unwrap() {
                    walk(schema, &format!("{path}/{name}"), root);
                }
            }
            "items" | "additionalProperties" | "propertyNames" => walk(value, &path, root),
            "oneOf" => {
                let variants = value.as_array().unwrap();
                let words = variants.iter().all(|variant| variant.get("const").is_some());
                let tagged = || {
                    variants.iter().all(|variant| {
                        let properties = variant.get("properties").and_then(Json::as_object).unwrap();
                        properties.values().filter(|property| property.get("const").is_some()).count() == 1
                    })
                };
                assert!(words || tagged(), "{path} is no union by words or by a tag");
                for variant in variants {
                    walk(variant, &path, root);
                }
            }
            "anyOf" => {
                let variants = value.as_array().unwrap();
                let nulls =
                    variants.iter().filter(|variant| variant.get("type") == Some(&"null".into())).count();
                assert!(nulls == 1 && variants.len() == 2, "{path} is no optional value");
                for variant in variants {
                    walk(variant, &path, root);
                }
            }
            "pattern" => {
                assert!(
                    PATTERNS.contains(&value.as_str().unwrap()),
                    "{path}: no check for the pattern {value}"
                );
            }
            "$ref" => {
                let name = value.as_str().and_then(|it| it.strip_prefix("#/$defs/"));
                assert!(name.is_some_and(|name| root["$defs"].get(name).is_some()), "{path} leads nowhere");
            }
            _ => {}
        }
    }
}

#[test]
fn schemas_have_no_keyword_that_the_validator_does_not_read() {
    for kind in DocumentKind::ALL {
        walk(kind.schema(), kind.as_str(), kind.schema());
    }
}
