//! Times the check inside the process, as `peers/check/rival.py` does with the rivals:
//! `cargo run --release -p assay-check --example bench_check -- REPEATS FILE…`.
//!
//! Prints one JSON object: for each file its bytes, the seconds of the fastest of the runs (a tenth as many for a file
//! of 100 kB or more), those in which it was read (decoded, bounded, parsed), and how many findings there were.
#![expect(clippy::print_stdout, reason = "the answer goes to standard output")]
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use assay_check::{CheckPolicy, Source, check};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let repeats: u32 = arguments.next().ok_or("how many repeats?")?.parse()?;
    let policy = CheckPolicy::default();
    let once = |bytes: &[u8]| {
        let begin = Instant::now();
        let outcome = Source::read("bench.py", black_box(bytes));
        let read = begin.elapsed().as_secs_f64();
        let findings = match outcome {
            Ok(module) => check(&module, &policy),
            Err(findings) => findings,
        };
        (begin.elapsed().as_secs_f64(), read, findings.len())
    };
    let mut files = Vec::new();
    for name in arguments {
        let bytes = std::fs::read(name)?;
        let runs = if bytes.len() < 100_000 { repeats } else { repeats.div_ceil(10) };
        let (seconds, read, findings) =
            (0..runs).map(|_| once(&bytes)).fold((f64::INFINITY, f64::INFINITY, 0), |best, run| {
                (best.0.min(run.0), best.1.min(run.1), run.2)
            });
        let length = bytes.len();
        files.push(format!(
            "{{\"bytes\": {length}, \"seconds\": {seconds:e}, \"read\": {read:e}, \"findings\": {findings}}}"
        ));
    }
    let (version, files) = (env!("CARGO_PKG_VERSION"), files.join(", "));
    println!("{{\"name\": \"assay\", \"version\": \"{version}\", \"files\": [{files}]}}");
    Ok(())
}
