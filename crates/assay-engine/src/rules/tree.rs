//! The checked tree: every name resolved, every type known.

use super::names::Slot;
use super::table::{Arithmetic, Comparison};

/// A number on each bar; NaN is *unknown*.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Number {
    Constant(f64),
    Series(Slot),
    Negate(Box<Number>),
    Arithmetic(Arithmetic, Box<Number>, Box<Number>),
    Abs(Box<Number>),
    Extreme(Side, Vec<Number>),
    /// The extreme of the last so many bars, this one included.
    Window(Side, Box<Number>, usize),
    BarsSince(Box<Condition>),
    Hour,
    Weekday,
    Lag(Box<Number>, usize),
}

/// A condition on each bar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    Constant(bool),
    /// One more operand than comparisons.
    Compare(Vec<Number>, Vec<Comparison>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Cross(Cross, Box<Number>, Box<Number>),
    /// Whether the number moved to that side on each of the last so many bars.
    Trend(Side, Box<Number>, usize),
    Lag(Box<Condition>, usize),
}

/// The slots that a `slots` method visits, each once, in ascending order.
pub(crate) fn gathered(visit_all: impl FnOnce(&mut dyn FnMut(Slot))) -> Vec<Slot> {
    let mut slots = std::collections::BTreeSet::new();
    visit_all(&mut |slot| {
        slots.insert(slot);
    });
    slots.into_iter().collect()
}

/// The larger or the smaller; up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Up,
    Down,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cross {
    Above,
    Below,
    Either,
}

impl Number {
    /// Whether the value is the same on every bar.
    pub(crate) fn is_constant(&self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Series(_)
            | Self::Window(..)
            | Self::BarsSince(_)
            | Self::Hour
            | Self::Weekday
            | Self::Lag(..) => false,
            Self::Negate(x) | Self::Abs(x) => x.is_constant(),
            Self::Arithmetic(_, a, b) => a.is_constant() && b.is_constant(),
            Self::Extreme(_, all) => all.iter().all(Self::is_constant),
        }
    }

    /// How many bars before the current one the value looks at, at least.
    pub(crate) fn lookback(&self) -> usize {
        match self {
            Self::Constant(_) | Self::Series(_) | Self::Hour | Self::Weekday => 0,
            Self::Negate(x) | Self::Abs(x) => x.lookback(),
            Self::Arithmetic(_, a, b) => a.lookback().max(b.lookback()),
            Self::Extreme(_, all) => all.iter().map(Self::lookback).max().unwrap_or(0),
            Self::Window(_, x, bars) => x.lookback().saturating_add(bars.saturating_sub(1)),
            Self::BarsSince(condition) => condition.lookback(),
            Self::Lag(x, bars) => x.lookback().saturating_add(*bars),
        }
    }

    /// Whether the value depends on where the bar stands among others, or in time.
    pub(crate) fn looks_at_bars(&self) -> bool {
        match self {
            Self::Constant(_) | Self::Series(_) => false,
            Self::Window(..) | Self::BarsSince(_) | Self::Hour | Self::Weekday | Self::Lag(..) => true,
            Self::Negate(x) | Self::Abs(x) => x.looks_at_bars(),
            Self::Arithmetic(_, a, b) => a.looks_at_bars() || b.looks_at_bars(),
            Self::Extreme(_, all) => all.iter().any(Self::looks_at_bars),
        }
    }

    /// Calls `visit` with every slot that the value reads.
    pub(crate) fn slots(&self, visit: &mut dyn FnMut(Slot)) {
        match self {
            Self::Constant(_) | Self::Hour | Self::Weekday => {}
            Self::Series(slot) => visit(*slot),
            Self::Negate(x) | Self::Abs(x) | Self::Window(_, x, _) | Self::Lag(x, _) => x.slots(visit),
            Self::Arithmetic(_, a, b) => {
                a.slots(visit);
                b.slots(visit);
            }
            Self::Extreme(_, all) => all.iter().for_each(|x| x.slots(visit)),
            Self::BarsSince(condition) => condition.slots(visit),
        }
    }
}

impl Condition {
    /// Whether the truth is the same on every bar.
    pub(crate) fn is_constant(&self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Compare(operands, _) => operands.iter().all(Number::is_constant),
            Self::All(all) | Self::Any(all) => all.iter().all(Self::is_constant),
            Self::Not(x) => x.is_constant(),
            Self::Cross(..) | Self::Trend(..) | Self::Lag(..) => false,
        }
    }

    /// How many bars before the current one the condition looks at, at least.
    pub(crate) fn lookback(&self) -> usize {
        match self {
            Self::Constant(_) => 0,
            Self::Compare(operands, _) => operands.iter().map(Number::lookback).max().unwrap_or(0),
            Self::All(all) | Self::Any(all) => all.iter().map(Self::lookback).max().unwrap_or(0),
            Self::Not(x) => x.lookback(),
            Self::Cross(_, a, b) => a.lookback().max(b.lookback()).saturating_add(1),
            Self::Trend(_, x, bars) => x.lookback().saturating_add(*bars),
            Self::Lag(x, bars) => x.lookback().saturating_add(*bars),
        }
    }

    /// Whether the truth depends on where the bar stands among others, or in time.
    pub(crate) fn looks_at_bars(&self) -> bool {
        match self {
            Self::Constant(_) => false,
            Self::Compare(operands, _) => operands.iter().any(Number::looks_at_bars),
            Self::All(all) | Self::Any(all) => all.iter().any(Self::looks_at_bars),
            Self::Not(x) => x.looks_at_bars(),
            Self::Cross(..) | Self::Trend(..) | Self::Lag(..) => true,
        }
    }

    /// Calls `visit` with every slot that the condition reads.
    pub(crate) fn slots(&self, visit: &mut dyn FnMut(Slot)) {
        match self {
            Self::Constant(_) => {}
            Self::Compare(operands, _) => operands.iter().for_each(|x| x.slots(visit)),
            Self::All(all) | Self::Any(all) => all.iter().for_each(|x| x.slots(visit)),
            Self::Not(x) | Self::Lag(x, _) => x.slots(visit),
            Self::Cross(_, a, b) => {
                a.slots(visit);
                b.slots(visit);
            }
            Self::Trend(_, x, _) => x.slots(visit),
        }
    }
}
