//! Runs cases through Assay.

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use assay_data::{Column, LoadOptions, Loaded, load};
use assay_engine::document::{compile, parameter_values};
use assay_engine::simulator::simulate;
use assay_types::{BarColumns, Bars};
use serde_json::Value;

use crate::case::{Case, Cases, Subject};
use crate::compare::Comparison;
use crate::python::Python;
use crate::record::record;
use crate::script::Script;

/// The version of the cases' format that this program reads.
const FORMAT: &str = "assay.parity.cases/1";

/// The peer's folder.
pub(crate) const PEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../peers/parity");

/// The data sets by name.
#[derive(Debug)]
pub struct DataSets(BTreeMap<&'static str, DataSet>);

/// Bars and the columns beside them.
#[derive(Debug, Clone)]
pub struct DataSet {
    /// The bars.
    pub bars: Bars,
    /// One value for each bar.
    pub columns: Vec<Column>,
}

impl DataSets {
    /// Loads the data sets from the folder of sample data, and the one with more columns from the peer's.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn load(directory: &Path) -> Result<Self> {
        let mut sets = BTreeMap::new();
        let options = LoadOptions { extra_columns: true, ..LoadOptions::default() };
        for (name, path) in [
            ("goog", directory.join("GOOG.csv")),
            ("eurusd", directory.join("EURUSD.csv")),
            ("btcusd", directory.join("BTCUSD.csv")),
            ("columns", Path::new(PEER).join("data/GOOG-columns.csv")),
        ] {
            let Loaded { bars, columns, .. } =
                load(&path, &options, &mut |_| {}).with_context(|| format!("loading {}", path.display()))?;
            sets.insert(name, DataSet { bars, columns });
        }
        Ok(Self(sets))
    }

    fn of(&self, case: &Case) -> Result<DataSet> {
        let all = self.0.get(case.data.as_str()).with_context(|| format!("no data set `{}`", case.data))?;
        let Some((first, length)) = case.window else { return Ok(all.clone()) };
        let cut = |column: &[f64]| column[first..first + length].to_vec();
        let bars = Bars::new(BarColumns {
            time: all.bars.time()[first..first + length].to_vec(),
            open: cut(all.bars.open()),
            high: cut(all.bars.high()),
            low: cut(all.bars.low()),
            close: cut(all.bars.close()),
            volume: all.bars.volume().map(cut),
        })?;
        let columns = all.columns.iter();
        let columns =
            columns.map(|Column { name, values }| Column { name: name.clone(), values: cut(values) });
        Ok(DataSet { bars, columns: columns.collect() })
    }
}

/// Runs the cases of `cases.json` and compares each with its line in `peer.jsonl`, on all cores.
///
/// # Errors
/// If the folder's files cannot be read, or are not of the same cases. What fails of a case is a difference.
pub fn compare(folder: &Path, sets: &DataSets, python: &Python) -> Result<Comparison> {
    let path = folder.join("cases.json");
    let cases = std::fs::read_to_string(&path)
        .map_err(Into::into)
        .and_then(|text| read_cases(&text))
        .with_context(|| path.display().to_string())?;
    let path = folder.join("peer.jsonl");
    let records = std::fs::File::open(&path).with_context(|| path.display().to_string())?;
    let records = Mutex::new((0, std::io::BufReader::new(records).lines()));
    let next = || -> Result<Option<(usize, String)>> {
        let (taken, lines) = &mut *records.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(line) = lines.next() else { return Ok(None) };
        *taken += 1;
        Ok(Some((*taken - 1, line?)))
    };
    let work = || -> Result<Vec<(usize, Comparison)>> {
        let mut made = Vec::new();
        while let Some((number, line)) = next()? {
            let case = cases.cases.get(number).context("the peer has more records than there are cases")?;
            let peer: Value = serde_json::from_str(&line)?;
            ensure!(
                peer["name"] == case.name.as_str(),
                "the peer's record is of case {}, not of {}",
                peer["name"],
                case.name
            );
            made.push((number, Comparison::of(run_case(case, &cases, sets, python), &peer)));
        }
        Ok(made)
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut made = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut made = Vec::with_capacity(cases.cases.len());
        for worker in workers {
            made.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        anyhow::Ok(made)
    })?;
    ensure!(made.len() == cases.cases.len(), "the peer has fewer records than there are cases");
    made.sort_by_key(|(number, _)| *number);
    let mut sum = Comparison::default();
    for (_, comparison) in made {
        sum.add(comparison);
    }
    Ok(sum)
}

fn read_cases(text: &str) -> Result<Cases> {
    let cases: Cases = serde_json::from_str(text)?;
    if cases.format != FORMAT {
        bail!("the cases are of format `{}`; this program reads `{FORMAT}`", cases.format);
    }
    Ok(cases)
}

/// Runs one case and records it.
fn run_case(case: &Case, cases: &Cases, sets: &DataSets, python: &Python) -> Result<Value> {
    let DataSet { bars, columns } = sets.of(case)?;
    let options = case.options.to_options();
    options.check()?;
    match &case.subject {
        Subject::Python(subject) => {
            let outcome = python.run(subject, &bars, &columns, &options)?;
            record(&case.name, &bars, &outcome, None)
        }
        Subject::Script { actions } => {
            let mut script = Script::new(actions, &bars);
            let outcome = simulate(&bars, &options, &mut script);
            record(&case.name, &bars, &outcome, Some(script.outcomes))
        }
        Subject::Document { document, parameters } => {
            let text = cases.documents.get(document).with_context(|| format!("no document `{document}`"))?;
            let strategy: assay_spec::Strategy = serde_json::from_value(text.clone())?;
            let values = parameter_values(&strategy, parameters)
                .map_err(|errors| anyhow!("{document}: {errors:?}"))?;
            let compiled =
                compile(&strategy, &values).map_err(|problems| anyhow!("{document}: {problems:?}"))?;
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
