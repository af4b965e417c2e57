//! Statements.

use ruff_python_ast::{
    CmpOp, ExceptHandler, Expr, Parameters, Pattern, Stmt, StmtAssign, StmtFor, StmtFunctionDef, StmtIf,
    StmtTry, TypeParam, TypeParams,
};
use ruff_text_size::Ranged;

use super::scope::{Block, Scope};
use super::value::{Facts, Origin, Value};
use super::{Checker, Role, foresight, names, shown, span};
use crate::finding::{Edit, Fix};
use crate::rules;

impl<'a> Checker<'a> {
    pub(super) fn module(&mut self, body: &'a [Stmt]) {
        self.docstring_then(body);
    }

    /// A block whose first statement may be a docstring, which is not looked at.
    pub(super) fn docstring_then(&mut self, body: &'a [Stmt]) {
        let documented =
            matches!(body.first(), Some(Stmt::Expr(first)) if first.value.is_string_literal_expr());
        for statement in body.iter().skip(usize::from(documented)) {
            self.statement(statement);
        }
    }

    fn block(&mut self, body: &'a [Stmt]) {
        self.block_depth = self.block_depth.saturating_add(1);
        for statement in body {
            self.statement(statement);
        }
        self.block_depth = self.block_depth.saturating_sub(1);
    }

    fn statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Return(give) => self.each(give.value.as_deref()),
            Stmt::Delete(delete) => {
                for target in &delete.targets {
                    self.target(target, Value::default());
                }
            }
            Stmt::TypeAlias(alias) => {
                self.type_parameters(alias.type_params.as_deref());
                self.annotation(&alias.value);
            }
            Stmt::Assign(assign) => self.assign(assign),
            Stmt::AugAssign(assign) => {
                let value = self.expression(&assign.value);
                // A target such as `self.x += 1` is read too; what reading it says, storing to it says as well.
                self.class_mutation(&assign.target);
                self.target(&assign.target, value);
            }
            Stmt::AnnAssign(assign) => {
                self.annotation(&assign.annotation);
                let value = assign.value.as_deref().map(|value| self.expression(value)).unwrap_or_default();
                self.target(&assign.target, value);
            }
            Stmt::For(block) => self.for_loop(block),
            Stmt::While(block) => {
                self.expression(&block.test);
                self.block(&block.body);
                self.block(&block.orelse);
            }
            Stmt::If(block) => self.condition(block),
            Stmt::With(block) => {
                if block.is_async {
                    self.asynchronous(span(block.range()), "`async with`");
                }
                for item in &block.items {
                    let value = self.expression(&item.context_expr);
                    if let Some(target) = &item.optional_vars {
                        self.target(target, Value::with(value.facts));
                    }
                }
                self.block(&block.body);
            }
            Stmt::Match(block) => {
                self.expression(&block.subject);
                for case in &block.cases {
                    self.pattern(&case.pattern);
                    self.each(case.guard.as_deref());
                    self.block(&case.body);
                }
            }
            Stmt::Raise(raise) => {
                self.each(raise.exc.as_deref());
                self.each(raise.cause.as_deref());
            }
            Stmt::Try(block) => self.try_block(block),
            Stmt::Assert(assert) => {
                self.expression(&assert.test);
                self.each(assert.msg.as_deref());
            }
            Stmt::Import(import) => self.import(statement, import),
            Stmt::ImportFrom(import) => self.import_from(statement, import),
            Stmt::Global(global) => {
                if self.scopes.in_function() {
                    let names: Vec<&str> =
                        global.names.iter().map(|name| shown(name.as_str())).take(5).collect();
                    self.add(
                        &rules::GLOBAL,
                        span(global.range()),
                        format!("global `{}`", names.join("`, `")),
                    );
                }
            }
            Stmt::Expr(expression) => {
                self.expression(&expression.value);
            }
            Stmt::Nonlocal(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn each(&mut self, expression: Option<&'a Expr>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    fn assign(&mut self, assign: &'a StmtAssign) {
        let value = self.expression(&assign.value);
        for target in &assign.targets {
            self.target(target, value);
        }
        self.written_ahead(&assign.targets);
    }

    /// Stores a value into a target.
    pub(super) fn target(&mut self, target: &'a Expr, value: Value<'a>) {
        match target {
            Expr::Name(name) => {
                let id = name.id.as_str();
                self.plain_letters(id, span(name.range()));
                if names::special(id) && !names::ordinary_assignment(id) {
                    self.add(&rules::HOOK, span(name.range()), format!("`{}` is assigned", shown(id)));
                }
                self.remember(id, value);
            }
            Expr::Tuple(tuple) => {
                tuple.elts.iter().for_each(|element| self.target(element, Value::with(value.facts)));
            }
            Expr::List(list) => {
                list.elts.iter().for_each(|element| self.target(element, Value::with(value.facts)));
            }
            Expr::Starred(starred) => self.target(&starred.value, Value::with(value.facts)),
            Expr::Attribute(attribute) => self.attribute_target(attribute, value),
            Expr::Subscript(subscript) => {
                self.class_mutation(target);
                self.expression(&subscript.value);
                self.expression(&subscript.slice);
            }
            other => {
                self.expression(other);
            }
        }
    }

    /// Remembers what a name holds from here on.
    fn remember(&mut self, name: &'a str, value: Value<'a>) {
        if self.scopes.block() == Block::Class
            && let Some(class) = self.classes.last_mut()
        {
            class.attributes.insert(name, value.facts);
            self.own_attributes.insert(name);
        }
        let Some(scope) = self.scopes.innermost() else { return };
        let binding = scope.names.entry(name).or_default();
        // An imported name keeps its origin: what an assignment elsewhere makes of it is not known at this place.
        if !binding.imported {
            binding.value = match value.origin {
                Origin::Member(..) | Origin::Class | Origin::Function(_) | Origin::Backtest => value,
                Origin::Unknown | Origin::Library(_) | Origin::Added | Origin::Builtin(_) | Origin::Own => {
                    Value::with(value.facts)
                }
            };
        }
    }

    fn condition(&mut self, block: &'a StmtIf) {
        let main = !self.aside && self.block_depth == 0 && self.classes.is_empty() && is_main(&block.test);
        self.expression(&block.test);
        self.aside |= main;
        self.block(&block.body);
        if main {
            self.aside = false;
        }
        for clause in &block.elif_else_clauses {
            self.each(clause.test.as_ref());
            self.block(&clause.body);
        }
    }

    fn for_loop(&mut self, block: &'a StmtFor) {
        if block.is_async {
            self.asynchronous(span(block.range()), "`async for`");
        }
        let value = self.expression(&block.iter);
        self.loop_over_bars(&block.iter, value);
        let index = foresight::counts(&block.iter);
        let facts = if index { Facts::INDEX } else { Facts::NONE };
        self.target(&block.target, Value::with(facts));
        if index {
            self.loops.push(foresight::Loop::default());
        }
        self.block(&block.body);
        if index {
            self.end_loop();
        }
        self.block(&block.orelse);
    }

    fn try_block(&mut self, block: &'a StmtTry) {
        if block.is_star {
            self.add(
                &rules::EXCEPT_STAR,
                span(block.range()).start..first_line_end(self, block),
                "`except*`".to_owned(),
            );
        }
        self.block(&block.body);
        for ExceptHandler::ExceptHandler(handler) in &block.handlers {
            let range = span(handler.range());
            let dropped = handler.body.iter().all(does_nothing);
            let raises = handler.body.iter().any(|statement| matches!(statement, Stmt::Raise(_)));
            match handler.type_.as_deref() {
                None if !raises => {
                    let place = range.start..range.start.saturating_add("except".len());
                    let remark =
                        self.add(&rules::SWALLOWED, place.clone(), "every exception is caught".to_owned());
                    if let Some(remark) = remark {
                        let edits = vec![Edit { range: place, content: "except Exception".to_owned() }];
                        let title =
                            "catch `Exception`, which leaves the ends of the process alone".to_owned();
                        // The finding stays if the exception is dropped; what is caught becomes honest.
                        self.fix(remark, Fix { title, edits, safe: true });
                    }
                }
                None => {}
                Some(kind) => {
                    self.expression(kind);
                    if dropped && matches!(kind, Expr::Name(name) if name.id.as_str() == "Exception") {
                        let message = "every exception is caught and dropped".to_owned();
                        self.add(&rules::SWALLOWED, span(kind.range()), message);
                    }
                }
            }
            self.block(&handler.body);
        }
        self.block(&block.orelse);
        self.block(&block.finalbody);
    }

    pub(super) fn function(&mut self, function: &'a StmtFunctionDef) {
        let name = function.name.as_str();
        let place = span(function.name.range());
        self.plain_letters(name, place.clone());
        if function.is_async {
            self.asynchronous(place.clone(), "`async def`");
        }
        for decorator in &function.decorator_list {
            self.decorator(&decorator.expression);
        }
        let method = self.scopes.block() == Block::Class;
        if method {
            self.own_attributes.insert(name);
        }
        if names::special(name) && !names::ordinary_method(name) {
            self.add(&rules::HOOK, place, format!("`{}` is defined", shown(name)));
        }
        self.type_parameters(function.type_params.as_deref());
        self.parameters(&function.parameters);
        if let Some(returns) = &function.returns {
            self.annotation(returns);
        }

        let role = match (method, name) {
            (true, "init") => Role::Init,
            (true, "next") => Role::Next,
            _ => Role::Function(name),
        };
        let outer = std::mem::replace(&mut self.role, role);
        let loops = std::mem::take(&mut self.loops);
        let mut scope = Scope::of(Block::Function, &function.body, self.policy);
        scope.bind_parameters(&function.parameters);
        if let Role::Function(_) = role {
            give_series(&mut scope, &function.parameters);
        }
        self.scopes.push(scope);
        self.block_depth = self.block_depth.saturating_add(1);
        self.docstring_then(&function.body);
        self.block_depth = self.block_depth.saturating_sub(1);
        self.scopes.pop();
        self.loops = loops;
        self.role = outer;
    }

    /// Defaults and annotations: they are evaluated where the function is defined.
    pub(super) fn parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            self.plain_letters(parameter.name().as_str(), span(parameter.name().range()));
            if let Some(annotation) = parameter.annotation() {
                self.annotation(annotation);
            }
            if let Some(default) = parameter.default() {
                if is_mutable(default) {
                    let name = shown(parameter.name().as_str());
                    let message = format!("the default of `{name}` is made once and shared");
                    self.add(&rules::MUTABLE_DEFAULT, span(default.range()), message);
                }
                self.expression(default);
            }
        }
    }

    pub(super) fn annotation(&mut self, annotation: &'a Expr) {
        let outer = std::mem::replace(&mut self.annotation, true);
        self.expression(annotation);
        self.annotation = outer;
    }

    pub(super) fn type_parameters(&mut self, parameters: Option<&'a TypeParams>) {
        let Some(parameters) = parameters else { return };
        for parameter in &parameters.type_params {
            let (name, parts) = match parameter {
                TypeParam::TypeVar(variable) => {
                    (&variable.name, [variable.bound.as_deref(), variable.default.as_deref()])
                }
                TypeParam::TypeVarTuple(variable) => (&variable.name, [None, variable.default.as_deref()]),
                TypeParam::ParamSpec(variable) => (&variable.name, [None, variable.default.as_deref()]),
            };
            if let Some(scope) = self.scopes.innermost() {
                scope.bind(name.as_str());
            }
            parts.into_iter().flatten().for_each(|part| self.annotation(part));
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(value) => {
                self.expression(&value.value);
            }
            Pattern::MatchSingleton(_) | Pattern::MatchStar(_) => {}
            Pattern::MatchSequence(sequence) => {
                for inner in &sequence.patterns {
                    self.pattern(inner);
                }
            }
            Pattern::MatchMapping(mapping) => {
                mapping.keys.iter().for_each(|key| {
                    self.expression(key);
                });
                mapping.patterns.iter().for_each(|inner| self.pattern(inner));
            }
            Pattern::MatchClass(class) => {
                self.expression(&class.cls);
                for keyword in &class.arguments.keywords {
                    let name = keyword.attr.as_str();
                    self.plain_letters(name, span(keyword.attr.range()));
                    if names::refused_attribute(name).is_some() {
                        let message = format!("a pattern reads the attribute `{}`", shown(name));
                        self.add(&rules::PATTERN, span(keyword.attr.range()), message);
                    }
                    self.pattern(&keyword.pattern);
                }
                class.arguments.patterns.iter().for_each(|inner| self.pattern(inner));
            }
            Pattern::MatchAs(capture) => {
                if let Some(inner) = &capture.pattern {
                    self.pattern(inner);
                }
            }
            Pattern::MatchOr(or) => or.patterns.iter().for_each(|inner| self.pattern(inner)),
        }
    }

    pub(super) fn asynchronous(&mut self, range: std::ops::Range<usize>, what: &str) {
        self.add(&rules::ASYNC, range, what.to_owned());
    }

    /// Refuses names whose letters are not what Python reads.
    #[inline]
    pub(super) fn plain_letters(&mut self, name: &'a str, range: std::ops::Range<usize>) {
        if !self.ascii {
            self.written_letters(name, range);
        }
    }

    fn written_letters(&mut self, name: &'a str, range: std::ops::Range<usize>) {
        let written = self.source.text().get(range.clone()).unwrap_or(name);
        // A micro sign that becomes a mu deceives nobody; a letter that becomes a plain one does.
        let plain = |text: &str| text.bytes().filter(u8::is_ascii).count();
        if written != name && plain(name) > plain(written) {
            let message = format!("`{}` is read as `{}`", shown(written), shown(name));
            if let Some(remark) = self.add(&rules::DISGUISED, range.clone(), message) {
                let title = format!("write `{}`", shown(name));
                let edits = vec![Edit { range, content: name.to_owned() }];
                self.fix(remark, Fix { title, edits, safe: true });
            }
        }
    }
}

/// Parameters of a function that may be given to `self.I` hold all bars, but for those with a default or named like a
/// number.
fn give_series<'a>(scope: &mut Scope<'a>, parameters: &'a Parameters) {
    for parameter in parameters.posonlyargs.iter().chain(&parameters.args) {
        let name = parameter.parameter.name.as_str();
        if parameter.default.is_none()
            && !matches!(name, "self" | "cls" | "n" | "period" | "window" | "length")
        {
            scope.bind_value(name, Value::with(Facts::SERIES));
        }
    }
}

fn is_main(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let name = |side: &Expr| matches!(side, Expr::Name(name) if name.id.as_str() == "__name__");
    let main = |side: &Expr| matches!(side, Expr::StringLiteral(text) if text.value.to_str() == "__main__");
    match (&*compare.ops, &*compare.comparators) {
        ([CmpOp::Eq], [right]) => name(&compare.left) && main(right) || main(&compare.left) && name(right),
        _ => false,
    }
}

fn does_nothing(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) | Stmt::Continue(_) | Stmt::Break(_) => true,
        Stmt::Return(give) => give.value.as_deref().is_none_or(Expr::is_none_literal_expr),
        Stmt::Expr(expression) => {
            expression.value.is_ellipsis_literal_expr() || expression.value.is_string_literal_expr()
        }
        _ => false,
    }
}

fn is_mutable(default: &Expr) -> bool {
    match default {
        Expr::List(_)
        | Expr::Dict(_)
        | Expr::Set(_)
        | Expr::ListComp(_)
        | Expr::DictComp(_)
        | Expr::SetComp(_) => true,
        Expr::Call(call) => matches!(
            &*call.func,
            Expr::Name(name) if matches!(name.id.as_str(), "list" | "dict" | "set" | "deque" | "defaultdict")
        ),
        _ => false,
    }
}

fn first_line_end(checker: &Checker<'_>, block: &StmtTry) -> usize {
    let range = span(block.range());
    let text = checker.source.text().get(range.clone()).unwrap_or("");
    range.start.saturating_add(text.find('\n').unwrap_or(text.len()))
}
