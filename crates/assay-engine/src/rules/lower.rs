//! The checked tree to a program: constants folded, lags pushed down to the series, registers assigned.
//!
//! Every operation looks at one bar at a time, so `(a + b)[2]` is `a[2] + b[2]` and a lag costs an offset. Only
//! a condition that can be settled without the data before the first bar (`(close > 5 or 2 > 1)[1]`) needs the
//! first bars masked, for there it has to be unknown.

use super::Frame;
use super::Truth;
use super::program::{Compiled, Operand, OrderRegister, Program, Step, TruthRegister, Window};
use super::reference;
use super::tree::{Condition, Number};

/// Compiles rules that are evaluated together: windows, and comparisons of series, that they share are computed once.
pub(super) fn compile<'c>(rules: impl IntoIterator<Item = &'c Condition>) -> Compiled {
    let mut lowering = Lowering::default();
    let rules = rules.into_iter().map(|rule| lowering.condition_program(rule)).collect();
    Compiled {
        windows: lowering.windows,
        rules,
        number_registers: lowering.numbers.most,
        truth_registers: lowering.truths.most,
        order_registers: lowering.most_orders,
    }
}

#[derive(Default)]
struct Lowering {
    windows: Vec<Window>,
    steps: Vec<Step>,
    numbers: Registers,
    truths: Registers,
    /// What each register of orders so far compares, unless that is in registers, which change.
    orders: Vec<Option<(Operand, Operand)>>,
    most_orders: usize,
}

/// Which registers are in use.
#[derive(Default)]
struct Registers {
    free: Vec<usize>,
    most: usize,
}

impl Registers {
    fn take(&mut self) -> usize {
        self.free.pop().unwrap_or_else(|| {
            let next = self.most;
            self.most = self.most.saturating_add(1);
            next
        })
    }

    fn give_back(&mut self, register: usize) {
        self.free.push(register);
    }
}

impl Lowering {
    fn number_program(&mut self, node: &Number) -> Program<Operand> {
        let outer = std::mem::take(&mut self.steps);
        let result = self.number(node, 0);
        self.release(result);
        Program { steps: std::mem::replace(&mut self.steps, outer), result }
    }

    fn condition_program(&mut self, node: &Condition) -> Program<TruthRegister> {
        let outer = std::mem::take(&mut self.steps);
        let result = self.condition(node, 0);
        self.truths.give_back(result);
        Program { steps: std::mem::replace(&mut self.steps, outer), result }
    }

    /// A window is computed while no step runs, so its registers may be those of the steps around it.
    fn window(&mut self, window: Window) -> usize {
        if let Some(known) = self.windows.iter().position(|known| *known == window) {
            return known;
        }
        self.windows.push(window);
        self.windows.len().saturating_sub(1)
    }

    fn release(&mut self, operand: Operand) {
        if let Operand::Register(register) = operand {
            self.numbers.give_back(register);
        }
    }

    fn number(&mut self, node: &Number, lag: usize) -> Operand {
        if node.is_constant() {
            return Operand::Constant(reference::number(node, &Frame::EMPTY, 0));
        }
        match node {
            Number::Constant(value) => Operand::Constant(*value),
            Number::Series(slot) => Operand::Series { slot: *slot, lag },
            Number::Lag(x, bars) => self.number(x, lag.saturating_add(*bars)),
            Number::Negate(x) => {
                let x = self.number(x, lag);
                self.step(&[x], |to| Step::Negate { to, x })
            }
            Number::Abs(x) => {
                let x = self.number(x, lag);
                self.step(&[x], |to| Step::Abs { to, x })
            }
            Number::Arithmetic(operator, a, b) => {
                let (a, b) = (self.number(a, lag), self.number(b, lag));
                self.step(&[a, b], |to| Step::Arithmetic { operator: *operator, to, a, b })
            }
            Number::Extreme(side, all) => {
                let mut rest = all.iter();
                let mut a = rest.next().map_or(Operand::Constant(f64::NAN), |first| self.number(first, lag));
                for next in rest {
                    let b = self.number(next, lag);
                    a = self.step(&[a, b], |to| Step::Extreme { side: *side, to, a, b });
                }
                a
            }
            Number::Window(side, x, bars) => {
                let of = self.number_program(x);
                let window = self.window(Window::Extreme { side: *side, bars: *bars, of });
                Operand::Window { window, lag }
            }
            Number::BarsSince(condition) => {
                // A window is computed at another time than the rules around it.
                let orders = std::mem::take(&mut self.orders);
                let condition = self.condition_program(condition);
                self.orders = orders;
                let window = self.window(Window::BarsSince { condition });
                Operand::Window { window, lag }
            }
            Number::Hour => self.step(&[], |to| Step::Hour { to, lag }),
            Number::Weekday => self.step(&[], |to| Step::Weekday { to, lag }),
        }
    }

    /// A step into a register that none of its operands occupies.
    fn step(&mut self, operands: &[Operand], step: impl FnOnce(usize) -> Step) -> Operand {
        let to = self.numbers.take();
        self.steps.push(step(to));
        for operand in operands {
            self.release(*operand);
        }
        Operand::Register(to)
    }

    fn truth(&mut self, step: impl FnOnce(TruthRegister) -> Step) -> TruthRegister {
        let to = self.truths.take();
        self.steps.push(step(to));
        to
    }

    /// The order of two numbers, in the register of an earlier rule or condition if one needed it.
    fn order(&mut self, a: Operand, b: Operand) -> OrderRegister {
        let stays = |operand| !matches!(operand, Operand::Register(_));
        let compared = (stays(a) && stays(b)).then_some((a, b));
        if compared.is_some()
            && let Some(known) = self.orders.iter().position(|known| *known == compared)
        {
            return known;
        }
        let to = self.orders.len();
        self.orders.push(compared);
        self.most_orders = self.most_orders.max(self.orders.len());
        self.steps.push(Step::Order { to, a, b });
        to
    }

    fn condition(&mut self, node: &Condition, lag: usize) -> TruthRegister {
        if node.is_constant() {
            let truth = reference::condition(node, &Frame::EMPTY, 0);
            return self.truth(|to| Step::Fill { to, truth });
        }
        match node {
            Condition::Constant(value) => {
                let truth = Truth::from(*value);
                self.truth(|to| Step::Fill { to, truth })
            }
            Condition::Lag(x, bars) => {
                let lag = lag.saturating_add(*bars);
                let to = self.condition(x, lag);
                if !is_unknown_without_data(x) {
                    self.steps.push(Step::Mask { to, bars: lag });
                }
                to
            }
            Condition::Not(x) => {
                let to = self.condition(x, lag);
                self.steps.push(Step::Not { to });
                to
            }
            Condition::Compare(operands, comparisons) => {
                let operands: Vec<Operand> = operands.iter().map(|x| self.number(x, lag)).collect();
                let mut pairs = operands.iter().zip(operands.iter().skip(1)).zip(comparisons);
                let mut result = None;
                for ((a, b), comparison) in &mut pairs {
                    let order = self.order(*a, *b);
                    let next = self.truth(|to| Step::Compare { comparison: *comparison, to, order });
                    result = Some(self.merge(result, next, |to, with| Step::And { to, with }));
                }
                for operand in operands {
                    self.release(operand);
                }
                self.settled(result, Truth::True)
            }
            Condition::All(all) => {
                let decides = |truth| truth == Truth::False;
                self.joined(all, lag, Truth::True, decides, |to, with| Step::And { to, with })
            }
            Condition::Any(any) => {
                let decides = |truth| truth == Truth::True;
                self.joined(any, lag, Truth::False, decides, |to, with| Step::Or { to, with })
            }
            Condition::Cross(cross, a, b) => {
                let now = (self.number(a, lag), self.number(b, lag));
                let before = lag.saturating_add(1);
                let then = (self.number(a, before), self.number(b, before));
                let order = self.order(now.0, now.1);
                let to = self.truth(|to| Step::Cross { cross: *cross, to, order, then });
                for operand in [now.0, now.1, then.0, then.1] {
                    self.release(operand);
                }
                to
            }
            Condition::Trend(side, x, bars) => {
                let of = self.number_program(x);
                let window = self.window(Window::Trend { side: *side, bars: *bars, of });
                self.truth(|to| Step::Trend { to, window, lag })
            }
        }
    }

    /// Conditions joined by `and` or `or`. A constant part that `decides` settles the whole; one that equals
    /// the `neutral` truth falls away.
    fn joined(
        &mut self,
        parts: &[Condition],
        lag: usize,
        neutral: Truth,
        decides: impl Fn(Truth) -> bool,
        join: impl Fn(TruthRegister, TruthRegister) -> Step + Copy,
    ) -> TruthRegister {
        let constant =
            |part: &Condition| part.is_constant().then(|| reference::condition(part, &Frame::EMPTY, 0));
        if let Some(truth) = parts.iter().filter_map(constant).find(|truth| decides(*truth)) {
            return self.truth(|to| Step::Fill { to, truth });
        }
        let mut result = None;
        for part in parts.iter().filter(|part| constant(part) != Some(neutral)) {
            let next = self.condition(part, lag);
            result = Some(self.merge(result, next, join));
        }
        self.settled(result, neutral)
    }

    fn merge(
        &mut self,
        result: Option<TruthRegister>,
        next: TruthRegister,
        join: impl Fn(TruthRegister, TruthRegister) -> Step,
    ) -> TruthRegister {
        let Some(to) = result else { return next };
        self.steps.push(join(to, next));
        self.truths.give_back(next);
        to
    }

    fn settled(&mut self, result: Option<TruthRegister>, neutral: Truth) -> TruthRegister {
        result.unwrap_or_else(|| self.truth(|to| Step::Fill { to, truth: neutral }))
    }
}

/// Whether the condition is unknown by itself where all of its series are.
fn is_unknown_without_data(node: &Condition) -> bool {
    match node {
        Condition::Constant(_) => false,
        Condition::Compare(operands, _) => {
            operands.iter().zip(operands.iter().skip(1)).all(|(a, b)| !a.is_constant() || !b.is_constant())
        }
        Condition::All(all) | Condition::Any(all) => all.iter().all(is_unknown_without_data),
        Condition::Not(x) => is_unknown_without_data(x),
        Condition::Cross(..) | Condition::Trend(..) | Condition::Lag(..) => true,
    }
}
