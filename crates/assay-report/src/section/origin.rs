//! What the run was made of, and how it is made again.

use assay_spec::Language;
use assay_types::ContentHash;

use crate::html::Html;
use crate::{Contents, command};

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let report = contents.report;
    html.markup(
        "<p class=\"lead\">The same inputs give the same run, to the last byte. In the run's directory, with the file \
         of prices beside it, this command makes it again:</p>",
    );
    html.element("pre", &[("class", "command")], |html| {
        html.element("code", &[("id", "command")], |html| {
            html.text(&command::text(&command::words(contents)));
        });
    });
    html.element("p", &[("class", "hint")], |html| {
        html.prose(
            "The options are all that is not a default: an `assay.toml` or variables `ASSAY_…` beside them would add \
             theirs. How times were read (`--date-order`, `--epoch-unit`) is not in the report; the hash of the bars tells \
             whether they are the same.",
        );
    });
    html.element("table", &[("class", "inputs")], |html| {
        html.markup("<thead><tr><th scope=\"col\">Input</th><th scope=\"col\">Hash</th></tr></thead>");
        html.element("tbody", &[], |html| {
            let strategy = match report.strategy.language {
                Language::Document => "Strategy, as a document",
                Language::Python => "Strategy, the bytes of its file",
            };
            row(html, strategy, Some(report.strategy.content_hash));
            row(html, "Prices, the bytes of the file", Some(report.data.file_hash));
            row(html, "Prices, the bars", Some(report.data.content_hash));
            row(html, "Prices, further columns", report.data.columns_hash);
            row(html, "Configuration", Some(assay_spec::content_hash(&report.config)));
            row(html, "Policy", contents.policy.map(assay_spec::content_hash));
            let runtime = report.python.as_ref().and_then(|python| python.sandbox.as_ref());
            row(html, "Python runtime", runtime.map(|sandbox| sandbox.runtime.content_hash));
        });
    });
    html.element("p", &[("class", "run")], |html| {
        html.markup("From these and the version of Assay the run has its name: ");
        html.line("code", "", &report.run_id.to_string());
        html.markup(".");
    });
}

fn row(html: &mut Html, name: &str, hash: Option<ContentHash>) {
    let Some(hash) = hash else { return };
    html.element("tr", &[], |html| {
        html.element("th", &[("scope", "row")], |html| html.text(name));
        html.line("td", "hash", &hash.to_string());
    });
}
