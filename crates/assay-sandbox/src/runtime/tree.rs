//! Trees of plain files: listed in one order, made read-only, removed.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::error::{RuntimeError, at};

/// How deep a tree may be. The standard library has five levels; a loop of symbolic links has all of them.
const DEPTH_MAX: usize = 40;

/// What a path in a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Folder,
    File {
        executable: bool,
        bytes: u64,
    },
    /// A symbolic link, a device, a socket: what no runtime has.
    Foreign,
}

/// One path of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Relative to the tree, with `/`.
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) writable: bool,
}

/// Everything below a folder, each folder before its content, siblings by name. Symbolic links are not followed.
pub(super) fn list(folder: &Path) -> Result<Vec<Entry>, RuntimeError> {
    let mut entries = Vec::new();
    list_into(folder, "", 0, &mut entries)?;
    Ok(entries)
}

fn list_into(
    folder: &Path,
    prefix: &str,
    depth: usize,
    entries: &mut Vec<Entry>,
) -> Result<(), RuntimeError> {
    for path in sorted(folder, depth)? {
        let metadata = fs::symlink_metadata(&path).map_err(at("look at", &path))?;
        let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
            let reason = io::Error::new(io::ErrorKind::InvalidData, "its name is not UTF-8");
            at("list", &path)(reason)
        })?;
        let mode = metadata.permissions().mode();
        let kind = if metadata.is_dir() {
            Kind::Folder
        } else if metadata.is_file() {
            Kind::File { executable: mode & 0o111 != 0, bytes: metadata.len() }
        } else {
            Kind::Foreign
        };
        let relative = format!("{prefix}{name}");
        entries.push(Entry { path: relative.clone(), kind, writable: mode & 0o222 != 0 });
        if kind == Kind::Folder {
            list_into(&path, &format!("{relative}/"), depth + 1, entries)?;
        }
    }
    Ok(())
}

/// The paths in a folder, by name.
pub(super) fn content(folder: &Path) -> Result<Vec<PathBuf>, RuntimeError> {
    sorted(folder, 0)
}

fn sorted(folder: &Path, depth: usize) -> Result<Vec<PathBuf>, RuntimeError> {
    if depth > DEPTH_MAX {
        let reason = io::Error::new(io::ErrorKind::InvalidData, format!("more than {DEPTH_MAX} levels deep"));
        return Err(at("list", folder)(reason));
    }
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
        })
        .map_err(at("list", folder))?;
    paths.sort();
    Ok(paths)
}

/// Copies the files below `from` that `keeps` wants; it is asked with the path relative to `from`, for folders too.
/// Links become what they lead to. Folders that would be empty are not made.
pub(super) fn copy(from: &Path, to: &Path, keeps: &dyn Fn(&str) -> bool) -> Result<(), RuntimeError> {
    copy_into(from, to, "", 0, keeps)
}

fn copy_into(
    from: &Path,
    to: &Path,
    prefix: &str,
    depth: usize,
    keeps: &dyn Fn(&str) -> bool,
) -> Result<(), RuntimeError> {
    for path in sorted(from, depth)? {
        // What has a name that is not UTF-8 no import can ask for.
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let relative = format!("{prefix}{name}");
        if !keeps(&relative) {
            continue;
        }
        let Ok(metadata) = fs::metadata(&path) else {
            // A link to nowhere: Debian leaves some behind when it splits a package.
            continue;
        };
        if metadata.is_dir() {
            copy_into(&path, &to.join(name), &format!("{relative}/"), depth + 1, keeps)?;
        } else if metadata.is_file() {
            copy_file(&path, &to.join(name))?;
        }
    }
    Ok(())
}

/// Copies one file, and makes the folders above it. There must be none of that name.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<(), RuntimeError> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(at("make", folder))?;
    }
    if to.exists() {
        let reason = io::Error::new(io::ErrorKind::AlreadyExists, format!("`{}` has its name", to.display()));
        return Err(at("copy", from)(reason));
    }
    fs::copy(from, to).map_err(at("copy", from))?;
    Ok(())
}

/// Gives every file below a folder the mode 0444, or 0555 if it is executable, and every folder 0555: anyone may
/// read, nobody may write.
pub(super) fn make_read_only(folder: &Path) -> Result<(), RuntimeError> {
    for entry in list(folder)? {
        let mode = match entry.kind {
            Kind::File { executable: false, .. } => 0o444,
            Kind::Folder | Kind::File { executable: true, .. } => 0o555,
            Kind::Foreign => continue,
        };
        set_mode(&folder.join(&entry.path), mode)?;
    }
    set_mode(folder, 0o555)
}

/// Removes a tree that may be read-only. What is not there is removed already.
pub(super) fn remove(folder: &Path) -> Result<(), RuntimeError> {
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at("look at", folder)(error)),
        Ok(_) => {}
    }
    // A file can be removed when its folder can be written to.
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        set_mode(&folder, 0o755)?;
        folders.extend(
            content(&folder)?
                .into_iter()
                .filter(|path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())),
        );
    }
    fs::remove_dir_all(folder).map_err(at("remove", folder))
}

/// Sets the permission bits of a path.
pub(super) fn set_mode(path: &Path, mode: u32) -> Result<(), RuntimeError> {
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(at("set the permissions of", path))
}
