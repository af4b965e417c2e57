//! What happened in a run, one record each: signals, orders, fills, trades.
//!
//! These are records of research, so prices and profits are `f64`; bars are counted from 0.

use assay_types::{Direction, Side, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rule that held on a bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// The time of the bar.
    pub time: Timestamp,
    /// The bar.
    pub bar: u64,
    /// What the rule asks for.
    pub action: SignalAction,
    /// The bar's close.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub price: f64,
    /// The rule, as a JSON pointer into the strategy: `/entry_rules/0`. `null` for a signal that no rule
    /// gave.
    #[serde(default)]
    pub rule: Option<String>,
}

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignalAction {
    /// Enter a long trade.
    EnterLong,
    /// Enter a short trade.
    EnterShort,
    /// Close the long trades.
    ExitLong,
    /// Close the short trades.
    ExitShort,
    /// Close all trades.
    ExitAny,
}

/// An order as it was placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Its number within the run, from 1, in order of placing.
    #[schemars(range(min = 1))]
    pub number: u64,
    /// The time of the bar that placed it.
    pub time: Timestamp,
    /// The bar that placed it.
    pub bar: u64,
    /// `buy` or `sell`.
    pub side: Side,
    /// When it fills.
    pub kind: OrderKind,
    /// What it is for.
    pub purpose: OrderPurpose,
    /// Units, above 0; below 1 a share of the liquidity at the time of the fill.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub size: f64,
    /// The worst price to accept.
    #[serde(default)]
    pub limit: Option<f64>,
    /// The price that activates it.
    #[serde(default)]
    pub stop: Option<f64>,
    /// Stop-loss of the trade it opens.
    #[serde(default)]
    pub stop_loss: Option<f64>,
    /// Take-profit of the trade it opens.
    #[serde(default)]
    pub take_profit: Option<f64>,
    /// The trade it closes, for orders that close one.
    #[serde(default)]
    pub trade: Option<u64>,
    /// The strategy's own mark.
    #[serde(default)]
    pub tag: Option<String>,
}

/// When an order fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// At once, at the price there is.
    Market,
    /// At its limit or better.
    Limit,
    /// At the market once its stop is touched.
    Stop,
    /// At its limit or better once its stop is touched.
    StopLimit,
}

/// What an order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderPurpose {
    /// Enters a trade, closing opposite ones first.
    Enter,
    /// Closes a trade or a part of it.
    Close,
    /// Stops the loss of a trade.
    StopLoss,
    /// Takes the profit of a trade.
    TakeProfit,
}

/// An order, or a part of one, that became a trade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    /// The order's number.
    #[schemars(range(min = 1))]
    pub order: u64,
    /// The trade it opened or closed.
    #[schemars(range(min = 1))]
    pub trade: u64,
    /// The time of the bar it filled on.
    pub time: Timestamp,
    /// The bar it filled on.
    pub bar: u64,
    /// `buy` or `sell`.
    pub side: Side,
    /// Units, above 0.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub size: f64,
    /// Price paid or received, spread included.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub price: f64,
    /// Commission in cash; negative is a rebate.
    pub commission: f64,
}

/// A settled trade, or the settled part of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trade {
    /// Its number within the run, from 1, in order of opening; parts of a trade share it.
    #[schemars(range(min = 1))]
    pub number: u64,
    /// `long` or `short`.
    pub side: Direction,
    /// Units, above 0.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub size: f64,
    /// The time of the bar it was entered on.
    pub entry_time: Timestamp,
    /// The time of the bar it was left on.
    pub exit_time: Timestamp,
    /// The bar it was entered on.
    pub entry_bar: u64,
    /// The bar it was left on.
    pub exit_bar: u64,
    /// Price at entry, spread included.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub entry_price: f64,
    /// Price at exit.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub exit_price: f64,
    /// Its stop-loss when it ended.
    #[serde(default)]
    pub stop_loss: Option<f64>,
    /// Its take-profit when it ended.
    #[serde(default)]
    pub take_profit: Option<f64>,
    /// Profit in cash after commissions.
    pub pnl: f64,
    /// Profit after commissions relative to the value at entry, in per cent.
    pub return_pct: f64,
    /// Commissions of entry and exit in cash; negative is a rebate.
    pub commission: f64,
    /// What ended it.
    pub exit_reason: ExitReason,
    /// The mark of the order that opened it.
    #[serde(default)]
    pub tag: Option<String>,
}

/// What ended a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExitReason {
    /// An order of the strategy to close it: an exit rule, or code.
    Closed,
    /// Its stop-loss.
    StopLoss,
    /// Its take-profit.
    TakeProfit,
    /// Its stop-loss after the trailing stop had moved it.
    TrailingStop,
    /// An order in the opposite direction.
    Opposite,
    /// It was open for as many bars as the strategy allows.
    MaxHoldingBars,
    /// The account's equity fell to zero.
    OutOfMoney,
    /// The data ended and trades were to be finalized.
    EndOfData,
}
