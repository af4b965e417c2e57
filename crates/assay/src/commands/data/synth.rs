//! `assay data synth`.

use anyhow::{Context as _, Result, bail};
use assay_data::{Calendar, Model, SynthOptions, WriteError, content_hash, synthesise, write_bars};
use assay_types::{Timeframe, Timestamp};
use serde_json::json;

use super::{grouped, showable, told};
use crate::cli::{DataSynthArgs, SynthCalendar, SynthModel, SynthModelArgs};
use crate::exit::Exit;
use crate::files::{refuse_existing, shown_path};
use crate::output::Printer;
use crate::progress::Working;

pub(crate) fn run(args: &DataSynthArgs, printer: &Printer) -> Result<Exit> {
    let options = options(args)?;
    if assay_data::FileFormat::of_path(&args.output).is_none() {
        return Err(WriteError::Format { path: args.output.clone() }.into());
    }
    if !args.force {
        refuse_existing(&args.output)?;
    }
    let count = grouped(u64::try_from(options.bars).unwrap_or(u64::MAX));
    let working = Working::new(printer, format!("making {count} bars"));
    let bars = synthesise(&options)?;
    drop(working);
    let working = Working::new(printer, format!("writing {}", shown_path(&args.output)));
    write_bars(&args.output, &bars)?;
    drop(working);
    let hash = content_hash(&bars);
    let answer = json!({ "output": showable(&args.output), "options": options, "content_hash": hash });
    printer.answer(&answer, |_| {
        let span = match (bars.time().first(), bars.time().last()) {
            (Some(first), Some(last)) => {
                let timeframe = Some(options.timeframe);
                format!(", {} to {}", told(*first, timeframe), told(*last, timeframe))
            }
            _ => String::new(),
        };
        let (output, timeframe) = (shown_path(&args.output), options.timeframe);
        format!("wrote {output}: {count} bars of {timeframe}{span}\ncontent {hash}\n")
    });
    Ok(Exit::Passed)
}

fn options(args: &DataSynthArgs) -> Result<SynthOptions> {
    Ok(SynthOptions {
        bars: args.bars,
        timeframe: args.timeframe.parse::<Timeframe>().context("`--timeframe` is not one")?,
        start: start(&args.start)?,
        start_price: args.start_price,
        drift: args.drift,
        volatility: args.volatility,
        seed: args.seed,
        calendar: match args.calendar {
            SynthCalendar::EveryDay => Calendar::EveryDay,
            SynthCalendar::Weekdays => Calendar::Weekdays,
        },
        decimals: args.decimals,
        model: model(args.model, &args.model_options)?,
    })
}

fn start(text: &str) -> Result<Timestamp> {
    let parsed = text.parse::<Timestamp>();
    // A day begins at midnight.
    let day = || format!("{text}T00:00:00Z").parse::<Timestamp>().ok();
    match parsed {
        Ok(start) => Ok(start),
        Err(error) => day().ok_or(error).context("`--start` is no time"),
    }
}

fn model(model: SynthModel, given: &SynthModelArgs) -> Result<Model> {
    refuse_others(model, given)?;
    Ok(match model {
        SynthModel::Gbm => Model::GeometricBrownian,
        SynthModel::MeanReversion => {
            Model::MeanReversion { speed: given.speed.unwrap_or(5.0), level: given.level }
        }
        SynthModel::Regime => Model::RegimeSwitching {
            drift: given.second_drift.unwrap_or(-0.3),
            volatility: given.second_volatility.unwrap_or(0.45),
            first_years: given.first_years.unwrap_or(1.5),
            second_years: given.second_years.unwrap_or(0.5),
        },
        SynthModel::Jumps => Model::Jumps {
            per_year: given.jumps_per_year.unwrap_or(6.0),
            mean: given.jump_mean.unwrap_or(-0.02),
            deviation: given.jump_deviation.unwrap_or(0.05),
        },
    })
}

/// An option that would be ignored is a mistake.
fn refuse_others(model: SynthModel, given: &SynthModelArgs) -> Result<()> {
    use SynthModel::{Jumps, MeanReversion, Regime};
    let options = [
        ("--speed", given.speed, MeanReversion, "mean-reversion"),
        ("--level", given.level, MeanReversion, "mean-reversion"),
        ("--second-drift", given.second_drift, Regime, "regime"),
        ("--second-volatility", given.second_volatility, Regime, "regime"),
        ("--first-years", given.first_years, Regime, "regime"),
        ("--second-years", given.second_years, Regime, "regime"),
        ("--jumps-per-year", given.jumps_per_year, Jumps, "jumps"),
        ("--jump-mean", given.jump_mean, Jumps, "jumps"),
        ("--jump-deviation", given.jump_deviation, Jumps, "jumps"),
    ];
    for (option, value, of, name) in options {
        if value.is_some() && of != model {
            bail!("`{option}` is an option of `--model {name}`");
        }
    }
    Ok(())
}
