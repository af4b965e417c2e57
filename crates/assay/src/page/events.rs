//! What happened beside trades, and what to do about it.

use assay_engine::simulator::Outcome;

use super::{cautions, day, grouped_count};
use crate::run::{Run, Subject, event};

/// One text for each event that is worth a look.
pub(super) fn told(run: &Run) -> Vec<String> {
    let count = |event: &str| run.report.events.get(event).copied().unwrap_or_default();
    let mut told = Vec::new();
    told.extend(run.simulated.as_ref().and_then(|outcome| never_ordered(run, outcome)));
    if run.report.verdict.is_none() || cautions::obstacle(run).is_none() {
        told.extend(cautions::cancelled_for_margin(run));
    }
    let mut tell = |event: &str, one: &str, many: &str, what: &str| {
        let count = count(event);
        if count > 0 {
            let subject = if count == 1 { one } else { many };
            told.push(format!("{} {subject} {what}", grouped_count(count)));
        }
    };
    tell(
        event::REFUSED_SIZE,
        "entry was",
        "entries were",
        "refused, because the size came to less than one unit. Trade fractions with `--fractional`, or give the \
         account more `--cash`.",
    );
    tell(
        event::REFUSED_BRACKET,
        "entry was",
        "entries were",
        "refused, because stop-loss and take-profit did not enclose the price. Look at the distances in `risk`.",
    );
    tell(
        event::AMBIGUOUS,
        "stop or target",
        "stops and targets",
        "lay inside the bar that opened the trade, where the order of prices is unknown, and had to wait a bar. \
         Finer bars would tell.",
    );
    tell(
        event::OPEN_TRADES,
        "trade was",
        "trades were",
        "open after the last bar: counted in the equity, not among the trades. `--finalize-trades` closes and \
         counts them.",
    );
    tell(
        event::PENDING_ORDERS,
        "order was",
        "orders were",
        "still waiting after the last bar, and would be tried on the next.",
    );
    tell(
        event::DATA_REPAIRS,
        "repair was",
        "repairs were",
        "made to the data: this is not the market as it was recorded.",
    );
    if let Some(bar) = run.simulated.as_ref().and_then(|outcome| outcome.out_of_money) {
        let when = run.bars.time().get(bar).copied().map(day).unwrap_or_default();
        told.push(format!(
            "The account lost all of its equity on {when}, and the run ended there. Size smaller, or set a stop-loss."
        ));
    }
    told
}

/// Why there is nothing to look at.
fn never_ordered(run: &Run, outcome: &Outcome) -> Option<String> {
    let ordered = !outcome.fills.is_empty() || run.report.events.values().any(|&count| count > 0);
    let warmup = grouped_count(outcome.warmup as u64);
    (!ordered).then(|| match run.subject {
        Subject::Document(_) => {
            format!("No entry rule held on any bar after the first {warmup}, which the indicators need.")
        }
        Subject::Python(_) if outcome.warmup == 0 => "It gave no order on any bar.".to_owned(),
        Subject::Python(_) => {
            format!("It gave no order on any bar after the first {warmup}, which its indicators need.")
        }
    })
}
