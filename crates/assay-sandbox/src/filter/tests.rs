use super::{ALLOW, KILL, THIS_ARCHITECTURE, compile, error};

/// A machine for the few instructions that the filter has: the plain definition of what it means.
fn run(number: u32, architecture: u32, arguments: [u64; 6]) -> u32 {
    let mut data = vec![number, architecture, 0, 0];
    for argument in arguments {
        data.push(argument as u32);
        data.push((argument >> 32) as u32);
    }
    let filter = compile();
    let mut accumulator = 0;
    let mut at = 0;
    loop {
        let bytes: [u8; 8] = filter[at * 8..][..8].try_into().unwrap();
        let code = u16::from_ne_bytes([bytes[0], bytes[1]]);
        let (then, otherwise) = (usize::from(bytes[2]), usize::from(bytes[3]));
        let value = u32::from_ne_bytes(bytes[4..].try_into().unwrap());
        at += 1;
        match code {
            0x20 => accumulator = data[value as usize / 4],
            0x15 => at += if accumulator == value { then } else { otherwise },
            0x35 => at += if accumulator >= value { then } else { otherwise },
            0x06 => return value,
            code => panic!("instruction {code:#x}"),
        }
    }
}

fn check(call: libc::c_long, arguments: [u64; 6], expected: u32) {
    assert_eq!(run(call as u32, THIS_ARCHITECTURE, arguments), expected, "call {call} {arguments:x?}");
}

const DENY: u32 = error(libc::EPERM);
const HIGH: u64 = 1 << 32;

#[test]
fn what_is_listed_is_allowed_and_all_else_denied() {
    check(libc::SYS_read, [u64::MAX; 6], ALLOW);
    check(libc::SYS_exit_group, [0; 6], ALLOW);
    for call in [
        libc::SYS_clone,
        libc::SYS_execve,
        libc::SYS_socket,
        libc::SYS_kill,
        libc::SYS_ptrace,
        libc::SYS_mount,
        libc::SYS_memfd_create,
        libc::SYS_io_uring_setup,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_flock,
        libc::SYS_prctl,
        600,
    ] {
        check(call, [0; 6], DENY);
    }
    check(libc::SYS_clone3, [0; 6], error(libc::ENOSYS));
}

#[test]
fn another_architecture_ends_the_process() {
    assert_eq!(run(0, 0x4000_0003, [0; 6]), KILL);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn the_other_numbers_of_x86_are_denied() {
    assert_eq!(run(0x4000_0000, THIS_ARCHITECTURE, [0; 6]), DENY);
    assert_eq!(run(u32::MAX, THIS_ARCHITECTURE, [0; 6]), DENY);
}

#[test]
fn conditions_look_at_the_bits_that_the_kernel_looks_at() {
    check(libc::SYS_ioctl, [0, 0x5401, 0, 0, 0, 0], ALLOW);
    check(libc::SYS_ioctl, [0, 0x5412, 0, 0, 0, 0], DENY);
    // A terminal's input under another number: the kernel cuts the high bits off.
    check(libc::SYS_ioctl, [0, 0x5412 | HIGH, 0, 0, 0, 0], DENY);
    check(libc::SYS_fcntl, [0, 3, 0, 0, 0, 0], ALLOW);
    check(libc::SYS_fcntl, [0, 8, 0, 0, 0, 0], DENY);
    check(libc::SYS_fcntl, [0, 1033, 0, 0, 0, 0], DENY);
    check(libc::SYS_futex, [0, 128, 0, 0, 0, 0], ALLOW);
    check(libc::SYS_futex, [0, 128 | 6, 0, 0, 0, 0], DENY);
    check(libc::SYS_madvise, [0, 0, 4, 0, 0, 0], ALLOW);
    check(libc::SYS_madvise, [0, 0, 12, 0, 0, 0], DENY);
    check(libc::SYS_renameat2, [0, 0, 0, 0, 1, 0], ALLOW);
    check(libc::SYS_renameat2, [0, 0, 0, 0, 2, 0], DENY);
}

#[test]
fn limits_can_be_read_and_not_set() {
    check(libc::SYS_prlimit64, [0, 7, 0, 0x7fff_0000_0000, 0, 0], ALLOW);
    check(libc::SYS_prlimit64, [1, 7, 0, 0, 0, 0], DENY);
    check(libc::SYS_prlimit64, [0, 7, 8, 0, 0, 0], DENY);
    check(libc::SYS_prlimit64, [0, 7, HIGH, 0, 0, 0], DENY);
}

#[test]
fn only_its_own_thread_can_be_signalled() {
    check(libc::SYS_tgkill, [1, 1, 6, 0, 0, 0], ALLOW);
    check(libc::SYS_tgkill, [1, 2, 6, 0, 0, 0], DENY);
    check(libc::SYS_tgkill, [2, 1, 6, 0, 0, 0], DENY);
    check(libc::SYS_tgkill, [u64::MAX, 1, 9, 0, 0, 0], DENY);
}
