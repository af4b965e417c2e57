//! Expressions: what they are made of, and what is known about their value.

use ruff_python_ast::{Comprehension, Expr, ExprLambda, InterpolatedStringElement};
use ruff_text_size::Ranged;

use super::names::{self, Builtin};
use super::scope::{Block, Scope};
use super::value::{Facts, Origin, Value};
use super::{Checker, bomb, foresight, shown, span};
use crate::rules;

/// Facts that go through operators.
const THROUGH: Facts = Facts::SERIES;

impl<'a> Checker<'a> {
    /// An expression whose value goes somewhere. A module may not.
    pub(super) fn expression(&mut self, expression: &'a Expr) -> Value<'a> {
        let value = self.base(expression);
        if let Origin::Library(library) = value.origin {
            let message = format!("module `{}` is used as a value", library.name);
            self.add(&rules::MODULE_VALUE, span(expression.range()), message);
            return Value::default();
        }
        value
    }

    /// An expression of which an attribute is read next, or whose value is looked at by the caller.
    pub(super) fn base(&mut self, expression: &'a Expr) -> Value<'a> {
        match expression {
            Expr::Name(name) => self.name(name.id.as_str(), span(name.range())),
            Expr::Attribute(attribute) => self.attribute(attribute).1,
            Expr::Call(call) => self.call(call),
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::BinOp(operation) => {
                if let Some(what) = bomb::in_operation(operation) {
                    self.add(&rules::BOMB, span(operation.range()), what);
                }
                let left = self.expression(&operation.left).facts;
                let right = self.expression(&operation.right).facts;
                let joined = left.and(right);
                Value::with(joined.only(THROUGH.and(Facts::EARLY).and(Facts::LENGTH)))
            }
            Expr::BoolOp(operation) => self.union(&operation.values),
            Expr::UnaryOp(operation) => Value::with(self.expression(&operation.operand).facts.only(THROUGH)),
            Expr::Named(named) => {
                let value = self.expression(&named.value);
                if let Expr::Name(target) = &*named.target {
                    let id = target.id.as_str();
                    self.plain_letters(id, span(target.range()));
                    if names::special(id) {
                        self.add(&rules::HOOK, span(target.range()), format!("`{}` is assigned", shown(id)));
                    }
                    if let Some(scope) = self.scopes.around_comprehensions() {
                        scope.bind_value(id, Value::with(value.facts));
                    }
                }
                Value::with(value.facts)
            }
            Expr::Lambda(lambda) => {
                self.lambda(lambda, Facts::NONE);
                Value::default()
            }
            Expr::If(choice) => {
                self.expression(&choice.test);
                let body = self.expression(&choice.body).facts;
                Value::with(body.and(self.expression(&choice.orelse).facts))
            }
            Expr::Compare(comparison) => {
                self.hindsight(comparison);
                let mut facts = self.expression(&comparison.left).facts;
                for side in &comparison.comparators {
                    facts = facts.and(self.expression(side).facts);
                }
                Value::with(facts.only(THROUGH))
            }
            Expr::Dict(dict) => {
                let mut facts = Facts::NONE;
                for item in &dict.items {
                    if let Some(key) = &item.key {
                        self.expression(key);
                    }
                    facts = facts.and(self.expression(&item.value).facts);
                }
                Value::with(facts.only(THROUGH))
            }
            Expr::Set(set) => self.union(&set.elts),
            Expr::List(list) => self.union(&list.elts),
            Expr::Tuple(tuple) => self.union(&tuple.elts),
            Expr::ListComp(comprehension) => {
                self.comprehension(&comprehension.generators, &[&comprehension.elt])
            }
            Expr::SetComp(comprehension) => {
                self.comprehension(&comprehension.generators, &[&comprehension.elt])
            }
            Expr::Generator(comprehension) => {
                self.comprehension(&comprehension.generators, &[&comprehension.elt])
            }
            Expr::DictComp(comprehension) => match comprehension.key.as_deref() {
                Some(key) => self.comprehension(&comprehension.generators, &[key, &comprehension.value]),
                None => self.comprehension(&comprehension.generators, &[&comprehension.value]),
            },
            Expr::Await(wait) => {
                self.asynchronous(span(wait.range()), "`await`");
                self.expression(&wait.value);
                Value::default()
            }
            Expr::Yield(give) => {
                if let Some(value) = &give.value {
                    self.expression(value);
                }
                Value::default()
            }
            Expr::YieldFrom(give) => {
                self.expression(&give.value);
                Value::default()
            }
            Expr::FString(text) => {
                for element in text.value.elements() {
                    self.interpolation(element);
                }
                Value::default()
            }
            Expr::TString(text) => {
                for element in text.value.elements() {
                    self.interpolation(element);
                }
                Value::default()
            }
            Expr::StringLiteral(text) => {
                self.text(text.value.to_str(), span(text.range()));
                Value::default()
            }
            Expr::Starred(starred) => self.expression(&starred.value),
            Expr::Slice(slice) => {
                for part in [&slice.lower, &slice.upper, &slice.step].into_iter().flatten() {
                    self.expression(part);
                }
                Value::default()
            }
            Expr::BytesLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::IpyEscapeCommand(_) => Value::default(),
        }
    }

    fn union(&mut self, parts: &'a [Expr]) -> Value<'a> {
        let mut facts = Facts::NONE;
        for part in parts {
            facts = facts.and(self.expression(part).facts);
        }
        Value::with(facts.only(THROUGH))
    }

    fn interpolation(&mut self, element: &'a InterpolatedStringElement) {
        if let InterpolatedStringElement::Interpolation(interpolation) = element {
            self.expression(&interpolation.expression);
            for inner in interpolation.format_spec.iter().flat_map(|spec| &spec.elements) {
                self.interpolation(inner);
            }
        }
    }

    /// A lambda whose parameters hold what the caller says.
    pub(super) fn lambda(&mut self, lambda: &'a ExprLambda, facts: Facts) {
        let mut scope = Scope::new(Block::Function);
        if let Some(parameters) = &lambda.parameters {
            self.parameters(parameters);
            scope.bind_parameters(parameters);
            if facts != Facts::NONE {
                for parameter in parameters.args.iter().filter(|parameter| parameter.default.is_none()) {
                    scope.bind_value(parameter.parameter.name.as_str(), Value::with(facts));
                }
            }
        }
        self.scopes.push(scope);
        self.expression(&lambda.body);
        self.scopes.pop();
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], results: &[&'a Expr]) -> Value<'a> {
        let mut scope = Some(Scope::new(Block::Comprehension));
        for generator in generators {
            if generator.is_async {
                self.asynchronous(span(generator.range()), "an asynchronous comprehension");
            }
            // The first iterable belongs to the scope around.
            let value = self.expression(&generator.iter);
            self.loop_over_bars(&generator.iter, value);
            if let Some(scope) = scope.take() {
                self.scopes.push(scope);
            }
            if let Some(scope) = self.scopes.innermost() {
                scope.bind_target(&generator.target);
            }
            let facts = if foresight::counts(&generator.iter) { Facts::INDEX } else { Facts::NONE };
            self.target(&generator.target, Value::with(facts));
            for condition in &generator.ifs {
                self.expression(condition);
            }
        }
        for result in results {
            self.expression(result);
        }
        if scope.is_none() {
            self.scopes.pop();
        }
        Value::default()
    }

    /// A name that is read.
    pub(super) fn name(&mut self, name: &'a str, range: std::ops::Range<usize>) -> Value<'a> {
        self.plain_letters(name, range.clone());
        let found = self.scopes.find(name).map(|(block, binding)| {
            binding.used = true;
            (block, *binding)
        });
        if let Some((block, binding)) = found {
            // A binding of a function is there or the name is an error; one of a module or a class may come later than
            // the place that runs, or be deleted, and then the builtin is meant.
            let certain = matches!(block, Block::Function | Block::Comprehension);
            if !certain
                && matches!(names::builtin(name), Some(kind) if kind != Builtin::Plain && !names::special(name))
            {
                return self.builtin(name, range);
            }
            if matches!(name, "self" | "cls") {
                return Value::of(Origin::Own);
            }
            match binding.value.origin {
                Origin::Function(function) => self.uses_function(function),
                Origin::Member(library, member) => self.clock_member(library.name, member, range),
                _ => {}
            }
            return binding.value;
        }
        if let Some(library) = self.star_libraries.iter().copied().find(|library| library.has(name)) {
            self.star_names.insert(name);
            return match library.module(name) {
                Some(inner) => Value::of(Origin::Library(inner)),
                None => Value::of(Origin::Member(library, name)),
            };
        }
        self.builtin(name, range)
    }

    /// A name that nothing here binds.
    fn builtin(&mut self, name: &'a str, range: std::ops::Range<usize>) -> Value<'a> {
        match names::builtin(name) {
            Some(Builtin::Plain) => return Value::of(Origin::Builtin(name)),
            Some(Builtin::Attribute) => {
                self.add(&rules::COMPUTED_ATTRIBUTE, range, format!("`{name}` is passed on"));
            }
            Some(Builtin::Refused) => {
                self.add(&rules::BUILTIN, range, format!("builtin `{name}`"));
            }
            Some(Builtin::Exit) => {
                self.add(&rules::EXIT, range, format!("`{name}`"));
            }
            Some(Builtin::Special) => {
                self.add(&rules::SPECIAL, range, format!("name `{}`", shown(name)));
            }
            None => {
                if !self.aside && !self.annotation {
                    self.undefined.push((name, range));
                }
            }
        }
        Value::default()
    }

    /// A string literal that is not a docstring.
    fn text(&mut self, text: &'a str, range: std::ops::Range<usize>) {
        let rule = match text.as_bytes() {
            [b't', b'o', ..] | [b'_', b'_', ..] => names::refused_attribute(text),
            _ => None,
        };
        if rule.is_some() && text != "__main__" {
            let message = format!("the string \"{}\" names an attribute that is refused", shown(text));
            self.add(&rules::NAMED_METHOD, range.clone(), message);
        }
        if self.in_definition() && foresight::is_date(text) {
            self.add(&rules::HINDSIGHT_DATE, range, format!("the date \"{text}\""));
        }
    }
}
