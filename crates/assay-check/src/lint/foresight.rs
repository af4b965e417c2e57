//! What a strategy may know only later.
//!
//! In `init`, and in functions that it uses, arrays hold all bars. A statistic of such an array, its last element, or
//! what a two-sided filter makes of it is known only at the end. What is computed of windows that end at each bar is
//! not.

use std::ops::Range;

use ruff_python_ast::{Expr, ExprCall, ExprCompare, ExprSubscript, Number, Operator, UnaryOp};
use ruff_text_size::Ranged;

use super::value::{Facts, Origin, Value};
use super::{Checker, Role, shown, span};
use crate::finding::{Edit, Fix};
use crate::rules;

/// A loop whose variable counts.
#[derive(Debug, Default)]
pub(super) struct Loop {
    /// Elements that are read behind the one that is counted.
    pub(super) reads: Vec<(Range<usize>, String)>,
    /// Whether results go behind the one that is counted too.
    writes_ahead: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn end_loop(&mut self) {
        let Some(inner) = self.loops.pop() else { return };
        if !inner.writes_ahead {
            for (range, message) in inner.reads {
                self.add_where_whole(&rules::AHEAD, range, message);
            }
        }
    }

    /// Notes whether an assignment goes to a later element than the one that is counted.
    pub(super) fn written_ahead(&mut self, targets: &'a [Expr]) {
        let ahead = targets.iter().any(|target| match target {
            Expr::Subscript(subscript) => self.is_ahead(&subscript.slice, 1),
            _ => false,
        });
        if ahead && let Some(inner) = self.loops.last_mut() {
            inner.writes_ahead = true;
        }
    }

    /// Whether an index is the counted one plus something: at least that much, if it is a number.
    fn is_ahead(&mut self, index: &'a Expr, least: i64) -> bool {
        let Expr::BinOp(operation) = index else { return false };
        if operation.op != Operator::Add {
            return false;
        }
        match (&*operation.left, &*operation.right) {
            (Expr::Name(name), other) | (other, Expr::Name(name)) if self.counts(name.id.as_str()) => {
                match other {
                    Expr::NumberLiteral(_) => integer(other).is_some_and(|number| number >= least),
                    Expr::Name(_) | Expr::Attribute(_) => true,
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn counts(&mut self, name: &str) -> bool {
        self.scopes.find(name).is_some_and(|(_, binding)| binding.value.facts.has(Facts::INDEX))
    }

    pub(super) fn subscript(&mut self, subscript: &'a ExprSubscript) -> Value<'a> {
        let base = self.expression(&subscript.value);
        let annotated = self.annotation && base.origin.is("typing", "Annotated");
        if annotated {
            self.in_annotated = self.in_annotated.saturating_add(1);
        }
        let slice = self.expression(&subscript.slice);
        if annotated {
            self.in_annotated = self.in_annotated.saturating_sub(1);
        }
        let range = span(subscript.range());
        self.read_ahead(&subscript.slice, range.clone());
        if !base.facts.has(Facts::SERIES) {
            return match base.origin {
                // `list[int]`, `Sequence[float]`: still what it was.
                Origin::Member(..) | Origin::Builtin(_) => Value::default(),
                _ => Value::with(base.facts.without(Facts::LENGTH)),
            };
        }
        let facts = match &*subscript.slice {
            Expr::Slice(part) => {
                if part.step.as_deref().is_some_and(is_negative) {
                    let text = self.excerpt(&range);
                    self.add_where_whole(&rules::REVERSED, range, format!("`{text}`"));
                    base.facts
                } else if part.upper.is_none()
                    && part
                        .lower
                        .as_deref()
                        .is_none_or(|lower| integer(lower).is_some_and(|number| number >= 0))
                {
                    base.facts
                } else {
                    Facts::NONE
                }
            }
            Expr::StringLiteral(_) | Expr::List(_) | Expr::Tuple(_) => base.facts,
            _ if slice.facts.has(Facts::SERIES) => base.facts,
            index => {
                if integer(index).is_some_and(|number| number < 0)
                    && !base.facts.has(Facts::MOMENTS.and(Facts::WINDOWS).and(Facts::PERIODS))
                {
                    let text = self.excerpt(&range);
                    let message = format!("`{text}` is the end of the whole series here");
                    self.add_where_whole(&rules::LAST_BAR, range, message);
                }
                Facts::NONE
            }
        };
        Value::with(facts)
    }

    fn read_ahead(&mut self, index: &'a Expr, range: Range<usize>) {
        if self.loops.is_empty() {
            return;
        }
        let ahead = match index {
            Expr::Slice(part) => {
                let from_here = part.lower.as_deref().is_some_and(|lower| match lower {
                    Expr::Name(name) => self.counts(name.id.as_str()),
                    other => self.is_ahead(other, 1),
                });
                from_here && part.upper.as_deref().is_none_or(|upper| self.is_ahead(upper, 2))
            }
            other => self.is_ahead(other, 1),
        };
        if ahead {
            let text = self.excerpt(&range);
            let message = format!("`{text}` lies after the bar that the loop stands on");
            if let Some(inner) = self.loops.last_mut() {
                inner.reads.push((range, message));
            }
        }
    }

    /// A loop over all bars in `next`.
    pub(super) fn loop_over_bars(&mut self, iterable: &'a Expr, value: Value<'a>) {
        if self.role == Role::Next && value.facts.has(Facts::BARS) {
            let text = self.excerpt(&span(iterable.range()));
            let message = format!("a loop over `{text}`");
            self.add(&rules::BAR_LOOP, span(iterable.range()), message);
        }
    }

    pub(super) fn whole_sample(&mut self, call: &'a ExprCall, statistic: &str) {
        let message = format!("`{}` of the whole series", shown(statistic));
        self.add_where_whole(&rules::WHOLE_SAMPLE, span(call.range()), message);
    }

    /// A method of a value that may be data; what its result holds.
    pub(super) fn data_method(
        &mut self,
        call: &'a ExprCall,
        method: &'a str,
        base: Value<'a>,
        arguments: Facts,
    ) -> Facts {
        let range = span(call.range());
        let facts = base.facts;
        let argument = |name: &str, place: usize| call.arguments.find_argument_value(name, place);
        let series = facts.and(arguments).only(Facts::SERIES.and(Facts::EARLY));
        match method {
            "shift" | "diff" | "pct_change" => {
                let periods = argument("periods", 0);
                if periods.is_some_and(is_negative) {
                    let text = self.excerpt(&span(call.arguments.range()));
                    self.add(&rules::SHIFT, range, format!("`{method}{text}` reads later bars"));
                    return series;
                }
                // A period moved by one is known when it starts.
                return if method == "shift" { facts.without(Facts::EARLY) } else { facts };
            }
            "rolling" | "expanding" | "ewm" => {
                let centred =
                    call.arguments.find_keyword("center").is_some_and(|keyword| is_true(&keyword.value));
                if centred {
                    let keyword = call
                        .arguments
                        .find_keyword("center")
                        .map_or(range.clone(), |keyword| span(keyword.range()));
                    self.add(&rules::CENTRED, keyword, format!("`{method}` with `center=True`"));
                }
                return facts.and(Facts::WINDOWS).without(Facts::PERIODS);
            }
            "bfill" | "backfill" => {
                self.add(&rules::BACKFILL, range, format!("`{method}` fills from later bars"));
                return series;
            }
            "fillna" | "reindex" | "asfreq" | "reindex_like" | "get_indexer"
                if call
                    .arguments
                    .find_keyword("method")
                    .is_some_and(|keyword| names_backward(&keyword.value)) =>
            {
                self.add(&rules::BACKFILL, range, format!("`{method}` fills from later bars"));
                return series;
            }
            "interpolate" => {
                self.add_where_whole(
                    &rules::INTERPOLATION,
                    range,
                    "`interpolate` uses the next known value".to_owned(),
                );
                return series;
            }
            "filtfilt" | "savgol_filter" | "sosfiltfilt" | "hilbert" => {
                self.add_where_whole(&rules::TWO_SIDED, range, format!("`{method}` uses later bars"));
                return series;
            }
            "resample" => {
                let right = call.arguments.find_keyword("label").is_some_and(
                    |keyword| matches!(&keyword.value, Expr::StringLiteral(text) if text.value.to_str() == "right"),
                );
                return if right {
                    Facts::SERIES.and(Facts::WINDOWS)
                } else {
                    Facts::SERIES.and(Facts::PERIODS)
                };
            }
            "groupby" => return Facts::SERIES.and(Facts::PERIODS),
            _ => {}
        }
        if facts.has(Facts::WINDOWS) {
            return facts.without(Facts::WINDOWS).and(Facts::SERIES);
        }
        if facts.has(Facts::PERIODS) {
            return self.period_method(call, method);
        }
        if facts.has(Facts::EARLY) || arguments.has(Facts::EARLY) && method == "map" {
            if matches!(
                method,
                "reindex" | "reindex_like" | "map" | "asfreq" | "join" | "merge" | "align" | "asof"
            ) {
                let message = format!("`{method}` brings the values of longer periods to their first bars");
                self.add_where_whole(&rules::RESAMPLE, range, message);
                return Facts::SERIES;
            }
            return series;
        }
        if facts.has(Facts::SERIES) && is_statistic(method) {
            if !facts.has(Facts::MOMENTS) && !across_columns(call) {
                self.whole_sample(call, method);
            }
            return if across_columns(call) { Facts::SERIES } else { Facts::NONE };
        }
        if matches!(method, "fit" | "fit_transform" | "fit_predict") && arguments.has(Facts::SERIES) {
            self.whole_sample(call, method);
        }
        match method {
            "item" | "count" | "nunique" | "get_loc" | "searchsorted" => Facts::NONE,
            "iterrows" | "itertuples" | "items" | "tolist" | "to_numpy" | "copy" => facts,
            _ => series.and(facts.only(Facts::MOMENTS)),
        }
    }

    /// A method of grouped bars.
    fn period_method(&mut self, call: &'a ExprCall, method: &str) -> Facts {
        match method {
            "cumsum" | "cummax" | "cummin" | "cumprod" | "cumcount" | "ngroup" | "shift" | "diff"
            | "pct_change" | "ffill" | "first" | "head" | "rolling" | "expanding" | "ewm" | "apply"
            | "filter" => Facts::SERIES,
            "transform" => {
                let early = call.arguments.args.first().is_some_and(|function| {
                    matches!(function, Expr::StringLiteral(text)
                        if matches!(text.value.to_str(), "max" | "min" | "mean" | "sum" | "last" | "std" | "median" | "var" | "idxmax" | "idxmin"))
                });
                if early {
                    let message = "`transform` gives each bar what its period shows at its end".to_owned();
                    self.add_where_whole(&rules::RESAMPLE, span(call.range()), message);
                }
                Facts::SERIES
            }
            _ => Facts::SERIES.and(Facts::EARLY),
        }
    }

    /// A function of a library; what its result holds.
    pub(super) fn library_call(
        &mut self,
        call: &'a ExprCall,
        library: &str,
        member: &'a str,
        arguments: Facts,
    ) -> Facts {
        let range = span(call.range());
        let series = arguments.only(Facts::SERIES.and(Facts::EARLY));
        match (library, member) {
            ("numpy", "roll") => {
                if call.arguments.find_argument_value("shift", 1).is_some_and(is_negative) {
                    self.add(
                        &rules::SHIFT,
                        range,
                        "`np.roll` by a negative number reads later bars".to_owned(),
                    );
                } else {
                    let message = "`np.roll` brings the last values to the start".to_owned();
                    self.add_where_whole(&rules::WRAPPED, range, message);
                }
                series
            }
            ("numpy", "gradient") => {
                self.add_where_whole(&rules::TWO_SIDED, range, "`np.gradient` uses the next bar".to_owned());
                series
            }
            ("numpy", "convolve" | "correlate") => {
                let same = call.arguments.find_argument_value("mode", 2).is_some_and(
                    |mode| matches!(mode, Expr::StringLiteral(text) if text.value.to_str() == "same"),
                );
                if same {
                    let message = format!("`np.{member}` with `mode=\"same\"` is centred");
                    self.add_where_whole(&rules::TWO_SIDED, range, message);
                }
                series
            }
            ("numpy.fft", _) => {
                self.add_where_whole(&rules::TWO_SIDED, range, format!("`np.fft.{member}` uses all bars"));
                series
            }
            ("numpy", "flip" | "flipud") if arguments.has(Facts::SERIES) => {
                self.add_where_whole(&rules::REVERSED, range, format!("`np.{member}`"));
                series
            }
            ("pandas", "merge_asof") => {
                let forward = call.arguments.find_keyword("direction").is_some_and(
                    |keyword| matches!(&keyword.value, Expr::StringLiteral(text) if text.value.to_str() != "backward"),
                );
                if forward {
                    self.add(&rules::BACKFILL, range, "`merge_asof` looks forward".to_owned());
                }
                series
            }
            ("pandas", "qcut" | "factorize") if arguments.has(Facts::SERIES) => {
                self.whole_sample(call, &format!("pd.{member}"));
                series
            }
            ("numpy.lib.stride_tricks", "sliding_window_view") => series.and(Facts::WINDOWS),
            ("numpy.random" | "random", _) => {
                self.random(call, library, member);
                Facts::NONE
            }
            ("datetime", "datetime" | "date")
            | ("pandas", "Timestamp" | "to_datetime" | "datetime")
            | ("numpy", "datetime64") => {
                self.moment(call, member);
                series
            }
            ("numpy", _) if arguments.has(Facts::WINDOWS) => Facts::SERIES,
            ("numpy" | "statistics", _)
                if arguments.has(Facts::SERIES)
                    && is_statistic(member.strip_prefix("nan").unwrap_or(member)) =>
            {
                if arguments.has(Facts::MOMENTS) || elementwise(call) {
                    return series;
                }
                self.whole_sample(
                    call,
                    &format!("{}.{member}", if library == "numpy" { "np" } else { library }),
                );
                Facts::NONE
            }
            _ => series,
        }
    }

    /// Draws without a seed.
    fn random(&mut self, call: &'a ExprCall, library: &str, member: &str) {
        let range = span(call.range());
        let none = call.arguments.args.is_empty() && call.arguments.keywords.is_empty();
        match member {
            "seed" => self.seeded |= !none,
            "default_rng" | "RandomState" | "Random" | "Generator" | "SeedSequence" | "PCG64" | "MT19937"
            | "Philox" | "SFC64" => {
                if none
                    && let Some(remark) =
                        self.add(&rules::UNSEEDED, range, format!("`{member}` without a seed"))
                {
                    let open = span(call.arguments.range()).start.saturating_add(1);
                    let edits = vec![Edit { range: open..open, content: "0".to_owned() }];
                    self.fix(remark, Fix { title: "give it the seed 0".to_owned(), edits, safe: true });
                }
            }
            "getstate" | "setstate" => {}
            _ if self.aside => {}
            _ => self.draws.push((range, format!("`{library}.{member}` without a seed in this file"))),
        }
    }

    /// A moment that is written as a constant, or is now.
    fn moment(&mut self, call: &'a ExprCall, member: &str) {
        let arguments = &call.arguments.args;
        let range = span(call.range());
        if let Some(Expr::StringLiteral(text)) = arguments.first()
            && matches!(text.value.to_str(), "now" | "today")
        {
            self.add(&rules::CLOCK, range, format!("`{member}(\"{}\")`", text.value.to_str()));
            return;
        }
        let number = |part: &Expr| integer(part).is_some();
        let keyword =
            |name: &str| call.arguments.find_keyword(name).is_some_and(|keyword| number(&keyword.value));
        // What stands outside of classes and functions prepares data or starts a run by hand.
        let dated = self.in_definition()
            && (arguments.len() >= 3 && arguments.iter().take(3).all(number)
                || keyword("year") && keyword("month"));
        if dated {
            let text = self.excerpt(&range);
            self.add(&rules::HINDSIGHT_DATE, range, format!("the date `{text}`"));
        }
    }

    /// The clock as a function.
    pub(super) fn clock_member(&mut self, library: &str, member: &str, range: Range<usize>) {
        let reads = matches!(
            member,
            "time"
                | "time_ns"
                | "perf_counter"
                | "perf_counter_ns"
                | "monotonic"
                | "monotonic_ns"
                | "process_time"
        );
        if library == "time" && reads {
            self.add(&rules::CLOCK, range, format!("`time.{member}`"));
        }
    }

    /// The clock as a method of a type.
    pub(super) fn clock_method(&mut self, library: &str, member: &str, method: &str, range: Range<usize>) {
        let reads = match (library, member) {
            ("datetime", "datetime") | ("pandas", "Timestamp") => {
                matches!(method, "now" | "utcnow" | "today")
            }
            ("datetime", "date") => method == "today",
            _ => false,
        };
        if reads {
            self.add(&rules::CLOCK, range, format!("`{member}.{method}`"));
        }
    }

    /// Comparisons of a price with a number.
    pub(super) fn hindsight(&mut self, comparison: &'a ExprCompare) {
        if self.role != Role::Next {
            return;
        }
        let mut left = &*comparison.left;
        for right in &comparison.comparators {
            let level = match (is_price(left), is_price(right)) {
                (true, false) => right,
                (false, true) => left,
                _ => {
                    left = right;
                    continue;
                }
            };
            if number(level).is_some_and(|level| level.abs() > 20.0) {
                let text = self.excerpt(&span(comparison.range()));
                self.add(&rules::HINDSIGHT_PRICE, span(comparison.range()), format!("`{text}`"));
            }
            left = right;
        }
    }
}

/// Whether a loop over this counts: `range(…)`.
pub(super) fn counts(iterable: &Expr) -> bool {
    matches!(iterable, Expr::Call(call) if matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "range"))
}

/// Whether a text is a date of a calendar, and not the beginning of an era.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let date = match bytes {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] => {
            [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(|digit| digit.is_ascii_digit())
                && rest.len() <= 20
                && rest.iter().all(|byte| byte.is_ascii_digit() || b" T:.+-Z".contains(byte))
        }
        _ => false,
    };
    date && !matches!(text.get(..10), Some("1970-01-01" | "1900-01-01" | "2000-01-01"))
}

fn is_price(expression: &Expr) -> bool {
    match expression {
        Expr::Name(name) => matches!(
            name.id.as_str(),
            "price" | "close" | "current_price" | "last_price" | "current_close" | "last_close"
        ),
        Expr::Subscript(subscript) => matches!(
            &*subscript.value,
            Expr::Attribute(column)
                if matches!(column.attr.as_str(), "Open" | "High" | "Low" | "Close")
                    && matches!(&*column.value, Expr::Attribute(data) if data.attr.as_str() == "data")
        ),
        _ => false,
    }
}

/// Statistics that use every value they are given.
fn is_statistic(name: &str) -> bool {
    matches!(
        name,
        "mean"
            | "median"
            | "std"
            | "stdev"
            | "pstdev"
            | "var"
            | "variance"
            | "pvariance"
            | "fmean"
            | "mode"
            | "min"
            | "max"
            | "amin"
            | "amax"
            | "sum"
            | "prod"
            | "ptp"
            | "average"
            | "quantile"
            | "quantiles"
            | "percentile"
            | "rank"
            | "skew"
            | "kurt"
            | "corr"
            | "cov"
            | "corrcoef"
            | "autocorr"
            | "idxmin"
            | "idxmax"
            | "argmin"
            | "argmax"
            | "argsort"
            | "sort"
            | "sort_values"
            | "nlargest"
            | "nsmallest"
            | "describe"
            | "histogram"
            | "polyfit"
            | "linear_regression"
    )
}

/// `axis=1`: a value for each bar, made of its columns.
fn across_columns(call: &ExprCall) -> bool {
    call.arguments.find_keyword("axis").is_some_and(|keyword| {
        integer(&keyword.value).is_some_and(|axis| axis != 0)
            || matches!(&keyword.value, Expr::StringLiteral(text) if text.value.to_str() == "columns")
    })
}

/// `np.max([a, b], axis=0)`, or along an axis that is not the first: a value for each bar.
fn elementwise(call: &ExprCall) -> bool {
    across_columns(call)
        || call.arguments.find_keyword("axis").is_some()
            && matches!(call.arguments.args.first(), Some(Expr::List(_) | Expr::Tuple(_)))
}

fn names_backward(value: &Expr) -> bool {
    matches!(value, Expr::StringLiteral(text) if matches!(text.value.to_str(), "bfill" | "backfill" | "nearest"))
}

fn is_true(value: &Expr) -> bool {
    matches!(value, Expr::BooleanLiteral(literal) if literal.value)
}

/// Whether an expression is a minus before something: `-1`, `-n`.
fn is_negative(expression: &Expr) -> bool {
    match expression {
        Expr::UnaryOp(operation) => operation.op == UnaryOp::USub && integer(&operation.operand) != Some(0),
        _ => false,
    }
}

/// A constant integer.
fn integer(expression: &Expr) -> Option<i64> {
    match expression {
        Expr::NumberLiteral(number) => match &number.value {
            Number::Int(integer) => integer.as_i64(),
            Number::Float(_) | Number::Complex { .. } => None,
        },
        Expr::UnaryOp(operation) if operation.op == UnaryOp::USub => {
            integer(&operation.operand).and_then(i64::checked_neg)
        }
        _ => None,
    }
}

/// A constant number.
fn number(expression: &Expr) -> Option<f64> {
    match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Float(value) => Some(*value),
            Number::Int(_) => integer(expression).and_then(|value| i32::try_from(value).ok()).map(f64::from),
            Number::Complex { .. } => None,
        },
        _ => None,
    }
}
