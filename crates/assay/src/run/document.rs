//! A strategy that is a document.

use anyhow::{Context as _, Result, anyhow};
use assay_engine::document::{self, Compiled};
use assay_spec::{BacktestConfig, Document, Language, Report, Strategy, StrategyReference, content_hash};

use super::{Ran, Subject, Task, data, identity, python, stages};
use crate::diagnostics::shown;
use crate::documents;
use crate::files::shown_path;

/// Reads the document, compiles it, and runs it.
pub(super) fn run(task: &Task<'_>) -> Result<Ran> {
    let Task { args, settings, printer, .. } = task;
    python::refuse_for_document(args)?;
    let document = documents::read_strategy(&args.strategy)?;
    let compiled = compile(&document, &settings.config)?;
    for note in &document.notes {
        let place = shown(&note.pointer);
        printer.note(&format!("upgraded from version 1, {place}: {}", note.message));
    }
    let loaded = data::load(args, false, printer)?;
    let (outcome, refusals) = compiled.run(&loaded.bars, &task.options).with_context(|| {
        format!("strategy `{}` cannot run over `{}`", document.value.name, shown_path(&args.data))
    })?;
    let config = BacktestConfig { parameters: compiled.parameters().clone(), ..settings.config.clone() };
    let reference = StrategyReference {
        name: document.value.name.clone(),
        language: Language::Document,
        content_hash: content_hash(&document.value),
    };
    let data = data::reference(args, &loaded);
    Ok(Ran {
        inputs: identity::inputs(&reference, &data, &config, task.policy),
        stages: stages::of_document(&document),
        subject: Subject::Document(Box::new(document.value)),
        reference,
        data,
        parameters: config.parameters.clone(),
        config,
        loaded,
        outcome: Some(outcome),
        refusals,
        python: None,
        workshop: None,
    })
}

/// Checks the strategy and resolves it for the parameters of the configuration.
pub(super) fn compile(document: &Document<Strategy>, config: &BacktestConfig) -> Result<Compiled> {
    let strategy = &document.value;
    let values = document::parameter_values(strategy, &config.parameters).map_err(|errors| {
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!(texts.join("\n  and "))
    })?;
    let compiled = document::compile(strategy, &values)
        .map_err(|problems| Report::new(document.source.clone(), problems))?;
    Ok(compiled)
}
