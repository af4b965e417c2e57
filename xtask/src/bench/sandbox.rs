//! The sandbox: from a job to its result, beside `docker run` and `bwrap` with the same interpreter.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::report::{Section, grouped, table};
use super::{Measuring, built};
use crate::docker;
use crate::runtime;
use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, output};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    measuring: Measuring,
}

const SECTION: Section = Section { name: "sandbox", title: "Sandbox" };

/// Jobs of each kind for every run that is asked for.
const JOBS: usize = 25;

/// What the example prints.
#[derive(Debug, Deserialize)]
struct Figures {
    start_ms: f64,
    idle_child_private_bytes: Option<u64>,
    pool_to_result_ms: Kinds,
    fork_to_result_ms: Kinds,
    sandboxes_per_second: Throughput,
    isolation_overhead: Overhead,
    docker: Option<Docker>,
    bwrap_ms: Option<Times>,
}

#[derive(Debug, Deserialize)]
struct Kinds {
    trivial: Times,
    pandas: Times,
}

#[derive(Debug, Deserialize)]
struct Times {
    median: f64,
    p95: f64,
    runs: usize,
}

#[derive(Debug, Deserialize)]
struct Throughput {
    one_client: f64,
    four_clients: f64,
}

#[derive(Debug, Deserialize)]
struct Overhead {
    bare_ms: Times,
    isolated_ms: Times,
}

#[derive(Debug, Deserialize)]
struct Docker {
    #[serde(rename = "pool_to_result_ms")]
    pooled: Times,
    #[serde(rename = "container_to_result_ms")]
    made: Times,
    #[serde(rename = "docker_run_ms")]
    alone: Times,
}

pub(super) fn run(workspace: &Workspace, arguments: &Arguments, steps: &mut Steps) -> Result<()> {
    let again = "cargo xtask bench sandbox";
    let release = built(workspace, steps, again, "assay-sandbox", ["--example", "bench_sandbox"])?;
    let mut command = workspace.command(release.join("examples/bench_sandbox"));
    command.arg((arguments.measuring.runs * JOBS).to_string());
    command.env(runtime::VARIABLE, runtime::step(workspace, steps)?);
    // It ends when everything is measured.
    let engine = docker::step(workspace, steps, &mut command)?;
    let mut text = String::new();
    steps.step("compare", again, || {
        text = output(&mut command)?;
        Ok(Outcome::Done)
    })?;
    drop(engine);
    let figures: Figures =
        serde_json::from_str(&text).with_context(|| format!("the example said `{}`", text.trim()))?;
    arguments.measuring.tell(workspace, &SECTION, &render(&figures))
}

fn render(figures: &Figures) -> String {
    let row = |name: &str, times: &Times| {
        let Times { median, p95, runs } = times;
        vec![name.to_owned(), format!("{median:.2} ms"), format!("{p95:.2} ms"), runs.to_string()]
    };
    let mut rows = vec![
        row("child of the pool, `print(1)`", &figures.pool_to_result_ms.trivial),
        row("child of the pool, a pandas job", &figures.pool_to_result_ms.pandas),
        row("child forked for the job, `print(1)`", &figures.fork_to_result_ms.trivial),
        row("child forked for the job, a pandas job", &figures.fork_to_result_ms.pandas),
    ];
    if let Some(docker) = &figures.docker {
        rows.push(row("Docker backend, container of the pool, a pandas job", &docker.pooled));
        rows.push(row("Docker backend, container made for the job, a pandas job", &docker.made));
        rows.push(row("`docker run`, a pandas job", &docker.alone));
    }
    if let Some(bwrap) = &figures.bwrap_ms {
        rows.push(row("`bwrap` without limits, a pandas job", bwrap));
    }
    let words = "From a job to its report, with the default limits (half a core, 256 MB). The pandas job takes the rolling mean of \
                 1,000 values; `docker run` and `bwrap` start the same interpreter on the same files, with the same limits where \
                 they have them.";
    let times = table(words, &["way", "median", "95 %", "jobs"], rows);
    let Overhead { bare_ms, isolated_ms } = &figures.isolation_overhead;
    let idle = match figures.idle_child_private_bytes {
        Some(bytes) => format!("{} bytes", grouped(bytes)),
        None => "not measured: that needs root".to_owned(),
    };
    format!(
        "{times}\n\nFirst start of a service: {:.0} ms. Fresh sandboxes a second, each with a pandas job: {:.0} from one client, \
         {:.0} from four. Private memory of an idle child: {idle}. A busy job (loops and matrices) takes {:.1} ms isolated and \
         {:.1} ms not.",
        figures.start_ms,
        figures.sandboxes_per_second.one_client,
        figures.sandboxes_per_second.four_clients,
        isolated_ms.median,
        bare_ms.median,
    )
}
