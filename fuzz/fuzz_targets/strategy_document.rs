//! Documents of every kind in every format: no panic, and what is accepted survives its canonical form.
#![no_main]

use assay_spec::{DocumentKind, Format, Strategy, canonical, detect_kind, read, read_bytes, validate_text};
use libfuzzer_sys::fuzz_target;

const KINDS: [DocumentKind; 4] =
    [DocumentKind::BacktestConfig, DocumentKind::RunReport, DocumentKind::VerdictPolicy, DocumentKind::Trade];

/// A seed is a whole file, so the format is told from the text and not from a byte of the input.
fn formats(bytes: &[u8]) -> &'static [Format] {
    match bytes.first() {
        Some(b'{') => &[Format::Json, Format::Yaml],
        _ => &[Format::Yaml, Format::Toml],
    }
}

fuzz_target!(|bytes: &[u8]| {
    for &format in formats(bytes) {
        match read_bytes::<Strategy>(bytes, format, "fuzz") {
            Ok(document) => {
                let text = canonical(&document.value);
                let again = read::<Strategy>(&text, Format::Json, "canonical")
                    .unwrap_or_else(|report| panic!("the canonical form is refused: {report}\n{text}"));
                assert_eq!(canonical(&again.value), text);
            }
            Err(report) => {
                assert!(!report.problems().is_empty());
                let _ = report.to_string();
            }
        }
        if let Ok(text) = str::from_utf8(bytes) {
            let _ = detect_kind(text, format);
            for kind in KINDS {
                let _ = validate_text(kind, text, format, "fuzz");
            }
        }
    }
});
