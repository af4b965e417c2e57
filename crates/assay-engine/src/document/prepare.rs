//! A compiled document over bars: its series computed, its rules evaluated.

use std::mem::take;
use std::ops::Range;
use std::sync::Arc;

use assay_types::{Bars, Identifier, Timestamp};

use super::compile::{Compiled, PlannedDistance};
use super::decide::{self, Prepared, Refusals};
use super::series::{Library, Shelf};
use super::signals::Signals;
use crate::indicators::IndicatorError;
use crate::parallel;
use crate::rules::{self, COLUMNS, Frame, Holds, Rule, RuleSet};
use crate::simulator::Tag;

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

/// Memory that one preparation leaves to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    rules: rules::Scratch,
    signals: Signals,
    spare: Vec<Holds>,
}

impl Scratch {
    /// Takes back what a finished document does not need any more.
    pub(super) fn recycle(&mut self, prepared: Prepared<'_>) {
        self.signals = prepared.signals;
    }
}

impl Compiled {
    /// Computes the document's series over bars and evaluates its rules.
    ///
    /// # Errors
    /// If the data has no volume and the document needs it, or is too short for an indicator.
    pub fn prepare<'b>(&self, bars: &'b Bars) -> Result<Prepared<'b>, PrepareError> {
        self.check_volume(bars)?;
        let mut library = Library::new(bars);
        let numbers = library.enter(self);
        let cores = parallel::cores_for(bars.len());
        library.provide(&numbers, cores, usize::MAX);
        let shelf = library.shelf(self, &numbers)?;
        let part = Part::of(&shelf, bars, 0..bars.len());
        let frame = part.frame();
        let mut scratch = Scratch::default();
        let mut holds = Vec::new();
        if cores > 1 {
            // Over long series a core for each rule is worth more than what rules share.
            let rules = parallel::map(cores, &self.each_rule().collect::<Vec<_>>(), |rule| {
                let mut holds = Vec::new();
                RuleSet::new([*rule]).evaluate(&frame, &mut rules::Scratch::default(), &mut holds);
                holds
            });
            holds.extend(rules.into_iter().flatten());
        } else {
            self.rules.evaluate(&frame, &mut scratch.rules, &mut holds);
        }
        let tags = (0..self.entries.len()).map(|rule| Arc::from(format!("/entry_rules/{rule}"))).collect();
        self.assemble(bars, &shelf, 0, holds, tags, &mut scratch)
    }

    /// As [`prepare`](Self::prepare), for decisions on the bars of a span, in memory that is used again. The trades get
    /// no tags.
    pub(super) fn prepare_span<'b>(
        &self,
        bars: &'b Bars,
        shelf: &Shelf<'_>,
        span: Range<usize>,
        scratch: &mut Scratch,
    ) -> Result<Prepared<'b>, PrepareError> {
        let first = self.rules.reach().map_or(0, |reach| span.start.saturating_sub(reach));
        let part = Part::of(shelf, bars, first..span.end);
        let frame = part.frame();
        let mut holds = take(&mut scratch.spare);
        self.rules.evaluate(&frame, &mut scratch.rules, &mut holds);
        self.assemble(bars, shelf, first, holds, Vec::new(), scratch)
    }

    fn assemble<'b>(
        &self,
        bars: &'b Bars,
        shelf: &Shelf<'_>,
        first: usize,
        holds: Vec<Holds>,
        tags: Vec<Tag>,
        scratch: &mut Scratch,
    ) -> Result<Prepared<'b>, PrepareError> {
        let mut warmup = shelf.warmup;
        if let decide::Sizing::Volatility { bars: needs, .. } = self.sizing {
            if needs >= bars.len() {
                let place = "the volatility of `sizing`".to_owned();
                return Err(PrepareError::TooShort { place, needs, bars: bars.len() });
            }
            warmup = warmup.max(needs);
        }
        let distance = |planned: Option<PlannedDistance>| {
            planned.map(|planned| match planned {
                PlannedDistance::Percent(percent) => decide::Distance::Percent(percent),
                PlannedDistance::Price(amount) => decide::Distance::Price(amount),
                PlannedDistance::Atr { multiple, range } => decide::Distance::Atr {
                    multiple,
                    range: Arc::clone(&shelf.computed[range - COLUMNS.len()]),
                },
            })
        };
        let risk = decide::Risk {
            stop_loss: distance(self.risk.stop_loss),
            take_profit: distance(self.risk.take_profit),
            trailing_stop: distance(self.risk.trailing_stop),
            max_holding_bars: self.risk.max_holding_bars,
        };
        let directions: Vec<_> = self.entries.iter().map(|(direction, _)| *direction).collect();
        let sides: Vec<_> = self.exits.iter().map(|(side, _)| *side).collect();
        let (signals, spare) =
            take(&mut scratch.signals).renew(first, (&directions, &sides), holds, self.opposite);
        scratch.spare = spare;
        Ok(Prepared {
            bars,
            warmup,
            signals,
            opposite: self.opposite,
            sizing: self.sizing,
            risk,
            tags,
            refusals: Refusals::default(),
        })
    }

    /// The rules, entries first.
    fn each_rule(&self) -> impl Iterator<Item = &Rule> {
        self.entries.iter().map(|(_, rule)| rule).chain(self.exits.iter().map(|(_, rule)| rule))
    }

    pub(super) fn check_volume(&self, bars: &Bars) -> Result<(), PrepareError> {
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
            Some(indicator) => Some(indicator.needed_for.to_string()),
            None => {
                rules.chain(exits).find(|(_, rule)| rule.slots().contains(&VOLUME)).map(|(place, _)| place)
            }
        };
        place.map_or(Ok(()), |place| Err(PrepareError::NoVolume { place }))
    }
}

/// The part of the series that rules look at.
struct Part<'p> {
    series: Vec<&'p [f64]>,
    time: &'p [Timestamp],
}

impl<'p> Part<'p> {
    fn of(shelf: &Shelf<'p>, bars: &'p Bars, part: Range<usize>) -> Self {
        let series = shelf.series.iter().map(|series| &series[part.clone()]).collect();
        Self { series, time: &bars.time()[part] }
    }

    fn frame(&self) -> Frame<'_> {
        match Frame::new(&self.series, self.time) {
            Ok(frame) => frame,
            Err(_) => unreachable!("columns and indicators are as long as the times"),
        }
    }
}
