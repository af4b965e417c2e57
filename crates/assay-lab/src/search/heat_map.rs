//! Scores over two parameters.

use std::collections::BTreeMap;

use assay_spec::{HeatMap, ParameterValue};
use assay_types::Identifier;

use super::Scored;

/// The best score for each pair of values of the two parameters with the most values: the one with the most across, the other down.
/// Where a parameter has more values than there may be rows or columns, neighbours share one, told by the least of them. `None`
/// where fewer than two of the named parameters varied, or no two scores differ.
pub fn heat_map<'p>(
    parameters: impl Iterator<Item = &'p Identifier>,
    trials: &'p [Scored],
    rows: usize,
    columns: usize,
) -> Option<HeatMap> {
    let mut axes: Vec<Axis<'_>> = parameters.map(|name| Axis::of(name, trials)).collect();
    axes.retain(|axis| axis.values.len() > 1);
    axes.sort_by_key(|axis| std::cmp::Reverse(axis.values.len()));
    let [across, down, ..] = axes.as_slice() else { return None };
    let (rows, columns) = (down.values.len().min(rows), across.values.len().min(columns));
    let mut best: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for trial in trials {
        let place = down.bucket(trial, rows).zip(across.bucket(trial, columns));
        let Some((score, place)) = trial.score.zip(place) else { continue };
        best.entry(place).and_modify(|best| *best = best.max(score)).or_insert(score);
    }
    let (low, high) = best
        .values()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| (low.min(*score), high.max(*score)));
    let cell = |row: usize, column: usize| best.get(&(row, column)).copied();
    (high > low).then(|| HeatMap {
        down: down.name.clone(),
        rows: down.labels(rows),
        across: across.name.clone(),
        columns: across.labels(columns),
        scores: (0..rows).map(|row| (0..columns).map(|column| cell(row, column)).collect()).collect(),
    })
}

/// A parameter with the values that were tried, in order.
struct Axis<'t> {
    name: &'t Identifier,
    values: Vec<&'t ParameterValue>,
}

impl<'t> Axis<'t> {
    fn of(name: &'t Identifier, trials: &'t [Scored]) -> Self {
        let mut values: Vec<&ParameterValue> =
            trials.iter().filter_map(|trial| trial.values.get(name.as_str())).collect();
        values.sort_by(|a, b| match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => a.to_string().cmp(&b.to_string()),
        });
        values.dedup();
        Self { name, values }
    }

    /// Which of so many buckets a trial falls into.
    fn bucket(&self, trial: &Scored, buckets: usize) -> Option<usize> {
        let value = trial.values.get(self.name.as_str())?;
        let position = self.values.iter().position(|known| *known == value)?;
        position.saturating_mul(buckets).checked_div(self.values.len())
    }

    /// The least value of each of so many buckets.
    fn labels(&self, buckets: usize) -> Vec<ParameterValue> {
        let first = |bucket: usize| bucket.saturating_mul(self.values.len()).div_ceil(buckets);
        (0..buckets)
            .filter_map(|bucket| self.values.get(first(bucket)).map(|value| (*value).clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dimension, Extent, Space};
    use super::*;

    fn map(dimensions: &[(&str, &str)], rows: usize, columns: usize) -> Option<HeatMap> {
        let dimension = |(name, text): &(&str, &str)| Dimension {
            name: name.parse().unwrap(),
            extent: Extent::parse(text).unwrap(),
        };
        let space = Space::new(dimensions.iter().map(dimension).collect()).unwrap();
        let scored = |at: u64| {
            let values = space.at(at);
            let score = values.values().filter_map(ParameterValue::as_f64).sum::<f64>();
            Scored { values, score: (score < 100.0).then_some(score) }
        };
        let trials: Vec<Scored> = (0..space.count().unwrap()).map(scored).collect();
        heat_map(space.dimensions().iter().map(|dimension| &dimension.name), &trials, rows, columns)
    }

    fn told(map: &HeatMap) -> String {
        let row = |(label, scores): (&ParameterValue, &Vec<Option<f64>>)| {
            let scores: Vec<String> =
                scores.iter().map(|score| score.map_or("-".to_owned(), |score| score.to_string())).collect();
            format!("{}={label}: {}", map.down, scores.join(" "))
        };
        map.rows.iter().zip(&map.scores).map(row).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn scores_stand_where_their_parameters_cross() {
        let found = map(&[("a", "1:2"), ("b", "10:30:10")], 10, 10).unwrap();
        assert_eq!(found.columns, [10, 20, 30].map(ParameterValue::Integer));
        assert_eq!(told(&found), "a=1: 11 21 31; a=2: 12 22 32");
        // The best of what shares a cell, and nothing where nothing has a score.
        let found = map(&[("a", "1:2"), ("b", "10:30:10"), ("c", "0,70")], 10, 10).unwrap();
        assert_eq!(told(&found), "a=1: 81 91 31; a=2: 82 92 32");
        let found = map(&[("a", "1:50:49"), ("b", "10:60:50")], 10, 10).unwrap();
        assert_eq!(told(&found), "b=10: 11 60; b=60: 61 -");
        let found = map(&[("a", "1:2"), ("b", "20:80:20")], 1, 2).unwrap();
        assert_eq!(told(&found), "a=1: 42 82");
        assert_eq!(found.columns, [20, 60].map(ParameterValue::Integer));
    }

    #[test]
    fn one_parameter_has_no_map() {
        assert_eq!(map(&[("a", "1:5")], 10, 10), None);
        assert_eq!(map(&[("a", "1:5"), ("b", "7,7")], 10, 10), None);
        assert_eq!(map(&[("a", "x,y"), ("b", "z,w")], 10, 10), None);
    }
}
