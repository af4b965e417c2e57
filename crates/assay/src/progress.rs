//! How far long work has come, on terminals.

use std::time::Duration;

use assay_data::Progress;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::output::Printer;

/// A file of this size is read before anyone looks.
const BYTES_WORTH_SHOWING: u64 = 16 << 20;

/// Shows how much of a file is read; call it from `assay_data::load`.
pub(crate) struct Reading {
    bar: Option<ProgressBar>,
    shown: bool,
}

impl Reading {
    /// Shows nothing until a large file is seen to be read.
    pub(crate) fn new(printer: &Printer) -> Self {
        Self { bar: None, shown: printer.shows_progress() }
    }

    /// Takes note of how far reading has come.
    pub(crate) fn update(&mut self, progress: Progress) {
        if !self.shown || progress.bytes_total < BYTES_WORTH_SHOWING {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(progress.bytes_total), ProgressDrawTarget::stderr());
            bar.set_style(style("reading {wide_bar} {bytes}/{total_bytes}, {msg} rows, {eta} left"));
            bar
        });
        let rows = u64::try_from(progress.rows).unwrap_or(u64::MAX);
        bar.set_message(HumanCount(rows).to_string());
        bar.set_position(progress.bytes_read);
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// Shows that work goes on while this lives, where nobody can tell how far it is.
pub(crate) struct Working(Option<ProgressBar>);

impl Working {
    /// Names the work, such as `making 10 000 000 bars`.
    pub(crate) fn new(printer: &Printer, what: String) -> Self {
        if !printer.shows_progress() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(style("{spinner} {msg}, {elapsed}"));
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(Some(bar))
    }

    /// Names what the work has come to.
    pub(crate) fn say(&self, what: String) {
        if let Some(bar) = &self.0 {
            bar.set_message(what);
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

/// Shows how many of many things are done.
pub(crate) struct Counting(Option<ProgressBar>);

impl Counting {
    /// Of so many things, if that is known, such as `combinations`.
    pub(crate) fn new(printer: &Printer, total: Option<u64>, what: &str) -> Self {
        if !printer.shows_progress() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let counted =
            if total.is_some() { "{wide_bar} {human_pos}/{human_len}" } else { "{spinner} {human_pos}" };
        let left = if total.is_some() { ", {eta} left" } else { "" };
        bar.set_style(style(&format!("{counted} {what}{left} {{msg}}")));
        Self(Some(bar))
    }

    /// So many more are done.
    pub(crate) fn advance(&self, more: usize) {
        if let Some(bar) = &self.0 {
            bar.inc(more as u64);
        }
    }

    /// Says what came of them so far.
    pub(crate) fn say(&self, what: String) {
        if let Some(bar) = &self.0 {
            bar.set_message(what);
        }
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        if let Some(bar) = self.0.take() {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).with_key(
        "eta",
        |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // There is no one to tell that a line of progress was not written.
            let _unheard = write!(out, "{} s", state.eta().as_secs());
        },
    )
}
