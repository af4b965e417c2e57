//! What makes a figure say less than it seems to: an account that is too small, costs that nobody has, values
//! that read as another unit.

use assay_lab::Unit;
use assay_spec::{Distance, ParameterValues, Risk, Sizing, Strategy};

use super::{grouped_count, percent};
use crate::run::{Run, Subject, event};

/// A percent distance below this is more often a share written by mistake than meant.
const DISTANCE_PERCENT_MIN: f64 = 0.5;

/// A share of the equity at risk above this is more often a per cent written by mistake than meant.
const RISK_SHARE_MAX: f64 = 0.1;

/// The orders that the account could not carry, where they are more than the trades.
pub(super) fn obstacle(run: &Run) -> Option<String> {
    let trades = run.simulated.as_ref()?.trades.len() as u64;
    if cancelled(run) > trades { cancelled_for_margin(run) } else { None }
}

/// The orders that the account could not carry, and what to do about them.
pub(super) fn cancelled_for_margin(run: &Run) -> Option<String> {
    let cancelled = cancelled(run);
    let subject = match cancelled {
        0 => return None,
        1 => "1 order was".to_owned(),
        many => format!("{} orders were", grouped_count(many)),
    };
    let config = &run.report.config;
    let cash = config.cash.to_string().parse().unwrap_or(f64::NAN);
    let highest = run.bars.close().iter().copied().fold(0.0, f64::max);
    let unit_is_beyond = config.fractional.is_none() && highest * config.margin > cash;
    let help = if unit_is_beyond {
        format!(
            "One unit costs up to {}, and the cash is {}: trade fractions with `--fractional`, or give the account \
             more `--cash` or a lower `--margin`.",
            Unit::Cash.show(highest),
            Unit::Cash.show(cash),
        )
    } else {
        "Size smaller, or give it more `--cash` or a lower `--margin`.".to_owned()
    };
    Some(format!("{subject} cancelled, because the account could not carry the position. {help}"))
}

/// One text for each setting that is worth a second look.
pub(super) fn told(run: &Run) -> Vec<String> {
    let mut told = Vec::new();
    told.extend(costs(run));
    match &run.subject {
        Subject::Document(strategy) => told.extend(units(strategy, &run.report.parameters)),
        Subject::Python(_) => {}
    }
    told
}

/// Values of a document that read as another unit than they have.
fn units(strategy: &Strategy, values: &ParameterValues) -> Vec<String> {
    let mut told = Vec::new();
    let Risk { stop_loss, take_profit, trailing_stop, max_holding_bars: _ } = &strategy.risk;
    for (name, distance) in
        [("stop_loss", stop_loss), ("take_profit", take_profit), ("trailing_stop", trailing_stop)]
    {
        let Some(Distance::Percent { value }) = distance else { continue };
        told.extend(value.resolve(values).and_then(|value| short_distance(name, value)));
    }
    if let Sizing::RiskPerTrade { value } = &strategy.sizing {
        told.extend(value.resolve(values).and_then(high_risk));
    }
    told
}

fn cancelled(run: &Run) -> u64 {
    run.report.events.get(event::CANCELLED_FOR_MARGIN).copied().unwrap_or_default()
}

fn costs(run: &Run) -> Option<String> {
    let config = &run.report.config;
    let commission = &config.commission;
    if run.simulated.as_ref()?.fills.is_empty() {
        return None;
    }
    if commission.relative < 0.0 {
        let rebate = percent(-commission.relative).unwrap_or_default();
        return Some(if commission.fixed.is_zero() {
            format!("The commission is a rebate of {rebate}: every fill was paid for.")
        } else {
            format!("The commission has a rebate of {rebate}: large fills were paid for.")
        });
    }
    let free = commission.fixed.is_zero() && percent(commission.relative).is_none();
    (free && percent(config.spread).is_none()).then(|| {
        "No costs were charged: real fills pay commission and spread (`--commission 0.001 --spread 0.0002`).".to_owned()
    })
}

fn short_distance(name: &str, value: f64) -> Option<String> {
    let (meant, read) = (percent(value / 100.0)?, percent(value)?);
    (value < DISTANCE_PERCENT_MIN).then(|| format!("A `{name}` of {value} is {meant}, not {read}."))
}

fn high_risk(value: f64) -> Option<String> {
    let share = percent(value)?;
    (value > RISK_SHARE_MAX)
        .then(|| format!("A `risk_per_trade` of {value} risks {share} of the equity on each trade."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_below_half_a_percent_are_doubted() {
        let check = |value, expected: Option<&str>| {
            assert_eq!(short_distance("stop_loss", value).as_deref(), expected);
        };
        check(0.05, Some("A `stop_loss` of 0.05 is 0.05 %, not 5 %."));
        check(0.499, Some("A `stop_loss` of 0.499 is 0.499 %, not 49.9 %."));
        check(0.5, None);
        check(5.0, None);
    }

    #[test]
    fn more_than_a_tenth_at_risk_is_doubted() {
        let check = |value, expected: Option<&str>| assert_eq!(high_risk(value).as_deref(), expected);
        check(0.5, Some("A `risk_per_trade` of 0.5 risks 50 % of the equity on each trade."));
        check(0.1, None);
        check(0.02, None);
    }
}
