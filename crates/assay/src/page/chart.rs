//! Series as one line of blocks.

const UNICODE: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['_', '.', '-', '=', '+', 'o', '#', '@'];

/// The last value of each of so many equal stretches.
pub(super) fn last_of(values: &[f64], columns: usize) -> Vec<f64> {
    stretches(values, columns).filter_map(|stretch| stretch.last().copied()).collect()
}

/// The highest value of each of so many equal stretches.
pub(super) fn highest_of(values: &[f64], columns: usize) -> Vec<f64> {
    stretches(values, columns)
        .map(|stretch| stretch.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        .collect()
}

fn stretches(values: &[f64], columns: usize) -> impl Iterator<Item = &[f64]> {
    let columns = columns.min(values.len());
    (0..columns).map(move |column| {
        let start = column * values.len() / columns;
        let end = (column + 1) * values.len() / columns;
        &values[start..end]
    })
}

/// One block for each value, from the lowest to the highest.
pub(super) fn line(values: &[f64], lowest: f64, highest: f64, unicode: bool) -> String {
    let blocks = if unicode { UNICODE } else { ASCII };
    let range = highest - lowest;
    values
        .iter()
        .map(|value| {
            let share = if range > 0.0 { ((value - lowest) / range).clamp(0.0, 1.0) } else { 0.0 };
            // The number of thresholds that the share has passed: 0 to 7.
            let level = (1..8_u8).filter(|step| share * 8.0 >= f64::from(*step)).count();
            blocks[level]
        })
        .collect()
}
