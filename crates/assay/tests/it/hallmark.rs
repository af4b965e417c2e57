//! `assay key`, `assay hallmark`, and the hallmark that `assay prove` leaves.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use assay_hallmark::{Envelope, Predicate, SecretKey, Statement, seal};
use assay_spec::canonical;
use serde_json::Value as Json;

use crate::terminal::{SIGNING_KEY, Terminal};

/// A strategy that passes the policy below, which asks little.
const ALWAYS: &str = r#"{
  "schema_version": "2.0",
  "name": "always",
  "entry_rules": [{"side": "long", "when": "close > 0"}]
}
"#;
const EASY: &str = r#"{"name": "easy", "criteria": [
  {"statistic": "trades", "op": ">=", "threshold": 0, "level": "must"},
  {"statistic": "return_pct", "op": ">", "threshold": 1000, "level": "should", "reason": "it would be nice"}
]}"#;
const SIX_DAYS: &str = "Date,Open,High,Low,Close\n\
    2024-01-02,10,11,9,10.5\n\
    2024-01-03,10.5,12,10,11.5\n\
    2024-01-04,11.5,11.75,10,10.25\n\
    2024-01-05,10.25,10.5,9.5,10\n\
    2024-01-08,10,12.5,10,12\n\
    2024-01-09,12,12.5,11,11\n";
const PROVE: &str = "prove always.json --data six.csv --policy easy.json";

/// A directory with a small run to prove, and a key.
fn terminal() -> Terminal {
    let mut terminal = without_key();
    terminal.keep_at_home();
    terminal
}

/// The same without a key.
fn without_key() -> Terminal {
    let mut terminal = Terminal::new();
    terminal.set("ASSAY_DATA_DIR", terminal.path("home"));
    terminal.write("always.json", ALWAYS);
    terminal.write("easy.json", EASY);
    terminal.write("six.csv", SIX_DAYS);
    terminal
}

/// The directory of the only run.
fn run(terminal: &Terminal) -> PathBuf {
    let runs: Vec<_> = fs::read_dir(terminal.path("runs")).unwrap().collect();
    assert_eq!(runs.len(), 1);
    runs[0].as_ref().unwrap().path()
}

/// Proves, and moves the run to `run`.
fn proven(terminal: &Terminal) -> PathBuf {
    let (code, told) = silently(terminal, PROVE);
    assert_eq!(code, 0, "{told}");
    fs::rename(run(terminal), terminal.path("run")).unwrap();
    terminal.path("run")
}

/// How a command ended, and all it said.
fn silently(terminal: &Terminal, line: &str) -> (i32, String) {
    let output = terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
    let told = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(told).unwrap())
}

/// What a verification told as JSON.
fn verified(terminal: &Terminal, line: &str) -> Json {
    let words: Vec<&str> = line.split_whitespace().chain(["--format", "json"]).collect();
    let output = terminal.run_silently(&words, "");
    let told: Json = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert_eq!(output.status.code(), Some(i32::from(told["genuine"] != true)), "{told:#}");
    told
}

/// The files that differ, each with what is the matter.
fn differences(terminal: &Terminal) -> Vec<(String, String)> {
    let told = verified(terminal, "hallmark verify run");
    let text = |value: &Json| value.as_str().unwrap().to_owned();
    let differences = told["differences"].as_array().unwrap();
    differences.iter().map(|difference| (text(&difference["file"]), text(&difference["kind"]))).collect()
}

/// The transcript without what depends on the version of the program.
fn transcript(terminal: &Terminal) -> String {
    let told = terminal.transcript();
    let Some((_, after)) = told.split_once("run_") else { return told };
    let id = format!("run_{}", &after[..26]);
    told.replace(&id, "RUN")
}

#[test]
fn a_run_that_passes_is_signed_and_can_be_verified() {
    let mut terminal = terminal();
    let (_, page) = silently(&terminal, PROVE);
    let last = page.trim_end().lines().last().unwrap().trim().to_owned();
    fs::rename(run(&terminal), terminal.path("run")).unwrap();
    terminal.run("hallmark verify run");
    terminal.run("hallmark verify run/hallmark.json --strategy always.json --data six.csv");
    insta::assert_snapshot!(format!("{last}\n\n{}", transcript(&terminal)));
}

#[test]
fn what_does_not_pass_is_not_signed() {
    let terminal = terminal();
    let strict = EASY.replace("\"threshold\": 0", "\"threshold\": 99");
    terminal.write("strict.json", strict);
    for (line, status) in [
        ("prove always.json --data six.csv --policy strict.json", 1),
        ("backtest always.json --data six.csv", 0),
        ("prove always.json --data six.csv --policy easy.json --no-hallmark", 0),
        ("prove always.json --data six.csv --policy easy.json --no-out", 0),
    ] {
        let (code, told) = silently(&terminal, line);
        assert_eq!(code, status, "{told}");
        assert!(!told.contains("allmark signed"), "{told}");
        let runs = terminal.path("runs");
        for run in fs::read_dir(&runs).into_iter().flatten() {
            let run = run.unwrap().path();
            assert!(!run.join("hallmark.json").exists(), "{line}");
            // A hallmark that was put there does not stay.
            fs::write(run.join("hallmark.json"), "{}").unwrap();
        }
        silently(&terminal, line);
        for run in fs::read_dir(&runs).into_iter().flatten() {
            let run = run.unwrap().path();
            assert!(line.contains("no-out") || !run.join("hallmark.json").exists(), "{line}");
        }
        drop(fs::remove_dir_all(&runs));
    }
}

#[test]
fn the_same_run_and_key_leave_the_same_hallmark() {
    let terminal = terminal();
    silently(&terminal, PROVE);
    let hallmark = run(&terminal).join("hallmark.json");
    let first = fs::read(&hallmark).unwrap();
    let (_, told) = silently(&terminal, PROVE);
    assert!(told.contains("identical to the one that was there"), "{told}");
    fs::write(&hallmark, b"{}").unwrap();
    let (_, told) = silently(&terminal, PROVE);
    assert!(told.contains("is signed now"), "{told}");
    assert_eq!(fs::read(&hallmark).unwrap(), first);
    let (_, told) = silently(&terminal, &format!("{PROVE} --out elsewhere --format json"));
    assert!(told.contains("with a hallmark by the key "), "{told}");
    let elsewhere = terminal.path("elsewhere").join(run(&terminal).file_name().unwrap());
    assert_eq!(fs::read(elsewhere.join("hallmark.json")).unwrap(), first);
}

#[test]
fn a_key_is_made_when_it_is_first_needed() {
    let terminal = without_key();
    let strict = EASY.replace("\"threshold\": 0", "\"threshold\": 99");
    terminal.write("strict.json", strict);
    silently(&terminal, "prove always.json --data six.csv --policy strict.json");
    assert!(!terminal.path("home").exists(), "no key for a run that did not pass");
    let (code, told) = silently(&terminal, PROVE);
    assert_eq!(code, 0);
    let notes: Vec<_> = told.lines().filter(|line| line.starts_with("note: made the key")).collect();
    assert_eq!(notes.len(), 1, "{told}");
    assert!(notes[0].contains("home/keys/signing.pem"), "{told}");
    let mode = |path: &str| fs::metadata(terminal.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("home/keys"), mode("home/keys/signing.pem")), (0o700, 0o600));
    let (_, told) = silently(&terminal, PROVE);
    assert!(!told.contains("made the key"), "{told}");

    let nowhere = Terminal::new();
    for file in ["always.json", "easy.json", "six.csv"] {
        nowhere.write(file, terminal.read(file));
    }
    let (code, told) = silently(&nowhere, PROVE);
    assert_eq!(code, 2);
    assert!(told.contains("`--no-hallmark` proves without one"), "{told}");
    assert!(!nowhere.path("runs").exists());
    assert_eq!(silently(&nowhere, &format!("{PROVE} --no-hallmark")).0, 0);
}

#[test]
fn a_key_that_others_may_read_stops_the_work() {
    let mut terminal = terminal();
    for (path, mode) in [("home/keys/signing.pem", 0o644), ("home/keys", 0o755)] {
        fs::set_permissions(terminal.path(path), Permissions::from_mode(mode)).unwrap();
        for line in [PROVE, "key show", "key list", "hallmark verify run"] {
            fs::create_dir_all(terminal.path("run")).unwrap();
            assert_eq!(terminal.run(line).status.code(), Some(2), "{line}");
        }
        fs::set_permissions(terminal.path(path), Permissions::from_mode(mode & 0o700)).unwrap();
    }
    assert!(!terminal.path("runs").exists());
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn keys_are_made_shown_trusted_and_distrusted() {
    let mut terminal = without_key();
    terminal.run("key list");
    terminal.run("key show");
    terminal.keep_at_home();
    terminal.run("key show");
    terminal.run("key show --format json");
    let (_, own) = silently(&terminal, "key show");
    terminal.write("own.pem", own);
    terminal.write("alice.pem", PUBLIC);
    terminal.write("secret.pem", SIGNING_KEY);
    terminal.write("nothing.pem", "\u{1b}[2J");
    terminal.run("key new");
    terminal.run("key trust own.pem");
    terminal.run("key trust alice.pem");
    terminal.run("key trust alice.pem --name al");
    terminal.run("key list");
    terminal.run("key list --format json");
    terminal.run("key show alice");
    terminal.run("key trust secret.pem");
    terminal.run("key trust nothing.pem");
    terminal.run("key trust missing.pem");
    terminal.run("key trust alice.pem --name ../alice");
    terminal.run("key distrust alice");
    terminal.run("key distrust alice");
    terminal.run("key distrust 21fe31dfa154");
    terminal.run_words(&["key", "show", "\u{1b}[2J"], "");
    insta::assert_snapshot!(terminal.transcript());
    let told = terminal.transcript();
    let secret = SIGNING_KEY.lines().nth(1).unwrap();
    assert!(!told.contains(&secret[22..]), "a secret was told");
}

/// A public key of somebody else: the second of RFC 8032's tests.
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n\
    -----END PUBLIC KEY-----\n";

#[test]
fn a_key_that_is_replaced_is_kept_and_trusted_if_asked() {
    let terminal = terminal();
    proven(&terminal);
    let before = terminal.read("home/keys/signing.pem");
    let (code, _) = silently(&terminal, "key new");
    assert_eq!((code, terminal.read("home/keys/signing.pem") == before), (2, true));
    let (code, told) = silently(&terminal, "key new --force");
    assert_eq!(code, 0, "{told}");
    assert!(terminal.read("home/keys/signing.pem") != before);
    let command = told.split("`assay ").nth(2).unwrap().split('`').next().unwrap();
    assert!(command.starts_with("key trust "), "{told}");
    assert_eq!(verified(&terminal, "hallmark verify run")["genuine"], false);
    let (code, told) = silently(&terminal, &format!("{command} --name before"));
    assert_eq!(code, 0, "{told}");
    let told = verified(&terminal, "hallmark verify run");
    assert_eq!((&told["genuine"], &told["keys"][0]["name"]), (&Json::Bool(true), &Json::from("before")));
}

#[test]
fn a_stranger_must_be_given_the_key() {
    let terminal = terminal();
    let run = proven(&terminal);
    let (_, key) = silently(&terminal, "key show");
    let mut stranger = Terminal::new();
    stranger.set("ASSAY_DATA_DIR", stranger.path("home"));
    fs::create_dir(stranger.path("run")).unwrap();
    for entry in fs::read_dir(&run).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), stranger.path("run").join(entry.file_name())).unwrap();
    }
    stranger.write("owner.pem", key);
    stranger.write("alice.pem", PUBLIC);
    assert_eq!(stranger.run("hallmark verify run").status.code(), Some(1));
    assert_eq!(stranger.run("hallmark verify run --key alice.pem").status.code(), Some(1));
    assert_eq!(silently(&stranger, "hallmark verify run --key alice.pem --key owner.pem").0, 0);
    assert!(!stranger.path("home").exists(), "to verify leaves nothing");
    stranger.run("key trust owner.pem");
    assert_eq!(stranger.run("hallmark verify run").status.code(), Some(0));
    stranger.run("key distrust owner");
    assert_eq!(silently(&stranger, "hallmark verify run").0, 1);
    insta::assert_snapshot!(transcript(&stranger));
}

#[test]
fn every_changed_byte_of_every_file_is_told() {
    const WHOLE: usize = 400;
    const SAMPLES: usize = 60;
    let terminal = terminal();
    let run = proven(&terminal);
    assert_eq!(differences(&terminal), []);
    for entry in fs::read_dir(&run).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        let step = if bytes.len() <= WHOLE { 1 } else { bytes.len().div_ceil(SAMPLES) };
        for at in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            if name == "hallmark.json" {
                let told = verified(&terminal, "hallmark verify run");
                assert_eq!((&told["genuine"], &told["statement"]), (&Json::Bool(false), &Json::Null), "{at}");
            } else {
                assert_eq!(differences(&terminal), [(name.clone(), "changed".to_owned())], "byte {at}");
            }
        }
        for changed in [&bytes[..bytes.len() - 1], &[bytes.as_slice(), b"\n"].concat(), b""] {
            fs::write(&path, changed).unwrap();
            assert_eq!(verified(&terminal, "hallmark verify run")["genuine"], false, "{name}");
        }
        fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(differences(&terminal), []);
}

#[test]
fn files_that_come_go_or_lead_elsewhere_are_told() {
    let mut terminal = terminal();
    let run = proven(&terminal);
    let check = |expected: &[(&str, &str)]| {
        let expected: Vec<_> =
            expected.iter().map(|(file, kind)| ((*file).to_owned(), (*kind).to_owned())).collect();
        assert_eq!(differences(&terminal), expected);
    };
    let kept = fs::read(run.join("trades.csv")).unwrap();
    fs::remove_file(run.join("trades.csv")).unwrap();
    check(&[("trades.csv", "missing")]);
    terminal.write("elsewhere.csv", &kept);
    symlink(terminal.path("elsewhere.csv"), run.join("trades.csv")).unwrap();
    check(&[("trades.csv", "link")]);
    fs::remove_file(run.join("trades.csv")).unwrap();
    fs::create_dir(run.join("trades.csv")).unwrap();
    check(&[("trades.csv", "not_a_file")]);
    fs::remove_dir(run.join("trades.csv")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(run.join("trades.csv")).status().unwrap();
    assert!(pipe.success());
    check(&[("trades.csv", "not_a_file")]);
    fs::remove_file(run.join("trades.csv")).unwrap();
    fs::write(run.join("trades.csv"), &kept).unwrap();
    check(&[]);
    fs::write(run.join("notes.txt"), "mine").unwrap();
    check(&[("notes.txt", "unexpected")]);
    fs::remove_file(run.join("notes.txt")).unwrap();
    fs::create_dir(run.join("more")).unwrap();
    check(&[("more", "unexpected")]);
    fs::remove_dir(run.join("more")).unwrap();
    let hostile = std::ffi::OsString::from_vec(b"a\x1b[2J\xff".to_vec());
    fs::write(run.join(&hostile), "").unwrap();
    terminal.run("hallmark verify run");
    fs::remove_file(run.join(&hostile)).unwrap();
    for number in 0..30 {
        fs::write(run.join(format!("file_{number:02}")), "").unwrap();
    }
    terminal.run("hallmark verify run");
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn a_hallmark_that_is_none_is_refused_with_the_reason() {
    let mut terminal = terminal();
    let run = proven(&terminal);
    let hallmark = run.join("hallmark.json");
    let bytes = fs::read(&hallmark).unwrap();
    let refused = |terminal: &mut Terminal, status| {
        assert_eq!(terminal.run("hallmark verify run").status.code(), Some(status));
    };
    fs::remove_file(&hallmark).unwrap();
    refused(&mut terminal, 1);
    symlink(terminal.path("elsewhere"), &hallmark).unwrap();
    terminal.write("elsewhere", &bytes);
    refused(&mut terminal, 1);
    fs::remove_file(&hallmark).unwrap();
    fs::write(&hallmark, "{\"\u{1b}\": \"\\u001b\"}").unwrap();
    refused(&mut terminal, 1);
    fs::write(&hallmark, "{\"\\u001b[2J\": 1}").unwrap();
    refused(&mut terminal, 1);
    fs::write(&hallmark, String::from_utf8(bytes.clone()).unwrap().replace("vnd.in-toto", "vnd.other"))
        .unwrap();
    refused(&mut terminal, 1);
    fs::write(&hallmark, [bytes.as_slice(), b" "].concat()).unwrap();
    refused(&mut terminal, 1);
    terminal.run("hallmark show run");
    terminal.run("hallmark verify nowhere");
    terminal.run("hallmark verify");
    insta::assert_snapshot!(transcript(&terminal));
}

/// The run as it was, and over it a statement that a trusted key signed and that says something else.
#[test]
fn a_statement_that_contradicts_the_report_is_refused() {
    let terminal = terminal();
    let hallmark = proven(&terminal).join("hallmark.json");
    let envelope = Envelope::read(&fs::read(&hallmark).unwrap()).unwrap();
    let honest = envelope.unverified_statement().unwrap();
    let key = SecretKey::read_pem(SIGNING_KEY).unwrap();
    let check = |change: fn(&mut Predicate), field: &str| {
        let mut predicate = honest.predicate().clone();
        change(&mut predicate);
        fs::write(&hallmark, seal(&Statement::new(predicate).unwrap(), &key).unwrap()).unwrap();
        let told = verified(&terminal, "hallmark verify run");
        let report = &told["checks"][3];
        assert_eq!(
            (&report["check"], &report["state"]),
            (&Json::from("report"), &Json::from("fails")),
            "{field}"
        );
        let found = report["found"].as_str().unwrap();
        assert!(found.ends_with(&format!("in {field}")), "{found}");
    };
    check(|predicate| predicate.run_id = assay_types::RunId::from_u128(1), "run_id");
    check(|predicate| predicate.assay_version.push('1'), "assay_version");
    check(|predicate| predicate.strategy.name = "never".parse().unwrap(), "strategy");
    check(|predicate| predicate.data.bars = 7, "data");
    check(|predicate| predicate.seed = 1, "config.seed");
    check(|predicate| drop(predicate.stages.remove(0)), "stages");
    check(|predicate| drop(predicate.verdict.criteria.pop()), "verdict");
}

#[test]
fn a_hallmark_is_for_one_run_only() {
    let terminal = terminal();
    proven(&terminal);
    assert_eq!(silently(&terminal, &format!("{PROVE} --cash 20000")).0, 0);
    let other = run(&terminal).join("hallmark.json");
    fs::copy(other, terminal.path("run/hallmark.json")).unwrap();
    let changed = ["config.json", "equity.csv", "equity.parquet", "manifest.json", "report.json"];
    let told = differences(&terminal);
    for file in changed {
        assert!(told.contains(&(file.to_owned(), "changed".to_owned())), "{told:?}");
    }
}

#[test]
fn strategies_and_data_are_compared() {
    let mut terminal = terminal();
    proven(&terminal);
    // Another way to write the same document; not the same bytes of data.
    terminal.write(
        "same.yaml",
        "schema_version: \"2.0\"\nname: always\nentry_rules:\n  - {when: close > 0, side: long}\n",
    );
    terminal.write(
        "other.yaml",
        "schema_version: \"2.0\"\nname: always\nentry_rules:\n  - {when: close > 1, side: long}\n",
    );
    terminal.write("strategy.py", "pass\n");
    terminal.write("six_and_more.csv", format!("{SIX_DAYS}\n"));
    let state = |line: &str, check: usize| {
        let told = verified(&terminal, &format!("hallmark verify run {line}"));
        told["checks"][check]["state"].as_str().unwrap().to_owned()
    };
    let (strategy, data) = (4, 5);
    assert_eq!(state("", strategy), "not_checked");
    assert_eq!(state("--strategy same.yaml", strategy), "holds");
    assert_eq!(state("--strategy run/strategy.json", strategy), "holds");
    assert_eq!(state("--strategy other.yaml", strategy), "fails");
    assert_eq!(state("--strategy strategy.py", strategy), "fails");
    assert_eq!(state("--data six.csv", data), "holds");
    assert_eq!(state("--data six_and_more.csv", data), "fails");
    terminal.run("hallmark verify run --strategy other.yaml --data six_and_more.csv");
    terminal.run("hallmark verify run --strategy missing.json");
    terminal.run("hallmark verify run --data missing.csv");
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn what_a_hallmark_says_can_be_read() {
    let terminal = terminal();
    proven(&terminal);
    let output = terminal.run_silently(&["hallmark", "show", "run"], "");
    let shown: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("hallmark verify"));
    let told = verified(&terminal, "hallmark verify run");
    // `1000.0` and `1000` are the same number.
    assert_eq!(canonical(&shown["predicate"]), canonical(&told["statement"]));
    assert_eq!(shown["subject"][1]["name"], "six.csv");
    let digest = shown["subject"][1]["digest"]["sha256"].as_str().unwrap();
    assert_eq!(format!("sha256:{digest}"), assay_types::ContentHash::of(SIX_DAYS.as_bytes()).to_string());
    let report: Json = serde_json::from_str(&terminal.read("run/report.json")).unwrap();
    for field in ["run_id", "assay_version", "strategy", "data", "stages", "verdict"] {
        assert_eq!(canonical(&shown["predicate"][field]), canonical(&report[field]), "{field}");
    }
    let manifest: Json = serde_json::from_str(&terminal.read("run/manifest.json")).unwrap();
    assert_eq!(shown["predicate"]["inputs"], manifest["inputs"]);
    let mut files = shown["predicate"]["files"].clone();
    assert!(files.as_object_mut().unwrap().remove("manifest.json").is_some());
    assert_eq!(files, manifest["files"]);
}
