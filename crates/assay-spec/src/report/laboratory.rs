//! What the laboratory says of a strategy, beyond one backtest.

use assay_types::{Identifier, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::search::{RankedTrial, SearchDimension, SearchMethod};
use crate::setting::{ParameterValue, ParameterValues};
use crate::statistics::{Figure, keyed};

/// What the laboratory found. The same inputs give the same report, byte by byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaboratoryReport {
    /// How it was asked, complete: with the strategy, the bars, the account and the seed it decides every figure.
    pub config: LaboratoryConfig,
    /// The figures that a policy may hold a strategy to.
    pub figures: LaboratoryFigures,
    /// What is not here, and why.
    pub absent: Vec<String>,
    /// The search over the whole history; `null` if no parameter has a range.
    pub search: Option<LaboratorySearch>,
    /// Parameters chosen on one part of the history and judged on the next; `null` if the history is too short.
    pub walk_forward: Option<WalkForwardReport>,
    /// What the strategy comes to with parameters beside its own, one parameter at a time.
    pub neighbours: Vec<Neighbour>,
    /// What else could have come of it; `null` if no trade was settled.
    pub monte_carlo: Option<MonteCarloReport>,
    /// What a result as good is worth, given how it was found.
    pub overfitting: OverfittingReport,
    /// In which kinds of market it earned.
    pub regimes: Vec<RegimeReport>,
}

/// How the laboratory is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaboratoryConfig {
    /// How parameters are searched, over the whole history and in every window.
    pub search: SearchConfig,
    /// How the history is cut for walk-forward analysis.
    pub walk_forward: WalkForwardConfig,
    /// How it is cut for cross-validation.
    pub cross_validation: CrossValidationConfig,
    /// How many paths are drawn of each kind.
    #[schemars(range(min = 1))]
    pub paths: u64,
    /// Over how many series of shuffled prices the strategy is run, and over how many of redrawn ones.
    pub series: u64,
    /// How many combinations or variants were tried before, elsewhere: each was a chance to be lucky.
    pub tried: u64,
    /// Ruin: the equity falls to this share of the cash at the start, in per cent.
    pub ruin_pct: f64,
    /// The probability of ruin that position sizes are held to.
    pub ruin_probability: f64,
    /// The drawdown whose probability is told, in per cent of the peak.
    pub drawdown_pct: f64,
}

/// How parameters are searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchConfig {
    /// How combinations are chosen.
    pub method: SearchMethod,
    /// How many different combinations are tried at most; `null` for all of a grid.
    pub trials: Option<u64>,
    /// The formula over statistics that is to be as large as possible.
    pub objective: String,
    /// Conditions over statistics that a run must fulfil to have a score.
    pub requirements: Vec<String>,
    /// The parameters that vary; none if no parameter has a range.
    pub dimensions: Vec<SearchDimension>,
}

/// How a history is cut for walk-forward analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkForwardConfig {
    /// Where in-sample parts begin.
    pub anchor: WalkForwardAnchor,
    /// How long an in-sample part is: bars like `500`, or days like `730d`. Anchored, how long the first is.
    pub in_sample: String,
    /// How long an out-of-sample part is.
    pub out_of_sample: String,
    /// How many bars at the end of an in-sample part are left out.
    pub purge: u64,
    /// How many bars at the start of an out-of-sample part are left out.
    pub embargo: u64,
}

/// Where in-sample parts begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WalkForwardAnchor {
    /// Each begins later than the one before, and is as long.
    Rolling,
    /// All begin with the first bar.
    Anchored,
}

/// How a history is cut for combinatorial purged cross-validation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrossValidationConfig {
    /// Into how many groups of neighbours.
    pub groups: u64,
    /// How many of them judge at a time.
    pub tests: u64,
    /// How many returns before a group that judges are not chosen on.
    pub purge: u64,
    /// How many returns after a group that judges are not chosen on.
    pub embargo: u64,
}

/// The figures of the laboratory that a policy may name. `null` where undefined. A Sharpe ratio is annualised and is mean over
/// sample standard deviation of the equity's returns of a period (a day, or a bar where bars are longer), times the square root
/// of the periods of a year.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaboratoryFigures {
    /// The return of all out-of-sample parts one after another, compounded, in per cent.
    pub walk_forward_return_pct: Option<f64>,
    /// The Sharpe ratio of the returns of all out-of-sample parts.
    pub walk_forward_sharpe_ratio: Option<f64>,
    /// The deepest fall of the equity of all out-of-sample parts one after another, in per cent, 0 or below.
    pub walk_forward_max_drawdown_pct: Option<f64>,
    /// How many trades were settled out of sample.
    pub walk_forward_trades: Option<f64>,
    /// Annual return out of sample over that in sample, both compounded over all windows; `null` if the latter is not above 0
    /// (Pardo 2008, The Evaluation and Optimization of Trading Strategies, p. 238).
    pub walk_forward_efficiency: Option<f64>,
    /// How much of the mean Sharpe ratio of the in-sample parts is lost out of sample, in per cent.
    pub walk_forward_degradation_pct: Option<f64>,
    /// The share of windows that earned out of sample, in per cent.
    pub walk_forward_consistency_pct: Option<f64>,
    /// How steady the chosen parameters are from window to window: 1 less the mean of their standard deviations as shares of their
    /// ranges over that of chance, `1/√12`; from 0 to 1.
    pub parameter_stability: Option<f64>,
    /// The mean Sharpe ratio of the neighbours over that of the strategy: near 1 on a plateau, low on a peak. `null` without
    /// neighbours, or if the strategy's is not above 0.
    pub plateau: Option<f64>,
    /// From 0 to 100: consistency (weight 3), efficiency (3), parameter stability (2) and plateau (2), each cut to between 0 and 1;
    /// what is undefined is left out, but an undefined efficiency counts as 0.
    pub robustness_score: Option<f64>,
    /// The median Sharpe ratio over the paths of combinatorial purged cross-validation (López de Prado 2018, Advances in Financial
    /// Machine Learning, section 12.4).
    pub cross_validation_sharpe_ratio: Option<f64>,
    /// The share of those paths with a Sharpe ratio of 0 or below.
    pub cross_validation_loss_probability: Option<f64>,
    /// The 5th percentile of the return over histories whose trades are drawn again, in per cent.
    pub bootstrap_return_p5_pct: Option<f64>,
    /// The drawdown that 95 % of those histories stay above, in per cent, 0 or below.
    pub bootstrap_drawdown_p95_pct: Option<f64>,
    /// The share of those histories that earned.
    pub probability_of_profit: Option<f64>,
    /// The share of those histories whose equity falls to the level of ruin.
    pub probability_of_ruin: Option<f64>,
    /// The share of those histories with a drawdown beyond the one that was asked for.
    pub probability_of_drawdown: Option<f64>,
    /// By how much positions may be larger (at most 10 times) while the probability of ruin stays within its limit; below 1, how
    /// much smaller they must be.
    pub position_scale: Option<f64>,
    /// The return if every fill costs 0.1 % of its value more, in per cent.
    pub stressed_return_pct: Option<f64>,
    /// By how much the cost of every fill could rise before nothing is earned, in per cent of its value.
    pub break_even_cost_pct: Option<f64>,
    /// The share of series of redrawn prices on which the strategy earned.
    pub redrawn_profit_probability: Option<f64>,
    /// How many combinations were tried, here and before.
    pub trials: Option<f64>,
    /// Deflated Sharpe ratio: the probability that the true Sharpe ratio is above what the best of as many trials without merit is
    /// expected to have (Bailey and López de Prado 2014, Journal of Portfolio Management 40(5)).
    pub dsr: Option<f64>,
    /// The length of the history over the minimum track record that tells its Sharpe ratio from 0 with 95 % confidence (Bailey
    /// and López de Prado 2012, Journal of Risk 15(2), equation 11): 1 or above is long enough.
    pub track_record_ratio: Option<f64>,
    /// Probability of backtest overfitting, by combinatorially symmetric cross-validation with 16 blocks (Bailey et al. 2017,
    /// Journal of Computational Finance 20(4)).
    pub pbo: Option<f64>,
    /// White's reality check over all trials, or over the strategy alone where nothing varies (White 2000, Econometrica 68(5)).
    pub reality_check_p_value: Option<f64>,
    /// Hansen's test for superior predictive ability over the same, consistent version (Hansen 2005, Journal of Business &
    /// Economic Statistics 23(4)).
    pub spa_p_value: Option<f64>,
    /// The probability that returns without a mean have a mean as high, one-sided, by stationary bootstrap (Aronson 2006,
    /// Evidence-Based Technical Analysis, chapter 5).
    pub rule_p_value: Option<f64>,
    /// The probability of a Sharpe ratio as high on shuffled prices: the share of series, the real one included, on which the
    /// strategy does as well (Masters 2018, Testing and Tuning Market Trading Systems, chapter 7).
    pub noise_p_value: Option<f64>,
}

keyed!(LaboratoryFigures {
    walk_forward_return_pct,
    walk_forward_sharpe_ratio,
    walk_forward_max_drawdown_pct,
    walk_forward_trades,
    walk_forward_efficiency,
    walk_forward_degradation_pct,
    walk_forward_consistency_pct,
    parameter_stability,
    plateau,
    robustness_score,
    cross_validation_sharpe_ratio,
    cross_validation_loss_probability,
    bootstrap_return_p5_pct,
    bootstrap_drawdown_p95_pct,
    probability_of_profit,
    probability_of_ruin,
    probability_of_drawdown,
    position_scale,
    stressed_return_pct,
    break_even_cost_pct,
    redrawn_profit_probability,
    trials,
    dsr,
    track_record_ratio,
    pbo,
    reality_check_p_value,
    spa_p_value,
    rule_p_value,
    noise_p_value,
});

/// The search over the whole history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaboratorySearch {
    /// How many different combinations were run.
    pub trials: u64,
    /// How many of them have no score.
    pub without_score: u64,
    /// The best of them.
    pub best: Option<RankedTrial>,
    /// The scores over the two parameters that have the most values, if there are two.
    pub heat_map: Option<HeatMap>,
}

/// Scores over two parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeatMap {
    /// The parameter of the rows.
    pub down: Identifier,
    /// Its values, one for each row.
    pub rows: Vec<ParameterValue>,
    /// The parameter of the columns.
    pub across: Identifier,
    /// Its values, one for each column.
    pub columns: Vec<ParameterValue>,
    /// The best score of each cell, row by row; `null` where there is none.
    pub scores: Vec<Vec<Option<f64>>>,
}

/// What came of walk-forward analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkForwardReport {
    /// The windows, in order.
    pub windows: Vec<WindowReport>,
    /// How steady each parameter is.
    pub parameters: Vec<ParameterStability>,
}

/// One window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowReport {
    /// What was chosen in sample; empty where nothing varies, or nothing has a score there.
    pub parameters: ParameterValues,
    /// The part that parameters were chosen on.
    pub in_sample: PartReport,
    /// The part that follows.
    pub out_of_sample: PartReport,
}

/// One part of a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartReport {
    /// The time of its first bar.
    pub first: Timestamp,
    /// The time of its last bar.
    pub last: Timestamp,
    /// How many bars it has.
    pub bars: u64,
    /// What it earned, in per cent.
    pub return_pct: Option<f64>,
    /// The Sharpe ratio, as in [`LaboratoryFigures`].
    pub sharpe_ratio: Option<f64>,
    /// The deepest fall of the equity, in per cent, 0 or below.
    pub max_drawdown_pct: Option<f64>,
    /// How many trades were settled.
    pub trades: u64,
}

/// How steady a parameter is from window to window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterStability {
    /// The parameter.
    pub parameter: Identifier,
    /// The chosen values, in the order of the windows.
    pub values: Vec<ParameterValue>,
    /// Their sample standard deviation as a share of the range.
    pub dispersion: f64,
    /// How far a straight line through them goes from the first window to the last, as a share of the range.
    pub drift: f64,
}

/// What a neighbour of the strategy's parameters comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// The parameter that differs.
    pub parameter: Identifier,
    /// Its value: a step beside the strategy's own, or a twentieth of the range.
    pub value: ParameterValue,
    /// What it earned, in per cent.
    pub return_pct: Option<f64>,
    /// The Sharpe ratio, as in [`LaboratoryFigures`].
    pub sharpe_ratio: Option<f64>,
}

/// What else could have come of the strategy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MonteCarloReport {
    /// Histories drawn from its returns, by how they are drawn.
    pub paths: Vec<PathsReport>,
    /// How equity is spread over the histories whose trades are drawn again, trade by trade.
    pub fan: Vec<FanStep>,
    /// How likely the equity of those histories is to fall to a level.
    pub ruin: Vec<RuinChance>,
    /// What higher costs would leave.
    pub stress: Vec<StressReport>,
    /// The strategy over prices that might have been, redrawn in blocks.
    pub redrawn: Option<SeriesReport>,
    /// The strategy over shuffled prices, which hold nothing to find.
    pub shuffled: Option<SeriesReport>,
}

/// What histories are drawn from, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resampled {
    /// Trades, each any of them.
    TradeBootstrap,
    /// Trades, in another order.
    TradePermutation,
    /// Trades, each left out with a probability of 0.1.
    TradeSkipping,
    /// Trades, each less a cost between 0 and 0.2 % of the equity.
    TradeCosts,
    /// Returns of periods, in blocks of neighbours.
    ReturnBlocks,
}

/// What drawn histories come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathsReport {
    /// What they are drawn from, and how.
    pub drawn: Resampled,
    /// What they earn, in per cent.
    pub return_pct: Percentiles,
    /// The deepest fall of their equity, in per cent of the peak, 0 or below: the percentiles begin with the deepest.
    pub max_drawdown_pct: Percentiles,
    /// Mean over sample standard deviation of what is drawn, not annualised.
    pub sharpe: Percentiles,
    /// The share that earned.
    pub probability_of_profit: f64,
    /// The share whose equity falls to the level of ruin.
    pub probability_of_ruin: f64,
    /// The share with a drawdown beyond the one that was asked for.
    pub probability_of_drawdown: f64,
}

/// Percentiles by linear interpolation; `null` where undefined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Percentiles {
    /// The 5th.
    pub p5: Option<f64>,
    /// The 25th.
    pub p25: Option<f64>,
    /// The 50th.
    pub p50: Option<f64>,
    /// The 75th.
    pub p75: Option<f64>,
    /// The 95th.
    pub p95: Option<f64>,
}

/// How equity is spread after a number of trades.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FanStep {
    /// After how many trades.
    pub trades: u64,
    /// The equity over that at the start.
    pub equity: Percentiles,
}

/// How likely equity is to fall to a level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuinChance {
    /// The level, in per cent of the cash at the start.
    pub level_pct: f64,
    /// The share of histories that fall to it.
    pub probability: f64,
}

/// What higher costs would leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StressReport {
    /// How much more every fill costs, in per cent of its value.
    pub cost_pct: f64,
    /// What is left, in per cent.
    pub return_pct: Option<f64>,
    /// The Sharpe ratio, as in [`LaboratoryFigures`].
    pub sharpe_ratio: Option<f64>,
}

/// What the strategy comes to over other prices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesReport {
    /// Over how many series it was run.
    pub series: u64,
    /// On how many of them it could not be run, or traded nothing.
    pub without_trades: u64,
    /// What it earned, in per cent.
    pub return_pct: Percentiles,
    /// The deepest fall of its equity, in per cent, 0 or below.
    pub max_drawdown_pct: Percentiles,
    /// The Sharpe ratio, as in [`LaboratoryFigures`]; 0 where it did not trade.
    pub sharpe_ratio: Percentiles,
}

/// What a result as good is worth. Sharpe ratios here are those of a period and not annualised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverfittingReport {
    /// How many periods make a year: a Sharpe ratio times its square root is annualised.
    pub periods_per_year: f64,
    /// How many returns there are.
    pub observations: u64,
    /// The strategy's Sharpe ratio.
    pub sharpe_ratio: Option<f64>,
    /// The variance of the trials' Sharpe ratios; where there are no others, that of a Sharpe ratio of 0 over as many returns.
    pub variance: Option<f64>,
    /// The Sharpe ratio that the best of as many trials without merit is expected to have.
    pub expected_maximum: Option<f64>,
    /// How many returns tell the strategy's Sharpe ratio from 0 with 95 % confidence; `null` if it is not above 0.
    pub minimum_track_record: Option<f64>,
    /// The Sharpe ratio of each path of cross-validation.
    pub cross_validation: Vec<f64>,
}

/// What was earned in one kind of market.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegimeReport {
    /// The kind of market: prices rising or falling over the 63 periods before, calm or volatile over the 21 before.
    pub regime: String,
    /// How many returns fell into it.
    pub periods: u64,
    /// What was earned in it, in per cent.
    pub return_pct: f64,
    /// The Sharpe ratio, as in [`LaboratoryFigures`].
    pub sharpe_ratio: Option<f64>,
}
