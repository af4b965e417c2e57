//! Figures as sections of `docs/benchmarks.md`.

use std::fs;

use anyhow::{Context, Result};

use crate::workspace::{Workspace, output};

const PAGE: &str = "docs/benchmarks.md";

/// A part of the page that one bench writes, between two markers.
#[derive(Debug)]
pub(super) struct Section {
    /// The bench, as `cargo xtask bench` names it.
    pub(super) name: &'static str,
    /// The heading.
    pub(super) title: &'static str,
}

impl Section {
    /// Replaces what is between the markers; adds heading and markers to a page that has none.
    pub(super) fn write(&self, workspace: &Workspace, date: &str, figures: &str) -> Result<()> {
        let path = workspace.root.join(PAGE);
        let page = fs::read_to_string(&path).unwrap_or_else(|_| "# Benchmarks\n".to_owned());
        let page = self.replaced(&page, &format!("Measured on {date}. {}", figures.trim_end()));
        fs::write(&path, page).with_context(|| format!("cannot write `{PAGE}`"))?;
        println!("wrote {PAGE}");
        Ok(())
    }

    fn replaced(&self, page: &str, figures: &str) -> String {
        let Self { name, title } = self;
        let begin = format!("<!-- {name}: begin; written by `cargo xtask bench {name} --record DATE` -->");
        let end = format!("<!-- {name}: end -->");
        let block = format!("{begin}\n{figures}\n{end}");
        let parts =
            page.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
        match parts {
            Some((before, after)) => format!("{before}{block}{after}"),
            None => format!("{}\n\n## {title}\n\n{block}\n", page.trim_end()),
        }
    }
}

/// Processor, memory, kernel and compiler.
pub(super) fn machine(workspace: &Workspace) -> Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo").context("cannot read `/proc/cpuinfo`")?;
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let count = processors.lines().filter(|line| line.starts_with("processor")).count();
    let memory = fs::read_to_string("/proc/meminfo").context("cannot read `/proc/meminfo`")?;
    let kibibytes: u64 = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    let kernel =
        fs::read_to_string("/proc/sys/kernel/osrelease").context("cannot read the kernel's release")?;
    let compiler = output(workspace.command("rustc").arg("--version"))?;
    Ok(format!(
        "Machine: {model}, {count} logical processors, {:.0} GB memory, Linux {}, {}.",
        real(kibibytes) * 1024.0 / 1e9,
        kernel.trim(),
        compiler.trim()
    ))
}

/// Words, then a table whose first column holds names.
pub(super) fn table(words: &str, headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let rule = format!("|---|{}", "--:|".repeat(headings.len().saturating_sub(1)));
    let mut lines = vec![words.to_owned(), String::new(), line(&headings), rule];
    lines.extend(rows.into_iter().map(|row| line(&row)));
    lines.join("\n")
}

pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.len() % 2) {
        (Some(&upper), 0) => {
            sorted.get(middle.wrapping_sub(1)).map_or(upper, |lower| f64::midpoint(*lower, upper))
        }
        (Some(&value), _) => value,
        (None, _) => f64::NAN,
    }
}

pub(super) fn milliseconds(seconds: f64) -> String {
    let value = seconds * 1e3;
    if value >= 100.0 { format!("{value:.0} ms") } else { format!("{value:.2} ms") }
}

pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "counts and sizes far below 2^53, for display")]
pub(super) fn real(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_even_and_odd_counts() {
        let check = |values: &[f64], expected: f64| {
            assert!((median(values.iter().copied()) - expected).abs() < 1e-12, "{values:?}");
        };
        check(&[3.0, 1.0, 2.0], 2.0);
        check(&[4.0, 1.0, 3.0, 2.0], 2.5);
        check(&[7.0], 7.0);
        assert!(median(std::iter::empty()).is_nan());
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1000, 10_000_000].map(grouped), ["0", "999", "1 000", "10 000 000"]);
    }

    #[test]
    fn tables_are_aligned_by_kind() {
        let rows = [vec!["one".to_owned(), "1".to_owned(), "2".to_owned()]];
        let expected = "Words:\n\n| name | a | b |\n|---|--:|--:|\n| one | 1 | 2 |";
        assert_eq!(table("Words:", &["name", "a", "b"], rows), expected);
    }

    #[test]
    fn section_is_replaced_and_the_rest_kept() {
        let section = Section { name: "engine", title: "Engine" };
        let block = |figures: &str| {
            let begin = "<!-- engine: begin; written by `cargo xtask bench engine --record DATE` -->";
            format!("{begin}\n{figures}\n<!-- engine: end -->")
        };
        let first = section.replaced("# Benchmarks\n\nWords.\n", "one");
        assert_eq!(first, format!("# Benchmarks\n\nWords.\n\n## Engine\n\n{}\n", block("one")));
        let second = section.replaced(&format!("{first}\nafter\n"), "two");
        assert_eq!(second, format!("# Benchmarks\n\nWords.\n\n## Engine\n\n{}\n\nafter\n", block("two")));
        let other = Section { name: "python", title: "Python strategies" };
        let both = other.replaced(&second, "three");
        assert!(
            both.starts_with(second.trim_end())
                && both.contains("## Python strategies\n\n<!-- python: begin")
        );
    }
}
