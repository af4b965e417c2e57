//! `assay new`.

use crate::terminal::Terminal;

#[test]
fn new_strategy_is_valid_and_documented() {
    let mut terminal = Terminal::new();
    terminal.run("new");
    terminal.run("new my_breakout --template breakout");
    terminal.run("new mine --template rsi-reversion --out mine.json --format json");
    terminal.run("schema validate sma_cross.yaml my_breakout.yaml mine.json");
    insta::assert_snapshot!(terminal.transcript());
    insta::assert_snapshot!("template_sma_cross", terminal.read("sma_cross.yaml"));
    insta::assert_snapshot!("template_rsi_reversion_json", terminal.read("mine.json"));
}

#[test]
fn file_is_not_replaced_unasked() {
    let mut terminal = Terminal::new();
    terminal.write("a.yaml", "mine");
    terminal.run("new a");
    assert_eq!(terminal.read("a.yaml"), "mine");
    terminal.run("new a --force");
    assert!(terminal.read("a.yaml").contains("\nname: a\n"));
    assert_eq!(std::fs::read_dir(terminal.path("")).unwrap().count(), 1, "no temporary file stays");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn misuse_of_new_is_explained() {
    let mut terminal = Terminal::new();
    std::fs::create_dir(terminal.path("folder.yaml")).unwrap();
    terminal.run("new ../etc/passwd");
    terminal.run_words(&["new", "\u{1b}[2Jx"], "");
    terminal.run("new class");
    terminal.run("new a --out a.txt");
    terminal.run("new a --out missing/a.yaml");
    terminal.run("new folder");
    terminal.run("new folder --force");
    terminal.run("new a --template magic");
    insta::assert_snapshot!(terminal.transcript());
}

#[test]
fn stdout_takes_the_document_alone() {
    let output = Terminal::new().run_silently(&["new", "a", "--out", "-"], "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("# A strategy is a document") && text.ends_with('\n'), "{text}");
}
