//! Which name means what, where.
//!
//! A scope of Python holds every name that is bound anywhere in its block, so each block is looked through for
//! bindings when it is entered. Names bound by `:=` join when they are met.

use std::collections::BTreeMap;

use ruff_python_ast::{ExceptHandler, Expr, Parameters, Pattern, Stmt};

use super::import;
use super::value::{Origin, Value};
use crate::policy::CheckPolicy;

/// What kind of block a scope belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Module,
    Class,
    Function,
    Comprehension,
}

/// What a name stands for in one scope.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Binding<'a> {
    pub(super) value: Value<'a>,
    /// Whether an import binds it: what is read of it is held against the module's list.
    pub(super) imported: bool,
    /// Whether anything reads it.
    pub(super) used: bool,
    /// Declared `global` or `nonlocal`: it lives in an outer scope.
    pub(super) outer: bool,
}

/// The names of one block.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    pub(super) block: Block,
    pub(super) names: BTreeMap<&'a str, Binding<'a>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(block: Block) -> Self {
        Self { block, names: BTreeMap::new() }
    }

    /// The scope of a block of statements.
    pub(super) fn of(block: Block, body: &'a [Stmt], policy: &CheckPolicy) -> Self {
        let mut scope = Self::new(block);
        scope.collect(body, policy);
        scope
    }

    /// Binds a name to something unknown, unless an import has bound it.
    pub(super) fn bind(&mut self, name: &'a str) {
        self.names.entry(name).or_default();
    }

    pub(super) fn bind_value(&mut self, name: &'a str, value: Value<'a>) {
        self.names.entry(name).or_default().value = value;
    }

    pub(super) fn bind_parameters(&mut self, parameters: &'a Parameters) {
        for parameter in parameters {
            self.bind(parameter.name().as_str());
        }
    }

    fn bind_import(&mut self, name: &'a str, origin: Origin<'a>) {
        let binding = self.names.entry(name).or_default();
        // Of two imports of one name, a known one: `try: import a as x; except ImportError: import b as x`.
        if !matches!(binding.value.origin, Origin::Library(_) | Origin::Member(..)) {
            binding.value = Value::of(origin);
        }
        binding.imported = true;
    }

    /// Binds the names of a target of an assignment.
    pub(super) fn bind_target(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => self.bind(name.id.as_str()),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.bind_target(element)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.bind_target(element)),
            Expr::Starred(starred) => self.bind_target(&starred.value),
            _ => {}
        }
    }

    fn bind_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(sequence) => {
                sequence.patterns.iter().for_each(|pattern| self.bind_pattern(pattern));
            }
            Pattern::MatchMapping(mapping) => {
                mapping.patterns.iter().for_each(|pattern| self.bind_pattern(pattern));
                if let Some(rest) = &mapping.rest {
                    self.bind(rest.as_str());
                }
            }
            Pattern::MatchClass(class) => {
                class.arguments.patterns.iter().for_each(|pattern| self.bind_pattern(pattern));
                class.arguments.keywords.iter().for_each(|keyword| self.bind_pattern(&keyword.pattern));
            }
            Pattern::MatchStar(star) => {
                if let Some(name) = &star.name {
                    self.bind(name.as_str());
                }
            }
            Pattern::MatchAs(capture) => {
                if let Some(pattern) = &capture.pattern {
                    self.bind_pattern(pattern);
                }
                if let Some(name) = &capture.name {
                    self.bind(name.as_str());
                }
            }
            Pattern::MatchOr(or) => or.patterns.iter().for_each(|pattern| self.bind_pattern(pattern)),
        }
    }

    fn collect(&mut self, body: &'a [Stmt], policy: &CheckPolicy) {
        for statement in body {
            self.collect_statement(statement, policy);
        }
    }

    fn collect_statement(&mut self, statement: &'a Stmt, policy: &CheckPolicy) {
        match statement {
            Stmt::FunctionDef(function) => {
                let name = function.name.as_str();
                self.bind_value(name, Value::of(Origin::Function(name)));
            }
            Stmt::ClassDef(class) => self.bind_value(class.name.as_str(), Value::of(Origin::Class)),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.bind_target(target)),
            Stmt::AugAssign(assign) => self.bind_target(&assign.target),
            Stmt::AnnAssign(assign) => self.bind_target(&assign.target),
            Stmt::TypeAlias(alias) => self.bind_target(&alias.name),
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.bind_target(target)),
            Stmt::For(block) => {
                self.bind_target(&block.target);
                self.collect(&block.body, policy);
                self.collect(&block.orelse, policy);
            }
            Stmt::While(block) => {
                self.collect(&block.body, policy);
                self.collect(&block.orelse, policy);
            }
            Stmt::If(block) => {
                self.collect(&block.body, policy);
                for clause in &block.elif_else_clauses {
                    self.collect(&clause.body, policy);
                }
            }
            Stmt::With(block) => {
                for target in block.items.iter().filter_map(|item| item.optional_vars.as_deref()) {
                    self.bind_target(target);
                }
                self.collect(&block.body, policy);
            }
            Stmt::Match(block) => {
                for case in &block.cases {
                    self.bind_pattern(&case.pattern);
                    self.collect(&case.body, policy);
                }
            }
            Stmt::Try(block) => {
                self.collect(&block.body, policy);
                for ExceptHandler::ExceptHandler(handler) in &block.handlers {
                    if let Some(name) = &handler.name {
                        self.bind(name.as_str());
                    }
                    self.collect(&handler.body, policy);
                }
                self.collect(&block.orelse, policy);
                self.collect(&block.finalbody, policy);
            }
            Stmt::Import(statement) => {
                for alias in &statement.names {
                    let (name, origin) = import::binding_of(alias, policy);
                    self.bind_import(name, origin);
                }
            }
            Stmt::ImportFrom(statement) => {
                for alias in &statement.names {
                    if let Some((name, origin)) = import::binding_from(statement, alias, policy) {
                        self.bind_import(name, origin);
                    }
                }
            }
            Stmt::Global(global) => global.names.iter().for_each(|name| self.declare_outer(name.as_str())),
            Stmt::Nonlocal(nonlocal) => {
                nonlocal.names.iter().for_each(|name| self.declare_outer(name.as_str()));
            }
            Stmt::Return(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_)
            | Stmt::Expr(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_)
            | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn declare_outer(&mut self, name: &'a str) {
        self.names.entry(name).or_default().outer = true;
    }
}

/// The scopes around a place, from the module inwards.
#[derive(Debug)]
pub(super) struct Scopes<'a>(Vec<Scope<'a>>);

impl<'a> Scopes<'a> {
    pub(super) fn new(module: Scope<'a>) -> Self {
        Self(vec![module])
    }

    pub(super) fn push(&mut self, scope: Scope<'a>) {
        self.0.push(scope);
    }

    pub(super) fn pop(&mut self) -> Option<Scope<'a>> {
        self.0.pop()
    }

    /// The binding that a name means here, and the kind of block that holds it.
    pub(super) fn find(&mut self, name: &str) -> Option<(Block, &mut Binding<'a>)> {
        let mut inside_function = false;
        for scope in self.0.iter_mut().rev() {
            // Names of a class are not seen by the functions in it.
            let hidden = scope.block == Block::Class && inside_function;
            inside_function |= scope.block == Block::Function;
            if !hidden
                && let Some(binding) = scope.names.get_mut(name)
                && !binding.outer
            {
                return Some((scope.block, binding));
            }
        }
        None
    }

    /// The scope in which an assignment here binds.
    pub(super) fn innermost(&mut self) -> Option<&mut Scope<'a>> {
        self.0.last_mut()
    }

    /// The scope in which `:=` binds here: that around all comprehensions.
    pub(super) fn around_comprehensions(&mut self) -> Option<&mut Scope<'a>> {
        self.0.iter_mut().rev().find(|scope| scope.block != Block::Comprehension)
    }

    pub(super) fn block(&self) -> Block {
        self.0.last().map_or(Block::Module, |scope| scope.block)
    }

    /// Whether this place is at the top level of the module, or in classes there.
    pub(super) fn in_function(&self) -> bool {
        self.0.iter().any(|scope| scope.block == Block::Function)
    }

    pub(super) fn module(&self) -> Option<&Scope<'a>> {
        self.0.first()
    }
}
