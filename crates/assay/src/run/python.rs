//! A strategy that is Python: read and checked as text, then run in the sandbox.

mod file;
mod plan;
mod stages;
mod told;
mod workshop;

use std::rc::Rc;

use anyhow::{Context as _, Result};
use assay_data::Loaded;
use assay_engine::document::Refusals;
use assay_engine::simulator;
use assay_python::{Market, Step};
use assay_spec::{BacktestConfig, PythonReport};
use assay_types::ContentHash;

use super::{Ran, Subject, Task, data, identity};
use crate::output::Printer;
use crate::progress::Working;
use file::File;
pub(crate) use file::several_classes;
use plan::Plan;
pub(super) use plan::refuse_for_document;
pub(super) use told::brief;
pub(super) use workshop::Workshop;

/// A Python strategy that was run or refused, with what its page and its directory need.
#[derive(Debug)]
pub(crate) struct Python {
    /// Its file.
    pub(crate) file: Rc<File>,
    /// What it printed, by pass.
    pub(crate) output: Option<String>,
}

/// Checks the strategy, and runs it if it may be run.
pub(super) fn run(task: &Task<'_>) -> Result<Ran> {
    let Task { args, settings, printer, .. } = task;
    let plan = Plan::resolve(&args.python, task.policy.is_some())?;
    let file = Rc::new(File::open(task, plan)?);
    let config =
        BacktestConfig { parameters: file.suited(&settings.config.parameters)?, ..settings.config.clone() };
    let (loaded, workshop) = if file.errors() > 0 {
        (data::load(args, true, printer)?, None)
    } else {
        let (workshop, loaded) = Workshop::start(Rc::clone(&file), task)?;
        (loaded, Some(workshop))
    };
    let data = data::reference(args, &loaded);
    let mut inputs = identity::inputs(&file.reference(None), &data, &config, task.policy);
    file.add_inputs(&mut inputs);
    let mut report = PythonReport {
        class: None,
        findings: told::findings(&file.findings),
        sandbox: None,
        indicators: Vec::new(),
        failure: None,
        causality: None,
        output: None,
    };
    let (mut ran, mut output) = (None, None);
    if let Some(workshop) = &workshop {
        workshop.add_inputs(&mut inputs);
        let made = execute(task, workshop, &config, &loaded, identity::whole(&data, &inputs))?;
        tell_usage(&made, printer);
        report.class = told::class(&made);
        report.sandbox = told::sandbox(&made, workshop.runtime());
        report.indicators = told::indicators(&made);
        (report.output, output) = told::output(&made);
        let lines = told::Lines { metadata: file.metadata.as_ref(), class: &made.class };
        report.causality = made
            .causality
            .as_ref()
            .zip(file.plan.causality)
            .map(|(causality, effort)| told::causality(causality, effort, &loaded.bars, &lines));
        report.failure = made.outcome.as_ref().err().map(|failure| told::failure(failure, &loaded.bars));
        ran = made.outcome.ok();
    }
    let stages = stages::stages(&report, file.plan.causality.is_some());
    let failed = stages.iter().any(|stage| stage.outcome == assay_spec::Outcome::Fail);
    let class = report.class.as_ref().or(file.class.as_ref()).map(String::as_str);
    Ok(Ran {
        stages,
        parameters: plan::told_parameters(&config.parameters, class, file.metadata.as_ref()),
        reference: file.reference(report.class.as_deref()),
        subject: Subject::Python(Box::new(Python { file, output })),
        config,
        loaded,
        data,
        outcome: ran.filter(|_| !failed),
        refusals: Refusals::default(),
        python: Some(report),
        workshop,
        inputs,
    })
}

/// Runs it, and says what is going on.
fn execute(
    task: &Task<'_>,
    workshop: &Workshop,
    config: &BacktestConfig,
    loaded: &Loaded,
    identity: ContentHash,
) -> Result<assay_python::Run> {
    let market = market(loaded, &task.options);
    let (seed, _) = identity.as_bytes().split_first_chunk().context("a hash has more than eight bytes")?;
    let bars = loaded.bars.len();
    let working = Working::new(task.printer, format!("a strategy over {bars} bars"));
    let mut progress = |step| {
        working.say(match step {
            Step::Indicators => format!("indicators over {bars} bars"),
            Step::Decisions => format!("decisions, bar by bar, over {bars} bars"),
            Step::Causality => "the same with and without the future in reach".to_owned(),
        });
    };
    workshop.run_and_verify(config, &market, &task.options, u64::from_le_bytes(*seed), &mut progress)
}

/// The bars and what stands beside them, as a strategy finds them.
pub(super) fn market(loaded: &Loaded, options: &simulator::Options) -> Market {
    let further: Vec<(&str, &[f64])> =
        loaded.columns.iter().map(|column| (column.name.as_str(), column.values.as_slice())).collect();
    Market::new(&loaded.bars, &further, options)
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
