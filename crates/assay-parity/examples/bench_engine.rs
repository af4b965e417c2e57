//! `bench_engine FILE`: Assay's side of `cargo xtask bench engine`, by the protocol of `peers/bench/rival.py`.
//!
//! Loads the bars, prints `ready`, then for each line on stdin runs one SMA cross from document to statistics and prints
//! one JSON object.

use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail};
use assay_data::{LoadOptions, load};
use assay_engine::document::{compile, parameter_values};
use assay_engine::simulator::Options;
use assay_engine::statistics::statistics;
use serde_json::json;

/// The allocator of the `assay` binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Always in the market after the first cross, with all equity.
const DOCUMENT: &str = r#"{
  "schema_version": "2.0", "name": "sma_cross", "description": "the bench",
  "parameters": {}, "constraints": [],
  "indicators": {
    "fast": { "function": "SMA", "inputs": ["close"], "args": { "timeperiod": 10 } },
    "slow": { "function": "SMA", "inputs": ["close"], "args": { "timeperiod": 30 } } },
  "entry_rules": [
    { "side": "long", "when": "crosses_above(fast, slow)" },
    { "side": "short", "when": "crosses_below(fast, slow)" } ],
  "exit_rules": [],
  "on_opposite_entry": "reverse",
  "sizing": { "kind": "fraction_of_equity", "value": 1.0 },
  "risk": { "stop_loss": null, "take_profit": null, "trailing_stop": null, "max_holding_bars": null }
}"#;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [file] = arguments.as_slice() else { bail!("usage: bench_engine FILE") };
    let bars = load(file, &LoadOptions::default(), &mut |_| {})
        .with_context(|| format!("loading {}", file.display()))?
        .bars;
    let strategy: assay_spec::Strategy = serde_json::from_str(DOCUMENT)?;
    let options = Options::default();
    let mut out = stdout().lock();
    writeln!(out, "ready")?;
    out.flush()?;
    for line in stdin().lock().lines() {
        line?;
        let begin = now();
        let values = parameter_values(&strategy, &[].into()).map_err(|errors| anyhow!("{errors:?}"))?;
        let compiled = compile(&strategy, &values).map_err(|problems| anyhow!("{problems:?}"))?;
        let (outcome, _) = compiled.run(&bars, &options)?;
        let simulated = begin.elapsed();
        let (figures, _) = statistics(&bars, &outcome);
        let whole = begin.elapsed();
        let answer = json!({
            "seconds": whole.as_secs_f64(),
            "simulation_seconds": simulated.as_secs_f64(),
            "bars": bars.len(),
            "final_equity": figures.equity_final,
            "trades": outcome.trades.len(),
            "version": env!("CARGO_PKG_VERSION"),
        });
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}
