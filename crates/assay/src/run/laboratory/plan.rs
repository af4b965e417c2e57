//! How the laboratory is asked, resolved before anything is run.

use anyhow::{Context as _, Result, bail};
use assay_lab::search::{Method, Objective, Space};
use assay_lab::walk_forward::{Anchor, Length, Scheme};
use assay_spec::{
    CrossValidationConfig, LaboratoryConfig, SearchConfig, WalkForwardAnchor, WalkForwardConfig,
};

use crate::cli::{self, LaboratoryArgs};
use crate::run::candidate::Candidate;
use crate::run::search::{method, search_method, space};

/// How the laboratory is asked.
pub(in crate::run) struct Plan {
    /// All of it, as it is reported.
    pub(in crate::run) config: LaboratoryConfig,
    /// What varies; none if no parameter has a range.
    pub(super) space: Option<Space>,
    pub(super) objective: Objective,
    pub(super) method: Method,
    pub(super) scheme: Scheme,
}

/// How many combinations are tried if nothing else is said: of a document, and of Python.
const TRIALS: [u64; 2] = [500, 40];
/// Over how many series of other prices a strategy is run if nothing else is said: of a document, and of Python.
const SERIES: [u64; 2] = [199, 39];
/// How a history is cut for cross-validation: 15 splits, 5 paths.
const CROSS_VALIDATION: CrossValidationConfig =
    CrossValidationConfig { groups: 6, tests: 2, purge: 5, embargo: 5 };
/// The probability of ruin that position sizes are held to.
const RUIN_PROBABILITY: f64 = 0.05;
/// The drawdown whose probability is told, in per cent.
const DRAWDOWN_PCT: f64 = 30.0;

impl Plan {
    /// Refuses options that suit no strategy, before any is run.
    ///
    /// # Errors
    /// An option that is out of range, or cannot be read.
    pub(in crate::run) fn check(args: &LaboratoryArgs) -> Result<()> {
        Objective::parse(&args.objective, &args.require)?;
        scheme(args, 1)?;
        if !(args.ruin > 0.0 && args.ruin < 100.0) {
            bail!("--ruin is `{}`; it is a share of the cash in per cent, above 0 and below 100", args.ruin);
        }
        Ok(())
    }

    /// What the options ask for.
    ///
    /// # Errors
    /// An option that is out of range, or does not suit the strategy.
    pub(in crate::run) fn resolve(
        args: &LaboratoryArgs,
        candidate: Candidate<'_>,
        bars: usize,
    ) -> Result<Self> {
        let objective = Objective::parse(&args.objective, &args.require)?;
        let space = candidate.space_if_any(&args.grid)?;
        let python = usize::from(matches!(candidate, Candidate::Python(_)));
        let trials = args.trials.unwrap_or(TRIALS[python]);
        let method = match args.method {
            Some(chosen) => method(chosen),
            None if space.as_ref().and_then(|space| space.count().ok()).is_some_and(|all| all <= trials) => {
                Method::Grid
            }
            None => Method::Even,
        };
        let scheme = scheme(args, bars)?;
        let config = LaboratoryConfig {
            search: SearchConfig {
                method: search_method(method),
                trials: Some(trials),
                objective: objective.text().to_owned(),
                requirements: args.require.clone(),
                dimensions: space.iter().flat_map(Space::dimensions).map(space::told).collect(),
            },
            walk_forward: WalkForwardConfig {
                anchor: match scheme.anchor {
                    Anchor::Rolling => WalkForwardAnchor::Rolling,
                    Anchor::Anchored => WalkForwardAnchor::Anchored,
                },
                in_sample: scheme.in_sample.to_string(),
                out_of_sample: scheme.out_of_sample.to_string(),
                purge: args.purge,
                embargo: args.embargo,
            },
            cross_validation: CROSS_VALIDATION,
            paths: args.paths,
            series: args.series.unwrap_or(SERIES[python]),
            tried: args.tried,
            ruin_pct: args.ruin,
            ruin_probability: RUIN_PROBABILITY,
            drawdown_pct: DRAWDOWN_PCT,
        };
        Ok(Self { config, space, objective, method, scheme })
    }

    /// The combinations that are tried at most.
    pub(super) fn trials(&self) -> Option<u64> {
        self.config.search.trials
    }
}

/// How the history is cut into windows.
fn scheme(args: &LaboratoryArgs, bars: usize) -> Result<Scheme> {
    let length = |option: &str, text: &Option<String>| {
        let length = text.as_deref().map(str::parse::<Length>).transpose();
        length.with_context(|| format!("{option} cannot be used"))
    };
    let by_default = Scheme::for_bars(bars);
    let (in_sample, out_of_sample) =
        match (length("--in-sample", &args.in_sample)?, length("--out-of-sample", &args.out_of_sample)?) {
            (Some(in_sample), Some(out_of_sample)) => (in_sample, out_of_sample),
            (None, None) => (by_default.in_sample, by_default.out_of_sample),
            (None, Some(out_of_sample)) => (times(out_of_sample, 3), out_of_sample),
            (Some(in_sample), None) => (in_sample, part(in_sample, 3)),
        };
    Ok(Scheme {
        anchor: match args.walk_forward {
            cli::Anchor::Rolling => Anchor::Rolling,
            cli::Anchor::Anchored => Anchor::Anchored,
        },
        in_sample,
        out_of_sample,
        purge: usize::try_from(args.purge).unwrap_or(usize::MAX),
        embargo: usize::try_from(args.embargo).unwrap_or(usize::MAX),
    })
}

fn times(length: Length, times: u16) -> Length {
    match length {
        Length::Bars(bars) => Length::Bars(bars.saturating_mul(usize::from(times))),
        Length::Days(days) => Length::Days(days.saturating_mul(u32::from(times))),
    }
}

fn part(length: Length, parts: u16) -> Length {
    match length {
        Length::Bars(bars) => Length::Bars((bars / usize::from(parts)).max(1)),
        Length::Days(days) => Length::Days((days / u32::from(parts)).max(1)),
    }
}
