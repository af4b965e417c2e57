//! `assay data`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `assay data`.
#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// Report span, timeframe, gaps and everything that is wrong with a file
    ///
    /// Exit status 1 if the file has problems that keep it from being used without repair.
    Inspect(DataInspectArgs),
    /// Read bars from one file and write them to another
    Convert(DataConvertArgs),
    /// Make a seeded synthetic series; the same options make the same file
    Synth(DataSynthArgs),
}

/// How to read times that can mean two things.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadingArgs {
    /// The unit of times that are numbers; found from the whole column if not given
    #[arg(long, value_enum, value_name = "UNIT")]
    pub(crate) epoch_unit: Option<EpochUnit>,
    /// The order of day and month in dates like `01/02/2024`; found from the whole column if not given
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(crate) date_order: Option<DateOrder>,
}

/// The unit of times that are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EpochUnit {
    /// Seconds since 1970.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Millionths of a second.
    Microseconds,
    /// Billionths of a second.
    Nanoseconds,
}

/// The order of day and month in dates with slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DateOrder {
    /// `31/12/2024`.
    DayFirst,
    /// `12/31/2024`.
    MonthFirst,
}

/// `assay data inspect`.
#[derive(Debug, Args)]
pub(crate) struct DataInspectArgs {
    /// The bars: CSV (plain or gzip) or Parquet
    pub(crate) file: PathBuf,
    /// How to read it.
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// `assay data convert`.
#[derive(Debug, Args)]
pub(crate) struct DataConvertArgs {
    /// The bars: CSV (plain or gzip) or Parquet
    pub(crate) input: PathBuf,
    /// Where to write: `.csv`, `.csv.gz`, `.tsv` or `.parquet`
    pub(crate) output: PathBuf,
    /// Mend what is wrong, and say what was done: everything, or only what is named
    #[arg(long, value_enum, value_name = "FIX", num_args = 0.., value_delimiter = ',', require_equals = true)]
    pub(crate) repair: Option<Vec<RepairFix>>,
    /// Replace the output if it exists
    #[arg(long)]
    pub(crate) force: bool,
    /// How to read it.
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// One way to mend rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RepairFix {
    /// Leave out rows with a missing or unreadable time or price.
    DropUnreadable,
    /// Leave out rows with a price of zero or below.
    DropNonPositive,
    /// Exchange high and low where the high is below the low.
    SwapHighLow,
    /// Raise the high, or lower the low, to the open or close beyond it.
    WidenRange,
    /// Take a missing, unreadable or negative volume as 0.
    ZeroVolume,
    /// Put the oldest row first.
    Sort,
    /// Leave out rows that have the time of a row before them.
    DropDuplicate,
}

/// `assay data synth`.
#[derive(Debug, Args)]
pub(crate) struct DataSynthArgs {
    /// Where to write: `.csv`, `.csv.gz`, `.tsv` or `.parquet`
    pub(crate) output: PathBuf,
    /// How the price moves
    #[arg(long, value_enum, default_value_t = SynthModel::Gbm)]
    pub(crate) model: SynthModel,
    /// How many bars
    #[arg(long, value_name = "COUNT", default_value_t = 2000, allow_negative_numbers = true)]
    pub(crate) bars: usize,
    /// The interval of a bar, such as `1m`, `1h` or `1d`
    #[arg(long, default_value = "1d")]
    pub(crate) timeframe: String,
    /// Names the random numbers
    #[arg(long, value_name = "NUMBER", default_value_t = 1, allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// When the first bar begins
    #[arg(long, value_name = "TIME", default_value = "2020-01-01")]
    pub(crate) start: String,
    /// The open of the first bar
    #[arg(long, value_name = "PRICE", default_value_t = 100.0, allow_negative_numbers = true)]
    pub(crate) start_price: f64,
    /// Expected growth a year, continuously compounded: `0.05` is 5 %
    #[arg(long, value_name = "RATE", default_value_t = 0.05, allow_negative_numbers = true)]
    pub(crate) drift: f64,
    /// Standard deviation of a year's log return: `0.2` is 20 %
    #[arg(long, value_name = "RATE", default_value_t = 0.2, allow_negative_numbers = true)]
    pub(crate) volatility: f64,
    /// Which days have bars
    #[arg(long, value_enum, default_value_t = SynthCalendar::EveryDay)]
    pub(crate) calendar: SynthCalendar,
    /// Digits after the decimal point; chosen from the start price if not given
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub(crate) decimals: Option<u32>,
    /// Replace the output if it exists
    #[arg(long)]
    pub(crate) force: bool,
    /// What only one of the models has.
    #[command(flatten)]
    pub(crate) model_options: SynthModelArgs,
}

/// What only one of the models has; refused with another.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Options of one model")]
pub(crate) struct SynthModelArgs {
    /// mean-reversion: how fast the price is drawn back, a year [default: 5]
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    pub(crate) speed: Option<f64>,
    /// mean-reversion: the price it is drawn to [default: the start price]
    #[arg(long, value_name = "PRICE", allow_negative_numbers = true)]
    pub(crate) level: Option<f64>,
    /// regime: drift of the second regime [default: -0.3]
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    pub(crate) second_drift: Option<f64>,
    /// regime: volatility of the second regime [default: 0.45]
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    pub(crate) second_volatility: Option<f64>,
    /// regime: mean length of a stay in the first regime [default: 1.5]
    #[arg(long, value_name = "YEARS", allow_negative_numbers = true)]
    pub(crate) first_years: Option<f64>,
    /// regime: mean length of a stay in the second regime [default: 0.5]
    #[arg(long, value_name = "YEARS", allow_negative_numbers = true)]
    pub(crate) second_years: Option<f64>,
    /// jumps: how many a year [default: 6]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub(crate) jumps_per_year: Option<f64>,
    /// jumps: mean jump of the log price [default: -0.02]
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true)]
    pub(crate) jump_mean: Option<f64>,
    /// jumps: standard deviation of a jump [default: 0.05]
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true)]
    pub(crate) jump_deviation: Option<f64>,
}

/// How a synthetic price moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SynthModel {
    /// Geometric Brownian motion.
    Gbm,
    /// The log price is drawn back to a level (Ornstein–Uhlenbeck).
    MeanReversion,
    /// Two regimes of drift and volatility that take turns.
    Regime,
    /// Geometric Brownian motion with jumps (Merton).
    Jumps,
}

/// Which days have bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SynthCalendar {
    /// All of them, as in crypto markets.
    EveryDay,
    /// Monday to Friday in UTC.
    Weekdays,
}
