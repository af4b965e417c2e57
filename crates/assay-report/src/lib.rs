//! The only crate that writes HTML: a run becomes one page that needs nothing but a browser.
//!
//! [`render`] is a pure function: the same [`Contents`] give the same bytes. The page has no link to load, no font, no
//! image; its style and its scripts stand in it, and its content security policy names them by their hashes and forbids
//! all else, the network first.
//!
//! ```
//! # use assay_report::{Charts, Contents, render};
//! # let json = include_str!("tests/report.json");
//! let report: assay_spec::RunReport = serde_json::from_str(json)?;
//! let contents = Contents::of(&report);
//! let page = render(&contents, Charts::Still);
//! assert!(page.starts_with("<!doctype html>") && page.contains("Content-Security-Policy"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Invariants:
//! - Markup is literals of this crate. What comes from a file, a strategy or a name reaches the page as escaped text, as
//!   an escaped attribute, or as JSON without a `<`, and in no other way.
//! - Every table and every drawing is there without a script. With one, charts move and lists can be sorted.
//! - What is drawn is bounded, however long the history is; the page says where it draws less than there is.
//!
//! Not here: files, clocks, the network; figures of its own. What it shows was computed elsewhere, but for sums that
//! belong to a table: returns of months, counts of trades.
#![warn(clippy::indexing_slicing, clippy::cast_precision_loss, clippy::wildcard_enum_match_arm)]

mod command;
mod data;
mod html;
mod number;
mod page;
mod plot;
mod policy;
mod section;
mod time;

use assay_spec::{RunReport, VerdictPolicy};
use assay_types::{Bars, Timestamp};

pub use command::quoted;
pub use page::render;

/// All that a page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Contents<'a> {
    /// The run.
    pub report: &'a RunReport,
    /// The policy that judged it, if one did: why it demands what it demands.
    pub policy: Option<&'a VerdictPolicy>,
    /// Whether a policy widened what the check of the code allows.
    pub check_policy: bool,
    /// Whether the Python file has several strategies, so that the class must be named.
    pub several_classes: bool,
    /// The bars; without them the page has no price.
    pub bars: Option<&'a Bars>,
    /// What became of the account, if there was a backtest.
    pub account: Option<Account<'a>>,
    /// What became of an account that was always traded with what was chosen before, if there was a walk-forward analysis:
    /// relative to its start.
    pub out_of_sample: Option<Account<'a>>,
    /// Settled trades in the order of settling.
    pub trades: &'a [Trade],
}

impl<'a> Contents<'a> {
    /// A report and nothing beside it.
    pub fn of(report: &'a RunReport) -> Self {
        Self {
            report,
            policy: None,
            check_policy: false,
            several_classes: false,
            bars: None,
            account: None,
            out_of_sample: None,
            trades: &[],
        }
    }
}

/// What became of the account, bar by bar: slices of one length.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The bars' times, ascending.
    pub time: &'a [Timestamp],
    /// Equity at each bar's close.
    pub equity: &'a [f64],
    /// How far it is below its highest until then, in per cent: 0 or below.
    pub drawdown_pct: &'a [f64],
}

/// A settled trade, as the table of trades has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// Its number.
    pub number: i64,
    /// Whether it was long.
    pub long: bool,
    /// Units, above 0.
    pub size: f64,
    /// When it was entered.
    pub entry_time: Timestamp,
    /// When it was left.
    pub exit_time: Timestamp,
    /// The bar it was entered on, from 0.
    pub entry_bar: usize,
    /// The bar it was left on, from 0.
    pub exit_bar: usize,
    /// Price at entry.
    pub entry_price: f64,
    /// Price at exit.
    pub exit_price: f64,
    /// Profit in cash after commissions.
    pub pnl: f64,
    /// Profit in per cent of the value at entry, after commissions.
    pub return_pct: f64,
    /// Commissions in cash.
    pub commission: f64,
    /// What ended it, such as `stop_loss`.
    pub exit_reason: String,
    /// Which rule or order opened it; may be empty.
    pub tag: String,
}

/// How charts are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charts<'a> {
    /// As drawings that stand still.
    Still,
    /// By this script, which takes the place of the drawings where it runs.
    Moving(&'a str),
}

impl Charts<'static> {
    /// The charts that this build has: those of the bundle that `cargo xtask web` made, if it was there.
    pub fn of_this_build() -> Self {
        let bundle = include_str!(concat!(env!("OUT_DIR"), "/charts.js"));
        if bundle.is_empty() { Self::Still } else { Self::Moving(bundle) }
    }
}

#[cfg(test)]
mod tests;
