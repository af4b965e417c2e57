//! Scores over two parameters, as lines.

use assay_spec::HeatMap;

use crate::output::Stream;

/// The most columns and rows of cells.
pub(super) const COLUMNS_MAX: usize = 30;
pub(super) const ROWS_MAX: usize = 12;

/// A map as lines: low scores are light.
pub(super) fn lines(map: &HeatMap, stream: &Stream) -> Vec<String> {
    let scores = || map.scores.iter().flatten().copied().flatten();
    let (low, high) = (scores().fold(f64::INFINITY, f64::min), scores().fold(f64::NEG_INFINITY, f64::max));
    let shades: [char; 5] =
        if stream.unicode { ['·', '░', '▒', '▓', '█'] } else { ['.', ':', '+', '%', '#'] };
    let shade = |score: f64| {
        let step = ((score - low) / (high - low) * 5.0).floor();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 5")]
        let step = step as usize;
        shades[step.min(4)]
    };
    let label = |value: &assay_spec::ParameterValue| value.to_string();
    let ends = [map.columns.first(), map.columns.last()].map(|value| value.map(label).unwrap_or_default());
    let [from, to] = ends;
    let mut lines =
        vec![format!("best score of each {} (down) and {} (across, {from} to {to}):", map.down, map.across,)];
    let width = map.rows.iter().map(|value| value.to_string().len()).max().unwrap_or(0);
    for (value, scores) in map.rows.iter().zip(&map.scores) {
        let cells = scores.iter().map(|score| score.map_or(' ', shade)).flat_map(|cell| [cell, cell]);
        lines.push(format!("{:>width$} {}", value.to_string(), cells.collect::<String>().trim_end()));
    }
    lines.push(format!("{} is {low:.4}, {} is {high:.4}", shades[0], shades[4]));
    lines
}
