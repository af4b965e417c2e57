//! How steady the chosen parameters are from window to window, and what lies beside them.

use assay_spec::{ParameterValue, ParameterValues};
use assay_types::Identifier;

use crate::numbers::count;
use crate::search::{Dimension, Extent, Space};

/// One parameter, as window after window chose it.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The parameter.
    pub parameter: Identifier,
    /// The chosen values, in the order of the windows.
    pub values: Vec<ParameterValue>,
    /// Their sample standard deviation, as a share of the range.
    pub dispersion: f64,
    /// How far a straight line through them goes from the first window to the last, as a share of the range (least squares).
    pub drift: f64,
}

/// The standard deviation of values that are spread evenly over a range, as a share of it: `1/√12`.
const DISPERSION_OF_CHANCE: f64 = 0.288_675_134_594_812_9;

/// How steady each parameter is. Those that can only have one value are left out; with fewer than two windows, all.
pub fn stability(chosen: &[ParameterValues], space: &Space) -> Vec<Drawn> {
    if chosen.len() < 2 {
        return Vec::new();
    }
    let drawn = |dimension: &Dimension| {
        let values: Vec<ParameterValue> =
            chosen.iter().filter_map(|values| values.get(dimension.name.as_str()).cloned()).collect();
        let places: Vec<f64> =
            values.iter().map(|value| placed(&dimension.extent, value)).collect::<Option<_>>()?;
        if places.len() < 2 {
            return None;
        }
        let windows = count(places.len());
        let mean = places.iter().sum::<f64>() / windows;
        let squares: f64 = places.iter().map(|place| (place - mean) * (place - mean)).sum();
        let middle = (windows - 1.0) / 2.0;
        let (mut together, mut along) = (0.0, 0.0);
        for (window, place) in places.iter().enumerate() {
            let distance = count(window) - middle;
            together += distance * (place - mean);
            along += distance * distance;
        }
        Some(Drawn {
            parameter: dimension.name.clone(),
            values,
            dispersion: (squares / (windows - 1.0)).sqrt(),
            drift: together / along * (windows - 1.0),
        })
    };
    space.dimensions().iter().filter_map(drawn).collect()
}

/// How steady all parameters are together: 1 less the mean dispersion over that of values drawn by chance, and not below 0.
/// `None` without parameters.
pub fn steadiness(parameters: &[Drawn]) -> Option<f64> {
    let sum: f64 = parameters.iter().map(|drawn| drawn.dispersion).sum();
    (!parameters.is_empty())
        .then(|| (1.0 - sum / count(parameters.len()) / DISPERSION_OF_CHANCE).clamp(0.0, 1.0))
}

/// Where a value lies between the least, 0, and the greatest, 1. Values that are listed have even distances. `None` if it is
/// no value of the extent, or the extent has only one.
fn placed(extent: &Extent, value: &ParameterValue) -> Option<f64> {
    let (low, high, at) = match extent {
        Extent::Integers { low, high, .. } => (to_number(*low), to_number(*high), value.as_f64()?),
        Extent::Numbers { low, high, .. } => (*low, *high, value.as_f64()?),
        Extent::Listed(values) => {
            let at = values.iter().position(|listed| listed == value)?;
            (0.0, count(values.len()) - 1.0, count(at))
        }
    };
    (high > low).then(|| (at - low) / (high - low))
}

#[expect(clippy::cast_precision_loss, reason = "a share of the range, not a value")]
fn to_number(value: i64) -> f64 {
    value as f64
}

/// How far a neighbour is: a share of the range.
const NEAR: f64 = 0.05;

/// The combinations beside one: for each parameter of the space that is a number, the values below and above it by a twentieth of
/// the range, in whole steps and at least one. The others keep their values.
pub fn neighbours(values: &ParameterValues, space: &Space) -> Vec<(Identifier, ParameterValues)> {
    let mut all = Vec::new();
    for Dimension { name, extent } in space.dimensions() {
        let beside = values.get(name.as_str()).map_or_else(Vec::new, |value| value_beside(extent, value));
        for beside in beside {
            let mut values = values.clone();
            values.insert(name.clone(), beside);
            all.push((name.clone(), values));
        }
    }
    all
}

/// The values below and above one, as far as the extent has them.
fn value_beside(extent: &Extent, value: &ParameterValue) -> Vec<ParameterValue> {
    match (extent, value) {
        (Extent::Integers { low, high, step }, ParameterValue::Integer(at)) => {
            let steps = ((to_number(*high) - to_number(*low)) * NEAR / to_number(*step)).round().max(1.0);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a twentieth of the steps of an integer range"
            )]
            let far = step.saturating_mul(steps as i64);
            let both = [at.checked_sub(far), at.checked_add(far)];
            both.into_iter()
                .flatten()
                .filter(|beside| (low..=high).contains(&beside))
                .map(ParameterValue::Integer)
                .collect()
        }
        (Extent::Numbers { low, high, step }, value) => {
            let Some(at) = value.as_f64() else { return Vec::new() };
            let near = (high - low) * NEAR;
            let far = step.map_or(near, |step| step * (near / step).round().max(1.0));
            // Less than a millionth of a step is the noise of adding.
            let is_inside = |beside: &f64| *beside >= low - far * 1e-6 && *beside <= high + far * 1e-6;
            [at - far, at + far]
                .into_iter()
                .filter(is_inside)
                .map(|beside| ParameterValue::number(crate::search::tidied(beside)))
                .collect()
        }
        (Extent::Integers { .. } | Extent::Listed(_), _) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(dimensions: &[(&str, &str)]) -> Space {
        let dimension = |(name, text): &(&str, &str)| Dimension {
            name: name.parse().unwrap(),
            extent: Extent::parse(text).unwrap(),
        };
        Space::new(dimensions.iter().map(dimension).collect()).unwrap()
    }

    fn values(text: &str) -> ParameterValues {
        let pairs = text.split(' ').map(|pair| pair.split_once('=').unwrap());
        pairs
            .map(|(name, value)| {
                let extent = Extent::parse(value).unwrap();
                (name.parse().unwrap(), extent.value(0))
            })
            .collect()
    }

    #[test]
    fn steady_parameters_are_told_from_wandering_ones() {
        let space = space(&[("fast", "0:100"), ("slow", "7:7")]);
        let check = |fast: &[i64], dispersion: f64, drift: f64, steady: f64| {
            let chosen: Vec<_> = fast.iter().map(|fast| values(&format!("fast={fast} slow=7"))).collect();
            let drawn = stability(&chosen, &space);
            assert_eq!(drawn.len(), 1, "what has one value cannot move");
            assert!((drawn[0].dispersion - dispersion).abs() < 1e-4, "{drawn:?}");
            assert!((drawn[0].drift - drift).abs() < 1e-9, "{drawn:?}");
            assert!((steadiness(&drawn).unwrap() - steady).abs() < 1e-3, "{:?}", steadiness(&drawn));
        };
        check(&[20, 20, 20], 0.0, 0.0, 1.0);
        check(&[20, 30, 40], 0.1, 0.2, 0.6536);
        check(&[40, 30, 20], 0.1, -0.2, 0.6536);
        check(&[0, 100, 0, 100], 0.5774, 0.6, 0.0);
        assert!(stability(&[values("fast=20 slow=7")], &space).is_empty());
        assert_eq!(steadiness(&[]), None);
    }

    #[test]
    fn neighbours_are_a_step_or_a_twentieth_away() {
        let space =
            space(&[("fast", "5:50:5"), ("risk", "0.5:2.5:0.5"), ("any", "0.5:1.5"), ("kind", "SMA,EMA")]);
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<String> = neighbours(&values(text), &space)
                .into_iter()
                .map(|(name, values)| format!("{name}={}", values[&name]))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "fast=10 risk=1.0 any=1.0 kind=SMA",
            &["fast=5", "fast=15", "risk=0.5", "risk=1.5", "any=0.95", "any=1.05"],
        );
        check("fast=50 risk=2.5 any=0.5 kind=EMA", &["fast=45", "risk=2", "any=0.55"]);
        let fine = self::space(&[("slow", "3:300"), ("risk", "0:1:0.01")]);
        let found: Vec<String> = neighbours(&values("slow=30 risk=0.5"), &fine)
            .into_iter()
            .map(|(name, values)| format!("{name}={}", values[&name]))
            .collect();
        assert_eq!(found, ["slow=15", "slow=45", "risk=0.45", "risk=0.55"]);
    }
}
