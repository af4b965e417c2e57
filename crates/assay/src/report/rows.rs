//! The tables of a run as a report takes them: those in memory, and those that were read back.

use std::borrow::Cow;

use anyhow::{Context as _, Result, bail, ensure};
use assay_data::{Table, Values};
use assay_report::{Account, Trade};
use assay_types::{Direction, Timestamp};

/// Trades, and accounts bar by bar.
#[derive(Debug)]
pub(super) struct Tables {
    pub(super) trades: Vec<Trade>,
    pub(super) account: Series,
    /// What was earned out of sample, if there is anything.
    pub(super) out_of_sample: Option<Series>,
}

/// An account, bar by bar.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) time: Vec<Timestamp>,
    equity: Vec<f64>,
    drawdown_pct: Vec<f64>,
}

impl Series {
    fn of(table: &Table<'_>) -> Result<Self> {
        let series = Self {
            time: times(table, "time")?.to_vec(),
            equity: numbers(table, "equity")?.to_vec(),
            drawdown_pct: numbers(table, "drawdown_pct")?.to_vec(),
        };
        ensure!(series.time.is_sorted(), "the times of a table of equity go back");
        Ok(series)
    }

    pub(super) fn account(&self) -> Account<'_> {
        Account { time: &self.time, equity: &self.equity, drawdown_pct: &self.drawdown_pct }
    }
}

impl Tables {
    /// Takes the columns out of the tables.
    ///
    /// # Errors
    /// A column is missing or holds something else.
    pub(super) fn of(
        trades: &Table<'_>,
        equity: &Table<'_>,
        out_of_sample: Option<&Table<'_>>,
    ) -> Result<Self> {
        let tables = Self {
            trades: of_trades(trades).context("the table of trades is another")?,
            account: Series::of(equity)?,
            out_of_sample: out_of_sample.map(Series::of).transpose()?,
        };
        let bars = tables.account.time.len();
        if let Some(trade) = tables.trades.iter().find(|trade| trade.entry_bar.max(trade.exit_bar) >= bars) {
            bail!("trade {} lies beyond the {bars} bars of the table of equity", trade.number);
        }
        Ok(tables)
    }
}

fn of_trades(table: &Table<'_>) -> Result<Vec<Trade>> {
    let number = whole(table, "number")?;
    let side = texts(table, "side")?;
    let size = numbers(table, "size")?;
    let (entry_time, exit_time) = (times(table, "entry_time")?, times(table, "exit_time")?);
    let (entry_bar, exit_bar) = (whole(table, "entry_bar")?, whole(table, "exit_bar")?);
    let (entry_price, exit_price) = (numbers(table, "entry_price")?, numbers(table, "exit_price")?);
    let (pnl, return_pct) = (numbers(table, "pnl")?, numbers(table, "return_pct")?);
    let commission = numbers(table, "commission")?;
    let (exit_reason, tag) = (texts(table, "exit_reason")?, texts(table, "tag")?);
    (0..table.rows())
        .map(|row| {
            Ok(Trade {
                number: number[row],
                long: side[row] == Direction::Long.as_str(),
                size: size[row],
                entry_time: entry_time[row],
                exit_time: exit_time[row],
                entry_bar: usize::try_from(entry_bar[row]).context("a bar is counted from 0")?,
                exit_bar: usize::try_from(exit_bar[row]).context("a bar is counted from 0")?,
                entry_price: entry_price[row],
                exit_price: exit_price[row],
                pnl: pnl[row],
                return_pct: return_pct[row],
                commission: commission[row],
                exit_reason: exit_reason[row].clone(),
                tag: tag[row].clone(),
            })
        })
        .collect()
}

macro_rules! column {
    ($function:ident, $kind:ident, $type:ty, $what:literal) => {
        fn $function<'t>(table: &'t Table<'_>, name: &str) -> Result<&'t [$type]> {
            match table.column(name) {
                Some(Values::$kind(Cow::Borrowed(values))) => Ok(values),
                Some(Values::$kind(Cow::Owned(values))) => Ok(values),
                Some(_) => bail!("column `{name}` does not hold {}", $what),
                None => bail!("there is no column `{name}`"),
            }
        }
    };
}

column!(times, Timestamp, Timestamp, "times");
column!(numbers, F64, f64, "numbers");
column!(whole, I64, i64, "whole numbers");
column!(texts, Text, String, "text");
