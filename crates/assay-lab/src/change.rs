//! What would change a missed criterion, in words with numbers.

use assay_spec::{Comparison, Statistics};

use crate::figure::{Evidence, Figure, Unit, grouped};
use crate::judge::in_words;
use crate::numbers::normal_quantile;

/// What would have to be different for the criterion to be met: the distance, and where it could come from.
pub(crate) fn change(
    figure: &Figure,
    value: Option<f64>,
    op: Comparison,
    threshold: f64,
    evidence: Evidence<'_>,
) -> String {
    let Some(value) = value else { return undefined(figure, evidence.statistics) };
    let distance = distance(figure, value, op, threshold);
    match lever(figure.key, value, op, threshold, evidence) {
        Some(lever) => format!("{distance}: {lever}"),
        None => distance,
    }
}

fn undefined(figure: &Figure, statistics: &Statistics) -> String {
    match figure.key {
        "walk_forward_efficiency" | "walk_forward_degradation_pct" => {
            "a strategy that earns on the parts it is chosen on".to_owned()
        }
        key if key.starts_with("walk_forward") || key == "robustness_score" => {
            "a longer history, or shorter windows (--in-sample, --out-of-sample)".to_owned()
        }
        "parameter_stability"
        | "plateau"
        | "pbo"
        | "reality_check_p_value"
        | "spa_p_value"
        | "cross_validation_sharpe_ratio"
        | "cross_validation_loss_probability" => {
            "ranges for the parameters, in the strategy or by --grid".to_owned()
        }
        "noise_p_value" | "redrawn_profit_probability" => {
            "runs over other prices (--series), and a strategy that trades on them".to_owned()
        }
        "profit_factor" | "kelly_criterion" if statistics.trades > 0 => {
            "a longer history, until trades have both won and lost: a strategy that never loses has not met \
             its bad days yet"
                .to_owned()
        }
        _ => "trades that settle: a longer history, or rules that signal more often".to_owned(),
    }
}

/// How far the value is from the threshold.
fn distance(figure: &Figure, value: f64, op: Comparison, threshold: f64) -> String {
    let Figure { name, unit, key, .. } = *figure;
    let gap = (threshold - value).abs();
    let rises = matches!(op, Comparison::AtLeast | Comparison::Above);
    if unit == Unit::Count {
        // A strict comparison needs one more than the threshold where it is whole.
        let strict = matches!(op, Comparison::Above | Comparison::Below);
        let needed = if strict { gap.floor() + 1.0 } else { gap.ceil() };
        return format!("{} {} {name}", grouped(needed, 0), if rises { "more" } else { "fewer" });
    }
    let verb = match (key.contains("drawdown") && key.ends_with("_pct"), rises) {
        (true, true) => "shrink",
        (true, false) => "deepen",
        (false, true) => "rise",
        (false, false) => "fall",
    };
    let (shown, limit) = unit.show_against(value, threshold);
    format!("the {name} must {verb} from {shown} to {} {limit}", in_words(op))
}

/// Where the distance could come from, for the figures of which this can be computed.
fn lever(key: &str, value: f64, op: Comparison, threshold: f64, evidence: Evidence<'_>) -> Option<String> {
    let statistics = evidence.statistics;
    let rises = matches!(op, Comparison::AtLeast | Comparison::Above);
    match key {
        "trades" if rises => {
            let times = if value > 0.0 {
                format!("a history about {} times as long", grouped(threshold / value, 1))
            } else {
                "a longer history".to_owned()
            };
            Some(format!("{times}, shorter bars, or rules that signal more often"))
        }
        "return_pct" if rises => {
            let commissions = statistics.commissions.filter(|commissions| *commissions > 0.0)?;
            Some(format!("commissions alone cost {} of cash", grouped(commissions, 2)))
        }
        "profit_factor" if rises && value > 0.0 => {
            let more = (threshold / value - 1.0) * 100.0;
            let less = (1.0 - value / threshold) * 100.0;
            let (more, less) = (Unit::Percent.show(more), Unit::Percent.show(less));
            Some(format!("winning trades that earn {more} more, or losing trades that lose {less} less"))
        }
        "max_drawdown_pct" if rises && value < 0.0 && threshold < 0.0 => {
            let share = grouped(threshold / value * 100.0, 0);
            Some(format!(
                "positions of about {share} % of their present size, as falls shrink with them, or tighter stops"
            ))
        }
        "psr" if rises => {
            let (now, needed) = (normal_quantile(value)?, normal_quantile(threshold)?);
            (now > 0.0 && needed > now).then(|| {
                let longer = (needed / now) * (needed / now);
                let times = grouped(longer, 1);
                format!(
                    "a history {times} times as long with the same daily returns, or a higher Sharpe ratio"
                )
            })
        }
        "dsr" if rises => {
            let trials = evidence.laboratory?.trials?;
            let (now, needed) = (normal_quantile(value)?, normal_quantile(threshold)?);
            let fewer = format!("fewer trials than {}, as each is a chance to be lucky", grouped(trials, 0));
            Some(if now > 0.0 && needed > now {
                let times = grouped((needed / now) * (needed / now), 1);
                format!("a history {times} times as long with the same returns, or {fewer}")
            } else {
                format!("a higher Sharpe ratio, or {fewer}")
            })
        }
        "track_record_ratio" if rises && value > 0.0 => {
            Some(format!("a history {} times as long with the same returns", grouped(threshold / value, 1)))
        }
        "walk_forward_consistency_pct" if rises => {
            Some("gains that are spread over the history, not the work of one part of it".to_owned())
        }
        "walk_forward_efficiency" if rises => Some(
            "fewer parameters or coarser ranges, so that less of what is chosen in sample is chosen for its luck".to_owned(),
        ),
        "plateau" if rises => {
            Some("parameters amid others that do as well, and not on a peak of their own".to_owned())
        }
        "probability_of_ruin" | "probability_of_drawdown" if !rises => {
            let scale = evidence.laboratory?.position_scale.filter(|scale| *scale < 1.0)?;
            Some(format!("positions of {} times their present size keep ruin within its limit", grouped(scale, 2)))
        }
        "bootstrap_drawdown_p95_pct" if rises && value < 0.0 && threshold < 0.0 => {
            Some(format!("positions of about {} % of their present size", grouped(threshold / value * 100.0, 0)))
        }
        "stressed_return_pct" if rises => {
            let cost = evidence.laboratory?.break_even_cost_pct?;
            Some(format!(
                "fewer trades that earn more each: nothing is left once a fill costs {} more",
                Unit::Percent.show(cost)
            ))
        }
        "noise_p_value" if !rises => Some(
            "rules that need the order of prices: on shuffled ones, where there is nothing to find, they do nearly as well"
                .to_owned(),
        ),
        "spa_p_value" | "reality_check_p_value" if !rises => Some(
            "a longer history, or fewer and simpler variants: the best of as many would often be as good by chance"
                .to_owned(),
        ),
        "walk_forward_return_pct" if rises => Some(
            "parameters that are worth as much on the bars after as on those they are chosen on: fewer of them, or coarser \
             ranges"
                .to_owned(),
        ),
        "robustness_score" if rises => {
            let figures = evidence.laboratory?;
            let share = |value: Option<f64>| value.map_or_else(|| "undefined".to_owned(), |value| grouped(value, 2));
            Some(format!(
                "it is made of windows that earned ({}), efficiency ({}), parameter stability ({}) and plateau ({})",
                share(figures.walk_forward_consistency_pct.map(|share| share / 100.0)),
                share(figures.walk_forward_efficiency),
                share(figures.parameter_stability),
                share(figures.plateau),
            ))
        }
        "sharpe_ratio" if rises => {
            let volatility = statistics.volatility_annualized_pct?;
            let (now, needed) = (statistics.return_annualized_pct?, threshold * volatility);
            let (needed, now) = (Unit::Percent.show(needed), Unit::Percent.show(now));
            Some(format!("an annualized return of {needed} instead of {now} at the same volatility"))
        }
        "alpha_pct" if rises => {
            let (beta, hold) = (statistics.beta?, statistics.buy_and_hold_return_pct?);
            let earned = Unit::Percent.show(beta * hold);
            Some(format!("holding the instrument at its beta of {} earned {earned}", grouped(beta, 2)))
        }
        "sqn" if rises && value > 0.0 => {
            let trades = statistics.get("trades").flatten()?;
            let needed = (trades * (threshold / value) * (threshold / value)).ceil();
            let (needed, trades) = (grouped(needed, 0), grouped(trades, 0));
            Some(format!("{needed} trades like these instead of {trades}, or steadier ones"))
        }
        _ => None,
    }
}
