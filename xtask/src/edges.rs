//! The edges between our crates: a checked-in list, and the layer rule that the list must obey.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workspace::{Workspace, output};

const LIST: &str = "xtask/expected/crate-edges.txt";

/// An arrow points only to an earlier layer, or to a sibling where siblings may know each other. `Inside` is what runs
/// within the sandbox; `Hosts` stand above the adapters they combine (ADR 0009).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Values,
    Machines,
    Inside,
    Adapters,
    Hosts,
    Binaries,
}

/// The layer of every crate; a new crate is added here first.
const LAYERS: &[(&str, Layer)] = &[
    ("assay-types", Layer::Values),
    ("assay-spec", Layer::Values),
    ("assay-engine", Layer::Machines),
    ("assay-lab", Layer::Machines),
    ("assay-hallmark", Layer::Machines),
    ("assay-check", Layer::Machines),
    ("assay-report", Layer::Machines),
    ("assay-cell", Layer::Inside),
    ("assay-data", Layer::Adapters),
    ("assay-sandbox", Layer::Adapters),
    ("assay-python", Layer::Hosts),
    ("assay", Layer::Binaries),
    ("assay-parity", Layer::Binaries),
    ("xtask", Layer::Binaries),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Normal,
    Build,
    Dev,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: String,
    to: String,
    kind: Kind,
}

/// Compares the edges with the list, or writes it.
pub(crate) fn run(workspace: &Workspace, bless: bool) -> Result<()> {
    let (crates, edges) = actual(workspace)?;
    let problems = violations(&crates, &edges);
    ensure!(problems.is_empty(), "crates break the layer rule:\n{}", problems.join("\n"));
    let path = workspace.root.join(LIST);
    let rendered = render(&edges);
    if bless {
        fs::write(&path, rendered).with_context(|| format!("cannot write `{LIST}`"))?;
        println!("wrote {LIST}");
        return Ok(());
    }
    let expected = fs::read_to_string(&path).with_context(|| format!("cannot read `{LIST}`"))?;
    if expected != rendered {
        let (old, new): (BTreeSet<_>, BTreeSet<_>) = (expected.lines().collect(), rendered.lines().collect());
        let added = new.difference(&old).map(|line| format!("  new:  {line}"));
        let gone = old.difference(&new).map(|line| format!("  gone: {line}"));
        let differences = added.chain(gone).collect::<Vec<_>>().join("\n");
        bail!(
            "crate edges differ from {LIST}:\n{differences}\nif they are meant, run `cargo xtask edges --bless`"
        );
    }
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

fn actual(workspace: &Workspace) -> Result<(BTreeSet<String>, BTreeSet<Edge>)> {
    let text = output(&mut workspace.cargo(["metadata", "--no-deps", "--offline", "--format-version", "1"]))?;
    let metadata: Metadata = serde_json::from_str(&text).context("cannot read `cargo metadata`")?;
    let crates: BTreeSet<_> = metadata.packages.iter().map(|package| package.name.clone()).collect();
    let mut edges = BTreeSet::new();
    for package in &metadata.packages {
        for dependency in package.dependencies.iter().filter(|dependency| crates.contains(&dependency.name)) {
            let kind = match dependency.kind.as_deref() {
                None => Kind::Normal,
                Some("build") => Kind::Build,
                Some("dev") => Kind::Dev,
                Some(other) => bail!("cargo knows a kind of dependency that xtask does not: `{other}`"),
            };
            edges.insert(Edge { from: package.name.clone(), to: dependency.name.clone(), kind });
        }
    }
    Ok((crates, edges))
}

/// Every breach of the layer rule. Edges of tests are listed but free, except that nothing depends on a binary.
fn violations(crates: &BTreeSet<String>, edges: &BTreeSet<Edge>) -> Vec<String> {
    let layers: BTreeMap<_, _> = LAYERS.iter().copied().collect();
    let mut problems: Vec<_> = crates
        .iter()
        .filter(|name| !layers.contains_key(name.as_str()))
        .map(|name| format!("  `{name}` has no layer; add it to LAYERS in xtask/src/edges.rs"))
        .collect();
    for edge in edges {
        let (Some(&from), Some(&to)) = (layers.get(edge.from.as_str()), layers.get(edge.to.as_str())) else {
            continue;
        };
        let Edge { from: user, to: used, .. } = edge;
        if to == Layer::Binaries {
            problems.push(format!("  `{user}` depends on `{used}`, a binary"));
        } else if edge.kind != Kind::Dev && to > from {
            problems.push(format!("  `{user}` ({from:?}) depends on `{used}` ({to:?}), a later layer"));
        } else if edge.kind != Kind::Dev && from == Layer::Adapters && to == Layer::Adapters {
            problems.push(format!(
                "  `{user}` depends on `{used}`, its sibling; adapters do not know each other"
            ));
        }
    }
    problems
}

fn render(edges: &BTreeSet<Edge>) -> String {
    let heading =
        "# Edges between the crates of this workspace. `cargo xtask edges --bless` writes this list.";
    let lines = edges.iter().map(|Edge { from, to, kind }| match kind {
        Kind::Normal => format!("{from} -> {to}"),
        Kind::Build => format!("{from} -> {to} (build)"),
        Kind::Dev => format!("{from} -> {to} (dev)"),
    });
    let mut text = std::iter::once(heading.to_owned()).chain(lines).collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_those_of_the_list() {
        run(&Workspace::locate().unwrap(), false).unwrap();
    }

    fn check(from: &str, to: &str, kind: Kind, expected: &[&str]) {
        let crates = [from, to].into_iter().map(str::to_owned).collect();
        let edges = [Edge { from: from.to_owned(), to: to.to_owned(), kind }].into();
        assert_eq!(violations(&crates, &edges), expected, "{from} -> {to} {kind:?}");
    }

    #[test]
    fn arrows_point_to_earlier_layers() {
        check("assay-spec", "assay-types", Kind::Normal, &[]);
        check("assay", "assay-data", Kind::Normal, &[]);
        check("assay-lab", "assay-engine", Kind::Normal, &[]);
        check("assay-engine", "assay-data", Kind::Dev, &[]);
        check(
            "assay-engine",
            "assay-data",
            Kind::Normal,
            &["  `assay-engine` (Machines) depends on `assay-data` (Adapters), a later layer"],
        );
        check("assay", "xtask", Kind::Dev, &["  `assay` depends on `xtask`, a binary"]);
        check(
            "assay-data",
            "assay-data",
            Kind::Normal,
            &["  `assay-data` depends on `assay-data`, its sibling; adapters do not know each other"],
        );
        check(
            "assay-data",
            "assay-new",
            Kind::Normal,
            &["  `assay-new` has no layer; add it to LAYERS in xtask/src/edges.rs"],
        );
    }
}
