//! `assay data`.

mod convert;
mod inspect;
mod synth;

use std::path::{Path, PathBuf};

use assay_types::{Timeframe, Timestamp};

use crate::cli::DataCommand;
use crate::exit::Exit;
use crate::files::shown_path;
use crate::output::Printer;

pub(crate) fn run(command: DataCommand, printer: &Printer) -> anyhow::Result<Exit> {
    match command {
        DataCommand::Inspect(args) => inspect::run(&args, printer),
        DataCommand::Convert(args) => convert::run(&args, printer),
        DataCommand::Synth(args) => synth::run(&args, printer),
    }
}

/// A path as JSON can hold it: names that are not UTF-8 exist.
fn showable(path: &Path) -> PathBuf {
    PathBuf::from(shown_path(path))
}

/// A count as people read it: `1 234 567`.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count of things: `1 bar`, `1 234 bars`.
fn counted(count: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// An instant as the timeframe lets it be told: days need no time of day.
fn told(time: Timestamp, timeframe: Option<Timeframe>) -> String {
    let text = time.to_string();
    match text.strip_suffix("T00:00:00Z") {
        Some(day) if timeframe.is_none_or(|timeframe| timeframe >= Timeframe::DAY) => day.to_owned(),
        _ => text.strip_suffix('Z').unwrap_or(&text).replacen('T', " ", 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let check = |count, expected: &str| assert_eq!(grouped(count), expected);
        check(0, "0");
        check(999, "999");
        check(1_000, "1 000");
        check(12_345_678, "12 345 678");
    }

    #[test]
    fn time_of_day_is_left_out_where_it_says_nothing() {
        let check = |time: &str, timeframe: &str, expected: &str| {
            assert_eq!(told(time.parse().unwrap(), Some(timeframe.parse().unwrap())), expected);
        };
        check("2024-01-02T00:00:00Z", "1d", "2024-01-02");
        check("2024-01-02T00:00:00Z", "1h", "2024-01-02 00:00:00");
        check("2024-01-02T09:30:00Z", "1d", "2024-01-02 09:30:00");
    }
}
