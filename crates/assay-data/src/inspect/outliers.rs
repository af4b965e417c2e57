//! Moves that are too large to be believed without a look.

use assay_types::Timestamp;
use serde::Serialize;

use super::LISTED_MAX;
use crate::rows::Rows;

/// How many robust standard deviations from the median a log return must lie to be an outlier. Daily stock
/// returns reach about 10 on the wildest days of most years.
pub const OUTLIER_DEVIATIONS: f64 = 12.0;

/// A close that is far from the close before it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlier {
    /// The bar.
    pub time: Timestamp,
    /// The close before it.
    pub previous_close: f64,
    /// Its close.
    pub close: f64,
    /// How many robust standard deviations its log return lies from the median.
    pub deviations: f64,
    /// Whether the next bar takes most of the move back, as after a wrong price.
    pub reverts: bool,
    /// A stock split of about this ratio, like `2:1`, would explain it.
    pub split: Option<&'static str>,
}

/// All outliers of a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Outliers {
    /// [`OUTLIER_DEVIATIONS`].
    pub threshold: f64,
    /// The robust standard deviation of the log returns: 1.4826 times their median absolute deviation from
    /// their median, or 1.2533 times their mean absolute deviation where more than half are equal.
    pub scale: f64,
    /// How many there are.
    pub count: u64,
    /// The largest, largest first.
    pub largest: Vec<Outlier>,
}

/// Finds the outliers of rows in order of time. Rows without a close above zero are passed over.
pub(super) fn find_outliers(rows: &Rows) -> Outliers {
    let closes =
        || rows.time.iter().copied().zip(rows.close.iter().copied()).filter(|(_, close)| *close > 0.0);
    let mut returns: Vec<f64> =
        closes().zip(closes().skip(1)).map(|((_, before), (_, close))| (close / before).ln()).collect();
    let Some((median, scale)) = median_and_scale(&mut returns) else {
        return Outliers { threshold: OUTLIER_DEVIATIONS, ..Outliers::default() };
    };
    let mut count = 0;
    let mut largest: Vec<Outlier> = Vec::new();
    let log_return = |before: f64, close: f64| (close / before).ln();
    for (((_, before), (time, close)), next) in
        closes().zip(closes().skip(1)).zip(closes().skip(2).map(Some).chain(std::iter::once(None)))
    {
        let size = log_return(before, close);
        let deviations = ((size - median) / scale).abs();
        if deviations <= OUTLIER_DEVIATIONS {
            continue;
        }
        count += 1;
        let reverts = next.is_some_and(|(_, next)| {
            let back = log_return(close, next);
            back.signum() != size.signum() && back.abs() >= 0.8 * size.abs()
        });
        largest.push(Outlier {
            time: Timestamp::from_unix_nanos(time),
            previous_close: before,
            close,
            deviations,
            reverts,
            split: if reverts { None } else { split(before / close) },
        });
        if largest.len() >= LISTED_MAX * 100 {
            keep_largest(&mut largest);
        }
    }
    keep_largest(&mut largest);
    Outliers { threshold: OUTLIER_DEVIATIONS, scale, count, largest }
}

fn keep_largest(outliers: &mut Vec<Outlier>) {
    outliers
        .sort_by(|left, right| right.deviations.total_cmp(&left.deviations).then(left.time.cmp(&right.time)));
    outliers.truncate(LISTED_MAX);
}

/// The median and a robust standard deviation above zero; `None` where there is none. Reorders the values.
fn median_and_scale(values: &mut [f64]) -> Option<(f64, f64)> {
    let median = median(values)?;
    for value in &mut *values {
        *value = (*value - median).abs();
    }
    let by_median = 1.4826 * self::median(values)?;
    if by_median > 0.0 {
        return Some((median, by_median));
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of rows is far below 2^53")]
    let by_mean = 1.2533 * values.iter().sum::<f64>() / values.len() as f64;
    (by_mean > 0.0).then_some((median, by_mean))
}

/// The upper median.
fn median(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    let (_, median, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*median)
}

/// The split that divides a price by `factor`, within 4 %.
fn split(factor: f64) -> Option<&'static str> {
    const SPLITS: [(f64, &str); 16] = [
        (1.5, "3:2"),
        (2.0, "2:1"),
        (3.0, "3:1"),
        (4.0, "4:1"),
        (5.0, "5:1"),
        (7.0, "7:1"),
        (10.0, "10:1"),
        (20.0, "20:1"),
        (25.0, "25:1"),
        (50.0, "50:1"),
        (0.5, "1:2"),
        (0.25, "1:4"),
        (0.2, "1:5"),
        (0.1, "1:10"),
        (0.05, "1:20"),
        (0.04, "1:25"),
    ];
    SPLITS.iter().find(|(ratio, _)| (factor / ratio - 1.0).abs() <= 0.04).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outliers(closes: &[f64]) -> Outliers {
        let time = (0_i64..).take(closes.len()).collect();
        find_outliers(&Rows { time, close: closes.to_vec(), ..Rows::default() })
    }

    /// A series that moves 1 % up and down, with some closes replaced.
    fn closes(replaced: &[(usize, f64)]) -> Vec<f64> {
        let mut closes: Vec<f64> = [100.0, 101.0, 100.5, 99.5].into_iter().cycle().take(80).collect();
        for &(index, close) in replaced {
            closes[index] = close;
        }
        closes
    }

    #[test]
    fn a_calm_series_has_none() {
        assert_eq!(outliers(&closes(&[])).count, 0);
    }

    #[test]
    fn a_wrong_price_stands_out_twice_and_reverts() {
        let found = outliers(&closes(&[(40, 10.0)]));
        assert_eq!(found.count, 2);
        assert_eq!(found.largest.iter().filter(|outlier| outlier.reverts).count(), 1);
    }

    #[test]
    fn a_split_is_named() {
        let mut closes = closes(&[]);
        for close in &mut closes[40..] {
            *close /= 4.0;
        }
        let found = outliers(&closes);
        assert_eq!(found.largest.iter().map(|outlier| outlier.split).collect::<Vec<_>>(), [Some("4:1")]);
    }

    #[test]
    fn a_series_that_hardly_moves_is_judged_by_its_mean_deviation() {
        let mut closes = vec![100.0; 400];
        closes[200] = 101.0;
        assert_eq!(outliers(&closes).count, 2);
        assert_eq!(outliers(&[100.0; 50]).count, 0);
    }

    #[test]
    fn rows_without_a_close_are_passed_over() {
        assert_eq!(outliers(&closes(&[(3, f64::NAN), (9, 0.0), (12, -1.0)])).count, 0);
    }
}
