//! `assay prove`.

use assay_spec::VerdictPolicy;

use crate::cli::ProveArgs;
use crate::commands::backtest::tell;
use crate::documents;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::output::Printer;
use crate::page::Detail;
use crate::report;
use crate::run::{self, Proof};

pub(crate) fn run(args: &ProveArgs, environment: &Environment, printer: &Printer) -> anyhow::Result<Exit> {
    let report = args.report.as_deref().map(report::Target::of).transpose()?;
    let policy = match &args.policy {
        Some(path) => documents::read::<VerdictPolicy>(path)?.value,
        None => assay_lab::default_policy(),
    };
    let proof = Proof { policy, laboratory: &args.laboratory };
    let run = run::execute(&args.run, Some(&proof), environment, printer)?;
    tell(&run, &args.run, report.as_ref(), Detail::Full, printer)?;
    Ok(run.exit())
}
