//! One attack in one sandbox, and what came of it.

use std::time::Duration;

use assay_sandbox::{Limit, Limits, Report, Request, Sandbox, Status};

use super::attack::{Attack, PRELUDE, Runs, Seen};

/// How the secret of the host begins; no program spells it forwards.
pub(crate) const SECRET_BEGINS: &str = "assay-test-secret-";

/// Runs an attack, and gives what was seen in the words of its header.
pub(crate) fn try_attack(sandbox: &Sandbox, attack: &Attack, expected: &Seen) -> Seen {
    let run = |source: &str| run(sandbox, attack, source);
    match &attack.runs {
        Runs::One(source) => judge(sandbox, &run(source), expected),
        Runs::After(first, second) => {
            let left = word(&run(first));
            if left.0 == "left" {
                judge(sandbox, &run(second), expected)
            } else {
                Seen(format!("first run: {left}"))
            }
        }
        Runs::Same(source) => match (drawn(&run(source)), drawn(&run(source))) {
            (Some(one), Some(other)) => Seen(if one == other { "same" } else { "differ" }.to_owned()),
            (one, other) => Seen(format!("drawn: {one:?} and {other:?}")),
        },
        Runs::Beside(first, second) => std::thread::scope(|scope| {
            let first = scope.spawn(|| run(first));
            // The first may not have begun when the second looks for the first time: it looks until the first is over.
            loop {
                let seen = judge(sandbox, &run(second), expected);
                if !seen.answers(expected) || first.is_finished() {
                    return seen;
                }
            }
        }),
    }
}

fn run(sandbox: &Sandbox, attack: &Attack, source: &str) -> Report {
    let report =
        sandbox.run(&request(attack, source)).unwrap_or_else(|error| panic!("{}: {error}", attack.name));
    let texts = [&report.stdout.text, &report.stderr.text];
    assert!(
        !texts.iter().any(|text| text.contains(SECRET_BEGINS)),
        "{}: the host's secret is out",
        attack.name
    );
    for output in [&report.stdout, &report.stderr] {
        let kept = output.cut_at.unwrap_or(output.bytes);
        assert!(kept <= report.limits.output_bytes(), "{}: {kept} bytes of output are kept", attack.name);
    }
    report
}

/// The limits of an attack that asks for none.
pub(crate) fn limits() -> Limits {
    Limits::default().with_wall(Duration::from_secs(20)).unwrap()
}

fn request(attack: &Attack, source: &str) -> Request {
    let mut limits = limits();
    if let Some(seconds) = attack.limits.wall_seconds {
        limits = limits.with_wall(Duration::from_secs(seconds)).unwrap();
    }
    if let Some(megabytes) = attack.limits.memory_mb {
        limits = limits.with_memory_bytes(megabytes << 20).unwrap();
    }
    if let Some(kilobytes) = attack.limits.output_kb {
        limits = limits.with_output_bytes(kilobytes << 10).unwrap();
    }
    Request {
        name: "attack.py".to_owned(),
        source: format!("{PRELUDE}\n{source}").into_bytes(),
        limits,
        ..Request::default()
    }
}

/// Most attacks are judged by what they saw; some by what the host made of them.
fn judge(sandbox: &Sandbox, report: &Report, expected: &Seen) -> Seen {
    match expected.0.as_str() {
        "escaped" => escaped(report),
        "contained" => contained(sandbox, report),
        _ => match word(report) {
            seen if seen.answers(expected) => seen,
            // For whoever looks for the reason.
            seen => Seen(format!("{seen}, {:?}, {:?}", end(&report.stdout.text), end(&report.stderr.text))),
        },
    }
}

/// The last words of a text.
fn end(text: &str) -> &str {
    let from = text.char_indices().rev().nth(400).map_or(0, |(from, _)| from);
    &text[from..]
}

/// The limit, the signal, or the word of the one line that the program printed.
fn word(report: &Report) -> Seen {
    let limit = report.limit_hit.map(|limit| match limit {
        Limit::Memory => "memory",
        Limit::Wall => "wall",
        Limit::Cpu => "cpu",
        Limit::Output => "output",
        Limit::Work => "work",
    });
    let word = limit.map(str::to_owned).or_else(|| report.signal.map(signal_name)).or_else(|| {
        let line: serde_json::Value = serde_json::from_str(&report.stdout.text).ok()?;
        (report.status == Status::Succeeded).then(|| {
            let saw = line["saw"].as_str().unwrap_or("nothing");
            // What was gained is worth reading where nothing should have been.
            if saw == "obtained" { format!("{saw} {}", line["detail"]) } else { saw.to_owned() }
        })
    });
    Seen(word.unwrap_or_else(|| {
        let end = |text: &str| {
            text.chars().rev().take(400).collect::<Vec<_>>().into_iter().rev().collect::<String>()
        };
        let Report { exit_code, stdout, stderr, .. } = report;
        format!("status {exit_code:?}, {:?}, {:?}", end(&stdout.text), end(&stderr.text))
    }))
}

fn drawn(report: &Report) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(&report.stdout.text).ok()?;
    (line["saw"] == "drawn").then(|| line["detail"].to_string())
}

/// Nothing of what was printed can do anything but be read: judged by other rules than the ones that escape it.
fn escaped(report: &Report) -> Seen {
    for text in [&report.stdout.text, &report.stderr.text] {
        for character in text.chars() {
            // Letters and signs of the attacks that are not themselves the attack.
            let harmless = matches!(character, '\n' | '\t' | ' '..='~') || character.is_alphanumeric();
            if !harmless {
                return Seen(format!("{character:?} in the output"));
            }
        }
    }
    if report.stdout.bytes + report.stderr.bytes == 0 {
        return Seen("no output".to_owned());
    }
    let json = serde_json::to_string(report).unwrap();
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    let whole = read["stdout"]["text"] == report.stdout.text && read["stderr"]["text"] == report.stderr.text;
    Seen(if whole && !json.contains(char::is_control) { "escaped" } else { "broken JSON" }.to_owned())
}

/// The report is whole, and the next run is sound.
fn contained(sandbox: &Sandbox, report: &Report) -> Seen {
    let agrees = match report.status {
        Status::Succeeded => report.exit_code == Some(0) && report.signal.is_none(),
        Status::Failed => report.exit_code.is_some_and(|code| code != 0) && report.signal.is_none(),
        Status::Killed => report.exit_code.is_none() && report.signal.is_some(),
    };
    if !agrees {
        return Seen(format!("{:?} with {:?} and {:?}", report.status, report.exit_code, report.signal));
    }
    if report.wall_time > report.limits.wall() + Duration::from_secs(2) {
        return Seen(format!("{:?} after a limit of {:?}", report.wall_time, report.limits.wall()));
    }
    if escaped(report).0 == "broken JSON" {
        return escaped(report);
    }
    sound(sandbox).map_or_else(Seen, |()| Seen("contained".to_owned()))
}

/// Whether a plain program gives its plain answer.
pub(crate) fn sound(sandbox: &Sandbox) -> Result<(), String> {
    let source = "import numpy\nopen('file', 'w').write('text')\nprint(int(numpy.arange(10).sum()), open('file').read())\n";
    let request = Request {
        name: "sound.py".to_owned(),
        source: source.into(),
        limits: limits(),
        ..Request::default()
    };
    let report = sandbox.run(&request).map_err(|error| format!("the next run fails: {error}"))?;
    let whole =
        report.stdout.text == "45 text\n" && report.stderr.bytes == 0 && report.status == Status::Succeeded;
    if whole { Ok(()) } else { Err(format!("the next run is not sound: {report:?}")) }
}

fn signal_name(signal: i32) -> String {
    let names = [
        (4, "SIGILL"),
        (6, "SIGABRT"),
        (7, "SIGBUS"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (11, "SIGSEGV"),
        (13, "SIGPIPE"),
        (15, "SIGTERM"),
        (24, "SIGXCPU"),
        (25, "SIGXFSZ"),
        (31, "SIGSYS"),
    ];
    let known = names.iter().find(|(number, _)| *number == signal);
    known.map_or_else(|| format!("SIG{signal}"), |(_, name)| (*name).to_owned())
}
