//! An engine under measurement: a process that runs once for each line it is sent.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::report::{median, milliseconds, real};
use crate::workspace::{Workspace, shown};

/// The slow one, as `peers/bench/rival.py` names it.
pub(super) const BACKTESTING: &str = "backtesting";

/// What an engine prints after one run.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Turn {
    pub(super) seconds: f64,
    pub(super) simulation_seconds: f64,
    pub(super) bars: u64,
    pub(super) final_equity: f64,
    pub(super) trades: u64,
    pub(super) version: String,
}

/// All runs of one engine on one series.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) turns: Vec<Turn>,
    /// Peak memory of the process once its data was loaded, in bytes.
    pub(super) loaded_bytes: u64,
    /// Peak memory of the process after all runs, in bytes.
    pub(super) peak_bytes: u64,
}

impl Measured {
    /// The last of its turns.
    pub(super) fn last(&self) -> Result<&Turn> {
        self.turns.last().with_context(|| format!("`{}` had no turn", self.name))
    }

    /// The median of its turns.
    pub(super) fn seconds(&self) -> f64 {
        median(self.turns.iter().map(|turn| turn.seconds))
    }

    /// The median of its turns without statistics.
    pub(super) fn simulation_seconds(&self) -> f64 {
        median(self.turns.iter().map(|turn| turn.simulation_seconds))
    }

    /// The fastest and the slowest of its turns.
    pub(super) fn extremes(&self) -> String {
        let seconds = || self.turns.iter().map(|turn| turn.seconds);
        let (low, high) = (seconds().fold(f64::INFINITY, f64::min), seconds().fold(0.0, f64::max));
        format!("{} – {}", milliseconds(low), milliseconds(high))
    }

    /// Bars in a second, as the median has them.
    pub(super) fn bars_per_second(&self) -> Result<f64> {
        Ok(real(self.last()?.bars) / self.seconds())
    }
}

/// A running engine.
#[derive(Debug)]
pub(super) struct Rival {
    child: Child,
    answers: BufReader<ChildStdout>,
    measured: Measured,
    /// Its runs take so long that a third of the turns is enough, and being cold for some milliseconds is nothing.
    slow: bool,
}

impl Rival {
    /// Starts the engine and waits until it has loaded its data.
    pub(super) fn start(name: &str, mut command: Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot run `{}`", shown(&command)))?;
        let answers = BufReader::new(child.stdout.take().context("the engine has no standard output")?);
        let measured = Measured { name: name.to_owned(), turns: Vec::new(), loaded_bytes: 0, peak_bytes: 0 };
        let mut rival = Self { child, answers, measured, slow: false };
        let ready = rival.answer()?;
        ensure!(ready.trim() == "ready", "`{name}` said `{}` instead of `ready`", ready.trim());
        rival.measured.loaded_bytes = rival.peak_bytes()?;
        Ok(rival)
    }

    /// Starts an engine of `peers/bench`.
    pub(super) fn peer(workspace: &Workspace, python: &Path, name: &str, file: &Path) -> Result<Self> {
        let mut command = workspace.command(python);
        command.arg("-B").arg("peers/bench/rival.py").arg(name).arg(file);
        Ok(Self { slow: name == BACKTESTING, ..Self::start(name, command)? })
    }

    /// An engine whose runs take seconds.
    pub(super) fn slow(self) -> Self {
        Self { slow: true, ..self }
    }

    /// A run that does not count: it wakes a process whose memory and caches went cold while others had their turns.
    fn warm_up(&mut self) -> Result<()> {
        self.turn()?;
        self.measured.turns.pop();
        Ok(())
    }

    /// One run.
    pub(super) fn turn(&mut self) -> Result<()> {
        let stdin = self.child.stdin.as_mut().context("the engine has no standard input")?;
        stdin
            .write_all(b"\n")
            .and_then(|()| stdin.flush())
            .with_context(|| format!("`{}` has ended", self.measured.name))?;
        let answer = self.answer()?;
        let turn = serde_json::from_str(&answer)
            .with_context(|| format!("`{}` said `{}`", self.measured.name, answer.trim()))?;
        self.measured.turns.push(turn);
        Ok(())
    }

    /// Ends the engine and returns what was measured.
    pub(super) fn finish(mut self) -> Result<Measured> {
        self.measured.peak_bytes = self.peak_bytes()?;
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        ensure!(status.success(), "`{}` failed ({status})", self.measured.name);
        Ok(self.measured)
    }

    fn answer(&mut self) -> Result<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        ensure!(!line.is_empty(), "`{}` ended without an answer", self.measured.name);
        Ok(line)
    }

    /// The process's high-water mark of resident memory; the process is waiting for us while we look.
    fn peak_bytes(&self) -> Result<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(&path).with_context(|| format!("cannot read `{path}`"))?;
        let kibibytes: u64 = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .and_then(|rest| rest.split_whitespace().next())
            .and_then(|number| number.parse().ok())
            .with_context(|| format!("`{path}` has no VmHWM"))?;
        Ok(kibibytes * 1024)
    }
}

/// Each round gives every engine one turn.
pub(super) fn turns(mut rivals: Vec<Rival>, rounds: usize) -> Result<Vec<Measured>> {
    for round in 0..rounds {
        for rival in &mut rivals {
            if rival.slow {
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
