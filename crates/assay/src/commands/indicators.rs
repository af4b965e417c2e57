//! `assay indicators`.

mod describe;
mod page;

use anyhow::{Error, Result, anyhow};
use assay_engine::indicators::{Function, UnknownFunction, all, find};
use assay_spec::closest;
use serde_json::{Value as Json, json};

use crate::cli::IndicatorsArgs;
use crate::diagnostics::shown;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) fn run(args: &IndicatorsArgs, printer: &Printer) -> Result<Exit> {
    if let Some(name) = &args.name {
        let function = find(name).map_err(|unknown| explain(&unknown))?;
        printer.answer(&describe::to_json(function), |stream| page::one(function, stream));
    } else {
        let list: Vec<Json> = all().iter().map(describe::to_json).collect();
        printer.answer(&json!({ "indicators": list }), page::list);
    }
    Ok(Exit::Passed)
}

/// How many functions are named where nothing has the name that was asked for.
const NAMED_MAX: usize = 8;

/// Names the functions that say the word in their summary, where none has a similar name.
fn explain(unknown: &UnknownFunction) -> Error {
    let wanted = unknown.name.to_ascii_lowercase();
    let is_meant = |function: &&Function| {
        let summary = function.hint().to_ascii_lowercase();
        let words: Vec<&str> = summary.split(|letter: char| !letter.is_alphanumeric()).collect();
        wanted.len() >= 4
            && wanted.chars().all(char::is_alphanumeric)
            && (summary.contains(&wanted) || closest(&wanted, words).is_some())
    };
    let named: Vec<&str> = match unknown.suggestion {
        Some(_) => Vec::new(),
        None => all().iter().filter(is_meant).map(Function::name).take(NAMED_MAX).collect(),
    };
    if named.is_empty() {
        return anyhow!(shown(&unknown.to_string()));
    }
    anyhow!("`{}` is not a TA-Lib function; its word is in {}", shown(&unknown.name), named.join(", "))
}
