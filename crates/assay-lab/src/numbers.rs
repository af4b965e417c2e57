//! Numbers that more than one judgement needs.

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts of returns, paths and trials stay far below 2^53")]
pub(crate) fn count(count: usize) -> f64 {
    count as f64
}

/// The standard normal quantile of a probability inside (0, 1), to about nine digits, by bisection.
pub(crate) fn normal_quantile(probability: f64) -> Option<f64> {
    const STEPS: u32 = 60;
    if !(probability > 0.0 && probability < 1.0) {
        return None;
    }
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if libm::erfc(-middle / std::f64::consts::SQRT_2) / 2.0 < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

#[cfg(test)]
mod tests {
    use super::normal_quantile;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (probability, expected) in
            [(0.5, 0.0), (0.95, 1.644_853_627), (0.975, 1.959_963_985), (0.01, -2.326_347_874)]
        {
            let quantile = normal_quantile(probability).unwrap();
            assert!((quantile - expected).abs() < 1e-8, "{probability}: {quantile}");
        }
        for probability in [0.0, 1.0, -1.0, f64::NAN] {
            assert_eq!(normal_quantile(probability), None, "{probability}");
        }
    }
}
