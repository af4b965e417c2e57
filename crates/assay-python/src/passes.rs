//! One cell, one pass.

use std::ops::Range;

use assay_cell::board;
use assay_engine::simulator::{Options, Outcome, Pace, Venue};
use assay_sandbox::{Error, Limits, Memory, Report, Sandbox};
use serde::Serialize;

use crate::conversation::{Conversation, Gone};
use crate::decisions::{CellStrategy, Watching};
use crate::indicators::{COLUMNS_MAX, Placed, Series};
use crate::market::{Market, Tape, TapeLayout};
use crate::program::{Cause, Failure, Program};

/// What passes run in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room<'r> {
    pub(crate) sandbox: &'r Sandbox,
    pub(crate) limits: &'r Limits,
    pub(crate) program: &'r Program,
    pub(crate) market: &'r Market,
    /// Cores there are for host and cell.
    pub(crate) cores: usize,
    /// The bar on which the account is opened.
    pub(crate) first: usize,
}

/// The first line of a job.
#[derive(Serialize)]
struct Header<'h> {
    entry: &'static str,
    phase: &'static str,
    name: &'h str,
    class: Option<&'h str>,
    parameters: &'h std::collections::BTreeMap<String, serde_json::Value>,
    seed: u64,
    /// How many bars `init` knows.
    bars: usize,
    /// Names of the columns of bars after the time.
    columns: &'h [String],
    tape_columns: usize,
    stride: usize,
    board_bytes: usize,
    series: &'h [Placed<'h>],
    suspects: &'h [String],
}

impl Header<'_> {
    fn job(&self, source: &str) -> Vec<u8> {
        let mut job = serde_json::to_vec(self).expect("a header of strings and numbers is JSON");
        job.push(b'\n');
        job.extend_from_slice(source.as_bytes());
        job
    }
}

/// How a pass ended, with the sandbox's report.
#[derive(Debug)]
pub(crate) struct Ended<T> {
    pub(crate) result: Result<T, Box<Failure>>,
    pub(crate) report: Report,
}

/// A decision pass that came to its end, or to its failure.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) outcome: Outcome,
    pub(crate) watching: Watching,
    /// Attributes under suspicion that were read.
    pub(crate) read: Vec<String>,
    /// Why the strategy did not come to its end.
    pub(crate) failure: Option<Failure>,
    pub(crate) report: Report,
}

/// What a decision pass may see beforehand.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sight<'s> {
    /// Nothing: each bar is revealed when it is there.
    Blind,
    /// Everything, as in backtesting.py; reads of the suspected attributes are noted.
    Sighted { suspects: &'s [String] },
}

impl Room<'_> {
    /// Runs `init` over all bars, and takes what it made of them.
    pub(crate) fn indicators(&self) -> Result<Ended<Series>, Error> {
        let bars = self.market.len();
        let layout = TapeLayout::new(self.market.columns().len(), bars);
        let board_bytes = board::SERIES + COLUMNS_MAX * layout.stride * 8;
        let header = self.header("indicators", bars, layout, board_bytes, &[], &[]);
        let job = header.job(&self.program.source);
        let fill = |tape: &Memory, board: &Memory| {
            for (position, column) in self.market.columns().iter().enumerate() {
                layout.write(tape, position, 0, column);
            }
            Conversation::prepare(board, self.cores);
        };
        let child = self.sandbox.child(self.limits)?.begin_with(&job, layout.bytes(), board_bytes, fill)?;
        let heard = {
            let running = || child.is_running();
            let mut conversation = Conversation::new(child.board(), &running, self.cores);
            let heard = Series::listen(&mut conversation, child.board(), layout.stride, bars);
            conversation.answer(board::END);
            heard
        };
        if matches!(&heard, Ok(Err(failure)) if failure.is_ours()) {
            child.kill();
        }
        let report = child.finish();
        let result = heard.unwrap_or_else(|Gone| Err(Box::new(gone("init", &report))));
        Ok(Ended { result, report })
    }

    /// Runs `init` over each of these ranges of bars, in the order of their ends. Bars after an end are not there until
    /// its `init` is done: one cell is enough.
    pub(crate) fn prefixes(
        &self,
        ranges: &[Range<usize>],
    ) -> Result<Vec<Result<Series, Box<Failure>>>, Error> {
        let Some(first) = ranges.first() else { return Ok(Vec::new()) };
        debug_assert!(ranges.is_sorted_by_key(|range| range.end), "what is revealed stays");
        debug_assert_eq!(first.start, 0, "the first range is told by its end alone");
        let layout = TapeLayout::new(self.market.columns().len(), self.market.len());
        let board_bytes = board::SERIES + COLUMNS_MAX * layout.stride * 8;
        let header = self.header("prefixes", first.end, layout, board_bytes, &[], &[]);
        let job = header.job(&self.program.source);
        let columns: Vec<&[u64]> = self.market.columns().iter().map(Vec::as_slice).collect();
        let fill = |tape: &Memory, board: &Memory| {
            for (position, column) in columns.iter().enumerate() {
                layout.write(tape, position, 0, &column[..first.end]);
            }
            Conversation::prepare(board, self.cores);
        };
        let child = self.sandbox.child(self.limits)?.begin_with(&job, layout.bytes(), board_bytes, fill)?;
        let running = || child.is_running();
        let mut conversation = Conversation::new(child.board(), &running, self.cores);
        let mut tape = Tape { memory: child.tape(), layout, columns, revealed: first.end };
        let mut results = Vec::with_capacity(ranges.len());
        for (position, range) in ranges.iter().enumerate() {
            let Ok(heard) = Series::listen(&mut conversation, child.board(), layout.stride, range.len())
            else {
                break;
            };
            results.push(heard);
            match ranges.get(position + 1) {
                Some(next) => {
                    tape.reveal(next.end);
                    conversation.set(board::LENGTH, next.end as u64);
                    conversation.answer_with(board::GO, next.start as u64);
                }
                None => conversation.answer(board::END),
            }
        }
        child.kill();
        if results.len() < ranges.len() {
            let report = child.finish();
            results.resize_with(ranges.len(), || Err(Box::new(gone("init", &report))));
        }
        Ok(results)
    }

    /// Runs `init` and `next` over the first `bars` bars, with the indicators of an earlier pass.
    pub(crate) fn decisions(
        &self,
        bars: usize,
        series: &Series,
        options: &Options,
        sight: Sight<'_>,
        watching: Watching,
    ) -> Result<Decided, Error> {
        let market_columns = self.market.columns().len();
        let columns = market_columns + series.tape_columns().count();
        let all = self.market.len();
        let layout = TapeLayout::new(columns, all);
        let on_tape = series.on_tape(market_columns);
        let first = (series.warmup() + 2).max(self.first + 1).min(all);
        let (phase, known, suspects) = match sight {
            Sight::Blind => ("decisions", first, &[][..]),
            Sight::Sighted { suspects } => ("sighted", all, suspects),
        };
        let header = self.header(phase, known, layout, board::SERIES, &on_tape, suspects);
        let job = header.job(&self.program.source);
        let all_columns: Vec<&[u64]> =
            self.market.columns().iter().map(Vec::as_slice).chain(series.tape_columns()).collect();
        let fill = |tape: &Memory, board: &Memory| {
            for (position, column) in all_columns.iter().enumerate() {
                layout.write(tape, position, 0, &column[..known]);
            }
            Conversation::prepare(board, self.cores);
        };
        let child = self.sandbox.child(self.limits)?.begin_with(&job, layout.bytes(), board::SERIES, fill)?;
        let running = || child.is_running();
        let conversation = Conversation::new(child.board(), &running, self.cores);
        let tape = Tape { memory: child.tape(), layout, columns: all_columns, revealed: known };
        let mut strategy = CellStrategy::new(conversation, tape, series.warmup(), watching);
        strategy.ready();
        let mut outcome = Outcome::default();
        let venue = Venue::new(self.market.bars(), options);
        venue.simulate_into(Pace::SkipIdle, self.first..bars, &mut strategy, &mut outcome);
        strategy.finish();
        let CellStrategy { watching, read, failure, gone: vanished, bar, .. } = strategy;
        if failure.as_ref().is_some_and(Failure::is_ours) {
            child.kill();
        }
        let report = child.finish();
        let failure = if vanished { Some(Failure { bar, ..gone("next", &report) }) } else { failure };
        Ok(Decided { outcome, watching, read, failure, report })
    }

    fn header<'h>(
        &'h self,
        phase: &'static str,
        bars: usize,
        layout: TapeLayout,
        board_bytes: usize,
        series: &'h [Placed<'h>],
        suspects: &'h [String],
    ) -> Header<'h> {
        Header {
            entry: "strategy",
            phase,
            name: &self.program.name,
            class: self.program.class.as_deref(),
            parameters: &self.program.parameters,
            seed: self.program.seed,
            bars,
            columns: self.market.names(),
            tape_columns: layout.columns,
            stride: layout.stride,
            board_bytes,
            series,
            suspects,
        }
    }
}

/// The failure of a cell that ended without a word.
fn gone(stage: &str, report: &Report) -> Failure {
    let message = match (report.limit_hit, report.signal, report.exit_code) {
        (Some(limit), ..) => format!("the strategy was ended at the limit of {limit}"),
        (None, Some(signal), _) => format!("the strategy's process was ended by signal {signal}"),
        (None, None, Some(code)) => format!("the strategy ended its process with status {code}"),
        (None, None, None) => "the strategy's process ended".to_owned(),
    };
    Failure::outside(stage, Cause::Ended, message)
}
