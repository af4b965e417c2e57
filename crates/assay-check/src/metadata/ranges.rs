//! The values that parameters are meant for.
//!
//! They are told in one of four places; the first that tells counts:
//!
//! 1. the annotation: `fast: Annotated[int, Range(5, 50)] = 10`, also `Range(5, 50, 5)`, and
//!    `kind: Literal["SMA", "EMA"] = "SMA"`;
//! 2. the comment behind the assignment: `fast = 10  # bars of the fast average; range: 5..50 step 5`, and
//!    `kind = "SMA"  # choices: SMA, EMA`;
//! 3. a line of the class's docstring that begins with the name: `fast: bars of the fast average; range: 5..50`;
//! 4. a call of `optimize` in the file: `bt.optimize(fast=range(5, 51, 5), kind=["SMA", "EMA"])`.
//!
//! Both ends belong to the range, but for `range(…)` and `arange(…)` of Python, whose last value is counted out.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use serde::Serialize;

use super::literal::{self, Literal};

/// How many values a sweep may list.
const CHOICES_MAX: usize = 64;

/// Where a range is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RangeOrigin {
    /// In the annotation.
    #[default]
    Annotation,
    /// In the comment behind the assignment.
    Comment,
    /// In the docstring of the class.
    Docstring,
    /// In a call of `optimize`.
    Optimize,
}

/// The values that a parameter is meant for.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ParameterRange {
    /// The least.
    pub min: Option<Literal>,
    /// The greatest.
    pub max: Option<Literal>,
    /// The distance between neighbours.
    pub step: Option<Literal>,
    /// The values one by one, where they are listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Literal>,
    /// Where it is told.
    pub origin: RangeOrigin,
}

impl ParameterRange {
    pub(super) fn told_by(self, origin: RangeOrigin) -> Self {
        Self { origin, ..self }
    }

    fn between(min: Literal, max: Literal, step: Option<Literal>) -> Option<Self> {
        let positive = step.as_ref().is_none_or(|step| step.as_f64().is_some_and(|step| step > 0.0));
        let ordered = min.as_f64()? <= max.as_f64()?;
        (ordered && positive).then(|| Self { min: Some(min), max: Some(max), step, ..Self::default() })
    }

    fn of_choices(choices: Vec<Literal>) -> Option<Self> {
        (!choices.is_empty()).then(|| Self { choices, ..Self::default() })
    }
}

/// The range in an annotation.
pub(super) fn of_annotation(annotation: &Expr) -> Option<ParameterRange> {
    let Expr::Subscript(subscript) = annotation else { return None };
    let inner = literal::elements(&subscript.slice).unwrap_or(std::slice::from_ref(&*subscript.slice));
    match last_name(&subscript.value)? {
        "Literal" => {
            let choices = inner.iter().take(CHOICES_MAX).map(Literal::of).collect::<Option<_>>()?;
            ParameterRange::of_choices(choices)
        }
        "Annotated" => inner.iter().skip(1).find_map(|note| {
            let call = note.as_call_expr()?;
            match last_name(&call.func)? {
                "Range" => {
                    let argument = |name, position| {
                        call.arguments.find_argument_value(name, position).and_then(Literal::of)
                    };
                    let step = argument("step", 2);
                    ParameterRange::between(argument("min", 0)?, argument("max", 1)?, step)
                }
                "range" => of_python_range(call),
                _ => None,
            }
        }),
        _ => None,
    }
}

/// The plain type of an annotation: `int` of `Annotated[int, …]`, of `Optional[int]` and of `int | None`.
pub(super) fn annotated_type(annotation: &Expr) -> Option<&str> {
    match annotation {
        Expr::Subscript(subscript) => {
            let first = literal::elements(&subscript.slice).and_then(<[Expr]>::first);
            let first = first.unwrap_or(&subscript.slice);
            matches!(last_name(&subscript.value)?, "Annotated" | "Optional" | "ClassVar" | "Final")
                .then(|| last_name(first))?
        }
        Expr::BinOp(operation) => last_name(&operation.left),
        expression => last_name(expression),
    }
}

/// The name at the end of `typing.Annotated`.
fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// `range(5, 51, 5)` of Python, `arange(0.5, 3, 0.5)` of numpy: up to the last value before the end.
fn of_python_range(call: &ExprCall) -> Option<ParameterRange> {
    let arguments: Vec<Literal> = call.arguments.args.iter().map(Literal::of).collect::<Option<_>>()?;
    let (start, end, step) = match arguments.as_slice() {
        [end] => (Literal::Integer(0), end.clone(), Literal::Integer(1)),
        [start, end] => (start.clone(), end.clone(), Literal::Integer(1)),
        [start, end, step] => (start.clone(), end.clone(), step.clone()),
        _ => return None,
    };
    let last = if let (Literal::Integer(start), Literal::Integer(end), Literal::Integer(step)) =
        (&start, &end, &step)
    {
        let reach = end.checked_sub(1)?.checked_sub(*start)?;
        let steps = reach.checked_div(*step)?;
        Literal::Integer(start.checked_add(steps.checked_mul(*step)?)?)
    } else {
        let (start, end, step) = (start.as_f64()?, end.as_f64()?, step.as_f64()?);
        // A hair less, so that an end that is a multiple of the step is left out despite rounding.
        let steps = ((end - start) / step * (1.0 - f64::EPSILON * 8.0)).ceil() - 1.0;
        let last = start + steps * step;
        last.is_finite().then_some(Literal::Number(last))?
    };
    let step = (step != Literal::Integer(1)).then_some(step);
    ParameterRange::between(start, last, step)
}

/// The range in a comment or a line of a docstring, and the words beside it.
pub(super) fn of_words(text: &str) -> (Option<ParameterRange>, Option<String>) {
    let mut range = None;
    let mut words = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match of_part(part) {
            Some(found) if range.is_none() => range = Some(found),
            Some(_) | None => words.push(part),
        }
    }
    let words = words.join("; ");
    (range, (!words.is_empty()).then_some(words))
}

fn of_part(part: &str) -> Option<ParameterRange> {
    let (key, value) = part.split_once(':')?;
    let value = value.trim();
    match key.trim().to_ascii_lowercase().as_str() {
        "range" => {
            let (value, step) = match value.split_once("step") {
                Some((value, step)) => (value.trim().trim_end_matches(','), Some(number(step)?)),
                None => (value, None),
            };
            let (min, max) = value.split_once("..")?;
            ParameterRange::between(number(min)?, number(max.trim_start_matches('='))?, step)
        }
        "choices" => {
            let choices = value.split(',').take(CHOICES_MAX).map(|choice| {
                let choice = choice.trim().trim_matches(['"', '\'', '`']);
                number(choice).unwrap_or_else(|| Literal::Text(choice.to_owned()))
            });
            ParameterRange::of_choices(
                choices.filter(|choice| *choice != Literal::Text(String::new())).collect(),
            )
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<Literal> {
    let text = text.trim();
    let whole = text.parse::<i64>().ok().map(Literal::Integer);
    // `inf` and `nan` are words of Rust and not of ranges.
    let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE_".contains(&byte));
    let real =
        || text.parse::<f64>().ok().filter(|number| numeric && number.is_finite()).map(Literal::Number);
    whole.or_else(real)
}

/// What a docstring says behind a parameter's name: `fast: …`, `fast (int): …`, `- fast: …`, `:param fast: …`.
pub(super) fn line_of_docstring<'t>(docstring: &'t str, name: &str) -> Option<&'t str> {
    docstring.lines().find_map(|line| {
        let line = line.trim().trim_start_matches(['-', '*', '`', ' ']);
        let line = line.strip_prefix(":param ").unwrap_or(line);
        let rest = line.strip_prefix(name)?.trim_start_matches(['`', '*']).trim_start();
        let rest = match rest.strip_prefix('(') {
            Some(kind) => kind.split_once(')')?.1.trim_start(),
            None => rest,
        };
        Some(rest.strip_prefix(':')?.trim())
    })
}

/// What is swept over, by parameter.
pub(super) type Sweeps = BTreeMap<String, ParameterRange>;

/// The sweeps of all calls of `optimize` in a file.
pub(super) fn sweeps(body: &[Stmt]) -> Sweeps {
    struct Walk(Sweeps);

    impl<'m> Visitor<'m> for Walk {
        fn visit_expr(&mut self, expression: &'m Expr) {
            if let Expr::Call(call) = expression
                && last_name(&call.func) == Some("optimize")
            {
                for keyword in &call.arguments.keywords {
                    let Some(name) = &keyword.arg else { continue };
                    if let Some(range) = swept(&keyword.value) {
                        let range = range.told_by(RangeOrigin::Optimize);
                        self.0.entry(name.to_string()).or_insert(range);
                    }
                }
            }
            walk_expr(self, expression);
        }
    }

    let mut walk = Walk(Sweeps::new());
    walk.visit_body(body);
    walk.0
}

fn swept(value: &Expr) -> Option<ParameterRange> {
    match value {
        Expr::Call(call) => match last_name(&call.func)? {
            "range" | "arange" => of_python_range(call),
            // `list(range(…))`
            "list" | "tuple" => match call.arguments.args.as_ref() {
                [inner] => swept(inner),
                _ => None,
            },
            _ => None,
        },
        value => {
            let choices = literal::elements(value)?.iter().take(CHOICES_MAX).map(Literal::of);
            ParameterRange::of_choices(choices.collect::<Option<_>>()?)
        }
    }
}
