//! The values of a function over whole series.

use std::ops::Range;

use ta_lib::Core;
use ta_lib::abstract_api::{FuncId, InputType, ParamHolder};

use super::IndicatorError;
use super::arguments::{Arguments, Bound};
use super::catalogue::{Function, InputKind};

/// The most bars that TA-Lib can number.
const BARS_MAX: usize = Core::INDEX_MAX;

/// Computes a function over whole series.
///
/// `inputs` are the series in the order of [`Function::inputs`]. Every output is as long as the inputs; a bar
/// without a value (the warm-up, or fewer bars than the warm-up needs) holds NaN. Whole-number outputs come as
/// floats; positions of extremes (`MAXINDEX` and its like) count from the first bar.
///
/// A bar on which some input is NaN or infinite has no value, and the function starts afresh after it, warm-up
/// included: every run of finite bars is computed by itself. So an indicator may feed another one, and one bad
/// value never spoils more than a warm-up.
///
/// # Errors
/// When the count or the lengths of the inputs are wrong or TA-Lib refuses the arguments.
pub fn compute(
    function: &Function,
    inputs: &[&[f64]],
    arguments: &Arguments,
) -> Result<Vec<Vec<f64>>, IndicatorError> {
    let mut outputs = Vec::new();
    compute_into(function, inputs, arguments, &mut outputs)?;
    Ok(outputs)
}

/// As [`compute`], into buffers that are used again. After an error they hold nothing of meaning.
///
/// # Errors
/// As [`compute`].
pub fn compute_into(
    function: &Function,
    inputs: &[&[f64]],
    arguments: &Arguments,
    outputs: &mut Vec<Vec<f64>>,
) -> Result<(), IndicatorError> {
    if inputs.len() != function.inputs().len() {
        return Err(function.wrong_input_count(inputs.len()));
    }
    let bars = inputs.first().map_or(0, |series| series.len());
    if let Some(other) = inputs.iter().find(|series| series.len() != bars) {
        return Err(IndicatorError::InputLength { function: function.name(), length: other.len(), bars });
    }
    if bars > BARS_MAX {
        return Err(IndicatorError::TooManyBars { function: function.name(), bars, max: BARS_MAX });
    }
    let core = Core::new();
    let lookback = function.lookback_with(&core, arguments)?;
    outputs.resize_with(function.outputs().len(), Vec::new);
    for output in outputs.iter_mut() {
        // Every bar is written below; zeros from the allocator cost nothing until they are touched.
        if output.len() != bars {
            *output = vec![0.0; bars];
        }
    }
    let mut written = 0;
    while let Some(run) = next_finite_run(inputs, written) {
        let values_from = run.start.saturating_add(lookback).min(run.end);
        for output in outputs.iter_mut() {
            fill_nan(output, written..values_from);
        }
        if values_from < run.end {
            let slices: Vec<&[f64]> =
                inputs.iter().map(|series| series.get(run.clone()).unwrap_or(&[])).collect();
            compute_run(function, &core, &slices, arguments, outputs, values_from..run.end)?;
        }
        written = run.end;
    }
    for output in outputs.iter_mut() {
        fill_nan(output, written..bars);
    }
    Ok(())
}

impl Function {
    /// How many bars at the start have no value with these arguments.
    ///
    /// # Errors
    /// When TA-Lib refuses the arguments, as for some combinations that are in range one by one.
    pub fn lookback(&self, arguments: &Arguments) -> Result<usize, IndicatorError> {
        self.lookback_with(&Core::new(), arguments)
    }

    fn lookback_with(&self, core: &Core, arguments: &Arguments) -> Result<usize, IndicatorError> {
        let mut call = self.id().new_call(core);
        bind_arguments(&mut call, arguments).and_then(|()| call.lookback()).map_err(|code| self.refused(code))
    }

    fn refused(&self, code: ta_lib::RetCode) -> IndicatorError {
        IndicatorError::Refused { function: self.name(), reason: format!("{code:?}") }
    }
}

fn bind_arguments(call: &mut ParamHolder<'_>, arguments: &Arguments) -> Result<(), ta_lib::RetCode> {
    for (index, bound) in arguments.values.iter().enumerate() {
        match bound {
            Bound::Integer(value) => call.set_opt_input(index, *value)?,
            Bound::Real(value) => call.set_opt_input(index, *value)?,
        };
    }
    Ok(())
}

/// Computes one run of finite bars into `outputs[_][values]`, whose end is the end of the run.
fn compute_run(
    function: &Function,
    core: &Core,
    inputs: &[&[f64]],
    arguments: &Arguments,
    outputs: &mut [Vec<f64>],
    values: Range<usize>,
) -> Result<(), IndicatorError> {
    let last = inputs.first().map_or(0, |series| series.len()).saturating_sub(1);
    let run_start = values.end.saturating_sub(last.saturating_add(1));
    let lookback = values.start.saturating_sub(run_start);
    let mut integers: Vec<Vec<i32>> = function
        .outputs()
        .iter()
        .map(|output| vec![0; if output.integer { values.len() } else { 0 }])
        .collect();
    let mut call = function.id().new_call(core);
    let called = bind_arguments(&mut call, arguments)
        .and_then(|()| bind_inputs(&mut call, function, inputs))
        .and_then(|()| {
            for (index, ((output, real), whole)) in
                function.outputs().iter().zip(outputs.iter_mut()).zip(&mut integers).enumerate()
            {
                if output.integer {
                    call.set_int_output(index, whole)?;
                } else {
                    call.set_output(index, real.get_mut(values.clone()).unwrap_or(&mut []))?;
                }
            }
            call.call(0, last)
        })
        .map_err(|code| function.refused(code))?;
    let positions = matches!(function.id(), FuncId::MAXINDEX | FuncId::MININDEX | FuncId::MINMAXINDEX);
    let first_bar = if positions { i32::try_from(run_start).unwrap_or(i32::MAX) } else { 0 };
    for ((output, real), whole) in function.outputs().iter().zip(outputs.iter_mut()).zip(&integers) {
        let slice = real.get_mut(values.clone()).unwrap_or(&mut []);
        if output.integer {
            for (to, from) in slice.iter_mut().zip(whole) {
                *to = f64::from(from.saturating_add(first_bar));
            }
        }
        // TA-Lib says where its values begin; that is its lookback, and a later start is honoured all the same.
        let late = called.beg_idx.saturating_sub(lookback).min(slice.len());
        if late > 0 || called.count < slice.len() {
            let count = called.count.min(slice.len().saturating_sub(late));
            slice.copy_within(..count, late);
            slice.iter_mut().take(late).for_each(|value| *value = f64::NAN);
            slice.iter_mut().skip(late.saturating_add(count)).for_each(|value| *value = f64::NAN);
        }
    }
    Ok(())
}

fn bind_inputs<'a>(
    call: &mut ParamHolder<'a>,
    function: &Function,
    inputs: &[&'a [f64]],
) -> Result<(), ta_lib::RetCode> {
    let mut columns = [None; 5];
    for (input, series) in function.inputs().iter().zip(inputs) {
        match input.kind() {
            InputKind::Series(slot) => {
                call.set_input(slot, series)?;
            }
            InputKind::Column(position) => {
                if let Some(column) = columns.get_mut(position) {
                    *column = Some(*series);
                }
            }
        }
    }
    let [open, high, low, close, volume] = columns;
    for (slot, input) in function.info().inputs.iter().enumerate() {
        if input.kind == InputType::Price {
            call.set_price_input(slot, open, high, low, close, volume, None)?;
        }
    }
    Ok(())
}

fn fill_nan(series: &mut [f64], bars: Range<usize>) {
    if let Some(slice) = series.get_mut(bars) {
        slice.fill(f64::NAN);
    }
}

/// The first run of bars, not before `from`, on which all inputs are finite.
fn next_finite_run(inputs: &[&[f64]], from: usize) -> Option<Range<usize>> {
    let bars = inputs.first().map_or(0, |series| series.len());
    let is_finite =
        |bar: &usize| inputs.iter().all(|series| series.get(*bar).is_some_and(|value| value.is_finite()));
    let start = (from..bars).find(is_finite)?;
    let end = inputs.iter().map(|series| finite_until(series, start)).min().unwrap_or(bars);
    Some(start..end)
}

/// The first bar from `start` on which the series is not finite, or its length.
fn finite_until(series: &[f64], start: usize) -> usize {
    const CHUNK: usize = 512;
    let mut checked = start;
    for chunk in series.get(start..).unwrap_or(&[]).chunks(CHUNK) {
        // Without an early exit the compiler checks several values at a time.
        if chunk.iter().fold(false, |broken, value| broken | !value.is_finite()) {
            return chunk
                .iter()
                .position(|value| !value.is_finite())
                .map_or(checked, |at| checked.saturating_add(at));
        }
        checked = checked.saturating_add(chunk.len());
    }
    checked
}
