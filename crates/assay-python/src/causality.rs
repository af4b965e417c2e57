//! Whether a strategy looks ahead.
//!
//! A strategy is causal when it decides the same whether or not the future is within its reach. What counts is a run
//! that has no future to look at; so a look ahead cannot improve a result. It is found all the same, because results
//! without it are not what its author meant:
//!
//! * **Prefixes.** `init` runs again over the first *c* bars. Every value of every indicator up to the cut must be the
//!   same as over all bars, to the last bit: a smaller difference could carry a signal as well as a larger one. Cuts grow
//!   from the shortest by a constant ratio; more are drawn at random from all bars, from those at which the strategy
//!   decided something, and where the trades began that gained most: a look ahead that matters shows there.
//! * **Sight.** The decision pass runs again with the future within reach: all bars are known to `init`, as they are in
//!   backtesting.py. Its decisions must be the same, over the first bars.
//! * **State.** What else `init` leaves behind is compared between prefixes; where it differs, the sighted run notes
//!   whether `next` reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use assay_engine::simulator::Options;
use assay_sandbox::Error;
use serde::Serialize;

use crate::decisions::{Decision, Watching};
use crate::indicators::{Series, attribute_of};
use crate::passes::{Decided, Room, Sight};
use crate::program::{Cause, Failure};

/// Findings that are told.
const FINDINGS_MAX: usize = 50;

/// How much is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Nothing.
    Off,
    /// So much that a run takes about a third longer.
    Sampled,
    /// Many cuts, and every bar with sight.
    Full,
}

/// What kind of look ahead it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A value of an indicator changes when later bars are known.
    Indicator,
    /// What `init` leaves behind for `next` depends on later bars.
    State,
    /// A decision changes when later bars are within reach.
    Decision,
    /// `next` fails when later bars are out of reach.
    NeedsFuture,
    /// `init` fails or declares other indicators when fewer bars are known.
    Init,
    /// Two runs over the same bars decide differently.
    NotRepeatable,
}

/// One look ahead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Its kind.
    pub kind: FindingKind,
    /// The indicator, attribute or decision.
    pub subject: String,
    /// The attribute of the strategy that holds it, if one does.
    pub attribute: Option<String>,
    /// The strategy's line, where it is known.
    pub line: Option<u32>,
    /// The bar whose value or decision differs.
    pub bar: Option<usize>,
    /// How many bars were known where it differs.
    pub cut: Option<usize>,
    /// What differs, in words.
    pub detail: String,
}

/// How a series depends on where the data start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settling {
    /// The indicator.
    pub indicator: String,
    /// The first bar with a value.
    pub first_value: usize,
    /// After how many bars from a later start its values agree with those from the first start, to a millionth; none if
    /// they do not as far as was looked.
    pub bars: Option<usize>,
}

/// The result of the verification.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Causality {
    /// Every look ahead that was found; none means the strategy is causal as far as was looked.
    pub findings: Vec<Finding>,
    /// What is worth knowing and no look ahead.
    pub notes: Vec<String>,
    /// The prefixes that were compared, in bars.
    pub cuts: Vec<usize>,
    /// Over how many bars decisions were compared.
    pub sighted_bars: usize,
    /// The indicators that were compared.
    pub indicators: usize,
    /// How results depend on where the data start: one entry for each indicator.
    pub settling: Vec<Settling>,
}

impl Effort {
    /// How many cells a run takes, one after the other, unless it finds a look ahead: with as many ready ones it waits
    /// for none.
    pub const fn cells(self) -> usize {
        match self {
            Self::Off => 2,
            Self::Sampled | Self::Full => 4,
        }
    }

    /// Over how many of the first bars decisions are remembered and compared.
    pub(crate) fn sighted_bars(self, bars: usize) -> usize {
        const ALL_BELOW: usize = 5_000;
        match self {
            Self::Off => 0,
            Self::Full => bars,
            Self::Sampled => bars.min(ALL_BELOW.max(bars / 20)),
        }
    }

    /// The bars over which it is looked how results depend on where the data start.
    fn later(self, bars: usize) -> Range<usize> {
        const MANY: usize = 20_000;
        let start = bars / 3;
        match self {
            Self::Sampled => start..bars.min(start + MANY),
            Self::Off | Self::Full => start..bars,
        }
    }

    /// From one systematic cut to the next, how many anywhere, how many at decisions, and how many at the best trades.
    fn cuts(self, bars: usize) -> (usize, usize, usize, usize) {
        match (self, bars) {
            (Self::Off, _) => (usize::MAX, 0, 0, 0),
            (Self::Full, _) => (2, 24, 24, 24),
            (Self::Sampled, 0..20_000) => (2, 4, 4, 6),
            (Self::Sampled, _) => (8, 1, 0, 1),
        }
    }
}

/// A stream of numbers for cuts: `SplitMix64` (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators").
struct Draws(u64);

impl Draws {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.draw() % bound.max(1) as u64).unwrap_or(0)
    }
}

/// Verifies a strategy whose indicators and decisions are known.
pub(crate) fn verify(
    room: &Room<'_>,
    effort: Effort,
    series: &Series,
    options: &Options,
    blind: &Decided,
    seed: u64,
) -> Result<Causality, Error> {
    let bars = series.bars;
    let Watching::Remember { until, decisions } = &blind.watching else {
        unreachable!("the blind pass remembers");
    };
    let mut best: Vec<_> = blind.outcome.trades.iter().collect();
    best.sort_by(|one, other| other.pnl.total_cmp(&one.pnl));
    let best = best.into_iter().map(|trade| trade.entry_bar + usize::from(options.trade_on_close));
    let best: Vec<usize> = best.collect();
    let cuts = draw_cuts(effort, series, decisions, &best, seed);
    let mut ranges: Vec<_> = cuts.iter().map(|&cut| 0..cut).collect();
    let later = (bars >= 100 && !cuts.is_empty()).then(|| {
        let range = effort.later(bars);
        let at = ranges.partition_point(|prefix| prefix.end <= range.end);
        ranges.insert(at, range.clone());
        (at, range.start)
    });
    let mut heard = room.prefixes(&ranges)?;
    let later = later.map(|(at, start)| (heard.remove(at), start));
    let mut evidence = Evidence::default();
    for (&cut, prefix) in cuts.iter().zip(heard) {
        match prefix {
            Ok(prefix) => evidence.compare(series, &prefix, cut),
            Err(failure) => evidence.init_fails(&failure, cut, series.warmup()),
        }
    }
    let settling = match later {
        Some((Ok(later), start)) => settling(series, &later, start),
        _ => Vec::new(),
    };

    let suspects: Vec<String> = evidence.suspects.keys().cloned().collect();
    let sighted_bars = *until.min(&bars);
    if sighted_bars > series.warmup() + 1 {
        let watching = Watching::compare(sighted_bars, decisions.clone());
        let sight = Sight::Sighted { suspects: &suspects };
        let sighted = room.decisions(sighted_bars, series, options, sight, watching)?;
        evidence.compare_decisions(room, series, options, blind, &sighted, sighted_bars)?;
    }
    let Evidence { mut findings, mut notes, suspects } = evidence;
    for (attribute, suspicion) in suspects {
        if !findings.iter().any(|finding| finding.attribute.as_deref() == Some(&attribute)) {
            notes.push(format!(
                "`self.{attribute}` depends on bars after the cut at {}, but `next` does not read it: {}",
                suspicion.cut, suspicion.detail
            ));
        }
    }
    findings.truncate(FINDINGS_MAX);
    let indicators = series.rows().filter(|row| row.indicator).count();
    Ok(Causality { findings, notes, cuts, sighted_bars, indicators, settling })
}

/// Prefixes to compare, the shortest first. `best` are those that end where trades were decided, the best trades first.
fn draw_cuts(
    effort: Effort,
    series: &Series,
    decisions: &[Decision],
    best: &[usize],
    seed: u64,
) -> Vec<usize> {
    let bars = series.bars;
    let shortest = series.warmup() + 2;
    if effort == Effort::Off || bars <= shortest + 1 {
        return Vec::new();
    }
    let (ratio, anywhere, at_decisions, at_trades) = effort.cuts(bars);
    let mut draws = Draws(seed);
    // Systematic ones find what shows among the first bars only, such as values filled in backwards.
    let mut cuts: BTreeSet<usize> = std::iter::successors(Some(shortest), |cut| cut.checked_mul(ratio))
        .take_while(|cut| *cut < bars)
        .collect();
    for _ in 0..anywhere {
        cuts.insert(shortest + draws.below(bars - shortest));
    }
    for _ in 0..at_decisions {
        if decisions.is_empty() {
            cuts.insert(shortest + draws.below(bars - shortest));
        } else {
            let decision = decisions[draws.below(decisions.len())];
            cuts.insert((decision.bar + 1).clamp(shortest, bars - 1));
        }
    }
    cuts.extend(best.iter().take(at_trades).map(|cut| (*cut).clamp(shortest, bars - 1)));
    // A square array could be read by rows or by columns.
    let rows: BTreeSet<usize> = series.described.iter().map(|series| series.rows).collect();
    let cuts = cuts.into_iter().map(|cut| (cut..bars).find(|cut| !rows.contains(cut)).unwrap_or(cut));
    let cuts: BTreeSet<usize> = cuts.collect();
    cuts.into_iter().filter(|cut| *cut < bars).collect()
}

/// Why an attribute is suspected.
#[derive(Debug, Clone)]
struct Suspicion {
    cut: usize,
    bar: Option<usize>,
    detail: String,
}

#[derive(Debug, Default)]
struct Evidence {
    findings: Vec<Finding>,
    notes: Vec<String>,
    suspects: BTreeMap<String, Suspicion>,
}

impl Evidence {
    /// Compares what `init` made of the first `cut` bars with what it made of all.
    fn compare(&mut self, whole: &Series, prefix: &Series, cut: usize) {
        let declared = |series: &Series| -> Vec<_> {
            series.described.iter().map(|series| (series.rows, series.attributes.clone())).collect()
        };
        if declared(whole) != declared(prefix) {
            self.find(Finding {
                kind: FindingKind::Init,
                subject: "init".to_owned(),
                attribute: None,
                line: None,
                bar: None,
                cut: Some(cut),
                detail: format!(
                    "declares {} indicators over all bars and {} over the first {cut}",
                    whole.described.len(),
                    prefix.described.len()
                ),
            });
            return;
        }
        let prefix_rows: BTreeMap<_, _> =
            prefix.rows().enumerate().map(|(at, row)| (row_key(at, &row), row)).collect();
        for (at, row) in whole.rows().enumerate() {
            let Some(other) = prefix_rows.get(&row_key(at, &row)) else { continue };
            let until = row.len().min(other.len()).min(cut);
            let Some(bar) = (0..until).find(|&bar| !row.agrees(other, bar)) else {
                continue;
            };
            let detail = format!(
                "is {} with all {} bars and {} with the first {cut}",
                row.value(bar),
                whole.bars,
                other.value(bar)
            );
            if row.indicator {
                self.find(Finding {
                    kind: FindingKind::Indicator,
                    subject: row.name.clone(),
                    attribute: row.attribute.map(str::to_owned),
                    line: None,
                    bar: Some(bar),
                    cut: Some(cut),
                    detail,
                });
            } else {
                self.suspect(&row.name, Suspicion { cut, bar: Some(bar), detail });
            }
        }
        for (path, (digest, text)) in &whole.values {
            match prefix.values.get(path) {
                Some((other, _)) if other == digest => {}
                Some((_, other)) => {
                    let detail = format!("is {text} with all bars and {other} with the first {cut}");
                    self.suspect(path, Suspicion { cut, bar: None, detail });
                }
                None => {
                    let detail = format!("is {text} with all bars and is not there with the first {cut}");
                    self.suspect(path, Suspicion { cut, bar: None, detail });
                }
            }
        }
    }

    fn init_fails(&mut self, failure: &Failure, cut: usize, warmup: usize) {
        // So few bars that a function may rightly refuse them.
        const FEW: usize = 100;
        if cut < warmup + FEW {
            self.notes
                .push(format!("`init` fails when only the first {cut} bars are known: {}", failure.words()));
            return;
        }
        self.find(Finding {
            kind: FindingKind::Init,
            subject: "init".to_owned(),
            attribute: None,
            line: failure.line(),
            bar: None,
            cut: Some(cut),
            detail: match failure.cause {
                Cause::Exception => {
                    format!("fails when only the first {cut} bars are known: {}", failure.words())
                }
                // It may be slow and honest; it may as well evade. Nothing is known about it.
                _ => format!(
                    "cannot be verified with the first {cut} bars known: {}; `--wall` allows more time",
                    failure.words()
                ),
            },
        });
    }

    /// Compares the sighted pass with the blind one.
    fn compare_decisions(
        &mut self,
        room: &Room<'_>,
        series: &Series,
        options: &Options,
        blind: &Decided,
        sighted: &Decided,
        bars: usize,
    ) -> Result<(), Error> {
        for attribute in &sighted.read {
            if let Some(suspicion) = self.suspects.get(attribute).cloned() {
                self.find(Finding {
                    kind: FindingKind::State,
                    subject: format!("self.{attribute}"),
                    attribute: Some(attribute.clone()),
                    line: None,
                    bar: suspicion.bar,
                    cut: Some(suspicion.cut),
                    detail: format!("{}, and `next` reads it", suspicion.detail),
                });
            }
        }
        // A blind pass that fails where the sighted one goes on needed what it could not have.
        if let Some(failure) = &blind.failure
            && failure.cause == Cause::Exception
            && !failed_alike(failure, sighted.failure.as_ref())
            && failure.bar.is_none_or(|bar| bar < bars)
        {
            self.find(Finding {
                kind: FindingKind::NeedsFuture,
                subject: failure.stage.clone(),
                attribute: None,
                line: failure.line(),
                bar: failure.bar,
                cut: failure.bar.map(|bar| bar + 1),
                detail: format!(
                    "fails when later bars are out of reach, and goes on when they are not: {}",
                    failure.words()
                ),
            });
            return Ok(());
        }
        let Watching::Compare { divergence, decisions, .. } = &sighted.watching else { return Ok(()) };
        let Some(divergence) = divergence else {
            if let Some(failure) = sighted.failure.as_ref().filter(|_| blind.failure.is_none()) {
                self.notes.push(format!(
                    "with the future within reach the strategy fails in `{}`: {}",
                    failure.stage,
                    failure.words()
                ));
            }
            return Ok(());
        };
        // The same again, blind: is it sight, or chance?
        let again = Watching::compare(bars, decisions.clone());
        let again = room.decisions(bars, series, options, Sight::Blind, again)?;
        let repeated = matches!(&again.watching, Watching::Compare { divergence: None, .. });
        let decision = divergence.here.or(divergence.there);
        let told = |decision: Option<Decision>| decision.map_or_else(|| "nothing".to_owned(), |it| tell(&it));
        let (kind, other) = if repeated {
            (FindingKind::Decision, "with later bars within reach")
        } else {
            (FindingKind::NotRepeatable, "when it is run again")
        };
        self.find(Finding {
            kind,
            subject: "next".to_owned(),
            attribute: None,
            line: decision.map(|decision| decision.line).filter(|line| *line > 0),
            bar: Some(divergence.bar),
            cut: Some(divergence.bar + 1),
            detail: format!(
                "decides otherwise {other}: {} instead of {}",
                told(divergence.here),
                told(divergence.there)
            ),
        });
        Ok(())
    }

    fn suspect(&mut self, path: &str, suspicion: Suspicion) {
        if let Some(attribute) = attribute_of(path) {
            self.suspects.entry(attribute.to_owned()).or_insert(suspicion);
            return;
        }
        let subject = format!("`{path}` ");
        if self.notes.len() < FINDINGS_MAX && !self.notes.iter().any(|known| known.starts_with(&subject)) {
            self.notes.push(subject + &suspicion.detail);
        }
    }

    /// Keeps the first finding of each kind and subject.
    fn find(&mut self, finding: Finding) {
        let known =
            self.findings.iter().any(|known| known.kind == finding.kind && known.subject == finding.subject);
        if !known {
            self.findings.push(finding);
        }
    }
}

/// Indicators are compared by their place, because names may tell the length; what was kept, by its path.
fn row_key(at: usize, row: &crate::indicators::Row<'_>) -> (bool, usize, String) {
    if row.indicator { (true, at, String::new()) } else { (false, 0, row.name.clone()) }
}

fn failed_alike(one: &Failure, other: Option<&Failure>) -> bool {
    other.is_some_and(|other| one.bar == other.bar && one.kind == other.kind)
}

fn settling(whole: &Series, later: &Series, start: usize) -> Vec<Settling> {
    const AGREE: f64 = 1e-6;
    let rows = whole.rows().filter(|row| row.indicator).zip(later.rows().filter(|row| row.indicator));
    let settled = rows.map(|(row, other)| {
        let agree = |bar: usize| {
            let (one, two) = (row.value(start + bar), other.value(bar));
            (one.is_nan() && two.is_nan()) || (one - two).abs() <= AGREE * one.abs().max(two.abs()).max(1e-9)
        };
        let length = other.len().min(row.len().saturating_sub(start));
        let last = (0..length).rev().find(|&bar| !agree(bar));
        let bars = match last {
            None => Some(0),
            Some(last) if last + 1 < length => Some(last + 1),
            Some(_) => None,
        };
        Settling { indicator: row.name.clone(), first_value: row.first_value(), bars }
    });
    settled.collect()
}

fn tell(decision: &Decision) -> String {
    use assay_cell::board;
    let [first, second, third, fourth, fifth, ..] = decision.arguments;
    let price = |name: &str, bits: u64| {
        let price = f64::from_bits(bits);
        if price.is_nan() { String::new() } else { format!(", {name} {price}") }
    };
    match decision.command {
        board::ORDER => {
            let size = f64::from_bits(first);
            format!(
                "{} {}{}{}{}{}",
                if size > 0.0 { "buy" } else { "sell" },
                size.abs(),
                price("limit", second),
                price("stop", third),
                price("sl", fourth),
                price("tp", fifth)
            )
        }
        board::CANCEL => format!("cancel order {first}"),
        board::CLOSE_TRADE => format!("close {} of trade {first}", f64::from_bits(second)),
        board::CLOSE_POSITION => format!("close {} of the position", f64::from_bits(first)),
        board::SET_STOP_LOSS => format!("set the stop-loss of trade {first} to {}", f64::from_bits(second)),
        _ => format!("set the take-profit of trade {first} to {}", f64::from_bits(second)),
    }
}

#[cfg(test)]
mod tests;
