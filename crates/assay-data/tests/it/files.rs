//! Makes files and tells what became of them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use assay_data::{LoadError, LoadOptions, Loaded, load};
use tempfile::TempDir;

/// A file that is gone when this is dropped.
pub(crate) struct Sample {
    _directory: TempDir,
    pub(crate) path: PathBuf,
}

pub(crate) fn file(name: &str, bytes: &[u8]) -> Sample {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, bytes).unwrap();
    Sample { _directory: directory, path }
}

pub(crate) fn load_plainly(path: &Path) -> Result<Loaded, LoadError> {
    load(path, &LoadOptions::default(), &mut |_| {})
}

pub(crate) fn load_bytes(bytes: &[u8], options: &LoadOptions) -> Result<Loaded, LoadError> {
    load(&file("bars.csv", bytes).path, options, &mut |_| {})
}

/// An error with its causes, and the name of the file without its directory.
pub(crate) fn error_text(error: &LoadError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        write!(text, ": {cause}").unwrap();
        source = cause.source();
    }
    let start = text.find('`').unwrap_or(0);
    match text.find("bars.") {
        Some(end) if end > start => format!("{}{}", &text[..=start], &text[end..]),
        _ => text,
    }
}

/// What became of a text: the bars in a few words, or why there are none.
pub(crate) fn outcome(bytes: &[u8]) -> String {
    match load_bytes(bytes, &LoadOptions::default()) {
        Ok(loaded) => describe(&loaded),
        Err(error) => error_text(&error),
    }
}

fn describe(loaded: &Loaded) -> String {
    let bars = &loaded.bars;
    let first = bars.get(0).unwrap();
    let volume = first.volume.map_or_else(|| "none".to_owned(), |volume| volume.to_string());
    let mut text = format!(
        "{} bars; first {} o={} h={} l={} c={} v={volume}; times: {}",
        bars.len(),
        first.time,
        first.open,
        first.high,
        first.low,
        first.close,
        loaded.origin.format.times,
    );
    for note in &loaded.origin.notes {
        write!(text, "\n  note: {note}").unwrap();
    }
    text
}

/// Texts with what became of each, to be read by people.
pub(crate) fn report(cases: &[(&str, &[u8])]) -> String {
    let mut report = String::new();
    for (name, bytes) in cases {
        let shown = String::from_utf8_lossy(bytes);
        let shown: Vec<String> = shown
            .lines()
            .take(4)
            .map(|line| line.chars().take(70).collect::<String>().escape_debug().to_string())
            .collect();
        writeln!(report, "{name}\n  {}\n= {}\n", shown.join("\n  "), outcome(bytes)).unwrap();
    }
    report
}
