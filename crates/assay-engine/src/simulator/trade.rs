//! Trades: open ones, and those that are settled.

use std::fmt;

use super::order::{OrderNumber, Tag};

/// A trade's number within one simulation, counted from 1 in order of opening. The pieces of a trade that is
/// closed in parts share its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TradeNumber(pub(super) u64);

impl TradeNumber {
    /// The number told to somebody outside, as it came back: it need not be one that was given.
    pub fn from_told(number: u64) -> Self {
        Self(number)
    }

    /// The number, to be told to somebody outside.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for TradeNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

/// A contingent order of an open trade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contingent {
    /// The order in the queue.
    pub order: OrderNumber,
    /// Its price.
    pub price: f64,
}

/// An open trade.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenTrade {
    /// Its number.
    pub number: TradeNumber,
    /// Signed size in units, never 0; negative is short.
    pub size: f64,
    /// Price paid or received, spread included, commission not.
    pub entry_price: f64,
    /// Index of the bar it was entered on.
    pub entry_bar: usize,
    /// Its stop-loss order.
    pub stop_loss: Option<Contingent>,
    /// Its take-profit order.
    pub take_profit: Option<Contingent>,
    /// The mark of the order that opened it.
    pub tag: Option<Tag>,
}

impl OpenTrade {
    /// Whether it is long.
    pub fn is_long(&self) -> bool {
        self.size > 0.0
    }
}

/// What ended a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitReason {
    /// An order of the strategy to close it.
    Closed,
    /// Its stop-loss.
    StopLoss,
    /// Its take-profit.
    TakeProfit,
    /// An order in the opposite direction.
    Opposite,
    /// The account's equity fell to zero.
    OutOfMoney,
    /// The data ended and trades were to be finalized.
    EndOfData,
}

/// A settled trade (or the settled part of one).
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// The number of the trade it is, or is a part of.
    pub number: TradeNumber,
    /// Signed size in units; negative was short.
    pub size: f64,
    /// Index of the bar it was entered on.
    pub entry_bar: usize,
    /// Index of the bar it was left on.
    pub exit_bar: usize,
    /// Price at entry, spread included.
    pub entry_price: f64,
    /// Price at exit.
    pub exit_price: f64,
    /// Stop-loss price when it ended; `None` for a part.
    pub stop_loss: Option<f64>,
    /// Take-profit price when it ended; `None` for a part.
    pub take_profit: Option<f64>,
    /// Profit in cash after commissions.
    pub pnl: f64,
    /// Commissions of entry and exit in cash.
    pub commission: f64,
    /// Profit relative to the value at entry, after commissions: `0.01` is one per cent.
    pub return_ratio: f64,
    /// What ended it.
    pub exit_reason: ExitReason,
    /// The mark of the order that opened it.
    pub tag: Option<Tag>,
}

impl Trade {
    /// Whether it was long.
    pub fn is_long(&self) -> bool {
        self.size > 0.0
    }
}
