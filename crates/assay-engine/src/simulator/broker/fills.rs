//! How orders become fills, trades and cash: the venue's side of the [`Broker`].

use std::ops::Range;

use super::{Broker, Fill, Totals, taken};
use crate::simulator::order::{Order, OrderNumber, Purpose, Tag};
use crate::simulator::trade::{ExitReason, OpenTrade, Trade, TradeNumber};

impl Broker<'_> {
    /// Settles trades at the last price and empties the account: its equity is gone. As in the peer, which
    /// removes from the list it walks, every second trade stays open and is never settled.
    #[cold]
    pub(in crate::simulator) fn liquidate(&mut self) {
        let price = self.last_price();
        let mut index = 0;
        while index < self.open.len() {
            self.settle_at(index, None, price, self.bar, ExitReason::OutOfMoney);
            index += 1;
        }
        self.cash = 0.0;
    }

    /// The first bar of a range on which a pending order can react; its end if there is none.
    pub(in crate::simulator) fn reacts_at(&self, bars: Range<usize>) -> usize {
        let Some((up, down)) = self.triggers() else { return bars.start };
        let (high, low) = (&self.prices.high[bars.clone()], &self.prices.low[bars.clone()]);
        let reacts = high.iter().zip(low).position(|(&high, &low)| high >= up || low <= down);
        reacts.map_or(bars.end, |offset| bars.start + offset)
    }

    /// The prices a bar must reach before any pending order can react, if every one waits for a price:
    /// `(up, down)` such that a bar with `high < up && low > down` changes nothing. `None` if an order would
    /// fill on the next bar whatever its prices.
    fn triggers(&self) -> Option<(f64, f64)> {
        let mut up = f64::INFINITY;
        let mut down = f64::NEG_INFINITY;
        for order in &self.queue {
            match (order.stop, order.limit, order.is_long()) {
                (Some(stop), _, true) => up = up.min(stop),
                (Some(stop), _, false) => down = down.max(stop),
                (None, Some(limit), true) => down = down.max(limit),
                (None, Some(limit), false) => up = up.min(limit),
                (None, None, _) => return None,
            }
        }
        Some((up, down))
    }

    /// Fills what the current bar fills. A bracket that was created on the way is processed on the same bar
    /// when the order of events inside the bar is certain.
    #[inline]
    pub(in crate::simulator) fn process_orders(&mut self) {
        while !self.queue.is_empty() && self.process_queue() {}
    }

    fn process_queue(&mut self) -> bool {
        if self.queue.len() == 1 {
            return self.process_order(0);
        }
        let mut pass = std::mem::take(&mut self.pass);
        pass.clear();
        pass.extend(self.queue.iter().map(|order| order.number));
        let mut again = false;
        for &number in &pass {
            // An earlier fill of this pass may have cancelled it.
            if let Some(index) = self.queue_index(number) {
                again |= self.process_order(index);
            }
        }
        self.pass = pass;
        again
    }

    /// Goes on to the next bar and fills market orders there that would have been all it found in the queue: one that
    /// closes the open trade, then an entry of that signed size.
    #[inline]
    pub(super) fn turn_at_once(&mut self, leave: bool, entry: Option<f64>, tag: Option<Tag>) {
        let (price, bar) = if self.options.trade_on_close {
            (self.prices.close[self.bar], self.bar)
        } else {
            (self.prices.open[self.bar + 1], self.bar + 1)
        };
        self.bar += 1;
        if leave && !self.open.is_empty() {
            let number = self.next_order_number();
            self.settle_at(0, Some(number), price, bar, ExitReason::Closed);
        }
        if let Some(size) = entry {
            let number = self.next_order_number();
            let mut order = Order::plain(number, Purpose::Enter, size, None);
            // As in `open_trade`: most orders have no mark.
            if tag.is_some() {
                order.tag = tag;
            }
            self.fill_entry(order, None, price, bar);
        }
    }

    /// Processes one pending order on the current bar; returns whether the queue must be walked again.
    fn process_order(&mut self, index: usize) -> bool {
        let order = &mut self.queue[index];
        // A stop that is hit turns the order into a market or limit order, for good.
        let stop = order.stop;
        if let Some(stop) = stop {
            let (high, low) = (self.prices.high[self.bar], self.prices.low[self.bar]);
            if !(if order.is_long() { high >= stop } else { low <= stop }) {
                return false;
            }
            order.stop = None;
            self.stops_hit += 1;
        }
        let Some(price) = self.execution_price(&self.queue[index], stop) else { return false };
        let order = taken(&mut self.queue, index);
        let at_market = order.limit.is_none() && stop.is_none();
        let at_last_close = self.options.trade_on_close && !order.purpose.is_contingent();
        let bar = if at_market && at_last_close { self.bar - 1 } else { self.bar };
        match order.purpose.trade() {
            Some(trade) => {
                self.fill_exit(&order, trade, price, bar);
                false
            }
            None => self.fill_entry(order, stop, price, bar),
        }
    }

    /// The price at which the current bar fills an order whose stop (if any) was just hit, or `None`.
    fn execution_price(&self, order: &Order, stop: Option<f64>) -> Option<f64> {
        let open = self.prices.open[self.bar];
        let long = order.is_long();
        if let Some(limit) = order.limit {
            let hit =
                if long { self.prices.low[self.bar] <= limit } else { self.prices.high[self.bar] >= limit };
            // Both inside one bar: the pessimistic reading is that the limit came before the stop.
            let limit_before_stop = stop.is_some_and(|stop| if long { limit <= stop } else { limit >= stop });
            if !hit || limit_before_stop {
                return None;
            }
            let reached = stop.unwrap_or(open);
            Some(if long { reached.min(limit) } else { reached.max(limit) })
        } else {
            let base = if self.options.trade_on_close && !order.purpose.is_contingent() {
                self.prices.close[self.bar - 1]
            } else {
                open
            };
            Some(match stop {
                Some(stop) if long => base.max(stop),
                Some(stop) => base.min(stop),
                None => base,
            })
        }
    }

    fn fill_exit(&mut self, order: &Order, trade: TradeNumber, price: f64, bar: usize) {
        if let Some(index) = self.trade_index(trade) {
            let open = self.open[index].size;
            // Part of the trade may have been closed since the order was placed.
            let size = open.abs().min(order.size.abs()).copysign(order.size);
            let reason = match order.purpose {
                Purpose::StopLoss(_) => ExitReason::StopLoss,
                Purpose::TakeProfit(_) => ExitReason::TakeProfit,
                Purpose::Finalize(_) => ExitReason::EndOfData,
                Purpose::Close(_) | Purpose::Enter => ExitReason::Closed,
            };
            self.reduce(index, order.number, size, price, bar, reason);
        }
    }

    /// Returns whether the queue must be walked again.
    #[inline(always)]
    fn fill_entry(&mut self, order: Order, stop: Option<f64>, price: f64, bar: usize) -> bool {
        let entry_price = price * (1.0 + self.options.spread.copysign(order.size));
        let unit_cost = entry_price + self.options.commission.of(order.size, price) / order.size.abs();
        let mut need = order.size;
        if need.abs() < 1.0 {
            let liquidity = self.margin_available() * self.leverage * need.abs();
            need = floor_divide(liquidity, unit_cost).copysign(need);
            if need == 0.0 {
                self.cancelled_for_margin += 1;
                return false;
            }
        }
        if !self.options.hedging {
            need = self.net_against_opposite(&order, need, price, bar);
        }
        let cost = need.abs() * unit_cost;
        // The cost of a size near the largest float is no number, and nobody can afford it.
        if cost > self.margin_available() * self.leverage || (cost.is_nan() && need.is_finite()) {
            self.cancelled_for_margin += 1;
            return false;
        }
        if need == 0.0 {
            return false;
        }
        let again = self.bracket_is_certain(&order, stop);
        self.open_trade(order, need, entry_price, bar);
        again
    }

    /// Closes opposite trades, first in first out and at the unadjusted price (the spread was paid at entry),
    /// until `need` is used up; returns what is left of it.
    fn net_against_opposite(&mut self, order: &Order, mut need: f64, price: f64, bar: usize) -> f64 {
        let mut index = 0;
        while index < self.open.len() && need != 0.0 {
            let size = self.open[index].size;
            if (size > 0.0) == order.is_long() {
                index += 1;
            } else if need.abs() >= size.abs() {
                self.settle_at(index, Some(order.number), price, bar, ExitReason::Opposite);
                need += size;
            } else {
                self.reduce(index, order.number, need, price, bar, ExitReason::Opposite);
                need = 0.0;
            }
        }
        need
    }

    /// Whether the stop-loss and take-profit of a trade just opened may fill on the same bar: they may after
    /// a market order, and after a stop order when only its take-profit, in the same direction, was reached.
    fn bracket_is_certain(&mut self, order: &Order, stop: Option<f64>) -> bool {
        if order.stop_loss.is_none() && order.take_profit.is_none() {
            return false;
        }
        if order.limit.is_none() && stop.is_none() {
            return true;
        }
        let (high, low) = (self.prices.high[self.bar], self.prices.low[self.bar]);
        let stop_order = stop.is_some() && order.limit.is_none();
        let profit_only = order.take_profit.is_some_and(|profit| {
            if order.is_long() {
                profit <= high && order.stop_loss.unwrap_or(f64::NEG_INFINITY) < low
            } else {
                profit >= low && order.stop_loss.unwrap_or(f64::INFINITY) > high
            }
        });
        if stop_order && profit_only {
            return true;
        }
        let inside = |price: Option<f64>| price.is_some_and(|price| low <= price && price <= high);
        if inside(order.stop_loss) || inside(order.take_profit) {
            self.ambiguous_contingents += 1;
        }
        false
    }

    fn open_trade(&mut self, order: Order, size: f64, price: f64, bar: usize) {
        self.trades_opened += 1;
        let number = TradeNumber(self.trades_opened);
        let commission = self.options.commission.of(size, price);
        self.cash -= commission;
        self.fills.push(Fill { order: Some(order.number), trade: number, bar, size, price, commission });
        let index = self.open.len();
        self.open.push(OpenTrade {
            number,
            size,
            entry_price: price,
            entry_bar: bar,
            stop_loss: None,
            take_profit: None,
            tag: None,
        });
        // Most trades have no mark; what is never moved along needs no care.
        if order.tag.is_some() {
            self.open[index].tag = order.tag;
        }
        self.totals = self.totals.and(size, price);
        if let Some(price) = order.take_profit {
            self.attach_take_profit(index, price);
        }
        if let Some(price) = order.stop_loss {
            self.attach_stop_loss(index, price);
        }
    }

    /// Closes `size` (of the opposite sign) of the trade at `index`.
    fn reduce(
        &mut self,
        index: usize,
        order: OrderNumber,
        size: f64,
        price: f64,
        bar: usize,
        reason: ExitReason,
    ) {
        let left = self.open[index].size + size;
        if left == 0.0 {
            self.settle_at(index, Some(order), price, bar, reason);
            return;
        }
        let trade = &mut self.open[index];
        trade.size = left;
        let part = OpenTrade { size: -size, stop_loss: None, take_profit: None, ..trade.clone() };
        let contingents = [trade.stop_loss, trade.take_profit];
        for contingent in contingents.into_iter().flatten() {
            if let Some(at) = self.queue_index(contingent.order) {
                self.queue[at].size = -left;
            }
        }
        self.totals = Totals::of(&self.open);
        self.settle(part, Some(order), price, bar, reason);
    }

    fn settle_at(
        &mut self,
        index: usize,
        order: Option<OrderNumber>,
        price: f64,
        bar: usize,
        reason: ExitReason,
    ) {
        let trade = taken(&mut self.open, index);
        self.totals = Totals::of(&self.open);
        if let Some(stop_loss) = trade.stop_loss {
            self.remove_from_queue(stop_loss.order);
        }
        if let Some(take_profit) = trade.take_profit {
            self.remove_from_queue(take_profit.order);
        }
        self.settle(trade, order, price, bar, reason);
    }

    #[inline(always)]
    fn settle(
        &mut self,
        trade: OpenTrade,
        order: Option<OrderNumber>,
        price: f64,
        bar: usize,
        reason: ExitReason,
    ) {
        let OpenTrade { number, size, entry_price, entry_bar, stop_loss, take_profit, tag } = trade;
        let exit_commission = self.options.commission.of(size, price);
        let gross = size * (price - entry_price);
        self.cash += gross - exit_commission;
        self.fills.push(Fill { order, trade: number, bar, size: -size, price, commission: exit_commission });
        // The entry commission left the account when the trade was opened, at the size it had then.
        let commission = exit_commission + self.options.commission.of(size, entry_price);
        self.settled.push(Trade {
            number,
            size,
            entry_bar,
            exit_bar: bar,
            entry_price,
            exit_price: price,
            stop_loss: stop_loss.map(|contingent| contingent.price),
            take_profit: take_profit.map(|contingent| contingent.price),
            pnl: gross - commission,
            commission,
            return_ratio: 1.0_f64.copysign(size) * (price / entry_price - 1.0)
                - commission / (size.abs() * entry_price),
            exit_reason: reason,
            tag: None,
        });
        if tag.is_some()
            && let Some(settled) = self.settled.last_mut()
        {
            settled.tag = tag;
        }
    }
}

/// The largest whole number `n` with `n * divisor <= dividend`, for a divisor above 0: plain division may round up to
/// the next whole number.
fn floor_divide(dividend: f64, divisor: f64) -> f64 {
    let quotient = dividend / divisor;
    let floor = quotient.floor();
    // Rounding never passes a whole number, so what did not become one lies between the same two as before.
    if (0.0..FRACTIONS_MAX).contains(&quotient) && quotient > floor {
        return floor;
    }
    floor_divide_by_remainder(dividend, divisor)
}

/// Below it, dividing by exact remainder is exact as well.
const FRACTIONS_MAX: f64 = 1_125_899_906_842_624.0; // 2^50

/// As [`floor_divide`], by exact remainder: slower, and Python's definition for any operands.
fn floor_divide_by_remainder(dividend: f64, divisor: f64) -> f64 {
    let quotient = (dividend - dividend % divisor) / divisor;
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn dividing_is_as_by_remainder(units in prop_oneof![0.0..1e6_f64, 0.0..2e15_f64], divisor in 1e-6..1e6_f64, nudge in -3_i64..4, share in 0.0..1.0_f64) {
            // On a whole quotient, a few roundings beside it, and between two.
            let whole = units.floor() * divisor;
            let beside = f64::from_bits(whole.to_bits().saturating_add_signed(nudge));
            for dividend in [beside, whole * share, share] {
                let expected = floor_divide_by_remainder(dividend, divisor);
                prop_assert_eq!(floor_divide(dividend, divisor).to_bits(), expected.to_bits(), "{} / {}", dividend, divisor);
            }
        }
    }
}
