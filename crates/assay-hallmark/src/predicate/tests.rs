use super::*;
use crate::example;
use crate::statement::Statement;

fn check(change: impl FnOnce(&mut Predicate), expected: Result<(), &StatementError>) {
    let mut predicate = example();
    change(&mut predicate);
    let made = Statement::new(predicate.clone());
    assert_eq!(made.as_ref().map(|_| ()), expected);
    // What may not be made may not be read either.
    let Ok(statement) = made else {
        let mut json: serde_json::Value =
            serde_json::from_slice(&Statement::new(example()).unwrap().to_bytes()).unwrap();
        json["predicate"] = serde_json::to_value(&predicate).unwrap();
        return assert!(Statement::read(json.to_string().as_bytes()).is_err());
    };
    assert_eq!(Statement::read(&statement.to_bytes()), Ok(statement));
}

#[test]
fn what_passed_is_stated_and_read_again() {
    check(|_| {}, Ok(()));
    check(|predicate| predicate.verdict.outcome = Outcome::Pass, Ok(()));
    check(|predicate| predicate.stages[0].outcome = Outcome::Warn, Ok(()));
    check(|predicate| predicate.verdict.criteria[1].value = None, Ok(()));
    check(|predicate| predicate.verdict.criteria[0].value = Some(-0.0), Ok(()));
    check(|predicate| predicate.verdict.criteria[0].value = Some(1e300), Ok(()));
    check(|predicate| predicate.verdict.criteria[0].reason = "ü\u{1b}\"\n".to_owned(), Ok(()));
    check(|predicate| predicate.seed = SEED_MAX, Ok(()));
    check(
        |predicate| {
            predicate.inputs.insert("runtime".to_owned(), ContentHash::of(b""));
        },
        Ok(()),
    );
}

#[test]
fn what_did_not_pass_cannot_be_stated() {
    let refused = |change: fn(&mut Predicate), reason| check(change, Err(&StatementError::NotPassed(reason)));
    refused(|predicate| predicate.stages[0].outcome = Outcome::Fail, "a stage failed");
    refused(|predicate| drop(predicate.stages.pop()), "it was not proven");
    refused(|predicate| predicate.stages.clear(), "it was not proven");
    refused(|predicate| predicate.verdict.outcome = Outcome::Fail, "the policy failed it");
    refused(|predicate| predicate.verdict.criteria[0].passed = false, "the policy failed it");
}

#[test]
fn contradictions_and_excesses_are_refused() {
    let refused = |field, change: fn(&mut Predicate)| check(change, Err(&StatementError::Field(field)));
    let hash = || ContentHash::of(b"another");
    refused("assay_version", |predicate| predicate.assay_version.clear());
    refused("assay_version", |predicate| predicate.assay_version.push('\u{202e}'));
    refused("data.file", |predicate| predicate.data.file = "a\u{1b}".to_owned());
    refused("data.file", |predicate| predicate.data.file = "a".repeat(TEXT_BYTES_MAX + 1));
    refused("data.bars", |predicate| predicate.data.bars = 0);
    refused("data.first", |predicate| predicate.data.last = "1999-01-01T00:00:00Z".parse().unwrap());
    refused("inputs", |predicate| {
        predicate.inputs.insert("a b".to_owned(), ContentHash::of(b""));
    });
    refused("seed", |predicate| predicate.seed = SEED_MAX + 1);
    refused("stages", |predicate| predicate.stages = vec![predicate.stages[2].clone(); STAGES_MAX + 1]);
    refused("verdict.criteria", |predicate| {
        predicate.verdict.criteria = vec![predicate.verdict.criteria[0].clone(); CRITERIA_MAX + 1];
    });
    refused("verdict.criteria", |predicate| {
        predicate.verdict.criteria[0].reason = "a".repeat(TEXT_BYTES_MAX + 1);
    });
    for (field, input) in [
        ("inputs.strategy", "strategy"),
        ("inputs.data_file", "data_file"),
        ("inputs.data_bars", "data_bars"),
        ("inputs.config", "config"),
        ("inputs.policy", "policy"),
    ] {
        check(
            |predicate| {
                predicate.inputs.remove(input);
            },
            Err(&StatementError::Field(field)),
        );
    }
    check(
        |predicate| {
            predicate.inputs.insert("strategy".to_owned(), hash());
        },
        Err(&StatementError::Field("inputs.strategy")),
    );
    check(
        |predicate| predicate.data.columns_hash = Some(hash()),
        Err(&StatementError::Field("inputs.data_columns")),
    );
}

#[test]
fn names_of_files_lead_nowhere_else() {
    let named = |name: &str, expected| {
        let entry = FileEntry { hash: ContentHash::of(b""), bytes: 0 };
        check(
            |predicate| {
                predicate.files.insert(name.to_owned(), entry);
            },
            expected,
        );
    };
    let refused = StatementError::Field("files");
    named("trades.parquet", Ok(()));
    named("a-b_c.1", Ok(()));
    for name in
        ["", ".", "..", ".hidden", "../manifest.json", "a/b", "/etc/passwd", "a\\b", "a\0", "ü", "a b"]
    {
        named(name, Err(&refused));
    }
    named(&"a".repeat(129), Err(&refused));
    named(HALLMARK_FILE, Err(&refused));
    for name in ["manifest.json", "report.json", "strategy.json"] {
        check(
            |predicate| {
                predicate.files.remove(name);
            },
            Err(&refused),
        );
    }
}

#[test]
fn a_python_strategy_is_the_file_that_was_run() {
    let python = |hash: ContentHash| {
        move |predicate: &mut Predicate| {
            predicate.strategy.language = Language::Python;
            predicate.files.insert("strategy.py".to_owned(), FileEntry { hash, bytes: 1 });
        }
    };
    check(python(ContentHash::of(b"strategy")), Ok(()));
    check(python(ContentHash::of(b"another")), Err(&StatementError::Field("files")));
}

#[test]
fn statements_of_other_kinds_are_refused() {
    let bytes = Statement::new(example()).unwrap().to_bytes();
    let text = String::from_utf8(bytes).unwrap();
    let read = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Statement::read(text.replacen(from, to, 1).as_bytes()).unwrap_err().to_string()
    };
    assert_eq!(
        read("Statement/v1", "Statement/v2"),
        "its type is `https://in-toto.io/Statement/v2`, not `https://in-toto.io/Statement/v1`"
    );
    assert_eq!(
        read("hallmark/v1", "hallmark/v2"),
        "its type is `https://assay.invalid/hallmark/v2`, not `https://assay.invalid/hallmark/v1`"
    );
    assert!(read("\"seed\":0", "\"seed\":0,\"sed\":0").contains("unknown field 'sed'"));
    let layout = "it is not in canonical form; it was written by another tool or changed";
    assert_eq!(read("\"seed\":0", "\"seed\": 0"), layout);
    assert_eq!(read("\"value\":65", "\"value\":65.0"), layout);
    assert_eq!(
        read("\"name\":\"GOOG.csv\"", "\"name\":\"BTC.csv\""),
        layout,
        "the subject is the data's file"
    );
    assert_eq!(read("\"name\":\"strategy.json\"", "\"name\":\"other.json\""), layout);
}

#[test]
fn statements_are_what_in_toto_says() {
    let text = String::from_utf8(Statement::new(example()).unwrap().to_bytes()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(json["predicateType"], "https://assay.invalid/hallmark/v1");
    assert_eq!(json["subject"].as_array().unwrap().len(), 2);
    assert_eq!(json["subject"][0]["name"], "strategy.json");
    let digest = json["subject"][1]["digest"]["sha256"].as_str().unwrap();
    assert_eq!(format!("sha256:{digest}"), ContentHash::of(b"file").to_string());
    assert!(
        text.starts_with(
            r#"{"_type":"https://in-toto.io/Statement/v1","predicate":{"assay_version":"0.0.0","#
        )
    );
}
