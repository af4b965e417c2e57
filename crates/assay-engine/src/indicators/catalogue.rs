//! What each function takes and gives, in the words of TA-Lib's Python interface.

use std::fmt;
use std::sync::LazyLock;

use ta_lib::abstract_api::{
    self, FuncFlags, FuncId, FuncInfo, InputFlags, InputType, OptInputType, OutputType,
};

pub use ta_lib::abstract_api::Group;

use super::causality;

/// A TA-Lib function.
#[derive(Debug)]
pub struct Function {
    info: &'static FuncInfo,
    inputs: Vec<Input>,
    arguments: Vec<Argument>,
    outputs: Vec<Output>,
}

/// One series that a function takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    name: String,
    kind: InputKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputKind {
    /// A column of the bar; the number is its position in TA-Lib's price bundle (open, high, low, close, volume).
    Column(usize),
    /// Any series; the number is TA-Lib's input slot.
    Series(usize),
}

/// One optional argument of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    name: String,
    hint: &'static str,
    kind: ArgumentKind,
}

/// What an argument may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ArgumentKind {
    /// A whole number, both ends included.
    Integer {
        /// Smallest value.
        min: i32,
        /// Largest value.
        max: i32,
        /// The value when the argument is left out.
        default: i32,
    },
    /// A real number, both ends included.
    Real {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
        /// The value when the argument is left out.
        default: f64,
    },
    /// A kind of moving average, by number or by name.
    MovingAverage {
        /// The number of the kind when the argument is left out.
        default: i32,
    },
}

/// One series that a function gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    name: String,
    pub(super) integer: bool,
}

/// A name that is no TA-Lib function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFunction {
    /// The name, cut to 64 characters.
    pub name: String,
    /// The function which is most likely meant.
    pub suggestion: Option<&'static str>,
}

impl fmt::Display for UnknownFunction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` is not a TA-Lib function", self.name)?;
        match self.suggestion {
            Some(suggestion) => write!(formatter, "; did you mean `{suggestion}`?"),
            None => formatter.write_str("; `assay indicators` lists them"),
        }
    }
}

impl std::error::Error for UnknownFunction {}

/// The kinds of moving average with their numbers in TA-Lib.
pub const MOVING_AVERAGES: &[(i32, &str)] = &[
    (0, "SMA"),
    (1, "EMA"),
    (2, "WMA"),
    (3, "DEMA"),
    (4, "TEMA"),
    (5, "TRIMA"),
    (6, "KAMA"),
    (7, "MAMA"),
    (8, "T3"),
    (9, "HMA"),
    (10, "DISABLED"),
    (11, "DEFAULT"),
    (12, "ZLEMA"),
    (13, "RMA"),
    (14, "VIDYA"),
    (15, "ALMA"),
];

static CATALOGUE: LazyLock<Vec<Function>> =
    LazyLock::new(|| abstract_api::funcs().map(Function::describe).collect());

/// Names that other platforms give to functions of TA-Lib.
const ELSEWHERE: &[(&str, &str)] = &[
    ("bollinger", "BBANDS"),
    ("bollingerbands", "BBANDS"),
    ("bb", "BBANDS"),
    ("stochastic", "STOCH"),
    ("parabolic_sar", "SAR"),
    ("psar", "SAR"),
    ("stdev", "STDDEV"),
    ("std", "STDDEV"),
    ("williams_r", "WILLR"),
    ("williamsr", "WILLR"),
    ("keltner", "KC"),
    ("donchian_channels", "DONCHIAN"),
    ("smma", "RMA"),
    ("wilder", "RMA"),
    ("heikin_ashi", "HA"),
    ("heikinashi", "HA"),
    ("momentum", "MOM"),
    ("true_range", "TRANGE"),
    ("tr", "TRANGE"),
    ("highest", "MAX"),
    ("lowest", "MIN"),
    ("hhv", "MAX"),
    ("llv", "MIN"),
    ("variance", "VAR"),
    ("linreg", "LINEARREG"),
    ("slope", "LINEARREG_SLOPE"),
    ("correlation", "CORREL"),
    ("aroon_oscillator", "AROONOSC"),
    ("plusdi", "PLUS_DI"),
    ("minusdi", "MINUS_DI"),
    ("log", "LN"),
];

/// Every function, in TA-Lib's order (by name).
pub fn all() -> &'static [Function] {
    &CATALOGUE
}

/// The functions of a group.
pub fn in_group(group: Group) -> impl Iterator<Item = &'static Function> {
    all().iter().filter(move |function| function.group() == group)
}

/// The function of that name, in any case.
///
/// # Errors
/// When there is none; the error names the nearest.
pub fn find(name: &str) -> Result<&'static Function, UnknownFunction> {
    let found = abstract_api::get_func_handle(name)
        .and_then(|id| all().iter().find(|function| function.info.id == id));
    found.ok_or_else(|| {
        let lower = name.to_ascii_lowercase();
        let known = ELSEWHERE.iter().find(|(other, _)| *other == lower).map(|(_, known)| *known);
        UnknownFunction {
            name: name.chars().take(64).collect(),
            suggestion: known.or_else(|| super::closest(name, all().iter().map(Function::name))),
        }
    })
}

impl Function {
    fn describe(info: &'static FuncInfo) -> Self {
        Self {
            info,
            inputs: inputs(info),
            arguments: info
                .opt_inputs
                .iter()
                .map(|argument| Argument {
                    name: plain(argument.param_name, "optIn"),
                    hint: argument.hint,
                    kind: argument_kind(argument.kind),
                })
                .collect(),
            outputs: info
                .outputs
                .iter()
                .map(|output| Output {
                    name: output_name(output.param_name),
                    integer: output.kind == OutputType::Integer,
                })
                .collect(),
        }
    }

    pub(super) const fn id(&self) -> FuncId {
        self.info.id
    }

    pub(super) const fn info(&self) -> &'static FuncInfo {
        self.info
    }

    /// TA-Lib's name, in capitals.
    pub const fn name(&self) -> &'static str {
        self.info.name
    }

    /// The group that TA-Lib files it under.
    pub const fn group(&self) -> Group {
        self.info.group
    }

    /// One line on what it computes.
    pub const fn hint(&self) -> &'static str {
        self.info.hint
    }

    /// The series it takes, in order.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The arguments it takes, in order; all may be left out.
    pub fn arguments(&self) -> &[Argument] {
        &self.arguments
    }

    /// The series it gives, in order.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Whether the value on a bar depends on that bar and earlier ones only. A function that rewrites its past
    /// shows in a backtest what nobody could have known, and documents may not use it.
    pub fn causal(&self) -> bool {
        self.not_causal_because().is_none()
    }

    /// Why the function may not be used in a document, if it may not.
    pub fn not_causal_because(&self) -> Option<&'static str> {
        causality::refusal(self.name())
    }

    /// Whether early values depend on where the data begin and fade in with more of it (as of an EMA).
    pub const fn has_unstable_period(&self) -> bool {
        self.info.flags.contains(FuncFlags::UNSTABLE_PERIOD)
    }

    /// Whether every value depends on where the data begin (as of a running total).
    pub const fn is_path_dependent(&self) -> bool {
        self.info.flags.contains(FuncFlags::PATH_DEPENDENT)
    }

    /// Whether it is drawn on the price scale.
    pub const fn is_overlay(&self) -> bool {
        self.info.flags.contains(FuncFlags::OVERLAP)
    }

    /// Whether usual inputs may have no finite result (a division by zero, a logarithm of zero).
    pub const fn may_give_non_finite(&self) -> bool {
        self.info.flags.contains(FuncFlags::NAN_INF_OUTPUT)
    }
}

impl Input {
    /// `open`, `high`, `low`, `close` or `volume` for a column; else a name for messages, like `real`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the function means this very column, and not any series.
    pub const fn is_column(&self) -> bool {
        matches!(self.kind, InputKind::Column(_))
    }

    pub(super) const fn kind(&self) -> InputKind {
        self.kind
    }
}

impl Argument {
    /// The name in documents, like `timeperiod`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One line on what it does.
    pub const fn hint(&self) -> &'static str {
        self.hint
    }

    /// What it may be.
    pub const fn kind(&self) -> ArgumentKind {
        self.kind
    }
}

impl Output {
    /// The name in rules, like `upperband`; `real` or `integer` for an only output.
    pub fn name(&self) -> &str {
        &self.name
    }
}

fn inputs(info: &'static FuncInfo) -> Vec<Input> {
    const COLUMNS: [(&str, InputFlags); 5] = [
        ("open", InputFlags::PRICE_OPEN),
        ("high", InputFlags::PRICE_HIGH),
        ("low", InputFlags::PRICE_LOW),
        ("close", InputFlags::PRICE_CLOSE),
        ("volume", InputFlags::PRICE_VOLUME),
    ];
    let mut inputs = Vec::new();
    for (slot, input) in info.inputs.iter().enumerate() {
        match input.kind {
            InputType::Price => {
                let columns = COLUMNS.iter().enumerate().filter(|(_, (_, flag))| input.flags.contains(*flag));
                inputs.extend(columns.map(|(position, (name, _))| Input {
                    name: (*name).to_owned(),
                    kind: InputKind::Column(position),
                }));
            }
            // No function takes whole numbers; one that did would be bound as a real series and refused there.
            InputType::Real | InputType::Integer => {
                inputs.push(Input { name: plain(input.param_name, "in"), kind: InputKind::Series(slot) });
            }
        }
    }
    inputs
}

fn argument_kind(kind: OptInputType) -> ArgumentKind {
    match kind {
        OptInputType::IntegerRange { min, max, default, .. } => ArgumentKind::Integer { min, max, default },
        OptInputType::RealRange { min, max, default, .. } => ArgumentKind::Real { min, max, default },
        // The only lists of TA-Lib are the kinds of moving average; a test holds it to that.
        OptInputType::IntegerList { default, .. } => {
            ArgumentKind::MovingAverage { default: i32::try_from(default).unwrap_or(0) }
        }
        OptInputType::RealList { default, .. } => ArgumentKind::Real { min: default, max: default, default },
    }
}

fn plain(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_ascii_lowercase()
}

/// TA-Lib's Python interface drops `real` and `integer` where a telling name follows.
fn output_name(name: &str) -> String {
    let name = plain(name, "out");
    for kind in ["real", "integer"] {
        match name.strip_prefix(kind) {
            Some("" | "0" | "1") | None => {}
            Some(telling) => return telling.to_owned(),
        }
    }
    name
}
