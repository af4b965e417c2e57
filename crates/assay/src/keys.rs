//! The keys of this user: one that signs, and those whose hallmarks are believed.
//!
//! They lie in `keys` in the folder for data, which only the user may enter: `signing.pem` is the secret key, and
//! `trusted/NAME.pem` are public ones. A file is there whole or not at all, and a key is never written over.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use assay_hallmark::{KeyId, PublicKey, SecretKey};
use assay_types::Identifier;
use zeroize::Zeroizing;

use crate::diagnostics::shown;
use crate::environment::Environment;
use crate::files::{open_regular, shown_path};
use crate::output::Printer;

/// The folder, and what is in it.
const FOLDER: &str = "keys";
const SECRET: &str = "signing.pem";
const TRUSTED: &str = "trusted";

/// The most bytes that are read of a key's file, more than the reader of keys takes.
const FILE_BYTES_MAX: u64 = 1 << 15;

/// The fewest digits that stand for an ID: what somebody else would need billions of tries to make again.
const ID_DIGITS_MIN: usize = 12;

/// The bits of a file's mode that let others than its owner in.
const OTHERS: u32 = 0o077;

/// Where the keys are.
#[derive(Debug)]
pub(crate) struct Keyring {
    folder: PathBuf,
}

/// A key whose hallmarks are believed.
#[derive(Debug, Clone)]
pub(crate) struct Trusted {
    /// What the user calls it; none if it is the user's own.
    pub(crate) name: Option<Identifier>,
    /// The key.
    pub(crate) key: PublicKey,
}

impl Trusted {
    /// What it is called.
    pub(crate) fn called(&self) -> String {
        self.name.as_ref().map_or_else(|| "your own".to_owned(), |name| format!("trusted as `{name}`"))
    }
}

/// What became of the key that a new one took the place of.
#[derive(Debug)]
pub(crate) struct Backup {
    /// Its file.
    pub(crate) secret: PathBuf,
    /// Its public half, to be trusted if it still is; none if the file held no key.
    pub(crate) public: Option<PathBuf>,
}

impl Keyring {
    /// The keyring of the user.
    ///
    /// # Errors
    /// Nothing says where data are kept.
    pub(crate) fn of(environment: &Environment) -> Result<Self> {
        let folder = environment.data_folder().context("there is no place for keys")?;
        Ok(Self { folder: folder.join(FOLDER) })
    }

    /// The folder of the keys.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of the key that signs.
    pub(crate) fn secret_file(&self) -> PathBuf {
        self.folder.join(SECRET)
    }

    /// The key that signs; none if there is none yet.
    ///
    /// # Errors
    /// Others may read it, or it is no key.
    pub(crate) fn own(&self) -> Result<Option<SecretKey>> {
        if !self.is_there()? {
            return Ok(None);
        }
        let path = self.secret_file();
        let cannot = || format!("the key `{}` cannot be used", shown_path(&path));
        let file = match open_regular(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(cannot),
        };
        let permissions = file.metadata().with_context(cannot)?.permissions();
        refuse_others(&path, &permissions, "600").with_context(cannot)?;
        let text = read_text(file).with_context(cannot)?;
        SecretKey::read_pem(&text).with_context(cannot).map(Some)
    }

    /// The key that signs, made now if there is none, which is told.
    ///
    /// # Errors
    /// As [`own`](Self::own) and [`create`](Self::create).
    pub(crate) fn own_or_new(&self, printer: &Printer) -> Result<SecretKey> {
        if let Some(key) = self.own()? {
            return Ok(key);
        }
        let key = match self.create() {
            // Another process was faster.
            Err(error) if is_there_already(&error) => self.own()?.context("the key was there and is gone")?,
            made => {
                let key = made?;
                let place = shown_path(&self.secret_file());
                let id = key.public().id().short();
                printer.note(&format!("made the key {id}, which signs your hallmarks; it lies in `{place}`"));
                key
            }
        };
        Ok(key)
    }

    /// Makes a key where there is none.
    ///
    /// # Errors
    /// There is one, or the system gives no randomness or no file.
    pub(crate) fn create(&self) -> Result<SecretKey> {
        let key = draw()?;
        self.prepare(&self.folder)?;
        self.place(&self.secret_file(), key.to_pem().as_bytes())?;
        Ok(key)
    }

    /// Makes a key in place of the one that is there, which is kept.
    ///
    /// # Errors
    /// The system gives no randomness or no file.
    pub(crate) fn replace(&self) -> Result<(SecretKey, Option<Backup>)> {
        let path = self.secret_file();
        if fs::symlink_metadata(&path).is_err() {
            return Ok((self.create()?, None));
        }
        let key = draw()?;
        self.prepare(&self.folder)?;
        let cannot = || format!("`{}` cannot be replaced", shown_path(&path));
        // What cannot be read is kept too: it may be mended.
        let old = self.own().ok().flatten().map(|old| old.public());
        let id = old.as_ref().map_or_else(|| "unreadable".to_owned(), |old| old.id().short());
        let stem = format!("replaced-{id}-{}", random_word()?);
        let secret = self.folder.join(format!("{stem}.pem"));
        fs::hard_link(&path, &secret).with_context(cannot)?;
        fs::set_permissions(&secret, Permissions::from_mode(0o600)).with_context(cannot)?;
        let public = self.folder.join(format!("{stem}.pub.pem"));
        if let Some(old) = &old {
            self.place(&public, old.to_pem().as_bytes())?;
        }
        let hidden = Hidden::write(&self.folder, key.to_pem().as_bytes()).with_context(cannot)?;
        fs::rename(&hidden.0, &path).with_context(cannot)?;
        settle(&self.folder).with_context(cannot)?;
        Ok((key, Some(Backup { secret, public: old.map(|_| public) })))
    }

    /// Every key whose hallmarks are believed, the user's own first, then by name.
    ///
    /// # Errors
    /// A file cannot be read, or is no public key.
    pub(crate) fn trusted(&self) -> Result<Vec<Trusted>> {
        let own = self.own()?.map(|own| Trusted { name: None, key: own.public() });
        let mut trusted: Vec<_> = own.into_iter().collect();
        let folder = self.folder.join(TRUSTED);
        let cannot = || format!("`{}` cannot be read", shown_path(&folder));
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(trusted),
            Err(error) => return Err(error).with_context(cannot),
        };
        let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
        let mut paths = paths.with_context(cannot)?;
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "pem")) {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            // What another process is writing is hidden.
            if stem.starts_with('.') {
                continue;
            }
            let name =
                stem.parse().with_context(|| format!("`{}` has no name of a key", shown_path(path)))?;
            trusted.push(Trusted { name: Some(name), key: read_public(path)? });
        }
        Ok(trusted)
    }

    /// The trusted key that a name, an ID or the beginning of an ID stands for.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub(crate) fn find(&self, text: &str) -> Result<Trusted> {
        let trusted = self.trusted()?;
        let by_name = trusted.iter().find(|key| key.name.as_ref().is_some_and(|name| name.as_str() == text));
        if let Some(found) = by_name {
            return Ok(found.clone());
        }
        let is_id = text.len() >= ID_DIGITS_MIN && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut begins = trusted.iter().filter(|key| is_id && key.key.id().to_string().starts_with(text));
        match (begins.next(), begins.next()) {
            (Some(found), None) => Ok(found.clone()),
            (Some(_), Some(_)) => bail!("`{}` begins the IDs of several trusted keys", shown(text)),
            (None, _) => bail!(
                "no trusted key has the name `{0}`, or an ID that begins with it ({ID_DIGITS_MIN} digits or more); \
                 `assay key list` shows all",
                shown(text)
            ),
        }
    }

    /// Believes a key's hallmarks, unless they are already; returns whether that is new.
    ///
    /// # Errors
    /// Another key has the name, or the file cannot be written.
    pub(crate) fn trust(
        &self,
        name: Option<&Identifier>,
        file: &Path,
        key: &PublicKey,
    ) -> Result<(Trusted, bool)> {
        let trusted = self.trusted()?;
        if let Some(known) = trusted.iter().find(|known| known.key.id() == key.id()) {
            return Ok((known.clone(), false));
        }
        let name = name.cloned().unwrap_or_else(|| name_of(file, key.id()));
        let folder = self.folder.join(TRUSTED);
        self.prepare(&self.folder)?;
        self.prepare(&folder)?;
        let placed = self.place(&folder.join(format!("{name}.pem")), key.to_pem().as_bytes());
        placed.map_err(|error| {
            if is_there_already(&error) {
                anyhow!("another trusted key is called `{name}`; give this one a name with `--name`")
            } else {
                error
            }
        })?;
        Ok((Trusted { name: Some(name), key: key.clone() }, true))
    }

    /// Believes a key's hallmarks no longer.
    ///
    /// # Errors
    /// It is the user's own, or the file cannot be removed.
    pub(crate) fn distrust(&self, trusted: &Trusted) -> Result<()> {
        let Some(name) = &trusted.name else {
            bail!("your own key is always trusted; `assay key new --force` replaces it")
        };
        let path = self.folder.join(TRUSTED).join(format!("{name}.pem"));
        fs::remove_file(&path).with_context(|| format!("`{}` cannot be removed", shown_path(&path)))
    }

    /// Whether there is a folder of keys, which then is the user's alone.
    fn is_there(&self) -> Result<bool> {
        let cannot = || format!("the keys in `{}` cannot be used", shown_path(&self.folder));
        let metadata = match fs::metadata(&self.folder) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error).with_context(cannot),
        };
        refuse_others(&self.folder, &metadata.permissions(), "700").with_context(cannot)?;
        Ok(true)
    }

    /// Makes a folder that nobody else may enter, unless it is there.
    fn prepare(&self, folder: &Path) -> Result<()> {
        let cannot = || format!("`{}` cannot be created", shown_path(folder));
        // The folder for data is made as folders are; only the keys' is closed.
        if let Some(data) = self.folder.parent() {
            fs::create_dir_all(data).with_context(cannot)?;
        }
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(error).with_context(cannot);
            }
            Ok(()) | Err(_) => {}
        }
        self.is_there().map(drop)
    }

    /// Puts a file in its place, whole, if there is none.
    fn place(&self, path: &Path, content: &[u8]) -> Result<()> {
        let cannot = || format!("`{}` cannot be written", shown_path(path));
        let folder = path.parent().unwrap_or(&self.folder);
        let hidden = Hidden::write(folder, content).with_context(cannot)?;
        // A link is refused where something is; a rename would replace it.
        fs::hard_link(&hidden.0, path).with_context(cannot)?;
        settle(folder).with_context(cannot)
    }
}

/// Waits until the names in a folder are on the disk: a key that has signed must not be lost to a power cut.
fn settle(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A file that only its owner may read, under a name that nobody looks for; it goes when this is dropped.
struct Hidden(PathBuf);

impl Hidden {
    fn write(folder: &Path, content: &[u8]) -> Result<Self> {
        let path = folder.join(format!(".{}.tmp", random_word()?));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let hidden = Self(path);
        file.write_all(content)?;
        file.sync_all()?;
        Ok(hidden)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // Where it was renamed there is nothing left to remove.
        drop(fs::remove_file(&self.0));
    }
}

/// Reads a public key.
///
/// # Errors
/// The file cannot be read, or holds something else.
pub(crate) fn read_public(path: &Path) -> Result<PublicKey> {
    let cannot = || format!("the public key `{}` cannot be used", shown_path(path));
    let text = open_regular(path).map_err(Into::into).and_then(read_text).with_context(cannot)?;
    PublicKey::read_pem(&text).with_context(cannot)
}

/// The text of a key's file, which is cleared when it is dropped.
fn read_text(file: File) -> Result<Zeroizing<String>> {
    // Room for all of it from the start: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(FILE_BYTES_MAX)?));
    file.take(FILE_BYTES_MAX).read_to_end(&mut bytes)?;
    let text = str::from_utf8(&bytes).context("it is not text")?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn refuse_others(path: &Path, permissions: &Permissions, right: &str) -> Result<()> {
    let mode = permissions.mode() & 0o777;
    if mode & OTHERS != 0 {
        bail!(
            "others may read or change it (mode {mode:o}); `chmod {right} {}` if they did not",
            shown_path(path)
        );
    }
    Ok(())
}

/// A new key, from the system's randomness.
fn draw() -> Result<SecretKey> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).context("the system gives no random bytes")?;
    Ok(SecretKey::from_seed(&seed))
}

/// A name that no other process comes upon.
fn random_word() -> Result<String> {
    let word = getrandom::u64().context("the system gives no random bytes")?;
    Ok(format!("{word:016x}"))
}

fn is_there_already(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|error| error.kind() == io::ErrorKind::AlreadyExists)
}

/// What to call a key: as its file, where that is a name.
fn name_of(file: &Path, id: KeyId) -> Identifier {
    let stem = file.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
    stem.unwrap_or_else(|| format!("key_{}", id.short()).parse().expect("hexadecimal digits make a name"))
}

#[cfg(test)]
mod tests;
