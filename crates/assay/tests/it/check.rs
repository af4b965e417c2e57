//! `assay check`, `assay fmt` and `assay inspect`.

use std::fs;

use serde_json::Value as Json;

use crate::terminal::Terminal;

const GOOD: &str = r#"import talib
from backtesting import Strategy
from backtesting.lib import crossover


class Cross(Strategy):
    """Follows the trend.

    slow: bars of the slow average; range: 20..200 step 10
    """

    fast = 10  # bars of the fast average; range: 5..50
    slow = 30

    def init(self):
        self.fast_ma = self.I(talib.SMA, self.data.Close, self.fast)
        self.slow_ma = self.I(talib.SMA, self.data.Close, self.slow, name="slow")
        self.entries = 0

    def next(self):
        if crossover(self.fast_ma, self.slow_ma):
            self.buy()
            self.entries += 1
        elif crossover(self.slow_ma, self.fast_ma):
            self.position.close()
"#;

const BAD: &str = r"import os
from backtesting import Strategy


class Peek(Strategy):
    def init(self):
        self.later = self.I(lambda: self.data.df.Close.shift(-1))

    def next(self):
        try:
            self.buy()
        except:
            pass
";

#[test]
fn findings_are_framed_and_counted() {
    let mut terminal = Terminal::new();
    terminal.write("good.py", GOOD);
    terminal.write("bad.py", BAD);
    terminal.write("broken.py", "class A(Strategy)\n    pass\n");
    terminal.run("check good.py");
    terminal.run("check bad.py");
    terminal.run("check good.py bad.py broken.py missing.py good.py");
    terminal.run_words(&["check", "-"], BAD);
    terminal.run("check strategy.yaml");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn folders_are_looked_through_in_order() {
    let mut terminal = Terminal::new();
    for folder in ["lab/b", "lab/.hidden", "lab/__pycache__", "empty"] {
        fs::create_dir_all(terminal.path(folder)).unwrap();
    }
    for file in
        ["lab/z.py", "lab/b/a.py", "lab/a.py", "lab/.hidden/x.py", "lab/__pycache__/x.py", "lab/x.txt"]
    {
        terminal.write(file, GOOD);
    }
    terminal.run("check lab");
    terminal.run("check lab empty");
    for file in 0..30 {
        terminal.write(format!("lab/b/{file}.py"), GOOD);
    }
    terminal.write("lab/b/bad.py", "import os\n");
    terminal.run("check lab");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn findings_are_documents_of_other_tools() {
    let mut terminal = Terminal::new();
    terminal.write("my strategy.py", BAD);
    terminal.run_words(&["check", "my strategy.py", "missing.py", "--format", "github"], "");
    terminal.run_words(&["check", "my strategy.py", "--format", "json"], "");
    let sarif =
        terminal.run_words(&["check", "my strategy.py", "missing.py", "--format", "sarif"], "").stdout;
    insta::assert_snapshot!(terminal.transcript());
    // What the schema of SARIF demands of each part.
    let sarif: Json = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert!(run["tool"]["driver"]["name"].is_string());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].is_string());
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "my%20strategy.py");
        assert!(location["region"]["startLine"].as_u64().unwrap() >= 1);
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let output = terminal.run("indicators --format sarif");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn safe_fixes_are_made_and_told() {
    let mut terminal = Terminal::new();
    terminal.write("bad.py", BAD);
    terminal.run("check bad.py --fix");
    terminal.run("check bad.py --fix");
    terminal.run_words(&["check", "-", "--fix"], BAD);
    let mended = terminal.read("bad.py");
    assert!(!mended.contains("import os"), "{mended}");
    insta::assert_snapshot!(terminal.transcript());
}

#[cfg(unix)]
#[test]
fn rewritten_files_keep_their_mode_and_their_links() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let mut terminal = Terminal::new();
    terminal.write("real.py", "x=1\n");
    fs::set_permissions(terminal.path("real.py"), fs::Permissions::from_mode(0o750)).unwrap();
    symlink(terminal.path("real.py"), terminal.path("link.py")).unwrap();
    terminal.run("fmt link.py");
    assert_eq!(terminal.read("real.py"), "x = 1\n");
    assert!(fs::symlink_metadata(terminal.path("link.py")).unwrap().is_symlink());
    let mode = fs::metadata(terminal.path("real.py")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o750);
    let names: Vec<_> = fs::read_dir(terminal.path("")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing is left behind: {names:?}");
}

#[test]
fn policies_widen_the_check() {
    let mut terminal = Terminal::new();
    terminal.write("fit.py", "from scipy import stats\n\nSLOPE = stats.linregress\n");
    terminal.write("policy.yaml", "modules: [scipy]\nrules: { mutable-default: error }\n");
    terminal
        .write("wrong.yaml", "modules: [scipy, \"a b\"]\nrules: { AS001: ignore, AS999: note }\nrule: {}\n");
    terminal.write(
        "unknown.yaml",
        "modules: [scipy, \"a b\"]\nrules: { AS001: ignore, mutable-defualt: note }\n",
    );
    terminal.run("check fit.py");
    terminal.run("check fit.py --policy policy.yaml");
    terminal.run("check fit.py --policy wrong.yaml");
    terminal.run("check fit.py --policy unknown.yaml");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn rules_are_explained() {
    let mut terminal = Terminal::new();
    terminal.run("check --explain AS101");
    terminal.run("check --explain negative-shift --format json");
    terminal.run("check --explain as9999");
    terminal.run("check --explain unseeded-randomnes");
    terminal.run("check --explain AS101 x.py");
    terminal.run("check");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn answers_of_models_are_read() {
    let mut terminal = Terminal::new();
    terminal.write("good.md", format!("Here is it:\n\n```python\n{GOOD}```\n\nIt follows the trend.\n"));
    terminal.write("cut.md", format!("```python\n{}", GOOD.get(..600).unwrap()));
    let document = serde_json::json!({
        "name": "peek 1", "code": BAD, "class": "Peek", "parameters": { "n": { "type": "integer", "default": 1 } },
    });
    terminal.write("bad.json", document.to_string());
    terminal.run("check --answer good.md");
    terminal.run("check --answer good.md --out cross.py");
    assert_eq!(terminal.read("cross.py"), GOOD);
    terminal.run("check --answer good.md --out cross.py");
    terminal.run("check --answer good.md --out cross.py --force");
    terminal.run("check --answer cut.md --out cut.py");
    terminal.run("check --answer bad.json");
    terminal.run_words(&["check", "--answer", "-"], "I'm sorry, I can't.\n");
    terminal.run("check --answer good.md cut.md");
    terminal.run("check --answer bad.json --format github");
    insta::assert_snapshot!(terminal.transcript());
    let told = terminal.run_silently(&["check", "--answer", "good.md", "--format", "json"], "").stdout;
    let told: Json = serde_json::from_slice(&told).unwrap();
    assert_eq!(told["code"], GOOD);
    assert_eq!(told["metadata"]["strategies"][0]["name"], "Cross");
    assert_eq!(told["document"]["parameters"]["slow"]["max"], 200);
    assert_eq!(told["problems"], serde_json::json!([]));
}

#[test]
fn files_are_laid_out() {
    let mut terminal = Terminal::new();
    let ugly = "import talib\nimport math\nx = {  'a':1 }\n";
    terminal.write("ugly.py", ugly);
    terminal.write("good.py", GOOD);
    terminal.write("broken.py", "x = (\n");
    terminal.run("fmt --check ugly.py good.py");
    terminal.run("fmt --diff ugly.py good.py");
    assert_eq!(terminal.read("ugly.py"), ugly, "nothing was written");
    terminal.run("fmt --check ugly.py --format json");
    terminal.run("fmt ugly.py good.py broken.py");
    terminal.run("fmt ugly.py");
    terminal.run_words(&["fmt", "-"], ugly);
    terminal.run_words(&["fmt", "-", "--check"], ugly);
    terminal.run_words(&["fmt", "-"], "x = 1\n");
    terminal.run_words(&["fmt", "-", "--format", "json"], ugly);
    insta::assert_snapshot!(terminal.transcript());
    assert_eq!(terminal.read("good.py"), GOOD);
}

#[test]
fn strategies_are_inspected() {
    let mut terminal = Terminal::new();
    terminal.write("good.py", GOOD);
    terminal.write("none.py", "import math\n");
    terminal.run("inspect good.py");
    terminal.run("inspect none.py");
    terminal.run("inspect good.py --format json");
    terminal.run_words(&["inspect", "-"], "class A(Strategy)\n");
    insta::assert_snapshot!(terminal.transcript());
}

/// Names of files, code and values of a hostile file cannot move the cursor or hide text.
#[test]
fn hostile_files_are_escaped_and_bounded() {
    let mut terminal = Terminal::new();
    let names = "class A\u{430}(Strategy):\n    '''\\x1b[2J'''\n    \u{e9}\u{301} = '\\x1b[2J\\u202e'\n    def init(self): pass\n";
    terminal.write("\u{1b}[2J\u{202e}.py", "import os\u{7f}\n");
    terminal.write("names.py", names);
    terminal.write("bidi.py", "x = '\u{202e}'\ny = '\u{1b}[2J'\n");
    terminal.write("latin1.py", b"x = '\xfcber'\n");
    terminal.write("deep.py", "(".repeat(100_000));
    terminal.write("large.py", "x = 1\n".repeat(300_000));
    terminal.run("check \u{1b}[2J\u{202e}.py");
    terminal.run("check names.py bidi.py latin1.py deep.py large.py");
    terminal.run("inspect names.py");
    terminal.run("fmt --check names.py deep.py");
    terminal.write("many.py", "import os\n".repeat(5_000));
    insta::assert_snapshot!(terminal.transcript());
    let output = terminal.run("check many.py");
    assert_eq!(output.status.code(), Some(1));
    for format in ["json", "sarif", "github"] {
        let output =
            terminal.run_silently(&["check", "bidi.py", "\u{1b}[2J\u{202e}.py", "--format", format], "");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains(['\u{1b}', '\u{7f}']), "{format}: {text:?}");
    }
}

/// What the guide shows works as it says.
#[test]
fn fragments_of_the_guide_hold() {
    let guide = format!("{}/../../docs/guide/checking.md", env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(guide).unwrap();
    let fragment = |language: &str, holds: &str| {
        let fence = format!("```{language}\n");
        let mut fragments = guide.split(&fence).skip(1);
        let found = fragments.find_map(|rest| rest.split("```").next().filter(|it| it.contains(holds)));
        found.unwrap().to_owned()
    };
    let terminal = Terminal::new();
    terminal.write("policy.yaml", fragment("yaml", "modules:"));
    let output = terminal.run_silently(&["schema", "validate", "policy.yaml", "--kind", "check-policy"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    terminal.write("fit.py", "from scipy import stats\n\nSLOPE = stats.linregress\n");
    let output = terminal.run_silently(&["check", "fit.py", "--policy", "policy.yaml"], "");
    assert_eq!(output.status.code(), Some(0), "{output:?}");

    terminal.write("ranges.py", fragment("python", "Annotated"));
    let output = terminal.run_silently(&["inspect", "ranges.py", "--format", "json"], "");
    let told: Json = serde_json::from_slice(&output.stdout).unwrap();
    let parameters = told["strategies"][0]["parameters"].as_array().unwrap();
    let origins: Vec<_> = parameters.iter().map(|it| (&it["name"], &it["range"]["origin"])).collect();
    let expected =
        [("kind", "annotation"), ("risk", "annotation"), ("fast", "comment"), ("slow", "docstring")];
    assert_eq!(origins.len(), expected.len());
    for ((name, origin), (expected_name, expected_origin)) in origins.into_iter().zip(expected) {
        assert_eq!((name.as_str(), origin.as_str()), (Some(expected_name), Some(expected_origin)));
    }

    let shape = fragment("json", "rationale");
    let code = "from assay import Strategy\\n\\n\\nclass Cross(Strategy):\\n    fast = 10\\n\\n    def init(self):\\n        \
                pass\\n\\n    def next(self):\\n        self.buy()\\n";
    let said = shape.replace("from assay import Strategy\\n…", code);
    let output = terminal.run_silently(&["check", "--answer", "-"], &said);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}
