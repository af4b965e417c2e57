//! The demonstration: real strategy documents over real prices, to a first verdict.

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, perform, shown};

/// Documents and the prices they are proved on.
const RUNS: &[(&str, &str)] = &[
    ("examples/strategies/sma_cross.json", "examples/data/GOOG.csv"),
    ("examples/strategies/time_of_day.yaml", "examples/data/EURUSD.csv"),
    ("examples/strategies/pullback.toml", "examples/data/GOOG.csv"),
    ("examples/strategies/donchian_breakout.json", "examples/data/BTCUSD.csv"),
];

/// Exit code of a verdict that is not a pass; a demonstration shows both kinds.
const FAILED_VERDICT: i32 = 1;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    println!("==> building Assay");
    perform(&mut workspace.cargo(["build", "--release", "--locked", "--package", "assay"]))?;
    for (document, data) in RUNS {
        println!();
        let mut prove =
            workspace.cargo(["run", "--quiet", "--release", "--locked", "--package", "assay", "--"]);
        prove.args(["prove", document, "--data", data]);
        println!("$ assay prove {document} --data {data}");
        let status = prove.status().with_context(|| format!("cannot run `{}`", shown(&prove)))?;
        match status.code() {
            Some(0 | FAILED_VERDICT) => {}
            _ => bail!("`{}` failed ({status})", shown(&prove)),
        }
    }
    println!();
    println!(
        "The first passes, the others are refused with their reasons. Next: `cargo install --locked --path crates/assay`,"
    );
    println!(
        "then `assay new my_strategy` and `assay prove my_strategy.yaml --data examples/data/GOOG.csv`."
    );
    Ok(())
}
