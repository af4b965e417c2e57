//! One container: what the engine is asked for, what came of it, and how its process gets a child's descriptors.

use std::collections::BTreeMap;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use assay_cell::confinement::{Confinement, Step};
use bollard::models::{
    ContainerCreateBody, ContainerUpdateBody, HostConfig, HostConfigCgroupnsModeEnum, HostConfigLogConfig,
    Mount, MountType,
};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags,
};
use serde::Deserialize;
use tokio::io::Interest;
use tokio::net::{UnixListener, UnixStream};

use super::OWNER_LABEL;
use super::engine::Abilities;
use crate::filter;
use crate::limits::Limits;
use crate::zygote::{ENVIRONMENT, NOBODY};

/// The interpreter, with the options that the zygote has.
const COMMAND: [&str; 7] = ["/usr/bin/python3", "-s", "-S", "-B", "-X", "utf8", "/cell/docker.py"];
/// Where the socket is inside.
const SOCKET: &str = "/cell/host";
/// What an interpreter may take until it has told what it takes by itself.
const START_BYTES: u64 = 1 << 30;
/// What the kernel takes for a process beside its pages: tables of pages, stacks, descriptors.
const KERNEL_BYTES: u64 = 8 << 20;
/// Processes until the interpreter runs: the engine's own helper has threads.
const START_PROCESSES: i64 = 64;
/// The engine hides the first of these by itself. Landlock closes all of `/proc` and `/sys`; this is for what it lets
/// through: names and sizes.
const HIDDEN: [&str; 13] = [
    "/proc/acpi",
    "/proc/asound",
    "/proc/interrupts",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sysvipc",
    "/dev/mqueue",
    "/sys",
];

/// The steps that a cell in a container takes by itself; the engine has taken the others.
pub(super) const STEPS: [Step; 8] = [
    Step::Resources,
    Step::Identity,
    Step::Capabilities,
    Step::Undumpable,
    Step::Privileges,
    Step::WriteExecute,
    Step::Landlock,
    Step::SystemCalls,
];

/// The container of a child.
pub(super) fn container(image: &str, name: &str, socket: &Path, limits: &Limits) -> ContainerCreateBody {
    let start_bytes = signed(START_BYTES + limits.memory_bytes());
    let work = format!(
        "rw,noexec,nosuid,nodev,size={},nr_inodes={},mode=0700,uid={NOBODY},gid={NOBODY}",
        limits.work_bytes(),
        // The root itself is one.
        limits.work_files() + 1
    );
    let host = HostConfig {
        memory: Some(start_bytes),
        memory_swap: Some(start_bytes),
        pids_limit: Some(START_PROCESSES),
        // A shortage of memory ends children first.
        oom_score_adj: Some(300),
        network_mode: Some("none".to_owned()),
        ipc_mode: Some("none".to_owned()),
        cgroupns_mode: Some(HostConfigCgroupnsModeEnum::PRIVATE),
        cap_drop: Some(vec!["ALL".to_owned()]),
        security_opt: Some(vec!["no-new-privileges".to_owned()]),
        readonly_rootfs: Some(true),
        masked_paths: Some(HIDDEN.map(str::to_owned).to_vec()),
        tmpfs: Some([("/work".to_owned(), work)].into_iter().collect()),
        mounts: Some(vec![Mount {
            typ: Some(MountType::BIND),
            source: Some(socket.to_string_lossy().into_owned()),
            target: Some(SOCKET.to_owned()),
            read_only: Some(true),
            ..Mount::default()
        }]),
        // For the last words of an interpreter that does not come up; a program's output never gets there.
        log_config: Some(HostConfigLogConfig {
            typ: Some("json-file".to_owned()),
            config: Some([("max-size".to_owned(), "64k".to_owned())].into_iter().collect()),
        }),
        ..HostConfig::default()
    };
    ContainerCreateBody {
        image: Some(image.to_owned()),
        hostname: Some("cell".to_owned()),
        user: Some(format!("{NOBODY}:{NOBODY}")),
        env: Some(ENVIRONMENT.iter().map(|variable| variable.to_string_lossy().into_owned()).collect()),
        entrypoint: Some(COMMAND.map(str::to_owned).to_vec()),
        working_dir: Some("/".to_owned()),
        labels: Some([(OWNER_LABEL.to_owned(), name.to_owned())].into_iter().collect()),
        host_config: Some(host),
        ..ContainerCreateBody::default()
    }
}

/// What the limits become when the interpreter has told what it takes by itself.
pub(super) fn limited(limits: &Limits, hello: &Hello) -> ContainerUpdateBody {
    let bytes = signed(hello.resident_bytes + KERNEL_BYTES + limits.memory_bytes());
    ContainerUpdateBody {
        memory: Some(bytes),
        memory_swap: Some(bytes),
        cpu_period: Some(100_000),
        // The kernel takes no less than a millisecond.
        cpu_quota: Some((i64::from(limits.millicores()) * 100).max(1000)),
        pids_limit: Some(1),
        ..ContainerUpdateBody::default()
    }
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// What the process in a container tells before anything else: what it takes, and what it sees.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hello {
    data_bytes: u64,
    address_bytes: u64,
    resident_bytes: u64,
    cpu_seconds: u64,
    process: u32,
    user: u32,
    group: u32,
    capabilities: String,
    interfaces: Vec<String>,
    namespaces: BTreeMap<String, String>,
    work_bytes: u64,
    work_files: u64,
    work_flags: u64,
    root_flags: u64,
}

impl Hello {
    /// The first thing that the engine was asked for and did not do.
    pub(super) fn lacks(&self, limits: &Limits) -> Option<String> {
        const READ_ONLY: u64 = 1;
        const NOSUID_NODEV_NOEXEC: u64 = 2 | 4 | 8;
        const PAGE: u64 = 4096;
        let shared = self.namespaces.iter().find(|(name, namespace)| {
            std::fs::read_link(format!("/proc/self/ns/{name}"))
                .is_ok_and(|ours| ours.as_os_str() == namespace.as_str())
        });
        let Self { process, user, group, capabilities, interfaces, .. } = self;
        let checks = [
            (self.namespaces.len() == 6 && shared.is_none(), format!("it shares a namespace: {shared:?}")),
            (*process == 1, format!("it is process {process} of its namespace")),
            ([*user, *group] == [NOBODY; 2], format!("its user and group are {user} and {group}")),
            (capabilities.is_empty(), format!("it has capabilities: {capabilities}")),
            (interfaces.iter().all(|name| name == "lo"), format!("it has a network: {interfaces:?}")),
            (self.root_flags & READ_ONLY != 0, "its root can be written".to_owned()),
            (
                self.work_flags & NOSUID_NODEV_NOEXEC == NOSUID_NODEV_NOEXEC
                    && self.work_bytes <= limits.work_bytes().next_multiple_of(PAGE)
                    && self.work_files <= limits.work_files() + 1,
                "its work directory is not bounded".to_owned(),
            ),
        ];
        checks.into_iter().find_map(|(holds, otherwise)| (!holds).then_some(otherwise))
    }

    /// The message that confines it.
    pub(super) fn confinement(&self, limits: &Limits, abilities: Abilities, optional: u64) -> Vec<u8> {
        let filter = filter::compile();
        let confinement = Confinement {
            steps: STEPS.iter().fold(0, |steps, step| steps | step.bit()),
            optional,
            user: NOBODY.into(),
            work_bytes: limits.work_bytes(),
            work_files: limits.work_files(),
            data_bytes: self.data_bytes + limits.memory_bytes(),
            address_bytes: if abilities.memory {
                u64::MAX
            } else {
                self.address_bytes + limits.memory_bytes()
            },
            cpu_seconds: self.cpu_seconds + limits.cpu_seconds(),
            file_bytes: limits.work_bytes(),
            descriptors: limits.descriptors(),
            filter_bytes: filter.len() as u64,
        };
        let mut message = confinement.to_bytes().to_vec();
        message.extend_from_slice(&filter);
        message
    }
}

/// Listens for the one process that is given this socket.
pub(super) fn listen(path: &Path) -> io::Result<UnixListener> {
    let listener = UnixListener::bind(path)?;
    // The process inside is another user. Nobody else gets through the folder.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
    Ok(listener)
}

/// The first message, and the work directory with it.
pub(super) async fn hear(stream: &UnixStream) -> io::Result<(Hello, OwnedFd)> {
    let mut buffer = [0; 8192];
    let (bytes, work) = loop {
        stream.readable().await?;
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let received = stream.try_io(Interest::READABLE, || {
            let parts = &mut [IoSliceMut::new(&mut buffer)];
            Ok(rustix::net::recvmsg(stream.as_fd(), parts, &mut ancillary, RecvFlags::CMSG_CLOEXEC)?.bytes)
        });
        match received {
            Ok(bytes) => {
                let passed = ancillary.drain().find_map(|message| match message {
                    RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
                    _ => None,
                });
                break (bytes, passed);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    };
    let message = buffer.get(..bytes).unwrap_or_default();
    if message.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let hello = serde_json::from_slice(message).map_err(io::Error::other)?;
    Ok((hello, work.ok_or_else(|| io::Error::other("it has no work directory"))?))
}

/// Hands over the confinement and the descriptors of a child.
pub(super) async fn hand_over(
    stream: &UnixStream,
    message: &[u8],
    descriptors: &[OwnedFd; 5],
) -> io::Result<()> {
    stream.writable().await?;
    let descriptors = descriptors.each_ref().map(OwnedFd::as_fd);
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(5))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    assert!(ancillary.push(SendAncillaryMessage::ScmRights(&descriptors)), "the buffer has room for five");
    let sent = stream.try_io(Interest::WRITABLE, || {
        let parts = &[IoSlice::new(message)];
        Ok(rustix::net::sendmsg(stream.as_fd(), parts, &mut ancillary, SendFlags::NOSIGNAL)?)
    })?;
    // Nothing else was sent, and the socket's buffer is much larger.
    if sent == message.len() { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) }
}
