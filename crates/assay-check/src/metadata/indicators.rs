//! Indicators and attributes: what the methods of a class assign to `self`.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::Ranged;
use serde::Serialize;

use super::{LISTED_MAX, Literal, Reader, literal, methods};

/// One call of `self.I`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indicator {
    /// The attributes that it is assigned to; several where it is taken apart, none where it is used in place.
    pub attributes: Vec<String>,
    /// The function, as it is written.
    pub function: String,
    /// Where the function is from, if it is imported: `talib.SMA`.
    pub origin: Option<String>,
    /// The function of TA-Lib that it is: `SMA`.
    pub talib: Option<String>,
    /// The arguments of the function, as they are written.
    pub arguments: Vec<String>,
    /// Its name in charts and reports, where it is given one.
    pub name: Option<String>,
    /// The method that makes it.
    pub method: String,
    /// The line of the call.
    pub line: usize,
}

/// An attribute that a method assigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// The method that assigns it first.
    pub method: String,
    /// The line of that assignment.
    pub line: usize,
}

/// The arguments of `self.I` that are not the function's.
const OWN_ARGUMENTS: [&str; 6] = ["func", "name", "plot", "overlay", "color", "scatter"];

impl<'m> Reader<'m> {
    pub(super) fn indicators(&self, class: &'m StmtClassDef) -> (Vec<Indicator>, Vec<Attribute>) {
        let mut walk = Walk {
            reader: self,
            me: "",
            method: "",
            targets: Vec::new(),
            known: BTreeSet::new(),
            indicators: Vec::new(),
            attributes: Vec::new(),
        };
        for method in methods(class) {
            // Whatever the first parameter is called, it is the strategy.
            let first = method.parameters.posonlyargs.first().or_else(|| method.parameters.args.first());
            let Some(first) = first else { continue };
            walk.me = first.parameter.name.as_str();
            walk.method = method.name.as_str();
            walk.visit_body(&method.body);
        }
        (walk.indicators, walk.attributes)
    }
}

struct Walk<'r, 'm> {
    reader: &'r Reader<'m>,
    /// What the method calls the strategy.
    me: &'m str,
    method: &'m str,
    /// The attributes that the statement assigns its value to.
    targets: Vec<&'m str>,
    known: BTreeSet<&'m str>,
    indicators: Vec<Indicator>,
    attributes: Vec<Attribute>,
}

impl<'m> Walk<'_, 'm> {
    /// The attribute of `self` that an expression is.
    fn own_attribute(&self, expression: &'m Expr) -> Option<&'m str> {
        let attribute = expression.as_attribute_expr()?;
        (attribute.value.as_name_expr()?.id == self.me).then_some(attribute.attr.as_str())
    }

    fn assign(&mut self, target: &'m Expr, line_of: &'m Stmt) {
        let targets = literal::elements(target).unwrap_or(std::slice::from_ref(target));
        for target in targets {
            let target = target.as_starred_expr().map_or(target, |starred| &*starred.value);
            let Some(name) = self.own_attribute(target) else { continue };
            self.targets.push(name);
            if self.attributes.len() < LISTED_MAX && self.known.insert(name) {
                let line = self.reader.line(line_of.start().to_usize());
                self.attributes.push(Attribute {
                    name: name.to_owned(),
                    method: self.method.to_owned(),
                    line,
                });
            }
        }
    }

    fn indicator(&mut self, call: &'m ExprCall, attributes: Vec<String>) {
        let arguments = &call.arguments;
        let Some(function) = arguments.find_argument_value("func", 0) else { return };
        let origin = self.reader.names.meaning(function);
        let talib = origin.as_deref().and_then(|origin| {
            let name = origin.strip_prefix("talib.")?;
            let name =
                name.strip_prefix("abstract.").or_else(|| name.strip_prefix("stream.")).unwrap_or(name);
            name.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
                .then(|| name.to_owned())
        });
        let positional = arguments.args.iter().skip(1).map(|argument| self.reader.excerpt(argument));
        let named = arguments.keywords.iter().filter(|keyword| {
            keyword.arg.as_ref().is_none_or(|name| !OWN_ARGUMENTS.contains(&name.as_str()))
        });
        let named = named.map(|keyword| self.reader.excerpt(keyword));
        let name = arguments.find_keyword("name").and_then(|keyword| Literal::of(&keyword.value));
        self.indicators.push(Indicator {
            attributes,
            function: self.reader.excerpt(function),
            origin,
            talib,
            arguments: positional.chain(named).take(LISTED_MAX).collect(),
            name: match name {
                Some(Literal::Text(name)) => Some(name),
                Some(_) | None => None,
            },
            method: self.method.to_owned(),
            line: self.reader.line(call.range().start().to_usize()),
        });
    }
}

impl<'m> Visitor<'m> for Walk<'_, 'm> {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        self.targets.clear();
        if let Stmt::Assign(assign) = statement {
            for target in &assign.targets {
                self.assign(target, statement);
            }
        } else if let Stmt::AnnAssign(assign) = statement {
            self.assign(&assign.target, statement);
        } else if let Stmt::AugAssign(assign) = statement {
            self.assign(&assign.target, statement);
        }
        walk_stmt(self, statement);
        self.targets.clear();
    }

    fn visit_expr(&mut self, expression: &'m Expr) {
        if let Expr::Call(call) = expression
            && self.own_attribute(&call.func) == Some("I")
            && self.indicators.len() < LISTED_MAX
        {
            // One indicator takes the targets; another inside its arguments is used in place.
            let attributes = std::mem::take(&mut self.targets).into_iter().map(str::to_owned).collect();
            self.indicator(call, attributes);
        }
        walk_expr(self, expression);
    }
}
