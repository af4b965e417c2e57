//! The decision pass: a strategy in a cell as a [`Strategy`] of the simulator.

use std::collections::BTreeMap;
use std::sync::Arc;

use assay_cell::board;
use assay_engine::simulator::{
    BookMark, Broker, Order, OrderNumber, OrderRejected, OrderRequest, Purpose, Size, Strategy, Tag,
    TradeNumber,
};
use assay_types::Side;
use serde::Deserialize;

use crate::conversation::{Conversation, Gone};
use crate::market::Tape;
use crate::program::{Cause, Failure};

/// Orders and other commands that one run may give.
const COMMANDS_MAX: u64 = 20_000_000;
/// Orders that may wait at a time.
const PENDING_MAX: usize = 100_000;
/// Different tags of one run.
const TAGS_MAX: usize = 65_536;
/// Decisions that are remembered for comparison.
const REMEMBERED_MAX: usize = 1_000_000;

/// A command that changes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The bar at whose close it was given.
    pub(crate) bar: usize,
    /// Its kind: a command of the board.
    pub(crate) command: u64,
    /// Its arguments: the bits of numbers and prices.
    pub(crate) arguments: [u64; 7],
    /// The strategy's line that gave it; 0 if unknown.
    pub(crate) line: u32,
}

impl Decision {
    fn same(&self, other: &Self) -> bool {
        self.bar == other.bar && self.command == other.command && self.arguments == other.arguments
    }
}

/// What a strategy tells when the bars are at an end.
#[derive(Deserialize)]
struct LastWords {
    read: Vec<String>,
}

/// Where a run stops being like the one it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Divergence {
    /// The bar.
    pub(crate) bar: usize,
    /// What this run decided there, if it did.
    pub(crate) here: Option<Decision>,
    /// What the other decided there, if it did.
    pub(crate) there: Option<Decision>,
}

/// What a decision pass does with its decisions.
#[derive(Debug)]
pub(crate) enum Watching {
    /// Remembers those before a bar.
    Remember { until: usize, decisions: Vec<Decision> },
    /// Compares them with those of another run before a bar.
    Compare { until: usize, decisions: Vec<Decision>, position: usize, divergence: Option<Divergence> },
}

impl Watching {
    pub(crate) fn remember(until: usize) -> Self {
        Self::Remember { until, decisions: Vec::new() }
    }

    pub(crate) fn compare(until: usize, decisions: Vec<Decision>) -> Self {
        Self::Compare { until, decisions, position: 0, divergence: None }
    }

    fn see(&mut self, decision: Decision) {
        match self {
            Self::Remember { until, decisions } => {
                if decision.bar < *until {
                    decisions.push(decision);
                    if decisions.len() == REMEMBERED_MAX {
                        *until = decision.bar;
                    }
                }
            }
            Self::Compare { until, decisions, position, divergence } => {
                if decision.bar >= *until || divergence.is_some() {
                    return;
                }
                let there = decisions.get(*position).copied();
                *position += 1;
                if !there.is_some_and(|there| there.same(&decision)) {
                    let there = there.filter(|there| there.bar == decision.bar);
                    *divergence = Some(Divergence { bar: decision.bar, here: Some(decision), there });
                }
            }
        }
    }

    /// The bar is decided; returns whether the run is of no more use.
    fn bar_done(&mut self, bar: usize) -> bool {
        match self {
            Self::Remember { .. } => false,
            Self::Compare { until, decisions, position, divergence } => {
                if divergence.is_none()
                    && bar < *until
                    && let Some(there) = decisions.get(*position).filter(|there| there.bar <= bar)
                {
                    *divergence = Some(Divergence { bar, here: None, there: Some(*there) });
                }
                divergence.is_some() || bar + 1 >= *until
            }
        }
    }
}

/// A strategy in a cell, as the simulator sees it.
#[derive(Debug)]
pub(crate) struct CellStrategy<'c> {
    conversation: Conversation<'c>,
    tape: Tape<'c>,
    warmup: usize,
    mark: Option<BookMark>,
    version: u64,
    commands: u64,
    tags: Vec<Tag>,
    tag_numbers: BTreeMap<usize, u64>,
    pub(crate) watching: Watching,
    /// Why the strategy did not come to its end.
    pub(crate) failure: Option<Failure>,
    /// Whether it ended without a word.
    pub(crate) gone: bool,
    /// Attributes under suspicion that it read.
    pub(crate) read: Vec<String>,
    /// The bar that it was told of last.
    pub(crate) bar: Option<usize>,
    ended: bool,
}

impl<'c> CellStrategy<'c> {
    pub(crate) fn new(
        conversation: Conversation<'c>,
        tape: Tape<'c>,
        warmup: usize,
        watching: Watching,
    ) -> Self {
        Self {
            conversation,
            tape,
            warmup,
            mark: None,
            version: 0,
            commands: 0,
            tags: Vec::new(),
            tag_numbers: BTreeMap::new(),
            watching,
            failure: None,
            gone: false,
            read: Vec::new(),
            bar: None,
            ended: false,
        }
    }

    /// Waits until `init` is done.
    pub(crate) fn ready(&mut self) {
        match self.conversation.listen() {
            Ok(board::READY) => {}
            Ok(board::FAILED) => self.failed(None),
            Ok(other) => self.broken(other),
            Err(Gone) => self.vanished(),
        }
    }

    /// Tells the strategy that there are no more bars, and hears its last words.
    pub(crate) fn finish(&mut self) {
        if self.ended {
            return;
        }
        self.ended = true;
        self.conversation.answer(board::END);
        match self.conversation.listen() {
            Ok(board::DONE) => {
                self.read =
                    self.conversation.message::<LastWords>().map_or_else(|_| Vec::new(), |words| words.read);
                self.conversation.answer(board::END);
            }
            Ok(board::FAILED) => self.failed(None),
            Ok(_) | Err(Gone) => {}
        }
    }

    fn failed(&mut self, bar: Option<usize>) {
        self.ended = true;
        let failure = self.conversation.message::<Failure>().unwrap_or_else(|error| {
            Failure::outside(
                "next",
                Cause::Protocol,
                format!("the cell's last words are not understood: {error}"),
            )
        });
        self.failure = Some(Failure { bar, ..failure });
        self.conversation.answer(board::END);
    }

    fn vanished(&mut self) {
        self.ended = true;
        self.gone = true;
    }

    fn broken(&mut self, command: u64) {
        self.stop(Cause::Protocol, format!("the cell gave the command {command}, which is none"));
    }

    fn stop(&mut self, cause: Cause, message: String) {
        self.ended = true;
        self.failure = Some(Failure::outside("next", cause, message));
    }

    /// Tells the account's state.
    fn publish(&mut self, broker: &Broker<'_>) {
        // The cell is looking at the line that is written here: everything at once.
        let (equity, size) = (broker.equity(), broker.position_size());
        let (profit, margin) = (broker.unrealized_pnl(), broker.margin_available());
        self.publish_book(broker);
        let conversation = &self.conversation;
        conversation.set(board::LENGTH, broker.bar() as u64 + 1);
        conversation.set_float(board::EQUITY, equity);
        conversation.set_float(board::POSITION_SIZE, size);
        conversation.set_float(board::POSITION_PROFIT, profit);
        conversation.set_float(board::MARGIN_AVAILABLE, margin);
    }

    fn publish_book(&mut self, broker: &Broker<'_>) {
        let mark = broker.book_mark();
        if self.mark != Some(mark) {
            self.mark = Some(mark);
            self.version += 1;
            self.conversation.set(board::BOOK_VERSION, self.version);
            self.conversation.set(board::CLOSED_TRADES, broker.closed_trades().len() as u64);
        }
    }

    /// Carries out what the strategy says until it has decided.
    fn converse(&mut self, broker: &mut Broker<'_>) {
        loop {
            let command = match self.conversation.listen() {
                Ok(command) => command,
                Err(Gone) => return self.vanished(),
            };
            match command {
                board::NEXT => return,
                board::FAILED => return self.failed(Some(broker.bar())),
                board::ORDERS | board::TRADES | board::SETTLED => self.tell_records(command, broker),
                board::TAG => {
                    if !self.add_tag() {
                        return self.stop(Cause::Excess, format!("more than {TAGS_MAX} different tags"));
                    }
                }
                board::ORDER..=board::SET_TAKE_PROFIT => {
                    self.commands += 1;
                    if self.commands > COMMANDS_MAX {
                        return self
                            .stop(Cause::Excess, format!("more than {COMMANDS_MAX} orders and changes"));
                    }
                    if broker.orders().len() >= PENDING_MAX {
                        return self
                            .stop(Cause::Excess, format!("more than {PENDING_MAX} orders wait at a time"));
                    }
                    self.carry_out(command, broker);
                }
                other => return self.broken(other),
            }
        }
    }

    fn carry_out(&mut self, command: u64, broker: &mut Broker<'_>) {
        let [first, second, third, fourth, fifth, sixth, _, line] = self.conversation.arguments();
        let arguments = match command {
            board::ORDER => [first, second, third, fourth, fifth, sixth, 0],
            board::CLOSE_POSITION | board::CANCEL => [first, 0, 0, 0, 0, 0, 0],
            _ => [first, second, 0, 0, 0, 0, 0],
        };
        let line = u32::try_from(line).unwrap_or(0);
        self.watching.see(Decision { bar: broker.bar(), command, arguments, line });
        let price = |bits: u64| Some(f64::from_bits(bits)).filter(|price| !price.is_nan());
        let trade = TradeNumber::from_told(first);
        let result = match command {
            board::ORDER => {
                let size = f64::from_bits(first);
                let tag =
                    usize::try_from(sixth).ok().and_then(|tag| self.tags.get(tag.checked_sub(1)?)).cloned();
                broker
                    .place(OrderRequest {
                        side: if size > 0.0 { Side::Buy } else { Side::Sell },
                        size: if size.abs() < 1.0 {
                            Size::Fraction(size.abs())
                        } else {
                            Size::Units(size.abs())
                        },
                        limit: price(second),
                        stop: price(third),
                        stop_loss: price(fourth),
                        take_profit: price(fifth),
                        tag,
                    })
                    .map(OrderNumber::get)
            }
            board::CANCEL => broker.cancel(OrderNumber::from_told(first)).map(|()| 0),
            board::CLOSE_TRADE => match broker.close_trade(trade, f64::from_bits(second)) {
                // As in backtesting.py: to close what is closed is to do nothing.
                Err(OrderRejected::UnknownTrade(_)) => Ok(0),
                result => result.map(OrderNumber::get),
            },
            board::CLOSE_POSITION => broker.close_position(f64::from_bits(first)).map(|()| 0),
            board::SET_STOP_LOSS => broker.set_stop_loss(trade, price(second)).map(|()| 0),
            _ => broker.set_take_profit(trade, price(second)).map(|()| 0),
        };
        match result {
            Ok(number) => {
                self.publish_book(broker);
                self.conversation.answer_with(board::GO, number);
            }
            Err(error) => {
                let value_error =
                    matches!(error, OrderRejected::Bracket { .. } | OrderRejected::UnknownOrder(_));
                self.conversation.refuse(u64::from(!value_error), &error.to_string());
            }
        }
    }

    fn add_tag(&mut self) -> bool {
        const BYTES_MAX: usize = 1024;
        if self.tags.len() == TAGS_MAX {
            return false;
        }
        let tag: Tag = Arc::from(self.conversation.text(BYTES_MAX));
        self.tags.push(tag.clone());
        let number = self.tags.len() as u64;
        self.tag_numbers.insert(tag.as_ptr().addr(), number);
        self.conversation.answer_with(board::GO, number);
        true
    }

    fn tag_number(&self, tag: Option<&Tag>) -> u64 {
        // A tag is one allocation, shared by all who carry it; an empty text has its address too.
        tag.and_then(|tag| self.tag_numbers.get(&tag.as_ptr().addr())).copied().unwrap_or(0)
    }

    fn tell_records(&mut self, command: u64, broker: &Broker<'_>) {
        let [first, ..] = self.conversation.arguments();
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let count = match command {
            board::ORDERS => self.tell(broker.orders(), first, Self::order_record),
            board::TRADES => self.tell(broker.trades(), first, |this, trade| {
                let (stop_loss, stop_loss_price) = contingent(trade.stop_loss);
                let (take_profit, take_profit_price) = contingent(trade.take_profit);
                let tag = this.tag_number(trade.tag.as_ref());
                let (number, entry_bar) = (trade.number.get(), trade.entry_bar as u64);
                let (size, entry_price) = (trade.size.to_bits(), trade.entry_price.to_bits());
                let contingents = [stop_loss, stop_loss_price, take_profit, take_profit_price];
                let [a, b, c, d] = contingents;
                [number, size, entry_price, entry_bar, a, b, c, d, tag, 0, 0, 0]
            }),
            _ => self.tell(broker.closed_trades(), first, |this, trade| {
                [
                    trade.number.get(),
                    trade.size.to_bits(),
                    trade.entry_price.to_bits(),
                    trade.entry_bar as u64,
                    trade.exit_price.to_bits(),
                    trade.exit_bar as u64,
                    trade.pnl.to_bits(),
                    trade.commission.to_bits(),
                    told(trade.stop_loss),
                    told(trade.take_profit),
                    this.tag_number(trade.tag.as_ref()),
                    0,
                ]
            }),
        };
        self.conversation.answer_with(board::GO, count);
    }

    fn order_record(&self, order: &Order) -> [u64; board::RECORD_FIELDS] {
        let kind = match order.purpose {
            Purpose::Enter => 0,
            Purpose::Close(_) => 1,
            Purpose::Finalize(_) => 2,
            Purpose::StopLoss(_) => 3,
            Purpose::TakeProfit(_) => 4,
        };
        [
            order.number.get(),
            kind,
            order.purpose.trade().map_or(0, TradeNumber::get),
            order.size.to_bits(),
            told(order.limit),
            told(order.stop),
            told(order.stop_loss),
            told(order.take_profit),
            self.tag_number(order.tag.as_ref()),
            0,
            0,
            0,
        ]
    }

    fn tell<T>(
        &self,
        items: &[T],
        first: usize,
        record: impl Fn(&Self, &T) -> [u64; board::RECORD_FIELDS],
    ) -> u64 {
        let items = items.get(first..).unwrap_or_default();
        let items = &items[..items.len().min(board::RECORDS_MAX)];
        for (position, item) in items.iter().enumerate() {
            let offset = board::RECORDS + position * board::RECORD_FIELDS * 8;
            for (field, value) in record(self, item).into_iter().enumerate() {
                self.conversation.set(offset + field * 8, value);
            }
        }
        items.len() as u64
    }
}

fn told(price: Option<f64>) -> u64 {
    price.unwrap_or(f64::NAN).to_bits()
}

fn contingent(contingent: Option<assay_engine::simulator::Contingent>) -> (u64, u64) {
    contingent.map_or((0, told(None)), |contingent| (contingent.order.get(), contingent.price.to_bits()))
}

impl Strategy for CellStrategy<'_> {
    fn warmup(&self) -> usize {
        self.warmup
    }

    fn next(&mut self, broker: &mut Broker<'_>) {
        if self.ended {
            return;
        }
        self.bar = Some(broker.bar());
        self.tape.reveal(broker.bar() + 1);
        self.publish(broker);
        self.conversation.answer(board::GO);
        self.converse(broker);
        if !self.ended && self.watching.bar_done(broker.bar()) {
            self.finish();
        }
    }

    fn wakes_at(&self, broker: &Broker<'_>) -> usize {
        if self.ended { usize::MAX } else { broker.bar() }
    }
}

#[cfg(test)]
mod tests;
