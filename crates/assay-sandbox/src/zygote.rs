//! The warm parent of all children: one process of the runtime's interpreter, in namespaces of its own.

mod ground;

use std::io::{self, IoSlice, IoSliceMut, Read as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType,
};

pub(crate) use self::ground::{ENVIRONMENT, NOBODY, command_line};
use crate::error::Error;
use crate::plain::plain;

/// The namespaces that the zygote was given, and its children with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Namespaces {
    /// All but that of users: the host is root.
    Root,
    /// All, by a user namespace: the host is an ordinary user.
    User,
    /// Only what the file tree needs.
    Bare,
}

/// The warm parent.
#[derive(Debug)]
pub(crate) struct Zygote {
    control: OwnedFd,
    process: OwnedFd,
    errors: OwnedFd,
    pub(crate) namespaces: Namespaces,
    /// Memory that counts against `RLIMIT_DATA` before a child does anything, in bytes.
    pub(crate) data_bytes: u64,
    /// The same for `RLIMIT_AS`.
    pub(crate) address_bytes: u64,
}

/// What the zygote tells.
#[derive(Debug)]
pub(crate) enum Notice {
    /// A child is there; it confines itself now.
    Born { number: u64, process: OwnedFd, work: Option<OwnedFd> },
    /// A child could not be made.
    Unborn { number: u64, errno: i32 },
    /// A child has ended.
    Ended { number: u64, status: i32, user_us: u64, system_us: u64, resident_kb: u64 },
}

/// How long the interpreter may take to come up and import everything, on a slow disk.
const PATIENCE: Duration = Duration::from_mins(2);

impl Zygote {
    /// Starts the interpreter of the runtime below `root`, and waits until it is warm.
    pub(crate) fn start(root: &Path, bare: bool) -> Result<Self, Error> {
        let namespaces = match (bare, ground::is_privileged()) {
            (true, _) => Namespaces::Bare,
            (false, true) => Namespaces::Root,
            (false, false) => Namespaces::User,
        };
        let (control, theirs) =
            rustix::net::socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)
                .map_err(|errno| Error::system("a socket")(errno.into()))?;
        let (errors, output) = pipe()?;
        let (process, pid) = ground::launch(root, namespaces, &theirs, &output)?;
        drop((theirs, output));
        let mut zygote = Self { control, process, errors, namespaces, data_bytes: 0, address_bytes: 0 };
        zygote.greet()?;
        rustix::io::ioctl_fionbio(&zygote.control, true)
            .map_err(|errno| Error::system("a socket")(errno.into()))?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        // Where the process cannot be looked at, more than it ever had.
        zygote.data_bytes = kilobytes(&status, "VmData:").unwrap_or(512 << 10) << 10;
        zygote.address_bytes = kilobytes(&status, "VmSize:").unwrap_or(1 << 20) << 10;
        Ok(zygote)
    }

    /// Waits for the first message.
    fn greet(&self) -> Result<(), Error> {
        let timeout = Timespec { tv_sec: i64::try_from(PATIENCE.as_secs()).unwrap_or(i64::MAX), tv_nsec: 0 };
        let mut poll = [PollFd::new(&self.control, PollFlags::IN)];
        rustix::event::poll(&mut poll, Some(&timeout))
            .map_err(|errno| Error::system("poll")(errno.into()))?;
        let mut buffer = [0; 4096];
        let read =
            rustix::net::recv(&self.control, &mut buffer, RecvFlags::DONTWAIT).map_or(0, |(read, _)| read);
        match buffer.get(..read) {
            Some([b'H', ..]) => Ok(()),
            _ => Err(Error::Interpreter { output: self.last_words() }),
        }
    }

    /// What the interpreter wrote to its standard error. It has ended, or ends now.
    pub(crate) fn last_words(&self) -> String {
        self.kill();
        let mut text = Vec::new();
        if let Ok(errors) = self.errors.try_clone() {
            // The zygote and its children held the other ends; they are gone.
            drop(std::fs::File::from(errors).take(16 << 10).read_to_end(&mut text));
        }
        let text = plain(&text);
        let text = text.trim();
        if text.is_empty() { "it said nothing".to_owned() } else { text.to_owned() }
    }

    /// Asks for a child: one that has to wait for its job rehearses. Its descriptors: job, output, errors, board, tape.
    pub(crate) fn fork(
        &self,
        number: u64,
        confinement: &[u8],
        descriptors: &[BorrowedFd<'_>; 5],
        waits: bool,
    ) -> io::Result<()> {
        let mut head = [0; 9];
        head[0] = if waits { b'P' } else { b'F' };
        head[1..].copy_from_slice(&number.to_ne_bytes());
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(5))];
        let mut ancillary = SendAncillaryBuffer::new(&mut space);
        assert!(ancillary.push(SendAncillaryMessage::ScmRights(descriptors)), "the buffer has room for five");
        let parts = [IoSlice::new(&head), IoSlice::new(confinement)];
        rustix::net::sendmsg(&self.control, &parts, &mut ancillary, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    /// The next thing the zygote tells; `Ok(None)` when there is nothing.
    pub(crate) fn notice(&self) -> io::Result<Option<Notice>> {
        let mut buffer = [0; 64];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let received = rustix::net::recvmsg(
            &self.control,
            &mut [IoSliceMut::new(&mut buffer)],
            &mut ancillary,
            RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT,
        );
        let read = match received {
            Ok(message) => message.bytes,
            Err(rustix::io::Errno::AGAIN) => return Ok(None),
            Err(errno) => return Err(errno.into()),
        };
        let mut descriptors = ancillary
            .drain()
            .filter_map(|message| match message {
                RecvAncillaryMessage::ScmRights(descriptors) => Some(descriptors),
                _ => None,
            })
            .flatten();
        let message = buffer.get(..read).unwrap_or_default();
        let number = u64_at(message, 1);
        let notice = match message {
            [] => return Err(io::ErrorKind::UnexpectedEof.into()),
            [b'B', ..] => match (number, descriptors.next()) {
                (Some(number), Some(process)) => {
                    Some(Notice::Born { number, process, work: descriptors.next() })
                }
                _ => None,
            },
            [b'X', ..] => {
                number.zip(i32_at(message, 9)).map(|(number, errno)| Notice::Unborn { number, errno })
            }
            [b'E', ..] => (|| {
                Some(Notice::Ended {
                    number: number?,
                    status: i32_at(message, 9)?,
                    user_us: u64_at(message, 13)?,
                    system_us: u64_at(message, 21)?,
                    resident_kb: u64_at(message, 29)?,
                })
            })(),
            _ => None,
        };
        notice.map(Some).ok_or_else(|| io::Error::other("the zygote and its host are of different versions"))
    }

    /// Ends the zygote and all its children, and waits until they are gone.
    pub(crate) fn kill(&self) {
        // Its process namespace ends with it; an error means that it has ended.
        let _sent = rustix::process::pidfd_send_signal(&self.process, rustix::process::Signal::KILL);
        ground::wait(&self.process);
    }
}

impl AsFd for Zygote {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.control.as_fd()
    }
}

impl Drop for Zygote {
    fn drop(&mut self) {
        self.kill();
    }
}

fn u64_at(message: &[u8], offset: usize) -> Option<u64> {
    message.get(offset..)?.first_chunk().copied().map(u64::from_ne_bytes)
}

fn i32_at(message: &[u8], offset: usize) -> Option<i32> {
    message.get(offset..)?.first_chunk().copied().map(i32::from_ne_bytes)
}

fn kilobytes(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// A pipe: the end to read from, the end to write to.
pub(crate) fn pipe() -> Result<(OwnedFd, OwnedFd), Error> {
    rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)
        .map_err(|errno| Error::system("a pipe")(errno.into()))
}
