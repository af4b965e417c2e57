//! Runs a program over a frame, a chunk of bars at a time.

use std::mem::take;
use std::ops::Range;

use super::Frame;
use super::kernels::{self, Source};
use super::program::{Compiled, Operand, Program, Step, TruthRegister, Window};
use super::reference::{hour, weekday};
use super::truths::{Holds, Order, Truths, WORD};

/// Bars in a chunk: a register of numbers is 16 KiB, so the registers of a usual rule stay in the first-level cache.
/// Tests cut smaller, so that short random data cross boundaries.
const CHUNK: usize = if cfg!(test) { WORD } else { 32 * WORD };

/// Buffers of an evaluation, to be kept between evaluations of any rules over any frames.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    registers: Registers,
    windows: Vec<Vec<f64>>,
    trends: Vec<Truths>,
    argument: Vec<f64>,
}

#[derive(Debug, Default)]
struct Registers {
    numbers: Vec<Vec<f64>>,
    truths: Vec<Truths>,
    orders: Vec<Order>,
    /// A lagged series where it reaches before the data, one for each operand of a step.
    pads: [Vec<f64>; 2],
    /// Truths that a step needs on its way.
    spare: Truths,
}

/// What steps read besides registers.
#[derive(Clone, Copy)]
struct Inputs<'a> {
    frame: &'a Frame<'a>,
    windows: &'a [Vec<f64>],
    trends: &'a [Truths],
}

/// Evaluates rules: `out` becomes where each is true.
pub(super) fn evaluate(compiled: &Compiled, frame: &Frame<'_>, scratch: &mut Scratch, out: &mut Vec<Holds>) {
    let bars = frame.bars();
    let Scratch { registers, windows, trends, argument } = scratch;
    registers.resize(compiled);
    let count = compiled.windows.len();
    windows.resize_with(count.max(windows.len()), Vec::new);
    trends.resize_with(count.max(trends.len()), Truths::default);
    for (index, window) in compiled.windows.iter().enumerate() {
        // A window never reads its own place, so its buffer can be taken out while it is filled.
        let (mut numbers, mut truths) = (take_at(windows, index), take_at(trends, index));
        let inputs = Inputs { frame, windows, trends };
        match window {
            Window::Extreme { side, bars, of } => {
                kernels::window(registers.whole(of, inputs, argument), *bars, *side, &mut numbers);
            }
            Window::Trend { side, bars, of } => {
                kernels::trend(registers.whole(of, inputs, argument), *bars, *side, &mut truths);
            }
            Window::BarsSince { condition } => registers.bars_since(condition, inputs, &mut numbers),
        }
        put_at(windows, index, numbers);
        put_at(trends, index, truths);
    }
    out.resize_with(compiled.rules.len(), Holds::default);
    out.iter_mut().for_each(Holds::clear);
    let inputs = Inputs { frame, windows, trends };
    for chunk in chunks(bars) {
        for (rule, holds) in compiled.rules.iter().zip(&mut *out) {
            registers.run(&rule.steps, inputs, &chunk);
            if let Some(truths) = registers.truths.get(rule.result) {
                holds.extend(truths, chunk.len());
            }
        }
    }
}

fn chunks(bars: usize) -> impl Iterator<Item = Range<usize>> {
    (0..bars).step_by(CHUNK).map(move |start| start..start.saturating_add(CHUNK).min(bars))
}

fn take_at<T: Default>(all: &mut [T], index: usize) -> T {
    all.get_mut(index).map(take).unwrap_or_default()
}

fn put_at<T>(all: &mut [T], index: usize, value: T) {
    if let Some(place) = all.get_mut(index) {
        *place = value;
    }
}

impl Registers {
    fn resize(&mut self, compiled: &Compiled) {
        let numbers = compiled.number_registers.max(self.numbers.len());
        self.numbers.resize_with(numbers, || vec![0.0; CHUNK]);
        let truths = compiled.truth_registers.max(self.truths.len());
        self.truths.resize_with(truths, Truths::default);
        let orders = compiled.order_registers.max(self.orders.len());
        self.orders.resize_with(orders, Order::default);
        for order in &mut self.orders {
            order.resize(CHUNK);
        }
        for truths in self.truths.iter_mut().chain([&mut self.spare]) {
            truths.resize(CHUNK);
        }
        for pad in &mut self.pads {
            pad.resize(CHUNK, f64::NAN);
        }
    }

    /// The number on all bars: the series itself where the program is nothing else.
    fn whole<'o>(
        &mut self,
        program: &Program<Operand>,
        inputs: Inputs<'o>,
        out: &'o mut Vec<f64>,
    ) -> &'o [f64] {
        let bars = inputs.frame.bars();
        if let Operand::Series { slot, lag: 0 } = program.result
            && inputs.frame.series(slot).len() == bars
        {
            return inputs.frame.series(slot);
        }
        out.clear();
        out.reserve(bars);
        for chunk in chunks(bars) {
            self.run(&program.steps, inputs, &chunk);
            let [pad, ..] = &mut self.pads;
            match source(program.result, inputs, &self.numbers, pad, &chunk) {
                Source::Slice(values) => out.extend_from_slice(values),
                Source::Constant(value) => out.extend(std::iter::repeat_n(value, chunk.len())),
            }
        }
        out
    }

    fn bars_since(&mut self, program: &Program<TruthRegister>, inputs: Inputs<'_>, out: &mut Vec<f64>) {
        out.clear();
        out.reserve(inputs.frame.bars());
        let mut since = f64::NAN;
        for chunk in chunks(inputs.frame.bars()) {
            self.run(&program.steps, inputs, &chunk);
            let words = self.truths.get(program.result).map_or(&[][..], |truths| &truths.holds);
            let bars = words.iter().flat_map(|word| (0..WORD).map(move |bar| word >> bar & 1 == 1));
            out.extend(bars.take(chunk.len()).map(|holds| {
                since = if holds { 0.0 } else { since + 1.0 };
                since
            }));
        }
    }

    fn run(&mut self, steps: &[Step], inputs: Inputs<'_>, chunk: &Range<usize>) {
        for step in steps {
            self.step(*step, inputs, chunk);
        }
    }

    fn step(&mut self, step: Step, inputs: Inputs<'_>, chunk: &Range<usize>) {
        match step {
            Step::Negate { to, x } => {
                self.number(to, [x], inputs, chunk, |out, [x]| kernels::unary(out, x, |x| -x));
            }
            Step::Abs { to, x } => {
                self.number(to, [x], inputs, chunk, |out, [x]| kernels::unary(out, x, f64::abs));
            }
            Step::Arithmetic { operator, to, a, b } => {
                self.number(to, [a, b], inputs, chunk, |out, [a, b]| {
                    kernels::arithmetic(out, operator, a, b);
                });
            }
            Step::Extreme { side, to, a, b } => {
                self.number(to, [a, b], inputs, chunk, |out, [a, b]| kernels::extreme(out, side, a, b));
            }
            Step::Hour { to, lag } => self.times(to, lag, inputs.frame, chunk, hour),
            Step::Weekday { to, lag } => self.times(to, lag, inputs.frame, chunk, weekday),
            Step::Order { to, a, b } => {
                let [a, b] = sources([a, b], inputs, &self.numbers, &mut self.pads, chunk);
                if let Some(order) = self.orders.get_mut(to) {
                    kernels::order(order, a, b);
                }
            }
            Step::Compare { comparison, to, order } => {
                if let (Some(out), Some(order)) = (self.truths.get_mut(to), self.orders.get(order)) {
                    kernels::compare(out, comparison, order);
                }
            }
            Step::Cross { cross, to, order, then: (a, b) } => {
                let [a, b] = sources([a, b], inputs, &self.numbers, &mut self.pads, chunk);
                if let (Some(out), Some(order)) = (self.truths.get_mut(to), self.orders.get(order)) {
                    kernels::cross(out, cross, order, (a.first(), b.first()), &mut self.spare);
                }
            }
            Step::Trend { to, window, lag } => {
                if let Some(trend) = inputs.trends.get(window) {
                    self.change(to, |out| out.copy_lagged(trend, chunk.start, lag));
                }
            }
            Step::Fill { to, truth } => self.change(to, |out| out.fill(truth)),
            Step::And { to, with } => self.join(to, with, Truths::and),
            Step::Or { to, with } => self.join(to, with, Truths::or),
            Step::Not { to } => self.change(to, Truths::not),
            Step::Mask { to, bars } => self.change(to, |out| out.forget(bars.saturating_sub(chunk.start))),
        }
    }

    fn number<const N: usize>(
        &mut self,
        to: usize,
        operands: [Operand; N],
        inputs: Inputs<'_>,
        chunk: &Range<usize>,
        kernel: impl FnOnce(&mut [f64], [Source<'_>; N]),
    ) {
        let mut out = take_at(&mut self.numbers, to);
        let kept = out.get_mut(..chunk.len()).unwrap_or(&mut []);
        kernel(kept, sources(operands, inputs, &self.numbers, &mut self.pads, chunk));
        put_at(&mut self.numbers, to, out);
    }

    fn times(
        &mut self,
        to: usize,
        lag: usize,
        frame: &Frame<'_>,
        chunk: &Range<usize>,
        read: impl Fn(assay_types::Timestamp) -> f64,
    ) {
        let before = lag.saturating_sub(chunk.start).min(chunk.len());
        let first = chunk.start.saturating_sub(lag);
        let out =
            self.numbers.get_mut(to).and_then(|register| register.get_mut(..chunk.len())).unwrap_or(&mut []);
        let (unknown, known) = out.split_at_mut(before);
        unknown.fill(f64::NAN);
        let times = frame.time.get(first..).unwrap_or(&[]);
        known.iter_mut().zip(times).for_each(|(out, time)| *out = read(*time));
    }

    fn change(&mut self, to: TruthRegister, kernel: impl FnOnce(&mut Truths)) {
        if let Some(out) = self.truths.get_mut(to) {
            kernel(out);
        }
    }

    fn join(&mut self, to: TruthRegister, with: TruthRegister, kernel: impl FnOnce(&mut Truths, &Truths)) {
        let mut out = take_at(&mut self.truths, to);
        if let Some(with) = self.truths.get(with) {
            kernel(&mut out, with);
        }
        put_at(&mut self.truths, to, out);
    }
}

fn sources<'s, const N: usize>(
    operands: [Operand; N],
    inputs: Inputs<'s>,
    numbers: &'s [Vec<f64>],
    pads: &'s mut [Vec<f64>; 2],
    chunk: &Range<usize>,
) -> [Source<'s>; N] {
    let mut found = [Source::Constant(f64::NAN); N];
    for ((operand, found), pad) in operands.into_iter().zip(&mut found).zip(pads) {
        *found = source(operand, inputs, numbers, pad, chunk);
    }
    found
}

fn source<'s>(
    operand: Operand,
    inputs: Inputs<'s>,
    numbers: &'s [Vec<f64>],
    pad: &'s mut [f64],
    chunk: &Range<usize>,
) -> Source<'s> {
    let (values, lag) = match operand {
        Operand::Constant(value) => return Source::Constant(value),
        Operand::Register(register) => {
            let values = numbers.get(register).and_then(|values| values.get(..chunk.len()));
            return Source::Slice(values.unwrap_or(&[]));
        }
        Operand::Series { slot, lag } => (inputs.frame.series(slot), lag),
        Operand::Window { window, lag } => (inputs.windows.get(window).map_or(&[][..], Vec::as_slice), lag),
    };
    if values.len() < inputs.frame.bars() {
        return Source::Constant(f64::NAN);
    }
    if let Some(start) = chunk.start.checked_sub(lag) {
        return Source::Slice(values.get(start..start.saturating_add(chunk.len())).unwrap_or(&[]));
    }
    let pad = pad.get_mut(..chunk.len()).unwrap_or(&mut []);
    shift(pad, values, chunk.start, lag);
    Source::Slice(pad)
}

/// The values `lag` bars before the chunk that starts at `start`, NaN where that is before the data.
fn shift(out: &mut [f64], values: &[f64], start: usize, lag: usize) {
    let before = lag.saturating_sub(start).min(out.len());
    let (head, tail) = out.split_at_mut(before);
    head.fill(f64::NAN);
    let from = values.get(start.saturating_sub(lag)..).unwrap_or(&[]);
    tail.iter_mut().zip(from).for_each(|(out, value)| *out = *value);
}
