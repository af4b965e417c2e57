//! The engine on one SMA cross with full statistics: against other engines, and how it grows.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::report::{Section, grouped, median, milliseconds, real, table};
use super::rival::{BACKTESTING, Measured, Rival, turns};
use super::{Measuring, built, count, prepare, series_file};
use crate::steps::{Outcome, Steps, now};
use crate::workspace::{Workspace, perform, shown};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    measuring: Measuring,
    /// Times that a whole process is started.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = count)]
    starts: usize,
}

const SECTION: Section = Section { name: "engine", title: "Engine" };

/// The series that the engines are compared on.
const BARS: u64 = 1_000_000;
/// The series for growth.
const GROWTH: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];

/// Everything the bench measured.
#[derive(Debug, Default)]
struct Figures {
    compared: Vec<Measured>,
    growth: Vec<Measured>,
    /// What was started, and the seconds of each start.
    processes: Vec<(String, Vec<f64>)>,
}

pub(super) fn run(workspace: &Workspace, arguments: &Arguments, steps: &mut Steps) -> Result<()> {
    let runs = arguments.measuring.runs;
    let again = "cargo xtask bench engine";
    let python = prepare(workspace, steps, again, &GROWTH)?;
    steps.step("build of the program", again, || {
        perform(&mut workspace.cargo(["build", "--release", "--locked", "--package", "assay"]))?;
        Ok(Outcome::Done)
    })?;
    let release = built(workspace, steps, again, "assay-parity", ["--example", "bench_engine"])?;
    let assay = |bars: u64| {
        let mut command = workspace.command(release.join("examples/bench_engine"));
        command.arg(series_file(workspace, bars));
        Rival::start("assay", command)
    };
    let mut figures = Figures::default();
    steps.step("compare", again, || {
        let file = series_file(workspace, BARS);
        let peer = |name| Rival::peer(workspace, &python, name, &file);
        figures.compared = turns(vec![assay(BARS)?, peer("vectorbt")?, peer(BACKTESTING)?], runs)?;
        Ok(Outcome::Done)
    })?;
    steps.step("growth", again, || {
        for bars in GROWTH {
            let mut assay = assay(bars)?;
            for _ in 0..runs {
                assay.turn()?;
            }
            figures.growth.push(assay.finish()?);
        }
        Ok(Outcome::Done)
    })?;
    steps.step("whole processes", again, || {
        let binary = release.join("assay");
        let mut version = workspace.command(&binary);
        version.arg("--version");
        figures.processes.push(("`assay --version`".to_owned(), starts(&mut version, arguments.starts)?));
        let mut backtest = workspace.command(&binary);
        backtest.args(["backtest", "examples/strategies/sma_cross.json", "--data", "examples/data/GOOG.csv"]);
        backtest.args(["--format", "json", "--no-out"]);
        figures.processes.push((
            "`assay backtest` of an SMA cross on GOOG".to_owned(),
            starts(&mut backtest, arguments.starts)?,
        ));
        Ok(Outcome::Done)
    })?;
    arguments.measuring.tell(workspace, &SECTION, &figures.render()?)
}

impl Figures {
    fn render(&self) -> Result<String> {
        Ok([self.comparison()?, self.growth()?, self.processes()].join("\n\n"))
    }

    fn comparison(&self) -> Result<String> {
        let ours = self.compared.first().context("Assay was not measured")?;
        let words = format!(
            "One SMA cross (10/30, long and short, all equity) on {} one-minute bars: indicators, simulation \
             and full statistics. Medians of interleaved turns; in each turn of Assay and of vectorbt a run that does not \
             count wakes the process, then one counts. Loading is excluded.",
            grouped(ours.last()?.bars)
        );
        let headings = [
            "engine",
            "median",
            "all runs",
            "without statistics",
            "bars/s",
            "slower than Assay",
            "trades",
            "final equity",
            "peak memory",
        ];
        let rows = self.compared.iter().map(|measured| {
            let last = measured.last()?;
            let slower = if measured.name == ours.name {
                "–".to_owned()
            } else {
                format!("{:.1} ×", measured.seconds() / ours.seconds())
            };
            Ok(vec![
                format!("{} {}", measured.name, last.version),
                milliseconds(measured.seconds()),
                measured.extremes(),
                milliseconds(measured.simulation_seconds()),
                format!("{:.1} M", measured.bars_per_second()? / 1e6),
                slower,
                grouped(last.trades),
                format!("{:.2}", last.final_equity),
                format!("{:.0} MB", real(measured.peak_bytes) / 1e6),
            ])
        });
        Ok(table(&words, &headings, rows.collect::<Result<Vec<_>>>()?))
    }

    fn growth(&self) -> Result<String> {
        let headings = [
            "bars",
            "median",
            "per bar",
            "peak memory after loading, per bar",
            "peak memory after the runs, per bar",
        ];
        let rows = self.growth.iter().map(|measured| {
            let bars = measured.last()?.bars;
            Ok(vec![
                grouped(bars),
                milliseconds(measured.seconds()),
                format!("{:.1} ns", measured.seconds() / real(bars) * 1e9),
                format!("{:.0} B", real(measured.loaded_bytes) / real(bars)),
                format!("{:.0} B", real(measured.peak_bytes) / real(bars)),
            ])
        });
        let rows = rows.collect::<Result<Vec<_>>>()?;
        Ok(table("How Assay grows with the number of bars:", &headings, rows))
    }

    fn processes(&self) -> String {
        let rows = self.processes.iter().map(|(name, seconds)| {
            vec![
                name.clone(),
                milliseconds(median(seconds.iter().copied())),
                milliseconds(seconds.iter().copied().fold(f64::INFINITY, f64::min)),
                seconds.len().to_string(),
            ]
        });
        table("Whole processes, from start to exit:", &["command", "median", "fastest", "starts"], rows)
    }
}

/// Seconds of each start of a whole process, after one that warms the caches.
fn starts(command: &mut Command, count: usize) -> Result<Vec<f64>> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut seconds = Vec::with_capacity(count);
    for start in 0..=count {
        let begin = now();
        let status = command.status().with_context(|| format!("cannot run `{}`", shown(command)))?;
        let took = begin.elapsed().as_secs_f64();
        if !status.success() {
            bail!("`{}` failed ({status})", shown(command));
        }
        if start > 0 {
            seconds.push(took);
        }
    }
    Ok(seconds)
}
