use super::*;

fn decision(bar: usize, price: f64) -> Decision {
    Decision { bar, command: board::ORDER, arguments: [price.to_bits(), 0, 0, 0, 0, 0, 0], line: 3 }
}

/// Two runs of `bars` bars: what the first decided, and the second; where they part.
#[track_caller]
fn check(there: &[Decision], here: &[Decision], bars: usize, expected: Option<(usize, bool, bool)>) {
    let mut watching = Watching::compare(bars, there.to_vec());
    'bars: for bar in 0..bars {
        for decision in here.iter().filter(|decision| decision.bar == bar) {
            watching.see(*decision);
        }
        if watching.bar_done(bar) {
            break 'bars;
        }
    }
    let Watching::Compare { divergence, .. } = watching else { unreachable!("it was made to compare") };
    let told = divergence.map(|it| (it.bar, it.here.is_some(), it.there.is_some()));
    assert_eq!(told, expected);
}

#[test]
fn runs_part_where_their_decisions_do() {
    let (a, b, c) = (decision(3, 1.0), decision(5, 2.0), decision(5, 3.0));
    check(&[a, b], &[a, b], 10, None);
    check(&[a, b], &[a, c], 10, Some((5, true, true)));
    check(&[a, b], &[a], 10, Some((5, false, true)));
    check(&[a], &[a, b], 10, Some((5, true, false)));
    check(&[b], &[a, b], 10, Some((3, true, false)));
    check(&[], &[], 10, None);
    // What comes after the bars that are compared does not count.
    check(&[a, b], &[a], 5, None);
}

#[test]
fn a_line_is_no_difference() {
    let there = decision(3, 1.0);
    check(&[there], &[Decision { line: 99, ..there }], 10, None);
}

#[test]
fn what_is_remembered_ends_with_the_bars_asked_for() {
    let mut watching = Watching::remember(5);
    for bar in [1, 4, 5, 9] {
        watching.see(decision(bar, 1.0));
        assert!(!watching.bar_done(bar));
    }
    let Watching::Remember { decisions, .. } = watching else { unreachable!("it was made to remember") };
    assert_eq!(decisions.iter().map(|decision| decision.bar).collect::<Vec<_>>(), [1, 4]);
}
