//! Skipping idle bars changes nothing: documents give the same outcome as when every bar is processed.

use assay_engine::simulator::{Options, Pace};
use assay_engine::statistics::statistics;
use proptest::prelude::*;

use crate::random::{random_bars, random_document, random_options};
use crate::support::compiled;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn idle_bars_can_be_skipped(bars in random_bars(), document in random_document(), options in random_options()) {
        let compiled = compiled(&document).unwrap();
        let skipping = compiled.run_at(Pace::SkipIdle, &bars, &options).unwrap();
        let plodding = compiled.run_at(Pace::EveryBar, &bars, &options).unwrap();
        prop_assert_eq!(&skipping, &plodding);
        prop_assert_eq!(statistics(&bars, &skipping.0), statistics(&bars, &plodding.0));
    }

    #[test]
    fn the_future_changes_nothing_before_it(bars in random_bars(), document in random_document(), options in random_options(), cut in 40_usize..59) {
        let options = Options { finalize_trades: false, ..options };
        let compiled = compiled(&document).unwrap();
        let (whole, _) = compiled.run(&bars, &options).unwrap();
        let rows: Vec<[f64; 4]> =
            (0..cut).map(|bar| [bars.open()[bar], bars.high()[bar], bars.low()[bar], bars.close()[bar]]).collect();
        let (prefix, _) = compiled.run(&crate::support::bars(&rows), &options).unwrap();
        prop_assert_eq!(&whole.equity[..cut], &prefix.equity[..]);
        let settled = whole.trades.iter().filter(|trade| trade.exit_bar < cut.saturating_sub(1)).count();
        prop_assert_eq!(&whole.trades[..settled.min(prefix.trades.len())], &prefix.trades[..settled.min(prefix.trades.len())]);
    }
}
