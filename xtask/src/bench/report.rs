//! The figures as a section of `docs/benchmarks.md`.

use std::fs;

use anyhow::{Context, Result};

use super::rival::{Measured, Turn};
use crate::workspace::{Workspace, output};

const PAGE: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- engine: begin; written by `cargo xtask bench engine --record DATE` -->";
const END: &str = "<!-- engine: end -->";

/// Everything one bench measured.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) machine: String,
    pub(super) compared: Vec<Measured>,
    pub(super) growth: Vec<Measured>,
    /// What was started, and the seconds of each start.
    pub(super) processes: Vec<(String, Vec<f64>)>,
}

impl Figures {
    pub(super) fn render(&self) -> String {
        let parts = [vec![self.machine.clone()], self.comparison(), self.growth(), self.processes()];
        parts.map(|lines| lines.join("\n")).join("\n\n")
    }

    fn comparison(&self) -> Vec<String> {
        let Some((ours, bars)) =
            self.compared.first().and_then(|ours| Some((ours, ours.turns.first()?.bars)))
        else {
            return Vec::new();
        };
        let mut lines = vec![
            format!(
                "One SMA cross (10/30, long and short, all equity) on {} one-minute bars: indicators, simulation \
                 and full statistics. Medians of interleaved turns; in each turn of Assay and of vectorbt a run that does not \
                 count wakes the process, then one counts. Loading is excluded.",
                grouped(bars)
            ),
            String::new(),
            "| engine | median | all runs | without statistics | bars/s | slower than Assay | trades | final equity | peak memory |".to_owned(),
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
        ];
        let base = median(ours.turns.iter().map(|turn| turn.seconds));
        for measured in &self.compared {
            let Some(last) = measured.turns.last() else { continue };
            let seconds = median(measured.turns.iter().map(|turn| turn.seconds));
            let simulation = median(measured.turns.iter().map(|turn| turn.simulation_seconds));
            let (low, high) = extremes(&measured.turns);
            let slower = if measured.name == ours.name {
                "–".to_owned()
            } else {
                format!("{:.1} ×", seconds / base)
            };
            lines.push(format!(
                "| {} {} | {} | {} – {} | {} | {:.1} M | {slower} | {} | {:.2} | {:.0} MB |",
                measured.name,
                last.version,
                milliseconds(seconds),
                milliseconds(low),
                milliseconds(high),
                milliseconds(simulation),
                real(last.bars) / seconds / 1e6,
                grouped(last.trades),
                last.final_equity,
                real(measured.peak_bytes) / 1e6,
            ));
        }
        lines
    }

    fn growth(&self) -> Vec<String> {
        let mut lines = vec![
            "How Assay grows with the number of bars:".to_owned(),
            String::new(),
            "| bars | median | per bar | peak memory after loading, per bar | peak memory after the runs, per bar |".to_owned(),
            "|--:|--:|--:|--:|--:|".to_owned(),
        ];
        for measured in &self.growth {
            let Some(last) = measured.turns.last() else { continue };
            let seconds = median(measured.turns.iter().map(|turn| turn.seconds));
            lines.push(format!(
                "| {} | {} | {:.1} ns | {:.0} B | {:.0} B |",
                grouped(last.bars),
                milliseconds(seconds),
                seconds / real(last.bars) * 1e9,
                real(measured.loaded_bytes) / real(last.bars),
                real(measured.peak_bytes) / real(last.bars),
            ));
        }
        lines
    }

    fn processes(&self) -> Vec<String> {
        let mut lines = vec![
            "Whole processes, from start to exit:".to_owned(),
            String::new(),
            "| command | median | fastest | starts |".to_owned(),
            "|---|--:|--:|--:|".to_owned(),
        ];
        for (name, seconds) in &self.processes {
            let fastest = seconds.iter().copied().fold(f64::INFINITY, f64::min);
            lines.push(format!(
                "| {name} | {} | {} | {} |",
                milliseconds(median(seconds.iter().copied())),
                milliseconds(fastest),
                seconds.len()
            ));
        }
        lines
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

/// Replaces the section between the markers; adds the markers to a page that has none.
pub(super) fn write(workspace: &Workspace, date: &str, section: &str) -> Result<()> {
    let path = workspace.root.join(PAGE);
    let page = fs::read_to_string(&path).unwrap_or_else(|_| "# Benchmarks\n".to_owned());
    let page = replaced(&page, &format!("Measured on {date}. {}", section.trim_end()));
    fs::write(&path, page).with_context(|| format!("cannot write `{PAGE}`"))?;
    println!("wrote {PAGE}");
    Ok(())
}

fn replaced(page: &str, section: &str) -> String {
    let block = format!("{BEGIN}\n{section}\n{END}");
    match (page.find(BEGIN), page.find(END)) {
        (Some(begin), Some(end)) if begin < end => {
            let (before, after) =
                (page.get(..begin).unwrap_or(""), page.get(end + END.len()..).unwrap_or(""));
            format!("{before}{block}{after}")
        }
        _ => format!("{}\n\n## Engine\n\n{block}\n", page.trim_end()),
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
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

fn extremes(turns: &[Turn]) -> (f64, f64) {
    turns.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), turn| {
        (low.min(turn.seconds), high.max(turn.seconds))
    })
}

fn milliseconds(seconds: f64) -> String {
    let value = seconds * 1e3;
    if value >= 100.0 { format!("{value:.0} ms") } else { format!("{value:.2} ms") }
}

fn grouped(number: u64) -> String {
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
fn real(number: u64) -> f64 {
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
    fn section_is_replaced_and_the_rest_kept() {
        let first = replaced("# Benchmarks\n\nWords.\n", "one");
        assert_eq!(first, format!("# Benchmarks\n\nWords.\n\n## Engine\n\n{BEGIN}\none\n{END}\n"));
        let second = replaced(&format!("{first}\nafter\n"), "two");
        assert_eq!(second, format!("# Benchmarks\n\nWords.\n\n## Engine\n\n{BEGIN}\ntwo\n{END}\n\nafter\n"));
    }
}
