//! A run as a page for people: the verdict first, then why, then the figures.

mod cautions;
mod chart;
mod events;
mod figures;
mod laboratory;
mod python;
pub(crate) mod text;

use std::fmt::Write as _;

use anstyle::Style;
use assay_lab::{Figure, Unit, describe, grouped, in_words};
use assay_spec::{CriterionResult, Level, Outcome, Verdict, VerdictPolicy};
use assay_types::Timestamp;

use crate::files::shown_path;
use crate::output::{Stream, style};
use crate::run::{Kept, Run, Subject, Written};

/// How much of a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The figures one asks for first.
    Short,
    /// Every figure.
    Full,
}

/// Lays a run out.
pub(crate) fn render(run: &Run, written: Option<&Written>, detail: Detail, stream: &Stream) -> String {
    let mut page = Page { stream, text: String::new() };
    page.head(run);
    if let Subject::Python(python) = &run.subject {
        page.stages(run);
        page.refusal(run, python);
    }
    if let (Some(verdict), Some(policy)) = (&run.report.verdict, &run.policy) {
        page.criteria(verdict);
        page.obstacle(run);
        page.misses(verdict, policy);
    }
    page.charts(run);
    if let Some(report) = &run.report.laboratory {
        page.laboratory(report);
    }
    page.figures(run, detail);
    if detail == Detail::Full {
        page.indicators(run);
    }
    page.events(run, written.is_some());
    page.foot(run, written, detail);
    page.text
}

/// A page that is being written. Every line is indented by two columns but the first.
pub(crate) struct Page<'s> {
    pub(crate) stream: &'s Stream,
    pub(crate) text: String,
}

/// Where a run or a search is kept, as the last line of its page.
pub(crate) fn where_kept(what: &str, Written { path, kept, .. }: &Written) -> String {
    let path = shown_path(path);
    match kept {
        Kept::New => format!("{what} kept in {path}"),
        Kept::Identical => format!("{what} kept in {path}, identical to the one that was there"),
        Kept::Replaced(_) => format!("{what} kept in {path}, in place of one with other bytes"),
    }
}

impl Page<'_> {
    pub(crate) fn line(&mut self, line: &str) {
        let line = line.trim_end();
        let _infallible = if line.is_empty() { writeln!(self.text) } else { writeln!(self.text, "  {line}") };
    }

    pub(crate) fn gap(&mut self) {
        self.text.push('\n');
    }

    pub(crate) fn title(&mut self, title: &str) {
        self.gap();
        let title = self.paint(style::STRONG, title);
        self.line(&title);
    }

    /// Text that is broken into lines, each behind this many more columns.
    pub(crate) fn paragraph(&mut self, first: &str, indent: usize, text: &str) {
        self.hanging(&format!("{first:<indent$}"), indent, text);
    }

    /// Text that is broken into lines, beside `first` of so many columns, which may be painted.
    pub(crate) fn hanging(&mut self, first: &str, columns: usize, text: &str) {
        let width = self.stream.width.saturating_sub(2);
        for (index, line) in text::wrap(text, width.saturating_sub(columns)).iter().enumerate() {
            let lead = if index == 0 { first.to_owned() } else { " ".repeat(columns) };
            self.line(&format!("{lead}{line}"));
        }
    }

    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        self.stream.paint(style, text)
    }

    /// `unicode` where the stream shows it, else `ascii`.
    pub(crate) fn glyph<'g>(&self, unicode: &'g str, ascii: &'g str) -> &'g str {
        if self.stream.unicode { unicode } else { ascii }
    }

    fn head(&mut self, run: &Run) {
        let report = &run.report;
        let data = &report.data;
        let subject = format!("{} on {}", report.strategy.name, data.file);
        let subject = self.paint(style::STRONG, &subject);
        let head = match run.outcome() {
            None => subject,
            Some(outcome) => {
                let (word, style) = match outcome {
                    Outcome::Pass => ("PASS", style::GOOD),
                    Outcome::Warn => ("PASS, with warnings", style::CAUTION),
                    Outcome::Fail => ("FAIL", style::BAD),
                };
                format!("{}  {subject}", self.paint(style.bold(), word))
            }
        };
        let _infallible = writeln!(self.text, "{head}");
        let timeframe = data.timeframe.map(|timeframe| format!(" of {timeframe}")).unwrap_or_default();
        let (first, last) = (day(data.first), day(data.last));
        let bars = if data.bars == 1 { "bar" } else { "bars" };
        self.line(&format!("{} {bars}{timeframe}, {first} to {last}", grouped_count(data.bars)));
        let about = about(run);
        self.paragraph("", 0, &about);
    }

    fn criteria(&mut self, verdict: &Verdict) {
        self.gap();
        self.paragraph("", 0, &summary(verdict));
        self.gap();
        let rows: Vec<[String; 3]> = verdict
            .criteria
            .iter()
            .map(|result| {
                let figure = describe(&result.statistic);
                let name = figure.map_or(result.statistic.as_str(), |figure| figure.name);
                let unit = figure.map_or(Unit::Number, |figure| figure.unit);
                let (value, limit) = match result.value {
                    Some(value) => unit.show_against(value, result.threshold),
                    None => ("undefined".to_owned(), unit.show_against(0.0, result.threshold).1),
                };
                [name.to_owned(), value, format!("{} {limit}", in_words(result.op))]
            })
            .collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (names, values) = (width(0), width(1));
        // Two columns of the page's margin, ten of mark and level, and the gaps between the columns.
        let fits = 2 + 10 + names + 2 + values + 3 + width(2) <= self.stream.width;
        let part = |result: &CriterionResult| describe(&result.statistic).map(Figure::part);
        let several = verdict.criteria.windows(2).any(|pair| part(&pair[0]) != part(&pair[1]));
        let mut before = None;
        for (result, [name, value, demand]) in verdict.criteria.iter().zip(&rows) {
            if let Some(now) = part(result).filter(|now| several && before != Some(*now)) {
                let heading = self.paint(style::FAINT, now.name());
                self.line(&heading);
                before = Some(now);
            }
            let mark = self.mark(result);
            let level = match result.level {
                Level::Must => "must  ",
                Level::Should => "should",
            };
            let level = self.paint(style::FAINT, level);
            let demand = self.paint(style::FAINT, demand);
            if fits {
                self.line(&format!("{mark} {level}  {name:<names$}  {value:>values$}   {demand}"));
            } else {
                self.line(&format!("{mark} {level}  {name}"));
                self.line(&format!("          {value}, {demand}"));
            }
        }
    }

    fn mark(&self, result: &CriterionResult) -> String {
        let (unicode, ascii, style) = match (result.passed, result.level) {
            (true, _) => ("✓", "+", style::GOOD),
            (false, Level::Must) => ("✗", "x", style::BAD),
            (false, Level::Should) => ("!", "!", style::CAUTION),
        };
        self.paint(style, self.glyph(unicode, ascii))
    }

    /// What the verdict hangs on more than on the strategy: told before the advice, which would mislead.
    fn obstacle(&mut self, run: &Run) {
        if let Some(text) = cautions::obstacle(run) {
            self.title("To look at first");
            self.bullet(&text);
        }
    }

    pub(crate) fn bullet(&mut self, text: &str) {
        let bullet = format!("{} ", self.glyph("•", "*"));
        self.paragraph(&bullet, 2, text);
    }

    /// Why what was missed is demanded, and what would change it.
    fn misses(&mut self, verdict: &Verdict, policy: &VerdictPolicy) {
        let fails = |result: &CriterionResult| !result.passed && result.level == Level::Must;
        // A recommendation for what fails a demand already would only repeat it.
        let repeats = |result: &CriterionResult| {
            result.level == Level::Should
                && verdict.criteria.iter().any(|other| fails(other) && other.statistic == result.statistic)
        };
        let missed: Vec<_> = verdict
            .criteria
            .iter()
            .zip(&policy.criteria)
            .filter(|(result, _)| !result.passed && !repeats(result))
            .collect();
        if missed.is_empty() {
            return;
        }
        self.title("What is missing");
        let arrow = format!("  {} ", self.glyph("→", "->"));
        for (result, criterion) in missed {
            let name = describe(&result.statistic).map_or(result.statistic.as_str(), |figure| figure.name);
            let mark = self.mark(result);
            let name = self.paint(style::STRONG, &text::capitalized(name));
            self.line(&format!("{mark} {name}"));
            let reason = criterion.reason.as_str();
            if result.value.is_none() {
                // The page has no number to show, so it says why before it says what for.
                let told = result.reason.strip_suffix(reason).unwrap_or(&result.reason);
                self.paragraph("", 2, &text::sentence(told.trim_end_matches(": ")));
            }
            if !reason.is_empty() {
                self.paragraph("", 2, &text::sentence(reason));
            }
            if let Some(change) = &result.change {
                self.paragraph(&arrow, arrow.chars().count(), &text::sentence(change));
            }
        }
    }

    fn charts(&mut self, run: &Run) {
        let Some(equity) = run.simulated.as_ref().map(|outcome| &outcome.equity) else { return };
        let columns = self.stream.width.saturating_sub(2).min(equity.len());
        let (Some(&first), Some(&last)) = (equity.first(), equity.last()) else { return };
        let lowest = equity.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = equity.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let money = |value| Unit::Cash.show(value);
        let arrow = self.glyph("→", "->");
        self.title(&format!("Equity  {} {arrow} {}", money(first), money(last)));
        let told = format!("lowest {}, highest {}", money(lowest), money(highest));
        let told = self.paint(style::FAINT, &told);
        self.line(&told);
        let color = if last >= first { style::GOOD } else { style::BAD };
        let line = chart::line(&chart::last_of(equity, columns), lowest, highest, self.stream.unicode);
        let line = self.paint(color, &line);
        self.line(&line);
        let depths: Vec<f64> =
            crate::run::drawdown_pct(equity).into_iter().map(|drawdown| -drawdown).collect();
        let deepest = depths.iter().copied().fold(0.0, f64::max);
        if deepest > 0.0 {
            let line = chart::line(&chart::highest_of(&depths, columns), 0.0, deepest, self.stream.unicode);
            let line = self.paint(style::BAD, &line);
            self.line(&line);
        }
        let (from, to) = (day(run.report.data.first), day(run.report.data.last));
        let room = columns.saturating_sub(from.len());
        let axis = if deepest > 0.0 && columns > from.len() * 2 + 40 {
            let middle = format!("drawdown, deepest {}", Unit::Percent.show(deepest));
            let room = columns.saturating_sub(from.len() + to.len());
            format!("{from}{middle:^room$}{to}")
        } else if columns > from.len() * 2 {
            format!("{from}{to:>room$}")
        } else {
            format!("{from} to {to}")
        };
        let axis = self.paint(style::FAINT, &axis);
        self.line(&axis);
    }

    fn figures(&mut self, run: &Run, detail: Detail) {
        let (Some(statistics), Some(extended)) = (&run.report.statistics, &run.report.extended) else {
            return;
        };
        let groups = match detail {
            Detail::Short => figures::SHORT,
            Detail::Full => figures::FULL,
        };
        let look_up = |key: &str| statistics.get(key).or_else(|| extended.get(key)).flatten();
        self.gap();
        for line in figures::lay_out(groups, look_up, self.stream) {
            self.line(&line);
        }
    }

    fn events(&mut self, run: &Run, kept: bool) {
        let told = events::told(run).into_iter().chain(cautions::told(run)).chain(python::told(run, kept));
        let told = told.chain(laboratory::told(run));
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            return;
        }
        self.title("To look at");
        for text in told {
            self.bullet(&text);
        }
    }

    fn foot(&mut self, run: &Run, written: Option<&Written>, detail: Detail) {
        self.gap();
        let mut foot = match written {
            None => format!("Run {}, not kept", run.report.run_id),
            Some(written) => where_kept("Run", written),
        };
        if detail == Detail::Short && run.simulated.is_some() {
            foot.push_str("; -v shows every figure");
        }
        let foot = self.paint(style::FAINT, &foot);
        self.line(&foot);
        if let Some(key) = written.and_then(|written| written.signed) {
            let signed =
                format!("Hallmark signed by the key {}; `assay hallmark verify` checks it", key.short());
            let signed = self.paint(style::FAINT, &signed);
            self.line(&signed);
        }
    }
}

/// Parameters, and what of the account is not the default.
fn about(run: &Run) -> String {
    let report = &run.report;
    let config = &report.config;
    let mut parts: Vec<String> =
        report.parameters.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let cash = config.cash.to_string().parse().unwrap_or(f64::NAN);
    let decimals = if config.cash.fract().is_zero() { 0 } else { 2 };
    parts.push(format!("cash {}", grouped(cash, decimals)));
    let commission = &config.commission;
    let relative = percent(commission.relative);
    let fixed = &commission.fixed;
    match (fixed.is_zero(), relative) {
        (true, None) => {}
        (true, Some(relative)) => parts.push(format!("commission {relative}")),
        (false, None) => parts.push(format!("commission {fixed} a fill")),
        (false, Some(relative)) => parts.push(format!("commission {fixed} + {relative} a fill")),
    }
    parts.extend(percent(config.spread).map(|spread| format!("spread {spread}")));
    if config.margin < 1.0 {
        parts.extend(percent(config.margin).map(|margin| format!("margin {margin}")));
    }
    let switches = [
        (config.trade_on_close, "trades on the close"),
        (config.hedging, "hedging"),
        (config.exclusive_orders, "exclusive orders"),
        (config.finalize_trades, "finalizes trades"),
    ];
    parts.extend(switches.into_iter().filter(|(on, _)| *on).map(|(_, words)| words.to_owned()));
    parts.extend(config.fractional.map(|unit| format!("fractions of {unit:e}")));
    if config.seed != 0 {
        parts.push(format!("seed {}", config.seed));
    }
    parts.join(", ")
}

/// A share in per cent, in as many digits as it was given; nothing for none.
fn percent(share: f64) -> Option<String> {
    // Written with 9 digits, so that 0.002 is not 0.2 % and a bit.
    let text = format!("{:.9}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    (text != "0" && text != "-0").then(|| format!("{text} %"))
}

fn summary(verdict: &Verdict) -> String {
    let count = |level, passed| {
        verdict.criteria.iter().filter(|result| result.level == level && result.passed == passed).count()
    };
    let (met, missed) = (count(Level::Must, true), count(Level::Must, false));
    let (advised, unheeded) = (count(Level::Should, true), count(Level::Should, false));
    let mut told = Vec::new();
    if met + missed > 0 {
        told.push(format!("{met} of {} demands are met", met + missed));
    }
    if advised + unheeded > 0 {
        told.push(format!("{advised} of {} recommendations", advised + unheeded));
    }
    format!("Policy {}: {}.", verdict.policy, told.join(", "))
}

/// The day of a moment.
fn day(time: Timestamp) -> String {
    time.to_string().chars().take_while(|&character| character != 'T').collect()
}

#[expect(clippy::cast_precision_loss, reason = "a count of bars is far below 2^53")]
pub(crate) fn grouped_count(count: u64) -> String {
    grouped(count as f64, 0)
}

#[cfg(test)]
mod tests;
