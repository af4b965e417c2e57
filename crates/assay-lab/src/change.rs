//! What would change a missed criterion, in words with numbers.

use assay_spec::{Comparison, Statistics};

use crate::figure::{Figure, Unit, grouped};
use crate::judge::in_words;
use crate::numbers::normal_quantile;

/// What would have to be different for the criterion to be met: the distance, and where it could come from.
pub(crate) fn change(
    figure: &Figure,
    value: Option<f64>,
    op: Comparison,
    threshold: f64,
    statistics: &Statistics,
) -> String {
    let Some(value) = value else { return undefined(figure, statistics) };
    let distance = distance(figure, value, op, threshold);
    match lever(figure.key, value, op, threshold, statistics) {
        Some(lever) => format!("{distance}: {lever}"),
        None => distance,
    }
}

fn undefined(figure: &Figure, statistics: &Statistics) -> String {
    match figure.key {
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
    let verb = match (key.contains("drawdown_pct"), rises) {
        (true, true) => "shrink",
        (true, false) => "deepen",
        (false, true) => "rise",
        (false, false) => "fall",
    };
    let (shown, limit) = unit.show_against(value, threshold);
    format!("the {name} must {verb} from {shown} to {} {limit}", in_words(op))
}

/// Where the distance could come from, for the figures of which this can be computed.
fn lever(key: &str, value: f64, op: Comparison, threshold: f64, statistics: &Statistics) -> Option<String> {
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
