//! Constant expressions that would not end, or not fit.

use ruff_python_ast::{Expr, ExprBinOp, ExprCall, Number, Operator};

use super::value::Origin;

/// Integers of more bits take longer to compute than a strategy has.
const BITS_MAX: f64 = 1e6;
/// More repetitions or elements do not fit a sandbox.
const COUNT_MAX: f64 = 1e8;

/// Why an operation on constants is too much.
pub(super) fn in_operation(operation: &ExprBinOp) -> Option<String> {
    match operation.op {
        Operator::Pow => {
            let bits = magnitude(&operation.left)?.log2() * magnitude(&operation.right)?;
            (bits > BITS_MAX).then(|| "a power with more than a million bits".to_owned())
        }
        Operator::LShift => {
            let bits = magnitude(&operation.right)?;
            (bits > BITS_MAX).then(|| "a shift by more than a million bits".to_owned())
        }
        Operator::Mult => {
            let sequence = |side: &Expr| {
                matches!(
                    side,
                    Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::List(_) | Expr::Tuple(_)
                )
            };
            let times = match (&*operation.left, &*operation.right) {
                (left, right) if sequence(left) => magnitude(right)?,
                (left, right) if sequence(right) => magnitude(left)?,
                _ => return None,
            };
            (times > COUNT_MAX).then(|| "a sequence repeated more than a hundred million times".to_owned())
        }
        _ => None,
    }
}

/// Why a call with constants is too much.
pub(super) fn in_call(call: &ExprCall, function: Origin<'_>) -> Option<String> {
    let arguments = &call.arguments.args;
    let elements = match function {
        Origin::Builtin("range") | Origin::Member(_, "arange") if arguments.len() > 1 => {
            (magnitude(arguments.get(1)?)? - magnitude(arguments.first()?)?).abs()
        }
        Origin::Builtin("range" | "bytearray" | "bytes") => elements(arguments.first()?),
        Origin::Member(library, "linspace") if library.name == "numpy" => elements(arguments.get(2)?),
        Origin::Member(library, "arange" | "zeros" | "ones" | "empty" | "full" | "eye" | "identity")
            if library.name == "numpy" =>
        {
            elements(arguments.first()?)
        }
        _ => return None,
    };
    (elements > COUNT_MAX * 10.0).then(|| "more than a billion elements".to_owned())
}

/// How many elements a constant size or shape asks for.
fn elements(size: &Expr) -> f64 {
    match size {
        Expr::Tuple(shape) => shape.elts.iter().map(|part| magnitude(part).unwrap_or(1.0)).product(),
        other => magnitude(other).unwrap_or(0.0),
    }
}

/// The size of a constant number, infinite if it is beyond floats; `None` for anything else.
fn magnitude(expression: &Expr) -> Option<f64> {
    match expression {
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(integer) => Some(match integer.as_u64() {
                Some(value) => float(value),
                None => f64::INFINITY,
            }),
            Number::Float(value) => Some(value.abs()),
            Number::Complex { .. } => None,
        },
        Expr::UnaryOp(operation) => magnitude(&operation.operand),
        Expr::BinOp(operation) => {
            let (left, right) = (magnitude(&operation.left)?, magnitude(&operation.right)?);
            Some(match operation.op {
                Operator::Add => left + right,
                Operator::Mult => left * right,
                Operator::Pow => left.powf(right),
                Operator::LShift => left * right.exp2(),
                _ => return None,
            })
        }
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "only the size matters")]
fn float(value: u64) -> f64 {
    value as f64
}
