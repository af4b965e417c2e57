//! How a Python strategy is to be run.

use anyhow::{Result, bail};
use assay_check::Metadata;
use assay_python::Effort;
use assay_sandbox::{BackendName, Limits};
use assay_spec::{CausalityEffort, ParameterValue, ParameterValues, closest, content_hash};
use assay_types::{ContentHash, Excerpt, Identifier};
use serde_json::{Value as Json, json};

use crate::cli::{Backend, Causality, PythonArgs, RunArgs};
use crate::diagnostics::shown;
use crate::files::shown_path;
use crate::limits::limits;

/// How a Python strategy is to be run, held to what can be told beforehand.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) class: Option<String>,
    /// Whether the future is looked for, and how much.
    pub(super) causality: Option<CausalityEffort>,
    pub(super) backend: BackendName,
    pub(super) allow_degraded: bool,
    pub(super) limits: Limits,
}

impl Plan {
    /// What the options ask for.
    pub(super) fn resolve(args: &PythonArgs, proves: bool) -> Result<Self> {
        let causality = match args.causality {
            Some(Causality::Off) => None,
            Some(Causality::Sampled) | None => Some(CausalityEffort::Sampled),
            Some(Causality::Full) => Some(CausalityEffort::Full),
        };
        if proves && causality.is_none() {
            bail!(
                "`prove` needs to know that the strategy does not look ahead; `--causality off` is for `backtest`"
            );
        }
        Ok(Self {
            class: args.class.clone(),
            causality,
            backend: match args.backend {
                Some(Backend::Namespaces) | None => BackendName::Namespaces,
                Some(Backend::Docker) => BackendName::Docker,
            },
            allow_degraded: args.allow_degraded,
            limits: limits(&args.limits)?,
        })
    }

    pub(super) fn effort(&self) -> Effort {
        match self.causality {
            None => Effort::Off,
            Some(CausalityEffort::Sampled) => Effort::Sampled,
            Some(CausalityEffort::Full) => Effort::Full,
        }
    }

    /// The hash of all of it.
    pub(super) fn content_hash(&self) -> ContentHash {
        content_hash(&json!({
            "class": self.class,
            "causality": self.causality,
            "backend": self.backend,
            "allow_degraded": self.allow_degraded,
            "limits": self.limits,
        }))
    }
}

/// Refuses options of Python strategies for one that is a document.
pub(in crate::run) fn refuse_for_document(run: &RunArgs) -> Result<()> {
    let PythonArgs { class, causality, check_policy, backend, allow_degraded, limits } = &run.python;
    let given = [
        ("--class", class.is_some()),
        ("--causality", causality.is_some()),
        ("--check-policy", check_policy.is_some()),
        ("--backend", backend.is_some()),
        ("--allow-degraded", *allow_degraded),
        ("--memory", limits.memory.is_some()),
        ("--wall", limits.wall.is_some()),
        ("--cores", limits.cores.is_some()),
        ("--output", limits.output.is_some()),
    ];
    if let Some((flag, _)) = given.into_iter().find(|(_, given)| *given) {
        bail!(
            "`{flag}` is for Python strategies (`.py`); `{}` is a document, which has no code to run",
            shown_path(&run.strategy)
        );
    }
    Ok(())
}

/// Refuses a file that cannot have a strategy in it.
///
/// # Errors
/// The text shows none, and imports nothing that one could derive from.
pub(super) fn refuse_without_strategy(file: &str, metadata: &Metadata) -> Result<()> {
    let has_base = metadata.imports.iter().any(|import| {
        let package = import.module.split('.').next();
        matches!(package, Some("assay" | "backtesting"))
    });
    if metadata.strategies.is_empty() && !has_base {
        bail!(
            "there is no strategy in `{file}`: a class that derives from `Strategy`, which comes from `assay` or \
             `backtesting`, and has `init` and `next`"
        );
    }
    Ok(())
}

/// The name of the class that will be run, if the text tells.
///
/// # Errors
/// The class that was asked for is not there, or there are several and none was asked for.
pub(super) fn class(asked: Option<&str>, metadata: &Metadata) -> Result<Option<String>> {
    let classes = &metadata.strategies;
    if let Some(asked) = asked {
        // Where the text shows no strategy, the run will tell whether there is one.
        if classes.is_empty() || classes.iter().any(|class| class.name == asked) {
            return Ok(Some(asked.to_owned()));
        }
        let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
        let help = match closest(asked, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the file has {}", names.join(", ")),
        };
        bail!("there is no strategy class `{}`; {help}", Excerpt::of(asked));
    }
    let leaves: Vec<&str> =
        classes.iter().filter(|class| !class.extended).map(|class| class.name.as_str()).collect();
    // A file that calls `Backtest(…)` says which of them it means when it is run.
    let says = metadata.imports.iter().any(|import| {
        import.name.as_deref() == Some("Backtest")
            || (import.module == "backtesting" && import.name.is_none())
    });
    match leaves.as_slice() {
        [only] => Ok(Some((*only).to_owned())),
        [_, ..] if !says => {
            bail!(
                "there are several strategies in the file; choose one with `--class`: {}",
                leaves.join(", ")
            )
        }
        _ => Ok(None),
    }
}

/// The values of parameters, as Python has them.
///
/// # Errors
/// A parameter that the class does not have, or a value of another kind.
pub(super) fn parameters(
    given: &ParameterValues,
    class: Option<&str>,
    metadata: &Metadata,
) -> Result<ParameterValues> {
    use assay_check::ParameterKind as Kind;

    let known = metadata.strategies.iter().find(|known| Some(known.name.as_str()) == class);
    let mut values = ParameterValues::new();
    for (name, value) in given {
        let Some(known) = known else {
            values.insert(name.clone(), value.clone());
            continue;
        };
        let Some(parameter) = known.parameters.iter().find(|known| known.name == name.as_str()) else {
            let names: Vec<&str> = known.parameters.iter().map(|known| known.name.as_str()).collect();
            let help = match (closest(name.as_str(), names.iter().copied()), names.as_slice()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, []) => "it has none; parameters are variables of the class".to_owned(),
                (None, names) => format!("it has {}", names.join(", ")),
            };
            bail!("`{}` has no parameter `{name}`; {help}", shown(&known.name));
        };
        let value = match (parameter.kind, value) {
            (Kind::Boolean, ParameterValue::Text(text)) if text == "True" => ParameterValue::Boolean(true),
            (Kind::Boolean, ParameterValue::Text(text)) if text == "False" => ParameterValue::Boolean(false),
            (Kind::Text, value) => ParameterValue::Text(value.to_string()),
            (_, value) => value.clone(),
        };
        let expected = match (parameter.kind, &value) {
            (Kind::Boolean, ParameterValue::Boolean(_))
            | (Kind::Integer, ParameterValue::Integer(_))
            | (Kind::Number, ParameterValue::Integer(_) | ParameterValue::Number(_))
            | (Kind::Text | Kind::Unknown, _) => None,
            (Kind::Boolean, _) => Some("`true` or `false`"),
            (Kind::Integer, _) => Some("a whole number"),
            (Kind::Number, _) => Some("a number"),
            (Kind::List, _) => Some("a list, which the command line cannot give; change it in the file"),
        };
        if let Some(expected) = expected {
            bail!("parameter `{name}` cannot be `{}`; it is {expected}", Excerpt::of(&value.to_string()));
        }
        values.insert(name.clone(), value);
    }
    Ok(values)
}

/// What a class is told of its parameters: those that were given, and the defaults that the text tells.
pub(super) fn told_parameters(
    given: &ParameterValues,
    class: Option<&str>,
    metadata: Option<&Metadata>,
) -> ParameterValues {
    use assay_check::Literal;

    let classes = metadata.map(|metadata| metadata.strategies.as_slice()).unwrap_or_default();
    let known = classes.iter().find(|known| Some(known.name.as_str()) == class);
    let defaults = known.into_iter().flat_map(|known| &known.parameters).filter_map(|parameter| {
        let value = match &parameter.default {
            Literal::Boolean(value) => ParameterValue::Boolean(*value),
            // Documents have integers up to 2^53.
            Literal::Integer(value) if value.unsigned_abs() <= 1 << 53 => ParameterValue::Integer(*value),
            Literal::Number(value) => ParameterValue::number(*value),
            Literal::Text(value) => ParameterValue::Text(shown(value)),
            Literal::Integer(_) | Literal::None | Literal::List(_) => return None,
        };
        Some((parameter.name.parse::<Identifier>().ok()?, value))
    });
    defaults.chain(given.iter().map(|(name, value)| (name.clone(), value.clone()))).collect()
}

/// A parameter's value for the cell.
pub(super) fn to_json(value: &ParameterValue) -> Json {
    match value {
        ParameterValue::Boolean(value) => json!(value),
        ParameterValue::Integer(value) => json!(value),
        ParameterValue::Number(value) => json!(value),
        ParameterValue::Text(value) => json!(value),
    }
}
