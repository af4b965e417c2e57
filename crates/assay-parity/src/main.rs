//! `assay-parity --data DATA FOLDER`: runs the cases of `FOLDER/cases.json` through Assay and compares them with
//! the peer's records in `FOLDER/peer.jsonl`; then those of Python strategies in `FOLDER/python`. Exit code 1 if anything
//! differs.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use assay_parity::python::Python;
use assay_parity::run::{DataSets, compare};

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
    let python = Python::default();
    let mut same = true;
    for (subjects, folder) in
        [("documents and scripts", folder), ("Python strategies", &folder.join("python"))]
    {
        let comparison = compare(folder, &sets, &python)?;
        let mut out = std::io::stdout().lock();
        write!(out, "{subjects}: {comparison}")?;
        for difference in comparison.differences.iter().take(SHOWN_MAX) {
            writeln!(out, "{difference}")?;
        }
        same &= comparison.differences.is_empty();
    }
    Ok(if same { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
