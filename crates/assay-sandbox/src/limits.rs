//! How much a program may use.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// A limit that cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{limit} of {given} is outside {least} to {most}")]
pub struct LimitError {
    limit: &'static str,
    given: String,
    least: String,
    most: String,
}

/// What a program may use. Every value is checked when it is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limits {
    millicores: u32,
    memory_bytes: u64,
    #[serde(rename = "wall_ms", serialize_with = "milliseconds")]
    wall: Duration,
    output_bytes: u64,
    work_bytes: u64,
    work_files: u64,
    descriptors: u64,
}

fn milliseconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

const MEBIBYTE: u64 = 1 << 20;
const GIBIBYTE: u64 = 1 << 30;

impl Default for Limits {
    /// Half a core, 256 MiB, 60 s, 1 MiB of output on each stream, 64 MiB in 1024 files, 64 descriptors.
    fn default() -> Self {
        Self {
            millicores: 500,
            memory_bytes: 256 * MEBIBYTE,
            wall: Duration::from_mins(1),
            output_bytes: MEBIBYTE,
            work_bytes: 64 * MEBIBYTE,
            work_files: 1024,
            descriptors: 64,
        }
    }
}

fn within<T: PartialOrd + Copy>(
    limit: &'static str,
    given: T,
    least: T,
    most: T,
    show: impl Fn(T) -> String,
) -> Result<T, LimitError> {
    if given >= least && given <= most {
        return Ok(given);
    }
    Err(LimitError { limit, given: show(given), least: show(least), most: show(most) })
}

impl Limits {
    /// Processor time per wall time, in cores: 0.01 to 64.
    ///
    /// # Errors
    /// Outside that range, or not a number.
    pub fn with_cores(mut self, cores: f64) -> Result<Self, LimitError> {
        let cores = within("cores", cores, 0.01, 64.0, |cores| cores.to_string())?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 10 and 64,000")]
        let millicores = (cores * 1000.0).round() as u32;
        self.millicores = millicores;
        Ok(self)
    }

    /// Memory beyond that of the warm interpreter, the work directory included: 16 MiB to 64 GiB.
    ///
    /// # Errors
    /// Outside that range.
    pub fn with_memory_bytes(mut self, bytes: u64) -> Result<Self, LimitError> {
        self.memory_bytes = within("memory", bytes, 16 * MEBIBYTE, 64 * GIBIBYTE, size)?;
        Ok(self)
    }

    /// Time from the job to the end: 1 ms to 24 h.
    ///
    /// # Errors
    /// Outside that range.
    pub fn with_wall(mut self, wall: Duration) -> Result<Self, LimitError> {
        let most = Duration::from_hours(24);
        self.wall = within("wall time", wall, Duration::from_millis(1), most, |wall| format!("{wall:?}"))?;
        Ok(self)
    }

    /// Output that is kept, on each of the two streams: up to 1 GiB.
    ///
    /// # Errors
    /// Above that.
    pub fn with_output_bytes(mut self, bytes: u64) -> Result<Self, LimitError> {
        self.output_bytes = within("output", bytes, 0, GIBIBYTE, size)?;
        Ok(self)
    }

    /// Size of the work directory: 4 KiB to 16 GiB.
    ///
    /// # Errors
    /// Outside that range.
    pub fn with_work_bytes(mut self, bytes: u64) -> Result<Self, LimitError> {
        self.work_bytes = within("work directory", bytes, 4096, 16 * GIBIBYTE, size)?;
        Ok(self)
    }

    /// Files and directories in the work directory: 1 to 1,000,000.
    ///
    /// # Errors
    /// Outside that range.
    pub fn with_work_files(mut self, files: u64) -> Result<Self, LimitError> {
        self.work_files = within("work files", files, 1, 1_000_000, |files| files.to_string())?;
        Ok(self)
    }

    /// Open descriptors: 16 to 4096.
    ///
    /// # Errors
    /// Outside that range.
    pub fn with_descriptors(mut self, descriptors: u64) -> Result<Self, LimitError> {
        self.descriptors =
            within("descriptors", descriptors, 16, 4096, |descriptors| descriptors.to_string())?;
        Ok(self)
    }

    /// Thousandths of a core.
    pub fn millicores(&self) -> u32 {
        self.millicores
    }

    /// Memory in bytes.
    pub fn memory_bytes(&self) -> u64 {
        self.memory_bytes
    }

    /// Time from the job to the end.
    pub fn wall(&self) -> Duration {
        self.wall
    }

    /// Output that is kept, on each stream, in bytes.
    pub fn output_bytes(&self) -> u64 {
        self.output_bytes
    }

    /// Size of the work directory in bytes.
    pub fn work_bytes(&self) -> u64 {
        self.work_bytes
    }

    /// Files and directories that fit into the work directory.
    pub fn work_files(&self) -> u64 {
        self.work_files
    }

    /// Open descriptors.
    pub fn descriptors(&self) -> u64 {
        self.descriptors
    }

    /// Whether a child that was confined by `self` can run a job under `other`: they differ only in what the host
    /// watches.
    pub(crate) fn confines_like(&self, other: &Self) -> bool {
        let Self { millicores, memory_bytes, wall: _, output_bytes: _, work_bytes, work_files, descriptors } =
            self;
        *millicores == other.millicores
            && *memory_bytes == other.memory_bytes
            && *work_bytes == other.work_bytes
            && *work_files == other.work_files
            && *descriptors == other.descriptors
            && self.cpu_seconds() == other.cpu_seconds()
    }

    /// `RLIMIT_CPU`: more than the wall time allows; it ends what the host could not.
    pub(crate) fn cpu_seconds(&self) -> u64 {
        self.wall.as_secs() * u64::from(self.millicores.max(1000)) / 1000 + 2
    }
}

fn size(bytes: u64) -> String {
    for (unit, name) in [(GIBIBYTE, "GiB"), (MEBIBYTE, "MiB"), (1024, "KiB")] {
        if bytes >= unit && bytes.is_multiple_of(unit) {
            return format!("{} {name}", bytes / unit);
        }
    }
    format!("{bytes} B")
}

/// A limit that a program met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Memory.
    Memory,
    /// Wall time.
    Wall,
    /// Processor time.
    Cpu,
    /// Output: what is above it was discarded.
    Output,
    /// The work directory's size or number of files.
    Work,
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Memory => "memory",
            Self::Wall => "wall time",
            Self::Cpu => "processor time",
            Self::Output => "output",
            Self::Work => "work directory",
        })
    }
}
