//! `assay runtime`: the Python that strategies run in.

mod page;

use anyhow::{Context as _, Result};
use assay_sandbox::runtime::{Damage, InstallOptions, Progress, REQUIREMENTS, Record, Runtime, Runtimes};
use assay_sandbox::{BackendName, docker};
use assay_types::Timestamp;
use serde::Serialize;
use serde_json::json;

use crate::cli::{RuntimeCommand, RuntimeInstallArgs, RuntimeRemoveArgs, RuntimeStatusArgs};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::files::shown_path;
use crate::output::Printer;
use crate::progress::Working;

/// A runtime, as it is told.
#[derive(Debug, Serialize)]
struct Told {
    id: String,
    folder: String,
    /// Whether it is used where none is named.
    default: bool,
    /// Whether this version of Assay can use it.
    usable: bool,
    /// Why not.
    reason: Option<String>,
    record: Option<Record>,
    /// What differs from what was installed; nothing if that was not looked at.
    damage: Option<Vec<Damage>>,
}

pub(crate) fn run(command: RuntimeCommand, environment: &Environment, printer: &Printer) -> Result<Exit> {
    match command {
        RuntimeCommand::Install(args) => install(&args, environment, printer),
        RuntimeCommand::Status(args) => status(&args, environment, printer),
        RuntimeCommand::Remove(args) => remove(&args, environment, printer),
        RuntimeCommand::Packages => {
            printer.answer(&json!({ "requirements": REQUIREMENTS }), |_| REQUIREMENTS.to_owned());
            Ok(Exit::Passed)
        }
    }
}

/// The default runtime; installs it where there is none, and says so.
pub(crate) fn ensure(environment: &Environment, printer: &Printer) -> Result<Runtime> {
    let runtimes = runtimes(environment)?;
    let mut working = None;
    let runtime = runtimes.ensure(&options(), &mut |progress| {
        let working = working.get_or_insert_with(|| {
            printer.note("installing the Python that strategies run in, once");
            Working::new(printer, String::new())
        });
        working.say(page::progress(progress));
    });
    drop(working);
    runtime.context("a Python strategy needs a runtime")
}

/// What a backend needs beside a runtime: Docker takes it as an image, once, which is told.
pub(crate) fn ensure_for(
    backend: BackendName,
    runtime: &Runtime,
    environment: &Environment,
    printer: &Printer,
) -> Result<()> {
    if backend != BackendName::Docker {
        return Ok(());
    }
    let mut working = None;
    docker::import(environment.docker_engine().as_deref(), runtime, &mut |bytes| {
        let working = working.get_or_insert_with(|| {
            printer.note("giving the Docker engine the Python that strategies run in, once");
            Working::new(printer, String::new())
        });
        working.say(format!("{} MB of {}", bytes / 1_000_000, runtime.record().bytes / 1_000_000));
    })?;
    Ok(())
}

fn install(args: &RuntimeInstallArgs, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let runtimes = runtimes(environment)?;
    let options = InstallOptions {
        python: args.python.clone(),
        wheels: args.wheels.clone(),
        again: args.again,
        ..options()
    };
    let working = Working::new(printer, "looking for a Python".to_owned());
    let installed = runtimes.install(&options, &mut |progress| {
        if progress == Progress::Waiting && !printer.shows_progress() {
            printer.note("another installation is going on; waiting for it");
        }
        working.say(page::progress(progress));
    });
    drop(working);
    let runtime = installed.context("the runtime was not installed")?;
    let told = tell(runtime.id(), &runtimes, Ok(runtime.clone()));
    printer.answer(&told, |stream| page::one(&told, stream));
    Ok(Exit::Passed)
}

fn status(args: &RuntimeStatusArgs, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let runtimes = runtimes(environment)?;
    let mut told = Vec::new();
    for installed in runtimes.list()? {
        let damage = match &installed.runtime {
            Ok(runtime) if args.verify => {
                let _working = Working::new(printer, format!("hashing the files of {}", installed.id));
                Some(runtime.verify()?)
            }
            _ => None,
        };
        told.push(Told { damage, ..tell(&installed.id, &runtimes, installed.runtime) });
    }
    let healthy = told.iter().any(|told| told.default && told.usable)
        && told.iter().all(|told| told.damage.as_ref().is_none_or(Vec::is_empty));
    let folder = shown_path(runtimes.folder());
    printer
        .answer(&json!({ "folder": folder, "runtimes": told }), |stream| page::list(&told, &folder, stream));
    Ok(if healthy { Exit::Passed } else { Exit::Failed })
}

fn remove(args: &RuntimeRemoveArgs, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let runtimes = runtimes(environment)?;
    let names = if args.all || args.unused {
        let default = runtimes.default_id();
        let installed = runtimes.list()?.into_iter().map(|installed| installed.id);
        installed.filter(|id| args.all || default.as_ref() != Some(id)).collect()
    } else {
        args.names.clone()
    };
    for name in &names {
        runtimes.remove(name)?;
    }
    printer.answer(&json!({ "removed": names }), |_| page::removed(&names));
    Ok(Exit::Passed)
}

fn tell(
    id: &str,
    runtimes: &Runtimes,
    runtime: Result<Runtime, assay_sandbox::runtime::RuntimeError>,
) -> Told {
    let reason = match &runtime {
        Ok(runtime) if runtime.is_current() => None,
        Ok(_) => Some("its packages are not those that this version pins".to_owned()),
        Err(error) => Some(error.to_string()),
    };
    Told {
        id: id.to_owned(),
        folder: shown_path(&runtimes.folder().join(id)),
        default: runtimes.default_id().as_deref() == Some(id),
        usable: reason.is_none(),
        reason,
        record: runtime.ok().map(|runtime| runtime.record().clone()),
        damage: None,
    }
}

pub(super) fn runtimes(environment: &Environment) -> Result<Runtimes> {
    Ok(Runtimes::new(environment.data_folder()?.join("runtimes")))
}

fn options() -> InstallOptions {
    InstallOptions {
        installed_at: now(),
        installed_by: concat!("assay ", env!("CARGO_PKG_VERSION")).to_owned(),
        ..InstallOptions::default()
    }
}

/// The clock, for the date in the record; nothing depends on it.
#[expect(clippy::disallowed_methods, reason = "the date of an installation is for people")]
fn now() -> Option<Timestamp> {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Timestamp::from_unix_seconds(i64::try_from(elapsed.as_secs()).ok()?)
}
