//! Imports: what they bind, and whether they are allowed.

use std::ops::Range;

use ruff_python_ast::{Alias, Stmt, StmtImport, StmtImportFrom};
use ruff_text_size::Ranged;

use super::library::{self, Library};
use super::scope::Block;
use super::value::Origin;
use super::{Checker, shown, span};
use crate::finding::{Edit, Fix};
use crate::policy::CheckPolicy;
use crate::rules;

/// The name that `import a.b.c` or `import a.b.c as d` binds, and to what.
pub(super) fn binding_of<'a>(alias: &'a Alias, policy: &CheckPolicy) -> (&'a str, Origin<'a>) {
    let module = alias.name.as_str();
    if let Some(name) = &alias.asname {
        return (name.as_str(), origin(module, policy));
    }
    let first = module.split('.').next().unwrap_or(module);
    (first, origin(first, policy))
}

/// The name that one part of `from a import b` binds, and to what; `None` for a star.
pub(super) fn binding_from<'a>(
    statement: &'a StmtImportFrom,
    alias: &'a Alias,
    policy: &CheckPolicy,
) -> Option<(&'a str, Origin<'a>)> {
    let member = alias.name.as_str();
    if member == "*" {
        return None;
    }
    let name = alias.asname.as_ref().map_or(member, |name| name.as_str());
    let module = statement.module.as_ref().map_or("", |module| module.as_str());
    let origin = match library::find(module) {
        Some(library) => match library.module(member) {
            Some(inner) => Origin::Library(inner),
            None => Origin::Member(library, member),
        },
        None if policy.allows_module(module) => Origin::Added,
        None => Origin::Unknown,
    };
    Some((name, origin))
}

fn origin<'a>(module: &str, policy: &CheckPolicy) -> Origin<'a> {
    match library::find(module) {
        Some(library) => Origin::Library(library),
        None if policy.allows_module(module) => Origin::Added,
        None => Origin::Unknown,
    }
}

/// An import that is refused, and could be removed if nothing uses what it binds.
#[derive(Debug)]
pub(super) struct Refused<'a> {
    finding: usize,
    name: &'a str,
    module: &'a str,
    removal: Option<Range<usize>>,
}

/// A star import of a module whose members are known.
#[derive(Debug)]
pub(super) struct Star {
    finding: usize,
    library: &'static Library,
    place: Range<usize>,
}

impl<'a> Checker<'a> {
    pub(super) fn import(&mut self, statement: &'a Stmt, import: &'a StmtImport) {
        for alias in &import.names {
            let module = alias.name.as_str();
            if library::find(module).is_some() || self.policy.allows_module(module) {
                continue;
            }
            let finding = self.refuse_import(module, span(alias.range()));
            let name = binding_of(alias, self.policy).0;
            self.remember_refused(finding, name, module, statement, &import.names, alias);
        }
    }

    pub(super) fn import_from(&mut self, statement: &'a Stmt, import: &'a StmtImportFrom) {
        let range = span(import.range());
        if import.level > 0 {
            self.add(&rules::RELATIVE, range, "a relative import".to_owned());
            return;
        }
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        let library = library::find(module);
        if library.is_none() && !self.policy.allows_module(module) {
            let place = import.module.as_ref().map_or(range, |module| span(module.range()));
            for (at, alias) in import.names.iter().enumerate() {
                // One finding for the statement; each name of it may be removed by itself.
                let finding = if at == 0 { self.refuse_import(module, place.clone()) } else { None };
                if import.names.len() == 1
                    && let Some((name, _)) = binding_from(import, alias, self.policy)
                {
                    self.remember_refused(finding, name, module, statement, &import.names, alias);
                }
            }
            return;
        }
        for alias in &import.names {
            let member = alias.name.as_str();
            let place = span(alias.range());
            if member == "*" {
                let message = format!("star import of `{}`", shown(module));
                let finding = self.add(&rules::STAR, place.clone(), message);
                match library {
                    Some(library) => {
                        if !self.star_libraries.iter().any(|known| known.name == library.name) {
                            self.star_libraries.push(library);
                        }
                        self.stars.extend(finding.map(|finding| Star { finding, library, place }));
                    }
                    None => self.unknown_names = true,
                }
                continue;
            }
            let known = library.is_none_or(|library| library.has(member));
            if !known && !self.policy.allows_attribute(Some(module), member) {
                self.refuse_member(module, member, place);
            }
        }
    }

    fn refuse_import(&mut self, module: &str, place: Range<usize>) -> Option<usize> {
        let help = library::instead_of(module).map(str::to_owned);
        self.add_with(
            &rules::IMPORT,
            place,
            format!("import of `{}`, which is not on the allow list", shown(module)),
            help,
        )
    }

    fn remember_refused(
        &mut self,
        finding: Option<usize>,
        name: &'a str,
        module: &'a str,
        statement: &Stmt,
        names: &[Alias],
        alias: &Alias,
    ) {
        // Only imports of the module itself: whether a function uses its own import would have to be asked there.
        if self.scopes.block() == Block::Module
            && let Some(finding) = finding
        {
            let removal = self.removal(statement, names, alias);
            self.refused_imports.push(Refused { finding, name, module, removal });
        }
    }

    /// What to delete so that an import is gone: the line, or the alias and a comma.
    fn removal(&self, statement: &Stmt, names: &[Alias], alias: &Alias) -> Option<Range<usize>> {
        // The only statement of a block must stay; at the top level no block becomes empty.
        if self.block_depth > 0 {
            return None;
        }
        let text = self.source.text();
        if let [_] = names {
            let range = span(statement.range());
            let line = text.get(..range.start)?.rfind('\n').map_or(0, |at| at.saturating_add(1));
            let rest = text.get(range.end..)?;
            let end = rest.find('\n').map_or(text.len(), |at| range.end.saturating_add(at).saturating_add(1));
            let tail = text.get(range.end..end)?.trim();
            let alone = text.get(line..range.start)?.trim_matches('\u{FEFF}').is_empty()
                && (tail.is_empty() || tail.starts_with('#'));
            return alone.then_some(range.start..end);
        }
        let at = names.iter().position(|other| other.range() == alias.range())?;
        match at.checked_sub(1) {
            None => Some(span(alias.range()).start..span(names.get(1)?.range()).start),
            Some(before) => Some(span(names.get(before)?.range()).end..span(alias.range()).end),
        }
    }

    /// Adds fixes to imports that nothing uses, and to stars whose names are known.
    pub(super) fn fix_imports(&mut self) {
        let refused = std::mem::take(&mut self.refused_imports);
        for Refused { finding, name, module, removal } in refused {
            let used = self
                .scopes
                .module()
                .and_then(|scope| scope.names.get(name))
                .is_some_and(|binding| binding.used);
            let Some(removal) = removal.filter(|_| !used) else { continue };
            self.fix(
                finding,
                Fix {
                    title: format!("remove the unused import of `{}`", shown(module)),
                    edits: vec![Edit { range: removal, content: String::new() }],
                    safe: true,
                },
            );
        }
        let stars = std::mem::take(&mut self.stars);
        for star in stars {
            let names: Vec<&str> =
                self.star_names.iter().copied().filter(|name| star.library.has(name)).collect();
            if names.is_empty() {
                continue;
            }
            let title = format!("import {} by name", names.join(", "));
            let edits = vec![Edit { range: star.place, content: names.join(", ") }];
            self.fix(star.finding, Fix { title, edits, safe: true });
        }
    }
}
