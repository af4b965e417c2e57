//! The way into confinement: one child, one thread, no way back.

use core::ffi::CStr;

use super::confinement::{CONFINEMENT_BYTES, Confinement, MAGIC, NOT_TAKEN, Record, STEPS, Step, WORK};
use super::system::{Call, Errno, call, close, control, numbers, open_path};

pub(super) const NEW_PROCESSES: usize = 0x2000_0000;
const NEW_MOUNTS: usize = 0x0002_0000;
const NEW_IPC: usize = 0x0800_0000;

/// What the host asked for, out of its message: the confinement, and the filter behind it.
pub(super) fn read(message: &[u8]) -> Result<(Confinement, &[u8]), Errno> {
    let (head, filter) = message.split_at_checked(CONFINEMENT_BYTES).ok_or(Errno::INVALID)?;
    // SAFETY: `head` is as long as the value, which is eleven integers: any bytes are one.
    let confinement = unsafe { head.as_ptr().cast::<Confinement>().read_unaligned() };
    if filter.len() as u64 == confinement.filter_bytes { Ok((confinement, filter)) } else { Err(Errno::INVALID) }
}

/// Makes the work directory: a file system in memory that nobody has mounted yet. The host keeps a descriptor of it, to
/// read what the program left when its process is gone.
pub(super) fn work_directory(confinement: &Confinement) -> Result<usize, Errno> {
    const CLOSE_ON_EXEC: usize = 1;
    const NOSUID_NODEV_NOEXEC: usize = 2 | 4 | 8;
    const CREATE: usize = 6;
    // SAFETY: the name ends with a zero.
    let system = unsafe { call(Call::FSOPEN, [c"tmpfs".as_ptr() as usize, CLOSE_ON_EXEC, 0, 0, 0, 0]) }?;
    let made = configure(system, c"size", confinement.work_bytes, 10)
        // The root itself is one.
        .and_then(|()| configure(system, c"nr_inodes", confinement.work_files.saturating_add(1), 10))
        .and_then(|()| configure(system, c"mode", 0o700, 8))
        .and_then(|()| configure(system, c"uid", confinement.user, 10))
        .and_then(|()| configure(system, c"gid", confinement.user, 10))
        .and_then(|()| numbers(Call::FSCONFIG, &[system, CREATE]))
        .and_then(|_| numbers(Call::FSMOUNT, &[system, CLOSE_ON_EXEC, NOSUID_NODEV_NOEXEC]));
    close(system);
    made
}

fn configure(system: usize, key: &CStr, mut value: u64, base: u64) -> Result<(), Errno> {
    const SET_STRING: usize = 1;
    let mut digits = [0_u8; 24];
    let mut first = digits.len() - 1;
    loop {
        first -= 1;
        digits[first] = b'0' + (value % base) as u8;
        value /= base;
        if value == 0 {
            break;
        }
    }
    // SAFETY: key and value end with a zero: the last digit's place is never written.
    unsafe {
        let value = digits.as_ptr().add(first) as usize;
        call(Call::FSCONFIG, [system, SET_STRING, key.as_ptr() as usize, value, 0, 0])
    }
    .map(drop)
}

/// Gives the next children a process namespace of their own.
pub(super) fn new_processes() -> Result<(), Errno> {
    numbers(Call::UNSHARE, &[NEW_PROCESSES]).map(drop)
}

/// Gives the next children the process namespace of the process behind `descriptor` (a pidfd of the caller).
pub(super) fn join_processes(descriptor: usize) -> Result<(), Errno> {
    numbers(Call::SETNS, &[descriptor, NEW_PROCESSES]).map(drop)
}

/// Confines the calling process. `work` is the unmounted work directory, or the error that making it met; `processes` is
/// the error that making the process namespace met, or zero.
pub(super) fn confine(confinement: &Confinement, filter: &[u8], work: Result<usize, Errno>, processes: i32) -> Record {
    let mut record = Record { magic: MAGIC, steps: [NOT_TAKEN; STEPS], landlock: 0 };
    let _new_session = numbers(Call::SETSID, &[]);
    for step in Step::ALL {
        if confinement.steps & step.bit() == 0 {
            continue;
        }
        let taken = match step {
            Step::Processes => if processes == 0 { Ok(()) } else { Err(Errno(processes)) },
            Step::Mounts => numbers(Call::UNSHARE, &[NEW_MOUNTS]).map(drop),
            Step::Ipc => numbers(Call::UNSHARE, &[NEW_IPC]).map(drop),
            Step::Work => work.and_then(enter_work),
            Step::Resources => resources(confinement),
            Step::Identity => identity(confinement),
            Step::Capabilities => no_capabilities(),
            Step::Parent => control(1, 9),
            Step::Undumpable => control(4, 0),
            Step::Privileges => control(38, 1),
            Step::WriteExecute => control(65, 1),
            Step::Landlock => landlock().map(|version| record.landlock = version as i32),
            Step::SystemCalls => system_calls(filter),
        };
        if let Some(place) = record.steps.get_mut(step as usize) {
            *place = taken.err().map_or(0, |errno| errno.0);
        }
        if taken.is_err() && confinement.optional & step.bit() == 0 {
            break;
        }
    }
    record
}

fn enter_work(work: usize) -> Result<(), Errno> {
    const HERE: usize = -100_isize as usize;
    const FROM_DESCRIPTOR: usize = 4;
    // SAFETY: both paths end with a zero.
    let mounted =
        unsafe { call(Call::MOVE_MOUNT, [work, c"".as_ptr() as usize, HERE, WORK.as_ptr() as usize, FROM_DESCRIPTOR, 0]) };
    close(work);
    mounted.map(drop)
}

/// Numbers of `setrlimit`, the same on both processors.
mod resource {
    pub(super) const CPU: usize = 0;
    pub(super) const FILE_SIZE: usize = 1;
    pub(super) const DATA: usize = 2;
    pub(super) const CORE: usize = 4;
    pub(super) const PROCESSES: usize = 6;
    pub(super) const DESCRIPTORS: usize = 7;
    pub(super) const LOCKED: usize = 8;
    pub(super) const ADDRESS_SPACE: usize = 9;
    pub(super) const PENDING_SIGNALS: usize = 11;
    pub(super) const MESSAGE_QUEUES: usize = 12;
    pub(super) const NICE: usize = 13;
    pub(super) const REALTIME: usize = 14;
}

fn resources(confinement: &Confinement) -> Result<(), Errno> {
    let limits = [
        (resource::CPU, confinement.cpu_seconds),
        (resource::FILE_SIZE, confinement.file_bytes),
        (resource::DATA, confinement.data_bytes),
        (resource::CORE, 0),
        (resource::PROCESSES, 0),
        (resource::DESCRIPTORS, confinement.descriptors),
        (resource::LOCKED, 0),
        (resource::ADDRESS_SPACE, confinement.address_bytes),
        (resource::PENDING_SIGNALS, 16),
        (resource::MESSAGE_QUEUES, 0),
        (resource::NICE, 0),
        (resource::REALTIME, 0),
    ];
    for (resource, most) in limits {
        let limit = [most, most];
        // SAFETY: the kernel reads two integers, which outlive the call.
        unsafe { call(Call::PRLIMIT, [0, resource, limit.as_ptr() as usize, 0, 0, 0]) }?;
    }
    Ok(())
}

fn identity(confinement: &Confinement) -> Result<(), Errno> {
    const NOT_PERMITTED: i32 = 1;
    let user = confinement.user as usize;
    match numbers(Call::SETGROUPS, &[0, 0]) {
        // In a user namespace that an ordinary user made, groups cannot be left; they lead to no file there.
        Err(Errno(NOT_PERMITTED)) | Ok(_) => {}
        Err(errno) => return Err(errno),
    }
    // The bounding set goes first: dropping from it needs a capability that leaves with the user.
    let mut capability = 0;
    while control(24, capability).is_ok() {
        capability += 1;
    }
    numbers(Call::SETRESGID, &[user, user, user])?;
    numbers(Call::SETRESUID, &[user, user, user])?;
    Ok(())
}

fn no_capabilities() -> Result<(), Errno> {
    const AMBIENT: usize = 47;
    const CLEAR_ALL: usize = 4;
    const VERSION_3: u32 = 0x2008_0522;
    let head = [VERSION_3, 0];
    let none = [0_u32; 6];
    let _old_kernels_have_none = numbers(Call::PRCTL, &[AMBIENT, CLEAR_ALL, 0, 0, 0]);
    // SAFETY: the kernel reads a head of two words and data of six, which outlive the call.
    unsafe { call(Call::CAPSET, [head.as_ptr() as usize, none.as_ptr() as usize, 0, 0, 0, 0]) }.map(drop)
}

/// Landlock: the runtime can be read, the work directory can be written, all else cannot be touched. Returns the version
/// of the interface.
fn landlock() -> Result<usize, Errno> {
    /// What each version can handle, from the first on: files; network; scopes.
    const FILES: [u64; 7] = [0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff, 0xffff, 0xffff];
    const READ: u64 = 4 | 8;
    /// Write and truncate files, make and remove files and directories, rename between directories: no devices, sockets,
    /// pipes or symbolic links.
    const WORK_ACCESS: u64 = READ | 2 | 0x10 | 0x20 | 0x80 | 0x100 | 0x2000 | 0x4000;
    const ASK_VERSION: usize = 1;
    let version = numbers(Call::LANDLOCK_CREATE, &[0, 0, ASK_VERSION])?;
    let files = FILES[version.clamp(1, FILES.len()) - 1];
    let attributes = [files, if version >= 4 { 3 } else { 0 }, if version >= 6 { 3 } else { 0 }];
    let size = match version {
        ..=3 => 8,
        4..=5 => 16,
        _ => 24,
    };
    // SAFETY: the kernel reads `size` of the 24 bytes.
    let rules = unsafe { call(Call::LANDLOCK_CREATE, [attributes.as_ptr() as usize, size, 0, 0, 0, 0]) }?;
    // Where an engine has put the kernel's own file systems beside the runtime, only the runtime's folders are read.
    let alone = open_path(c"/proc/self").map(close).is_err();
    let readable = if alone { &[c"/"][..] } else { &[c"/cell", c"/lib", c"/lib64", c"/usr"] };
    let restricted = readable
        .iter()
        .try_for_each(|folder| match allow(rules, folder, READ) {
            // Not every machine has a `/lib64`.
            Err(errno) if errno.0 != Errno::NO_FILE.0 => Err(errno),
            _ => Ok(()),
        })
        .and_then(|()| allow(rules, WORK, WORK_ACCESS & files))
        .and_then(|()| numbers(Call::LANDLOCK_RESTRICT, &[rules, 0]));
    close(rules);
    restricted.map(|_| version)
}

fn allow(rules: usize, path: &CStr, access: u64) -> Result<(), Errno> {
    const BENEATH_PATH: usize = 1;
    #[repr(C, packed)]
    struct Beneath {
        access: u64,
        parent: i32,
    }
    let parent = open_path(path)?;
    let rule = Beneath { access, parent: parent as i32 };
    // SAFETY: the kernel reads the rule, which outlives the call.
    let added = unsafe { call(Call::LANDLOCK_ADD, [rules, BENEATH_PATH, &raw const rule as usize, 0, 0, 0]) };
    close(parent);
    added.map(drop)
}

fn system_calls(filter: &[u8]) -> Result<(), Errno> {
    const SET_MODE_FILTER: usize = 1;
    #[repr(C)]
    struct Program {
        len: u16,
        instructions: *const u8,
    }
    let program = Program { len: u16::try_from(filter.len() / 8).unwrap_or(0), instructions: filter.as_ptr() };
    // SAFETY: the kernel reads `len` instructions of eight bytes, which are there.
    unsafe { call(Call::SECCOMP, [SET_MODE_FILTER, 0, &raw const program as usize, 0, 0, 0]) }.map(drop)
}

/// Closes every descriptor from `first` on.
pub(super) fn close_from(first: usize) -> Result<(), Errno> {
    numbers(Call::CLOSE_RANGE, &[first, u32::MAX as usize]).map(drop)
}

/// The bytes of a record.
pub(super) fn bytes(record: &Record) -> &[u8] {
    // SAFETY: a record is integers of four bytes without gaps.
    unsafe { core::slice::from_raw_parts((&raw const *record).cast(), size_of::<Record>()) }
}

const _: () = assert!(Errno::ABSENT.0 == 38, "what old kernels answer");
