//! From a strategy document to a program over slots of series.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use assay_spec::{
    ArgValue, Code, Count, Distance, ExitSide, Indicator, Number, OppositeEntry, ParameterValue,
    ParameterValues, Problem, Risk, Sizing, Strategy,
};
use assay_types::{Direction, Identifier};

use super::decide;
use super::parameters::meets_constraints;
use crate::indicators::{self, ArgumentValue, Arguments, Function, IndicatorError};
use crate::rules::{self, COLUMNS, Names, Rule, RuleCode, RuleProblem, RuleSet, Slot};

/// A strategy document that has been checked and resolved for one set of parameter values. It is independent
/// of data: [`prepare`](Self::prepare) computes its series over bars.
#[derive(Debug, Clone)]
pub struct Compiled {
    pub(super) name: Identifier,
    pub(super) parameters: ParameterValues,
    /// In an order in which each finds its inputs computed.
    pub(super) indicators: Vec<PlannedIndicator>,
    pub(super) entries: Arc<[(Direction, Rule)]>,
    pub(super) exits: Arc<[(ExitSide, Rule)]>,
    /// The rules of entries, then those of exits.
    pub(super) rules: Arc<RuleSet>,
    pub(super) opposite: OppositeEntry,
    pub(super) sizing: decide::Sizing,
    pub(super) risk: PlannedRisk,
}

/// The slots of the columns that the average true range is computed from.
const HIGH: Slot = 1;
const LOW: Slot = 2;
const CLOSE: Slot = 3;

/// What a series is computed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Use {
    Indicator(Identifier),
    /// A distance that is a multiple of the average true range over so many bars.
    Range(u32),
}

impl fmt::Display for Use {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Indicator(name) => write!(formatter, "indicator `{name}`"),
            Self::Range(timeperiod) => write!(formatter, "the average true range over {timeperiod} bars"),
        }
    }
}

/// One indicator with its slots.
#[derive(Debug, Clone)]
pub(super) struct PlannedIndicator {
    pub(super) needed_for: Use,
    pub(super) function: &'static Function,
    pub(super) arguments: Arguments,
    pub(super) inputs: Vec<Slot>,
    pub(super) outputs: Range<Slot>,
}

/// A distance with its parameters resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum PlannedDistance {
    Percent(f64),
    Atr { multiple: f64, range: Slot },
    Price(f64),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlannedRisk {
    pub(super) stop_loss: Option<PlannedDistance>,
    pub(super) take_profit: Option<PlannedDistance>,
    pub(super) trailing_stop: Option<PlannedDistance>,
    pub(super) max_holding_bars: Option<usize>,
}

/// Checks a strategy document and resolves it for the given parameter values (see
/// [`parameter_values`](super::parameter_values)).
///
/// # Errors
/// All problems of the document: unknown functions, arguments and names, rules that do not parse or type-check,
/// constraints that the values violate, circular indicators.
pub fn compile(strategy: &Strategy, values: &ParameterValues) -> Result<Compiled, Vec<Problem>> {
    Compiler::new(values).compile(strategy)
}

/// A document for many sets of values. Where they differ only in arguments of indicators, the rest is compiled once.
#[derive(Debug)]
pub(super) struct Family<'s> {
    strategy: &'s Strategy,
    model: Option<Model>,
}

/// One set of values that compiles.
#[derive(Debug)]
struct Model {
    compiled: Compiled,
    /// Parameters that stand elsewhere than in arguments and constraints.
    decisive: BTreeSet<Identifier>,
}

impl<'s> Family<'s> {
    /// For sets of values like this one.
    pub(super) fn new(strategy: &'s Strategy, values: &ParameterValues) -> Self {
        let mut compiler = Compiler::new(values);
        let compiled = compiler.compile(strategy).ok();
        let model = compiled.map(|compiled| Model { compiled, decisive: compiler.decisive });
        Self { strategy, model }
    }

    /// As [`compile`].
    pub(super) fn compile(&self, values: &ParameterValues) -> Result<Compiled, Vec<Problem>> {
        self.like_the_model(values).map_or_else(|| compile(self.strategy, values), Ok)
    }

    /// The model with other arguments; `None` if more than that is different, or an argument is refused.
    fn like_the_model(&self, values: &ParameterValues) -> Option<Compiled> {
        let Model { compiled: model, decisive } = self.model.as_ref()?;
        let decides_otherwise = |name| values.get(name) != model.parameters.get(name);
        if decisive.iter().any(decides_otherwise) || !meets_constraints(self.strategy, values) {
            return None;
        }
        let mut compiler = Compiler::new(values);
        let mut indicators = model.indicators.clone();
        for planned in &mut indicators {
            let Use::Indicator(name) = &planned.needed_for else { continue };
            let indicator = self.strategy.indicators.get(name)?;
            planned.arguments = compiler.arguments("", indicator, planned.function)?;
        }
        Some(Compiled { parameters: values.clone(), indicators, ..model.clone() })
    }
}

struct Compiler<'v> {
    values: &'v ParameterValues,
    problems: Vec<Problem>,
    /// Indicators whose function is unknown: rules that use them are not reported again.
    broken: BTreeSet<Identifier>,
    planned: Vec<PlannedIndicator>,
    next_slot: Slot,
    /// Parameters on whose values more depends than arguments of indicators and whether constraints hold.
    decisive: BTreeSet<Identifier>,
}

impl<'v> Compiler<'v> {
    fn new(values: &'v ParameterValues) -> Self {
        Self {
            values,
            problems: Vec::new(),
            broken: BTreeSet::new(),
            planned: Vec::new(),
            next_slot: COLUMNS.len(),
            decisive: BTreeSet::new(),
        }
    }

    fn compile(&mut self, strategy: &Strategy) -> Result<Compiled, Vec<Problem>> {
        let mut names = Names::with_columns();
        let mut constraint_names = Names::new();
        for (name, value) in self.values {
            let Some(value) = rules::ParameterValue::of(value) else { continue };
            let pointer = format!("/parameters/{name}");
            for names in [&mut names, &mut constraint_names] {
                let added = names.parameter(name.as_str(), value);
                self.name_problem(&pointer, added);
            }
        }
        self.constraints(&strategy.constraints, &constraint_names);
        self.indicators(strategy, &mut names);
        let entries =
            self.rules("/entry_rules", &strategy.entry_rules, &names, |rule| (rule.side, &rule.when));
        let exits = self.rules("/exit_rules", &strategy.exit_rules, &names, |rule| (rule.side, &rule.when));
        let sizing = self.sizing(&strategy.sizing, &strategy.risk);
        let risk = self.risk(&strategy.risk);
        if !self.problems.is_empty() {
            self.problems.dedup();
            return Err(std::mem::take(&mut self.problems));
        }
        let rules =
            RuleSet::new(entries.iter().map(|(_, rule)| rule).chain(exits.iter().map(|(_, rule)| rule)));
        Ok(Compiled {
            name: strategy.name.clone(),
            parameters: self.values.clone(),
            indicators: std::mem::take(&mut self.planned),
            entries: entries.into(),
            exits: exits.into(),
            rules: Arc::new(rules),
            opposite: strategy.on_opposite_entry,
            sizing,
            risk,
        })
    }

    /// Notes the parameters that a rule names.
    fn decided_by(&mut self, text: &str) {
        let words = text.split(|character: char| !(character.is_alphanumeric() || character == '_'));
        for word in words {
            if let Some((name, _)) = self.values.iter().find(|(name, _)| name.as_str() == word) {
                self.decisive.insert(name.clone());
            }
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn name_problem(&mut self, pointer: &str, added: Result<(), rules::NameError>) {
        if let Err(error) = added {
            self.problem(Problem::new(Code::NameTaken, pointer, error.to_string()).at_key());
        }
    }

    fn constraints(&mut self, constraints: &[String], names: &Names) {
        for (index, text) in constraints.iter().enumerate() {
            let pointer = format!("/constraints/{index}");
            match rules::constraint_holds(text, names) {
                Ok(true) => {}
                Ok(false) => {
                    let values: Vec<_> =
                        self.values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                    self.problem(
                        Problem::new(
                            Code::ConstraintViolated,
                            pointer,
                            format!("the constraint does not hold with {}", values.join(", ")),
                        )
                        .value(text),
                    );
                }
                Err(problems) => self.rule_problems(&pointer, text, problems),
            }
        }
    }

    fn rule_problems(&mut self, pointer: &str, text: &str, problems: Vec<RuleProblem>) {
        for RuleProblem { span, message, help, code } in problems {
            let about_broken = code == RuleCode::UnknownName
                && text.get(span.clone()).is_some_and(|name| {
                    self.broken.iter().any(|broken| name.split('.').next() == Some(broken.as_str()))
                });
            if about_broken {
                continue;
            }
            let problem = Problem::new(document_code(code), pointer, message).range(span);
            self.problem(match help {
                Some(help) => problem.help(help),
                None => problem,
            });
        }
    }

    fn rules<'s, R, S>(
        &mut self,
        place: &str,
        rules: &'s [R],
        names: &Names,
        parts: impl Fn(&'s R) -> (S, &'s String),
    ) -> Vec<(S, Rule)> {
        let mut compiled = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let (side, text) = parts(rule);
            self.decided_by(text);
            match Rule::parse(text, names) {
                Ok(rule) => compiled.push((side, rule)),
                Err(problems) => self.rule_problems(&format!("{place}/{index}/when"), text, problems),
            }
        }
        compiled
    }

    fn indicators(&mut self, strategy: &Strategy, names: &mut Names) {
        let mut slots: BTreeMap<String, Slot> =
            COLUMNS.iter().enumerate().map(|(slot, column)| ((*column).to_owned(), slot)).collect();
        for name in self.order_of_computation(strategy) {
            let Some(indicator) = strategy.indicators.get(&name) else { continue };
            let pointer = format!("/indicators/{name}");
            let Some(function) = self.function(&pointer, &name, indicator) else { continue };
            let range = self.slots(function);
            let outputs: Vec<(&str, Slot)> =
                function.outputs().iter().map(indicators::Output::name).zip(range.clone()).collect();
            for (output, slot) in &outputs {
                slots.insert(format!("{name}.{output}"), *slot);
            }
            if let [(_, only)] = outputs.as_slice() {
                slots.insert(name.as_str().to_owned(), *only);
            }
            let added = names.indicator(name.as_str(), outputs);
            self.name_problem(&pointer, added);
            let arguments = self.arguments(&pointer, indicator, function);
            let inputs = self.inputs(&pointer, indicator, function, &slots);
            if let (Some(arguments), Some(inputs)) = (arguments, inputs) {
                let needed_for = Use::Indicator(name);
                self.planned.push(PlannedIndicator {
                    needed_for,
                    function,
                    arguments,
                    inputs,
                    outputs: range,
                });
            }
        }
    }

    /// The next slots.
    fn slots(&mut self, function: &Function) -> Range<Slot> {
        let first = self.next_slot;
        self.next_slot += function.outputs().len();
        first..self.next_slot
    }

    /// The slot of the average true range.
    fn range(&mut self, pointer: &str, timeperiod: u32) -> Slot {
        let needed_for = Use::Range(timeperiod);
        if let Some(planned) = self.planned.iter().find(|planned| planned.needed_for == needed_for) {
            return planned.outputs.start;
        }
        let function = indicators::find("ATR").expect("TA-Lib has ATR");
        let value = ArgumentValue::Integer(i64::from(timeperiod));
        let given = BTreeMap::from([("timeperiod".to_owned(), value)]);
        let arguments = function.bind(&given).unwrap_or_else(|error| {
            self.problem(argument_problem(&format!("{pointer}/timeperiod"), &error));
            function.defaults()
        });
        let outputs = self.slots(function);
        let range = outputs.start;
        let inputs = vec![HIGH, LOW, CLOSE];
        self.planned.push(PlannedIndicator { needed_for, function, arguments, inputs, outputs });
        range
    }

    /// The names of the indicators, each behind those that feed it.
    fn order_of_computation(&mut self, strategy: &Strategy) -> Vec<Identifier> {
        let mut waiting: BTreeMap<&Identifier, BTreeSet<&str>> = strategy
            .indicators
            .iter()
            .map(|(name, indicator)| {
                let feeds = indicator.inputs.iter().map(|input| input.split('.').next().unwrap_or(input));
                let own = |feed: &&str| strategy.indicators.keys().any(|other| other.as_str() == *feed);
                (name, feeds.filter(own).collect())
            })
            .collect();
        let mut order = Vec::new();
        while let Some(name) = waiting.iter().find(|(_, feeds)| feeds.is_empty()).map(|(name, _)| *name) {
            waiting.remove(name);
            for feeds in waiting.values_mut() {
                feeds.remove(name.as_str());
            }
            order.push(name.clone());
        }
        for name in waiting.keys() {
            self.problem(Problem::new(
                Code::IndicatorCycle,
                format!("/indicators/{name}/inputs"),
                format!("indicator `{name}` feeds itself, directly or through others"),
            ));
            self.broken.insert((*name).clone());
        }
        order
    }

    fn function(
        &mut self,
        pointer: &str,
        name: &Identifier,
        indicator: &Indicator,
    ) -> Option<&'static Function> {
        let pointer = format!("{pointer}/function");
        let problem = match indicators::find(&indicator.function) {
            Ok(function) => match function.not_causal_because() {
                None => return Some(function),
                Some(reason) => Problem::new(
                    Code::LookAhead,
                    pointer,
                    format!("`{}` looks at bars to come: {reason}", function.name()),
                )
                .help("choose a function whose value on a bar never changes afterwards"),
            },
            Err(unknown) => {
                let problem = Problem::new(
                    Code::UnknownFunction,
                    pointer,
                    format!("`{}` is not a TA-Lib function", unknown.name),
                );
                match unknown.suggestion {
                    Some(suggestion) => problem.help(format!("did you mean `{suggestion}`?")),
                    None => problem.help("`assay indicators` lists them"),
                }
            }
        };
        self.problem(problem.value(&indicator.function));
        self.broken.insert(name.clone());
        None
    }

    fn arguments(
        &mut self,
        pointer: &str,
        indicator: &Indicator,
        function: &'static Function,
    ) -> Option<Arguments> {
        let mut bound = Some(function.defaults());
        let mut given = BTreeMap::new();
        for (name, value) in &indicator.args {
            let value = match value {
                ArgValue::Number(number) => ArgumentValue::Number(*number),
                ArgValue::Text(text) => ArgumentValue::Text(text.clone()),
                ArgValue::Parameter(parameter) => match self.values.get(parameter) {
                    Some(ParameterValue::Integer(value)) => ArgumentValue::Integer(*value),
                    Some(ParameterValue::Number(value)) => ArgumentValue::Number(*value),
                    Some(ParameterValue::Text(text)) => ArgumentValue::Text(text.clone()),
                    Some(ParameterValue::Boolean(_)) | None => {
                        let message = format!("parameter `{parameter}` is not a value for an argument");
                        let pointer = format!("{pointer}/args/{name}");
                        self.problem(Problem::new(Code::UnsuitableParameter, pointer, message));
                        bound = None;
                        continue;
                    }
                },
            };
            // One at a time, so that every wrong argument is told.
            let alone = BTreeMap::from([(name.as_str().to_owned(), value.clone())]);
            if let Err(error) = function.bind(&alone) {
                self.problem(argument_problem(&format!("{pointer}/args/{name}"), &error));
                bound = None;
            } else {
                given.insert(name.as_str().to_owned(), value);
            }
        }
        bound.as_ref()?;
        let together = function.bind(&given).and_then(|arguments| {
            function.lookback(&arguments)?;
            Ok(arguments)
        });
        match together {
            Ok(arguments) => Some(arguments),
            Err(error) => {
                self.problem(argument_problem(&format!("{pointer}/args"), &error));
                None
            }
        }
    }

    fn inputs(
        &mut self,
        pointer: &str,
        indicator: &Indicator,
        function: &'static Function,
        slots: &BTreeMap<String, Slot>,
    ) -> Option<Vec<Slot>> {
        let pointer = format!("{pointer}/inputs");
        let names = match function.resolve_inputs(Some(&indicator.inputs)) {
            Ok(names) => names,
            Err(error) => {
                self.problem(Problem::new(Code::FunctionInputs, pointer, error.to_string()));
                return None;
            }
        };
        let mut inputs = Vec::new();
        for (index, name) in names.iter().enumerate() {
            if let Some(slot) = slots.get(name) {
                inputs.push(*slot);
                continue;
            }
            let base = name.split('.').next().unwrap_or(name);
            if self.broken.iter().any(|broken| broken.as_str() == base) {
                return None;
            }
            let outputs: Vec<_> =
                slots.keys().filter(|known| known.split('.').next() == Some(base)).cloned().collect();
            let pointer = format!("{pointer}/{index}");
            self.problem(if outputs.is_empty() {
                Problem::new(Code::UnknownInput, pointer, format!("there is no column or indicator `{name}`"))
                    .help(match indicators::closest(name, slots.keys().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("columns are {}", COLUMNS.join(", ")),
                    })
            } else {
                Problem::new(Code::UnknownOutput, pointer, format!("`{name}` is not one series"))
                    .help(format!("its outputs are {}", outputs.join(", ")))
            });
            return None;
        }
        Some(inputs)
    }

    fn number(&mut self, pointer: &str, number: &Number, range: Range<f64>) -> f64 {
        self.decisive.extend(number.parameter().cloned());
        match number.resolve(self.values) {
            Some(value) if value > range.start && value <= range.end => value,
            Some(value) => {
                let message = format!("`{value}` is not above {} and at most {}", range.start, range.end);
                self.problem(Problem::new(Code::OutOfRange, pointer, message));
                f64::NAN
            }
            None => {
                self.unsuitable(pointer, number.parameter(), "a number");
                f64::NAN
            }
        }
    }

    fn count(&mut self, pointer: &str, count: &Count) -> u32 {
        self.decisive.extend(count.parameter().cloned());
        match count.resolve(self.values) {
            Some(value) if value > 0 => value,
            Some(_) | None => {
                self.unsuitable(pointer, count.parameter(), "a whole number of 1 or more");
                1
            }
        }
    }

    fn unsuitable(&mut self, pointer: &str, parameter: Option<&Identifier>, needed: &str) {
        let what = parameter.map_or_else(|| "the value".to_owned(), |name| format!("parameter `{name}`"));
        self.problem(Problem::new(Code::UnsuitableParameter, pointer, format!("{what} is not {needed}")));
    }

    fn sizing(&mut self, sizing: &Sizing, risk: &Risk) -> decide::Sizing {
        let value = "/sizing/value";
        match sizing {
            Sizing::FractionOfEquity { value: number } => {
                decide::Sizing::Fraction(self.number(value, number, 0.0..1.0))
            }
            Sizing::FixedUnits { value: number } => {
                decide::Sizing::Units(self.number(value, number, 0.0..f64::MAX))
            }
            Sizing::FixedCash { value: cash } => {
                // The edge from money to research arithmetic.
                decide::Sizing::Cash(cash.to_string().parse().unwrap_or(f64::NAN))
            }
            Sizing::RiskPerTrade { value: number } => {
                if risk.stop_loss.is_none() && risk.trailing_stop.is_none() {
                    let message = "`risk_per_trade` needs a stop-loss to measure the risk by";
                    self.problem(
                        Problem::new(Code::NeedsStopLoss, "/sizing", message).help("set `risk.stop_loss`"),
                    );
                }
                decide::Sizing::Risk(self.number(value, number, 0.0..1.0))
            }
            Sizing::VolatilityTarget { value: number, timeperiod } => {
                let target = self.number(value, number, 0.0..10.0);
                let bars = self.count("/sizing/timeperiod", timeperiod).max(2);
                decide::Sizing::Volatility { target, bars: bars as usize }
            }
        }
    }

    fn risk(&mut self, risk: &Risk) -> PlannedRisk {
        PlannedRisk {
            stop_loss: self.distance("/risk/stop_loss", risk.stop_loss.as_ref(), 100.0),
            take_profit: self.distance("/risk/take_profit", risk.take_profit.as_ref(), 10_000.0),
            trailing_stop: self.distance("/risk/trailing_stop", risk.trailing_stop.as_ref(), 100.0),
            max_holding_bars: risk
                .max_holding_bars
                .as_ref()
                .map(|count| self.count("/risk/max_holding_bars", count) as usize),
        }
    }

    fn distance(
        &mut self,
        pointer: &str,
        distance: Option<&Distance>,
        percent_max: f64,
    ) -> Option<PlannedDistance> {
        let value = format!("{pointer}/value");
        Some(match distance? {
            Distance::Percent { value: number } => {
                PlannedDistance::Percent(self.number(&value, number, 0.0..percent_max))
            }
            Distance::Atr { multiple, timeperiod } => {
                let multiple = self.number(&format!("{pointer}/multiple"), multiple, 0.0..1_000.0);
                let timeperiod = self.count(&format!("{pointer}/timeperiod"), timeperiod);
                PlannedDistance::Atr { multiple, range: self.range(pointer, timeperiod) }
            }
            Distance::Price { value: number } => {
                PlannedDistance::Price(self.number(&value, number, 0.0..f64::MAX))
            }
        })
    }
}

fn argument_problem(pointer: &str, error: &IndicatorError) -> Problem {
    let problem = Problem::new(Code::FunctionArguments, pointer, error.to_string());
    if matches!(error, IndicatorError::UnknownArgument { .. }) { problem.at_key() } else { problem }
}

fn document_code(code: RuleCode) -> Code {
    match code {
        RuleCode::TooComplex | RuleCode::Bars => Code::RuleLimit,
        RuleCode::Syntax | RuleCode::Number | RuleCode::Unsupported => Code::RuleSyntax,
        RuleCode::UnknownName | RuleCode::UnknownFunction => Code::RuleName,
        RuleCode::UnknownOutput => Code::UnknownOutput,
        RuleCode::ArgumentCount => Code::RuleArguments,
        RuleCode::Type | RuleCode::Constant | RuleCode::NotConstant => Code::RuleType,
        RuleCode::LookAhead => Code::LookAhead,
    }
}
