//! What is read, and what is refused before it is parsed.

use assay_check::{BYTES_MAX, DEPTH_MAX, LINKS_MAX, Source};

/// The codes and places of a file that is refused; empty if it is read.
fn refused(bytes: &[u8]) -> Vec<(&'static str, usize, usize)> {
    match Source::read("strategy.py", bytes) {
        Ok(_) => Vec::new(),
        Err(findings) => findings
            .iter()
            .map(|finding| (finding.rule.code, finding.start.line, finding.start.column))
            .collect(),
    }
}

#[test]
fn files_are_refused_with_their_place() {
    let check = |bytes: &[u8], expected: &[(&str, usize, usize)]| {
        assert_eq!(refused(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    };
    check(b"", &[]);
    check(b"\n", &[]);
    check(b"x = 1", &[]);
    check("\u{FEFF}x = 1\n".as_bytes(), &[]);
    check(b"x = 1\r\ny = 2\r\n", &[]);
    check("x = '\u{e9}\u{1F469}\u{200D}\u{1F680}'\n".as_bytes(), &[]);
    check(b"x = 1\ny = '\xff'\n", &[("AS002", 2, 6)]);
    check(b"\xff\xfex\0", &[("AS002", 1, 1)]);
    check(b"# coding: utf-8\n", &[]);
    check(b"#!/usr/bin/env python\n# -*- coding: UTF_8 -*-\n", &[]);
    check(b"\n# coding: latin-1\n", &[("AS003", 2, 1)]);
    check("\u{FEFF}# coding: latin-1\n".as_bytes(), &[("AS003", 1, 2)]);
    check(b"x = 1\n# coding: latin-1\n", &[]);
    check(b"# one\n# two\n# coding: latin-1\n", &[]);
    check(b"x = 1\0\n", &[("AS004", 1, 6)]);
    check(b"# a\rimport os\n", &[("AS004", 1, 4)]);
    check("x = 'a'\ny = '\u{202e}'\n".as_bytes(), &[("AS005", 2, 6)]);
    check(b"class A\n    pass\n", &[("AS007", 1, 8)]);
    check(b"x = (\n", &[("AS007", 2, 1)]);
    check(b"x = '", &[("AS007", 1, 5)]);
    check(b"return = 1\n", &[("AS007", 1, 8)]);
}

#[test]
fn sizes_up_to_the_bound_are_read() {
    let line = b"x = 1\n";
    let mut file: Vec<u8> = line.iter().copied().cycle().take(BYTES_MAX - BYTES_MAX % line.len()).collect();
    assert_eq!(refused(&file), []);
    file.resize(BYTES_MAX + 1, b'\n');
    assert_eq!(refused(&file), [("AS001", 1, 1)]);
}

/// Nests something as deep as the size of a file allows.
fn bomb(open: &str, middle: &str, close: &str) -> Vec<u8> {
    let depth = (BYTES_MAX - middle.len() - 64) / (open.len() + close.len()).max(1);
    format!("x = {}{middle}{}\n", open.repeat(depth), close.repeat(depth)).into_bytes()
}

#[test]
fn nesting_bombs_are_refused_on_a_small_stack() {
    let staircase = |depth: usize, line: &str| {
        (0..depth).fold(String::new(), |text, level| text + &" ".repeat(level) + line + "\n").into_bytes()
    };
    let bombs: Vec<(&str, Vec<u8>)> = vec![
        ("parentheses", bomb("(", "1", ")")),
        ("brackets", bomb("[", "", "]")),
        ("braces", bomb("{1:", "1", "}")),
        ("calls", bomb("f(", "", ")")),
        ("subscripts", bomb("a[", "0", "]")),
        ("open only", bomb("(", "", "")),
        ("close only", bomb("", "", ")")),
        ("unary", bomb("-", "1", "")),
        ("not", bomb("not ", "1", "")),
        ("power", bomb("1**", "1", "")),
        ("sum", bomb("1+", "1", "")),
        ("lambda", bomb("lambda:", "1", "")),
        ("lambda with parameters", bomb("lambda a,b:", "1", "")),
        ("conditional", bomb("1 if 1 else ", "1", "")),
        ("attribute", bomb("a.", "b", "")),
        ("call chain", bomb("", "f", "()")),
        ("await", bomb("await ", "f", "")),
        ("async", bomb("async ", "f", "")),
        ("f-strings", bomb("f'{", "1", "}'")),
        ("f-string of f-strings", bomb("f\"{f'{", "1", "}'}\"")),
        ("specification", bomb("f'{1:{", "1", "}}'")),
        ("star", bomb("*", "a", "")),
        ("comparison", bomb("1<", "1", "")),
        ("boolean", bomb("1 or ", "1", "")),
        ("comprehension", bomb("[x for x in ", "a", "]")),
        ("triple quotes", bomb("'''", "", "")),
        ("backslashes", bomb("\\\n", "1", "")),
        ("semicolons", bomb("1;", "1", "")),
        ("walrus", bomb("(x:=", "1", ")")),
        ("yield", bomb("yield 1, ", "1", "")),
        ("match", format!("match x:\n case {}", "(".repeat(100_000)).into_bytes()),
        ("classes", staircase(1400, "class A:")),
        ("loops", staircase(1400, "while 1:")),
        ("else if", format!("if 1: pass\n{}", "elif 1: pass\n".repeat(50_000)).into_bytes()),
        ("decorators", format!("{}def f(): pass\n", "@a\n".repeat(100_000)).into_bytes()),
        ("type parameters", format!("def f[{}](): pass\n", "T: [".repeat(10_000)).into_bytes()),
        ("unclosed lines", "(\n".repeat(200_000).into_bytes()),
        ("quotes", "'\n".repeat(200_000).into_bytes()),
        ("f-quotes", "f'{\n".repeat(200_000).into_bytes()),
        ("f-quotes on one line", "f'{".repeat(200_000).into_bytes()),
        ("f-triple quotes", "f'''{\n".repeat(100_000).into_bytes()),
        ("strings", format!("x = ({})\n", "'a'\n".repeat(150_000)).into_bytes()),
        ("colons", "if x: ".repeat(100_000).into_bytes()),
        ("class headers on one line", "class A: ".repeat(100_000).into_bytes()),
    ];
    let reader = std::thread::Builder::new().stack_size(256 * 1024).spawn(move || {
        for (name, bomb) in bombs {
            #[expect(
                clippy::disallowed_methods,
                reason = "a reader that takes minutes is the failure looked for"
            )]
            let begin = std::time::Instant::now();
            let accepted = Source::read(name, &bomb).is_ok();
            let flat = matches!(
                name,
                "else if" | "decorators" | "semicolons" | "backslashes" | "strings" | "triple quotes"
            );
            assert!(!accepted || flat, "{name}");
            let took = begin.elapsed().as_secs_f64();
            assert!(took < 20.0, "{name} took {took} s");
        }
    });
    reader.expect("a thread").join().expect("no panic");
}

/// What would take minutes if any part of the check were quadratic.
#[test]
fn long_files_are_checked_in_linear_time() {
    let whole = |text: &str| text.repeat(BYTES_MAX / text.len());
    let halves = |head: &str, tail: &str| {
        head.repeat(BYTES_MAX / 2 / head.len()) + &tail.repeat(BYTES_MAX / 2 / tail.len())
    };
    let numbered = |head: &str, tail: &str| {
        (0..40_000).fold(String::new(), |text, number| text + head + &number.to_string() + tail)
    };
    let files = [
        ("imports", whole("import os\n")),
        ("imports on one line", whole("import os;")),
        ("aliases", format!("import {}os", whole("os,").split_at(BYTES_MAX - 100).0)),
        ("stars", halves("from numpy import *\n", "sin\n")),
        ("names", numbered("x", " = y\n")),
        ("names that are read", numbered("print(x", ")\n")),
        ("attributes", numbered("self.x", "\n")),
        ("functions", numbered("def f", "(): pass\n")),
        ("methods", "class A:\n".to_owned() + &numbered(" def f", "(self): self.x = [self.y]\n")),
        ("comparisons", whole("if x == 1: pass\n")),
        ("powers", whole(&format!("x = {}1\n", "1**".repeat(400)))),
        ("sums", whole(&format!("x = {}1\n", "1+".repeat(400)))),
        ("nested calls", whole(&format!("x = {}{}\n", "f(".repeat(90), ")".repeat(90)))),
        (
            "nested functions",
            whole(&{
                let body =
                    (0..90).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "def f(x):\n");
                body + &" ".repeat(90) + "x\n"
            }),
        ),
        ("loops", whole("for i in range(9): x[i] = x[i + 1]\n")),
        ("one long line", format!("x = [{}]\n", "eval, ".repeat(BYTES_MAX / 6 - 10))),
        ("one long string", format!("x = '{}'.format(1)\n", "{0.__class__}".repeat(BYTES_MAX / 13 - 10))),
        ("letters of other alphabets", whole("σ = µ\n")),
    ];
    for (name, file) in &files {
        #[expect(clippy::disallowed_methods, reason = "a check that takes minutes is the failure looked for")]
        let begin = std::time::Instant::now();
        if let Ok(module) = Source::read(name, file.as_bytes()) {
            assay_check::check(&module, &assay_check::CheckPolicy::default());
        }
        let took = begin.elapsed().as_secs_f64();
        assert!(took < 30.0, "{name} took {took} s");
    }
}

#[test]
fn nesting_up_to_the_bounds_is_read_and_checked_on_a_small_stack() {
    let open = |text: &str, depth: usize| text.repeat(depth);
    let files = [
        format!("x = {}1{}\n", open("(", DEPTH_MAX), open(")", DEPTH_MAX)),
        format!("x = {}1{}\n", open("f(", DEPTH_MAX), open(")", DEPTH_MAX)),
        format!("x = {}1{}\n", open("[x for x in ", DEPTH_MAX), open("]", DEPTH_MAX)),
        format!("x = {}1\n", open("-", LINKS_MAX)),
        format!("x = {}1\n", open("lambda: ", LINKS_MAX)),
        format!("x = a{}\n", open(".b", LINKS_MAX)),
        format!("x = 1{}\n", open(" + 1", LINKS_MAX)),
        (0..DEPTH_MAX).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "def f():\n")
            + &" ".repeat(DEPTH_MAX)
            + "pass\n",
    ];
    let reader = std::thread::Builder::new().stack_size(256 * 1024).spawn(move || {
        for file in &files {
            let module = Source::read("deep.py", file.as_bytes());
            let module = module.unwrap_or_else(|findings| panic!("{findings:?}"));
            assay_check::check(&module, &assay_check::CheckPolicy::default());
        }
    });
    reader.expect("a thread").join().expect("no panic");
}
