//! The file of a Python strategy: read and checked as text, never run.

use anyhow::{Context as _, Result};
use assay_check::{Finding, Metadata, Severity, Source};
use assay_python::Program;
use assay_spec::{BacktestConfig, CheckPolicy, Language, ParameterValues, StrategyReference, content_hash};
use assay_types::{ContentHash, Identifier};

use super::plan::{self, Plan};
use crate::commands::check;
use crate::diagnostics::shown;
use crate::run::{Inputs, Task};
use crate::sources::Input;

/// A Python strategy as text, with how it is to be run.
#[derive(Debug)]
pub(crate) struct File {
    /// The name of the file, safe to show.
    pub(crate) name: String,
    /// The file, as it was read.
    pub(crate) source: Vec<u8>,
    /// What the check found in it.
    pub(crate) findings: Vec<Finding>,
    /// What the check was told to allow.
    pub(crate) check_policy: Option<CheckPolicy>,
    pub(super) plan: Plan,
    /// What it says of itself; none if it is not Python.
    pub(super) metadata: Option<Metadata>,
    /// The class that is run, if the text tells.
    pub(super) class: Option<String>,
}

impl File {
    /// Reads and checks the file. Nothing of it is run.
    ///
    /// # Errors
    /// It cannot be read, or has nothing in it that could be run. What the check refuses is no error.
    pub(super) fn open(task: &Task<'_>, plan: Plan) -> Result<Self> {
        let args = task.args;
        let policy = args.python.check_policy.as_deref().map(check::policy::read).transpose()?;
        let name = shown(&args.strategy.file_name().unwrap_or_default().to_string_lossy());
        let source = Input::File(args.strategy.clone()).read_source()?;
        let strictest = assay_check::CheckPolicy::default();
        let (findings, metadata) = match Source::read(&name, &source) {
            Ok(module) => {
                let allowed = policy.as_ref().map_or(&strictest, |(_, policy)| policy);
                (assay_check::check(&module, allowed), Some(assay_check::metadata(&module)))
            }
            Err(findings) => (findings, None),
        };
        let check_policy = policy.map(|(document, _)| document);
        let mut file = Self { name, source, findings, check_policy, plan, metadata, class: None };
        if let Some(metadata) = &file.metadata {
            if file.errors() == 0 {
                plan::refuse_without_strategy(&file.name, metadata)?;
            }
            file.class = plan::class(file.plan.class.as_deref(), metadata)?;
        }
        Ok(file)
    }

    /// How many errors the check found: with any, it is not run.
    pub(super) fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// The values in the kinds that the class has.
    ///
    /// # Errors
    /// A parameter that the class does not have, or a value of another kind.
    pub(super) fn suited(&self, values: &ParameterValues) -> Result<ParameterValues> {
        match &self.metadata {
            Some(metadata) => plan::parameters(values, self.class.as_deref(), metadata),
            None => Ok(values.clone()),
        }
    }

    /// Which strategy it is; `class` is the one that was run, if one was.
    pub(super) fn reference(&self, class: Option<&str>) -> StrategyReference {
        StrategyReference {
            name: identifier(class.or(self.class.as_deref()), &self.name),
            language: Language::Python,
            content_hash: ContentHash::of(&self.source),
        }
    }

    /// Adds what else decides a result.
    pub(super) fn add_inputs(&self, inputs: &mut Inputs) {
        inputs.insert("python", self.plan.content_hash());
        inputs.extend(self.check_policy.as_ref().map(|policy| ("check_policy", content_hash(policy))));
    }

    /// What is to be run, with these parameters.
    pub(super) fn program(&self, config: &BacktestConfig) -> Result<Program> {
        let source = str::from_utf8(&self.source).context("the check lets nothing pass that is not UTF-8")?;
        let parameters = config.parameters.iter();
        Ok(Program {
            name: self.name.clone(),
            // Python compiles a text, which has no byte order mark.
            source: source.strip_prefix('\u{feff}').unwrap_or(source).to_owned(),
            class: self.plan.class.clone(),
            parameters: parameters.map(|(name, value)| (name.to_string(), plan::to_json(value))).collect(),
            seed: config.seed,
        })
    }
}

/// Whether the text of a strategy leaves open which of its classes is meant, so that a command must name one.
pub(crate) fn several_classes(source: &[u8]) -> bool {
    let module = Source::read("strategy.py", source);
    module.is_ok_and(|module| plan::class(None, &assay_check::metadata(&module)).is_err())
}

/// The name of a strategy: its class, or else its file without the extension.
fn identifier(class: Option<&str>, file: &str) -> Identifier {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let named = class.and_then(|class| class.parse().ok()).or_else(|| stem.parse().ok());
    named.unwrap_or_else(|| "strategy".parse().expect("it is an identifier"))
}
