//! Runs the peer's Python strategies through Assay.

use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context as _, Result, anyhow, bail};
use assay_data::Column;
use assay_engine::simulator::{Options as Account, Outcome};
use assay_python::{Effort, Failure, Market, Program, Settings, run};
use assay_sandbox::runtime::testing::runtime;
use assay_sandbox::{BackendName, Limits, Options, Sandbox};
use assay_types::Bars;

use crate::case::PythonCase;
use crate::run::PEER;

/// What runs Python strategies, from several threads at a time; started with the first of them.
#[derive(Debug)]
pub struct Python(LazyLock<Result<Sandbox>>);

impl Default for Python {
    fn default() -> Self {
        Self(LazyLock::new(|| {
            let service = Options { limits: limits()?, ..Options::default() };
            Sandbox::start(BackendName::Namespaces, &runtime(), service).context("starting the sandbox")
        }))
    }
}

impl Python {
    /// Runs a strategy over bars and the columns beside them. The peer looks at its future where a strategy does, so
    /// whether one does is not asked here.
    ///
    /// # Errors
    /// If there is no such file, the sandbox does not work, or the strategy fails.
    ///
    /// # Panics
    /// If the runtime of tests is not installed.
    pub fn run(
        &self,
        case: &PythonCase,
        bars: &Bars,
        columns: &[Column],
        account: &Account,
    ) -> Result<Outcome> {
        let name = format!("{}.py", case.strategy);
        let path = Path::new(PEER).join("python").join(&name);
        let source = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let sandbox = self.0.as_ref().map_err(|error| anyhow!("{error:#}"))?;
        let program =
            Program { name, source, class: case.class.clone(), parameters: case.parameters.clone(), seed: 0 };
        let further: Vec<(&str, &[f64])> =
            columns.iter().map(|column| (column.name.as_str(), column.values.as_slice())).collect();
        let market = Market::new(bars, &further, account);
        // The threads that run cases share the cores there are: none may wait by looking.
        let settings = Settings { limits: limits()?, effort: Effort::Off, cores: 1, cuts_seed: 0, first: 0 };
        match run(sandbox, &program, &market, account, &settings, &mut |_| {})?.outcome {
            Ok(outcome) => Ok(outcome),
            Err(failure) => bail!(told(&failure)),
        }
    }
}

/// The default limits, but for a whole core: many runs share the machine.
fn limits() -> Result<Limits> {
    Ok(Limits::default().with_cores(1.0)?)
}

fn told(failure: &Failure) -> String {
    let Failure { stage, kind, message, bar, .. } = failure;
    let bar = bar.map_or_else(String::new, |bar| format!(" on bar {bar}"));
    let line = failure.line().map_or_else(String::new, |line| format!(" at line {line}"));
    format!("the strategy failed in {stage}{bar}{line}: {kind} {message}")
}
