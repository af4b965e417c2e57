use assay_types::ContentHash;

use super::*;
use crate::content_hash;

const YEAR_OF_HOURS: f64 = 8765.82;

fn hours(count: usize, model: Model) -> SynthOptions {
    SynthOptions {
        bars: count,
        timeframe: Timeframe::HOUR,
        decimals: Some(8),
        model,
        ..SynthOptions::default()
    }
}

fn made(options: &SynthOptions) -> Bars {
    synthesise(options).unwrap()
}

fn log_returns(bars: &Bars) -> Vec<f64> {
    bars.close().windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of a test are small")]
fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance)
}

fn check_near(what: &str, actual: f64, expected: f64, tolerance: f64) {
    assert!(
        (actual - expected).abs() <= tolerance,
        "{what}: {actual} is not within {tolerance} of {expected}"
    );
}

#[test]
fn brownian_motion_has_the_drift_and_the_volatility_asked_for() {
    let bars = made(&hours(200_000, Model::GeometricBrownian));
    let (mean, variance) = moments(&log_returns(&bars));
    // 22.8 years: the standard error of the mean is 0.2 / sqrt(22.8) = 0.042 a year.
    check_near("drift", mean * YEAR_OF_HOURS, 0.05 - 0.02, 0.1);
    check_near("volatility", (variance * YEAR_OF_HOURS).sqrt(), 0.2, 0.002);
}

#[test]
fn the_range_of_a_bar_is_that_of_a_brownian_motion() {
    let bars = made(&hours(100_000, Model::GeometricBrownian));
    let ranges: Vec<f64> =
        bars.high().iter().zip(bars.low()).map(|(high, low)| (high / low).ln().powi(2)).collect();
    // E[(high - low)²] = 4 ln 2 σ² dt (M. Parkinson, 1980); independent extremes make it a little wider.
    let parkinson = moments(&ranges).0 / (4.0 * std::f64::consts::LN_2);
    check_near("volatility by ranges", (parkinson * YEAR_OF_HOURS).sqrt(), 0.2, 0.01);
}

#[test]
fn mean_reversion_stays_around_its_level() {
    let options = SynthOptions {
        start_price: 50.0,
        ..hours(200_000, Model::MeanReversion { speed: 50.0, level: Some(100.0) })
    };
    let bars = made(&options);
    let logs: Vec<f64> = bars.close().iter().skip(2000).map(|close| close.ln()).collect();
    let (mean, variance) = moments(&logs);
    check_near("level", mean.exp(), 100.0, 1.0);
    // The stationary deviation is σ / √(2κ).
    check_near("deviation", variance.sqrt(), 0.2 / 100_f64.sqrt(), 0.001);
}

#[test]
fn regimes_mix_their_variances_by_the_time_spent_in_them() {
    let model =
        Model::RegimeSwitching { drift: -0.2, volatility: 0.8, first_years: 0.06, second_years: 0.02 };
    let (_, variance) = moments(&log_returns(&made(&hours(400_000, model))));
    check_near("variance", variance * YEAR_OF_HOURS, 0.75 * 0.04 + 0.25 * 0.64, 0.01);
}

#[test]
fn jumps_add_their_variance_and_leave_the_drift() {
    let model = Model::Jumps { per_year: 500.0, mean: -0.01, deviation: 0.02 };
    let (mean, variance) = moments(&log_returns(&made(&hours(400_000, model))));
    check_near("variance", variance * YEAR_OF_HOURS, 0.04 + 500.0 * (0.0001 + 0.0004), 0.01);
    // ln E[S] grows with μ: the mean log return is lower by half the variance and the jumps' compensation.
    let compensation = 500.0 * ((-0.01_f64 + 0.0002).exp() - 1.0 + 0.01);
    check_near("drift", mean * YEAR_OF_HOURS, 0.05 - 0.02 - compensation, 0.25);
}

#[test]
fn volume_follows_the_size_of_moves() {
    let bars = made(&hours(20_000, Model::GeometricBrownian));
    let volume = bars.volume().unwrap();
    let typical = moments(&log_returns(&bars)).1.sqrt();
    let (mut calm, mut wild) = (Vec::new(), Vec::new());
    for (size, volume) in log_returns(&bars).iter().zip(&volume[1..]) {
        if size.abs() > typical { wild.push(*volume) } else { calm.push(*volume) }
    }
    assert!(moments(&wild).0 > 1.5 * moments(&calm).0);
    assert!(volume.iter().all(|volume| volume.fract() == 0.0 && *volume >= 0.0));
}

#[test]
fn jumps_do_not_change_the_diffusion() {
    let none = Model::Jumps { per_year: 0.0, mean: 0.0, deviation: 0.0 };
    assert_eq!(made(&hours(1000, none)), made(&hours(1000, Model::GeometricBrownian)));
}

#[test]
fn the_same_options_give_the_same_bytes_on_every_machine() {
    let jumps = Model::Jumps { per_year: 20.0, mean: -0.02, deviation: 0.05 };
    let regimes =
        Model::RegimeSwitching { drift: -0.3, volatility: 0.5, first_years: 0.5, second_years: 0.2 };
    let hashes: Vec<String> =
        [Model::GeometricBrownian, Model::MeanReversion { speed: 5.0, level: None }, regimes, jumps]
            .into_iter()
            .map(|model| content_hash(&made(&SynthOptions { model, ..SynthOptions::default() })))
            .map(|hash: ContentHash| hash.short())
            .collect();
    insta::assert_snapshot!(hashes.join(" "), @"da373b6bce4f fc02a23699e4 d53e1a96dc48 076ff67e723b");
}

#[test]
fn another_seed_gives_another_series() {
    let other = SynthOptions { seed: 2, ..SynthOptions::default() };
    assert_ne!(content_hash(&made(&other)), content_hash(&made(&SynthOptions::default())));
}

#[test]
fn weekdays_skip_saturday_and_sunday() {
    let options = SynthOptions { bars: 6, calendar: Calendar::Weekdays, ..SynthOptions::default() };
    let days: Vec<String> =
        made(&options).time().iter().map(|time| time.to_string()[5..10].to_owned()).collect();
    assert_eq!(days, ["01-01", "01-02", "01-03", "01-06", "01-07", "01-08"]);
}

#[test]
fn months_end_where_they_end() {
    let options = SynthOptions {
        bars: 5,
        timeframe: Timeframe::MONTH,
        start: "2024-01-31T12:00:00Z".parse().unwrap(),
        ..SynthOptions::default()
    };
    let days: Vec<String> =
        made(&options).time().iter().map(|time| time.to_string()[..10].to_owned()).collect();
    assert_eq!(days, ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]);
}

#[test]
fn extremes_of_every_option_make_bars_or_an_error() {
    let models = [
        Model::GeometricBrownian,
        Model::MeanReversion { speed: 1e6, level: Some(1e-6) },
        Model::RegimeSwitching { drift: 10.0, volatility: 10.0, first_years: 1e-300, second_years: 1e6 },
        Model::Jumps { per_year: 10_000.0, mean: 2.0, deviation: 2.0 },
    ];
    for model in models {
        for (drift, volatility, start_price) in
            [(10.0, 10.0, 1e12), (-10.0, 10.0, 1e-6), (10.0, 0.0, 100.0), (0.0, 0.0, 0.01)]
        {
            for timeframe in ["1s", "1d", "1mo"] {
                let options = SynthOptions {
                    bars: 300,
                    timeframe: timeframe.parse().unwrap(),
                    drift,
                    volatility,
                    start_price,
                    model: model.clone(),
                    ..SynthOptions::default()
                };
                assert_eq!(made(&options).len(), 300, "{options:?}");
            }
        }
    }
}

#[test]
fn options_out_of_range_are_refused_with_the_range() {
    fn check(options: &SynthOptions, expected: &str) {
        assert_eq!(synthesise(options).unwrap_err().to_string(), expected);
    }
    let base = SynthOptions::default;
    check(
        &SynthOptions { bars: 0, ..base() },
        "the number of bars `0` is out of range; write 1 to 100000000",
    );
    check(
        &SynthOptions { start_price: 0.0, ..base() },
        "the start price `0` is out of range; write a price from 0.000001 to 10^12",
    );
    check(
        &SynthOptions { volatility: f64::NAN, ..base() },
        "the volatility `NaN` is out of range; write 0 to 10 a year; 0.2 is 20 %",
    );
    check(
        &SynthOptions { decimals: Some(13), ..base() },
        "the number of decimals `13` is out of range; write 0 to 12",
    );
    check(
        &SynthOptions { model: Model::MeanReversion { speed: 0.0, level: None }, ..base() },
        "the speed `0` is out of range; write above 0, at most 10^6 a year",
    );
    check(
        &SynthOptions { bars: 10_000, timeframe: Timeframe::MONTH, ..base() },
        "bar 2909 would begin after 2262-04-11; ask for fewer bars",
    );
}
