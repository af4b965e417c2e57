//! Python strategies: no panic, findings lie inside the text on boundaries of characters, and safe fixes leave Python.
#![no_main]

use assay_check::{CheckPolicy, Finding, Source, apply_fixes, check};
use libfuzzer_sys::fuzz_target;

fn findings(bytes: &[u8]) -> Result<Vec<Finding>, Vec<Finding>> {
    Source::read("strategy.py", bytes).map(|module| check(&module, &CheckPolicy::default()))
}

fn hold(bytes: &[u8], findings: &[Finding]) {
    for finding in findings {
        assert!(finding.range.start <= finding.range.end && finding.range.end <= bytes.len(), "{finding:?}");
        assert!(finding.start <= finding.end, "{finding:?}");
        assert!(!finding.message.contains('\n'), "{finding:?}");
        if let Ok(text) = std::str::from_utf8(bytes) {
            assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    match findings(bytes) {
        Err(findings) => {
            assert!(!findings.is_empty());
            hold(bytes, &findings);
        }
        Ok(found) => {
            hold(bytes, &found);
            let text = std::str::from_utf8(bytes).expect("what was read is UTF-8");
            let fixed = apply_fixes(text, &found);
            let left = findings(fixed.as_bytes()).expect("a fix keeps the syntax");
            assert!(left.len() <= found.len(), "fixes made findings");
        }
    }
});
