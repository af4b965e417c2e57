//! What varies, from the command line and the document.

use anyhow::{Context as _, Result, bail};
use assay_lab::search::{Dimension, Extent, Space};
use assay_spec::{ParameterValue, ParameterValues, SearchDimension, Strategy};
use assay_types::{Excerpt, Identifier};

use crate::run::candidate::Kind;

/// The parameters that the options name, or else `known`: all that the strategy gives a range. None may be fixed by an
/// option too. `suits` refuses a value that the strategy does not take.
pub(in crate::run) fn space(
    grid: &[String],
    known: Vec<Dimension>,
    fixed: &ParameterValues,
    kind: impl Fn(&Identifier) -> Kind,
    suits: impl Fn(&Identifier, ParameterValue) -> Result<()>,
) -> Result<Space> {
    if grid.is_empty() {
        if known.is_empty() {
            bail!(
                "the strategy has no parameter with a range; name values with `--grid`, like `--grid fast=5:50:5`"
            );
        }
        let free = known.into_iter().filter(|varied| !fixed.contains_key(&varied.name)).collect();
        return Space::new(free)
            .context("every parameter with a range is fixed by `--param` or the configuration");
    }
    let mut dimensions: Vec<Dimension> = Vec::new();
    for text in grid {
        let dimension = dimension(text, &kind, &suits)
            .with_context(|| format!("--grid cannot be `{}`", Excerpt::of(text)))?;
        if fixed.contains_key(&dimension.name) {
            bail!(
                "`{}` is fixed by `--param` or the configuration, and varied by `--grid`; leave one of them out",
                dimension.name
            );
        }
        if dimensions.iter().any(|other| other.name == dimension.name) {
            bail!("--grid names `{}` twice; write its values once", dimension.name);
        }
        dimensions.push(dimension);
    }
    Ok(Space::new(dimensions)?)
}

/// The parameters of a document that have a range.
pub(in crate::run) fn of_document(strategy: &Strategy) -> Vec<Dimension> {
    Space::of(strategy).map(|space| space.dimensions().to_vec()).unwrap_or_default()
}

fn dimension(
    text: &str,
    kind: impl Fn(&Identifier) -> Kind,
    suits: impl Fn(&Identifier, ParameterValue) -> Result<()>,
) -> Result<Dimension> {
    const EXPECTED: &str = "write a parameter's name, `=` and its values, like `fast=5:50:5`";
    let (name, values) = text.split_once('=').context(EXPECTED)?;
    let name: Identifier = name.trim().parse().context(EXPECTED)?;
    let mut extent = Extent::parse(values.trim())?;
    // `0:1` is every number between where the parameter is one, unless it has steps of its own.
    if let Extent::Integers { low, high, step: 1 } = extent
        && values.matches(':').count() == 1
        && let Kind::Number { step } = kind(&name)
        && let (Some(low), Some(high)) =
            (ParameterValue::Integer(low).as_f64(), ParameterValue::Integer(high).as_f64())
    {
        extent = Extent::Numbers { low, high, step };
    }
    for value in ends(&extent) {
        suits(&name, value)?;
    }
    Ok(Dimension { name, extent })
}

/// Values by which the others are judged: the ends, and the first step from the low one.
fn ends(extent: &Extent) -> Vec<ParameterValue> {
    match (extent, extent.count()) {
        (Extent::Listed(values), _) => values.clone(),
        (_, Some(count)) => vec![extent.value(0), extent.value(1.min(count - 1)), extent.value(count - 1)],
        (Extent::Integers { low, high, .. }, None) => {
            vec![ParameterValue::Integer(*low), ParameterValue::Integer(*high)]
        }
        (Extent::Numbers { low, high, .. }, None) => {
            vec![ParameterValue::number(*low), ParameterValue::number(*high)]
        }
    }
}

/// A dimension, as the report names it.
pub(in crate::run) fn told(dimension: &Dimension) -> SearchDimension {
    let values = match &dimension.extent {
        Extent::Integers { low, high, step } => format!("{low}:{high}:{step}"),
        Extent::Numbers { low, high, step: Some(step) } => format!("{low:?}:{high:?}:{step:?}"),
        Extent::Numbers { low, high, step: None } => format!("{low:?}:{high:?}"),
        Extent::Listed(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    };
    SearchDimension { parameter: dimension.name.clone(), values, count: dimension.extent.count() }
}
