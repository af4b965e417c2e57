//! `assay indicators`.

mod describe;
mod page;

use anyhow::{Result, anyhow};
use assay_engine::indicators::{all, find};
use serde_json::{Value as Json, json};

use crate::cli::IndicatorsArgs;
use crate::diagnostics::shown;
use crate::exit::Exit;
use crate::output::Printer;

pub(crate) use describe::snippet;

pub(crate) fn run(args: &IndicatorsArgs, printer: &Printer) -> Result<Exit> {
    match &args.name {
        Some(name) => {
            let function = find(name).map_err(|unknown| anyhow!(shown(&unknown.to_string())))?;
            printer.answer(&describe::to_json(function), |stream| page::one(function, stream));
        }
        None => {
            let list: Vec<Json> = all().iter().map(describe::to_json).collect();
            printer.answer(&json!({ "indicators": list }), page::list);
        }
    }
    Ok(Exit::Passed)
}
