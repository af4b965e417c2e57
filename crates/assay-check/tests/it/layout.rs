//! The layout of whole files: it keeps, and keeps what the file does.

use assay_check::{LayoutError, Metadata, Source, layout, metadata};
use proptest::prelude::*;

use crate::corpus::{files, findings};

fn laid_out(name: &str, text: &str) -> Result<String, LayoutError> {
    let module = Source::read(name, text.as_bytes()).unwrap_or_else(|found| panic!("{name}: {found:?}"));
    layout(&module)
}

/// What a layout cannot change of what a file says of itself.
fn essence(metadata: &Metadata) -> Vec<String> {
    let strategies = metadata.strategies.iter().map(|strategy| {
        let parameters =
            strategy.parameters.iter().map(|it| format!("{}={} {:?}", it.name, it.default, it.range));
        let indicators = strategy.indicators.iter().map(|it| format!("{:?} {:?}", it.attributes, it.talib));
        format!(
            "{} {:?} {:?} {:?}",
            strategy.name,
            parameters.collect::<Vec<_>>(),
            indicators.collect::<Vec<_>>(),
            strategy.methods
        )
    });
    strategies.collect()
}

#[test]
fn the_layout_of_every_strategy_keeps() {
    let files = files("clean");
    assert!(files.len() >= 60);
    for (name, text) in files {
        let once = laid_out(&name, &text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(laid_out(&name, &once).as_deref(), Ok(once.as_str()), "{name}");
        let codes = |text: &str| {
            let mut codes: Vec<_> = findings(&name, text.as_bytes()).iter().map(|it| it.rule.code).collect();
            codes.sort_unstable();
            codes
        };
        assert_eq!(codes(&text), codes(&once), "{name}");
        let told = |text: &str| essence(&metadata(&Source::read(&name, text.as_bytes()).unwrap()));
        assert_eq!(told(&text), told(&once), "{name}");
    }
}

#[test]
fn every_strategy_of_the_corpus_is_found() {
    for (name, text) in files("clean") {
        let module = Source::read(&name, text.as_bytes()).unwrap();
        let metadata = metadata(&module);
        assert!(!metadata.strategies.is_empty(), "{name} has no strategy");
        assert!(!metadata.imports.is_empty(), "{name} imports nothing");
    }
}

/// Every hostile file that is Python has a layout that keeps, or is refused.
#[test]
fn hostile_files_are_laid_out_or_refused() {
    for (name, text) in files("hostile") {
        let Ok(module) = Source::read(&name, text.as_bytes()) else { continue };
        if let Ok(once) = layout(&module) {
            assert_eq!(laid_out(&name, &once).as_deref(), Ok(once.as_str()), "{name}");
        }
    }
}

/// Imports with comments, blank lines and conflicts in any order.
fn import_lines() -> impl Strategy<Value = Vec<String>> {
    let module = prop::sample::select(vec![
        "math",
        "json",
        "numpy",
        "talib",
        "backtesting.lib",
        "V2",
        "v10",
        "__future__x",
    ]);
    let name = prop::sample::select(vec!["a", "B", "CC", "crossover", "x1", "x10", "x2"]);
    let line = (0..9_u8, module, name.clone(), name).prop_map(|(shape, module, one, other)| match shape {
        0 => format!("import {module}"),
        1 => format!("import {module} as {one}"),
        2 => format!("from {module} import {one}, {other} as other"),
        3 => format!("from {module} import ({one},\n    {other},)"),
        4 => format!("from {module} import (  # why\n    {one},\n)"),
        5 => format!("import {module}, re  # both"),
        6 => format!("# about {one}\n# and {other}"),
        7 => String::new(),
        _ => format!("from .{one} import {other}"),
    });
    prop::collection::vec(line, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn sorted_imports_import_the_same_and_keep(
        docstring in any::<bool>(),
        lines in import_lines(),
        rest in prop::sample::select(vec!["", "x = 1", "class A:\n    pass", "# end"]),
    ) {
        let docstring = if docstring { "\"\"\"Doc.\"\"\"\n" } else { "" };
        let text = format!("{docstring}{}\n{rest}\n", lines.join("\n"));
        let once = laid_out("imports.py", &text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        let again = laid_out("imports.py", &once);
        prop_assert_eq!(again.as_deref(), Ok(once.as_str()), "{}", text);
        // No comment is lost, and none is made.
        let comments = |text: &str| {
            let mut comments: Vec<String> = text.split('#').skip(1).map(|it| it.lines().next().unwrap().trim().to_owned()).collect();
            comments.sort();
            comments
        };
        prop_assert_eq!(comments(&text), comments(&once), "{}\n---\n{}", text, once);
    }
}
