//! The corpus: what a file of it says about itself.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What stands before every attack.
pub(crate) const PRELUDE: &str = include_str!("../../attacks/prelude.py");

/// What stands between the two programs of a pair.
const SECOND: &str = "# ---- the second run ----\n";

/// One attack.
#[derive(Debug, Clone)]
pub(crate) struct Attack {
    /// The folder and the name of its file, `files/read_accounts`.
    pub(crate) name: String,
    /// What it does, in one sentence.
    pub(crate) technique: String,
    /// What an attacker would have of it.
    pub(crate) gains: String,
    /// What must be seen, by setting; [`Attack::expected`] reads it.
    expected: BTreeMap<Option<Setting>, Seen>,
    /// What is seen without a sandbox, or why that is not tried.
    pub(crate) unconfined: Unconfined,
    /// Why a gain is accepted, where one is expected.
    pub(crate) accepted: Option<String>,
    /// Whose machine it is for, where it needs one.
    pub(crate) architecture: Option<String>,
    pub(crate) limits: Limits,
    pub(crate) runs: Runs,
}

/// The programs of an attack.
#[derive(Debug, Clone)]
pub(crate) enum Runs {
    /// One program.
    One(String),
    /// The second looks for what the first left.
    After(String, String),
    /// The second looks for the first, which goes on.
    Beside(String, String),
    /// The same program twice: what it draws is compared.
    Same(String),
}

/// Smaller limits than the default, so that a bomb is quick.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub(crate) memory_mb: Option<u64>,
    pub(crate) cpu_seconds: Option<u64>,
    pub(crate) wall_seconds: Option<u64>,
    pub(crate) output_kb: Option<u64>,
}

/// Where attacks run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Setting {
    /// The namespaces backend, started by root.
    Root,
    /// The namespaces backend, started by a user without any right.
    Nobody,
    /// The Docker backend.
    Docker,
}

impl Setting {
    pub(crate) const ALL: [Self; 3] = [Self::Root, Self::Nobody, Self::Docker];

    /// Its word in headers and records.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Nobody => "nobody",
            Self::Docker => "docker",
        }
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|setting| setting.word() == word);
        known.ok_or_else(|| format!("`{word}` is no setting: root, nobody, docker"))
    }
}

/// What came of an attack, in the one word that its header names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen(pub(crate) String);

/// Words beside errors (`EPERM`) and signals (`SIGSEGV`).
const WORDS: &[(&str, &str)] = &[
    ("absent", "what the attack looks for is not there"),
    ("obtained", "the attack has what it wants: only where the reason is stated"),
    ("contained", "the attack does what it likes to itself; the report is whole and the next run is sound"),
    ("escaped", "what was printed reaches neither terminal, nor page, nor JSON as anything but text"),
    ("differ", "two runs draw different values"),
    ("same", "two runs draw the same values: only where the reason is stated"),
    ("memory", "ended at the limit of memory"),
    ("cpu", "ended at the limit of processor time"),
    ("wall", "ended at the deadline"),
    ("output", "ended at, or cut at, the limit of output"),
    ("work", "ended at the limit of the work folder"),
];

impl Seen {
    /// Whether this is what was expected. An attack that must obtain something tells what: that may differ from run to run.
    pub(crate) fn answers(&self, expected: &Self) -> bool {
        self == expected || expected.0 == "obtained" && self.first_word() == "obtained"
    }

    pub(crate) fn first_word(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }
}

impl FromStr for Seen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let name = |word: &str| {
            (word.starts_with('E') || word.starts_with("SIG"))
                && word.len() > 3
                && word.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
        };
        if WORDS.iter().any(|(word, _)| *word == text) || text.split('+').all(name) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("`{text}` is neither an error, nor a signal, nor one of our words"))
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What is seen without a sandbox.
#[derive(Debug, Clone)]
pub(crate) enum Unconfined {
    Seen(Seen),
    NotRun(String),
}

impl Attack {
    /// Reads the text of a file.
    pub(crate) fn read(name: &str, text: &str) -> Result<Self, String> {
        let header = text.strip_prefix("\"\"\"").and_then(|text| text.split_once("\"\"\"\n"));
        let (header, _) = header.ok_or("an attack begins with a docstring")?;
        let (technique, fields) =
            header.split_once("\n\n").ok_or("an empty line stands after the technique")?;
        let mut lines = BTreeMap::new();
        for line in fields.lines() {
            let (key, value) =
                line.split_once(": ").ok_or_else(|| format!("`{line}` is not `key: value`"))?;
            if lines.insert(key, value).is_some() {
                return Err(format!("`{key}` is said twice"));
            }
        }
        let mut take = |key: &str| lines.remove(key);
        let gains = take("gains").ok_or("`gains` is missing")?.to_owned();
        let everywhere: Seen = take("expect").ok_or("`expect` is missing")?.parse()?;
        let mut expected = BTreeMap::from([(None, everywhere)]);
        for setting in Setting::ALL {
            if let Some(seen) = take(&format!("expect.{}", setting.word())) {
                expected.insert(Some(setting), seen.parse()?);
            }
        }
        let unconfined = take("unconfined").ok_or("`unconfined` is missing")?;
        let unconfined = match unconfined.strip_prefix("not run: ") {
            Some(reason) => Unconfined::NotRun(reason.to_owned()),
            None => Unconfined::Seen(unconfined.parse()?),
        };
        let accepted = take("accepted").map(str::to_owned);
        if accepted.is_none() && expected.values().any(|seen| matches!(seen.0.as_str(), "obtained" | "same"))
        {
            return Err("a gain is expected, so `accepted` says why".to_owned());
        }
        let architecture = take("architecture").map(str::to_owned);
        let limits = take("limits").map_or(Ok(Limits::default()), Limits::read)?;
        let both = || text.split_once(SECOND).ok_or("a pair has a second run");
        let runs = match take("pair") {
            None => Runs::One(text.to_owned()),
            Some("same") => Runs::Same(text.to_owned()),
            Some("after") => {
                both().map(|(first, second)| Runs::After(first.to_owned(), second.to_owned()))?
            }
            Some("beside") => {
                both().map(|(first, second)| Runs::Beside(first.to_owned(), second.to_owned()))?
            }
            Some(other) => return Err(format!("`{other}` is no kind of pair: after, beside, same")),
        };
        match lines.first_key_value() {
            Some((unknown, _)) => Err(format!("nobody reads `{unknown}`")),
            None => Ok(Self {
                name: name.to_owned(),
                technique: technique.replace('\n', " ").trim_end_matches('.').to_owned(),
                gains,
                expected,
                unconfined,
                accepted,
                architecture,
                limits,
                runs,
            }),
        }
    }

    /// What must be seen.
    pub(crate) fn expected(&self, setting: Setting) -> &Seen {
        // One who has no rights runs the same backend as root does: what is not said apart holds for both.
        self.expected.get(&Some(setting)).unwrap_or_else(|| &self.expected[&None])
    }

    /// The folder it lies in.
    pub(crate) fn group(&self) -> &str {
        self.name.split_once('/').map_or("", |(group, _)| group)
    }
}

impl Limits {
    fn read(text: &str) -> Result<Self, String> {
        let mut limits = Self::default();
        for word in text.split(' ') {
            let (name, number) =
                word.split_once('=').ok_or_else(|| format!("`{word}` is not `limit=number`"))?;
            let number = Some(number.parse().map_err(|error| format!("`{word}`: {error}"))?);
            match name {
                "memory" => limits.memory_mb = number,
                "cpu" => limits.cpu_seconds = number,
                "wall" => limits.wall_seconds = number,
                "output" => limits.output_kb = number,
                other => return Err(format!("`{other}` is no limit: memory, cpu, wall, output")),
            }
        }
        Ok(limits)
    }
}

/// The folder of the corpus.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks")
}

/// Every attack, by name.
pub(crate) fn corpus() -> Vec<Attack> {
    let mut attacks = Vec::new();
    for group in
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for path in std::fs::read_dir(&group).unwrap().map(|entry| entry.unwrap().path()) {
            if path.extension().is_none_or(|extension| extension != "py") {
                continue;
            }
            let part = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
            let name = format!("{}/{}", part(&group), part(&path));
            let text = std::fs::read_to_string(&path).unwrap();
            attacks.push(Attack::read(&name, &text).unwrap_or_else(|problem| panic!("{name}: {problem}")));
        }
    }
    attacks.sort_by(|one, other| one.name.cmp(&other.name));
    attacks
}

/// What each word of the table means.
pub(crate) fn words() -> &'static [(&'static str, &'static str)] {
    WORDS
}

#[test]
fn the_corpus_is_large_and_every_header_can_be_read() {
    assert!(corpus().len() >= 120, "{} attacks", corpus().len());
}

#[test]
fn headers_that_say_nothing_or_too_much_are_refused() {
    fn check(fields: &str, problem: &str) {
        let text = format!("\"\"\"Do.\n\n{fields}\"\"\"\npass\n");
        assert_eq!(Attack::read("group/name", &text).err().as_deref(), Some(problem), "{fields}");
    }
    let good = "gains: all\nexpect: EPERM\nunconfined: obtained\n";
    assert!(Attack::read("group/name", &format!("\"\"\"Do.\n\n{good}\"\"\"\n")).is_ok());
    check("expect: EPERM\nunconfined: obtained\n", "`gains` is missing");
    check("gains: all\nunconfined: obtained\n", "`expect` is missing");
    check("gains: all\nexpect: EPERM\n", "`unconfined` is missing");
    check(
        "gains: all\nexpect: failure\nunconfined: obtained\n",
        "`failure` is neither an error, nor a signal, nor one of our words",
    );
    check(
        "gains: all\nexpect: obtained\nunconfined: obtained\n",
        "a gain is expected, so `accepted` says why",
    );
    check(&format!("{good}expect: EACCES\n"), "`expect` is said twice");
    check(&format!("{good}limits: patience=1\n"), "`patience` is no limit: memory, cpu, wall, output");
    check(&format!("{good}pair: after\n"), "a pair has a second run");
    check(&format!("{good}expect.podman: EPERM\n"), "nobody reads `expect.podman`");
}
