//! The cases, as the peer writes them (`peers/parity/README.md`).

use std::collections::BTreeMap;

use serde::Deserialize;

/// The file `cases.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// Which version of this format it is.
    pub format: String,
    /// The strategy documents by name.
    pub documents: BTreeMap<String, serde_json::Value>,
    /// The cases in order.
    pub cases: Vec<Case>,
}

/// One run of one strategy on one series.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// The data set: `goog`, `eurusd` or `btcusd`; for Python strategies also `columns`.
    pub data: String,
    /// First bar and number of bars; all of them if absent.
    pub window: Option<(usize, usize)>,
    /// The account.
    pub options: CaseOptions,
    /// What decides.
    #[serde(flatten)]
    pub subject: Subject,
}

/// What decides in a case.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A strategy document, with values in place of its parameters' defaults.
    Document {
        /// The name of the document.
        document: String,
        /// Values of parameters.
        parameters: assay_spec::ParameterValues,
    },
    /// Orders at given bars.
    Script {
        /// What is done, sorted by bar.
        actions: Vec<Action>,
    },
    /// A Python strategy.
    Python(PythonCase),
}

/// A Python strategy and how it is run.
#[derive(Debug, Deserialize)]
pub struct PythonCase {
    /// The file in `peers/parity/python`, without its ending.
    pub strategy: String,
    /// The class, where the file has several.
    pub class: Option<String>,
    /// Values in place of the class's own.
    pub parameters: BTreeMap<String, serde_json::Value>,
}

/// The account of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the peer's options, by its names")]
pub struct CaseOptions {
    cash: f64,
    commission: (f64, f64),
    spread: f64,
    margin: f64,
    trade_on_close: bool,
    hedging: bool,
    exclusive_orders: bool,
    finalize_trades: bool,
    fractional_unit: Option<f64>,
}

impl CaseOptions {
    /// The simulator's settings.
    pub fn to_options(&self) -> assay_engine::simulator::Options {
        assay_engine::simulator::Options {
            cash: self.cash,
            commission: assay_engine::simulator::Commission {
                fixed: self.commission.0,
                relative: self.commission.1,
            },
            spread: self.spread,
            margin: self.margin,
            trade_on_close: self.trade_on_close,
            hedging: self.hedging,
            exclusive_orders: self.exclusive_orders,
            finalize_trades: self.finalize_trades,
            fractional_unit: self.fractional_unit,
        }
    }
}

/// One action of a script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The bar at whose close it is done.
    pub bar: usize,
    /// What is done: see the peer's README.
    #[serde(rename = "do")]
    pub kind: ActionKind,
    /// Absolute size in whole assets.
    pub units: Option<f64>,
    /// Size as a share of liquidity.
    pub fraction: Option<f64>,
    /// Limit price.
    pub limit: Option<PriceReference>,
    /// Stop price.
    pub stop: Option<PriceReference>,
    /// Stop-loss price.
    pub sl: Option<PriceReference>,
    /// Take-profit price.
    pub tp: Option<PriceReference>,
    /// Mark.
    pub tag: Option<String>,
    /// Index of a pending order.
    pub order: Option<usize>,
    /// Index of an open trade.
    pub trade: Option<usize>,
    /// Share of a trade.
    pub portion: Option<f64>,
    /// New price of a contingent order.
    pub price: Option<PriceReference>,
}

/// What an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Places a long order.
    Buy,
    /// Places a short order.
    Sell,
    /// Cancels a pending order.
    Cancel,
    /// Closes part of a trade.
    CloseTrade,
    /// Closes part of every trade.
    ClosePosition,
    /// Moves or removes a stop-loss.
    SetSl,
    /// Moves or removes a take-profit.
    SetTp,
}

/// `column[min(bar + ahead, last)] * times`.
#[derive(Debug, Deserialize)]
pub struct PriceReference(pub String, pub usize, pub f64);
