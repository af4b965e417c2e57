//! The one simulator that decides fills.
//!
//! Its semantics are those of backtesting.py 0.6, the interface that models write by default:
//!
//! * The first bar that trades is `1 + warm-up`. On every bar the pending orders are processed first, then
//!   the account is marked to the close, then the strategy decides.
//! * A market order fills at the next bar's open (or, with
//!   [`trade_on_close`](Options::trade_on_close), at the close of the bar that placed it). A stop that is hit
//!   inside the bar fills at the stop, or at the open if the bar opened beyond it; a limit fills at the
//!   limit or better. When one bar reaches both the stop and the limit of a stop-limit order, the limit is
//!   assumed to have come first.
//! * Orders are processed in queue order: closing orders and stop-losses stand in front, take-profits behind.
//! * A trade's stop-loss and take-profit can fill on the bar that opened it after a market order; after a
//!   limit or stop order they wait for the next bar, because the path inside the bar is unknown.
//! * An entry the account cannot carry is cancelled, not cut.
//! * When equity falls to zero the account is closed and the simulation ends.
//!
//! The simulator skips bars on which nothing can happen: no pending order can react to the bar's prices and
//! the strategy has said that it will not act ([`Strategy::wakes_at`]). Such bars are only marked to the
//! close. A property test holds this against [`Pace::EveryBar`].

mod broker;
mod options;
mod order;
mod trade;

use std::ops::Range;

use assay_types::Bars;

use crate::vector::wide;
pub use broker::{BookMark, Broker, Fill};
pub use options::{Commission, OptionError, Options};
pub use order::{Order, OrderNumber, OrderRejected, OrderRequest, Purpose, Size, Tag};
pub use trade::{Contingent, ExitReason, OpenTrade, Trade, TradeNumber};

/// What decides: called at the close of every bar from `1 + warm-up` on.
pub trait Strategy {
    /// Bars before the first one on which every indicator has a value.
    fn warmup(&self) -> usize;

    /// Decides at the close of the broker's current bar.
    fn next(&mut self, broker: &mut Broker<'_>);

    /// The first bar, from the current one on, on which [`next`](Self::next) could do anything, provided that no
    /// order fills after the current bar. Waking earlier than promised must be harmless.
    fn wakes_at(&self, broker: &Broker<'_>) -> usize {
        broker.bar()
    }
}

/// Whether idle bars are skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Bars on which nothing can happen are only marked to the close.
    SkipIdle,
    /// Every bar is processed: the definition that skipping is held against.
    EveryBar,
}

/// What a simulation produced. Sizes and prices are in units and prices of the data.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Settled trades in the order of settling.
    pub trades: Vec<Trade>,
    /// Trades still open at the end; they count in the equity, not in the trade statistics.
    pub open_trades: Vec<OpenTrade>,
    /// Every execution in order.
    pub fills: Vec<Fill>,
    /// Equity at each bar's close, in cash; before the first trading bar, its value there.
    pub equity: Vec<f64>,
    /// Bars before the first one on which every indicator had a value.
    pub warmup: usize,
    /// Orders cancelled because the account could not carry them.
    pub cancelled_for_margin: u64,
    /// Contingent orders that had to wait a bar because the path inside the bar was unknown.
    pub ambiguous_contingents: u64,
    /// Orders still waiting at the end.
    pub pending_orders: usize,
    /// The bar on which equity fell to zero.
    pub out_of_money: Option<usize>,
}

/// Runs a strategy over bars, skipping idle ones.
pub fn simulate(bars: &Bars, options: &Options, strategy: &mut impl Strategy) -> Outcome {
    simulate_at(Pace::SkipIdle, bars, options, strategy)
}

/// Runs a strategy over bars at the given pace. Both paces give the same outcome.
pub fn simulate_at(pace: Pace, bars: &Bars, options: &Options, strategy: &mut impl Strategy) -> Outcome {
    let mut outcome = Outcome::default();
    Venue::new(bars, options).simulate_into(pace, 0..bars.len(), strategy, &mut outcome);
    outcome
}

/// Bars and account settings, for any number of runs.
#[derive(Debug)]
pub struct Venue<'b> {
    bars: &'b Bars,
    options: &'b Options,
    /// Open, high, low and close per fraction of a unit, if fractions are traded.
    fractions: Option<[Vec<f64>; 4]>,
}

impl<'b> Venue<'b> {
    /// A venue whose prices are those of the bars.
    pub fn new(bars: &'b Bars, options: &'b Options) -> Self {
        let fractions = options.fractional_unit.map(|unit| {
            [bars.open(), bars.high(), bars.low(), bars.close()]
                .map(|column| column.iter().map(|price| price * unit).collect())
        });
        Self { bars, options, fractions }
    }

    /// Runs a strategy over a span of the bars, into an outcome whose memory is used again.
    ///
    /// The account is opened at the span's first bar, on which the strategy decides for the first time (or on the
    /// first bar after the warm-up, if that is later). It may look at the bars before, which are history. Bars of the
    /// outcome count from the span's start.
    ///
    /// # Panics
    /// If the span reaches beyond the bars.
    pub fn simulate_into(
        &self,
        pace: Pace,
        span: Range<usize>,
        strategy: &mut impl Strategy,
        outcome: &mut Outcome,
    ) {
        let prices = match &self.fractions {
            None => {
                let Self { bars, .. } = self;
                broker::Prices { open: bars.open(), high: bars.high(), low: bars.low(), close: bars.close() }
            }
            Some([open, high, low, close]) => broker::Prices { open, high, low, close },
        };
        run(pace, prices.until(span.end), span.start, self.options, strategy, outcome);
        if span.start > 0 {
            outcome.count_from(span.start);
        }
        if let Some(unit) = self.options.fractional_unit {
            outcome.unscale(unit);
        }
    }
}

/// Runs over the bars from `first` on. Bars of the outcome are those of the prices, but the equity begins at `first`.
fn run(
    pace: Pace,
    prices: broker::Prices<'_>,
    first: usize,
    options: &Options,
    strategy: &mut impl Strategy,
    outcome: &mut Outcome,
) {
    let len = prices.close.len();
    let warmup = strategy.warmup();
    let start = warmup.saturating_add(1).max(first).min(len);
    let mut broker = Broker::new(pace, prices, options, outcome);
    // Zeroed memory comes untouched from the system; every bar that trades writes its own value.
    let mut equity = std::mem::take(&mut outcome.equity);
    if equity.len() != len - first {
        equity = vec![0.0; len - first];
    }
    let mut account = Account { first, equity: &mut equity };
    let mut out_of_money = None;
    let mut bar = start;
    while bar < len {
        broker.seek(bar);
        if account.settle_bar(&mut broker) {
            out_of_money = Some(bar);
            break;
        }
        if pace == Pace::SkipIdle {
            let wake = strategy.wakes_at(&broker).min(len);
            if wake > bar {
                // Where nothing is pending, the bar that wakes the strategy is only marked before it decides, too.
                let until = if broker.orders().is_empty() { len.min(wake + 1) } else { wake };
                bar = account.mark_idle(&broker, bar + 1..until, prices);
                if bar <= wake {
                    continue;
                }
                bar = wake;
                broker.seek(bar);
            }
        }
        strategy.next(&mut broker);
        bar += 1;
    }
    if options.finalize_trades && out_of_money.is_none() && start < len {
        broker.seek(len - 1);
        broker.finalize();
        if account.settle_bar(&mut broker) {
            out_of_money = Some(len - 1);
        }
    }
    let before_trading = equity.get(start - first).copied().unwrap_or(options.cash);
    equity[..start - first].fill(before_trading);
    broker.conclude(outcome);
    outcome.equity = equity;
    outcome.warmup = warmup;
    outcome.out_of_money = out_of_money;
}

/// The equity of the bars from `first` on.
struct Account<'e> {
    first: usize,
    equity: &'e mut [f64],
}

impl Account<'_> {
    /// Processes the orders of the broker's current bar and marks the account; returns whether it is ruined.
    fn settle_bar(&mut self, broker: &mut Broker<'_>) -> bool {
        broker.process_orders();
        let value = broker.equity();
        let at = broker.bar() - self.first;
        self.equity[at] = value;
        let ruined = value <= 0.0;
        if ruined {
            broker.liquidate();
            self.equity[at..].fill(0.0);
        }
        ruined
    }

    /// Marks the bars of a range on which the strategy does nothing to the close, up to one on which something happens;
    /// returns the first that is not marked.
    fn mark_idle(&mut self, broker: &Broker<'_>, idle: Range<usize>, prices: broker::Prices<'_>) -> usize {
        let from = idle.start;
        let until = if broker.orders().is_empty() { idle.end } else { broker.reacts_at(idle) };
        let equity = &mut self.equity[from - self.first..until - self.first];
        let close = &prices.close[from..until];
        let ruined = if equity.len() < SHORT {
            mark(equity, close, broker)
        } else {
            wide(
                #[inline(always)]
                || mark(equity, close, broker),
            )
        };
        if !ruined {
            return until;
        }
        let ruin = equity.iter().position(|value| *value <= 0.0);
        ruin.map_or(until, |offset| from + offset)
    }
}

/// Fewer bars are marked sooner than the machine is asked for its vector instructions.
const SHORT: usize = 16;

/// Marks an account to the close of each bar; returns whether it is ruined on one of them.
#[inline(always)]
fn mark(equity: &mut [f64], close: &[f64], broker: &Broker<'_>) -> bool {
    let (cash, size, entry_value) = (broker.cash(), broker.position_size(), broker.entry_value());
    if broker.trades().is_empty() {
        equity.fill(cash);
        return false;
    }
    let mut ruined = false;
    for (value, &close) in equity.iter_mut().zip(close) {
        *value = cash + (close * size - entry_value);
        ruined |= *value <= 0.0;
    }
    ruined
}

impl Outcome {
    /// From indices of the data to indices of its bars from `first` on.
    fn count_from(&mut self, first: usize) {
        for trade in &mut self.trades {
            trade.entry_bar -= first;
            trade.exit_bar -= first;
        }
        for trade in &mut self.open_trades {
            trade.entry_bar -= first;
        }
        for fill in &mut self.fills {
            fill.bar -= first;
        }
        self.warmup = self.warmup.saturating_sub(first);
        self.out_of_money = self.out_of_money.map(|bar| bar - first);
    }

    /// From units and prices of a fraction to those of the data.
    fn unscale(&mut self, unit: f64) {
        for trade in &mut self.trades {
            trade.size *= unit;
            trade.entry_price /= unit;
            trade.exit_price /= unit;
            trade.stop_loss = trade.stop_loss.map(|price| price / unit);
            trade.take_profit = trade.take_profit.map(|price| price / unit);
        }
        for trade in &mut self.open_trades {
            trade.size *= unit;
            trade.entry_price /= unit;
            for contingent in [&mut trade.stop_loss, &mut trade.take_profit].into_iter().flatten() {
                contingent.price /= unit;
            }
        }
        for fill in &mut self.fills {
            fill.size *= unit;
            fill.price /= unit;
        }
    }
}

#[cfg(test)]
mod tests;
