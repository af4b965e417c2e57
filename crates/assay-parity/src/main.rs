//! `assay-parity --data DATA FOLDER`: runs the cases of `FOLDER/cases.json` through Assay and compares them with
//! the peer's records in `FOLDER/peer.jsonl`. Exit code 1 if anything differs.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use assay_parity::compare::Comparison;
use assay_parity::run::{DataSets, read_cases, run_case};

const USAGE: &str = "usage: assay-parity --data DATA_DIR FOLDER";

/// Differences shown.
const SHOWN_MAX: usize = 60;

fn main() -> Result<ExitCode> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [flag, data, folder] = arguments.as_slice() else { bail!(USAGE) };
    if flag.as_os_str() != "--data" {
        bail!(USAGE);
    }
    let sets = DataSets::load(data)?;
    let (cases, peer) = (folder.join("cases.json"), folder.join("peer.jsonl"));
    let text = std::fs::read_to_string(&cases).with_context(|| cases.display().to_string())?;
    let cases = read_cases(&text)?;
    let peer = std::fs::File::open(&peer).with_context(|| peer.display().to_string())?;
    let mut comparison = Comparison::default();
    let mut records = std::io::BufReader::new(peer).lines();
    for case in &cases.cases {
        let line = records.next().context("the peer has fewer records than there are cases")??;
        let peer: serde_json::Value = serde_json::from_str(&line)?;
        if peer["name"] != case.name.as_str() {
            bail!("the peer's record is of case {}, not of {}", peer["name"], case.name);
        }
        let ours = run_case(case, &cases, &sets).with_context(|| case.name.clone())?;
        comparison.add(&ours, &peer);
    }
    let mut out = std::io::stdout().lock();
    write!(out, "{comparison}")?;
    for difference in comparison.differences.iter().take(SHOWN_MAX) {
        writeln!(out, "{difference}")?;
    }
    Ok(if comparison.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
