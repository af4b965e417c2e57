//! A search as a page for people.

use std::fmt::Write as _;

use assay_lab::grouped;
use assay_report::quoted;
use assay_spec::{ParameterValues, SearchMethod, SearchReport};

use super::heat_map;
use crate::cli::OptimizeArgs;
use crate::files::shown_path;
use crate::output::{Stream, style};
use crate::page::text::wrap;
use crate::page::{Page, grouped_count, where_kept};
use crate::run::Written;
use crate::run::search::{Found, KEPT, Trial, grid_count};

/// Lays a search out: what was found, among how many, and what it is worth.
pub(super) fn render(
    found: &Found,
    args: &OptimizeArgs,
    written: Option<&Written>,
    stream: &Stream,
) -> String {
    let mut page = Page { stream, text: String::new() };
    let report = &found.report;
    page.search_head(report);
    page.gap();
    page.ranking(found);
    if let Some(map) = found.heat_map(heat_map::ROWS_MAX, heat_map::COLUMNS_MAX) {
        page.gap();
        for line in heat_map::lines(&map, stream) {
            page.line(&line);
        }
    }
    page.advice(report, args, written);
    page.gap();
    let foot =
        written.map_or("Nothing is kept (--no-out)".to_owned(), |written| where_kept("Search", written));
    page.line(&stream.paint(style::FAINT, &foot));
    page.text
}

/// What the page of a search says beside what every page can.
impl Page<'_> {
    fn search_head(&mut self, report: &SearchReport) {
        let subject = format!("{} on {}", report.strategy.name, report.data.file);
        let subject = self.stream.paint(style::STRONG, &subject);
        let head = match &report.best {
            Some(best) => {
                let word = self.stream.paint(style::GOOD.bold(), "FOUND");
                format!("{word}  {subject}: {} = {}", report.objective, score(best.score))
            }
            None => format!("{}  {subject}", self.stream.paint(style::BAD.bold(), "NOTHING FOUND")),
        };
        let _infallible = writeln!(self.text, "{head}");
        let dimensions: Vec<String> = report
            .dimensions
            .iter()
            .map(|dimension| format!("{} = {}", dimension.parameter, dimension.values))
            .collect();
        let method = match report.method {
            SearchMethod::Grid => "grid",
            SearchMethod::Even => "evenly spread",
            SearchMethod::Random => "at random",
            SearchMethod::Tpe => "TPE",
            SearchMethod::CmaEs => "CMA-ES",
        };
        let mut about = format!(
            "{method} over {}: {} of {} bars",
            dimensions.join(", "),
            counted(report.trials, "combination"),
            grouped_count(report.data.bars),
        );
        if let (SearchMethod::Grid, Some(all)) = (report.method, grid_count(&report.dimensions))
            && report.trials + report.forbidden < all
        {
            let _infallible = write!(about, ", the first of {} (--trials)", grouped_count(all));
        }
        if report.forbidden > 0 {
            let _infallible = write!(about, "; constraints forbid {} more", grouped_count(report.forbidden));
        }
        if report.without_score > 0 {
            let _infallible = write!(about, "; {} without a score", grouped_count(report.without_score));
        }
        if !report.requirements.is_empty() {
            let _infallible = write!(about, "; required: {}", report.requirements.join(", "));
        }
        self.paragraph("", 0, &about);
    }

    /// The best, as a table.
    fn ranking(&mut self, found: &Found) {
        let names: Vec<&str> =
            found.report.dimensions.iter().map(|dimension| dimension.parameter.as_str()).collect();
        let headings = ["#", "score"].into_iter().chain(names.iter().copied());
        let mut rows: Vec<Vec<String>> =
            vec![headings.chain(["return", "drawdown", "Sharpe", "trades"]).map(str::to_owned).collect()];
        for ranked in &found.report.top {
            let position = usize::try_from(ranked.number).unwrap_or(usize::MAX).saturating_sub(1);
            let Some(trial) = found.trials.get(position) else { continue };
            let mut row = vec![ranked.number.to_string(), score(ranked.score)];
            row.extend(
                names.iter().map(|name| trial.values.get(*name).map(ToString::to_string).unwrap_or_default()),
            );
            row.extend(kept(trial));
            rows.push(row);
        }
        if rows.len() == 1 {
            let first = found.trials.iter().find_map(|trial| trial.marks.failure.as_deref());
            return match first.filter(|_| found.report.failed == found.report.trials) {
                Some(first) => self.paragraph("", 0, &format!("No combination could be run: {first}")),
                None => self.paragraph(
                    "",
                    0,
                    "No combination has a score: no run met the requirements, or the objective is not defined for any.",
                ),
            };
        }
        let widths: Vec<usize> = (0..rows[0].len())
            .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
            .collect();
        for (index, row) in rows.iter().enumerate() {
            let cells: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
            let line = cells.join("  ");
            let line = if index == 0 { self.stream.paint(style::FAINT, &line) } else { line };
            self.line(&line);
        }
    }

    /// What the best of as many combinations without merit would have.
    fn luck(&mut self, report: &SearchReport) {
        let Some(luck) = &report.luck else { return };
        let annual = |sharpe: f64| sharpe * luck.periods_per_year.sqrt();
        let (word, style) = if luck.deflated_sharpe_ratio >= CONFIDENCE {
            ("More than luck:", style::GOOD)
        } else {
            ("Not told from luck:", style::CAUTION)
        };
        let told = format!(
            "{word} the best of {} without merit is expected to have a Sharpe ratio of {:.2} a year (mean over deviation \
             of its returns), this one has {:.2}; with a probability of {:.2} it is truly above that (deflated Sharpe ratio; \
             {CONFIDENCE} is asked for).",
            counted(report.trials, "combination"),
            annual(luck.expected_maximum),
            annual(luck.sharpe_ratio),
            luck.deflated_sharpe_ratio,
        );
        let told = match luck.probability_of_overfitting {
            None => told,
            Some(probability) => format!(
                "{told} Of all ways to halve the bars, the best of one half is not above the median of the other in \
                 {:.0} % (probability of backtest overfitting).",
                probability * 100.0,
            ),
        };
        for (index, line) in wrap(&told, self.stream.width.saturating_sub(2)).iter().enumerate() {
            let painted = self.stream.paint(style, word);
            let line = if index == 0 { line.replacen(word, &painted, 1) } else { line.clone() };
            self.line(&line);
        }
        self.gap();
    }

    fn advice(&mut self, report: &SearchReport, args: &OptimizeArgs, written: Option<&Written>) {
        let Some(best) = &report.best else { return };
        self.gap();
        self.luck(report);
        self.paragraph(
            "",
            0,
            "It was chosen because it did well on these bars: look at its neighbours, and prove it on bars that it has \
             not seen:",
        );
        // The configuration of the run has the account, its costs, and the parameters that did not vary.
        let config = match written {
            Some(written) => format!(" --config {}", quoted(&shown_path(&written.path.join("config.json")))),
            None => " … (with the same options)".to_owned(),
        };
        let varied: Vec<String> = report
            .dimensions
            .iter()
            .map(|dimension| {
                format!(" --grid {}", quoted(&format!("{}={}", dimension.parameter, dimension.values)))
            })
            .collect();
        // What was tried here is a chance to be lucky there.
        self.line(&format!(
            "assay prove {} --data OTHER.csv{config}{}{} --tried {}",
            quoted(&shown_path(&args.run.strategy)),
            options(&best.parameters),
            varied.concat(),
            report.trials,
        ));
    }
}

/// From which probability on a result is told from luck.
const CONFIDENCE: f64 = 0.95;

/// What is kept of a trial, as its row shows it.
fn kept(trial: &Trial) -> Vec<String> {
    let shown = |position: usize, value: Option<f64>| match (value, KEPT[position]) {
        (None, _) => "–".to_owned(),
        (Some(value), "trades") => grouped(value, 0),
        (Some(value), name) if name.ends_with("_pct") => format!("{} %", grouped(value, 2)),
        (Some(value), _) => grouped(value, 2),
    };
    trial.marks.kept().iter().enumerate().map(|(position, value)| shown(position, *value)).collect()
}

/// ` --param fast=12 --param slow=50`
fn options(values: &ParameterValues) -> String {
    let options =
        values.iter().map(|(name, value)| format!(" --param {}", quoted(&format!("{name}={value}"))));
    options.collect::<Vec<_>>().concat()
}

/// A score in as many digits as people read.
fn score(score: f64) -> String {
    if score.abs() < 1e9 { format!("{score:.4}") } else { format!("{score:.4e}") }
}

fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped_count(number), if number == 1 { "" } else { "s" })
}
