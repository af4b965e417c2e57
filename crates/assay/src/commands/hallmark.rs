//! `assay hallmark`: what a run that passed can show to others.

mod folder;
mod page;
mod verify;

use std::path::Path;

use anyhow::{Context as _, Result};
use assay_hallmark::{Envelope, KeyId, Predicate, Statement};
use serde::Serialize;
use serde_json::Value as Json;

use super::key::Told;
use crate::cli::{HallmarkCommand, HallmarkShowArgs, HallmarkVerifyArgs};
use crate::diagnostics::shown;
use crate::environment::Environment;
use crate::exit::Exit;
use crate::files::shown_path;
use crate::keys::{Keyring, Trusted, read_public};
use crate::output::Printer;
use folder::{Difference, Folder};

/// What came of a verification.
#[derive(Debug, Serialize)]
struct Verification {
    /// Whether everything that was checked is as it was signed.
    genuine: bool,
    /// The run's directory, or what was taken for it.
    folder: String,
    /// The trusted keys that signed it.
    keys: Vec<Told>,
    /// Keys that claim to have signed it, and that nobody here knows.
    unknown_keys: Vec<KeyId>,
    /// What was checked, in order.
    checks: Vec<Checked>,
    /// The files that are not as they were signed.
    differences: Vec<Difference>,
    /// What was signed; nothing if no trusted key vouches for it.
    statement: Option<Predicate>,
}

/// One thing that was checked.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Checked {
    check: Check,
    state: State,
    /// What was found, safe to show.
    found: String,
}

/// What is checked, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Check {
    /// The envelope is one of ours, to the byte.
    Form,
    /// A trusted key signed it.
    Signature,
    /// The directory holds the files that were signed, and no others.
    Files,
    /// The report says what was signed.
    Report,
    /// The strategy that was given is the one that was proven.
    Strategy,
    /// The data that were given are those that it was proven on.
    Data,
}

impl Check {
    const ALL: [Self; 6] =
        [Self::Form, Self::Signature, Self::Files, Self::Report, Self::Strategy, Self::Data];

    fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Signature => "signature",
            Self::Files => "files",
            Self::Report => "report",
            Self::Strategy => "strategy",
            Self::Data => "data",
        }
    }
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// Nobody asked, or an earlier one failed.
    NotChecked,
}

pub(crate) fn run(command: HallmarkCommand, environment: &Environment, printer: &Printer) -> Result<Exit> {
    match command {
        HallmarkCommand::Verify(args) => verify(&args, environment, printer),
        HallmarkCommand::Show(args) => show(&args, printer),
    }
}

fn verify(args: &HallmarkVerifyArgs, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let trusted = if args.keys.is_empty() {
        Keyring::of(environment)?.trusted()?
    } else {
        args.keys.iter().map(|path| given(path)).collect::<Result<_>>()?
    };
    let verification = verify::verify(args, &trusted)?;
    let exit = if verification.genuine { Exit::Passed } else { Exit::Failed };
    printer.answer(&verification, |stream| page::render(&verification, stream));
    Ok(exit)
}

/// A key that is believed this once, called as its file.
fn given(path: &Path) -> Result<Trusted> {
    let key = read_public(path)?;
    let stem = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
    let name = stem.or_else(|| "given".parse().ok());
    Ok(Trusted { name, key })
}

fn show(args: &HallmarkShowArgs, printer: &Printer) -> Result<Exit> {
    let (folder, name) = Folder::around(&args.path)?;
    let path = shown_path(&args.path);
    let statement = folder.hallmark(&name)?.map_err(|found| anyhow::anyhow!(found)).and_then(|bytes| {
        let statement = Envelope::read(&bytes)?.unverified_statement()?;
        Ok(serde_json::from_slice::<Json>(&Statement::to_bytes(&statement))?)
    });
    let statement = statement.with_context(|| format!("`{path}` has no hallmark that can be shown"))?;
    printer.note("this is what the hallmark says; `assay hallmark verify` tells whether it holds");
    printer.answer(&statement, |_| {
        let lines: Vec<String> = format!("{statement:#}").lines().map(shown).collect();
        lines.join("\n") + "\n"
    });
    Ok(Exit::Passed)
}
