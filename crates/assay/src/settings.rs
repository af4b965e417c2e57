//! The configuration of a backtest: defaults, file, environment and flags, merged once.
//!
//! The file goes through the reader of documents, which knows the place of every mistake and of every value; so
//! layers are merged here and not by a library that would read the file a second time, by other rules.

mod keys;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use assay_engine::simulator;
use assay_spec::{BacktestConfig, Document, Source, closest};
use assay_types::Excerpt;

use crate::cli::SettingsArgs;
use crate::diagnostics::shown;
use crate::documents;
use crate::environment::{DATA_VARIABLE, Environment};
use crate::files::shown_path;

pub(crate) use keys::KEYS;

/// The configuration file that is read where none is named, if it is there.
const FILE_DEFAULT: &str = "assay.toml";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody set it.
    Default,
    /// A configuration file.
    File {
        /// The file's name.
        name: String,
        /// The line of the value, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// An option of the command line.
    Flag(String),
}

impl Origin {
    /// The layer, as JSON names it.
    pub(crate) fn layer(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File { .. } => "file",
            Self::Variable(_) => "environment",
            Self::Flag(_) => "flag",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File { name, line } => write!(formatter, "{name}, line {line}"),
            Self::Variable(name) => formatter.write_str(name),
            Self::Flag(flag) => formatter.write_str(flag),
        }
    }
}

/// A configuration that holds, and where each of its values comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    /// The configuration.
    pub(crate) config: BacktestConfig,
    /// The origin of every value, by its key: those of [`KEYS`], and `parameters.NAME`.
    pub(crate) origins: BTreeMap<String, Origin>,
}

impl Settings {
    /// Merges defaults, the configuration file, the environment and the flags, each over those before it.
    ///
    /// # Errors
    /// A layer that cannot be read, an unknown key, or a value outside its range, named by its origin.
    pub(crate) fn resolve(args: &SettingsArgs, environment: &Environment) -> Result<Self> {
        refuse_unknown_variables(environment)?;
        let mut settings = match file_of(args, environment) {
            Some(path) => Self::of_document(&documents::read::<BacktestConfig>(&path)?),
            None => Self::default(),
        };
        for key in KEYS {
            let variable = key.variable();
            if let Some(text) = environment.get(&variable) {
                settings.set(key, text, &Origin::Variable(variable))?;
            }
        }
        if let Some(text) = environment.get(PARAMETERS_VARIABLE) {
            let assignments = text.split(',').filter(|assignment| !assignment.trim().is_empty());
            settings.set_parameters(assignments, &Origin::Variable(PARAMETERS_VARIABLE.to_owned()))?;
        }
        for (key, text) in keys::given(args) {
            settings.set(key, &text, &Origin::Flag(key.flag()))?;
        }
        let assignments = args.parameters.iter().map(String::as_str);
        settings.set_parameters(assignments, &Origin::Flag("--param".to_owned()))?;
        settings.check()?;
        // `10000` and `10000.00` are one amount, and so one run.
        let config = &mut settings.config;
        config.cash = config.cash.normalize();
        config.commission.fixed = config.commission.fixed.normalize();
        Ok(settings)
    }

    /// What the simulator is told.
    ///
    /// # Errors
    /// A value that the documents allow and the simulator does not.
    pub(crate) fn options(&self) -> Result<simulator::Options> {
        let config = &self.config;
        // A decimal's text reads as the float nearest to it.
        let float = |decimal: String| decimal.parse::<f64>().unwrap_or(f64::NAN);
        let options = simulator::Options {
            cash: float(config.cash.to_string()),
            commission: simulator::Commission {
                fixed: float(config.commission.fixed.to_string()),
                relative: config.commission.relative,
            },
            spread: config.spread,
            margin: config.margin,
            trade_on_close: config.trade_on_close,
            hedging: config.hedging,
            exclusive_orders: config.exclusive_orders,
            finalize_trades: config.finalize_trades,
            fractional_unit: config.fractional,
        };
        options.check().context("the configuration does not hold")?;
        Ok(options)
    }

    fn of_document(document: &Document<BacktestConfig>) -> Self {
        let mut settings = Self { config: document.value.clone(), origins: BTreeMap::new() };
        let source = &document.source;
        for key in KEYS {
            settings.origins.insert(key.name.to_owned(), origin_in(source, &key.pointer()));
        }
        for name in settings.config.parameters.keys() {
            let origin = origin_in(source, &format!("/parameters/{name}"));
            settings.origins.insert(parameter_key(name.as_str()), origin);
        }
        settings
    }

    fn set(&mut self, key: &keys::Key, text: &str, origin: &Origin) -> Result<()> {
        let set = (key.set)(&mut self.config, text).map_err(|expected| {
            anyhow::anyhow!("{origin} cannot be `{}`; write {expected}", Excerpt::of(text))
        })?;
        for name in set {
            self.origins.insert((*name).to_owned(), origin.clone());
        }
        Ok(())
    }

    /// Sets the parameters of one layer, each at most once: which of two values was meant, nobody can say.
    fn set_parameters<'t>(
        &mut self,
        assignments: impl Iterator<Item = &'t str>,
        origin: &Origin,
    ) -> Result<()> {
        let mut seen = BTreeSet::new();
        for assignment in assignments {
            let (name, value) = keys::parameter(assignment).map_err(|expected| {
                anyhow::anyhow!("{origin} cannot be `{}`; write {expected}", Excerpt::of(assignment))
            })?;
            if !seen.insert(name.clone()) {
                bail!("{origin} gives `{name}` twice, again by `{}`; write it once", Excerpt::of(assignment));
            }
            self.origins.insert(parameter_key(name.as_str()), origin.clone());
            self.config.parameters.insert(name, value);
        }
        Ok(())
    }

    /// Holds the merged values to the rules of the document: a file was held to them when it was read.
    fn check(&self) -> Result<()> {
        let problems = assay_spec::check(&self.config);
        let Some(problem) = problems.first() else { return Ok(()) };
        let key = problem.pointer().trim_start_matches('/').replace('/', ".");
        let origin = self.origins.get(&key).map_or_else(|| key.clone(), ToString::to_string);
        let help = problem.suggestion().map(|help| format!("; {help}")).unwrap_or_default();
        bail!("{origin}: {}{help}", problem.message())
    }
}

impl Default for Settings {
    fn default() -> Self {
        let origins = KEYS.iter().map(|key| (key.name.to_owned(), Origin::Default)).collect();
        Self { config: BacktestConfig::default(), origins }
    }
}

/// The variable with values of the strategy's parameters: `fast=12,slow=50`.
pub(crate) const PARAMETERS_VARIABLE: &str = "ASSAY_PARAMETERS";

/// The variable that names the configuration file.
pub(crate) const FILE_VARIABLE: &str = "ASSAY_CONFIG";

fn parameter_key(name: &str) -> String {
    format!("parameters.{name}")
}

/// The configuration file: the one named, or the one in the working directory.
fn file_of(args: &SettingsArgs, environment: &Environment) -> Option<PathBuf> {
    if let Some(path) = &args.config {
        return Some(path.clone());
    }
    if let Some(path) = environment.get(FILE_VARIABLE) {
        return Some(PathBuf::from(path));
    }
    let path = Path::new(FILE_DEFAULT);
    path.exists().then(|| path.to_owned())
}

/// Where a value stands in the file; the default, where the file does not have it.
fn origin_in(source: &Source, pointer: &str) -> Origin {
    let place = source.locate_value(pointer);
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    // What is missing is located at its nearest ancestor.
    if place == source.locate_value(parent) {
        return Origin::Default;
    }
    Origin::File { name: shown_path(Path::new(source.name())), line: place.line }
}

fn refuse_unknown_variables(environment: &Environment) -> Result<()> {
    let mut known: Vec<String> = KEYS.iter().map(keys::Key::variable).collect();
    known.extend([PARAMETERS_VARIABLE, FILE_VARIABLE, DATA_VARIABLE].map(str::to_owned));
    known.dedup();
    for name in environment.assay_variables() {
        if known.iter().any(|known| known == name) {
            continue;
        }
        let help = match closest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        bail!("there is no variable `{}`; {help}", shown(name));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
