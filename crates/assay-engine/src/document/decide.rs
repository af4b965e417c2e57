//! A document at work: its decisions at each bar's close.

use assay_spec::OppositeEntry;
use assay_types::{Bars, Direction, Side};

use super::series::Series;
use super::signals::Signals;
use crate::simulator::{Broker, OrderRequest, Size, Strategy, Tag};

/// A distance from a price, with the values it needs.
#[derive(Debug)]
pub(super) enum Distance {
    /// Per cent of the price.
    Percent(f64),
    /// A multiple of the average true range at each bar.
    Atr { multiple: f64, range: Series },
    /// An amount.
    Price(f64),
}

impl Distance {
    /// The price that far below `price` for a long trade's loss or a short trade's profit.
    fn below(&self, price: f64, bar: usize) -> f64 {
        match self {
            Self::Percent(percent) => price * (1.0 - percent / 100.0),
            Self::Atr { multiple, range } => price - multiple * range[bar],
            Self::Price(amount) => price - amount,
        }
    }

    /// The price that far above `price`.
    fn above(&self, price: f64, bar: usize) -> f64 {
        match self {
            Self::Percent(percent) => price * (1.0 + percent / 100.0),
            Self::Atr { multiple, range } => price + multiple * range[bar],
            Self::Price(amount) => price + amount,
        }
    }

    /// Where a trade in that direction that is worth `price` loses the distance.
    fn against(&self, direction: Direction, price: f64, bar: usize) -> f64 {
        match direction {
            Direction::Long => self.below(price, bar),
            Direction::Short => self.above(price, bar),
        }
    }
}

/// How much an entry trades, with its parameters resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sizing {
    Fraction(f64),
    Units(f64),
    Cash(f64),
    Risk(f64),
    Volatility { target: f64, bars: usize },
}

/// The limits of a trade's risk, with the series they need.
#[derive(Debug)]
pub(super) struct Risk {
    pub(super) stop_loss: Option<Distance>,
    pub(super) take_profit: Option<Distance>,
    pub(super) trailing_stop: Option<Distance>,
    pub(super) max_holding_bars: Option<usize>,
}

/// What happened to entries that were signalled but could not be ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refusals {
    /// The stop-loss or take-profit did not enclose the entry, or was not a price.
    pub bracket: u64,
    /// The size came to less than one unit.
    pub size: u64,
}

/// A compiled document over its bars, ready to be simulated.
///
/// Decisions on a bar, in this order: trailing stops; the holding time; exit rules, any of which closes the
/// position and bars an entry on the same side; entry rules, the first of which decides.
#[derive(Debug)]
pub struct Prepared<'b> {
    pub(super) bars: &'b Bars,
    pub(super) warmup: usize,
    pub(super) signals: Signals,
    pub(super) opposite: OppositeEntry,
    pub(super) sizing: Sizing,
    pub(super) risk: Risk,
    /// The mark of each entry rule.
    pub(super) tags: Vec<Tag>,
    pub(super) refusals: Refusals,
}

impl Prepared<'_> {
    /// Entries that could not be ordered so far.
    pub fn refusals(&self) -> Refusals {
        self.refusals
    }

    fn trail(&self, broker: &mut Broker<'_>) {
        let Some(distance) = &self.risk.trailing_stop else { return };
        let bar = broker.bar();
        let close = self.bars.close()[bar];
        for index in 0..broker.trades().len() {
            let trade = &broker.trades()[index];
            let direction = if trade.is_long() { Direction::Long } else { Direction::Short };
            let level = distance.against(direction, close, bar) * broker.price_scale();
            let tighter = trade.stop_loss.is_none_or(|current| match direction {
                Direction::Long => level > current.price,
                Direction::Short => level < current.price,
            });
            if tighter && level > 0.0 {
                let moved = broker.set_stop_loss(trade.number, Some(level));
                debug_assert!(moved.is_ok(), "the trade is open and the level a price");
            }
        }
    }

    fn leave_overdue(&self, broker: &mut Broker<'_>) {
        let Some(limit) = self.risk.max_holding_bars else { return };
        for index in 0..broker.trades().len() {
            let trade = &broker.trades()[index];
            if broker.bar() - trade.entry_bar >= limit {
                let closing = broker.close_trade(trade.number, 1.0);
                debug_assert!(closing.is_ok(), "the trade is open and the portion whole");
            }
        }
    }

    /// The order of an entry, unless its size comes to less than one unit.
    #[inline(always)]
    fn order(&mut self, direction: Direction, broker: &Broker<'_>) -> Option<OrderRequest> {
        let bar = broker.bar();
        let close = self.bars.close()[bar];
        let stop = self.initial_stop(direction, close, bar);
        let Some(size) = self.size(close, bar, stop, broker) else {
            self.refusals.size += 1;
            return None;
        };
        let side = match direction {
            Direction::Long => Side::Buy,
            Direction::Short => Side::Sell,
        };
        let order = OrderRequest { tag: self.tag(bar), ..OrderRequest::market(side, size) };
        if self.risk.stop_loss.is_none()
            && self.risk.take_profit.is_none()
            && self.risk.trailing_stop.is_none()
        {
            return Some(order);
        }
        let profit = self.risk.take_profit.as_ref().map(|distance| match direction {
            Direction::Long => distance.above(close, bar),
            Direction::Short => distance.below(close, bar),
        });
        let scaled = |price: Option<f64>| price.map(|price| price * broker.price_scale());
        Some(OrderRequest { stop_loss: scaled(stop), take_profit: scaled(profit), ..order })
    }

    /// The mark of the rule that enters on that bar.
    fn tag(&self, bar: usize) -> Option<Tag> {
        if self.tags.is_empty() {
            return None;
        }
        self.signals.entry_rule(bar).and_then(|rule| self.tags.get(rule).cloned())
    }

    /// The tighter of the stop-loss and the trailing stop, measured from the signal's close: a trade is never
    /// without the protection it asked for, not even on the bar it is opened on.
    fn initial_stop(&self, direction: Direction, close: f64, bar: usize) -> Option<f64> {
        let level = |distance: &Option<Distance>| {
            distance.as_ref().map(|distance| distance.against(direction, close, bar))
        };
        let (fixed, trailing) = (level(&self.risk.stop_loss), level(&self.risk.trailing_stop));
        match (fixed, trailing) {
            (Some(fixed), Some(trailing)) => Some(match direction {
                Direction::Long => fixed.max(trailing),
                Direction::Short => fixed.min(trailing),
            }),
            (one, other) => one.or(other),
        }
    }

    /// The size of an entry, or `None` if it comes to less than one unit.
    fn size(&self, close: f64, bar: usize, stop: Option<f64>, broker: &Broker<'_>) -> Option<Size> {
        let unit = broker.price_scale();
        let whole = |units: f64| (units >= 1.0 && units.is_finite()).then_some(Size::Units(units));
        match self.sizing {
            Sizing::Fraction(fraction) => Some(fraction_of_equity(fraction)),
            // A fraction is a multiple of its unit up to the rounding of the division.
            Sizing::Units(units) => whole((units / unit * (1.0 + f64::EPSILON)).floor()),
            Sizing::Cash(cash) => whole((cash / (close * unit)).floor()),
            Sizing::Risk(share) => {
                let loss = (close - stop?).abs() * unit;
                let units = (share * broker.equity() / loss).floor();
                let affordable = broker.equity() / broker.options().margin / (close * unit);
                if units < affordable { whole(units) } else { Some(Size::FULL) }
            }
            Sizing::Volatility { target, bars } => {
                let volatility = self.annual_volatility(bar, bars)?;
                Some(fraction_of_equity(target / volatility * broker.options().margin))
            }
        }
    }

    /// Volatility per year of the last `bars` log returns at `bar` (sample standard deviation), at the rate
    /// of bars per year seen up to then; `None` if prices stood still.
    fn annual_volatility(&self, bar: usize, bars: usize) -> Option<f64> {
        const NANOS_PER_YEAR: f64 = 365.25 * 86_400e9;
        let close = self.bars.close();
        let first = bar.checked_sub(bars)?;
        let returns: Vec<f64> =
            close[first..=bar].windows(2).map(|pair| libm::log(pair[1] / pair[0])).collect();
        let time = self.bars.time();
        #[expect(clippy::cast_precision_loss, reason = "a rounding of 2^-53 of the elapsed time")]
        let years = time[bar].unix_nanos().saturating_sub(time[0].unix_nanos()) as f64 / NANOS_PER_YEAR;
        let bars_per_year = crate::statistics::count(bar) / years;
        let volatility = crate::statistics::standard_deviation(&returns) * bars_per_year.sqrt();
        (volatility > 0.0 && volatility.is_finite()).then_some(volatility)
    }
}

/// A share of the equity as an order's size; the whole is the largest share below 1.
fn fraction_of_equity(fraction: f64) -> Size {
    if fraction < 1.0 { Size::Fraction(fraction) } else { Size::FULL }
}

fn held(broker: &Broker<'_>) -> Option<Direction> {
    let size = broker.position_size();
    if size > 0.0 {
        Some(Direction::Long)
    } else if size < 0.0 {
        Some(Direction::Short)
    } else {
        None
    }
}

impl Strategy for Prepared<'_> {
    fn warmup(&self) -> usize {
        self.warmup
    }

    fn next(&mut self, broker: &mut Broker<'_>) {
        self.trail(broker);
        self.leave_overdue(broker);
        let bar = broker.bar();
        let held = held(broker);
        let exiting = held.is_some_and(|held| self.signals.exit(bar, held));
        let entry = self.signals.entry(bar).filter(|entry| Some(*entry) != held);
        let (leave, enter) = match entry {
            Some(entry) if held.is_some() && !exiting => match self.opposite {
                OppositeEntry::Ignore => (false, None),
                OppositeEntry::Close => (true, None),
                OppositeEntry::Reverse => (true, Some(entry)),
            },
            entry => (exiting, entry),
        };
        let order = enter.and_then(|direction| self.order(direction, broker));
        if (leave || order.is_some()) && broker.turn(leave, order).is_err() {
            self.refusals.bracket += 1;
        }
    }

    fn wakes_at(&self, broker: &Broker<'_>) -> usize {
        let bar = broker.bar();
        if self.risk.trailing_stop.is_some() && !broker.trades().is_empty() {
            return bar;
        }
        let signal = self.signals.next(bar, held(broker));
        let overdue = self.risk.max_holding_bars.and_then(|limit| {
            broker.trades().iter().map(|trade| trade.entry_bar.saturating_add(limit)).min()
        });
        overdue.map_or(signal, |overdue| signal.min(overdue))
    }
}
