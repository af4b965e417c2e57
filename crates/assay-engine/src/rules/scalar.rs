//! The meaning of every operator on single values, which the one-bar and the whole-series evaluator share.

use super::table::{Arithmetic, Comparison};

/// Python's remainder: the sign of the divisor; NaN for a zero divisor.
#[inline]
pub(crate) fn modulo(a: f64, b: f64) -> f64 {
    let remainder = a % b;
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) { remainder + b } else { remainder }
}

/// The quotient; NaN for a zero divisor.
#[inline]
pub(crate) fn quotient(a: f64, b: f64) -> f64 {
    if b == 0.0 { f64::NAN } else { a / b }
}

/// The power; NaN when an operand is, and for a negative power of zero.
///
/// Of `libm`, which gives the same bits on every machine, where `f64::powf` may differ in the last one.
#[inline]
pub(crate) fn power(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() || (a == 0.0 && b < 0.0) { f64::NAN } else { libm::pow(a, b) }
}

/// The larger one; NaN when an operand is.
#[inline]
pub(crate) fn larger(a: f64, b: f64) -> f64 {
    if a > b || a.is_nan() { a } else { b }
}

/// The smaller one; NaN when an operand is.
#[inline]
pub(crate) fn smaller(a: f64, b: f64) -> f64 {
    if a < b || a.is_nan() { a } else { b }
}

/// The result of an arithmetic operator.
pub(crate) fn arithmetic(operator: Arithmetic, a: f64, b: f64) -> f64 {
    match operator {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => quotient(a, b),
        Arithmetic::Modulo => modulo(a, b),
        Arithmetic::Power => power(a, b),
    }
}

/// The result of an arithmetic operator on whole numbers, where it is one and fits.
pub(crate) fn whole(operator: Arithmetic, a: i64, b: i64) -> Option<i64> {
    match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => None,
        Arithmetic::Modulo => {
            let remainder = a.checked_rem(b)?;
            if remainder != 0 && (remainder < 0) != (b < 0) {
                remainder.checked_add(b)
            } else {
                Some(remainder)
            }
        }
        Arithmetic::Power => a.checked_pow(u32::try_from(b).ok()?),
    }
}

/// Whether a comparison of two known numbers holds.
#[inline]
pub(crate) fn holds(comparison: Comparison, a: f64, b: f64) -> bool {
    match comparison {
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
        #[expect(clippy::float_cmp, reason = "`==` of the language is exact equality, and says so")]
        Comparison::Equal => a == b,
        #[expect(clippy::float_cmp, reason = "`!=` of the language is exact inequality, and says so")]
        Comparison::NotEqual => a != b,
    }
}
