//! The order interface of a strategy, and the state of its account.

mod fills;

use assay_types::Side;

use super::options::Options;
use super::order::{Order, OrderNumber, OrderRejected, OrderRequest, Purpose, Size};
use super::trade::{Contingent, OpenTrade, Trade, TradeNumber};
use super::{Outcome, Pace};

/// The price columns a broker trades on, all of one length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prices<'b> {
    pub(super) open: &'b [f64],
    pub(super) high: &'b [f64],
    pub(super) low: &'b [f64],
    pub(super) close: &'b [f64],
}

impl Prices<'_> {
    /// The prices of the bars before `end`.
    pub(super) fn until(self, end: usize) -> Self {
        let Self { open, high, low, close } = self;
        Self { open: &open[..end], high: &high[..end], low: &low[..end], close: &close[..end] }
    }
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

/// A state of the book. While two marks are equal, orders, open trades and settled trades are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookMark {
    orders_placed: u64,
    orders_pending: usize,
    fills: usize,
    stops_hit: u64,
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
    /// Whether the broker may go on to a bar by itself.
    skips: bool,
    cash: f64,
    queue: Vec<Order>,
    open: Vec<OpenTrade>,
    /// Sums over the open trades.
    totals: Totals,
    settled: Vec<Trade>,
    fills: Vec<Fill>,
    orders_placed: u64,
    trades_opened: u64,
    cancelled_for_margin: u64,
    ambiguous_contingents: u64,
    stops_hit: u64,
    /// Numbers of the orders to process on this bar; kept to reuse its memory.
    pass: Vec<OrderNumber>,
}

/// Sums over the open trades, which are asked for more often than they change.
#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    /// Signed size.
    size: f64,
    /// Signed size × entry price.
    entry_value: f64,
}

impl Totals {
    fn of(trades: &[OpenTrade]) -> Self {
        trades.iter().fold(Self::default(), |sum, trade| sum.and(trade.size, trade.entry_price))
    }

    /// With one more trade behind the others.
    fn and(self, size: f64, entry_price: f64) -> Self {
        Self { size: self.size + size, entry_value: self.entry_value + size * entry_price }
    }
}

impl<'b> Broker<'b> {
    /// A new account, which keeps its trades and fills in the memory of an earlier outcome.
    pub(super) fn new(pace: Pace, prices: Prices<'b>, options: &'b Options, memory: &mut Outcome) -> Self {
        Self {
            prices,
            options,
            leverage: 1.0 / options.margin,
            bar: 0,
            skips: pace == Pace::SkipIdle,
            cash: options.cash,
            queue: Vec::new(),
            open: emptied(&mut memory.open_trades),
            totals: Totals::default(),
            settled: emptied(&mut memory.trades),
            fills: emptied(&mut memory.fills),
            orders_placed: 0,
            trades_opened: 0,
            cancelled_for_margin: 0,
            ambiguous_contingents: 0,
            stops_hit: 0,
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

    /// What tells whether the book has changed.
    pub fn book_mark(&self) -> BookMark {
        BookMark {
            orders_placed: self.orders_placed,
            orders_pending: self.queue.len(),
            fills: self.fills.len(),
            stops_hit: self.stops_hit,
        }
    }

    /// Net position in units; negative is short.
    pub fn position_size(&self) -> f64 {
        self.totals.size
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
        self.totals.entry_value
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

    /// Asks to close every open trade, if it is to `leave`, and then places an order, if one is given, as
    /// [`close_position`](Self::close_position) and [`place`](Self::place) do. The last word on a bar: where nothing can
    /// come in between the broker goes on to the next bar and fills the orders at once.
    ///
    /// # Errors
    /// As [`place`](Self::place); the trades are closed all the same.
    #[inline]
    pub(crate) fn turn(&mut self, leave: bool, entry: Option<OrderRequest>) -> Result<(), OrderRejected> {
        if self.fills_at_once(entry.as_ref()) {
            let size = entry.as_ref().map(|request| self.check(request)).transpose();
            let tag = entry.and_then(|request| request.tag);
            let (size, placed) = match size {
                Ok(size) => (size, Ok(())),
                Err(rejected) => (None, Err(rejected)),
            };
            self.turn_at_once(leave, size, tag);
            return placed;
        }
        if leave {
            self.close_position(1.0)?;
        }
        entry.map_or(Ok(()), |request| self.place(request).map(|_| ()))
    }

    /// Whether market orders of this bar and this entry are all that the next bar will find.
    fn fills_at_once(&self, entry: Option<&OrderRequest>) -> bool {
        self.skips
            && self.queue.is_empty()
            && self.open.len() <= 1
            && self.bar + 1 < self.prices.close.len()
            && !self.options.exclusive_orders
            && entry.is_none_or(OrderRequest::is_plain)
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
            self.attach_stop_loss(index, price);
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
            self.attach_take_profit(index, price);
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

    /// Closes the books.
    pub(super) fn conclude(self, outcome: &mut Outcome) {
        outcome.trades = self.settled;
        outcome.open_trades = self.open;
        outcome.fills = self.fills;
        outcome.cancelled_for_margin = self.cancelled_for_margin;
        outcome.ambiguous_contingents = self.ambiguous_contingents;
        outcome.pending_orders = self.queue.len();
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

    /// Signed size of a request that may be placed.
    #[inline]
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
        self.queue.insert(0, Order::plain(number, purpose, size, tag));
        number
    }

    /// Gives the trade at `index`, which has none, a stop-loss; it goes to the front of the queue.
    fn attach_stop_loss(&mut self, index: usize, price: f64) {
        let order = self.next_order_number();
        let trade = &mut self.open[index];
        trade.stop_loss = Some(Contingent { order, price });
        self.queue
            .insert(0, contingent_order(order, trade, Purpose::StopLoss(trade.number), None, Some(price)));
    }

    /// Gives the trade at `index`, which has none, a take-profit; it goes to the end of the queue.
    fn attach_take_profit(&mut self, index: usize, price: f64) {
        let order = self.next_order_number();
        let trade = &mut self.open[index];
        trade.take_profit = Some(Contingent { order, price });
        self.queue.push(contingent_order(order, trade, Purpose::TakeProfit(trade.number), Some(price), None));
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

/// The memory of a list, without what is in it.
fn emptied<T>(list: &mut Vec<T>) -> Vec<T> {
    list.clear();
    std::mem::take(list)
}

/// Takes an element out of a list; nothing is moved for the last one.
#[inline]
fn taken<T>(list: &mut Vec<T>, index: usize) -> T {
    if index + 1 == list.len()
        && let Some(last) = list.pop()
    {
        last
    } else {
        list.remove(index)
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
