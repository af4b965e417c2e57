//! Whether two texts are the same program.

use std::collections::BTreeSet;

use ruff_python_ast::comparable::ComparableStmt;
use ruff_python_ast::visitor::transformer::{Transformer, walk_body, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Int, Number, Stmt};

use crate::layout::imports::{is_import, leading_imports};
use crate::source::Module;

/// Whether two modules do the same, but for white space in docstrings and the order of the imports at their top.
pub(super) fn holds(before: &Module<'_>, after: &Module<'_>) -> bool {
    let [before, after] = [before, after].map(Program::of);
    before.names == after.names && compare(&before.head, &after.head) && compare(&before.rest, &after.rest)
}

fn compare(before: &[Stmt], after: &[Stmt]) -> bool {
    before.len() == after.len()
        && before
            .iter()
            .zip(after)
            .all(|(before, after)| ComparableStmt::from(before) == ComparableStmt::from(after))
}

/// A module in its plainest form.
struct Program {
    /// What stands before the imports: the docstring.
    head: Vec<Stmt>,
    /// What the imports at the top import: level, module, name, alias.
    names: BTreeSet<(u32, String, Option<String>, Option<String>)>,
    rest: Vec<Stmt>,
}

impl Program {
    fn of(module: &Module<'_>) -> Self {
        let mut body = module.parsed().syntax().body.to_vec();
        let imports = leading_imports(&body);
        plain_docstring(&mut body);
        walk_body(&Plain, &mut body);
        let rest = body.split_off(imports.end.min(body.len()));
        let imports = body.split_off(imports.start.min(body.len()));
        Self { head: body, names: imports.iter().flat_map(names).collect(), rest }
    }
}

fn names(statement: &Stmt) -> Vec<(u32, String, Option<String>, Option<String>)> {
    let alias = |alias: &ruff_python_ast::Alias| alias.asname.as_ref().map(ToString::to_string);
    debug_assert!(is_import(statement), "only imports are asked for their names");
    if let Stmt::Import(import) = statement {
        import.names.iter().map(|name| (0, name.name.to_string(), None, alias(name))).collect()
    } else if let Stmt::ImportFrom(import) = statement {
        let module = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
        import
            .names
            .iter()
            .map(|name| (import.level, module.clone(), Some(name.name.to_string()), alias(name)))
            .collect()
    } else {
        Vec::new()
    }
}

/// Brings what a layout may write in several ways into one form.
struct Plain;

impl Transformer for Plain {
    fn visit_stmt(&self, statement: &mut Stmt) {
        if let Stmt::FunctionDef(function) = statement {
            plain_docstring(&mut function.body);
        } else if let Stmt::ClassDef(class) = statement {
            plain_docstring(&mut class.body);
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&self, expression: &mut Expr) {
        if let Expr::NumberLiteral(number) = expression
            && let Number::Int(integer) = &mut number.value
            && integer.as_u64().is_none()
            && let Some(plain) = plain_integer(&integer.to_string())
        {
            // Large integers are kept as they are written.
            *integer = plain;
        }
        walk_expr(self, expression);
    }
}

fn plain_integer(written: &str) -> Option<Int> {
    let written = written.replace('_', "").to_ascii_lowercase();
    let radix = match written.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        Some(_) | None => return None,
    };
    Int::from_str_radix(written.get(2..)?, radix, &written).ok()
}

/// White space in texts that stand alone: docstrings of modules, classes, functions and attributes.
fn plain_docstring(body: &mut [Stmt]) {
    for statement in body {
        if let Stmt::Expr(statement) = statement
            && let Expr::StringLiteral(text) = &mut *statement.value
        {
            let words = text.value.to_str().split_whitespace().collect::<Vec<_>>().join(" ");
            let mut parts = text.value.iter_mut();
            if let Some(first) = parts.next() {
                first.value = words.into();
            }
            for rest in parts {
                rest.value = "".into();
            }
        }
    }
}
