//! The series of documents over the same bars: each distinct indicator is computed once.

use std::collections::BTreeMap;
use std::sync::Arc;

use assay_types::Bars;

use super::compile::{Compiled, PlannedIndicator, Use};
use super::prepare::PrepareError;
use crate::indicators::{self, Arguments, Function};
use crate::parallel;
use crate::rules::{COLUMNS, Slot};

/// One computed series, as long as the bars.
pub(super) type Series = Arc<Vec<f64>>;

/// The position of an indicator in the [`Library`].
pub(super) type Number = usize;

/// What an indicator reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Feed {
    Column(Slot),
    Output(Number, usize),
}

/// What makes two indicators the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    function: &'static str,
    arguments: Vec<u64>,
    feeds: Vec<Feed>,
}

#[derive(Debug)]
struct Entry {
    function: &'static Function,
    arguments: Arguments,
    feeds: Vec<Feed>,
    /// How many indicators stand between it and the columns, one after another.
    level: usize,
    computed: Option<Result<Computed, indicators::IndicatorError>>,
}

#[derive(Debug)]
struct Computed {
    outputs: Vec<Series>,
    /// The first bar on which every output has a value.
    first_value: Option<usize>,
}

/// The series of any number of documents over the same bars.
#[derive(Debug)]
pub(super) struct Library<'b> {
    bars: &'b Bars,
    numbers: BTreeMap<Key, Number>,
    entries: Vec<Entry>,
}

/// The series of one document, by slot, and the latest first value of any.
#[derive(Debug)]
pub(super) struct Shelf<'l> {
    pub(super) series: Vec<&'l [f64]>,
    /// Those that are no columns, from the first slot after them.
    pub(super) computed: Vec<Series>,
    pub(super) warmup: usize,
}

impl<'b> Library<'b> {
    pub(super) fn new(bars: &'b Bars) -> Self {
        Self { bars, numbers: BTreeMap::new(), entries: Vec::new() }
    }

    /// Enters a document's indicators; returns their numbers in the document's order.
    pub(super) fn enter(&mut self, compiled: &Compiled) -> Vec<Number> {
        let mut slots: Vec<Feed> = (0..COLUMNS.len()).map(Feed::Column).collect();
        let mut numbers = Vec::with_capacity(compiled.indicators.len());
        for PlannedIndicator { function, arguments, inputs, outputs, .. } in &compiled.indicators {
            let feeds: Vec<Feed> = inputs.iter().map(|slot| slots[*slot]).collect();
            let key = Key {
                function: function.name(),
                arguments: arguments.values().map(f64::to_bits).collect(),
                feeds: feeds.clone(),
            };
            let entries = &mut self.entries;
            let number = *self.numbers.entry(key).or_insert_with(|| {
                let below = feeds.iter().map(|feed| match feed {
                    Feed::Column(_) => 0,
                    Feed::Output(number, _) => entries[*number].level + 1,
                });
                let level = below.max().unwrap_or(0);
                entries.push(Entry { function, arguments: arguments.clone(), feeds, level, computed: None });
                entries.len() - 1
            });
            slots.extend((0..outputs.len()).map(|output| Feed::Output(number, output)));
            numbers.push(number);
        }
        numbers
    }

    /// How much memory the series of an indicator take.
    pub(super) fn bytes(&self, number: Number) -> usize {
        self.entries[number].function.outputs().len() * self.bars.len() * size_of::<f64>()
    }

    /// Computes what is not there of these indicators, each of which stands behind those that feed it. Others are kept
    /// while all fit into so many bytes.
    pub(super) fn provide(&mut self, needed: &[Number], cores: usize, bytes_max: usize) {
        let mut is_needed = vec![false; self.entries.len()];
        for number in needed {
            is_needed[*number] = true;
        }
        let held = (0..self.entries.len())
            .filter(|number| is_needed[*number] || self.entries[*number].computed.is_some())
            .map(|number| self.bytes(number));
        if held.sum::<usize>() > bytes_max {
            for (entry, is_needed) in self.entries.iter_mut().zip(&is_needed) {
                if !is_needed {
                    entry.computed = None;
                }
            }
        }
        let missing = |level: usize, entries: &[Entry]| -> Vec<Number> {
            let wanted = |number: &Number| {
                let entry = &entries[*number];
                is_needed[*number] && entry.level == level && entry.computed.is_none()
            };
            (0..entries.len()).filter(wanted).collect()
        };
        let levels = needed.iter().map(|number| self.entries[*number].level + 1).max().unwrap_or(0);
        for level in 0..levels {
            let missing = missing(level, &self.entries);
            let computed = parallel::map(cores, &missing, |number| self.compute(*number));
            for (number, computed) in missing.into_iter().zip(computed) {
                self.entries[number].computed = Some(computed);
            }
        }
    }

    fn compute(&self, number: Number) -> Result<Computed, indicators::IndicatorError> {
        let Entry { function, arguments, feeds, .. } = &self.entries[number];
        let columns = columns(self.bars);
        let inputs: Vec<&[f64]> = feeds
            .iter()
            .map(|feed| match feed {
                Feed::Column(slot) => columns[*slot],
                Feed::Output(number, output) => match &self.entries[*number].computed {
                    Some(Ok(computed)) => computed.outputs[*output].as_slice(),
                    // Its own failure is told first.
                    Some(Err(_)) | None => columns[0],
                },
            })
            .collect();
        let outputs = indicators::compute(function, &inputs, arguments)?;
        let first = |values: &Vec<f64>| values.iter().position(|value| !value.is_nan());
        let first_value =
            outputs.iter().map(first).try_fold(0, |latest, first| first.map(|first| latest.max(first)));
        Ok(Computed { outputs: outputs.into_iter().map(Arc::new).collect(), first_value })
    }

    /// The series of a document whose indicators were [provided](Self::provide).
    ///
    /// # Errors
    /// An indicator cannot be computed, or has no value on any bar.
    pub(super) fn shelf(&self, compiled: &Compiled, numbers: &[Number]) -> Result<Shelf<'_>, PrepareError> {
        let mut series = columns(self.bars).to_vec();
        let mut all_computed = Vec::new();
        let mut warmup = 0;
        for (planned, number) in compiled.indicators.iter().zip(numbers) {
            let Entry { function, arguments, computed, .. } = &self.entries[*number];
            let computed = match (computed, &planned.needed_for) {
                (Some(Ok(computed)), _) => computed,
                (Some(Err(source)), Use::Indicator(name)) => {
                    return Err(PrepareError::Indicator { name: name.clone(), source: source.clone() });
                }
                (Some(Err(_)), Use::Range(_)) | (None, _) => return Err(too_short(planned, self.bars, 0)),
            };
            let Some(first_value) = computed.first_value else {
                return Err(too_short(planned, self.bars, function.lookback(arguments).unwrap_or(0)));
            };
            warmup = warmup.max(first_value);
            series.extend(computed.outputs.iter().map(|output| output.as_slice()));
            all_computed.extend(computed.outputs.iter().map(Arc::clone));
        }
        Ok(Shelf { series, computed: all_computed, warmup })
    }
}

fn too_short(planned: &PlannedIndicator, bars: &Bars, needs: usize) -> PrepareError {
    PrepareError::TooShort { place: planned.needed_for.to_string(), needs, bars: bars.len() }
}

/// The columns of the bars, by slot. Where the volume is missing its slot holds the close: nothing reads it then.
fn columns(bars: &Bars) -> [&[f64]; COLUMNS.len()] {
    [bars.open(), bars.high(), bars.low(), bars.close(), bars.volume().unwrap_or(bars.close())]
}
