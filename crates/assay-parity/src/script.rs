//! Runs the actions of a script through the simulator's order interface.

use assay_engine::simulator::{Broker, OrderRequest, Size, Strategy};
use assay_types::{Bars, Side};

use crate::case::{Action, ActionKind, PriceReference};

/// A strategy that performs scripted actions and notes the outcome of each.
#[derive(Debug)]
pub struct Script<'c> {
    actions: &'c [Action],
    bars: &'c Bars,
    next_action: usize,
    /// One character per action: `o` done, `x` refused, `-` no such order or trade.
    pub outcomes: String,
}

impl<'c> Script<'c> {
    /// A script over the bars it will be run on.
    pub fn new(actions: &'c [Action], bars: &'c Bars) -> Self {
        Self { actions, bars, next_action: 0, outcomes: String::new() }
    }

    fn price(&self, reference: &PriceReference, broker: &Broker<'_>) -> f64 {
        let PriceReference(column, ahead, times) = reference;
        let column = match column.as_str() {
            "open" => self.bars.open(),
            "high" => self.bars.high(),
            "low" => self.bars.low(),
            _ => self.bars.close(),
        };
        let price = column[(broker.bar() + ahead).min(column.len() - 1)] * times;
        broker.options().fractional_unit.map_or(price, |unit| price * unit)
    }

    fn perform(&self, action: &Action, broker: &mut Broker<'_>) -> char {
        let price = |reference: &Option<PriceReference>, broker: &Broker<'_>| {
            reference.as_ref().map(|reference| self.price(reference, broker))
        };
        let done = match action.kind {
            ActionKind::Buy | ActionKind::Sell => {
                let side = if action.kind == ActionKind::Buy { Side::Buy } else { Side::Sell };
                let size = match (action.units, action.fraction) {
                    (Some(units), _) => Size::Units(
                        broker
                            .options()
                            .fractional_unit
                            .map_or(units, |unit| (units / unit).round_ties_even()),
                    ),
                    (None, Some(fraction)) => Size::Fraction(fraction),
                    (None, None) => Size::FULL,
                };
                let request = OrderRequest {
                    side,
                    size,
                    limit: price(&action.limit, broker),
                    stop: price(&action.stop, broker),
                    stop_loss: price(&action.sl, broker),
                    take_profit: price(&action.tp, broker),
                    tag: action.tag.as_deref().map(Into::into),
                };
                broker.place(request).map(drop)
            }
            ActionKind::Cancel => {
                let order =
                    action.order.and_then(|index| broker.orders().get(index)).map(|order| order.number);
                let Some(order) = order else { return '-' };
                broker.cancel(order)
            }
            ActionKind::ClosePosition => {
                if broker.trades().is_empty() {
                    return '-';
                }
                broker.close_position(action.portion.unwrap_or(1.0))
            }
            ActionKind::CloseTrade | ActionKind::SetSl | ActionKind::SetTp => {
                let trade =
                    action.trade.and_then(|index| broker.trades().get(index)).map(|trade| trade.number);
                let Some(trade) = trade else { return '-' };
                match action.kind {
                    ActionKind::SetSl => broker.set_stop_loss(trade, price(&action.price, broker)),
                    ActionKind::SetTp => broker.set_take_profit(trade, price(&action.price, broker)),
                    _ => broker.close_trade(trade, action.portion.unwrap_or(1.0)).map(drop),
                }
            }
        };
        if done.is_ok() { 'o' } else { 'x' }
    }
}

impl Strategy for Script<'_> {
    fn warmup(&self) -> usize {
        0
    }

    fn next(&mut self, broker: &mut Broker<'_>) {
        while let Some(action) = self.actions.get(self.next_action)
            && action.bar <= broker.bar()
        {
            self.next_action += 1;
            if action.bar == broker.bar() {
                let outcome = self.perform(action, broker);
                self.outcomes.push(outcome);
            }
        }
    }

    fn wakes_at(&self, _: &Broker<'_>) -> usize {
        self.actions.get(self.next_action).map_or(usize::MAX, |action| action.bar)
    }
}
