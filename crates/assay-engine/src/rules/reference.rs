//! One bar at a time: the plain meaning of an expression, against which the whole-series evaluator is tested.

use assay_types::{NANOS_PER_DAY, NANOS_PER_SECOND, Timestamp};

use super::scalar::{arithmetic, holds, larger, smaller};
use super::table::Comparison;
use super::tree::{Condition, Cross, Number, Side};
use super::{Frame, Truth};

/// The hour in UTC, 0 to 23.
pub(crate) fn hour(time: Timestamp) -> f64 {
    let hour = time.unix_nanos().rem_euclid(NANOS_PER_DAY).div_euclid(3_600 * NANOS_PER_SECOND);
    f64::from(i32::try_from(hour).unwrap_or(0))
}

/// The day of the week in UTC; Monday is 0.
pub(crate) fn weekday(time: Timestamp) -> f64 {
    // 1970-01-01 was a Thursday.
    let weekday = time.unix_nanos().div_euclid(NANOS_PER_DAY).saturating_add(3).rem_euclid(7);
    f64::from(i32::try_from(weekday).unwrap_or(0))
}

/// The value on that bar; NaN where it is unknown.
pub(crate) fn number(node: &Number, frame: &Frame<'_>, bar: usize) -> f64 {
    match node {
        Number::Constant(value) => *value,
        Number::Series(slot) => frame.series(*slot).get(bar).copied().unwrap_or(f64::NAN),
        Number::Negate(x) => -number(x, frame, bar),
        Number::Arithmetic(operator, a, b) => {
            arithmetic(*operator, number(a, frame, bar), number(b, frame, bar))
        }
        Number::Abs(x) => number(x, frame, bar).abs(),
        Number::Extreme(side, all) => {
            all.iter().map(|x| number(x, frame, bar)).reduce(|a, b| extreme(*side, a, b)).unwrap_or(f64::NAN)
        }
        Number::Window(side, x, bars) => (0..*bars)
            .map(|back| lagged(x, frame, bar, back))
            .reduce(|a, b| extreme(*side, a, b))
            .unwrap_or(f64::NAN),
        Number::BarsSince(cond) => (0..=bar)
            .rev()
            .position(|at| condition(cond, frame, at) == Truth::True)
            .and_then(|bars| u32::try_from(bars).ok())
            .map_or(f64::NAN, f64::from),
        Number::Hour => frame.time.get(bar).map_or(f64::NAN, |time| hour(*time)),
        Number::Weekday => frame.time.get(bar).map_or(f64::NAN, |time| weekday(*time)),
        Number::Lag(x, bars) => lagged(x, frame, bar, *bars),
    }
}

/// The truth on that bar.
pub(crate) fn condition(node: &Condition, frame: &Frame<'_>, bar: usize) -> Truth {
    match node {
        Condition::Constant(value) => Truth::from(*value),
        Condition::Compare(operands, comparisons) => operands
            .iter()
            .zip(operands.iter().skip(1))
            .zip(comparisons)
            .map(|((a, b), comparison)| compare(*comparison, number(a, frame, bar), number(b, frame, bar)))
            .fold(Truth::True, Truth::and),
        Condition::All(all) => all.iter().map(|x| condition(x, frame, bar)).fold(Truth::True, Truth::and),
        Condition::Any(any) => any.iter().map(|x| condition(x, frame, bar)).fold(Truth::False, Truth::or),
        Condition::Not(x) => condition(x, frame, bar).not(),
        Condition::Cross(cross, a, b) => {
            let (now_a, now_b) = (number(a, frame, bar), number(b, frame, bar));
            let (then_a, then_b) = (before(a, frame, bar), before(b, frame, bar));
            let above = compare(Comparison::Greater, now_a, now_b).and(compare(
                Comparison::LessOrEqual,
                then_a,
                then_b,
            ));
            let below = compare(Comparison::Less, now_a, now_b).and(compare(
                Comparison::GreaterOrEqual,
                then_a,
                then_b,
            ));
            match cross {
                Cross::Above => above,
                Cross::Below => below,
                Cross::Either => above.or(below),
            }
        }
        Condition::Trend(side, x, bars) => {
            let values: Vec<f64> = (0..=*bars).map(|back| lagged(x, frame, bar, back)).collect();
            if values.iter().any(|value| value.is_nan()) {
                return Truth::Unknown;
            }
            Truth::from(values.windows(2).all(|pair| match (side, pair) {
                (Side::Up, [now, then]) => now > then,
                (Side::Down, [now, then]) => now < then,
                _ => false,
            }))
        }
        Condition::Lag(x, bars) => match bar.checked_sub(*bars) {
            Some(then) => condition(x, frame, then),
            None => Truth::Unknown,
        },
    }
}

fn lagged(node: &Number, frame: &Frame<'_>, bar: usize, bars: usize) -> f64 {
    bar.checked_sub(bars).map_or(f64::NAN, |then| number(node, frame, then))
}

/// One bar before; a constant is the same there.
fn before(node: &Number, frame: &Frame<'_>, bar: usize) -> f64 {
    if node.is_constant() { number(node, frame, bar) } else { lagged(node, frame, bar, 1) }
}

fn extreme(side: Side, a: f64, b: f64) -> f64 {
    match side {
        Side::Up => larger(a, b),
        Side::Down => smaller(a, b),
    }
}

fn compare(comparison: Comparison, a: f64, b: f64) -> Truth {
    if a.is_nan() || b.is_nan() { Truth::Unknown } else { Truth::from(holds(comparison, a, b)) }
}
