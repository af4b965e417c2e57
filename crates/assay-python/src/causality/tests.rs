use proptest::prelude::*;

use super::*;
use crate::indicators::Series;

fn decision(bar: usize) -> Decision {
    Decision { bar, command: 2, arguments: [0; 7], line: 1 }
}

proptest! {
    #[test]
    fn cuts_lie_between_the_warmup_and_the_end(
        bars in 0_usize..3_000,
        warmup in 0_usize..500,
        decided in proptest::collection::vec(0_usize..3_000, 0..20),
        best in proptest::collection::vec(0_usize..3_000, 0..20),
        seed: u64,
        full: bool,
    ) {
        let series = Series::of_one("line", bars, warmup);
        let warmup = series.warmup();
        let decisions: Vec<_> = decided.into_iter().filter(|bar| *bar < bars).map(decision).collect();
        let effort = if full { Effort::Full } else { Effort::Sampled };
        let cuts = draw_cuts(effort, &series, &decisions, &best, seed);
        prop_assert!(cuts.is_sorted());
        prop_assert!(cuts.iter().all(|cut| *cut > warmup + 1 && *cut < bars), "{cuts:?}");
        prop_assert_eq!(cuts.is_empty(), bars <= warmup + 3);
        prop_assert_eq!(&cuts, &draw_cuts(effort, &series, &decisions, &best, seed));
        prop_assert!(draw_cuts(Effort::Off, &series, &decisions, &best, seed).is_empty());
    }
}

#[test]
fn a_prefix_is_compared_value_by_value() {
    let whole = Series::of_one("line", 100, 10);
    let check = |prefix: &Series, cut: usize, expected: &[(FindingKind, Option<usize>)]| {
        let mut evidence = Evidence::default();
        evidence.compare(&whole, prefix, cut);
        let found: Vec<_> = evidence.findings.iter().map(|finding| (finding.kind, finding.bar)).collect();
        assert_eq!(found, expected);
    };
    check(&Series::of_one("line", 50, 10), 50, &[]);
    // The warm-up is longer when fewer bars are known: those values came from later ones.
    check(&Series::of_one("line", 50, 12), 50, &[(FindingKind::Indicator, Some(10))]);
    // The name may tell how many bars there are; the place counts.
    check(&Series::of_one("line of 50", 50, 10), 50, &[]);
    let mut none = Series::of_one("line", 50, 10);
    none.described.clear();
    check(&none, 50, &[(FindingKind::Init, None)]);
}

#[test]
fn few_bars_may_be_refused() {
    let failure = Failure::outside("init", Cause::Exception, "too few");
    let mut evidence = Evidence::default();
    evidence.init_fails(&failure, 60, 10);
    assert_eq!((evidence.findings.len(), evidence.notes.len()), (0, 1));
    evidence.init_fails(&failure, 200, 10);
    assert_eq!((evidence.findings.len(), evidence.notes.len()), (1, 1));
}

#[test]
fn settling_is_where_two_starts_agree() {
    let whole = Series::of_one("line", 100, 10);
    let later = Series::of_one("line", 60, 5);
    // The values tell the bar's index: a later start never agrees.
    assert_eq!(settling(&whole, &later, 40)[0].bars, None);
    assert_eq!(settling(&whole, &whole, 0)[0].bars, Some(0));
}
