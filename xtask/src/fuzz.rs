//! A smoke run of every fuzz target.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::steps::{Outcome, Steps};
use crate::tools::{CARGO_FUZZ, installed};
use crate::workspace::{Workspace, output, perform};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long each target runs.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u32,
    /// Only the targets whose name contains this.
    #[arg(value_name = "TARGET")]
    filter: Option<String>,
}

/// Where the first inputs of a target come from: folders and files, and how their names end.
const SEEDS: &[(&str, &[&str], &[&str])] = &[
    ("strategy_document", &["examples", "peers/parity/documents"], &["json", "yaml", "yml", "toml"]),
    (
        "model_answer",
        &["fuzz/seeds/model_answer", "crates/assay-check/tests/corpus/clean"],
        &["md", "json", "py"],
    ),
    ("python_check", &["crates/assay-check/tests/corpus"], &["py"]),
    ("csv", &["examples/data", "crates/assay-data/tests"], &["csv", "tsv", "txt"]),
];

/// Seeds larger than this only slow the fuzzer down; they are cut.
const SEED_BYTES_MAX: usize = 4096;

pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let tool = installed(workspace, CARGO_FUZZ)?;
    // The pinned compiler fuzzes what it ships. Coverage flags are unstable, so it is told to allow them. No sanitizer:
    // its runtime comes with nightly only, and there is no unsafe code of ours for it to watch.
    let fuzz = |words: &[&str]| {
        let mut command = workspace.command(&tool);
        command.arg("fuzz").args(words).env("RUSTC_BOOTSTRAP", "1");
        command
    };
    let listed = output(&mut fuzz(&["list"]))?;
    let filter = arguments.filter.as_deref().unwrap_or("");
    let targets: Vec<_> = listed.split_whitespace().filter(|target| target.contains(filter)).collect();
    ensure!(
        !targets.is_empty(),
        "no fuzz target matches `{filter}`; there are: {}",
        listed.trim().replace('\n', ", ")
    );

    let mut steps = Steps::default();
    let limit = format!("-max_total_time={}", arguments.seconds);
    for target in targets {
        let again = format!("cargo xtask fuzz --seconds {} {target}", arguments.seconds);
        steps.step(&format!("fuzz {target}"), &again, || {
            let seeds = seed(workspace, target)?;
            println!("    {seeds} seeds");
            let mut command = fuzz(&["run", "--sanitizer", "none"]);
            // A dictionary of the words of the format helps the mutator past the first token.
            command.args([target, "--", &limit, "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
            let words = workspace.root.join("fuzz/dictionaries").join(format!("{target}.dict"));
            if words.exists() {
                command.arg(format!("-dict={}", words.display()));
            }
            perform(&mut command).map(|()| Outcome::Done)
        })?;
    }
    println!("{}", steps.account());
    Ok(())
}

/// Copies the seeds of a target into its corpus and returns how many there are.
fn seed(workspace: &Workspace, target: &str) -> Result<usize> {
    let corpus = workspace.root.join("fuzz/corpus").join(target);
    fs::create_dir_all(&corpus).with_context(|| format!("cannot make `{}`", corpus.display()))?;
    let mut count = 0;
    let own = workspace.root.join("fuzz/seeds").join(target);
    collect(&own, &[], &mut |file, bytes| plant(&corpus, file, bytes, &mut count))?;
    for (_, folders, endings) in SEEDS.iter().filter(|(name, _, _)| *name == target) {
        for folder in *folders {
            let folder = workspace.root.join(folder);
            collect(&folder, endings, &mut |file, bytes| plant(&corpus, file, bytes, &mut count))?;
        }
    }
    Ok(count)
}

fn plant(corpus: &Path, file: &Path, mut bytes: Vec<u8>, count: &mut usize) -> Result<()> {
    bytes.truncate(SEED_BYTES_MAX);
    let Some(name) = file.file_name() else { bail!("`{}` has no name", file.display()) };
    fs::write(corpus.join(name), bytes).with_context(|| format!("cannot copy `{}`", file.display()))?;
    *count += 1;
    Ok(())
}

/// Calls `visit` for every file below `folder` with one of the endings (any, if there are none); a missing folder
/// is empty.
fn collect(
    folder: &Path,
    endings: &[&str],
    visit: &mut dyn FnMut(&Path, Vec<u8>) -> Result<()>,
) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("cannot list `{}`", folder.display()))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        if path.is_dir() {
            collect(&path, endings, visit)?;
        } else if endings.is_empty() || endings.contains(&ending) {
            visit(&path, fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?)?;
        }
    }
    Ok(())
}
