//! `assay key`: the keys of hallmarks.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use assay_hallmark::{KeyId, PublicKey};
use assay_types::Identifier;
use serde::Serialize;

use crate::cli::{KeyCommand, KeyDistrustArgs, KeyNewArgs, KeyShowArgs, KeyTrustArgs};
use crate::environment::Environment;
use crate::exit::Exit;
use crate::files::shown_path;
use crate::keys::{Backup, Keyring, Trusted, read_public};
use crate::output::{Printer, Stream, style};

/// A key, as it is told.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    id: KeyId,
    /// What it is called here; nothing if it is the user's own.
    name: Option<Identifier>,
    /// Whether its secret half signs here.
    pub(super) own: bool,
    /// The public key.
    pem: String,
}

/// A key that was made.
#[derive(Debug, Serialize)]
struct Made {
    #[serde(flatten)]
    key: Told,
    /// Where the secret half is.
    file: String,
    /// Where the secret half of the one before is now.
    replaced: Option<String>,
}

/// All that are believed.
#[derive(Debug, Serialize)]
struct Listed {
    folder: String,
    keys: Vec<Told>,
}

impl Told {
    pub(super) fn of(trusted: &Trusted) -> Self {
        Self {
            id: trusted.key.id(),
            name: trusted.name.clone(),
            own: trusted.name.is_none(),
            pem: trusted.key.to_pem(),
        }
    }

    fn own(key: PublicKey) -> Self {
        Self::of(&Trusted { name: None, key })
    }
}

pub(crate) fn run(command: KeyCommand, environment: &Environment, printer: &Printer) -> Result<Exit> {
    let keyring = Keyring::of(environment)?;
    match command {
        KeyCommand::New(args) => new(&args, &keyring, printer),
        KeyCommand::Show(args) => show(&args, &keyring, printer),
        KeyCommand::List => list(&keyring, printer),
        KeyCommand::Trust(args) => trust(&args, &keyring, printer),
        KeyCommand::Distrust(args) => distrust(&args, &keyring, printer),
    }
}

fn new(args: &KeyNewArgs, keyring: &Keyring, printer: &Printer) -> Result<Exit> {
    let file = keyring.secret_file();
    let (key, backup) = if args.force {
        keyring.replace()?
    } else {
        if fs::symlink_metadata(&file).is_ok() {
            bail!(
                "the key `{}` exists already; `--force` makes another, keeps this one beside it, and others have to \
                 trust the new one first",
                shown_path(&file)
            );
        }
        (keyring.create()?, None)
    };
    let file = shown_path(&file);
    let replaced = backup.as_ref().map(|backup| shown_path(&backup.secret));
    let made = Made { key: Told::own(key.public()), file, replaced };
    printer.answer(&made, |stream| made_page(&made, stream));
    if let Some(Backup { secret, public }) = &backup {
        printer.note(&format!("the key before it is kept in `{}`", shown_path(secret)));
        if let Some(public) = public {
            let public = shown_path(public);
            printer.note(&format!(
                "its hallmarks are believed no longer, unless you `assay key trust {public}`"
            ));
        }
    }
    Ok(Exit::Passed)
}

fn made_page(made: &Made, stream: &Stream) -> String {
    let id = stream.paint(style::STRONG, &made.key.id.to_string());
    format!(
        "Key {id}\n  signs your hallmarks from now on; its secret half lies in {}\n  \
         `assay key show` prints the public half, for others to trust\n",
        made.file
    )
}

fn show(args: &KeyShowArgs, keyring: &Keyring, printer: &Printer) -> Result<Exit> {
    let told = match &args.key {
        Some(key) => Told::of(&keyring.find(key)?),
        None => Told::own(keyring.own()?.context("there is no key yet; `assay key new` makes one")?.public()),
    };
    // Readers of PEM pass over the line above it.
    printer.answer(&told, |_| format!("key {}\n{}", told.id, told.pem));
    Ok(Exit::Passed)
}

fn list(keyring: &Keyring, printer: &Printer) -> Result<Exit> {
    let keys = keyring.trusted()?.iter().map(Told::of).collect();
    let listed = Listed { folder: shown_path(keyring.folder()), keys };
    printer.answer(&listed, |stream| list_page(&listed, stream));
    Ok(Exit::Passed)
}

fn list_page(listed: &Listed, stream: &Stream) -> String {
    if listed.keys.is_empty() {
        return format!(
            "There is no key in {}.\n\n`assay prove` makes one when it first needs it, and so does `assay key new`.\n",
            listed.folder
        );
    }
    let name = |told: &Told| told.name.as_ref().map_or("", Identifier::as_str).to_owned();
    let width =
        listed.keys.iter().map(|told| name(told).len()).max().unwrap_or_default().max("your own".len());
    let mut page = String::new();
    for told in &listed.keys {
        let called = if told.own { "your own".to_owned() } else { name(told) };
        let called = stream.paint(style::STRONG, &format!("{called:<width$}"));
        let _infallible = writeln!(page, "{called}  {}", told.id);
    }
    page
}

fn trust(args: &KeyTrustArgs, keyring: &Keyring, printer: &Printer) -> Result<Exit> {
    let key = read_public(&args.file)?;
    let (trusted, new) = keyring.trust(args.name.as_ref(), &args.file, &key)?;
    let told = Told::of(&trusted);
    printer.answer(&told, |_| {
        let called = trusted.called();
        if new {
            format!("Key {}\n  is {called} from now on\n", told.id)
        } else {
            already(&told, &called, &args.file)
        }
    });
    Ok(Exit::Passed)
}

fn already(told: &Told, called: &str, file: &Path) -> String {
    format!("Key {}\n  of {} is {called} already\n", told.id, shown_path(file))
}

fn distrust(args: &KeyDistrustArgs, keyring: &Keyring, printer: &Printer) -> Result<Exit> {
    let trusted = keyring.find(&args.key)?;
    keyring.distrust(&trusted)?;
    let told = Told::of(&trusted);
    printer.answer(&told, |_| format!("Key {}\n  is trusted no longer\n", told.id));
    Ok(Exit::Passed)
}
