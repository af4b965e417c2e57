//! `bench_monte_carlo CORES`: Assay's side of `cargo xtask bench monte-carlo`, by the protocol of `peers/bench/rival.py`: 10,000
//! paths of 1,000 trades, drawn with replacement.
//!
//! `bench_monte_carlo draws FILE` writes some of these paths instead, for numpy to compute them again: for each path its four
//! figures, then its returns, as little-endian floats.
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::time::Instant;

use assay_lab::monte_carlo::{Draw, Plan, drawn, resample};

const PATHS: u32 = 10_000;
const TRADES: u32 = 1000;
const SEED: u64 = 1;
/// How many paths are computed again.
const CHECKED: u32 = 500;

/// Trades between a loss of 3 % and a gain of 3.5 %, in no order.
fn trades() -> Vec<f64> {
    (0..TRADES)
        .map(|number| f64::from(number.wrapping_mul(2_654_435_761) % 1000) / 1000.0 * 0.065 - 0.03)
        .collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().ok_or("usage: bench_monte_carlo CORES | draws FILE")?;
    let trades = trades();
    if first == "draws" {
        let plan = Plan { paths: CHECKED, seed: SEED, cores: 1 };
        let paths = resample(&trades, Draw::Bootstrap, &plan);
        let mut bytes = Vec::new();
        for (number, path) in (0..).zip(paths.all()) {
            let figures = [path.return_ratio, path.max_drawdown, path.lowest, path.sharpe];
            let returns = drawn(&trades, Draw::Bootstrap, SEED, number);
            bytes.extend(figures.iter().chain(&returns).flat_map(|value| value.to_le_bytes()));
        }
        std::fs::write(arguments.next().ok_or("draws needs a FILE")?, bytes)?;
        return Ok(());
    }
    let plan = Plan { paths: PATHS, seed: SEED, cores: first.parse()? };
    let mut out = stdout().lock();
    writeln!(out, "ready")?;
    out.flush()?;
    for line in stdin().lock().lines() {
        line?;
        let begin = Instant::now();
        let paths = black_box(resample(&trades, Draw::Bootstrap, &plan));
        let told = [paths.returns(), paths.drawdowns(), paths.sharpes()];
        let seconds = begin.elapsed().as_secs_f64();
        let (bars, version) = (u64::from(PATHS) * u64::from(TRADES), env!("CARGO_PKG_VERSION"));
        writeln!(
            out,
            "{{\"seconds\": {seconds:e}, \"simulation_seconds\": {seconds:e}, \"bars\": {bars}, \"trades\": {PATHS}, \
             \"final_equity\": {:e}, \"version\": \"{version}\"}}",
            told[0].median,
        )?;
        out.flush()?;
    }
    Ok(())
}
