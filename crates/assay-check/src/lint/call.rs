//! Calls.

use ruff_python_ast::{Arguments, Expr, ExprCall, Operator};
use ruff_text_size::Ranged;

use super::value::{Facts, Origin, Value};
use super::{Checker, Role, bomb, format, names, shown, span};
use crate::rules;

impl<'a> Checker<'a> {
    pub(super) fn call(&mut self, call: &'a ExprCall) -> Value<'a> {
        let (base, function) = match &*call.func {
            Expr::Name(name) => match self.attribute_function(name.id.as_str()) {
                Some(function) => return self.attribute_call(call, function),
                None => (Value::default(), self.base(&call.func)),
            },
            Expr::Attribute(attribute) => self.attribute(attribute),
            other => (Value::default(), self.expression(other)),
        };
        let method = match &*call.func {
            Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
            _ => None,
        };
        if self.annotation && self.in_annotated == 0 {
            self.add(&rules::ANNOTATION, span(call.range()), "a call in an annotation".to_owned());
        }
        if let Origin::Library(library) = function.origin {
            let message = format!("module `{}` is called", library.name);
            self.add(&rules::MODULE_VALUE, span(call.range()), message);
        }
        if let Some(what) = bomb::in_call(call, function.origin) {
            self.add(&rules::BOMB, span(call.range()), what);
        }
        if let Some(method) = method {
            self.method_call(call, method, base);
        }
        let arguments = self.arguments(&call.arguments, method, base);
        match function.origin {
            Origin::Builtin(name) => self.builtin_call(call, name, arguments),
            Origin::Member(library, member) => {
                self.options_call(call, library.name, member);
                if library.name.starts_with("backtesting") && member.ends_with("Backtest") {
                    return Value::of(Origin::Backtest);
                }
                let facts = self.library_call(call, library.name, member, arguments);
                Value::with(facts)
            }
            Origin::Class => Value::with(arguments.only(Facts::SERIES)),
            _ => match method {
                Some("I") if matches!(base.origin, Origin::Own) => Value::with(Facts::SERIES),
                Some(method) => Value::with(self.data_method(call, method, base, arguments)),
                None => Value::with(arguments.only(Facts::SERIES)),
            },
        }
    }

    /// `getattr` and its like, where they are the builtins.
    fn attribute_function(&mut self, name: &'a str) -> Option<&'a str> {
        if !matches!(name, "getattr" | "setattr" | "delattr") {
            return None;
        }
        // A local variable of that name is something else; whether it is one, `name` decides.
        self.is_builtin(name).then_some(name)
    }

    /// The arguments of a call, and the facts of all positional ones together.
    fn arguments(&mut self, arguments: &'a Arguments, method: Option<&str>, base: Value<'a>) -> Facts {
        let indicator = method == Some("I") && matches!(base.origin, Origin::Own);
        let outer = self.role;
        if indicator {
            // What is given to `self.I` is called with all bars, wherever it is written.
            self.role = Role::Init;
        } else if base.facts.has(Facts::WINDOWS.and(Facts::PERIODS)) {
            // What is applied to windows sees windows, not all bars.
            self.role = Role::Other;
        }
        let mut facts = Facts::NONE;
        for argument in &arguments.args {
            let value = match argument {
                Expr::Lambda(lambda) if indicator => {
                    self.lambda(lambda, Facts::SERIES);
                    Value::default()
                }
                other => self.expression(other),
            };
            facts = facts.and(value.facts);
        }
        for keyword in &arguments.keywords {
            let value = self.expression(&keyword.value);
            if keyword.arg.as_ref().is_some_and(|name| matches!(name.as_str(), "data" | "x" | "a" | "arr")) {
                facts = facts.and(value.facts);
            }
        }
        self.role = outer;
        facts
    }

    fn builtin_call(&mut self, call: &'a ExprCall, name: &str, arguments: Facts) -> Value<'a> {
        let series = arguments.only(Facts::SERIES.and(Facts::EARLY).and(Facts::WINDOWS).and(Facts::BARS));
        match name {
            "super" => Value::of(Origin::Own),
            "type" => {
                let starred = call.arguments.args.iter().any(Expr::is_starred_expr);
                if call.arguments.args.len() > 1 || starred || !call.arguments.keywords.is_empty() {
                    self.add(&rules::MADE_TYPE, span(call.range()), "a class is made by `type`".to_owned());
                }
                Value::default()
            }
            "len" if arguments.has(Facts::BARS) => Value::with(Facts::LENGTH),
            "int" | "abs" | "round" => Value::with(arguments.only(Facts::SERIES.and(Facts::LENGTH))),
            "range" => {
                let all = arguments.has(Facts::LENGTH)
                    && match &*call.arguments.args {
                        [_] => true,
                        [first, ..] => first.is_number_literal_expr(),
                        [] => false,
                    };
                Value::with(if all { Facts::BARS } else { Facts::NONE })
            }
            "max" | "min" | "sum" | "sorted" => {
                if let [_] = &*call.arguments.args
                    && arguments.has(Facts::SERIES)
                    && !arguments.has(Facts::WINDOWS.and(Facts::MOMENTS).and(Facts::PERIODS))
                {
                    self.whole_sample(call, name);
                }
                Value::with(if call.arguments.args.len() > 1 { series } else { Facts::NONE })
            }
            "list" | "tuple" | "enumerate" | "zip" | "reversed" | "iter" | "map" | "filter" => {
                Value::with(series)
            }
            _ => Value::default(),
        }
    }

    /// Rules about how a method is called, whatever it belongs to.
    fn method_call(&mut self, call: &'a ExprCall, method: &'a str, base: Value<'a>) {
        let arguments = &call.arguments;
        match method {
            "format" | "format_map" => self.format_call(call, method, base),
            "agg" | "aggregate" | "apply" | "transform" | "pipe" => self.named_methods(arguments),
            "append" | "extend" | "add" | "update" | "insert" | "pop" | "remove" | "clear" | "setdefault"
            | "popitem" | "discard" | "appendleft" | "sort" => {
                if let Expr::Attribute(attribute) = &*call.func {
                    self.class_mutation(&attribute.value);
                }
            }
            _ => {}
        }
        let own = matches!(base.origin, Origin::Own | Origin::Backtest);
        let writes = names::writes_if_given(method)
            && (!arguments.args.is_empty()
                || arguments.keywords.iter().any(|keyword| {
                    keyword.arg.as_ref().is_none_or(|name| matches!(name.as_str(), "buf" | "path_or_buf"))
                }));
        if !own && (writes || names::refused_call(method)) && !self.policy.allows_attribute(None, method) {
            let message = format!("call of `{method}`");
            self.add(&rules::FILE_METHOD, span(call.range()), message);
        }
    }

    /// `agg("mean")`, `agg({"Close": "last"})`, `agg(high=("High", "max"))`.
    fn named_methods(&mut self, arguments: &'a Arguments) {
        if let Some(first) = arguments.args.first() {
            self.method_names(first);
        }
        for keyword in &arguments.keywords {
            match &keyword.value {
                // A named aggregation: a column and a method.
                Expr::Tuple(pair) => pair.elts.iter().skip(1).for_each(|name| self.method_names(name)),
                value if keyword.arg.as_ref().is_some_and(|name| name.as_str() == "func") => {
                    self.method_names(value);
                }
                _ => {}
            }
        }
    }

    fn method_names(&mut self, name: &'a Expr) {
        match name {
            Expr::StringLiteral(text) => {
                let method = text.value.to_str();
                if !names::ordinary_aggregation(method) {
                    let message = format!("\"{}\" is not an ordinary aggregation", shown(method));
                    self.add(&rules::NAMED_METHOD, span(name.range()), message);
                }
            }
            Expr::List(list) => list.elts.iter().for_each(|element| self.method_names(element)),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.method_names(element)),
            Expr::Dict(dict) => dict.items.iter().for_each(|item| self.method_names(&item.value)),
            Expr::FString(_) => self.computed_method(name),
            Expr::BinOp(operation) if matches!(operation.op, Operator::Add | Operator::Mod) => {
                self.computed_method(name);
            }
            Expr::Call(call) => {
                if let Expr::Attribute(attribute) = &*call.func
                    && matches!(
                        attribute.attr.as_str(),
                        "join" | "format" | "replace" | "lower" | "strip" | "decode"
                    )
                {
                    self.computed_method(name);
                }
            }
            Expr::Subscript(subscript) if subscript.value.is_string_literal_expr() => {
                self.computed_method(name);
            }
            _ => {}
        }
    }

    fn computed_method(&mut self, name: &'a Expr) {
        self.add(&rules::NAMED_METHOD, span(name.range()), "the name of a method is computed".to_owned());
    }

    fn format_call(&mut self, call: &'a ExprCall, method: &str, base: Value<'a>) {
        let Expr::Attribute(attribute) = &*call.func else { return };
        if matches!(base.origin, Origin::Own) {
            return;
        }
        let range = span(call.range());
        match &*attribute.value {
            Expr::StringLiteral(text) if method == "format" => {
                if let Some(field) = format::refused_field(text.value.to_str()) {
                    let message = format!("the format string reads `{}`", shown(field));
                    self.add(&rules::FORMAT, range, message);
                }
            }
            _ => {
                self.add(&rules::FORMAT, range, format!("`{method}` on a template that is computed"));
            }
        }
    }

    /// Options of pandas name modules to load: those about display and warnings are enough.
    fn options_call(&mut self, call: &'a ExprCall, library: &str, member: &str) {
        if library != "pandas" || !matches!(member, "set_option" | "option_context" | "reset_option") {
            return;
        }
        let known = |option: &Expr| {
            matches!(option, Expr::StringLiteral(text)
                if ["display.", "mode.", "future.", "max_", "compute."]
                    .iter()
                    .any(|beginning| text.value.to_str().starts_with(beginning)))
        };
        if !call.arguments.args.iter().step_by(2).all(known) || !call.arguments.keywords.is_empty() {
            let message = format!("`pd.{member}` of something other than display or warnings");
            self.add(&rules::LIBRARY, span(call.range()), message);
        }
    }

    fn is_builtin(&mut self, name: &str) -> bool {
        use super::scope::Block;
        self.scopes
            .find(name)
            .is_none_or(|(block, _)| !matches!(block, Block::Function | Block::Comprehension))
    }
}
