//! A sequence of named, timed steps that ends with an account of what was skipped.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// What became of a step that did not fail.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It ran.
    Done,
    /// It could not run, for this reason.
    Skipped(String),
}

/// The steps of one command.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: usize,
    skips: Vec<String>,
}

impl Steps {
    /// Runs one step. `again` is what to type to run it alone.
    pub(crate) fn step(
        &mut self,
        name: &str,
        again: &str,
        action: impl FnOnce() -> Result<Outcome>,
    ) -> Result<()> {
        println!("==> {name}");
        let begin = now();
        let outcome = action().with_context(|| format!("step `{name}` failed; to run it alone: {again}"))?;
        let took = seconds(begin.elapsed());
        match outcome {
            Outcome::Done => {
                self.done += 1;
                println!("    {name}: ok, {took}");
            }
            Outcome::Skipped(reason) => {
                println!("    {name}: SKIPPED: {reason}");
                self.skips.push(format!("{name} ({reason})"));
            }
        }
        Ok(())
    }

    /// One line that names every skip.
    pub(crate) fn account(&self) -> String {
        let steps = format!("{} steps passed", self.done);
        if self.skips.is_empty() {
            format!("{steps}, 0 skipped")
        } else {
            format!("{steps}, {} skipped: {}", self.skips.len(), self.skips.join("; "))
        }
    }
}

/// The one clock of xtask: it times steps and benches.
#[expect(clippy::disallowed_methods, reason = "xtask measures; nothing it builds sees this clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A duration for people.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_are_counted_and_named() {
        let mut steps = Steps::default();
        steps.step("one", "again", || Ok(Outcome::Done)).unwrap();
        steps.step("two", "again", || Ok(Outcome::Skipped("no network".to_owned()))).unwrap();
        assert_eq!(steps.account(), "1 steps passed, 1 skipped: two (no network)");
    }

    #[test]
    fn failure_tells_what_to_run() {
        let error = Steps::default().step("lint", "make lint", || anyhow::bail!("bad")).unwrap_err();
        assert_eq!(format!("{error:#}"), "step `lint` failed; to run it alone: make lint: bad");
    }
}
