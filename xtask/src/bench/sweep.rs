//! Many combinations of one strategy's parameters: against vectorbt's two engines and a loop in numba.

use std::path::Path;

use anyhow::{Context, Result};

use super::report::{Section, grouped, milliseconds, real, table};
use super::rival::{Measured, Rival, turns};
use super::{Measuring, built, prepare, series_file};
use crate::steps::{Outcome, Steps};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    measuring: Measuring,
}

const SECTION: Section = Section { name: "sweep", title: "Sweeps" };

/// A strategy with its combinations, as `peers/bench/sweep.py` names it.
struct Case {
    name: &'static str,
    words: &'static str,
    bars: u64,
    rivals: &'static [&'static str],
}

const CASES: [Case; 3] = [
    Case {
        name: "pairs",
        words: "4,950 pairs of SMAs",
        bars: 10_000,
        rivals: &["numba", "vectorbt-rust", "vectorbt"],
    },
    Case {
        name: "bands",
        words: "990 pairs of RSI and Bollinger bands, with stop-loss and take-profit",
        bars: 10_000,
        rivals: &["vectorbt-rust", "vectorbt"],
    },
    // vectorbt would need some ten arrays of 8 GB.
    Case { name: "thousand", words: "1,000 pairs of SMAs", bars: 1_000_000, rivals: &["numba"] },
];

pub(super) fn run(workspace: &Workspace, arguments: &Arguments, steps: &mut Steps) -> Result<()> {
    let again = "cargo xtask bench sweep";
    let python = prepare(workspace, steps, again, &CASES.map(|case| case.bars))?;
    let release = built(workspace, steps, again, "assay-parity", ["--example", "bench_sweep"])?;
    let mut figures = Vec::new();
    for case in &CASES {
        steps.step(case.words, again, || {
            let mut rivals = Vec::new();
            for (cores, statistics) in [("2", "four"), ("2", "all"), ("1", "four")] {
                rivals.push(case.assay(workspace, &release, cores, statistics)?);
            }
            for name in case.rivals {
                rivals.push(case.peer(workspace, &python, name)?);
            }
            let runs = if case.bars > 10_000 { 3 } else { arguments.measuring.runs };
            figures.push(case.told(&turns(rivals, runs)?)?);
            Ok(Outcome::Done)
        })?;
    }
    arguments.measuring.tell(workspace, &SECTION, &figures.join("\n\n"))
}

impl Case {
    fn assay(&self, workspace: &Workspace, release: &Path, cores: &str, statistics: &str) -> Result<Rival> {
        let mut command = workspace.command(release.join("examples/bench_sweep"));
        command.arg(series_file(workspace, self.bars)).args([self.name, cores, statistics]);
        let cores = if cores == "1" { "1 core" } else { "2 cores" };
        Rival::start(&format!("assay, {statistics} statistics, {cores}"), command)
    }

    fn peer(&self, workspace: &Workspace, python: &Path, name: &str) -> Result<Rival> {
        let mut command = workspace.command(python);
        command
            .args(["-B", "peers/bench/sweep.py", name])
            .arg(series_file(workspace, self.bars))
            .arg(self.name);
        let rival = Rival::start(name, command)?;
        Ok(if name == "numba" { rival } else { rival.slow() })
    }

    fn told(&self, measured: &[Measured]) -> Result<String> {
        let words = format!(
            "{} over {} one-minute bars, with costs. Four statistics are return, largest drawdown, Sharpe ratio and \
             number of trades; all are the 30 of backtesting.py. Medians of interleaved turns, after one that does not \
             count; loading is excluded. numba runs on both cores, vectorbt on one.",
            self.words,
            grouped(self.bars)
        );
        let headings = [
            "engine",
            "median",
            "all runs",
            "a bar of a combination",
            "slower than Assay",
            "trades",
            "best equity",
        ];
        let ours = measured.first().context("Assay was not measured")?.seconds();
        let rows = measured.iter().map(|measured| {
            let last = measured.last()?;
            Ok(vec![
                format!("{} {}", measured.name, last.version),
                milliseconds(measured.seconds()),
                measured.extremes(),
                format!("{:.2} ns", measured.seconds() / real(last.bars) * 1e9),
                format!("{:.2} ×", measured.seconds() / ours),
                grouped(last.trades),
                format!("{:.2}", last.final_equity),
            ])
        });
        Ok(table(&words, &headings, rows.collect::<Result<Vec<_>>>()?))
    }
}
