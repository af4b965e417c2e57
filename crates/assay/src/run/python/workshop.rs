//! A Python strategy that is run many times, with other parameters each time.

use std::thread;

use anyhow::{Context as _, Result, bail};
use assay_check::{Literal, Metadata, ParameterKind, ParameterRange, Severity};
use assay_data::Loaded;
use assay_engine::simulator::Outcome;
use assay_lab::search::{Dimension, Extent};
use assay_python::{Effort, Failure, Market, Settings};
use assay_sandbox::runtime::Runtime;
use assay_spec::{
    BacktestConfig, Language, ParameterValue, ParameterValues, StrategyReference, content_hash,
};
use assay_types::ContentHash;

use super::plan::{self, Plan};
use super::{Read, identifier, prepare, program, read};
use crate::commands::check;
use crate::diagnostics::shown;
use crate::interrupt::Service;
use crate::run::search::Kind;
use crate::run::stages::counted;
use crate::run::{Inputs, Task};

/// The strategy, checked, and the sandbox it runs in.
pub(in crate::run) struct Workshop {
    plan: Plan,
    name: String,
    source: Vec<u8>,
    class: Option<String>,
    metadata: Metadata,
    runtime: Runtime,
    service: Service,
    check_policy: Option<ContentHash>,
}

impl Workshop {
    /// Reads and checks the file, and starts the sandbox while the bars are read.
    ///
    /// # Errors
    /// The file is refused by the check, has no strategy, or there is no sandbox.
    pub(in crate::run) fn open(task: &Task<'_>) -> Result<(Self, Loaded)> {
        let Task { args, .. } = task;
        if args.python.causality.is_some() {
            bail!(
                "`--causality` is for `prove` and `backtest`: a search looks at no future; prove what it finds"
            );
        }
        let plan = Plan { causality: None, ..Plan::resolve(&args.python, false)? };
        let policy = args.python.check_policy.as_deref().map(check::policy::read).transpose()?;
        let file = args.strategy.file_name().unwrap_or_default();
        let name = shown(&file.to_string_lossy());
        let Read { bytes, findings, metadata } =
            read(&name, task, policy.as_ref().map(|(_, policy)| policy))?;
        let refused = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let Some(metadata) = metadata.filter(|_| refused == 0) else {
            bail!(
                "`{name}` is refused by the check ({}); `assay check {name}` shows them",
                counted(refused, "error")
            );
        };
        plan::refuse_without_strategy(&name, &metadata)?;
        let class = plan::class(plan.class.as_deref(), &metadata)?;
        let (loaded, runtime, service) = prepare(task, &plan)?;
        let check_policy = policy.map(|(document, _)| content_hash(&document));
        Ok((Self { plan, name, source: bytes, class, metadata, runtime, service, check_policy }, loaded))
    }

    /// The file as it was read.
    pub(in crate::run) fn source(&self) -> &[u8] {
        &self.source
    }

    /// Which strategy it is.
    pub(in crate::run) fn reference(&self) -> StrategyReference {
        StrategyReference {
            name: identifier(self.class.as_deref(), &self.name),
            language: Language::Python,
            content_hash: ContentHash::of(&self.source),
        }
    }

    /// The parameters of the class whose values the text tells.
    pub(in crate::run) fn dimensions(&self) -> Vec<Dimension> {
        let class = self.metadata.strategies.iter().find(|class| Some(&class.name) == self.class.as_ref());
        let parameters = class.into_iter().flat_map(|class| &class.parameters);
        let dimensions = parameters.filter_map(|parameter| {
            let name = parameter.name.parse().ok()?;
            Some(Dimension { name, extent: extent(parameter.range.as_ref()?, parameter.kind)? })
        });
        dimensions.collect()
    }

    /// What a parameter is.
    pub(in crate::run) fn kind(&self, name: &str) -> Kind {
        let class = self.metadata.strategies.iter().find(|class| Some(&class.name) == self.class.as_ref());
        let parameter = class.and_then(|class| class.parameters.iter().find(|known| known.name == name));
        match parameter.map(|parameter| parameter.kind) {
            Some(ParameterKind::Number) => Kind::Number { step: None },
            _ => Kind::Other,
        }
    }

    /// Adds what else decides a result.
    pub(in crate::run) fn add_inputs(&self, inputs: &mut Inputs) {
        inputs.insert("python", self.plan.content_hash());
        inputs.insert("runtime", self.runtime.record().content);
        inputs.extend(self.check_policy.map(|policy| ("check_policy", policy)));
    }

    /// The values in the kinds that the class has.
    ///
    /// # Errors
    /// A parameter that the class does not have, or a value of another kind.
    pub(in crate::run) fn suited(&self, values: &ParameterValues) -> Result<ParameterValues> {
        plan::parameters(values, self.class.as_deref(), &self.metadata)
    }

    /// Runs the strategy for each of these values, one after another: a run has two processes at work.
    ///
    /// # Errors
    /// The sandbox does not work. What the strategy does is no error.
    pub(in crate::run) fn run<R>(
        &self,
        task: &Task<'_>,
        loaded: &Loaded,
        values: &[ParameterValues],
        mut take: impl FnMut(Result<Outcome, Failure>) -> R,
    ) -> Result<Vec<R>> {
        let further: Vec<(&str, &[f64])> =
            loaded.columns.iter().map(|column| (column.name.as_str(), column.values.as_slice())).collect();
        let market = Market::new(&loaded.bars, &further, &task.options);
        let settings = Settings {
            limits: self.plan.limits.clone(),
            effort: Effort::Off,
            cores: thread::available_parallelism().map_or(1, std::num::NonZero::get),
            cuts_seed: 0,
        };
        let mut one = |values: &ParameterValues| -> Result<R> {
            let config = BacktestConfig { parameters: self.suited(values)?, ..task.settings.config.clone() };
            let program = program(&self.name, &self.source, &self.plan, &config)?;
            let made = self.service.work(|sandbox| {
                assay_python::run(sandbox, &program, &market, &task.options, &settings, &mut |_| ())
            });
            Ok(take(made.context("the sandbox does not work")?.outcome))
        };
        values.iter().map(&mut one).collect()
    }
}

/// The values that a class tells of a parameter: a range with both ends, or choices.
fn extent(range: &ParameterRange, kind: ParameterKind) -> Option<Extent> {
    let number = |literal: &Option<Literal>| match literal {
        Some(Literal::Integer(value)) => Some(ParameterValue::Integer(*value)),
        Some(Literal::Number(value)) => Some(ParameterValue::number(*value)),
        Some(Literal::Boolean(_) | Literal::Text(_) | Literal::None | Literal::List(_)) | None => None,
    };
    if !range.choices.is_empty() {
        let choices = range.choices.iter().map(|choice| match choice {
            Literal::Boolean(value) => Some(ParameterValue::Boolean(*value)),
            Literal::Integer(value) => Some(ParameterValue::Integer(*value)),
            Literal::Number(value) => Some(ParameterValue::number(*value)),
            Literal::Text(text) => Some(ParameterValue::Text(text.clone())),
            Literal::None | Literal::List(_) => None,
        });
        return choices.collect::<Option<_>>().map(Extent::Listed);
    }
    let (low, high) = (number(&range.min)?, number(&range.max)?);
    if kind == ParameterKind::Number && range.step.is_none() {
        return Some(Extent::Numbers { low: low.as_f64()?, high: high.as_f64()?, step: None });
    }
    let step = number(&range.step).map(|step| format!(":{step}")).unwrap_or_default();
    Extent::parse(&format!("{low}:{high}{step}")).ok()
}
