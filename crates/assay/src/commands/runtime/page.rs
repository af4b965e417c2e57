//! Runtimes, for people.

use std::fmt::Write as _;

use assay_sandbox::runtime::{Damage, Progress};

use super::Told;
use crate::commands::data::grouped;
use crate::diagnostics::shown;
use crate::output::{Stream, style};

/// How many damaged files are named.
const DAMAGE_MAX: usize = 20;

/// What an installation is doing.
pub(super) fn progress(progress: Progress) -> String {
    match progress {
        Progress::Waiting => "waiting for another installation".to_owned(),
        Progress::Found { python, version } => {
            shown(&format!("found Python {version}, `{}`", python.display()))
        }
        Progress::Fetching { package } => shown(&format!("fetching {package}")),
        Progress::Copying => "copying what a strategy needs".to_owned(),
        Progress::Compiling => "compiling".to_owned(),
        Progress::Checking => "checking that it works, and needs nothing else".to_owned(),
        Progress::Hashing => "hashing every file".to_owned(),
        _ => "working".to_owned(),
    }
}

/// Every runtime.
pub(super) fn list(told: &[Told], folder: &str, stream: &Stream) -> String {
    if told.is_empty() {
        return format!("There is no runtime in {folder}.\n\n`assay runtime install` makes one.\n");
    }
    told.iter().map(|told| one(told, stream)).collect::<Vec<_>>().join("\n")
}

/// One runtime.
pub(super) fn one(told: &Told, stream: &Stream) -> String {
    let mut page = stream.paint(style::STRONG, &shown(&told.id));
    page.push_str(if told.default { ", the default\n" } else { "\n" });
    if let Some(record) = &told.record {
        let packages: Vec<String> =
            record.packages.iter().map(|package| format!("{} {}", package.name, package.version)).collect();
        let python = &record.python;
        line(&mut page, &format!("Python {}, {}", python.version, packages.join(", ")));
        let megabytes = record.bytes.div_ceil(1_000_000);
        line(&mut page, &format!("{megabytes} MB in {} files", grouped(record.files)));
        line(&mut page, &format!("copied from {}", python.copied_from));
    }
    line(&mut page, &told.folder);
    if let Some(reason) = &told.reason {
        let label = stream.paint(style::CAUTION, "cannot be used:");
        line(&mut page, &format!("{label} {}", shown(reason)));
    }
    match told.damage.as_deref() {
        None => {}
        Some([]) => line(&mut page, &stream.paint(style::GOOD, "every file is as it was installed")),
        Some(damage) => {
            let label = stream.paint(style::BAD, &format!("{} differences:", grouped(count(damage))));
            line(&mut page, &format!("{label} `assay runtime install --again` makes it anew"));
            for damage in damage.iter().take(DAMAGE_MAX) {
                line(&mut page, &format!("  {}", shown(&difference(damage))));
            }
            if damage.len() > DAMAGE_MAX {
                line(&mut page, "  and more");
            }
        }
    }
    page
}

/// What was removed.
pub(super) fn removed(names: &[String]) -> String {
    if names.is_empty() {
        return "There was nothing to remove.\n".to_owned();
    }
    names.iter().map(|name| format!("removed {}\n", shown(name))).collect::<Vec<_>>().concat()
}

fn line(page: &mut String, text: &str) {
    let _infallible = writeln!(page, "  {text}");
}

fn count(damage: &[Damage]) -> u64 {
    u64::try_from(damage.len()).unwrap_or(u64::MAX)
}

fn difference(damage: &Damage) -> String {
    match damage {
        Damage::Missing(path) => format!("missing: {path}"),
        Damage::Changed(path) => format!("changed: {path}"),
        Damage::Added(path) => format!("added: {path}"),
        Damage::Writable(path) => format!("can be written to: {path}"),
        Damage::List => "changed: the list of its files".to_owned(),
    }
}
