//! What confines a cell: one layout, compiled into the host that decides it and into the native code that does it.

/// What the host asks for. Every field is eight bytes, in the machine's byte order; a seccomp filter follows.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confinement {
    /// The [`Step`]s to take, one bit each.
    pub steps: u64,
    /// Steps that may fail: the record tells, and the cell goes on.
    pub optional: u64,
    /// User and group of the cell.
    pub user: u64,
    /// Size of the work directory in bytes.
    pub work_bytes: u64,
    /// Files and directories that fit into it.
    pub work_files: u64,
    /// `RLIMIT_DATA`: private writable memory, that of the warm interpreter included.
    pub data_bytes: u64,
    /// `RLIMIT_AS`: all address space; `u64::MAX` for no limit.
    pub address_bytes: u64,
    /// `RLIMIT_CPU`.
    pub cpu_seconds: u64,
    /// `RLIMIT_FSIZE`.
    pub file_bytes: u64,
    /// `RLIMIT_NOFILE`.
    pub descriptors: u64,
    /// Length of the filter that follows, in bytes.
    pub filter_bytes: u64,
}

impl Confinement {
    /// As the cell reads it.
    pub fn to_bytes(&self) -> [u8; CONFINEMENT_BYTES] {
        let Self {
            steps,
            optional,
            user,
            work_bytes,
            work_files,
            data_bytes,
            address_bytes,
            cpu_seconds,
            file_bytes,
            descriptors,
            filter_bytes,
        } = *self;
        let fields = [
            steps,
            optional,
            user,
            work_bytes,
            work_files,
            data_bytes,
            address_bytes,
            cpu_seconds,
            file_bytes,
            descriptors,
            filter_bytes,
        ];
        let mut bytes = [0; CONFINEMENT_BYTES];
        for (place, field) in bytes.chunks_exact_mut(8).zip(fields) {
            place.copy_from_slice(&field.to_ne_bytes());
        }
        bytes
    }
}

/// Length of a [`Confinement`] in bytes.
pub const CONFINEMENT_BYTES: usize = size_of::<Confinement>();

/// A step into confinement, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Step {
    /// A process namespace of its own.
    Processes,
    /// A mount namespace of its own.
    Mounts,
    /// An IPC namespace of its own.
    Ipc,
    /// A work directory in memory, bounded in bytes and files.
    Work,
    /// Limits of resources (`setrlimit`).
    Resources,
    /// A user and group that own nothing.
    Identity,
    /// No capabilities, and none to be had.
    Capabilities,
    /// Ends with its parent.
    Parent,
    /// Cannot be traced or read by others of its user.
    Undumpable,
    /// No privileges by executing.
    Privileges,
    /// Memory is writable or executable, never one after the other.
    WriteExecute,
    /// Files by Landlock: reads the runtime, writes the work directory.
    Landlock,
    /// System calls by seccomp, denied unless listed.
    SystemCalls,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; STEPS] = [
        Self::Processes,
        Self::Mounts,
        Self::Ipc,
        Self::Work,
        Self::Resources,
        Self::Identity,
        Self::Capabilities,
        Self::Parent,
        Self::Undumpable,
        Self::Privileges,
        Self::WriteExecute,
        Self::Landlock,
        Self::SystemCalls,
    ];

    /// Its bit in a set of steps.
    pub const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// How many steps there are.
pub const STEPS: usize = 13;

/// A step was not asked for.
pub const NOT_TAKEN: i32 = -1;

/// What a cell writes before anything of the program runs: `MAGIC`, then for each step `NOT_TAKEN`, zero or the error
/// number; last Landlock's version.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// [`MAGIC`].
    pub magic: u32,
    /// What became of each step.
    pub steps: [i32; STEPS],
    /// The version of Landlock's interface that was used.
    pub landlock: i32,
}

impl Record {
    /// Reads what a cell wrote.
    pub fn from_bytes(bytes: &[u8; RECORD_BYTES]) -> Self {
        let mut words = bytes.chunks_exact(4).map(|word| word.try_into().map_or(0, i32::from_ne_bytes));
        let mut next = || words.next().unwrap_or(0);
        let magic = next().cast_unsigned();
        let mut steps = [0; STEPS];
        steps.fill_with(&mut next);
        Self { magic, steps, landlock: next() }
    }
}

/// Length of a [`Record`] in bytes.
pub const RECORD_BYTES: usize = size_of::<Record>();

/// The first word of a [`Record`].
pub const MAGIC: u32 = 0x4c4c_4543;

/// What a cell writes to its standard error when its program has ended, followed by the exit status in one byte. It
/// then closes its outputs: nothing more can come, and the host need not wait until the kernel has taken the process
/// apart. A program that writes it by itself has told that it has ended, and is.
pub const END_MARK: &[u8] = b"\0\xffended\xff\0";

/// Where the work directory is inside.
pub const WORK: &core::ffi::CStr = c"/work";

const _: () = assert!(Step::SystemCalls as usize + 1 == STEPS, "every step has a place in the record");
