//! The filter of system calls: denied unless listed.

/// An instruction of the kernel's packet filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Instruction {
    code: u16,
    then: u8,
    otherwise: u8,
    value: u32,
}

/// Loads a word of `struct seccomp_data`.
const LOAD: u16 = 0x20;
const JUMP_EQUAL: u16 = 0x15;
const JUMP_GREATER_OR_EQUAL: u16 = 0x35;
const RETURN: u16 = 0x06;

const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
/// The low word of an argument; the high word follows.
const fn argument(index: u32) -> u32 {
    16 + 8 * index
}

const ALLOW: u32 = 0x7fff_0000;
const KILL: u32 = 0x8000_0000;
const fn error(errno: i32) -> u32 {
    0x0005_0000 | errno.unsigned_abs()
}

#[cfg(target_arch = "x86_64")]
const THIS_ARCHITECTURE: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
const THIS_ARCHITECTURE: u32 = 0xc000_00b7;

/// Allowed whatever the arguments are: they reach only what the process has open, its own memory, or files that
/// Landlock and the mounts decide about.
const ALLOWED: &[libc::c_long] = &[
    // Reading and writing.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_preadv,
    libc::SYS_pwritev,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_close_range,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_pipe2,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_ftruncate,
    // Files.
    libc::SYS_openat,
    libc::SYS_newfstatat,
    libc::SYS_fstat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getdents64,
    libc::SYS_getcwd,
    libc::SYS_chdir,
    libc::SYS_fchdir,
    libc::SYS_mkdirat,
    libc::SYS_unlinkat,
    libc::SYS_umask,
    // Memory.
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_brk,
    // Itself.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getppid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_getresuid,
    libc::SYS_getresgid,
    libc::SYS_getgroups,
    libc::SYS_getrusage,
    libc::SYS_times,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getcpu,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_getrandom,
    // Time.
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_gettimeofday,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// Older calls that the C library of this processor still makes.
#[cfg(target_arch = "x86_64")]
const ALLOWED_HERE: &[libc::c_long] = &[
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_poll,
    libc::SYS_select,
    libc::SYS_epoll_wait,
    libc::SYS_dup2,
    libc::SYS_pipe,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_unlink,
    libc::SYS_rename,
    libc::SYS_renameat,
    libc::SYS_time,
];
#[cfg(target_arch = "aarch64")]
const ALLOWED_HERE: &[libc::c_long] = &[];

/// What `ioctl` may ask: whether it is a terminal, close-on-exec, blocking, how much can be read.
const REQUESTS: &[u32] = &[0x5401, 0x5450, 0x5451, 0x5421, 0x541b];

/// What `fcntl` may do: duplicate, flags of descriptors and files. No locks, which would be seen by neighbours that
/// share the runtime's files; no owner or signal to be set, no seals, no size of pipes.
const FILE_CONTROLS: &[u32] = &[0, 1, 2, 3, 4, 1030, 1034];

/// What `futex` may do: wait, wake, move waiters; between threads or processes, by either clock. Nothing with inherited
/// priority.
const FUTEX_OPERATIONS: &[u32] = &[0, 1, 3, 4, 5, 9, 10, 128, 129, 131, 132, 133, 137, 138, 265, 393];

/// What `madvise` may say: how memory will be read, that it can be dropped, how large its pages may be. Nothing that
/// compares it with others' memory or takes it from the machine.
const ADVICE: &[u32] = &[0, 1, 2, 3, 4, 8, 14, 15, 16, 17];

/// Flags of `renameat2`: none, or not to replace. Exchanging and leaving marks are not for the work directory.
const RENAME_FLAGS: &[u32] = &[0, 1];

/// The filter, as bytes for the kernel.
pub(crate) fn compile() -> Vec<u8> {
    let mut filter = Filter::default();
    filter.push(LOAD, 0, 0, ARCHITECTURE);
    filter.push(JUMP_EQUAL, 1, 0, THIS_ARCHITECTURE);
    filter.push(RETURN, 0, 0, KILL);
    filter.push(LOAD, 0, 0, NUMBER);
    if cfg!(target_arch = "x86_64") {
        // The x32 numbers reach the same calls by other arguments.
        filter.push(JUMP_GREATER_OR_EQUAL, 0, 1, 0x4000_0000);
        filter.push(RETURN, 0, 0, error(libc::EPERM));
    }
    // First what has conditions, the busiest first: the kernel remembers those that are allowed without.
    filter.one_of(libc::SYS_futex, 1, FUTEX_OPERATIONS);
    filter.one_of(libc::SYS_madvise, 2, ADVICE);
    // The kernel looks at 32 bits of a request, so the filter does too: more would let the same request pass under
    // another number.
    filter.one_of(libc::SYS_ioctl, 1, REQUESTS);
    filter.one_of(libc::SYS_fcntl, 1, FILE_CONTROLS);
    filter.one_of(libc::SYS_renameat2, 4, RENAME_FLAGS);
    filter.limits_of_itself();
    filter.signals_to_itself();
    for call in ALLOWED.iter().chain(ALLOWED_HERE) {
        filter.push(JUMP_EQUAL, 0, 1, number(*call));
        filter.push(RETURN, 0, 0, ALLOW);
    }
    // The C library then tries `clone`, which is denied like everything else.
    filter.push(JUMP_EQUAL, 0, 1, number(libc::SYS_clone3));
    filter.push(RETURN, 0, 0, error(libc::ENOSYS));
    filter.push(RETURN, 0, 0, error(libc::EPERM));
    filter.bytes()
}

fn number(call: libc::c_long) -> u32 {
    u32::try_from(call).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct Filter(Vec<Instruction>);

impl Filter {
    fn push(&mut self, code: u16, then: u8, otherwise: u8, value: u32) {
        self.0.push(Instruction { code, then, otherwise, value });
    }

    /// Runs `body` for one call; it ends in a return. Whatever it loads, the number is loaded again for those after it.
    fn when(&mut self, call: libc::c_long, body: &[Instruction]) {
        let skip = u8::try_from(body.len()).expect("a rule has a few instructions");
        self.push(JUMP_EQUAL, 0, skip, number(call));
        self.0.extend_from_slice(body);
    }

    /// Allows a call when the low word of an argument is one of a few values.
    fn one_of(&mut self, call: libc::c_long, index: u32, values: &[u32]) {
        let mut body = vec![instruction(LOAD, 0, 0, argument(index))];
        for value in values {
            body.push(instruction(JUMP_EQUAL, 0, 1, *value));
            body.push(instruction(RETURN, 0, 0, ALLOW));
        }
        body.push(instruction(RETURN, 0, 0, error(libc::EPERM)));
        self.when(call, &body);
    }

    /// `prlimit64` may read the limits of the process itself.
    fn limits_of_itself(&mut self) {
        let deny = error(libc::EPERM);
        self.when(
            libc::SYS_prlimit64,
            &[
                instruction(LOAD, 0, 0, argument(0)),
                instruction(JUMP_EQUAL, 0, 5, 0),
                instruction(LOAD, 0, 0, argument(2)),
                instruction(JUMP_EQUAL, 0, 3, 0),
                instruction(LOAD, 0, 0, argument(2) + 4),
                instruction(JUMP_EQUAL, 0, 1, 0),
                instruction(RETURN, 0, 0, ALLOW),
                instruction(RETURN, 0, 0, deny),
            ],
        );
        #[cfg(target_arch = "x86_64")]
        self.when(libc::SYS_getrlimit, &[instruction(RETURN, 0, 0, ALLOW)]);
    }

    /// `tgkill` may reach the first thread of the process namespace, which is the only one there: `abort` works.
    fn signals_to_itself(&mut self) {
        let deny = error(libc::EPERM);
        self.when(
            libc::SYS_tgkill,
            &[
                instruction(LOAD, 0, 0, argument(0)),
                instruction(JUMP_EQUAL, 0, 3, 1),
                instruction(LOAD, 0, 0, argument(1)),
                instruction(JUMP_EQUAL, 0, 1, 1),
                instruction(RETURN, 0, 0, ALLOW),
                instruction(RETURN, 0, 0, deny),
            ],
        );
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * 8);
        for Instruction { code, then, otherwise, value } in &self.0 {
            bytes.extend_from_slice(&code.to_ne_bytes());
            bytes.extend_from_slice(&[*then, *otherwise]);
            bytes.extend_from_slice(&value.to_ne_bytes());
        }
        bytes
    }
}

const fn instruction(code: u16, then: u8, otherwise: u8, value: u32) -> Instruction {
    Instruction { code, then, otherwise, value }
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "takes values apart")]
mod tests;
