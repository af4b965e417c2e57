//! Pages of small runs: what they say, and what no text in them can do.

use std::collections::BTreeSet;

use assay_spec::{LaboratoryReport, PythonReport, VerdictPolicy};
use assay_types::{BarColumns, ContentHash};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::*;

/// A document that buys whatever happens, over six days.
fn report() -> RunReport {
    serde_json::from_str(include_str!("tests/report.json")).unwrap()
}

fn laboratory() -> LaboratoryReport {
    serde_json::from_str(include_str!("tests/laboratory.json")).unwrap()
}

struct Run {
    report: RunReport,
    policy: Option<VerdictPolicy>,
    bars: Bars,
    equity: Vec<f64>,
    drawdown_pct: Vec<f64>,
    trades: Vec<Trade>,
}

impl Run {
    fn new() -> Self {
        let days = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08", "2024-01-09"];
        let time: Vec<Timestamp> = days.iter().map(|day| day.parse().unwrap()).collect();
        let bars = Bars::new(BarColumns {
            open: vec![10.0, 10.5, 11.5, 10.25, 10.0, 12.0],
            high: vec![11.0, 12.0, 11.75, 10.5, 12.5, 12.5],
            low: vec![9.0, 10.0, 10.0, 9.5, 10.0, 11.0],
            close: vec![10.5, 11.5, 10.25, 10.0, 12.0, 11.0],
            volume: None,
            time,
        })
        .unwrap();
        let trade = Trade {
            number: 1,
            long: true,
            size: 975.0,
            entry_time: bars.time()[3],
            exit_time: bars.time()[5],
            entry_bar: 3,
            exit_bar: 5,
            entry_price: 10.25,
            exit_price: 12.0,
            pnl: 1706.25,
            return_pct: 17.073_170_731_707_31,
            commission: 0.0,
            exit_reason: "closed".to_owned(),
            tag: "/entry_rules/0".to_owned(),
        };
        Self {
            report: report(),
            policy: Some(assay_lab::default_policy()),
            equity: vec![10_000.0, 10_000.0, 10_000.0, 9756.25, 11_706.25, 11_706.25],
            drawdown_pct: vec![0.0, 0.0, 0.0, -2.4375, 0.0, 0.0],
            trades: vec![trade],
            bars,
        }
    }

    fn contents(&self) -> Contents<'_> {
        Contents {
            policy: self.policy.as_ref(),
            bars: Some(&self.bars),
            account: Some(Account {
                time: self.bars.time(),
                equity: &self.equity,
                drawdown_pct: &self.drawdown_pct,
            }),
            trades: &self.trades,
            ..Contents::of(&self.report)
        }
    }

    fn page(&self) -> String {
        render(&self.contents(), Charts::Still)
    }
}

/// The page without its style, its scripts, and the definitions that stand in the reference too; an element a line.
fn legible(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<style>") {
        text.push_str(before);
        rest = after.split_once("</style>").unwrap().1;
    }
    text.push_str(rest);
    let body = text.split_once("<body>").unwrap().1;
    let body = body.split_once("<script").unwrap().0;
    let (before, figures) = body.split_once("<section id=\"figures\"").unwrap();
    let origin = figures.split_once("<section id=\"origin\"").unwrap().1;
    let mut told = format!("{before}<section id=\"origin\"{origin}");
    for tag in [
        "section", "h2", "h3", "h4", "tr", "p", "div", "li", "dt", "nav", "footer", "table", "path", "pre",
        "details",
    ] {
        told = told
            .replace(&format!("<{tag} "), &format!("\n<{tag} "))
            .replace(&format!("<{tag}>"), &format!("\n<{tag}>"));
    }
    told
}

#[test]
fn a_run_is_told_from_its_verdict_to_its_origin() {
    insta::assert_snapshot!(legible(&Run::new().page()));
}

#[test]
fn the_same_contents_give_the_same_bytes() {
    let run = Run::new();
    assert_eq!(run.page(), run.page());
    let moving = Charts::Moving("console.log('charts')");
    let pages = [render(&run.contents(), moving), render(&run.contents(), moving)];
    assert_eq!(pages[0], pages[1]);
    assert!(pages[0].contains("TradingView"), "who made the charts is told");
    assert!(!run.page().contains("TradingView"), "without them there is nobody to tell of");
}

/// The texts of the elements of a kind that hold no markup.
fn embedded<'p>(page: &'p str, open: &str, close: &str) -> Vec<&'p str> {
    page.split(open).skip(1).map(|rest| rest.split_once(close).unwrap().0).collect()
}

#[test]
fn only_what_is_embedded_may_run() {
    let run = Run::new();
    for charts in [Charts::Still, Charts::Moving("console.log('charts')")] {
        let page = render(&run.contents(), charts);
        let policy =
            page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
        assert!(policy.starts_with("default-src &#39;none&#39;; script-src "), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'), "{policy}");
        let scripts = embedded(&page, "<script>", "</script>");
        assert_eq!(scripts.len(), if charts == Charts::Still { 1 } else { 2 });
        for text in scripts.into_iter().chain(embedded(&page, "<style>", "</style>")) {
            let hash = BASE64_STANDARD.encode(ContentHash::of(text.as_bytes()).as_bytes());
            assert!(policy.contains(&format!("&#39;sha256-{hash}&#39;")), "{policy}");
        }
    }
}

/// Elements and attributes of a page, as a browser reads them: quoted values are skipped.
fn markup(page: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut elements, mut attributes) = (BTreeSet::new(), BTreeSet::new());
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let mut name = String::new();
        let mut word = String::new();
        let mut characters = after.char_indices();
        let mut end = after.len();
        let mut quoted = false;
        for (index, character) in characters.by_ref() {
            match character {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '>' | ' ' | '=' => {
                    if name.is_empty() {
                        name.clone_from(&word);
                    } else if character == '=' {
                        attributes.insert(word.clone());
                    }
                    word.clear();
                    if character == '>' {
                        end = index;
                        break;
                    }
                }
                _ => word.push(character),
            }
        }
        rest = &after[end..];
        // What stands in a script or a style is none.
        for raw in ["script", "style"] {
            if name == raw {
                rest = rest.split_once(&format!("</{raw}")).unwrap().1;
            }
        }
        elements.insert(name.trim_start_matches('/').to_owned());
    }
    (elements, attributes)
}

const NASTY: &str = "</script><img src=x onerror=alert(1)>\"' style='x' <!-- `--> {{}} \u{202e}\u{0}&amp;";

#[test]
fn no_text_becomes_markup() {
    let plain = {
        let mut run = Run::new();
        run.report.laboratory = Some(laboratory());
        run.report.python = Some(python("word"));
        let moving = Charts::Moving("console.log('charts')");
        render(&run.contents(), moving)
    };
    let mut run = Run::new();
    run.report.laboratory = Some(laboratory());
    run.report.data.file = NASTY.to_owned();
    run.report.assay_version = NASTY.to_owned();
    for stage in &mut run.report.stages {
        stage.reasons = vec![NASTY.to_owned()];
    }
    let verdict = run.report.verdict.as_mut().unwrap();
    for result in &mut verdict.criteria {
        result.statistic = NASTY.to_owned();
        result.reason = NASTY.to_owned();
        result.change = Some(NASTY.to_owned());
    }
    run.policy = None;
    run.report.events.insert(NASTY.to_owned(), 3);
    run.report.python = Some(python(NASTY));
    let laboratory = run.report.laboratory.as_mut().unwrap();
    laboratory.absent = vec![NASTY.to_owned()];
    laboratory.config.search.objective = NASTY.to_owned();
    laboratory.config.walk_forward.in_sample = NASTY.to_owned();
    laboratory.regimes[0].regime = NASTY.to_owned();
    run.trades[0].tag = NASTY.to_owned();
    run.trades[0].exit_reason = NASTY.to_owned();
    let page = render(&run.contents(), Charts::Moving("console.log('charts')"));

    let ((elements, attributes), (ours, our_attributes)) = (markup(&page), markup(&plain));
    assert_eq!(elements.difference(&ours).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(attributes.difference(&our_attributes).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(
        !ours.contains("img") && !our_attributes.contains("onerror") && !our_attributes.contains("style")
    );
    assert_eq!(page.matches("<script").count(), 3, "the data, the page's and the charts'");
    assert!(!page.contains(['\u{202e}', '\u{0}']), "what hides text is shown");

    let data = embedded(&page, "<script type=\"application/json\" id=\"data\">", "</script>");
    let data: serde_json::Value = serde_json::from_str(data[0]).unwrap();
    assert_eq!(
        data["trades"]["texts"],
        serde_json::json!([html::shown(NASTY)]),
        "scripts get text that hides nothing"
    );
}

/// All that a report may tell of a Python strategy, in one word.
fn python(word: &str) -> PythonReport {
    let word = serde_json::Value::from(word);
    let hash = ContentHash::of(b"").to_string();
    serde_json::from_value(serde_json::json!({
        "class": word,
        "findings": [{"code": word, "severity": "warning", "message": word, "line": 3, "column": 1, "help": word}],
        "sandbox": {
            "backend": word,
            "runtime": {"id": word, "python": word, "packages": [word], "content_hash": hash},
            "limits": {"cores": 0.5, "memory_bytes": 268_435_456, "wall_ms": 60_000, "output_bytes": 1_048_576},
            "limit_hit": word,
            "controls": [{"name": word, "state": "enforced", "reason": word, "mandatory": true}],
        },
        "indicators": [{"name": word, "first_value": 9}],
        "failure": {
            "stage": word, "cause": "exception", "kind": word, "message": word, "within": word,
            "frames": [{"line": 7, "function": word, "text": word}],
            "bar": 4, "time": "2024-01-08T00:00:00Z",
        },
        "causality": {
            "effort": "full",
            "findings": [{"kind": "indicator", "subject": word, "line": 5, "bar": 2, "time": null, "cut": 3, "detail": word}],
            "notes": [word], "indicators": 1, "cuts": [3, 6], "decision_bars": 6,
            "settling": [{"indicator": word, "bars": null}],
        },
        "output": null,
    }))
    .unwrap()
}

#[test]
fn nothing_is_loaded_and_links_lead_into_the_page() {
    let page = render(&Run::new().contents(), Charts::Moving("console.log('charts')"));
    assert!(!page.contains(" src="), "nothing is loaded");
    let links: BTreeSet<&str> = embedded(&page, "href=\"", "\"").into_iter().collect();
    let outward: Vec<_> = links.iter().filter(|link| !link.starts_with('#')).collect();
    assert_eq!(outward, [&"https://www.tradingview.com/"], "the link that a licence asks for");
    for link in links.iter().filter_map(|link| link.strip_prefix('#')) {
        assert!(page.contains(&format!("id=\"{link}\"")), "{link} leads nowhere");
    }
}

#[test]
fn what_the_laboratory_found_has_its_sections() {
    let mut run = Run::new();
    let sections = |page: &str| -> Vec<String> {
        embedded(page, "<section id=\"", "\"").into_iter().map(str::to_owned).collect()
    };
    let plain = ["verdict", "stages", "remarks", "charts", "months", "trades", "figures", "origin"];
    assert_eq!(sections(&run.page()), plain);
    run.report.laboratory = Some(laboratory());
    let page = run.page();
    let all = [
        "verdict",
        "stages",
        "remarks",
        "charts",
        "months",
        "trades",
        "walk-forward",
        "parameters",
        "monte-carlo",
        "overfitting",
        "regimes",
        "figures",
        "origin",
    ];
    assert_eq!(sections(&page), all);
    let body = page.split_once("<section id=\"walk-forward\"").unwrap().1;
    let body = body.split_once("<section id=\"figures\"").unwrap().0;
    let lines = body
        .replace("<tr", "\n<tr")
        .replace("<p", "\n<p")
        .replace("<h3", "\n<h3")
        .replace("<details", "\n<details");
    insta::assert_snapshot!(lines);
}

#[test]
fn a_run_without_a_backtest_says_where_it_ended() {
    let mut run = Run::new();
    run.report.stages.truncate(1);
    run.report.stages[0].outcome = assay_spec::Outcome::Fail;
    run.report.stages[0].reasons = vec!["`eval` is not for strategies".to_owned()];
    run.report.statistics = None;
    run.report.extended = None;
    run.report.verdict = None;
    run.report.python = Some(python("word"));
    let contents = Contents { policy: run.policy.as_ref(), ..Contents::of(&run.report) };
    let page = render(&contents, Charts::Moving("console.log('charts')"));
    assert!(
        page.contains("Not checked") && page.contains("<code>eval</code> is not for strategies."),
        "{page}"
    );
    assert!(!page.contains("console.log") && !page.contains("id=\"data\""), "there is nothing to draw");
    assert!(page.contains("badge fail"));
}

#[test]
fn commands_are_those_that_make_the_run_again() {
    let check = |change: fn(&mut Run), expected: &str| {
        let mut run = Run::new();
        change(&mut run);
        assert_eq!(command::text(&command::words(&run.contents())), expected);
    };
    check(|_| {}, "assay prove strategy.json --data six.csv --param length=2");
    check(
        |run| {
            run.policy = None;
            run.report.verdict = None;
            run.report.data.file = "it's $(x).csv".to_owned();
        },
        r"assay backtest strategy.json --data 'it'\''s $(x).csv' --param length=2",
    );
    check(
        |run| run.report.laboratory = Some(laboratory()),
        "assay prove strategy.json --data six.csv --param length=2 --grid fast=5:25:5 \\\n  \
         --grid slow=20,30,40,50,60,80,100 --require 'trades >= 10' --in-sample 500 \\\n  \
         --out-of-sample 125 --paths 1000 --series 100",
    );
    check(
        |run| {
            run.policy.as_mut().unwrap().description.clear();
            run.report.data.file = "-x.csv".to_owned();
            run.report.events.insert("data_repairs".to_owned(), 2);
            let config = &mut run.report.config;
            config.cash = "2500.5".parse().unwrap();
            config.commission.fixed = "5".parse().unwrap();
            config.commission.relative = 0.001;
            config.margin = 0.5;
            config.finalize_trades = true;
            config.fractional = Some(1e-8);
            config.seed = 7;
        },
        "assay prove strategy.json --data ./-x.csv --policy policy.json --repair --cash 2500.5 \\\n  \
         --commission 5+0.001 --margin 0.5 --seed 7 --param length=2 --finalize-trades \\\n  --fractional=1e-8",
    );
}
