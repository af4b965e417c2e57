//! Random system calls: no expectation but that the host and the next run are sound.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use assay_sandbox::{Limits, Request};

use super::attack::{PRELUDE, Setting};
use super::{Ground, host_sandbox, host_setting, is_root, leaves_nothing, shown, trial, variable};

const PROGRAM: &str = include_str!("../../attacks/random_system_calls.py");
/// How many programs, each with a seed of its own; and how many calls each makes.
const SEEDS: u32 = 24;
const CALLS: u32 = 4000;

#[test]
fn random_system_calls_harm_nobody() {
    for setting in [Setting::Root, Setting::Nobody] {
        if setting == Setting::Root && !is_root() {
            continue;
        }
        let ground = Ground::new(setting);
        let record = ground.folder.path().join("none");
        let output = ground.host_process("conformance::random::host_process_of_random_calls", &record);
        println!("{}", shown(&output));
        assert!(output.status.success(), "{}", setting.word());
    }
}

#[test]
fn host_process_of_random_calls() {
    let Some((setting, _)) = host_setting() else { return };
    let (sandbox, before) = host_sandbox(setting);
    let seeds = variable("ASSAY_TEST_SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap());
    let mut gained: BTreeMap<String, u64> = BTreeMap::new();
    let mut ends: BTreeMap<String, u32> = BTreeMap::new();
    let mut finished = 0;
    for seed in 0..seeds {
        let request = Request {
            name: "random_system_calls.py".to_owned(),
            source: format!("{PRELUDE}\nSEED, CALLS = {seed}, {CALLS}\n{PROGRAM}").into_bytes(),
            limits: Limits::default().with_wall(Duration::from_secs(2)).unwrap(),
            ..Request::default()
        };
        let report = sandbox.run(&request).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let over = report.wall_time.saturating_sub(report.limits.wall());
        assert!(over < Duration::from_secs(5), "seed {seed}: {:?} is past its deadline", report.wall_time);
        trial::sound(&sandbox).unwrap_or_else(|problem| panic!("seed {seed}: {problem}"));
        let end = report
            .limit_hit
            .map_or_else(|| format!("{:?} {:?}", report.status, report.signal), |limit| limit.to_string());
        *ends.entry(end).or_default() += 1;
        finished += u32::from(report.stdout.text.contains("gained"));
        if let Some(line) = report.stdout.text.lines().last()
            && let Ok(line) = serde_json::from_str::<serde_json::Value>(line)
            && let Some(calls) = line["gained"].as_object()
        {
            for (call, times) in calls {
                *gained.entry(call.clone()).or_default() += times.as_u64().unwrap_or(0);
            }
        }
    }
    let stray: Vec<_> = gained.keys().filter(|call| !allowed().contains(*call)).collect();
    assert!(stray.is_empty(), "calls that the filter does not name succeeded: {stray:?}");
    println!("{seeds} programs ended as {ends:?}; calls that succeeded: {gained:?}");
    // Three of four spare the calls that would end them: if they do not make all of theirs, this tests nothing.
    assert!(finished * 2 >= seeds, "{finished} of {seeds} programs made all their calls");
    leaves_nothing(sandbox, &before);
}

/// The numbers of the calls that may succeed: those that `unknown_numbers.py` lists, and those whose arguments are checked.
fn allowed() -> BTreeSet<String> {
    let listed = include_str!("../../attacks/privileges/unknown_numbers.py");
    let (_, listed) = listed.split_once("ALLOWED = \"\"\"").unwrap();
    let (listed, _) = listed.split_once("\"\"\"").unwrap();
    let names: BTreeSet<_> =
        listed.split_whitespace().chain(["fcntl", "ioctl", "prlimit64", "tgkill"]).collect();
    let column = if cfg!(target_arch = "x86_64") { 1 } else { 2 };
    let rows = PRELUDE.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let numbers =
        rows.filter(|row| row.len() == 3 && names.contains(row[0])).map(|row| row[column].to_owned());
    numbers.collect()
}
