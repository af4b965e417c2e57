//! How orders become fills, trades and cash: the venue's side of the [`Broker`].

use super::{Broker, Fill};
use crate::simulator::order::{Order, OrderNumber, Purpose};
use crate::simulator::trade::{ExitReason, OpenTrade, Trade, TradeNumber};

impl Broker<'_> {
    /// Settles trades at the last price and empties the account: its equity is gone. As in the peer, which
    /// removes from the list it walks, every second trade stays open and is never settled.
    pub(in crate::simulator) fn liquidate(&mut self) {
        let price = self.last_price();
        let mut index = 0;
        while index < self.open.len() {
            self.settle_at(index, None, price, self.bar, ExitReason::OutOfMoney);
            index += 1;
        }
        self.cash = 0.0;
    }

    /// The prices a bar must reach before any pending order can react, if every one waits for a price:
    /// `(up, down)` such that a bar with `high < up && low > down` changes nothing. `None` if an order would
    /// fill on the next bar whatever its prices.
    pub(in crate::simulator) fn triggers(&self) -> Option<(f64, f64)> {
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
    pub(in crate::simulator) fn process_orders(&mut self) {
        while self.process_queue() {}
    }

    fn process_queue(&mut self) -> bool {
        match self.queue.as_slice() {
            [] => return false,
            [_] => return self.process_order(0),
            [_, _, ..] => {}
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

    /// Processes one pending order on the current bar; returns whether the queue must be walked again.
    fn process_order(&mut self, index: usize) -> bool {
        let (high, low) = (self.prices.high[self.bar], self.prices.low[self.bar]);
        let order = &mut self.queue[index];
        let long = order.is_long();
        // A stop that is hit turns the order into a market or limit order, for good.
        let stop = order.stop;
        if let Some(stop) = stop {
            if !(if long { high >= stop } else { low <= stop }) {
                return false;
            }
            order.stop = None;
            self.stops_hit += 1;
        }
        let order = &self.queue[index];
        // The tag stays in the queue until a trade takes it over.
        let order = Order { tag: None, ..*order };
        let Some(price) = self.execution_price(&order, stop) else { return false };
        let at_market = order.limit.is_none() && stop.is_none();
        let at_last_close = self.options.trade_on_close && !order.purpose.is_contingent();
        let bar = if at_market && at_last_close { self.bar - 1 } else { self.bar };
        match order.purpose.trade() {
            Some(trade) => {
                self.fill_exit(&order, trade, price, bar);
                false
            }
            None => self.fill_entry(&order, stop, price, bar),
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
        self.remove_from_queue(order.number);
    }

    fn fill_entry(&mut self, order: &Order, stop: Option<f64>, price: f64, bar: usize) -> bool {
        let entry_price = price * (1.0 + self.options.spread.copysign(order.size));
        let unit_cost = entry_price + self.options.commission.of(order.size, price) / order.size.abs();
        let mut need = order.size;
        if need.abs() < 1.0 {
            let liquidity = self.margin_available() * self.leverage * need.abs();
            need = floor_divide(liquidity, unit_cost).copysign(need);
            if need == 0.0 {
                self.cancelled_for_margin += 1;
                self.remove_from_queue(order.number);
                return false;
            }
        }
        if !self.options.hedging {
            need = self.net_against_opposite(order, need, price, bar);
        }
        let cost = need.abs() * unit_cost;
        // The cost of a size near the largest float is no number, and nobody can afford it.
        if cost > self.margin_available() * self.leverage || (cost.is_nan() && need.is_finite()) {
            self.cancelled_for_margin += 1;
            self.remove_from_queue(order.number);
            return false;
        }
        let mut again = false;
        if need != 0.0 {
            self.open_trade(order, need, entry_price, bar);
            again = self.bracket_is_certain(order, stop);
        }
        self.remove_from_queue(order.number);
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

    fn open_trade(&mut self, order: &Order, size: f64, price: f64, bar: usize) {
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
            tag: self.queue_index(order.number).and_then(|index| self.queue[index].tag.take()),
        });
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
        let trade = self.open.remove(index);
        for contingent in [trade.stop_loss, trade.take_profit].into_iter().flatten() {
            self.remove_from_queue(contingent.order);
        }
        self.settle(trade, order, price, bar, reason);
    }

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
            tag,
        });
    }
}

/// The largest whole number `n` with `n * divisor <= dividend`, for a divisor above 0, by exact remainder:
/// plain division may round up to the next whole number.
fn floor_divide(dividend: f64, divisor: f64) -> f64 {
    let quotient = (dividend - dividend % divisor) / divisor;
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}
