//! What a policy changes.

use assay_check::{CheckPolicy, Level, PolicyProblem, Severity, Source, check};

fn policy(modules: &[&str], attributes: &[&str], rules: &[(&str, Level)]) -> CheckPolicy {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    CheckPolicy {
        modules: owned(modules),
        attributes: owned(attributes),
        rules: rules.iter().map(|&(key, level)| (key.to_owned(), level)).collect(),
    }
}

fn codes(text: &str, policy: &CheckPolicy) -> Vec<(&'static str, Severity)> {
    let module = Source::read("strategy.py", text.as_bytes()).expect("well-formed Python");
    check(&module, policy).iter().map(|finding| (finding.rule.code, finding.severity)).collect()
}

#[test]
fn policies_widen_and_weigh() {
    let check = |text: &str, policy: &CheckPolicy, expected: &[(&str, Severity)]| {
        assert_eq!(codes(text, policy), expected, "{text}");
    };
    let strict = CheckPolicy::default();
    let (error, warning) = (Severity::Error, Severity::Warning);

    let scipy = "import scipy.signal\nfrom scipy import stats\nx = stats.zscore\ny = [stats]\n";
    check(scipy, &strict, &[("AS101", error), ("AS101", error)]);
    check(scipy, &policy(&["scipy"], &[], &[]), &[]);
    check("import scipyx\n", &policy(&["scipy"], &[], &[]), &[("AS101", error)]);
    check("import scipy\nx = scipy._lib\n", &policy(&["scipy"], &[], &[]), &[("AS106", error)]);
    check("import sklearn.svm\n", &policy(&["sklearn.linear_model"], &[], &[]), &[("AS101", error)]);

    let load = "import numpy as np\nx = np.load\n";
    check(load, &strict, &[("AS109", error)]);
    check(load, &policy(&[], &["numpy.load"], &[]), &[]);
    check(load, &policy(&[], &["pandas.load"], &[]), &[("AS109", error)]);
    check("def f(x):\n    x.to_csv('a')\n", &policy(&[], &[".to_csv"], &[]), &[]);
    check("from numpy import load\n", &policy(&[], &["numpy.load"], &[]), &[]);

    let shift = "def f(x):\n    return x.shift(-1)\n";
    check(shift, &strict, &[("AS201", error)]);
    check(shift, &policy(&[], &[], &[("AS201", Level::Warning)]), &[("AS201", warning)]);
    check(shift, &policy(&[], &[], &[("negative-shift", Level::Ignore)]), &[]);
    let clock = "import time\nx = time.time()\n";
    check(clock, &strict, &[("AS302", warning)]);
    check(clock, &policy(&[], &[], &[("wall-clock", Level::Error)]), &[("AS302", error)]);
    check("type X = int\n", &strict, &[("AS008", warning)]);
    check("type X = int\n", &policy(&[], &[], &[("AS008", Level::Ignore)]), &[]);
}

#[test]
fn entries_without_meaning_are_told() {
    let policy = policy(
        &["scipy", "no module", ""],
        &["numpy.load", ".to_csv", "a..b"],
        &[
            ("AS999", Level::Ignore),
            ("AS007", Level::Ignore),
            ("AS101", Level::Warning),
            ("AS008", Level::Note),
        ],
    );
    assert_eq!(
        policy.problems(),
        [
            PolicyProblem::Name(String::new()),
            PolicyProblem::Name("no module".to_owned()),
            PolicyProblem::Name("a..b".to_owned()),
            PolicyProblem::Fixed("AS007".to_owned()),
            PolicyProblem::UnknownRule("AS999".to_owned()),
        ]
    );
    assert_eq!(CheckPolicy::default().problems(), []);
}
