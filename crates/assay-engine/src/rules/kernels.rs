//! The loops over a chunk of bars. Each is a plain walk over slices without branches, which the compiler turns
//! into vector instructions.
//!
//! A truth is a byte: bit 0 when true, bit 1 when false, neither when unknown.

#![expect(
    clippy::needless_bitwise_bool,
    reason = "`&&` is a branch, which keeps a loop from becoming vector instructions"
)]

use super::scalar;
use super::table::{Arithmetic, Comparison};
use super::tree::{Cross, Side};
use crate::vector::wide;

/// The byte of a truth that is true.
pub(super) const TRUE: u8 = 1;
/// The byte of a truth that is false.
pub(super) const FALSE: u8 = 2;
/// The byte of a truth that is unknown.
pub(super) const UNKNOWN: u8 = 0;

/// One number for all bars of the chunk, or one for each.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source<'s> {
    Constant(f64),
    Slice(&'s [f64]),
}

/// The byte of two flags.
#[inline(always)]
fn truth(holds: bool, fails: bool) -> u8 {
    u8::from(holds) | (u8::from(fails) << 1)
}

#[inline(always)]
pub(super) fn unary(out: &mut [f64], x: Source<'_>, compute: impl Fn(f64) -> f64) {
    match x {
        Source::Constant(x) => out.fill(compute(x)),
        Source::Slice(x) => out.iter_mut().zip(x).for_each(|(out, x)| *out = compute(*x)),
    }
}

#[inline(always)]
fn binary<T: Copy>(out: &mut [T], a: Source<'_>, b: Source<'_>, compute: impl Fn(f64, f64) -> T) {
    match (a, b) {
        (Source::Slice(a), Source::Slice(b)) => {
            out.iter_mut().zip(a.iter().zip(b)).for_each(|(out, (a, b))| *out = compute(*a, *b));
        }
        (Source::Slice(a), Source::Constant(b)) => {
            out.iter_mut().zip(a).for_each(|(out, a)| *out = compute(*a, b));
        }
        (Source::Constant(a), Source::Slice(b)) => {
            out.iter_mut().zip(b).for_each(|(out, b)| *out = compute(a, *b));
        }
        (Source::Constant(a), Source::Constant(b)) => out.fill(compute(a, b)),
    }
}

pub(super) fn arithmetic(out: &mut [f64], operator: Arithmetic, a: Source<'_>, b: Source<'_>) {
    wide(
        #[inline(always)]
        || match operator {
            Arithmetic::Add => binary(out, a, b, |a, b| a + b),
            Arithmetic::Subtract => binary(out, a, b, |a, b| a - b),
            Arithmetic::Multiply => binary(out, a, b, |a, b| a * b),
            Arithmetic::Divide => binary(out, a, b, scalar::quotient),
            Arithmetic::Modulo => binary(out, a, b, scalar::modulo),
            Arithmetic::Power => binary(out, a, b, scalar::power),
        },
    );
}

pub(super) fn extreme(out: &mut [f64], side: Side, a: Source<'_>, b: Source<'_>) {
    wide(
        #[inline(always)]
        || match side {
            Side::Up => binary(out, a, b, scalar::larger),
            Side::Down => binary(out, a, b, scalar::smaller),
        },
    );
}

pub(super) fn compare(out: &mut [u8], comparison: Comparison, a: Source<'_>, b: Source<'_>) {
    wide(
        #[inline(always)]
        || match comparison {
            Comparison::Less => binary(out, a, b, |a, b| truth(a < b, a >= b)),
            Comparison::LessOrEqual => binary(out, a, b, |a, b| truth(a <= b, a > b)),
            Comparison::Greater => binary(out, a, b, |a, b| truth(a > b, a <= b)),
            Comparison::GreaterOrEqual => binary(out, a, b, |a, b| truth(a >= b, a < b)),
            Comparison::Equal => binary(out, a, b, |a, b| truth((a >= b) & (a <= b), (a < b) | (a > b))),
            Comparison::NotEqual => binary(out, a, b, |a, b| truth((a < b) | (a > b), (a >= b) & (a <= b))),
        },
    );
}

/// `then` are the values of `now` one bar before; only their first is read, the others are those of `now`. `spare` is at
/// least as long as `out`.
pub(super) fn cross(
    out: &mut [u8],
    cross: Cross,
    now: (Source<'_>, Source<'_>),
    then: (Source<'_>, Source<'_>),
    spare: &mut [u8],
) {
    let side = spare.get_mut(..out.len()).unwrap_or(&mut []);
    match cross {
        Cross::Above => cross_to(out, Comparison::Greater, now, then, side, |_, crosses| crosses),
        Cross::Below => cross_to(out, Comparison::Less, now, then, side, |_, crosses| crosses),
        Cross::Either => {
            cross_to(out, Comparison::Greater, now, then, side, |_, crosses| crosses);
            cross_to(out, Comparison::Less, now, then, side, or);
        }
    }
}

/// Joins `out` with whether the comparison holds now and did not hold one bar before.
fn cross_to(
    out: &mut [u8],
    comparison: Comparison,
    now: (Source<'_>, Source<'_>),
    then: (Source<'_>, Source<'_>),
    holds: &mut [u8],
    join: impl Fn(u8, u8) -> u8,
) {
    let first = |source| match source {
        Source::Constant(value) => value,
        Source::Slice(values) => values.first().copied().unwrap_or(f64::NAN),
    };
    let mut before = [UNKNOWN];
    let (a, b) = (Source::Constant(first(then.0)), Source::Constant(first(then.1)));
    compare(&mut before, comparison, a, b);
    compare(holds, comparison, now.0, now.1);
    let crosses = |now: u8, before: u8| (now & (before >> 1) & TRUE) | ((now | (before << 1)) & FALSE);
    if let ([first, ..], [out, ..], [before]) = (&*holds, &mut *out, before) {
        *out = join(*out, crosses(*first, before));
    }
    wide(
        #[inline(always)]
        || {
            let rest = out.get_mut(1..).unwrap_or(&mut []);
            for ((out, before), now) in rest.iter_mut().zip(&*holds).zip(holds.iter().skip(1)) {
                *out = join(*out, crosses(*now, *before));
            }
        },
    );
}

#[inline(always)]
fn or(a: u8, b: u8) -> u8 {
    ((a | b) & TRUE) | (a & b & FALSE)
}

pub(super) fn and_into(out: &mut [u8], with: &[u8]) {
    wide(
        #[inline(always)]
        || out.iter_mut().zip(with).for_each(|(a, b)| *a = (*a & b & TRUE) | ((*a | b) & FALSE)),
    );
}

pub(super) fn or_into(out: &mut [u8], with: &[u8]) {
    wide(
        #[inline(always)]
        || out.iter_mut().zip(with).for_each(|(a, b)| *a = or(*a, *b)),
    );
}

pub(super) fn not_into(out: &mut [u8]) {
    for truth in out {
        *truth = ((*truth & TRUE) << 1) | (*truth >> 1);
    }
}

/// The extreme of the last `bars` values on each bar; NaN until there are as many and where one is NaN.
///
/// The series is cut into blocks as long as the window, which then covers the end of one block and the start
/// of the next: a running extreme from each side answers every bar in constant time (van Herk, Gil, Werman).
pub(super) fn window(x: &[f64], bars: usize, side: Side, out: &mut Vec<f64>) {
    match side {
        Side::Up => window_by(x, bars, scalar::larger, out),
        Side::Down => window_by(x, bars, scalar::smaller, out),
    }
}

fn window_by(x: &[f64], bars: usize, pick: impl Fn(f64, f64) -> f64, out: &mut Vec<f64>) {
    out.clear();
    out.reserve(x.len());
    // `tail[k]` is the extreme of the previous block from its k-th value on; NaN before the first block.
    let mut tail = vec![f64::NAN; bars.min(x.len())];
    for block in x.chunks(bars.max(1)) {
        let mut running = None;
        for (value, rest) in block.iter().zip(tail.iter().skip(1).map(Some).chain(std::iter::repeat(None))) {
            let head = running.map_or(*value, |running| pick(running, *value));
            running = Some(head);
            out.push(rest.map_or(head, |rest| pick(*rest, head)));
        }
        let mut running = None;
        for (tail, value) in tail.iter_mut().zip(block).rev() {
            let extreme = running.map_or(*value, |running| pick(running, *value));
            running = Some(extreme);
            *tail = extreme;
        }
    }
    // A series shorter than the window has no full window at all.
    if x.len() < bars {
        out.fill(f64::NAN);
    }
}

/// Whether the last `bars` steps all went to that side; unknown until there are as many and where a value of
/// them is NaN.
pub(super) fn trend(x: &[f64], bars: usize, side: Side, out: &mut Vec<u8>) {
    out.clear();
    out.reserve(x.len());
    let mut previous = f64::NAN;
    // Values without NaN, and steps to that side, in a row up to this bar.
    let (mut known, mut steps) = (0_usize, 0_usize);
    for value in x {
        known = if value.is_nan() { 0 } else { known.saturating_add(1) };
        let moved = match side {
            Side::Up => *value > previous,
            Side::Down => *value < previous,
        };
        steps = if moved { steps.saturating_add(1) } else { 0 };
        out.push(if known > bars { truth(steps >= bars, steps < bars) } else { UNKNOWN });
        previous = *value;
    }
}
