//! Collects files that a hostile program left.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;

use rustix::fs::{FileType, Mode, OFlags, ResolveFlags};

use crate::limits::Limits;
use crate::report::Artefact;

/// Reads files below `work`, which is a descriptor of the work directory itself: nothing that the program has named or
/// linked leads out of it.
pub(crate) fn collect(work: Option<&OwnedFd>, paths: &[String], limits: &Limits) -> Vec<Artefact> {
    let mut left = limits.work_bytes();
    let mut artefacts = Vec::with_capacity(paths.len());
    for path in paths {
        let content = match work {
            Some(work) => read(work, path, left),
            None => Err("there is no work directory".to_owned()),
        };
        left -= content.as_ref().map_or(0, |bytes| bytes.len() as u64).min(left);
        artefacts.push(Artefact { path: path.clone(), content });
    }
    artefacts
}

fn read(work: &OwnedFd, path: &str, most: u64) -> Result<Vec<u8>, String> {
    crate::request::check_path(path).map_err(|error| error.to_string())?;
    // Opening a pipe would wait for its other end without `NONBLOCK`.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let resolve = ResolveFlags::BENEATH
        | ResolveFlags::NO_SYMLINKS
        | ResolveFlags::NO_MAGICLINKS
        | ResolveFlags::NO_XDEV;
    let file = rustix::fs::openat2(work, path, flags, Mode::empty(), resolve)
        .map_err(|errno| std::io::Error::from(errno).to_string())?;
    let stat = rustix::fs::fstat(&file).map_err(|errno| std::io::Error::from(errno).to_string())?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err("not a regular file".to_owned());
    }
    if stat.st_nlink != 1 {
        return Err("a file with several names".to_owned());
    }
    // The size can be told larger than the memory it takes: files have holes.
    let size = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
    if size > most {
        return Err(format!("{size} bytes are more than the {most} that are left to collect"));
    }
    let mut bytes = Vec::new();
    File::from(file).take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}
