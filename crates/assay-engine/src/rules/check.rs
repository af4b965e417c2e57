//! Names, types and argument counts: the written tree becomes the checked tree, or a list of problems.

use std::ops::Range;

use super::habits;
use super::names::{Meaning, Names, ParameterValue};
use super::problem::{RuleCode, RuleProblem};
use super::scalar;
use super::syntax::{Syntax, SyntaxKind};
use super::table::{Arithmetic, Builtin, FunctionSpec, MAX_BARS, ParameterKind, Type, function};
use super::tree::{Condition, Cross, Number, Side};

/// A checked part of an expression.
enum Checked {
    Number(Number, Constness),
    Condition(Condition),
    /// Has problems; whatever is built on it is not judged.
    Bad,
}

/// What is known of a number before the run.
#[derive(Clone, Copy, PartialEq)]
enum Constness {
    Varies,
    Integer(i64),
    Real,
}

/// Checks a tree that must be a condition.
pub(crate) fn check(
    syntax: &Syntax,
    names: &Names,
    problems: Vec<RuleProblem>,
) -> Result<Condition, Vec<RuleProblem>> {
    let mut checker = Checker { names, problems };
    let checked = checker.condition(syntax, "a rule");
    checker.conclude(checked)
}

/// Checks a tree that must be a number.
pub(crate) fn check_number(
    syntax: &Syntax,
    names: &Names,
    problems: Vec<RuleProblem>,
) -> Result<Number, Vec<RuleProblem>> {
    let mut checker = Checker { names, problems };
    let checked = checker.number(syntax, "a formula").map(|(number, _)| number);
    checker.conclude(checked)
}

struct Checker<'n> {
    names: &'n Names,
    problems: Vec<RuleProblem>,
}

impl Checker<'_> {
    /// What was checked, if nothing is wrong with it.
    fn conclude<T>(mut self, checked: Option<T>) -> Result<T, Vec<RuleProblem>> {
        match checked {
            Some(checked) if self.problems.is_empty() => Ok(checked),
            _ => {
                self.problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
                self.problems.dedup();
                Err(self.problems)
            }
        }
    }

    fn report(
        &mut self,
        code: RuleCode,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(RuleProblem::new(code, span.clone(), message).help(help));
    }

    fn number(&mut self, syntax: &Syntax, place: &str) -> Option<(Number, Constness)> {
        match self.any(syntax) {
            Checked::Number(number, constness) => Some((number, constness)),
            Checked::Condition(_) => {
                self.report(
                    RuleCode::Type,
                    &syntax.span,
                    format!(
                        "{place} takes {}, this is {}",
                        Type::Number.described(),
                        Type::Boolean.described()
                    ),
                    "join conditions with `and`, `or` and `not`",
                );
                None
            }
            Checked::Bad => None,
        }
    }

    fn condition(&mut self, syntax: &Syntax, place: &str) -> Option<Condition> {
        match self.any(syntax) {
            Checked::Condition(condition) => Some(condition),
            Checked::Number(..) => {
                self.report(
                    RuleCode::Type,
                    &syntax.span,
                    format!(
                        "{place} takes {}, this is {}",
                        Type::Boolean.described(),
                        Type::Number.described()
                    ),
                    "compare it with something, like `… > 0`",
                );
                None
            }
            Checked::Bad => None,
        }
    }

    fn any(&mut self, syntax: &Syntax) -> Checked {
        match &syntax.kind {
            #[expect(
                clippy::cast_precision_loss,
                reason = "numbers of the language are f64; larger integers round as in any float arithmetic"
            )]
            SyntaxKind::Integer(value) => {
                Checked::Number(Number::Constant(*value as f64), Constness::Integer(*value))
            }
            SyntaxKind::Real(value) => Checked::Number(Number::Constant(*value), Constness::Real),
            SyntaxKind::Name(name) => self.name(name, &syntax.span),
            SyntaxKind::Attribute(base, output, span) => self.attribute(base, output, span),
            SyntaxKind::Call(callee, arguments) => self.call(callee, arguments, &syntax.span),
            SyntaxKind::Lag(base, bars) => self.lag(base, bars),
            SyntaxKind::Plus(x) => {
                self.number(x, "`+`").map_or(Checked::Bad, |(x, constness)| Checked::Number(x, constness))
            }
            SyntaxKind::Negate(x) => self.number(x, "`-`").map_or(Checked::Bad, |(x, constness)| {
                let constness = match constness {
                    Constness::Integer(value) => {
                        value.checked_neg().map_or(Constness::Real, Constness::Integer)
                    }
                    Constness::Real | Constness::Varies => constness,
                };
                Checked::Number(Number::Negate(Box::new(x)), constness)
            }),
            SyntaxKind::Not(x) => self
                .condition(x, "`not`")
                .map_or(Checked::Bad, |x| Checked::Condition(Condition::Not(Box::new(x)))),
            SyntaxKind::And(all) => self
                .conditions(all, "`and`")
                .map_or(Checked::Bad, |all| Checked::Condition(Condition::All(all))),
            SyntaxKind::Or(any) => self
                .conditions(any, "`or`")
                .map_or(Checked::Bad, |any| Checked::Condition(Condition::Any(any))),
            SyntaxKind::Compare(operands, comparisons) => {
                self.numbers(operands, "a comparison").map_or(Checked::Bad, |all| {
                    let operands = all.into_iter().map(|(number, _)| number).collect();
                    Checked::Condition(Condition::Compare(operands, comparisons.clone()))
                })
            }
            SyntaxKind::Arithmetic(operator, a, b) => {
                let (a, b) = (self.number(a, "arithmetic"), self.number(b, "arithmetic"));
                let (Some((a, known_a)), Some((b, known_b))) = (a, b) else { return Checked::Bad };
                let constness = constness_of(*operator, known_a, known_b);
                Checked::Number(Number::Arithmetic(*operator, Box::new(a), Box::new(b)), constness)
            }
        }
    }

    /// All of them are checked before any failure is returned, so that all problems are found.
    fn conditions(&mut self, all: &[Syntax], place: &str) -> Option<Vec<Condition>> {
        let checked: Vec<_> = all.iter().map(|syntax| self.condition(syntax, place)).collect();
        checked.into_iter().collect()
    }

    fn numbers(&mut self, all: &[Syntax], place: &str) -> Option<Vec<(Number, Constness)>> {
        let checked: Vec<_> = all.iter().map(|syntax| self.number(syntax, place)).collect();
        checked.into_iter().collect()
    }

    fn name(&mut self, name: &str, span: &Range<usize>) -> Checked {
        match self.names.get(name) {
            Some(Meaning::Column(slot)) => Checked::Number(Number::Series(*slot), Constness::Varies),
            Some(Meaning::Parameter(value)) => parameter(*value),
            Some(Meaning::Indicator(outputs)) => {
                if let [(_, slot)] = outputs.as_slice() {
                    return Checked::Number(Number::Series(*slot), Constness::Varies);
                }
                let known: Vec<_> = outputs.iter().map(|(output, _)| format!("`{name}.{output}`")).collect();
                self.report(
                    RuleCode::UnknownOutput,
                    span,
                    format!("`{name}` has {} outputs", known.len()),
                    format!("write one of {}", known.join(", ")),
                );
                Checked::Bad
            }
            None => match function(name) {
                Some(spec) if spec.parameters.is_empty() => self.apply(spec, &[], span),
                Some(spec) => {
                    self.report(
                        RuleCode::ArgumentCount,
                        span,
                        format!("`{name}` is a function and wants its arguments"),
                        format!("write `{}`", spec.signature()),
                    );
                    Checked::Bad
                }
                None => {
                    self.problems.push(habits::unknown_name(name, span, self.names));
                    Checked::Bad
                }
            },
        }
    }

    fn attribute(&mut self, base: &Syntax, output: &str, span: &Range<usize>) -> Checked {
        if let SyntaxKind::Name(name) = &base.kind
            && let Some(Meaning::Indicator(outputs)) = self.names.get(name)
        {
            if let Some((_, slot)) = outputs.iter().find(|(known, _)| known == output) {
                return Checked::Number(Number::Series(*slot), Constness::Varies);
            }
            self.problems.push(habits::unknown_output(name, output, outputs, span));
            return Checked::Bad;
        }
        self.problems.push(habits::attribute(base, output, span, self.names));
        Checked::Bad
    }

    fn call(&mut self, callee: &Syntax, arguments: &[Syntax], span: &Range<usize>) -> Checked {
        let SyntaxKind::Name(name) = &callee.kind else {
            self.problems.push(habits::call_of_attribute(callee, arguments, span, self.names));
            return Checked::Bad;
        };
        if let Some(spec) = function(name) {
            return self.apply(spec, arguments, span);
        }
        self.problems.push(habits::unknown_function(name, &callee.span, self.names));
        // The arguments have problems of their own to tell.
        for argument in arguments {
            self.any(argument);
        }
        Checked::Bad
    }

    fn apply(&mut self, spec: &FunctionSpec, arguments: &[Syntax], span: &Range<usize>) -> Checked {
        let wanted = spec.parameters.len();
        if arguments.len() < wanted || (arguments.len() > wanted && !spec.variadic) {
            let count = match (spec.variadic, wanted) {
                (true, _) => format!("at least {wanted}"),
                (false, 0) => "no".to_owned(),
                (false, _) => wanted.to_string(),
            };
            self.report(
                RuleCode::ArgumentCount,
                span,
                format!(
                    "`{}` takes {count} argument{}, not {}",
                    spec.name,
                    if wanted == 1 { "" } else { "s" },
                    arguments.len()
                ),
                format!("write `{}`", spec.signature()),
            );
            for argument in arguments {
                self.any(argument);
            }
            return Checked::Bad;
        }
        let place = format!("`{}`", spec.name);
        let mut numbers = Vec::new();
        let mut conditions = Vec::new();
        let mut window = 0;
        let mut good = true;
        let kinds = spec
            .parameters
            .iter()
            .chain(std::iter::repeat_n(spec.parameters.last(), arguments.len()).flatten());
        for (argument, parameter) in arguments.iter().zip(kinds) {
            match parameter.kind {
                ParameterKind::Number | ParameterKind::Series => match self.number(argument, &place) {
                    Some((x, _)) if parameter.kind == ParameterKind::Series && x.is_constant() => {
                        self.constant(&argument.span, spec, "this one is");
                        good = false;
                    }
                    Some(x) => numbers.push(x),
                    None => good = false,
                },
                ParameterKind::Condition => match self.condition(argument, &place) {
                    Some(x) if x.is_constant() => {
                        self.constant(&argument.span, spec, "this one is");
                        good = false;
                    }
                    Some(x) => conditions.push(x),
                    None => good = false,
                },
                ParameterKind::Window => {
                    match self.bars(argument, 1, &format!("the window of `{}`", spec.name)) {
                        Some(bars) => window = bars,
                        None => good = false,
                    }
                }
            }
        }
        if !good {
            return Checked::Bad;
        }
        if matches!(spec.builtin, Builtin::CrossesAbove | Builtin::CrossesBelow | Builtin::Crosses)
            && numbers.iter().all(|(x, _)| x.is_constant())
        {
            self.constant(span, spec, "both values are");
            return Checked::Bad;
        }
        build(spec.builtin, numbers, conditions, window)
    }

    fn constant(&mut self, span: &Range<usize>, spec: &FunctionSpec, which: &str) {
        self.report(
            RuleCode::Constant,
            span,
            format!("`{}` looks at how values change, and {which} the same on every bar", spec.name),
            format!("give it a column or an indicator, as in `{}`", spec.example),
        );
    }

    fn lag(&mut self, base: &Syntax, bars: &Syntax) -> Checked {
        let checked = self.any(base);
        let bars = self.bars(bars, 0, "a lag");
        let constant = match &checked {
            Checked::Number(x, _) => x.is_constant(),
            Checked::Condition(x) => x.is_constant(),
            Checked::Bad => false,
        };
        if constant {
            self.report(
                RuleCode::Constant,
                &base.span,
                "`x[n]` is a value some bars ago, and this one is the same on every bar",
                "leave the `[…]` out",
            );
            return Checked::Bad;
        }
        match (checked, bars) {
            (Checked::Number(x, _), Some(bars)) => {
                Checked::Number(Number::Lag(Box::new(x), bars), Constness::Varies)
            }
            (Checked::Condition(x), Some(bars)) => Checked::Condition(Condition::Lag(Box::new(x), bars)),
            (Checked::Bad, _) | (_, None) => Checked::Bad,
        }
    }

    /// A whole number of bars known before the run.
    fn bars(&mut self, syntax: &Syntax, least: usize, place: &str) -> Option<usize> {
        let (_, constness) = self.number(syntax, place)?;
        let message = match constness {
            Constness::Integer(value) => match usize::try_from(value) {
                Ok(bars) if (least..=MAX_BARS).contains(&bars) => return Some(bars),
                Err(_) if least == 0 => {
                    self.report(
                        RuleCode::LookAhead,
                        &syntax.span,
                        format!("a lag of `{value}` would look into the future"),
                        "`close` is this bar and `close[1]` the one before; there is no last element as in Python",
                    );
                    return None;
                }
                _ => format!("`{value}` is out of range for {place}"),
            },
            Constness::Real => format!("{place} is a whole number of bars, and this is a real number"),
            Constness::Varies => format!("{place} cannot change from bar to bar"),
        };
        self.report(
            RuleCode::Bars,
            &syntax.span,
            message,
            format!("write a whole number from {least} to {MAX_BARS}, or an integer parameter"),
        );
        None
    }
}

fn parameter(value: ParameterValue) -> Checked {
    match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "numbers of the language are f64; larger integers round as in any float arithmetic"
        )]
        ParameterValue::Integer(value) => {
            Checked::Number(Number::Constant(value as f64), Constness::Integer(value))
        }
        ParameterValue::Number(value) => Checked::Number(Number::Constant(value), Constness::Real),
        ParameterValue::Boolean(value) => Checked::Condition(Condition::Constant(value)),
    }
}

fn constness_of(operator: Arithmetic, a: Constness, b: Constness) -> Constness {
    match (a, b) {
        (Constness::Varies, _) | (_, Constness::Varies) => Constness::Varies,
        (Constness::Integer(a), Constness::Integer(b)) => {
            scalar::whole(operator, a, b).map_or(Constness::Real, Constness::Integer)
        }
        (Constness::Real, _) | (_, Constness::Real) => Constness::Real,
    }
}

fn build(
    builtin: Builtin,
    numbers: Vec<(Number, Constness)>,
    conditions: Vec<Condition>,
    window: usize,
) -> Checked {
    let known: Vec<Constness> = numbers.iter().map(|(_, constness)| *constness).collect();
    let mut rest = numbers.into_iter().map(|(number, _)| number);
    // The table gives every function the arguments it needs; NaN never comes up.
    let mut next = || Box::new(rest.next().unwrap_or(Number::Constant(f64::NAN)));
    let condition = match builtin {
        Builtin::CrossesAbove => Condition::Cross(Cross::Above, next(), next()),
        Builtin::CrossesBelow => Condition::Cross(Cross::Below, next(), next()),
        Builtin::Crosses => Condition::Cross(Cross::Either, next(), next()),
        Builtin::Rising => Condition::Trend(Side::Up, next(), window),
        Builtin::Falling => Condition::Trend(Side::Down, next(), window),
        Builtin::Highest => return varying(Number::Window(Side::Up, next(), window)),
        Builtin::Lowest => return varying(Number::Window(Side::Down, next(), window)),
        Builtin::Hour => return varying(Number::Hour),
        Builtin::Weekday => return varying(Number::Weekday),
        Builtin::BarsSince => {
            let condition = conditions.into_iter().next().unwrap_or(Condition::Constant(false));
            return varying(Number::BarsSince(Box::new(condition)));
        }
        Builtin::Abs => {
            let constness = match known.first() {
                Some(Constness::Integer(value)) => {
                    value.checked_abs().map_or(Constness::Real, Constness::Integer)
                }
                Some(other) => *other,
                None => Constness::Varies,
            };
            return Checked::Number(Number::Abs(next()), constness);
        }
        Builtin::Min => return extreme(Side::Down, &known, rest.collect()),
        Builtin::Max => return extreme(Side::Up, &known, rest.collect()),
    };
    Checked::Condition(condition)
}

fn varying(number: Number) -> Checked {
    Checked::Number(number, Constness::Varies)
}

fn extreme(side: Side, known: &[Constness], all: Vec<Number>) -> Checked {
    let whole: Option<Vec<i64>> = known
        .iter()
        .map(|constness| match constness {
            Constness::Integer(value) => Some(*value),
            Constness::Real | Constness::Varies => None,
        })
        .collect();
    let found = whole.and_then(|values| match side {
        Side::Up => values.into_iter().max(),
        Side::Down => values.into_iter().min(),
    });
    let constness = match found {
        Some(value) => Constness::Integer(value),
        None if known.contains(&Constness::Varies) => Constness::Varies,
        None => Constness::Real,
    };
    Checked::Number(Number::Extreme(side, all), constness)
}
