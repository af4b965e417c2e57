use super::*;

#[track_caller]
fn laid_out(text: &str) -> String {
    let module = Source::read("test.py", text.as_bytes()).unwrap();
    let once = layout(&module).unwrap_or_else(|error| panic!("{error}: {text}"));
    let again = layout(&Source::read("test.py", once.as_bytes()).unwrap()).unwrap();
    assert_eq!(again, once, "laid out again, it changes");
    once
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(laid_out(text), expected, "{text:?}");
}

#[track_caller]
fn kept(text: &str) {
    check(text, text);
}

#[test]
fn space_quotes_and_brackets_are_as_black_has_them() {
    check("x = {  'a':1 }\n", "x = {\"a\": 1}\n");
    check("def f( a,b ):\n  return a\ny = 1", "def f(a, b):\n    return a\n\n\ny = 1\n");
    check("x = 0XFFFFFFFFFFFFFFFFFFFFFFFF\n", "x = 0xFFFFFFFFFFFFFFFFFFFFFFFF\n");
    check("if(a): pass\nelse: b\n", "if a:\n    pass\nelse:\n    b\n");
    check("def f():\n    '''  Says  \n    it.  '''\n", "def f():\n    \"\"\"Says\n    it.\"\"\"\n");
    check("", "");
    check("\n\n# only a comment\n\n\n", "# only a comment\n");
}

#[test]
fn line_ends_and_mark_are_kept() {
    check("x=1\r\ny=2\r\n", "x = 1\r\ny = 2\r\n");
    check("x=1\ny=2\r\n", "x = 1\ny = 2\n");
    check("x = '''a\r\nb'''\r\n", "x = \"\"\"a\r\nb\"\"\"\r\n");
    check("\u{feff}x=1\n", "\u{feff}x = 1\n");
}

#[test]
fn imports_are_grouped_and_sorted() {
    check(
        "from backtesting.lib import crossover, SignalStrategy, MAX\nimport talib\nimport pandas as pd\n\
         from math import sqrt\nimport numpy as np\nimport math, json\nfrom . import other\n\
         from __future__ import annotations\nclass A: pass\n",
        "from __future__ import annotations\n\nimport json\nimport math\nfrom math import sqrt\n\n\
         import numpy as np\nimport pandas as pd\nimport talib\n\
         from backtesting.lib import MAX, SignalStrategy, crossover\n\n\
         from . import other\n\n\nclass A:\n    pass\n",
    );
    check("import v10\nimport v9\nimport V1\n", "import V1\nimport v9\nimport v10\n");
    check("import os\nimport os\n", "import os\n");
    check("import b; import a\n", "import a\nimport b\n");
    check("from b import (y,\n    x,)\nimport a\n", "import a\nfrom b import (\n    x,\n    y,\n)\n");
    check(
        "\"\"\"Doc.\"\"\"\nimport b\nimport a\nx = 1\n",
        "\"\"\"Doc.\"\"\"\n\nimport a\nimport b\n\nx = 1\n",
    );
}

#[test]
fn comments_go_with_their_import() {
    check(
        "import b  # of b\n# about a\n# still\nimport a\n\n# about c\nfrom c import (\n    y,  # why\n    x,\n)\n",
        "# about a\n# still\nimport a\nimport b  # of b\n\n# about c\nfrom c import (\n    y,  # why\n    x,\n)\n",
    );
    // What stands at the top of a file is about the file.
    check(
        "#!/usr/bin/env python\n# licence\nimport b\nimport a\n",
        "#!/usr/bin/env python\n# licence\nimport a\nimport b\n",
    );
    check("# licence\n\n# about b\nimport b\nimport a\n", "# licence\n\nimport a\n\n# about b\nimport b\n");
    check("# licence\n\n\nimport b\nimport a\n", "# licence\n\n\nimport a\nimport b\n");
    check("'Doc.'\n# about b\nimport b\nimport a\n", "\"Doc.\"\n\nimport a\n\n# about b\nimport b\n");
    check("import b\nimport a\n# about x\nx = 1\n", "import a\nimport b\n\n# about x\nx = 1\n");
}

#[test]
fn imports_whose_order_may_matter_are_kept() {
    kept("from b import x\nfrom a import x\n");
    kept("from b import *\nfrom a import y\n");
    kept("import b as a\nimport a\n");
    kept("import b  # isort: skip\nimport a\n");
    kept("# fmt: off\nimport b\nimport a\n# fmt: on\n");
    // Behind other code nothing is sorted.
    kept("import b\n\nb.use(\"x\")\n\nimport a\n");
    kept("try:\n    import b\n    import a\nexcept ImportError:\n    pass\n");
    check("import b.c\nimport b\nimport a\n", "import a\nimport b\nimport b.c\n");
}

#[test]
fn another_program_is_told_from_the_same() {
    let same = |one: &str, other: &str| equivalence::holds(&read(one).unwrap(), &read(other).unwrap());
    assert!(same("import a\nimport b\nx = 'a' 'b'\n", "import b, a\nx = \"ab\"\n"));
    assert!(same("def f():\n  '''a\n     b'''\n", "def f():\n    '''a b'''\n"));
    assert!(!same("x = 1\n", "x = 2\n"));
    assert!(!same("x = 'a b'\n", "x = 'a  b'\n"));
    assert!(!same("import a\n", "import b\n"));
    assert!(!same("import a\n", "import a as b\n"));
    assert!(!same("x = 1\nimport a\nimport b\n", "x = 1\nimport b\nimport a\n"));
    assert!(!same("f(0xFFFFFFFFFFFFFFFFFFFFFFFF)\n", "f(0xFFFFFFFFFFFFFFFFFFFFFFFE)\n"));
    assert!(same("f(0xFFFFFFFFFFFFFFFFFFFFFFFF)\n", "f(0XffffffffffffffffffffffFF)\n"));
}

/// What the formatter would take minutes for is refused; what people write is not.
#[test]
fn layout_ends_in_bounded_time() {
    let check = |text: &str, expected: bool| {
        let module = Source::read("long.py", text.as_bytes()).unwrap();
        assert_eq!(squares(&module) <= SQUARES_MAX, expected, "{}", text.get(..20).unwrap());
        if !expected {
            assert!(matches!(layout(&module), Err(LayoutError::Refused(_))));
        }
    };
    check(&format!("x = 1\n{}y = 2\n", "# c\n".repeat(3_000)), true);
    check(&format!("x = 1\n{}y = 2\n", "# c\n".repeat(4_000)), false);
    check(&format!("x = [\n{}]\n", "# c\n\n".repeat(4_000)), false);
    check(&format!("def f():\n  pass\n{}", "  # c\n# d\n".repeat(2_000)), false);
    check(&format!("x = 1\n{}", "# c\n".repeat(300_000 / 2)), false);
    check(&"x = 1; ".repeat(3_000), true);
    check(&"x = 1; ".repeat(4_000), false);
    check(&format!("if x: {}\n", "y; ".repeat(4_000)), false);
    check(&"x = 1  # c\n".repeat(50_000), true);
    check(&"# c\nx = 1\n".repeat(50_000), true);
    check(&format!("x = [{}]\n", "1,  # c\n".repeat(50_000)), true);
}

/// The deepest that the check reads does not exhaust the stack, on a thread with a small one.
#[test]
fn deepest_files_are_laid_out() {
    let nested = |open: &str, close: &str, depth: usize| {
        format!("x = {}1{}\n", open.repeat(depth), close.repeat(depth))
    };
    let indented = |line: &str| {
        let lines = (0..=DEPTH_MAX).map(|depth| {
            let line = if depth == DEPTH_MAX { "pass" } else { line };
            format!("{}{line}", " ".repeat(depth))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let texts = [
        nested("(", ")", DEPTH_MAX),
        nested("[", "]", DEPTH_MAX),
        nested("f(", ")", DEPTH_MAX),
        nested("{1: ", "}", DEPTH_MAX),
        nested("a[", "]", DEPTH_MAX),
        nested("f(a, ", ", b)", DEPTH_MAX),
        nested("lambda: ", "", LINKS_MAX),
        nested("not ", "", LINKS_MAX),
        nested("- ", "", LINKS_MAX),
        nested("1 + ", "", LINKS_MAX),
        nested("1 ** ", "", LINKS_MAX),
        nested("1 if 1 else ", "", LINKS_MAX / 2),
        format!("x{}\n", ".y".repeat(LINKS_MAX)),
        format!("x{}\n", ".y()".repeat(LINKS_MAX / 3)),
        format!("x{}\n", "[0]".repeat(LINKS_MAX / 2)),
        indented("if x:"),
        indented("def f():"),
    ];
    for text in texts {
        let start = text.chars().take(40).collect::<String>();
        let laid_out = std::thread::Builder::new()
            .stack_size(256 << 10)
            .spawn(move || {
                let module =
                    Source::read("deep.py", text.as_bytes()).map_err(|findings| format!("{findings:?}"))?;
                layout(&module).map_err(|error| error.to_string())
            })
            .unwrap()
            .join()
            .unwrap();
        // A layout may add brackets, and what is deeper than any file may be is no layout.
        if let Err(error) = laid_out
            && !error.contains("more than")
        {
            panic!("{start}: {error}");
        }
    }
}
