//! Laws that hold for every file.

use assay_check::{CheckPolicy, Source, apply_fixes, check};
use proptest::prelude::*;

use crate::corpus::{files, findings};

/// Reads and checks anything; asserts what must always hold.
fn hold(bytes: &[u8]) {
    let found = findings("any.py", bytes);
    for finding in &found {
        assert!(finding.range.start <= finding.range.end && finding.range.end <= bytes.len(), "{finding:?}");
        assert!(finding.start <= finding.end, "{finding:?}");
        assert!(!finding.message.is_empty() && !finding.message.contains('\n'), "{finding:?}");
        if let Ok(text) = str::from_utf8(bytes) {
            assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
        }
    }
    let (Ok(text), Ok(_)) = (str::from_utf8(bytes), Source::read("any.py", bytes)) else { return };
    let fixed = apply_fixes(text, &found);
    match Source::read("any.py", fixed.as_bytes()) {
        Ok(module) => {
            let left = check(&module, &CheckPolicy::default()).len();
            assert!(
                left <= found.len(),
                "fixes made {left} findings of {}:\n{text}\n---\n{fixed}",
                found.len()
            );
        }
        Err(problems) => panic!("a fix broke the syntax: {problems:?}\n{text}\n---\n{fixed}"),
    }
}

/// Pieces of Python that go wrong together.
const PIECES: &[&str] = &[
    "import os",
    "import os, sys",
    "from numpy import *",
    "import numpy as np",
    "x",
    "np",
    "=",
    ":=",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    "\n",
    "\n    ",
    "\n        ",
    " ",
    ".",
    "eval",
    "getattr",
    "__class__",
    "_x",
    "self",
    "self.data.Close",
    ".mean()",
    ".shift(-1)",
    ".rolling(3)",
    ".load",
    "lambda x: ",
    "def f(x):",
    "class A:",
    "def init(self):",
    "def next(self):",
    "for i in range(len(x)):",
    "x[i + 1]",
    "if ",
    "else",
    "try:",
    "except:",
    "pass",
    "return ",
    "yield ",
    "await ",
    "async ",
    "f'{",
    "}'",
    "'",
    "\"",
    "'''",
    "\\\n",
    "# a",
    "@",
    "*",
    "**",
    "-",
    "1",
    "10**10**10",
    "None",
    "match x:",
    "case object(__class__=c):",
    "'2020-01-01'",
    "global x",
    "del x",
    "with x as y:",
    "é",
    "ｅ",
    "µ",
    "\u{200d}",
    "\u{1F680}",
    "random.random()",
    "type X = int",
    "print(",
    "...",
    "if __name__ == '__main__':",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        hold(&bytes);
    }

    #[test]
    fn text_never_panics(text in ".{0,200}") {
        hold(text.as_bytes());
    }

    #[test]
    fn pieces_of_python_never_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        hold(pieces.concat().as_bytes());
    }
}

#[test]
fn corpora_hold_whole_and_cut() {
    for corpus in ["clean", "hostile", "lookahead"] {
        for (_, text) in files(corpus) {
            hold(text.as_bytes());
            for cut in (0..text.len()).step_by(97).filter(|&cut| text.is_char_boundary(cut)) {
                hold(&text.as_bytes()[..cut]);
            }
        }
    }
}

#[test]
fn findings_of_one_rule_are_bounded() {
    for line in ["import os\n", "type X = int\n", "eval;", "x = y.shift(-1)\n"] {
        let found = findings("many.py", line.repeat(20_000).as_bytes());
        let codes: std::collections::BTreeSet<_> = found.iter().map(|finding| finding.rule.code).collect();
        assert!(found.len() <= 100 * codes.len(), "{line}: {}", found.len());
    }
}
