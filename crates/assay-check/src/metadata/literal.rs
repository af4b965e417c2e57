//! Values that are written out.

use std::fmt;

use ruff_python_ast::{Expr, Number, Operator, UnaryOp};
use serde::Serialize;

/// How many elements of a list are read.
const ELEMENTS_MAX: usize = 64;

/// A value that is written out in the text, or computed there from numbers that are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Literal {
    /// `None`
    None,
    /// `True` or `False`
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list, tuple or set of such values; in the text's order.
    List(Vec<Literal>),
}

impl Literal {
    /// The value of an expression, if it can be read off the text.
    pub(super) fn of(expression: &Expr) -> Option<Self> {
        if let Some(elements) = elements(expression) {
            let elements = elements.iter().take(ELEMENTS_MAX).map(|element| match element {
                // Lists of lists are no parameters, and end the recursion.
                element if self::elements(element).is_some() => None,
                element => Self::of(element),
            });
            return elements.collect::<Option<Vec<_>>>().map(Self::List);
        }
        match expression {
            Expr::NoneLiteral(_) => Some(Self::None),
            Expr::BooleanLiteral(literal) => Some(Self::Boolean(literal.value)),
            Expr::StringLiteral(literal) => Some(Self::Text(literal.value.to_str().to_owned())),
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(integer) => integer.as_i64().map(Self::Integer),
                Number::Float(number) => number.is_finite().then_some(Self::Number(*number)),
                Number::Complex { .. } => None,
            },
            Expr::UnaryOp(operation) => match (operation.op, Self::of(&operation.operand)?) {
                (UnaryOp::USub, Self::Integer(value)) => value.checked_neg().map(Self::Integer),
                (UnaryOp::USub, Self::Number(value)) => Some(Self::Number(-value)),
                (UnaryOp::UAdd, value @ (Self::Integer(_) | Self::Number(_))) => Some(value),
                _ => None,
            },
            Expr::BinOp(operation) => {
                computed(&Self::of(&operation.left)?, operation.op, &Self::of(&operation.right)?)
            }
            _ => None,
        }
    }

    /// The value as a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a parameter beyond 2^53 is compared and not computed with"
            )]
            Self::Integer(value) => Some(*value as f64),
            Self::Number(value) => Some(*value),
            Self::None | Self::Boolean(_) | Self::Text(_) | Self::List(_) => None,
        }
    }
}

/// The elements of a list, tuple or set.
pub(super) fn elements(expression: &Expr) -> Option<&[Expr]> {
    match expression {
        Expr::List(list) => Some(&list.elts),
        Expr::Tuple(tuple) => Some(&tuple.elts),
        Expr::Set(set) => Some(&set.elts),
        _ => None,
    }
}

fn computed(left: &Literal, operator: Operator, right: &Literal) -> Option<Literal> {
    if let (Literal::Integer(left), Literal::Integer(right)) = (left, right) {
        let whole = match operator {
            Operator::Add => left.checked_add(*right),
            Operator::Sub => left.checked_sub(*right),
            Operator::Mult => left.checked_mul(*right),
            _ => None,
        };
        if operator != Operator::Div {
            return whole.map(Literal::Integer);
        }
    }
    let (left, right) = (left.as_f64()?, right.as_f64()?);
    let number = match operator {
        Operator::Add => left + right,
        Operator::Sub => left - right,
        Operator::Mult => left * right,
        Operator::Div => left / right,
        _ => return None,
    };
    number.is_finite().then_some(Literal::Number(number))
}

impl fmt::Display for Literal {
    /// As Python writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("None"),
            Self::Boolean(true) => formatter.write_str("True"),
            Self::Boolean(false) => formatter.write_str("False"),
            Self::Integer(value) => write!(formatter, "{value}"),
            Self::Number(value) => write!(formatter, "{value:?}"),
            Self::Text(value) => write!(formatter, "{value:?}"),
            Self::List(values) => {
                formatter.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(formatter, "{separator}{value}")?;
                }
                formatter.write_str("]")
            }
        }
    }
}
