//! Mends rows in ways that are named one by one, and never makes up a price.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use assay_types::Timestamp;
use serde::{Deserialize, Serialize};

use crate::check::is_newest_first;
use crate::problem::{Place, Problem, ProblemKind, Problems};
use crate::rows::Rows;

/// How many actions of each fix are kept with their place; all are counted.
pub const ACTIONS_KEPT_MAX: usize = 10_000;

/// One way to mend rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Leaves out a row with the wrong number of cells, or whose time or a price is missing or unreadable.
    DropUnreadable,
    /// Leaves out a row that has a price of zero or below.
    DropNonPositive,
    /// Exchanges high and low where the high is below the low.
    SwapHighLow,
    /// Raises the high, or lowers the low, to the open or close beyond it.
    WidenRange,
    /// Takes a missing, unreadable or negative volume as 0.
    ZeroVolume,
    /// Puts the oldest row first. Rows of the same time keep the order of the file.
    Sort,
    /// Leaves out a row that has the time of a row before it.
    DropDuplicate,
}

impl Fix {
    /// Every fix, in the order in which they are applied.
    pub const ALL: [Self; 7] = [
        Self::DropUnreadable,
        Self::DropNonPositive,
        Self::SwapHighLow,
        Self::WidenRange,
        Self::ZeroVolume,
        Self::Sort,
        Self::DropDuplicate,
    ];

    /// What the fix did, in words, as in "3 × high and low exchanged".
    pub const fn words(self) -> &'static str {
        match self {
            Self::DropUnreadable => "unreadable row left out",
            Self::DropNonPositive => "row with a price of 0 or below left out",
            Self::SwapHighLow => "high and low exchanged",
            Self::WidenRange => "high or low widened",
            Self::ZeroVolume => "volume taken as 0",
            Self::Sort => "moved to its place in time",
            Self::DropDuplicate => "duplicate left out",
        }
    }
}

/// Which fixes may be made. None by default: wrong data is refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Repair {
    allowed: BTreeSet<Fix>,
}

impl Repair {
    /// No fix: wrong data is refused.
    pub fn none() -> Self {
        Self::default()
    }

    /// Every fix.
    pub fn all() -> Self {
        Self::only(Fix::ALL)
    }

    /// These fixes.
    pub fn only(fixes: impl IntoIterator<Item = Fix>) -> Self {
        Self { allowed: fixes.into_iter().collect() }
    }

    /// Whether a fix may be made.
    pub fn allows(&self, fix: Fix) -> bool {
        self.allowed.contains(&fix)
    }

    /// Whether nothing may be fixed.
    pub fn is_none(&self) -> bool {
        self.allowed.is_empty()
    }
}

/// One thing that was done to the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// By which fix.
    pub fix: Fix,
    /// To which row.
    pub place: Place,
    /// What exactly.
    pub detail: String,
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.detail)
    }
}

/// Everything that was done to the data, in the order in which it was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RepairLog {
    /// How often each fix was made.
    pub counts: BTreeMap<Fix, u64>,
    /// What was done; of each fix at most the first [`ACTIONS_KEPT_MAX`].
    pub actions: Vec<Action>,
}

impl RepairLog {
    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    fn add(&mut self, fix: Fix, action: impl FnOnce() -> (Place, String)) {
        let count = self.counts.entry(fix).or_default();
        *count += 1;
        if usize::try_from(*count).is_ok_and(|count| count <= ACTIONS_KEPT_MAX) {
            let (place, detail) = action();
            self.actions.push(Action { fix, place, detail });
        }
    }
}

/// Mends `rows` and takes the problems that are thereby solved out of `problems`.
pub(crate) fn repair(rows: &mut Rows, problems: &mut Problems, repair: &Repair) -> RepairLog {
    let mut log = RepairLog::default();
    if repair.allows(Fix::DropUnreadable) {
        // These rows never made it into the columns.
        for kind in [ProblemKind::ColumnCount, ProblemKind::UnreadableTime] {
            let count = problems.counts.remove(&kind).unwrap_or(0);
            let mut kept = problems.first.remove(&kind).unwrap_or_default().into_iter();
            for _ in 0..count {
                match kept.next() {
                    Some(problem) => log.add(Fix::DropUnreadable, || (problem.place, left_out(&problem))),
                    None => *log.counts.entry(Fix::DropUnreadable).or_default() += 1,
                }
            }
        }
    }
    mend_rows(rows, repair, &mut log);
    if repair.allows(Fix::ZeroVolume) {
        zero_volumes(rows, &mut log);
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    drop_rows(rows, &mut order, repair, &mut log);
    if repair.allows(Fix::Sort) {
        sort(rows, &mut order, &mut log);
    }
    if repair.allows(Fix::DropDuplicate) {
        drop_duplicates(rows, &mut order, &mut log);
    }
    let unchanged = order.len() == rows.len() && order.is_sorted();
    if !unchanged {
        rows.select(&order);
    }
    // What is left of the unreadable numbers lies in rows that are still there.
    for kind in [ProblemKind::UnreadableNumber, ProblemKind::MissingPrice] {
        let unpriced = || (0..rows.len()).any(|row| rows.prices(row).iter().any(|price| price.is_nan()));
        let unreadable_volume = || rows.volume.iter().flatten().any(|volume| volume.is_infinite());
        if problems.counts.contains_key(&kind) && !unpriced() && !unreadable_volume() {
            problems.counts.remove(&kind);
            problems.first.remove(&kind);
        }
    }
    log
}

fn left_out(problem: &Problem) -> String {
    let Problem { column, value, reason, .. } = problem;
    let value = if value.is_empty() { "empty".to_owned() } else { format!("`{value}`") };
    format!("left out: column `{column}`, {value}: {reason}")
}

fn mend_rows(rows: &mut Rows, repair: &Repair, log: &mut RepairLog) {
    for row in 0..rows.len() {
        let [open, high, low, close] = rows.prices(row);
        // `NaN` compares false, and rows with a price of 0 or below are left as they are.
        if !(open > 0.0 && high > 0.0 && low > 0.0 && close > 0.0) {
            continue;
        }
        let (mut new_high, mut new_low) = (high, low);
        if high < low && repair.allows(Fix::SwapHighLow) {
            (new_high, new_low) = (low, high);
            log.add(Fix::SwapHighLow, || {
                (rows.places.of(row), format!("exchanged high `{high}` and low `{low}`"))
            });
        }
        if new_high >= new_low && repair.allows(Fix::WidenRange) {
            let top = open.max(close);
            if top > new_high {
                log.add(Fix::WidenRange, || {
                    let name = if open >= close { "open" } else { "close" };
                    (rows.places.of(row), format!("raised high `{new_high}` to the {name} `{top}`"))
                });
                new_high = top;
            }
            let bottom = open.min(close);
            if bottom < new_low {
                log.add(Fix::WidenRange, || {
                    let name = if open <= close { "open" } else { "close" };
                    (rows.places.of(row), format!("lowered low `{new_low}` to the {name} `{bottom}`"))
                });
                new_low = bottom;
            }
        }
        if let (Some(high), Some(low)) = (rows.high.get_mut(row), rows.low.get_mut(row)) {
            (*high, *low) = (new_high, new_low);
        }
    }
}

fn zero_volumes(rows: &mut Rows, log: &mut RepairLog) {
    let places = &rows.places;
    for (row, volume) in rows.volume.iter_mut().flatten().enumerate() {
        if *volume >= 0.0 && volume.is_finite() {
            continue;
        }
        let found = match *volume {
            found if found.is_nan() => "missing volume".to_owned(),
            found if found.is_infinite() => "unreadable volume".to_owned(),
            found => format!("volume `{found}`"),
        };
        log.add(Fix::ZeroVolume, || (places.of(row), format!("took the {found} as 0")));
        *volume = 0.0;
    }
}

fn drop_rows(rows: &Rows, order: &mut Vec<usize>, repair: &Repair, log: &mut RepairLog) {
    const NAMES: [&str; 4] = ["open", "high", "low", "close"];
    order.retain(|&row| {
        let prices = rows.prices(row);
        let named = || prices.into_iter().zip(NAMES);
        let place = || rows.places.of(row);
        if let Some((_, name)) = named().find(|(price, _)| price.is_nan()) {
            if repair.allows(Fix::DropUnreadable) {
                log.add(Fix::DropUnreadable, || (place(), format!("left out: no {name}")));
                return false;
            }
        } else if let Some((price, name)) = named().find(|(price, _)| *price <= 0.0)
            && repair.allows(Fix::DropNonPositive)
        {
            log.add(Fix::DropNonPositive, || (place(), format!("left out: {name} `{price}`")));
            return false;
        }
        true
    });
}

fn sort(rows: &Rows, order: &mut [usize], log: &mut RepairLog) {
    let time_of = |row: &usize| rows.time.get(*row).copied().unwrap_or_default();
    if order.is_sorted_by_key(time_of) {
        return;
    }
    if is_newest_first(rows) {
        log.add(Fix::Sort, || {
            (rows.places.of(0), "reversed all rows: the file runs from newest to oldest".to_owned())
        });
    } else {
        let mut newest = i64::MIN;
        for row in &*order {
            let time = time_of(row);
            if time < newest {
                log.add(Fix::Sort, || {
                    let (time, newest) =
                        (Timestamp::from_unix_nanos(time), Timestamp::from_unix_nanos(newest));
                    (rows.places.of(*row), format!("moved {time} before {newest}"))
                });
            }
            newest = newest.max(time);
        }
    }
    order.sort_by_key(time_of);
}

fn drop_duplicates(rows: &Rows, order: &mut Vec<usize>, log: &mut RepairLog) {
    let mut kept: Option<usize> = None;
    order.retain(|&row| {
        let Some(first) = kept.filter(|&first| rows.time.get(first) == rows.time.get(row)) else {
            kept = Some(row);
            return true;
        };
        log.add(Fix::DropDuplicate, || {
            let same = rows.prices(first).map(f64::to_bits) == rows.prices(row).map(f64::to_bits);
            let first_place = rows.places.of(first);
            let detail = if same {
                format!("left out: same time and prices as {first_place}")
            } else {
                let [_, _, _, kept_close] = rows.prices(first);
                let [_, _, _, close] = rows.prices(row);
                format!("left out: same time as {first_place}, other prices (close `{close}`, there `{kept_close}`)")
            };
            (rows.places.of(row), detail)
        });
        false
    });
}
