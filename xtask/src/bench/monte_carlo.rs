//! 10,000 paths of 1,000 trades: against numpy, and equal to it on the same draws.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::report::{Section, milliseconds, real, table};
use super::rival::{Rival, turns};
use super::{Measuring, built};
use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, output, perform};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    measuring: Measuring,
}

const SECTION: Section = Section { name: "monte-carlo", title: "Monte Carlo" };
/// How much numpy may differ: it sums in another order.
const WORST_MAX: f64 = 1e-9;

/// What numpy says of paths it has computed again.
#[derive(Debug, Deserialize)]
struct Checked {
    paths: u64,
    worst: f64,
}

pub(super) fn run(workspace: &Workspace, arguments: &Arguments, steps: &mut Steps) -> Result<()> {
    let again = "cargo xtask bench monte-carlo";
    let mut python = PathBuf::new();
    steps.step("rivals: environment", again, || {
        python = crate::python::environment(workspace, "bench")?;
        Ok(Outcome::Done)
    })?;
    let release = built(workspace, steps, again, "assay-lab", ["--example", "bench_monte_carlo"])?;
    let ours = release.join("examples/bench_monte_carlo");
    let mut checked = Checked { paths: 0, worst: f64::NAN };
    steps.step("the same draws", again, || {
        let draws = workspace.cache.join("bench/draws.bin");
        perform(workspace.command(&ours).arg("draws").arg(&draws))?;
        let told = output(
            workspace.command(&python).args(["-B", "peers/bench/monte_carlo.py", "check"]).arg(&draws),
        )?;
        checked = serde_json::from_str(&told).with_context(|| format!("numpy said `{}`", told.trim()))?;
        ensure!(checked.worst <= WORST_MAX, "numpy differs by {:e} on the same draws", checked.worst);
        Ok(Outcome::Done)
    })?;
    let mut figures = String::new();
    steps.step("compare", again, || {
        let mut rivals = Vec::new();
        for cores in ["2", "1"] {
            let mut command = workspace.command(&ours);
            command.arg(cores);
            rivals.push(Rival::start(&format!("assay, {cores} core{}", if cores == "1" { "" } else { "s" }), command)?);
        }
        let mut command = workspace.command(&python);
        command.args(["-B", "peers/bench/monte_carlo.py", "run"]);
        rivals.push(Rival::start("numpy", command)?);
        let measured = turns(rivals, arguments.measuring.runs)?;
        let fastest = measured.first().context("Assay was not measured")?.seconds();
        let rows = measured.iter().map(|measured| {
            let last = measured.last()?;
            Ok(vec![
                format!("{} {}", measured.name, last.version),
                milliseconds(measured.seconds()),
                measured.extremes(),
                format!("{:.2} ns", measured.seconds() / real(last.bars) * 1e9),
                format!("{:.2} ×", measured.seconds() / fastest),
            ])
        });
        let words = format!(
            "10,000 paths of 1,000 trades drawn with replacement; return, largest drawdown and Sharpe ratio of each, and their \
             percentiles. Medians of interleaved turns, after one that does not count. Of {} paths computed again by numpy on \
             the same draws, no figure differs by more than a relative {:.1e}.",
            checked.paths, checked.worst
        );
        let headings = ["engine", "median", "all runs", "a trade", "slower than Assay"];
        figures = table(&words, &headings, rows.collect::<Result<Vec<_>>>()?);
        Ok(Outcome::Done)
    })?;
    arguments.measuring.tell(workspace, &SECTION, &figures)
}
