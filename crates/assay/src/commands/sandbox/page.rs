//! Sandboxes, for people.

use std::fmt::Write as _;

use assay_sandbox::docker::Removed;
use assay_sandbox::{Report, Service, State, Status};

use super::Examined;
use crate::diagnostics::shown;
use crate::output::{Stream, style};

/// How a program ended, and what became of its files.
pub(super) fn end(report: &Report, written: &[String]) -> Vec<String> {
    let how = match (report.status, report.exit_code, report.signal) {
        (Status::Succeeded, _, _) => "succeeded".to_owned(),
        (_, Some(code), _) => format!("failed with status {code}"),
        (_, None, Some(signal)) => format!("was ended by signal {signal}"),
        (_, None, None) => "failed".to_owned(),
    };
    let limit = report.limit_hit.map(|limit| format!(" at its limit of {limit}")).unwrap_or_default();
    let mut lines = vec![format!(
        "the program {how}{limit} after {:.0} ms ({:.0} ms of processor time, {:.1} MB of memory)",
        report.wall_time.as_secs_f64() * 1e3,
        report.cpu_time.as_secs_f64() * 1e3,
        megabytes(report.peak_memory_bytes),
    )];
    for (name, output) in [("stdout", &report.stdout), ("stderr", &report.stderr)] {
        if let Some(cut) = output.cut_at {
            lines.push(format!("{name} was cut after {cut} of {} bytes", output.bytes));
        }
    }
    lines.extend(written.iter().map(|path| format!("wrote {path}")));
    for artefact in &report.artefacts {
        if let Err(reason) = &artefact.content {
            lines.push(shown(&format!("`{}` was not kept: {reason}", artefact.path)));
        }
    }
    for control in report.controls.iter().filter(|control| control.state != State::Enforced) {
        lines.push(format!("{} is {}: {}", control.name, state(control.state), shown(&control.reason)));
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "one digit is shown")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn state(state: State) -> &'static str {
    match state {
        State::Enforced => "enforced",
        State::Emulated => "emulated",
        State::Absent => "absent",
    }
}

/// What is running.
pub(super) fn services(services: &[Service]) -> String {
    if services.is_empty() {
        return "No sandbox is running.\n".to_owned();
    }
    let mut page = String::new();
    for service in services {
        let Service { host, zygote, user, children } = service;
        let memory = megabytes(children.iter().map(|child| child.resident_bytes).sum());
        let count = match children.len() {
            1 => "1 child".to_owned(),
            count => format!("{count} children"),
        };
        let _infallible = writeln!(
            page,
            "host {host} (user {user}): interpreter {zygote}, {count}, {memory:.0} MB with what they share",
        );
        for child in children {
            let seconds = child.cpu_time.as_secs_f64();
            let _infallible =
                writeln!(page, "  {} {seconds:.2} s, {:.0} MB", child.pid, megabytes(child.resident_bytes));
        }
    }
    page
}

pub(super) fn removed(groups: usize, docker: Removed) -> String {
    let lines: String = [
        (groups, "control group of a host that has ended", "control groups of hosts that have ended"),
        (docker.containers, "container of a host that has ended", "containers of hosts that have ended"),
        (docker.images, "image without a runtime", "images without a runtime"),
    ]
    .into_iter()
    .filter_map(|(number, one, more)| match number {
        0 => None,
        1 => Some(format!("Removed one {one}.\n")),
        number => Some(format!("Removed {number} {more}.\n")),
    })
    .collect();
    if lines.is_empty() { "Nothing was left.\n".to_owned() } else { lines }
}

/// What confines a program here.
pub(super) fn controls(examined: &[Examined<'_>], holds: bool, stream: &Stream) -> String {
    let width = examined.iter().map(|one| one.control.name.len()).max().unwrap_or(0);
    let mut page = String::new();
    for Examined { control, remedy } in examined {
        let style = match (control.state, control.mandatory) {
            (State::Enforced, _) => style::GOOD,
            (State::Absent, true) => style::BAD,
            (State::Absent, false) | (State::Emulated, _) => style::CAUTION,
        };
        let state = stream.paint(style, &format!("{:<8}", state(control.state)));
        let _infallible = writeln!(page, "{:<width$}  {state}  {}", control.name, shown(&control.reason));
        if let Some(remedy) = remedy {
            let _infallible = writeln!(page, "{:<width$}            to get it: {remedy}", "");
        }
    }
    page.push_str(if holds {
        "\nEvery mandatory control holds.\n"
    } else {
        "\nA mandatory control is missing: programs are refused unless `--allow-degraded` is given.\n"
    });
    page
}
