//! Measures the sandbox: one JSON document on stdout.
//!
//! `cargo run --release -p assay-sandbox --example bench_sandbox [-- RUNS]`, as root for the memory of idle children.
//! Docker is measured when `ASSAY_TEST_DOCKER` tells where an engine listens, bwrap when it is installed.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for developers")]
#![expect(clippy::disallowed_methods, reason = "measures time")]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use assay_sandbox::{BackendName, Limits, Options, Request, Sandbox, Status, docker, runtime, services};
use serde_json::{Value, json};

const TRIVIAL: &str = "print(1)";
const PANDAS: &str = "
import numpy as np, pandas as pd
close = pd.Series(np.arange(1000.0))
print(close.rolling(20).mean().iloc[-1])
";
const BUSY: &str = "
import numpy as np
total = 0
for i in range(2_000_000):
    total += i * i % 7
a = np.random.default_rng(0).normal(size=(300, 300))
for _ in range(40):
    a = np.tanh(a @ a.T / 300)
print(total, a.sum())
";

fn main() {
    let runs: u32 = std::env::args().nth(1).map_or(200, |runs| runs.parse().unwrap());
    let runtime = runtime::testing::runtime();
    let begun = Instant::now();
    let options = || Options { pool: 8, ..Options::default() };
    let sandbox = Sandbox::start(BackendName::Namespaces, &runtime, options()).unwrap();
    let start = begun.elapsed();
    fill(&sandbox, 8);
    let idle = idle_private_bytes();
    let pool = |source: &str| {
        let mut times = Vec::new();
        for _ in 0..runs {
            fill(&sandbox, 8);
            times.push(run(&sandbox, source, Limits::default()));
        }
        milliseconds(times)
    };
    let (trivial, pandas) = (pool(TRIVIAL), pool(PANDAS));
    let other = || Limits::default().with_work_files(1000).unwrap();
    fill(&sandbox, 8);
    let fork = milliseconds((0..runs).map(|_| run(&sandbox, TRIVIAL, other())).collect());
    let fork_pandas = milliseconds((0..runs).map(|_| run(&sandbox, PANDAS, other())).collect());
    let throughput = |clients: u32| {
        let begun = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..clients {
                scope.spawn(|| {
                    for _ in 0..runs / clients {
                        run(&sandbox, PANDAS, Limits::default());
                    }
                });
            }
        });
        f64::from(runs / clients * clients) / begun.elapsed().as_secs_f64()
    };
    let throughput = json!({ "one_client": throughput(1), "four_clients": throughput(4) });
    drop(sandbox);
    let document = json!({
        "start_ms": start.as_secs_f64() * 1e3,
        "idle_child_private_bytes": idle,
        "pool_to_result_ms": { "trivial": trivial, "pandas": pandas },
        "fork_to_result_ms": { "trivial": fork, "pandas": fork_pandas },
        "sandboxes_per_second": throughput,
        "isolation_overhead": overhead(&runtime),
        "docker": docker(&runtime),
        "bwrap_ms": bwrap(&runtime),
    });
    println!("{}", serde_json::to_string_pretty(&document).unwrap());
}

fn fill(sandbox: &Sandbox, pool: usize) {
    while sandbox.ready() < pool {
        std::thread::sleep(Duration::from_millis(1));
    }
    // What the last child left is being removed.
    std::thread::sleep(Duration::from_millis(4));
}

fn request(source: &str, limits: Limits) -> Request {
    Request { name: "bench.py".to_owned(), source: source.into(), limits, ..Request::default() }
}

fn run(sandbox: &Sandbox, source: &str, limits: Limits) -> Duration {
    let begun = Instant::now();
    let report = sandbox.run(&request(source, limits)).unwrap();
    let taken = begun.elapsed();
    assert_eq!(report.status, Status::Succeeded, "{report:?}");
    taken
}

/// Median and 95th percentile.
fn milliseconds(mut times: Vec<Duration>) -> Value {
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    json!({ "median": at(50), "p95": at(95), "runs": times.len() })
}

fn idle_private_bytes() -> Option<u64> {
    let mut sizes: Vec<u64> = services()
        .iter()
        .filter(|service| service.host == std::process::id())
        .flat_map(|service| &service.children)
        .filter_map(|child| {
            let rollup = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", child.pid)).ok()?;
            let private = rollup.lines().filter(|line| line.starts_with("Private_"));
            Some(
                private
                    .filter_map(|line| line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok())
                    .sum::<u64>()
                    << 10,
            )
        })
        .collect();
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied()
}

/// The same busy job, isolated and not, in turns; one core each.
fn overhead(runtime: &runtime::Runtime) -> Value {
    let limits = || Limits::default().with_cores(4.0).unwrap();
    let start = |backend| {
        let options = Options { pool: 1, limits: limits(), ..Options::default() };
        Sandbox::start(backend, runtime, options).unwrap()
    };
    let (bare, isolated) = (start(BackendName::Bare), start(BackendName::Namespaces));
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..15 {
        for (times, sandbox) in times.iter_mut().zip([&bare, &isolated]) {
            fill(sandbox, 1);
            times.push(run(sandbox, BUSY, limits()));
        }
    }
    let [bare, isolated] = times.map(milliseconds);
    let ratio = isolated["median"].as_f64().unwrap() / bare["median"].as_f64().unwrap() - 1.0;
    json!({ "bare_ms": bare, "isolated_ms": isolated, "overhead": ratio })
}

/// The Docker backend, and `docker run` of the same image with the same limits, in turns.
fn docker(runtime: &runtime::Runtime) -> Option<Value> {
    let engine = std::env::var("ASSAY_TEST_DOCKER").ok()?;
    let image = docker::import(Some(&engine), runtime, &mut |_| {}).unwrap();
    let options = Options { pool: 1, engine: Some(engine.clone()), ..Options::default() };
    let sandbox = Sandbox::start(BackendName::Docker, runtime, options).unwrap();
    let other = || Limits::default().with_work_files(1000).unwrap();
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..10 {
        fill(&sandbox, 1);
        let begun = Instant::now();
        let child = sandbox.child(&other()).unwrap();
        let ready = begun.elapsed();
        drop(child);
        fill(&sandbox, 1);
        let pooled = run(&sandbox, PANDAS, Limits::default());
        fill(&sandbox, 1);
        let fresh = run(&sandbox, PANDAS, other());
        fill(&sandbox, 1);
        let begun = Instant::now();
        let mut command = Command::new("docker");
        command.args(["--host", &engine, "run", "--rm", "--network=none", "--memory=256m", "--cpus=0.5"]);
        command.args(["--read-only", "--pids-limit=16", "--env=LD_LIBRARY_PATH=/lib"]);
        command.args(["--env=OPENBLAS_NUM_THREADS=1", &image, "/usr/bin/python3", "-S", "-c", PANDAS]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().is_ok_and(|status| status.success()));
        for (times, time) in times.iter_mut().zip([ready, pooled, fresh, begun.elapsed()]) {
            times.push(time);
        }
    }
    let [ready, pooled, fresh, run] = times.map(milliseconds);
    Some(json!({
        "container_ready_ms": ready,
        "pool_to_result_ms": pooled,
        "container_to_result_ms": fresh,
        "docker_run_ms": run,
    }))
}

/// `bwrap` without limits, which it does not have.
fn bwrap(runtime: &runtime::Runtime) -> Option<Value> {
    let root = runtime.root();
    let once = || {
        let mut bwrap = Command::new("bwrap");
        bwrap.args(["--unshare-all", "--ro-bind"]).arg(&root).args(["/", "--tmpfs", "/work", "--clearenv"]);
        bwrap.args(["--setenv", "LD_LIBRARY_PATH", "/lib", "--setenv", "OPENBLAS_NUM_THREADS", "1"]);
        bwrap.args(["/usr/bin/python3", "-S", "-c", PANDAS]).stdout(Stdio::null()).stderr(Stdio::null());
        bwrap.status().is_ok_and(|status| status.success())
    };
    once().then(|| {
        milliseconds(
            (0..10)
                .map(|_| {
                    let begun = Instant::now();
                    assert!(once());
                    begun.elapsed()
                })
                .collect(),
        )
    })
}
