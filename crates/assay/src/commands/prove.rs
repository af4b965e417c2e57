//! `assay prove`.

use anyhow::{Context as _, Result};
use assay_hallmark::SecretKey;
use assay_spec::VerdictPolicy;

use crate::cli::ProveArgs;
use crate::commands::backtest::tell;
use crate::documents;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::keys::Keyring;
use crate::output::Printer;
use crate::page::Detail;
use crate::report;
use crate::run::{self, Proof};

pub(crate) fn run(args: &ProveArgs, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let report = args.report.as_deref().map(report::Target::of).transpose()?;
    let policy = match &args.policy {
        Some(path) => documents::read::<VerdictPolicy>(path)?.value,
        None => assay_lab::default_policy(),
    };
    let signer = Signer::of(args, environment)?;
    let proof = Proof { policy, laboratory: &args.laboratory };
    let run = run::execute(&args.run, Some(&proof), environment, printer)?;
    let key = signer.filter(|_| run.passed()).map(|signer| signer.key(printer)).transpose()?;
    tell(&run, &args.run, key.as_ref(), report.as_ref(), Detail::Full, printer)?;
    Ok(run.exit())
}

/// Who signs a hallmark, if the run passes.
struct Signer {
    keyring: Keyring,
    key: Option<SecretKey>,
}

impl Signer {
    /// None where no hallmark is wanted. Asked before the work: a key that cannot be used is told at once, and one that
    /// is not needed is not made.
    fn of(args: &ProveArgs, environment: &Environment) -> Result<Option<Self>> {
        if args.no_hallmark || args.run.no_out {
            return Ok(None);
        }
        let open = || {
            let keyring = Keyring::of(environment)?;
            Ok(Self { key: keyring.own()?, keyring })
        };
        let opened: Result<Self> = open();
        opened.context("no hallmark can be signed; `--no-hallmark` proves without one").map(Some)
    }

    fn key(self, printer: &Printer) -> Result<SecretKey> {
        self.key.map_or_else(|| self.keyring.own_or_new(printer), Ok)
    }
}
