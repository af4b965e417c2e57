//! Drawings that stand still: SVG that fills its place, and labels beside it that keep their size on every screen.

use std::fmt::Write as _;

use assay_lab::grouped;

use crate::html::Html;
use crate::number::{float, typeset};

/// The coordinates of a drawing: it is stretched to the place it gets.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;

/// How many columns a line is drawn in: more points than that fall onto each other.
const COLUMNS: usize = 500;

/// How many steps of a scale the values may span.
const SPACINGS_MAX: f64 = 5.0;

/// The round number that is next above, and how many decimals its multiples need.
fn step(least: f64, factors: &[(f64, usize)]) -> (f64, usize) {
    let (mut power, mut decimals) = (1.0, 0_usize);
    let mut whole = 0;
    while power * 10.0 <= least && whole < 300 {
        power *= 10.0;
        whole += 1;
    }
    while power > least && decimals < 15 {
        power /= 10.0;
        decimals += 1;
    }
    let (factor, more) =
        factors.iter().copied().find(|(factor, _)| power * factor >= least).unwrap_or((10.0, 0));
    let more = if whole == 0 { more } else { 0 };
    (power * factor, if factor > 9.0 { decimals.saturating_sub(1) } else { decimals + more })
}

/// Round values from below the lowest to above the highest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    /// From low to high, evenly.
    ticks: Vec<f64>,
    decimals: usize,
}

impl Scale {
    /// A scale that spans these values in a few round steps.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        Self::in_steps(values, &[(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0)], 0.0)
    }

    /// A scale of counts from 0: its steps are whole.
    pub(crate) fn of_counts(highest: f64) -> Self {
        Self::in_steps([0.0, highest.max(1.0)], &[(1.0, 0), (2.0, 0), (5.0, 0)], 1.0)
    }

    /// A scale whose steps are these multiples of powers of ten, which need as many more decimals.
    fn in_steps(values: impl IntoIterator<Item = f64>, factors: &[(f64, usize)], least: f64) -> Self {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = match (low.is_finite(), high - low) {
            (false, _) => (0.0, 1.0),
            // One value gets room on both sides.
            (true, span) if span <= low.abs() * 1e-9 => {
                let room = if low.abs() > 0.0 { low.abs() * 0.1 } else { 1.0 };
                (low - room, high + room)
            }
            (true, _) => (low, high),
        };
        let (step, decimals) = step(((high - low) / SPACINGS_MAX).max(least), factors);
        let first = (low / step).floor();
        let last = (high / step).ceil();
        let mut ticks = Vec::new();
        let mut index = first;
        while index <= last && ticks.len() < 16 {
            ticks.push(index * step);
            index += 1.0;
        }
        Self { low: first * step, high: last * step, ticks, decimals }
    }

    /// Where a value stands, from the top.
    fn y(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        (1.0 - share.clamp(0.0, 1.0)) * HEIGHT
    }

    /// The labels, the highest first.
    fn labels(&self, unit: &str) -> Vec<String> {
        let label = |&tick: &f64| format!("{}{unit}", typeset(&grouped(tick, self.decimals)));
        self.ticks.iter().rev().map(label).collect()
    }
}

/// A drawing that is being made.
#[derive(Debug)]
pub(crate) struct Plot {
    scale: Scale,
    svg: Html,
    class: &'static str,
}

impl Plot {
    /// A drawing over this scale, of a height that its class gives it.
    pub(crate) fn new(scale: Scale, class: &'static str) -> Self {
        let mut svg = Html::new();
        let mut grid = String::new();
        for &tick in &scale.ticks {
            let _infallible = write!(grid, "M0 {:.1}h{WIDTH}", scale.y(tick));
        }
        path(&mut svg, "grid", &grid);
        Self { scale, svg, class }
    }

    /// A line through the values, evenly from left to right: in every column from its lowest to its highest.
    pub(crate) fn line(&mut self, class: &str, values: &[f64]) {
        let line = self.through(values);
        path(&mut self.svg, class, &line);
    }

    /// The area between the values and a level.
    pub(crate) fn area(&mut self, class: &str, values: &[f64], level: f64) {
        let line = self.through(values);
        let Some(rest) = line.strip_prefix('M') else { return };
        let level = self.scale.y(level);
        path(&mut self.svg, class, &format!("M0 {level:.1}L{rest}L{WIDTH} {level:.1}Z"));
    }

    /// The area between two lines of equal length.
    pub(crate) fn band(&mut self, class: &str, low: &[f64], high: &[f64]) {
        let mut drawn = self.through(high);
        for point in self.points(low).into_iter().rev() {
            let _infallible = write!(drawn, "L{} {}", short(point.0), short(point.1));
        }
        if !drawn.is_empty() {
            drawn.push('Z');
            path(&mut self.svg, class, &drawn);
        }
    }

    /// Strokes from low to high, evenly from left to right.
    pub(crate) fn ranges(&mut self, class: &str, low: &[f64], high: &[f64]) {
        let columns = low.len().min(COLUMNS);
        let mut drawn = String::new();
        for column in 0..columns {
            let range = column * low.len() / columns..(column + 1) * low.len() / columns;
            let lowest = low.get(range.clone()).unwrap_or_default().iter().copied().fold(f64::NAN, f64::min);
            let highest = high.get(range).unwrap_or_default().iter().copied().fold(f64::NAN, f64::max);
            let x = (float(column) + 0.5) / float(columns) * WIDTH;
            let _infallible = write!(
                drawn,
                "M{} {}V{}",
                short(x),
                short(self.scale.y(highest)),
                short(self.scale.y(lowest))
            );
        }
        path(&mut self.svg, class, &drawn);
    }

    /// Straight strokes: each from a share of the width and a value to another.
    pub(crate) fn strokes(&mut self, class: &str, strokes: &[[f64; 4]]) {
        let mut drawn = String::new();
        for &[x, value, x_end, value_end] in strokes {
            let _infallible = write!(
                drawn,
                "M{} {}L{} {}",
                short(x * WIDTH),
                short(self.scale.y(value)),
                short(x_end * WIDTH),
                short(self.scale.y(value_end))
            );
        }
        path(&mut self.svg, class, &drawn);
    }

    /// Columns that stand on zero, evenly from left to right: one class for each. One of 0 is a gap.
    pub(crate) fn columns(&mut self, columns: &[(&'static str, f64)]) {
        let room = WIDTH / float(columns.len().max(1));
        let zero = self.scale.y(0.0);
        for (index, &(class, value)) in columns.iter().enumerate() {
            if value.abs() <= 0.0 {
                continue;
            }
            let (left, right) = (float(index) * room + room * 0.08, float(index + 1) * room - room * 0.08);
            let top = short(self.scale.y(value));
            let (left, right) = (short(left), short(right));
            path(&mut self.svg, class, &format!("M{left} {zero:.1}V{top}H{right}V{zero:.1}Z"));
        }
    }

    /// Puts the drawing and its labels onto the page. The labels below stand evenly from left to right.
    pub(crate) fn put(self, html: &mut Html, told: &str, unit: &str, below: &[String]) {
        html.element("div", &[("class", &format!("plot {}", self.class))], |html| {
            let size = format!("0 0 {WIDTH} {HEIGHT}");
            let attributes = [
                ("viewBox", size.as_str()),
                ("preserveAspectRatio", "none"),
                ("role", "img"),
                ("aria-label", told),
            ];
            html.element("svg", &attributes, |html| html.piece(&self.svg));
            html.element("div", &[("class", "plot-y"), ("aria-hidden", "true")], |html| {
                for label in self.scale.labels(unit) {
                    html.line("span", "", &label);
                }
            });
            html.element("div", &[("class", "plot-x"), ("aria-hidden", "true")], |html| {
                for label in below {
                    html.line("span", "", label);
                }
            });
        });
    }

    fn through(&self, values: &[f64]) -> String {
        let mut drawn = String::new();
        for (x, y) in self.points(values) {
            let to = if drawn.is_empty() { 'M' } else { 'L' };
            let _infallible = write!(drawn, "{to}{} {}", short(x), short(y));
        }
        drawn
    }

    /// The points of a line: where there are many, the first, the extremes and the last of each column.
    fn points(&self, values: &[f64]) -> Vec<(f64, f64)> {
        let right = float(values.len().saturating_sub(1).max(1));
        let point = |index: usize| {
            let value = values.get(index).copied().filter(|value| value.is_finite())?;
            Some((float(index) / right * WIDTH, self.scale.y(value)))
        };
        if values.len() <= 2 * COLUMNS {
            return (0..values.len()).filter_map(point).collect();
        }
        let mut kept = Vec::new();
        for column in 0..COLUMNS {
            let (from, to) = (column * values.len() / COLUMNS, (column + 1) * values.len() / COLUMNS);
            let at = |&index: &usize| values.get(index).copied().unwrap_or(f64::NAN);
            let by = |a: &usize, b: &usize| at(a).total_cmp(&at(b));
            let mut indices: Vec<usize> =
                [(from..to).min_by(by), (from..to).max_by(by)].into_iter().flatten().collect();
            if column == 0 {
                indices.push(from);
            }
            if column + 1 == COLUMNS {
                indices.push(to.saturating_sub(1));
            }
            indices.sort_unstable();
            indices.dedup();
            kept.extend(indices.into_iter().filter_map(point));
        }
        kept
    }
}

fn path(html: &mut Html, class: &str, drawn: &str) {
    if !drawn.is_empty() {
        html.element("path", &[("class", class), ("d", drawn)], |_| {});
    }
}

/// A coordinate with one decimal, where it has one.
fn short(coordinate: f64) -> String {
    let text = format!("{coordinate:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scales_are_round() {
        let check = |values: &[f64], expected: &[&str]| {
            assert_eq!(Scale::of(values.iter().copied()).labels(""), expected);
        };
        check(&[9173.0, 75_787.0], &["80,000", "60,000", "40,000", "20,000", "0"]);
        check(&[-47.9, 0.0], &["0", "\u{2212}10", "\u{2212}20", "\u{2212}30", "\u{2212}40", "\u{2212}50"]);
        check(&[1.05, 1.19], &["1.20", "1.15", "1.10", "1.05"]);
        check(&[0.0, 12.0], &["12.5", "10.0", "7.5", "5.0", "2.5", "0.0"]);
        check(&[0.0, 1200.0], &["1,250", "1,000", "750", "500", "250", "0"]);
        check(&[100.0], &["110", "105", "100", "95", "90"]);
        check(&[0.0], &["1.0", "0.5", "0.0", "\u{2212}0.5", "\u{2212}1.0"]);
        check(&[], &["1.0", "0.8", "0.6", "0.4", "0.2", "0.0"]);
        assert_eq!(Scale::of_counts(12.0).labels(""), ["15", "10", "5", "0"]);
        assert_eq!(Scale::of_counts(1.0).labels(""), ["1", "0"]);
    }

    proptest! {
        #[test]
        fn scales_span_their_values(values in prop::collection::vec(-1e12..1e12_f64, 1..40)) {
            let scale = Scale::of(values.iter().copied());
            prop_assert!((3..=12).contains(&scale.ticks.len()), "{:?}", scale);
            let room = (scale.high - scale.low) * 1e-9;
            for value in values {
                prop_assert!(scale.low - room <= value && value <= scale.high + room, "{} in {:?}", value, scale);
            }
        }

        #[test]
        fn a_line_keeps_its_extremes(values in prop::collection::vec(0.0..1.0_f64, 1001..4000)) {
            let plot = Plot::new(Scale::of([0.0, 1.0]), "");
            let points = plot.points(&values);
            prop_assert!(points.len() <= 2 * COLUMNS + 2);
            let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
            let deepest = points.iter().map(|point| point.1).fold(0.0, f64::max);
            prop_assert!((deepest - plot.scale.y(lowest)).abs() < 1e-9);
            prop_assert!(points.is_sorted_by(|a, b| a.0 <= b.0));
        }
    }
}
