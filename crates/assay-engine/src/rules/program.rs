//! A rule as a flat list of instructions over registers that hold a chunk of bars each.

use super::Truth;
use super::names::Slot;
use super::table::{Arithmetic, Comparison};
use super::tree::{Cross, Side};

/// Where an instruction finds a number on each bar of the chunk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operand {
    Constant(f64),
    Series {
        slot: Slot,
        lag: usize,
    },
    /// The result of a window function, which is there for all bars.
    Window {
        window: usize,
        lag: usize,
    },
    Register(usize),
}

/// A register of truths.
pub(super) type TruthRegister = usize;

/// A register of the order of two numbers. It is written once in a program, so that all can read it.
pub(super) type OrderRegister = usize;

/// One step. `to` is never one of the number registers that the step reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Negate {
        to: usize,
        x: Operand,
    },
    Abs {
        to: usize,
        x: Operand,
    },
    Arithmetic {
        operator: Arithmetic,
        to: usize,
        a: Operand,
        b: Operand,
    },
    Extreme {
        side: Side,
        to: usize,
        a: Operand,
        b: Operand,
    },
    Hour {
        to: usize,
        lag: usize,
    },
    Weekday {
        to: usize,
        lag: usize,
    },
    Order {
        to: OrderRegister,
        a: Operand,
        b: Operand,
    },
    Compare {
        comparison: Comparison,
        to: TruthRegister,
        order: OrderRegister,
    },
    /// `then` are the numbers of the order one bar before.
    Cross {
        cross: Cross,
        to: TruthRegister,
        order: OrderRegister,
        then: (Operand, Operand),
    },
    Trend {
        to: TruthRegister,
        window: usize,
        lag: usize,
    },
    Fill {
        to: TruthRegister,
        truth: Truth,
    },
    And {
        to: TruthRegister,
        with: TruthRegister,
    },
    Or {
        to: TruthRegister,
        with: TruthRegister,
    },
    Not {
        to: TruthRegister,
    },
    /// Makes the truth unknown on the first bars of the data.
    Mask {
        to: TruthRegister,
        bars: usize,
    },
}

/// Steps in order, and where their result is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Program<R> {
    pub(super) steps: Vec<Step>,
    pub(super) result: R,
}

/// A function of many bars, computed once for all bars before the steps that read it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Window {
    Extreme { side: Side, bars: usize, of: Program<Operand> },
    BarsSince { condition: Program<TruthRegister> },
    Trend { side: Side, bars: usize, of: Program<Operand> },
}

/// Rules that are evaluated together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Compiled {
    /// Each reads only those before it.
    pub(super) windows: Vec<Window>,
    /// Each reads the orders of those before it, too.
    pub(super) rules: Vec<Program<TruthRegister>>,
    pub(super) number_registers: usize,
    pub(super) truth_registers: usize,
    pub(super) order_registers: usize,
}
