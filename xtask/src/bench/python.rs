//! One SMA cross as a Python class: against backtesting.py, and what isolation and the verification of causality cost.

use std::path::Path;

use anyhow::{Result, bail, ensure};

use super::report::{Section, grouped, milliseconds, table};
use super::rival::{BACKTESTING, Measured, Rival, turns};
use super::{Measuring, built, prepare, series_file};
use crate::runtime;
use crate::steps::{Outcome, Steps};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    measuring: Measuring,
}

const SECTION: Section = Section { name: "python", title: "Python strategies" };

/// The series, and how many times as many turns as asked each gets: those over few bars waver more.
const SERIES: [(u64, usize); 2] = [(100_000, 3), (1_000_000, 1)];

/// A way to run the class through Assay.
#[derive(Debug)]
struct Way {
    name: &'static str,
    isolation: &'static str,
    /// What the cell may use.
    cores: &'static str,
    effort: &'static str,
}

const ISOLATED: Way = Way { name: "isolated, one core", isolation: "namespaces", cores: "1", effort: "off" };
const HALF: Way = Way { name: "isolated, half a core", cores: "0.5", ..ISOLATED };
const VERIFIED: Way = Way { name: "isolated, one core, causality sampled", effort: "sampled", ..ISOLATED };
const BARE: Way = Way { name: "not isolated, one core", isolation: "bare", ..ISOLATED };

pub(super) fn run(workspace: &Workspace, arguments: &Arguments, steps: &mut Steps) -> Result<()> {
    let again = "cargo xtask bench python";
    let python = prepare(workspace, steps, again, &SERIES.map(|(bars, _)| bars))?;
    let installed = runtime::step(workspace, steps)?;
    let release = built(workspace, steps, again, "assay-python", ["--example", "bench_python"])?;
    let mut figures = Vec::new();
    for (bars, times) in SERIES {
        steps.step(&format!("{} bars", grouped(bars)), again, || {
            let file = series_file(workspace, bars);
            let mut rivals = vec![Rival::peer(workspace, &python, BACKTESTING, &file)?];
            for way in [ISOLATED, HALF, VERIFIED, BARE] {
                rivals.push(way.start(workspace, &release, &file, &installed)?);
            }
            figures.push(told(bars, &turns(rivals, arguments.measuring.runs * times)?)?);
            Ok(Outcome::Done)
        })?;
    }
    arguments.measuring.tell(workspace, &SECTION, &figures.join("\n\n"))
}

impl Way {
    fn start(&self, workspace: &Workspace, release: &Path, file: &Path, installed: &Path) -> Result<Rival> {
        let mut command = workspace.command(release.join("examples/bench_python"));
        command.args([file, installed]).args([self.isolation, self.cores, self.effort]);
        Rival::start(self.name, command)
    }
}

fn told(bars: u64, measured: &[Measured]) -> Result<String> {
    let [peer, isolated, _, verified, bare] = measured else {
        bail!("{} ways were measured", measured.len())
    };
    let words = format!(
        "The same class (SMA cross 10/30, `self.I` and `crossover`, long and short, all equity) on {} one-minute bars, \
         from source to statistics. Medians of interleaved turns; each turn of Assay is a run that does not count and one \
         that does, each in new cells of a warm service. Loading is excluded.",
        grouped(bars)
    );
    let headings =
        ["engine", "median", "all runs", "bars/s", "faster than backtesting.py", "trades", "final equity"];
    let peers = peer.last()?;
    let rows = measured.iter().map(|measured| {
        let last = measured.last()?;
        let equal = (last.final_equity - peers.final_equity).abs() <= 1e-9 * peers.final_equity.abs();
        ensure!(
            last.trades == peers.trades && equal,
            "`{}` did something else than the peer: {last:?}",
            measured.name
        );
        let (name, faster) = if measured.name == peer.name {
            (format!("{} {}", peer.name, peers.version), "–".to_owned())
        } else {
            (format!("assay, {}", measured.name), format!("{:.1} ×", peer.seconds() / measured.seconds()))
        };
        Ok(vec![
            name,
            milliseconds(measured.seconds()),
            measured.extremes(),
            format!("{:.0} k", measured.bars_per_second()? / 1e3),
            faster,
            grouped(last.trades),
            format!("{:.2}", last.final_equity),
        ])
    });
    Ok(format!(
        "{}\n\nOn top of the median without it: sampled verification of causality {:+.1} %, isolation {:+.1} %.",
        table(&words, &headings, rows.collect::<Result<Vec<_>>>()?),
        overhead_pct(verified, isolated),
        overhead_pct(isolated, bare),
    ))
}

/// How much longer the median run takes than that of another, in per cent.
fn overhead_pct(with: &Measured, without: &Measured) -> f64 {
    (with.seconds() / without.seconds() - 1.0) * 100.0
}
