//! A Docker engine of our own, for the time of one command: its folders, its socket and its log are in the cache
//! folder, and it touches neither the firewall nor the network of the machine.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::machine;
use crate::runtime;
use crate::steps::{Outcome, Steps, now};
use crate::workspace::{Workspace, perform, succeeds};

/// Tells tests where the engine listens.
pub(crate) const VARIABLE: &str = "ASSAY_TEST_DOCKER";

/// How long the engine may take to answer, and to end.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is asked.
const PACE: Duration = Duration::from_millis(50);
/// The kernel takes no longer name of a socket; the engine makes longer ones below its folder than ours.
const SOCKET_BYTES_MAX: usize = 107;
const LONGEST_SOCKET: &str = "run/containerd/containerd-debug.sock";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The command to run while there is an engine, such as `cargo nextest run -p assay-sandbox`.
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<String>,
}

/// What became of the wish for an engine.
#[derive(Debug)]
enum Start {
    /// It answers.
    Running(Engine),
    /// There cannot be one, for this reason.
    Impossible(String),
}

/// A running engine. It ends when this is dropped, unless somebody else has started it.
#[derive(Debug)]
pub(crate) struct Engine {
    socket: PathBuf,
    daemon: Option<Child>,
}

/// Runs a command with an engine and a runtime.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<()> {
    let folder = runtime::install(workspace)?;
    let engine = match start(workspace)? {
        Start::Running(engine) => engine,
        Start::Impossible(reason) => bail!("there is no Docker engine: {reason}"),
    };
    let Some((program, rest)) = arguments.command.split_first() else { return Ok(()) };
    let mut command = workspace.command(program);
    command.args(rest).env(runtime::VARIABLE, folder).env(VARIABLE, engine.address());
    perform(&mut command)
}

/// The step that starts one for a command, which is told of it; without one the step is skipped. It ends when the engine
/// that is returned is dropped.
pub(crate) fn step(
    workspace: &Workspace,
    steps: &mut Steps,
    command: &mut Command,
) -> Result<Option<Engine>> {
    let mut engine = None;
    steps.step("Docker engine", "cargo xtask docker true", || match start(workspace)? {
        Start::Running(started) => {
            command.env(VARIABLE, started.address());
            engine = Some(started);
            Ok(Outcome::Done)
        }
        Start::Impossible(reason) => Ok(Outcome::Skipped(reason)),
    })?;
    Ok(engine)
}

/// Starts an engine, and installs one first where there is none.
fn start(workspace: &Workspace) -> Result<Start> {
    if !machine::is_root(workspace) {
        return Ok(Start::Impossible("only root can start one".to_owned()));
    }
    if !succeeds(workspace.command("dockerd").arg("--version"))
        && let Err(error) = machine::install(workspace, &["docker.io"], "`dockerd` is not installed")
    {
        return Ok(Start::Impossible(format!("{error:#}")));
    }
    let folder = workspace.cache.join("docker");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    if folder.join(LONGEST_SOCKET).as_os_str().len() > SOCKET_BYTES_MAX {
        return Ok(Start::Impossible(format!(
            "`{}` is too long for the names of its sockets",
            folder.display()
        )));
    }
    let socket = folder.join("engine.sock");
    if answers(&socket) {
        return Ok(Start::Running(Engine { socket, daemon: None }));
    }
    let engine = launch(workspace, &folder, socket)?;
    let begin = now();
    while !answers(&engine.socket) {
        if begin.elapsed() > PATIENCE {
            return Ok(Start::Impossible(format!(
                "it did not answer within {} s; `{}` says why",
                PATIENCE.as_secs(),
                folder.join("log").display()
            )));
        }
        thread::sleep(PACE);
    }
    Ok(Start::Running(engine))
}

fn launch(workspace: &Workspace, folder: &Path, socket: PathBuf) -> Result<Engine> {
    let log = File::create(folder.join("log")).context("cannot write the engine's log")?;
    let mut command = workspace.command("dockerd");
    // Containers have no network: there is nothing to bridge, and no rule of the firewall to write.
    command.args(["--bridge=none", "--iptables=false", "--ip6tables=false"]);
    command.arg("--data-root").arg(folder.join("data"));
    command.arg("--exec-root").arg(folder.join("run"));
    command.arg("--pidfile").arg(folder.join("pid"));
    command.arg("--host").arg(format!("unix://{}", socket.display()));
    let daemon = command
        .stdout(log.try_clone().context("cannot write the engine's log twice")?)
        .stderr(log)
        .spawn()
        .context("cannot run `dockerd`")?;
    Ok(Engine { socket, daemon: Some(daemon) })
}

/// Whether an engine listens on the socket.
fn answers(socket: &Path) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /_ping HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.") && answer.trim_end().ends_with("OK"))
    };
    ask().unwrap_or(false)
}

impl Engine {
    /// Where it listens, as `DOCKER_HOST` has it.
    pub(crate) fn address(&self) -> String {
        format!("unix://{}", self.socket.display())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let Some(daemon) = &mut self.daemon else { return };
        // Asked to end, it ends its containers and its own daemon, and unmounts what it has mounted.
        let id = daemon.id().to_string();
        let asked = perform(Command::new("kill").args(["-TERM", &id])).is_ok();
        let begin = now();
        while asked && begin.elapsed() < PATIENCE {
            if !matches!(daemon.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(PACE);
        }
        println!("    the Docker engine does not end; it is killed");
        // It has ended, or nothing can be done about it.
        drop(daemon.kill().and_then(|()| daemon.wait()));
    }
}
