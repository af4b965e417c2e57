//! The ground that the zygote stands on: namespaces, a file tree of its own, few capabilities.
//!
//! Between `clone3` and `execve` the new process shares nothing with the threads of the host but a copy of their memory,
//! locks included. Everything it needs is prepared before; it makes system calls and nothing else.
#![expect(unsafe_code, reason = "system calls between a fork and an execution")]

use std::convert::Infallible;
use std::ffi::{CStr, CString, c_char, c_int, c_ulong, c_void};
use std::io::{self, Read as _};
use std::os::fd::{AsFd, AsRawFd as _, FromRawFd as _, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::ptr::{null, null_mut};

use super::{Namespaces, pipe};
use crate::error::Error;

/// User and group of children, in every namespace: nobody.
pub(crate) const NOBODY: u32 = 65534;

const INTERPRETER: &CStr = c"/usr/bin/python3";
const ARGUMENTS: [&CStr; 7] = [INTERPRETER, c"-s", c"-S", c"-B", c"-X", c"utf8", c"/cell/zygote.py"];
/// Everything the interpreter knows of its surroundings. The seed of hashes is fixed, or the order of sets would differ
/// from service to service; one thread, because children can have no more.
pub(crate) const ENVIRONMENT: [&CStr; 11] = [
    c"LD_LIBRARY_PATH=/lib",
    c"HOME=/work",
    c"TMPDIR=/work",
    c"TZ=UTC",
    c"PYTHONHASHSEED=0",
    // Memory that was touched once is used again: a fresh page costs more than what is done with it.
    c"MALLOC_MMAP_THRESHOLD_=33554432",
    c"MALLOC_TRIM_THRESHOLD_=67108864",
    c"OPENBLAS_NUM_THREADS=1",
    c"OMP_NUM_THREADS=1",
    c"MKL_NUM_THREADS=1",
    c"NUMEXPR_NUM_THREADS=1",
];

/// The arguments as the process table shows them.
pub(crate) fn command_line() -> Vec<u8> {
    ARGUMENTS.iter().flat_map(|argument| argument.to_bytes_with_nul()).copied().collect()
}

/// What the zygote needs to confine children, and nothing else: `SETGID`, `SETUID`, `SETPCAP`, `SYS_ADMIN`.
const CAPABILITIES: [c_ulong; 4] = [6, 7, 8, 21];

/// A step that failed before the interpreter was there.
struct Failure {
    step: usize,
    errno: i32,
}

/// The steps, for messages.
const STEPS: [&str; 12] = [
    "the user namespace cannot be given a user",
    "mounts cannot be made private",
    "the runtime cannot be mounted",
    "the runtime cannot be made read-only",
    "a file system in memory cannot be mounted",
    "our files cannot be written into the runtime",
    "the file tree cannot be changed",
    "the old file tree cannot be left",
    "capabilities cannot be dropped",
    "descriptors cannot be arranged",
    "the end with its host cannot be arranged",
    "the interpreter cannot be executed",
];

/// Whether this process may make namespaces without one of users.
pub(crate) fn is_privileged() -> bool {
    const SYS_ADMIN: u64 = 1 << 21;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status
        .lines()
        .find_map(|line| line.strip_prefix("CapEff:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0);
    rustix::process::geteuid().is_root() && effective & SYS_ADMIN != 0
}

/// All that the new process needs, made before it exists.
struct Plan {
    root: CString,
    user_map: Option<[CString; 2]>,
    folders: Vec<CString>,
    files: Vec<(CString, &'static [u8])>,
    arguments: [*const c_char; ARGUMENTS.len() + 1],
    environment: [*const c_char; ENVIRONMENT.len() + 1],
    nothing: OwnedFd,
    control: OwnedFd,
    output: OwnedFd,
    failure: OwnedFd,
    isolated: bool,
}

/// Starts the zygote; returns its pidfd and its process number.
pub(crate) fn launch(
    root: &Path,
    namespaces: Namespaces,
    control: &OwnedFd,
    output: &OwnedFd,
) -> Result<(OwnedFd, i32), Error> {
    let prepared = Error::system("a descriptor");
    let (mut failures, failure) = pipe().map(|(read, write)| (std::fs::File::from(read), write))?;
    let plan = Plan::new(root, namespaces, control, output, &failure).map_err(prepared)?;
    drop(failure);
    let mut flags = (libc::CLONE_NEWNS | libc::CLONE_NEWPID | libc::CLONE_PIDFD).cast_unsigned();
    if plan.isolated {
        flags |= (libc::CLONE_NEWNET | libc::CLONE_NEWIPC | libc::CLONE_NEWUTS | libc::CLONE_NEWCGROUP)
            .cast_unsigned();
    }
    if plan.user_map.is_some() {
        flags |= libc::CLONE_NEWUSER.cast_unsigned();
    }
    let mut process: c_int = -1;
    // SAFETY: all zeroes is a value of this structure of integers.
    let mut arguments: libc::clone_args = unsafe { std::mem::zeroed() };
    arguments.flags = u64::from(flags);
    arguments.pidfd = (&raw mut process) as u64;
    // SAFETY: like `fork`: no memory is shared. The child only calls `enter`, which neither allocates nor locks.
    let pid = unsafe { libc::syscall(libc::SYS_clone3, &raw mut arguments, size_of::<libc::clone_args>()) };
    if pid == 0 {
        let Err(Failure { step, errno }) = plan.enter();
        let message = [step, usize::try_from(errno).unwrap_or(0)];
        // SAFETY: writes two integers of this frame, then ends the process without running anything of the host.
        unsafe {
            libc::write(plan.failure.as_raw_fd(), message.as_ptr().cast(), size_of_val(&message));
            libc::_exit(127)
        }
    }
    drop(plan);
    if pid < 0 {
        let step = match namespaces {
            Namespaces::User => {
                "no user namespace can be made (is `user.max_user_namespaces` zero, or are they restricted?)"
            }
            Namespaces::Root | Namespaces::Bare => "no namespaces can be made",
        };
        return Err(Error::Setup { step, source: io::Error::last_os_error() });
    }
    // SAFETY: the kernel made the descriptor for us.
    let process = unsafe { OwnedFd::from_raw_fd(process) };
    let mut message = [[0; size_of::<usize>()]; 2];
    if failures.read_exact(message.as_flattened_mut()).is_err() {
        // The pipe closed without a word when the interpreter was executed.
        return Ok((process, i32::try_from(pid).unwrap_or(0)));
    }
    wait(&process);
    let [step, errno] = message.map(usize::from_ne_bytes);
    let step = STEPS.get(step).copied().unwrap_or("the file tree cannot be made");
    let source = io::Error::from_raw_os_error(i32::try_from(errno).unwrap_or(0));
    Err(Error::Setup { step, source })
}

/// Waits until a process that `launch` made has ended, and takes its status.
pub(crate) fn wait(process: &OwnedFd) {
    // SAFETY: all zeroes is a value of this structure; the kernel fills it.
    let mut information: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let descriptor = process.as_raw_fd().cast_unsigned();
    loop {
        // SAFETY: the structure outlives the call. `__WALL`: it ends without a signal to its parent.
        let waited = unsafe {
            libc::waitid(libc::P_PIDFD, descriptor, &raw mut information, libc::WEXITED | libc::__WALL)
        };
        if waited == 0 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return;
        }
    }
}

impl Plan {
    fn new(
        root: &Path,
        namespaces: Namespaces,
        control: &OwnedFd,
        output: &OwnedFd,
        failure: &OwnedFd,
    ) -> io::Result<Self> {
        let text = |bytes: &[u8]| CString::new(bytes).map_err(io::Error::other);
        let user_map = match namespaces {
            Namespaces::Root => None,
            Namespaces::Bare if is_privileged() => None,
            Namespaces::User | Namespaces::Bare => {
                let user = format!("{NOBODY} {} 1\n", rustix::process::geteuid().as_raw());
                let group = format!("{NOBODY} {} 1\n", rustix::process::getegid().as_raw());
                Some([text(user.as_bytes())?, text(group.as_bytes())?])
            }
        };
        let mut folders = Vec::new();
        let mut files = vec![(text(b"cell/_cell.so")?, assay_cell::EXTENSION)];
        for (path, content) in assay_cell::GUEST {
            if let Some((folder, _)) = path.rsplit_once('/') {
                for (end, _) in folder.match_indices('/').chain([(folder.len(), "")]) {
                    folders.push(text(format!("cell/{}", folder.get(..end).unwrap_or(folder)).as_bytes())?);
                }
            }
            files.push((text(format!("cell/{path}").as_bytes())?, *content));
        }
        folders.sort();
        folders.dedup();
        let nothing = rustix::fs::open(
            "/dev/null",
            rustix::fs::OFlags::RDWR | rustix::fs::OFlags::CLOEXEC,
            rustix::fs::Mode::empty(),
        )?;
        // Above the numbers that they are given in the new process.
        let high = |descriptor: &OwnedFd| rustix::io::fcntl_dupfd_cloexec(descriptor.as_fd(), 16);
        let mut plan = Self {
            root: text(root.as_os_str().as_bytes())?,
            user_map,
            folders,
            files,
            arguments: [null(); ARGUMENTS.len() + 1],
            environment: [null(); ENVIRONMENT.len() + 1],
            nothing: high(&nothing)?,
            control: high(control)?,
            output: high(output)?,
            failure: high(failure)?,
            isolated: namespaces != Namespaces::Bare,
        };
        for (place, argument) in plan.arguments.iter_mut().zip(ARGUMENTS) {
            *place = argument.as_ptr();
        }
        for (place, variable) in plan.environment.iter_mut().zip(ENVIRONMENT) {
            *place = variable.as_ptr();
        }
        Ok(plan)
    }

    /// In the new process: makes the ground and executes the interpreter.
    fn enter(&self) -> Result<Infallible, Failure> {
        let mut step = 0;
        let mut next = |outcome: Result<(), i32>| match outcome {
            Ok(()) => {
                step += 1;
                Ok(())
            }
            Err(errno) => Err(Failure { step, errno }),
        };
        next(self.map_users())?;
        next(make_private())?;
        next(self.mount_runtime())?;
        next(read_only(c".", true))?;
        next(mount_memory(c"cell"))?;
        next(self.write_guest().and_then(|()| read_only(c"cell", false)))?;
        next(pivot())?;
        next(self.leave_old())?;
        next(self.keep_capabilities())?;
        next(self.arrange_descriptors())?;
        next(end_with_parent())?;
        // SAFETY: both arrays hold pointers to static texts and end with a null pointer.
        unsafe { libc::execve(INTERPRETER.as_ptr(), self.arguments.as_ptr(), self.environment.as_ptr()) };
        Err(Failure { step, errno: errno() })
    }

    fn map_users(&self) -> Result<(), i32> {
        // A shortage of memory ends children first.
        let _best_effort = write_file(c"/proc/self/oom_score_adj", b"300", libc::O_WRONLY);
        let Some([user, group]) = &self.user_map else { return Ok(()) };
        write_file(c"/proc/self/setgroups", b"deny", libc::O_WRONLY)?;
        write_file(c"/proc/self/uid_map", user.to_bytes(), libc::O_WRONLY)?;
        write_file(c"/proc/self/gid_map", group.to_bytes(), libc::O_WRONLY)
    }

    /// Mounts a copy of the runtime over itself, and goes there.
    fn mount_runtime(&self) -> Result<(), i32> {
        const CLONE: c_int = 1;
        const FROM_DESCRIPTOR: c_int = 4;
        // SAFETY: paths end with zeroes; the other arguments are numbers.
        unsafe {
            let tree = checked(libc::syscall(
                libc::SYS_open_tree,
                libc::AT_FDCWD,
                self.root.as_ptr(),
                CLONE | libc::O_CLOEXEC,
            ))?;
            let here = self.root.as_ptr();
            checked(libc::syscall(
                libc::SYS_move_mount,
                tree,
                c"".as_ptr(),
                libc::AT_FDCWD,
                here,
                FROM_DESCRIPTOR,
            ))?;
            checked(libc::chdir(here).into())?;
        }
        Ok(())
    }

    fn write_guest(&self) -> Result<(), i32> {
        for folder in &self.folders {
            // SAFETY: the path ends with a zero.
            checked(unsafe { libc::mkdir(folder.as_ptr(), 0o755) }.into())?;
        }
        for (path, content) in &self.files {
            write_file(path, content, libc::O_WRONLY | libc::O_CREAT | libc::O_EXCL)?;
        }
        // The same module under its other name.
        // SAFETY: both paths end with zeroes.
        checked(unsafe { libc::symlink(c"_cell.so".as_ptr(), c"cell/_link.so".as_ptr()) }.into())?;
        Ok(())
    }

    fn leave_old(&self) -> Result<(), i32> {
        // SAFETY: the paths end with zeroes.
        unsafe {
            checked(libc::umount2(c".".as_ptr(), libc::MNT_DETACH).into())?;
            checked(libc::chdir(c"/".as_ptr()).into())?;
            if self.isolated {
                checked(libc::sethostname(c"cell".as_ptr(), 4).into())?;
            }
        }
        Ok(())
    }

    fn keep_capabilities(&self) -> Result<(), i32> {
        if !self.isolated && self.user_map.is_none() {
            return Ok(());
        }
        for capability in 0..64 {
            if !CAPABILITIES.contains(&capability) {
                // SAFETY: numbers only. Fails for those that the kernel does not have.
                unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) };
            }
        }
        let mask = CAPABILITIES.iter().fold(0_u32, |mask, capability| mask | 1 << capability);
        let head = [0x2008_0522_u32, 0];
        let sets = [mask, mask, mask, 0, 0, 0];
        // SAFETY: the kernel reads a head of two words and data of six.
        checked(unsafe { libc::syscall(libc::SYS_capset, head.as_ptr(), sets.as_ptr()) })?;
        for capability in CAPABILITIES {
            // SAFETY: numbers only. Without it, an interpreter that is not root's would have none.
            let raised =
                unsafe { libc::prctl(libc::PR_CAP_AMBIENT, libc::PR_CAP_AMBIENT_RAISE, capability, 0, 0) };
            checked(raised.into())?;
        }
        Ok(())
    }

    fn arrange_descriptors(&self) -> Result<(), i32> {
        let places: [(RawFd, RawFd); 4] = [
            (self.nothing.as_raw_fd(), 0),
            (self.output.as_raw_fd(), 1),
            (self.output.as_raw_fd(), 2),
            (self.control.as_raw_fd(), 3),
        ];
        // SAFETY: numbers, and a set of signals that is filled before it is read.
        unsafe {
            for (from, to) in places {
                checked(libc::dup2(from, to).into())?;
            }
            // `failure` too: that it closes tells the host that the interpreter is there.
            checked(libc::syscall(libc::SYS_close_range, 4, u32::MAX, libc::CLOSE_RANGE_CLOEXEC))?;
            libc::umask(0o022);
            // What the terminal sends is for the host.
            libc::setsid();
            let mut none = std::mem::zeroed();
            libc::sigemptyset(&raw mut none);
            libc::sigprocmask(libc::SIG_SETMASK, &raw const none, null_mut());
            for signal in 1..32 {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
        Ok(())
    }
}

fn make_private() -> Result<(), i32> {
    // SAFETY: only the target is read, which ends with a zero.
    checked(
        unsafe { libc::mount(null(), c"/".as_ptr(), null(), libc::MS_REC | libc::MS_PRIVATE, null()) }.into(),
    )
    .map(drop)
}

/// Makes a mount read-only, and without devices and set-user-ID programs.
fn read_only(path: &CStr, whole_tree: bool) -> Result<(), i32> {
    const RDONLY_NOSUID_NODEV: u64 = 1 | 2 | 4;
    let attributes = [RDONLY_NOSUID_NODEV, 0, 0, 0];
    let flags = if whole_tree { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the path ends with a zero; the kernel reads the 32 bytes.
    checked(unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            flags,
            attributes.as_ptr(),
            size_of_val(&attributes),
        )
    })
    .map(drop)
}

fn mount_memory(path: &CStr) -> Result<(), i32> {
    let kind = c"tmpfs".as_ptr();
    let options = c"mode=755,size=8m,nr_inodes=512".as_ptr();
    // SAFETY: all texts end with zeroes.
    checked(
        unsafe {
            libc::mount(kind, path.as_ptr(), kind, libc::MS_NOSUID | libc::MS_NODEV, options.cast::<c_void>())
        }
        .into(),
    )
    .map(drop)
}

fn pivot() -> Result<(), i32> {
    // SAFETY: both paths end with zeroes. The old root lands on top of the new one, and is unmounted next.
    checked(unsafe { libc::syscall(libc::SYS_pivot_root, c".".as_ptr(), c".".as_ptr()) }).map(drop)
}

fn end_with_parent() -> Result<(), i32> {
    // SAFETY: numbers only. A host that ended before this closed its socket, which ends the zygote too.
    checked(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0) }.into()).map(drop)
}

fn write_file(path: &CStr, content: &[u8], flags: c_int) -> Result<(), i32> {
    // SAFETY: the path ends with a zero; the kernel reads within `content`.
    unsafe {
        let file = checked(libc::open(path.as_ptr(), flags | libc::O_CLOEXEC, 0o644).into())?;
        let file = RawFd::try_from(file).unwrap_or(-1);
        let mut rest = content;
        let mut outcome = Ok(());
        while !rest.is_empty() && outcome.is_ok() {
            match usize::try_from(libc::write(file, rest.as_ptr().cast(), rest.len())) {
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(_negative) => outcome = Err(errno()),
            }
        }
        libc::close(file);
        outcome?;
    }
    Ok(())
}

fn checked(answer: i64) -> Result<i64, i32> {
    if answer < 0 { Err(errno()) } else { Ok(answer) }
}

fn errno() -> i32 {
    io::Error::last_os_error().raw_os_error().unwrap_or(0)
}
