//! The order of the imports at the top of a file.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Alias, Expr, Stmt, StmtImport, StmtImportFrom};
use ruff_text_size::Ranged;

use super::standard::is_standard;
use crate::source::Module;

/// Comments with these words are told to a program that orders or lays out imports: it is let alone.
const DIRECTIVES: [&str; 3] = ["isort:", "fmt:", "yapf:"];

/// The text with the imports at its top sorted; `None` where they are, or where an order may matter.
///
/// Sorted are the imports before any other statement but a docstring: in groups (`__future__`, the standard library,
/// others, relative ones), in each `import` before `from`, then by name. A comment goes with the import below it or
/// beside it. Left alone are imports that bind one name twice, star imports, and those with a comment that addresses
/// such a program.
///
/// The module has its layout: every import is on lines of its own.
pub(super) fn sorted(module: &Module<'_>) -> Option<String> {
    let text = module.source().text();
    let body = &module.parsed().syntax().body;
    let imports = leading_imports(body);
    let head_end = imports.start.checked_sub(1).and_then(|last| body.get(last)).map_or(0, end);
    let comments = Comments::of(module);
    let mut items = Vec::new();
    let mut done = head_end;
    for statement in body.get(imports)? {
        let line = line_start(text, start(statement));
        let line_end = line_end(text, end(statement));
        let above: Vec<Range<usize>> = comments.within(done..line).collect();
        let beside = comments.within(end(statement)..line_end).next();
        let inside = comments.within(start(statement)..end(statement)).next().is_some();
        items.push(Item { statement, above, beside, inside, line });
        done = line_end;
    }
    let first = items.first_mut()?;
    let kept_apart = if imports_follow_docstring(body) {
        // What is apart from the first import belongs to what is above it.
        let apart = text
            .get(head_end..first.line)
            .unwrap_or_default()
            .rfind("\n\n")
            .map(|at| head_end.saturating_add(at));
        apart.map_or(0, |apart| first.above.iter().take_while(|comment| comment.start < apart).count())
    } else {
        // What a file begins with is about the file, unless something apart follows it.
        let apart = text.get(..first.line).unwrap_or_default().trim_end_matches('\n').rfind("\n\n");
        let blank_below = text.get(..first.line).is_some_and(|above| above.ends_with("\n\n"));
        match apart {
            Some(apart) if !blank_below => {
                first.above.iter().take_while(|comment| comment.start < apart).count()
            }
            Some(_) | None => first.above.len(),
        }
    };
    drop(first.above.drain(..kept_apart));
    let region_start = first.above.first().map_or(first.line, |comment| line_start(text, comment.start));
    let region = region_start..done;
    let told = comments.within(0..done).any(|comment| {
        let comment = text.get(comment).unwrap_or_default();
        DIRECTIVES.iter().any(|directive| comment.contains(directive))
    });
    if told || binds_twice(&items) {
        return None;
    }
    let written = write(text, &items);
    if text.get(region.clone()) == Some(written.as_str()) {
        return None;
    }
    let (before, after) = (text.get(..region.start)?, text.get(region.end..)?);
    Some(format!("{before}{written}{after}"))
}

/// Which statements are the imports before any other statement but a docstring.
pub(super) fn leading_imports(body: &[Stmt]) -> Range<usize> {
    let start = usize::from(imports_follow_docstring(body));
    let count = body.iter().skip(start).take_while(|statement| is_import(statement)).count();
    start..start.saturating_add(count)
}

fn imports_follow_docstring(body: &[Stmt]) -> bool {
    matches!(body.first(), Some(Stmt::Expr(statement)) if matches!(*statement.value, Expr::StringLiteral(_)))
}

pub(super) fn is_import(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_))
}

fn start(statement: &Stmt) -> usize {
    statement.start().to_usize()
}

fn end(statement: &Stmt) -> usize {
    statement.end().to_usize()
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline.saturating_add(1))
}

fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).and_then(|after| after.find('\n'));
    rest.map_or(text.len(), |newline| offset.saturating_add(newline))
}

/// The comments of a module, in order.
struct Comments(Vec<Range<usize>>);

impl Comments {
    fn of(module: &Module<'_>) -> Self {
        let tokens = module.parsed().tokens().iter();
        let comments = tokens.filter(|token| token.kind() == TokenKind::Comment);
        Self(comments.map(|token| token.start().to_usize()..token.end().to_usize()).collect())
    }

    fn within(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.0.partition_point(|comment| comment.start < range.start);
        self.0.iter().skip(first).take_while(move |comment| comment.start < range.end).cloned()
    }
}

/// An import with its comments.
struct Item<'a> {
    statement: &'a Stmt,
    /// The comments above it.
    above: Vec<Range<usize>>,
    /// The comment behind it.
    beside: Option<Range<usize>>,
    /// Whether it has comments between its brackets.
    inside: bool,
    /// Where its first line starts.
    line: usize,
}

/// Whether the order decides what a name means.
fn binds_twice(items: &[Item<'_>]) -> bool {
    let mut bound: BTreeMap<&str, (u32, &str, &str)> = BTreeMap::new();
    let mut bind = |name, origin| bound.insert(name, origin).is_some_and(|other| other != origin);
    items.iter().any(|item| match item.statement {
        Stmt::Import(import) => import.names.iter().any(|alias| {
            let module = alias.name.as_str();
            // Without another name the package around the module is bound.
            let (name, module) =
                alias.asname.as_ref().map_or((root(module), root(module)), |name| (name, module));
            bind(name, (0, module, ""))
        }),
        Stmt::ImportFrom(import) => import.names.iter().any(|alias| {
            let module = import.module.as_ref().map(ruff_python_ast::Identifier::as_str).unwrap_or_default();
            let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
            name == "*" || bind(name, (import.level, module, alias.name.as_str()))
        }),
        _ => true,
    })
}

fn root(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

/// The groups, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Future,
    Standard,
    Other,
    Relative,
}

impl Section {
    fn of(module: &str) -> Self {
        match root(module) {
            "__future__" => Self::Future,
            root if is_standard(root) => Self::Standard,
            _ => Self::Other,
        }
    }
}

/// One import as it is written.
struct Line {
    section: Section,
    /// Whether it is a `from`, which follow the others.
    from: bool,
    /// How far up a relative import looks; the farthest first.
    level: u32,
    module: String,
    /// The first name after `import`.
    name: String,
    above: Vec<String>,
    text: String,
}

impl Line {
    fn order(&self, other: &Self) -> Ordering {
        let key = |line: &Self| (line.section, line.from, std::cmp::Reverse(line.level));
        key(self)
            .cmp(&key(other))
            .then_with(|| natural(&self.module, &other.module))
            .then_with(|| name_class(&self.name).cmp(&name_class(&other.name)))
            .then_with(|| natural(&self.name, &other.name))
            .then_with(|| self.text.cmp(&other.text))
    }
}

fn write(text: &str, items: &[Item<'_>]) -> String {
    let mut lines: Vec<Line> = items.iter().flat_map(|item| lines_of(text, item)).collect();
    lines.sort_by(Line::order);
    // The same import once more says nothing, unless it has something to say beside it.
    lines.dedup_by(|line, kept| line.text == kept.text && line.above.is_empty() && !line.text.contains('#'));
    let mut written = String::new();
    let mut last: Option<Section> = None;
    for line in lines {
        if last.is_some_and(|last| last != line.section || !line.above.is_empty()) {
            written.push('\n');
        }
        if last.is_some() {
            written.push('\n');
        }
        for comment in &line.above {
            let _infallible = writeln!(written, "{comment}");
        }
        written.push_str(&line.text);
        last = Some(line.section);
    }
    written
}

/// The lines of an import: several where it imports several modules.
fn lines_of(text: &str, item: &Item<'_>) -> Vec<Line> {
    let shown = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
    let above: Vec<String> = item.above.iter().map(shown).collect();
    let whole = || {
        let statement = text.get(start(item.statement)..end(item.statement)).unwrap_or_default();
        let beside = item.beside.as_ref().map(|comment| format!("  {}", shown(comment)));
        format!("{statement}{}", beside.unwrap_or_default())
    };
    match item.statement {
        Stmt::Import(import) if item.beside.is_none() && !item.inside => straight(import, above),
        Stmt::Import(import) => {
            let module = import.names.first().map(|alias| alias.name.to_string()).unwrap_or_default();
            let section = Section::of(&module);
            vec![Line { section, from: false, level: 0, name: String::new(), module, above, text: whole() }]
        }
        Stmt::ImportFrom(import) => {
            let text = if item.inside { whole() } else { from(text, import, item.beside.as_ref()) };
            let module = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
            let section = if import.level > 0 { Section::Relative } else { Section::of(&module) };
            let names = sorted_names(&import.names);
            let name = names.first().map(|alias| alias.name.to_string()).unwrap_or_default();
            vec![Line { section, from: true, level: import.level, module, name, above, text }]
        }
        _ => Vec::new(),
    }
}

fn straight(import: &StmtImport, above: Vec<String>) -> Vec<Line> {
    let mut above = Some(above);
    let line = |alias: &Alias| Line {
        section: Section::of(alias.name.as_str()),
        from: false,
        level: 0,
        module: alias.name.to_string(),
        name: alias.asname.as_ref().map(ToString::to_string).unwrap_or_default(),
        above: above.take().unwrap_or_default(),
        text: format!("import {}", written(alias)),
    };
    import.names.iter().map(line).collect()
}

fn from(text: &str, import: &StmtImportFrom, beside: Option<&Range<usize>>) -> String {
    let names: Vec<String> = sorted_names(&import.names).into_iter().map(written).collect();
    let mut line = format!("from {}", ".".repeat(usize::try_from(import.level).unwrap_or_default()));
    line.push_str(import.module.as_ref().map(ruff_python_ast::Identifier::as_str).unwrap_or_default());
    line.push_str(" import ");
    // A comma behind the last name keeps one name a line.
    let statement = text.get(import.start().to_usize()..import.end().to_usize()).unwrap_or_default();
    let inner = statement.strip_suffix(')').map(str::trim_end);
    if inner.is_some_and(|inner| inner.ends_with(',')) {
        let _infallible = write!(line, "(\n    {},\n)", names.join(",\n    "));
    } else {
        line.push_str(&names.join(", "));
    }
    if let Some(comment) = beside {
        let _infallible = write!(line, "  {}", text.get(comment.clone()).unwrap_or_default());
    }
    line
}

fn written(alias: &Alias) -> String {
    match &alias.asname {
        Some(name) => format!("{} as {name}", alias.name),
        None => alias.name.to_string(),
    }
}

fn sorted_names(names: &[Alias]) -> Vec<&Alias> {
    let mut names: Vec<&Alias> = names.iter().collect();
    names.sort_by(|left, right| {
        let class = |alias: &Alias| name_class(alias.name.as_str());
        class(left)
            .cmp(&class(right))
            .then_with(|| natural(left.name.as_str(), right.name.as_str()))
            .then_with(|| left.asname.as_deref().cmp(&right.asname.as_deref()))
    });
    names
}

/// Constants come before classes, and classes before everything else.
fn name_class(name: &str) -> u8 {
    let lower = name.chars().any(char::is_lowercase);
    let upper = name.chars().any(char::is_uppercase);
    if upper && !lower && name.chars().nth(1).is_some() {
        0
    } else if name.starts_with(char::is_uppercase) {
        1
    } else {
        2
    }
}

/// Without regard to case, numbers by their value: `v2` before `v10`.
fn natural(left: &str, right: &str) -> Ordering {
    let (left, right) = (left.to_lowercase(), right.to_lowercase());
    let (mut left_rest, mut right_rest) = (left.as_str(), right.as_str());
    loop {
        let [one, other] = [left_rest, right_rest].map(first_part);
        let both_numbers = [one, other].iter().all(|part| part.starts_with(|it: char| it.is_ascii_digit()));
        let order = if both_numbers {
            let [one, other] = [one, other].map(|part| part.trim_start_matches('0'));
            one.len().cmp(&other.len()).then_with(|| one.cmp(other))
        } else {
            one.cmp(other)
        };
        if order != Ordering::Equal || (one.is_empty() && other.is_empty()) {
            return order.then_with(|| left.cmp(&right));
        }
        left_rest = left_rest.get(one.len()..).unwrap_or_default();
        right_rest = right_rest.get(other.len()..).unwrap_or_default();
    }
}

/// The digits, or all but digits, that a text begins with.
fn first_part(text: &str) -> &str {
    let digits = text.starts_with(|it: char| it.is_ascii_digit());
    let end = text.find(|it: char| it.is_ascii_digit() != digits).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
