//! A strategy over data: what both `prove` and `backtest` do.

mod directory;
mod interrupt;
mod tables;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use assay_data::{LoadOptions, Loaded, Repair};
use assay_engine::document::{self, Compiled, Refusals};
use assay_engine::simulator::Outcome;
use assay_engine::statistics::statistics;
use assay_spec::{
    BacktestConfig, DataReference, Document, Outcome as StageOutcome, Report, RunReport, SchemaVersion,
    Stage, StageReport, Strategy, StrategyReference, Verdict, VerdictPolicy, canonical, content_hash,
};
use assay_types::{Bars, ContentHash, ContentHasher, RunId, Timeframe};

use crate::cli::RunArgs;
use crate::diagnostics::shown;
use crate::documents;
use crate::environment::Environment;
use crate::files::{load_options, shown_path};
use crate::output::Printer;
use crate::progress::Reading;
use crate::settings::Settings;

pub(crate) use directory::{Kept, Written};
pub(crate) use tables::drawdown_pct;

/// What happened beside trades: the keys of a report's `events`.
pub(crate) mod event {
    pub(crate) const CANCELLED_FOR_MARGIN: &str = "orders_cancelled_for_margin";
    pub(crate) const REFUSED_BRACKET: &str = "entries_refused_bracket";
    pub(crate) const REFUSED_SIZE: &str = "entries_refused_size";
    pub(crate) const AMBIGUOUS: &str = "ambiguous_contingents";
    pub(crate) const OPEN_TRADES: &str = "open_trades";
    pub(crate) const PENDING_ORDERS: &str = "pending_orders";
    pub(crate) const OUT_OF_MONEY: &str = "out_of_money";
    pub(crate) const DATA_REPAIRS: &str = "data_repairs";
}

/// A run that was made, with all that its page shows.
#[derive(Debug)]
pub(crate) struct Run {
    /// The report, as it is kept.
    pub(crate) report: RunReport,
    /// The strategy, as it is kept.
    pub(crate) strategy: Strategy,
    /// The policy that judged, if one did.
    pub(crate) policy: Option<VerdictPolicy>,
    /// The bars.
    pub(crate) bars: Bars,
    /// Trades, fills and equity.
    pub(crate) outcome: Outcome,
    /// Hashes of what the run was made of, by what it is.
    pub(crate) inputs: BTreeMap<&'static str, ContentHash>,
}

/// Reads, checks, runs and, with a policy, judges.
///
/// # Errors
/// Anything wrong with the inputs. A strategy that loses is no error.
pub(crate) fn execute(
    args: &RunArgs,
    policy: Option<VerdictPolicy>,
    environment: &Environment,
    printer: &Printer,
) -> Result<Run> {
    let settings = Settings::resolve(&args.settings, environment)?;
    let options = settings.options()?;
    let document = documents::read_strategy(&args.strategy)?;
    let compiled = compile(&document, &settings.config)?;
    for note in &document.notes {
        let place = shown(&note.pointer);
        printer.note(&format!("upgraded from version 1, {place}: {}", note.message));
    }
    let loaded = load(args, printer)?;
    let (outcome, refusals) = compiled.run(&loaded.bars, &options).with_context(|| {
        format!("strategy `{}` cannot run over `{}`", document.value.name, shown_path(&args.data))
    })?;
    refuse_endless(&outcome, &loaded.bars)?;
    let (figures, extended) = statistics(&loaded.bars, &outcome);
    let verdict = policy.as_ref().map(|policy| assay_lab::judge(policy, &figures, &extended)).transpose()?;

    let config = BacktestConfig { parameters: compiled.parameters().clone(), ..settings.config };
    let data = data_reference(args, &loaded);
    let strategy_hash = content_hash(&document.value);
    let inputs = inputs(strategy_hash, &data, &config, policy.as_ref());
    let events = events(&outcome, refusals, &loaded);
    let stages = stages(&document, &outcome, &events, verdict.as_ref());
    let report = RunReport {
        schema_version: SchemaVersion::V2_0,
        run_id: run_id(&data, &inputs),
        assay_version: env!("CARGO_PKG_VERSION").to_owned(),
        stages,
        strategy: StrategyReference { name: document.value.name.clone(), content_hash: strategy_hash },
        data,
        parameters: config.parameters.clone(),
        config,
        statistics: Some(figures),
        extended: Some(extended),
        events,
        verdict,
    };
    let Loaded { bars, .. } = loaded;
    Ok(Run { report, strategy: document.value, policy, bars, outcome, inputs })
}

/// Refuses an account whose figures have left the numbers: every statistic would be a guess.
fn refuse_endless(outcome: &Outcome, bars: &Bars) -> Result<()> {
    let Some(bar) = outcome.equity.iter().position(|equity| !equity.is_finite()) else { return Ok(()) };
    bail!(
        "the equity at {} is not a finite number; the leverage, the cash or the prices are too large to \
         calculate with",
        bars.time()[bar]
    )
}

/// Checks the strategy and resolves it for the parameters of the configuration.
fn compile(document: &Document<Strategy>, config: &BacktestConfig) -> Result<Compiled> {
    let strategy = &document.value;
    let values = document::parameter_values(strategy, &config.parameters).map_err(|errors| {
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!(texts.join("\n  and "))
    })?;
    let compiled = document::compile(strategy, &values)
        .map_err(|problems| Report::new(document.source.clone(), problems))?;
    Ok(compiled)
}

fn load(args: &RunArgs, printer: &Printer) -> Result<Loaded> {
    let repair = if args.repair { Repair::all() } else { Repair::none() };
    let options = LoadOptions { repair, ..load_options(&args.reading) };
    let mut reading = Reading::new(printer);
    let loaded = assay_data::load(&args.data, &options, &mut |progress| reading.update(progress))?;
    drop(reading);
    if printer.verbose() > 0 {
        for note in &loaded.origin.notes {
            printer.note(&format!("{}: {note}", shown_path(&args.data)));
        }
    }
    tell_repairs(&loaded, printer);
    Ok(loaded)
}

fn tell_repairs(loaded: &Loaded, printer: &Printer) {
    const TOLD_MAX: usize = 10;
    let told_max = if printer.verbose() > 0 { usize::MAX } else { TOLD_MAX };
    for action in loaded.repairs.actions.iter().take(told_max) {
        printer.note(&format!("repaired {action}"));
    }
    let rest = loaded.repairs.actions.len().saturating_sub(told_max);
    if rest > 0 {
        printer.note(&format!("and {rest} more repairs; `-v` lists them"));
    }
}

fn data_reference(args: &RunArgs, loaded: &Loaded) -> DataReference {
    let time = loaded.bars.time();
    // The file's name without its directory: where it lies does not change what it is.
    let file =
        args.data.file_name().map_or_else(Default::default, |name| name.to_string_lossy().into_owned());
    DataReference {
        file: shown(&file),
        symbol: None,
        file_hash: loaded.origin.file_hash,
        content_hash: loaded.content_hash,
        bars: time.len() as u64,
        first: time[0],
        last: time[time.len() - 1],
        timeframe: timeframe(&loaded.bars),
    }
}

/// The interval that most bars keep, from the first thousand of them.
fn timeframe(bars: &Bars) -> Option<Timeframe> {
    const BARS_LOOKED_AT: usize = 1001;
    let time = &bars.time()[..bars.len().min(BARS_LOOKED_AT)];
    let mut spacings: Vec<i64> =
        time.windows(2).filter_map(|pair| pair[1].checked_nanos_since(pair[0])).collect();
    spacings.sort_unstable();
    let median = *spacings.get(spacings.len() / 2)?;
    Timeframe::from_spacing(Duration::from_nanos(u64::try_from(median).ok()?))
}

fn inputs(
    strategy_hash: ContentHash,
    data: &DataReference,
    config: &BacktestConfig,
    policy: Option<&VerdictPolicy>,
) -> BTreeMap<&'static str, ContentHash> {
    let mut inputs = BTreeMap::from([
        ("strategy", strategy_hash),
        ("data_file", data.file_hash),
        ("data_bars", data.content_hash),
        ("config", content_hash(config)),
    ]);
    inputs.extend(policy.map(|policy| ("policy", content_hash(policy))));
    inputs
}

/// The run's identity: all that can change a byte of what it leaves.
fn run_id(data: &DataReference, inputs: &BTreeMap<&'static str, ContentHash>) -> RunId {
    let mut hasher = ContentHasher::new();
    hasher.update_field(b"assay run");
    hasher.update_field(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update_field(canonical(&data.file).as_bytes());
    for (input, hash) in inputs {
        hasher.update_field(input.as_bytes());
        hasher.update_field(hash.as_bytes());
    }
    RunId::from_hash(&hasher.finish())
}

fn events(outcome: &Outcome, refusals: Refusals, loaded: &Loaded) -> BTreeMap<String, u64> {
    let counts = [
        (event::CANCELLED_FOR_MARGIN, outcome.cancelled_for_margin),
        (event::REFUSED_BRACKET, refusals.bracket),
        (event::REFUSED_SIZE, refusals.size),
        (event::AMBIGUOUS, outcome.ambiguous_contingents),
        (event::OPEN_TRADES, outcome.open_trades.len() as u64),
        (event::PENDING_ORDERS, outcome.pending_orders as u64),
        (event::OUT_OF_MONEY, u64::from(outcome.out_of_money.is_some())),
        (event::DATA_REPAIRS, loaded.repairs.counts.values().sum()),
    ];
    counts.into_iter().map(|(event, count)| (event.to_owned(), count)).collect()
}

fn stages(
    document: &Document<Strategy>,
    outcome: &Outcome,
    events: &BTreeMap<String, u64>,
    verdict: Option<&Verdict>,
) -> Vec<StageReport> {
    let strategy = &document.value;
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let mut checked = vec![format!(
        "the document is valid and compiles: {}, {}, {}",
        counted(strategy.indicators.len(), "indicator"),
        counted(strategy.entry_rules.len(), "entry rule"),
        counted(strategy.exit_rules.len(), "exit rule"),
    )];
    checked.extend(document.notes.iter().map(|note| format!("upgraded from version 1: {}", note.message)));
    let sandboxed = vec!["not needed: a document has no code to run".to_owned()];
    let count = |event: &str| events.get(event).copied().unwrap_or_default();
    let troubles: Vec<String> =
        [event::CANCELLED_FOR_MARGIN, event::REFUSED_BRACKET, event::REFUSED_SIZE, event::OUT_OF_MONEY]
            .into_iter()
            .filter(|event| count(event) > 0)
            .map(|event| format!("{event}: {}", count(event)))
            .collect();
    let troubled = if troubles.is_empty() { StageOutcome::Pass } else { StageOutcome::Warn };
    let ran = format!(
        "{} over {}",
        counted(outcome.trades.len(), "settled trade"),
        counted(outcome.equity.len(), "bar"),
    );
    let backtested = std::iter::once(ran).chain(troubles).collect();
    let mut stages = vec![
        StageReport { stage: Stage::Checked, outcome: StageOutcome::Pass, reasons: checked },
        StageReport { stage: Stage::Sandboxed, outcome: StageOutcome::Pass, reasons: sandboxed },
        StageReport { stage: Stage::Backtested, outcome: troubled, reasons: backtested },
    ];
    stages.extend(verdict.map(|verdict| {
        StageReport {
            stage: Stage::Proven,
            outcome: verdict.outcome,
            reasons: verdict
                .criteria
                .iter()
                .filter(|result| !result.passed)
                .map(|result| result.reason.clone())
                .collect(),
        }
    }));
    stages
}
