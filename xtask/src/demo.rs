//! The demonstration: a document and a Python strategy are proven, and two strategies are refused with the reason.

use anyhow::{Context, Result, bail};

use crate::runtime;
use crate::workspace::{Workspace, perform, shown};

/// A strategy, and what is to be seen of it.
struct Act {
    title: &'static str,
    strategy: &'static str,
    options: &'static [&'static str],
    status: i32,
}

const PASSED: i32 = 0;
const REFUSED: i32 = 1;

const ACTS: &[Act] = &[
    Act {
        title: "A document: indicators and rules, no code to run, and no way to name a later bar",
        strategy: "examples/strategies/sma_cross.json",
        options: &[],
        status: PASSED,
    },
    Act {
        title: "Python, written for backtesting.py: checked, isolated, and run without the future",
        strategy: "examples/strategies/trend_with_stop.py",
        options: &["--commission", "0.001"],
        status: PASSED,
    },
    Act {
        title: "Python that looks ahead: no line is forbidden, but it decides by bars that are yet to come",
        strategy: "examples/refused/swing_points.py",
        options: &[],
        status: REFUSED,
    },
    Act {
        title: "Python that is hostile: it is read, and never run",
        strategy: "examples/refused/phones_home.py",
        options: &[],
        status: REFUSED,
    },
];

/// Google's daily prices.
const DATA: &str = "examples/data/GOOG.csv";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    println!("==> building Assay");
    perform(&mut workspace.cargo(["build", "--release", "--locked", "--package", "assay"]))?;
    runtime::ensure_python(workspace)?;
    for Act { title, strategy, options, status } in ACTS {
        let mut prove =
            workspace.cargo(["run", "--quiet", "--release", "--locked", "--package", "assay", "--"]);
        prove.args(["prove", strategy, "--data", DATA]).args(*options);
        prove.env("ASSAY_DATA_DIR", &workspace.cache);
        let options: String = options.iter().flat_map(|option| [" ", option]).collect();
        println!("\n==> {title}\n$ assay prove {strategy} --data {DATA}{options}");
        let ended = prove.status().with_context(|| format!("cannot run `{}`", shown(&prove)))?;
        if ended.code() != Some(*status) {
            bail!("`{}` ended with {ended}, not with {status}", shown(&prove));
        }
    }
    println!(
        "\nTwo passed, two were refused with their reasons. Next: `cargo install --locked --path crates/assay`, then\n\
         `assay prove my_strategy.py --data {DATA}`; or `assay new my_strategy` writes a document to start from."
    );
    Ok(())
}
