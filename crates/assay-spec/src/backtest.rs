//! The backtest configuration document.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::decimal_schema;
use crate::setting::ParameterValues;
use crate::version::SchemaVersion;

/// How a strategy is backtested: the account, its costs and its rules.
///
/// Every field may be left out; the defaults are those of backtesting.py 0.6.6.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, each with its key in the document")]
pub struct BacktestConfig {
    /// The version of this document's schema: `"2.0"`.
    pub schema_version: SchemaVersion,
    /// Starting cash, above 0, in the quote currency, as a decimal string.
    #[schemars(schema_with = "decimal_schema")]
    pub cash: Decimal,
    /// What every fill pays.
    pub commission: Commission,
    /// Bid-ask spread relative to the price, from 0 to below 1: entries pay it, exits do not.
    #[schemars(extend("minimum" = 0, "exclusiveMaximum" = 1))]
    pub spread: f64,
    /// Required margin as a share of the position's value, above 0 and at most 1; leverage is its inverse.
    #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1))]
    pub margin: f64,
    /// Market orders fill at the close of the bar that placed them instead of the next bar's open.
    pub trade_on_close: bool,
    /// Long and short trades may be open at the same time.
    pub hedging: bool,
    /// A new order cancels the pending ones and closes the open trades.
    pub exclusive_orders: bool,
    /// Trades still open after the last bar are closed there and counted.
    pub finalize_trades: bool,
    /// The smallest tradable fraction of a unit, such as `1e-8`; `null` trades whole units.
    #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1))]
    pub fractional: Option<f64>,
    /// Values of the strategy's parameters in place of their defaults.
    #[schemars(extend("maxProperties" = 64))]
    pub parameters: ParameterValues,
    /// The seed of everything random, at most 2^53.
    #[schemars(range(max = 9_007_199_254_740_992_u64))]
    pub seed: u64,
}

impl Default for BacktestConfig {
    fn default() -> Self {
        Self {
            schema_version: SchemaVersion::V2_0,
            cash: Decimal::from(10_000),
            commission: Commission::default(),
            spread: 0.0,
            margin: 1.0,
            trade_on_close: false,
            hedging: false,
            exclusive_orders: false,
            finalize_trades: false,
            fractional: None,
            parameters: ParameterValues::new(),
            seed: 0,
        }
    }
}

/// Commission of one fill: `fixed + |size| * price * relative`. It is paid at entry and again at exit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Commission {
    /// Cash per fill, 0 or above, as a decimal string.
    #[schemars(schema_with = "decimal_schema")]
    pub fixed: Decimal,
    /// Share of the traded value, from -0.1 to below 0.1: `0.002` is 0.2 %; negative is a maker's rebate.
    #[schemars(extend("minimum" = -0.1, "exclusiveMaximum" = 0.1))]
    pub relative: f64,
}
