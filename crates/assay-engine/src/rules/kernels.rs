//! The loops over a chunk of bars. Each is a plain walk over slices without branches, which the compiler turns
//! into vector instructions.
//!
#![expect(
    clippy::needless_bitwise_bool,
    reason = "`&&` is a branch, which keeps a loop from becoming vector instructions"
)]

use super::scalar;
use super::table::{Arithmetic, Comparison};
use super::tree::{Cross, Side};
use super::truths::{Order, Truths, WORD};
use crate::vector::wide;

/// One number for all bars of the chunk, or one for each.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source<'s> {
    Constant(f64),
    Slice(&'s [f64]),
}

/// The numbers of a source, as many at a time as there are bars in a word.
struct Groups<'s> {
    whole: &'s [[f64; WORD]],
    /// What follows them: those that are left, and NaN.
    rest: [f64; WORD],
}

impl Source<'_> {
    /// The number on the first bar.
    pub(super) fn first(self) -> f64 {
        match self {
            Self::Constant(value) => value,
            Self::Slice(values) => values.first().copied().unwrap_or(f64::NAN),
        }
    }
}

impl<'s> Groups<'s> {
    #[inline(always)]
    fn of(source: Source<'s>) -> Self {
        match source {
            Source::Constant(value) => Self { whole: &[], rest: [value; WORD] },
            Source::Slice(values) => {
                let (whole, left) = values.as_chunks();
                let mut rest = [f64::NAN; WORD];
                rest.iter_mut().zip(left).for_each(|(place, value)| *place = *value);
                Self { whole, rest }
            }
        }
    }

    #[inline(always)]
    fn get(&self, word: usize) -> &[f64; WORD] {
        self.whole.get(word).unwrap_or(&self.rest)
    }
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

pub(super) fn order(out: &mut Order, a: Source<'_>, b: Source<'_>) {
    wide(
        #[inline(always)]
        || {
            let (a, b) = (Groups::of(a), Groups::of(b));
            let out = out.less.iter_mut().zip(&mut out.equal).zip(&mut out.greater);
            for (word, ((out_less, out_equal), out_greater)) in out.enumerate() {
                let (a, b) = (a.get(word), b.get(word));
                let (mut less, mut equal, mut greater) = (0, 0, 0);
                for bar in 0..WORD {
                    less |= u64::from(a[bar] < b[bar]) << bar;
                    equal |= u64::from((a[bar] >= b[bar]) & (a[bar] <= b[bar])) << bar;
                    greater |= u64::from(a[bar] > b[bar]) << bar;
                }
                (*out_less, *out_equal, *out_greater) = (less, equal, greater);
            }
        },
    );
}

pub(super) fn compare(out: &mut Truths, comparison: Comparison, order: &Order) {
    match comparison {
        Comparison::Less => compare_by(out, order, |less, _, _| less),
        Comparison::LessOrEqual => compare_by(out, order, |less, equal, _| less | equal),
        Comparison::Greater => compare_by(out, order, |_, _, greater| greater),
        Comparison::GreaterOrEqual => compare_by(out, order, |_, equal, greater| equal | greater),
        Comparison::Equal => compare_by(out, order, |_, equal, _| equal),
        Comparison::NotEqual => compare_by(out, order, |less, _, greater| less | greater),
    }
}

/// True where the numbers stand so; false where they stand otherwise.
fn compare_by(out: &mut Truths, order: &Order, so: impl Fn(u64, u64, u64) -> u64) {
    let order = order.less.iter().zip(&order.equal).zip(&order.greater);
    let out = out.holds.iter_mut().zip(&mut out.fails);
    for ((holds, fails), ((less, equal), greater)) in out.zip(order) {
        *holds = so(*less, *equal, *greater);
        *fails = (less | equal | greater) & !*holds;
    }
}

/// Whether the numbers of an order cross; `then` are the numbers one bar before its first.
pub(super) fn cross(out: &mut Truths, cross: Cross, order: &Order, then: (f64, f64), spare: &mut Truths) {
    match cross {
        Cross::Above => cross_by(out, Comparison::Greater, order, then),
        Cross::Below => cross_by(out, Comparison::Less, order, then),
        Cross::Either => {
            cross_by(out, Comparison::Greater, order, then);
            cross_by(spare, Comparison::Less, order, then);
            out.or(spare);
        }
    }
}

/// Whether the comparison holds now and did not hold one bar before.
fn cross_by(out: &mut Truths, comparison: Comparison, order: &Order, (a, b): (f64, f64)) {
    let known = !a.is_nan() && !b.is_nan();
    let held = scalar::holds(comparison, a, b);
    let (mut held_before, mut failed_before) = (u64::from(known && held), u64::from(known && !held));
    compare(out, comparison, order);
    for (out_holds, out_fails) in out.holds.iter_mut().zip(&mut out.fails) {
        let (holds, fails) = (*out_holds, *out_fails);
        *out_holds = holds & (fails << 1 | failed_before);
        *out_fails = fails | holds << 1 | held_before;
        (held_before, failed_before) = (holds >> (WORD - 1), fails >> (WORD - 1));
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
pub(super) fn trend(x: &[f64], bars: usize, side: Side, out: &mut Truths) {
    out.resize(x.len());
    let mut previous = f64::NAN;
    // Values without NaN, and steps to that side, in a row up to this bar.
    let (mut known, mut steps) = (0_usize, 0_usize);
    for ((values, out_holds), out_fails) in x.chunks(WORD).zip(&mut out.holds).zip(&mut out.fails) {
        (*out_holds, *out_fails) = (0, 0);
        for (bar, value) in values.iter().enumerate() {
            known = if value.is_nan() { 0 } else { known.saturating_add(1) };
            let moved = match side {
                Side::Up => *value > previous,
                Side::Down => *value < previous,
            };
            steps = if moved { steps.saturating_add(1) } else { 0 };
            *out_holds |= u64::from(known > bars && steps >= bars) << bar;
            *out_fails |= u64::from(known > bars && steps < bars) << bar;
            previous = *value;
        }
    }
}
