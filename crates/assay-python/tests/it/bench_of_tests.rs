//! What every test here needs: a sandbox, bars, and a strategy run over them.

use std::path::Path;
use std::sync::OnceLock;

use assay_data::{LoadOptions, load};
use assay_engine::simulator::Options as Account;
use assay_python::{Effort, Market, Program, Run, Settings, run};
use assay_sandbox::runtime::testing;
use assay_sandbox::{BackendName, Limits, Options, Sandbox};
use assay_types::Bars;

/// One sandbox for all tests of the process.
pub(crate) fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        Sandbox::start(BackendName::Namespaces, &testing::runtime(), Options::default()).unwrap()
    })
}

/// Daily bars of one share.
pub(crate) fn google(bars: usize) -> Bars {
    static ALL: OnceLock<Bars> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/GOOG.csv");
        load(&file, &LoadOptions::default(), &mut |_| {}).unwrap().bars
    });
    all.slice(0..bars)
}

pub(crate) fn program(source: &str) -> Program {
    Program {
        name: "strategy.py".to_owned(),
        source: source.to_owned(),
        class: None,
        parameters: [].into(),
        seed: 7,
    }
}

pub(crate) fn settings(effort: Effort) -> Settings {
    Settings { limits: Limits::default(), effort, cores: 2, cuts_seed: 7, first: 0 }
}

/// Runs a source over the first bars.
pub(crate) fn run_over(bars: usize, source: &str, effort: Effort) -> Run {
    let account = Account::default();
    let market = Market::new(&google(bars), &[], &account);
    run(sandbox(), &program(source), &market, &account, &settings(effort), &mut |_| {}).unwrap()
}

/// A class with these bodies of `init` and `next`.
pub(crate) fn class(init: &str, next: &str) -> String {
    let indent = |body: &str| format!("        {}\n", body.replace('\n', "\n        "));
    format!(
        "import numpy as np\nimport pandas as pd\nfrom backtesting import Strategy\n\
         from backtesting.lib import crossover\nfrom backtesting.test import SMA\n\n\n\
         class Tested(Strategy):\n    def init(self):\n{}\n    def next(self):\n{}",
        indent(init),
        indent(next)
    )
}
