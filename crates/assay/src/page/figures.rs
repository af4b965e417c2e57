//! The statistics in groups, their numbers and units aligned.

use assay_lab::{Unit, describe};

use crate::output::{Stream, style};

/// Statistics that belong together: each with its key, and its name in the group.
pub(super) struct Group {
    title: &'static str,
    rows: &'static [(&'static str, &'static str)],
}

/// What one asks for first.
pub(super) const SHORT: &[Group] = &[
    Group {
        title: "Return",
        rows: &[
            ("return_pct", "Return"),
            ("buy_and_hold_return_pct", "Buy and hold"),
            ("cagr_pct", "A year (CAGR)"),
            ("commissions", "Commissions"),
            ("exposure_time_pct", "Time in the market"),
        ],
    },
    Group {
        title: "Risk and trades",
        rows: &[
            ("sharpe_ratio", "Sharpe ratio"),
            ("max_drawdown_pct", "Deepest drawdown"),
            ("trades", "Trades"),
            ("win_rate_pct", "Winning trades"),
            ("profit_factor", "Profit factor"),
        ],
    },
];

/// Every statistic, in pairs of groups that stand side by side.
pub(super) const FULL: &[Group] = &[
    Group {
        title: "Return",
        rows: &[
            ("return_pct", "Return"),
            ("buy_and_hold_return_pct", "Buy and hold"),
            ("cagr_pct", "A year (CAGR)"),
            ("return_annualized_pct", "Annualized"),
            ("alpha_pct", "Alpha"),
            ("beta", "Beta"),
        ],
    },
    Group {
        title: "Risk",
        rows: &[
            ("volatility_annualized_pct", "Volatility a year"),
            ("max_drawdown_pct", "Deepest drawdown"),
            ("avg_drawdown_pct", "Average drawdown"),
            ("max_drawdown_duration_days", "Longest drawdown"),
            ("avg_drawdown_duration_days", "Average length"),
            ("ulcer_index_pct", "Ulcer index"),
        ],
    },
    Group {
        title: "Reward for risk",
        rows: &[
            ("sharpe_ratio", "Sharpe ratio"),
            ("psr", "P(Sharpe > 0)"),
            ("sortino_ratio", "Sortino ratio"),
            ("calmar_ratio", "Calmar ratio"),
        ],
    },
    Group {
        title: "Daily returns",
        rows: &[
            ("value_at_risk_95_pct", "Value at risk 95 %"),
            ("conditional_value_at_risk_95_pct", "Mean loss beyond"),
            ("skew", "Skewness"),
            ("kurtosis", "Kurtosis (normal 3)"),
            ("tail_ratio", "Tail ratio"),
        ],
    },
    Group {
        title: "Trades",
        rows: &[
            ("trades", "Trades"),
            ("win_rate_pct", "Winning"),
            ("avg_trade_pct", "Average"),
            ("expectancy_pct", "Expectancy"),
            ("best_trade_pct", "Best"),
            ("worst_trade_pct", "Worst"),
        ],
    },
    Group {
        title: "Their quality",
        rows: &[
            ("profit_factor", "Profit factor"),
            ("sqn", "System quality"),
            ("kelly_criterion", "Kelly criterion"),
            ("avg_trade_duration_days", "Average length"),
            ("max_trade_duration_days", "Longest"),
        ],
    },
    Group {
        title: "Account",
        rows: &[
            ("equity_final", "Final equity"),
            ("equity_peak", "Highest equity"),
            ("commissions", "Commissions"),
            ("turnover_annualized", "Turnover a year"),
        ],
    },
    Group {
        title: "Time",
        rows: &[
            ("duration_days", "Duration"),
            ("exposure_time_pct", "In the market"),
            ("time_in_market_long_pct", "Long"),
            ("time_in_market_short_pct", "Short"),
        ],
    },
];

/// A row with its number and unit apart.
struct Row {
    name: &'static str,
    number: String,
    unit: &'static str,
}

/// Columns between the two groups of a pair.
const GUTTER: usize = 4;

/// The groups as lines: two abreast where the page is wide enough, else one below the other.
pub(super) fn lay_out(
    groups: &[Group],
    look_up: impl Fn(&str) -> Option<f64>,
    stream: &Stream,
) -> Vec<String> {
    let filled: Vec<(&str, Vec<Row>)> = groups
        .iter()
        .map(|group| (group.title, group.rows.iter().map(|&(key, name)| row(key, name, &look_up)).collect()))
        .collect();
    let side = |side: usize| filled.iter().skip(side).step_by(2).map(|(_, rows)| rows.as_slice());
    let shapes = [Shape::of(side(0)), Shape::of(side(1))];
    let abreast = shapes[0].width() + GUTTER + shapes[1].width() + 2 <= stream.width;
    let mut lines = Vec::new();
    if !abreast {
        let shape = Shape::of(filled.iter().map(|(_, rows)| rows.as_slice()));
        for (title, rows) in &filled {
            separate(&mut lines);
            lines.push(stream.paint(style::STRONG, title));
            lines.extend(rows.iter().map(|row| shape.line(row, stream)));
        }
        return lines;
    }
    for pair in filled.chunks(2) {
        separate(&mut lines);
        let title = |index: usize| pair.get(index).map_or("", |(title, _)| *title);
        let width = shapes[0].width() + GUTTER;
        let left = format!("{:<width$}", title(0));
        lines.push(format!(
            "{}{}",
            stream.paint(style::STRONG, &left),
            stream.paint(style::STRONG, title(1))
        ));
        let height = pair.iter().map(|(_, rows)| rows.len()).max().unwrap_or_default();
        for index in 0..height {
            let cell = |side: usize| {
                let row = pair.get(side).and_then(|(_, rows)| rows.get(index));
                row.map_or_else(|| " ".repeat(shapes[side].width()), |row| shapes[side].line(row, stream))
            };
            lines.push(format!("{}{}{}", cell(0), " ".repeat(GUTTER), cell(1)));
        }
    }
    lines
}

fn separate(lines: &mut Vec<String>) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
}

fn row(key: &str, name: &'static str, look_up: &impl Fn(&str) -> Option<f64>) -> Row {
    let unit = describe(key).map_or(Unit::Number, |figure| figure.unit);
    let (number, unit) = match look_up(key) {
        None => ("-".to_owned(), ""),
        Some(value) => {
            let shown = unit.show(value);
            let number = shown.split(' ').next().unwrap_or_default().to_owned();
            let unit = match unit {
                Unit::Percent => "%",
                Unit::Days => "days",
                Unit::Cash | Unit::Count | Unit::Number => "",
            };
            (number, unit)
        }
    };
    Row { name, number, unit }
}

/// The widths of a column of rows.
#[derive(Clone, Copy)]
struct Shape {
    name: usize,
    number: usize,
    unit: usize,
}

impl Shape {
    fn of<'r>(groups: impl Iterator<Item = &'r [Row]>) -> Self {
        groups.flatten().fold(Self { name: 0, number: 0, unit: 0 }, |shape, row| Self {
            name: shape.name.max(row.name.chars().count()),
            number: shape.number.max(row.number.chars().count()),
            unit: shape.unit.max(row.unit.chars().count()),
        })
    }

    fn width(self) -> usize {
        self.name + 2 + self.number + 1 + self.unit
    }

    fn line(self, row: &Row, stream: &Stream) -> String {
        let Self { name, number, unit } = self;
        let label = stream.paint(style::FAINT, &format!("{:<name$}", row.name));
        format!("{label}  {:>number$} {:<unit$}", row.number, row.unit)
    }
}

/// The figures of the laboratory, in pairs of groups that stand side by side.
pub(super) const LABORATORY: &[Group] = &[
    Group {
        title: "Out of sample",
        rows: &[
            ("walk_forward_return_pct", "Return"),
            ("walk_forward_sharpe_ratio", "Sharpe ratio"),
            ("walk_forward_max_drawdown_pct", "Deepest drawdown"),
            ("walk_forward_efficiency", "Efficiency (out / in)"),
            ("walk_forward_degradation_pct", "Sharpe ratio lost"),
            ("walk_forward_consistency_pct", "Windows that earned"),
        ],
    },
    Group {
        title: "Other parameters",
        rows: &[
            ("robustness_score", "Robustness (of 100)"),
            ("parameter_stability", "Stability (0 to 1)"),
            ("plateau", "Neighbours / own"),
            ("cross_validation_sharpe_ratio", "Cross-validated"),
            ("cross_validation_loss_probability", "P(loss) of those"),
            ("pbo", "P(overfitting)"),
        ],
    },
    Group {
        title: "Other histories",
        rows: &[
            ("probability_of_profit", "P(profit)"),
            ("bootstrap_return_p5_pct", "Return, 5th percentile"),
            ("bootstrap_drawdown_p95_pct", "Drawdown, 95th"),
            ("probability_of_ruin", "P(ruin)"),
            ("position_scale", "Positions may be times"),
            ("redrawn_profit_probability", "P(profit), other prices"),
            ("stressed_return_pct", "Return, 0.1 % dearer"),
        ],
    },
    Group {
        title: "Luck",
        rows: &[
            ("trials", "Combinations tried"),
            ("dsr", "Deflated Sharpe ratio"),
            ("track_record_ratio", "History / minimum"),
            ("rule_p_value", "p: no mean return"),
            ("noise_p_value", "p: shuffled prices"),
            ("spa_p_value", "p: best by chance (SPA)"),
            ("reality_check_p_value", "p: reality check"),
        ],
    },
];
