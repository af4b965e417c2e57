//! A service: a warm interpreter and ready children.

use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::child::Child;
#[cfg(feature = "docker")]
use crate::docker::Docker;
use crate::error::Error;
use crate::keeper::{Keeper, Order, Reply};
use crate::limits::Limits;
use crate::namespaces::Nest;
use crate::origin::Origin;
use crate::report::{BackendName, Control, Report};
use crate::request::Request;
use crate::runtime::Runtime;

/// What a service is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many ready children wait. Each holds about 4 MB.
    pub pool: usize,
    /// The limits of those children.
    pub limits: Limits,
    /// Whether a program may run although a mandatory control is missing.
    pub allow_degraded: bool,
    /// Where the Docker engine listens, as `DOCKER_HOST` has it: `unix:///run/user/1000/docker.sock`. None: where it
    /// listens by default. Only for that backend.
    pub engine: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { pool: 2, limits: Limits::default(), allow_degraded: false, engine: None }
    }
}

/// A service: a warm interpreter, ready children, and a thread that looks after them. Dropping it ends them all.
#[derive(Debug)]
pub struct Sandbox {
    keeper: Keeper,
    /// None once it has been waited for.
    thread: Mutex<Option<JoinHandle<()>>>,
    options: Options,
    controls: Vec<Control>,
}

impl Sandbox {
    /// Starts a service and waits until a first child is ready.
    ///
    /// # Errors
    /// When the backend cannot be had, the interpreter does not start, or a mandatory control is missing.
    pub fn start(backend: BackendName, runtime: &Runtime, options: Options) -> Result<Self, Error> {
        let bare = backend == BackendName::Bare;
        let options = Options { allow_degraded: options.allow_degraded || bare, ..options };
        let keeper = Keeper::new()?;
        let (started, outcome) = sync_channel(1);
        let runtime = runtime.clone();
        // The zygote ends with the thread that made it, so that is the one which stays.
        let thread = std::thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn({
                let (keeper, options) = (keeper.clone(), options.clone());
                move || {
                    let origin: Result<Box<dyn Origin>, Error> = match backend {
                        BackendName::Namespaces | BackendName::Bare => {
                            Nest::start(&runtime.root(), bare, options.allow_degraded)
                                .map(|nest| Box::new(nest) as Box<dyn Origin>)
                        }
                        #[cfg(feature = "docker")]
                        BackendName::Docker => {
                            Docker::start(options.engine.as_deref(), &runtime, options.allow_degraded)
                                .map(|docker| Box::new(docker) as Box<dyn Origin>)
                        }
                        #[cfg(not(feature = "docker"))]
                        BackendName::Docker => Err(Error::Setup {
                            step: "this build has no Docker backend",
                            source: std::io::ErrorKind::Unsupported.into(),
                        }),
                    };
                    match origin {
                        Ok(mut origin) => {
                            // The receiver waits for exactly this.
                            drop(started.send(Ok(())));
                            keeper.run(origin.as_mut(), &options);
                        }
                        Err(error) => drop(started.send(Err(error))),
                    }
                }
            })
            .map_err(Error::system("a thread"))?;
        let mut sandbox = Self { keeper, thread: Mutex::new(Some(thread)), options, controls: Vec::new() };
        outcome.recv().unwrap_or_else(|_| Err(Error::Ended("its thread ended".to_owned())))?;
        let first = sandbox.fork(&sandbox.options.limits)?;
        sandbox.controls = first.controls().to_vec();
        // It is as good as any other.
        sandbox.keeper.put(first);
        Ok(sandbox)
    }

    /// A ready child: from the pool when the limits are the pool's, else a new one.
    ///
    /// # Errors
    /// When no child can be made.
    pub fn child(&self, limits: &Limits) -> Result<Child, Error> {
        if limits.confines_like(&self.options.limits)
            && let Some(mut child) = self.keeper.take()
        {
            child.inner.limits = limits.clone();
            return Ok(child);
        }
        self.fork(limits)
    }

    fn fork(&self, limits: &Limits) -> Result<Child, Error> {
        let (reply, answer) = sync_channel(1);
        self.keeper.send(Order::Fork { limits: limits.clone(), reply: Reply(reply) });
        match answer.recv() {
            Ok(child) => child,
            Err(_) => Err(Error::Ended(self.keeper.gone().unwrap_or_else(|| "its thread ended".to_owned()))),
        }
    }

    /// Runs a program to its end.
    ///
    /// # Errors
    /// When it cannot be run. A program that fails has a report.
    pub fn run(&self, request: &Request) -> Result<Report, Error> {
        request.check()?;
        let child = self.child(&request.limits)?;
        Ok(child.begin(&request.job(), 0, 0)?.finish_and_collect(&request.collect))
    }

    /// What confines the children of this service.
    pub fn controls(&self) -> &[Control] {
        &self.controls
    }

    /// Ends the service and everything in it, and waits until nothing of it is left. Whoever waits for one of its
    /// children gets its report, or learns that the service has ended.
    pub fn end(&self) {
        self.keeper.send(Order::Close);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // It does not panic; if it does, its children have ended with it.
            drop(thread.join());
        }
    }

    /// How many children are ready now.
    pub fn ready(&self) -> usize {
        self.keeper.ready()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.end();
    }
}
