//! Classes: what they may be made of, and state that is kept on them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::scope::{Block, Scope};
use super::value::{Facts, Origin};
use super::{Checker, Role, shown, span};
use crate::rules;

/// What is known of the class around a place.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    /// What attributes of the class and of `self` hold.
    pub(super) attributes: BTreeMap<&'a str, Facts>,
    /// Lists, sets and dictionaries that are made in the class's body.
    mutable: BTreeSet<&'a str>,
    /// Attributes that a method assigns to `self`.
    pub(super) replaced: BTreeSet<&'a str>,
    /// Places that change what an attribute of `self` holds.
    mutated: Vec<(&'a str, Range<usize>)>,
}

impl<'a> Checker<'a> {
    pub(super) fn class(&mut self, class: &'a StmtClassDef) {
        self.plain_letters(class.name.as_str(), span(class.name.range()));
        for decorator in &class.decorator_list {
            self.decorator(&decorator.expression);
        }
        self.type_parameters(class.type_params.as_deref());
        if let Some(arguments) = &class.arguments {
            for base in &arguments.args {
                self.expression(base);
            }
            for keyword in &arguments.keywords {
                let value = self.expression(&keyword.value);
                let name = keyword.arg.as_ref().map_or("**", |name| name.as_str());
                let allowed = match name {
                    "metaclass" => value.origin.is("abc", "ABCMeta"),
                    "total" | "frozen" | "boundary" => true,
                    _ => false,
                };
                if !allowed {
                    let message = format!("class keyword `{}`", shown(name));
                    self.add(&rules::CLASS_KEYWORD, span(keyword.range()), message);
                }
            }
        }
        let outer = std::mem::replace(&mut self.role, Role::Other);
        self.scopes.push(Scope::of(Block::Class, &class.body, self.policy));
        let mut frame = Frame::default();
        for statement in &class.body {
            if let Some((name, value)) = attribute_of(statement)
                && matches!(value, Expr::List(_) | Expr::Dict(_) | Expr::Set(_) | Expr::Call(_))
                && makes_collection(value)
            {
                frame.mutable.insert(name);
            }
        }
        self.classes.push(frame);
        self.block_depth = self.block_depth.saturating_add(1);
        self.docstring_then(&class.body);
        self.block_depth = self.block_depth.saturating_sub(1);
        self.scopes.pop();
        self.role = outer;
        let Some(frame) = self.classes.pop() else { return };
        for (name, range) in frame.mutated {
            if frame.mutable.contains(name) && !frame.replaced.contains(name) {
                let message = format!("`{}` belongs to the class, and is changed here", shown(name));
                self.add(&rules::CLASS_STATE, range, message);
            }
        }
    }

    /// Remembers that `self.name` is changed, if that is what the target is.
    pub(super) fn class_mutation(&mut self, target: &'a Expr) {
        let inner = match target {
            Expr::Subscript(subscript) => &*subscript.value,
            other => other,
        };
        if let Expr::Attribute(attribute) = inner
            && matches!(&*attribute.value, Expr::Name(name) if matches!(name.id.as_str(), "self" | "cls"))
            && let Some(class) = self.classes.last_mut()
        {
            class.mutated.push((attribute.attr.as_str(), span(target.range())));
        }
    }

    pub(super) fn decorator(&mut self, decorator: &'a Expr) {
        let named = match decorator {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        let value = match named {
            // `@price.setter` of a property that the class defines.
            Expr::Attribute(attribute)
                if matches!(attribute.attr.as_str(), "setter" | "getter" | "deleter")
                    && attribute.value.is_name_expr() =>
            {
                self.base(&attribute.value);
                return;
            }
            Expr::Name(_) | Expr::Attribute(_) => Some(self.base(named)),
            _ => None,
        };
        let allowed = value.is_some_and(|value| match value.origin {
            Origin::Builtin(name) => matches!(name, "property" | "staticmethod" | "classmethod"),
            Origin::Member(library, name) => match library.name {
                "functools" | "dataclasses" | "typing" | "enum" | "abc" => true,
                "numpy" => matches!(name, "vectorize" | "errstate"),
                _ => false,
            },
            Origin::Function(_) | Origin::Class | Origin::Added => true,
            Origin::Unknown | Origin::Library(_) | Origin::Own | Origin::Backtest => false,
        });
        if !allowed {
            let text = self.excerpt(&span(decorator.range()));
            let message = format!("decorator `@{text}`");
            self.add(&rules::DECORATOR, span(decorator.range()), message);
        }
        if let Expr::Call(call) = decorator {
            for argument in &call.arguments.args {
                self.expression(argument);
            }
            for keyword in &call.arguments.keywords {
                self.expression(&keyword.value);
            }
        } else if value.is_none() {
            self.expression(decorator);
        }
    }
}

fn attribute_of(statement: &Stmt) -> Option<(&str, &Expr)> {
    let (target, value) = match statement {
        Stmt::Assign(assign) => (assign.targets.first()?, &*assign.value),
        Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()?),
        _ => return None,
    };
    match target {
        Expr::Name(name) => Some((name.id.as_str(), value)),
        _ => None,
    }
}

fn makes_collection(value: &Expr) -> bool {
    match value {
        Expr::Call(call) => matches!(
            &*call.func,
            Expr::Name(name)
                if matches!(name.id.as_str(), "list" | "dict" | "set" | "deque" | "defaultdict" | "Counter" | "OrderedDict")
        ),
        _ => true,
    }
}
