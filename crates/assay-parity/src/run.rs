//! Runs cases through Assay.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use assay_data::{LoadOptions, load};
use assay_engine::document::{compile, parameter_values};
use assay_engine::simulator::simulate;
use assay_types::{BarColumns, Bars};
use serde_json::Value;

use crate::case::{Case, Cases, Subject};
use crate::record::record;
use crate::script::Script;

/// The version of the cases' format that this program reads.
const FORMAT: &str = "assay.parity.cases/1";

/// The data sets by name.
#[derive(Debug)]
pub struct DataSets(BTreeMap<&'static str, Bars>);

impl DataSets {
    /// Loads the data sets from the folder of sample data.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn load(directory: &Path) -> Result<Self> {
        let mut sets = BTreeMap::new();
        for (name, file) in [("goog", "GOOG.csv"), ("eurusd", "EURUSD.csv"), ("btcusd", "BTCUSD.csv")] {
            let path = directory.join(file);
            let loaded = load(&path, &LoadOptions::default(), &mut |_| {})
                .with_context(|| format!("loading {}", path.display()))?;
            sets.insert(name, loaded.bars);
        }
        Ok(Self(sets))
    }

    fn bars(&self, case: &Case) -> Result<Bars> {
        let all = self.0.get(case.data.as_str()).with_context(|| format!("no data set `{}`", case.data))?;
        let Some((first, length)) = case.window else { return Ok(all.clone()) };
        let cut = |column: &[f64]| column[first..first + length].to_vec();
        Ok(Bars::new(BarColumns {
            time: all.time()[first..first + length].to_vec(),
            open: cut(all.open()),
            high: cut(all.high()),
            low: cut(all.low()),
            close: cut(all.close()),
            volume: all.volume().map(cut),
        })?)
    }
}

/// Reads `cases.json`.
///
/// # Errors
/// If the text is not of the format that this program reads.
pub fn read_cases(text: &str) -> Result<Cases> {
    let cases: Cases = serde_json::from_str(text)?;
    if cases.format != FORMAT {
        bail!("the cases are of format `{}`; this program reads `{FORMAT}`", cases.format);
    }
    Ok(cases)
}

/// Runs one case and records it.
///
/// # Errors
/// If the case names data or a document that does not exist, or a document that does not compile.
pub fn run_case(case: &Case, cases: &Cases, sets: &DataSets) -> Result<Value> {
    let bars = sets.bars(case)?;
    let options = case.options.to_options();
    options.check()?;
    match &case.subject {
        Subject::Script { actions } => {
            let mut script = Script::new(actions, &bars);
            let outcome = simulate(&bars, &options, &mut script);
            record(&case.name, &bars, &outcome, Some(script.outcomes))
        }
        Subject::Document { document, parameters } => {
            let text = cases.documents.get(document).with_context(|| format!("no document `{document}`"))?;
            let strategy: assay_spec::Strategy = serde_json::from_value(text.clone())?;
            let values = parameter_values(&strategy, parameters)
                .map_err(|errors| anyhow::anyhow!("{document}: {errors:?}"))?;
            let compiled = compile(&strategy, &values)
                .map_err(|problems| anyhow::anyhow!("{document}: {problems:?}"))?;
            let (mut outcome, _) = compiled.run(&bars, &options)?;
            // Marks are ours; the peer's twins have none.
            for trade in &mut outcome.trades {
                trade.tag = None;
            }
            for trade in &mut outcome.open_trades {
                trade.tag = None;
            }
            record(&case.name, &bars, &outcome, None)
        }
    }
}
