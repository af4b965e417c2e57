//! `bench_python FILE RUNTIME ISOLATION CORES EFFORT`: a Python strategy under `cargo xtask bench python`, by the
//! protocol of `peers/bench/rival.py`.
//!
//! Loads the bars and starts the sandbox, prints `ready`, then for each line on stdin runs one SMA cross from source to
//! statistics and prints one JSON object. ISOLATION is `namespaces` or `bare`, EFFORT `off`, `sampled` or `full`.

use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use assay_data::{LoadOptions, load};
use assay_engine::simulator::Options as Account;
use assay_engine::statistics::statistics;
use assay_python::{Effort, Market, Program, Settings, run};
use assay_sandbox::runtime::Runtime;
use assay_sandbox::{BackendName, Limits, Options, Sandbox};
use serde_json::json;

/// The allocator of the `assay` binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The class that `peers/bench/rival.py` gives backtesting.py, as a file.
const SOURCE: &str = "\
import pandas as pd
from backtesting import Strategy
from backtesting.lib import crossover


def mean(values, bars):
    return pd.Series(values).rolling(bars).mean()


class SmaCross(Strategy):
    def init(self):
        self.fast = self.I(mean, self.data.Close, 10)
        self.slow = self.I(mean, self.data.Close, 30)

    def next(self):
        if crossover(self.fast, self.slow):
            self.position.close()
            self.buy()
        elif crossover(self.slow, self.fast):
            self.position.close()
            self.sell()
";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, runtime, isolation, cores, effort] = arguments.as_slice() else {
        bail!("usage: bench_python FILE RUNTIME namespaces|bare CORES off|sampled|full")
    };
    let effort = match effort.as_str() {
        "off" => Effort::Off,
        "sampled" => Effort::Sampled,
        "full" => Effort::Full,
        other => bail!("no effort `{other}`"),
    };
    let loaded = load(Path::new(file), &LoadOptions::default(), &mut |_| {}).context("loading")?;
    let options = Account::default();
    let limits = Limits::default().with_cores(cores.parse()?)?.with_wall(Duration::from_mins(10))?;
    let limits = limits.with_memory_bytes(1 << 30)?;
    let backend = match isolation.as_str() {
        "namespaces" => BackendName::Namespaces,
        "bare" => BackendName::Bare,
        other => bail!("no isolation `{other}`"),
    };
    let runtime = Runtime::open(Path::new(runtime))?.context("there is no runtime")?;
    let service = Options { limits: limits.clone(), pool: effort.cells(), ..Options::default() };
    let pool = service.pool;
    let sandbox = Sandbox::start(backend, &runtime, service)?;
    let program = Program {
        name: "sma_cross.py".to_owned(),
        source: SOURCE.to_owned(),
        class: None,
        parameters: [].into(),
        seed: 0,
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let settings = Settings { limits, effort, cores, cuts_seed: 0, first: 0 };
    let mut out = stdout().lock();
    writeln!(out, "ready")?;
    out.flush()?;
    for line in stdin().lock().lines() {
        line?;
        let begin = now();
        let market = Market::new(&loaded.bars, &[], &options);
        let made = run(&sandbox, &program, &market, &options, &settings, &mut |_| {})?;
        let outcome = match made.outcome {
            Ok(outcome) => outcome,
            Err(failure) => bail!("{failure:?}"),
        };
        let simulated = begin.elapsed();
        let (figures, _) = statistics(&loaded.bars, &outcome);
        let whole = begin.elapsed();
        let answer = json!({
            "seconds": whole.as_secs_f64(),
            "simulation_seconds": simulated.as_secs_f64(),
            "bars": loaded.bars.len(),
            "final_equity": figures.equity_final,
            "trades": outcome.trades.len(),
            "version": env!("CARGO_PKG_VERSION"),
        });
        // The next turn is another's: what fills the pool again is done by then. A second is more than it takes.
        for _ in 0..1000 {
            if sandbox.ready() == pool {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}
