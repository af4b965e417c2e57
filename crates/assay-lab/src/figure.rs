//! What the figures are called, and how their values are written.

use assay_spec::{ExtendedStatistics, LaboratoryFigures, Statistics};

/// The figures that a verdict rests on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'e> {
    /// The statistics of the backtest.
    pub statistics: &'e Statistics,
    /// More of them.
    pub extended: &'e ExtendedStatistics,
    /// What the laboratory found; where it was not asked, its figures are undefined.
    pub laboratory: Option<&'e LaboratoryFigures>,
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Per cent.
    Percent,
    /// Cash of the account.
    Cash,
    /// Days of 24 hours.
    Days,
    /// Whole things.
    Count,
    /// A plain number: ratios, probabilities, moments.
    Number,
}

/// What a figure is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// One run over the history.
    Backtest,
    /// Parameters that are chosen on one part of the history and judged on another, and those beside the strategy's own.
    WalkForward,
    /// Other orders of the same trades, other costs, other prices.
    MonteCarlo,
    /// What chance would make of as many attempts.
    Luck,
}

impl Part {
    /// Its name, as a heading.
    pub fn name(self) -> &'static str {
        match self {
            Self::Backtest => "Backtest",
            Self::WalkForward => "Walk-forward",
            Self::MonteCarlo => "Monte Carlo",
            Self::Luck => "Luck",
        }
    }
}

/// A statistic as people know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Its key in documents.
    pub key: &'static str,
    /// Its name, in the middle of a sentence.
    pub name: &'static str,
    /// What its value counts.
    pub unit: Unit,
    /// When it is undefined, as the end of "it is undefined: …". Without a trade, that is the reason.
    pub undefined: &'static str,
}

const NO_TRADES: &str = "no trade was settled";
const NO_RETURNS: &str = "equity did not vary from day to day, or there are too few days";
const NO_DRAWDOWN: &str = "equity never fell and recovered";
const ALWAYS: &str = "the simulation gave no finite number";

macro_rules! figures {
    ($($key:literal $name:literal $unit:ident $undefined:ident;)*) => {
        /// Every figure, those of [`Statistics`] first, in the order of the documents.
        const FIGURES: &[Figure] = &[
            $(Figure { key: $key, name: $name, unit: Unit::$unit, undefined: $undefined },)*
        ];
    };
}

const NO_LOSS: &str = "no trade lost, so there is nothing to divide by";
const NO_SPREAD: &str = "there are fewer than two trades, or all earned the same";
const NO_SIDES: &str = "there is no winning or no losing trade to compare";
const NO_TIME: &str = "the data spans no time";
const NO_BETA: &str = "the price or the equity did not move";
const NO_WINDOWS: &str = "the history is too short to be cut into windows";
const NO_GAIN: &str = "nothing was earned in sample that could be kept";
const NO_PARAMETERS: &str = "no parameter has a range";
const NO_TRIALS: &str =
    "no parameter has a range, so there is nothing to choose from; or the history is too short";
const NO_SERIES: &str = "the strategy was not run over other prices";

figures! {
    "duration_days" "duration" Days ALWAYS;
    "exposure_time_pct" "exposure time" Percent ALWAYS;
    "equity_final" "final equity" Cash ALWAYS;
    "equity_peak" "peak equity" Cash ALWAYS;
    "commissions" "commissions" Cash ALWAYS;
    "return_pct" "return" Percent ALWAYS;
    "buy_and_hold_return_pct" "buy-and-hold return" Percent ALWAYS;
    "return_annualized_pct" "annualized return" Percent NO_RETURNS;
    "volatility_annualized_pct" "annualized volatility" Percent NO_RETURNS;
    "cagr_pct" "compound annual growth rate" Percent NO_TIME;
    "sharpe_ratio" "Sharpe ratio" Number NO_RETURNS;
    "sortino_ratio" "Sortino ratio" Number NO_RETURNS;
    "calmar_ratio" "Calmar ratio" Number NO_DRAWDOWN;
    "alpha_pct" "alpha" Percent NO_BETA;
    "beta" "beta" Number NO_BETA;
    "max_drawdown_pct" "maximum drawdown" Percent ALWAYS;
    "avg_drawdown_pct" "average drawdown" Percent NO_DRAWDOWN;
    "max_drawdown_duration_days" "longest drawdown" Days NO_DRAWDOWN;
    "avg_drawdown_duration_days" "average drawdown duration" Days NO_DRAWDOWN;
    "trades" "trades" Count ALWAYS;
    "win_rate_pct" "win rate" Percent NO_TRADES;
    "best_trade_pct" "best trade" Percent NO_TRADES;
    "worst_trade_pct" "worst trade" Percent NO_TRADES;
    "avg_trade_pct" "average trade" Percent NO_TRADES;
    "max_trade_duration_days" "longest trade" Days NO_TRADES;
    "avg_trade_duration_days" "average trade duration" Days NO_TRADES;
    "profit_factor" "profit factor" Number NO_LOSS;
    "expectancy_pct" "expectancy" Percent NO_TRADES;
    "sqn" "system quality number" Number NO_SPREAD;
    "kelly_criterion" "Kelly criterion" Number NO_SIDES;
    "psr" "probabilistic Sharpe ratio" Number NO_RETURNS;
    "skew" "skewness" Number NO_RETURNS;
    "kurtosis" "kurtosis" Number NO_RETURNS;
    "ulcer_index_pct" "ulcer index" Percent ALWAYS;
    "tail_ratio" "tail ratio" Number NO_RETURNS;
    "value_at_risk_95_pct" "value at risk (95 %)" Percent NO_RETURNS;
    "conditional_value_at_risk_95_pct" "conditional value at risk (95 %)" Percent NO_RETURNS;
    "turnover_annualized" "annualized turnover" Number NO_TIME;
    "time_in_market_long_pct" "time in the market, long" Percent ALWAYS;
    "time_in_market_short_pct" "time in the market, short" Percent ALWAYS;
    "walk_forward_return_pct" "walk-forward return" Percent NO_WINDOWS;
    "walk_forward_sharpe_ratio" "walk-forward Sharpe ratio" Number NO_WINDOWS;
    "walk_forward_max_drawdown_pct" "walk-forward drawdown" Percent NO_WINDOWS;
    "walk_forward_trades" "trades out of sample" Count NO_WINDOWS;
    "walk_forward_efficiency" "walk-forward efficiency" Number NO_GAIN;
    "walk_forward_degradation_pct" "walk-forward degradation" Percent NO_GAIN;
    "walk_forward_consistency_pct" "share of profitable windows" Percent NO_WINDOWS;
    "parameter_stability" "parameter stability" Number NO_PARAMETERS;
    "plateau" "plateau" Number NO_PARAMETERS;
    "robustness_score" "robustness score" Number NO_WINDOWS;
    "cross_validation_sharpe_ratio" "cross-validated Sharpe ratio" Number NO_TRIALS;
    "cross_validation_loss_probability" "cross-validated loss probability" Number NO_TRIALS;
    "bootstrap_return_p5_pct" "bootstrapped return, 5th percentile" Percent NO_TRADES;
    "bootstrap_drawdown_p95_pct" "bootstrapped drawdown, worst 5 %" Percent NO_TRADES;
    "probability_of_profit" "probability of profit" Number NO_TRADES;
    "probability_of_ruin" "probability of ruin" Number NO_TRADES;
    "probability_of_drawdown" "probability of a deep drawdown" Number NO_TRADES;
    "position_scale" "position scale" Number NO_TRADES;
    "stressed_return_pct" "return under higher costs" Percent ALWAYS;
    "break_even_cost_pct" "break-even cost" Percent NO_TRADES;
    "redrawn_profit_probability" "redrawn prices profit probability" Number NO_SERIES;
    "trials" "trials" Count ALWAYS;
    "dsr" "deflated Sharpe ratio" Number NO_RETURNS;
    "track_record_ratio" "track record over the minimum" Number NO_RETURNS;
    "pbo" "probability of backtest overfitting" Number NO_TRIALS;
    "reality_check_p_value" "reality check p-value" Number NO_RETURNS;
    "spa_p_value" "SPA p-value" Number NO_RETURNS;
    "rule_p_value" "rule p-value" Number NO_RETURNS;
    "noise_p_value" "shuffled prices p-value" Number NO_SERIES;
}

/// The statistic with that key.
pub fn describe(key: &str) -> Option<&'static Figure> {
    FIGURES.iter().find(|figure| figure.key == key)
}

impl Figure {
    /// What it is found by.
    pub fn part(&self) -> Part {
        let key = self.key;
        if !LaboratoryFigures::KEYS.contains(&key) {
            return Part::Backtest;
        }
        match key {
            "parameter_stability" | "plateau" | "robustness_score" => Part::WalkForward,
            "trials" | "dsr" | "track_record_ratio" | "pbo" => Part::Luck,
            key if key.ends_with("_p_value") => Part::Luck,
            key if key.starts_with("walk_forward") || key.starts_with("cross_validation") => {
                Part::WalkForward
            }
            _ => Part::MonteCarlo,
        }
    }
}

/// Every statistic, in the order of the documents.
pub fn figures() -> &'static [Figure] {
    FIGURES
}

/// Why a figure is undefined, as the end of "it is undefined: …".
pub(crate) fn why_undefined(figure: &Figure, statistics: &Statistics) -> &'static str {
    let of_trades = matches!(figure.undefined, NO_TRADES | NO_LOSS | NO_SPREAD | NO_SIDES);
    if of_trades && statistics.trades == 0 { NO_TRADES } else { figure.undefined }
}

impl Evidence<'_> {
    /// The value of a figure, from whichever group has it; `None` if it is undefined.
    pub(crate) fn value(&self, figure: &Figure) -> Option<f64> {
        let of_backtest = || self.statistics.get(figure.key).or_else(|| self.extended.get(figure.key));
        of_backtest().or_else(|| self.laboratory?.get(figure.key)).flatten()
    }
}

impl Unit {
    /// A value in as many digits as people read: `12,345.67`, `8.35 %`, `1,204 %`, `0.0012`.
    pub fn show(self, value: f64) -> String {
        self.with_decimals(value, self.decimals(value))
    }

    /// A value and the limit it is held against, in as many digits as tell them apart, where they differ. The
    /// limit goes without the zeros at its end.
    pub fn show_against(self, value: f64, limit: f64) -> (String, String) {
        const DECIMALS_MAX: usize = 9;
        let fewest = self.decimals(value);
        let differ = |&decimals: &usize| grouped(value, decimals) != grouped(limit, decimals);
        let decimals = (fewest..=DECIMALS_MAX).find(differ).unwrap_or(fewest);
        let limit = grouped(limit, DECIMALS_MAX);
        let limit = limit.trim_end_matches('0').trim_end_matches('.');
        (self.with_decimals(value, decimals), self.with_unit(limit))
    }

    /// How many decimals a value of this size deserves.
    fn decimals(self, value: f64) -> usize {
        let size = value.abs();
        match self {
            Self::Count => 0,
            Self::Cash => 2,
            Self::Days => usize::from(size < 10.0),
            Self::Percent if size >= 1000.0 => 0,
            Self::Percent | Self::Number if size >= 0.01 || size <= 0.0 => 2,
            // Two digits of what is smaller, down to the fourth decimal.
            Self::Percent | Self::Number => 4,
        }
    }

    fn with_decimals(self, value: f64, decimals: usize) -> String {
        self.with_unit(&grouped(value, decimals))
    }

    fn with_unit(self, number: &str) -> String {
        match self {
            Self::Percent => format!("{number} %"),
            Self::Days => format!("{number} days"),
            Self::Cash | Self::Count | Self::Number => number.to_owned(),
        }
    }
}

/// A number with that many decimals and commas between the thousands. Zero has no sign.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) if digits.bytes().any(|byte| matches!(byte, b'1'..=b'9')) => ("-", digits),
        Some(digits) => ("", digits),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len().saturating_sub(index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}
