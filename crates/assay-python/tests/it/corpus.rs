//! The corpus of the check, with the check switched off: every look ahead is found, and nothing else is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use assay_engine::simulator::Options as Account;
use assay_python::{Effort, Finding, Market, Program, Run, run};

use crate::bench_of_tests::{google, sandbox, settings};

/// Enough for every window of the corpus, and for three years.
const BARS: usize = 800;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assay-check/tests/corpus").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "py"));
    files.sort();
    files
}

/// Runs every file of a folder, two at a time; returns what is wrong with each.
fn check_all(folder: &str, wrong: impl Fn(&str, &Run) -> Option<String> + Sync) {
    let files = files(folder);
    let (next, problems) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let market = Market::new(&google(BARS), &[], &Account::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let source = fs::read_to_string(file).unwrap();
                    let name = file.file_name().unwrap().to_string_lossy().into_owned();
                    let program =
                        Program { name: name.clone(), source, class: None, parameters: [].into(), seed: 7 };
                    let settings = settings(Effort::Sampled);
                    let made = run(sandbox(), &program, &market, &Account::default(), &settings, &mut |_| {})
                        .unwrap();
                    if let Some(problem) = wrong(&program.source, &made) {
                        problems.lock().unwrap().push(format!("{name}: {problem}"));
                    }
                }
            });
        }
    });
    let mut problems = problems.into_inner().unwrap();
    problems.sort();
    assert!(problems.is_empty(), "{} of {}:\n{}", problems.len(), files.len(), problems.join("\n"));
}

#[test]
fn ordinary_strategies_give_no_false_alarm() {
    check_all("clean", |_, run| {
        if let Err(failure) = &run.outcome {
            return Some(format!("{failure:?}"));
        }
        let causality = run.causality.as_ref().unwrap();
        (!causality.findings.is_empty()).then(|| format!("{:#?}", causality.findings))
    });
}

#[test]
fn every_look_ahead_is_found() {
    check_all("lookahead", |source, run| {
        let technique = source.lines().next().unwrap_or_default();
        let Some(causality) = run.causality.as_ref() else {
            return Some(format!("{technique}: {:?}", run.outcome));
        };
        if causality.findings.is_empty() {
            let failure = run.outcome.as_ref().err();
            return Some(format!("{technique}: nothing was found {:?} {failure:?}", causality.notes));
        }
        let placed =
            causality.findings.iter().any(|finding| finding.cut.is_some() && is_where(source, finding));
        (!placed).then(|| format!("{technique}: no finding is where it should be {:#?}", causality.findings))
    });
}

/// Whether a finding names what the file's second line says: an indicator; or else a line of the strategy or an
/// attribute, which has a line, with a bar or the two values.
fn is_where(source: &str, finding: &Finding) -> bool {
    let place = source.lines().nth(1).unwrap_or_default();
    match place.strip_prefix("# where: indicator ") {
        Some(name) => finding.subject.contains(name) && finding.bar.is_some(),
        None => finding.attribute.is_some() || (finding.line.is_some() && finding.bar.is_some()),
    }
}
