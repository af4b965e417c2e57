//! Scores over two parameters.

use std::collections::BTreeMap;

use assay_spec::{ParameterValue, SearchDimension};

use crate::output::Stream;
use crate::run::search::Trial;

/// The most columns and rows of cells.
const COLUMNS_MAX: usize = 30;
const ROWS_MAX: usize = 12;

/// The best score for each pair of values of the two parameters with the most values, as lines: low scores are light. None
/// where fewer than two parameters varied, or all scores are the same.
pub(super) fn lines(
    dimensions: &[SearchDimension],
    trials: &[Trial],
    stream: &Stream,
) -> Option<Vec<String>> {
    let mut axes: Vec<Axis<'_>> = dimensions.iter().map(|dimension| Axis::of(dimension, trials)).collect();
    axes.retain(|axis| axis.values.len() > 1);
    axes.sort_by_key(|axis| std::cmp::Reverse(axis.values.len()));
    let [across, down, ..] = axes.as_slice() else { return None };
    let (columns, rows) = (across.values.len().min(COLUMNS_MAX), down.values.len().min(ROWS_MAX));
    let mut best: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for trial in trials {
        let Some(score) = trial.marks.score else { continue };
        let (Some(column), Some(row)) = (across.bucket(trial, columns), down.bucket(trial, rows)) else {
            continue;
        };
        best.entry((row, column)).and_modify(|best| *best = best.max(score)).or_insert(score);
    }
    let scores = || best.values().copied();
    let (low, high) = (scores().fold(f64::INFINITY, f64::min), scores().fold(f64::NEG_INFINITY, f64::max));
    if best.is_empty() || high <= low {
        return None;
    }
    let shades: [char; 5] =
        if stream.unicode { ['·', '░', '▒', '▓', '█'] } else { ['.', ':', '+', '%', '#'] };
    let shade = |score: f64| {
        let step = ((score - low) / (high - low) * 5.0).floor();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 5")]
        let step = step as usize;
        shades[step.min(4)]
    };
    let width = down.values.iter().map(|value| value.to_string().len()).max().unwrap_or(0);
    let mut lines = vec![format!(
        "best {} of each {} (down) and {} (across, {} to {}):",
        "score",
        down.dimension.parameter,
        across.dimension.parameter,
        across.values[0],
        across.values[across.values.len() - 1],
    )];
    for row in 0..rows {
        let cells: String = (0..columns)
            .map(|column| best.get(&(row, column)).map_or(' ', |score| shade(*score)))
            .flat_map(|cell| [cell, cell])
            .collect();
        let first = down.values[row * down.values.len() / rows];
        lines.push(format!("{:>width$} {}", first.to_string(), cells.trim_end()));
    }
    lines.push(format!("{} is {low:.4}, {} is {high:.4}", shades[0], shades[4]));
    Some(lines)
}

/// A parameter with the values that were tried, in order.
struct Axis<'t> {
    dimension: &'t SearchDimension,
    values: Vec<&'t ParameterValue>,
}

impl<'t> Axis<'t> {
    fn of(dimension: &'t SearchDimension, trials: &'t [Trial]) -> Self {
        let mut values: Vec<&ParameterValue> =
            trials.iter().filter_map(|trial| trial.values.get(&dimension.parameter)).collect();
        // Names keep the order in which they were tried.
        values.sort_by(|a, b| match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => a.to_string().cmp(&b.to_string()),
        });
        values.dedup();
        Self { dimension, values }
    }

    /// Which of so many buckets a trial falls into.
    fn bucket(&self, trial: &Trial, buckets: usize) -> Option<usize> {
        let value = trial.values.get(&self.dimension.parameter)?;
        let position = self.values.iter().position(|known| *known == value)?;
        Some(position * buckets / self.values.len())
    }
}
