//! What a run report tells of a Python strategy.

use assay_types::{ContentHash, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is told of a Python strategy beside what is told of every strategy. Its own words (names, messages, lines) are
/// escaped: they hold nothing that moves a cursor or hides text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PythonReport {
    /// The class that was run; `null` if the file did not get that far.
    pub class: Option<String>,
    /// What the check found in the code, in the order of the text.
    pub findings: Vec<CodeFinding>,
    /// What the strategy was run in; `null` if it was refused before.
    pub sandbox: Option<SandboxReport>,
    /// The indicators that the strategy declared, in its order.
    pub indicators: Vec<DeclaredIndicator>,
    /// Why the strategy did not come to its end; `null` if it did.
    pub failure: Option<PythonFailure>,
    /// Whether the strategy looks ahead; `null` if that was not verified.
    pub causality: Option<CausalityReport>,
    /// What it printed, which is in `output.txt`; `null` if it printed nothing.
    pub output: Option<PrintedOutput>,
}

/// A remark of the check about one place of the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeFinding {
    /// The code of the rule, such as `AS101`.
    pub code: String,
    /// How much it weighs.
    pub severity: CodeSeverity,
    /// What is wrong.
    pub message: String,
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
    /// What would be right.
    pub help: Option<String>,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodeSeverity {
    /// Worth knowing; never decides.
    Note,
    /// A reviewer would ask about it.
    Warning,
    /// The file is refused.
    Error,
}

/// What a strategy was run in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxReport {
    /// By what means it was isolated, such as `namespaces`.
    pub backend: String,
    /// The Python that ran it.
    pub runtime: RuntimeReference,
    /// How much it might use.
    pub limits: SandboxLimits,
    /// The limit that it met, such as `memory`; `null` if it met none.
    pub limit_hit: Option<String>,
    /// What confined it.
    pub controls: Vec<SandboxControl>,
}

/// The Python that ran a strategy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuntimeReference {
    /// The runtime's name.
    pub id: String,
    /// The version of Python.
    pub python: String,
    /// The packages in it, each as `name version`.
    pub packages: Vec<String>,
    /// The hash of the list of its files' hashes.
    pub content_hash: ContentHash,
}

/// How much a strategy might use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxLimits {
    /// Processor time per wall time, in cores.
    pub cores: f64,
    /// Memory beyond that of the warm interpreter, in bytes.
    pub memory_bytes: u64,
    /// Wall time of each pass, in milliseconds.
    pub wall_ms: u64,
    /// Output that is kept of each stream, in bytes.
    pub output_bytes: u64,
}

/// One of the means that confine a strategy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxControl {
    /// What it is called.
    pub name: String,
    /// Whether it holds.
    pub state: ControlState,
    /// By what means, or why not.
    pub reason: String,
    /// Whether a strategy is refused without it.
    pub mandatory: bool,
}

/// Whether a control holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ControlState {
    /// The kernel enforces it.
    Enforced,
    /// Something weaker stands in for it.
    Emulated,
    /// It does not hold.
    Absent,
}

/// An indicator that a strategy declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclaredIndicator {
    /// Its name.
    pub name: String,
    /// The first bar on which it has a value, from 0.
    pub first_value: u64,
}

/// Why a strategy did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PythonFailure {
    /// What was going on: `import`, `init` or `next`.
    pub stage: String,
    /// What ended it.
    pub cause: FailureCause,
    /// The kind of exception; `null` for other causes.
    pub kind: Option<String>,
    /// Its message.
    pub message: String,
    /// The exception around it, such as which indicator was being computed.
    pub within: Option<String>,
    /// The strategy's own lines, the innermost last.
    pub frames: Vec<CodeFrame>,
    /// The bar on which it happened, from 0.
    pub bar: Option<u64>,
    /// The time of that bar.
    pub time: Option<Timestamp>,
}

/// What ends a strategy before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureCause {
    /// An exception of its own.
    Exception,
    /// Its process ended: by itself, by a signal, or at a limit of the sandbox.
    Ended,
    /// It gave more orders, or more kinds of tags, than a run may.
    Excess,
    /// It said something that is not of the protocol.
    Protocol,
}

/// A line of a strategy that was being run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeFrame {
    /// The line, from 1.
    pub line: u64,
    /// The function it stands in.
    pub function: String,
    /// Its text.
    pub text: String,
}

/// Whether a strategy decides the same with and without the future in reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CausalityReport {
    /// How much was verified.
    pub effort: CausalityEffort,
    /// Every look ahead that was found; none means that the strategy is causal as far as was looked.
    pub findings: Vec<LookAhead>,
    /// What is worth knowing and no look ahead.
    pub notes: Vec<String>,
    /// How many indicators were compared.
    pub indicators: u64,
    /// The lengths of the prefixes over which they were compared, in bars.
    pub cuts: Vec<u64>,
    /// Over how many of the first bars decisions were compared.
    pub decision_bars: u64,
    /// How indicators depend on where the data start.
    pub settling: Vec<Settling>,
}

/// How much of a strategy's causality is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CausalityEffort {
    /// A few prefixes, and decisions over the first bars.
    Sampled,
    /// Many prefixes, and decisions over every bar.
    Full,
}

/// A look ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAhead {
    /// Its kind.
    pub kind: LookAheadKind,
    /// The indicator, attribute or method that looks.
    pub subject: String,
    /// The line, from 1, where it is known.
    pub line: Option<u64>,
    /// The bar whose value or decision differs, from 0.
    pub bar: Option<u64>,
    /// The time of that bar.
    pub time: Option<Timestamp>,
    /// How many bars were known where it differs.
    pub cut: Option<u64>,
    /// What differs, in words.
    pub detail: String,
}

/// What kind of look ahead it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookAheadKind {
    /// A value of an indicator changes when later bars are known.
    Indicator,
    /// What `init` leaves behind for `next` depends on later bars.
    State,
    /// A decision changes when later bars are within reach.
    Decision,
    /// `next` fails when later bars are out of reach.
    NeedsFuture,
    /// `init` fails, or declares other indicators, when fewer bars are known.
    Init,
    /// Two runs over the same bars decide differently.
    NotRepeatable,
}

/// How an indicator depends on where the data start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settling {
    /// The indicator.
    pub indicator: String,
    /// The bars from a later start after which its values agree with those from the first start, to a millionth; `null`
    /// if they never do.
    pub bars: Option<u64>,
}

/// What a strategy printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintedOutput {
    /// How many bytes it wrote, in all passes.
    pub bytes: u64,
    /// Whether some were above the limit, and discarded.
    pub cut: bool,
}
