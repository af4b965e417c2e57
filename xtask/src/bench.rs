//! Measures Assay against other engines in one run, turn and turn about.

mod report;
mod rival;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::python;
use crate::steps::{Outcome, Steps, now};
use crate::workspace::{Workspace, perform, shown};
use rival::{Measured, Rival};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Debug, clap::Subcommand)]
enum Bench {
    /// One SMA cross with full statistics: against vectorbt and backtesting.py, and how it grows.
    Engine(Engine),
}

#[derive(Debug, clap::Args)]
struct Engine {
    /// Write the figures into `docs/benchmarks.md` under this date (YYYY-MM-DD); otherwise they are only printed.
    #[arg(long, value_name = "DATE", value_parser = date)]
    record: Option<String>,
    /// Timed runs of each engine.
    #[arg(long, value_name = "N", default_value_t = 9)]
    runs: usize,
    /// Times that a whole process is started.
    #[arg(long, value_name = "N", default_value_t = 50)]
    starts: usize,
}

/// The series that the engines are compared on.
const BARS: u64 = 1_000_000;
/// The series for growth.
const GROWTH: [u64; 4] = [10_000, 100_000, 1_000_000, 10_000_000];

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let Bench::Engine(engine) = &arguments.bench;
    ensure!(engine.runs > 0 && engine.starts > 0, "`--runs` and `--starts` must be 1 or more");
    let mut steps = Steps::default();
    let again = "cargo xtask bench engine";
    let mut python = PathBuf::new();
    steps.step("rivals: environment", again, || {
        python = python::environment(workspace, "bench")?;
        Ok(Outcome::Done)
    })?;
    steps.step("data", again, || {
        for bars in GROWTH {
            series(workspace, &python, bars)?;
        }
        Ok(Outcome::Done)
    })?;
    steps.step("build", again, || {
        perform(&mut workspace.cargo(["build", "--release", "--locked", "--package", "assay"]))?;
        perform(&mut assay_build(workspace)).map(|()| Outcome::Done)
    })?;
    let mut figures = report::Figures { machine: report::machine(workspace)?, ..report::Figures::default() };
    steps.step("compare", again, || {
        figures.compared = compare(workspace, &python, engine.runs)?;
        Ok(Outcome::Done)
    })?;
    steps.step("growth", again, || {
        for bars in GROWTH {
            let mut assay = Rival::start("assay", assay_command(workspace, bars)?)?;
            for _ in 0..engine.runs {
                assay.turn()?;
            }
            figures.growth.push(assay.finish()?);
        }
        Ok(Outcome::Done)
    })?;
    steps.step("whole processes", again, || {
        let binary = target_folder(workspace)?.join("release/assay");
        let mut version = workspace.command(&binary);
        version.arg("--version");
        figures.processes.push(("`assay --version`".to_owned(), starts(&mut version, engine.starts)?));
        let mut backtest = workspace.command(&binary);
        backtest.args(["backtest", "examples/strategies/sma_cross.json", "--data", "examples/data/GOOG.csv"]);
        backtest.args(["--format", "json", "--no-out"]);
        figures.processes.push((
            "`assay backtest` of an SMA cross on GOOG".to_owned(),
            starts(&mut backtest, engine.starts)?,
        ));
        Ok(Outcome::Done)
    })?;
    println!("\n{}", figures.render());
    if let Some(date) = &engine.record {
        report::write(workspace, date, &figures.render())?;
    }
    println!("{}", steps.account());
    Ok(())
}

fn date(text: &str) -> Result<String, String> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if shape { Ok(text.to_owned()) } else { Err(format!("`{text}` is not a date such as 2026-01-31")) }
}

/// All engines on the same file; each round gives every engine one turn.
fn compare(workspace: &Workspace, python: &Path, runs: usize) -> Result<Vec<Measured>> {
    let file = series_file(workspace, BARS);
    let rival = |name: &str| {
        let mut command = workspace.command(python);
        command.arg("-B").arg("peers/bench/rival.py").arg(name).arg(&file);
        Rival::start(name, command)
    };
    let mut rivals = vec![
        Rival::start("assay", assay_command(workspace, BARS)?)?,
        rival("vectorbt")?,
        rival("backtesting")?,
    ];
    for round in 0..runs {
        for rival in &mut rivals {
            // Its runs take ten seconds: a third of the turns is enough, and being cold for some milliseconds is nothing.
            if rival.name() == "backtesting" {
                if round % 3 == 0 {
                    rival.turn()?;
                }
                continue;
            }
            rival.warm_up()?;
            rival.turn()?;
        }
    }
    rivals.into_iter().map(Rival::finish).collect()
}

fn series_file(workspace: &Workspace, bars: u64) -> PathBuf {
    workspace.cache.join("bench").join(format!("bars-{bars}.csv"))
}

/// Makes the seeded series of that length, once.
fn series(workspace: &Workspace, python: &Path, bars: u64) -> Result<()> {
    let file = series_file(workspace, bars);
    if file.exists() {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    let mut command = workspace.command(python);
    perform(command.arg("-B").arg("peers/bench/bars.py").arg(bars.to_string()).arg(&file))
}

fn assay_build(workspace: &Workspace) -> Command {
    workspace.cargo([
        "build",
        "--release",
        "--locked",
        "--package",
        "assay-parity",
        "--example",
        "bench_engine",
    ])
}

/// Assay's side of the protocol that `peers/bench/rival.py` describes.
fn assay_command(workspace: &Workspace, bars: u64) -> Result<Command> {
    let mut command = workspace.command(target_folder(workspace)?.join("release/examples/bench_engine"));
    command.arg(series_file(workspace, bars));
    Ok(command)
}

fn target_folder(workspace: &Workspace) -> Result<PathBuf> {
    let text = crate::workspace::output(&mut workspace.cargo([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text).context("cannot read `cargo metadata`")?;
    let folder =
        metadata["target_directory"].as_str().context("`cargo metadata` names no target directory")?;
    Ok(PathBuf::from(folder))
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
