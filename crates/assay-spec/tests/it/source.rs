//! Places in texts.

use assay_spec::{Code, Format, Problem, Report, Strategy, read, read_bytes};

/// What the text says at the place of `needle` in the first entry rule, which must be the needle itself.
fn check(text: &str, format: Format, needle: &str) {
    let document = read::<Strategy>(text, format, "s").unwrap_or_else(|report| panic!("{report}"));
    let when = &document.value.entry_rules[0].when;
    let start = when.find(needle).unwrap();
    let problem = Problem::new(Code::RuleName, "/entry_rules/0/when", "it")
        .range(start..start + needle.len())
        .located(&document.source);
    let location = problem.location().unwrap();
    assert_eq!(&document.source.text()[location.span.clone()], needle, "{text}");
    let line = document.source.line(location.line);
    let column_text: String = line.chars().skip(location.column - 1).take(needle.chars().count()).collect();
    assert_eq!(column_text, needle, "{text}");
}

fn json(when: &str) -> String {
    format!(
        "{{\"schema_version\": \"2.0\", \"name\": \"s\",\r\n \"entry_rules\": [{{\"side\": \"long\", \"when\": {when}}}]}}"
    )
}

fn yaml(when: &str) -> String {
    format!("# Ümläut 😀\nschema_version: '2.0'\nname: s\nentry_rules:\n  - side: long\n    when: {when}\n")
}

fn toml(when: &str) -> String {
    format!("schema_version = \"2.0\"\nname = \"s\"\n[[entry_rules]]\nside = \"long\"\nwhen = {when}\n")
}

#[test]
fn ranges_inside_strings_are_found_in_every_way_of_writing_them() {
    check(&json("\"close > opne\""), Format::Json, "opne");
    check(&json(r#""close\t>\u0020opne""#), Format::Json, "opne");
    check(&json(r#""\ud83d\ude00 \"x\" > opne""#), Format::Json, "opne");
    check(&yaml("close > opne"), Format::Yaml, "opne");
    check(&yaml("close >\n      opne"), Format::Yaml, "opne");
    check(&yaml("'it''s > opne'"), Format::Yaml, "opne");
    check(&yaml(r#""close\x20> opne""#), Format::Yaml, "opne");
    check(&yaml(">-\n      close > open\n      and close > opne"), Format::Yaml, "opne");
    check(&yaml("|\n      close > open\n      and close > opne"), Format::Yaml, "opne");
    check(&toml("\"close > opne\""), Format::Toml, "opne");
    check(&toml("'close > opne'"), Format::Toml, "opne");
    check(&toml("\"close \\u003e opne\""), Format::Toml, "opne");
    check(&toml("\"\"\"\nclose >\nopne\"\"\""), Format::Toml, "opne");
}

#[test]
fn a_pointer_to_nowhere_leads_to_its_nearest_ancestor() {
    let document = read::<Strategy>(&yaml("close > open"), Format::Yaml, "s").unwrap();
    let location = document.source.locate_value("/entry_rules/7/when");
    assert_eq!((location.line, location.column), (5, 3));
    let location = document.source.locate_value("");
    assert_eq!((location.line, location.column), (2, 1));
}

#[test]
fn problems_of_the_engine_join_a_report() {
    let document = read::<Strategy>(&json("\"close > opne\""), Format::Json, "s.json").unwrap();
    let problem = Problem::new(Code::RuleName, "/entry_rules/0/when", "there is no `opne`")
        .range(8..12)
        .value("opne")
        .help("did you mean `open`?");
    let report = Report::new(document.source, vec![problem]);
    insta::assert_snapshot!(report, @"s.json:2:52: there is no `opne`; did you mean `open`? [AY302 at /entry_rules/0/when]");
    insta::assert_snapshot!(
        serde_json::to_string(report.problems()).unwrap(),
        @r#"[{"code":"AY302","pointer":"/entry_rules/0/when","line":2,"column":52,"message":"there is no `opne`","value":"opne","help":"did you mean `open`?"}]"#
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_with_their_place() {
    let report = read_bytes::<Strategy>(b"{\n \"name\": \"\xff\"}", Format::Json, "s.json").unwrap_err();
    insta::assert_snapshot!(report, @"s.json:2:11: byte `0xff` is not UTF-8; save the file as UTF-8 [AY005]");
}

#[test]
fn a_document_that_is_too_large_is_not_looked_at() {
    let report = read::<Strategy>(&" ".repeat((1 << 20) + 1), Format::Json, "s.json").unwrap_err();
    insta::assert_snapshot!(report, @"s.json:1:1: the document is 1048577 bytes long, the most is 1048576 [AY001]");
}

#[test]
fn a_byte_order_mark_is_no_problem_for_json() {
    assert!(read::<Strategy>(&format!("\u{feff}{}", json("\"close > open\"")), Format::Json, "s").is_ok());
}

#[test]
fn problems_are_bounded_in_number() {
    let fields: Vec<String> = (0..5000).map(|index| format!("\"field_{index}\": 1")).collect();
    let report = read::<Strategy>(&format!("{{{}}}", fields.join(",")), Format::Json, "s").unwrap_err();
    assert_eq!(report.problems().len(), assay_spec::PROBLEMS_MAX);
}

/// Checks that take time in the square of a size must not be reached by sizes that are refused.
#[test]
fn documents_of_many_small_parts_are_refused_in_linear_time() {
    let chain: Vec<String> = (0..20_000)
        .map(|index| format!("\"i{index}\":{{\"function\":\"SMA\",\"inputs\":[\"i{}\"]}}", index + 1))
        .collect();
    let text = format!(
        "{{\"schema_version\":\"2.0\",\"name\":\"s\",\"entry_rules\":[],\"indicators\":{{{}}}}}",
        chain.join(",")
    );
    let report = read::<Strategy>(&text, Format::Json, "s").unwrap_err();
    insta::assert_snapshot!(report, @r"
    s:1:50: 0 elements are too few; at least 1 [AY107 at /entry_rules]
    s:1:66: 20000 fields are too many; at most 256 [AY107 at /indicators]
    ");
    let report =
        read::<Strategy>(&format!("{{{}}}", vec!["b: c"; 150_000].join(",")), Format::Yaml, "s").unwrap_err();
    assert_eq!(report.problems().len(), assay_spec::PROBLEMS_MAX);
    let rules = vec!["\"rsi < 30\""; 90_000].join(",");
    let text = format!("{{\"name\":\"s\",\"entry_rules\":[{rules}]}}");
    let report = read::<Strategy>(&text, Format::Json, "s").unwrap_err();
    insta::assert_snapshot!(report, @"s:1:27: there are more than 64 entries; leave some out [AY401 at /entry_rules]");
}
