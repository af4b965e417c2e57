//! What the names of a file stand for.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::{ANCESTORS_MAX, StrategyKind};

/// How long the origin of a name may be: one name after another may be made from the one before it.
const MEANING_BYTES_MAX: usize = 256;

/// How many bases of a class are looked at.
const BASES_MAX: usize = 16;

/// One imported name.
pub(super) struct Imported<'m> {
    pub(super) module: String,
    pub(super) name: Option<&'m str>,
    pub(super) alias: Option<&'m str>,
    pub(super) start: usize,
}

/// The imports and classes of a file.
pub(super) struct Names<'m> {
    imports: Vec<Imported<'m>>,
    /// What a name at the top of the file stands for elsewhere: `ta` for `talib`, `SMA` for `talib.SMA`.
    meanings: BTreeMap<&'m str, String>,
    classes: Vec<&'m StmtClassDef>,
    by_name: BTreeMap<&'m str, &'m StmtClassDef>,
}

impl<'m> Names<'m> {
    pub(super) fn of(body: &'m [Stmt]) -> Self {
        let mut names = Self {
            imports: Vec::new(),
            meanings: BTreeMap::new(),
            classes: Vec::new(),
            by_name: BTreeMap::new(),
        };
        let mut walk = Walk { names: &mut names, inside: false };
        walk.visit_body(body);
        names
    }

    pub(super) fn imports(&self) -> &[Imported<'m>] {
        &self.imports
    }

    /// The classes outside functions and classes, in the order of the text.
    pub(super) fn classes(&self) -> impl Iterator<Item = &'m StmtClassDef> + '_ {
        self.classes.iter().copied()
    }

    /// What an expression stands for, by where it is from: `talib.SMA`.
    pub(super) fn meaning(&self, expression: &Expr) -> Option<String> {
        let mut attributes = Vec::new();
        let mut inner = expression;
        while let Expr::Attribute(attribute) = inner {
            attributes.push(attribute.attr.as_str());
            inner = &attribute.value;
        }
        let Expr::Name(name) = inner else { return None };
        let mut meaning = self.meanings.get(name.id.as_str())?.clone();
        for attribute in attributes.into_iter().rev() {
            meaning.push('.');
            meaning.push_str(attribute);
            if meaning.len() > MEANING_BYTES_MAX {
                return None;
            }
        }
        Some(meaning)
    }

    /// What a class is derived from in the end, and the classes of the file on the way there, nearest first; `None` if
    /// it is no strategy.
    pub(super) fn strategy(&self, class: &'m StmtClassDef) -> Option<(StrategyKind, Vec<&'m StmtClassDef>)> {
        let mut ancestors: Vec<&StmtClassDef> = Vec::new();
        let mut pending = vec![class];
        let mut found = None;
        let mut next = 0;
        while let Some(class) = pending.get(next).copied() {
            next = next.saturating_add(1);
            if next > ANCESTORS_MAX {
                break;
            }
            if next > 1 {
                ancestors.push(class);
            }
            let bases = class.arguments.iter().flat_map(|arguments| &arguments.args);
            for base in bases.take(BASES_MAX) {
                // The most special base tells what the class is.
                found = found.max(self.kind(base));
                if let Expr::Name(name) = base
                    && let Some(above) = self.by_name.get(name.id.as_str())
                    && above.start() < class.start()
                    && !pending.iter().any(|known| known.start() == above.start())
                {
                    pending.push(above);
                }
            }
        }
        found.map(|kind| (kind, ancestors))
    }

    /// The kind of strategy that a base class is, if it is one of those that strategies are derived from.
    fn kind(&self, base: &Expr) -> Option<StrategyKind> {
        let meaning = self.meaning(base);
        let kinds = [StrategyKind::Strategy, StrategyKind::SignalStrategy, StrategyKind::TrailingStrategy];
        kinds.into_iter().find(|kind| match (&meaning, base) {
            (Some(meaning), _) => {
                let known = meaning.rsplit_once('.').filter(|(_, name)| *name == kind.as_str());
                let packages =
                    ["assay", "assay.lib", "backtesting", "backtesting.backtesting", "backtesting.lib"];
                known.is_some_and(|(module, _)| packages.contains(&module))
            }
            // Not imported, or with a star: it can mean nothing else.
            (None, Expr::Name(name)) => name.id == kind.as_str() && !self.by_name.contains_key(kind.as_str()),
            (None, _) => false,
        })
    }
}

struct Walk<'w, 'm> {
    names: &'w mut Names<'m>,
    /// Whether a function or class is around the statement.
    inside: bool,
}

impl<'m> Walk<'_, 'm> {
    fn import(&mut self, imported: Imported<'m>, bound: &'m str, meaning: String) {
        self.names.imports.push(imported);
        if !self.inside && bound != "*" {
            self.names.meanings.insert(bound, meaning);
        }
    }
}

impl<'m> Visitor<'m> for Walk<'_, 'm> {
    fn visit_stmt(&mut self, statement: &'m Stmt) {
        if let Stmt::Import(import) = statement {
            for name in &import.names {
                let module = name.name.as_str();
                let alias = name.asname.as_ref().map(ruff_python_ast::Identifier::as_str);
                let root = module.split('.').next().unwrap_or(module);
                let (bound, meaning) = alias.map_or((root, root), |alias| (alias, module));
                let meaning = meaning.to_owned();
                let imported =
                    Imported { module: module.to_owned(), name: None, alias, start: name.start().to_usize() };
                self.import(imported, bound, meaning);
            }
        } else if let Stmt::ImportFrom(import) = statement {
            let mut module = ".".repeat(usize::try_from(import.level).unwrap_or_default());
            module.push_str(
                import.module.as_ref().map(ruff_python_ast::Identifier::as_str).unwrap_or_default(),
            );
            for name in &import.names {
                let alias = name.asname.as_ref().map(ruff_python_ast::Identifier::as_str);
                let own = name.name.as_str();
                let meaning = format!("{module}.{own}");
                let start = name.start().to_usize();
                let imported = Imported { module: module.clone(), name: Some(own), alias, start };
                self.import(imported, alias.unwrap_or(own), meaning);
            }
        } else if let Stmt::ClassDef(class) = statement
            && !self.inside
        {
            self.names.classes.push(class);
            self.names.by_name.insert(class.name.as_str(), class);
            self.names.meanings.remove(class.name.as_str());
        } else if let Stmt::Assign(assign) = statement
            && let [Expr::Name(target)] = assign.targets.as_slice()
            && !self.inside
        {
            // A second name for something imported, or the end of one.
            match self.names.meaning(&assign.value) {
                Some(meaning) => self.names.meanings.insert(target.id.as_str(), meaning),
                None => self.names.meanings.remove(target.id.as_str()),
            };
        }
        let outside = self.inside;
        self.inside |= matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_));
        walk_stmt(self, statement);
        self.inside = outside;
    }

    // Imports and classes are statements, and no expression holds one.
    fn visit_expr(&mut self, _: &'m Expr) {}
}
