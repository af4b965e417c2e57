//! Measures Assay against other engines in one run, turn and turn about.

mod calibration;
mod check;
mod engine;
mod monte_carlo;
mod python;
mod report;
mod rival;
mod sandbox;
mod sweep;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, perform};
use report::Section;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Debug, clap::Subcommand)]
enum Bench {
    /// Fitted strategies against the default policy: how many without merit pass, and how many with some.
    Calibration(calibration::Arguments),
    /// Reading and checking Python source: against CPython's parser and bandit.
    Check(check::Arguments),
    /// One SMA cross with full statistics: against vectorbt and backtesting.py, and how it grows.
    Engine(engine::Arguments),
    /// Paths of trades drawn with replacement: against numpy, and on the same draws.
    MonteCarlo(monte_carlo::Arguments),
    /// One SMA cross as a Python class: against backtesting.py, and what isolation and causality cost.
    Python(python::Arguments),
    /// From a job to its result, with and without a warm child: against `docker run` and `bwrap`.
    Sandbox(sandbox::Arguments),
    /// Many combinations of parameters: against vectorbt's two engines and a loop in numba.
    Sweep(sweep::Arguments),
}

/// What every bench may be told.
#[derive(Debug, clap::Args)]
struct Measuring {
    /// Write the figures into `docs/benchmarks.md` under this date (YYYY-MM-DD); otherwise they are only printed.
    #[arg(long, value_name = "DATE", value_parser = date)]
    record: Option<String>,
    /// Timed runs of each engine.
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = count)]
    runs: usize,
}

impl Measuring {
    /// Shows the figures, and writes them where that was asked for.
    fn tell(&self, workspace: &Workspace, section: &Section, figures: &str) -> Result<()> {
        let figures = format!("{}\n\n{figures}", report::machine(workspace)?);
        println!("\n{figures}");
        match &self.record {
            Some(date) => section.write(workspace, date, &figures),
            None => Ok(()),
        }
    }
}

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let mut steps = Steps::default();
    match &arguments.bench {
        Bench::Calibration(calibration) => calibration::run(workspace, calibration, &mut steps)?,
        Bench::Check(check) => check::run(workspace, check, &mut steps)?,
        Bench::Engine(engine) => engine::run(workspace, engine, &mut steps)?,
        Bench::MonteCarlo(monte_carlo) => monte_carlo::run(workspace, monte_carlo, &mut steps)?,
        Bench::Python(python) => python::run(workspace, python, &mut steps)?,
        Bench::Sandbox(sandbox) => sandbox::run(workspace, sandbox, &mut steps)?,
        Bench::Sweep(sweep) => sweep::run(workspace, sweep, &mut steps)?,
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

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(format!("`{text}` is not a number from 1 on")),
    }
}

/// The environment of the rivals, and the series that all read.
fn prepare(workspace: &Workspace, steps: &mut Steps, again: &str, lengths: &[u64]) -> Result<PathBuf> {
    let mut python = PathBuf::new();
    steps.step("rivals: environment", again, || {
        python = crate::python::environment(workspace, "bench")?;
        Ok(Outcome::Done)
    })?;
    steps.step("data", again, || {
        for bars in lengths {
            series(workspace, &python, *bars)?;
        }
        Ok(Outcome::Done)
    })?;
    Ok(python)
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

/// The step that builds a target of a package, such as `["--example", "bench_sweep"]`; returns the folder of what was built for
/// release.
fn built(
    workspace: &Workspace,
    steps: &mut Steps,
    again: &str,
    package: &str,
    [kind, name]: [&str; 2],
) -> Result<PathBuf> {
    let arguments = ["build", "--release", "--locked", "--package", package, kind, name];
    let mut release = PathBuf::new();
    steps.step("build", again, || {
        perform(&mut workspace.cargo(arguments))?;
        release = release_folder(workspace)?;
        Ok(Outcome::Done)
    })?;
    Ok(release)
}

/// The folder of what was built for release.
fn release_folder(workspace: &Workspace) -> Result<PathBuf> {
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
    Ok(PathBuf::from(folder).join("release"))
}
