//! Times the check: `cargo run --release -p assay-check --example bench_check -- strategy.py large.py`.
//!
//! Each line on standard input is a turn: every file is read and checked once, and a line of JSON gives the seconds of
//! each. `ready` comes first. `cargo xtask bench check` speaks the same protocol with the rivals.
#![expect(clippy::print_stdout, reason = "the protocol is lines on standard output")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::hint::black_box;
use std::io::BufRead as _;
use std::time::Instant;

use assay_check::{CheckPolicy, Source, check};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A turn of a small file repeats it for at least so long, and gives the fastest.
const REPEATS: u32 = 50;

fn main() -> std::io::Result<()> {
    let files: Vec<_> = std::env::args().skip(1).collect();
    let contents: Vec<_> = files.iter().map(std::fs::read).collect::<std::io::Result<_>>()?;
    let policy = CheckPolicy::default();
    let once = |bytes: &[u8]| {
        let begin = Instant::now();
        let findings = match Source::read("bench.py", black_box(bytes)) {
            Ok(module) => check(&module, &policy),
            Err(findings) => findings,
        };
        (begin.elapsed().as_secs_f64(), findings.len())
    };
    println!("ready");
    for turn in std::io::stdin().lock().lines() {
        turn?;
        let results: Vec<_> = contents
            .iter()
            .map(|bytes| {
                let repeats = if bytes.len() < 100_000 { REPEATS } else { 1 };
                let (seconds, findings) = (0..repeats)
                    .map(|_| once(bytes))
                    .fold((f64::INFINITY, 0), |best, run| (best.0.min(run.0), run.1));
                format!("{{\"bytes\": {}, \"seconds\": {seconds:e}, \"findings\": {findings}}}", bytes.len())
            })
            .collect();
        println!("{{\"version\": \"{}\", \"files\": [{}]}}", env!("CARGO_PKG_VERSION"), results.join(", "));
    }
    Ok(())
}
