//! How much a program in the sandbox may use, from what people write.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use assay_sandbox::Limits;
use assay_types::Excerpt;

use crate::cli::LimitArgs;

/// The limits that the options ask for; the default of each that is not given.
///
/// # Errors
/// A text that is no size, time or number, or a limit outside its range.
pub(crate) fn limits(args: &LimitArgs) -> Result<Limits> {
    let LimitArgs { memory, wall, cores, output } = args;
    let mut limits = Limits::default();
    if let Some(text) = memory {
        limits =
            limits.with_memory_bytes(size("--memory", text)?).with_context(|| cannot("--memory", text))?;
    }
    if let Some(text) = wall {
        limits = limits.with_wall(time("--wall", text)?).with_context(|| cannot("--wall", text))?;
    }
    if let Some(text) = cores {
        let cores = text.parse().ok().filter(|cores: &f64| cores.is_finite());
        let Some(cores) = cores else {
            bail!("`--cores` cannot be `{}`; write a number, like `0.5`", Excerpt::of(text))
        };
        limits = limits.with_cores(cores).with_context(|| cannot("--cores", text))?;
    }
    if let Some(text) = output {
        limits =
            limits.with_output_bytes(size("--output", text)?).with_context(|| cannot("--output", text))?;
    }
    Ok(limits)
}

fn cannot(flag: &str, text: &str) -> String {
    format!("`{flag}` cannot be `{}`", Excerpt::of(text))
}

/// `256M`: whole units of 1024, or bytes.
fn size(flag: &str, text: &str) -> Result<u64> {
    let units = [("K", 10), ("M", 20), ("G", 30)];
    let (digits, shift) = units
        .into_iter()
        .find_map(|(unit, shift)| {
            let rest = text.strip_suffix("iB").or_else(|| text.strip_suffix('B')).unwrap_or(text);
            Some((rest.strip_suffix(unit)?, shift))
        })
        .unwrap_or((text, 0));
    let bytes = whole(digits).and_then(|number| number.checked_mul(1_u64 << shift));
    bytes.with_context(|| format!("`{flag}` cannot be `{}`; write a size, like `256M`", Excerpt::of(text)))
}

/// `90s`, `10m`, `500ms`; seconds without a unit.
fn time(flag: &str, text: &str) -> Result<Duration> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
    let (digits, milliseconds) = units
        .into_iter()
        .find_map(|(unit, milliseconds)| Some((text.strip_suffix(unit)?, milliseconds)))
        .unwrap_or((text, 1000));
    let wall = whole(digits).and_then(|number| number.checked_mul(milliseconds)).map(Duration::from_millis);
    wall.with_context(|| format!("`{flag}` cannot be `{}`; write a time, like `90s`", Excerpt::of(text)))
}

fn whole(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_of_1024() {
        let check =
            |text: &str, expected: Option<u64>| assert_eq!(size("--memory", text).ok(), expected, "{text}");
        check("0", Some(0));
        check("4096", Some(4096));
        check("64K", Some(64 << 10));
        check("256M", Some(256 << 20));
        check("256MB", Some(256 << 20));
        check("2GiB", Some(2 << 30));
        for wrong in ["", "M", "-1", "+1M", "1.5G", "1T", "99999999999G", "256 M"] {
            check(wrong, None);
        }
    }

    #[test]
    fn times_are_seconds_or_say_otherwise() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(time("--wall", text).ok(), expected.map(Duration::from_millis), "{text}");
        };
        check("90", Some(90_000));
        check("90s", Some(90_000));
        check("500ms", Some(500));
        check("10m", Some(600_000));
        check("2h", Some(7_200_000));
        for wrong in ["", "s", "-1s", "1.5m", "1d", "99999999999999999999s", "18446744073709551615h"] {
            check(wrong, None);
        }
    }

    #[test]
    fn what_is_outside_its_range_is_said() {
        let args = LimitArgs { memory: Some("1K".to_owned()), ..LimitArgs::default() };
        let error = format!("{:#}", limits(&args).unwrap_err());
        assert_eq!(error, "`--memory` cannot be `1K`: memory of 1 KiB is outside 16 MiB to 64 GiB");
    }
}
