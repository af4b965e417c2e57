//! What every calendar month in UTC returned.

use std::collections::BTreeMap;

use crate::html::Html;
use crate::number::{signed_percent, tone};
use crate::time::{Month, month};
use crate::{Account, Contents};

const NAMES: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The returns of one year, in per cent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Year {
    pub(super) number: i64,
    /// Of every month of which there is a bar.
    pub(super) months: [Option<f64>; 12],
    pub(super) whole: f64,
}

/// Returns by month: from the last close of the month before (of the first bar, in the first month) to the month's last.
pub(super) fn years(account: &Account<'_>) -> Vec<Year> {
    let mut last_of: BTreeMap<Month, f64> = BTreeMap::new();
    for (&time, &equity) in account.time.iter().zip(account.equity) {
        last_of.insert(month(time), equity);
    }
    let Some(&first) = account.equity.first() else { return Vec::new() };
    let change = |from: f64, to: f64| (to / from - 1.0) * 100.0;
    let mut years: Vec<Year> = Vec::new();
    let (mut before, mut year_before) = (first, first);
    for (Month { year, month }, equity) in last_of {
        if years.last().is_none_or(|last| last.number != year) {
            year_before = before;
            years.push(Year { number: year, months: [None; 12], whole: 0.0 });
        }
        if let Some(last) = years.last_mut() {
            last.whole = change(year_before, equity);
            if let Some(slot) = last.months.get_mut(usize::from(month.saturating_sub(1))) {
                *slot = Some(change(before, equity));
            }
        }
        before = equity;
    }
    years
}

/// A class for the colour of a return: its sign, and how strong it is.
fn shade(value: f64) -> String {
    let strength = match value.abs() {
        size if size < 0.05 => return "flat".to_owned(),
        size if size < 2.0 => 1,
        size if size < 5.0 => 2,
        size if size < 10.0 => 3,
        _ => 4,
    };
    format!("{}{strength}", tone(value))
}

pub(super) fn write(html: &mut Html, contents: &Contents<'_>) {
    let Some(account) = contents.account.filter(|account| !account.equity.is_empty()) else { return };
    let years = years(&account);
    summary(html, &years);
    html.element("div", &[("class", "wide")], |html| {
        html.element("table", &[("class", "months")], |html| {
            let mut columns = vec![("", "Year")];
            columns.extend(NAMES.map(|name| ("number", name)));
            columns.push(("number whole", "Year"));
            super::table_head(html, &columns);
            html.element("tbody", &[], |html| {
                for Year { number, months, whole } in &years {
                    html.element("tr", &[], |html| {
                        html.element("th", &[("scope", "row")], |html| html.text(&number.to_string()));
                        for value in months {
                            match value {
                                Some(value) => cell(html, "", *value),
                                None => html.line("td", "number none", ""),
                            }
                        }
                        cell(html, " whole", *whole);
                    });
                }
            });
        });
    });
    html.markup(
        "<p class=\"hint\">In per cent, by calendar months in UTC: equity at the month's last close over that of the month before.</p>",
    );
}

fn cell(html: &mut Html, class: &str, value: f64) {
    html.line("td", &format!("number {}{class}", shade(value)), &signed_percent(value, 1));
}

fn summary(html: &mut Html, years: &[Year]) {
    let months: Vec<f64> = years.iter().flat_map(|year| year.months).flatten().collect();
    let won = months.iter().filter(|&&value| value > 0.0).count();
    let best = months.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let worst = months.iter().copied().fold(f64::INFINITY, f64::min);
    html.element("p", &[("class", "lead")], |html| {
        html.text(&format!(
            "{won} of {} rose. The best returned {} %, the worst {} %.",
            crate::number::counted(months.len(), "month", "months"),
            signed_percent(best, 1),
            signed_percent(worst, 1)
        ));
    });
}

#[cfg(test)]
mod tests {
    use assay_types::Timestamp;

    use super::*;

    /// A year, returns by the number of their month, and the year's.
    type Told<'t> = (i64, &'t [(usize, f64)], f64);

    fn check(days: &[(&str, f64)], expected: &[Told<'_>]) {
        let time: Vec<Timestamp> = days.iter().map(|(day, _)| day.parse().unwrap()).collect();
        let equity: Vec<f64> = days.iter().map(|&(_, equity)| equity).collect();
        let account = Account { time: &time, equity: &equity, drawdown_pct: &equity };
        let years = years(&account);
        let told: Vec<_> = years
            .iter()
            .map(|Year { number, months, whole }| {
                let round = |value: f64| (value * 1e9).round() / 1e9;
                let months: Vec<_> = months
                    .iter()
                    .enumerate()
                    .filter_map(|(index, value)| Some((index + 1, round((*value)?))))
                    .collect();
                (*number, months, round(*whole))
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|&(year, months, whole)| (year, months.to_vec(), whole)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn months_follow_each_other_and_make_up_years() {
        check(
            &[
                ("2023-11-15", 100.0),
                ("2023-11-30", 110.0),
                ("2023-12-31T23:59:59Z", 99.0),
                ("2024-01-01", 198.0),
                ("2024-03-05", 99.0),
            ],
            &[(2023, &[(11, 10.0), (12, -10.0)], -1.0), (2024, &[(1, 100.0), (3, -50.0)], 0.0)],
        );
        check(&[("2024-02-29", 5.0)], &[(2024, &[(2, 0.0)], 0.0)]);
    }
}
