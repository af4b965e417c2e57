//! The order interface, and the venue behind it: how orders become fills, trades and cash.

use assay_types::Side;

use super::options::Options;
use super::order::{Order, OrderNumber, OrderRejected, OrderRequest, Purpose, Size};
use super::trade::{Contingent, ExitReason, OpenTrade, Trade, TradeNumber};

/// The price columns a broker trades on, all of one length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prices<'b> {
    pub(super) open: &'b [f64],
    pub(super) high: &'b [f64],
    pub(super) low: &'b [f64],
    pub(super) close: &'b [f64],
}

/// One fill: an execution of (part of) an order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// The order that filled; `None` when the account was closed for want of equity.
    pub order: Option<OrderNumber>,
    /// The trade it opened or closed.
    pub trade: TradeNumber,
    /// Index of the bar it happened on.
    pub bar: usize,
    /// Signed size in units; negative sold.
    pub size: f64,
    /// Execution price.
    pub price: f64,
    /// Commission in cash.
    pub commission: f64,
}

/// A simulated account at a simulated venue: the whole order interface of a strategy.
///
/// At every bar the venue first fills what was pending (see [`simulate`](super::simulate)), then the strategy
/// decides with the bar's close known. Prices are those of the bars, or per
/// [`fractional_unit`](Options::fractional_unit) where one is set.
#[derive(Debug)]
pub struct Broker<'b> {
    prices: Prices<'b>,
    options: &'b Options,
    leverage: f64,
    bar: usize,
    cash: f64,
    queue: Vec<Order>,
    open: Vec<OpenTrade>,
    settled: Vec<Trade>,
    fills: Vec<Fill>,
    orders_placed: u64,
    trades_opened: u64,
    cancelled_for_margin: u64,
    ambiguous_contingents: u64,
    /// Numbers of the orders to process on this bar; kept to reuse its memory.
    pass: Vec<OrderNumber>,
}

impl<'b> Broker<'b> {
    pub(super) fn new(prices: Prices<'b>, options: &'b Options) -> Self {
        Self {
            prices,
            options,
            leverage: 1.0 / options.margin,
            bar: 0,
            cash: options.cash,
            queue: Vec::new(),
            open: Vec::new(),
            settled: Vec::new(),
            fills: Vec::new(),
            orders_placed: 0,
            trades_opened: 0,
            cancelled_for_margin: 0,
            ambiguous_contingents: 0,
            pass: Vec::new(),
        }
    }

    /// Index of the current bar.
    pub fn bar(&self) -> usize {
        self.bar
    }

    /// Close of the current bar: the last price known.
    pub fn last_price(&self) -> f64 {
        self.prices.close[self.bar]
    }

    /// What a price of the data is multiplied by to become a price of this broker: 1, or the
    /// [`fractional_unit`](Options::fractional_unit).
    pub fn price_scale(&self) -> f64 {
        self.options.fractional_unit.unwrap_or(1.0)
    }

    /// The account's settings.
    pub fn options(&self) -> &Options {
        self.options
    }

    /// Pending orders in the order in which they will be processed.
    pub fn orders(&self) -> &[Order] {
        &self.queue
    }

    /// Open trades, oldest first.
    pub fn trades(&self) -> &[OpenTrade] {
        &self.open
    }

    /// Settled trades in the order of settling.
    pub fn closed_trades(&self) -> &[Trade] {
        &self.settled
    }

    /// Net position in units; negative is short.
    pub fn position_size(&self) -> f64 {
        self.open.iter().fold(0.0, |sum, trade| sum + trade.size)
    }

    /// Profit of the open trades at the last price, in cash, before exit commissions.
    pub fn unrealized_pnl(&self) -> f64 {
        self.last_price() * self.position_size() - self.entry_value()
    }

    /// Cash plus unrealized profit.
    pub fn equity(&self) -> f64 {
        self.cash + self.unrealized_pnl()
    }

    /// Equity not bound as margin by open trades, at least 0.
    pub fn margin_available(&self) -> f64 {
        let last = self.last_price();
        let used = self.open.iter().fold(0.0, |sum, trade| sum + trade.size.abs() * last / self.leverage);
        (self.equity() - used).max(0.0)
    }

    /// Sum of signed size × entry price over the open trades.
    pub(super) fn entry_value(&self) -> f64 {
        self.open.iter().fold(0.0, |sum, trade| sum + trade.size * trade.entry_price)
    }

    /// Places an order at the end of the queue. It can fill from the next bar on (with
    /// [`trade_on_close`](Options::trade_on_close) a market order fills at this bar's close).
    ///
    /// # Errors
    /// A size or price that cannot be, or contingent prices on the wrong side of the entry.
    pub fn place(&mut self, request: OrderRequest) -> Result<OrderNumber, OrderRejected> {
        let size = self.check(&request)?;
        if self.options.exclusive_orders {
            self.clear_for_exclusive_order();
        }
        Ok(self.enqueue_entry(size, request))
    }

    /// Cancels a pending order. Cancelling a contingent order leaves its trade without it.
    ///
    /// # Errors
    /// [`OrderRejected::UnknownOrder`] if it is not pending.
    pub fn cancel(&mut self, number: OrderNumber) -> Result<(), OrderRejected> {
        let index = self.queue_index(number).ok_or(OrderRejected::UnknownOrder(number))?;
        self.cancel_at(index);
        Ok(())
    }

    /// Replaces a pending entry order by a new one, which goes to the end of the queue under a new number.
    /// Either both happen or neither.
    ///
    /// # Errors
    /// As [`place`](Self::place) and [`cancel`](Self::cancel); [`OrderRejected::NotReplaceable`] for an order
    /// that belongs to a trade.
    pub fn replace(
        &mut self,
        number: OrderNumber,
        request: OrderRequest,
    ) -> Result<OrderNumber, OrderRejected> {
        let index = self.queue_index(number).ok_or(OrderRejected::UnknownOrder(number))?;
        if self.queue[index].purpose != Purpose::Enter {
            return Err(OrderRejected::NotReplaceable(number));
        }
        let size = self.check(&request)?;
        self.queue.remove(index);
        Ok(self.enqueue_entry(size, request))
    }

    /// Asks to close `portion` of a trade at the market: at least one unit, rounded half to even. The order
    /// goes to the front of the queue.
    ///
    /// # Errors
    /// A portion outside `(0, 1]` or a trade that is not open.
    pub fn close_trade(&mut self, trade: TradeNumber, portion: f64) -> Result<OrderNumber, OrderRejected> {
        if !(portion > 0.0 && portion <= 1.0) {
            return Err(OrderRejected::Portion(portion));
        }
        let index = self.trade_index(trade).ok_or(OrderRejected::UnknownTrade(trade))?;
        Ok(self.enqueue_close(index, portion, Purpose::Close(trade)))
    }

    /// Asks to close `portion` of every open trade.
    ///
    /// # Errors
    /// A portion outside `(0, 1]`.
    pub fn close_position(&mut self, portion: f64) -> Result<(), OrderRejected> {
        if !(portion > 0.0 && portion <= 1.0) {
            return Err(OrderRejected::Portion(portion));
        }
        for index in 0..self.open.len() {
            self.enqueue_close(index, portion, Purpose::Close(self.open[index].number));
        }
        Ok(())
    }

    /// Sets, moves or (with `None`) removes the stop-loss of a trade.
    ///
    /// # Errors
    /// A price that cannot be or a trade that is not open.
    pub fn set_stop_loss(&mut self, trade: TradeNumber, price: Option<f64>) -> Result<(), OrderRejected> {
        check_price("stop_loss", price)?;
        let index = self.trade_index(trade).ok_or(OrderRejected::UnknownTrade(trade))?;
        if let Some(old) = self.open[index].stop_loss.take() {
            self.remove_from_queue(old.order);
        }
        if let Some(price) = price {
            let number = self.next_order_number();
            let order =
                contingent_order(number, &self.open[index], Purpose::StopLoss(trade), None, Some(price));
            self.queue.insert(0, order);
            self.open[index].stop_loss = Some(Contingent { order: number, price });
        }
        Ok(())
    }

    /// Sets, moves or (with `None`) removes the take-profit of a trade.
    ///
    /// # Errors
    /// A price that cannot be or a trade that is not open.
    pub fn set_take_profit(&mut self, trade: TradeNumber, price: Option<f64>) -> Result<(), OrderRejected> {
        check_price("take_profit", price)?;
        let index = self.trade_index(trade).ok_or(OrderRejected::UnknownTrade(trade))?;
        if let Some(old) = self.open[index].take_profit.take() {
            self.remove_from_queue(old.order);
        }
        if let Some(price) = price {
            let number = self.next_order_number();
            let order =
                contingent_order(number, &self.open[index], Purpose::TakeProfit(trade), Some(price), None);
            self.queue.push(order);
            self.open[index].take_profit = Some(Contingent { order: number, price });
        }
        Ok(())
    }

    /// How many orders the venue cancelled because the account could not carry them.
    pub fn cancelled_for_margin(&self) -> u64 {
        self.cancelled_for_margin
    }

    /// How often a stop-loss or take-profit lay inside the bar on which its trade was opened by a limit or
    /// stop order, so that the order of events inside the bar is unknown and the contingent order had to wait.
    pub fn ambiguous_contingents(&self) -> u64 {
        self.ambiguous_contingents
    }

    pub(super) fn into_parts(self) -> (Vec<Trade>, Vec<Fill>, Vec<OpenTrade>) {
        (self.settled, self.fills, self.open)
    }

    pub(super) fn cash(&self) -> f64 {
        self.cash
    }

    pub(super) fn seek(&mut self, bar: usize) {
        self.bar = bar;
    }

    /// Asks to close every open trade because the data ended.
    pub(super) fn finalize(&mut self) {
        for index in (0..self.open.len()).rev() {
            self.enqueue_close(index, 1.0, Purpose::Finalize(self.open[index].number));
        }
    }

    /// Settles trades at the last price and empties the account: its equity is gone. As in the peer, which
    /// removes from the list it walks, every second trade stays open and is never settled.
    pub(super) fn liquidate(&mut self) {
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
    pub(super) fn triggers(&self) -> Option<(f64, f64)> {
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
    pub(super) fn process_orders(&mut self) {
        while self.process_queue() {}
    }

    fn process_queue(&mut self) -> bool {
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
        }
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
        if need.abs() * unit_cost > self.margin_available() * self.leverage {
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
        let mut trade = OpenTrade {
            number,
            size,
            entry_price: price,
            entry_bar: bar,
            stop_loss: None,
            take_profit: None,
            tag: self.queue_index(order.number).and_then(|index| self.queue[index].tag.take()),
        };
        if let Some(price) = order.take_profit {
            let order = self.next_order_number();
            trade.take_profit = Some(Contingent { order, price });
            self.queue.push(contingent_order(order, &trade, Purpose::TakeProfit(number), Some(price), None));
        }
        if let Some(price) = order.stop_loss {
            let order = self.next_order_number();
            trade.stop_loss = Some(Contingent { order, price });
            let order = contingent_order(order, &trade, Purpose::StopLoss(number), None, Some(price));
            self.queue.insert(0, order);
        }
        self.open.push(trade);
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

    /// Signed size of a request that may be placed.
    fn check(&self, request: &OrderRequest) -> Result<f64, OrderRejected> {
        check_price("limit", request.limit)?;
        check_price("stop", request.stop)?;
        check_price("stop_loss", request.stop_loss)?;
        check_price("take_profit", request.take_profit)?;
        let size = match request.size {
            Size::Units(units) if units >= 1.0 && units.is_finite() && units.fract() == 0.0 => units,
            Size::Fraction(fraction) if fraction > 0.0 && fraction < 1.0 => fraction,
            Size::Units(size) | Size::Fraction(size) => return Err(OrderRejected::Size(size)),
        };
        let size = match request.side {
            Side::Buy => size,
            Side::Sell => -size,
        };
        let entry = request
            .limit
            .or(request.stop)
            .unwrap_or_else(|| self.last_price() * (1.0 + self.options.spread.copysign(size)));
        let (low, high) = match request.side {
            Side::Buy => (request.stop_loss, request.take_profit),
            Side::Sell => (request.take_profit, request.stop_loss),
        };
        if low.unwrap_or(f64::NEG_INFINITY) < entry && entry < high.unwrap_or(f64::INFINITY) {
            Ok(size)
        } else {
            Err(OrderRejected::Bracket { long: request.side == Side::Buy, low, entry, high })
        }
    }

    /// Cancels pending orders and asks to close every trade. As in the peer, which removes from the list it
    /// walks, the order behind a cancelled one is left alone.
    fn clear_for_exclusive_order(&mut self) {
        let mut index = 0;
        while index < self.queue.len() {
            if !self.queue[index].purpose.is_contingent() {
                self.cancel_at(index);
            }
            index += 1;
        }
        for index in 0..self.open.len() {
            self.enqueue_close(index, 1.0, Purpose::Close(self.open[index].number));
        }
    }

    fn enqueue_entry(&mut self, size: f64, request: OrderRequest) -> OrderNumber {
        let number = self.next_order_number();
        let OrderRequest { side: _, size: _, limit, stop, stop_loss, take_profit, tag } = request;
        self.queue.push(Order {
            number,
            purpose: Purpose::Enter,
            size,
            limit,
            stop,
            stop_loss,
            take_profit,
            tag,
        });
        number
    }

    fn enqueue_close(&mut self, index: usize, portion: f64, purpose: Purpose) -> OrderNumber {
        let number = self.next_order_number();
        let trade = &self.open[index];
        let units = (trade.size.abs() * portion).round_ties_even().max(1.0);
        let size = units.copysign(-trade.size);
        let tag = trade.tag.clone();
        self.queue.insert(
            0,
            Order { number, purpose, size, limit: None, stop: None, stop_loss: None, take_profit: None, tag },
        );
        number
    }

    fn cancel_at(&mut self, index: usize) {
        let order = self.queue.remove(index);
        let Some(trade) = order.purpose.trade().and_then(|trade| self.trade_index(trade)) else { return };
        match order.purpose {
            Purpose::StopLoss(_) => self.open[trade].stop_loss = None,
            Purpose::TakeProfit(_) => self.open[trade].take_profit = None,
            Purpose::Enter | Purpose::Close(_) | Purpose::Finalize(_) => {}
        }
    }

    fn remove_from_queue(&mut self, number: OrderNumber) {
        if let Some(index) = self.queue_index(number) {
            self.queue.remove(index);
        }
    }

    fn queue_index(&self, number: OrderNumber) -> Option<usize> {
        self.queue.iter().position(|order| order.number == number)
    }

    fn trade_index(&self, number: TradeNumber) -> Option<usize> {
        self.open.iter().position(|trade| trade.number == number)
    }

    fn next_order_number(&mut self) -> OrderNumber {
        self.orders_placed += 1;
        OrderNumber(self.orders_placed)
    }
}

fn contingent_order(
    number: OrderNumber,
    trade: &OpenTrade,
    purpose: Purpose,
    limit: Option<f64>,
    stop: Option<f64>,
) -> Order {
    let tag = trade.tag.clone();
    Order { number, purpose, size: -trade.size, limit, stop, stop_loss: None, take_profit: None, tag }
}

fn check_price(field: &'static str, price: Option<f64>) -> Result<(), OrderRejected> {
    match price {
        Some(value) if !(value.is_finite() && value > 0.0) => Err(OrderRejected::Price { field, value }),
        Some(_) | None => Ok(()),
    }
}

/// The largest whole number `n` with `n * divisor <= dividend`, for a divisor above 0, by exact remainder:
/// plain division may round up to the next whole number.
fn floor_divide(dividend: f64, divisor: f64) -> f64 {
    let quotient = (dividend - dividend % divisor) / divisor;
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}
