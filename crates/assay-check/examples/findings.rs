//! Prints what the check says about files: `cargo run -p assay-check --example findings -- FILE…`.
#![expect(clippy::print_stdout, reason = "an example prints")]

use assay_check::{CheckPolicy, Source, check};

fn main() -> std::io::Result<()> {
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name)?;
        let findings = match Source::read(&name, &bytes) {
            Ok(module) => check(&module, &CheckPolicy::default()),
            Err(findings) => findings,
        };
        for finding in findings {
            println!(
                "{name}:{}:{}: {} {} [{}]",
                finding.start.line,
                finding.start.column,
                finding.severity,
                finding.message,
                finding.rule.code
            );
        }
    }
    Ok(())
}
