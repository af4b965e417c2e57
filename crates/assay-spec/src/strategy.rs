//! The strategy document, version 2.

use std::collections::BTreeMap;

use assay_types::{Direction, Identifier};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::decimal_schema;
use crate::setting::{ArgValue, Count, Number, ParameterValue, ParameterValues};
use crate::validate::text;
use crate::version::SchemaVersion;

/// How many parameters a strategy may have.
pub(crate) const PARAMETERS_MAX: usize = 64;
/// How many indicators a strategy may have.
pub(crate) const INDICATORS_MAX: usize = 256;
/// How many entry rules, exit rules or constraints a strategy may have.
pub(crate) const RULES_MAX: usize = 64;
/// How many inputs an indicator may have.
pub(crate) const INPUTS_MAX: usize = 16;
/// How many choices a parameter may have.
pub(crate) const CHOICES_MAX: usize = 64;

/// A trading strategy as a document: what it computes, when it enters and leaves, how much it trades and what
/// limits its risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// The version of this document's schema: `"2.0"`.
    pub schema_version: SchemaVersion,
    /// The strategy's name.
    pub name: Identifier,
    /// What the strategy does, for people.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub description: String,
    /// What may be varied, by name. Rules use a parameter by its name, arguments as `"$name"`.
    #[serde(default)]
    #[schemars(extend("maxProperties" = PARAMETERS_MAX))]
    pub parameters: BTreeMap<Identifier, Parameter>,
    /// Rule-language conditions over parameters that every combination of values must meet, such as
    /// `fast < slow`.
    #[serde(default)]
    #[schemars(length(max = RULES_MAX), inner(length(min = 1, max = 4096)))]
    pub constraints: Vec<String>,
    /// The computed series, by name.
    #[serde(default)]
    #[schemars(extend("maxProperties" = INDICATORS_MAX))]
    pub indicators: BTreeMap<Identifier, Indicator>,
    /// When to enter; the first rule that holds on a bar decides.
    #[schemars(length(min = 1, max = RULES_MAX))]
    pub entry_rules: Vec<EntryRule>,
    /// When to leave; any rule that holds closes the trades of its side.
    #[serde(default)]
    #[schemars(length(max = RULES_MAX))]
    pub exit_rules: Vec<ExitRule>,
    /// What an entry signal against the open trade does.
    #[serde(default)]
    pub on_opposite_entry: OppositeEntry,
    /// How much an entry trades.
    #[serde(default)]
    pub sizing: Sizing,
    /// What limits the risk of a trade.
    #[serde(default)]
    pub risk: Risk,
}

impl Strategy {
    /// The default of every parameter.
    pub fn default_values(&self) -> ParameterValues {
        self.parameters.iter().map(|(name, parameter)| (name.clone(), parameter.default_value())).collect()
    }
}

/// Something that may be varied between runs of a strategy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Parameter {
    /// A whole number.
    Integer {
        /// The value unless overridden.
        #[schemars(range(min = -9_007_199_254_740_992_i64, max = 9_007_199_254_740_992_i64))]
        default: i64,
        /// The least value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = -9_007_199_254_740_992_i64, max = 9_007_199_254_740_992_i64))]
        min: Option<i64>,
        /// The greatest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = -9_007_199_254_740_992_i64, max = 9_007_199_254_740_992_i64))]
        max: Option<i64>,
        /// The distance between neighbouring values of a sweep.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(range(min = 1, max = 9_007_199_254_740_992_i64))]
        step: Option<i64>,
        /// What it means, for people.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[schemars(length(max = 1000))]
        description: String,
    },
    /// A real number.
    Number {
        /// The value unless overridden.
        default: f64,
        /// The least value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// The greatest value allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
        /// The distance between neighbouring values of a sweep.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("exclusiveMinimum" = 0))]
        step: Option<f64>,
        /// What it means, for people.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[schemars(length(max = 1000))]
        description: String,
    },
    /// A switch; rules use it as a condition.
    Boolean {
        /// The value unless overridden.
        default: bool,
        /// What it means, for people.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[schemars(length(max = 1000))]
        description: String,
    },
    /// One of several names, such as types of moving average; for arguments of indicators only.
    Choice {
        /// The value unless overridden.
        #[schemars(length(min = 1, max = 64))]
        default: String,
        /// The names to choose from.
        #[schemars(length(min = 1, max = CHOICES_MAX), inner(length(min = 1, max = 64)))]
        choices: Vec<String>,
        /// What it means, for people.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[schemars(length(max = 1000))]
        description: String,
    },
}

impl Parameter {
    /// The value unless overridden.
    pub fn default_value(&self) -> ParameterValue {
        match self {
            Self::Integer { default, .. } => ParameterValue::Integer(*default),
            Self::Number { default, .. } => ParameterValue::Number(*default),
            Self::Boolean { default, .. } => ParameterValue::Boolean(*default),
            Self::Choice { default, .. } => ParameterValue::Text(default.clone()),
        }
    }
}

/// A computed series: a TA-Lib function applied to columns or to other indicators.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The TA-Lib function by its name, such as `SMA`.
    #[schemars(regex(pattern = text::FUNCTION))]
    pub function: String,
    /// What it is computed from, in the function's order: a column (`open`, `high`, `low`, `close`,
    /// `volume`), another indicator (`name`) or one of its outputs (`name.output`). Empty takes the
    /// columns that TA-Lib names, and the close for a series.
    #[serde(default)]
    #[schemars(
        length(max = INPUTS_MAX),
        inner(regex(pattern = text::INPUT))
    )]
    pub inputs: Vec<String>,
    /// The function's optional arguments, by TA-Lib's names, such as `timeperiod`.
    #[serde(default)]
    #[schemars(extend("maxProperties" = 16))]
    pub args: BTreeMap<Identifier, ArgValue>,
}

/// The trades a rule closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExitSide {
    /// Long trades.
    Long,
    /// Short trades.
    Short,
    /// All trades.
    Any,
}

/// When to enter a trade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryRule {
    /// Which side to enter: `long` or `short`.
    pub side: Direction,
    /// The condition, in the rule language.
    #[schemars(length(min = 1, max = 4096))]
    pub when: String,
}

/// When to leave trades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitRule {
    /// Which trades to close.
    pub side: ExitSide,
    /// The condition, in the rule language.
    #[schemars(length(min = 1, max = 4096))]
    pub when: String,
}

/// What an entry signal against the open trade does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OppositeEntry {
    /// Closes the open trade and enters the opposite one.
    #[default]
    Reverse,
    /// Closes the open trade.
    Close,
    /// Nothing.
    Ignore,
}

/// How much an entry trades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Sizing {
    /// A share of the equity available.
    FractionOfEquity {
        /// The share, above 0 and at most 1; 1 is all of it.
        #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1))]
        value: Number,
    },
    /// The same number of units every time.
    FixedUnits {
        /// Units, above 0; cut to whole units unless the run trades fractions.
        #[schemars(extend("exclusiveMinimum" = 0))]
        value: Number,
    },
    /// The same amount of money every time.
    FixedCash {
        /// Amount in the quote currency, above 0, as a decimal string.
        #[schemars(schema_with = "decimal_schema")]
        value: Decimal,
    },
    /// As much as loses a share of the equity if the stop-loss is hit; needs `risk.stop_loss`.
    RiskPerTrade {
        /// The share of equity at risk, above 0 and at most 1.
        #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1))]
        value: Number,
    },
    /// As much as makes the position's volatility a share of the equity.
    VolatilityTarget {
        /// The volatility aimed at, per year, as a ratio: `0.2` is 20 %. Above 0 and at most 10.
        #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 10))]
        value: Number,
        /// Over how many bars volatility is measured; 2 or more.
        #[schemars(extend("minimum" = 2))]
        timeperiod: Count,
    },
}

impl Default for Sizing {
    /// Nearly all of the equity: the small rest pays for rounding and commission.
    fn default() -> Self {
        Self::FractionOfEquity { value: Number::Literal(0.9999) }
    }
}

/// What limits the risk of a trade.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Where a losing trade is closed, seen from its entry.
    #[serde(default)]
    pub stop_loss: Option<Distance>,
    /// Where a winning trade is closed, seen from its entry.
    #[serde(default)]
    pub take_profit: Option<Distance>,
    /// How far the price may fall back from its best since the entry before the trade is closed.
    #[serde(default)]
    pub trailing_stop: Option<Distance>,
    /// After how many bars a trade is closed in any case.
    #[serde(default)]
    pub max_holding_bars: Option<Count>,
}

/// A distance from a price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Distance {
    /// A percentage of the price.
    Percent {
        /// Per cent, above 0: `3.0` is 3 %. Below 100 for stops.
        #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 10_000))]
        value: Number,
    },
    /// A multiple of the average true range of the bar that gave the signal.
    Atr {
        /// How many times the range, above 0.
        #[schemars(extend("exclusiveMinimum" = 0, "maximum" = 1_000))]
        multiple: Number,
        /// Over how many bars the range is averaged.
        timeperiod: Count,
    },
    /// A fixed amount of the price's currency.
    Price {
        /// The amount, above 0.
        #[schemars(extend("exclusiveMinimum" = 0))]
        value: Number,
    },
}
