use std::convert::Infallible;

use super::*;

fn space(dimensions: &[(&str, &str)]) -> Space {
    let dimension = |(name, extent): &(&str, &str)| Dimension {
        name: name.parse().unwrap(),
        extent: Extent::parse(extent).unwrap(),
    };
    Space::new(dimensions.iter().map(dimension).collect()).unwrap()
}

fn number(values: &ParameterValues, name: &str) -> f64 {
    values[name].as_f64().unwrap()
}

/// What a search over two parameters finds of a hill at (30, 0.25).
fn climb(space: &Space, method: Method, trials: Option<u64>, seed: u64) -> Vec<Scored> {
    let mut search = Search::new(space.clone(), method, trials, seed).unwrap();
    let height = |values: &ParameterValues| {
        let (a, b) = (number(values, "a") / 100.0 - 0.3, number(values, "b") - 0.25);
        Some(-(a * a + 2.0 * b * b + a * b))
    };
    search.pursue(|_| true, |batch| Ok::<_, Infallible>(batch.iter().map(height).collect())).unwrap()
}

fn hill() -> Space {
    space(&[("a", "0:100"), ("b", "0.0:1.5")])
}

#[test]
fn guided_methods_climb_higher_than_chance() {
    let reached = |method| -> f64 {
        let seeds = 0..5;
        let heights =
            seeds.map(|seed| best(&climb(&hill(), method, Some(120), seed)).unwrap().score.unwrap());
        heights.sum::<f64>() / 5.0
    };
    let (random, tpe, cma_es) = (reached(Method::Random), reached(Method::Tpe), reached(Method::CmaEs));
    assert!(tpe > random, "TPE {tpe}, at random {random}");
    assert!(cma_es > random, "CMA-ES {cma_es}, at random {random}");
    assert!(cma_es > -1e-3, "CMA-ES {cma_es}");
}

#[test]
fn a_seed_decides_what_is_tried() {
    for method in [Method::Random, Method::Tpe, Method::CmaEs] {
        let (one, again, other) = (
            climb(&hill(), method, Some(60), 7),
            climb(&hill(), method, Some(60), 7),
            climb(&hill(), method, Some(60), 8),
        );
        assert_eq!(one, again, "{method:?}");
        assert_ne!(one, other, "{method:?}");
    }
}

#[test]
fn an_even_spread_leaves_no_part_of_the_space_out() {
    let tried = climb(&hill(), Method::Even, Some(64), 7);
    assert_eq!(tried, climb(&hill(), Method::Even, Some(64), 8), "the seed decides nothing");
    for (from, to) in [(0, 25), (25, 50), (50, 75), (75, 100)] {
        for half in [0.0..0.75, 0.75..1.5] {
            let within = tried.iter().filter(|trial| {
                let (a, b) = (number(&trial.values, "a"), number(&trial.values, "b"));
                (f64::from(from)..f64::from(to)).contains(&a) && half.contains(&b)
            });
            assert!((6..=10).contains(&within.count()), "{from}..{to}, {half:?}");
        }
    }
    let inverses: Vec<f64> = (1..=4).map(|number| radical_inverse(number, 2)).collect();
    assert_eq!(inverses, [0.5, 0.25, 0.75, 0.125]);
}

/// The same in every process: nothing hangs on the order of a hash table.
#[test]
fn what_is_tried_is_what_it_always_was() {
    let space = space(&[("a", "0:100"), ("b", "0.0:1.5"), ("c", "x,y,z")]);
    let told = [Method::Random, Method::Tpe, Method::CmaEs].map(|method| {
        let last = climb(&space, method, Some(40), 3).pop().unwrap();
        format!("{method:?}\n{}", key(&last.values))
    });
    let told = told.join("\n");
    insta::assert_snapshot!(told);
}

#[test]
fn no_combination_is_tried_twice_and_trials_are_counted() {
    let check = |method, trials: Option<u64>, expected: usize| {
        let small = space(&[("a", "1:4"), ("b", "1:3")]);
        let found = climb(&small, method, trials, 1);
        let mut keys: Vec<String> = found.iter().map(|trial| key(&trial.values)).collect();
        keys.sort();
        keys.dedup();
        assert_eq!((found.len(), keys.len()), (expected, expected), "{method:?} {trials:?}");
    };
    check(Method::Grid, None, 12);
    check(Method::Grid, Some(5), 5);
    for method in [Method::Random, Method::Tpe, Method::CmaEs] {
        check(method, Some(5), 5);
    }
    check(Method::Random, Some(1000), 12);
    check(Method::Even, Some(1000), 12);
}

#[test]
fn as_many_are_tried_as_asked_where_there_are_as_many() {
    for method in [Method::Random, Method::Tpe, Method::CmaEs] {
        // A flat hill on which guided methods stay where they are, and one combination in a hundred is allowed.
        let mut search = Search::new(space(&[("a", "1:100"), ("b", "1:100")]), method, Some(60), 1).unwrap();
        let all = |batch: &[ParameterValues]| Ok::<_, Infallible>(vec![Some(1.0); batch.len()]);
        let rare = |values: &ParameterValues| (number(values, "a") - number(values, "b")).abs() < 0.5;
        assert_eq!(search.pursue(rare, all).unwrap().len(), 60, "{method:?}");

        let mut search = Search::new(space(&[("a", "5:100:5")]), method, Some(20), 1).unwrap();
        assert_eq!(search.pursue(|_| true, all).unwrap().len(), 20, "{method:?}");
    }
}

#[test]
fn what_constraints_forbid_is_not_tried() {
    for method in [Method::Grid, Method::Random, Method::Tpe, Method::CmaEs] {
        let mut search = Search::new(space(&[("a", "1:9"), ("b", "1:9")]), method, Some(20), 1).unwrap();
        let allowed = |values: &ParameterValues| number(values, "a") < number(values, "b");
        let all = |batch: &[ParameterValues]| {
            assert!(batch.iter().all(allowed));
            Ok::<_, Infallible>(vec![Some(1.0); batch.len()])
        };
        assert_eq!(search.pursue(allowed, all).unwrap().len(), 20, "{method:?}");
        assert!(search.forbidden() > 0, "{method:?}");
    }
}

#[test]
fn the_best_is_the_first_of_the_highest() {
    let scored = |score: Option<f64>, a: i64| Scored {
        values: [("a".parse().unwrap(), assay_spec::ParameterValue::Integer(a))].into(),
        score,
    };
    let check = |scores: &[Option<f64>], expected: Option<i64>| {
        let trials: Vec<_> = (0..).zip(scores).map(|(a, score)| scored(*score, a)).collect();
        assert_eq!(best(&trials), expected.map(|at| &trials[usize::try_from(at).unwrap()]), "{scores:?}");
    };
    check(&[None, Some(1.0), Some(3.0), Some(3.0)], Some(2));
    check(&[Some(-5.0), None], Some(0));
    check(&[None], None);
}
