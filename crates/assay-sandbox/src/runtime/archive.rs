//! A tree as a tar archive whose bytes depend on nothing but the tree: for engines that take images.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::Path;

use super::error::{RuntimeError, at};
use super::tree::{self, Kind};

/// Archives are made of blocks of this size.
const BLOCK: usize = 512;
const NAME_MAX: usize = 100;
const PREFIX_MAX: usize = 155;

/// Writes everything below `root`, in the order of its names, owned by root, dated 1970.
pub(super) fn write(root: &Path, writer: &mut dyn Write) -> Result<(), RuntimeError> {
    for entry in tree::list(root)? {
        let path = root.join(&entry.path);
        let written = match entry.kind {
            Kind::Folder => folder(writer, &entry.path),
            Kind::File { executable, bytes } => {
                let mode = if executable { 0o555 } else { 0o444 };
                header(&entry.path, b'0', mode, bytes)
                    .and_then(|header| writer.write_all(&header))
                    .and_then(|()| write_content(&path, bytes, writer))
            }
            Kind::Foreign => Err(io::Error::new(io::ErrorKind::InvalidData, "it is neither file nor folder")),
        };
        written.map_err(at("archive", &path))?;
    }
    // Two empty blocks end an archive.
    writer.write_all(&[0; 2 * BLOCK]).map_err(at("archive", root))
}

/// Writes a folder.
pub(crate) fn folder(writer: &mut dyn Write, path: &str) -> io::Result<()> {
    writer.write_all(&header(&format!("{path}/"), b'5', 0o555, 0)?)
}

/// Writes a file from memory.
pub(crate) fn file(writer: &mut dyn Write, path: &str, content: &[u8]) -> io::Result<()> {
    writer.write_all(&header(path, b'0', 0o444, content.len() as u64)?)?;
    writer.write_all(content)?;
    fill(content.len() as u64, writer)
}

fn write_content(path: &Path, bytes: u64, writer: &mut dyn Write) -> io::Result<()> {
    let written = io::copy(&mut File::open(path)?.take(bytes), writer)?;
    if written != bytes {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it became shorter"));
    }
    fill(bytes, writer)
}

/// Fills the last block of a file.
fn fill(bytes: u64, writer: &mut dyn Write) -> io::Result<()> {
    let inside = usize::try_from(bytes % BLOCK as u64).unwrap_or_default();
    writer.write_all([0; BLOCK].get(..(BLOCK - inside) % BLOCK).unwrap_or_default())
}

/// A POSIX header (`ustar`).
fn header(path: &str, kind: u8, mode: u32, bytes: u64) -> io::Result<[u8; BLOCK]> {
    let (prefix, name) = split(path).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidFilename, "its path is too long for an archive")
    })?;
    let mut header = [0; BLOCK];
    let mut field = |start: usize, text: &[u8]| {
        if let Some(field) = header.get_mut(start..start + text.len()) {
            field.copy_from_slice(text);
        }
    };
    field(0, name.as_bytes());
    field(100, format!("{mode:07o}").as_bytes());
    // Owner and group.
    field(108, b"0000000");
    field(116, b"0000000");
    field(124, format!("{bytes:011o}").as_bytes());
    // Time of the last change.
    field(136, b"00000000000");
    // The sum of all bytes is made with spaces in its own place.
    field(148, b"        ");
    field(156, &[kind]);
    field(257, b"ustar\x0000");
    field(345, prefix.as_bytes());
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    if let Some(field) = header.get_mut(148..156) {
        field.copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    Ok(header)
}

/// A path as the two fields hold it, parted at a slash.
fn split(path: &str) -> Option<(&str, &str)> {
    if path.len() <= NAME_MAX {
        return Some(("", path));
    }
    path.match_indices('/')
        .map(|(place, _)| (path.get(..place).unwrap_or_default(), path.get(place + 1..).unwrap_or_default()))
        .find(|(prefix, name)| {
            prefix.len() <= PREFIX_MAX && name.len() <= NAME_MAX && !prefix.is_empty() && !name.is_empty()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paths_are_parted_at_a_slash() {
        let check = |path: &str, expected: Option<(usize, usize)>| {
            assert_eq!(split(path).map(|(prefix, name)| (prefix.len(), name.len())), expected);
        };
        check("a", Some((0, 1)));
        check(&"a".repeat(100), Some((0, 100)));
        check(&"a".repeat(101), None);
        check(&format!("{}/{}", "a".repeat(50), "b".repeat(80)), Some((50, 80)));
        check(&format!("{}/{}/{}", "a".repeat(50), "b".repeat(80), "c".repeat(90)), Some((131, 90)));
        check(&format!("{}/{}", "a".repeat(156), "b".repeat(10)), None);
    }

    #[test]
    fn archive_is_what_tar_reads_and_the_same_every_time() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir_all(root.join("etc/empty")).unwrap();
        for (name, bytes) in [("etc/passwd", 10), ("block", BLOCK), ("more", BLOCK + 1), ("none", 0)] {
            std::fs::write(root.join(name), vec![b'x'; bytes]).unwrap();
        }
        let archive = || {
            let mut bytes = Vec::new();
            write(&root, &mut bytes).unwrap();
            bytes
        };
        let bytes = archive();
        assert_eq!(bytes, archive());
        assert_eq!(bytes.len() % BLOCK, 0);
        let file = folder.path().join("archive.tar");
        std::fs::write(&file, &bytes).unwrap();
        let listed = std::process::Command::new("tar").arg("-tf").arg(&file).output().unwrap();
        assert_eq!(
            String::from_utf8(listed.stdout).unwrap(),
            "block\netc/\netc/empty/\netc/passwd\nmore\nnone\n"
        );
        let more = std::process::Command::new("tar").arg("-xOf").arg(&file).arg("more").output().unwrap();
        assert_eq!(more.stdout, vec![b'x'; BLOCK + 1]);
    }
}
