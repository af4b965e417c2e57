//! JSON Schemas of the documents.

use schemars::{Schema, SchemaGenerator, json_schema};

/// A decimal string without sign, exponent or separators.
pub(crate) const DECIMAL_PATTERN: &str = r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?$";

pub(crate) fn decimal_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": DECIMAL_PATTERN })
}

pub(crate) fn direction_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["long", "short"] })
}

pub(crate) fn side_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": ["buy", "sell"] })
}

pub(crate) fn time_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date-time" })
}
