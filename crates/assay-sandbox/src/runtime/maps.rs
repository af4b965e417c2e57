//! The files that a process has mapped, from the kernel's account.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// The paths in a `/proc/<pid>/maps`: no anonymous memory, none of the kernel's own, no deleted files.
pub(super) fn files(maps: &str) -> BTreeSet<PathBuf> {
    maps.lines().filter_map(file).collect()
}

/// The path of one line: `start-end permissions offset device inode      path`.
fn file(line: &str) -> Option<PathBuf> {
    let mut rest = line;
    for _column in 0..5 {
        rest = rest.trim_start().split_once(' ')?.1;
    }
    let path = rest.trim_start_matches(' ');
    if !path.starts_with('/') || path.ends_with(" (deleted)") {
        return None;
    }
    // The kernel writes a newline as `\012`, and nothing else in that way.
    Some(PathBuf::from(path.replace("\\012", "\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found() {
        let check = |maps: &str, expected: &[&str]| {
            assert_eq!(files(maps).iter().map(|path| path.to_str().unwrap()).collect::<Vec<_>>(), expected);
        };
        check("", &[]);
        check(
            "5583e9c4e000-5583e9c4f000 r--p 00000000 fe:00 1311 /usr/bin/python3.11",
            &["/usr/bin/python3.11"],
        );
        check(
            "7f00-7f01 r--p 00000000 fe:00 12                         /lib/b.so\n\
             7f01-7f02 r-xp 00001000 fe:00 12                         /lib/b.so\n\
             7f02-7f03 r-xp 00001000 fe:00 13                         /lib/a.so\n",
            &["/lib/a.so", "/lib/b.so"],
        );
        check(
            "7f00-7f01 r--p 00000000 fe:00 12       /a folder/with  spaces.so",
            &["/a folder/with  spaces.so"],
        );
        check("7f00-7f01 r--p 00000000 fe:00 12       /two\\012lines", &["/two\nlines"]);
        // Anonymous memory, the kernel's own, what is gone.
        check("7f00-7f01 rw-p 00000000 00:00 0", &[]);
        check("7f00-7f01 rw-p 00000000 00:00 0 \n7f00-7f01 rw-p 00000000 00:00 0       [heap]", &[]);
        check("7f00-7f01 rw-s 00000000 00:01 1024       /dev/shm/x (deleted)", &[]);
        check("7f00-7f01 rw-s 00000000 00:01 1024       anon_inode:[io_uring]", &[]);
        check("garbage", &[]);
    }
}
