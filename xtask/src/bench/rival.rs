//! An engine under measurement: a process that runs once for each line it is sent.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace::shown;

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

/// A running engine.
#[derive(Debug)]
pub(super) struct Rival {
    child: Child,
    answers: BufReader<ChildStdout>,
    measured: Measured,
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
        let mut rival = Self { child, answers, measured };
        let ready = rival.answer()?;
        ensure!(ready.trim() == "ready", "`{name}` said `{}` instead of `ready`", ready.trim());
        rival.measured.loaded_bytes = rival.peak_bytes()?;
        Ok(rival)
    }

    pub(super) fn name(&self) -> &str {
        &self.measured.name
    }

    /// A run that does not count: it wakes a process whose memory and caches went cold while others had their turns.
    pub(super) fn warm_up(&mut self) -> Result<()> {
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
