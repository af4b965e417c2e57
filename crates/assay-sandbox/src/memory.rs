//! Memory that a host shares with one child.
#![expect(unsafe_code, reason = "maps memory and shows it as atomics")]

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::time::Duration;

use rustix::fs::{MemfdFlags, SealFlags};
use rustix::io::Errno;
use rustix::mm::{MapFlags, ProtFlags};
use rustix::thread::futex;

/// Memory that a host shares with one child.
///
/// The child is hostile and may write at any moment: every access is atomic, and what was read once may be different
/// when it is read again. Neither side can change the size.
#[derive(Debug)]
pub struct Memory {
    file: OwnedFd,
    first: NonNull<u8>,
    len: usize,
}

// SAFETY: the mapping belongs to the value and stays until it is dropped; it is only reached through atomics.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

/// Who may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writer {
    Host,
    Both,
}

/// A file in memory, to be handed to a child before its size is known.
pub(crate) fn file(name: &str) -> io::Result<OwnedFd> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    // Kernels before 6.3 do not know the flag; execution is denied by other means too.
    match rustix::fs::memfd_create(name, flags | MemfdFlags::NOEXEC_SEAL) {
        Err(Errno::INVAL) => Ok(rustix::fs::memfd_create(name, flags)?),
        made => Ok(made?),
    }
}

impl Memory {
    /// Gives the file its size for good, and maps it.
    pub(crate) fn new(file: OwnedFd, len: usize, writer: Writer) -> io::Result<Self> {
        let size = u64::try_from(len).map_err(io::Error::other)?;
        rustix::fs::ftruncate(&file, size)?;
        let mut seals = SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
        let mut first = NonNull::<u64>::dangling().cast();
        if len > 0 {
            // SAFETY: a new mapping, at a place that the kernel chooses.
            let mapped = unsafe {
                rustix::mm::mmap(
                    std::ptr::null_mut(),
                    len,
                    ProtFlags::READ | ProtFlags::WRITE,
                    MapFlags::SHARED,
                    &file,
                    0,
                )
            }?;
            first = NonNull::new(mapped.cast())
                .ok_or_else(|| io::Error::other("the kernel mapped the address zero"))?;
        }
        // From here on a drop unmaps.
        let memory = Self { file, first, len };
        if writer == Writer::Host {
            // Mappings that are there stay writable: ours is the only one.
            seals |= SealFlags::FUTURE_WRITE;
        }
        rustix::fs::fcntl_add_seals(&memory.file, seals)?;
        Ok(memory)
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of it, as words of eight bytes; bytes after the last whole word are left out.
    pub fn words(&self) -> &[AtomicU64] {
        // SAFETY: the mapping begins on a page, is `len` bytes long, lives as long as `self`, and cannot shrink (sealed);
        // atomics allow others to write.
        unsafe { std::slice::from_raw_parts(self.first.as_ptr().cast(), self.len / 8) }
    }

    /// All of it, as words of four bytes: what [`Memory::wait`] takes.
    pub fn small_words(&self) -> &[AtomicU32] {
        // SAFETY: as in `words`.
        unsafe { std::slice::from_raw_parts(self.first.as_ptr().cast(), self.len / 4) }
    }

    /// Sleeps until someone wakes `word`, unless it is not `expected` (any more). Returns early without a reason: look
    /// at the word. `Ok(false)` when the time is up.
    ///
    /// # Errors
    /// None that a correct kernel gives.
    pub fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) -> io::Result<bool> {
        let timeout = timeout.map(timespec);
        match futex::wait(word, futex::Flags::empty(), expected, timeout.as_ref()) {
            Ok(()) | Err(Errno::AGAIN | Errno::INTR) => Ok(true),
            Err(Errno::TIMEDOUT) => Ok(false),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Wakes whoever sleeps on `word`.
    pub fn wake(word: &AtomicU32) {
        // An error would mean that the address is not mapped; the reference says that it is.
        let _done = futex::wake(word, futex::Flags::empty(), 1);
    }

    /// Copies bytes from `offset` on into `buffer`: one call of the kernel, for bulk.
    ///
    /// # Errors
    /// When the memory ends before the buffer is full.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let mut done = 0;
        while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match rustix::io::pread(&self.file, rest, offset + done as u64) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => done += read,
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(())
    }
}

fn timespec(duration: Duration) -> rustix::time::Timespec {
    rustix::time::Timespec {
        tv_sec: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(duration.subsec_nanos()),
    }
}

impl AsFd for Memory {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if self.len > 0 {
            // SAFETY: mapped by `new` with this length; borrows of it have ended.
            let _done = unsafe { rustix::mm::munmap(self.first.as_ptr().cast(), self.len) };
        }
    }
}
