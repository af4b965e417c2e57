//! A directory of its own in which the real binary is run, and a transcript of what was said.
#![expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use assay_spec::{DocumentType, Format};
use tempfile::TempDir;

/// A secret that everybody knows.
pub(crate) const SIGNING_KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n\
    -----END PRIVATE KEY-----\n";

/// Runs commands in an empty directory, without the variables of whoever runs the tests.
pub(crate) struct Terminal {
    folder: TempDir,
    variables: Vec<(&'static str, OsString)>,
    transcript: String,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), variables: Vec::new(), transcript: String::new() }
    }

    /// Sets a variable for all that is run from now on.
    pub(crate) fn set(&mut self, name: &'static str, value: impl AsRef<OsStr>) {
        self.variables.push((name, value.as_ref().to_owned()));
    }

    /// Keeps data in `home` from now on, where the first key of RFC 8032's tests signs: it is the same on every run.
    pub(crate) fn keep_at_home(&mut self) {
        let keys = self.path("home/keys");
        fs::create_dir_all(&keys).unwrap();
        fs::set_permissions(&keys, fs::Permissions::from_mode(0o700)).unwrap();
        self.write("home/keys/signing.pem", SIGNING_KEY);
        fs::set_permissions(keys.join("signing.pem"), fs::Permissions::from_mode(0o600)).unwrap();
        self.set("ASSAY_DATA_DIR", self.path("home"));
    }

    /// A file or folder in the directory.
    pub(crate) fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.folder.path().join(name.as_ref())
    }

    /// Writes a file into the directory.
    pub(crate) fn write(&self, name: impl AsRef<OsStr>, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Reads a file of the directory.
    pub(crate) fn read(&self, name: impl AsRef<OsStr>) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `assay` with words separated by spaces, and notes what it said.
    pub(crate) fn run(&mut self, line: &str) -> Output {
        let words: Vec<&str> = line.split(' ').collect();
        self.run_words(&words, "")
    }

    /// Runs `assay` with these words and this text on stdin, and notes what it said.
    pub(crate) fn run_words<S: AsRef<OsStr>>(&mut self, words: &[S], stdin: &str) -> Output {
        let output = self.run_silently(words, stdin);
        assert_ne!(output.status.code(), Some(101), "it panicked: {output:?}");
        let shown: Vec<_> = words.iter().map(|word| word.as_ref().to_string_lossy()).collect();
        let _infallible = writeln!(self.transcript, "$ assay {}", shown.join(" ").escape_debug());
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            let text = String::from_utf8_lossy(bytes);
            assert!(text.len() < 40_000, "{name} is not bounded: {} bytes", text.len());
            let hostile = text.chars().find(|&character| character.is_control() && character != '\n');
            assert_eq!(hostile, None, "a control character reached {name}: {text:?}");
            if !text.is_empty() {
                let _infallible = writeln!(self.transcript, "--- {name}\n{}", text.trim_end());
            }
        }
        let _infallible = writeln!(self.transcript, "--- exit {}\n", output.status.code().unwrap());
        output
    }

    /// Runs `assay`; the transcript does not know of it.
    pub(crate) fn run_silently<S: AsRef<OsStr>>(&self, words: &[S], stdin: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that does not read it closes it.
        drop(child.stdin.take().unwrap().write_all(stdin.as_bytes()));
        child.wait_with_output().unwrap()
    }

    /// All that was said so far, with the directory called `DIR`.
    pub(crate) fn transcript(&self) -> String {
        self.transcript.replace(&*self.folder.path().to_string_lossy(), "DIR").trim_end().to_owned()
    }

    /// Copies a file of the examples into the directory.
    pub(crate) fn example(&self, folder: &str, name: &str) {
        const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
        self.write(name, fs::read(format!("{EXAMPLES}/{folder}/{name}")).unwrap());
    }

    /// The document that a command answers with.
    pub(crate) fn answer<T: DocumentType>(&self, line: &str) -> T {
        let words: Vec<&str> = line.split(' ').chain(["--format", "json"]).collect();
        let output = self.run_silently(&words, "");
        let text = String::from_utf8(output.stdout).unwrap();
        assay_spec::read::<T>(&text, Format::Json, "stdout")
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
            .value
    }
}

/// A text with every run called `RUN`: its ID holds the version of the program.
pub(crate) fn without_ids(text: &str) -> String {
    let mut pieces = text.split("run_");
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.chars().take_while(char::is_ascii_alphanumeric).count();
        match piece.split_at_checked(26).filter(|_| digits == 26) {
            Some((_, rest)) => told.extend(["RUN", rest]),
            None => told.extend(["run_", piece]),
        }
    }
    told
}

/// Every file of the runs below a directory, by the names of run and file. There is nothing but runs.
pub(crate) fn files_of_runs(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for run in fs::read_dir(out).unwrap() {
        let run = run.unwrap();
        assert!(run.path().is_dir(), "{} is left", run.file_name().display());
        for file in fs::read_dir(run.path()).unwrap() {
            let file = file.unwrap();
            let name = format!("{}/{}", run.file_name().display(), file.file_name().display());
            files.insert(name, fs::read(file.path()).unwrap());
        }
    }
    files
}
