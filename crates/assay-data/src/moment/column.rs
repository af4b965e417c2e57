//! A column of times: decides the unit of epochs and the order of day and month over all of it.

use super::text::Slashed;
use super::{DateOrder, EpochUnit, Form, Moment, days_from_civil, nanos_of};
use assay_types::NANOS_PER_SECOND;

/// 1990-01-01 and 2100-01-01 in seconds since 1970: a number that is a time of markets lies between them.
const MARKET_SECONDS: std::ops::Range<u64> = 631_152_000..4_102_444_800;

/// What [`MomentColumn`] learns from the cells while they stream by.
#[derive(Debug, Clone)]
pub(crate) struct MomentColumn {
    epoch_unit: Option<EpochUnit>,
    date_order: Option<DateOrder>,
    form: Option<Form>,
    min: i64,
    max: i64,
    /// Whether every number so far reads as `20240102`, `202401020930` or `20240102093000`.
    dates: bool,
    /// Whether some first (second) number of a slashed date is above 12, and so is a day.
    day_first: bool,
    day_second: bool,
}

/// Why a column of times is not one, with the row where it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MomentError {
    pub(crate) row: usize,
    pub(crate) reason: String,
}

/// What a column turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decided {
    Epoch(EpochUnit),
    DigitDates,
    Slashed(DateOrder),
    Local,
    Zoned,
}

impl Decided {
    /// The decision in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Epoch(EpochUnit::Seconds) => "epoch seconds",
            Self::Epoch(EpochUnit::Milliseconds) => "epoch milliseconds",
            Self::Epoch(EpochUnit::Microseconds) => "epoch microseconds",
            Self::Epoch(EpochUnit::Nanoseconds) => "epoch nanoseconds",
            Self::DigitDates => "dates as digits, year first",
            Self::Slashed(DateOrder::DayMonthYear) => "dates, day first",
            Self::Slashed(DateOrder::MonthDayYear) => "dates, month first",
            Self::Local => "dates without an offset",
            Self::Zoned => "dates with an offset",
        }
    }
}

impl MomentColumn {
    pub(crate) fn new(epoch_unit: Option<EpochUnit>, date_order: Option<DateOrder>) -> Self {
        Self {
            epoch_unit,
            date_order,
            form: None,
            min: i64::MAX,
            max: i64::MIN,
            dates: true,
            day_first: false,
            day_second: false,
        }
    }

    /// Takes one cell; its raw number goes into the column that [`Self::decide`] converts.
    ///
    /// # Errors
    /// What would be right, where the cell is written unlike those before it.
    #[inline]
    pub(crate) fn push(&mut self, moment: Moment) -> Result<i64, &'static str> {
        let form = *self.form.get_or_insert(moment.form);
        if form != moment.form {
            return push_unlike(form, moment);
        }
        match form {
            Form::Number => self.push_number(moment.raw),
            Form::Slashed => {
                let slashed = Slashed::unpack(moment.raw);
                self.day_first |= slashed.first > 12;
                self.day_second |= slashed.second > 12;
            }
            Form::Fraction | Form::Local | Form::Zoned => {}
        }
        Ok(moment.raw)
    }

    #[inline]
    fn push_number(&mut self, raw: i64) {
        self.min = self.min.min(raw);
        self.max = self.max.max(raw);
        if self.dates {
            self.dates = date_digits(raw).is_some();
        }
    }

    /// Converts the raw numbers to nanoseconds since 1970, in place.
    ///
    /// # Errors
    /// Where the column can mean two things, or one that no clock shows.
    pub(crate) fn decide(&self, raw: &mut [i64]) -> Result<Decided, MomentError> {
        match self.form {
            Some(Form::Number) => self.decide_numbers(raw),
            Some(Form::Slashed) => self.decide_slashed(raw),
            Some(Form::Fraction) => Ok(Decided::Epoch(EpochUnit::Seconds)),
            Some(Form::Zoned) => Ok(Decided::Zoned),
            Some(Form::Local) | None => Ok(Decided::Local),
        }
    }

    fn decide_numbers(&self, raw: &mut [i64]) -> Result<Decided, MomentError> {
        if self.dates && self.epoch_unit.is_none() {
            convert(raw, |value| {
                date_digits(value).ok_or_else(|| "write a date like `20240102`".to_owned())
            })?;
            return Ok(Decided::DigitDates);
        }
        let largest = self.max.unsigned_abs().max(self.min.unsigned_abs());
        if self.epoch_unit.is_none() && largest < 100_000_000 {
            return Err(MomentError {
                row: 0,
                reason: format!(
                    "the largest number of this column, `{largest}`, is no epoch after 1973; write a date like \
                     `2024-01-02`, or name the epoch's unit with `--epoch-unit`"
                ),
            });
        }
        let unit = self.epoch_unit.unwrap_or(EpochUnit::of_magnitude(largest));
        let smallest_unit = EpochUnit::of_magnitude(self.min.unsigned_abs());
        let mixed_possible = self.epoch_unit.is_none() && smallest_unit != unit;
        convert(raw, |value| {
            if mixed_possible {
                refuse_mixed(value, unit)?;
            }
            value
                .checked_mul(unit.nanos())
                .ok_or_else(|| format!("`{value}` {} since 1970 is not between 1677 and 2262", unit.name()))
        })?;
        Ok(Decided::Epoch(unit))
    }

    fn decide_slashed(&self, raw: &mut [i64]) -> Result<Decided, MomentError> {
        let order = match (self.date_order, self.day_first, self.day_second) {
            (Some(order), _, _) => order,
            (None, true, false) => DateOrder::DayMonthYear,
            (None, false, true) => DateOrder::MonthDayYear,
            (None, false, false) => {
                return Err(MomentError {
                    row: 0,
                    reason:
                        "no number above 12 tells day from month; write dates like `2024-01-31`, or name \
                             the order of day and month with `--date-order`"
                            .to_owned(),
                });
            }
            (None, true, true) => {
                return Err(MomentError {
                    row: 0,
                    reason: "some dates have the day first and some the month; write dates like `2024-01-31`"
                        .to_owned(),
                });
            }
        };
        convert(raw, |value| {
            Slashed::unpack(value)
                .nanos(order == DateOrder::DayMonthYear)
                .ok_or_else(|| "there is no such day".to_owned())
        })?;
        Ok(Decided::Slashed(order))
    }
}

#[cold]
fn push_unlike(form: Form, moment: Moment) -> Result<i64, &'static str> {
    match (form, moment.form) {
        // `1704067200.0` then `1704067200.5`: whole seconds among fractions.
        (Form::Fraction, Form::Number) => {
            moment.raw.checked_mul(NANOS_PER_SECOND).ok_or("write seconds since 1970 between 1677 and 2262")
        }
        (Form::Local, Form::Zoned) => {
            Err("write every time with an offset, or none: the times before have none")
        }
        (Form::Zoned, Form::Local) => {
            Err("write every time with an offset, or none: the times before have one")
        }
        (Form::Number, _) => Err("write times in one way: those before are whole numbers"),
        (Form::Slashed, _) => Err("write times in one way: those before are dates like `31/12/2024`"),
        (Form::Fraction, _) => Err("write times in one way: those before are seconds with a fraction"),
        (Form::Local | Form::Zoned, _) => {
            Err("write times in one way: those before are dates like `2024-12-31`")
        }
    }
}

fn convert(raw: &mut [i64], mut each: impl FnMut(i64) -> Result<i64, String>) -> Result<(), MomentError> {
    for (row, value) in raw.iter_mut().enumerate() {
        *value = each(*value).map_err(|reason| MomentError { row, reason })?;
    }
    Ok(())
}

/// Refuses a number that is a time of markets in its own unit, and one of early 1970 in the column's.
fn refuse_mixed(value: i64, unit: EpochUnit) -> Result<(), String> {
    let own = EpochUnit::of_magnitude(value.unsigned_abs());
    let per_second = NANOS_PER_SECOND.unsigned_abs() / own.nanos().unsigned_abs();
    if own != unit && MARKET_SECONDS.contains(&(value.unsigned_abs() / per_second)) {
        return Err(format!(
            "`{value}` reads as {}, other times of the column as {}; write one unit",
            own.name(),
            unit.name()
        ));
    }
    Ok(())
}

/// `20240102`, `202401020930` or `20240102093000` as nanoseconds since 1970.
fn date_digits(value: i64) -> Option<i64> {
    let (date, clock) = match value {
        19_000_101..=21_001_231 => (value, 0),
        190_001_010_000..=210_012_312_359 => (value / 10_000, value % 10_000 * 100),
        19_000_101_000_000..=21_001_231_235_959 => (value / 1_000_000, value % 1_000_000),
        _ => return None,
    };
    let (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = days_from_civil(date / 10_000, date / 100 % 100, date % 100)?;
    nanos_of(days, (hour * 3600 + minute * 60 + second) * NANOS_PER_SECOND)
}
