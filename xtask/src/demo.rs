//! The demonstration: a document and a Python strategy are proven, and three strategies are refused with the reason.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::runtime;
use crate::steps::Steps;
use crate::web;
use crate::workspace::{Workspace, perform, shown};

/// A strategy, and what is to be seen of it.
struct Act {
    title: &'static str,
    strategy: &'static str,
    options: &'static [&'static str],
    status: i32,
    /// The file that its report is written to, below the folder of reports.
    report: Option<&'static str>,
}

const PASSED: i32 = 0;
const REFUSED: i32 = 1;

const ACTS: &[Act] = &[
    Act {
        title: "A document: indicators and rules, no code to run, and no way to name a later bar",
        strategy: "examples/strategies/volatility_target.json",
        options: &["--param", "period=100"],
        status: PASSED,
        report: Some("volatility_target.html"),
    },
    Act {
        title: "Python, written for backtesting.py: checked, isolated, and run without the future",
        strategy: "examples/strategies/trend_with_stop.py",
        options: &["--commission", "0.001"],
        status: PASSED,
        report: Some("trend_with_stop.html"),
    },
    Act {
        title: "A backtest that looks splendid: chosen without knowing what came after, it would have lost",
        strategy: "examples/strategies/sma_cross.json",
        options: &[],
        status: REFUSED,
        report: Some("sma_cross.html"),
    },
    Act {
        title: "Python that looks ahead: no line is forbidden, but it decides by bars that are yet to come",
        strategy: "examples/refused/swing_points.py",
        options: &[],
        status: REFUSED,
        report: None,
    },
    Act {
        title: "Python that is hostile: it is read, and never run",
        strategy: "examples/refused/phones_home.py",
        options: &[],
        status: REFUSED,
        report: None,
    },
];

/// Where reports are written.
const REPORTS: &str = "target/demo";

/// Google's daily prices.
const DATA: &str = "examples/data/GOOG.csv";

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let reports = workspace.root.join(REPORTS);
    fs::create_dir_all(&reports).with_context(|| format!("cannot make `{}`", reports.display()))?;
    let told: Vec<String> =
        ACTS.iter().filter_map(|act| Some(reports.join(act.report?).display().to_string())).collect();
    println!("The reports, for your browser, once they are there:\n  {}\n", told.join("\n  "));
    let mut steps = Steps::default();
    web::step(workspace, &mut steps)?;
    println!("==> building Assay");
    perform(&mut workspace.cargo(["build", "--release", "--locked", "--package", "assay"]))?;
    runtime::ensure_python(workspace)?;
    for Act { title, strategy, options, status, report } in ACTS {
        let mut prove =
            workspace.cargo(["run", "--quiet", "--release", "--locked", "--package", "assay", "--"]);
        let mut words: Vec<String> =
            ["prove", strategy, "--data", DATA].iter().chain(*options).map(|&word| word.to_owned()).collect();
        words.extend(report.iter().flat_map(|report| ["--report".to_owned(), format!("{REPORTS}/{report}")]));
        prove.args(&words).env("ASSAY_DATA_DIR", &workspace.cache);
        println!("\n==> {title}\n$ assay {}", words.join(" "));
        let ended = prove.status().with_context(|| format!("cannot run `{}`", shown(&prove)))?;
        if ended.code() != Some(*status) {
            bail!("`{}` ended with {ended}, not with {status}", shown(&prove));
        }
    }
    println!(
        "\nTwo passed, three were refused with their reasons. Next: `cargo install --locked --path crates/assay`, then\n\
         `assay prove my_strategy.py --data {DATA}`; or `assay new my_strategy` writes a document to start from."
    );
    println!("\nThe reports, for your browser:\n  {}", told.join("\n  "));
    println!("\n{}", steps.account());
    Ok(())
}
