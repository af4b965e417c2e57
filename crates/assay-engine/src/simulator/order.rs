//! Orders: what a strategy asks for, and what waits in the queue.

use std::fmt;
use std::sync::Arc;

use assay_types::Side;

use super::trade::TradeNumber;

/// A strategy's own mark on an order, carried over to the trade it opens.
pub type Tag = Arc<str>;

/// An order's number within one simulation, counted from 1 in order of placing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber(pub(super) u64);

impl OrderNumber {
    /// The number told to somebody outside, as it came back: it need not be one that was given.
    pub fn from_told(number: u64) -> Self {
        Self(number)
    }

    /// The number, to be told to somebody outside.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

/// How much an order trades.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// That many whole units (of [`fractional_unit`](super::Options::fractional_unit) if set), 1 or above.
    Units(f64),
    /// That share, in `(0, 1)`, of the liquidity available when the order fills.
    Fraction(f64),
}

impl Size {
    /// All available liquidity: the largest fraction below 1.
    pub const FULL: Self = Self::Fraction(1.0 - f64::EPSILON);
}

/// A new order as a strategy asks for it. Prices are above 0.
///
/// Without `limit` and `stop` it is a market order, with `limit` a limit order, with `stop` a stop (market)
/// order, with both a stop-limit order. All are good till cancelled.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderRequest {
    /// Which way.
    pub side: Side,
    /// How much.
    pub size: Size,
    /// The worst price to accept.
    pub limit: Option<f64>,
    /// The price that activates the order.
    pub stop: Option<f64>,
    /// Stop-loss of the trade this order opens.
    pub stop_loss: Option<f64>,
    /// Take-profit of the trade this order opens.
    pub take_profit: Option<f64>,
    /// The strategy's mark.
    pub tag: Option<Tag>,
}

impl OrderRequest {
    /// A market order without contingent orders.
    pub fn market(side: Side, size: Size) -> Self {
        Self { side, size, limit: None, stop: None, stop_loss: None, take_profit: None, tag: None }
    }

    /// Whether it is a market order without contingent orders.
    pub(super) fn is_plain(&self) -> bool {
        let Self { side: _, size: _, limit, stop, stop_loss, take_profit, tag: _ } = self;
        limit.is_none() && stop.is_none() && stop_loss.is_none() && take_profit.is_none()
    }
}

/// What an order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Stands alone: closes opposite trades (unless hedging), then opens a trade with what is left.
    Enter,
    /// Closes a trade, or part of it, at the market.
    Close(TradeNumber),
    /// Closes a trade because the data ended.
    Finalize(TradeNumber),
    /// Contingent: stops the loss of a trade.
    StopLoss(TradeNumber),
    /// Contingent: takes the profit of a trade.
    TakeProfit(TradeNumber),
}

impl Purpose {
    /// Whether the order hangs on an open trade as its stop-loss or take-profit.
    pub fn is_contingent(self) -> bool {
        matches!(self, Self::StopLoss(_) | Self::TakeProfit(_))
    }

    /// The trade the order closes, if any.
    pub fn trade(self) -> Option<TradeNumber> {
        match self {
            Self::Enter => None,
            Self::Close(trade) | Self::Finalize(trade) | Self::StopLoss(trade) | Self::TakeProfit(trade) => {
                Some(trade)
            }
        }
    }
}

/// A pending order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Its number.
    pub number: OrderNumber,
    /// What it is for.
    pub purpose: Purpose,
    /// Signed size: negative sells; magnitude below 1 is a fraction of liquidity.
    pub size: f64,
    /// Limit price.
    pub limit: Option<f64>,
    /// Stop price; `None` once it has been hit.
    pub stop: Option<f64>,
    /// Stop-loss of the trade it will open.
    pub stop_loss: Option<f64>,
    /// Take-profit of the trade it will open.
    pub take_profit: Option<f64>,
    /// The strategy's mark.
    pub tag: Option<Tag>,
}

impl Order {
    /// A market order without contingent orders.
    pub(super) fn plain(number: OrderNumber, purpose: Purpose, size: f64, tag: Option<Tag>) -> Self {
        Self { number, purpose, size, limit: None, stop: None, stop_loss: None, take_profit: None, tag }
    }

    /// Whether it buys.
    pub fn is_long(&self) -> bool {
        self.size > 0.0
    }
}

/// Why an order was not accepted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OrderRejected {
    /// The size is neither whole units from 1 nor a fraction inside `(0, 1)`.
    #[error("order size `{0}` is neither a whole number of units (1 or more) nor a fraction between 0 and 1")]
    Size(f64),
    /// A price is not a finite number above 0.
    #[error("{field} `{value}` is not a price; a price is a finite number above 0")]
    Price {
        /// Which price of the request.
        field: &'static str,
        /// Its value.
        value: f64,
    },
    /// Stop-loss, entry and take-profit are not in order.
    #[error(
        "{} order needs {}; got {}",
        if *.long { "a long" } else { "a short" },
        if *.long { "stop_loss < entry < take_profit" } else { "take_profit < entry < stop_loss" },
        [*.low, Some(*.entry), *.high].map(|price| price.map_or("none".to_owned(), |price| price.to_string())).join(", ")
    )]
    Bracket {
        /// Whether the order buys.
        long: bool,
        /// The contingent price that must lie below the entry.
        low: Option<f64>,
        /// The price at which the order would enter.
        entry: f64,
        /// The contingent price that must lie above the entry.
        high: Option<f64>,
    },
    /// No pending order has this number.
    #[error("order {0} is not pending")]
    UnknownOrder(OrderNumber),
    /// No open trade has this number.
    #[error("trade {0} is not open")]
    UnknownTrade(TradeNumber),
    /// A portion outside `(0, 1]`.
    #[error("portion `{0}` is not a share above 0 and at most 1")]
    Portion(f64),
    /// Only an entry order can be replaced; contingent ones change through their trade.
    #[error("order {0} belongs to a trade; set the trade's stop-loss or take-profit instead")]
    NotReplaceable(OrderNumber),
}
