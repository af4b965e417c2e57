//! `assay sandbox`: programs that nobody should trust.

mod page;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use assay_sandbox::{
    BackendName, Control, Options, Report, Request, Sandbox, State, Status, clean_up, docker, plain, remedy,
    services,
};
use serde::Serialize;
use serde_json::json;

use super::runtime;
use crate::cli::{Backend, SandboxCommand, SandboxDoctorArgs, SandboxRunArgs};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::files::{self, shown_path};
use crate::limits::limits;
use crate::output::Printer;

pub(crate) fn run(command: SandboxCommand, environment: &Environment, printer: &Printer) -> Result<Exit> {
    match command {
        SandboxCommand::Run(args) => run_program(&args, environment, printer),
        SandboxCommand::List => {
            let services = services();
            printer.answer(&json!({ "services": services }), |_| page::services(&services));
            Ok(Exit::Passed)
        }
        SandboxCommand::Cleanup => {
            let removed = clean_up();
            let engine = environment.docker_engine();
            let engine = engine.as_deref();
            // Without an engine there is nothing of ours in one.
            let in_docker = if docker::listens(engine) {
                docker::clean_up(engine, &runtime::runtimes(environment)?)?
            } else {
                docker::Removed::default()
            };
            printer.answer(
                &json!({
                    "removed": removed,
                    "containers": in_docker.containers,
                    "images": in_docker.images,
                }),
                |_| page::removed(removed, in_docker),
            );
            Ok(Exit::Passed)
        }
        SandboxCommand::Doctor(args) => doctor(&args, environment, printer),
    }
}

fn name(backend: Backend) -> BackendName {
    match backend {
        Backend::Namespaces => BackendName::Namespaces,
        Backend::Docker => BackendName::Docker,
    }
}

fn run_program(args: &SandboxRunArgs, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let limits = limits(&args.limits)?;
    let request = Request {
        name: file_name(&args.program)?,
        source: read(&args.program)?,
        arguments: args.arguments.clone(),
        files: args.files.iter().map(|path| Ok((file_name(path)?, read(path)?))).collect::<Result<_>>()?,
        limits: limits.clone(),
        collect: args.collect.clone(),
        seed: 0,
    };
    request.check()?;
    let runtime = runtime::ensure(environment, printer)?;
    // The first child is the one that is used: nobody waits for more.
    let backend = name(args.backend);
    runtime::ensure_for(backend, &runtime, environment, printer)?;
    let options =
        Options { pool: 0, limits, allow_degraded: args.allow_degraded, engine: environment.docker_engine() };
    let sandbox = Sandbox::start(backend, &runtime, options)?;
    let report = sandbox.run(&request)?;
    drop(sandbox);
    let written = write_artefacts(&report, args.out.as_deref())?;
    if printer.is_json() {
        printer.document(&report);
    } else {
        printer.page(&report.stdout.text);
        printer.diagnostic(&report.stderr.text);
        for line in page::end(&report, &written) {
            printer.note(&line);
        }
    }
    Ok(if report.status == Status::Succeeded { Exit::Passed } else { Exit::Failed })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read `{}`", shown_path(path)))
}

fn file_name(path: &Path) -> Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(name
        .with_context(|| format!("`{}` has no name that a program could use", shown_path(path)))?
        .to_owned())
}

/// Writes what was kept; returns where.
fn write_artefacts(report: &Report, out: Option<&Path>) -> Result<Vec<String>> {
    let Some(out) = out else { return Ok(Vec::new()) };
    let mut written = Vec::new();
    for artefact in &report.artefacts {
        // The path is one of ours: it was asked for, and leads nowhere else.
        let path = out.join(&artefact.path);
        let Ok(content) = &artefact.content else { continue };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", shown_path(folder)))?;
        }
        files::write(&path, content, false)?;
        written.push(shown_path(&path));
    }
    Ok(written)
}

/// A control, and what would give it.
#[derive(Debug, Serialize)]
struct Examined<'a> {
    #[serde(flatten)]
    control: &'a Control,
    remedy: Option<&'static str>,
}

fn doctor(args: &SandboxDoctorArgs, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let runtime = runtime::ensure(environment, printer)?;
    let backend = name(args.backend);
    runtime::ensure_for(backend, &runtime, environment, printer)?;
    let engine = environment.docker_engine();
    let options = Options { pool: 0, allow_degraded: true, engine, ..Options::default() };
    let sandbox = match Sandbox::start(backend, &runtime, options) {
        Ok(sandbox) => sandbox,
        Err(error) => bail!(error),
    };
    let examined: Vec<_> =
        sandbox.controls().iter().map(|control| Examined { control, remedy: remedy(control) }).collect();
    let holds = examined.iter().all(|one| !one.control.mandatory || one.control.state != State::Absent);
    let probe = Request { name: "probe".to_owned(), source: PROBE.into(), ..Request::default() };
    let works = sandbox.run(&probe)?;
    if works.status != Status::Succeeded {
        bail!("a program that does nothing fails in the sandbox: {}", plain(works.stderr.text.as_bytes()));
    }
    printer.answer(&json!({ "holds": holds, "controls": examined }), |stream| {
        page::controls(&examined, holds, stream)
    });
    Ok(if holds { Exit::Passed } else { Exit::Failed })
}

/// What every strategy needs.
const PROBE: &str = "import numpy, pandas";
