//! The command that makes a run again.

use assay_lab::default_policy;
use assay_lab::walk_forward::Scheme;
use assay_spec::{
    BacktestConfig, CausalityEffort, ControlState, LaboratoryConfig, Language, SandboxLimits, SandboxReport,
    SearchDimension, SearchMethod, WalkForwardAnchor,
};

use crate::Contents;

/// The event that counts repairs of the data.
const REPAIRS: &str = "data_repairs";

/// A word of a command line, for a POSIX shell.
///
/// ```
/// use assay_report::quoted;
///
/// assert_eq!(quoted("--param"), "--param");
/// assert_eq!(quoted("it's $(here)"), r#"'it'\''s $(here)'"#);
/// ```
pub fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./=:,+@%".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The command, to be given in the run's directory: what is not a default is written out. The words of an option stand
/// together.
pub(crate) fn words(contents: &Contents<'_>) -> Vec<Vec<String>> {
    let report = contents.report;
    let judged = contents.policy.is_some() || report.verdict.is_some();
    let strategy = match report.strategy.language {
        Language::Document => "strategy.json",
        Language::Python => "strategy.py",
    };
    let mut words = vec![owned(&["assay", if judged { "prove" } else { "backtest" }, strategy])];
    // A name that begins with a dash would be taken for an option.
    words.push(match report.data.file.strip_prefix('-') {
        Some(_) => vec!["--data".to_owned(), format!("./{}", report.data.file)],
        None => vec!["--data".to_owned(), report.data.file.clone()],
    });
    if contents.policy.is_some_and(|policy| *policy != default_policy()) {
        words.push(owned(&["--policy", "policy.json"]));
    }
    if report.events.get(REPAIRS).is_some_and(|&repairs| repairs > 0) {
        words.push(owned(&["--repair"]));
    }
    options(&report.config, &mut words);
    if let Some(python) = &report.python {
        let class = python.class.as_ref().filter(|_| contents.several_classes);
        words.extend(class.map(|class| vec!["--class".to_owned(), class.clone()]));
        if contents.check_policy {
            words.push(owned(&["--check-policy", "check_policy.json"]));
        }
        match python.causality.as_ref().map(|causality| causality.effort) {
            Some(CausalityEffort::Full) => words.push(owned(&["--causality", "full"])),
            None if !judged && report.statistics.is_some() => words.push(owned(&["--causality", "off"])),
            Some(CausalityEffort::Sampled) | None => {}
        }
        words.extend(python.sandbox.iter().flat_map(sandbox));
    }
    if let Some(report) = &report.laboratory {
        laboratory(&report.config, contents, &mut words);
    }
    words
}

/// The options for how the laboratory was asked. What varies is always written out, as only the strategy tells what varies by
/// default.
fn laboratory(config: &LaboratoryConfig, contents: &Contents<'_>, words: &mut Vec<Vec<String>>) {
    let python = contents.report.python.is_some();
    let (trials, series) = if python { (40, 39) } else { (500, 199) };
    let LaboratoryConfig { search, walk_forward, paths, series: asked_series, tried, ruin_pct, .. } = config;
    let mut option = |name: &str, value: String| words.push(vec![name.to_owned(), value]);
    for SearchDimension { parameter, values, .. } in &search.dimensions {
        option("--grid", format!("{parameter}={values}"));
    }
    if search.objective != "sharpe_ratio" {
        option("--objective", search.objective.clone());
    }
    for requirement in &search.requirements {
        option("--require", requirement.clone());
    }
    let count = search.dimensions.iter().try_fold(1_u64, |all, dimension| all.checked_mul(dimension.count?));
    let most = search.trials.unwrap_or(trials);
    let whole = !search.dimensions.is_empty() && count.is_some_and(|count| count <= most);
    let default = if whole { SearchMethod::Grid } else { SearchMethod::Even };
    if search.method != default {
        let method = match search.method {
            SearchMethod::Grid => "grid",
            SearchMethod::Even => "even",
            SearchMethod::Random => "random",
            SearchMethod::Tpe => "tpe",
            SearchMethod::CmaEs => "cma-es",
        };
        option("--method", method.to_owned());
    }
    if most != trials {
        option("--trials", most.to_string());
    }
    if walk_forward.anchor == WalkForwardAnchor::Anchored {
        option("--walk-forward", "anchored".to_owned());
    }
    let scheme = Scheme::for_bars(usize::try_from(contents.report.data.bars).unwrap_or(usize::MAX));
    let parts = (scheme.in_sample.to_string(), scheme.out_of_sample.to_string());
    if (&walk_forward.in_sample, &walk_forward.out_of_sample) != (&parts.0, &parts.1) {
        option("--in-sample", walk_forward.in_sample.clone());
        option("--out-of-sample", walk_forward.out_of_sample.clone());
    }
    let counts =
        [("--purge", walk_forward.purge, 0), ("--embargo", walk_forward.embargo, 0), ("--tried", *tried, 0)];
    let counts = counts.into_iter().chain([("--paths", *paths, 10_000), ("--series", *asked_series, series)]);
    for (name, value, default) in counts {
        if value != default {
            option(name, value.to_string());
        }
    }
    if (ruin_pct - 50.0).abs() > 1e-12 {
        option("--ruin", ruin_pct.to_string());
    }
}

/// The options for what a sandbox has beside the defaults.
fn sandbox(sandbox: &SandboxReport) -> Vec<Vec<String>> {
    /// The limits of the command line's defaults.
    const DEFAULT: SandboxLimits =
        SandboxLimits { cores: 0.5, memory_bytes: 256 << 20, wall_ms: 60_000, output_bytes: 1 << 20 };
    let mut words = Vec::new();
    let mut option = |name: &str, value: String| words.push(vec![name.to_owned(), value]);
    if sandbox.backend != "namespaces" {
        option("--backend", sandbox.backend.clone());
    }
    let limits = &sandbox.limits;
    if limits.memory_bytes != DEFAULT.memory_bytes {
        option("--memory", limits.memory_bytes.to_string());
    }
    if limits.wall_ms != DEFAULT.wall_ms {
        option("--wall", format!("{}ms", limits.wall_ms));
    }
    if (limits.cores - DEFAULT.cores).abs() > 1e-9 {
        option("--cores", limits.cores.to_string());
    }
    if limits.output_bytes != DEFAULT.output_bytes {
        option("--output", limits.output_bytes.to_string());
    }
    if sandbox.controls.iter().any(|control| control.mandatory && control.state == ControlState::Absent) {
        words.push(vec!["--allow-degraded".to_owned()]);
    }
    words
}

/// The options for what a configuration has beside the defaults.
fn options(config: &BacktestConfig, words: &mut Vec<Vec<String>>) {
    let default = BacktestConfig::default();
    let BacktestConfig {
        schema_version: _,
        cash,
        commission,
        spread,
        margin,
        trade_on_close,
        hedging,
        exclusive_orders,
        finalize_trades,
        fractional,
        parameters,
        seed,
    } = config;
    let mut option = |name: &str, value: String| words.push(vec![name.to_owned(), value]);
    if *cash != default.cash {
        option("--cash", cash.to_string());
    }
    if *commission != default.commission {
        let relative = commission.relative;
        let fixed = commission.fixed;
        option(
            "--commission",
            if fixed.is_zero() { relative.to_string() } else { format!("{fixed}+{relative}") },
        );
    }
    if spread.to_bits() != default.spread.to_bits() {
        option("--spread", spread.to_string());
    }
    if margin.to_bits() != default.margin.to_bits() {
        option("--margin", margin.to_string());
    }
    if *seed != default.seed {
        option("--seed", seed.to_string());
    }
    for (name, value) in parameters {
        option("--param", format!("{name}={value}"));
    }
    let switches = [
        ("--trade-on-close", *trade_on_close),
        ("--hedging", *hedging),
        ("--exclusive-orders", *exclusive_orders),
        ("--finalize-trades", *finalize_trades),
    ];
    words.extend(switches.into_iter().filter(|(_, on)| *on).map(|(switch, _)| vec![switch.to_owned()]));
    words.extend(fractional.map(|unit| vec![format!("--fractional={unit:e}")]));
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// The command as text: in lines where it is long.
pub(crate) fn text(words: &[Vec<String>]) -> String {
    const COLUMNS_MAX: usize = 88;
    let mut text = String::new();
    let mut columns = 0;
    for group in words {
        let group: Vec<String> = group.iter().map(|word| quoted(word)).collect();
        let group = group.join(" ");
        if columns > 0 && columns + 1 + group.chars().count() > COLUMNS_MAX {
            text.push_str(" \\\n  ");
            columns = 2;
        } else if columns > 0 {
            text.push(' ');
            columns += 1;
        }
        columns += group.chars().count();
        text.push_str(&group);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them_otherwise() {
        let check = |word: &str, expected: &str| assert_eq!(quoted(word), expected);
        check("a=1", "a=1");
        check("", "''");
        check("two words", "'two words'");
        check("$(rm)", "'$(rm)'");
        check("it's", r"'it'\''s'");
        check("a\nb", "'a\nb'");
    }

    #[test]
    fn long_commands_are_broken_between_options() {
        let option = |index: usize| vec![format!("--option-{index}"), "x".repeat(30)];
        let words: Vec<_> = (0..3).map(option).collect();
        let x = "x".repeat(30);
        assert_eq!(text(&words), format!("--option-0 {x} --option-1 {x} \\\n  --option-2 {x}"));
    }
}
