//! Documents of every version, with what is said of them. A document that was valid stays valid.

use std::fs;
use std::path::{Path, PathBuf};

use assay_spec::{
    BacktestConfig, CheckPolicy, DocumentKind, Fill, Format, ModelAnswer, Order, RunReport, SearchReport,
    Signal, Strategy, Trade, VerdictPolicy, canonical, read, validate_text,
};

pub(crate) fn documents(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

pub(crate) fn kind(path: &Path) -> DocumentKind {
    let prefix = name(path).split('-').next().unwrap().to_owned();
    match prefix.as_str() {
        "config" => DocumentKind::BacktestConfig,
        "policy" => DocumentKind::VerdictPolicy,
        "report" => DocumentKind::RunReport,
        "answer" => DocumentKind::ModelAnswer,
        "check" => DocumentKind::CheckPolicy,
        "search" => DocumentKind::SearchReport,
        other => DocumentKind::of_name(other).unwrap_or(DocumentKind::Strategy),
    }
}

fn snapshot(folder: &str, path: &Path, content: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../corpus/{folder}/expected"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name(path), content));
}

#[test]
fn valid_documents_are_read_and_keep_their_meaning() {
    for path in documents("v2/valid") {
        let text = fs::read_to_string(&path).unwrap();
        let format = Format::of_path(&path).unwrap();
        let read_back = |error: &dyn std::fmt::Display| -> ! { panic!("{}: {error}", path.display()) };
        macro_rules! canonical_of {
            ($type:ty) => {{
                let document = read::<$type>(&text, format, &name(&path)).unwrap_or_else(|e| read_back(&e));
                let canonical = canonical(&document.value);
                let again =
                    read::<$type>(&canonical, Format::Json, "canonical").unwrap_or_else(|e| read_back(&e));
                assert_eq!(again.value, document.value);
                canonical
            }};
        }
        let canonical = match kind(&path) {
            DocumentKind::Strategy => canonical_of!(Strategy),
            DocumentKind::BacktestConfig => canonical_of!(BacktestConfig),
            DocumentKind::VerdictPolicy => canonical_of!(VerdictPolicy),
            DocumentKind::Trade => canonical_of!(Trade),
            DocumentKind::Order => canonical_of!(Order),
            DocumentKind::Fill => canonical_of!(Fill),
            DocumentKind::Signal => canonical_of!(Signal),
            DocumentKind::ModelAnswer => canonical_of!(ModelAnswer),
            DocumentKind::CheckPolicy => canonical_of!(CheckPolicy),
            DocumentKind::RunReport => canonical_of!(RunReport),
            DocumentKind::SearchReport => canonical_of!(SearchReport),
        };
        snapshot("v2/valid", &path, &canonical);
    }
}

#[test]
fn invalid_documents_are_refused_with_all_their_problems() {
    for folder in ["v2/invalid", "v1/invalid"] {
        for path in documents(folder) {
            let text = fs::read_to_string(&path).unwrap();
            let format = Format::of_path(&path).unwrap();
            let report = validate_text(kind(&path), &text, format, &name(&path))
                .expect_err(&format!("{} is valid", path.display()));
            snapshot(folder, &path, &report.to_string());
        }
    }
}

#[test]
fn version_1_is_upgraded_where_its_meaning_is_clear() {
    for path in documents("v1/valid") {
        let text = fs::read_to_string(&path).unwrap();
        let document = read::<Strategy>(&text, Format::of_path(&path).unwrap(), &name(&path))
            .unwrap_or_else(|report| panic!("{report}"));
        let notes: Vec<String> =
            document.notes.iter().map(|note| format!("{}: {}", note.pointer, note.message)).collect();
        let shown = format!("{}\n{}", notes.join("\n"), document.source.text().trim_end());
        snapshot("v1/valid", &path, &shown);
    }
}
