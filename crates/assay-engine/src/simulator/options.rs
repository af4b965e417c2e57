//! What a simulated account and its venue are like.

/// Settings of one simulation. The defaults are those of backtesting.py 0.6.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of the account, named as users know them"
)]
pub struct Options {
    /// Starting cash, above 0, in the quote currency.
    pub cash: f64,
    /// What every fill pays.
    pub commission: Commission,
    /// Bid-ask spread relative to the price, 0 or above; half-spread is not implied: a long entry pays
    /// `price * (1 + spread)`, a short entry receives `price * (1 - spread)`, exits are at the bare price.
    pub spread: f64,
    /// Required margin as a share of position value, in `(0, 1]`; leverage is its inverse.
    pub margin: f64,
    /// Market orders fill at the close of the bar that placed them instead of the next bar's open.
    pub trade_on_close: bool,
    /// Long and short trades may be open at the same time; otherwise an opposite order first closes trades,
    /// first in first out.
    pub hedging: bool,
    /// A new order cancels the pending ones and closes the open trades.
    pub exclusive_orders: bool,
    /// Trades still open after the last bar are closed there and counted.
    pub finalize_trades: bool,
    /// The smallest tradable fraction of a unit, from 1e-18 to 1, for example `1e-8`; `None` trades whole
    /// units.
    ///
    /// With a fraction, the broker's unit of size *is* that fraction and its prices are per fraction:
    /// [`Broker::price_scale`](super::Broker::price_scale) converts.
    pub fractional_unit: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cash: 10_000.0,
            commission: Commission::default(),
            spread: 0.0,
            margin: 1.0,
            trade_on_close: false,
            hedging: false,
            exclusive_orders: false,
            finalize_trades: false,
            fractional_unit: None,
        }
    }
}

/// A setting outside its range.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{option} is `{value}`; it must be {range}")]
pub struct OptionError {
    /// The setting.
    pub option: &'static str,
    /// Its value.
    pub value: f64,
    /// The range it must lie in.
    pub range: &'static str,
}

impl Options {
    /// Checks every range.
    ///
    /// # Errors
    /// The first setting outside its range.
    pub fn check(&self) -> Result<(), OptionError> {
        let rule = |holds: bool, option, value, range| {
            if holds { Ok(()) } else { Err(OptionError { option, value, range }) }
        };
        let Commission { fixed, relative } = self.commission;
        rule(self.cash.is_finite() && self.cash > 0.0, "cash", self.cash, "a finite amount above 0")?;
        rule(fixed.is_finite() && fixed >= 0.0, "fixed commission", fixed, "a finite amount, 0 or above")?;
        rule((-0.1..0.1).contains(&relative), "relative commission", relative, "in -0.1 .. 0.1 (exclusive)")?;
        rule((0.0..1.0).contains(&self.spread), "spread", self.spread, "in 0 .. 1 (exclusive)")?;
        rule(self.margin > 0.0 && self.margin <= 1.0, "margin", self.margin, "above 0 and at most 1")?;
        if let Some(unit) = self.fractional_unit {
            rule((1e-18..=1.0).contains(&unit), "fractional unit", unit, "from 1e-18 to 1")?;
        }
        Ok(())
    }
}

/// Commission of one fill: `fixed + |size| * price * relative`. It is paid at entry and again at exit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Commission {
    /// Cash per fill, 0 or above.
    pub fixed: f64,
    /// Share of the traded value, in `[-0.1, 0.1)`; negative is a maker's rebate.
    pub relative: f64,
}

impl Commission {
    /// The commission in cash of filling `size` units at `price`.
    pub fn of(self, size: f64, price: f64) -> f64 {
        self.fixed + size.abs() * price * self.relative
    }
}
