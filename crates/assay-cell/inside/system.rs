//! System calls, without a C library in between.

use core::ffi::CStr;

/// The number of a system call, on this processor.
#[derive(Clone, Copy)]
pub(super) struct Call(usize);

macro_rules! calls {
    ($($name:ident = $x86:literal, $arm:literal;)*) => {
        impl Call {
            $(
                #[cfg(target_arch = "x86_64")]
                pub(super) const $name: Self = Self($x86);
                #[cfg(target_arch = "aarch64")]
                pub(super) const $name: Self = Self($arm);
            )*
        }
    };
}

calls! {
    CLOSE = 3, 57;
    OPENAT = 257, 56;
    SETSID = 112, 157;
    UNSHARE = 272, 97;
    SETNS = 308, 268;
    PRLIMIT = 302, 261;
    PRCTL = 157, 167;
    SETGROUPS = 116, 159;
    SETRESGID = 119, 149;
    SETRESUID = 117, 147;
    CAPSET = 126, 91;
    SECCOMP = 317, 277;
    MOVE_MOUNT = 429, 429;
    FSOPEN = 430, 430;
    FSCONFIG = 431, 431;
    FSMOUNT = 432, 432;
    CLOSE_RANGE = 436, 436;
    LANDLOCK_CREATE = 444, 444;
    LANDLOCK_ADD = 445, 445;
    LANDLOCK_RESTRICT = 446, 446;
}

/// An error number of the kernel.
#[derive(Clone, Copy)]
pub(super) struct Errno(pub(super) i32);

impl Errno {
    pub(super) const NO_FILE: Self = Self(2);
    pub(super) const INVALID: Self = Self(22);
    pub(super) const ABSENT: Self = Self(38);
}

/// Calls the kernel.
///
/// # Safety
/// The arguments are what the call asks for: addresses are valid for what the kernel reads and writes there.
pub(super) unsafe fn call(call: Call, arguments: [usize; 6]) -> Result<usize, Errno> {
    let answer: isize;
    let [a, b, c, d, e, f] = arguments;
    // SAFETY: the caller's promise; the registers are those of the kernel's convention.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        core::arch::asm!(
            "syscall",
            inlateout("rax") call.0 as isize => answer,
            in("rdi") a,
            in("rsi") b,
            in("rdx") c,
            in("r10") d,
            in("r8") e,
            in("r9") f,
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!(
            "svc 0",
            in("x8") call.0,
            inlateout("x0") a => answer,
            in("x1") b,
            in("x2") c,
            in("x3") d,
            in("x4") e,
            in("x5") f,
            options(nostack),
        );
    }
    if (-4095..0).contains(&answer) { Err(Errno(-answer as i32)) } else { Ok(answer as usize) }
}

/// Calls the kernel with numbers only.
pub(super) fn numbers(name: Call, arguments: &[usize]) -> Result<usize, Errno> {
    let mut six = [0; 6];
    for (to, from) in six.iter_mut().zip(arguments) {
        *to = *from;
    }
    // SAFETY: no argument is an address: every caller in this module passes flags, descriptors and identities.
    unsafe { call(name, six) }
}

/// `prctl` with numbers.
pub(super) fn control(option: usize, argument: usize) -> Result<(), Errno> {
    numbers(Call::PRCTL, &[option, argument]).map(drop)
}

/// Closes a descriptor; that it was not open is no matter.
pub(super) fn close(descriptor: usize) {
    let _closed = numbers(Call::CLOSE, &[descriptor]);
}

/// Opens a path to name it, not to read it.
pub(super) fn open_path(path: &CStr) -> Result<usize, Errno> {
    const HERE: usize = -100_isize as usize;
    const PATH_CLOSE_ON_EXEC: usize = 0o10_000_000 | 0o2_000_000;
    // SAFETY: the path ends with a zero and outlives the call.
    unsafe { call(Call::OPENAT, [HERE, path.as_ptr() as usize, PATH_CLOSE_ON_EXEC, 0, 0, 0]) }
}
