//! How many strategies without merit pass the default policy, and how many with some.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::Value as Json;

use super::report::{Section, real, table};
use super::{Measuring, built};
use crate::steps::{Outcome, Steps};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Strategies fitted on random walks; of those with an edge, a fifth as many of each strength.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    strategies: usize,
    /// The first seed. The default policy was tuned on seeds from 1 on, and is reported on others.
    #[arg(long, value_name = "SEED", default_value_t = 100_001)]
    first: usize,
    /// Keep the reports, one to a line, in this file.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    #[command(flatten)]
    measuring: Measuring,
}

const SECTION: Section = Section { name: "calibration", title: "Calibration of the default policy" };

/// Prices of a kind, and the strategies that are fitted to them.
struct World {
    words: &'static str,
    /// Options of `assay data synth`.
    synth: &'static [&'static str],
    strategies: &'static [&'static str],
    /// Whether there is something to find.
    edge: bool,
}

const ALL: &[&str] =
    &["sma_cross", "rsi_mean_reversion", "donchian_breakout", "bollinger_breakout", "macd_momentum"];
const REVERSION: &[&str] = &["rsi_mean_reversion"];
const TREND: &[&str] = &["sma_cross", "donchian_breakout"];

const WORLDS: &[World] = &[
    World {
        words: "random walk, no drift",
        synth: &["--model", "gbm", "--drift", "0", "--volatility", "0.3"],
        strategies: ALL,
        edge: false,
    },
    World {
        words: "drawn back to a level, 3 a year",
        synth: &["--model", "mean-reversion", "--speed", "3", "--volatility", "0.3", "--drift", "0"],
        strategies: REVERSION,
        edge: true,
    },
    World {
        words: "drawn back to a level, 10 a year",
        synth: &["--model", "mean-reversion", "--speed", "10", "--volatility", "0.3", "--drift", "0"],
        strategies: REVERSION,
        edge: true,
    },
    World {
        words: "drawn back to a level, 30 a year",
        synth: &["--model", "mean-reversion", "--speed", "30", "--volatility", "0.3", "--drift", "0"],
        strategies: REVERSION,
        edge: true,
    },
    World {
        words: "rises and falls of half a year, 50 % a year each",
        synth: &[
            "--model",
            "regime",
            "--drift",
            "0.5",
            "--second-drift",
            "-0.5",
            "--volatility",
            "0.3",
            "--second-volatility",
            "0.3",
            "--first-years",
            "0.5",
            "--second-years",
            "0.5",
        ],
        strategies: TREND,
        edge: true,
    },
    World {
        words: "the same, 100 % a year each",
        synth: &[
            "--model",
            "regime",
            "--drift",
            "1.0",
            "--second-drift",
            "-1.0",
            "--volatility",
            "0.3",
            "--second-volatility",
            "0.3",
            "--first-years",
            "0.5",
            "--second-years",
            "0.5",
        ],
        strategies: TREND,
        edge: true,
    },
    World {
        words: "the same, 200 % a year each",
        synth: &[
            "--model",
            "regime",
            "--drift",
            "2.0",
            "--second-drift",
            "-2.0",
            "--volatility",
            "0.3",
            "--second-volatility",
            "0.3",
            "--first-years",
            "0.5",
            "--second-years",
            "0.5",
        ],
        strategies: TREND,
        edge: true,
    },
];

/// How long each history is.
const BARS: &str = "2000";
/// What a combination must show to be chosen: what the policy demands first.
const REQUIRED: &str = "trades >= 30";
/// How many combinations a strategy is fitted with.
const FITTED_WITH: &str = "200";

pub(super) fn run(workspace: &Workspace, arguments: &Arguments, steps: &mut Steps) -> Result<()> {
    let again = "cargo xtask bench calibration";
    let release = built(workspace, steps, again, "assay", ["--bin", "assay"])?;
    let assay = release.join("assay");
    let mut rows = Vec::new();
    let mut kept = String::new();
    let mut criteria = BTreeMap::new();
    for world in WORLDS {
        let count = if world.edge { arguments.strategies.div_ceil(5) } else { arguments.strategies };
        steps.step(world.words, again, || {
            let reports = world.proven(workspace, &assay, arguments.first, count)?;
            let passed = reports.iter().filter(|report| outcome(report) != Some("fail")).count();
            let share = real(passed as u64) / real(count as u64) * 100.0;
            rows.push(vec![
                world.words.to_owned(),
                count.to_string(),
                passed.to_string(),
                format!("{share:.1} %"),
            ]);
            for report in &reports {
                kept += &report.to_string();
                kept.push('\n');
                if !world.edge {
                    count_met(report, &mut criteria);
                }
            }
            println!("{}: {passed} of {count} pass", world.words);
            Ok(Outcome::Done)
        })?;
    }
    if let Some(path) = &arguments.keep {
        fs::write(path, kept).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let words = format!(
        "{BARS} daily bars, no costs. Each strategy is the best by Sharpe ratio with {REQUIRED} of {FITTED_WITH} random combinations of an \
         example's parameters over the same bars that `prove` then sees, with the default policy and options. Seeds from {}; \
         the policy was tuned on seeds from 1.",
        arguments.first
    );
    let shares = table(&words, &["prices", "strategies", "pass", "share"], rows);
    let walks = real(arguments.strategies as u64);
    let met = criteria.into_iter().map(|(criterion, met): (String, usize)| {
        vec![criterion, format!("{:.1} %", real(met as u64) / walks * 100.0)]
    });
    let by_criterion =
        table("What the strategies on random walks meet, one by one:", &["criterion", "met"], met);
    arguments.measuring.tell(workspace, &SECTION, &format!("{shares}\n\n{by_criterion}"))
}

impl World {
    /// Fits and proves so many strategies, two at a time.
    fn proven(&self, workspace: &Workspace, assay: &Path, first: usize, count: usize) -> Result<Vec<Json>> {
        let folder = workspace.cache.join("bench/calibration");
        fs::create_dir_all(&folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
        let next = AtomicUsize::new(0);
        let work = || -> Result<Vec<(usize, Json)>> {
            let mut done = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return Ok(done);
                }
                done.push((number, self.one(workspace, assay, &folder, first + number)?));
            }
        };
        let mut all = thread::scope(|scope| -> Result<Vec<(usize, Json)>> {
            let other = scope.spawn(work);
            let mut all = work()?;
            all.extend(other.join().map_err(|_panic| anyhow::anyhow!("a thread of the bench panicked"))??);
            Ok(all)
        })?;
        all.sort_by_key(|(number, _)| *number);
        Ok(all.into_iter().map(|(_, report)| report).collect())
    }

    fn one(&self, workspace: &Workspace, assay: &Path, folder: &Path, seed: usize) -> Result<Json> {
        let prices = folder.join(format!("{seed}.csv"));
        let strategy = format!("examples/strategies/{}.json", self.strategies[seed % self.strategies.len()]);
        let seed = seed.to_string();
        let mut synth = workspace.command(assay);
        synth.args(["data", "synth", "--quiet", "--force", "--bars", BARS, "--seed", &seed]);
        synth.args(self.synth).arg(&prices);
        answer(&mut synth, &[0])?;
        let mut optimize = workspace.command(assay);
        optimize.args(["optimize", &strategy, "--no-out", "--quiet", "--format", "json", "--seed", &seed]);
        optimize
            .args(["--method", "random", "--trials", FITTED_WITH, "--require", REQUIRED, "--data"])
            .arg(&prices);
        let found = answer(&mut optimize, &[0, 1])?;
        let mut prove = workspace.command(assay);
        prove
            .args(["prove", &strategy, "--no-out", "--quiet", "--format", "json", "--seed", &seed, "--data"]);
        prove.arg(&prices);
        if let Some(parameters) = found["best"]["parameters"].as_object() {
            for (name, value) in parameters {
                prove.arg("--param").arg(format!("{name}={value}"));
            }
        }
        let report = answer(&mut prove, &[0, 1])?;
        fs::remove_file(&prices).with_context(|| format!("cannot remove `{}`", prices.display()))?;
        Ok(report)
    }
}

/// The document that a command answers with; nothing of one that says nothing.
fn answer(command: &mut std::process::Command, statuses: &[i32]) -> Result<Json> {
    let output = command.output().context("cannot run assay")?;
    if !output.status.code().is_some_and(|code| statuses.contains(&code)) {
        bail!("{command:?} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    if output.stdout.is_empty() { Ok(Json::Null) } else { Ok(serde_json::from_slice(&output.stdout)?) }
}

fn outcome(report: &Json) -> Option<&str> {
    report["verdict"]["outcome"].as_str()
}

/// Counts the criteria that a report meets, by level and name.
fn count_met(report: &Json, criteria: &mut BTreeMap<String, usize>) {
    for result in report["verdict"]["criteria"].as_array().into_iter().flatten() {
        let text = |key: &str| result[key].as_str().unwrap_or_default();
        let name =
            format!("{} `{}` {} {}", text("level"), text("statistic"), text("op"), result["threshold"]);
        *criteria.entry(name).or_default() += usize::from(result["passed"].as_bool() == Some(true));
    }
}
