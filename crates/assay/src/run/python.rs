//! A strategy that is Python: read and checked as text, then run in the sandbox.

mod plan;
mod stages;
mod told;
mod workshop;

use std::thread;

use anyhow::{Context as _, Result};
use assay_check::{Finding, Metadata, Severity, Source};
use assay_data::Loaded;
use assay_engine::document::Refusals;
use assay_python::{Market, Program, Settings, Step};
use assay_sandbox::runtime::Runtime;
use assay_sandbox::{Options, Sandbox};
use assay_spec::{BacktestConfig, CheckPolicy, Language, PythonReport, StrategyReference, content_hash};
use assay_types::{ContentHash, Identifier};

use super::{Ran, Subject, Task, data, identity};
use crate::commands::{check, runtime};
use crate::diagnostics::shown;
use crate::interrupt::Service;
use crate::output::Printer;
use crate::progress::Working;
use crate::sources::Input;
use plan::Plan;

pub(super) use plan::refuse_for_document;
pub(super) use told::brief;
pub(super) use workshop::Workshop;

/// A Python strategy that was run or refused, with what its page and its directory need.
#[derive(Debug)]
pub(crate) struct Python {
    /// The name of the file, safe to show.
    pub(crate) name: String,
    /// The file, as it was read.
    pub(crate) source: Vec<u8>,
    /// What the check found in it.
    pub(crate) findings: Vec<Finding>,
    /// What the check was told to allow.
    pub(crate) check_policy: Option<CheckPolicy>,
    /// What it printed, by pass.
    pub(crate) output: Option<String>,
}

/// The strategy's file, read as text.
struct Read {
    bytes: Vec<u8>,
    findings: Vec<Finding>,
    /// What it says of itself; none if it is not Python.
    metadata: Option<Metadata>,
}

/// Checks the strategy, and runs it if it may be run.
pub(super) fn run(task: &Task<'_>) -> Result<Ran> {
    let Task { args, settings, printer, .. } = task;
    let plan = Plan::resolve(&args.python, task.policy.is_some())?;
    let policy = args.python.check_policy.as_deref().map(check::policy::read).transpose()?;
    let file = args.strategy.file_name().unwrap_or_default();
    let name = shown(&file.to_string_lossy());
    let read = read(&name, task, policy.as_ref().map(|(_, policy)| policy))?;
    let metadata = read.metadata.as_ref();
    let refused = read.findings.iter().any(|finding| finding.severity == Severity::Error);
    if let Some(metadata) = metadata.filter(|_| !refused) {
        plan::refuse_without_strategy(&name, metadata)?;
    }
    let class = metadata.map(|metadata| plan::class(plan.class.as_deref(), metadata)).transpose()?.flatten();
    let parameters = match metadata {
        Some(metadata) => plan::parameters(&settings.config.parameters, class.as_deref(), metadata)?,
        None => settings.config.parameters.clone(),
    };
    let config = BacktestConfig { parameters, ..settings.config.clone() };
    let mut reference = StrategyReference {
        name: identifier(class.as_deref(), &name),
        language: Language::Python,
        content_hash: ContentHash::of(&read.bytes),
    };
    let mut ran = None;
    let (loaded, service) = if refused {
        (data::load(args, true, printer)?, None)
    } else {
        let (loaded, runtime, sandbox) = prepare(task, &plan)?;
        (loaded, Some((runtime, sandbox)))
    };
    let data = data::reference(args, &loaded);
    let mut inputs = identity::inputs(&reference, &data, &config, task.policy);
    inputs.insert("python", plan.content_hash());
    inputs.extend(policy.as_ref().map(|(document, _)| ("check_policy", content_hash(document))));
    let mut report = PythonReport {
        class: None,
        findings: told::findings(&read.findings),
        sandbox: None,
        indicators: Vec::new(),
        failure: None,
        causality: None,
        output: None,
    };
    let mut output = None;
    if let Some((runtime, sandbox)) = &service {
        inputs.insert("runtime", runtime.record().content);
        let program = program(&name, &read.bytes, &plan, &config)?;
        let seed = identity::whole(&data, &inputs);
        let made = execute(task, &plan, &program, sandbox, &loaded, seed)?;
        tell_usage(&made, printer);
        report.class = told::class(&made);
        report.sandbox = told::sandbox(&made, runtime);
        report.indicators = told::indicators(&made);
        (report.output, output) = told::output(&made);
        let lines = told::Lines { metadata, class: &made.class };
        report.causality = made
            .causality
            .as_ref()
            .zip(plan.causality)
            .map(|(causality, effort)| told::causality(causality, effort, &loaded.bars, &lines));
        report.failure = made.outcome.as_ref().err().map(|failure| told::failure(failure, &loaded.bars));
        reference.name = identifier(report.class.as_deref().or(class.as_deref()), &name);
        ran = made.outcome.ok();
    }
    let stages = stages::stages(&report, plan.causality.is_some());
    let failed = stages.iter().any(|stage| stage.outcome == assay_spec::Outcome::Fail);
    let told_class = report.class.clone().or(class);
    Ok(Ran {
        stages,
        parameters: plan::told_parameters(&config.parameters, told_class.as_deref(), metadata),
        subject: Subject::Python(Box::new(Python {
            name,
            source: read.bytes,
            findings: read.findings,
            check_policy: policy.map(|(document, _)| document),
            output,
        })),
        reference,
        config,
        loaded,
        data,
        outcome: ran.filter(|_| !failed),
        refusals: Refusals::default(),
        python: Some(report),
        inputs,
    })
}

/// Reads and checks the file. Nothing of it is run.
fn read(name: &str, task: &Task<'_>, policy: Option<&assay_check::CheckPolicy>) -> Result<Read> {
    let bytes = Input::File(task.args.strategy.clone()).read_source()?;
    let strictest = assay_check::CheckPolicy::default();
    let (findings, metadata) = match Source::read(name, &bytes) {
        Ok(module) => {
            let findings = assay_check::check(&module, policy.unwrap_or(&strictest));
            (findings, Some(assay_check::metadata(&module)))
        }
        Err(findings) => (findings, None),
    };
    Ok(Read { bytes, findings, metadata })
}

/// Reads the bars while the sandbox starts.
fn prepare(task: &Task<'_>, plan: &Plan) -> Result<(Loaded, Runtime, Service)> {
    let runtime = runtime::ensure(task.environment, task.printer)?;
    runtime::ensure_for(plan.backend, &runtime, task.environment, task.printer)?;
    let options = Options {
        pool: plan.effort().cells(),
        limits: plan.limits.clone(),
        allow_degraded: plan.allow_degraded,
        engine: task.environment.docker_engine(),
    };
    let (loaded, sandbox) = thread::scope(|scope| {
        let starting = scope.spawn(|| Sandbox::start(plan.backend, &runtime, options).map(Service::new));
        let loaded = data::load(task.args, true, task.printer);
        (loaded, starting.join())
    });
    let sandbox = sandbox.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    Ok((loaded?, runtime, sandbox.context("a Python strategy needs a sandbox")?))
}

/// What is to be run.
fn program(name: &str, bytes: &[u8], plan: &Plan, config: &BacktestConfig) -> Result<Program> {
    let source = str::from_utf8(bytes).context("the check lets nothing pass that is not UTF-8")?;
    let parameters = config.parameters.iter();
    Ok(Program {
        name: name.to_owned(),
        // Python compiles a text, which has no byte order mark.
        source: source.strip_prefix('\u{feff}').unwrap_or(source).to_owned(),
        class: plan.class.clone(),
        parameters: parameters.map(|(name, value)| (name.to_string(), plan::to_json(value))).collect(),
        seed: config.seed,
    })
}

/// Runs it, and says what is going on.
fn execute(
    task: &Task<'_>,
    plan: &Plan,
    program: &Program,
    service: &Service,
    loaded: &Loaded,
    identity: ContentHash,
) -> Result<assay_python::Run> {
    let further: Vec<(&str, &[f64])> =
        loaded.columns.iter().map(|column| (column.name.as_str(), column.values.as_slice())).collect();
    let market = Market::new(&loaded.bars, &further, &task.options);
    let (seed, _) = identity.as_bytes().split_first_chunk().context("a hash has more than eight bytes")?;
    let settings = Settings {
        limits: plan.limits.clone(),
        effort: plan.effort(),
        cores: thread::available_parallelism().map_or(1, std::num::NonZero::get),
        cuts_seed: u64::from_le_bytes(*seed),
    };
    let bars = loaded.bars.len();
    let working = Working::new(task.printer, format!("a strategy over {bars} bars"));
    let mut progress = |step| {
        working.say(match step {
            Step::Indicators => format!("indicators over {bars} bars"),
            Step::Decisions => format!("decisions, bar by bar, over {bars} bars"),
            Step::Causality => "the same with and without the future in reach".to_owned(),
        });
    };
    let made = service.work(|sandbox| {
        assay_python::run(sandbox, program, &market, &task.options, &settings, &mut progress)
    });
    drop(working);
    made.context("the sandbox does not work")
}

/// Says what each pass took: measured, and so no part of the report.
fn tell_usage(made: &assay_python::Run, printer: &Printer) {
    if printer.verbose() == 0 {
        return;
    }
    for (step, report) in &made.reports {
        let pass = match step {
            Step::Indicators => "indicators",
            Step::Decisions => "decisions",
            Step::Causality => "causality",
        };
        printer.note(&format!(
            "{pass}: {:.3} s, {:.3} s of a processor, at most {:.1} MiB",
            report.wall_time.as_secs_f64(),
            report.cpu_time.as_secs_f64(),
            mebibytes(report.peak_memory_bytes),
        ));
    }
}

#[expect(clippy::cast_precision_loss, reason = "memory is far below 2^53 bytes")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// The name of a strategy: its class, or else its file without the extension.
fn identifier(class: Option<&str>, file: &str) -> Identifier {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let named = class.and_then(|class| class.parse().ok()).or_else(|| stem.parse().ok());
    named.unwrap_or_else(|| "strategy".parse().expect("it is an identifier"))
}
