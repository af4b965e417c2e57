//! `assay schema`.

use serde_json::Value as Json;

use crate::terminal::Terminal;

const GOOD: &str = r#"{
  "schema_version": "2.0", "name": "sma_cross",
  "indicators": { "ma": {"function": "SMA", "args": {"timeperiod": 20}} },
  "entry_rules": [ {"side": "long", "when": "crosses_above(close, ma)"} ]
}
"#;

/// A slip in every part.
const BAD: &str = r#"{
  "schema_version": "2.0", "name": "sma_cross",
  "parameters": { "fast": {"type": "integer", "default": 10, "min": 20} },
  "indicators": { "ma": {"function": "SMA", "args": {"timperiod": "$fast"}},
                  "bands": {"function": "BBAND"} },
  "entry_rules": [ {"side": "long", "when": "crosses_above(clsoe, ma) and close"} ],
  "exit_rules": [ {"side": "long", "when": "close > \"ma\" and (ma[-1] < 3"} ],
  "risk": {"stop_los": {"kind": "percent", "value": 3}}
}
"#;

/// The parts fit their schema, and the rules mean nothing.
const BAD_RULES: &str = r#"schema_version: "2.0"
name: rules
indicators:
  ma: { function: SMA, args: { timeperiod: 1000000 } }
  bands: { function: BBANDS }
entry_rules:
  - { side: long, when: "close > bands.uper and ma" }
  - side: short
    when: >-
      crosses_below(close, ma)
      and close[1] > clsoe
"#;

const OLD: &str = r#"{ "name": "My Dip!", "indicators": { "rsi": { "type": "RSI", "period": 14 } },
  "entry_rules": ["rsi < 30"], "exit_rules": ["rsi crosses above 70"] }"#;

#[test]
fn problems_are_framed_and_counted() {
    let mut terminal = Terminal::new();
    terminal.write("good.json", GOOD);
    terminal.write("bad.json", BAD);
    terminal.write("rules.yaml", BAD_RULES);
    terminal.run("schema validate good.json");
    terminal.run("schema validate good.json bad.json rules.yaml");
    insta::assert_snapshot!(terminal.transcript());
}

/// One document with five slips of different kinds, in every format.
const MANY_JSON: &str = r#"{
  "schema_version": "2.0", "name": "many",
  "indicators": { "ma": {"function": "SMA", "args": {"timeperiod": 20}},
                  "other": {"function": "SMMA"} },
  "entry_rules": [ {"side": "long", "when": "close > ma and close > other"},
                   {"side": "short", "when": "close < mo"} ],
  "exit_rules": [ {"side": "any", "when": "close[-1] > ma"} ],
  "sizing": {"kind": "fraction_of_equity", "value": 95},
  "riks": {"stop_loss": {"kind": "percent", "value": 3}}
}
"#;

const MANY_YAML: &str = r#"schema_version: "2.0"
name: many
riks: { stop_loss: { kind: percent, value: 3 } }
indicators:
  ma: { function: SMA, args: { timeperiod: 20 } }
  other: { function: SMMA }
entry_rules:
  - { side: long, when: close > ma and close > other }
  - side: short
    when: >-
      close
      < mo
exit_rules:
  - { side: any, when: "close[-1] > ma" }
sizing: { kind: fraction_of_equity, value: 95 }
"#;

const MANY_TOML: &str = r#"schema_version = "2.0"
name = "many"
sizing = { kind = "fraction_of_equity", value = 95 }
riks = { stop_loss = { kind = "percent", value = 3 } }
[indicators]
ma = { function = "SMA", args = { timeperiod = 20 } }
other = { function = "SMMA" }
[[entry_rules]]
side = "long"
when = "close > ma and close > other"
[[entry_rules]]
side = "short"
when = "close < mo"
[[exit_rules]]
side = "any"
when = "close[-1] > ma"
"#;

/// Code and pointer of every problem that `schema validate` finds.
#[expect(clippy::unwrap_used, reason = "a failing helper of a test is a failing test")]
fn problems(terminal: &Terminal, file: &str) -> Vec<String> {
    let output = terminal.run_silently(&["schema", "validate", file, "--format", "json"], "");
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    let problems = json["documents"][0]["problems"].as_array().unwrap();
    let lines: Vec<u64> = problems.iter().map(|problem| problem["line"].as_u64().unwrap()).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    let text = |problem: &Json, key: &str| problem[key].as_str().unwrap().to_owned();
    problems.iter().map(|problem| text(problem, "code") + " " + &text(problem, "pointer")).collect()
}

#[test]
fn shape_rules_and_indicators_are_told_at_once_in_every_format() {
    let mut terminal = Terminal::new();
    for (file, content) in [("s.json", MANY_JSON), ("s.yaml", MANY_YAML), ("s.toml", MANY_TOML)] {
        terminal.write(file, content);
        let mut found = problems(&terminal, file);
        found.sort();
        let expected = [
            "AY101 /riks",
            "AY104 /sizing/value",
            "AY302 /entry_rules/1/when",
            "AY311 /indicators/other/function",
            "AY315 /exit_rules/0/when",
        ];
        assert_eq!(found, expected, "{file}");
    }
    terminal.write("bars.csv", "Date,Open,High,Low,Close\n2024-01-01,1,1,1,1\n");
    terminal.run("schema validate s.json s.yaml s.toml");
    for command in ["prove", "backtest"] {
        let words = [command, "s.yaml", "--data", "bars.csv", "--no-out", "--format", "json"];
        let output = terminal.run_silently(&words, "");
        let json: Json = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["error"]["problems"].as_array().unwrap().len(), 5, "{command}");
        assert_eq!(output.status.code(), Some(2));
    }
    insta::assert_snapshot!(terminal.transcript());
}

/// What is wrong because something else was left out is not told.
#[test]
fn consequences_of_a_slip_are_not_told() {
    let terminal = Terminal::new();
    let check = |rest: &str, expected: &[&str]| {
        terminal.write("s.yaml", format!("schema_version: \"2.0\"\nname: s\n{rest}"));
        assert_eq!(problems(&terminal, "s.yaml"), expected, "{rest}");
    };
    let rule = "entry_rules: [{side: long, when: close > ma}, {side: long, when: close > mo}]\n";
    // Names that the left-out part defines, or may define.
    check(
        &format!("{rule}indicators: {{ma: SMA}}\n"),
        &["AY302 /entry_rules/1/when", "AY103 /indicators/ma"],
    );
    check(
        &format!("{rule}indicators: {{ma: {{functoin: SMA}}}}\n"),
        &["AY302 /entry_rules/1/when", "AY102 /indicators/ma", "AY101 /indicators/ma/functoin"],
    );
    check(
        &format!("{rule}indicatrs: {{ma: {{function: SMA}}}}\n"),
        &["AY302 /entry_rules/1/when", "AY101 /indicatrs"],
    );
    check(&format!("{rule}indicators: [{{name: ma, function: SMA}}]\n"), &["AY103 /indicators"]);
    // Parameters, and what depends on their values.
    let ma = "indicators: {ma: {function: SMA, args: {timeperiod: $n}}}\n";
    let rules = "entry_rules: [{side: long, when: \"close[n] > ma\"}]\nconstraints: [n < 5, n <]\n";
    check(
        &format!("{rules}{ma}parameters: {{n: {{type: integer, default: ten}}}}\n"),
        &["AY301 /constraints/1", "AY103 /parameters/n/default"],
    );
    check(
        &format!("{rules}{ma}parameters: {{n: {{type: integer, default: 200000, min: 1, max: 100}}}}\n"),
        &["AY301 /constraints/1", "AY201 /parameters/n/default"],
    );
    // Places: elements keep theirs.
    check(
        "entry_rules: [7, {side: lnog, when: close}, {when: close}, {side: long}]\n",
        &[
            "AY103 /entry_rules/0",
            "AY105 /entry_rules/1/side",
            "AY303 /entry_rules/1/when",
            "AY102 /entry_rules/2",
            "AY303 /entry_rules/2/when",
            "AY102 /entry_rules/3",
        ],
    );
    check(
        "indicators: {sum: {function: ADD, inputs: [3, bands]}, bands: {function: BBANDS}}\n\
         entry_rules: [{side: long, when: close > sum}]\n",
        &["AY103 /indicators/sum/inputs/0", "AY314 /indicators/sum/inputs/1"],
    );
    // What both checks find, and a stop that is there but wrong.
    check(
        "indicators: {a: {function: SMA, inputs: [b]}, b: {function: SMA, inputs: [a]}, c: {function: SMAA}}\n\
         entry_rules: [{side: long, when: \" \"}, {side: long, when: a > b}]\n",
        &["AY208 /indicators/a/inputs", "AY311 /indicators/c/function", "AY106 /entry_rules/0/when"],
    );
    check(
        "entry_rules: [{side: long, when: close > 1}]\nsizing: {kind: risk_per_trade, value: 0.01}\n\
         risk: {stop_loss: {kind: procent, value: 3}}\n",
        &["AY105 /risk/stop_loss/kind"],
    );
    // A version that is not known may mean anything.
    terminal.write("s.yaml", "schema_version: \"3.0\"\nname: s\nentry_rules: [{side: long, when: close}]\n");
    assert_eq!(problems(&terminal, "s.yaml"), ["AY110 /schema_version"]);
}

#[test]
fn rules_cut_at_a_comma_by_yaml_are_told_so() {
    let mut terminal = Terminal::new();
    terminal.write(
        "s.yaml",
        "schema_version: \"2.0\"\nname: s\nindicators: {rsi: {function: RSI}}\nentry_rules:\n  \
         - {side: long, when: crosses_above(rsi, 55)}\n  \
         - {when: max(rsi, 55, 60) > 1 and min(rsi, 3) < 2, side: long}\n  \
         - {side: long, when: rsi > 1, 55)}\n",
    );
    terminal.run("schema validate s.yaml");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn problems_are_a_document() {
    let mut terminal = Terminal::new();
    terminal.write("rules.yaml", BAD_RULES);
    let output = terminal.run("schema validate rules.yaml --format json");
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["documents"][0]["valid"], false);
    assert!(
        json["documents"][0]["problems"].as_array().unwrap().iter().all(|problem| problem["line"].is_u64())
    );
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn version_1_is_upgraded_with_its_assumptions() {
    let mut terminal = Terminal::new();
    terminal.write("old.json", OLD);
    terminal.run("schema validate old.json --upgrade new.json");
    terminal.run("schema validate new.json");
    terminal.run("schema validate old.json --upgrade new.json");
    terminal.run("schema validate new.json --upgrade newer.json");
    terminal.run("schema validate old.json --upgrade new.yaml");
    terminal.run("schema validate old.json new.json --upgrade newer.json");
    insta::assert_snapshot!(terminal.transcript());
    insta::assert_snapshot!("upgraded_document", terminal.read("new.json"));
}

#[test]
fn kind_is_found_or_said() {
    let mut terminal = Terminal::new();
    terminal.write("backtest.toml", "cash = \"5000\"\nmargin = 0.5\n");
    terminal.write("policy.yaml", "schema_version: \"2.0\"\ncriteria: []\n");
    terminal.write("empty.json", "{}");
    terminal.run("schema validate backtest.toml policy.yaml");
    terminal.run("schema validate empty.json");
    terminal.run("schema validate empty.json --kind config");
    terminal.run("schema validate empty.json --kind strategy");
    terminal.run("schema validate backtest.toml --kind stratgy");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn stdin_is_read_in_every_format() {
    let mut terminal = Terminal::new();
    terminal.run_words(&["schema", "validate", "-"], GOOD);
    terminal.run_words(&["schema", "validate", "-"], BAD_RULES);
    terminal.run_words(&["schema", "validate", "-"], "# mine\ncash = \"1\"\n");
    terminal.run_words(&["schema", "validate", "-", "--syntax", "json"], "cash = \"1\"\n");
    terminal.run_words(&["schema", "validate", "-"], "");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn files_that_are_no_documents_are_explained() {
    let mut terminal = Terminal::new();
    std::fs::create_dir(terminal.path("folder.json")).unwrap();
    terminal.write("empty.yaml", "");
    terminal.write("bad.yaml", "name: [1, 2\nentry_rules:\n\t- x\n");
    terminal.write("anchor.yaml", "name: &x a\nentry_rules: *x\n");
    terminal.write("latin1.json", b"{\"name\": \"\xfcber\"}");
    terminal.write("strategy.py", "import os\n");
    terminal.write("good.json", GOOD);
    terminal.run("schema validate missing.json");
    terminal
        .run("schema validate folder.json empty.yaml bad.yaml anchor.yaml latin1.json strategy.py good.json");
    terminal.run("schema validate");
    terminal.run("schema");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn hostile_documents_are_escaped_and_bounded() {
    let mut terminal = Terminal::new();
    terminal.write("\u{1b}[2J\u{202e}.json", BAD);
    terminal.write("bidi.json", GOOD.replace("ma)", "m\u{202e}a) < \u{441}lose"));
    terminal.write("long.json", GOOD.replace("ma)", &format!("{} ma)", "close + ".repeat(400))));
    let fields: Vec<String> = (0..1_000).map(|field| format!("\"f{field}\u{7f}\": 1")).collect();
    terminal.write("many.json", format!("{{\"entry_rules\": [], {}}}", fields.join(", ")));
    terminal.write("deep.json", "[".repeat(100_000));
    terminal.write("large.json", " ".repeat(2 << 20));
    terminal.run("schema validate \u{1b}[2J\u{202e}.json");
    terminal.run("schema validate bidi.json long.json deep.json large.json");
    insta::assert_snapshot!(terminal.transcript());
    let output = terminal.run("schema validate many.json");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn schemas_are_exported() {
    let mut terminal = Terminal::new();
    let strategy = terminal.run_silently(&["schema", "export", "strategy"], "").stdout;
    let strategy: Json = serde_json::from_slice(&strategy).unwrap();
    assert_eq!(strategy["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let all: Json = serde_json::from_slice(&terminal.run_silently(&["schema", "export"], "").stdout).unwrap();
    assert_eq!(all["strategy"], strategy);
    terminal.run("schema export --out schemas");
    terminal.run("schema export policy --out schemas");
    terminal.run("schema export stratgy");
    let written: Json = serde_json::from_str(&terminal.read("schemas/strategy-2.0.json")).unwrap();
    assert_eq!(written, strategy);
    insta::assert_snapshot!(terminal.transcript());
}
