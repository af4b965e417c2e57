use assay_spec::DocumentKind;
use serde_json::{Value as Json, json};

use super::*;

const HOLD: &str = "from assay import Strategy\n\n\nclass Hold(Strategy):\n    def init(self):\n        pass\n\n    \
                    def next(self):\n        if not self.position:\n            self.buy()\n";

fn read(said: &str) -> Answer {
    read_answer("answer", said.as_bytes(), &CheckPolicy::default())
}

/// What was found: the wrapping, whether the code is that of `HOLD`, and each problem with its line in the answer.
#[track_caller]
fn check(said: &str, wrapping: Option<Wrapping>, code: &str, problems: &[&str]) {
    let answer = read(said);
    let found: Vec<String> = answer
        .problems
        .iter()
        .map(|problem| match (&problem.place, &problem.pointer) {
            (Some(place), None) => format!("{}:{}", problem.code, place.start.line),
            (_, Some(pointer)) => format!("{} {pointer}", problem.code),
            (None, None) => problem.code.to_owned(),
        })
        .collect();
    assert_eq!(found, problems, "{said}\n{:#?}", answer.problems);
    assert_eq!(answer.code.as_deref().unwrap_or_default(), code, "{said}");
    assert_eq!(answer.wrapping, wrapping, "{said}");
    for problem in &answer.problems {
        for place in problem.place.iter().filter(|place| !place.range.is_empty()) {
            assert!(said.get(place.range.clone()).is_some(), "{problem:?}");
        }
    }
}

#[track_caller]
fn check_fence(said: &str, problems: &[&str]) {
    check(said, Some(Wrapping::Fence), HOLD, problems);
}

#[track_caller]
fn check_document(said: &str, problems: &[&str]) {
    check(said, Some(Wrapping::Document), HOLD, problems);
}

fn fenced(tag: &str, code: &str) -> String {
    format!("```{tag}\n{code}```\n")
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{by}{line}\n") }).collect()
}

#[test]
fn code_is_found_in_every_fence() {
    for tag in [
        "python",
        "py",
        "Python",
        "python3",
        "py3",
        "",
        "{.python}",
        "python title=\"hold.py\"",
        "python:hold.py",
    ] {
        check_fence(&fenced(tag, HOLD), &[]);
        check_fence(&format!("Sure, here it is:\n\n{}\nIt holds.\n", fenced(tag, HOLD)), &[]);
    }
    check_fence(&format!("~~~python\n{HOLD}~~~\n"), &[]);
    check_fence(&format!("````python\n{HOLD}````\n"), &[]);
    check_fence(&format!("Steps:\n\n1. Save this:\n\n{}", indented(&fenced("python", HOLD), "   ")), &[]);
    check_fence(&indented(&fenced("python", HOLD), "> "), &[]);
    check_fence(&format!("```python\n{}```\n", indented(HOLD, "    ")), &[]);
    check_fence(&format!("```markdown\n# Hold\n\n{}```\n", fenced("python", HOLD)), &[]);
    check_fence(&format!("<python>\n{HOLD}</python>\n"), &[]);
    check_fence(&format!("\u{feff}{}", fenced("python", HOLD)), &[]);
    check(
        &fenced("python", HOLD).replace('\n', "\r\n"),
        Some(Wrapping::Fence),
        &HOLD.replace('\n', "\r\n"),
        &[],
    );
}

#[test]
fn other_blocks_are_passed_over() {
    check_fence(&format!("{}{}", fenced("bash", "pip install assay\n"), fenced("python", HOLD)), &[]);
    check_fence(&format!("{}{}", fenced("python", HOLD), fenced("text", "Sharpe 1.2\n")), &[]);
    check_fence(&format!("{}{}", fenced("python", HOLD), fenced("json", "{\"fast\": 10}\n")), &[]);
    // An example of its use, longer or shorter, before or behind.
    let usage = "from backtesting import Backtest\n\nprint(Backtest(data, Hold).run())\n";
    check_fence(&format!("{}{}", fenced("python", HOLD), fenced("python", usage)), &[]);
    check_fence(&format!("{}{}", fenced("", usage), fenced("", HOLD)), &[]);
    check_fence(&format!("{}{}", fenced("python", &usage.repeat(9)), fenced("python", HOLD)), &[]);
    // Thoughts with a draft.
    check_fence(
        &format!("<think>\n{}</think>\n{}", fenced("python", "class A(Strategy): 0\n"), fenced("py", HOLD)),
        &[],
    );
}

#[test]
fn several_blocks_are_told() {
    let other = HOLD.replace("Hold", "Other");
    check_fence(
        &format!(
            "{}Better:\n{}",
            fenced("python", &HOLD.replace("buy()", "buy(size=0.5)")),
            fenced("python", HOLD)
        ),
        &["AS403:2"],
    );
    check_fence(&format!("{}{}", fenced("python", &other), fenced("python", HOLD)), &["AS404:2"]);
    let (import, class) = HOLD.split_once("\n\n\n").unwrap();
    check(
        &format!("{}then\n{}", fenced("python", &format!("{import}\n")), fenced("python", class)),
        Some(Wrapping::Fence),
        &format!("{import}\n\n{class}"),
        &["AS405:2"],
    );
    // The class is built on one in another block.
    let based = "class Two(Hold):\n    size = 2\n";
    check(
        &format!("{}{}", fenced("python", HOLD), fenced("python", based)),
        Some(Wrapping::Fence),
        &format!("{HOLD}\n{based}"),
        &["AS405:2"],
    );
    let both = format!("{HOLD}\n\n{}", other.split_once("\n\n\n").unwrap().1);
    check(&fenced("python", &both), Some(Wrapping::Fence), &both, &["AS404"]);
}

#[test]
fn code_without_a_fence_is_found() {
    check(HOLD, Some(Wrapping::Bare), HOLD, &["AS412:1"]);
    check(&format!("Here it is:\n\n{HOLD}"), Some(Wrapping::Bare), HOLD, &["AS412:3"]);
    check(
        &format!("Here it is:\n\n{HOLD}\nIt buys, and then it holds.\n\nEnjoy!\n"),
        Some(Wrapping::Bare),
        HOLD,
        &["AS412:3"],
    );
    let broken = HOLD.replace("self.position:", "self.position");
    check(&format!("So:\n{broken}"), Some(Wrapping::Bare), &broken, &["AS412:2", "AS007:10"]);
}

#[test]
fn answers_without_code_are_told() {
    check("", None, "", &["AS401"]);
    check("I'm sorry, but I cannot help with trading.\n", None, "", &["AS401"]);
    check("Import the data, from the file. A class of assets:\n", None, "", &["AS401"]);
    check(&fenced("pinescript", "//@version=5\nstrategy('x')\n"), None, "", &["AS401"]);
    check("{\"error\": \"overloaded\"}", None, "", &["AS401"]);
    check("```python\n```\n", None, "", &["AS401"]);
    check("[]", None, "", &["AS401"]);
}

#[test]
fn answers_that_end_in_the_middle_are_told() {
    let cut = HOLD.strip_suffix("buy()\n").unwrap();
    check(&format!("```python\n{cut}"), Some(Wrapping::Fence), cut, &["AS402:11", "AS007:11"]);
    // It parses, and may still not be all.
    check(&format!("```python\n{HOLD}"), Some(Wrapping::Fence), HOLD, &["AS402:11"]);
    let brackets = format!("{HOLD}\nx = talib.SMA(\n    [1,\n");
    check(&format!("```python\n{brackets}"), Some(Wrapping::Fence), &brackets, &["AS402:14", "AS007:15"]);
    let said = format!("{{\"name\": \"hold\", \"code\": {}}}", Json::String(HOLD.to_owned()));
    let end = said.len() - 10;
    check(
        said.get(..end).unwrap(),
        Some(Wrapping::Document),
        HOLD.get(..HOLD.len() - 7).unwrap(),
        &["AS402:1"],
    );
    check("{\"name\": \"hold\", \"description\": \"Hol", None, "", &["AS402:1"]);
    check(
        &format!("```json\n{}", said.get(..end).unwrap()),
        Some(Wrapping::Document),
        HOLD.get(..HOLD.len() - 7).unwrap(),
        &["AS402:2"],
    );
}

#[test]
fn documents_are_found_in_every_wrapping() {
    let document = json!({ "name": "hold", "description": "Holds.", "code": HOLD });
    let text = document.to_string();
    check_document(&text, &[]);
    check_document(&format!("{document:#}\n"), &[]);
    check_document(&fenced("json", &format!("{document:#}\n")), &[]);
    check_document(&format!("Here:\n\n{}\nDone.", fenced("", &format!("{text}\n"))), &[]);
    check_document(&format!("Here:\n\n{document:#}\n\nDone."), &[]);
    check_document(&json!({ "answer": document }).to_string(), &[]);
    check_document(&json!([document]).to_string(), &[]);
    check_document(&json!({ "result": { "strategy": document, "ok": true } }).to_string(), &[]);
    // The code in a fence inside the string.
    check_document(&json!({ "name": "hold", "code": fenced("python", HOLD) }).to_string(), &[]);
    // What providers put around it.
    let choices =
        |content: &str| json!({ "choices": [{ "message": { "role": "assistant", "content": content } }] });
    check_document(&choices(&text).to_string(), &[]);
    check_document(&choices(&fenced("json", &text.clone())).to_string(), &[]);
    check_document(&json!({ "tool_calls": [{ "function": { "arguments": text } }] }).to_string(), &[]);
    check_document(&Json::String(text.clone()).to_string(), &[]);
    check_fence(&choices(&fenced("python", HOLD)).to_string(), &[]);
    check_fence(&json!({ "content": [{ "type": "text", "text": fenced("python", HOLD) }] }).to_string(), &[]);
    check_fence(&Json::String(fenced("python", HOLD)).to_string(), &[]);
    // The code beside a description in JSON.
    check(
        &format!(
            "{}{}",
            fenced("json", "{\"name\": \"hold\", \"description\": \"Holds.\"}\n"),
            fenced("python", HOLD)
        ),
        Some(Wrapping::Fence),
        HOLD,
        &["AY102 "],
    );
    // The last of two.
    let first = json!({ "name": "hold", "code": "x = 1\n" });
    check_document(
        &format!("{}{}", fenced("json", &format!("{first}\n")), fenced("json", &format!("{text}\n"))),
        &["AS403:5"],
    );
}

#[test]
fn documents_are_held_to_their_schema() {
    let with = |field: &str, value: Json| {
        let mut document = json!({ "name": "hold", "code": HOLD });
        document[field] = value;
        document.to_string()
    };
    check_document(&with("name", json!("my strategy")), &["AY106 /name"]);
    check_document(&with("descripton", json!("Holds.")), &["AY101 /descripton"]);
    check_document(
        &with("parameters", json!({ "n": { "type": "int", "default": 1 } })),
        &["AY105 /parameters/n/type"],
    );
    check_document(&json!({ "code": HOLD }).to_string(), &["AY102 "]);
    check_document(
        &json!({ "name": "hold", "python_code": HOLD }).to_string(),
        &["AY102 ", "AY101 /python_code"],
    );
    // Nearly JSON.
    check_document(&format!("{{\"name\": \"hold\", \"code\": \"{HOLD}\"}}"), &["AY002 "]);
    check_document(&format!("{{\"name\": \"hold\", \"code\": \"\"\"{HOLD}\"\"\"}}"), &["AY002 "]);
    check_document(&json!({ "name": "hold", "code": HOLD }).to_string().replace("\"}", "\",}"), &["AY002 "]);
    check_document(&format!("{{'name': 'hold', 'code': '''{HOLD}'''}}"), &["AY002 "]);
    check("{\"name\": \"hold\", \"code\": \"\"}", None, "", &["AY107 /code"]);
    check("{\"name\": \"hold\", \"code\": 7, \"description\": \"\"}", None, "", &["AY103 /code"]);
}

#[test]
fn documents_and_code_agree() {
    let code =
        HOLD.replace("    def init", "    bars = 20\n    kind = \"EMA\"\n    risk = 2.0\n\n    def init");
    let document = |fields: Json| {
        let mut document = json!({ "name": "hold", "code": code });
        for (field, value) in fields.as_object().unwrap() {
            document[field] = value.clone();
        }
        document.to_string()
    };
    let check = |fields: Json, problems: &[&str]| {
        check(&document(fields), Some(Wrapping::Document), &code, problems);
    };
    check(json!({ "class": "Hold" }), &[]);
    check(json!({ "class": "Held" }), &["AS407 /class"]);
    check(json!({ "parameters": { "bars": { "type": "integer", "default": 20, "min": 5 } } }), &[]);
    check(json!({ "parameters": { "risk": { "type": "integer", "default": 2 } } }), &[]);
    check(
        json!({ "parameters": { "kind": { "type": "choice", "default": "EMA", "choices": ["EMA"] } } }),
        &[],
    );
    check(
        json!({ "parameters": { "bars": { "type": "integer", "default": 50 } } }),
        &["AS409 /parameters/bars/default"],
    );
    check(
        json!({ "parameters": { "kind": { "type": "boolean", "default": true } } }),
        &["AS409 /parameters/kind/default"],
    );
    check(
        json!({ "parameters": { "bar": { "type": "integer", "default": 20 } } }),
        &["AS408 /parameters/bar"],
    );
}

#[test]
fn the_strategy_is_held_to_what_runs() {
    let python = |code: &str, problems: &[&str]| {
        check(&fenced("python", code), Some(Wrapping::Fence), code, problems);
    };
    python("def run(frame):\n    return 1\n", &["AS406"]);
    python(
        "from assay import Strategy\n\n\nclass A(Strategy):\n    def init(self):\n        pass\n",
        &["AS410:5"],
    );
    python(&format!("{HOLD}\n\nclass B(Hold):\n    n = 1\n"), &[]);
    python(&HOLD.replace("pass", "pass  # ... rest of the code"), &["AS411:7"]);
    python(&HOLD.replace("pass", "pass  # your logic here"), &["AS411:7"]);
    python(&HOLD.replace("self.position:", "self.position"), &["AS007:10"]);
}

#[test]
fn markdown_amounts_to_a_document() {
    let code = HOLD.replace(
        "    def init",
        "    \"\"\"Holds the index.\"\"\"\n\n    bars = 20  # bars of the average; range: 5..50\n    risk = 0.5\n    \
         on = True\n    kind = \"EMA\"  # choices: SMA, EMA\n    odd = None\n\n    def init",
    );
    let code = code.replace("class Hold", "class HoldRSI2");
    let answer = read(&format!("A strategy.\n\n{}", fenced("python", &code)));
    assert_eq!(answer.problems, []);
    insta::assert_json_snapshot!(answer.document);
    let document = serde_json::to_string(&answer.document).unwrap();
    assert_eq!(
        assay_spec::validate_text(DocumentKind::ModelAnswer, &document, Format::Json, "it").ok(),
        Some(())
    );
    let prose = read(&format!("Buys and\nholds.\n\nMore.\n{}", fenced("python", HOLD)));
    assert_eq!(prose.document.unwrap().description, "Buys and\nholds.");
}

/// Places of problems in code lead through escapes, indentation and wrappings to where they stand in the answer.
#[test]
fn places_are_those_of_the_answer() {
    let code = HOLD.replace("pass", "é = 'x'; y = = 1");
    let check = |said: &str, column: usize| {
        let answer = read(said);
        let problem = answer.problems.iter().find(|problem| problem.code == "AS007").unwrap();
        let place = problem.place.as_ref().unwrap();
        let in_code = problem.place_in_code.as_ref().unwrap();
        assert_eq!(in_code.start.line, 6, "{answer:#?}");
        assert!(place.range.start >= said.find("y = =").unwrap(), "{place:?}");
        assert!(place.start.column >= column, "{place:?}");
    };
    check(&fenced("python", &code), 1);
    check(&indented(&fenced("python", &code), "   "), 4);
    check(&json!({ "name": "hold", "code": code }).to_string(), 60);
}

#[test]
fn hostile_answers_are_read_without_panic_in_bounded_time() {
    let units = [
        "```python\n",
        "```\nclass A(Strategy): pass\n",
        "{\"code\": \"",
        "{\"a\":[",
        "\n{",
        "\\u",
        "class A:\n\n",
        "import a\n\n",
        "<think>",
        "~~~\n{\"code\":\"x\"}\n~~~\n",
        "> - ```é\n",
        "\"```py\\n",
        "from a import b\nb\n```\n```py\n",
    ];
    for unit in units {
        let answer = read(&unit.repeat(100_000 / unit.len()));
        assert!(answer.problems.len() <= PROBLEMS_MAX);
    }
    let huge = vec![b' '; ANSWER_BYTES_MAX + 1];
    assert_eq!(read_answer("huge", &huge, &CheckPolicy::default()).problems[0].code, "AY001");
    assert_eq!(read_answer("latin1", b"\xfcber", &CheckPolicy::default()).problems[0].code, "AY005");
}
