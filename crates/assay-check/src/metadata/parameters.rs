//! Parameters: what a class assigns in its body.

use std::collections::BTreeMap;

use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_text_size::Ranged;
use serde::Serialize;

use super::ranges::{self, ParameterRange, Sweeps};
use super::{LISTED_MAX, Literal, Reader, docstring, literal};

/// What a parameter's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// A whole number.
    Integer,
    /// A real number.
    Number,
    /// A switch.
    Boolean,
    /// A text.
    Text,
    /// A list.
    List,
    /// Nothing that tells: the default is `None`.
    Unknown,
}

impl ParameterKind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::List => "list",
            Self::Unknown => "unknown",
        }
    }
}

/// Something that may be varied between runs of a strategy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What its value is.
    pub kind: ParameterKind,
    /// The value unless overridden.
    pub default: Literal,
    /// Its annotation, as it is written.
    pub annotation: Option<String>,
    /// The values it is meant for, where the text tells.
    pub range: Option<ParameterRange>,
    /// What it means, for people: the comment behind it, or its line in the docstring.
    pub description: Option<String>,
    /// The class that defines it, if that is another one.
    pub inherited_from: Option<String>,
    /// The line of its assignment.
    pub line: usize,
}

impl<'m> Reader<'m> {
    pub(super) fn parameters(
        &self,
        class: &'m StmtClassDef,
        ancestors: &[&'m StmtClassDef],
        sweeps: &Sweeps,
    ) -> Vec<Parameter> {
        let mut parameters: BTreeMap<String, Parameter> = BTreeMap::new();
        // The farthest first, so that a class overrides what is above it.
        for ancestor in ancestors.iter().rev() {
            for mut parameter in self.own_parameters(ancestor, sweeps) {
                parameter.inherited_from = Some(ancestor.name.to_string());
                parameters.insert(parameter.name.clone(), parameter);
            }
        }
        for parameter in self.own_parameters(class, sweeps) {
            parameters.insert(parameter.name.clone(), parameter);
        }
        let mut parameters: Vec<Parameter> = parameters.into_values().collect();
        parameters.sort_by_key(|parameter| parameter.line);
        parameters.truncate(LISTED_MAX);
        parameters
    }

    fn own_parameters(&self, class: &StmtClassDef, sweeps: &Sweeps) -> Vec<Parameter> {
        let told = docstring(&class.body).unwrap_or_default();
        let mut parameters: Vec<Parameter> = Vec::new();
        for statement in &class.body {
            if parameters.len() >= LISTED_MAX {
                break;
            }
            match statement {
                Stmt::Assign(assign) => {
                    for target in &assign.targets {
                        for (name, value) in pairs(target, &assign.value) {
                            parameters.extend(self.parameter(name, value, None, statement, &told));
                        }
                    }
                }
                Stmt::AnnAssign(assign) => {
                    let value = assign.value.as_deref();
                    if let (Expr::Name(name), Some(value)) = (&*assign.target, value) {
                        let annotation = Some(&*assign.annotation);
                        parameters.extend(self.parameter(
                            name.id.as_str(),
                            value,
                            annotation,
                            statement,
                            &told,
                        ));
                    }
                }
                _ => {}
            }
        }
        for parameter in &mut parameters {
            if parameter.range.is_none() {
                parameter.range = sweeps.get(&parameter.name).cloned();
            }
        }
        parameters
    }

    fn parameter(
        &self,
        name: &str,
        value: &Expr,
        annotation: Option<&Expr>,
        statement: &Stmt,
        docstring: &str,
    ) -> Option<Parameter> {
        if name.starts_with('_') {
            return None;
        }
        let default = Literal::of(value)?;
        let comment = self.comment_behind(statement);
        let (comment_range, comment_words) = comment.map(ranges::of_words).unwrap_or_default();
        let (docstring_range, docstring_words) =
            ranges::line_of_docstring(docstring, name).map(ranges::of_words).unwrap_or_default();
        let range = annotation
            .and_then(ranges::of_annotation)
            .or_else(|| comment_range.map(|range| range.told_by(ranges::RangeOrigin::Comment)))
            .or_else(|| docstring_range.map(|range| range.told_by(ranges::RangeOrigin::Docstring)));
        let annotated = |kind: &str| {
            annotation.is_some_and(|annotation| {
                ranges::annotated_type(annotation).is_some_and(|annotation| annotation == kind)
            })
        };
        let kind = match &default {
            Literal::Integer(_) if annotated("float") => ParameterKind::Number,
            Literal::Integer(_) => ParameterKind::Integer,
            Literal::Number(_) => ParameterKind::Number,
            Literal::Boolean(_) => ParameterKind::Boolean,
            Literal::Text(_) => ParameterKind::Text,
            Literal::List(_) => ParameterKind::List,
            Literal::None if annotated("int") => ParameterKind::Integer,
            Literal::None if annotated("float") => ParameterKind::Number,
            Literal::None if annotated("bool") => ParameterKind::Boolean,
            Literal::None if annotated("str") => ParameterKind::Text,
            Literal::None => ParameterKind::Unknown,
        };
        Some(Parameter {
            name: name.to_owned(),
            kind,
            default,
            annotation: annotation.map(|annotation| self.excerpt(annotation)),
            range,
            description: comment_words.or(docstring_words),
            inherited_from: None,
            line: self.line(statement.start().to_usize()),
        })
    }

    /// The comment on the last line of a statement, without its `#`.
    fn comment_behind(&self, statement: &Stmt) -> Option<&'m str> {
        let source = self.module.source();
        let end = statement.end().to_usize();
        let line_end = source.line(self.line(end))?.end;
        let rest = source.text().get(end..line_end)?.trim();
        // What stands between is `;` and another statement.
        rest.strip_prefix('#').map(|comment| comment.trim_start_matches(['#', ':']).trim())
    }
}

/// The names that an assignment gives values to: `a, b = 1, 2` does for two.
fn pairs<'a>(target: &'a Expr, value: &'a Expr) -> Vec<(&'a str, &'a Expr)> {
    match target {
        Expr::Name(name) => vec![(name.id.as_str(), value)],
        Expr::Tuple(_) | Expr::List(_) => {
            let targets = literal::elements(target).unwrap_or_default();
            let values = literal::elements(value).unwrap_or_default();
            if targets.len() != values.len() {
                return Vec::new();
            }
            let names = targets.iter().zip(values);
            names.filter_map(|(target, value)| Some((target.as_name_expr()?.id.as_str(), value))).collect()
        }
        _ => Vec::new(),
    }
}
