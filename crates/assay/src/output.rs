//! What the program says, and where: data on stdout, everything else on stderr.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::cli::{ColorChoice, GlobalArgs, OutputFormat};
use crate::diagnostics::shown;
use crate::environment::Environment;

/// The narrowest and the widest page that is laid out.
const WIDTH_MIN: usize = 40;
const WIDTH_MAX: usize = 100;
/// The width where there is no terminal to ask.
const WIDTH_DEFAULT: usize = 80;

/// Decides what each stream shows. A closed pipe ends the talk and not the program: what is written to a
/// reader that has gone is dropped.
#[derive(Debug)]
pub(crate) struct Printer {
    format: OutputFormat,
    quiet: bool,
    verbose: u8,
    stdout: Stream,
    stderr: Stream,
}

/// How a stream can be written to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stream {
    /// Whether people watch it.
    pub(crate) terminal: bool,
    /// Whether colours are shown.
    pub(crate) color: bool,
    /// Whether blocks, ticks and rules beyond ASCII are shown.
    pub(crate) unicode: bool,
    /// How many columns a line has.
    pub(crate) width: usize,
}

impl Stream {
    /// `text` in a style, where the stream has colours.
    pub(crate) fn paint(&self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// The styles of the program; nothing else says what a colour means.
pub(crate) mod style {
    use super::{AnsiColor, Style};

    pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
    pub(crate) const BAD: Style = AnsiColor::Red.on_default();
    pub(crate) const CAUTION: Style = AnsiColor::Yellow.on_default();
    pub(crate) const STRONG: Style = Style::new().bold();
    pub(crate) const FAINT: Style = Style::new().dimmed();
}

impl Printer {
    /// A printer for these options, on this terminal.
    pub(crate) fn new(global: &GlobalArgs, environment: &Environment) -> Self {
        let stream = |terminal: bool, width: Option<usize>| Stream {
            terminal,
            color: match global.color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => terminal && environment.allows_color(),
            },
            unicode: environment.shows_unicode(),
            width: width.unwrap_or(WIDTH_DEFAULT).clamp(WIDTH_MIN, WIDTH_MAX),
        };
        let width = environment.columns().or_else(|| {
            let (terminal_size::Width(columns), _) = terminal_size::terminal_size()?;
            Some(usize::from(columns))
        });
        Self {
            format: global.format,
            quiet: global.quiet,
            verbose: global.verbose,
            stdout: stream(io::stdout().is_terminal(), width),
            stderr: stream(io::stderr().is_terminal(), width),
        }
    }

    /// Whether the answer is one JSON document on stdout.
    pub(crate) fn is_json(&self) -> bool {
        self.format == OutputFormat::Json
    }

    /// How the answer is to be given.
    pub(crate) fn format(&self) -> OutputFormat {
        self.format
    }

    /// How often `-v` was given.
    pub(crate) fn verbose(&self) -> u8 {
        self.verbose
    }

    /// How stdout can be written to.
    pub(crate) fn stdout(&self) -> &Stream {
        &self.stdout
    }

    /// How stderr can be written to.
    pub(crate) fn stderr(&self) -> &Stream {
        &self.stderr
    }

    /// Whether progress is shown: on a terminal, unless the user wants quiet.
    pub(crate) fn shows_progress(&self) -> bool {
        self.stderr.terminal && !self.quiet
    }

    /// Data for people or programs: a page, completions, a manual page. Ends as it is given.
    #[expect(clippy::unused_self, reason = "whoever writes to a stream has a printer")]
    pub(crate) fn page(&self, text: &str) {
        write_stdout(text.as_bytes());
    }

    /// The one JSON document of an answer.
    #[expect(clippy::unused_self, reason = "whoever writes to a stream has a printer")]
    pub(crate) fn document(&self, document: &impl Serialize) {
        write_document(document);
    }

    /// The answer: `document` with `--format json`, else the page.
    pub(crate) fn answer(&self, document: &impl Serialize, page: impl FnOnce(&Stream) -> String) {
        if self.is_json() {
            self.document(document);
        } else {
            self.page(&page(&self.stdout));
        }
    }

    /// Something worth knowing, on stderr.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.say("note", style::STRONG, text);
        }
    }

    /// Something to look at, on stderr.
    pub(crate) fn warning(&self, text: &str) {
        if !self.quiet {
            self.say("warning", style::CAUTION.bold(), text);
        }
    }

    /// Why there is no answer, on stderr.
    pub(crate) fn error(&self, text: &str) {
        self.say("error", style::BAD.bold(), text);
    }

    /// What caused the error above it, on stderr.
    pub(crate) fn cause(&self, text: &str) {
        self.say("  because", style::STRONG, text);
    }

    /// Text that is laid out already, on stderr, even when quiet: problems of documents.
    #[expect(clippy::unused_self, reason = "whoever writes to a stream has a printer")]
    pub(crate) fn diagnostic(&self, text: &str) {
        write_all(io::stderr().lock(), text.as_bytes());
    }

    fn say(&self, label: &str, style: Style, text: &str) {
        let label = self.stderr.paint(style, &format!("{label}:"));
        // Messages of libraries name files as they are called; a name may hold what moves a cursor.
        let text: Vec<String> = text.split('\n').map(shown).collect();
        write_all(io::stderr().lock(), format!("{label} {}\n", text.join("\n")).as_bytes());
    }
}

/// Writes the one JSON document of an answer to stdout, indented, with a newline at its end.
pub(crate) fn write_document(document: &impl Serialize) {
    // Keys that are not text are the only cause of a failure, and no document of ours has any.
    let mut bytes = serde_json::to_vec_pretty(document).unwrap_or_default();
    bytes.push(b'\n');
    write_stdout(&bytes);
}

/// Why an answer did not reach stdout: the first reason, if there is one. Whoever closed a pipe has read
/// enough; a full disk has kept less than was asked for, and the program must not end as if it had all.
pub(crate) fn stdout_failure() -> Option<&'static io::Error> {
    STDOUT_FAILURE.get()
}

static STDOUT_FAILURE: OnceLock<io::Error> = OnceLock::new();

/// Keeps why stdout could not be written, unless its reader has gone.
pub(crate) fn note_stdout_failure(written: io::Result<()>) {
    if let Err(error) = written
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        // The first reason is the one that is told.
        drop(STDOUT_FAILURE.set(error));
    }
}

fn write_stdout(bytes: &[u8]) {
    let mut stream = io::stdout().lock();
    note_stdout_failure(stream.write_all(bytes).and_then(|()| stream.flush()));
}

/// A line on stderr when there is no answer on stdout.
pub(crate) fn last_words(text: &str) {
    write_all(io::stderr().lock(), format!("{text}\n").as_bytes());
}

/// Writes to stderr, the stream of last resort: there is none to tell of its failures.
fn write_all(mut stream: impl Write, bytes: &[u8]) {
    drop(stream.write_all(bytes).and_then(|()| stream.flush()));
}
