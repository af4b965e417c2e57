//! A strategy's file and how it is to be run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A Python strategy: nobody should trust it.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The file's name, as tracebacks show it.
    pub name: String,
    /// The source.
    pub source: String,
    /// The class to run, where the file has several.
    pub class: Option<String>,
    /// Values of parameters: variables of the class.
    pub parameters: BTreeMap<String, Value>,
    /// The seed of Python's and NumPy's random numbers.
    pub seed: u64,
}

/// Why a strategy did not come to its end: in its own lines, with the bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// What was going on: `import`, `init` or `next`.
    pub stage: String,
    /// What ended it. A strategy's own words do not set this.
    #[serde(skip_deserializing, default)]
    pub cause: Cause,
    /// The kind of exception; empty for other causes.
    pub kind: String,
    /// Its message.
    pub message: String,
    /// The exception around it, such as which indicator was being computed.
    #[serde(default)]
    pub within: Option<String>,
    /// The strategy's own lines, the innermost last.
    #[serde(default)]
    pub frames: Vec<Frame>,
    /// The index of the bar on which `next` failed.
    #[serde(default)]
    pub bar: Option<usize>,
}

/// What ends a strategy before its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// An exception of its own.
    #[default]
    Exception,
    /// Its process ended: by itself, by a signal, or at a limit of the sandbox.
    Ended,
    /// It gave more orders, or more kinds of tags, than a run may.
    Excess,
    /// It said something that is not of the protocol.
    Protocol,
}

/// A line of the strategy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The line's number, from 1.
    pub line: u32,
    /// The function it stands in.
    pub function: String,
    /// Its text.
    pub text: String,
}

impl Failure {
    /// Its kind and message, or the message alone where it is no exception.
    pub(crate) fn words(&self) -> String {
        if self.kind.is_empty() { self.message.clone() } else { format!("{}: {}", self.kind, self.message) }
    }

    /// A failure that is not an exception of the strategy.
    pub(crate) fn outside(stage: &str, cause: Cause, message: impl Into<String>) -> Self {
        Self {
            stage: stage.to_owned(),
            cause,
            kind: String::new(),
            message: message.into(),
            within: None,
            frames: Vec::new(),
            bar: None,
        }
    }

    /// Whether the host gave the strategy up while it was still running.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self.cause, Cause::Excess | Cause::Protocol)
    }

    /// The innermost of the strategy's own lines.
    pub fn line(&self) -> Option<u32> {
        self.frames.last().map(|frame| frame.line)
    }
}
