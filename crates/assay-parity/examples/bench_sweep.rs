//! `bench_sweep FILE CASE CORES FIGURES`: Assay's side of `cargo xtask bench sweep`, by the protocol of
//! `peers/bench/sweep.py`, which also says what the cases are.
//!
//! `FIGURES` is `four` (return, drawdown, Sharpe ratio, trades) or `all` (every statistic of backtesting.py).

use std::hint::black_box;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use assay_data::{LoadOptions, load};
use assay_engine::document::{Sweep, parameter_values};
use assay_engine::simulator::{Commission, Options};
use assay_engine::statistics::Choice;
use assay_spec::{ParameterValue, ParameterValues, Strategy};
use serde_json::{Value, json};

/// The allocator of the `assay` binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FEE: f64 = 0.001;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, case, cores, figures] = arguments.as_slice() else {
        bail!("usage: bench_sweep FILE CASE CORES four|all")
    };
    let bars = load(file.as_ref(), &LoadOptions::default(), &mut |_| {})
        .with_context(|| format!("loading {file}"))?
        .bars;
    let (document, combinations) = case_of(case)?;
    let cores: usize = cores.parse()?;
    let all = figures == "all";
    let options = Options { commission: Commission { fixed: 0.0, relative: FEE }, ..Options::default() };
    let choice = Choice::of(["return_pct", "max_drawdown_pct", "sharpe_ratio", "trades"]);
    let mut out = stdout().lock();
    writeln!(out, "ready")?;
    out.flush()?;
    for line in stdin().lock().lines() {
        line?;
        let begin = now();
        let mut sweep = Sweep::new(&bars, &options).with_cores(cores);
        let results = sweep.run(&document, &combinations, 0..bars.len(), |_, trial| {
            if all {
                black_box(trial.figures.statistics());
            }
            trial.figures.choose(&choice)
        });
        let seconds = begin.elapsed().as_secs_f64();
        let (mut trades, mut best) = (0.0, f64::NEG_INFINITY);
        for result in results {
            let values = result?;
            best = best.max(values[0].unwrap_or(f64::NEG_INFINITY));
            trades += values[3].unwrap_or_default();
        }
        let answer = json!({
            "seconds": seconds,
            "simulation_seconds": seconds,
            "bars": bars.len() * combinations.len(),
            "final_equity": 1e4 * (1.0 + best / 100.0),
            "trades": trades.to_string().parse::<u64>()?,
            "version": env!("CARGO_PKG_VERSION"),
        });
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// The document of a case and its combinations.
fn case_of(case: &str) -> Result<(Strategy, Vec<ParameterValues>)> {
    let (document, pairs): (Value, Vec<[i64; 2]>) = match case {
        "pairs" => {
            (sma_cross(), (2..=100).flat_map(|fast| (fast + 1..=101).map(move |slow| [fast, slow])).collect())
        }
        "thousand" => (
            sma_cross(),
            (1..=40).flat_map(|fast| (1..=25).map(move |slow| [5 * fast, 200 + 20 * slow])).collect(),
        ),
        "bands" => (rsi_bands(), (2..=31).flat_map(|rsi| (5..=37).map(move |band| [rsi, band])).collect()),
        other => bail!("there is no case `{other}`"),
    };
    let document: Strategy = serde_json::from_value(document)?;
    let names: Vec<_> = document.parameters.keys().cloned().collect();
    let combinations = pairs.into_iter().map(|pair| {
        let values = names.iter().cloned().zip(pair.map(ParameterValue::Integer)).collect();
        parameter_values(&document, &values).map_err(|errors| anyhow::anyhow!("{errors:?}"))
    });
    let combinations = combinations.collect::<Result<_>>()?;
    Ok((document, combinations))
}

/// In the market while the fast average is above the slow one.
fn sma_cross() -> Value {
    json!({
        "schema_version": "2.0",
        "name": "sma_cross",
        "parameters": {
            "a_fast": { "type": "integer", "default": 10 },
            "b_slow": { "type": "integer", "default": 30 },
        },
        "indicators": {
            "fast": { "function": "SMA", "args": { "timeperiod": "$a_fast" } },
            "slow": { "function": "SMA", "args": { "timeperiod": "$b_slow" } },
        },
        "entry_rules": [{ "side": "long", "when": "crosses_above(fast, slow)" }],
        "exit_rules": [{ "side": "long", "when": "crosses_below(fast, slow)" }],
        "sizing": { "kind": "fraction_of_equity", "value": 1.0 },
    })
}

/// Buys weakness below the lower band, with a stop-loss and a take-profit.
fn rsi_bands() -> Value {
    json!({
        "schema_version": "2.0",
        "name": "rsi_bands",
        "parameters": {
            "a_rsi": { "type": "integer", "default": 14 },
            "b_band": { "type": "integer", "default": 20 },
        },
        "indicators": {
            "rsi": { "function": "RSI", "args": { "timeperiod": "$a_rsi" } },
            "bands": { "function": "BBANDS", "args": { "timeperiod": "$b_band" } },
        },
        "entry_rules": [{ "side": "long", "when": "rsi < 35 and close < bands.lowerband" }],
        "exit_rules": [{ "side": "long", "when": "rsi > 65 or close > bands.upperband" }],
        "sizing": { "kind": "fraction_of_equity", "value": 1.0 },
        "risk": {
            "stop_loss": { "kind": "percent", "value": 0.1 },
            "take_profit": { "kind": "percent", "value": 0.2 },
        },
    })
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}
