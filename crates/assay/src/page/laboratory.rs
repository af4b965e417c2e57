//! What the laboratory found, on the page.

use assay_lab::{Unit, grouped};
use assay_spec::{LaboratoryReport, ParameterValues, WalkForwardAnchor, WalkForwardReport};

use super::text::sentence;
use super::{Page, day, figures, grouped_count};
use crate::output::style;
use crate::run::Run;

impl Page<'_> {
    /// The windows, and the figures in groups.
    pub(super) fn laboratory(&mut self, report: &LaboratoryReport) {
        if let Some(walk_forward) = &report.walk_forward {
            self.windows(report, walk_forward);
        } else if report.monte_carlo.is_none() {
            // There is hardly a figure; the end of the page says why.
            return;
        }
        self.gap();
        for line in
            figures::lay_out(figures::LABORATORY, |key| report.figures.get(key).flatten(), self.stream)
        {
            self.line(&line);
        }
    }

    fn windows(&mut self, report: &LaboratoryReport, walk_forward: &WalkForwardReport) {
        let anchor = match report.config.walk_forward.anchor {
            WalkForwardAnchor::Rolling => "rolling",
            WalkForwardAnchor::Anchored => "anchored",
        };
        self.title(&format!("Walk-forward  {} {anchor} windows", walk_forward.windows.len()));
        let about = if report.config.search.dimensions.is_empty() {
            "no parameter varies: the same strategy in and out of sample".to_owned()
        } else {
            format!("chosen in sample by {}", report.config.search.objective)
        };
        let about = self.paint(style::FAINT, &about);
        self.line(&about);
        let mut columns: Vec<Vec<String>> =
            ["out of sample", "in: Sharpe", "out: Sharpe", "return", "drawdown", "trades", "chosen"]
                .map(|heading| vec![heading.to_owned()])
                .into();
        for window in &walk_forward.windows {
            let (inside, outside) = (&window.in_sample, &window.out_of_sample);
            let row = [
                format!("{} to {}", day(outside.first), day(outside.last)),
                shown(Unit::Number, inside.sharpe_ratio),
                shown(Unit::Number, outside.sharpe_ratio),
                shown(Unit::Percent, outside.return_pct),
                shown(Unit::Percent, outside.max_drawdown_pct),
                outside.trades.to_string(),
                chosen(&window.parameters),
            ];
            for (column, cell) in columns.iter_mut().zip(row) {
                column.push(cell);
            }
        }
        let chosen = columns.pop().unwrap_or_default();
        let width =
            |column: &Vec<String>| column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0) + 2;
        let used = |columns: &[Vec<String>]| columns.iter().map(width).sum::<usize>();
        // What was chosen goes to a line of its own where it does not fit; then the page does without the least of the figures.
        while used(&columns) > self.stream.width && columns.len() > 2 {
            columns.remove(if columns.len() > 4 { 4 } else { 1 });
        }
        let beside = used(&columns) + width(&chosen) <= self.stream.width;
        for (row, chosen) in chosen.iter().enumerate() {
            let cells = columns.iter().enumerate().map(|(number, column)| match number {
                0 => format!("{:<width$}", column[row], width = width(column) - 2),
                _ => format!("{:>width$}", column[row], width = width(column)),
            });
            let mut line: String = cells.collect();
            if beside {
                line.extend(["  ", chosen]);
            }
            let line = if row == 0 { self.paint(style::FAINT, &line) } else { line };
            self.line(&line);
            if !beside && row > 0 && !chosen.is_empty() {
                self.paragraph("", 4, chosen);
            }
        }
    }
}

fn shown(unit: Unit, value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| unit.show(value))
}

fn chosen(values: &ParameterValues) -> String {
    values.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

/// What the laboratory could not do, and what of its findings is easily overlooked.
#[expect(clippy::cast_precision_loss, reason = "a count of series")]
pub(super) fn told(run: &Run) -> Vec<String> {
    let Some(report) = &run.report.laboratory else { return Vec::new() };
    let mut told = report.absent.clone();
    let best = report.search.as_ref().and_then(|search| search.best.as_ref());
    let scale = report.figures.position_scale.filter(|scale| *scale < 1.0);
    if let (Some(search), Some(best)) = (&report.search, best) {
        told.push(format!(
            "of {} combinations the best by {} is {} ({})",
            grouped_count(search.trials),
            report.config.search.objective,
            chosen(&best.parameters),
            grouped(best.score, 4),
        ));
    }
    // The real series is one of those that are as good.
    let least = 1.0 / (report.config.series as f64 + 1.0);
    if report.config.series > 0 && least > 0.05 {
        told.push(format!(
            "{} series of shuffled prices cannot give a p-value below {}; --series asks for more",
            report.config.series,
            grouped(least, 2),
        ));
    }
    if let Some(scale) = scale {
        told.push(format!(
            "positions are too large: at {} times their size the probability of losing {} of the cash is within {}",
            grouped(scale, 2),
            Unit::Percent.show(100.0 - report.config.ruin_pct),
            grouped(report.config.ruin_probability, 2),
        ));
    }
    told.iter().map(|text| sentence(text)).collect()
}
