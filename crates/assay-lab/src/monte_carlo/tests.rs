use proptest::prelude::*;

use super::*;

/// Trades of a strategy that earns a little.
fn trades(count: u32) -> Vec<f64> {
    (0..count).map(|index| f64::from(index.wrapping_mul(2_654_435_761) % 1000) / 20_000.0 - 0.023).collect()
}

fn plan(paths: u32, cores: usize) -> Plan {
    Plan { paths, seed: 7, cores }
}

/// The plain definition, as numpy would be asked: `cumprod`, `maximum.accumulate`, `mean`, `std(ddof=1)`.
fn plainly(returns: &[f64]) -> Path {
    let mut equity = vec![1.0];
    let mut end: f64 = 1.0;
    for ratio in returns {
        end = (end * (1.0 + ratio)).max(0.0);
        equity.push(end);
    }
    let peaks: Vec<f64> = equity
        .iter()
        .scan(f64::MIN, |peak, value| {
            *peak = peak.max(*value);
            Some(*peak)
        })
        .collect();
    let drawdowns = equity.iter().zip(&peaks).map(|(value, peak)| 1.0 - value / peak);
    let mean = returns.iter().sum::<f64>() / count(returns.len());
    let variance = returns.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum::<f64>()
        / (count(returns.len()) - 1.0);
    Path {
        return_ratio: end - 1.0,
        max_drawdown: drawdowns.fold(0.0, f64::max),
        lowest: equity.iter().copied().fold(f64::INFINITY, f64::min),
        sharpe: mean / variance.sqrt(),
    }
}

proptest! {
    #[test]
    fn a_path_is_what_the_plain_definition_makes_of_its_draws(
        returns in proptest::collection::vec(-0.2..0.25_f64, 2..60),
        number in 0..1000_u32,
        draw in prop_oneof![
            Just(Draw::Bootstrap),
            Just(Draw::Permutation),
            Just(Draw::Blocks { mean_length: 5.0 }),
            Just(Draw::Costs { highest: 0.01 }),
        ],
    ) {
        let drawn = drawn(&returns, draw, 7, number);
        let (found, expected) =
            (path(&returns, draw, 7, number, &mut draw::Scratch::default()), plainly(&drawn));
        prop_assert_eq!(found.return_ratio.to_bits(), expected.return_ratio.to_bits());
        prop_assert_eq!(found.max_drawdown.to_bits(), expected.max_drawdown.to_bits());
        prop_assert_eq!(found.lowest.to_bits(), expected.lowest.to_bits());
        let close = (found.sharpe - expected.sharpe).abs() <= 1e-9 * expected.sharpe.abs().max(1e-3);
        prop_assert!(close || expected.sharpe.is_nan() || !expected.sharpe.is_finite(), "{:?} {:?}", found, expected);
    }
}

#[test]
fn paths_depend_on_the_seed_and_not_on_the_cores() {
    let returns = trades(100);
    let one = resample(&returns, Draw::Bootstrap, &plan(1000, 1));
    assert_eq!(one, resample(&returns, Draw::Bootstrap, &plan(1000, 3)));
    assert_eq!(one.all()[..10], resample(&returns, Draw::Bootstrap, &plan(10, 1)).all()[..]);
    assert_ne!(one, resample(&returns, Draw::Bootstrap, &Plan { seed: 8, ..plan(1000, 1) }));
}

#[test]
fn another_order_ends_where_the_first_did() {
    let returns = trades(200);
    let end = plainly(&returns).return_ratio;
    let paths = resample(&returns, Draw::Permutation, &plan(500, 2));
    assert!(paths.all().iter().all(|path| (path.return_ratio - end).abs() < 1e-12));
    let drawdown = paths.drawdowns();
    assert!(drawdown.percentile_5 < drawdown.percentile_95);
}

#[test]
fn draws_have_the_chances_they_should_have() {
    // The mean of many drawn returns is the mean of the returns; skipping leaves its share; costs take half of the highest.
    let returns = [0.01, 0.02, 0.03, 0.06];
    let mean_of = |draw: Draw| {
        let (mut sum, mut drawn) = (0.0, 0.0);
        for number in 0..20_000 {
            let mut random = ChaCha8Rng::seed_from_u64(1);
            random.set_stream(number);
            draw.each(&returns, &mut random, &mut draw::Scratch::default(), |ratio| {
                sum += ratio;
                drawn += 1.0;
            });
        }
        (sum / drawn, drawn / 80_000.0)
    };
    let check = |draw: Draw, mean: f64, share: f64| {
        let found = mean_of(draw);
        assert!((found.0 - mean).abs() < 3e-4 && (found.1 - share).abs() < 0.01, "{draw:?}: {found:?}");
    };
    check(Draw::Bootstrap, 0.03, 1.0);
    check(Draw::Permutation, 0.03, 1.0);
    check(Draw::Blocks { mean_length: 3.0 }, 0.03, 1.0);
    check(Draw::Skipping { probability: 0.25 }, 0.03, 0.75);
    check(Draw::Costs { highest: 0.02 }, 0.02, 1.0);
}

#[test]
fn blocks_keep_neighbours_together() {
    let returns: Vec<f64> = (0..50_u32).map(f64::from).collect();
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let (mut before, mut together, mut all) = (None, 0.0, 0.0);
    for _ in 0..400 {
        Draw::Blocks { mean_length: 10.0 }.each(
            &returns,
            &mut random,
            &mut draw::Scratch::default(),
            |ratio| {
                let follows = before.is_some_and(|before: f64| {
                    (ratio - before - 1.0).abs() < 0.5 || ratio < 0.5 && before > 48.5
                });
                together += f64::from(u8::from(follows));
                all += 1.0;
                before = Some(ratio);
            },
        );
    }
    // One step in ten begins a block anew, and so does each path.
    let share: f64 = together / all;
    assert!((share - 0.88).abs() < 0.02, "{share}");
}

#[test]
fn an_account_that_is_lost_stays_lost() {
    let paths = resample(&[-1.5, 0.5], Draw::Permutation, &plan(10, 1));
    for path in paths.all() {
        let found = (path.return_ratio, path.max_drawdown, path.lowest);
        assert_eq!(found, (-1.0, 1.0, 0.0));
    }
    let ruin = |level| paths.probability_of_ruin(level);
    assert_eq!((ruin(0.5), ruin(0.0), paths.probability_of_profit()), (1.0, 1.0, 0.0));
}

#[test]
fn quantiles_interpolate() {
    let check = |values: &[f64], share, expected: f64| {
        assert!((percentile(&mut values.to_vec(), share) - expected).abs() < 1e-12, "{values:?} {share}");
    };
    check(&[3.0], 0.95, 3.0);
    check(&[1.0, 2.0], 0.5, 1.5);
    check(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.05, 1.2);
    check(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95, 4.8);
    assert!(percentile(&mut [], 0.5).is_nan());
}

#[test]
fn the_largest_scale_keeps_ruin_within_the_limit() {
    let returns = trades(150);
    let limit = RuinLimit { level: 0.5, probability: 0.05 };
    let scale = largest_scale(&returns, Draw::Bootstrap, &plan(1000, 2), limit, 50.0);
    let ruin_at = |scale: f64| {
        let scaled: Vec<f64> = returns.iter().map(|ratio| ratio * scale).collect();
        resample(&scaled, Draw::Bootstrap, &plan(1000, 2)).probability_of_ruin(0.5)
    };
    assert!(scale > 0.0 && scale < 50.0, "{scale}");
    assert!(ruin_at(scale) <= 0.05 && ruin_at(scale + 0.05) > 0.05 - 1e-3, "{scale}: {}", ruin_at(scale));
    assert!((largest_scale(&[0.01, 0.02], Draw::Bootstrap, &plan(50, 1), limit, 3.0) - 3.0).abs() < 1e-12);
}

#[test]
fn a_fan_ends_where_the_paths_end() {
    let returns = trades(90);
    for draw in [Draw::Bootstrap, Draw::Permutation, Draw::Skipping { probability: 0.3 }] {
        let fan = fan(&returns, draw, &plan(400, 2), 20);
        assert_eq!(fan.len(), 21);
        assert_eq!((fan[0].0, fan[1].0, fan[20].0), (0, 4, 90));
        let ends = resample(&returns, draw, &plan(400, 1)).returns();
        assert!((fan[20].1.median - 1.0 - ends.median).abs() < 1e-12, "{draw:?}");
        assert!(fan.iter().all(|(_, equity)| equity.percentile_5 <= equity.percentile_95));
    }
    assert_eq!(fan(&returns[..3], Draw::Bootstrap, &plan(10, 1), 20).len(), 4);
}
