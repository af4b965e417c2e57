//! The table of attacks, as a page: what each does, what must be seen, and what was seen where.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::attack::{Attack, Runs, Seen, Setting, Unconfined, corpus, folder, words};

/// What the page says before its tables.
const OPENING: &str = include_str!("../../attacks/opening.md");

/// The variable that makes the tests write what they would otherwise compare.
pub(crate) const BLESS: &str = "ASSAY_TEST_BLESS";

/// What was seen in one setting, by attack: a file of the repository.
pub(crate) type Record = BTreeMap<String, Seen>;

fn record_path(setting: Setting) -> PathBuf {
    folder().join("seen").join(format!("{}.txt", setting.word()))
}

/// The record of a setting; empty where nobody has run the suite in it.
pub(crate) fn recorded(setting: Setting) -> Record {
    read(&record_path(setting))
}

/// Reads a record: a line for each attack, its name and what was seen.
pub(crate) fn read(path: &Path) -> Record {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(name, seen)| (name.to_owned(), Seen(seen.to_owned()))).collect()
}

/// Writes a record.
pub(crate) fn write(path: &Path, record: &Record) {
    let mut text = String::new();
    for (name, seen) in record {
        text += &[name, " ", &seen.0.replace('\n', "\\n"), "\n"].concat();
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Writes what was seen in a setting, and the page.
pub(crate) fn bless(setting: Setting, record: &Record) {
    write(&record_path(setting), record);
    fs::write(page_path(), page()).unwrap();
}

fn page_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sandbox.md")
}

fn page() -> String {
    let attacks = corpus();
    let records = Setting::ALL.map(|setting| (setting, recorded(setting)));
    let mut page = OPENING.to_owned();
    let mut line = |text: &str| {
        page.push_str(text);
        page.push('\n');
    };
    line(&counts(&attacks, &records));
    line("| Seen | Means |\n|---|---|");
    line(
        "| `EPERM`, `ENOENT`, … | the kernel's answer to the attack; several, where it asks several things |",
    );
    line("| `SIGSEGV`, … | the signal that ended it |");
    for (word, meaning) in words() {
        line(&format!("| `{word}` | {meaning} |"));
    }
    line("\n## What is not withheld\n");
    for attack in attacks.iter().filter(|attack| attack.accepted.is_some()) {
        let reason = attack.accepted.as_deref().unwrap_or_default();
        line(&format!("- `{}`: {}. Accepted, because {reason}.", attack.name, lower(&attack.technique)));
    }
    let mut group = "";
    for attack in &attacks {
        if attack.group() != group {
            group = attack.group();
            line(&format!("\n## {}\n", title(group)));
            line(
                "| Attack | What it does | What it would gain | Without a sandbox | Expected | Root | Nobody | Docker |",
            );
            line("|---|---|---|---|---|---|---|---|");
        }
        line(&row(attack, &records));
    }
    page
}

fn counts(attacks: &[Attack], records: &[(Setting, Record); 3]) -> String {
    let ran: Vec<_> = records
        .iter()
        .filter(|(_, record)| !record.is_empty())
        .map(|(setting, record)| format!("{} of them {}", record.len(), place(*setting)))
        .collect();
    format!("There are {} attacks; the suite last ran {}.\n", attacks.len(), ran.join(", "))
}

const fn place(setting: Setting) -> &'static str {
    match setting {
        Setting::Root => "in namespaces started by root",
        Setting::Nobody => "in namespaces started by a user without rights",
        Setting::Docker => "in Docker",
    }
}

fn row(attack: &Attack, records: &[(Setting, Record); 3]) -> String {
    let name = attack.name.split_once('/').map_or("", |(_, name)| name);
    let twice = match attack.runs {
        Runs::One(_) => "",
        Runs::After(..) | Runs::Same(_) => " (two runs)",
        Runs::Beside(..) => " (two runs at once)",
    };
    let unconfined = match &attack.unconfined {
        Unconfined::Seen(seen) => format!("`{seen}`"),
        Unconfined::NotRun(reason) => format!("not run: {}", cell(reason)),
    };
    let mut expected: Vec<_> = Setting::ALL.map(|setting| attack.expected(setting).to_string()).to_vec();
    expected.dedup();
    let mut row = format!(
        "| `{name}` | {}{twice} | {} | {unconfined} | `{}` |",
        cell(&attack.technique),
        cell(&attack.gains),
        expected.join("`, `")
    );
    for (_, record) in records {
        let seen = record.get(&attack.name).map_or("—".to_owned(), |seen| format!("`{seen}`"));
        write!(row, " {seen} |").unwrap();
    }
    row
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn title(group: &str) -> &'static str {
    match group {
        "files" => "Files",
        "kernel" => "The kernel's surface",
        "leaks" => "Secrets and facts of the host",
        "namespaces" => "Mounts and namespaces",
        "network" => "The network",
        "output" => "What is printed",
        "persistence" => "From one run to the next",
        "privileges" => "Privileges",
        "proc" => "What the kernel shows as files",
        "processes" => "Processes and threads",
        "protocol" => "The host's protocol",
        "resources" => "Resources",
        "signals" => "Signals",
        "tracing" => "Tracing",
        other => panic!("the group `{other}` needs a title"),
    }
}

#[test]
fn the_page_tells_what_was_seen() {
    let current = fs::read_to_string(page_path()).unwrap_or_default();
    assert!(current == page(), "docs/sandbox.md is out of date: run the suite with {BLESS}=1");
}

#[test]
fn every_record_is_of_an_attack() {
    let names: Vec<_> = corpus().into_iter().map(|attack| attack.name).collect();
    for setting in Setting::ALL {
        for name in recorded(setting).keys() {
            assert!(
                names.contains(name),
                "{}: nobody attacks with `{name}`; run the suite with {BLESS}=1",
                setting.word()
            );
        }
    }
}
