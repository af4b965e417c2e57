//! TOML with places.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{DOCUMENT_DEPTH_MAX, Refusal};
use crate::problem::Code;
use crate::tree::{Member, Node, Value};

pub(super) fn parse(text: &str) -> Result<Node, Vec<Refusal>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors
            .into_iter()
            .map(|error| {
                let span = error.span().unwrap_or(0..0);
                if error.message().contains("duplicate key") {
                    let key = assay_types::Excerpt::of(text.get(span.clone()).unwrap_or_default());
                    let message = format!("the key `{key}` appears twice");
                    return Refusal::new(Code::DuplicateKey, message, span).help("keep one of them");
                }
                Refusal::new(Code::Syntax, first_line(error.message()), span)
            })
            .collect());
    }
    object(table.get_ref(), 0..text.len(), 0).map_err(|refusal| vec![refusal])
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or("the text is not TOML")
}

fn object(table: &DeTable<'_>, span: Range<usize>, depth: usize) -> Result<Node, Refusal> {
    let mut members = Vec::new();
    for (key, value) in table {
        members.push(Member {
            key: key.get_ref().as_ref().to_owned(),
            key_span: key.span(),
            node: node(value.get_ref(), value.span(), depth.saturating_add(1))?,
        });
    }
    members.sort_by_key(|member| member.key_span.start);
    Ok(Node { value: Value::Object(members), span })
}

fn node(value: &DeValue<'_>, span: Range<usize>, depth: usize) -> Result<Node, Refusal> {
    if depth > DOCUMENT_DEPTH_MAX {
        return Err(Refusal::too_deep(span));
    }
    let value = match value {
        DeValue::String(text) => Value::String(text.as_ref().to_owned()),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            #[expect(clippy::cast_precision_loss, reason = "validation refuses integers beyond 2^53")]
            Ok(integer) => Value::Number(integer as f64),
            Err(_) => return Err(Refusal::not_finite(integer.as_str(), span)),
        },
        DeValue::Float(float) => match float.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Number(number),
            Ok(_) | Err(_) => return Err(Refusal::not_finite(float.as_str(), span)),
        },
        DeValue::Boolean(boolean) => Value::Boolean(*boolean),
        // Documents write times as strings; TOML's own are turned into them.
        DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| node(item.get_ref(), item.span(), depth.saturating_add(1)))
                .collect::<Result<_, _>>()?,
        ),
        DeValue::Table(table) => return object(table, span, depth),
    };
    Ok(Node { value, span })
}
