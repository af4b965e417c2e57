//! The thread that talks to the engine. The keeper must not wait for an engine, and the engine's client is
//! asynchronous: commands go in, events come out, and an event descriptor tells that there are some.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use bollard::errors::Error as Refusal;
use bollard::query_parameters::{CreateContainerOptions, LogsOptions, WaitContainerOptions};
use futures_util::{Stream, StreamExt as _};
use rustix::event::EventfdFlags;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;

use super::cell;
use super::engine::{Abilities, Engine, Sockets, reactor};
use crate::cgroup::Owner;
use crate::error::Error;
use crate::limits::Limits;
use crate::plain::plain;
use crate::runtime::Runtime;

/// How long a container may take to come up, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
/// Commands that may wait.
const COMMANDS_MAX: usize = 64;

/// What the engine is to do.
#[derive(Debug)]
pub(super) enum Command {
    /// Make a child.
    Start(Box<Birth>),
    /// End it.
    Kill(u64),
}

/// A child to be made.
#[derive(Debug)]
pub(super) struct Birth {
    pub(super) number: u64,
    pub(super) limits: Limits,
    /// Job, output, errors, board, tape.
    pub(super) descriptors: [OwnedFd; 5],
}

/// What became of it.
#[derive(Debug)]
pub(super) enum Event {
    Born {
        number: u64,
        /// As this machine numbers its processes; none where it cannot be seen from here.
        pid: Option<u32>,
        work: OwnedFd,
    },
    Unborn {
        number: u64,
        reason: io::Error,
    },
    Ended {
        number: u64,
        /// As the engine has it: an exit status, or 128 and a signal.
        code: i64,
        out_of_memory: bool,
        killed: bool,
    },
    /// The engine does not answer any more.
    Gone(String),
}

/// The way to the thread. Dropping it removes all containers, and waits for that.
#[derive(Debug)]
pub(super) struct Actor {
    commands: Option<mpsc::Sender<Command>>,
    events: Receiver<Event>,
    bell: Arc<OwnedFd>,
    pub(super) abilities: Abilities,
    thread: Option<JoinHandle<()>>,
}

impl Actor {
    /// Finds the engine, gives it the runtime, removes what dead services left.
    pub(super) fn start(address: Option<&str>, runtime: &Runtime, optional: u64) -> Result<Self, Error> {
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        let bell = rustix::event::eventfd(0, flags);
        let bell = Arc::new(bell.map_err(|errno| Error::system("an event")(errno.into()))?);
        let (commands, arriving) = mpsc::channel(COMMANDS_MAX);
        // Bounded by the number of children: each has three.
        let (tell, events) = channel();
        let (started, outcome) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("docker".to_owned())
            .spawn({
                let bell = Arc::clone(&bell);
                let (address, runtime) = (address.map(str::to_owned), runtime.clone());
                move || {
                    let run = reactor().and_then(|reactor| {
                        let office = reactor.block_on(Office::open(
                            address.as_deref(),
                            &runtime,
                            optional,
                            tell,
                            bell,
                        ))?;
                        Ok((reactor, office))
                    });
                    match run {
                        Ok((reactor, office)) => {
                            // The receiver waits for exactly this.
                            drop(started.send(Ok(office.abilities)));
                            reactor.block_on(Arc::new(office).work(arriving));
                        }
                        Err(error) => drop(started.send(Err(error))),
                    }
                }
            })
            .map_err(Error::system("a thread"))?;
        let abilities =
            outcome.recv().unwrap_or_else(|_| Err(Error::Ended("its engine's thread ended".to_owned())))?;
        Ok(Self { commands: Some(commands), events, bell, abilities, thread: Some(thread) })
    }

    pub(super) fn send(&self, command: Command) -> io::Result<()> {
        let sent = self.commands.as_ref().map(|commands| commands.blocking_send(command));
        match sent {
            Some(Ok(())) => Ok(()),
            Some(Err(_)) | None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// The next event, if there is one.
    pub(super) fn event(&self) -> Option<Event> {
        let event = self.events.try_recv().ok();
        if event.is_none() {
            let mut count = [0; 8];
            let _counted = rustix::io::read(&self.bell, &mut count);
        }
        // It may have come between the look and the reading of the bell.
        event.or_else(|| self.events.try_recv().ok())
    }
}

impl AsFd for Actor {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.bell.as_fd()
    }
}

impl Drop for Actor {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // It does not panic; if it does, the next sweep removes what it left.
            drop(thread.join());
        }
    }
}

/// What the thread works with.
struct Office {
    engine: Engine,
    image: String,
    sockets: Sockets,
    abilities: Abilities,
    optional: u64,
    tell: Sender<Event>,
    bell: Arc<OwnedFd>,
}

impl Office {
    async fn open(
        address: Option<&str>,
        runtime: &Runtime,
        optional: u64,
        tell: Sender<Event>,
        bell: Arc<OwnedFd>,
    ) -> Result<Self, Error> {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let engine = Engine::connect(address).await?;
        let abilities = engine.abilities().await?;
        engine.sweep().await?;
        let image = engine.image(runtime, &mut |_| {}).await?;
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let sockets = Sockets::new(number).map_err(Error::system("a folder for sockets"))?;
        Ok(Self { engine, image, sockets, abilities, optional, tell, bell })
    }

    /// Serves until nobody can send commands any more, then removes everything.
    async fn work(self: Arc<Self>, mut commands: mpsc::Receiver<Command>) {
        let mut cells = JoinSet::new();
        let mut stops: BTreeMap<u64, Arc<Notify>> = BTreeMap::new();
        loop {
            tokio::select! {
                command = commands.recv() => match command {
                    None => break,
                    Some(Command::Start(birth)) => {
                        let stop = Arc::new(Notify::new());
                        stops.insert(birth.number, Arc::clone(&stop));
                        cells.spawn(Arc::clone(&self).live(birth, stop));
                    }
                    Some(Command::Kill(number)) => {
                        if let Some(stop) = stops.get(&number) {
                            stop.notify_one();
                        }
                    }
                },
                Some(ended) = cells.join_next() => {
                    if let Ok(number) = ended {
                        stops.remove(&number);
                    }
                }
            }
        }
        for stop in stops.values() {
            stop.notify_one();
        }
        while cells.join_next().await.is_some() {}
    }

    fn tell(&self, event: Event) {
        // Nobody listens any more when the service ends.
        if self.tell.send(event).is_ok() {
            let _counted = rustix::io::write(&self.bell, &1_u64.to_ne_bytes());
        }
    }

    /// A child from its birth to its end. Returns its number.
    async fn live(self: Arc<Self>, birth: Box<Birth>, stop: Arc<Notify>) -> u64 {
        let number = birth.number;
        let name = Owner::this().name(number);
        let socket = self.sockets.path(number);
        let born = self.bear(*birth, &name, &socket, &stop).await;
        // It has served, or never will.
        drop(std::fs::remove_file(&socket));
        match born {
            Ok((pid, work)) => {
                self.tell(Event::Born { number, pid, work });
                let end = self.end(number, &name, &stop).await;
                self.tell(end);
            }
            Err(reason) => self.tell(Event::Unborn { number, reason }),
        }
        // One that cannot be removed now is removed by a sweep when this process has ended.
        drop(self.engine.remove(&name).await);
        number
    }

    async fn bear(
        &self,
        birth: Birth,
        name: &str,
        socket: &Path,
        stop: &Notify,
    ) -> io::Result<(Option<u32>, OwnedFd)> {
        let Birth { limits, descriptors, .. } = birth;
        let listener = cell::listen(socket)?;
        let options =
            CreateContainerOptions { name: Some(name.to_owned()), ..CreateContainerOptions::default() };
        let container = cell::container(&self.image, name, socket, &limits);
        let docker = &self.engine.docker;
        docker.create_container(Some(options), container).await.map_err(io::Error::other)?;
        docker.start_container(name, None).await.map_err(io::Error::other)?;
        let mut end = pin!(self.wait(name));
        let meet = async {
            let (stream, _) = listener.accept().await?;
            let heard = cell::hear(&stream).await?;
            Ok::<_, io::Error>((stream, heard))
        };
        let met = tokio::select! {
            met = meet => met.ok(),
            _ = end.next() => None,
            () = stop.notified() => return Err(io::Error::other("it is not wanted any more")),
            () = tokio::time::sleep(PATIENCE) => {
                return Err(io::Error::other(format!("its container did not come up within {PATIENCE:?}")));
            }
        };
        let Some((stream, (hello, work))) = met else {
            return Err(io::Error::other(self.last_words(name).await));
        };
        if let Some(lack) = hello.lacks(&limits) {
            return Err(io::Error::other(format!("the engine did not do what it was asked for: {lack}")));
        }
        // Before the process has anything to do.
        docker.update_container(name, cell::limited(&limits, &hello)).await.map_err(io::Error::other)?;
        let message = hello.confinement(&limits, self.abilities, self.optional);
        cell::hand_over(&stream, &message, &descriptors).await?;
        let pid = stream.peer_cred()?.pid().and_then(|pid| u32::try_from(pid).ok()).filter(|pid| *pid > 0);
        Ok((pid, work))
    }

    /// The end of a container, once.
    fn wait(&self, name: &str) -> impl Stream<Item = Result<i64, Refusal>> + use<> {
        let options = WaitContainerOptions { condition: "not-running".to_owned() };
        self.engine.docker.wait_container(name, Some(options)).map(|answer| match answer {
            Ok(answer) => Ok(answer.status_code),
            Err(Refusal::DockerContainerWaitError { code, .. }) => Ok(code),
            Err(error) => Err(error),
        })
    }

    async fn end(&self, number: u64, name: &str, stop: &Notify) -> Event {
        let docker = &self.engine.docker;
        let mut end = pin!(self.wait(name));
        let mut killed = false;
        let code = loop {
            tokio::select! {
                code = end.next() => break code,
                () = stop.notified() => {
                    killed = true;
                    // An error means that it has ended.
                    drop(docker.kill_container(name, None).await);
                }
            }
        };
        let code = match code {
            Some(Ok(code)) => code,
            // Somebody else has removed it, unless the engine itself has gone.
            Some(Err(_)) | None => match docker.ping().await {
                Ok(_) => 128 + i64::from(libc::SIGKILL),
                Err(error) => return Event::Gone(format!("its engine does not answer: {error}")),
            },
        };
        let state = docker.inspect_container(name, None).await.ok().and_then(|container| container.state);
        let out_of_memory = state.and_then(|state| state.oom_killed).unwrap_or(false);
        Event::Ended { number, code, out_of_memory, killed }
    }

    /// What an interpreter that did not come up has said.
    async fn last_words(&self, name: &str) -> String {
        let options =
            LogsOptions { stdout: true, stderr: true, tail: "20".to_owned(), ..LogsOptions::default() };
        let mut logs = pin!(self.engine.docker.logs(name, Some(options)));
        let mut text = Vec::new();
        while let Some(Ok(line)) = logs.next().await {
            text.extend_from_slice(&line.into_bytes());
        }
        let text = plain(&text);
        let text = text.trim();
        if text.is_empty() { "it ended without a word".to_owned() } else { text.to_owned() }
    }
}
