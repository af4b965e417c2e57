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
