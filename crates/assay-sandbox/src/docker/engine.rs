//! The engine: how it is reached, the images that it holds for us, and what dead services left in it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use assay_types::ContentHash;
use bollard::models::{ContainerSummary, ImageSummary};
use bollard::query_parameters::{
    CreateImageOptions, ListContainersOptions, ListImagesOptions, RemoveContainerOptions, RemoveImageOptions,
};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::runtime::{Builder, Runtime as Reactor};
use tokio::sync::mpsc;

use super::{IMAGE, OWNER_LABEL, RUNTIME_LABEL};
use crate::cgroup::Owner;
use crate::error::Error;
use crate::runtime::{Runtime, archive};

/// How long the engine may take to answer.
const PATIENCE_S: u64 = 120;
/// Where Docker listens when nobody has said otherwise.
const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

/// An engine on this machine.
#[derive(Debug, Clone)]
pub(super) struct Engine {
    pub(super) docker: bollard::Docker,
    address: String,
}

/// What the engine can limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Abilities {
    pub(super) memory: bool,
    pub(super) cpu: bool,
    pub(super) processes: bool,
}

/// A reactor for the calling thread.
pub(super) fn reactor() -> Result<Reactor, Error> {
    Builder::new_current_thread().enable_all().build().map_err(Error::system("a reactor"))
}

/// The socket that an address names; none where it names something else.
pub(super) fn socket(address: Option<&str>) -> Option<&str> {
    match address {
        None | Some("") => Some(DEFAULT_SOCKET),
        Some(address) => address.strip_prefix("unix://"),
    }
}

impl Engine {
    /// Finds the engine that listens at `address`, as `DOCKER_HOST` has it.
    pub(super) async fn connect(address: Option<&str>) -> Result<Self, Error> {
        let Some(socket) = socket(address) else {
            return Err(Error::Engine {
                address: address.unwrap_or_default().to_owned(),
                what: "is not one of this machine: a cell shares memory and pipes with its host, so it needs a \
                       `unix://` address",
                source: io::ErrorKind::Unsupported.into(),
            });
        };
        let address = format!("unix://{socket}");
        let docker = bollard::Docker::connect_with_unix(socket, PATIENCE_S, bollard::API_DEFAULT_VERSION);
        let docker = match docker {
            Ok(docker) => docker.negotiate_version().await,
            Err(error) => Err(error),
        };
        match docker {
            Ok(docker) => Ok(Self { docker, address }),
            Err(error) => {
                Err(Error::Engine { address, what: "does not answer", source: io::Error::other(error) })
            }
        }
    }

    pub(super) fn error(&self, what: &'static str) -> impl FnOnce(bollard::errors::Error) -> Error {
        let address = self.address.clone();
        move |error| Error::Engine { address, what, source: io::Error::other(error) }
    }

    pub(super) async fn abilities(&self) -> Result<Abilities, Error> {
        let information = self.docker.info().await.map_err(self.error("does not tell what it is"))?;
        Ok(Abilities {
            memory: information.memory_limit.unwrap_or(false),
            cpu: information.cpu_cfs_quota.unwrap_or(false),
            processes: information.pids_limit.unwrap_or(false),
        })
    }

    /// The name of the runtime's image, which is imported if the engine does not have it.
    pub(super) async fn image(
        &self,
        runtime: &Runtime,
        progress: &mut dyn FnMut(u64),
    ) -> Result<String, Error> {
        let guest = guest().map_err(Error::system("memory for an archive"))?;
        let name = format!("{IMAGE}:{}-{}", runtime.id(), mark(&guest));
        match self.docker.inspect_image(&name).await {
            Ok(_) => return Ok(name),
            Err(bollard::errors::Error::DockerResponseServerError { status_code: 404, .. }) => {}
            Err(error) => return Err(self.error("does not tell its images")(error)),
        }
        let refused = self.error("does not take the runtime as an image");
        self.import(runtime, guest, &name, progress).await.map_err(refused)?;
        Ok(name)
    }

    /// Streams the guest's files and the runtime's to the engine.
    async fn import(
        &self,
        runtime: &Runtime,
        guest: Vec<u8>,
        name: &str,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), bollard::errors::Error> {
        const CHUNK: usize = 256 << 10;
        let (pieces, mut arriving) = mpsc::channel(8);
        let (repo, tag) = name.split_once(':').unwrap_or((name, "latest"));
        let options = CreateImageOptions {
            from_src: Some("-".to_owned()),
            repo: Some(repo.to_owned()),
            tag: Some(tag.to_owned()),
            changes: vec![format!("LABEL {RUNTIME_LABEL}={}", runtime.id())],
            ..CreateImageOptions::default()
        };
        let (count, mut counted) = mpsc::unbounded_channel();
        let body = futures_util::stream::poll_fn(move |context| arriving.poll_recv(context)).inspect(
            move |piece: &io::Result<Bytes>| {
                // Nobody may want to know.
                let _sent = count.send(piece.as_ref().map_or(0, Bytes::len) as u64);
            },
        );
        let runtime = runtime.clone();
        let writer = std::thread::spawn(move || {
            let failed = pieces.clone();
            let mut writer = io::BufWriter::with_capacity(CHUNK, Pieces(pieces));
            let written = writer
                .write_all(&guest)
                .map_err(|error| error.to_string())
                .and_then(|()| runtime.archive(&mut writer).map_err(|error| error.to_string()))
                .and_then(|()| writer.flush().map_err(|error| error.to_string()));
            if let Err(reason) = written {
                // The request fails with it. If there is no request any more, it has failed already.
                let _sent = failed.blocking_send(Err(io::Error::other(reason)));
            }
        });
        let mut answers = std::pin::pin!(self.docker.create_image(
            Some(options),
            Some(bollard::body_try_stream(body)),
            None
        ));
        let mut sent = 0;
        let outcome = loop {
            tokio::select! {
                Some(bytes) = counted.recv() => {
                    sent += bytes;
                    progress(sent);
                }
                answer = answers.next() => match answer {
                    None => break Ok(()),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => break Err(error),
                }
            }
        };
        drop(writer);
        outcome
    }

    /// The containers of every service.
    async fn containers(&self) -> Result<Vec<(Owner, String)>, Error> {
        let options = ListContainersOptions {
            all: true,
            filters: Some([("label".to_owned(), vec![OWNER_LABEL.to_owned()])].into_iter().collect()),
            ..ListContainersOptions::default()
        };
        let listed = self.docker.list_containers(Some(options)).await;
        let listed = listed.map_err(self.error("does not list its containers"))?;
        Ok(listed.into_iter().filter_map(owned).collect())
    }

    /// Removes the containers of services that have ended, and the folders of their sockets. Returns how many containers
    /// were removed.
    pub(super) async fn sweep(&self) -> Result<usize, Error> {
        let mut removed = 0;
        for (owner, name) in self.containers().await? {
            if owner.is_gone() {
                removed += usize::from(self.remove(&name).await.is_ok());
            }
        }
        for entry in std::fs::read_dir(SOCKETS).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if let Some((owner, _)) = name.to_str().and_then(Owner::parse)
                && owner.is_gone()
            {
                // Another user's cannot be removed, and is not ours to remove.
                drop(std::fs::remove_dir_all(entry.path()));
            }
        }
        Ok(removed)
    }

    /// Removes a container, and whatever runs in it.
    pub(super) async fn remove(&self, name: &str) -> Result<(), bollard::errors::Error> {
        let options = RemoveContainerOptions { force: true, v: true, ..RemoveContainerOptions::default() };
        self.docker.remove_container(name, Some(options)).await
    }

    /// Removes the images whose runtime is not among `runtimes`, or that are of another version of the guest. Returns how
    /// many.
    pub(super) async fn remove_images(&self, runtimes: &[String]) -> Result<usize, Error> {
        let options = ListImagesOptions {
            filters: Some([("label".to_owned(), vec![RUNTIME_LABEL.to_owned()])].into_iter().collect()),
            ..ListImagesOptions::default()
        };
        let listed = self.docker.list_images(Some(options)).await;
        let listed = listed.map_err(self.error("does not list its images"))?;
        let mark = mark(&guest().map_err(Error::system("memory for an archive"))?);
        let wanted: Vec<_> = runtimes.iter().map(|id| format!("{IMAGE}:{id}-{mark}")).collect();
        let mut removed = 0;
        for tag in listed.into_iter().flat_map(|ImageSummary { repo_tags, .. }| repo_tags) {
            if tag.strip_prefix(IMAGE).is_some_and(|rest| rest.starts_with(':')) && !wanted.contains(&tag) {
                // One that is in use stays until it is not.
                let gone = self.docker.remove_image(&tag, None::<RemoveImageOptions>, None).await;
                removed += usize::from(gone.is_ok());
            }
        }
        Ok(removed)
    }
}

/// A container of ours, by its name.
fn owned(container: ContainerSummary) -> Option<(Owner, String)> {
    let name = container.names?.into_iter().next()?;
    let name = name.trim_start_matches('/');
    let (owner, _) = Owner::parse(name)?;
    Some((owner, name.to_owned()))
}

/// Sends what is written.
struct Pieces(mpsc::Sender<io::Result<Bytes>>);

impl io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes)));
        sent.map_err(|_closed| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Our files as the beginning of an archive. Their folder comes with the runtime's, and must not come twice.
fn guest() -> io::Result<Vec<u8>> {
    let mut archive = Vec::new();
    let mut folders = Vec::new();
    // The same module under its other name.
    let native = [("_cell.so", assay_cell::EXTENSION), ("_link.so", assay_cell::EXTENSION)];
    let files: Vec<_> = native.into_iter().chain(assay_cell::GUEST.iter().copied()).collect();
    for (path, _) in &files {
        let parents = Path::new(path).ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty());
        folders.extend(parents.map(|parent| format!("cell/{}", parent.display())));
    }
    folders.sort();
    folders.dedup();
    for folder in folders {
        archive::folder(&mut archive, &folder)?;
    }
    for (path, content) in files {
        archive::file(&mut archive, &format!("cell/{path}"), content)?;
    }
    Ok(archive)
}

/// What tells one version of the guest from another.
fn mark(guest: &[u8]) -> String {
    let hash = ContentHash::of(guest).to_string();
    let digits = hash.rsplit(':').next().unwrap_or_default();
    digits.chars().take(12).collect()
}

/// The folder that the engine sees as we do, and where nobody can take our names: ours have the process in them.
const SOCKETS: &str = "/tmp";

/// The folder of a service's sockets, which only its user can enter.
#[derive(Debug)]
pub(super) struct Sockets(PathBuf);

impl Sockets {
    pub(super) fn new(number: u64) -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        let folder = Path::new(SOCKETS).join(Owner::this().name(number));
        std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self(folder))
    }

    /// The path of a child's socket.
    pub(super) fn path(&self, number: u64) -> PathBuf {
        self.0.join(number.to_string())
    }
}

impl Drop for Sockets {
    fn drop(&mut self) {
        // What is left is removed by the next sweep.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
