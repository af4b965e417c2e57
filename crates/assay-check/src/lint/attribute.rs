//! Attributes, however they are named: by a dot, by a string, by an assignment.

use std::ops::Range;

use ruff_python_ast::{Expr, ExprAttribute, ExprCall};
use ruff_text_size::Ranged;

use super::value::{Facts, Origin, Value};
use super::{Checker, Claimed, names, shown, span};
use crate::rules;

impl<'a> Checker<'a> {
    /// The value that an attribute is read from, and the attribute.
    pub(super) fn attribute(&mut self, attribute: &'a ExprAttribute) -> (Value<'a>, Value<'a>) {
        let name = attribute.attr.as_str();
        let place = span(attribute.attr.range());
        self.plain_letters(name, place.clone());
        if let (Expr::Attribute(inner), "__name__" | "__qualname__") = (&*attribute.value, name)
            && inner.attr.as_str() == "__class__"
        {
            // `self.__class__.__name__` only makes a label.
            return (self.base(&inner.value), Value::default());
        }
        let base = self.base(&attribute.value);
        let value = self.attribute_value(base, name, place, span(attribute.range()));
        (base, value)
    }

    fn attribute_value(
        &mut self,
        base: Value<'a>,
        name: &'a str,
        place: Range<usize>,
        whole: Range<usize>,
    ) -> Value<'a> {
        match base.origin {
            Origin::Library(library) => {
                if let Some(inner) = library.module(name) {
                    return Value::of(Origin::Library(inner));
                }
                if library.has(name) {
                    self.clock_member(library.name, name, whole);
                    return Value::of(Origin::Member(library, name));
                }
                if !matches!(name, "__name__" | "__doc__" | "__version__")
                    && !self.policy.allows_attribute(Some(library.name), name)
                {
                    self.refuse_member(library.name, name, place);
                }
                Value::default()
            }
            Origin::Member(library, member) => {
                self.refuse_attribute(name, place.clone());
                self.clock_method(library.name, member, name, whole);
                if library.name == "pandas" && member == "options" && !matches!(name, "mode" | "display") {
                    let message = format!("`pd.options.{}` is not on the list of `pandas`", shown(name));
                    self.add(&rules::LIBRARY, place, message);
                }
                Value::default()
            }
            Origin::Own => {
                self.uses_function(name);
                self.claim(name, place);
                let facts = match name {
                    "data" => Facts::SERIES.and(Facts::BARS),
                    _ => self
                        .classes
                        .last()
                        .and_then(|class| class.attributes.get(name).copied())
                        .unwrap_or_default(),
                };
                Value::with(facts)
            }
            Origin::Class => {
                self.claim(name, place);
                Value::default()
            }
            Origin::Unknown | Origin::Added | Origin::Builtin(_) | Origin::Function(_) | Origin::Backtest => {
                self.refuse_attribute(name, place);
                Value::with(facts_of_attribute(base.facts, name))
            }
        }
    }

    /// Refuses an attribute that is refused on anything.
    fn refuse_attribute(&mut self, name: &'a str, place: Range<usize>) {
        if let Some(rule) = names::refused_attribute(name)
            && !self.policy.allows_attribute(None, name)
        {
            self.add(rule, place, format!("attribute `{}`", shown(name)));
        }
    }

    /// Refuses an attribute of `self` or of a class of the file unless the file defines it.
    fn claim(&mut self, name: &'a str, range: Range<usize>) {
        let Some(rule) = names::refused_attribute(name) else { return };
        if self.policy.allows_attribute(None, name) {
            return;
        }
        if rule == &rules::SPECIAL {
            self.add(rule, range, format!("attribute `{}`", shown(name)));
        } else {
            self.claimed.push(Claimed { name, rule, range, aside: self.aside });
        }
    }

    pub(super) fn refuse_member(&mut self, module: &str, member: &str, place: Range<usize>) {
        let help = match (module, member) {
            ("numpy.lib.stride_tricks", "as_strided") => {
                Some("`sliding_window_view` makes windows and stays inside the array".to_owned())
            }
            ("pandas", _) if member.starts_with("read_") => {
                let advice = "bars come from `--data`, and a strategy sees them as `self.data`; what is only for running the \
                              file by hand belongs under `if __name__ == \"__main__\":`";
                Some(advice.to_owned())
            }
            _ => None,
        };
        let message = format!("`{}` is not on the list of `{module}`", shown(member));
        self.add_with(&rules::LIBRARY, place, message, help);
    }

    /// A store to an attribute, or its deletion.
    pub(super) fn attribute_target(&mut self, attribute: &'a ExprAttribute, value: Value<'a>) {
        let name = attribute.attr.as_str();
        let place = span(attribute.attr.range());
        self.plain_letters(name, place.clone());
        let base = self.base(&attribute.value);
        let whole = span(attribute.range());
        match base.origin {
            Origin::Library(_) | Origin::Member(..) | Origin::Added | Origin::Builtin(_) => {
                let text = self.excerpt(&whole);
                let message = format!("`{text}` is replaced");
                self.add(&rules::PATCH, whole, message);
            }
            Origin::Own => {
                if names::refused_attribute(name) == Some(&rules::SPECIAL) {
                    self.add(&rules::SPECIAL, place, format!("attribute `{}`", shown(name)));
                }
                self.own_attributes.insert(name);
                if matches!(&*attribute.value, Expr::Name(object) if object.id.as_str() == "cls") {
                    self.class_state(name, whole);
                } else if let Some(class) = self.classes.last_mut() {
                    class.replaced.insert(name);
                    class.attributes.insert(name, value.facts);
                }
            }
            Origin::Class => {
                self.own_attributes.insert(name);
                if self.scopes.in_function() {
                    self.class_state(name, whole);
                }
            }
            Origin::Unknown | Origin::Function(_) | Origin::Backtest => {
                self.refuse_attribute(name, place);
                let of_type = matches!(
                    &*attribute.value,
                    Expr::Call(call) if matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "type")
                );
                if of_type {
                    self.class_state(name, whole);
                }
            }
        }
    }

    fn class_state(&mut self, name: &str, range: Range<usize>) {
        self.add(&rules::CLASS_STATE, range, format!("`{}` is assigned on the class", shown(name)));
    }

    /// `getattr(object, name)` and its like.
    pub(super) fn attribute_call(&mut self, call: &'a ExprCall, function: &'a str) -> Value<'a> {
        let object = call.arguments.args.first().map(|object| self.base(object)).unwrap_or_default();
        for argument in call.arguments.args.iter().skip(2) {
            self.expression(argument);
        }
        for keyword in &call.arguments.keywords {
            self.expression(&keyword.value);
        }
        let range = span(call.range());
        let Some(name) = call.arguments.args.get(1) else {
            self.add(
                &rules::COMPUTED_ATTRIBUTE,
                range,
                format!("`{function}` with arguments that are not visible"),
            );
            return Value::default();
        };
        if let Expr::StringLiteral(text) = name {
            let attribute = text.value.to_str();
            let place = span(name.range());
            // The attribute of a literal is as good as one behind a dot.
            if function != "getattr" && matches!(object.origin, Origin::Library(_) | Origin::Member(..)) {
                self.add(&rules::PATCH, range, format!("`{}` of a library is replaced", shown(attribute)));
                return Value::default();
            }
            if function == "setattr" && matches!(object.origin, Origin::Own) {
                self.own_attributes.insert(attribute);
            }
            return self.attribute_value(object, attribute, place, range);
        }
        self.expression(name);
        if !matches!(object.origin, Origin::Own) || !beginning(name).is_some_and(harmless) {
            self.add(&rules::COMPUTED_ATTRIBUTE, range, format!("`{function}` with a name that is computed"));
        }
        Value::default()
    }
}

/// The constant beginning of a computed name: `f"sma_{n}"`, `"sma_" + str(n)`.
fn beginning(name: &Expr) -> Option<&str> {
    match name {
        Expr::FString(text) => {
            let part = text.value.elements().next()?;
            part.as_literal().map(|literal| &*literal.value)
        }
        Expr::BinOp(operation) => match &*operation.left {
            Expr::StringLiteral(text) => Some(text.value.to_str()),
            Expr::BinOp(_) => beginning(&operation.left),
            _ => None,
        },
        _ => None,
    }
}

/// Whether no refused attribute starts so.
fn harmless(beginning: &str) -> bool {
    const REFUSED: &[&str] =
        &["_", "f_", "gi_", "cr_", "ag_", "tb_", "func_", "im_", "co_", "to_", "read_", "write_"];
    beginning.len() >= 2
        && !REFUSED.iter().any(|refused| refused.starts_with(beginning) || beginning.starts_with(refused))
}

/// What an attribute of data holds.
fn facts_of_attribute(base: Facts, name: &str) -> Facts {
    match name {
        "shape" | "size" | "ndim" | "empty" | "columns" | "dtype" | "name" | "pip" | "freq" | "tz" => {
            Facts::NONE
        }
        "index" if base.has(Facts::SERIES) => base.and(Facts::MOMENTS),
        _ => base,
    }
}
