//! Compares records of both sides.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

/// Largest relative difference of two numbers that count as equal.
pub const TOLERANCE: f64 = 1e-9;
/// Numbers below this are compared as if they were this large: to an absolute 1e-12.
const FLOOR: f64 = 1e-3;

/// What a comparison of many records found.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Records compared.
    pub cases: usize,
    /// Records that the peer could not make.
    pub peer_errors: usize,
    /// Trades compared.
    pub trades: usize,
    /// Statistics compared.
    pub statistics: usize,
    /// Worst relative difference by field.
    pub worst: BTreeMap<String, f64>,
    /// What differs: case, place and the two values.
    pub differences: Vec<String>,
}

impl Comparison {
    /// The comparison of one case: our record, or why there is none, with the peer's.
    pub fn of(ours: anyhow::Result<Value>, peer: &Value) -> Self {
        let mut comparison = Self::default();
        if peer.get("peer_error").is_some() {
            comparison.peer_errors = 1;
            return comparison;
        }
        comparison.cases = 1;
        comparison.trades = peer["trades"].as_array().map_or(0, Vec::len);
        comparison.statistics = peer["statistics"].as_object().map_or(0, serde_json::Map::len);
        let name = peer["name"].as_str().unwrap_or("?");
        match ours {
            Ok(ours) => comparison.values(name, "", &ours, peer),
            Err(error) => comparison.differences.push(format!("{name}: {error:#}")),
        }
        // One cause shows in many places; the first tell it.
        comparison.differences.truncate(12);
        comparison
    }

    /// Adds what another comparison found.
    pub fn add(&mut self, other: Self) {
        let Self { cases, peer_errors, trades, statistics, worst, differences } = other;
        self.cases += cases;
        self.peer_errors += peer_errors;
        self.trades += trades;
        self.statistics += statistics;
        for (field, value) in worst {
            let worst = self.worst.entry(field).or_insert(0.0);
            *worst = worst.max(value);
        }
        self.differences.extend(differences);
    }

    fn values(&mut self, case: &str, place: &str, ours: &Value, peer: &Value) {
        match (ours, peer) {
            (Value::Object(a), Value::Object(b)) => {
                for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                    let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                    self.values(case, &place, &ours[key], &peer[key]);
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                if a.len() != b.len() {
                    self.differ(case, &format!("{place}.len"), &a.len().into(), &b.len().into());
                }
                for (index, (a, b)) in a.iter().zip(b).enumerate() {
                    self.values(case, &format!("{place}[{index}]"), a, b);
                }
            }
            (Value::Number(a), Value::Number(b)) => {
                let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
                let relative = (a - b).abs() / a.abs().max(b.abs()).max(FLOOR);
                let field =
                    place.split(['[', '.']).filter(|part| !part.ends_with(']')).collect::<Vec<_>>().join(".");
                let worst = self.worst.entry(field).or_insert(0.0);
                *worst = worst.max(relative);
                if relative.is_nan() || relative > TOLERANCE {
                    self.differ(case, place, ours, peer);
                }
            }
            _ if ours == peer => {}
            _ => self.differ(case, place, ours, peer),
        }
    }

    fn differ(&mut self, case: &str, place: &str, ours: &Value, peer: &Value) {
        self.differences.push(format!("{case}: {place}: assay {ours}, peer {peer}"));
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{} cases, {} trades, {} statistics compared; {} cases the peer could not run; {} differences",
            self.cases,
            self.trades,
            self.statistics,
            self.peer_errors,
            self.differences.len()
        )?;
        writeln!(formatter, "worst relative difference by field:")?;
        for (field, worst) in &self.worst {
            writeln!(formatter, "  {field:<40} {worst:.1e}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_are_found_and_named() {
        let check = |ours: Value, peer: Value, expected: &[&str]| {
            assert_eq!(Comparison::of(Ok(ours), &peer).differences, expected);
        };
        let record = |value: Value| json!({ "name": "case", "statistics": { "sqn": value }, "trades": [] });
        check(record(json!(1.5)), record(json!(1.5)), &[]);
        check(record(json!(1e6)), record(json!(1_000_000.000_5)), &[]);
        check(
            record(json!(1e6)),
            record(json!(1_000_000.002)),
            &["case: statistics.sqn: assay 1000000.0, peer 1000000.002"],
        );
        check(record(json!(null)), record(json!(0.0)), &["case: statistics.sqn: assay null, peer 0.0"]);
        check(
            json!({ "name": "case", "trades": [{ "size": 1 }] }),
            json!({ "name": "case", "trades": [] }),
            &["case: trades.len: assay 1, peer 0"],
        );
    }

    #[test]
    fn comparisons_add_up() {
        let record = |sqn: f64| json!({ "name": "case", "statistics": { "sqn": sqn }, "trades": [{}, {}] });
        let mut sum = Comparison::default();
        sum.add(Comparison::of(Ok(record(2.0)), &record(1.0)));
        sum.add(Comparison::of(Err(anyhow::anyhow!("no sandbox")), &record(1.0)));
        sum.add(Comparison::of(Ok(record(1.0)), &record(1.0)));
        sum.add(Comparison::of(Ok(json!({})), &json!({ "name": "case", "peer_error": "AssertionError" })));
        assert_eq!((sum.cases, sum.trades, sum.statistics, sum.peer_errors), (3, 6, 3, 1));
        assert_eq!(sum.worst, [("statistics.sqn".to_owned(), 0.5)].into());
        assert_eq!(sum.differences, ["case: statistics.sqn: assay 2.0, peer 1.0", "case: no sandbox"]);
    }
}
