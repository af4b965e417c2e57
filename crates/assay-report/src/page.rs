//! The page as a whole.

use assay_spec::Outcome;

use crate::html::Html;
use crate::section::{self, Section};
use crate::{Charts, Contents, data, number, policy, time};

/// The style of the page but for its colours.
const STYLE: &str = include_str!("../assets/page.css");
/// Its colours by day and by night.
const LIGHT: &str = include_str!("../assets/light.css");
const DARK: &str = include_str!("../assets/dark.css");
/// The switch between them, and the list of trades.
const SCRIPT: &str = include_str!("../assets/page.js");

/// Writes the page of a run: one file that needs nothing but a browser. The same contents give the same bytes.
pub fn render(contents: &Contents<'_>, charts: Charts<'_>) -> String {
    let style = style();
    let bundle = match charts {
        Charts::Still => None,
        // Without bars or an account there is nothing to move.
        Charts::Moving(bundle) => contents.account.map(|_| bundle),
    };
    let scripts: Vec<&str> = std::iter::once(SCRIPT).chain(bundle).collect();
    let sections = section::all(contents);
    let mut html = Html::new();
    html.markup("<!doctype html>\n");
    html.element("html", &[("lang", "en")], |html| {
        html.element("head", &[], |html| {
            html.markup("<meta charset=\"utf-8\">");
            let policy = policy::of(&[&style], &scripts);
            html.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
            html.markup(concat!(
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
                "<meta name=\"color-scheme\" content=\"light dark\">",
                "<meta name=\"referrer\" content=\"no-referrer\">",
            ));
            html.line("title", "", &title(contents));
            html.verbatim("style", &style);
        });
        html.markup("\n");
        html.element("body", &[], |html| {
            head(html, contents);
            navigation(html, &sections);
            html.element("main", &[], |html| {
                for Section { id, title, body } in &sections {
                    html.markup("\n");
                    html.element("section", &[("id", id), ("aria-label", title)], |html| {
                        if *id != section::FIRST {
                            html.line("h2", "", title);
                        }
                        html.piece(body);
                    });
                }
            });
            foot(html, contents, bundle.is_some());
            if let Some(data) = data::of(contents, bundle.is_some()) {
                html.markup("\n");
                html.data("data", &data);
            }
            for script in &scripts {
                html.markup("\n");
                html.verbatim("script", script);
            }
        });
    });
    html.markup("\n");
    html.into_text()
}

/// The colours stand in two places: for the browser's wish, and for the button's.
fn style() -> String {
    format!(
        ":root{{color-scheme:light;{LIGHT}}}\n\
         @media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{DARK}}}}}\n\
         :root[data-theme=light]{{color-scheme:light;{LIGHT}}}\n\
         :root[data-theme=dark]{{color-scheme:dark;{DARK}}}\n\
         @media print{{:root,:root[data-theme]{{color-scheme:light;{LIGHT}}}}}\n\
         {STYLE}"
    )
}

fn title(contents: &Contents<'_>) -> String {
    let report = contents.report;
    let verdict = section::outcome(report).map(|outcome| format!("{}: ", word(outcome))).unwrap_or_default();
    format!("{verdict}{} on {}", report.strategy.name, report.data.file)
}

/// An outcome in words.
fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "Pass",
        Outcome::Warn => "Pass, with warnings",
        Outcome::Fail => "Fail",
    }
}

fn head(html: &mut Html, contents: &Contents<'_>) {
    let report = contents.report;
    html.element("header", &[("class", "head")], |html| {
        html.element("div", &[("class", "brand")], |html| {
            html.line("span", "brand-name", "Assay");
            html.line("span", "brand-run", &report.run_id.to_string());
            html.markup("<button id=\"theme\" type=\"button\" hidden>Dark</button>");
        });
        let class = match section::outcome(report) {
            None => "none",
            Some(Outcome::Pass) => "pass",
            Some(Outcome::Warn) => "warn",
            Some(Outcome::Fail) => "fail",
        };
        html.element("div", &[("class", &format!("verdict {class}"))], |html| {
            match section::outcome(report) {
                None => html.line("p", "badge none", "Backtest, not judged"),
                Some(outcome) => html.line("p", &format!("badge {class}"), word(outcome)),
            }
            html.element("h1", &[], |html| {
                html.text(report.strategy.name.as_str());
                html.markup(" <span class=\"on\">on</span> ");
                html.text(&report.data.file);
            });
            html.line("p", "span", &span(contents));
            let about = section::about(report);
            if !about.is_empty() {
                html.line("p", "about", &about);
            }
        });
    });
}

/// How many bars, of what, from when to when.
fn span(contents: &Contents<'_>) -> String {
    let data = &contents.report.data;
    let timeframe = data.timeframe.map(|timeframe| format!(" of {timeframe}")).unwrap_or_default();
    let bars = if data.bars == 1 { "bar" } else { "bars" };
    format!(
        "{} {bars}{timeframe}, {} to {}",
        number::count_u64(data.bars),
        time::day(data.first),
        time::day(data.last)
    )
}

fn navigation(html: &mut Html, sections: &[Section]) {
    html.element("nav", &[("aria-label", "Sections")], |html| {
        html.element("div", &[("class", "links")], |html| {
            for Section { id, title, .. } in sections {
                html.element("a", &[("href", &format!("#{id}"))], |html| html.text(title));
            }
        });
    });
}

fn foot(html: &mut Html, contents: &Contents<'_>, charts: bool) {
    html.markup("\n");
    html.element("footer", &[], |html| {
        html.element("p", &[], |html| {
            html.text(&format!(
                "Made by Assay {}. This file is complete: it loads nothing, sends nothing and keeps nothing. Times are \
                 in UTC. A verdict is about one history; it is no promise about the next.",
                contents.report.assay_version
            ));
        });
        if charts {
            html.markup(concat!(
                "<p class=\"notice\">Charts by TradingView Lightweight Charts™. Copyright (c) 2026 TradingView, Inc. ",
                "<a href=\"https://www.tradingview.com/\" rel=\"noopener noreferrer\">https://www.tradingview.com/</a>. ",
                "Licensed under the Apache License 2.0.</p>",
            ));
        }
    });
}
