//! JSON Schemas (2020-12) of the documents.

use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value as Json};

use crate::answer::ModelAnswer;
use crate::backtest::BacktestConfig;
use crate::check_policy::CheckPolicy;
use crate::record::{Fill, Order, Signal, Trade};
use crate::report::RunReport;
use crate::search::SearchReport;
use crate::strategy::Strategy;
use crate::tree::INTEGER_MAX;
use crate::validate::text;
use crate::verdict::VerdictPolicy;
use crate::version::SchemaVersion;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentKind {
    /// [`Strategy`]
    Strategy,
    /// [`BacktestConfig`]
    BacktestConfig,
    /// [`RunReport`]
    RunReport,
    /// [`VerdictPolicy`]
    VerdictPolicy,
    /// [`Trade`]
    Trade,
    /// [`Order`]
    Order,
    /// [`Fill`]
    Fill,
    /// [`Signal`]
    Signal,
    /// [`ModelAnswer`]
    ModelAnswer,
    /// [`CheckPolicy`]
    CheckPolicy,
    /// [`SearchReport`]
    SearchReport,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: &[Self] = &[
        Self::Strategy,
        Self::BacktestConfig,
        Self::RunReport,
        Self::VerdictPolicy,
        Self::Trade,
        Self::Order,
        Self::Fill,
        Self::Signal,
        Self::ModelAnswer,
        Self::CheckPolicy,
        Self::SearchReport,
    ];

    /// The kind's name, as in file names and on the command line: `strategy`, `backtest-config`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strategy => "strategy",
            Self::BacktestConfig => "backtest-config",
            Self::RunReport => "run-report",
            Self::VerdictPolicy => "verdict-policy",
            Self::Trade => "trade",
            Self::Order => "order",
            Self::Fill => "fill",
            Self::Signal => "signal",
            Self::ModelAnswer => "model-answer",
            Self::CheckPolicy => "check-policy",
            Self::SearchReport => "search-report",
        }
    }

    /// The kind of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// The schema's identity. It is a name and not an address: the host does not exist (RFC 6761), so that
    /// nothing can be fetched from it.
    pub fn schema_id(self) -> String {
        format!("https://assay.invalid/schemas/{}/{}.json", SchemaVersion::V2_0.as_str(), self.as_str())
    }

    /// The schema, made once.
    pub fn schema(self) -> &'static Json {
        static SCHEMAS: [OnceLock<Json>; DocumentKind::ALL.len()] =
            [const { OnceLock::new() }; DocumentKind::ALL.len()];
        static UNKNOWN: Json = Json::Null;
        let index = Self::ALL.iter().position(|&kind| kind == self);
        index
            .and_then(|index| SCHEMAS.get(index))
            .map_or(&UNKNOWN, |slot| slot.get_or_init(|| self.generate()))
    }

    fn generate(self) -> Json {
        let schema = match self {
            Self::Strategy => root::<Strategy>(),
            Self::BacktestConfig => root::<BacktestConfig>(),
            Self::RunReport => root::<RunReport>(),
            Self::VerdictPolicy => root::<VerdictPolicy>(),
            Self::Trade => root::<Trade>(),
            Self::Order => root::<Order>(),
            Self::Fill => root::<Fill>(),
            Self::Signal => root::<Signal>(),
            Self::ModelAnswer => root::<ModelAnswer>(),
            Self::CheckPolicy => root::<CheckPolicy>(),
            Self::SearchReport => root::<SearchReport>(),
        };
        let mut schema = Json::from(schema);
        tidy(&mut schema);
        if let Some(members) = schema.as_object_mut() {
            members.insert("$id".to_owned(), self.schema_id().into());
            if let Some(example) = self.example() {
                members.insert("examples".to_owned(), Json::Array(vec![example]));
            }
        }
        schema
    }

    fn example(self) -> Option<Json> {
        let text = match self {
            Self::Strategy => include_str!("schema/strategy.json"),
            Self::BacktestConfig => include_str!("schema/backtest-config.json"),
            Self::VerdictPolicy => include_str!("schema/verdict-policy.json"),
            Self::Trade => include_str!("schema/trade.json"),
            Self::Order => include_str!("schema/order.json"),
            Self::Fill => include_str!("schema/fill.json"),
            Self::Signal => include_str!("schema/signal.json"),
            Self::ModelAnswer => include_str!("schema/model-answer.json"),
            Self::CheckPolicy => include_str!("schema/check-policy.json"),
            Self::RunReport | Self::SearchReport => return None,
        };
        serde_json::from_str(text).ok()
    }
}

/// The schema files: name and content of each, as `schemas/` holds them.
///
/// ```
/// let (name, content) = &assay_spec::schemas()[0];
/// assert_eq!(name, "strategy-2.0.json");
/// assert!(content.contains("https://json-schema.org/draft/2020-12/schema"));
/// ```
pub fn schemas() -> Vec<(String, String)> {
    DocumentKind::ALL
        .iter()
        .map(|kind| {
            let name = format!("{}-{}.json", kind.as_str(), SchemaVersion::V2_0.as_str());
            (name, format!("{:#}\n", kind.schema()))
        })
        .collect()
}

fn root<T: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<T>()
}

/// Turns what schemars writes into what people and strict validators read well.
fn tidy(schema: &mut Json) {
    match schema {
        Json::Array(items) => items.iter_mut().for_each(tidy),
        Json::Object(members) => {
            tidy_object(members);
            for (keyword, value) in members.iter_mut() {
                match keyword.as_str() {
                    // Names of fields, which may be called like keywords, and their schemas.
                    "properties" | "$defs" => {
                        value.as_object_mut().into_iter().flat_map(Map::values_mut).for_each(tidy);
                    }
                    // Values of the document.
                    "default" | "examples" | "const" | "enum" => {}
                    _ => tidy(value),
                }
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn tidy_object(members: &mut Map<String, Json>) {
    // Doc comments are wrapped; a description is a paragraph.
    if let Some(Json::String(description)) = members.get_mut("description") {
        *description = description.replace('\n', " ");
    }
    // `uint64` and the like are no formats of JSON Schema, and strict validators refuse them. What they say
    // is said in numbers: integers are those that every reader of JSON holds exactly.
    if members.get("format").is_some_and(Json::is_string) {
        members.remove("format");
    }
    let integer = members.get("type").is_some_and(|kind| {
        kind == "integer" || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "integer"))
    });
    if integer {
        members.entry("maximum").or_insert_with(|| INTEGER_MAX.into());
        members.entry("minimum").or_insert_with(|| INTEGER_MAX.saturating_neg().into());
    }
    // Maps with names as keys: say what a key is rather than what keys are matched.
    let only_pattern = match members.get("patternProperties") {
        Some(Json::Object(patterns)) if patterns.len() == 1 => patterns.iter().next(),
        _ => None,
    };
    if let Some((pattern, value)) = only_pattern.map(|(pattern, value)| (pattern.clone(), value.clone())) {
        let mut names = Map::new();
        names.insert("pattern".to_owned(), pattern.into());
        names.insert("maxLength".to_owned(), assay_types::Identifier::BYTES_MAX.into());
        members.remove("patternProperties");
        members.insert("propertyNames".to_owned(), Json::Object(names));
        members.insert("additionalProperties".to_owned(), value);
    }
}

pub(crate) fn decimal_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": text::DECIMAL })
}
