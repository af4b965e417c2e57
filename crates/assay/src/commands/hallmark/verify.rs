//! The checks, from the outside in: nothing is believed of what an earlier one refused.

use std::error::Error;
use std::ffi::OsStr;
use std::path::Path;

use anyhow::Result;
use assay_hallmark::{Envelope, KeyId, Predicate, PublicKey, REPORT_FILE, Verified, VerifyError};
use assay_spec::{Language, RunReport, content_hash};

use super::folder::{self, Difference, Folder};
use super::{Check, Checked, State, Told, Verification};
use crate::cli::HallmarkVerifyArgs;
use crate::diagnostics::shown;
use crate::documents;
use crate::files::shown_path;
use crate::keys::Trusted;
use crate::run::is_python;

/// The most bytes of a report that is compared; one of a run has some ten thousand.
const REPORT_BYTES_MAX: u64 = 256 << 20;

/// Checks a hallmark and what it is about.
///
/// # Errors
/// Something cannot be read. A hallmark that does not hold is no error.
pub(super) fn verify(args: &HallmarkVerifyArgs, trusted: &[Trusted]) -> Result<Verification> {
    let (folder, name) = Folder::around(&args.path)?;
    let mut checks = Vec::new();
    let mut unknown_keys = Vec::new();
    let verified = authenticate(&folder, &name, trusted, &mut checks, &mut unknown_keys)?;
    let mut differences = Vec::new();
    if let Some(verified) = &verified {
        let predicate = verified.statement.predicate();
        differences = folder.differences(&name, &predicate.files)?;
        let held = differences.is_empty();
        checks.push(compared(Check::Files, held, files(predicate, &differences)));
        if held {
            checks.push(report(&folder, predicate)?);
        }
        checks.extend(args.strategy.as_deref().map(|path| strategy(path, predicate)).transpose()?);
        checks.extend(args.data.as_deref().map(|path| data(path, predicate)).transpose()?);
    }
    let genuine = verified.is_some() && checks.iter().all(|checked| checked.state == State::Holds);
    let asked = |check| match check {
        Check::Strategy => args.strategy.is_some(),
        Check::Data => args.data.is_some(),
        Check::Form | Check::Signature | Check::Files | Check::Report => true,
    };
    let checks = Check::ALL.map(|check| {
        let done = checks.iter().position(|checked| checked.check == check);
        done.map_or_else(|| skipped(check, asked(check)), |index| checks.swap_remove(index))
    });
    let signers = verified.as_ref().map_or(&[][..], |verified| &verified.signers);
    let keys = trusted.iter().filter(|trusted| signers.contains(&trusted.key.id())).map(Told::of).collect();
    Ok(Verification {
        genuine,
        folder: folder.shown(),
        keys,
        unknown_keys,
        checks: checks.into(),
        differences,
        statement: verified.map(|verified| verified.statement.predicate().clone()),
    })
}

/// Reads the envelope and looks at its signatures; what it says, if a trusted key vouches for it. `unknown` gets the
/// keys that it claims to be signed by beside.
fn authenticate(
    folder: &Folder,
    name: &OsStr,
    trusted: &[Trusted],
    checks: &mut Vec<Checked>,
    unknown: &mut Vec<KeyId>,
) -> Result<Option<Verified>> {
    let envelope = match folder.hallmark(name)? {
        Ok(bytes) => Envelope::read(&bytes).map_err(|error| in_words(&error)),
        Err(found) => Err(found),
    };
    let envelope = match envelope {
        Ok(envelope) => envelope,
        Err(found) => {
            checks.push(compared(Check::Form, false, found));
            return Ok(None);
        }
    };
    let keys: Vec<PublicKey> = trusted.iter().map(|trusted| trusted.key.clone()).collect();
    let found = match envelope.verify(&keys) {
        Ok(verified) => {
            let form = "an in-toto statement in a DSSE envelope, as Assay writes them".to_owned();
            checks.push(compared(Check::Form, true, form));
            let signers = trusted.iter().filter(|trusted| verified.signers.contains(&trusted.key.id()));
            let signers: Vec<_> =
                signers.map(|signer| format!("{}, {}", signer.key.id().short(), signer.called())).collect();
            let found = format!("by the key {}", signers.join("; and "));
            checks.push(compared(Check::Signature, true, found));
            unknown.clone_from(&verified.unknown);
            return Ok(Some(verified));
        }
        Err(error @ VerifyError::Statement(_)) => {
            checks.push(compared(Check::Form, false, in_words(&error)));
            return Ok(None);
        }
        Err(VerifyError::Untrusted(keys)) => {
            let names: Vec<_> = keys.iter().map(ToString::to_string).collect();
            *unknown = keys;
            format!("no trusted key signed it; it claims to be by the key {}", names.join(" and "))
        }
        Err(error) => in_words(&error),
    };
    checks.push(compared(Check::Form, true, "a DSSE envelope, as Assay writes them".to_owned()));
    checks.push(compared(Check::Signature, false, found));
    Ok(None)
}

fn compared(check: Check, holds: bool, found: String) -> Checked {
    Checked { check, state: if holds { State::Holds } else { State::Fails }, found }
}

fn skipped(check: Check, asked: bool) -> Checked {
    let found = match check {
        Check::Strategy if !asked => "not compared with a file of yours; `--strategy FILE` does",
        Check::Data if !asked => "not compared with a file of yours; `--data FILE` does",
        _ => "not reached",
    };
    Checked { check, state: State::NotChecked, found: found.to_owned() }
}

fn files(predicate: &Predicate, differences: &[Difference]) -> String {
    let count = predicate.files.len();
    match differences.len() {
        0 => format!("all {count} are there, to the byte, and no other"),
        1 => "1 is not as it was signed".to_owned(),
        differing => format!("{differing} are not as they were signed"),
    }
}

fn report(folder: &Folder, predicate: &Predicate) -> Result<Checked> {
    let entry = predicate.files.get(REPORT_FILE);
    let bytes =
        entry.map(|entry| folder.signed(REPORT_FILE, *entry, REPORT_BYTES_MAX)).transpose()?.flatten();
    let read = bytes.as_deref().map(serde_json::from_slice::<RunReport>);
    Ok(match read {
        None => compared(
            Check::Report,
            false,
            "it cannot be compared: it is too long, or was just changed".to_owned(),
        ),
        Some(Err(error)) => {
            let found =
                format!("it is no report that this version of Assay reads: {}", shown(&error.to_string()));
            compared(Check::Report, false, found)
        }
        Some(Ok(report)) => match predicate.differences(&report).as_slice() {
            [] => compared(Check::Report, true, "says what was signed".to_owned()),
            fields => {
                let found = format!("says something else than what was signed in {}", fields.join(", "));
                compared(Check::Report, false, found)
            }
        },
    })
}

fn strategy(path: &Path, predicate: &Predicate) -> Result<Checked> {
    let wanted = &predicate.strategy;
    let hash = match wanted.language {
        Language::Document if is_python(path) => None,
        Language::Document => Some(content_hash(&documents::read_strategy(path)?.value)),
        Language::Python => Some(folder::hash(path)?),
    };
    let name = shown_path(path);
    let holds = hash == Some(wanted.content_hash);
    let found = match (holds, wanted.language) {
        (true, Language::Document) => format!("`{name}` is `{}`, the strategy that was proven", wanted.name),
        (true, Language::Python) => format!("`{name}` is the file that was proven, to the byte"),
        (false, _) => format!("`{name}` is not the strategy that was proven"),
    };
    Ok(compared(Check::Strategy, holds, found))
}

fn data(path: &Path, predicate: &Predicate) -> Result<Checked> {
    let name = shown_path(path);
    let holds = folder::hash(path)? == predicate.data.file_hash;
    let found = if holds {
        format!("`{name}` is the file that it was proven on, to the byte")
    } else {
        format!("`{name}` is not the file that it was proven on")
    };
    Ok(compared(Check::Data, holds, found))
}

/// An error with what caused it, safe to show.
fn in_words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    shown(&words)
}
