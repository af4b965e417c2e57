//! A compiled document over bars: its series computed, its rules evaluated.

use std::collections::BTreeMap;
use std::sync::Arc;

use assay_types::{Bars, Identifier};

use super::compile::{Compiled, PlannedDistance, PlannedIndicator};
use super::decide::{self, Prepared, Refusals};
use super::signals::Signals;
use crate::indicators::{self, ArgumentValue, IndicatorError};
use crate::parallel;
use crate::rules::{COLUMNS, Frame, Rule};

/// The slot of the volume column.
const VOLUME: usize = 4;

/// Why a document cannot run over some bars.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PrepareError {
    /// The document uses volume, the data has none.
    #[error("{place} uses `volume`, but the data has no volume column")]
    NoVolume {
        /// Where it is used, such as ``indicator `flow` ``.
        place: String,
    },
    /// An indicator never gets a value.
    #[error("{place} has no value on any of the {bars} bars: it needs {needs} before its first one")]
    TooShort {
        /// Which indicator.
        place: String,
        /// Bars before its first value.
        needs: usize,
        /// Bars there are.
        bars: usize,
    },
    /// An indicator cannot be computed.
    #[error("indicator `{name}` cannot be computed")]
    Indicator {
        /// Which.
        name: Identifier,
        /// Why.
        source: IndicatorError,
    },
}

impl Compiled {
    /// Computes the document's series over bars and evaluates its rules.
    ///
    /// # Errors
    /// If the data has no volume and the document needs it, or is too short for an indicator.
    pub fn prepare<'b>(&self, bars: &'b Bars) -> Result<Prepared<'b>, PrepareError> {
        self.check_volume(bars)?;
        let mut computed: Vec<Vec<f64>> = Vec::new();
        let mut warmup = 0;
        for level in self.levels() {
            let series = all_series(bars, &computed);
            let results = parallel::map(bars.len(), level, |indicator| compute(indicator, &series));
            for (indicator, outputs) in level.iter().zip(results) {
                let outputs = outputs?;
                for output in &outputs {
                    let place = || format!("indicator `{}`", indicator.name);
                    let needs = || indicator.function.lookback(&indicator.arguments).unwrap_or(0);
                    warmup = warmup.max(first_value(output, place, needs)?);
                }
                debug_assert_eq!(COLUMNS.len() + computed.len(), indicator.outputs.start);
                computed.extend(outputs);
            }
        }
        let mut ranges = BTreeMap::new();
        let risk = decide::Risk {
            stop_loss: distance(self.risk.stop_loss, bars, &mut ranges, &mut warmup)?,
            take_profit: distance(self.risk.take_profit, bars, &mut ranges, &mut warmup)?,
            trailing_stop: distance(self.risk.trailing_stop, bars, &mut ranges, &mut warmup)?,
            max_holding_bars: self.risk.max_holding_bars,
        };
        if let decide::Sizing::Volatility { bars: needs, .. } = self.sizing {
            if needs >= bars.len() {
                let place = "the volatility of `sizing`".to_owned();
                return Err(PrepareError::TooShort { place, needs, bars: bars.len() });
            }
            warmup = warmup.max(needs);
        }
        let series = all_series(bars, &computed);
        let frame = Frame::new(&series, bars.time()).ok();
        let rules: Vec<&Rule> = self
            .entries
            .iter()
            .map(|(_, rule)| rule)
            .chain(self.exits.iter().map(|(_, rule)| rule))
            .collect();
        let mut holds = parallel::map(bars.len(), &rules, |rule| match &frame {
            Some(frame) => rule.evaluate(frame),
            None => unreachable!("columns and indicators are as long as the times"),
        })
        .into_iter();
        let entries = self.entries.iter().map(|(side, _)| *side).zip(holds.by_ref()).collect();
        let exits: Vec<_> = self.exits.iter().map(|(side, _)| *side).zip(holds).collect();
        Ok(Prepared {
            bars,
            warmup,
            signals: Signals::new(bars.len(), entries, &exits, self.opposite),
            opposite: self.opposite,
            sizing: self.sizing,
            risk,
            tags: (0..self.entries.len()).map(|rule| Arc::from(format!("/entry_rules/{rule}"))).collect(),
            refusals: Refusals::default(),
        })
    }

    /// Runs of indicators none of which feeds another of its run.
    fn levels(&self) -> impl Iterator<Item = &[PlannedIndicator]> {
        let mut rest = self.indicators.as_slice();
        std::iter::from_fn(move || {
            let first = rest.first()?.outputs.start;
            let fed = |indicator: &PlannedIndicator| indicator.inputs.iter().any(|slot| *slot >= first);
            let end = rest.iter().position(fed).unwrap_or(rest.len()).max(1);
            let (level, after) = rest.split_at(end);
            rest = after;
            Some(level)
        })
    }

    fn check_volume(&self, bars: &Bars) -> Result<(), PrepareError> {
        if bars.volume().is_some() {
            return Ok(());
        }
        let fed = self.indicators.iter().find(|indicator| indicator.inputs.contains(&VOLUME));
        let rules = self
            .entries
            .iter()
            .map(|(_, rule)| rule)
            .enumerate()
            .map(|(index, rule)| (format!("entry rule {}", index + 1), rule));
        let exits = self
            .exits
            .iter()
            .map(|(_, rule)| rule)
            .enumerate()
            .map(|(index, rule)| (format!("exit rule {}", index + 1), rule));
        let place = match fed {
            Some(indicator) => Some(format!("indicator `{}`", indicator.name)),
            None => {
                rules.chain(exits).find(|(_, rule)| rule.slots().contains(&VOLUME)).map(|(place, _)| place)
            }
        };
        place.map_or(Ok(()), |place| Err(PrepareError::NoVolume { place }))
    }
}

/// The columns of the bars and the indicators computed so far, by slot. Where the volume is missing its slot
/// holds the close: nothing reads it then.
fn all_series<'s>(bars: &'s Bars, computed: &'s [Vec<f64>]) -> Vec<&'s [f64]> {
    let columns = [bars.open(), bars.high(), bars.low(), bars.close(), bars.volume().unwrap_or(bars.close())];
    columns.into_iter().chain(computed.iter().map(Vec::as_slice)).collect()
}

fn compute(indicator: &PlannedIndicator, series: &[&[f64]]) -> Result<Vec<Vec<f64>>, PrepareError> {
    let inputs: Vec<&[f64]> = indicator.inputs.iter().map(|slot| series[*slot]).collect();
    indicators::compute(indicator.function, &inputs, &indicator.arguments)
        .map_err(|source| PrepareError::Indicator { name: indicator.name.clone(), source })
}

/// Index of the first value of a series.
fn first_value(
    values: &[f64],
    place: impl Fn() -> String,
    needs: impl Fn() -> usize,
) -> Result<usize, PrepareError> {
    values.iter().position(|value| !value.is_nan()).ok_or_else(|| PrepareError::TooShort {
        place: place(),
        needs: needs(),
        bars: values.len(),
    })
}

fn distance(
    planned: Option<PlannedDistance>,
    bars: &Bars,
    ranges: &mut BTreeMap<u32, Arc<[f64]>>,
    warmup: &mut usize,
) -> Result<Option<decide::Distance>, PrepareError> {
    Ok(match planned {
        None => None,
        Some(PlannedDistance::Percent(percent)) => Some(decide::Distance::Percent(percent)),
        Some(PlannedDistance::Price(amount)) => Some(decide::Distance::Price(amount)),
        Some(PlannedDistance::Atr { multiple, timeperiod }) => {
            let range = match ranges.get(&timeperiod) {
                Some(range) => Arc::clone(range),
                None => average_true_range(bars, timeperiod)?,
            };
            ranges.insert(timeperiod, Arc::clone(&range));
            let place = || format!("the average true range over {timeperiod} bars");
            *warmup = (*warmup).max(first_value(&range, place, || timeperiod as usize)?);
            Some(decide::Distance::Atr { multiple, range })
        }
    })
}

fn average_true_range(bars: &Bars, timeperiod: u32) -> Result<Arc<[f64]>, PrepareError> {
    let function = indicators::find("ATR").expect("TA-Lib has ATR");
    let given = BTreeMap::from([("timeperiod".to_owned(), ArgumentValue::Integer(i64::from(timeperiod)))]);
    let computed = function.bind(&given).and_then(|arguments| {
        indicators::compute(function, &[bars.high(), bars.low(), bars.close()], &arguments)
    });
    match computed {
        Ok(mut outputs) => Ok(outputs.swap_remove(0).into()),
        Err(_) => Err(PrepareError::TooShort {
            place: format!("the average true range over {timeperiod} bars"),
            needs: timeperiod as usize,
            bars: bars.len(),
        }),
    }
}
