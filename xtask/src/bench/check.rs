//! The check of Python source: one strategy of 200 lines, and the largest file that is read, against CPython's own
//! parser and against bandit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use super::report::{Section, grouped, median, milliseconds, real, table};
use super::{Measuring, built};
use crate::steps::{Outcome, Steps};
use crate::workspace::{Workspace, output};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    measuring: Measuring,
}

const SECTION: Section = Section { name: "check", title: "Check" };

/// The strategies that the files are made of.
const CORPUS: &str = "crates/assay-check/tests/corpus/clean";
/// The file of one strategy.
const LINES: usize = 200;
/// The large file, just below the bound of what is read.
const BYTES: usize = 1_000_000;
/// Runs inside one process, of which the fastest counts; the large file has a tenth as many.
const REPEATS: u32 = 50;
/// Bandit takes its time: so it has fewer runs, and a turn in every third round.
const REPEATS_OF_BANDIT: u32 = 10;

/// What a contender prints.
#[derive(Debug, Deserialize)]
struct Turn {
    name: String,
    version: String,
    files: Vec<Read>,
}

/// One file that a contender has read.
#[derive(Debug, Deserialize)]
struct Read {
    bytes: u64,
    seconds: f64,
    /// Of which decoding, bounding and parsing: only Assay tells.
    #[serde(rename = "read")]
    reading: Option<f64>,
    findings: u64,
}

pub(super) fn run(workspace: &Workspace, arguments: &Arguments, steps: &mut Steps) -> Result<()> {
    let again = "cargo xtask bench check";
    let mut python = PathBuf::new();
    steps.step("rivals: environment", again, || {
        python = crate::python::environment(workspace, "check")?;
        Ok(Outcome::Done)
    })?;
    let files = [workspace.cache.join("bench/strategy.py"), workspace.cache.join("bench/large.py")];
    steps.step("files", again, || {
        let [small, large] = contents(workspace)?;
        fs::create_dir_all(workspace.cache.join("bench")).context("cannot make the folder of the bench")?;
        for (file, content) in files.iter().zip([small, large]) {
            fs::write(file, content).with_context(|| format!("cannot write `{}`", file.display()))?;
        }
        Ok(Outcome::Done)
    })?;
    let release = built(workspace, steps, again, "assay-check", ["--example", "bench_check"])?;
    let mut turns: Vec<Vec<Turn>> = Vec::new();
    steps.step("compare", again, || {
        turns = compare(workspace, &release, &python, &files, arguments.measuring.runs)?;
        Ok(Outcome::Done)
    })?;
    arguments.measuring.tell(workspace, &SECTION, &render(&turns)?)
}

/// A file of 200 lines and one of a megabyte, both joined of strategies of the corpus.
fn contents(workspace: &Workspace) -> Result<[String; 2]> {
    let folder = workspace.root.join(CORPUS);
    let mut paths = fs::read_dir(&folder)
        .and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
        })
        .with_context(|| format!("cannot list `{CORPUS}`"))?;
    paths.sort();
    let mut strategies = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        // Such imports must come first in a file, and these come where they come.
        if !text.contains("__future__") {
            strategies.push(text);
        }
    }
    let whole = strategies.concat();
    ensure!(whole.lines().count() > LINES, "`{CORPUS}` has too few lines");
    let small = whole.lines().take(LINES).fold(String::new(), |text, line| text + line + "\n");
    let large = strategies
        .iter()
        .cycle()
        .scan(0, |bytes, text| {
            *bytes += text.len();
            (*bytes <= BYTES).then_some(text.as_str())
        })
        .collect();
    Ok([small, large])
}

/// Each round gives every contender one turn, in a process of its own.
fn compare(
    workspace: &Workspace,
    release: &Path,
    python: &Path,
    files: &[PathBuf],
    runs: usize,
) -> Result<Vec<Vec<Turn>>> {
    let assay = || workspace.command(release.join("examples/bench_check"));
    let rival = |name: &str| {
        let mut command = workspace.command(python);
        command.args(["-B", "peers/check/rival.py", name]);
        command
    };
    let many = REPEATS.to_string();
    let few = REPEATS_OF_BANDIT.to_string();
    let mut turns = vec![Vec::new(), Vec::new(), Vec::new()];
    for round in 0..runs {
        let contenders = [(assay(), &many, 1), (rival("cpython"), &many, 1), (rival("bandit"), &few, 3)];
        for (turns, (mut command, repeats, pause)) in turns.iter_mut().zip(contenders) {
            if round % pause == 0 {
                turns.push(turn(command.arg(repeats).args(files))?);
            }
        }
    }
    Ok(turns)
}

fn turn(command: &mut Command) -> Result<Turn> {
    let text = output(command)?;
    serde_json::from_str(&text).with_context(|| format!("a contender said `{}`", text.trim()))
}

fn render(turns: &[Vec<Turn>]) -> Result<String> {
    let sizes: Vec<u64> = turns
        .first()
        .and_then(|turns| turns.first())
        .map(|turn| turn.files.iter().map(|file| file.bytes).collect())
        .context("nothing was measured")?;
    let [small, large] = *sizes else { bail!("{} files were measured instead of two", sizes.len()) };
    let words = format!(
        "Python source read and held against all rules, in the process: a strategy of {LINES} lines ({} bytes; the fastest \
         of {REPEATS} runs), and strategies joined to {} bytes (of {}). Medians of interleaved processes; bandit has a \
         fifth of the runs. CPython only parses (`ast.parse`).",
        grouped(small),
        grouped(large),
        REPEATS / 10
    );
    let lines = format!("{LINES} lines");
    let headings =
        ["reader", &lines, "slower than Assay", "large file", "MB/s", "slower than Assay", "findings"];
    let seconds = |turns: &[Turn], file: usize| {
        median(turns.iter().filter_map(|turn| turn.files.get(file)).map(|file| file.seconds))
    };
    let base = turns.first().map(|ours| [seconds(ours, 0), seconds(ours, 1)]).unwrap_or_default();
    let slower =
        |took: f64, base: f64| if took > base { format!("{:.1} ×", took / base) } else { "–".to_owned() };
    let rows = turns.iter().filter_map(|turns| {
        let last = turns.last()?;
        let took = [seconds(turns, 0), seconds(turns, 1)];
        Some(vec![
            format!("{} {}", last.name, last.version),
            milliseconds(took[0]),
            slower(took[0], base[0]),
            milliseconds(took[1]),
            format!("{:.1}", real(large) / took[1] / 1e6),
            slower(took[1], base[1]),
            last.files.last()?.findings.to_string(),
        ])
    });
    let read = turns.first().map(|ours| {
        let read = median(ours.iter().filter_map(|turn| turn.files.get(1)?.reading));
        format!(
            "\n\nOf Assay's time for the large file, {} are reading: decoding, bounding the depth by the tokens, parsing \
             ({:.1} MB/s).",
            milliseconds(read),
            real(large) / read / 1e6
        )
    });
    Ok(table(&words, &headings, rows) + &read.unwrap_or_default())
}
