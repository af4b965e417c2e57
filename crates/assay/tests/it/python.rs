//! `assay prove` and `assay backtest` with Python strategies, in the runtime that `cargo xtask runtime` has installed.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use assay_sandbox::runtime::testing;
use assay_sandbox::services;
use assay_spec::{Outcome, RunReport, Stage};

use crate::terminal::{Terminal, files_of_runs, without_ids};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// Buys and sells by the number of bars.
const METRONOME: &str = "\
from backtesting import Strategy


class Metronome(Strategy):
    beat = 7
    loud = False

    def init(self):
        if self.loud:
            print('beat', self.beat)

    def next(self):
        if len(self.data) % self.beat == 0:
            self.position.close() if self.position else self.buy(size=1)
";

/// Bars with a further column.
const SIX_MOODS: &str = "Date,Open,High,Low,Close,Mood\n\
    2024-01-02,10,11,9,10.5,1\n\
    2024-01-03,10.5,12,10,11.5,-1\n\
    2024-01-04,11.5,11.75,10,10.25,1\n\
    2024-01-05,10.25,10.5,9.5,10,1\n\
    2024-01-08,10,12.5,10,12,-1\n\
    2024-01-09,12,12.5,11,11,-1\n";

/// A directory with Google's prices.
fn without_runtime() -> Terminal {
    let terminal = Terminal::new();
    terminal.example("data", "GOOG.csv");
    terminal
}

/// The same, and the installed runtime.
fn terminal() -> Terminal {
    let mut terminal = without_runtime();
    // A home of its own, for a key of its own.
    terminal.keep_at_home();
    std::os::unix::fs::symlink(data_folder().join("runtimes"), terminal.path("home/runtimes")).unwrap();
    terminal
}

fn data_folder() -> std::path::PathBuf {
    testing::runtime().folder().ancestors().nth(2).unwrap().to_owned()
}

/// What was said, without what depends on the version and on the machine: IDs of runs, and which controls it has.
fn transcript(terminal: &Terminal) -> String {
    let text = terminal.transcript();
    let lines = text.lines().map(|line| match line.split_once("namespaces, controls: ") {
        Some((before, _)) => format!("{before}namespaces, controls: …"),
        None => line.to_owned(),
    });
    without_ids(&lines.collect::<Vec<_>>().join("\n"))
}

fn outcomes(report: &RunReport) -> Vec<(Stage, Outcome)> {
    report.stages.iter().map(|stage| (stage.stage, stage.outcome)).collect()
}

/// The files of the only run below a directory.
fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = files_of_runs(out);
    let named = all.into_iter().map(|(name, bytes)| {
        let (run, file) = name.split_once('/').unwrap();
        (run.to_owned(), file.to_owned(), bytes)
    });
    let named: Vec<_> = named.collect();
    assert!(named.iter().all(|(run, ..)| *run == named[0].0), "one run and nothing else");
    named.into_iter().map(|(_, file, bytes)| (file, bytes)).collect()
}

#[test]
fn a_strategy_goes_through_every_stage() {
    let mut terminal = terminal();
    terminal.example("strategies", "trend_with_stop.py");
    let output = terminal.run("prove trend_with_stop.py --data GOOG.csv --commission 0.001 --series 3");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn a_look_ahead_is_told_with_line_bar_and_cut() {
    let mut terminal = terminal();
    terminal.example("refused", "swing_points.py");
    let output = terminal.run("prove swing_points.py --data GOOG.csv --no-out");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(transcript(&terminal));
}

/// There is no runtime to run it in, and none is asked for.
#[test]
fn hostile_code_is_refused_before_anything_is_run() {
    let mut terminal = without_runtime();
    terminal.keep_at_home();
    terminal.example("refused", "phones_home.py");
    let output = terminal.run("prove phones_home.py --data GOOG.csv");
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(transcript(&terminal));
    let kept: Vec<String> = files(&terminal.path("runs")).into_keys().collect();
    assert_eq!(kept, ["config.json", "manifest.json", "policy.json", "report.json", "strategy.py"]);

    terminal.write("idle.py", "import math\n");
    let output = terminal.run("prove idle.py --data GOOG.csv --no-out --series 1");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("error: there is no strategy in `idle.py`: "), "{told}");

    terminal.write("none.py", "this is no Python");
    let report = terminal.answer::<RunReport>("backtest none.py --data GOOG.csv --no-out");
    assert_eq!(outcomes(&report), [(Stage::Checked, Outcome::Fail)]);
    assert_eq!(report.strategy.name.as_str(), "none");
}

#[test]
fn failures_point_at_the_strategys_own_lines() {
    let mut terminal = terminal();
    let class = |init: &str, next: &str| {
        let indented = |text: &str| text.replace('\n', "\n        ");
        format!(
            "from backtesting import Strategy\n\n\ndef third(values):\n    return values[2]\n\n\n\
             class Fails(Strategy):\n    def init(self):\n        {}\n\n    def next(self):\n        {}\n",
            indented(init),
            indented(next)
        )
    };
    terminal.write("raises.py", class("pass", "if len(self.data) > 900:\n    self.buy(size=third([1, 2]))"));
    terminal
        .write("short.py", class("self.half = self.I(lambda close: close[::2], self.data.Close)", "pass"));
    terminal.write("spins.py", class("pass", "while True:\n    pass"));
    for line in ["raises.py", "short.py", "spins.py --wall 300ms"] {
        let output = terminal.run(&format!("backtest {line} --data GOOG.csv --no-out"));
        assert_eq!(output.status.code(), Some(1), "{line}");
    }
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn wrong_use_is_explained_before_anything_is_run() {
    let mut terminal = without_runtime();
    terminal.write("metronome.py", METRONOME);
    terminal.write("two.py", format!("{METRONOME}\n\nclass Other(Strategy):\n    pass\n"));
    terminal.write("document.json", r#"{"name": "x"}"#);
    terminal.write("policy.yaml", "modules: [scipy]\nrules: {AS999: ignore}\n");
    for line in [
        "prove two.py",
        "prove two.py --class Metronom",
        "prove metronome.py --class Other",
        "prove metronome.py --causality off",
        "prove metronome.py --param beet=3",
        "prove metronome.py --param beat=3.5",
        "prove metronome.py --param loud=2",
        "prove metronome.py --memory 1",
        "prove metronome.py --cores many",
        "prove metronome.py --check-policy policy.yaml",
        "prove metronome.py --check-policy absent.yaml",
        "prove document.json --wall 5s",
        "prove absent.py",
    ] {
        let output = terminal.run(&format!("{line} --data GOOG.csv --no-out"));
        assert_eq!(output.status.code(), Some(2), "{line}");
    }
    insta::assert_snapshot!(transcript(&terminal));
}

#[test]
fn parameters_reach_the_class_in_their_kind() {
    let terminal = terminal();
    terminal.write("metronome.py", METRONOME);
    let line = "backtest metronome.py --data GOOG.csv --no-out --causality off";
    let trades = |report: &RunReport| report.statistics.as_ref().unwrap().trades;
    let plain = terminal.answer::<RunReport>(line);
    let faster = terminal.answer::<RunReport>(&format!("{line} --param beat=3 --param loud=True"));
    assert!(trades(&faster) > 2 * trades(&plain), "{} and {}", trades(&faster), trades(&plain));
    let told: Vec<String> =
        faster.parameters.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    assert_eq!(told, ["beat = 3", "loud = true"]);
    assert!(faster.python.unwrap().output.is_some_and(|output| output.bytes == 14), "it printed twice");
}

#[test]
fn the_same_inputs_leave_the_same_bytes() {
    let terminal = terminal();
    terminal.write("metronome.py", METRONOME);
    terminal.write("policy.json", r#"{"rules": {"AS401": "ignore"}}"#);
    terminal.write(
        "lenient.json",
        r#"{"schema_version": "2.0", "name": "lenient", "criteria": [{"statistic": "trades", "op": ">=", "threshold": 1, "level": "must"}]}"#,
    );
    for out in ["one", "two"] {
        let line = format!(
            "prove metronome.py --data GOOG.csv --param loud=true --check-policy policy.json --policy lenient.json --seed 3 --series 2 --out {out}"
        );
        let output = terminal.run_silently(&line.split(' ').collect::<Vec<_>>(), "");
        assert_eq!(output.status.code(), Some(0), "what rises lets anyone pass: {output:?}");
    }
    let (one, two) = (files(&terminal.path("one")), files(&terminal.path("two")));
    assert_eq!(one, two);
    let run = fs::read_dir(terminal.path("one")).unwrap().next().unwrap().unwrap().path();
    let words =
        ["hallmark", "verify", run.to_str().unwrap(), "--strategy", "metronome.py", "--data", "GOOG.csv"];
    let output = terminal.run_silently(&words, "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let names: Vec<_> = one.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "check_policy.json",
            "config.json",
            "equity.csv",
            "equity.parquet",
            "hallmark.json",
            "manifest.json",
            "output.txt",
            "policy.json",
            "report.json",
            "strategy.py",
            "trades.csv",
            "trades.parquet",
            "walk_forward.csv",
            "walk_forward.parquet",
        ],
    );
    assert_eq!(one["strategy.py"], METRONOME.as_bytes());
    insta::assert_snapshot!(String::from_utf8_lossy(&one["output.txt"]));
    let manifest: serde_json::Value = serde_json::from_slice(&one["manifest.json"]).unwrap();
    let inputs: Vec<&String> = manifest["inputs"].as_object().unwrap().keys().collect();
    assert_eq!(
        inputs,
        [
            "check_policy",
            "config",
            "data_bars",
            "data_file",
            "laboratory",
            "policy",
            "python",
            "runtime",
            "strategy"
        ]
    );
}

#[test]
fn other_inputs_are_another_run() {
    let terminal = terminal();
    terminal.write("metronome.py", METRONOME);
    terminal.write("mood.csv", SIX_MOODS);
    terminal.write("policy.json", r#"{"rules": {"AS401": "ignore"}}"#);
    let mut ids = BTreeMap::new();
    for options in [
        "",
        " --seed 1",
        " --causality full",
        " --class Metronome",
        " --wall 50s",
        " --check-policy policy.json",
        " --param beat=8",
    ] {
        let line = format!("backtest metronome.py --data mood.csv --no-out{options}");
        let other = ids.insert(terminal.answer::<RunReport>(&line).run_id, options);
        assert_eq!(other, None, "`{options}` changes nothing");
    }
}

#[test]
fn further_columns_are_part_of_the_data() {
    let terminal = terminal();
    terminal.write("mood.csv", SIX_MOODS);
    terminal.write(
        "moody.py",
        "from backtesting import Strategy\n\n\nclass Moody(Strategy):\n    def init(self):\n        pass\n\n    \
         def next(self):\n        if self.data.Mood[-1] > 0:\n            self.buy(size=1)\n",
    );
    let report = terminal.answer::<RunReport>("backtest moody.py --data mood.csv --no-out");
    assert!(report.data.columns_hash.is_some());
    assert_eq!(report.events["open_trades"], 2, "{report:#?}");
    let too_few = report.stages.iter().find(|stage| stage.stage == Stage::Causal).unwrap();
    assert_eq!(too_few.outcome, Outcome::Pass, "{too_few:?}");
}

/// `Terminal` refuses control characters on both streams.
#[test]
fn what_a_strategy_says_is_harmless() {
    let mut terminal = terminal();
    terminal.write(
        "loud.py",
        "from backtesting import Strategy\n\nHIDDEN = chr(27) + '[2J' + chr(0x202E) + chr(7)\n\n\n\
         class Loud(Strategy):\n    def init(self):\n        print(HIDDEN)\n        \
         self.mean = self.I(lambda: self.data.Close, name=HIDDEN)\n\n    \
         def next(self):\n        raise ValueError(HIDDEN + '<script>')\n",
    );
    let output = terminal.run("backtest loud.py --data GOOG.csv");
    assert_eq!(output.status.code(), Some(1));
    let said = transcript(&terminal);
    assert!(said.contains(r"\u{1b}[2J\u{202e}\u{7}<script>"), "{said}");
    for (name, bytes) in files(&terminal.path("runs")) {
        let text = String::from_utf8(bytes).unwrap();
        let hostile = text.chars().find(|&character| matches!(character, '\u{1b}' | '\u{7}' | '\u{202e}'));
        assert_eq!(hostile, None, "{name}: {text}");
    }
}

#[test]
fn an_interruption_leaves_nothing() {
    let terminal = terminal();
    terminal.write(
        "spins.py",
        "from backtesting import Strategy\n\n\nclass Spins(Strategy):\n    def init(self):\n        while True:\n            \
         pass\n\n    def next(self):\n        pass\n",
    );
    let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["backtest", "spins.py", "--data", "GOOG.csv", "--wall", "5m"])
        .current_dir(terminal.path(""))
        .env_clear()
        .env("ASSAY_DATA_DIR", data_folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Its pool is full and its strategy spins.
    let spins = |pid: u32| {
        services().iter().any(|service| {
            service.host == pid && service.children.iter().any(|child| child.cpu_time.as_millis() > 100)
        })
    };
    while !spins(child.id()) {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(130), ""));
    assert!(services().iter().all(|service| service.host != child.id()));
    assert!(!terminal.path("runs").exists());
}

#[test]
fn the_strategy_of_the_guide_passes_the_check() {
    let guide = format!("{EXAMPLES}/../docs/guide/python-strategies.md");
    let guide = fs::read_to_string(guide).unwrap();
    let mut terminal = Terminal::new();
    let fragments: Vec<&str> =
        guide.split("```python\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!fragments.is_empty());
    for fragment in fragments {
        let output = terminal.run_words(&["check", "-"], fragment);
        assert!(output.status.success(), "{}", terminal.transcript());
    }
}
