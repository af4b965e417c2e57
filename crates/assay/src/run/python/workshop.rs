//! A Python strategy that is run many times, with other parameters each time.

use std::ops::Range;
use std::rc::Rc;
use std::thread;

use anyhow::{Context as _, Result, bail};
use assay_check::{Literal, Parameter, ParameterKind, ParameterRange};
use assay_data::Loaded;
use assay_engine::parallel;
use assay_engine::simulator::{self, Outcome};
use assay_lab::search::{Dimension, Extent};
use assay_python::{Effort, Failure, Market, Settings, Step};
use assay_sandbox::runtime::Runtime;
use assay_sandbox::{Options, Sandbox};
use assay_spec::{BacktestConfig, ParameterValue, ParameterValues, StrategyReference};

use super::file::File;
use super::plan::Plan;
use crate::commands::runtime;
use crate::interrupt::Service;
use crate::run::candidate::Kind;
use crate::run::stages::counted;
use crate::run::{Inputs, Task, data};

/// The strategy, checked, and the sandbox it runs in.
#[derive(Debug)]
pub(in crate::run) struct Workshop {
    file: Rc<File>,
    runtime: Runtime,
    service: Service,
}

impl Workshop {
    /// Reads and checks the file, and starts the sandbox while the bars are read.
    ///
    /// # Errors
    /// The file is refused by the check, has no strategy, or there is no sandbox.
    pub(in crate::run) fn open(task: &Task<'_>) -> Result<(Self, Loaded)> {
        let args = &task.args.python;
        if args.causality.is_some() {
            bail!(
                "`--causality` is for `prove` and `backtest`: a search looks at no future; prove what it finds"
            );
        }
        let plan = Plan { causality: None, ..Plan::resolve(args, false)? };
        let file = File::open(task, plan)?;
        if file.errors() > 0 {
            let (name, errors) = (&file.name, counted(file.errors(), "error"));
            bail!("`{name}` is refused by the check ({errors}); `assay check {name}` shows them");
        }
        Self::start(Rc::new(file), task)
    }

    /// Starts the sandbox for a file that may be run, while the bars are read.
    pub(super) fn start(file: Rc<File>, task: &Task<'_>) -> Result<(Self, Loaded)> {
        let plan = &file.plan;
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
        let service = sandbox.context("a Python strategy needs a sandbox")?;
        Ok((Self { file, runtime, service }, loaded?))
    }

    /// The file as it was read.
    pub(in crate::run) fn source(&self) -> &[u8] {
        &self.file.source
    }

    /// The Python it is run by.
    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Which strategy it is.
    pub(in crate::run) fn reference(&self) -> StrategyReference {
        self.file.reference(None)
    }

    /// The parameters of the class.
    fn parameters(&self) -> &[Parameter] {
        let classes = self.file.metadata.iter().flat_map(|metadata| &metadata.strategies);
        let class = classes.into_iter().find(|class| Some(&class.name) == self.file.class.as_ref());
        class.map_or(&[], |class| &class.parameters)
    }

    /// The parameters of the class whose values the text tells.
    pub(in crate::run) fn dimensions(&self) -> Vec<Dimension> {
        let dimensions = self.parameters().iter().filter_map(|parameter| {
            let name = parameter.name.parse().ok()?;
            Some(Dimension { name, extent: extent(parameter.range.as_ref()?, parameter.kind)? })
        });
        dimensions.collect()
    }

    /// What a parameter is.
    pub(in crate::run) fn kind(&self, name: &str) -> Kind {
        let parameter = self.parameters().iter().find(|known| known.name == name);
        match parameter.map(|parameter| parameter.kind) {
            Some(ParameterKind::Number) => Kind::Number { step: None },
            _ => Kind::Other,
        }
    }

    /// Adds what else decides a result.
    pub(in crate::run) fn add_inputs(&self, inputs: &mut Inputs) {
        self.file.add_inputs(inputs);
        inputs.insert("runtime", self.runtime.record().content);
    }

    /// The values in the kinds that the class has.
    ///
    /// # Errors
    /// A parameter that the class does not have, or a value of another kind.
    pub(in crate::run) fn suited(&self, values: &ParameterValues) -> Result<ParameterValues> {
        self.file.suited(values)
    }

    /// Runs it once, and verifies that it does not look ahead as far as the plan asks for it.
    pub(super) fn run_and_verify(
        &self,
        config: &BacktestConfig,
        market: &Market,
        options: &simulator::Options,
        cuts_seed: u64,
        progress: &mut dyn FnMut(Step),
    ) -> Result<assay_python::Run> {
        let settings = Settings { effort: self.file.plan.effort(), cuts_seed, ..self.settings() };
        let program = self.file.program(config)?;
        self.run_with(&settings, &program, market, options, progress)
    }

    /// Runs the strategy for each of these values over a span of the market (bars before are history), one after another: a
    /// run has two processes at work.
    ///
    /// # Errors
    /// The sandbox does not work. What the strategy does is no error.
    pub(in crate::run) fn run<R>(
        &self,
        config: &BacktestConfig,
        market: &Market,
        options: &simulator::Options,
        span: Range<usize>,
        values: &[ParameterValues],
        mut take: impl FnMut(Result<Outcome, Failure>) -> R,
    ) -> Result<Vec<R>> {
        let settings = Settings { first: span.start, ..self.settings() };
        let part = (span.end < market.bars().len()).then(|| market.until(span.end));
        let market = part.as_ref().unwrap_or(market);
        let mut one = |values: &ParameterValues| -> Result<R> {
            let config = BacktestConfig { parameters: self.suited(values)?, ..config.clone() };
            let program = self.file.program(&config)?;
            Ok(take(self.run_with(&settings, &program, market, options, &mut |_| ())?.outcome))
        };
        values.iter().map(&mut one).collect()
    }

    fn settings(&self) -> Settings {
        let limits = self.file.plan.limits.clone();
        Settings { limits, effort: Effort::Off, cores: parallel::cores(), cuts_seed: 0, first: 0 }
    }

    fn run_with(
        &self,
        settings: &Settings,
        program: &assay_python::Program,
        market: &Market,
        options: &simulator::Options,
        progress: &mut dyn FnMut(Step),
    ) -> Result<assay_python::Run> {
        let made = self
            .service
            .work(|sandbox| assay_python::run(sandbox, program, market, options, settings, progress));
        made.context("the sandbox does not work")
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
